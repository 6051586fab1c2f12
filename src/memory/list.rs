//! Memories held in the working memory, to read from and to write to.

use crate::error::Result;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, UnitSource};

/// A memory in the working memory: for small memories, and for tests.
///
/// As a [`UnitSource`] it gives its units in order; a unit that is written to it comes last.
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::UnitList;
/// use mizan::unit::{Header, TranslationUnit, UnitSource, Variant};
///
/// let unit = TranslationUnit {
///     variants: vec![Variant::new(Lang::AR, "نعم"), Variant::new(Lang::EN, "Yes")],
///     ..TranslationUnit::default()
/// };
/// let mut list = UnitList::new(Header::default(), vec![unit]);
/// assert_eq!(list.next()?.map(|unit| unit.number), Some(1));
/// # Ok::<(), mizan::error::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitList {
    header: Header,
    units: Vec<TranslationUnit>,
    /// How many have been read.
    read: usize,
}

impl UnitList {
    /// A memory of some units. Units with the number 0 are numbered by their place, from 1.
    pub fn new(header: Header, mut units: Vec<TranslationUnit>) -> UnitList {
        for (number, unit) in (1..).zip(&mut units) {
            if unit.number == 0 {
                unit.number = number;
            }
        }
        UnitList { header, units, read: 0 }
    }

    /// All units, those that have been read too.
    pub fn units(&self) -> &[TranslationUnit] {
        &self.units
    }
}

impl UnitSource for UnitList {
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

impl UnitSink for &mut UnitList {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.units.push(unit.clone());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
