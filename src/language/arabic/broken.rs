//! Singulars that a broken plural may have by its pattern.
//!
//! Only patterns that hardly any other word has are read: مطاعم, تقارير, شوارع, جرائم, أسلحة, أشكال, زملاء. As
//! with every cut, a singular counts only if the glossary has it. Plurals whose singular is listed, and words
//! that are listed as whole, are left to the lists.

use super::lexicon::IRREGULAR;
use crate::language::tree::{ROOT, Tree};

/// Calls `see` with the number of every singular of `tree` that the pattern of `form` allows. `low` says that it
/// starts with another hamza than plurals do: إخطار is no plural.
pub(crate) fn singulars(form: &[char], low: bool, tree: &Tree, see: &mut impl FnMut(u32)) {
    let mut found = Found { form, checked: None, tree, see };
    match *form {
        // مطاعم of مطعم, مدارس of مدرسة; شوارع of شارع; جرائم of جريمة
        [a, b, 'ا', c, d] if a != 'ا' => five(&mut found, [a, b, c, d]),
        // تقارير of تقرير, مشاريع of مشروع, مصابيح of مصباح; قوانين of قانون
        [a, b, 'ا', c, 'ي', d] => {
            for long in ['و', 'ي', 'ا'] {
                found.say(&[a, b, c, long, d]);
                found.say(&[a, b, c, long, d, 'ه']);
            }
            if b == 'و' {
                found.say(&[a, 'ا', c, 'و', d]);
            }
        }
        // أسلحة of سلاح, أدوية of دواء
        ['ا', a, b, c, 'ه'] if !low => {
            for long in ['ا', 'ي', 'و'] {
                found.say(&[a, b, long, c]);
            }
            if c == 'ي' {
                found.say(&[a, b, 'ا', 'ء']);
            }
        }
        // أشكال of شكل, أبواب of باب
        ['ا', a, b, 'ا', c] if !low => {
            found.say(&[a, b, c]);
            if matches!(b, 'و' | 'ي') {
                found.say(&[a, 'ا', c]);
            }
        }
        // زملاء of زميل, شعراء of شاعر
        [a, b, c, 'ا', 'ء'] => {
            found.say(&[a, b, 'ي', c]);
            found.say(&[a, 'ا', b, c]);
        }
        // أصدقاء of صديق
        ['ا', a, b, c, 'ا', 'ء'] if !low => found.say(&[a, b, 'ي', c]),
        _ => {}
    }
}

fn five<S: FnMut(u32)>(found: &mut Found<'_, S>, [a, b, c, d]: [char; 4]) {
    if b == 'و' {
        found.say(&[a, 'ا', c, d]);
        found.say(&[a, 'ا', c, d, 'ه']);
    }
    if c == 'ئ' {
        for long in ['ي', 'ا', 'و'] {
            found.say(&[a, b, long, d]);
            found.say(&[a, b, long, d, 'ه']);
        }
        return;
    }
    // تحاول and the like are verbs.
    if !matches!(a, 'ت' | 'ي' | 'ن') {
        found.say(&[a, b, c, d]);
    }
    found.say(&[a, b, c, d, 'ه']);
}

struct Found<'f, S> {
    form: &'f [char],
    /// Whether the lists know the form.
    checked: Option<bool>,
    tree: &'f Tree,
    see: &'f mut S,
}

impl<S: FnMut(u32)> Found<'_, S> {
    fn say(&mut self, letters: &[char]) {
        let Some(known) = self.tree.word(ROOT, letters.iter().copied()) else { return };
        let form = self.form;
        let listed = || {
            let form: String = form.iter().collect();
            IRREGULAR.plurals.contains_key(&form) || IRREGULAR.whole.contains_key(&form)
        };
        if !*self.checked.get_or_insert_with(listed) {
            (self.see)(known);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of some words that a form may be the plural of.
    fn of(form: &str, low: bool, words: &[&'static str]) -> Vec<&'static str> {
        let tree = Tree::new(words.iter().zip(0..).map(|(&word, number)| (word, number)));
        let form: Vec<char> = form.chars().collect();
        let mut found = Vec::new();
        singulars(&form, low, &tree, &mut |known| found.push(words[known as usize]));
        found
    }

    #[test]
    fn patterns_give_their_singulars() {
        for (plural, singular) in [
            ("مغازل", "مغزل"),
            ("مغاسل", "مغسله"),
            ("تضاريس", "تضريس"),
            ("صنابير", "صنبور"),
            ("قواميس", "قاموس"),
            ("قوارب", "قارب"),
            ("قذائف", "قذيفه"),
            ("اقنعه", "قناع"),
            ("اطياف", "طيف"),
            ("كفلاء", "كفيل"),
            ("انسباء", "نسيب"),
        ] {
            assert_eq!(of(plural, false, &[singular, plural]), [singular], "{plural}");
        }
        assert_eq!(of("تحاول", false, &["تحول", "تحوله"]), ["تحوله"]);
        // Listed with its singular, or listed as a word of its own.
        assert_eq!(of("اسعار", false, &["سعر"]), [""; 0]);
        assert_eq!(of("مقاتل", false, &["مقتل"]), [""; 0]);
    }

    #[test]
    fn other_hamzas_start_no_plural() {
        for (low, found) in [(false, 1), (true, 0)] {
            assert_eq!(of("اطياف", low, &["طيف"]).len(), found);
        }
    }
}
