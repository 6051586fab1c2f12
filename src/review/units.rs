//! The beads of a project as units of a memory, made one by one.

use std::ops::Range;
use std::sync::Arc;

use super::Project;
use super::state::Seg;
use crate::bitext::{Run, Segments, Side};
use crate::error::Result;
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

/// Beads with two sides, as they stood when they were asked for. Texts are copied unit by unit, so that a long document is not
/// in memory twice.
struct BeadUnits {
    header: Header,
    langs: [Lang; 2],
    beads: Vec<Bead>,
    next: usize,
}

struct Bead {
    id: u32,
    number: u64,
    sides: [Vec<Arc<Seg>>; 2],
}

impl Project {
    /// The beads with two sides among some rows as units that are numbered by their rows from 1, with the number and the bead of
    /// each.
    pub fn units(&self, rows: Range<usize>) -> (Vec<(u64, u32)>, Box<dyn UnitSource + Send>) {
        let end = rows.end.min(self.state.rows.len());
        let rows = rows.start.min(end)..end;
        let two_sided = rows.filter_map(|at| {
            let row = &self.state.rows[at];
            let segs = |side| self.state.text(side).of(row.cut.side(side)).to_vec();
            (!row.cut.shape().is_gap()).then(|| Bead {
                id: row.bead.id,
                number: at as u64 + 1,
                sides: Side::both().map(segs),
            })
        });
        let beads: Vec<Bead> = two_sided.collect();
        let numbers = beads.iter().map(|bead| (bead.number, bead.id)).collect();
        let units = BeadUnits { header: Header::default(), langs: self.langs(), beads, next: 0 };
        (numbers, Box::new(units))
    }
}

impl UnitSource for BeadUnits {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        let Some(bead) = self.beads.get(self.next) else { return Ok(None) };
        self.next += 1;
        let variant = |(lang, segs): (Lang, &Vec<Arc<Seg>>)| {
            let items = segs.iter().map(|seg| seg.segment.clone()).collect();
            let part = Segments::new(lang, items);
            let (text, codes) = part.coded_text(Run::new(0, part.len()));
            Variant { codes, ..Variant::new(lang, text) }
        };
        let variants = self.langs.into_iter().zip(&bead.sides).map(variant).collect();
        Ok(Some(TranslationUnit { number: bead.number, variants, ..TranslationUnit::default() }))
    }

    fn repairs(&mut self) -> Vec<Repair> {
        Vec::new()
    }
}
