//! What the sentence rules ask of Arabic beside its word lists.

use crate::language::sentence::Cues;

pub(super) static CUES: Cues = Cues {
    and: Some('و'),
    so: Some('ف'),
    prepositions: &['ب', 'ل', 'ك'],
    proclitic_letters: &['و', 'ف', 'ا', 'ب', 'ل', 'ك'],
    proclitics: &["و", "ف", "ال", "وال", "ب", "ل", "ك", "بال", "لل", "فال", "كال"],
    label_proclitics: &["ال", "وال", "بال", "لل", "و", "ب", "ل"],
    no_titles: &[("بد", "لا")],
    and_so_on: &["الخ"],
    paired_units: &[
        ("م", &["م"]),
        ("ه", &["ه"]),
        ("هـ", &["هـ"]),
        ("ص", &["ص", "م"]),
        ("ق.م", &["ق.م"]),
    ],
    eras: &["هـ", "ه", "ق.م", "ق.هـ", "ب.م"],
    number_suffixes: &["مكرر", "مكررا", "مكررة"],
    fronts: &[
        "في",
        "وفي",
        "ففي",
        "منذ",
        "ومنذ",
        "قبل",
        "وقبل",
        "بعد",
        "وبعد",
        "حتي",
        "وحتي",
        "من",
        "ومن",
        "عام",
        "سنة",
        "خلال",
        "وخلال",
        "نحو",
        "حوالي",
        "بين",
        "علي",
        "الساعة",
        "عند",
        "وعند",
    ],
    date_words: &[
        "الموافق",
        "الماضي",
        "الماضية",
        "المقبل",
        "المقبلة",
        "القادم",
        "القادمة",
        "الجاري",
        "الجارية",
        "التالي",
        "التالية",
        "السابق",
        "السابقة",
        "الحالي",
        "الحالية",
        "المنصرم",
        "المنصرمة",
        "الفائت",
        "المذكور",
        "المذكورة",
        "المصادف",
        "نفسه",
        "نفسها",
        "تقريبا",
        "فقط",
    ],
    domains: &["نت", "كوم", "اورج"],
    verb_first: true,
    remarks: (&["على", "كما", "هذا", "علي"], &["حد", "لسان", "ما"]),
    that: &["ان", "بان", "انه", "انها", "انهم", "بانه", "بانها", "بانهم", "اننا", "انني"],
    not_before_that: &["قبل", "بعد", "دون", "بدون", "غير", "منذ", "لولا", "قبيل", "بعيد"],
    ..Cues::NONE
};

/// Whether a folded word may stand before a verb: «كان يردد», «راحت تصيح».
pub(super) fn is_auxiliary(word: &str) -> bool {
    let stem = ["ت", "وا", "ا", "نا"].iter().find_map(|ending| word.strip_suffix(ending));
    let known = |word| {
        matches!(word, "كان" | "ظل" | "راح" | "اخذ" | "صار" | "عاد" | "بدا" | "جعل" | "كن" | "ظلل")
    };
    known(word) || stem.is_some_and(known)
}

/// Whether a word before inner stops is one letter with "and", "to" or the article written onto it: «ود», «الو».
pub(super) fn is_attached_initial(head: &str, dotted: bool) -> bool {
    let stem = ["وال", "ال", "لل", "بال", "و", "ل", "ف", "ب", "ك"].into_iter().find_map(|front| {
        head.strip_prefix(front).filter(|stem| stem.chars().count() == 1).map(|stem| (front, stem))
    });
    match stem {
        None => false,
        Some(_) if dotted => true,
        // Without inner stops only what is no word by itself.
        Some(("و", stem)) => matches!(stem, "د" | "م" | "ا" | "ص" | "ج" | "ط" | "ت" | "ع"),
        Some(("ال", "د") | ("ل", "د" | "م") | ("ف" | "ك", "د")) => true,
        Some(_) => false,
    }
}

/// Whether a folded word is so short that it may be an initial with a proclitic: «ود», «الد». A test of bytes, which
/// finds all words that [`is_attached_initial`] does and a few more.
pub(super) fn may_be_initial(word: &[u8]) -> bool {
    matches!(
        word,
        [] | [_, _]
            | [0xD9, 0x81 | 0x83 | 0x84 | 0x88, _, _]
            | [0xD8, 0xA7 | 0xA8, _, _]
            | [0xD8, 0xA7, 0xD9, 0x84, _, _]
            | [0xD9, 0x84, 0xD9, 0x84, _, _]
    )
}

/// Whether the clause of a company's abbreviation continues: «شركة الأمل ذ.م.م. ويمثلها فلان»
pub(super) fn goes_on(before: &str, parts: usize, after: &str) -> bool {
    let company = parts > 2 && (before.starts_with('ش') || before.ends_with("م.م"));
    company && (after.ends_with("ها") || after.ends_with("هم"))
}
