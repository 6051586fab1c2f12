//! What is said of a unit as plain names and values, for formats that have no places of their own for it.

use super::{Code, Meta, TranslationUnit, Variant};

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
                // Serialising plain values into a string cannot fail.
                let codes = serde_json::to_string(&variant.codes).unwrap_or_default();
                found.push((format!("{side}codes"), codes));
            }
        }
        found
    }

    /// Takes a detail back. Variants are taken for source and target by their order. Whether the name was known.
    pub(crate) fn set_detail(&mut self, name: &str, value: &str) -> bool {
        for (at, side) in SIDES.into_iter().enumerate() {
            let Some(name) = name.strip_prefix(side) else { continue };
            let Some(variant) = self.variants.get_mut(at) else { return false };
            if name != "codes" {
                return set(&mut variant.meta, name, value);
            }
            let Ok(codes) = serde_json::from_str::<Vec<Code>>(value) else { return false };
            let text = &variant.text;
            let fits = codes.iter().all(|code| text.is_char_boundary(code.at));
            if fits && codes.is_sorted_by_key(|code| code.at) {
                variant.codes = codes;
                return true;
            }
            return false;
        }
        set(&mut self.meta, name, value)
    }
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

fn set(meta: &mut Meta, name: &str, value: &str) -> bool {
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
            _ => return false,
        },
    }
    true
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
            assert!(back.set_detail(&name, &value), "{name}");
        }
        assert_eq!(back, unit);
        assert!(!back.set_detail("source.codes", "[{\"at\":1,\"kind\":\"single\"}]"));
        assert!(!back.set_detail("colour", "red"));
    }
}
