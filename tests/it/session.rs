//! Sessions: what is accepted, rejected and pinned holds, and nothing else decides.

use std::sync::{Arc, LazyLock, Mutex};

use mizan::aligner::{Aligner, Alignment, Session};
use mizan::bitext::{Bitext, Confidence, Constraint, Constraints, Cut, Ladder, Run};
use mizan::eval::{Counts, LooseBead, Reading, loose_beads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::robust::Long;
use crate::{pairs, texts};

fn aligner(with_encoder: bool) -> Aligner {
    Aligner::with_encoder(with_encoder.then(|| Arc::clone(texts::encoder()))).explain(true)
}

#[test]
fn without_constraints_a_session_aligns_as_ever() {
    for name in pairs::names().into_iter().step_by(3) {
        let bitext = Arc::new(pairs::load(&name).bitext);
        for with_encoder in [true, false] {
            let aligner = aligner(with_encoder);
            let session = aligner.session(Arc::clone(&bitext));
            let alignment = aligner.align_bitext(Arc::clone(&bitext));
            assert_eq!(session.alignment(), &alignment, "{name}");
        }
    }
}

/// Something a reviewer does.
#[derive(Debug, Clone)]
enum Step {
    Accept(Index),
    /// A bead with its target run moved by so many segments, and made so long.
    AcceptMoved(Index, i32, u32),
    AcceptUntranslated(Index),
    Reject(Index),
    /// A point so many target segments off the path.
    Pin(Index, i32),
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => any::<Index>().prop_map(Step::Accept),
        4 => (any::<Index>(), -4..5i32, 0..4u32).prop_map(|(at, by, len)| Step::AcceptMoved(at, by, len)),
        1 => any::<Index>().prop_map(Step::AcceptUntranslated),
        3 => any::<Index>().prop_map(Step::Reject),
        2 => (any::<Index>(), -3..4i32).prop_map(|(at, by)| Step::Pin(at, by)),
        1 => Just(Step::Undo),
    ]
}

/// The constraint of a step, if it is one. Steps go to a narrow part of the text, so that they meet.
fn constraint(step: &Step, alignment: &Alignment) -> Option<Constraint> {
    let beads = alignment.ladder().beads();
    let part = beads.len() / 3..(beads.len() / 3 + 60).min(beads.len());
    let cut = |at: &Index| beads[part.clone()][at.index(part.len())].cut;
    let shifted = |at: u32, by: i32| at.saturating_add_signed(by);
    Some(match step {
        Step::Accept(at) => Constraint::Accept(cut(at)),
        Step::AcceptMoved(at, by, length) => {
            let Cut { source, target } = cut(at);
            let start = shifted(target.start, *by);
            Constraint::Accept(Cut::new(source, Run::new(start, start + length)))
        }
        Step::AcceptUntranslated(at) => {
            let Cut { source, target } = cut(at);
            Constraint::Accept(Cut::new(
                Run::new(source.start, source.start + 1),
                Run::new(target.start, target.start),
            ))
        }
        Step::Reject(at) => Constraint::Reject(cut(at)),
        Step::Pin(at, by) => {
            let cut = cut(at);
            Constraint::Pin(cut.source.start, shifted(cut.target.start, *by))
        }
        Step::Undo => return None,
    })
}

/// Whether an alignment keeps to its constraints. `moved` are the beads that cross others without constraints.
fn check(session: &Session, moved: &[Cut]) -> Result<(), TestCaseError> {
    let ladder = session.alignment().ladder();
    let beads = ladder.beads();
    let empty = |run: Run| run.start == run.end;
    let is_gap = |cut: Cut| empty(cut.source) || empty(cut.target);
    let accepted: Vec<Cut> = session
        .constraints()
        .iter()
        .filter_map(|c| if let Constraint::Accept(cut) = c { Some(cut) } else { None })
        .collect();
    for constraint in session.constraints().iter() {
        match constraint {
            Constraint::Accept(cut) => {
                let same = |bead: Cut| match (empty(cut.source), empty(cut.target)) {
                    (false, true) => bead.source == cut.source && empty(bead.target),
                    (true, false) => bead.target == cut.target && empty(bead.source),
                    _ => bead == cut,
                };
                let found = beads.iter().find(|bead| same(bead.cut));
                let sure = found.map(|bead| bead.confidence);
                prop_assert_eq!(sure, Some(Confidence::CERTAIN), "{:?}", cut);
            }
            Constraint::Reject(cut) if !is_gap(cut) => {
                prop_assert!(beads.iter().all(|bead| bead.cut != cut), "{:?}", cut);
            }
            Constraint::Reject(cut) => {
                let (of, run): (fn(Cut) -> Run, Run) = match empty(cut.target) {
                    true => (|cut| cut.source, cut.source),
                    false => (|cut| cut.target, cut.target),
                };
                let meets = |bead: Cut| of(bead).indices().any(|at| run.indices().contains(&at));
                let left = beads.iter().find(|bead| is_gap(bead.cut) && meets(bead.cut));
                prop_assert!(left.is_none(), "{:?} for {:?}", left, cut);
            }
            Constraint::Pin(i, j) => {
                for bead in beads {
                    let Cut { source, target } = bead.cut;
                    let is_before = source.end <= i && target.end <= j;
                    let is_after = source.start >= i && target.start >= j;
                    // Accepted and moved beads may cross pins, and gaps have no place in the other text.
                    let may_cross = accepted.contains(&bead.cut) || moved.contains(&bead.cut);
                    let is_free = may_cross || is_gap(bead.cut);
                    prop_assert!(is_free || is_before || is_after, "{:?} for {i}-{j}", bead.cut);
                }
            }
        }
    }
    Ok(())
}

/// The beads that cross others.
fn moved(ladder: &Ladder) -> Vec<Cut> {
    let beads = ladder.beads().iter().zip(ladder.moved());
    beads.filter(|(_, is_moved)| *is_moved).map(|(bead, _)| bead.cut).collect()
}

/// A reviewer's pin between a block and where it was moved to leaves the block where it is.
#[test]
fn pins_do_not_lose_what_was_moved() {
    let bitext = with_moved_block();
    let mut session = aligner(true).session(bitext);
    let before = moved(session.alignment().ladder());
    assert!(before.len() > 20, "{before:?}");
    let beads = session.alignment().ladder().beads();
    let at = beads.iter().position(|bead| bead.cut == before[0]).unwrap();
    let is_on_path = |cut: &Cut| !before.contains(cut) && !cut.shape().is_gap();
    let on_path: Vec<Cut> = beads[at..].iter().map(|bead| bead.cut).filter(is_on_path).collect();
    let behind = on_path[on_path.len() / 2];
    session.pin(behind.source.start, behind.target.start).unwrap();
    assert_eq!(moved(session.alignment().ladder()), before);
    // One inside the block, on the path around it, says that nothing was moved.
    session.pin(before[10].source.start, on_path[0].target.start).unwrap();
    let after = moved(session.alignment().ladder());
    assert!(before.iter().all(|cut| !after.contains(cut)), "{after:?}");
}

/// Segments of moved beads are in beads, whatever else is asked of those around them.
#[test]
fn segments_of_moved_beads_are_not_left_out() {
    let mut session = aligner(true).session(with_moved_block());
    let moved = moved(session.alignment().ladder());
    let block = moved[0].source.start..moved[moved.len() - 1].source.end;
    let beads = session.alignment().ladder().beads();
    let mut lone = beads
        .iter()
        .map(|bead| bead.cut)
        .filter(|cut| cut.target.start == cut.target.end && block.contains(&cut.source.start));
    let lone = lone.next().expect("something inside the block is unaligned");
    let behind = moved.iter().filter(|cut| cut.source.start > lone.source.start).take(4);
    let wanted = behind.map(|cut| Cut::new(cut.source, lone.target)).chain([lone]);
    for cut in wanted {
        session.reject(cut).unwrap();
        check(&session, &moved).unwrap();
    }
}

/// The bundled pairs in a row, with a document moved to the end of the target.
fn with_moved_block() -> Bitext {
    let long = Long::joined();
    let block = long.documents.iter().filter(|block| block.len() >= 30).nth(2).unwrap();
    long.moved_to_end(block.clone()).bitext
}

/// Three sessions over the same texts, two of which are used to check the other.
type Sessions = LazyLock<Mutex<[Session; 3]>>;

fn sessions(with_encoder: bool) -> Mutex<[Session; 3]> {
    let bitext = Arc::new(with_moved_block());
    Mutex::new([0; 3].map(|_| aligner(with_encoder).session(Arc::clone(&bitext))))
}

static MEANING: Sessions = LazyLock::new(|| sessions(true));
static PLAIN: Sessions = LazyLock::new(|| sessions(false));

fn steps_lead_where_constraints_do(
    sessions: &Sessions,
    steps: &[Step],
) -> Result<(), TestCaseError> {
    let mut sessions = sessions.lock().unwrap_or_else(|poison| poison.into_inner());
    for session in &mut *sessions {
        session.constrain(Constraints::default()).unwrap();
    }
    let [session, at_once, backwards] = &mut *sessions;
    let unconstrained = session.alignment().clone();
    let moved = moved(unconstrained.ladder());
    for step in steps {
        let before = (session.alignment().clone(), session.constraints().clone());
        match constraint(step, session.alignment()) {
            Some(Constraint::Accept(cut)) if session.accept(cut).is_err() => {}
            Some(Constraint::Reject(cut)) if session.reject(cut).is_err() => {}
            Some(Constraint::Pin(i, j)) if session.pin(i, j).is_err() => {}
            Some(_) => {
                check(session, &moved)?;
                continue;
            }
            None => {
                session.undo();
                check(session, &moved)?;
                continue;
            }
        }
        prop_assert_eq!(&before.0, session.alignment());
        prop_assert_eq!(&before.1, session.constraints());
    }
    at_once.constrain(session.constraints().clone()).unwrap();
    prop_assert_eq!(at_once.alignment(), session.alignment());
    let mut some = Constraints::default();
    for constraint in session.constraints().iter().collect::<Vec<_>>().into_iter().rev() {
        some.insert(constraint);
        // A part of the constraints may leave no choice where all of them do.
        let _ = backwards.constrain(some.clone());
    }
    prop_assert_eq!(backwards.alignment(), session.alignment());
    session.constrain(Constraints::default()).unwrap();
    prop_assert_eq!(session.alignment(), &unconstrained);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn steps_in_any_order_lead_where_constraints_do(steps in vec(step(), 1..8)) {
        steps_lead_where_constraints_do(&MEANING, &steps)?;
    }

    #[test]
    fn steps_without_encoder_lead_where_constraints_do(steps in vec(step(), 1..8)) {
        steps_lead_where_constraints_do(&PLAIN, &steps)?;
    }
}

#[test]
fn constraints_given_beforehand_are_those_given_later() {
    let pair = pairs::load("short-story");
    let bitext = Arc::new(pair.bitext);
    let constraints = pins(&pair.gold, 20);
    let mut session = aligner(true).session(Arc::clone(&bitext));
    session.constrain(constraints.clone()).unwrap();
    let alignment = aligner(true).align_under(&constraints, bitext).unwrap();
    assert_eq!(session.alignment(), &alignment);
}

/// True points every so many source segments.
fn pins(gold: &[LooseBead], every: u32) -> Constraints {
    let (mut i, mut j, mut last) = (0, 0, 0);
    let mut pins = Constraints::default();
    for bead in gold {
        if i >= last + every && bead.source.first() == Some(&i) && bead.target.first() == Some(&j) {
            pins.insert(Constraint::Pin(i, j));
            last = i;
        }
        i = bead.source.iter().fold(i, |i, at| i.max(at + 1));
        j = bead.target.iter().fold(j, |j, at| j.max(at + 1));
    }
    pins
}

/// Short parts of a text are aligned as well as in the whole: what is known of the whole is known of them.
#[test]
fn true_pins_do_no_harm() {
    const PAIRS: [&str; 8] = [
        "classical",
        "lives",
        "memoir",
        "reports",
        "short-story",
        "sittings",
        "travels",
        "treatise",
    ];
    let (mut all_free, mut all_pinned) = (Counts::default(), Counts::default());
    let mut report = String::new();
    for name in PAIRS {
        let pair = pairs::load(name);
        let bitext: Arc<Bitext> = Arc::new(pair.bitext);
        let free = aligner(true).align_bitext(Arc::clone(&bitext));
        let pinned = aligner(true).align_under(&pins(&pair.gold, 20), bitext).unwrap();
        let [free, pinned] =
            [free, pinned].map(|a| Counts::new(&loose_beads(a.ladder()), &pair.gold));
        let f1 = |counts: &Counts| counts.rates(Reading::Strict).f1;
        report += &format!("{name}: {:.4} free, {:.4} pinned\n", f1(&free), f1(&pinned));
        all_free.add(free);
        all_pinned.add(pinned);
    }
    let [free, pinned] = [all_free, all_pinned].map(|all| all.rates(Reading::Strict).f1);
    assert!(pinned >= free, "{report}all: {free:.4} free, {pinned:.4} pinned");
    eprintln!("{report}all: {free:.4} free, {pinned:.4} pinned");
}
