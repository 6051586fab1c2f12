//! Units that are in memory already, as a stream.

use crate::error::Result;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

/// A list of units that is read as a file is.
pub(super) struct UnitList {
    pub(super) header: Header,
    pub(super) units: std::vec::IntoIter<TranslationUnit>,
    pub(super) repairs: Vec<Repair>,
}

impl UnitSource for UnitList {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        Ok(self.units.next())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.repairs)
    }
}
