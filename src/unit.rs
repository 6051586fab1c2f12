//! Translation units of memories in any file format, and streams of them.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::lang::Lang;

use crate::text::Place;
pub(crate) use crate::text::{Code, CodeKind, SUB};
pub(crate) use date::civil;
pub(crate) use date::is_date;
pub use date::{date, date_at};
pub(crate) use details::Detail;
pub(crate) use fingerprint::Fingerprint;

mod date;
mod details;
mod fingerprint;

/// The header of a memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// The program that made it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tool: String,
    /// The version of that program.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tool_version: String,
    /// The language units are translated from; `None` if it differs between units (`*all*`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_lang: Option<Lang>,
    /// The language units are translated into, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_lang: Option<Lang>,
    /// The segmentation rules its texts were cut by, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub segmentation: String,
    /// Dates, people, props and notes.
    #[serde(skip_serializing_if = "Meta::is_empty")]
    pub meta: Meta,
}

/// Texts that translate each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TranslationUnit {
    /// Its number in its file, from 1; 0 if it comes from none.
    #[serde(skip)]
    pub number: u64,
    /// The line of its file where it starts, from 1; 0 if it comes from none.
    #[serde(skip)]
    pub line: u64,
    /// Its id, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The language it is translated from, if it differs from the header's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_lang: Option<Lang>,
    /// Its texts, in the order of the file; a language may come more than once.
    pub variants: Vec<Variant>,
    /// Dates, people, props and notes.
    #[serde(skip_serializing_if = "Meta::is_empty")]
    pub meta: Meta,
}

/// A text of a unit in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its language.
    pub lang: Lang,
    /// The text without inline codes.
    pub text: String,
    /// The inline codes, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// Dates, people, props and notes.
    #[serde(default, skip_serializing_if = "Meta::is_empty")]
    pub meta: Meta,
}

/// Dates, people, props and notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meta {
    /// When it was made, as `YYYYMMDDThhmmssZ`, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub created: String,
    /// Who made it, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub creator: String,
    /// When it was changed last, as `YYYYMMDDThhmmssZ`, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub changed: String,
    /// Who changed it last, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub changer: String,
    /// Names and values in the order of the file; a name may come more than once. mizan's own are
    /// `x-confidence` (0 to 1), `x-align` (the shape of the bead), `x-doc` (the name of the document), `x-kind` and
    /// `x-key` (what the source is in it, and its key); of a text whose place is no line, `x-place` (its place in
    /// words) and `x-time` (the times of a subtitle).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<(String, String)>,
    /// Remarks for people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What else is said of it, by name, in the order of the file: attributes of TMX such as `usagecount`, and
    /// of a text mizan aligned the `line` of its document where it starts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}

/// A file that holds units, read one after the other in bounded memory.
pub trait UnitSource {
    /// The header of the memory; complete once the first unit is read.
    fn header(&self) -> &Header;

    /// The next unit.
    ///
    /// # Errors
    ///
    /// If the file is broken beyond repair, with its line; and what reading fails with.
    fn next(&mut self) -> Result<Option<TranslationUnit>>;

    /// Takes the repairs made since the last call, in the order of the file. Call it after every unit: only the first
    /// 65,536 are kept.
    fn repairs(&mut self) -> Vec<Repair>;
}

/// Units that are worked on together.
const BLOCK: usize = 2_048;

/// The most bytes of text worked on together, so that long units make short blocks.
const BLOCK_BYTES: usize = 4 << 20;

/// The next units of a source, to be worked on together; none at its end.
///
/// # Errors
///
/// What reading fails with.
pub(crate) fn next_block(source: &mut dyn UnitSource) -> Result<Vec<TranslationUnit>> {
    let (mut units, mut bytes) = (Vec::new(), 0);
    while units.len() < BLOCK && bytes < BLOCK_BYTES {
        let Some(unit) = source.next()? else { break };
        bytes += unit.variants.iter().map(|variant| variant.text.len()).sum::<usize>();
        units.push(unit);
    }
    Ok(units)
}

/// A file that units are written to, one after the other in bounded memory.
pub trait UnitSink {
    /// Writes a unit.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()>;

    /// Writes what comes after the last unit. Without it the file is not whole.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn finish(self: Box<Self>) -> Result<()>;

    /// Takes the repairs made since the last call: text the format cannot hold, or units over a limit of the tool the
    /// file is for. Every change to what is written is among them.
    fn repairs(&mut self) -> Vec<Repair> {
        Vec::new()
    }
}

/// A fault in a file and how it was read; or something a format cannot hold and what was written instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// A stable name for the kind of fault, such as `lang-attribute`.
    pub id: &'static str,
    /// The number of the unit, from 1; 0 if it stands outside units.
    pub unit: u64,
    /// The line, from 1.
    pub line: u64,
    /// What was wrong and what it was taken for.
    pub message: String,
}

impl Repair {
    /// The most repairs a source or sink keeps; more are dropped.
    pub(crate) const MOST: usize = 1 << 16;

    /// The id of a file that ends too early. What is left of its last unit is not read.
    pub(crate) const CUT_OFF: &'static str = "cut-off";

    /// The id of a unit that cannot be read.
    pub(crate) const UNREADABLE: &'static str = "unreadable";

    /// The id of a unit that a format cannot hold, or that no tool should be given.
    pub const NOT_WRITTEN: &'static str = "not-written";

    /// The id of a unit that says nothing and is not written.
    pub(crate) const EMPTY: &'static str = "empty-unit";

    /// The id of one inline code that a format cannot hold.
    pub(crate) const CODE_LEFT_OUT: &'static str = "code-left-out";

    /// The id of characters of a text that a format cannot hold.
    pub(crate) const CHARACTER_LEFT_OUT: &'static str = "character-left-out";

    /// The id of a note that a format cannot hold, or that a file has no place for.
    pub(crate) const NOTE_LEFT_OUT: &'static str = "note-left-out";

    /// The id of text that stands outside the texts of units.
    pub(crate) const STRAY_TEXT: &'static str = "stray-text";

    /// The id of a text of a unit that a file has no place for.
    pub(crate) const TEXT_LEFT_OUT: &'static str = "text-left-out";

    /// Whether text, markup or notes were lost.
    pub fn is_loss(&self) -> bool {
        matches!(
            self.id,
            Repair::CUT_OFF
                | Repair::UNREADABLE
                | Repair::NOT_WRITTEN
                | Repair::CODE_LEFT_OUT
                | Repair::CHARACTER_LEFT_OUT
                | Repair::NOTE_LEFT_OUT
                | Repair::STRAY_TEXT
                | Repair::TEXT_LEFT_OUT
        )
    }
}

impl TranslationUnit {
    /// The first text in a language, whatever script and region the tags name.
    pub fn text(&self, lang: Lang) -> Option<&str> {
        self.variant(lang).map(|variant| variant.text.as_str())
    }

    /// The first variant in a language, whatever script and region the tags name.
    pub(crate) fn variant(&self, lang: Lang) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.lang.same_language(lang))
    }

    /// The confidence of its alignment, 0 to 1, from its prop `x-confidence`.
    pub(crate) fn confidence(&self) -> Option<f32> {
        let value: f32 = self.meta.prop("x-confidence")?.trim().parse().ok()?;
        (0.0..=1.0).contains(&value).then_some(value)
    }
}

impl Meta {
    /// Whether all its fields are empty.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Meta::default()
    }

    /// The first value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Says of which places of a document a text is: the line as an attribute, other places as props, of subtitles the
    /// times of each.
    pub(crate) fn add_places(&mut self, places: &[Place]) {
        match places.first() {
            Some(Place::Line(line)) => self.attributes.push(("line".to_owned(), line.to_string())),
            Some(place) => self.props.push(("x-place".to_owned(), place.to_string())),
            None => {}
        }
        for place in places {
            if let Some(times) = place.times() {
                self.props.push(("x-time".to_owned(), times));
            }
        }
    }

    /// The first value of a prop.
    pub fn prop(&self, name: &str) -> Option<&str> {
        self.props.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Variant {
    /// A text without codes or metadata.
    pub fn new(lang: Lang, text: impl Into<String>) -> Variant {
        Variant { lang, text: text.into(), codes: Vec::new(), meta: Meta::default() }
    }
}
