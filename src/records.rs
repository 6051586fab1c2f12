//! Pairs of texts as lines of JSON, each answered by a line.
//!
//! ```
//! use mizan::aligner::Aligner;
//! use mizan::lang::Lang;
//! use mizan::records::{RecordSettings, Records};
//! use mizan::segment::{Newlines, Segmenter};
//!
//! # fn main() -> mizan::error::Result<()> {
//! let segmenters = [Lang::AR, Lang::EN].map(|lang| Segmenter::new(lang, Newlines::Auto));
//! let records = Records::new(Aligner::new()?, segmenters, RecordSettings::default());
//! let line = r#"{"id": 7, "source": "وصل القطار.", "target": "The train arrived."}"#;
//! let answer = records.answer(1, line.as_bytes());
//! assert!(answer.line.starts_with(r#"{"id":7,"#) && answer.error.is_none());
//! assert_eq!(records.answer(2, b"no JSON").error, Some("bad-json"));
//! # Ok(())
//! # }
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_128;

use crate::aligner::{Aligner, Alignment};
use crate::bitext::{Bitext, Run, Segments, Side};
use crate::format::fits_script;
use crate::lang::Lang;
use crate::memory::BeadStatus;
use crate::segment::{self, Segmenter};
use crate::text::{Document, Warning};

mod read;

use read::{Given, Refused, Request};

/// The version of what is read and answered; it is part of every run.
const CONTRACT: u32 = 1;

/// What is asked of all records of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSettings {
    /// Whether beads come with their texts.
    pub texts: bool,
    /// Whether beads come with the reasons they were chosen for, the strongest first.
    pub reasons: bool,
    /// Whether segments are cut where the other text has a break inside them.
    pub divide: bool,
    /// The least confidence of beads; the segments of others are listed as rejected.
    pub min_confidence: f32,
    /// The most segments of a text, which may have 200 bytes for each. A longer text is an error, and so is a segment of more
    /// than 64 KiB.
    pub max_segments: u32,
}

impl Default for RecordSettings {
    fn default() -> RecordSettings {
        RecordSettings {
            texts: false,
            reasons: false,
            divide: false,
            min_confidence: 0.0,
            max_segments: 20_000,
        }
    }
}

/// Answers records. No record makes it fail: what cannot be aligned is answered by what is wrong with it.
#[derive(Clone)]
pub struct Records {
    aligner: Aligner,
    segmenters: [Segmenter; 2],
    settings: RecordSettings,
    run: String,
}

/// The answer to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// A JSON object on one line, without the line end.
    pub line: String,
    /// What was wrong, if the record could not be aligned: `bad-json`, `bad-record`, `bad-text`, `too-long`,
    /// `wrong-script`, or `internal` for a fault of this library.
    pub error: Option<&'static str>,
    /// The segments of both texts.
    pub segments: u64,
}

impl Records {
    /// The most bytes of a record. A longer one is an error, so its end need not be given.
    pub const MOST_BYTES: usize = read::MOST_BYTES;

    /// Answers by an aligner; texts that are not cut yet are cut by segmenters of their languages, the source first.
    pub fn new(aligner: Aligner, segmenters: [Segmenter; 2], settings: RecordSettings) -> Records {
        let cutting = segmenters.each_ref().map(Segmenter::settings);
        let version = env!("CARGO_PKG_VERSION");
        let mut all = format!("{CONTRACT} {version} {cutting:?} {settings:?} ").into_bytes();
        all.extend(aligner.settings());
        let run = format!("{:032x}", xxh3_128(&all));
        Records { aligner: aligner.explain(settings.reasons), segmenters, settings, run }
    }

    /// A fingerprint of all that answers depend on beside the records: the version, settings, rules, weights and terms. It
    /// stands in every answer.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Answers one record. Its number, counted from 1, stands in an answer that is an error.
    pub fn answer(&self, number: u64, line: &[u8]) -> Answer {
        let answered =
            catch_unwind(AssertUnwindSafe(|| self.aligner.run(|| self.try_answer(number, line))));
        answered.unwrap_or_else(|_| {
            let message = "a fault of mizan, not of the record; please report it with the record";
            let request = catch_unwind(|| Request::read(line).0).unwrap_or_default();
            self.refuse(number, &request, Refused::new("internal", message))
        })
    }

    fn try_answer(&self, number: u64, line: &[u8]) -> Answer {
        let (request, texts) = Request::read(line);
        let answered = texts.and_then(|texts| {
            let (bitext, warnings) = self.bitext(texts.source, texts.target)?;
            Ok((self.align(bitext, texts.terms), warnings))
        });
        match answered {
            Ok((alignment, warnings)) => self.write(&request, &alignment, warnings),
            Err(refused) => self.refuse(number, &request, refused),
        }
    }

    fn align(&self, bitext: Bitext, terms: Option<crate::glossary::Glossary>) -> Alignment {
        let alignment = match terms {
            Some(terms) => self.aligner.with_terms(terms).align_bitext(bitext),
            None => self.aligner.align_bitext(bitext),
        };
        if self.settings.divide { alignment.divide() } else { alignment }
    }

    /// Cuts the texts, and refuses what cannot be a text and its translation.
    fn bitext(&self, source: Given, target: Given) -> Result<(Bitext, Vec<String>), Refused> {
        let most = self.settings.max_segments;
        for (given, side) in [(&source, Side::Source), (&target, Side::Target)] {
            check_size(side, given, most)?;
        }
        let are_texts = matches!((&source, &target), (Given::Text(_), Given::Text(_)));
        let [of_source, of_target] = &self.segmenters;
        let (source, target) =
            (source.document(of_source.lang()), target.document(of_target.lang()));
        let mut warnings = Vec::new();
        let say = |side: Side, warning: &Warning| format!("{side}: {warning}");
        warnings.extend(source.warnings.iter().map(|warning| say(Side::Source, warning)));
        warnings.extend(target.warnings.iter().map(|warning| say(Side::Target, warning)));
        let bitext = if are_texts {
            let pair = ((of_source.clone(), &source), (of_target.clone(), &target));
            let (bitext, unlike) = segment::pair(pair.0, pair.1);
            if unlike {
                warnings.push(
                    "the lines of one text look wrapped, those of the other do not".to_owned(),
                );
            }
            bitext
        } else {
            let cut = |document: Document, segmenter: &Segmenter| match document.segmented {
                true => Segments::from(document),
                false => segmenter.segment(&document),
            };
            Bitext { source: cut(source, of_source), target: cut(target, of_target) }
        };
        for side in Side::both() {
            let segments = bitext.side(side);
            check_length(side, segments.items.len(), most)?;
            if let Some(at) = segments.items.iter().position(|item| item.text.len() > LONGEST) {
                let message = format!(
                    "segment {at} of the {side} has more than {LONGEST} bytes; cut it, or give the text whole"
                );
                return Err(Refused::new("too-long", message));
            }
            if segments.unended > 0 {
                let count = segments.unended;
                warnings.push(format!("{side}: no sentence ends in {count} of its long segments"));
            }
            for line in &segments.stopped_rules {
                warnings.push(format!("{side}: the SRX rule of line {line} takes too many steps"));
            }
        }
        check_scripts(&bitext)?;
        Ok((bitext, warnings))
    }

    fn write(&self, request: &Request, alignment: &Alignment, warnings: Vec<String>) -> Answer {
        let memory = alignment.memory(self.settings.min_confidence);
        let (bitext, moved) = (alignment.bitext(), alignment.ladder().moved());
        let mut left: [[Vec<u32>; 2]; 2] = Default::default();
        let mut beads = Vec::with_capacity(memory.beads().len());
        for (number, bead) in alignment.ladder().beads().iter().enumerate() {
            let (source, target) = (bead.cut.source, bead.cut.target);
            let list = match memory.status(number) {
                BeadStatus::Aligned => {
                    let with = |side: &Segments, run| self.settings.texts.then(|| side.text(run));
                    beads.push(BeadLine {
                        s: [source.start, source.end],
                        t: [target.start, target.end],
                        p: rounded(bead.confidence.get(), 10_000.0),
                        moved: moved[number],
                        source: with(&bitext.source, source),
                        target: with(&bitext.target, target),
                        why: self.reasons(alignment, number),
                    });
                    continue;
                }
                BeadStatus::Unaligned => &mut left[0],
                BeadStatus::Rejected => &mut left[1],
            };
            list[0].extend(source.indices());
            list[1].extend(target.indices());
        }
        for list in left.iter_mut().flatten() {
            list.sort_unstable();
        }
        let [unaligned, rejected] = left;
        let cut = |side: Side| {
            let is_new = request.is_text(side) || self.settings.divide;
            is_new.then(|| all_texts(bitext.side(side)))
        };
        let segments = Side::both().map(|side| bitext.side(side).items.len());
        let line = AnswerLine {
            id: request.id.as_deref(),
            run: &self.run,
            segments,
            beads,
            unaligned,
            rejected,
            source_segments: cut(Side::Source),
            target_segments: cut(Side::Target),
            warnings,
            meta: request.meta.as_deref(),
        };
        Answer {
            line: serde_json::to_string(&line).unwrap_or_default(),
            error: None,
            segments: segments.iter().sum::<usize>() as u64,
        }
    }

    fn reasons<'a>(&self, alignment: &'a Alignment, bead: usize) -> Option<Vec<Why<'a>>> {
        if !self.settings.reasons {
            return None;
        }
        let reasons = alignment.reasons().get(bead)?;
        let why = reasons.iter().map(|reason| Why {
            evidence: reason.evidence,
            log_odds: rounded(reason.log_odds, 100.0),
            words: &reason.words,
        });
        Some(why.collect())
    }

    fn refuse(&self, number: u64, request: &Request, refused: Refused) -> Answer {
        let Refused { code, message } = refused;
        let line = ErrorLine {
            id: request.id.as_deref(),
            line: number,
            run: &self.run,
            error: ErrorBody { code, message: &message },
            meta: request.meta.as_deref(),
        };
        let line = serde_json::to_string(&line).unwrap_or_default();
        Answer { line, error: Some(code), segments: 0 }
    }
}

/// The most bytes of a segment, some ten thousand words: every word takes 2 kB while its text is aligned.
const LONGEST: usize = 64 << 10;

/// Refuses a text before it is cut. Its memory grows with its words, so that bytes are bounded as segments are.
fn check_size(side: Side, given: &Given, most: u32) -> Result<(), Refused> {
    const BYTES: u64 = 200;
    let bytes = match given {
        Given::Text(text) => text.len(),
        Given::Segments(segments) => {
            check_length(side, segments.len(), most)?;
            segments.iter().map(String::len).sum()
        }
    };
    let most = BYTES * u64::from(most);
    if bytes as u64 <= most {
        return Ok(());
    }
    let message = format!(
        "the {side} has {bytes} bytes, {most} at most; divide the record, or allow more segments"
    );
    Err(Refused::new("too-long", message))
}

fn check_length(side: Side, count: usize, most: u32) -> Result<(), Refused> {
    if count <= most as usize {
        return Ok(());
    }
    let message = format!(
        "the {side} has {count} segments, {most} at most; divide the record, or allow more segments"
    );
    Err(Refused::new("too-long", message))
}

fn check_scripts(bitext: &Bitext) -> Result<(), Refused> {
    let texts = |side| bitext.side(side).items.iter().map(|segment| segment.text.as_str());
    let has_words = |side| texts(side).any(|text| text.contains(char::is_alphabetic));
    if has_words(Side::Source) && texts(Side::Source).eq(texts(Side::Target)) {
        return Err(Refused::new("bad-text", "source and target are the same text"));
    }
    let fits = |side, lang: Lang| fits_script(texts(side), lang);
    let [source, target] = Side::both().map(|side| bitext.side(side).lang);
    match (fits(Side::Source, source), fits(Side::Target, target)) {
        (true, true) => Ok(()),
        (source_fits, target_fits) => {
            let (side, lang) =
                if source_fits { (Side::Target, target) } else { (Side::Source, source) };
            let is_swapped = !source_fits
                && !target_fits
                && fits(Side::Source, target)
                && fits(Side::Target, source);
            let what = if is_swapped { "; are the texts swapped?" } else { "" };
            let message = format!("the {side} is not written in the script of '{lang}'{what}");
            Err(Refused::new("wrong-script", message))
        }
    }
}

/// The texts of all segments.
fn all_texts(segments: &Segments) -> Vec<String> {
    (0..segments.len()).map(|at| segments.text(Run::new(at, at + 1))).collect()
}

/// Rounds down to a fraction, so that only certainty shows as 1.
fn rounded(value: f32, parts: f64) -> f64 {
    (f64::from(value) * parts).floor() / parts
}

#[derive(Serialize)]
struct AnswerLine<'a> {
    id: Option<&'a RawValue>,
    run: &'a str,
    segments: [usize; 2],
    beads: Vec<BeadLine<'a>>,
    unaligned: [Vec<u32>; 2],
    rejected: [Vec<u32>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    source_segments: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_segments: Option<Vec<String>>,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct BeadLine<'a> {
    s: [u32; 2],
    t: [u32; 2],
    p: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    moved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why<'a>>>,
}

#[derive(Serialize)]
struct Why<'a> {
    evidence: &'a str,
    log_odds: f64,
    words: &'a str,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    id: Option<&'a RawValue>,
    line: u64,
    run: &'a str,
    error: ErrorBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
}
