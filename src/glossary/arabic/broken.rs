//! Singulars that a broken plural may have by its pattern.
//!
//! Only patterns that hardly any other word has are read: مطاعم, تقارير, شوارع, جرائم, أسلحة, أشكال, زملاء. As
//! with every cut, a singular counts only if the glossary has it. Plurals whose singular is listed, and words
//! that are listed as whole, are left to the lists.

use crate::glossary::lexicon::{PLURALS, WHOLE};

/// Calls `see` with every singular that the pattern of `form` allows. `low` says that it starts with another
/// hamza than plurals do: إخطار is no plural.
pub(super) fn singulars(form: &str, low: bool, see: &mut impl FnMut(&str)) {
    let mut room = ['\0'; 6];
    let mut count = 0;
    for letter in form.chars() {
        if count == room.len() {
            return;
        }
        room[count] = letter;
        count += 1;
    }
    let shape = &room[..count];
    let mut found = Found { form, checked: None, text: String::new(), see };
    match *shape {
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

fn five<S: FnMut(&str)>(found: &mut Found<'_, S>, [a, b, c, d]: [char; 4]) {
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
    form: &'f str,
    /// Whether the lists know the form.
    checked: Option<bool>,
    text: String,
    see: &'f mut S,
}

impl<S: FnMut(&str)> Found<'_, S> {
    fn say(&mut self, letters: &[char]) {
        let form = self.form;
        let listed = || PLURALS.contains_key(form) || WHOLE.contains_key(form);
        if *self.checked.get_or_insert_with(listed) {
            return;
        }
        self.text.clear();
        self.text.extend(letters);
        (self.see)(&self.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: &str) -> Vec<String> {
        let mut found = Vec::new();
        singulars(form, false, &mut |singular| found.push(singular.to_owned()));
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
            assert!(of(plural).contains(&singular.to_owned()), "{plural}: {:?}", of(plural));
        }
        assert!(of("تحاول").iter().all(|s| s.ends_with('ه')));
        // Listed with its singular, or listed as a word of its own.
        assert!(of("اسعار").is_empty());
        assert!(of("مقاتل").is_empty());
    }

    #[test]
    fn other_hamzas_start_no_plural() {
        singulars("اخطار", true, &mut |singular| panic!("{singular}"));
    }
}
