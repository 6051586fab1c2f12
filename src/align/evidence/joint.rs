//! What clauses end at: both texts rather break together at the end of a segment than inside one.
//!
//! This is evidence on clauses alone and silent on segments.

use crate::align::evidence::clause_cuts::{Cuts, Joints};
use crate::align::evidence::meaning::Silent;
use crate::align::evidence::{Context, Evidence, Scorer, Seen};
use crate::bitext::{Cut, Run, Side};
use crate::segment::clause::ClauseEnd;

/// Evidence from what clauses end at.
pub(super) struct Joint;

impl Evidence for Joint {
    fn name(&self) -> &'static str {
        "joints"
    }

    fn features(&self) -> &'static [&'static str] {
        &["joint.segment", "joint.both", "joint.mark", "joint.joined", "joint.inside"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        match context.facts.joints.as_deref() {
            Some(joints) => Box::new(JointScorer { joints }),
            None => Box::new(Silent),
        }
    }
}

struct JointScorer<'f> {
    joints: &'f Joints,
}

impl Scorer for JointScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let ends = [
            self.joints.source.ends[cut.source.end as usize - 1],
            self.joints.target.ends[cut.target.end as usize - 1],
        ];
        let count = |end: ClauseEnd| ends.iter().filter(|&&e| e == end).count() as f32;
        let segments = count(ClauseEnd::Segment);
        out.copy_from_slice(&[
            segments,
            f32::from(u8::from(segments > 1.5)),
            count(ClauseEnd::Mark),
            count(ClauseEnd::Joined),
            self.joints.inside(cut) as f32,
        ]);
    }

    fn seen(&self, _cut: Cut) -> Option<Seen> {
        None
    }
}

impl Cuts {
    /// How many ends of segments lie inside a run of clauses.
    fn inside(&self, run: Run) -> usize {
        let ends = &self.ends[run.start as usize..run.end as usize - 1];
        ends.iter().filter(|&&end| end == ClauseEnd::Segment).count()
    }
}

/// The most ends of segments inside a bead of clauses. Each makes a bead several hundred times less likely
/// (`joint.inside`); the vectors of such runs would be worked out for nothing.
const MOST_INSIDE: usize = 2;

impl Joints {
    fn inside(&self, cut: Cut) -> usize {
        self.source.inside(cut.source) + self.target.inside(cut.target)
    }

    /// Whether a bead may be made of a cut.
    pub(super) fn allow(&self, cut: Cut) -> bool {
        self.inside(cut) <= MOST_INSIDE
    }

    /// Whether a run may be a side of a bead.
    pub(super) fn allow_run(&self, side: Side, run: Run) -> bool {
        let cuts = match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        };
        cuts.inside(run) <= MOST_INSIDE
    }
}
