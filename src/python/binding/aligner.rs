//! Aligning two texts, and records.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use mizan::aligner::{Aligner as Engine, WeightTable, WeightTables};
use mizan::bitext::Bitext;
use mizan::encoder::Encoder;
use mizan::lang::Lang;
use mizan::records::{RecordSettings, Records};
use mizan::segment::Segmenter;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyString, PyTuple};

use super::alignment::Alignment;
use super::given::{self, Given};
use super::glossary::Glossary;
use super::session::Session;
use super::{error, threads};

/// The name of the encoder inside.
const BUNDLED: &str = "ar-en";

/// The encoder inside, loaded once.
pub(crate) fn bundled(py: Python<'_>) -> PyResult<Arc<Encoder>> {
    static LOADED: OnceLock<Arc<Encoder>> = OnceLock::new();
    if let Some(encoder) = LOADED.get() {
        return Ok(Arc::clone(encoder));
    }
    let encoder = Encoder::embedded().map_err(|error| error::of(py, &error))?;
    Ok(Arc::clone(LOADED.get_or_init(|| Arc::new(encoder))))
}

fn encoder(py: Python<'_>, name: Option<&Path>) -> PyResult<Option<Arc<Encoder>>> {
    match name {
        None => Ok(None),
        Some(name) if name == Path::new(BUNDLED) => bundled(py).map(Some),
        Some(path) => {
            let bytes = given::bytes(path)?;
            let encoder = py.detach(|| Encoder::from_bytes(bytes));
            let encoder = encoder.map_err(|error| error::in_file(py, path, &error))?;
            Ok(Some(Arc::new(encoder)))
        }
    }
}

/// The weights of a folder, or those inside.
fn weights(py: Python<'_>, folder: Option<&Path>) -> PyResult<WeightTables> {
    let Some(folder) = folder else { return Ok(WeightTables::bundled()) };
    WeightTables::from_named(|name| {
        let path = folder.join(format!("{name}.weights"));
        let text = String::from_utf8(given::bytes(&path)?).map_err(|_| {
            error::raise(py, "not-text", format!("{}: not valid UTF-8", path.display()))
        })?;
        WeightTable::parse(&text).map_err(|error| error::in_file(py, &path, &error))
    })
}

/// Aligns texts and records by settings that are those of `mizan align`.
///
///     >>> from mizan_align import Aligner
///     >>> aligner = Aligner()
///     >>> alignment = aligner.align('وصل القطار. نزل الركاب.', 'The train arrived. All got off.')
///     >>> [(bead.source, bead.target) for bead in alignment.beads]
///     [(range(0, 1), range(0, 1)), (range(1, 2), range(1, 2))]
///
/// - `source_lang`, `target_lang`: the languages;
/// - `glossary`: a `Glossary` that guides it;
/// - `encoder`: `ar-en` for the one inside, `None` for none, or the path of a weights file;
/// - `weights`: a folder that `mizan train` wrote;
/// - `newlines`: what a new line in running text means: `auto`, `paragraph` or `blank-line`;
/// - `reasons`: whether beads come with the reasons they were chosen for, in answers as `why`;
/// - `texts`: whether answers have the texts of beads;
/// - `split_inside`: whether segments are cut where the other text has a break inside them;
/// - `min_confidence`: in answers, the segments of beads below it are listed as rejected;
/// - `max_segments`: of records, a longer text is answered by an error;
/// - `threads`: they change nothing in the results.
///
/// An aligner is pickled as its settings; files they name have to be where it is unpickled. It may be used by several
/// threads at once, and after a fork.
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Aligner {
    settings: Settings,
    engine: Engine,
    segmenters: [Segmenter; 2],
    records: Records,
}

/// What an aligner was made of.
struct Settings {
    langs: [Lang; 2],
    glossary: Option<Py<Glossary>>,
    encoder: Option<PathBuf>,
    weights: Option<PathBuf>,
    newlines: String,
    records: RecordSettings,
    threads: NonZeroUsize,
}

impl Aligner {
    fn with(py: Python<'_>, settings: Settings) -> PyResult<Aligner> {
        let mut engine = Engine::with_encoder(encoder(py, settings.encoder.as_deref())?)
            .weights(weights(py, settings.weights.as_deref())?);
        if let Some(glossary) = &settings.glossary {
            engine = engine.glossary(glossary.get().shared());
        }
        let newlines = given::newlines(py, &settings.newlines)?;
        let segmenters = settings.langs.map(|lang| Segmenter::new(lang, newlines));
        let records = Records::new(engine.clone(), segmenters.clone(), settings.records.clone());
        let engine = engine.explain(settings.records.reasons);
        Ok(Aligner { settings, engine, segmenters, records })
    }

    /// The texts, cut, and whether rules cut both.
    fn bitext(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
    ) -> PyResult<(Bitext, bool)> {
        let given = [Given::read("source", source)?, Given::read("target", target)?];
        let cut = py.detach(|| given::bitext(given, &self.segmenters, self.settings.langs));
        cut.map_err(|(code, message)| error::raise(py, code, message))
    }
}

/// A record as it was given: bytes, or text as UTF-8. Half surrogate pairs are answered, not raised.
fn record_bytes(record: &Bound<'_, PyAny>) -> PyResult<PyBackedBytes> {
    if let Ok(text) = record.cast::<PyString>() {
        let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        return Ok(bytes.cast_into::<PyBytes>()?.into());
    }
    if record.is_instance_of::<PyBytes>() || record.is_instance_of::<PyByteArray>() {
        return Ok(record.extract()?);
    }
    let kind = record.get_type().name()?;
    Err(PyTypeError::new_err(format!("a record is of type {kind}; give str or bytes")))
}

#[pymethods]
impl Aligner {
    #[new]
    #[pyo3(
        signature = (
            *, source_lang="ar", target_lang="en", glossary=None, encoder=Some(BUNDLED.into()),
            weights=None, newlines="auto", reasons=false, texts=false, split_inside=false,
            min_confidence=0.0, max_segments=20_000, threads=1,
        ),
        // The default of `encoder` is none that PyO3 can show.
        text_signature = "(*, source_lang='ar', target_lang='en', glossary=None, encoder='ar-en', \
            weights=None, newlines='auto', reasons=False, texts=False, split_inside=False, \
            min_confidence=0.0, max_segments=20000, threads=1)"
    )]
    #[expect(clippy::too_many_arguments, reason = "Python has names for them")]
    fn new(
        py: Python<'_>,
        source_lang: &str,
        target_lang: &str,
        glossary: Option<Py<Glossary>>,
        encoder: Option<PathBuf>,
        weights: Option<PathBuf>,
        newlines: &str,
        reasons: bool,
        texts: bool,
        split_inside: bool,
        min_confidence: f32,
        max_segments: u32,
        threads: usize,
    ) -> PyResult<Aligner> {
        let records = RecordSettings {
            texts,
            reasons,
            divide: split_inside,
            min_confidence: given::probability(py, "min_confidence", min_confidence)?,
            max_segments,
        };
        let settings = Settings {
            langs: [given::lang(py, source_lang)?, given::lang(py, target_lang)?],
            glossary,
            encoder,
            weights,
            newlines: newlines.to_owned(),
            records,
            threads: given::threads(py, threads)?,
        };
        Aligner::with(py, settings)
    }

    /// A fingerprint of all that answers depend on beside the records; the same as that of `mizan align --records` with the
    /// same settings.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> Aligner().run == Aligner(threads=2).run != Aligner(encoder=None).run
    ///     True
    #[getter]
    fn run(&self) -> &str {
        self.records.run()
    }

    /// Aligns a text, or its segments, with a translation.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> alignment = Aligner().align(['وصل القطار.', 'نام الحارس.'], ['The train arrived.'])
    ///     >>> [(list(bead.source), list(bead.target)) for bead in alignment.beads]
    ///     [([0], [0]), ([1], [])]
    fn align(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
    ) -> PyResult<Alignment> {
        let (bitext, is_cut) = self.bitext(py, source, target)?;
        let alignment = threads::detached(py, self.settings.threads, || {
            let alignment = self.engine.align_bitext(bitext);
            if self.settings.records.divide { alignment.divide() } else { alignment }
        });
        Ok(Alignment::new(alignment, is_cut))
    }

    /// Begins a session: an alignment that keeps to what you accept and reject.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> session = Aligner().session('وصل القطار. نزل الركاب.', 'The train arrived. All got off.')
    ///     >>> len(session.alignment.beads)
    ///     2
    fn session(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
    ) -> PyResult<Session> {
        let (bitext, is_cut) = self.bitext(py, source, target)?;
        let threads = self.settings.threads;
        let session = threads::detached(py, threads, || self.engine.session(bitext));
        Ok(Session::new(session, is_cut, threads))
    }

    /// Answers a record, a JSON object on one line, by a line, whatever the record holds. `line` is its number, which errors
    /// name. The README says what records and answers have.
    ///
    ///     >>> import json
    ///     >>> from mizan_align import Aligner
    ///     >>> answer = Aligner().answer('{"id": 7, "source": "نعم.", "target": "Yes."}')
    ///     >>> json.loads(answer)['beads'][0]['s']
    ///     [0, 1]
    ///     >>> json.loads(Aligner().answer('{"id": 8}'))['error']['code']
    ///     'bad-record'
    #[pyo3(signature = (record, line=1))]
    fn answer(&self, py: Python<'_>, record: &Bound<'_, PyAny>, line: u64) -> PyResult<String> {
        let record = record_bytes(record)?;
        let threads = self.settings.threads;
        Ok(threads::detached(py, threads, || self.records.answer(line, &record).line))
    }

    /// Answers records, in their order. They are divided among the threads. `line` is the number of the first.
    ///
    ///     >>> import json
    ///     >>> from mizan_align import Aligner
    ///     >>> records = ['{"source": "نعم.", "target": "Yes."}', 'no JSON']
    ///     >>> [len(json.loads(answer).get('beads', [])) for answer in Aligner(threads=2).answers(records)]
    ///     [1, 0]
    #[pyo3(signature = (records, line=1))]
    fn answers(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        line: u64,
    ) -> PyResult<Vec<String>> {
        let records: PyResult<Vec<PyBackedBytes>> =
            records.try_iter()?.map(|record| record_bytes(&record?)).collect();
        threads::each(py, self.settings.threads, &records?, |at, record: &PyBackedBytes| {
            self.records.answer(line + at as u64, record).line
        })
    }

    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let Settings { langs, glossary, encoder, weights, newlines, records, threads } =
            &self.settings;
        let arguments = PyDict::new(py);
        let [source, target] = langs.map(|lang| lang.to_string());
        arguments.set_item("source_lang", source)?;
        arguments.set_item("target_lang", target)?;
        arguments.set_item("glossary", glossary)?;
        arguments.set_item("encoder", encoder)?;
        arguments.set_item("weights", weights)?;
        arguments.set_item("newlines", newlines)?;
        arguments.set_item("reasons", records.reasons)?;
        arguments.set_item("texts", records.texts)?;
        arguments.set_item("split_inside", records.divide)?;
        arguments.set_item("min_confidence", records.min_confidence)?;
        arguments.set_item("max_segments", records.max_segments)?;
        arguments.set_item("threads", threads.get())?;
        Ok((PyTuple::empty(py), arguments))
    }

    fn __repr__(&self) -> String {
        format!("<Aligner {}>", self.run())
    }
}

/// Aligns a text, or its segments, with a translation; for many of them, make one `Aligner`, which says what the settings are.
///
///     >>> from mizan_align import align
///     >>> alignment = align('وصل القطار. نزل الركاب.', 'The train arrived. All got off.')
///     >>> for unit in alignment.units(min_confidence=0.5):
///     ...     print(unit.target)
///     The train arrived.
///     All got off.
#[pyfunction]
#[pyo3(
    signature = (
        source, target, *, glossary=None, encoder=Some(BUNDLED.into()), reasons=false, threads=1
    ),
    text_signature = "(source, target, *, glossary=None, encoder='ar-en', reasons=False, threads=1)"
)]
pub(crate) fn align(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    target: &Bound<'_, PyAny>,
    glossary: Option<Py<Glossary>>,
    encoder: Option<PathBuf>,
    reasons: bool,
    threads: usize,
) -> PyResult<Alignment> {
    let settings = Settings {
        langs: [Lang::AR, Lang::EN],
        glossary,
        encoder,
        weights: None,
        newlines: "auto".to_owned(),
        records: RecordSettings { reasons, ..RecordSettings::default() },
        threads: given::threads(py, threads)?,
    };
    Aligner::with(py, settings)?.align(py, source, target)
}
