//! What may be attached to an Arabic noun, and what is left when it is taken off.
//!
//! A cut is only a proposal: it counts if what is left is a word of the glossary. So no word is ever
//! taken apart for its own sake.

mod broken;

/// A way to read a word: what is left as a stem, and what was taken off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'w> {
    /// The stem, folded, as the glossary would have it.
    pub(super) stem: &'w str,
    /// Bytes of the word before the stem.
    pub(super) start: usize,
    /// Letters taken off.
    pub(super) letters: u8,
    /// The stem is the singular that the pattern of a broken plural belongs to.
    pub(super) broken: bool,
    /// What was taken off in front.
    pub(super) front: Front,
    /// What was taken off behind.
    pub(super) back: Back,
}

/// What stands before a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Front {
    /// The article, whether or not it is written in full.
    pub(super) article: bool,
    /// A conjunction or a preposition.
    pub(super) particle: bool,
}

/// What stands behind a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Back {
    /// Nothing.
    Nothing,
    /// A possessive pronoun.
    Pronoun,
    /// An inflectional ending.
    Ending,
    /// A feminine ending on a stem without one: كبيرة, إجراءات.
    Feminine,
    /// An ending that opens a ta marbuta: شركات, شركتان.
    Opened,
    /// An inflectional ending and a pronoun: شركاتها.
    Both,
    /// An ending that is right only before a noun: مهندسو الشركة.
    Construct,
    /// One that is right only before a definite noun, for else it makes adjectives: مسؤولي الحكومة.
    ConstructYeh,
}

/// Proclitics in their order: conjunction, then preposition, then article.
const FRONTS: [(&str, Front); 24] = [
    ("", front(false, false)),
    ("ال", front(true, false)),
    ("و", front(false, true)),
    ("ف", front(false, true)),
    ("ب", front(false, true)),
    ("ك", front(false, true)),
    ("ل", front(false, true)),
    ("وب", front(false, true)),
    ("ول", front(false, true)),
    ("وك", front(false, true)),
    ("فب", front(false, true)),
    ("فل", front(false, true)),
    ("فك", front(false, true)),
    ("وال", front(true, true)),
    ("فال", front(true, true)),
    ("بال", front(true, true)),
    ("كال", front(true, true)),
    ("لل", front(true, true)),
    ("وبال", front(true, true)),
    ("وكال", front(true, true)),
    ("ولل", front(true, true)),
    ("فبال", front(true, true)),
    ("فكال", front(true, true)),
    ("فلل", front(true, true)),
];

const fn front(article: bool, particle: bool) -> Front {
    Front { article, particle }
}

const PRONOUNS: [&str; 10] = ["ها", "هم", "هما", "هن", "كم", "كن", "كما", "نا", "ه", "ك"];

/// Endings of a noun as it stands, each with whether it makes the noun feminine.
const ENDINGS: [(&str, bool); 8] = [
    ("ات", true),
    ("ان", false),
    ("ين", false),
    ("ون", false),
    ("ا", false),
    ("تان", true),
    ("تين", true),
    ("ه", true),
];

/// Endings where ta marbuta was: the noun of شركات, شركتان and شركتا is شركة.
const OPENED: [&str; 5] = ["ات", "تان", "تين", "تا", "تي"];

/// Calls `see` with every cut of a word. `plain` keeps the letters that `folded` folds.
pub(super) fn cuts(plain: &str, folded: &str, see: &mut impl FnMut(Cut<'_>)) {
    let mut room = String::new();
    for (clitic, front) in FRONTS {
        let Some(rest) = folded.strip_prefix(clitic) else { continue };
        if letters(rest) < 2 {
            continue;
        }
        let start = clitic.len();
        let off = letters(clitic);
        if front.article && front.particle {
            // What the term has of its own: للأمم for الأمم, والأحكام for وأحكام, للأجور for لأجور.
            let mut own = |parts: [&str; 2], front, letters| {
                filled(&mut room, &parts);
                let back = Back::Nothing;
                see(Cut { stem: &room, start, letters, broken: false, front, back });
            };
            if clitic.ends_with("لل") {
                own(["ال", rest], self::front(false, true), off as u8 - 1);
                own(["ل", rest], self::front(true, clitic.len() > 4), off as u8 - 1);
                // للغة is ل with اللغة: the two lams of the article run into one.
                own(["ل", rest], self::front(true, true), off as u8);
            } else if clitic.chars().count() == 3 {
                own([&clitic[..2], rest], self::front(true, false), off as u8 - 1);
            }
        }
        let mut say = |stem: &str, back, taken: usize| {
            see(Cut { stem, start, letters: (off + taken) as u8, broken: false, front, back });
        };
        say(rest, Back::Nothing, 0);
        endings(rest, plain.ends_with('ة'), &mut room, &mut say);
        if !front.article {
            pronouns(rest, plain, &mut room, &mut say);
        }
        let mut plural = |form: &str, back, taken: usize| {
            let low = plain[start..].starts_with(['إ', 'آ']);
            broken::singulars(form, low, &mut |stem| {
                let letters = (off + taken + 1) as u8;
                see(Cut { stem, start, letters, broken: true, front, back });
            });
        };
        plural(rest, Back::Nothing, 0);
        if !front.article {
            for pronoun in PRONOUNS.into_iter().filter(|_| !plain.ends_with('ة')) {
                let Some(form) = rest.strip_suffix(pronoun) else { continue };
                plural(form, Back::Pronoun, letters(pronoun));
                // كفلاؤهم
                if let Some(bare) = form.strip_suffix(['ؤ', 'ئ']) {
                    plural(&format!("{bare}ء"), Back::Pronoun, letters(pronoun));
                }
            }
            // Of the plurals with a pattern, only some take the alef of the accusative: أحزابا.
            if let Some(form) = rest.strip_suffix('ا') {
                plural(form, Back::Nothing, 1);
            }
        }
    }
}

fn endings(rest: &str, marbuta: bool, room: &mut String, say: &mut impl FnMut(&str, Back, usize)) {
    for (ending, feminine) in ENDINGS {
        let back = if feminine { Back::Feminine } else { Back::Ending };
        // A feminine noun is written with its dots; without them it is a pronoun.
        if ending == "ه" && !marbuta {
            continue;
        }
        let Some(stem) = rest.strip_suffix(ending).filter(|s| letters(s) >= 2) else { continue };
        say(stem, back, letters(ending));
        seat(stem, room, &mut |stem| say(stem, back, letters(ending)));
        match ending {
            "ات" => opened_alef(stem, room, say),
            "ون" | "ين" if letters(stem) >= 3 => {
                // محامون of محامي; but يومين is of يوم.
                if letters(stem) >= 4 {
                    filled(room, &[stem, "ي"]);
                    say(room, Back::Ending, 2);
                }
                // A term in the plural or dual is written in the nominative: لاجئون, طرفان.
                for nominative in ["ون", "ان"].into_iter().filter(|_| ending == "ين") {
                    filled(room, &[stem, nominative]);
                    say(room, Back::Ending, 2);
                }
            }
            _ => {}
        }
    }
    for ending in OPENED {
        if let Some(stem) = rest.strip_suffix(ending).filter(|s| letters(s) >= 2) {
            filled(room, &[stem, "ه"]);
            say(room, Back::Opened, letters(ending));
        }
    }
    if let Some(stem) = rest.strip_suffix('و').filter(|s| letters(s) >= 3) {
        say(stem, Back::Construct, 1);
    }
    if let Some(stem) = rest.strip_suffix('ي').filter(|s| letters(s) >= 3) {
        say(stem, Back::ConstructYeh, 1);
    }
}

/// The nouns of plurals in ات whose last letter is no consonant; `stem` is what stands before the ending.
fn opened_alef(stem: &str, room: &mut String, say: &mut impl FnMut(&str, Back, usize)) {
    // كاميرات of كاميرا
    filled(room, &[stem, "ا"]);
    say(room, Back::Ending, 2);
    // سيناريوهات of سيناريو
    if let Some(stem) = stem.strip_suffix('ه').filter(|s| s.ends_with(['ا', 'و', 'ي'])) {
        say(stem, Back::Ending, 3);
    }
    if let Some(stem) = stem.strip_suffix(['و', 'ي']).filter(|s| letters(s) >= 2) {
        // قنوات of قناة, مباريات of مباراة
        filled(room, &[stem, "اه"]);
        say(room, Back::Opened, 3);
        // صحراوات of صحراء
        filled(room, &[stem, "ء"]);
        say(room, Back::Ending, 3);
    }
}

fn pronouns(rest: &str, plain: &str, room: &mut String, say: &mut impl FnMut(&str, Back, usize)) {
    for pronoun in PRONOUNS {
        if pronoun == "ه" && plain.ends_with('ة') {
            continue;
        }
        let Some(noun) = rest.strip_suffix(pronoun).filter(|n| letters(n) >= 2) else { continue };
        let taken = letters(pronoun);
        say(noun, Back::Pronoun, taken);
        if let Some(stem) = noun.strip_suffix('ت') {
            filled(room, &[stem, "ه"]);
            say(room, Back::Pronoun, taken);
            if let Some(stem) = stem.strip_suffix('ا').filter(|s| letters(s) >= 2) {
                say(stem, Back::Both, taken + 2);
                filled(room, &[stem, "ه"]);
                say(room, Back::Both, taken + 2);
            }
        }
        if let Some(stem) = noun.strip_suffix('ا').filter(|s| letters(s) >= 2) {
            filled(room, &[stem, "ي"]);
            say(room, Back::Pronoun, taken);
        }
        seat(noun, room, &mut |stem| say(stem, Back::Pronoun, taken));
        // معلموها, معلميها, يداه; with ت before it, the dual of a feminine noun.
        for ending in ['و', 'ي', 'ا'] {
            let Some(stem) = noun.strip_suffix(ending).filter(|s| letters(s) >= 3) else {
                continue;
            };
            say(stem, Back::Both, taken + 1);
            if let Some(stem) = stem.strip_suffix('ت').filter(|_| ending != 'و') {
                filled(room, &[stem, "ه"]);
                say(room, Back::Both, taken + 1);
            }
        }
    }
    // The yeh of "my" is told from that of adjectives only after ت.
    if let Some(stem) = rest.strip_suffix("اتي").filter(|s| letters(s) >= 2) {
        say(stem, Back::Both, 3);
        filled(room, &[stem, "ه"]);
        say(room, Back::Both, 3);
    }
}

/// The hamza moves to a seat before an ending: وزراؤهم and وزرائهم are of وزراء, شيئا of شيء.
fn seat(stem: &str, room: &mut String, say: &mut impl FnMut(&str)) {
    if let Some(bare) = stem.strip_suffix(['ؤ', 'ئ']).filter(|s| letters(s) >= 2) {
        filled(room, &[bare, "ء"]);
        say(room);
    }
}

fn filled(room: &mut String, parts: &[&str]) {
    room.clear();
    for part in parts {
        room.push_str(part);
    }
}

pub(super) fn letters(text: &str) -> usize {
    text.chars().count()
}

/// Whether the alef a stem starts with fits that of a term; both are plain. `attached` says that letters
/// stand before the stem, so that a careless spelling is less likely than another word.
pub(super) fn alefs_agree(term: &str, stem: &str, attached: bool) -> bool {
    let hamza = |word: &str| word.chars().next().filter(|c| matches!(c, 'أ' | 'إ' | 'آ'));
    match (hamza(term), hamza(stem)) {
        (a, b) if a == b => true,
        // أسبانيا for إسبانيا, but not أعلام for إعلام.
        (Some(_), Some(_)) => letters(term) >= 6,
        _ => !attached || letters(term) >= 5,
    }
}
