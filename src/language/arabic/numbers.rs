//! Arabic numbers in words.

use crate::language::number::Part;

/// What a word is in a number, and whether it carries "and".
pub(super) fn number(word: &str) -> Option<(Part, bool)> {
    if let Some(part) = part(word) {
        return Some((part, false));
    }
    let (rest, with_and) = match word.strip_prefix('و') {
        Some(rest) => (rest, true),
        None => (word.strip_prefix('ف').unwrap_or(word), false),
    };
    // ولست is "I am not" and no "to six".
    if rest.strip_suffix("ست").is_some_and(|before| before == "ل") {
        return None;
    }
    let bare = ["ال", "بال", "لل", "كال", "ب", "ل", "ك", ""];
    let mut stems = bare.iter().filter_map(|clitic| rest.strip_prefix(clitic));
    stems.find_map(part).map(|part| (part, with_and))
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
        "ثلاث" | "ثلاثه" | "ثلاثا" | "ثالث" | "ثالثه" | "ثالثا" | "ثلاثي" | "ثلاثيه" => {
            small(3)
        }
        "اربع" | "اربعه" | "اربعا" | "رابع" | "رابعه" | "رابعا" | "رباعي" | "رباعيه" => {
            small(4)
        }
        "خمس" | "خمسه" | "خمسا" | "خامس" | "خامسه" | "خامسا" | "خماسي" | "خماسيه" => {
            small(5)
        }
        "ست" | "سته" | "ستا" | "سادس" | "سادسه" | "سادسا" | "سداسي" => {
            small(6)
        }
        "سبع" | "سبعه" | "سبعا" | "سابع" | "سابعه" | "سابعا" | "سباعي" => {
            small(7)
        }
        "ثمان" | "ثماني" | "ثمانيه" | "ثمانيا" | "ثامن" | "ثامنه" | "ثامنا" => {
            small(8)
        }
        "تسع" | "تسعه" | "تسعا" | "تاسع" | "تاسعه" | "تاسعا" => small(9),
        "عشر" | "عشره" | "عشرا" | "عاشر" | "عاشره" | "عاشرا" | "عقد" => {
            small(10)
        }
        "عقدين" | "عقدان" | "عشرون" | "عشرين" => small(20),
        "ثلاثون" | "ثلاثين" => small(30),
        "اربعون" | "اربعين" => small(40),
        "خمسون" | "خمسين" => small(50),
        "ستون" | "ستين" => small(60),
        "سبعون" | "سبعين" => small(70),
        "ثمانون" | "ثمانين" => small(80),
        "تسعون" | "تسعين" => small(90),
        "مئه" | "مائه" | "مئات" | "مايه" => Some(Part::Hundred),
        "مئتان" | "مئتين" | "مئتي" | "مئتا" | "مائتان" | "مائتين" | "مائتي" | "مائتا" => {
            Some(Part::Hundreds(200))
        }
        "الف" | "الفا" | "الاف" | "الوف" => Some(Part::Scale(3)),
        "الفان" | "الفين" | "الفي" => Some(Part::Dual(3)),
        "مليون" | "مليونا" | "ملايين" => Some(Part::Scale(6)),
        "مليونان" | "مليونين" | "مليوني" => Some(Part::Dual(6)),
        "مليار" | "مليارا" | "مليارات" | "بليون" | "بليونا" | "بلايين" => {
            Some(Part::Scale(9))
        }
        "ملياران" | "مليارين" | "ملياري" => Some(Part::Dual(9)),
        "تريليون" | "تريليونا" | "تريليونات" | "ترليون" => {
            Some(Part::Scale(12))
        }
        "تريليوني" | "تريليونين" => Some(Part::Dual(12)),
        "نصف" => Some(Part::Fraction(50)),
        "ربع" | "ارباع" => Some(Part::Fraction(25)),
        "ثلث" | "ثلثا" | "ثلثي" | "ثلثان" | "ثلثين" | "اثلاث" => small(3),
        _ => hundreds(word).or_else(|| decade(word)),
    }
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
    matches!(bare(before), "اول" | "اولي" | "واحد" | "واحده")
}

/// The decade is what counts in "the eighties of the twentieth century".
pub(super) fn is_century(folded: &str) -> bool {
    bare(folded) == "قرن"
}

/// Words that have a number in them and count nothing, or not exactly.
pub(super) fn is_loose(folded: &str) -> bool {
    let loose = [
        "عقد",
        "عقدين",
        "عقدان",
        "ثلاثي",
        "ثلاثيه",
        "رباعي",
        "رباعيه",
        "خماسي",
        "خماسيه",
        "سداسي",
        "سباعي",
        "ثلث",
        "ثلثا",
        "ثلثي",
        "ثلثان",
        "ثلثين",
        "اثلاث",
        "سبع",
        "ست",
        "مئات",
        // "Thirdly" numbers a heading.
        "ثالثا",
        "رابعا",
        "خامسا",
        "سادسا",
        "سابعا",
        "ثامنا",
        "تاسعا",
        "عاشرا",
    ];
    loose.contains(&folded) || loose.contains(&bare(folded))
}

/// A word without clitics.
fn bare(folded: &str) -> &str {
    let bare = folded.trim_start_matches(['و', 'ف']);
    let bare = bare
        .strip_prefix("لل")
        .or_else(|| bare.trim_start_matches(['ب', 'ل', 'ك']).strip_prefix("ال"));
    bare.unwrap_or(folded)
}
