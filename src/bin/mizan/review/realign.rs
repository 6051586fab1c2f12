//! Work beside the engine: aligning again around what was changed, and checking the beads.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use mizan::aligner::{Aligner, WeightTables};
use mizan::check::{CHECKS, Check, CheckSettings, check_memory};
use mizan::encoder::Encoder;
use mizan::lang::Lang;
use mizan::review::{Findings, Op, Window};
use mizan::unit::UnitSource;

use crate::engine::EngineArgs;

/// Something to be done beside the engine.
pub(super) enum Task {
    /// Align a window again, cut from the project as it was after an operation.
    Align { n: u64, window: Box<Window> },
    /// Check beads, by the numbers of their units.
    Check { langs: [Lang; 2], beads: Vec<(u64, u32)>, units: Box<dyn UnitSource + Send> },
}

/// What came of a task.
pub(super) enum Done {
    /// The operations that put better beads in the place of others, or why there are none.
    Aligned { n: u64, ops: Result<Vec<Op>, String> },
    /// The findings on beads.
    Checked { beads: Vec<u32>, found: Findings },
    /// Why nothing can be done.
    NoEngine(String),
}

/// Takes what came of a task; false if nobody listens any more.
type Tell = Box<dyn Fn(Done) -> bool + Send>;

/// The most beads that are checked with the encoder, which takes some milliseconds each.
const MOST_ENCODED: usize = 5_000;

/// Starts the thread that does the work.
pub(super) fn start(
    options: EngineArgs,
    glossary: Arc<mizan::glossary::Glossary>,
    weights: Option<WeightTables>,
    tell: Tell,
) -> Sender<Task> {
    let (tasks, queue) = channel();
    std::thread::spawn(move || {
        let encoder = match options.encoder() {
            Ok(encoder) => encoder.map(Arc::new),
            Err(failure) => {
                tell(Done::NoEngine(failure.message));
                return;
            }
        };
        let aligner = Aligner::with_encoder(encoder.clone())
            .glossary(glossary)
            .weights(weights.unwrap_or_else(WeightTables::bundled))
            .threads(options.threads().get())
            .explain(true);
        work(&aligner, encoder.as_deref(), &queue, &tell);
    });
    tasks
}

fn work(aligner: &Aligner, encoder: Option<&Encoder>, queue: &Receiver<Task>, tell: &Tell) {
    let mut session = None;
    let mut waiting: Vec<Task> = Vec::new();
    loop {
        if waiting.is_empty() {
            let Ok(task) = queue.recv() else { return };
            waiting.push(task);
        }
        waiting.extend(queue.try_iter());
        // Only the last window counts, and it comes before checks.
        let is_window = |task: &Task| matches!(task, Task::Align { .. });
        let task = match waiting.iter().rposition(is_window) {
            Some(last) => {
                let task = waiting.swap_remove(last);
                waiting.retain(|task| !is_window(task));
                task
            }
            None => waiting.remove(0),
        };
        let done = match task {
            Task::Align { n, window } => {
                let ops = window.realign(aligner, &mut session);
                Done::Aligned { n, ops: ops.map_err(|error| error.to_string()) }
            }
            Task::Check { langs, beads, mut units } => {
                let found = check(langs, &beads, units.as_mut(), encoder);
                Done::Checked { beads: beads.into_iter().map(|(_, bead)| bead).collect(), found }
            }
        };
        if !tell(done) {
            return;
        }
    }
}

/// The findings on some beads.
pub(super) fn check(
    langs: [Lang; 2],
    beads: &[(u64, u32)],
    units: &mut dyn UnitSource,
    encoder: Option<&Encoder>,
) -> Findings {
    let settings = CheckSettings {
        source_lang: Some(langs[0]),
        target_lang: Some(langs[1]),
        encoder: encoder.filter(|_| beads.len() <= MOST_ENCODED),
        ..CheckSettings::default()
    };
    // What is said of units in files is not yet there.
    let checks: Vec<&'static dyn Check> =
        CHECKS.iter().copied().filter(|check| check.id() != "metadata").collect();
    let mut by_bead = Findings::new();
    let checked = check_memory(units, &settings, &checks, false, &mut |checked| {
        for finding in checked.findings {
            if let Ok(at) = beads.binary_search_by_key(&finding.unit, |(number, _)| *number) {
                by_bead.entry(beads[at].1).or_default().push(finding);
            }
        }
        Ok(())
    });
    debug_assert!(checked.is_ok(), "no file is read");
    by_bead
}
