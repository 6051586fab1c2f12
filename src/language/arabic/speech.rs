//! Verbs of saying, in all persons and tenses, with the pronouns written onto them.
//!
//! The list has each verb once, as "he said": `قال`. Its shape tells how the stem changes: hollow verbs shorten it
//! (`قلت`), weak ones lose their last letter (`نادت`), doubled ones part the two (`رددت`). A doubled last letter
//! is written with a shadda in the list.

use crate::language::sentence::{KnownStem, Tense};

const SHADDA: char = '\u{651}';

/// Calls `each` with every stem of a verb that is written as the list has it.
pub(super) fn stems(verb: &str, each: &mut dyn FnMut(&str, Tense)) {
    let doubled = verb.ends_with(SHADDA);
    let letters: Vec<char> = verb.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}')).collect();
    let Some(&last) = letters.last() else { return };
    let count = letters.len();
    let mut add = |letters: &[char], more: &str, tense| {
        let stem: String = letters.iter().copied().chain(more.chars()).collect();
        each(&stem, tense);
    };
    let (past, present) = (Tense::Past, Tense::Present);
    let alef = |c: char| matches!(c, 'ا' | 'أ' | 'إ');
    // The alef at the front of a long verb gives way to the prefix of the present.
    let front = usize::from(alef(letters[0]) && (count >= 4 || doubled));
    match letters[..] {
        [first, 'ا', third] => {
            add(&letters, "", past);
            // "I said" and "they (f.) said".
            add(&[first, third], "ت", past);
            add(&[first, third], "ن", past);
            add(&[first, 'و', third], "", present);
            add(&[first, 'ي', third], "", present);
        }
        [ref head @ .., 'ا', third] if front > 0 => {
            add(&letters, "", past);
            add(head, &format!("{third}ت"), past);
            add(head, &format!("{third}ن"), past);
            add(&head[front..], &format!("ي{third}"), present);
        }
        [ref head @ .., 'ى' | 'ا'] => {
            add(&letters, "", past);
            let full = if last == 'ا' { "و" } else { "ي" };
            add(head, full, past);
            add(head, "ت", past);
            add(head, "وا", past);
            // Before a pronoun the last letter is an alef: ناداها.
            add(head, "ا", past);
            add(&head[front..], "", present);
            add(&head[front..], full, present);
            add(&head[front..], "ي", present);
        }
        _ => {
            add(&letters, "", past);
            add(&letters[front..], "", present);
            if doubled {
                add(&letters, &last.to_string(), past);
            } else if count == 3 && letters[0] == 'أ' {
                // The hamza is written on a waw after the prefix: يؤكد.
                add(&['و', letters[1], letters[2]], "", present);
            }
        }
    }
}

/// Pronouns written onto a verb, and endings of the past and the present.
pub(super) const OBJECTS: [&str; 11] =
    ["", "ه", "ها", "هم", "هما", "هن", "ني", "نا", "ك", "كم", "كما"];
pub(super) const PAST: [&str; 14] =
    ["", "ت", "نا", "تم", "تمو", "تما", "تن", "وا", "و", "ا", "ن", "تا", "م", "مو"];
pub(super) const PRESENT: [&str; 8] = ["", "ون", "ان", "ين", "ن", "و", "وا", "ا"];

/// Whether a folded word is a form of a verb whose stems `known` knows.
pub(super) fn is_form(word: &str, known: KnownStem<'_>) -> bool {
    OBJECTS.iter().filter_map(|object| word.strip_suffix(object)).any(|word| {
        let mut past = PAST.iter().filter_map(|ending| word.strip_suffix(ending));
        past.any(|stem| known(stem, Tense::Past)) || is_present(word, known)
    })
}

/// Whether a folded word is such a verb in the present or future, without a pronoun.
pub(super) fn is_present(word: &str, known: KnownStem<'_>) -> bool {
    let word = word.strip_prefix('س').unwrap_or(word);
    let Some(word) = word.strip_prefix(['ي', 'ت', 'ا', 'ن']) else { return false };
    let mut present = PRESENT.iter().filter_map(|ending| word.strip_suffix(ending));
    present.any(|stem| known(stem, Tense::Present))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(verb: &str, word: &str) -> bool {
        let mut known = Vec::new();
        stems(verb, &mut |stem, tense| known.push((folded(stem), tense)));
        is_form(&folded(word), &|stem, tense| {
            known.iter().any(|(known, when)| known == stem && *when == tense)
        })
    }

    fn folded(word: &str) -> String {
        let letters = word.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}'));
        let fold = |c| match c {
            'أ' | 'إ' | 'آ' => 'ا',
            'ؤ' => 'و',
            'ئ' | 'ى' => 'ي',
            c => c,
        };
        letters.map(fold).collect()
    }

    #[test]
    fn verbs_are_known_in_every_form() {
        for (verb, words) in [
            (
                "قال",
                "قال قالت قلت قلنا قلتم قلن قالوا قالا يقول تقولين أقول سنقول يقولون قالها قلته",
            ),
            ("صاح", "صاحت صحت يصيح صاحوا"),
            ("سأل", "سألتها سألوه يسألني سيسألونكم سألتموهم سألنا تسألين"),
            ("أجاب", "أجبته أجابني يجيب نجيبهم أجابوا أجبن"),
            ("نادى", "نادت نادوا ناديتها ينادي ينادونه ناداها نادى"),
            ("دعا", "دعوت دعت يدعو دعوا"),
            ("ردّ", "ردّت رددت رددن يرد أردّ"),
            ("احتجّ", "احتججت يحتجون احتجت"),
            ("أكد", "أكدت يؤكد أؤكد أكدوا"),
            ("استفسر", "استفسرت يستفسر"),
            ("تساءل", "تساءلتُ أتساءل يتساءلون"),
            ("تمتم", "تمتمتْ يتمتم"),
        ] {
            for word in words.split(' ') {
                assert!(says(verb, word), "{word} of {verb}");
            }
        }
    }

    #[test]
    fn other_words_are_none() {
        for (verb, words) in [
            ("قال", "قل قوله قيل القول مقال قليل"),
            ("أجاب", "يجب أجب جيب"),
            ("نادى", "ناد النادي"),
            ("ردّ", "ردود تردد"),
        ] {
            for word in words.split(' ') {
                assert!(!says(verb, word), "{word} of {verb}");
            }
        }
    }
}
