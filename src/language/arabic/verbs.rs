//! Words that a clause starts with: verbs by their shape, where no list knows them.
//!
//! After a unit, an era or an acronym only the next word tells whether the sentence goes on: «توفي سنة 505 هـ. ترك كتبا»
//! and «توفي سنة 505 هـ. في طوس».

use super::speech;
use crate::language::sentence::{KnownStem, Start};

/// Nouns, names and adverbs that are spelt as verbs of the present are.
const NO_VERBS: &[&str] = &[
    "يوم",
    "يومين",
    "يومها",
    "يومان",
    "يونيو",
    "يوليو",
    "يناير",
    "يمين",
    "يسار",
    "يورو",
    "ياسمين",
    "يانسون",
    "يقطين",
    "يقين",
    "يوسف",
    "يونس",
    "يعقوب",
    "يحيي",
    "ينبع",
    "يافا",
    "يتيم",
    "ينبوع",
    "ياقوت",
    "تمور",
    "تفاح",
    "توابل",
    "توقيت",
    "تونس",
    "تركي",
    "تراب",
    "تراث",
    "تاريخ",
    "تحديدا",
    "تكاليف",
    "تحت",
    "توت",
    "تين",
    "تمام",
    "تجار",
    "تابع",
    "تعاون",
    "تفاهم",
    "تبادل",
    "تكامل",
    "تضامن",
    "تنافس",
    "تناقض",
    "تجاوز",
    "تقدم",
    "تطور",
    "توسع",
    "توتر",
    "تحول",
    "تغير",
    "تدخل",
    "تدهور",
    "تقليل",
    "نهار",
    "نحاس",
    "نسيج",
    "نحو",
    "نصف",
    "نقد",
    "نفط",
    "نهر",
    "اخيرا",
    "احيانا",
    "ايضا",
    "اولا",
    "اثناء",
    "امام",
    "اسفل",
    "اعلي",
    "اكثر",
    "اقل",
    "احمد",
    "اسبوعيا",
    "اسبوع",
    "اسابيع",
    "اشهر",
    "ايام",
    "ابناء",
    "اعضاء",
    "انسان",
    "امتار",
    "ابيض",
    "احمر",
    "اخضر",
    "اسود",
];

/// How surely a clause starts with a folded word.
pub(super) fn starts_clause(word: &str, known: KnownStem<'_>) -> Start {
    let letters: Vec<char> = word.chars().collect();
    let is_letter = |c: &char| matches!(c, 'ء'..='ي');
    if matches!(word, "تم" | "يتم") {
        return Start::Surely;
    }
    if letters.len() < 3 || !letters.iter().all(is_letter) || word.starts_with("ال") {
        return Start::No;
    }
    if NO_VERBS.contains(&word) {
        return Start::No;
    }
    if speech::is_form(word, known) {
        return Start::Surely;
    }
    let ends_as_noun = ["ة", "ات", "اء", "يه", "اي"].iter().any(|end| word.ends_with(end));
    // «تقريبا», «يوميا»
    let adverb = word.ends_with('ا') && !word.ends_with("وا");
    if ends_as_noun || adverb {
        return Start::No;
    }
    present(&letters).max(past(&letters))
}

/// Verbs of the present have a letter of person in front of three or more.
fn present(letters: &[char]) -> Start {
    let count = letters.len();
    match letters {
        ['ي', ..] if count >= 4 => Start::Surely,
        ['ت', 'س', 'ت', ..] if count >= 6 => Start::Surely,
        // تطوير, تكاليف are nouns; so may be تعاون.
        ['ت', _, _, 'ي', _] | ['ت', _, 'ا', _, 'ي', _] => Start::No,
        ['ت', _, 'ا', ..] if count == 5 => Start::Perhaps,
        ['ت', ..] if count >= 4 => Start::Surely,
        ['ن', ..] if count >= 4 => Start::Perhaps,
        _ => Start::No,
    }
}

/// Verbs of the past. Those of three and four letters are spelt as nouns are.
fn past(letters: &[char]) -> Start {
    let count = letters.len();
    let penult = letters[count - 2];
    match letters {
        // استخدم, but not استخدام; استعاد has its alef of old.
        ['ا', 'س', 'ت', ..] if count >= 6 => verb_unless(count >= 7 && penult == 'ا'),
        ['ا', 'ن', ..] | ['ا', _, 'ت', ..] if count >= 5 => {
            verb_unless(count >= 6 && penult == 'ا')
        }
        // «بلغت», but not «زيوت»
        [_, _, third, 'ت'] if !matches!(third, 'ا' | 'و' | 'ي') => Start::Surely,
        [_, 'ي' | 'و', _] => Start::No,
        [_, _, _] => Start::Perhaps,
        [_, _, 'ي' | 'و' | 'ا', _] => Start::No,
        [_, _, _, _] => Start::Perhaps,
        _ => Start::No,
    }
}

fn verb_unless(noun: bool) -> Start {
    if noun { Start::No } else { Start::Surely }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_tell_verbs_from_nouns() {
        for (words, start) in [
            (
                "يمنع يرجي يحفظ تستغرق توخذ تقلع استخدم استعاد انتقل اشتري بلغت يستمر تتكون",
                Start::Surely,
            ),
            ("ترك شارك دفن سكر ننصح تشارك انضم", Start::Perhaps),
            (
                "الحضور تقريبا يوميا مرتين تطوير تكاليف استخدام انتقال زيوت دقيق وحيدا 10 من كل مدينة سنوات",
                Start::No,
            ),
        ] {
            for word in words.split(' ') {
                assert_eq!(starts_clause(word, &|_, _| false), start, "{word}");
            }
        }
    }
}
