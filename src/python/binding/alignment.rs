//! Two aligned texts.

use mizan::aligner::Alignment as Aligned;
use mizan::bitext::{Segments, Side};
use mizan::format::{Export, WriteOptions, alignment_writer};
use mizan::memory::Sides;
use mizan::segment::RULES;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{error, given, named, text};

/// Two aligned texts: segments of both, and the beads that join them. A notebook shows it as a table.
///
///     >>> from mizan_align import align
///     >>> alignment = align('وصل القطار. نزل الركاب.', 'The train arrived. All got off.')
///     >>> alignment
///     <Alignment of 2 and 2 segments: 2 beads>
///     >>> alignment.target
///     ['The train arrived.', 'All got off.']
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Alignment {
    aligned: Aligned,
    /// Whether rules of mizan cut both texts.
    is_cut: bool,
}

impl Alignment {
    pub(crate) fn new(aligned: Aligned, is_cut: bool) -> Alignment {
        Alignment { aligned, is_cut }
    }

    fn side(&self, side: Side) -> &Segments {
        self.aligned.bitext().side(side)
    }
}

#[pymethods]
impl Alignment {
    /// The beads, in the order of the source. Together they hold every segment once. A bead whose target is empty holds
    /// segments that are not translated.
    ///
    ///     >>> from mizan_align import align
    ///     >>> bead = align('وصل القطار.', 'The train arrived.').beads[0]
    ///     >>> bead.source, bead.target, bead.confidence > 0.9, bead.moved
    ///     (range(0, 1), range(0, 1), True, False)
    #[getter]
    fn beads<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let ladder = self.aligned.ladder();
        let beads = ladder.beads().iter().zip(ladder.moved());
        beads.map(|(bead, moved)| named::bead(py, bead, moved)).collect()
    }

    /// The segments of the source.
    #[getter]
    fn source(&self) -> Vec<String> {
        text::texts(self.side(Side::Source))
    }

    /// The segments of the target.
    #[getter]
    fn target(&self) -> Vec<String> {
        text::texts(self.side(Side::Target))
    }

    /// The language of the source.
    #[getter]
    fn source_lang(&self) -> String {
        self.side(Side::Source).lang.to_string()
    }

    /// The language of the target.
    #[getter]
    fn target_lang(&self) -> String {
        self.side(Side::Target).lang.to_string()
    }

    /// The directions of both languages, for pages.
    #[getter]
    fn _directions(&self) -> [&'static str; 2] {
        Side::both().map(|side| self.side(side).lang.direction().as_str())
    }

    /// The reasons for and against each bead; none unless they were asked for.
    ///
    ///     >>> from mizan_align import align
    ///     >>> alignment = align('وصل القطار.', 'The train arrived.', reasons=True)
    ///     >>> [reason.evidence for reason in alignment.reasons[0]][0]
    ///     'meaning'
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Vec<Vec<Bound<'py, PyAny>>>> {
        let of_bead = |bead: usize| {
            let reasons = self.aligned.reasons().get(bead).into_iter().flatten();
            reasons.map(|reason| named::reason(py, reason)).collect()
        };
        (0..self.aligned.ladder().beads().len()).map(of_bead).collect()
    }

    /// The units of the memory: a text and its translation for each bead with two sides that is at least so sure.
    ///
    ///     >>> from mizan_align import align
    ///     >>> [unit.target for unit in align('وصل القطار.', 'The train arrived.').units()]
    ///     ['The train arrived.']
    #[pyo3(signature = (min_confidence=0.0))]
    fn units<'py>(&self, py: Python<'py>, min_confidence: f32) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let least = given::probability(py, "min_confidence", min_confidence)?;
        let units = py.detach(|| {
            let memory = self.aligned.memory(least);
            memory.translation_units("", "").collect::<Vec<_>>()
        });
        let [source, target] = Side::both().map(|side| Some(self.side(side).lang));
        let sides = Sides { source, target };
        units.iter().map(|unit| named::unit(py, unit, sides)).collect()
    }

    /// A file of the alignment: `tmx`, `xlf`, `xlsx`, `csv`, `tsv`, `html`, `jsonl`, `beads`, `ladder`, or `mizan` for a
    /// project of `mizan review`. `date`, as YYYY-MM-DD, is when the memory was made, since the same texts should give the
    /// same bytes; `name` is that of the document.
    ///
    ///     >>> from mizan_align import align
    ///     >>> align('وصل القطار.', 'The train arrived.').to_bytes('ladder', date='2026-01-31')[:4]
    ///     b'0\t0\t'
    #[pyo3(signature = (format, *, date, name="", min_confidence=0.0))]
    fn to_bytes<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        date: &Bound<'py, PyAny>,
        name: &str,
        min_confidence: f32,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let writer = alignment_writer(format).map_err(|error| error::of(py, &error))?;
        let least = given::probability(py, "min_confidence", min_confidence)?;
        let date = date.str()?.to_string();
        let created = crate::values::date(&date)
            .map_err(|message| error::raise(py, "bad-setting", format!("date: {message}")))?;
        let written = py.detach(|| {
            let (memory, mut bytes) = (self.aligned.memory(least), Vec::new());
            let export = Export {
                alignment: &self.aligned,
                memory: &memory,
                document: name,
                created: &created,
                segmentation: if self.is_cut { RULES } else { "" },
                options: &WriteOptions::default(),
            };
            writer.write(&export, &mut bytes).map(|_| bytes)
        });
        let bytes = written.map_err(|error| error::of(py, &error))?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("mizan_align._html")?.call_method1("table", (slf,))
    }

    fn __repr__(&self) -> String {
        let [source, target] = Side::both().map(|side| self.side(side).len());
        let beads = self.aligned.ladder().beads().len();
        format!("<Alignment of {source} and {target} segments: {beads} beads>")
    }
}
