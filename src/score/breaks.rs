//! Where both texts break together, as their clauses tell.

use crate::band::Band;
use crate::bitext::Cut;
use crate::score::clause::Joints;
use crate::score::similarity::Silent;
use crate::score::{Context, Evidence, Scorer};

/// Evidence from aligned clauses; silent where they were not aligned.
pub(super) struct Together;

impl Evidence for Together {
    fn name(&self) -> &'static str {
        "clauses"
    }

    fn features(&self) -> &'static [&'static str] {
        &["clauses.break", "clauses.odds", "clauses.odds.gain"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        match context.breaks {
            Some(breaks) => Box::new(BreakScorer { breaks }),
            None => Box::new(Silent),
        }
    }
}

/// How likely both texts break at each point between segments: the posterior that a bead of clauses ends there.
pub(crate) struct Breaks {
    band: Band,
    // By point of the band between segments.
    shares: Vec<f32>,
}

impl Breaks {
    /// The breaks at the points of a band between segments. `share` gives the posterior of a bead of clauses
    /// that ends at a point between clauses, source and target.
    pub(crate) fn new(band: &Band, joints: &Joints, share: impl Fn(u32, u32) -> f32) -> Breaks {
        let (source, target) = (&joints.source.first, &joints.target.first);
        let shares = band.points().map(|(i, j, _)| share(source[i as usize], target[j as usize]));
        Breaks { shares: shares.collect(), band: band.clone() }
    }

    /// The probability that both texts break at a point between segments, 0 to 1.
    pub(crate) fn at(&self, source: u32, target: u32) -> f32 {
        self.band.cell(source, target).map_or(0.0, |cell| self.shares[cell])
    }
}

struct BreakScorer<'f> {
    breaks: &'f Breaks,
}

/// The least chance a break is given or denied.
const FLOOR: f32 = 1e-4;

/// Log odds beyond this say no more.
const MOST: f32 = 7.0;

impl Scorer for BreakScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let share = self.breaks.at(cut.source.end, cut.target.end);
        let odds =
            ((share + FLOOR) / (1.0 - share + FLOOR).max(FLOOR)).ln().clamp(-MOST, MOST) / 3.0;
        out.copy_from_slice(&[share, odds, odds.max(0.0)]);
    }

    fn words(&self, cut: Cut) -> String {
        let share = self.breaks.at(cut.source.end, cut.target.end);
        format!("clauses of both texts break here with {:.0} %", 100.0 * share)
    }
}
