//! Pins for sections that are too great to be searched at once.
//!
//! A section has no sure anchors in it. One of very many points, such as that of a text that repeats a line, is searched
//! in blocks: of each, the last part of the path is dropped, because the end of the block was only a guess, and a pin is set
//! before it where the path is surest. So memory does not depend on the length of a section.

use rayon::prelude::*;

use super::pass::section;
use super::space::SearchSpace;
use crate::align::band::Band;
use crate::align::evidence::{Facts, Weights};
use crate::bitext::{Cut, Run};

/// The points of a band whose sections may be of any size. A point takes some 400 bytes while its section is searched.
const FEW: usize = 1 << 20;

/// The points of a section of a greater band, at most.
const MOST: usize = 1 << 16;

/// The points of a block, and sections whose blocks are searched at a time.
const BLOCK: usize = 1 << 15;
const TOGETHER: usize = 4;

/// A space with more pins, if a section of it is too great to be searched at once.
pub(super) fn divided(
    facts: &Facts,
    space: &SearchSpace,
    weights: &Weights,
) -> Option<SearchSpace> {
    if space.band.cells() <= FEW {
        return None;
    }
    let sections: Vec<Band> = space.sections().filter(|band| band.cells() > MOST).collect();
    let mut found = Vec::new();
    for together in sections.chunks(TOGETHER) {
        found.par_extend(together.par_iter().flat_map(|band| pins(facts, space, band, weights)));
    }
    (!found.is_empty()).then(|| space.with_pins(found))
}

/// The points that paths through a section are held to because it is too great, rising.
fn pins(facts: &Facts, space: &SearchSpace, whole: &Band, weights: &Weights) -> Vec<(u32, u32)> {
    let mut pins = Vec::new();
    let end = whole.area();
    let mut rest = whole.clone();
    while rest.cells() > BLOCK {
        let block = rest.part(first_block(&rest));
        let path: Vec<(Cut, f32)> = section(facts, space, &block, weights, false)
            .beads
            .iter()
            .map(|found| (found.bead.cut, found.bead.confidence.get()))
            .collect();
        let Some(pin) = surest(&path, block.area()) else { break };
        pins.push(pin);
        let left = |from: u32, run: Run| Run::new(from, run.end);
        rest = rest.part(Cut::new(left(pin.0, end.source), left(pin.1, end.target)));
    }
    pins
}

/// The rows of a band that make one block, up to the middle of the last of them.
fn first_block(band: &Band) -> Cut {
    let area = band.area();
    let mut cells = 0;
    let mut last = area.source.start + 1;
    for i in area.source.start..=area.source.end {
        let (low, high) = band.row(i);
        cells += (high - low) as usize + 1;
        if cells > BLOCK {
            break;
        }
        last = last.max(i);
    }
    let (low, high) = band.row(last);
    let middle = if last == area.source.end { high } else { low + (high - low) / 2 };
    let middle = middle.max(area.target.start);
    Cut::new(Run::new(area.source.start, last), Run::new(area.target.start, middle))
}

/// The surest point of a path between two of its beads, in the third quarter of the rows of its block.
fn surest(path: &[(Cut, f32)], block: Cut) -> Option<(u32, u32)> {
    let rows = block.source.len();
    let from = block.source.start + (rows / 2).max(1);
    let to = block.source.start + (3 * rows / 4).max(1);
    let point = |two: &[(Cut, f32)]| {
        let at = (two[1].0.source.start, two[1].0.target.start);
        ((from..=to).contains(&at.0)).then_some((at, two[0].1.min(two[1].1)))
    };
    let points = path.windows(2).filter_map(point);
    points.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}
