//! Segments and vectors of texts.

use mizan::bitext::{Run, Segments};
use mizan::encoder::DIM;
use mizan::segment::Segmenter;
use mizan::text::Document;
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::given::{self, Given};
use super::{aligner, error, threads};

/// The sentences of a text.
///
///     >>> from mizan_align import segment
///     >>> segment('Dr. Sami came. He sat down.', 'en')
///     ['Dr. Sami came.', 'He sat down.']
///
/// `newlines` says what a new line in running text means: `auto` decides by the shape of the text, `paragraph` ends a
/// sentence at each, `blank-line` only at blank lines.
#[pyfunction]
#[pyo3(signature = (text, lang="ar", *, newlines="auto"))]
pub(crate) fn segment(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    lang: &str,
    newlines: &str,
) -> PyResult<Vec<String>> {
    let lang = given::lang(py, lang)?;
    let segmenter = Segmenter::new(lang, given::newlines(py, newlines)?);
    let text = given::text("text", text)?;
    Ok(py.detach(|| texts(&segmenter.segment(&Document::of(lang, &text)))))
}

/// The texts of all segments.
pub(crate) fn texts(segments: &Segments) -> Vec<String> {
    (0..segments.len()).map(|at| segments.text(Run::new(at, at + 1))).collect()
}

/// A vector for each sentence, 512 numbers of unit length: the dot product of two is their cosine, in one language or across
/// Arabic and English.
///
///     >>> from mizan_align import encode
///     >>> vectors = encode(['قرأ الولد كتابا.', 'The boy read a book.', 'It rained.'])
///     >>> vectors.shape, vectors.dtype.name
///     ((3, 512), 'float32')
///     >>> bool(vectors[0] @ vectors[1] > 0.6 > vectors[0] @ vectors[2])
///     True
///
/// Needs NumPy, which gets the numbers without copying them.
#[pyfunction]
#[pyo3(signature = (sentences, *, threads=1))]
pub(crate) fn encode<'py>(
    py: Python<'py>,
    sentences: &Bound<'py, PyAny>,
    threads: usize,
) -> PyResult<Bound<'py, PyArray2<f32>>> {
    let threads = given::threads(py, threads)?;
    // Where it is missing, what follows would panic.
    if py.import("numpy").is_err() {
        let message = "encode needs NumPy; install it with pip install 'mizan-align[numpy]'";
        return Err(error::raise(py, "no-numpy", message));
    }
    let Given::Segments(sentences) = Given::read("sentences", sentences)? else {
        return Err(PyTypeError::new_err("sentences is one text; give a list of sentences"));
    };
    let encoder = aligner::bundled(py)?;
    let vectors = threads::detached(py, threads, || encoder.vectors(&sentences, threads));
    PyArray1::from_vec(py, vectors.into()).reshape([sentences.len(), DIM])
}
