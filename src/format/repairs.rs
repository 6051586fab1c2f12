//! The repairs a reader has made and not yet handed over.

use crate::unit::Repair;

/// Repairs in the order of the file.
#[derive(Default)]
pub(super) struct Repairs {
    list: Vec<Repair>,
    /// The unit repairs belong to; 0 outside units.
    pub(super) unit: u64,
}

impl Repairs {
    /// Adds one of the present unit.
    pub(super) fn add(&mut self, id: &'static str, line: u64, message: impl Into<String>) {
        if self.list.len() < Repair::MOST {
            self.list.push(Repair { id, unit: self.unit, line, message: message.into() });
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// All since this was last asked.
    pub(super) fn take(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.list)
    }
}
