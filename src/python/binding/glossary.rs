//! Terms and finding them.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use mizan::bitext::Side;
use mizan::format::{self, TermbaseShape};
use mizan::glossary::{Glossary as Terms, Langs, Matcher};
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{error, given, named};

/// Terms with their translations.
///
///     >>> from mizan_align import Glossary
///     >>> glossary = Glossary([('حكومة', 'government')])
///     >>> glossary
///     <Glossary of 1 entries, ar-en>
///     >>> [hit.text for hit in glossary.find('قالت الحكومة')]
///     ['الحكومة']
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Glossary {
    terms: Arc<Terms>,
    langs: Langs,
    matchers: [OnceLock<Matcher>; 2],
}

/// A canonical CSV file, and the languages of the sources and the translations.
type Pickled<'py> = (Bound<'py, PyBytes>, String, String);

impl Glossary {
    fn of(terms: Terms, langs: Langs) -> Glossary {
        Glossary { terms: Arc::new(terms), langs, matchers: Default::default() }
    }

    pub(crate) fn shared(&self) -> Arc<Terms> {
        Arc::clone(&self.terms)
    }

    fn langs(py: Python<'_>, source: &str, target: &str) -> PyResult<Langs> {
        Ok(Langs { source: given::lang(py, source)?, target: given::lang(py, target)? })
    }
}

#[pymethods]
impl Glossary {
    #[new]
    #[pyo3(signature = (pairs=Vec::new(), *, source_lang="ar", target_lang="en"))]
    fn new(
        py: Python<'_>,
        pairs: Vec<(String, String)>,
        source_lang: &str,
        target_lang: &str,
    ) -> PyResult<Glossary> {
        let mut terms = Terms::default();
        for (line, (source, target)) in (1..).zip(&pairs) {
            let pushed = terms.push(line, &[("source", source), ("target", target)]);
            pushed.map_err(|error| error::of(py, &error))?;
        }
        Ok(Glossary::of(terms, Glossary::langs(py, source_lang, target_lang)?))
    }

    /// Reads glossary files as one: CSV, TSV, OmegaT, TBX or XLSX. Rows that cannot be read are warned of and left out.
    ///
    ///     >>> from mizan_align import Glossary
    ///     >>> Glossary.load()
    ///     <Glossary of 0 entries, ar-en>
    #[staticmethod]
    #[pyo3(signature = (*paths, source_lang="ar", target_lang="en"))]
    fn load(
        py: Python<'_>,
        paths: Vec<PathBuf>,
        source_lang: &str,
        target_lang: &str,
    ) -> PyResult<Glossary> {
        let langs = Glossary::langs(py, source_lang, target_lang)?;
        let mut all = Terms::default();
        for path in &paths {
            let bytes = given::bytes(path)?;
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            let read = py.detach(|| {
                format::termbase_of_file(&extension, &bytes)
                    .and_then(|format| format.read(&bytes, langs))
            });
            let (terms, warnings) = read.map_err(|error| error::in_file(py, path, &error))?;
            for warning in warnings {
                let message = std::ffi::CString::new(format!("{}: {warning}", path.display()))
                    .unwrap_or_default();
                PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 1)?;
            }
            all.extend(terms);
        }
        Ok(Glossary::of(all, langs))
    }

    /// The terms in a text, in order of position, also inflected and with clitics. `lang` is that of the text.
    ///
    ///     >>> from mizan_align import Glossary
    ///     >>> hit = Glossary([('حكومة', 'government')]).find('وللحكومة رأي')[0]
    ///     >>> hit.start, hit.end, hit.target, hit.match
    ///     (0, 8, 'government', 'clitic')
    #[pyo3(signature = (text, lang="ar"))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        lang: &str,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let lang = given::lang(py, lang)?;
        let (side, at) = if lang.same_language(self.langs.source) {
            (Side::Source, 0)
        } else if lang.same_language(self.langs.target) {
            (Side::Target, 1)
        } else {
            let Langs { source, target } = self.langs;
            let message = format!("the glossary is in '{source}' and '{target}', not in '{lang}'");
            return Err(error::raise(py, "bad-lang", message));
        };
        let hits = py.detach(|| {
            let matcher = self.matchers[at].get_or_init(|| Matcher::new(&self.terms, side, lang));
            matcher.find(text)
        });
        let (mut byte, mut character) = (0, 0);
        let mut places = Vec::with_capacity(hits.len());
        for hit in &hits {
            let range = hit.span.range();
            // Hits come by their starts; one may start before the last ended.
            character += text[byte..range.start].chars().count();
            byte = range.start;
            places.push((character, character + text[range].chars().count()));
        }
        let show = |(hit, (start, end)): (&mizan::glossary::Hit, (usize, usize))| {
            let entry = &self.terms.entries[hit.entry as usize];
            let row = (entry.source.as_str(), entry.target.as_str(), entry.status.as_str());
            named::hit(py, (start, end, hit.span.of(text)), row, (hit.class.as_str(), hit.nested))
        };
        hits.iter().zip(places).map(show).collect()
    }

    /// A glossary of the bytes of a canonical CSV file, as pickles hold it.
    #[staticmethod]
    fn _of_csv(
        py: Python<'_>,
        csv: &[u8],
        source_lang: &str,
        target_lang: &str,
    ) -> PyResult<Glossary> {
        let langs = Glossary::langs(py, source_lang, target_lang)?;
        let terms = match csv.is_empty() {
            true => Terms::default(),
            false => {
                let read = format::termbase("csv").and_then(|format| format.read(csv, langs));
                read.map_err(|error| error::of(py, &error))?.0
            }
        };
        Ok(Glossary::of(terms, langs))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Pickled<'py>)> {
        let (py, glossary) = (slf.py(), slf.get());
        let mut csv = Vec::new();
        if !glossary.terms.entries.is_empty() {
            let written = format::termbase("csv").and_then(|format| {
                let shape = TermbaseShape::Canonical;
                format.write(&glossary.terms, glossary.langs, shape, &mut csv)
            });
            written.map_err(|error| error::of(py, &error))?;
        }
        let Langs { source, target } = glossary.langs;
        let arguments = (PyBytes::new(py, &csv), source.to_string(), target.to_string());
        Ok((slf.get_type().getattr("_of_csv")?, arguments))
    }

    fn __len__(&self) -> usize {
        self.terms.entries.len()
    }

    fn __repr__(&self) -> String {
        let Langs { source, target } = self.langs;
        format!("<Glossary of {} entries, {source}-{target}>", self.terms.entries.len())
    }
}
