//! Breaks that run inside a segment of one side: explaining them, and cutting there.

use std::collections::BTreeMap;

use crate::align::evidence::{DIVIDED, Reason, Seen};
use crate::align::found::{Division, ExplainedBead, Position};
use crate::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segments, Side};

/// What a division does to the beads around it.
enum Effect {
    /// It runs through the bead of this number.
    Through(usize),
    /// It should be the boundary of the bead of this number and the next.
    Behind(usize),
}

impl Division {
    /// The bead or beads it concerns. Nothing if it does not touch them where they could be cut, or if it divides a
    /// bead of one segment against many: such a bead is always so.
    fn effect(&self, beads: &[Bead]) -> Option<Effect> {
        let two_sided = |bead: &Bead| !bead.cut.shape().is_gap();
        for (at, bead) in beads.iter().enumerate().filter(|(_, bead)| two_sided(bead)) {
            let cut = bead.cut;
            let many = cut.source.len() > 1 && cut.target.len() > 1;
            let after =
                |place: Position, run: Run| place > Position { segment: run.start, byte: 0 };
            let before = |place: Position, run: Run| place < Position { segment: run.end, byte: 0 };
            if many
                && after(self.source, cut.source)
                && before(self.source, cut.source)
                && after(self.target, cut.target)
                && before(self.target, cut.target)
            {
                return Some(Effect::Through(at));
            }
            let Some(next) = beads.get(at + 1).filter(|next| two_sided(next)) else { continue };
            let meet =
                cut.source.end == next.cut.source.start && cut.target.end == next.cut.target.start;
            let near = |place: Position, end: u32| match place.byte {
                0 => place.segment == end,
                _ => place.segment == end || place.segment + 1 == end,
            };
            if meet && near(self.source, cut.source.end) && near(self.target, cut.target.end) {
                return Some(Effect::Behind(at));
            }
        }
        None
    }

    /// The segment it runs inside.
    fn seen(&self, bitext: &Bitext) -> Seen {
        let (place, segments, side) = if self.target.byte > 0 {
            (self.target, &bitext.target, Side::Target)
        } else {
            (self.source, &bitext.source, Side::Source)
        };
        let text = &segments.items[place.segment as usize].text;
        let (head, tail) = text.split_at(place.byte as usize);
        Seen::Divided {
            side,
            segment: place.segment + 1,
            head: head.trim().to_owned(),
            tail: tail.trim().to_owned(),
            confidence: self.confidence,
        }
    }
}

/// Keeps the divisions that concern a bead.
pub(super) fn keep_those_between(beads: &[Bead], divisions: &mut Vec<Division>) {
    divisions.retain(|division| division.effect(beads).is_some());
}

/// Adds to the reasons of every bead the divisions that concern it.
pub(super) fn explain(bitext: &Bitext, divisions: &[Division], beads: &mut [ExplainedBead]) {
    let bare: Vec<Bead> = beads.iter().map(|found| found.bead).collect();
    for division in divisions {
        let concerned = match division.effect(&bare) {
            Some(Effect::Through(at)) => at..at + 1,
            Some(Effect::Behind(at)) => at..at + 2,
            None => continue,
        };
        for found in &mut beads[concerned] {
            found.reasons.push(Reason::new(DIVIDED, 0.0, division.seen(bitext)));
        }
    }
}

/// A bitext with segments cut where breaks run inside them, its ladder, and for each bead the number of the one
/// it was part of.
pub(crate) struct Divided {
    /// The texts.
    pub(crate) bitext: Bitext,
    /// The beads.
    pub(crate) ladder: Ladder,
    /// For each bead, the bead of the undivided ladder whose reasons hold for it.
    pub(crate) origin: Vec<usize>,
}

/// Cuts segments where breaks run inside them, so that the beads around come out clean. A new bead is no surer
/// than the break.
pub(crate) fn divide(bitext: &Bitext, ladder: &Ladder, divisions: &[Division]) -> Divided {
    let beads = ladder.beads();
    let mut through: BTreeMap<usize, Vec<&Division>> = BTreeMap::new();
    let mut behind: BTreeMap<usize, &Division> = BTreeMap::new();
    let mut used = Vec::new();
    for division in divisions {
        match division.effect(beads) {
            Some(Effect::Through(at)) => through.entry(at).or_default().push(division),
            Some(Effect::Behind(at)) if !behind.contains_key(&at) => {
                behind.insert(at, division);
            }
            _ => continue,
        }
        used.push(division);
    }
    let source = Cuts::new(used.iter().map(|d| d.source));
    let target = Cuts::new(used.iter().map(|d| d.target));
    let number = |d: &Division| (source.number(d.source), target.number(d.target), d.confidence);
    let start = |segment| Position { segment, byte: 0 };
    let (mut cut_beads, mut origin) = (Vec::new(), Vec::new());
    for (at, bead) in beads.iter().enumerate() {
        let cut = bead.cut;
        let corner = |i, j| (source.number(start(i)), target.number(start(j)), 1.0);
        let before = at.checked_sub(1).and_then(|before| behind.get(&before));
        let mut points =
            vec![before.map_or(corner(cut.source.start, cut.target.start), |d| number(d))];
        points.extend(through.get(&at).into_iter().flatten().map(|d| number(d)));
        points.push(behind.get(&at).map_or(corner(cut.source.end, cut.target.end), |d| number(d)));
        for two in points.windows(2) {
            let ((i, j, sure), (k, l, also)) = (two[0], two[1]);
            let confidence = bead.confidence.get().min(sure).min(also);
            let cut = Cut::new(Run::new(i, k), Run::new(j, l));
            cut_beads.push(Bead { cut, confidence: Confidence::clamped(f64::from(confidence)) });
            origin.push(at);
        }
    }
    let bitext =
        Bitext { source: source.apply(&bitext.source), target: target.apply(&bitext.target) };
    let ladder = Ladder::new(bitext.source.len(), bitext.target.len(), cut_beads)
        .expect("the parts of beads cover what the beads covered");
    Divided { bitext, ladder, origin }
}

/// Where the segments of one side are cut.
struct Cuts(Vec<Position>);

impl Cuts {
    fn new(places: impl Iterator<Item = Position>) -> Cuts {
        let mut places: Vec<Position> = places.filter(|place| place.byte > 0).collect();
        places.sort_unstable();
        places.dedup();
        Cuts(places)
    }

    /// The number that the segment starting at a place has when all are cut.
    fn number(&self, place: Position) -> u32 {
        place.segment + self.0.partition_point(|&cut| cut <= place) as u32
    }

    fn apply(&self, segments: &Segments) -> Segments {
        let mut items = Vec::with_capacity(segments.items.len() + self.0.len());
        let mut cuts = self.0.iter().peekable();
        for (segment, number) in segments.items.iter().zip(0..) {
            let mut from = 0;
            while let Some(cut) = cuts.next_if(|cut| cut.segment == number) {
                items.push(segment.part(from, cut.byte as usize));
                from = cut.byte as usize;
            }
            items.push(segment.part(from, segment.text.len()));
        }
        // Flows start at the first parts of their first segments.
        let flows =
            segments.flows.iter().map(|&segment| self.number(Position { segment, byte: 0 }));
        let flows = flows.collect();
        Segments {
            lang: segments.lang,
            items,
            flows,
            left_out: segments.left_out.clone(),
            blocks: segments.blocks.clone(),
            unended: segments.unended,
            stopped_rules: segments.stopped_rules.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Segment;
    use crate::lang::Lang;

    fn side(lang: Lang, texts: &[&str]) -> Segments {
        Segments::new(lang, texts.iter().map(|text| Segment::of(text)).collect())
    }

    fn bead(source: (u32, u32), target: (u32, u32)) -> Bead {
        let cut = Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1));
        Bead { cut, confidence: Confidence::clamped(0.9) }
    }

    fn place(segment: u32, byte: u32) -> Position {
        Position { segment, byte }
    }

    #[test]
    fn a_sentence_over_two_lines_is_cut_between_them() {
        let bitext = Bitext {
            source: side(Lang::AR, &["دخل الرجل", "وجلس ثم قام"]),
            target: side(Lang::EN, &["The man came in and sat down.", "Then he rose."]),
        };
        let ladder = Ladder::new(2, 2, vec![bead((0, 2), (0, 2))]).unwrap();
        let division = Division { source: place(1, 0), target: place(0, 16), confidence: 0.7 };
        let divided = divide(&bitext, &ladder, &[division]);
        let texts: Vec<&str> =
            divided.bitext.target.items.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["The man came in", "and sat down.", "Then he rose."]);
        assert_eq!(divided.origin, [0, 0]);
        let beads = divided.ladder.beads();
        assert_eq!(beads[1].cut, Cut::new(Run::new(1, 2), Run::new(1, 3)));
        assert!((beads[1].confidence.get() - 0.7).abs() < 1e-6);
    }

    #[test]
    fn a_boundary_moves_into_the_sentence() {
        let bitext = Bitext {
            source: side(Lang::AR, &["دخل الرجل", "وجلس"]),
            target: side(Lang::EN, &["The man came in and sat down,", "for he was tired."]),
        };
        let ladder = Ladder::new(2, 2, vec![bead((0, 1), (0, 1)), bead((1, 2), (1, 2))]).unwrap();
        let division = Division { source: place(1, 0), target: place(0, 16), confidence: 0.7 };
        let divided = divide(&bitext, &ladder, &[division]);
        assert_eq!(divided.ladder.beads()[1].cut, Cut::new(Run::new(1, 2), Run::new(1, 3)));
        // What touches no bead changes nothing.
        let far = Division { source: place(1, 0), target: place(1, 4), confidence: 0.7 };
        assert_eq!(divide(&bitext, &ladder, &[far]).bitext.target.len(), 3);
    }
}
