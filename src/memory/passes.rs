//! Memories that are read more than once.

use crate::error::{Error, ErrorKind, Result};
use crate::unit::{TranslationUnit, UnitSource};

/// Opens a memory by its index, from 0, at its first unit. [`merge`](super::merge) and [`diff`](super::diff) call it
/// two times or more for each memory; it must give the same units each time.
pub type OpenMemory<'a> = dyn FnMut(usize) -> Result<Box<dyn UnitSource + 'a>> + 'a;

/// What a pass over a memory met, to check that the next pass meets the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Census {
    pub(super) units: u64,
    bytes: u64,
}

impl Census {
    /// Counts a unit in.
    pub(super) fn count(&mut self, unit: &TranslationUnit) {
        self.units += 1;
        self.bytes += unit.variants.iter().map(|v| v.text.len() as u64).sum::<u64>();
    }

    /// Refuses a memory that this pass met otherwise than an earlier one.
    pub(super) fn check(self, earlier: Census, memory: usize) -> Result<()> {
        if self == earlier {
            return Ok(());
        }
        Err(Error::new(ErrorKind::ChangedMemory { memory }))
    }
}
