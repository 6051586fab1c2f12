//! Arabic numbers in words.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::language::listed::{self, Meanings};
use crate::language::number::{FractionWords, NumberTable, NumberWord, Part};
use crate::text::token::Fast;

/// What a word is in a number; `next` is the word after it.
pub(super) fn number(word: &str, next: &str) -> Option<NumberWord> {
    // وأحد عشر is "and eleven", not "one ten".
    if word == "واحد" && matches!(next, "عشر" | "عشره") {
        return Some(NumberWord { part: Part::Small(1), with_and: true, loose: false });
    }
    FORMS.get(word)?.number
}

/// Whether a word may be of a number.
pub(super) fn is_of_number(word: &str) -> bool {
    FORMS.contains_key(word)
}

/// What a word of a number is, with clitics or without.
struct Form {
    number: Option<NumberWord>,
    /// The part of one that it is, as in نصف: so many of so many.
    part_of_one: Option<(u64, u64)>,
    /// The parts that it counts, as in أرباع.
    parts_of_one: Option<u64>,
}

/// All forms of the words of numbers: to take clitics off every word of a text would take longer.
static FORMS: LazyLock<HashMap<String, Form, Fast>> = LazyLock::new(|| {
    let known = known();
    let of_one = PARTS_OF_ONE.iter().map(|(word, ..)| *word).chain(PLURALS.iter().map(|of| of.0));
    let words = known.keys().map(String::as_str).chain(of_one);
    let forms = words.flat_map(|word| {
        let ands = ["", "و", "ف"].into_iter();
        ands.flat_map(move |and| CLITICS.map(|clitic| [and, clitic, word].concat()))
    });
    let read = |form: String| {
        let (rest, _) = without_and(&form);
        let part = |stem: &str| PARTS_OF_ONE.iter().find(|part| part.0 == stem);
        let parts = |stem: &str| PLURALS.iter().find(|parts| parts.0 == stem);
        let read = Form {
            number: read(&form, &known),
            part_of_one: clitics_off(rest).find_map(|(_, stem)| part(stem)).map(|part| part.1),
            parts_of_one: clitics_off(&form).find_map(|(_, stem)| parts(stem)).map(|parts| parts.1),
        };
        (form, read)
    };
    forms.map(read).collect()
});

/// What each word without clitics is in a number, and whether it counts nothing, or not exactly.
fn known() -> HashMap<String, (Part, bool), Fast> {
    let listed: NumberTable = listed::words(EXACT, LOOSE).collect();
    // ثلاثمئة and the like, in one word.
    let units = (3..).zip(["ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"]);
    let hundreds = units.flat_map(|(value, unit)| {
        let hundreds = ["مئه", "مائه", "يمئه", "يمائه"];
        hundreds.map(|hundred| ([unit, hundred].concat(), (Part::Hundreds(value * 100), false)))
    });
    // تسعينيات and تسعينات: the nineties.
    let decades = listed.iter().filter_map(|(word, of)| match *of {
        (Part::Small(value @ 20..), false) if word.ends_with("ين") => Some((*word, value)),
        _ => None,
    });
    let decades = decades.flat_map(|(word, value)| {
        ["ات", "يات"].map(|ending| ([word, ending].concat(), (Part::Decade(value), false)))
    });
    let listed = listed.iter().map(|(word, of)| ((*word).to_owned(), *of));
    listed.chain(hundreds).chain(decades).collect()
}

/// What a form is in a number, by the words that are known.
fn read(form: &str, known: &HashMap<String, (Part, bool), Fast>) -> Option<NumberWord> {
    if let Some(&(part, loose)) = known.get(form) {
        return Some(NumberWord { part, with_and: false, loose });
    }
    let (rest, with_and) = without_and(form);
    clitics_off(rest).find_map(|(clitic, stem)| {
        let &(part, loose) = known.get(stem)?;
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

const CLITICS: [&str; 8] = ["ال", "بال", "لل", "كال", "ب", "ل", "ك", ""];

/// What may stand before a word, and what is left of it without.
fn clitics_off(word: &str) -> impl Iterator<Item = (&'static str, &str)> {
    CLITICS.into_iter().filter_map(move |clitic| Some((clitic, word.strip_prefix(clitic)?)))
}

/// The words of numbers, folded.
const EXACT: Meanings<Part> = &[
    (Part::Small(0), "صفر"),
    (Part::Small(1), "واحد واحده واحدا احد احدي اول اولي اولا حادي حاديه"),
    (Part::Small(2), "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي"),
    (Part::Small(2), "ثان ثاني ثانيه ثانيا ثنائي ثنائيه مرتين مرتان"),
    (Part::Small(3), "ثلاث ثلاثه ثلاثا ثالث ثالثه"),
    (Part::Small(4), "اربع اربعه اربعا رابع رابعه"),
    (Part::Small(5), "خمس خمسه خمسا خامس خامسه"),
    (Part::Small(6), "سته ستا سادس سادسه"),
    (Part::Small(7), "سبعه سبعا سابع سابعه"),
    (Part::Small(8), "ثمان ثماني ثمانيه ثمانيا ثامن ثامنه"),
    (Part::Small(9), "تسع تسعه تسعا تاسع تاسعه"),
    (Part::Small(10), "عشر عشره عشرا عاشر عاشره"),
    (Part::Small(20), "عشرون عشرين"),
    (Part::Small(30), "ثلاثون ثلاثين"),
    (Part::Small(40), "اربعون اربعين"),
    (Part::Small(50), "خمسون خمسين"),
    (Part::Small(60), "ستون ستين"),
    (Part::Small(70), "سبعون سبعين"),
    (Part::Small(80), "ثمانون ثمانين"),
    (Part::Small(90), "تسعون تسعين"),
    (Part::Hundred, "مئه مائه مايه"),
    (Part::Hundreds(200), "مئتان مئتين مئتي مئتا مائتان مائتين مائتي مائتا"),
    (Part::Scale(3), "الف الاف الوف"),
    (Part::ScaleOrDual(3), "الفا"),
    (Part::Dual(3), "الفان الفين الفي"),
    (Part::Scale(6), "مليون ملايين"),
    (Part::ScaleOrDual(6), "مليونا"),
    (Part::Dual(6), "مليونان مليونين مليوني"),
    (Part::Scale(9), "مليار مليارات بليون بلايين"),
    (Part::ScaleOrDual(9), "مليارا بليونا"),
    (Part::Dual(9), "ملياران مليارين ملياري"),
    (Part::Scale(12), "تريليون تريليونات ترليون"),
    (Part::ScaleOrDual(12), "تريليونا"),
    (Part::Dual(12), "تريليونان تريليوني تريليونين"),
];

/// Words that have a number in them and count nothing, or not exactly.
const LOOSE: Meanings<Part> = &[
    // "Thirdly" numbers a heading.
    (Part::Small(3), "ثالثا ثلاثي ثلاثيه"),
    (Part::Small(4), "رابعا رباعي رباعيه"),
    (Part::Small(5), "خامسا خماسي خماسيه"),
    // A lady, and a lion.
    (Part::Small(6), "ست سادسا سداسي"),
    (Part::Small(7), "سبع سابعا سباعي"),
    (Part::Small(8), "ثامنا"),
    (Part::Small(9), "تاسعا"),
    (Part::Small(10), "عقد عاشرا"),
    (Part::Small(20), "عقدين عقدان"),
    (Part::Hundred, "مئات"),
];

/// Parts of one: so many of so many.
const PARTS_OF_ONE: &[(&str, (u64, u64))] = &[
    ("نصف", (1, 2)),
    ("نصفا", (1, 2)),
    ("ثلث", (1, 3)),
    ("ثلثا", (1, 3)),
    ("ربع", (1, 4)),
    ("ربعا", (1, 4)),
    ("ثلثان", (2, 3)),
    ("ثلثين", (2, 3)),
    ("ثلثي", (2, 3)),
];

/// Parts of one behind a number.
const PLURALS: &[(&str, u64)] = &[
    ("اثلاث", 3),
    ("ارباع", 4),
    ("اخماس", 5),
    ("اسداس", 6),
    ("اسباع", 7),
    ("اثمان", 8),
    ("اتساع", 9),
    ("اعشار", 10),
];

/// The fraction that some words start with: نصف, ثلثي, ثلاثة أرباع, ونصف.
pub(super) fn fraction<'t>(word: &dyn Fn(usize) -> &'t str) -> Option<FractionWords> {
    let apart = usize::from(word(0) == "و");
    let first = word(apart);
    let form = FORMS.get(first)?;
    let found = |above, below, words: usize, with_and: bool| {
        let (words, with_and) = (words + apart, with_and || apart == 1);
        Some(FractionWords { above, below, words, with_and })
    };
    if let Some((above, below)) = form.part_of_one {
        let (rest, joined) = without_and(first);
        // ثلثا before a noun is two thirds; behind "and" or "less" it is one.
        let two = rest == "ثلثا" && !joined && apart == 0 && !word(1).is_empty();
        return found(if two { 2 } else { above }, below, 1, joined);
    }
    let below = FORMS.get(word(apart + 1))?.parts_of_one?;
    match form.number? {
        NumberWord { part: Part::Small(above), with_and, .. } if (2..below).contains(&above) => {
            found(above, below, 2, with_and)
        }
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
