//! Arabic numbers in words.

use crate::language::number::{FractionWords, NumberWord, Part};

/// What a word is in a number; `next` is the word after it.
pub(super) fn number(word: &str, next: &str) -> Option<NumberWord> {
    // وأحد عشر is "and eleven", not "one ten".
    if word == "واحد" && matches!(next, "عشر" | "عشره") {
        return Some(NumberWord { part: Part::Small(1), with_and: true, loose: false });
    }
    if let Some((part, loose)) = known(word) {
        return Some(NumberWord { part, with_and: false, loose });
    }
    let (rest, with_and) = without_and(word);
    clitics_off(rest).find_map(|(clitic, stem)| {
        let (part, loose) = known(stem)?;
        // ولست is "I am not", لعقد "to hold" and وعقد "and held"; بالمئة is "per cent".
        let verb = match stem {
            "ست" => clitic == "ل",
            "عقد" => !matches!(clitic, "ال" | "بال" | "لل" | "كال"),
            _ => false,
        };
        let share = part == Part::Hundred && matches!(clitic, "بال" | "ب");
        (!verb && !share).then_some(NumberWord { part, with_and, loose })
    })
}

fn without_and(word: &str) -> (&str, bool) {
    match word.strip_prefix('و') {
        Some(rest) => (rest, true),
        None => (word.strip_prefix('ف').unwrap_or(word), false),
    }
}

/// What may stand before a word, and what is left of it without.
fn clitics_off(word: &str) -> impl Iterator<Item = (&'static str, &str)> {
    let clitics = ["ال", "بال", "لل", "كال", "ب", "ل", "ك", ""];
    clitics.into_iter().filter_map(move |clitic| Some((clitic, word.strip_prefix(clitic)?)))
}

/// What a word is in a number, and whether it counts nothing, or not exactly.
fn known(word: &str) -> Option<(Part, bool)> {
    part(word).map(|part| (part, false)).or_else(|| loose(word).map(|part| (part, true)))
}

fn part(word: &str) -> Option<Part> {
    let small = |value| Some(Part::Small(value));
    match word {
        "صفر" => small(0),
        "واحد" | "واحده" | "واحدا" | "احد" | "احدي" | "اول" | "اولي" | "اولا" | "حادي" | "حاديه" => {
            small(1)
        }
        "اثنان" | "اثنين" | "اثنتان" | "اثنتين" | "اثنا" | "اثني" | "اثنتا" | "اثنتي" | "ثان"
        | "ثاني" | "ثانيه" | "ثانيا" | "ثنائي" | "ثنائيه" | "مرتين" | "مرتان" => {
            small(2)
        }
        "ثلاث" | "ثلاثه" | "ثلاثا" | "ثالث" | "ثالثه" => small(3),
        "اربع" | "اربعه" | "اربعا" | "رابع" | "رابعه" => small(4),
        "خمس" | "خمسه" | "خمسا" | "خامس" | "خامسه" => small(5),
        "سته" | "ستا" | "سادس" | "سادسه" => small(6),
        "سبعه" | "سبعا" | "سابع" | "سابعه" => small(7),
        "ثمان" | "ثماني" | "ثمانيه" | "ثمانيا" | "ثامن" | "ثامنه" => {
            small(8)
        }
        "تسع" | "تسعه" | "تسعا" | "تاسع" | "تاسعه" => small(9),
        "عشر" | "عشره" | "عشرا" | "عاشر" | "عاشره" => small(10),
        "عشرون" | "عشرين" => small(20),
        "ثلاثون" | "ثلاثين" => small(30),
        "اربعون" | "اربعين" => small(40),
        "خمسون" | "خمسين" => small(50),
        "ستون" | "ستين" => small(60),
        "سبعون" | "سبعين" => small(70),
        "ثمانون" | "ثمانين" => small(80),
        "تسعون" | "تسعين" => small(90),
        "مئه" | "مائه" | "مايه" => Some(Part::Hundred),
        "مئتان" | "مئتين" | "مئتي" | "مئتا" | "مائتان" | "مائتين" | "مائتي" | "مائتا" => {
            Some(Part::Hundreds(200))
        }
        "الف" | "الاف" | "الوف" => Some(Part::Scale(3)),
        "الفا" => Some(Part::ScaleOrDual(3)),
        "الفان" | "الفين" | "الفي" => Some(Part::Dual(3)),
        "مليون" | "ملايين" => Some(Part::Scale(6)),
        "مليونا" => Some(Part::ScaleOrDual(6)),
        "مليونان" | "مليونين" | "مليوني" => Some(Part::Dual(6)),
        "مليار" | "مليارات" | "بليون" | "بلايين" => Some(Part::Scale(9)),
        "مليارا" | "بليونا" => Some(Part::ScaleOrDual(9)),
        "ملياران" | "مليارين" | "ملياري" => Some(Part::Dual(9)),
        "تريليون" | "تريليونات" | "ترليون" => Some(Part::Scale(12)),
        "تريليونا" => Some(Part::ScaleOrDual(12)),
        "تريليونان" | "تريليوني" | "تريليونين" => Some(Part::Dual(12)),
        _ => hundreds(word).or_else(|| decade(word)),
    }
}

/// Words that have a number in them and count nothing, or not exactly.
fn loose(word: &str) -> Option<Part> {
    Some(match word {
        // "Thirdly" numbers a heading.
        "ثالثا" | "ثلاثي" | "ثلاثيه" => Part::Small(3),
        "رابعا" | "رباعي" | "رباعيه" => Part::Small(4),
        "خامسا" | "خماسي" | "خماسيه" => Part::Small(5),
        // A lady, and a lion.
        "ست" | "سادسا" | "سداسي" => Part::Small(6),
        "سبع" | "سابعا" | "سباعي" => Part::Small(7),
        "ثامنا" => Part::Small(8),
        "تاسعا" => Part::Small(9),
        "عقد" | "عاشرا" => Part::Small(10),
        "عقدين" | "عقدان" => Part::Small(20),
        "مئات" => Part::Hundred,
        _ => return None,
    })
}

/// The fraction that some words start with: نصف, ثلثي, ثلاثة أرباع, ونصف.
pub(super) fn fraction(words: &[&str]) -> Option<FractionWords> {
    let apart = usize::from(words.first() == Some(&"و"));
    let first = *words.get(apart)?;
    let found = |above, below, words: usize, with_and: bool| {
        let (words, with_and) = (words + apart, with_and || apart == 1);
        Some(FractionWords { above, below, words, with_and })
    };
    let (rest, joined) = without_and(first);
    if let Some((above, below)) = clitics_off(rest).find_map(|(_, stem)| part_of_one(stem)) {
        // ثلثا before a noun is two thirds; behind "and" or "less" it is one.
        let two = rest == "ثلثا" && !joined && apart == 0 && words.len() > 1;
        return found(if two { 2 } else { above }, below, 1, joined);
    }
    let below = clitics_off(words.get(apart + 1)?).find_map(|(_, stem)| parts_of_one(stem))?;
    match number(first, "")? {
        NumberWord { part: Part::Small(above), with_and, .. } if (2..below).contains(&above) => {
            found(above, below, 2, with_and)
        }
        _ => None,
    }
}

fn part_of_one(word: &str) -> Option<(u64, u64)> {
    Some(match word {
        "نصف" | "نصفا" => (1, 2),
        "ثلث" | "ثلثا" => (1, 3),
        "ربع" | "ربعا" => (1, 4),
        "ثلثان" | "ثلثين" | "ثلثي" => (2, 3),
        _ => return None,
    })
}

fn parts_of_one(word: &str) -> Option<u64> {
    Some(match word {
        "اثلاث" => 3,
        "ارباع" => 4,
        "اخماس" => 5,
        "اسداس" => 6,
        "اسباع" => 7,
        "اثمان" => 8,
        "اتساع" => 9,
        "اعشار" => 10,
        _ => return None,
    })
}

/// ثلاثمئة and the like, in one word.
fn hundreds(word: &str) -> Option<Part> {
    let unit = ["مئه", "مائه"].iter().find_map(|hundred| word.strip_suffix(hundred))?;
    match unit_below_ten(unit)? {
        value @ 3..=9 => Some(Part::Hundreds(value * 100)),
        _ => None,
    }
}

fn unit_below_ten(word: &str) -> Option<u64> {
    let stems = ["ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"];
    let stem = word.strip_suffix('ي').unwrap_or(word);
    stems.iter().position(|s| *s == stem).map(|at| at as u64 + 3)
}

/// تسعينيات and تسعينات: the nineties.
fn decade(word: &str) -> Option<Part> {
    let stem = word.strip_suffix("يات").or_else(|| word.strip_suffix("ات"))?;
    match part(stem)? {
        Part::Small(value) if value >= 20 && stem.ends_with("ين") => Some(Part::Decade(value)),
        _ => None,
    }
}

/// "And" makes one number of what is there and what is added: five and twenty, a hundred and five. Without it, only
/// a ten is added to a unit: three ten.
pub(super) fn adds(current: u64, value: u64, with_and: bool) -> bool {
    if with_and {
        return current.is_multiple_of(100) || current % 100 < 10 && value >= 20;
    }
    value == 10 && (1..10).contains(&(current % 100))
}

/// "The first ten" is no eleven.
pub(super) fn starts_count(before: &str) -> bool {
    matches!(bare(before), "اول" | "اولي")
}

/// The decade is what counts in "the eighties of the twentieth century".
pub(super) fn is_century(folded: &str) -> bool {
    bare(folded) == "قرن"
}

/// A word without clitics.
fn bare(folded: &str) -> &str {
    let rest = folded.trim_start_matches(['و', 'ف']);
    let bare = rest
        .strip_prefix("لل")
        .or_else(|| rest.trim_start_matches(['ب', 'ل', 'ك']).strip_prefix("ال"));
    bare.unwrap_or(rest)
}
