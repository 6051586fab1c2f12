//! Units of translation memories.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use mizan::format::{self, ReadOptions};
use mizan::memory::Sides;
use mizan::unit::{TranslationUnit, UnitSource};
use pyo3::prelude::*;

use super::{error, given, named};

/// Translation memories in files.
///
///     >>> import pathlib, tempfile
///     >>> from mizan_align import Memory
///     >>> path = pathlib.Path(tempfile.mkdtemp(), 'memory.csv')
///     >>> _ = path.write_text('source,target\nنعم.,Yes.\n', encoding='utf-8')
///     >>> [(unit.source, unit.target) for unit in Memory.read(path)]
///     [('نعم.', 'Yes.')]
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Memory;

#[pymethods]
impl Memory {
    /// The units of a memory of any format that mizan reads, one after the other in bounded memory: TMX, XLIFF, XLSX, CSV, TSV,
    /// HTML, JSON lines, answers to records with texts. `source_lang` and `target_lang` choose texts of memories in several
    /// languages; otherwise the header does.
    ///
    ///     >>> from mizan_align import Memory
    ///     >>> Memory.read('no such file.tmx')
    ///     Traceback (most recent call last):
    ///     FileNotFoundError: [Errno 2] No such file or directory: 'no such file.tmx'
    #[staticmethod]
    #[pyo3(signature = (path, *, source_lang=None, target_lang=None))]
    fn read(
        py: Python<'_>,
        path: PathBuf,
        source_lang: Option<&str>,
        target_lang: Option<&str>,
    ) -> PyResult<Units> {
        let lang = |tag: Option<&str>| tag.map(|tag| given::lang(py, tag)).transpose();
        let (source, target) = (lang(source_lang)?, lang(target_lang)?);
        let options =
            ReadOptions { source_lang: source, target_lang: target, ..ReadOptions::default() };
        let file = File::open(&path).map_err(|error| error::of_file(&path, &error))?;
        let name = path.to_string_lossy().into_owned();
        let opened =
            py.detach(|| format::read_memory(&name, Box::new(BufReader::new(file)), &options));
        let units = opened.map_err(|error| error::in_file(py, &path, &error))?;
        let reading = Reading { units, ready: VecDeque::new(), end: None };
        Ok(Units { path, sides: Sides { source, target }, reading: Mutex::new(reading) })
    }
}

/// The units of a memory, one after the other.
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Units {
    path: PathBuf,
    sides: Sides,
    reading: Mutex<Reading>,
}

struct Reading {
    units: Box<dyn UnitSource + Send>,
    ready: VecDeque<(TranslationUnit, Sides)>,
    /// What comes after the units that are ready.
    end: Option<mizan::error::Result<()>>,
}

impl Reading {
    /// The next unit; some are read at once, since each time other Python threads are let run.
    fn next(&mut self, sides: Sides) -> mizan::error::Result<Option<(TranslationUnit, Sides)>> {
        const AT_ONCE: usize = 64;
        while self.ready.len() < AT_ONCE && self.end.is_none() {
            match self.units.next() {
                Ok(Some(unit)) => {
                    self.ready.push_back((unit, sides.or(self.units.header())));
                }
                Ok(None) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
        }
        match self.ready.pop_front() {
            Some(unit) => Ok(Some(unit)),
            None => self.end.replace(Ok(())).unwrap_or(Ok(())).map(|()| None),
        }
    }
}

#[pymethods]
impl Units {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = py.detach(|| {
            self.reading.lock().unwrap_or_else(PoisonError::into_inner).next(self.sides)
        });
        match next.map_err(|error| error::in_file(py, &self.path, &error))? {
            Some((unit, sides)) => named::unit(py, &unit, sides).map(Some),
            None => Ok(None),
        }
    }
}
