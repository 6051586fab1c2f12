//! What a check is: what it is given, and what it finds.

use std::ops::Range;

use super::message::Message;
use super::text::Text;
use crate::bitext::Side;
use crate::encoder::Encoder;
use crate::lang::Lang;
use crate::unit::{Fingerprint, TranslationUnit, Variant};

/// The id of findings about the file itself: what its reader repaired.
pub const FORMAT: &str = "format";

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; often right.
    Info,
    /// Somebody should look at it.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something that may be wrong with a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the check that found it; [`FORMAT`] for what a reader repaired.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The number of the unit, from 1; 0 if it is outside units.
    pub unit: u64,
    /// The line where the unit starts, from 1.
    pub line: u64,
    /// The side it is on, if it is on one.
    pub side: Option<Side>,
    /// Where in the text of that side it is, in Unicode scalars from 0, half-open.
    pub span: Option<Range<usize>>,
    /// The text there, or nothing.
    pub found: String,
    /// What is wrong and what to do.
    pub message: Message,
    /// Whether [`Fixer`](crate::check::fix::Fixer) fixes it.
    pub fixable: bool,
    /// Fingerprint that stays the same between runs: it depends on the check and the texts, not on the place in the
    /// file.
    pub fingerprint: u64,
}

/// A check: something that can be wrong with units.
pub trait Check: Sync {
    /// Its stable name, in kebab case.
    fn id(&self) -> &'static str;

    /// The most severe finding it gives.
    fn severity(&self) -> Severity;

    /// What it looks for, in one line.
    fn about(&self) -> &'static str;

    /// Checks a unit by itself.
    fn unit(&self, _pair: &Pair<'_>, _report: &mut dyn FnMut(Finding)) {}

    /// The part of the check that compares units with each other, if it has one.
    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        None
    }
}

/// A check that compares units with each other.
pub trait CrossCheck: Send {
    /// Checks the next units of the memory.
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding));
}

/// Settings of the checks.
#[derive(Clone, Copy)]
pub struct CheckSettings<'s> {
    /// The language of the sources; none for the one the memory names.
    pub source_lang: Option<Lang>,
    /// The language of the targets, likewise.
    pub target_lang: Option<Lang>,
    /// The sentence encoder; without one, checks by meaning find nothing.
    pub encoder: Option<&'s Encoder>,
    /// The most characters a side may have: 2,000 unless given, since several tools take no more.
    pub longest: usize,
    /// Whether language tags must name a region.
    pub regions: bool,
}

impl Default for CheckSettings<'_> {
    fn default() -> Self {
        let (source_lang, target_lang) = (None, None);
        CheckSettings { source_lang, target_lang, encoder: None, longest: 2_000, regions: false }
    }
}

/// A unit with its two texts, as checks see it.
#[derive(Debug, Clone)]
pub struct Pair<'u> {
    /// The unit.
    pub(crate) unit: &'u TranslationUnit,
    /// The text that was translated.
    pub(crate) source: Text<'u>,
    /// Its translation.
    pub(crate) target: Text<'u>,
    /// The most characters a side may have.
    pub(crate) longest: usize,
    /// Whether language tags must name a region.
    pub(crate) regions: bool,
}

impl<'u> Pair<'u> {
    /// The texts of a unit in the languages asked for.
    pub(crate) fn new(
        unit: &'u TranslationUnit,
        langs: [Lang; 2],
        settings: &CheckSettings<'_>,
    ) -> Pair<'u> {
        let text = |side, lang| {
            let codes = variant(unit, lang).map_or(&[][..], |variant| &variant.codes);
            Text::new(side, lang, text_of(unit, lang)).with_codes(codes)
        };
        Pair {
            unit,
            source: text(Side::Source, langs[0]),
            target: text(Side::Target, langs[1]),
            longest: settings.longest,
            regions: settings.regions,
        }
    }

    /// Both sides.
    pub(crate) fn sides(&self) -> [&Text<'u>; 2] {
        [&self.source, &self.target]
    }

    /// The other side.
    pub(crate) fn other(&self, side: Side) -> &Text<'u> {
        match side {
            Side::Source => &self.target,
            Side::Target => &self.source,
        }
    }

    /// Whether both sides say something.
    pub(crate) fn is_full(&self) -> bool {
        !self.source.is_blank && !self.target.is_blank
    }

    /// The variants of the languages asked for.
    pub(crate) fn variants(&self) -> impl Iterator<Item = (Side, &'u Variant)> {
        let of = |side, lang| variant(self.unit, lang).map(|variant| (side, variant));
        let (source, target) =
            (of(Side::Source, self.source.lang), of(Side::Target, self.target.lang));
        source.into_iter().chain(target)
    }

    /// A finding about the unit.
    pub(crate) fn finding(
        &self,
        check: &dyn Check,
        severity: Severity,
        message: Message,
    ) -> Finding {
        self.make(check, severity, None, message)
    }

    /// A finding about a range of bytes of one side.
    pub(crate) fn finding_at(
        &self,
        check: &dyn Check,
        severity: Severity,
        text: &Text<'_>,
        range: Range<usize>,
        message: Message,
    ) -> Finding {
        self.make(check, severity, Some((text, range)), message)
    }

    fn make(
        &self,
        check: &dyn Check,
        severity: Severity,
        place: Option<(&Text<'_>, Range<usize>)>,
        message: Message,
    ) -> Finding {
        let found = place.as_ref().map_or("", |(text, range)| &text.text[range.clone()]);
        Finding {
            check: check.id(),
            severity,
            unit: self.unit.number,
            line: self.unit.line,
            side: place.as_ref().map(|(text, _)| text.side),
            // In bytes until the finding is finished.
            span: place.as_ref().map(|(_, range)| range.clone()),
            found: found.to_owned(),
            message,
            fixable: false,
            fingerprint: 0,
        }
    }

    /// Gives a finding about the unit its place in characters and its fingerprint. Both take the time of reading the
    /// texts, which is too much for findings that are not kept.
    pub(super) fn finish(&self, mut finding: Finding) -> Finding {
        if let Some((side, range)) = finding.side.zip(finding.span.take()) {
            let text = if side == Side::Source { self.source.text } else { self.target.text };
            let before = text[..range.start].chars().count();
            finding.span = Some(before..before + text[range].chars().count());
        }
        let place = finding.span.is_some();
        let side = finding.side.filter(|_| place).map_or(String::new(), |side| side.to_string());
        let texts = [&*side, &*finding.found, self.source.text, self.target.text];
        finding.fingerprint = fingerprint(finding.check, &texts);
        finding
    }
}

impl Finding {
    /// The same finding as one that can be fixed.
    #[must_use]
    pub(crate) fn fixable(mut self) -> Finding {
        self.fixable = true;
        self
    }
}

/// The text that checks see of a unit; empty if it has none in this language.
pub(super) fn text_of(unit: &TranslationUnit, lang: Lang) -> &str {
    variant(unit, lang).map_or("", |variant| &variant.text)
}

/// The variant of a unit in a language: that of the very tag, else the first of the language.
fn variant(unit: &TranslationUnit, lang: Lang) -> Option<&Variant> {
    unit.variants.iter().find(|variant| variant.lang == lang).or_else(|| unit.variant(lang))
}

/// The fingerprint of a finding of a check, by the texts it is about.
pub(super) fn fingerprint(check: &str, texts: &[&str]) -> u64 {
    let mut hash = Fingerprint::default();
    std::iter::once(&check).chain(texts).for_each(|part| hash.add(part));
    hash.short()
}

/// What a check finds in an Arabic text with an English one, less what is only info.
#[cfg(test)]
pub(super) fn warned(check: &dyn Check, source: &str, target: &str) -> Vec<Finding> {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
        ..TranslationUnit::default()
    };
    let mut found = Vec::new();
    let langs = [Lang::AR, Lang::EN];
    let pair = Pair::new(&unit, langs, &CheckSettings::default());
    check.unit(&pair, &mut |finding| found.push(finding));
    found.retain(|finding| finding.severity >= Severity::Warning);
    found
}
