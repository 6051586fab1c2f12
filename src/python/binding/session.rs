//! An alignment that keeps to what a reviewer accepts and rejects.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use mizan::aligner::Session as Reviewed;
use mizan::bitext::{Cut, Run};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyRange, PyRangeMethods};

use super::alignment::Alignment;
use super::{error, threads};

/// Two texts that are aligned again after each change, without being encoded again. Made by `Aligner.session`.
///
///     >>> from mizan_align import Aligner
///     >>> session = Aligner().session('وصل القطار. نزل الركاب.', 'The train arrived. All got off.')
///     >>> session.accept((range(0, 2), range(0, 2)))
///     <Alignment of 2 and 2 segments: 1 beads>
///     >>> session.undo()
///     True
///     >>> session.alignment
///     <Alignment of 2 and 2 segments: 2 beads>
///
/// A bead is given as one of `alignment.beads` or as two ranges of segments. What contradicts something accepted before raises
/// `Error` with the code `constraints`, and changes nothing.
#[pyclass(frozen, module = "mizan_align")]
pub(crate) struct Session {
    reviewed: Mutex<Reviewed>,
    is_cut: bool,
    threads: NonZeroUsize,
}

impl Session {
    pub(crate) fn new(reviewed: Reviewed, is_cut: bool, threads: NonZeroUsize) -> Session {
        Session { reviewed: Mutex::new(reviewed), is_cut, threads }
    }

    fn lock(&self) -> MutexGuard<'_, Reviewed> {
        self.reviewed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the constraints and gives the alignment under them.
    fn change(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut Reviewed) -> mizan::error::Result<()> + Send,
    ) -> PyResult<Alignment> {
        let changed = threads::detached(py, self.threads, || {
            let mut reviewed = self.lock();
            change(&mut reviewed).map(|()| reviewed.alignment().clone())
        });
        let aligned = changed.map_err(|error| error::of(py, &error))?;
        Ok(Alignment::new(aligned, self.is_cut))
    }
}

/// Two ranges of segments.
fn cut(bead: &Bound<'_, PyAny>) -> PyResult<Cut> {
    let run = |at: usize| -> PyResult<Run> {
        let wrong =
            || PyTypeError::new_err("give a bead, or two ranges of segments: (range, range)");
        let item = bead.get_item(at).map_err(|_| wrong())?;
        let range = item.cast::<PyRange>().map_err(|_| wrong())?;
        let number = |at: isize| {
            u32::try_from(at).map_err(|_| {
                let message = format!("there is no segment {at}");
                error::raise(bead.py(), "constraints", message)
            })
        };
        Ok(Run::new(number(range.start()?)?, number(range.stop()?)?))
    };
    Ok(Cut::new(run(0)?, run(1)?))
}

#[pymethods]
impl Session {
    /// The alignment under all that was said so far.
    #[getter]
    fn alignment(&self, py: Python<'_>) -> Alignment {
        let aligned = py.detach(|| self.lock().alignment().clone());
        Alignment::new(aligned, self.is_cut)
    }

    /// Makes a bead certain. One with an empty side stays unaligned.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> session = Aligner().session(['نعم.', 'لا.'], ['Yes. No.'])
    ///     >>> session.accept((range(0, 2), range(0, 1))).beads[0].confidence
    ///     1.0
    fn accept(&self, py: Python<'_>, bead: &Bound<'_, PyAny>) -> PyResult<Alignment> {
        let cut = cut(bead)?;
        self.change(py, |reviewed| reviewed.accept(cut))
    }

    /// Forbids a bead.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> session = Aligner().session(['وصل القطار.'], ['The train arrived.'])
    ///     >>> len(session.reject(session.alignment.beads[0]).beads)
    ///     2
    fn reject(&self, py: Python<'_>, bead: &Bound<'_, PyAny>) -> PyResult<Alignment> {
        let cut = cut(bead)?;
        self.change(py, |reviewed| reviewed.reject(cut))
    }

    /// Breaks both texts before a source and a target segment.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> session = Aligner().session(['نعم.', 'لا.'], ['Yes.', 'No.'])
    ///     >>> session.pin(1, 1)
    ///     <Alignment of 2 and 2 segments: 2 beads>
    fn pin(&self, py: Python<'_>, source: u32, target: u32) -> PyResult<Alignment> {
        self.change(py, |reviewed| reviewed.pin(source, target))
    }

    /// Takes the last change back; false if there is none.
    ///
    ///     >>> from mizan_align import Aligner
    ///     >>> Aligner().session(['نعم.'], ['Yes.']).undo()
    ///     False
    fn undo(&self, py: Python<'_>) -> bool {
        threads::detached(py, self.threads, || self.lock().undo())
    }
}
