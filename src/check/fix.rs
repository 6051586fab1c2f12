//! Fixes what can be fixed safely.
//!
//! Every step removes something or replaces it by the one thing it can mean, until no step finds anything. Fixing a
//! unit twice changes nothing more.

use std::collections::HashSet;
use std::ops::Range;

use super::{bidi, controls, glued, mojibake, presentation, spaces, tatweel};
use crate::lang::Lang;
use crate::text::fold::is_mark;
use crate::unit::{Fingerprint, TranslationUnit, Variant, is_date};

/// Something that was fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The id of the check that finds it.
    pub check: &'static str,
    /// The language of the text it was in; none if it was outside the texts.
    pub lang: Option<Lang>,
    /// What was there.
    pub before: String,
    /// What is there now; empty if it was removed.
    pub after: String,
}

/// What fixing did with a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixOutcome {
    /// It stays, with these changes.
    Kept(Vec<Change>),
    /// It is to be removed.
    Removed {
        /// The id of the check that finds it.
        check: &'static str,
        /// Why.
        reason: &'static str,
    },
}

/// Fixes the units of a memory one after the other.
///
/// ```
/// use mizan::check::fix::{FixOutcome, Fixer};
/// use mizan::lang::Lang;
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let mut unit = TranslationUnit::default();
/// unit.variants.push(Variant::new(Lang::AR, "نعم  ."));
/// unit.variants.push(Variant::new(Lang::EN, "Yes."));
/// let FixOutcome::Kept(changes) = Fixer::default().fix(&mut unit) else { panic!() };
/// assert_eq!((changes[0].check, &*unit.variants[0].text), ("spaces", "نعم ."));
/// ```
#[derive(Default)]
pub struct Fixer {
    seen: HashSet<u64>,
}

/// Ranges of a text in bytes and their replacements, in order.
type Edits = Vec<(Range<usize>, String)>;

/// What a step would change in a text of a language, with codes before some bytes.
type Step = fn(&str, Lang, &[usize]) -> Edits;

/// The steps with the checks they belong to.
const STEPS: [(&str, Step); 7] = [
    ("mojibake", |text, _, _| mojibake::repairs(text)),
    ("character", no_characters),
    ("bidi-control", directions),
    ("presentation-form", shapes),
    ("tatweel", strokes),
    ("glued-words", |text, lang, _| glued::parted(text, lang)),
    ("spaces", single_spaces),
];

impl Fixer {
    /// Fixes a unit in place. A unit with fewer than two texts that say something, or the same as an earlier one, is to
    /// be removed.
    pub fn fix(&mut self, unit: &mut TranslationUnit) -> FixOutcome {
        let mut changes = Vec::new();
        for variant in &mut unit.variants {
            fix_text(variant, &mut changes);
        }
        fix_meta(unit, &mut changes);
        let says_nothing = |c: char| c.is_whitespace() || c.is_control() || is_mark(c);
        let blank =
            |variant: &Variant| variant.codes.is_empty() && variant.text.chars().all(says_nothing);
        let full = unit.variants.iter().filter(|variant| !blank(variant)).count();
        if full < 2 {
            let reason = match full {
                0 => "all its texts are empty",
                _ => "only one of its texts says something",
            };
            return FixOutcome::Removed { check: "empty", reason };
        }
        unit.variants.retain(|variant| {
            let keep = !blank(variant);
            if !keep {
                let lang = Some(variant.lang);
                let before = variant.text.clone();
                changes.push(Change { check: "empty", lang, before, after: String::new() });
            }
            keep
        });
        if !self.seen.insert(hash(unit)) {
            let reason = "an earlier unit says the same";
            return FixOutcome::Removed { check: "duplicate", reason };
        }
        FixOutcome::Kept(changes)
    }
}

/// What makes two units the same: languages, texts, codes, and the context that tools match by.
fn hash(unit: &TranslationUnit) -> u64 {
    let mut hash = Fingerprint::default();
    hash.add_context(&unit.meta);
    for variant in &unit.variants {
        hash.add(&variant.lang.to_string());
        hash.add(&variant.text);
        for code in &variant.codes {
            hash.add(&code.at.to_string());
            hash.add(&code.content);
        }
        hash.add_context(&variant.meta);
    }
    hash.short()
}

fn fix_text(variant: &mut Variant, changes: &mut Vec<Change>) {
    loop {
        let mut calm = true;
        for (check, step) in STEPS {
            let codes: Vec<usize> =
                variant.codes.iter().map(|code| code.at.min(variant.text.len())).collect();
            let mut edits = step(&variant.text, variant.lang, &codes);
            // What a code stands in is not one piece.
            edits.retain(|(range, _)| !codes.iter().any(|at| range.start < *at && *at < range.end));
            edits.retain(|(range, after)| variant.text[range.clone()] != *after);
            if edits.is_empty() {
                continue;
            }
            calm = false;
            for (range, after) in &edits {
                changes.push(Change {
                    check,
                    lang: Some(variant.lang),
                    before: variant.text[range.clone()].to_owned(),
                    after: after.clone(),
                });
            }
            apply(variant, &edits);
        }
        if calm {
            return;
        }
    }
}

/// Changes a text and moves its codes along.
fn apply(variant: &mut Variant, edits: &Edits) {
    let mut text = String::with_capacity(variant.text.len());
    let mut codes = variant.codes.iter_mut().peekable();
    let mut from = 0;
    for (range, after) in edits {
        while let Some(code) = codes.next_if(|code| code.at <= range.start) {
            code.at = text.len() + code.at.saturating_sub(from);
        }
        text.push_str(&variant.text[from..range.start]);
        text.push_str(after);
        // A code inside what was changed goes behind it.
        while let Some(code) = codes.next_if(|code| code.at < range.end) {
            code.at = text.len();
        }
        from = range.end;
    }
    for code in codes {
        code.at = text.len() + code.at.saturating_sub(from);
    }
    text.push_str(&variant.text[from..]);
    variant.text = text;
}

fn no_characters(text: &str, _: Lang, _: &[usize]) -> Edits {
    let removable = text.char_indices().filter(|(_, c)| controls::is_removable(*c));
    removable.map(|(at, c)| (at..at + c.len_utf8(), String::new())).collect()
}

fn directions(text: &str, _: Lang, _: &[usize]) -> Edits {
    // Removing overrides leaves their ends unpaired, which the next round removes.
    let overrides = text.char_indices().filter(|(_, c)| bidi::is_override(*c));
    let mut places: Vec<(usize, char)> = overrides.chain(bidi::unpaired(text)).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|(at, c)| (at..at + c.len_utf8(), String::new())).collect()
}

fn shapes(text: &str, _: Lang, _: &[usize]) -> Edits {
    let runs = presentation::runs(text).into_iter();
    runs.map(|range| (range.clone(), presentation::letters(&text[range]))).collect()
}

fn strokes(text: &str, _: Lang, _: &[usize]) -> Edits {
    tatweel::inside_words(text).into_iter().map(|range| (range, String::new())).collect()
}

fn single_spaces(text: &str, _: Lang, codes: &[usize]) -> Edits {
    let edit = |range: Range<usize>| {
        let at_end = range.start == 0 || range.end == text.len();
        let hard = text[range.clone()].chars().all(|c| c == '\u{A0}');
        let space = match (at_end, hard) {
            (true, _) => "",
            (false, true) => "\u{A0}",
            (false, false) => " ",
        };
        (range, space.to_owned())
    };
    spaces::runs(text, codes).into_iter().map(edit).collect()
}

fn fix_meta(unit: &mut TranslationUnit, changes: &mut Vec<Change>) {
    let mut changed = |lang, before: &mut String, after: String| {
        let before = std::mem::replace(before, after.clone());
        changes.push(Change { check: "metadata", lang, before, after });
    };
    let metas = unit.variants.iter_mut().map(|v| (Some(v.lang), &mut v.meta));
    for (lang, meta) in std::iter::once((None, &mut unit.meta)).chain(metas) {
        for date in [&mut meta.created, &mut meta.changed] {
            if !date.is_empty() && !is_date(date) {
                changed(lang, date, String::new());
            }
        }
    }
    if unit.id.contains(char::is_whitespace) {
        let id = unit.id.split_whitespace().collect::<Vec<_>>().join("_");
        changed(None, &mut unit.id, id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{Code, CodeKind};

    fn fixed(text: &str) -> String {
        let mut variant = Variant::new(Lang::AR, text);
        fix_text(&mut variant, &mut Vec::new());
        variant.text
    }

    #[test]
    fn texts_are_fixed_until_nothing_is_left() {
        for (wrong, right) in [
            ("  قال   نعم ", "قال نعم"),
            ("العـــربية بـ 50", "العربية بـ 50"),
            ("a\u{202E}b\u{202C}c", "abc"),
            ("\u{2067}قال", "قال"),
            ("x\u{3}y\u{FEFF}", "xy"),
            ("ﻻ", "لا"),
            ("Ø§Ù„ ok", "ال ok"),
            ("السفينةالكبيرةوالقارب", "السفينة الكبيرة والقارب"),
            ("السفينةُالكبيرة", "السفينةُ الكبيرة"),
            ("إلىالسفينة", "إلىالسفينة"),
            ("مدرسةه", "مدرسةه"),
            ("don't\u{A0}\u{A0}go", "don't\u{A0}go"),
            ("قال\u{200F} نعم", "قال\u{200F} نعم"),
        ] {
            assert_eq!(fixed(wrong), right, "{wrong}");
            assert_eq!(fixed(right), right);
        }
    }

    #[test]
    fn codes_move_with_the_text() {
        let code = |at| Code {
            at,
            kind: CodeKind::Single,
            pair: String::new(),
            id: String::new(),
            class: String::new(),
            content: "<br/>".to_owned(),
        };
        let after = |text: &str, codes: &[usize]| {
            let mut variant = Variant::new(Lang::EN, text);
            variant.codes = codes.iter().map(|at| code(*at)).collect();
            fix_text(&mut variant, &mut Vec::new());
            (variant.text, variant.codes.iter().map(|code| code.at).collect::<Vec<_>>())
        };
        assert_eq!(after(" a  b c ", &[1, 2, 5]), ("a b c".to_owned(), vec![0, 1, 3]));
        // Spaces beside a code are neither repeated nor at an end.
        assert_eq!(after(" a  b c ", &[0, 3, 8]), (" a  b c ".to_owned(), vec![0, 3, 8]));
        assert_eq!(after("\n  a b\n", &[]), ("a b".to_owned(), vec![]));
        assert_eq!(after("a   b", &[2]), ("a  b".to_owned(), vec![2]));
    }

    #[test]
    fn empty_and_repeated_units_are_removed() {
        let unit = |source: &str, target: &str| TranslationUnit {
            variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
            ..TranslationUnit::default()
        };
        let mut fixer = Fixer::default();
        assert_eq!(fixer.fix(&mut unit("نعم", "Yes")), FixOutcome::Kept(Vec::new()));
        assert!(matches!(
            fixer.fix(&mut unit("نعم ", "Yes")),
            FixOutcome::Removed { check: "duplicate", .. }
        ));
        assert!(matches!(
            fixer.fix(&mut unit("نعم", " \u{3}")),
            FixOutcome::Removed { check: "empty", .. }
        ));
    }
}
