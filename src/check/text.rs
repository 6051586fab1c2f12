//! A unit as checks see it: two texts, each with its words.

use std::ops::Range;

use super::{Check, Finding, Settings, Severity, copied, fingerprint};
use crate::lang::Lang;
use crate::language::{self, Script};
use crate::text::fold::{fold_word, is_arabic_letter, is_mark};
use crate::unit::{TranslationUnit, Variant};

/// A side of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The text that was translated.
    Source,
    /// Its translation.
    Target,
}

impl Side {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Source => "source",
            Side::Target => "target",
        }
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its matching form.
    pub folded: String,
}

/// One side of a unit.
#[derive(Debug, Clone)]
pub struct Text<'u> {
    /// Which side it is.
    pub side: Side,
    /// The language it should be in.
    pub lang: Lang,
    /// The text; nothing if the unit has none in this language.
    pub text: &'u str,
    /// Its words in order.
    pub words: Vec<Word>,
    /// Letters of the Arabic script.
    pub arabic: usize,
    /// Letters of the Latin script.
    pub latin: usize,
    /// Where addresses and symbols stand that a translation copies, in bytes.
    pub copied: Vec<Range<usize>>,
}

impl<'u> Text<'u> {
    fn new(side: Side, lang: Lang, text: &'u str) -> Text<'u> {
        let (mut arabic, mut latin) = (0, 0);
        for c in text.chars() {
            arabic += usize::from(is_arabic_letter(c));
            latin += usize::from(is_latin_letter(c));
        }
        Text { side, lang, text, words: words(text), arabic, latin, copied: copied::ranges(text) }
    }

    /// Whether its language is written in the Arabic script.
    pub fn wants_arabic_script(&self) -> bool {
        language::script(self.lang) == Script::Arabic
    }

    /// Whether its language is written in the Latin script, as far as mizan knows.
    pub fn wants_latin_script(&self) -> bool {
        language::script(self.lang) == Script::Latin
    }

    /// Whether the text shows nothing.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || c.is_control() || is_mark(c))
    }
}

/// Whether a character is a letter of the Latin script.
pub(super) fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic()
}

/// The words of a text: letters, digits and the marks on them.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let mut push = |range: Range<usize>| {
        let word = &text[range.clone()];
        // Marks by themselves are no word.
        if word.chars().any(char::is_alphanumeric) {
            words.push(Word { folded: fold_word(word), range });
        }
    };
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || is_mark(c) || is_joined_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from..text.len());
    }
    words
}

fn is_joined_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A unit with the two texts that are held against each other.
#[derive(Debug, Clone)]
pub struct Pair<'u> {
    /// The unit.
    pub unit: &'u TranslationUnit,
    /// The text that was translated.
    pub source: Text<'u>,
    /// Its translation.
    pub target: Text<'u>,
    /// The most characters a side may have.
    pub longest: usize,
    /// Whether language tags must name a region.
    pub regions: bool,
}

impl<'u> Pair<'u> {
    /// The texts of a unit in the languages asked for.
    pub fn new(unit: &'u TranslationUnit, settings: &Settings<'_>) -> Pair<'u> {
        let text = |side, lang| Text::new(side, lang, text_of(unit, lang));
        Pair {
            unit,
            source: text(Side::Source, settings.source_lang),
            target: text(Side::Target, settings.target_lang),
            longest: settings.longest,
            regions: settings.regions,
        }
    }

    /// Both sides.
    pub fn sides(&self) -> [&Text<'u>; 2] {
        [&self.source, &self.target]
    }

    /// The other side.
    pub fn other(&self, side: Side) -> &Text<'u> {
        match side {
            Side::Source => &self.target,
            Side::Target => &self.source,
        }
    }

    /// Whether both sides say something.
    pub fn is_full(&self) -> bool {
        !self.source.is_blank() && !self.target.is_blank()
    }

    /// The variants of the languages asked for.
    pub fn variants(&self) -> impl Iterator<Item = (Side, &'u Variant)> {
        let of = |side, lang| variant(self.unit, lang).map(|variant| (side, variant));
        let (source, target) =
            (of(Side::Source, self.source.lang), of(Side::Target, self.target.lang));
        source.into_iter().chain(target)
    }

    /// A finding about the unit.
    pub fn finding(&self, check: &dyn Check, severity: Severity, message: String) -> Finding {
        self.make(check, severity, None, message)
    }

    /// A finding about a stretch of a side, in bytes.
    pub fn finding_at(
        &self,
        check: &dyn Check,
        severity: Severity,
        text: &Text<'_>,
        range: Range<usize>,
        message: String,
    ) -> Finding {
        self.make(check, severity, Some((text, range)), message)
    }

    fn make(
        &self,
        check: &dyn Check,
        severity: Severity,
        place: Option<(&Text<'_>, Range<usize>)>,
        message: String,
    ) -> Finding {
        let found = place.as_ref().map_or("", |(text, range)| &text.text[range.clone()]);
        let side = place.as_ref().map(|(text, _)| text.side);
        let side_name = side.map_or("", Side::as_str);
        let span = place.as_ref().map(|(text, range)| {
            let scalars = |byte: usize| text.text[..byte].chars().count();
            scalars(range.start)..scalars(range.end)
        });
        let texts = [side_name, found, self.source.text, self.target.text];
        Finding {
            check: check.id(),
            severity,
            unit: self.unit.number,
            line: self.unit.line,
            side,
            span,
            found: found.to_owned(),
            message,
            fixable: false,
            fingerprint: fingerprint(check.id(), &texts),
        }
    }
}

impl Finding {
    /// The same finding as one that `fix` mends.
    #[must_use]
    pub fn fixable(mut self) -> Finding {
        self.fixable = true;
        self
    }
}

/// The text that checks look at in a unit: nothing if it has none in this language.
pub fn text_of(unit: &TranslationUnit, lang: Lang) -> &str {
    variant(unit, lang).map_or("", |variant| &variant.text)
}

/// The variant of a unit in a language: that of the very tag, else the first of the language.
fn variant(unit: &TranslationUnit, lang: Lang) -> Option<&Variant> {
    unit.variants.iter().find(|variant| variant.lang == lang).or_else(|| unit.variant(lang))
}

/// What a check finds in an Arabic text with an English one, less what is only info.
#[cfg(test)]
pub(super) fn warned(check: &dyn Check, source: &str, target: &str) -> Vec<Finding> {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
        ..TranslationUnit::default()
    };
    let mut found = Vec::new();
    let settings = Settings::new(Lang::AR, Lang::EN, None);
    check.unit(&Pair::new(&unit, &settings), &mut |finding| found.push(finding));
    found.retain(|finding| finding.severity >= Severity::Warning);
    found
}
