//! The translation memory an alignment yields, and what it leaves over.

use crate::aligner::Alignment;
use crate::bitext::{Bead, BlockLabel, Run, Segment, Segments, Side};
use crate::lang::Lang;
use crate::text::{BlockKind, Place, join_codes};
use crate::unit::{Code, Fingerprint, Header, Meta, TranslationUnit, Variant};

mod diff;
mod filter;
mod key;
mod list;
mod lookup;
mod merge;
mod passes;
pub mod realign;
mod rename;
mod sides;
mod split;
mod stats;
mod words;

pub use self::{
    diff::{MemoryChange, diff},
    filter::{Criterion, Filter, Pattern},
    list::UnitList,
    lookup::{LookupIndex, LookupMatch, LookupSettings, WordMatch, match_percent},
    merge::{MergeEvent, MergeFate, MergeKeep, MergeSettings, merge},
    passes::OpenMemory,
    rename::Rename,
    sides::Sides,
    split::SplitBy,
    stats::{Stats, StatsRow, stats},
};

/// What tools call the texts before and after a source.
const BEFORE: [&str; 3] = ["x-context-pre", "prev", "x-prev"];
const AFTER: [&str; 3] = ["x-context-post", "next", "x-next"];

/// The memory of an alignment: a unit for every bead with two sides that is sure enough, in the order of the source
/// text, and the segments that are in none.
///
/// ```
/// use mizan::aligner::Aligner;
/// use mizan::format::{Export, WriteOptions, alignment_writer};
/// use mizan::lang::Lang;
/// use mizan::text::Document;
///
/// # fn main() -> mizan::error::Result<()> {
/// let source = Document::of(Lang::AR, "وصل القطار. نزل الركاب.");
/// let target = Document::of(Lang::EN, "The train arrived. The passengers got off.");
/// let alignment = Aligner::new()?.align(&source, &target);
/// let memory = alignment.memory(0.5);
/// let export = Export {
///     alignment: &alignment,
///     memory: &memory,
///     document: "a.txt",
///     created: "20260131T000000Z",
///     segmentation: "",
///     options: &WriteOptions::default(),
/// };
/// let mut tmx = Vec::new();
/// alignment_writer("tmx")?.write(&export, &mut tmx)?;
/// assert!(String::from_utf8_lossy(&tmx).contains("The passengers got off."));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    source_lang: Lang,
    target_lang: Lang,
    /// The least confidence that units need.
    min_confidence: f32,
    /// Of each bead of the alignment.
    statuses: Vec<BeadStatus>,
    /// No side is ever empty.
    pub(crate) units: Vec<AlignedUnit>,
    /// In the order of the beads.
    pub(crate) leftovers: Vec<Leftover>,
}

/// A source text and its translation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AlignedUnit {
    pub(crate) source: UnitText,
    target: UnitText,
    bead: Bead,
    /// What reviewers say of it.
    review: Option<Box<UnitReview>>,
}

/// What reviewers say of a unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct UnitReview {
    /// The judgement, in a word; empty if there is none.
    pub(crate) status: &'static str,
    /// Who judged or commented.
    pub(crate) who: String,
    /// When, as `YYYYMMDDThhmmssZ`.
    pub(crate) at: String,
    pub(crate) comment: String,
    /// The texts before they were edited.
    pub(crate) originals: [Option<String>; 2],
    /// Whether it stands in neither text.
    pub(crate) is_added: bool,
}

/// One side of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnitText {
    text: String,
    /// In the order of the text.
    codes: Vec<Code>,
    /// The places of its file it comes from, in order; never empty.
    pub(crate) places: Vec<Place>,
    /// What the block is that it starts in, if it is more than a paragraph without a key.
    label: Option<BlockLabel>,
}

/// A segment that is in no unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leftover {
    /// The text it is of.
    pub(crate) side: Side,
    /// Its number on its side, from 0.
    pub(crate) segment: u32,
    /// Where in its file it starts.
    pub(crate) place: Place,
    pub(crate) text: String,
    /// Why it is left over.
    pub(crate) status: BeadStatus,
    /// The bead that holds it.
    pub(crate) bead: Bead,
    /// The number of that bead in the ladder, from 0.
    pub(crate) bead_number: usize,
}

/// Whether a bead makes a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeadStatus {
    /// It is a unit of the memory.
    Aligned,
    /// One of its sides is empty.
    Unaligned,
    /// Its confidence is below the least that units need, or a reviewer rejected it.
    Rejected,
}

impl BeadStatus {
    /// The word for it in files.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            BeadStatus::Aligned => "aligned",
            BeadStatus::Unaligned => "unaligned",
            BeadStatus::Rejected => "rejected",
        }
    }
}

impl UnitText {
    fn new(side: &Segments, run: Run) -> UnitText {
        let (text, codes) = side.coded_text(run);
        let codes = join_codes(&text, codes);
        let mut places = Vec::with_capacity(1);
        let all = side.of(run).iter().flat_map(Segment::places);
        // Of lines only the first is of interest, of subtitles each.
        for place in all {
            if places.is_empty() || matches!(place, Place::Cue { .. }) && !places.contains(place) {
                places.push(place.clone());
            }
        }
        let label = side.of(run).first().and_then(|first| side.label(first)).cloned();
        UnitText { text, codes, places, label }
    }

    /// The text as a variant that tells its places.
    fn variant(&self, lang: Lang, mut meta: Meta) -> Variant {
        meta.add_places(&self.places);
        Variant { meta, codes: self.codes.clone(), ..Variant::new(lang, &self.text) }
    }
}

impl Alignment {
    /// The memory of the beads with two sides that are at least so sure, 0 to 1.
    pub fn memory(&self, min_confidence: f32) -> Memory {
        let mut memory =
            self.memory_of(|_, bead| bead.confidence.get() >= min_confidence, |_| None);
        memory.min_confidence = min_confidence;
        memory
    }

    /// The memory of the beads with two sides that are to be in it, with what reviewers say of them; beads go by their
    /// numbers.
    pub(crate) fn memory_of(
        &self,
        is_unit: impl Fn(usize, &Bead) -> bool,
        review: impl Fn(usize) -> Option<UnitReview>,
    ) -> Memory {
        let bitext = self.bitext();
        let mut memory = Memory {
            source_lang: bitext.source.lang,
            target_lang: bitext.target.lang,
            min_confidence: 0.0,
            statuses: Vec::with_capacity(self.ladder().beads().len()),
            units: Vec::new(),
            leftovers: Vec::new(),
        };
        for (number, &bead) in self.ladder().beads().iter().enumerate() {
            let status = match bead.cut.shape().is_gap() {
                true => BeadStatus::Unaligned,
                false if is_unit(number, &bead) => BeadStatus::Aligned,
                false => BeadStatus::Rejected,
            };
            memory.statuses.push(status);
            if status == BeadStatus::Aligned {
                memory.units.push(AlignedUnit {
                    source: UnitText::new(&bitext.source, bead.cut.source),
                    target: UnitText::new(&bitext.target, bead.cut.target),
                    bead,
                    review: review(number).map(Box::new),
                });
                continue;
            }
            for side in Side::both() {
                let run = bead.cut.side(side);
                let segments = bitext.side(side).of(run).iter().zip(run.indices());
                memory.leftovers.extend(segments.map(|(segment, at)| Leftover {
                    side,
                    segment: at,
                    place: segment.place.clone(),
                    text: segment.text.clone(),
                    status,
                    bead,
                    bead_number: number,
                }));
            }
        }
        memory
    }
}

impl UnitReview {
    /// Says of a unit what reviewers say of it.
    fn add_to(&self, meta: &mut Meta, props: &mut Vec<(String, String)>) {
        let [source, target] = self.originals.clone().map(Option::unwrap_or_default);
        let who = if self.status.is_empty() { "" } else { &self.who };
        let said = [
            ("x-review", self.status),
            ("x-reviewer", who),
            ("x-original-source", &source),
            ("x-original-target", &target),
            ("x-origin", if self.is_added { "reviewer" } else { "" }),
        ];
        props.extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
        if !self.at.is_empty() {
            meta.changer.clone_from(&self.who);
            meta.changed.clone_from(&self.at);
        }
        meta.notes.extend(Some(self.comment.clone()).filter(|comment| !comment.is_empty()));
    }
}

impl Memory {
    /// Whether a bead of the alignment, by its number from 0, makes a unit.
    pub fn status(&self, bead: usize) -> BeadStatus {
        self.statuses[bead]
    }

    /// The least confidence that units need.
    pub(crate) fn min_confidence(&self) -> f32 {
        self.min_confidence
    }

    /// The beads that the units were made from, in order.
    pub fn beads(&self) -> impl ExactSizeIterator<Item = Bead> {
        self.units.iter().map(|unit| unit.bead)
    }

    /// How many segments of a side are in beads of a status that makes no unit.
    pub fn left_over(&self, side: Side, status: BeadStatus) -> usize {
        self.leftovers.iter().filter(|left| left.side == side && left.status == status).count()
    }

    /// The header of a file with this memory. `created` is when it was made, as `YYYYMMDDThhmmssZ`; `segmentation` names
    /// the rules both sides were cut by, and may be empty.
    pub(crate) fn header(&self, created: &str, segmentation: &str) -> Header {
        Header {
            tool: "mizan".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            source_lang: Some(self.source_lang),
            target_lang: Some(self.target_lang),
            segmentation: segmentation.to_owned(),
            meta: Meta { created: created.to_owned(), ..Meta::default() },
        }
    }

    /// The units as files hold them, with confidence, shape, the name of the document, and what their texts are in it,
    /// where it says. `created` is when the memory was made, as `YYYYMMDDThhmmssZ`.
    pub fn translation_units(
        &self,
        document: &str,
        created: &str,
    ) -> impl Iterator<Item = TranslationUnit> {
        let dates =
            Meta { created: created.to_owned(), changed: created.to_owned(), ..Meta::default() };
        (1..).zip(&self.units).map(move |(number, unit)| {
            let prop = |name: &str, value: String| (name.to_owned(), value);
            let mut props = vec![
                prop("x-doc", document.to_owned()),
                prop("x-confidence", unit.bead.confidence.to_string()),
                prop("x-align", unit.bead.cut.shape().to_string()),
            ];
            if let Some(BlockLabel { kind, key }) = &unit.source.label {
                if *kind != BlockKind::Paragraph {
                    props.push(prop("x-kind", kind.to_string()));
                }
                props.extend(key.iter().map(|key| prop("x-key", key.clone())));
            }
            let mut meta = dates.clone();
            if let Some(review) = &unit.review {
                review.add_to(&mut meta, &mut props);
            }
            props.retain(|(_, value)| !value.is_empty());
            let source = unit.source.variant(self.source_lang, Meta::default());
            let target = unit.target.variant(self.target_lang, dates.clone());
            TranslationUnit {
                number,
                line: unit.source.places.first().and_then(Place::line).unwrap_or(0),
                id: stable_id(&[&source, &target]),
                source_lang: None,
                variants: vec![source, target],
                meta: Meta { props, ..meta },
            }
        })
    }
}

/// An id that stays the same as long as the texts and their languages do.
pub(crate) fn stable_id(variants: &[&Variant]) -> String {
    let mut hash = Fingerprint::default();
    variants.iter().for_each(|variant| hash.add(&variant.lang.to_string()));
    variants.iter().for_each(|variant| hash.add(&variant.text));
    format!("{:032x}", hash.long())
}
