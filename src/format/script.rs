//! Whether a text is in the script of the language it is declared to be in.

use crate::lang::Lang;
use crate::language::{self, Script};
use crate::text::fold::{is_arabic_letter, is_mark};

/// Whether the letters of some texts are of the script of a language, or too few to tell. Only Arabic, Latin and other
/// scripts are told apart; a language of any other script always fits.
pub fn fits_script<'t>(texts: impl Iterator<Item = &'t str>, lang: Lang) -> bool {
    const ENOUGH: usize = 20;
    // Of letters none of which is of the script, fewer tell.
    const ENOUGH_WITHOUT_ANY: usize = 8;
    let (mut arabic, mut latin, mut rest) = (0usize, 0usize, 0usize);
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic() && !is_mark(*c)) {
        if is_arabic_letter(c) {
            arabic += 1;
        } else if is_latin_letter(c) {
            latin += 1;
        } else {
            rest += 1;
        }
    }
    let (own, other) = match language::script(lang) {
        Script::Arabic => (arabic, latin + rest),
        Script::Latin => (latin, arabic + rest),
        Script::Other => return true,
    };
    let enough = if own == 0 { ENOUGH_WITHOUT_ANY } else { ENOUGH };
    own + other < enough || own * 20 >= other
}

fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'ª' | 'º' | 'À'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
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
        assert!(!fits_script(["عنوان قصير"].into_iter(), Lang::EN));
        for (text, lang) in [("12:30", Lang::AR), ("نعم", Lang::EN), ("Éèà", Lang::EN)] {
            assert!(fits_script([text].into_iter(), lang), "{text}");
        }
        let greek = "Ο ταχυδρόμος φέρνει τα γράμματα";
        assert!(!fits_script([greek].into_iter(), Lang::EN));
        assert!(!fits_script([greek].into_iter(), Lang::AR));
    }
}
