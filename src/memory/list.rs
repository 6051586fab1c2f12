//! A memory held whole, as a stream and the end of one: for small memories and for tests.

use crate::error::Result;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, UnitSource};

/// Units in order, read from the first on; what is written is added to the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// What the memory says of itself.
    pub header: Header,
    /// The units.
    pub units: Vec<TranslationUnit>,
    /// How many have been read.
    pub read: usize,
}

impl List {
    /// A memory of some units, numbered from 1 where they have no number.
    pub fn new(header: Header, mut units: Vec<TranslationUnit>) -> List {
        for (number, unit) in (1..).zip(&mut units) {
            if unit.number == 0 {
                unit.number = number;
            }
        }
        List { header, units, read: 0 }
    }
}

impl UnitSource for List {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        let unit = self.units.get(self.read).cloned();
        self.read += usize::from(unit.is_some());
        Ok(unit)
    }

    fn repairs(&mut self) -> Vec<Repair> {
        Vec::new()
    }
}

impl UnitSink for &mut List {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.units.push(unit.clone());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
