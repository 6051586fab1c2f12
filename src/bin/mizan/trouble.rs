//! What went wrong with files of units while a command goes on: the first failure, and repairs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mizan::error::{Error, ErrorKind};
use mizan::unit::Repair;

use crate::outcome::{Failure, Outcome};

/// The first failure with a file, kept here because errors of the library do not name files; and whether part of a file
/// could not be read.
#[derive(Clone, Default)]
pub(crate) struct Trouble {
    failure: Rc<RefCell<Option<Failure>>>,
    lost: Rc<Cell<bool>>,
}

impl Trouble {
    /// Keeps what went wrong with a file.
    pub(crate) fn keep(&self, failure: Failure) {
        self.failure.borrow_mut().get_or_insert(failure);
    }

    /// Keeps the failure behind an error that names one of some memories by its index.
    pub(crate) fn name(&self, error: &Error, memories: &[PathBuf]) {
        if let ErrorKind::ChangedMemory { memory } = error.kind() {
            self.keep(Failure::input(format!(
                "{}: changed while it was read; nothing was written, run the command again",
                memories[*memory].display()
            )));
        }
    }

    /// The failure, if there was one.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.failure.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// `fine`, or [`Outcome::PartlyFailed`] if something could not be read or written.
    pub(crate) fn outcome(&self, fine: Outcome) -> Outcome {
        if self.lost.get() { Outcome::PartlyFailed } else { fine }
    }

    /// Notes whether repairs lost something.
    pub(crate) fn see(&self, repairs: &[Repair]) {
        if repairs.iter().any(Repair::is_loss) {
            self.lost.set(true);
        }
    }

    /// The failure behind an error; the error itself if no failure was kept.
    pub(crate) fn explain(&self, error: Error) -> Failure {
        self.failure.borrow_mut().take().unwrap_or_else(|| Failure::input(error.to_string()))
    }
}

/// Repairs by kind: their number, and the first of them.
#[derive(Default)]
pub(crate) struct Repairs(BTreeMap<&'static str, (u64, Option<Repair>)>);

impl Repairs {
    pub(crate) fn add(&mut self, repairs: Vec<Repair>) {
        for repair in repairs {
            let (count, first) = self.0.entry(repair.id).or_default();
            *count += 1;
            first.get_or_insert(repair);
        }
    }

    /// Whether something was lost.
    pub(crate) fn has_loss(&self) -> bool {
        self.0.values().any(|(_, first)| first.as_ref().is_some_and(Repair::is_loss))
    }

    /// Prints a line for each kind.
    pub(crate) fn tell(&self, path: &Path) {
        for (id, (count, first)) in &self.0 {
            let Some(Repair { unit, line, message, .. }) = first else { continue };
            let mut place = path.display().to_string();
            if *line > 0 {
                place.push_str(&format!(":{line}"));
            }
            if *unit > 0 {
                place.push_str(&format!(": unit {unit}"));
            }
            match count {
                1 => eprintln!("mizan: {place}: {message} [{id}]"),
                _ => eprintln!("mizan: {place}: {message} [{id}, {count} times]"),
            }
        }
    }
}
