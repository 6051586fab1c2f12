//! How much of each segment belongs to each segment of the other text, and sums of it over cuts.

use crate::align::band::Band;
use crate::bitext::{Cut, Run};

/// What passes between the segments of both texts that a band brings together.
pub(super) struct CreditMatrix {
    area: Cut,
    reach: Reach,
    // For each source segment, running sums over the target segments in its reach of what it gives them, and of
    // what they give it.
    from_source: Vec<f32>,
    from_target: Vec<f32>,
    // All that each source and target segment gives.
    source: Vec<f32>,
    target: Vec<f32>,
    // The most that each source and target segment gives to one segment.
    source_most: Vec<f32>,
    target_most: Vec<f32>,
}

/// Which target segments each source segment of a band can meet.
pub(super) struct Reach {
    // Half-open, by source segment from the start of the area.
    pub(super) targets: Vec<(u32, u32)>,
    // The first cell of each; a cell for each target in reach and one more, for running sums.
    offsets: Vec<usize>,
}

impl Reach {
    pub(super) fn new(band: &Band) -> Reach {
        let targets: Vec<(u32, u32)> = band
            .area()
            .source
            .indices()
            .map(|i| (band.row(i).0, band.row(i + 1).1.max(band.row(i).0)))
            .collect();
        let mut offsets = vec![0];
        for &(low, high) in &targets {
            offsets.push(offsets[offsets.len() - 1] + (high - low) as usize + 1);
        }
        Reach { targets, offsets }
    }
}

impl CreditMatrix {
    /// Nothing yet, between the segments a band brings together.
    pub(super) fn new(area: Cut, reach: Reach) -> CreditMatrix {
        let cells = reach.offsets[reach.targets.len()];
        CreditMatrix {
            area,
            from_source: vec![0.0; cells],
            from_target: vec![0.0; cells],
            source: vec![0.0; area.source.len() as usize],
            target: vec![0.0; area.target.len() as usize],
            source_most: vec![0.0; area.source.len() as usize],
            target_most: vec![0.0; area.target.len() as usize],
            reach,
        }
    }

    /// Adds what two segments give each other; those out of reach give nothing.
    pub(super) fn add(&mut self, source: u32, target: u32, from_source: f32, from_target: f32) {
        let at = (source - self.area.source.start) as usize;
        let (low, high) = self.reach.targets[at];
        if low <= target && target < high {
            let cell = self.reach.offsets[at] + 1 + (target - low) as usize;
            self.from_source[cell] += from_source;
            self.from_target[cell] += from_target;
            self.source[at] += from_source;
            self.target[(target - self.area.target.start) as usize] += from_target;
        }
    }

    /// Makes running sums of what was added; after that sums can be asked for.
    pub(super) fn sum_up(&mut self) {
        for at in 0..self.reach.targets.len() {
            let cells = self.reach.offsets[at]..self.reach.offsets[at + 1];
            let low = (self.reach.targets[at].0 - self.area.target.start) as usize;
            let given = &self.from_source[cells.clone()];
            self.source_most[at] = given.iter().copied().fold(0.0, f32::max);
            let received = self.from_target[cells.clone()].iter().skip(1);
            for (most, given) in self.target_most[low..].iter_mut().zip(received) {
                *most = most.max(*given);
            }
            for sums in [&mut self.from_source[cells.clone()], &mut self.from_target[cells]] {
                for k in 1..sums.len() {
                    sums[k] += sums[k - 1];
                }
            }
        }
    }

    /// The segments of both texts.
    pub(super) fn area(&self) -> Cut {
        self.area
    }

    /// All that a source segment gives, and the most that it gives to one target segment.
    pub(super) fn of_source(&self, segment: u32) -> (f32, f32) {
        let at = (segment - self.area.source.start) as usize;
        (self.source[at], self.source_most[at])
    }

    /// The same of a target segment.
    pub(super) fn of_target(&self, segment: u32) -> (f32, f32) {
        let at = (segment - self.area.target.start) as usize;
        (self.target[at], self.target_most[at])
    }

    /// What passes inside a cut: from its source run to its target run, and back.
    pub(super) fn inside(&self, cut: Cut) -> (f32, f32) {
        let (mut from_source, mut from_target) = (0.0, 0.0);
        for i in cut.source.indices() {
            let at = (i - self.area.source.start) as usize;
            let (low, high) = self.reach.targets[at];
            let cell = |j: u32| self.reach.offsets[at] + (j.clamp(low, high) - low) as usize;
            let (from, to) = (cell(cut.target.start), cell(cut.target.end));
            from_source += self.from_source[to] - self.from_source[from];
            from_target += self.from_target[to] - self.from_target[from];
        }
        (from_source, from_target)
    }

    /// All that the source run of a cut gives, and all that its target run gives.
    pub(super) fn all(&self, cut: Cut) -> (f32, f32) {
        let sum = |credit: &[f32], run: Run, start: u32| -> f32 {
            credit[(run.start - start) as usize..(run.end - start) as usize].iter().sum()
        };
        (
            sum(&self.source, cut.source, self.area.source.start),
            sum(&self.target, cut.target, self.area.target.start),
        )
    }
}
