//! The named tuples of `mizan_align._types`.

use mizan::aligner::Reason;
use mizan::bitext::{Bead, Run};
use mizan::memory::Sides;
use mizan::unit::TranslationUnit;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyRange, PyType};

/// A class of `mizan_align._types`.
fn class<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyType>>,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, "mizan_align._types", name)
}

fn range(py: Python<'_>, run: Run) -> PyResult<Bound<'_, PyRange>> {
    PyRange::new(py, run.start as isize, run.end as isize)
}

/// Rounds down to a fraction, as files and answers do, so that only certainty shows as 1.
fn rounded(value: f32, parts: f64) -> f64 {
    (f64::from(value) * parts).floor() / parts
}

pub(crate) fn bead<'py>(py: Python<'py>, bead: &Bead, moved: bool) -> PyResult<Bound<'py, PyAny>> {
    static BEAD: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (source, target) = (range(py, bead.cut.source)?, range(py, bead.cut.target)?);
    let confidence = rounded(bead.confidence.get(), 10_000.0);
    class(py, &BEAD, "Bead")?.call1((source, target, confidence, moved))
}

pub(crate) fn reason<'py>(py: Python<'py>, reason: &Reason) -> PyResult<Bound<'py, PyAny>> {
    static REASON: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let log_odds = rounded(reason.log_odds, 100.0);
    class(py, &REASON, "Reason")?.call1((reason.evidence, log_odds, &reason.words))
}

/// A unit; its source and translation are those of these languages.
pub(crate) fn unit<'py>(
    py: Python<'py>,
    unit: &TranslationUnit,
    sides: Sides,
) -> PyResult<Bound<'py, PyAny>> {
    static UNIT: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (source, target) = sides.texts(unit);
    let confidence: Option<f64> =
        unit.meta.prop("x-confidence").and_then(|value| value.trim().parse().ok());
    let (props, notes) = (unit.meta.props.clone(), unit.meta.notes.clone());
    class(py, &UNIT, "Unit")?.call1((source, target, confidence, &unit.id, props, notes))
}

/// A term that was found: where in the text (in characters), the text there, the entry, and how it matched.
pub(crate) fn hit<'py>(
    py: Python<'py>,
    place: (usize, usize, &str),
    (source, target, status): (&str, &str, &str),
    how: (&str, bool),
) -> PyResult<Bound<'py, PyAny>> {
    static HIT: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (start, end, text) = place;
    class(py, &HIT, "Hit")?.call1((start, end, text, source, target, status, how.0, how.1))
}
