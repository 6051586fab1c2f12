//! Damaged texts: parts missing, moved or repeated, sides that do not fit each other.
//!
//! What is damaged are the bundled pairs that are translated whole, joined into one long bitext; its gold beads go
//! through the same damage, so that what is still there to be found is known.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use mizan::bitext::{Bead, Bitext, Ladder, Segments, Side};
use mizan::eval::{Counts, LooseBead, Reading, loose_beads};
use mizan::glossary::Glossary;
use mizan::lang::Lang;

use crate::{pairs, texts};

/// A bitext with its gold beads.
#[derive(Clone)]
pub(crate) struct Long {
    pub(crate) bitext: Bitext,
    gold: Vec<LooseBead>,
    /// The target segments of each pair it was joined from.
    pub(crate) documents: Vec<Range<u32>>,
}

impl Long {
    /// All bundled pairs that are translated whole, one after the other.
    pub(crate) fn joined() -> Long {
        let (mut source, mut target) = (Vec::new(), Vec::new());
        let (mut gold, mut documents) = (Vec::new(), Vec::new());
        for name in pairs::whole() {
            let pair = pairs::load(&name);
            let (i, j) = (source.len() as u32, target.len() as u32);
            gold.extend(pair.gold.into_iter().map(|bead| LooseBead {
                source: bead.source.iter().map(|at| at + i).collect(),
                target: bead.target.iter().map(|at| at + j).collect(),
                confidence: None,
            }));
            source.extend(pair.bitext.source.items.into_iter().map(|s| s.text));
            target.extend(pair.bitext.target.items.into_iter().map(|s| s.text));
            documents.push(j..target.len() as u32);
        }
        let bitext = bitext(&source, &target);
        Long { bitext, gold, documents }
    }

    /// The same with one side made anew from some of its segments, in the order given.
    fn with(&self, side: Side, order: &[u32]) -> Long {
        let now: BTreeMap<u32, u32> = order.iter().zip(0..).map(|(&old, new)| (old, new)).collect();
        let moved = |segments: &[u32]| -> Vec<u32> {
            let mut moved: Vec<u32> = segments.iter().filter_map(|s| now.get(s).copied()).collect();
            moved.sort_unstable();
            moved
        };
        let mut long = self.clone();
        let segments = match side {
            Side::Source => &mut long.bitext.source,
            Side::Target => &mut long.bitext.target,
        };
        let all = segments.items.clone();
        segments.items = order.iter().map(|&at| all[at as usize].clone()).collect();
        for bead in &mut long.gold {
            let segments = if side == Side::Source { &mut bead.source } else { &mut bead.target };
            *segments = moved(segments);
        }
        long.gold.retain(|bead| !bead.source.is_empty() || !bead.target.is_empty());
        long
    }

    /// The segments of one side in the gold beads that begin in some runs, each from and to a share of the
    /// side.
    fn segments_in(&self, side: Side, runs: &[(f64, f64)]) -> Vec<u32> {
        let all: usize = self.gold.iter().map(|bead| segments_of(bead, side).len()).sum();
        let inside = |bead: &&LooseBead| {
            segments_of(bead, side).first().is_some_and(|&at| {
                let at = f64::from(at) / all as f64;
                runs.iter().any(|&(from, to)| from <= at && at < to)
            })
        };
        self.gold.iter().filter(inside).flat_map(|bead| segments_of(bead, side)).copied().collect()
    }

    /// Some of the target segments moved behind all others.
    pub(crate) fn moved_to_end(&self, block: Range<u32>) -> Long {
        let all = 0..self.bitext.target.len();
        let stay = all.filter(|at| !block.contains(at));
        self.with(Side::Target, &stay.chain(block.clone()).collect::<Vec<u32>>())
    }

    /// Two blocks of target segments in each other's place.
    fn swapped(&self, first: Range<u32>, second: Range<u32>) -> Long {
        assert!(first.end <= second.start, "{first:?} is not before {second:?}");
        let all = 0..self.bitext.target.len();
        let order = (all.start..first.start)
            .chain(second.clone())
            .chain(first.end..second.start)
            .chain(first.clone())
            .chain(second.end..all.end);
        self.with(Side::Target, &order.collect::<Vec<u32>>())
    }

    pub(crate) fn strict_f1(&self, ours: &[LooseBead]) -> f64 {
        Counts::new(ours, &self.gold).rates(Reading::Strict).f1
    }
}

fn segments_of(bead: &LooseBead, side: Side) -> &[u32] {
    match side {
        Side::Source => &bead.source,
        Side::Target => &bead.target,
    }
}

fn bitext<S: AsRef<str>, T: AsRef<str>>(source: &[S], target: &[T]) -> Bitext {
    Bitext { source: texts::side(Lang::AR, source), target: texts::side(Lang::EN, target) }
}

/// The ladder without glossary. [`Ladder::new`] saw to it that it is total; here it is seen again.
fn align(bitext: &Bitext) -> Ladder {
    let ladder = texts::align(bitext, &Glossary::default(), 2).ladder().clone();
    let again = Ladder::new(bitext.source.len(), bitext.target.len(), ladder.beads().to_vec());
    assert!(again.is_ok(), "{}", again.unwrap_err());
    ladder
}

fn two_sided(ladder: &Ladder) -> impl Iterator<Item = &Bead> {
    ladder.beads().iter().filter(|bead| !bead.cut.shape().is_gap())
}

/// A text with what the aligner makes of it.
type Aligned = (Long, Ladder);

fn aligned(long: Long) -> Aligned {
    let ladder = align(&long.bitext);
    (long, ladder)
}

/// The undamaged text.
static WHOLE: LazyLock<Aligned> = LazyLock::new(|| aligned(Long::joined()));

/// The text with moved blocks.
static MOVED: LazyLock<[Aligned; 2]> = LazyLock::new(|| moved_blocks(&WHOLE.0).map(aligned));

/// Which shares of the gold beads lose a side, in three runs each time.
const DAMAGES: [[(f64, f64); 3]; 3] = [
    [(0.0, 0.17), (0.30, 0.47), (0.60, 0.77)],
    [(0.08, 0.25), (0.40, 0.57), (0.75, 0.92)],
    [(0.20, 0.37), (0.55, 0.72), (0.83, 1.0)],
];

#[test]
fn half_of_a_side_may_be_missing() {
    let (whole, ladder) = &*WHOLE;
    let ours = loose_beads(ladder);
    let (mut before, mut after) = (Counts::default(), Counts::default());
    for (damage, side) in DAMAGES.iter().flat_map(|d| [(d, Side::Source), (d, Side::Target)]) {
        let gone = whole.segments_in(side, damage);
        let all = whole.bitext.side(side).len();
        let share = gone.len() as f64 / f64::from(all);
        assert!((0.45..0.56).contains(&share), "{share:.2} of the {side:?} is gone");
        let left: Vec<u32> = (0..all).filter(|at| !gone.contains(at)).collect();
        let damaged = whole.with(side, &left);
        // Undamaged, the beads count that are still there; some parts are harder than others.
        let kept = |beads: &[LooseBead]| -> Vec<LooseBead> {
            let kept = |b: &&LooseBead| segments_of(b, side).iter().all(|at| left.contains(at));
            beads.iter().filter(kept).cloned().collect()
        };
        before.add(Counts::new(&kept(&ours), &kept(&whole.gold)));
        after.add(Counts::new(&loose_beads(&align(&damaged.bitext)), &damaged.gold));
    }
    let [before, after] = [before, after].map(|counts| counts.rates(Reading::Strict).f1);
    assert!(
        after >= before - 0.01,
        "with half of a side missing, strict F1 is {after:.4} where it was {before:.4}"
    );
}

/// The line finds its translation in nine of ten cases at least, and nobody is told that it rather stands
/// elsewhere.
#[test]
fn one_line_finds_its_place_among_a_thousand() {
    let long = Long::joined();
    let sides = [&long.bitext.source, &long.bitext.target];
    let of = |side: &Segments| side.items.iter().map(|s| s.text.clone()).collect::<Vec<_>>();
    let [sources, targets] = sides.map(of);
    // Lines that come once, also among the thousand.
    let alone = |all: &[String], at: u32| {
        let line = &all[at as usize];
        at < 1_000 && all.iter().filter(|&other| other == line).count() == 1
    };
    let once = |bead: &&LooseBead| {
        let one = bead.source.len() == 1 && bead.target.len() == 1;
        one && alone(&sources, bead.source[0]) && alone(&targets, bead.target[0])
    };
    let lines: Vec<&LooseBead> = long.gold.iter().filter(once).skip(10).step_by(90).collect();
    assert!(lines.len() > 3);
    let thousand = |all: &[String]| -> Vec<String> {
        // What is lacking to a thousand are pairs of lines, so that no line comes twice.
        let more = all.iter().zip(&all[7..]).map(|(one, other)| format!("{one} {other}"));
        all.iter().cloned().chain(more).take(1_000).collect()
    };
    let (mut found, mut astray) = (0, Vec::new());
    for (line, side) in lines.iter().flat_map(|&l| [(l, Side::Source), (l, Side::Target)]) {
        let (i, j) = (line.source[0], line.target[0]);
        let (bitext, wanted) = match side {
            Side::Source => {
                (bitext(&sources[i as usize..=i as usize], &thousand(&targets)), (0, j))
            }
            Side::Target => {
                (bitext(&thousand(&sources), &targets[j as usize..=j as usize]), (i, 0))
            }
        };
        let ladder = align(&bitext);
        for bead in two_sided(&ladder) {
            let cut = bead.cut;
            if cut.shape().to_string() == "1-1" && (cut.source.start, cut.target.start) == wanted {
                found += 1;
            } else if bead.confidence.get() >= 0.5 {
                astray.push(format!("{wanted:?} for {cut:?} ({})", bead.confidence));
            }
        }
    }
    let all = 2 * lines.len();
    assert!(
        astray.is_empty() && 10 * found >= 9 * all,
        "{found} of {all} lines found; taken for others: {astray:?}"
    );
}

#[test]
fn an_empty_side_leaves_all_unaligned() {
    let long = Long::joined();
    let none: [&str; 0] = [];
    let of =
        |side: &Segments| -> Vec<String> { side.items.iter().map(|s| s.text.clone()).collect() };
    let (source, target) = (of(&long.bitext.source), of(&long.bitext.target));
    for bitext in [bitext(&source, &none), bitext(&none, &target), bitext(&none, &none)] {
        let ladder = align(&bitext);
        assert_eq!(two_sided(&ladder).count(), 0);
        let longest = bitext.source.len().max(bitext.target.len()) as usize;
        assert_eq!(ladder.beads().len(), longest, "a gap for each segment");
    }
}

#[test]
fn a_refrain_does_not_lead_astray() {
    let (long, ladder) = &*WHOLE;
    let (mut source, mut target, mut gold) = (Vec::new(), Vec::new(), Vec::new());
    let mut refrains = 0;
    for (at, bead) in long.gold.iter().enumerate() {
        let mut take = |bead: [&[String]; 2]| {
            let (i, j) = (source.len() as u32, target.len() as u32);
            source.extend_from_slice(bead[0]);
            target.extend_from_slice(bead[1]);
            gold.push(LooseBead {
                source: (i..source.len() as u32).collect(),
                target: (j..target.len() as u32).collect(),
                confidence: None,
            });
        };
        let of = |side: &Segments, segments: &[u32]| -> Vec<String> {
            segments.iter().map(|&at| side.items[at as usize].text.clone()).collect()
        };
        take([&of(&long.bitext.source, &bead.source), &of(&long.bitext.target, &bead.target)]);
        if at % 5 == 4 {
            refrains += 1;
            take([&["يا ليل طل علينا.".to_owned()], &["O night, come upon us.".to_owned()]]);
        }
    }
    let repeated = Long { bitext: bitext(&source, &target), gold, documents: Vec::new() };
    let before = long.strict_f1(&loose_beads(ladder));
    let ours = loose_beads(&align(&repeated.bitext));
    let after = repeated.strict_f1(&ours);
    assert!(after >= before - 0.01, "strict F1 is {after:.4} where it was {before:.4}");
    let is_refrain = |bead: &&LooseBead| {
        bead.source.len() == 1 && source[bead.source[0] as usize].starts_with("يا ليل")
    };
    let right = repeated.gold.iter().filter(is_refrain);
    let right = right
        .filter(|gold| ours.iter().any(|b| (&b.source, &b.target) == (&gold.source, &gold.target)));
    let right = right.count();
    assert!(right * 100 >= refrains * 95, "{right} of {refrains} refrains are right");
}

/// Rows that are the same but for how many there are: each has a partner as long as there is one.
#[test]
fn equal_rows_are_paired_off() {
    for (rows, columns) in [(40, 40), (40, 38), (37, 40)] {
        let source = vec!["نعم | لا | 15"; rows];
        let target = vec!["Yes | No | 15"; columns];
        let ladder = align(&bitext(&source, &target));
        let pairs = ladder.beads().iter().filter(|bead| bead.cut.shape().to_string() == "1-1");
        let pairs = pairs.count();
        assert!(pairs + 3 >= rows.min(columns), "{pairs} pairs of {rows} and {columns} rows");
    }
}

/// However alike its lines, a text comes out whole.
#[test]
fn thousands_of_identical_lines_come_out_whole() {
    let source = vec!["لا شيء جديد في هذا السطر."; 5_000];
    let target = vec!["There is nothing new in this line."; 5_000];
    let ladder = align(&bitext(&source, &target));
    let paired: u32 = two_sided(&ladder).map(|bead| bead.cut.source.len()).sum();
    assert!(paired > 4_500, "{paired} of 5,000 lines found a partner");
}

/// A pair of 30 segments or more moved to the end, and two that swapped places.
fn moved_blocks(long: &Long) -> [Long; 2] {
    let blocks: Vec<Range<u32>> =
        long.documents.iter().filter(|block| block.len() >= 30).cloned().collect();
    [long.moved_to_end(blocks[2].clone()), long.swapped(blocks[1].clone(), blocks[5].clone())]
}

/// Whatever is moved, gold joins the texts it joined before.
#[test]
fn moved_blocks_keep_their_gold() {
    let long = Long::joined();
    let beads = |long: &Long| {
        let of = |side: &Segments, segments: &[u32]| -> Vec<String> {
            segments.iter().map(|&at| side.items[at as usize].text.clone()).collect()
        };
        let beads = long.gold.iter().map(|bead| {
            (of(&long.bitext.source, &bead.source), of(&long.bitext.target, &bead.target))
        });
        let mut beads: Vec<_> = beads.collect();
        beads.sort();
        beads
    };
    for damaged in moved_blocks(&long) {
        assert!(damaged.bitext.target != long.bitext.target, "nothing was moved");
        assert!(beads(&damaged) == beads(&long), "a gold bead joins other texts than before");
    }
}

/// What is said of a text with moved blocks is as right as what is said of the text as it was.
#[test]
fn moved_blocks_force_no_wrong_beads() {
    let precision = |(long, ladder): &Aligned| {
        Counts::new(&loose_beads(ladder), &long.gold).rates(Reading::Strict).precision
    };
    let before = precision(&WHOLE);
    for damaged in &*MOVED {
        let after = precision(damaged);
        assert!(after >= before - 0.01, "precision is {after:.4} where it was {before:.4}");
    }
}

/// A moved block is found again, and told apart from what stayed.
#[test]
fn moved_blocks_are_found() {
    let (long, unmoved) = &*WHOLE;
    let before = long.strict_f1(&loose_beads(unmoved));
    for (damaged, ladder) in &*MOVED {
        let after = damaged.strict_f1(&loose_beads(ladder));
        assert!(after >= before - 0.01, "strict F1 is {after:.4} where it was {before:.4}");
        let moved = ladder.moved().into_iter().filter(|&moved| moved).count();
        assert!(moved >= 20, "{moved} beads are reported as moved");
    }
    assert!(!unmoved.moved().contains(&true), "nothing was moved, but some is reported");
}
