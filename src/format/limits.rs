//! Which units and texts are written, and the repairs for the rest.

use std::borrow::Cow;

use crate::format::{Codes, WriteOptions};
use crate::lang::Lang;
use crate::unit::{Header, Meta, Repair, TranslationUnit, Variant};

/// The source and target languages of a file with one pair: those of its header if its first unit has texts in them or
/// is a translation alone, else those of these texts, of which there is at least one.
pub(super) fn langs(header: &Header, variants: &[&Variant]) -> [Lang; 2] {
    let holds = |lang: &Lang, texts: &[&Variant]| texts.iter().any(|v| v.lang.same_language(*lang));
    if let (Some(source), Some(target), [only]) = (header.source_lang, header.target_lang, variants)
        && only.lang.same_language(target)
    {
        return [source, target];
    }
    let source = header.source_lang.filter(|lang| holds(lang, variants));
    let others = &variants[1..];
    let target = header.target_lang.filter(|lang| others.is_empty() || holds(lang, others));
    let first = others.first().map_or(Lang::UNKNOWN, |variant| variant.lang);
    [source.unwrap_or(variants[0].lang), target.unwrap_or(first)]
}

/// Selects what is written and counts it.
pub(super) struct Limits {
    keep_empty: bool,
    /// Whether the format holds units without a translation.
    source_alone: bool,
    codes: Codes,
    longest: Option<usize>,
    largest: Option<u64>,
    bytes: u64,
    number: u64,
    repairs: Vec<Repair>,
}

impl Limits {
    pub(super) fn new(options: &WriteOptions) -> Limits {
        Limits {
            keep_empty: options.keep_empty,
            source_alone: false,
            codes: options.codes,
            longest: options.profile.longest_text(),
            largest: options.profile.largest_file(),
            bytes: 0,
            number: 0,
            repairs: Vec::new(),
        }
    }

    /// For a format that holds units without a translation.
    pub(super) fn with_source_alone(options: &WriteOptions) -> Limits {
        Limits { source_alone: true, ..Limits::new(options) }
    }

    /// The variants of a unit to write, that of the source first. None if the unit cannot be written, which
    /// is told.
    pub(super) fn admit<'u>(
        &mut self,
        unit: &'u TranslationUnit,
        source: Option<Lang>,
    ) -> Option<Vec<&'u Variant>> {
        self.number += 1;
        let holds = |variant: &&Variant| {
            let code = self.codes == Codes::Kept && !variant.codes.is_empty();
            self.keep_empty || code || !variant.text.is_empty()
        };
        let all = unit.variants.len();
        let mut variants: Vec<&Variant> = unit.variants.iter().filter(holds).collect();
        let least = if self.keep_empty || self.source_alone { 1 } else { 2.min(all.max(1)) };
        if variants.is_empty() {
            self.add(unit, Repair::EMPTY, "not written: all its texts are empty");
            return None;
        }
        if variants.len() < least {
            let message = "not written: fewer than two of its texts hold anything";
            self.add(unit, Repair::NOT_WRITTEN, message);
            return None;
        }
        if variants.len() < all && !self.source_alone {
            self.add(unit, "empty", "an empty text of several was not written");
        }
        if let Some(source) = source {
            let exact = variants.iter().position(|variant| variant.lang == source);
            let near = || variants.iter().position(|variant| variant.lang.same_language(source));
            if let Some(at) = exact.or_else(near) {
                variants[..=at].rotate_right(1);
            }
        }
        if let Some(longest) = self.longest
            && let Some(count) = variants
                .iter()
                .filter(|variant| variant.text.len() > longest)
                .map(|variant| variant.text.chars().count())
                .max()
                .filter(|&count| count > longest)
        {
            let message = format!("a text of {count} characters; the tool takes {longest}");
            self.add(unit, "too-long", message);
        }
        Some(variants)
    }

    /// Of the texts of a unit, that in the language of the sources of a file and those in that of its translations;
    /// texts in other languages are left out, which is told. None if the unit has no such pair.
    pub(super) fn pair<'u>(
        &mut self,
        unit: &TranslationUnit,
        variants: &[&'u Variant],
        [source_lang, target_lang]: [Lang; 2],
    ) -> Option<(&'u Variant, Vec<&'u Variant>)> {
        let exact = variants.iter().position(|variant| variant.lang == source_lang);
        let near = || variants.iter().position(|v| v.lang.same_language(source_lang));
        let at = exact.or_else(near);
        let others = variants.iter().enumerate().filter(|(other, _)| Some(*other) != at);
        let targets: Vec<&Variant> =
            others.map(|(_, v)| *v).filter(|v| v.lang.same_language(target_lang)).collect();
        let is_alone = variants.len() == 1 && targets.is_empty();
        let Some(at) = at.filter(|_| is_alone || !targets.is_empty()) else {
            let message = match &targets[..] {
                [_] => "not written: it is a translation without a source".to_owned(),
                _ => format!("not written: the file is from {source_lang} to {target_lang}"),
            };
            self.add(unit, Repair::NOT_WRITTEN, message);
            return None;
        };
        if targets.len() + 1 < variants.len() {
            let message = format!(
                "left out a text in another language: the file is from {source_lang} to {target_lang}"
            );
            for _ in targets.len() + 1..variants.len() {
                self.add(unit, Repair::TEXT_LEFT_OUT, message.clone());
            }
        }
        Some((variants[at], targets))
    }

    /// Notes that the codes of a text are not written since the format has none; not if that was asked for.
    pub(super) fn without_codes(&mut self, unit: &TranslationUnit, variant: &Variant) {
        let count = if self.codes == Codes::Kept { variant.codes.len() } else { 0 };
        for _ in 0..count {
            self.add(unit, Repair::CODE_LEFT_OUT, "left out an inline code: the format has none");
        }
    }

    /// Notes that what is said of a unit is not written since the format holds texts and confidences only.
    pub(super) fn without_meta(&mut self, unit: &TranslationUnit, variants: &[&Variant]) {
        let metas = || [&unit.meta].into_iter().chain(variants.iter().map(|v| &v.meta));
        for _ in metas().flat_map(|meta| &meta.notes) {
            self.add(unit, Repair::NOTE_LEFT_OUT, "left out a note: the format has none");
        }
        if !unit.id.is_empty() {
            self.add(unit, "id-left-out", "left out the id: the format has none");
        }
        let is_told = |meta: &Meta| {
            [&meta.created, &meta.creator, &meta.changed, &meta.changer]
                .iter()
                .any(|s| !s.is_empty())
        };
        if metas().any(is_told) {
            let message = "left out who made or changed it, and when: the format does not say";
            self.add(unit, "author-left-out", message);
        }
        // How the texts were aligned is no part of a memory that holds texts alone.
        const OF_ALIGNMENT: [&str; 3] = ["x-confidence", "x-align", "line"];
        let said = metas().flat_map(|meta| meta.props.iter().chain(&meta.attributes));
        let names = said.map(|(name, _)| &**name).filter(|name| !OF_ALIGNMENT.contains(name));
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        if !names.is_empty() {
            let message = format!("left out {}: the format has no properties", names.join(", "));
            self.add(unit, "properties-left-out", message);
        }
    }

    /// Notes that what people said of the memory is not written since the format has no header.
    pub(super) fn without_header(mut self, header: &Header) -> Limits {
        let memory = TranslationUnit::default();
        for _ in &header.meta.notes {
            let message = "left out a note on the memory: the format has no header";
            self.add(&memory, Repair::NOTE_LEFT_OUT, message);
        }
        if !header.meta.props.is_empty() {
            let names: Vec<&str> = header.meta.props.iter().map(|(name, _)| &**name).collect();
            let message =
                format!("left out {} of the memory: the format has no header", names.join(", "));
            self.add(&memory, "properties-left-out", message);
        }
        self
    }

    /// Notes that characters went which the format cannot hold.
    pub(super) fn lost(&mut self, unit: &TranslationUnit, count: usize) {
        if count > 0 {
            let message = format!("{count} character(s) the format cannot hold were left out");
            self.add(unit, Repair::CHARACTER_LEFT_OUT, message);
        }
    }

    /// Counts the bytes of a unit.
    pub(super) fn written(&mut self, unit: &TranslationUnit, bytes: usize) {
        let before = self.bytes;
        self.bytes += bytes as u64;
        if let Some(largest) = self.largest.filter(|&l| before <= l && self.bytes > l) {
            let message = format!("the file grows over {largest} bytes, which the tool refuses");
            self.add(unit, "file-too-large", message);
        }
    }

    /// Adds a repair for a unit, or for the whole file if its number is 0 and no unit was written yet.
    pub(super) fn add(
        &mut self,
        unit: &TranslationUnit,
        id: &'static str,
        message: impl Into<String>,
    ) {
        if self.repairs.len() < Repair::MOST {
            let number = if unit.number == 0 { self.number } else { unit.number };
            self.repairs.push(Repair {
                id,
                unit: number,
                line: unit.line,
                message: message.into(),
            });
        }
    }

    pub(super) fn take(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.repairs)
    }
}

/// A text without U+0000, by which tools tell binary files, and how many there were.
pub(super) fn without_nul(text: &str) -> (Cow<'_, str>, usize) {
    match text.bytes().filter(|&byte| byte == 0).count() {
        0 => (Cow::Borrowed(text), 0),
        count => (Cow::Owned(text.replace('\0', "")), count),
    }
}
