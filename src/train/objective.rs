//! The loss over all examples.

use rayon::prelude::*;

use crate::align::evidence::WeightTable;
use crate::train::example::{Example, Layout};

/// How much harder slopes are held down than weights. Little gold is free, so slopes are fitted to few documents
/// and used on texts freer still; this factor and the default penalty come from aligning documents that were
/// left out of training.
const SLOPES: f64 = 10.0;

/// The loss over a set of examples, for an optimiser to minimise.
pub(super) struct Objective<'e> {
    pub(super) layout: Layout,
    pub(super) examples: Vec<&'e Example>,
    pub(super) penalty: f64,
    pub(super) slopes: Slopes,
    // Which weights may change, by their place in the layout.
    pub(super) free: Vec<bool>,
}

/// Whether weights may depend on phi.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slopes {
    /// Each weight has a slope.
    Fitted,
    /// Slopes stay as they are at the start.
    Held,
    /// Each slope is 0.
    None,
}

impl<'e> Objective<'e> {
    /// The loss over examples for beads of the given shapes. `penalty` is the L2 factor of weights; slopes are
    /// held down harder, see [`SLOPES`].
    pub(super) fn new(
        shapes: &[(u32, u32)],
        examples: Vec<&'e Example>,
        penalty: f64,
        slopes: Slopes,
    ) -> Objective<'e> {
        let layout = Layout::new(shapes);
        let free = vec![true; layout.len()];
        Objective { layout, examples, penalty, slopes, free }
    }

    /// Lets only the weights of some names change.
    pub(super) fn free(&mut self, is_free: impl Fn(&str) -> bool) {
        self.free = self.layout.names().iter().map(|name| is_free(name)).collect();
    }

    /// The number of parameters: weights, then as many slopes.
    pub(super) fn len(&self) -> usize {
        self.layout.len() * if self.slopes == Slopes::None { 1 } else { 2 }
    }

    /// The parameters as a table.
    pub(super) fn table(&self, parameters: &[f64]) -> WeightTable {
        let (weights, slopes) = parameters.split_at(self.layout.len());
        let slope = |at: usize| slopes.get(at).copied().unwrap_or(0.0) as f32;
        let named = self.layout.names().into_iter().enumerate();
        WeightTable::from_values(named.map(|(at, name)| (name, (weights[at] as f32, slope(at)))))
    }

    /// The loss and its gradient.
    pub(super) fn loss(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let table = self.table(parameters);
        let each: Vec<(f64, Vec<f64>, f64)> = self
            .examples
            .par_iter()
            .map(|example| {
                let (loss, slope) = example.loss(&self.layout, &table.at(example.phi));
                (loss, slope, f64::from(example.phi))
            })
            .collect();
        let size = self.layout.len();
        let mut total = 0.0;
        let mut gradient = vec![0.0; self.len()];
        for (loss, slope, phi) in each {
            total += loss;
            for (at, value) in slope.into_iter().enumerate() {
                gradient[at] += value;
                if let Some(sum) = gradient.get_mut(size + at) {
                    *sum += value * phi;
                }
            }
        }
        for (at, (value, sum)) in parameters.iter().zip(&mut gradient).enumerate() {
            let penalty = if at < size { self.penalty } else { SLOPES * self.penalty };
            total += 0.5 * penalty * value * value;
            let may_change = self.free[at % size] && (at < size || self.slopes == Slopes::Fitted);
            *sum = if may_change { *sum + penalty * value } else { 0.0 };
        }
        (total, gradient)
    }
}
