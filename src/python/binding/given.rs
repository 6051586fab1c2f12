//! Texts, settings and paths as Python gives them.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use mizan::bitext::{Bitext, Segments, Side};
use mizan::format::fits_script;
use mizan::lang::Lang;
use mizan::segment::{self, Newlines, Segmenter};
use mizan::text::{Block, Document, Place};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::error;

/// A text, or one that is cut into segments already.
pub(crate) enum Given {
    Text(String),
    Segments(Vec<String>),
}

impl Given {
    pub(crate) fn read(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Given> {
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Given::Text(string(name, text)?));
        }
        let wrong = || {
            let kind = value.get_type().name().map_or_else(|_| "?".to_owned(), |n| n.to_string());
            PyTypeError::new_err(format!("{name} is of type {kind}; give a text or its segments"))
        };
        let mut segments = Vec::new();
        for segment in value.try_iter().map_err(|_| wrong())? {
            let segment = segment?;
            let segment = segment.cast::<PyString>().map_err(|_| wrong())?;
            segments.push(string(name, segment)?);
        }
        Ok(Given::Segments(segments))
    }

    fn document(self, lang: Lang) -> (Document, bool) {
        match self {
            Given::Text(text) => (Document::of(lang, &text), false),
            Given::Segments(segments) => {
                let blocks = (1..).zip(segments);
                let blocks = blocks.map(|(line, text)| Block::new(text, Place::Line(line)));
                (Document::new(lang, blocks.collect()), true)
            }
        }
    }
}

/// A text.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    string(name, value.cast::<PyString>()?)
}

/// A string without what no text of a file holds: half surrogate pairs are refused, control characters go, as they do when
/// files are read.
fn string(name: &str, text: &Bound<'_, PyString>) -> PyResult<String> {
    let Ok(text_here) = text.to_cow() else {
        let message =
            format!("{name} has half of a surrogate pair, which is no character; decode it again");
        return Err(error::raise(text.py(), "bad-text", message));
    };
    let is_text = |c: &char| {
        matches!(c, '\t' | '\n' | '\u{0B}' | '\u{0C}' | '\r')
            || *c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    Ok(text_here.chars().filter(is_text).collect())
}

/// The text and its translation, cut into segments, and whether rules cut both. What cannot be a text and its translation is
/// refused with a code and a message, as for records.
pub(crate) fn bitext(
    [source, target]: [Given; 2],
    segmenters: &[Segmenter; 2],
    langs: [Lang; 2],
) -> Result<(Bitext, bool), (&'static str, String)> {
    let [of_source, of_target] = segmenters;
    let (source, source_is_cut) = source.document(langs[0]);
    let (target, target_is_cut) = target.document(langs[1]);
    let bitext = if source_is_cut || target_is_cut {
        let cut = |document: Document, is_cut: bool, segmenter: &Segmenter| match is_cut {
            true => Segments::from(document),
            false => segmenter.segment(&document),
        };
        Bitext {
            source: cut(source, source_is_cut, of_source),
            target: cut(target, target_is_cut, of_target),
        }
    } else {
        segment::pair((of_source.clone(), &source), (of_target.clone(), &target)).0
    };
    check(&bitext)?;
    Ok((bitext, !source_is_cut && !target_is_cut))
}

fn check(bitext: &Bitext) -> Result<(), (&'static str, String)> {
    let texts = |side| bitext.side(side).items.iter().map(|segment| segment.text.as_str());
    let has_words = |side| texts(side).any(|text| text.contains(char::is_alphabetic));
    if has_words(Side::Source) && texts(Side::Source).eq(texts(Side::Target)) {
        return Err(("bad-text", "source and target are the same text".to_owned()));
    }
    let [source, target] = Side::both().map(|side| bitext.side(side).lang);
    let fits = |side, lang| fits_script(texts(side), lang);
    let (side, lang) = match (fits(Side::Source, source), fits(Side::Target, target)) {
        (true, true) => return Ok(()),
        (true, false) => (Side::Target, target),
        (false, _) => (Side::Source, source),
    };
    let is_swapped =
        !source.same_language(target) && fits(Side::Source, target) && fits(Side::Target, source);
    let what = if is_swapped { "; are the texts swapped?" } else { "" };
    Err(("wrong-script", format!("the {side} is not written in the script of '{lang}'{what}")))
}

pub(crate) fn lang(py: Python<'_>, tag: &str) -> PyResult<Lang> {
    tag.parse().map_err(|error| error::of(py, &error))
}

pub(crate) fn newlines(py: Python<'_>, name: &str) -> PyResult<Newlines> {
    match name {
        "auto" => Ok(Newlines::Auto),
        "paragraph" => Ok(Newlines::Paragraph),
        "blank-line" => Ok(Newlines::BlankLine),
        _ => Err(error::bad_setting(py, "newlines", name, "auto, paragraph, blank-line")),
    }
}

pub(crate) fn threads(py: Python<'_>, count: usize) -> PyResult<NonZeroUsize> {
    const MOST: usize = 1024;
    NonZeroUsize::new(count).filter(|count| count.get() <= MOST).ok_or_else(|| {
        error::bad_setting(py, "threads", &count.to_string(), &format!("1 to {MOST}"))
    })
}

/// A probability.
pub(crate) fn probability(py: Python<'_>, name: &str, value: f32) -> PyResult<f32> {
    match (0.0..=1.0).contains(&value) {
        true => Ok(value),
        false => Err(error::bad_setting(py, name, &value.to_string(), "0 to 1")),
    }
}

pub(crate) fn bytes(path: &Path) -> PyResult<Vec<u8>> {
    fs::read(path).map_err(|error| error::of_file(path, &error))
}
