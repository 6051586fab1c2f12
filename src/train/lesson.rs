//! What is learned from.

use crate::align::evidence::Facts;
use crate::bitext::{Bitext, Cut, Ladder};

/// A document with its gold ladder.
pub struct Lesson {
    /// The texts.
    pub bitext: Bitext,
    /// The right beads.
    pub gold: Ladder,
    /// How much it counts; 1 for one like the others.
    pub weight: f64,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct TrainSettings {
    /// The L2 factor that holds weights down; slopes are held down ten times as hard.
    pub penalty: f64,
    /// The most iterations of the optimiser for each table.
    pub iterations: u64,
}

/// Documents to learn from.
pub(super) struct Corpus<'c> {
    pub(super) lessons: Vec<&'c Lesson>,
    /// Which document each is or is a copy of.
    pub(super) origins: Vec<usize>,
    pub(super) facts: Vec<Facts>,
    pub(super) settings: TrainSettings,
    pub(super) tell: &'c (dyn Fn(&str) + Sync),
}

pub(super) fn cuts(ladder: &Ladder) -> Vec<Cut> {
    ladder.beads().iter().map(|b| b.cut).collect()
}
