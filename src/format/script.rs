//! Whether a text is in the script of the language it is declared to be in.

use crate::lang::Lang;
use crate::language::{self, Script};
use crate::text::fold::is_arabic_letter;

/// Whether the letters of some texts are of the script of a language, or too few to tell. Only Arabic and Latin script
/// are told apart; a language of any other script always fits.
pub fn fits_script<'t>(texts: impl Iterator<Item = &'t str>, lang: Lang) -> bool {
    const ENOUGH: usize = 20;
    let (mut arabic, mut latin) = (0usize, 0usize);
    for c in texts.flat_map(str::chars) {
        arabic += usize::from(is_arabic_letter(c));
        latin += usize::from(c.is_ascii_alphabetic());
    }
    let (own, other) = match language::script(lang) {
        Script::Arabic => (arabic, latin),
        Script::Latin => (latin, arabic),
        Script::Other => return true,
    };
    own + other < ENOUGH || own * 20 >= other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        let arabic = "هذا نص عربي قصير فيه كلمة لاتينية واحدة Linux";
        assert!(fits_script([arabic].into_iter(), Lang::AR));
        assert!(fits_script([arabic].into_iter(), Lang::EN));
        let pure = "هذا نص عربي خالص ليس فيه غير العربية";
        assert!(!fits_script([pure].into_iter(), Lang::EN));
        assert!(fits_script(["12:30"].into_iter(), Lang::AR));
    }
}
