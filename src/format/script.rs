//! Whether a text is in the script of the language it is declared to be in.

use crate::lang::Lang;
use crate::language::{self, Script};
use crate::text::fold::is_arabic_letter;

/// How well a text fits the script of the language it is declared to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptFit {
    /// The letters are those of the language, or there are too few to tell.
    Right,
    /// Hardly any letter is of the language's script.
    Wrong,
}

/// Compares the letters of some texts with the script of a language. Only Arabic and Latin script are
/// told apart; a language of any other script always fits.
pub fn script_fit<'t>(texts: impl Iterator<Item = &'t str>, lang: Lang) -> ScriptFit {
    const ENOUGH: usize = 20;
    let (mut arabic, mut latin) = (0usize, 0usize);
    for c in texts.flat_map(str::chars) {
        arabic += usize::from(is_arabic_letter(c));
        latin += usize::from(c.is_ascii_alphabetic());
    }
    let (own, other) = match language::script(lang) {
        Script::Arabic => (arabic, latin),
        Script::Latin => (latin, arabic),
        Script::Other => return ScriptFit::Right,
    };
    if own + other >= ENOUGH && own * 20 < other { ScriptFit::Wrong } else { ScriptFit::Right }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        let arabic = "هذا نص عربي قصير فيه كلمة لاتينية واحدة Linux";
        assert_eq!(script_fit([arabic].into_iter(), Lang::AR), ScriptFit::Right);
        assert_eq!(script_fit([arabic].into_iter(), Lang::EN), ScriptFit::Right);
        let pure = "هذا نص عربي خالص ليس فيه غير العربية";
        assert_eq!(script_fit([pure].into_iter(), Lang::EN), ScriptFit::Wrong);
        assert_eq!(script_fit(["12:30"].into_iter(), Lang::AR), ScriptFit::Right);
    }
}
