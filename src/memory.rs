//! The translation memory an alignment yields, and what it leaves over.

use xxhash_rust::xxh3::Xxh3;

use crate::aligner::Alignment;
use crate::bitext::{Bead, Bitext, BlockLabel, Ladder, Run, Segment, Segments, Side};
use crate::lang::Lang;
use crate::text::{BlockKind, Place};
use crate::unit::{Code, Header, Meta, TranslationUnit, Variant};

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

pub use diff::{Change, diff};
pub use filter::{Criterion, Filter, Pattern};
pub use list::UnitList;
pub use lookup::{LookupIndex, LookupMatch, LookupSettings, percent};
pub use merge::{Keep, MergeEvent, MergeFate, MergeSettings, merge};
pub use passes::OpenMemory;
pub use rename::Rename;
pub use sides::Sides;
pub use split::SplitBy;
pub use stats::{Stats, StatsRow, stats};

/// What tools call the texts before and after a source.
const BEFORE: [&str; 3] = ["x-context-pre", "prev", "x-prev"];
const AFTER: [&str; 3] = ["x-context-post", "next", "x-next"];

/// Translation units in the order of the source text, with the segments that are in none.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    /// The language of the sources.
    pub source_lang: Lang,
    /// The language of the targets.
    pub target_lang: Lang,
    /// The units. No side is ever empty.
    pub units: Vec<Unit>,
    /// Every segment that is in no unit, in the order of the beads.
    pub leftovers: Vec<Leftover>,
}

/// A source text and its translation.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The source text.
    pub source: UnitText,
    /// Its translation.
    pub target: UnitText,
    /// The bead it was made from.
    pub bead: Bead,
}

/// One side of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitText {
    /// The text.
    pub text: String,
    /// Its inline codes, in the order of the text.
    pub codes: Vec<Code>,
    /// The places of its file it comes from, in order; never empty.
    pub places: Vec<Place>,
    /// What the block is that it starts in, if it is more than a paragraph without a key.
    pub label: Option<BlockLabel>,
}

/// A segment that is in no unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Leftover {
    /// The text it is of.
    pub side: Side,
    /// Its number on its side, from 0.
    pub segment: u32,
    /// Where in its file it starts.
    pub place: Place,
    /// Its text.
    pub text: String,
    /// Why it is left over.
    pub fate: Fate,
    /// The bead that holds it.
    pub bead: Bead,
    /// The number of that bead in the ladder, from 0.
    pub bead_number: usize,
}

/// What becomes of a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is a unit of the memory.
    Aligned,
    /// One of its sides is empty.
    Unaligned,
    /// Its confidence is below the threshold asked for.
    Rejected,
}

impl Fate {
    /// What becomes of a bead where units need `min_confidence`, 0 to 1.
    pub fn of(bead: &Bead, min_confidence: f32) -> Fate {
        if bead.cut.shape().is_gap() {
            Fate::Unaligned
        } else if bead.confidence.get() < min_confidence {
            Fate::Rejected
        } else {
            Fate::Aligned
        }
    }

    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Aligned => "aligned",
            Fate::Unaligned => "unaligned",
            Fate::Rejected => "rejected",
        }
    }
}

impl UnitText {
    fn new(side: &Segments, run: Run) -> UnitText {
        let (text, codes) = side.coded_text(run);
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
        Memory::from_ladder(self.bitext(), self.ladder(), min_confidence)
    }
}

impl Memory {
    /// The memory of a ladder: a unit for every bead with two sides and at least `min_confidence`, 0 to 1.
    pub fn from_ladder(bitext: &Bitext, ladder: &Ladder, min_confidence: f32) -> Memory {
        let mut memory = Memory {
            source_lang: bitext.source.lang,
            target_lang: bitext.target.lang,
            units: Vec::new(),
            leftovers: Vec::new(),
        };
        for (number, &bead) in ladder.beads().iter().enumerate() {
            let (source, target) = (bead.cut.source, bead.cut.target);
            let fate = Fate::of(&bead, min_confidence);
            if fate == Fate::Aligned {
                memory.units.push(Unit {
                    source: UnitText::new(&bitext.source, source),
                    target: UnitText::new(&bitext.target, target),
                    bead,
                });
            } else {
                for side in Side::both() {
                    let run = bead.cut.side(side);
                    let segments = bitext.side(side).of(run).iter().zip(run.indices());
                    memory.leftovers.extend(segments.map(|(segment, at)| Leftover {
                        side,
                        segment: at,
                        place: segment.place.clone(),
                        text: segment.text.clone(),
                        fate,
                        bead,
                        bead_number: number,
                    }));
                }
            }
        }
        memory
    }

    /// What a file of this memory says of itself. `created` is when it was made, as `YYYYMMDDThhmmssZ`;
    /// `segmentation` names the rules both sides were cut by, or is nothing.
    pub fn header(&self, created: &str, segmentation: &str) -> Header {
        Header {
            tool: "mizan".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            source_lang: Some(self.source_lang),
            target_lang: Some(self.target_lang),
            segmentation: segmentation.to_owned(),
            meta: Meta { created: created.to_owned(), ..Meta::default() },
        }
    }

    /// The units as memories hold them, with confidence, shape and the name of the document, and what their texts are
    /// in it where it says.
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
            props.retain(|(_, value)| !value.is_empty());
            let source = unit.source.variant(self.source_lang, Meta::default());
            let target = unit.target.variant(self.target_lang, dates.clone());
            TranslationUnit {
                number,
                line: unit.source.places.first().and_then(Place::line).unwrap_or(0),
                id: stable_id(&[&source, &target]),
                source_lang: None,
                variants: vec![source, target],
                meta: Meta { props, ..dates.clone() },
            }
        })
    }
}

/// An id that stays the same as long as the texts and their languages do.
pub fn stable_id(variants: &[&Variant]) -> String {
    let mut hash = Xxh3::new();
    let langs = variants.iter().map(|variant| variant.lang.to_string());
    let texts = variants.iter().map(|variant| variant.text.clone());
    for part in langs.chain(texts) {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("{:032x}", hash.digest128())
}
