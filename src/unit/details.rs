//! What is said of a unit as plain names and values, for formats that have no places of their own for it.

use serde::{Deserialize, Serialize};

use super::{Code, Meta, TranslationUnit, Variant};
use crate::text::fold::is_mark;

/// The names by which details of the two sides start.
const SIDES: [&str; 2] = ["source.", "target."];

impl TranslationUnit {
    /// All that is said of a unit and of two of its variants beside id, texts and languages. A name is `created`,
    /// `creator`, `changed`, `changer`, `note`, `prop:NAME`, `attribute:NAME` or `codes` (JSON), of a
    /// variant with `source.` or `target.` before it.
    pub(crate) fn details(&self, sides: [Option<&Variant>; 2]) -> Vec<(String, String)> {
        let mut found = Vec::new();
        of_meta("", &self.meta, &mut found);
        for (side, variant) in SIDES.into_iter().zip(sides) {
            let Some(variant) = variant else { continue };
            of_meta(side, &variant.meta, &mut found);
            if !variant.codes.is_empty() {
                let (text, codes) = (variant.text.clone(), variant.codes.clone());
                // Serialising plain values into a string cannot fail.
                let codes = serde_json::to_string(&Placed { text, codes }).unwrap_or_default();
                found.push((format!("{side}codes"), codes));
            }
        }
        found
    }

    /// Takes a detail back. Variants are taken for source and target by their order.
    pub(crate) fn set_detail(&mut self, name: &str, value: &str) -> Detail {
        for (at, side) in SIDES.into_iter().enumerate() {
            let Some(name) = name.strip_prefix(side) else { continue };
            let Some(variant) = self.variants.get_mut(at) else { return Detail::Unknown };
            return match name {
                "codes" => set_codes(variant, value),
                _ => set(&mut variant.meta, name, value),
            };
        }
        set(&mut self.meta, name, value)
    }
}

/// What became of a detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// It was taken.
    Known,
    /// It was taken, and so many codes stand elsewhere, since their text was changed.
    Moved(usize),
    /// There is no such detail, or it is broken.
    Unknown,
}

/// Codes with the text they stand in, so that it is seen whether the text was changed.
#[derive(Serialize, Deserialize)]
struct Placed {
    text: String,
    codes: Vec<Code>,
}

fn set_codes(variant: &mut Variant, value: &str) -> Detail {
    let placed = serde_json::from_str(value).or_else(|_| {
        let codes = serde_json::from_str::<Vec<Code>>(value)?;
        Ok::<_, serde_json::Error>(Placed { text: variant.text.clone(), codes })
    });
    let Ok(Placed { text, mut codes }) = placed else { return Detail::Unknown };
    let fits = codes.iter().all(|code| text.is_char_boundary(code.at));
    if !fits || !codes.is_sorted_by_key(|code| code.at) {
        return Detail::Unknown;
    }
    let is_same = text == variant.text;
    if !is_same {
        place_again(&text, &variant.text, &mut codes);
    }
    let count = codes.len();
    variant.codes = codes;
    if is_same { Detail::Known } else { Detail::Moved(count) }
}

/// Moves codes from a text to what became of it. In the parts that are the same they stay; between these they go to
/// the border of words that is nearest to their share of the way.
fn place_again(old: &str, new: &str, codes: &mut [Code]) {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum()
    };
    let start = length(&mut old.chars().zip(new.chars()));
    let end = length(&mut old[start..].chars().rev().zip(new[start..].chars().rev()));
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let mut least = 0;
    for code in codes {
        let place = match code.at {
            at if at < start => at,
            at if at > old_end => at + new.len() - old.len(),
            at if at == start => border(new, start),
            at => border(new, start + (at - start) * (new_end - start) / (old_end - start)),
        };
        code.at = place.max(least);
        least = code.at;
    }
}

/// The border of words that is nearest to a byte of a text; of two, the first.
fn border(text: &str, at: usize) -> usize {
    let inside = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        before.zip(after).is_some_and(|(a, b)| is_of_word(a) && is_of_word(b))
    };
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    places.filter(|&at| !inside(at)).min_by_key(|place| place.abs_diff(at)).unwrap_or(0)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

fn of_meta(side: &str, meta: &Meta, found: &mut Vec<(String, String)>) {
    let fields = [
        ("created", &meta.created),
        ("creator", &meta.creator),
        ("changed", &meta.changed),
        ("changer", &meta.changer),
    ];
    for (name, value) in fields {
        if !value.is_empty() {
            found.push((format!("{side}{name}"), value.clone()));
        }
    }
    found.extend(meta.notes.iter().map(|note| (format!("{side}note"), note.clone())));
    for (name, value) in &meta.props {
        found.push((format!("{side}prop:{name}"), value.clone()));
    }
    for (name, value) in &meta.attributes {
        found.push((format!("{side}attribute:{name}"), value.clone()));
    }
}

fn set(meta: &mut Meta, name: &str, value: &str) -> Detail {
    let value = value.to_owned();
    match name {
        "created" => meta.created = value,
        "creator" => meta.creator = value,
        "changed" => meta.changed = value,
        "changer" => meta.changer = value,
        "note" => meta.notes.push(value),
        _ => match name.split_once(':') {
            Some(("prop", name)) => meta.props.push((name.to_owned(), value)),
            Some(("attribute", name)) => meta.attributes.push((name.to_owned(), value)),
            _ => return Detail::Unknown,
        },
    }
    Detail::Known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::unit::CodeKind;

    #[test]
    fn details_come_back() {
        let code = Code {
            at: 2,
            kind: CodeKind::Single,
            pair: String::new(),
            id: "1".into(),
            class: String::new(),
            content: "<br/>".into(),
        };
        let mut unit = TranslationUnit {
            variants: vec![Variant::new(Lang::AR, "أب"), Variant::new(Lang::EN, "ab")],
            ..TranslationUnit::default()
        };
        let bare = unit.clone();
        unit.meta.props.push(("x-a:b".into(), "1".into()));
        unit.meta.notes = vec!["one".into(), "two".into()];
        unit.variants[0].codes.push(code);
        unit.variants[1].meta.attributes.push(("line".into(), "7".into()));
        let mut back = bare;
        for (name, value) in unit.details([unit.variants.first(), unit.variants.get(1)]) {
            assert_eq!(back.set_detail(&name, &value), Detail::Known, "{name}");
        }
        assert_eq!(back, unit);
        let bad = back.set_detail("source.codes", "[{\"at\":1,\"kind\":\"single\"}]");
        assert_eq!((bad, back.set_detail("colour", "red")), (Detail::Unknown, Detail::Unknown));
    }

    #[test]
    fn codes_of_a_changed_text_stand_between_words() {
        let places = |old: &str, new: &str, at: &[usize]| {
            let code = |&at: &usize| Code {
                at,
                kind: CodeKind::Single,
                pair: String::new(),
                id: String::new(),
                class: String::new(),
                content: "<br/>".into(),
            };
            let mut codes: Vec<Code> = at.iter().map(code).collect();
            place_again(old, new, &mut codes);
            codes.into_iter().map(|code| code.at).collect::<Vec<_>>()
        };
        assert_eq!(places("Open the door", "Do open the door", &[4, 8]), [7, 11]);
        assert_eq!(places("Open the door", "Open that gate", &[5, 9, 13]), [5, 9, 14]);
        assert_eq!(places("Open it", "Unlock everything", &[4]), [7]);
        assert_eq!(places("a b", "", &[0, 2]), [0, 0]);
    }
}
