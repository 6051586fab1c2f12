//! What may be attached to an Arabic noun, and what is left when it is taken off.
//!
//! An analysis is only a proposal: it counts if what is left is a word of the glossary. So no word is ever
//! taken apart for its own sake.

use crate::language::tree::{ROOT, Tree};

use super::broken;
use crate::language::affix::{Analysis, Back, Front, Letters};

/// The proclitics a word may start with, in their order: conjunction, then preposition, then article; each with
/// how many letters they are.
fn fronts(word: &[char]) -> impl Iterator<Item = (usize, Front)> {
    let mut fronts = [None; 4];
    let mut count = 0;
    let mut add = |letters, article, particle| {
        fronts[count] = Some((letters, front(article, particle)));
        count += 1;
    };
    add(0, false, false);
    let conjunction = usize::from(matches!(word, ['و' | 'ف', ..]));
    if conjunction > 0 {
        add(1, false, true);
    }
    match &word[conjunction..] {
        ['ا', 'ل', ..] => add(conjunction + 2, true, conjunction > 0),
        ['ب' | 'ك' | 'ل', rest @ ..] => {
            add(conjunction + 1, false, true);
            match (word[conjunction], rest) {
                ('ب' | 'ك', ['ا', 'ل', ..]) => add(conjunction + 3, true, true),
                ('ل', ['ل', ..]) => add(conjunction + 2, true, true),
                _ => {}
            }
        }
        _ => {}
    }
    fronts.into_iter().flatten()
}

const fn front(article: bool, particle: bool) -> Front {
    Front { article, particle }
}

const PRONOUNS: [&[char]; 10] = [
    &['ه', 'ا'],
    &['ه', 'م'],
    &['ه', 'م', 'ا'],
    &['ه', 'ن'],
    &['ك', 'م'],
    &['ك', 'ن'],
    &['ك', 'م', 'ا'],
    &['ن', 'ا'],
    &['ه'],
    &['ك'],
];

/// Endings of a noun as it stands, each with whether it makes the noun feminine.
const ENDINGS: [(&[char], bool); 8] = [
    (&['ا', 'ت'], true),
    (&['ا', 'ن'], false),
    (&['ي', 'ن'], false),
    (&['و', 'ن'], false),
    (&['ا'], false),
    (&['ت', 'ا', 'ن'], true),
    (&['ت', 'ي', 'ن'], true),
    (&['ه'], true),
];

/// Endings where ta marbuta was: the noun of شركات, شركتان and شركتا is شركة.
const OPENED: [&[char]; 5] =
    [&['ا', 'ت'], &['ت', 'ا', 'ن'], &['ت', 'ي', 'ن'], &['ت', 'ا'], &['ت', 'ي']];

/// Calls `see` with every analysis of a word whose stem is a word of `tree`. `path` is scratch space.
pub(super) fn analyses(
    word: &Letters,
    tree: &Tree,
    path: &mut Vec<u32>,
    see: &mut dyn FnMut(Analysis),
) {
    let marbuta = word.plain.last() == Some(&'ة');
    for (start, front) in fronts(&word.folded) {
        let letters = &word.folded[start..];
        if letters.len() < 2 {
            continue;
        }
        path.clear();
        tree.walk(letters, path);
        let rest = Rest { letters, path, tree };
        let analysis = |known, stem, taken: usize, back| {
            let letters = (start + taken) as u8;
            Analysis { known, stem, start, letters, broken: false, front, back }
        };
        if front.article && front.particle {
            // What the term has of its own: للأمم for الأمم, والأحكام for وأحكام, للأجور for لأجور.
            let mut own = |parts: &[char], front, off: usize| {
                let word = parts.iter().chain(letters).copied();
                if let Some(known) = tree.word(ROOT, word) {
                    let whole = analysis(known, parts.len() + letters.len(), 0, Back::Nothing);
                    see(Analysis { letters: off as u8, front, ..whole });
                }
            };
            if word.folded[start - 2] == 'ل' {
                own(&['ا', 'ل'], self::front(false, true), start - 1);
                own(&['ل'], self::front(true, start > 2), start - 1);
                // للغة is ل with اللغة: the two lams of the article run into one.
                own(&['ل'], self::front(true, true), start);
            } else if start == 3 {
                own(&word.folded[..1], self::front(true, false), start - 1);
            }
        }
        let mut say = |stem: usize, more: &[char], back, taken: usize| {
            if let Some(known) = rest.with(stem, more) {
                see(analysis(known, stem + more.len(), taken, back));
            }
        };
        say(letters.len(), &[], Back::Nothing, 0);
        endings(&rest, marbuta, &mut say);
        if !front.article {
            pronouns(&rest, marbuta, &mut say);
        }
        let low = matches!(word.plain[start], 'إ' | 'آ');
        let mut plural = |form: &[char], back, taken: usize| {
            broken::singulars(form, low, tree, &mut |known| {
                see(Analysis { broken: true, ..analysis(known, 0, taken + 1, back) });
            });
        };
        plural(letters, Back::Nothing, 0);
        if !front.article {
            for pronoun in PRONOUNS.into_iter().filter(|_| !marbuta) {
                let Some(form) = rest.less(pronoun) else { continue };
                let form = &letters[..form];
                plural(form, Back::Pronoun, pronoun.len());
                // كفلاؤهم
                if let [bare @ .., 'ؤ' | 'ئ'] = form {
                    plural(&[bare, &['ء']].concat(), Back::Pronoun, pronoun.len());
                }
            }
            // Of the plurals with a pattern, only some take the alef of the accusative: أحزابا.
            if let [form @ .., 'ا'] = letters {
                plural(form, Back::Nothing, 1);
            }
        }
    }
}

/// A word without its proclitics.
struct Rest<'r> {
    letters: &'r [char],
    /// Its walk among the known words.
    path: &'r [u32],
    tree: &'r Tree,
}

impl Rest<'_> {
    /// How many letters are left without an ending, if it has it.
    fn less(&self, ending: &[char]) -> Option<usize> {
        let stem = self.letters.len().checked_sub(ending.len())?;
        self.letters[stem..].iter().rev().eq(ending.iter().rev()).then_some(stem)
    }

    /// The known word of the first letters and some more.
    fn with(&self, stem: usize, more: &[char]) -> Option<u32> {
        self.tree.word(*self.path.get(stem)?, more.iter().copied())
    }

    /// Whether the letters before `stem` end so.
    fn ends(&self, stem: usize, letters: &[char]) -> bool {
        stem > 0 && letters.contains(&self.letters[stem - 1])
    }
}

/// Calls `say` with the letters of a stem, what is put behind them, and what and how much was taken off.
fn endings(rest: &Rest<'_>, marbuta: bool, say: &mut impl FnMut(usize, &[char], Back, usize)) {
    for (ending, feminine) in ENDINGS {
        let back = if feminine { Back::Feminine } else { Back::Ending };
        // A feminine noun is written with its dots; without them it is a pronoun.
        if ending == ['ه'] && !marbuta {
            continue;
        }
        let Some(stem) = rest.less(ending).filter(|&stem| stem >= 2) else { continue };
        say(stem, &[], back, ending.len());
        seat(rest, stem, &mut |stem, more| say(stem, more, back, ending.len()));
        match ending {
            ['ا', 'ت'] => opened_alef(rest, stem, say),
            ['و' | 'ي', 'ن'] if stem >= 3 => {
                // محامون of محامي; but يومين is of يوم.
                if stem >= 4 {
                    say(stem, &['ي'], Back::Ending, 2);
                }
                // A term in the plural or dual is written in the nominative: لاجئون, طرفان.
                if ending[0] == 'ي' {
                    say(stem, &['و', 'ن'], Back::Ending, 2);
                    say(stem, &['ا', 'ن'], Back::Ending, 2);
                }
            }
            _ => {}
        }
    }
    for ending in OPENED {
        if let Some(stem) = rest.less(ending).filter(|&stem| stem >= 2) {
            say(stem, &['ه'], Back::Opened, ending.len());
        }
    }
    match rest.letters {
        [stem @ .., 'و'] if stem.len() >= 3 => say(stem.len(), &[], Back::Construct, 1),
        [stem @ .., 'ي'] if stem.len() >= 3 => say(stem.len(), &[], Back::ConstructYeh, 1),
        _ => {}
    }
}

/// The nouns of plurals in ات whose last letter is no consonant; `stem` letters stand before the ending.
fn opened_alef(rest: &Rest<'_>, stem: usize, say: &mut impl FnMut(usize, &[char], Back, usize)) {
    // كاميرات of كاميرا
    say(stem, &['ا'], Back::Ending, 2);
    // سيناريوهات of سيناريو
    if rest.ends(stem, &['ه']) && rest.ends(stem - 1, &['ا', 'و', 'ي']) {
        say(stem - 1, &[], Back::Ending, 3);
    }
    if rest.ends(stem, &['و', 'ي']) && stem > 2 {
        // قنوات of قناة, مباريات of مباراة
        say(stem - 1, &['ا', 'ه'], Back::Opened, 3);
        // صحراوات of صحراء
        say(stem - 1, &['ء'], Back::Ending, 3);
    }
}

fn pronouns(rest: &Rest<'_>, marbuta: bool, say: &mut impl FnMut(usize, &[char], Back, usize)) {
    for pronoun in PRONOUNS {
        if pronoun == ['ه'] && marbuta {
            continue;
        }
        let Some(noun) = rest.less(pronoun).filter(|&noun| noun >= 2) else { continue };
        let taken = pronoun.len();
        say(noun, &[], Back::Pronoun, taken);
        if rest.ends(noun, &['ت']) {
            let stem = noun - 1;
            say(stem, &['ه'], Back::Pronoun, taken);
            if rest.ends(stem, &['ا']) && stem > 2 {
                say(stem - 1, &[], Back::Both, taken + 2);
                say(stem - 1, &['ه'], Back::Both, taken + 2);
            }
        }
        if rest.ends(noun, &['ا']) && noun > 2 {
            say(noun - 1, &['ي'], Back::Pronoun, taken);
        }
        seat(rest, noun, &mut |stem, more| say(stem, more, Back::Pronoun, taken));
        // معلموها, معلميها, يداه; with ت before it, the dual of a feminine noun.
        if rest.ends(noun, &['و', 'ي', 'ا']) && noun > 3 {
            let stem = noun - 1;
            say(stem, &[], Back::Both, taken + 1);
            if rest.ends(stem, &['ت']) && !rest.ends(noun, &['و']) {
                say(stem - 1, &['ه'], Back::Both, taken + 1);
            }
        }
    }
    // Only after ت can the yeh of "my" be distinguished from that of adjectives.
    if let Some(stem) = rest.less(&['ا', 'ت', 'ي']).filter(|&stem| stem >= 2) {
        say(stem, &[], Back::Both, 3);
        say(stem, &['ه'], Back::Both, 3);
    }
}

/// The hamza moves to a seat before an ending: وزراؤهم and وزرائهم are of وزراء, شيئا of شيء.
fn seat(rest: &Rest<'_>, stem: usize, say: &mut impl FnMut(usize, &[char])) {
    if rest.ends(stem, &['ؤ', 'ئ']) && stem > 2 {
        say(stem - 1, &['ء']);
    }
}
