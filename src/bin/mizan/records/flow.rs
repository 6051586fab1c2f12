//! Records on their way: read ahead, answered by several threads, and handed on in their order, within a bound of memory.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use mizan::records::Answer;

use super::job::{Job, Worker};
use super::lines::Lines;

/// What a segment takes while its record is answered: its vectors, and its share of the search.
const SEGMENT: u64 = 64 << 10;
/// The bytes of text that a segment has at least, as a rule.
const SEGMENT_BYTES: u64 = 120;

/// Records that are read, answered, and handed on.
pub(super) struct Flow {
    job: Job,
    memory: u64,
    /// The most records between the one that is written next and the one read last.
    window: u64,
    state: Mutex<State>,
    changed: Condvar,
    /// The worker on all threads, for a record that is alone.
    large: Mutex<Option<Worker>>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Task>,
    /// The cost of what is under way.
    used: u64,
    /// Whether a record is under way that others wait for.
    is_alone: bool,
    answers: BTreeMap<u64, Done>,
    /// The records handed on.
    handed: u64,
    /// All records, once they are read.
    total: Option<u64>,
    failed: Option<(u64, io::Error)>,
}

struct Task {
    /// Its place in the order.
    at: u64,
    /// The number of its line.
    number: u64,
    line: Vec<u8>,
    cost: u64,
    is_alone: bool,
}

struct Done {
    answer: Answer,
    /// What of the budget it holds.
    cost: u64,
    /// The bytes of its record.
    bytes: u64,
}

/// Answers that come next.
pub(super) struct Answers {
    /// With the sizes of their records.
    pub(super) ready: Vec<(Answer, u64)>,
    /// The line behind which reading failed.
    pub(super) failed: Option<(u64, io::Error)>,
    pub(super) is_last: bool,
}

impl Flow {
    pub(super) fn new(job: Job, memory: u64) -> Flow {
        let window = 256.max(32 * job.threads as u64);
        let (state, changed, large) = (Mutex::default(), Condvar::new(), Mutex::new(None));
        Flow { job, memory, window, state, changed, large }
    }

    /// Starts to read and to answer. The threads end with the program if they are not waited for.
    pub(super) fn start(self: &Arc<Flow>, lines: Lines) -> io::Result<()> {
        let spawn = |name: &str, work: Box<dyn FnOnce(&Flow) + Send>| {
            let flow = Arc::clone(self);
            thread::Builder::new().name(name.to_owned()).spawn(move || work(&flow)).map(drop)
        };
        spawn("records", Box::new(|flow| flow.read(lines)))?;
        for _ in 0..self.job.threads {
            spawn("answers", Box::new(Flow::work))?;
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut lines: Lines) {
        let mut at = 0;
        loop {
            match lines.next() {
                Ok(Some(line)) => {
                    self.put(at, lines.number, line);
                    at += 1;
                }
                ended => {
                    let mut state = self.state();
                    state.total = Some(at);
                    state.failed = ended.err().map(|error| (lines.number, error));
                    drop(state);
                    self.changed.notify_all();
                    return;
                }
            }
        }
    }

    /// Puts a record on its way, when there is room for it.
    fn put(&self, at: u64, number: u64, line: Vec<u8>) {
        let cost = cost(&line);
        let is_alone = cost > self.memory / 2;
        let mut state = self.state();
        loop {
            let fits = state.used + cost <= self.memory && !is_alone && !state.is_alone;
            if state.used == 0 || fits && at < state.handed + self.window {
                break;
            }
            state = self.wait(state);
        }
        state.used += cost;
        state.is_alone = is_alone;
        state.queue.push_back(Task { at, number, line, cost, is_alone });
        drop(state);
        self.changed.notify_all();
    }

    fn work(&self) {
        let mut worker = (self.job.worker)(1);
        while let Some(task) = self.take() {
            let Task { at, number, line, cost, is_alone } = task;
            let answer = if is_alone && self.job.threads > 1 {
                let mut large = self.large.lock().unwrap_or_else(PoisonError::into_inner);
                let large = large.get_or_insert_with(|| (self.job.worker)(self.job.threads));
                large(number, &line)
            } else {
                worker(number, &line)
            };
            let bytes = line.len() as u64 + 1;
            drop(line);
            let mut state = self.state();
            let left = cost.min(answer.line.len() as u64 + 1);
            state.used -= cost - left;
            state.is_alone &= !is_alone;
            state.answers.insert(at, Done { answer, cost: left, bytes });
            drop(state);
            self.changed.notify_all();
        }
    }

    fn take(&self) -> Option<Task> {
        let mut state = self.state();
        loop {
            if let Some(task) = state.queue.pop_front() {
                return Some(task);
            }
            if state.total.is_some() {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// Waits for the answers that come next.
    pub(super) fn next(&self) -> Answers {
        let mut state = self.state();
        loop {
            let mut ready = Vec::new();
            let next = state.handed;
            while let Some(done) = state.answers.remove(&(next + ready.len() as u64)) {
                state.used -= done.cost;
                ready.push((done.answer, done.bytes));
            }
            state.handed += ready.len() as u64;
            let is_last = state.total == Some(state.handed);
            if !ready.is_empty() || is_last {
                let failed = if is_last { state.failed.take() } else { None };
                drop(state);
                self.changed.notify_all();
                return Answers { ready, failed, is_last };
            }
            state = self.wait(state);
        }
    }
}

/// The memory that a record may take: an estimate, since the segments are not known before the texts are cut.
fn cost(line: &[u8]) -> u64 {
    let bytes = line.len() as u64;
    let given = memchr::memmem::find_iter(line, b"\",").count() as u64;
    4 * bytes + SEGMENT * (2 + bytes / SEGMENT_BYTES + given)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with the number; every third takes its time.
    fn job(threads: usize) -> Job {
        Job {
            worker: Box::new(|_| {
                Box::new(|number, line| {
                    if number % 3 == 0 {
                        thread::sleep(std::time::Duration::from_millis(2));
                    }
                    let line = format!("{number} {}", line.len());
                    Answer { line, error: None, segments: 1 }
                })
            }),
            run: String::new(),
            done: "done",
            read: |_| None,
            threads,
        }
    }

    #[test]
    fn answers_come_in_order_whatever_they_cost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records");
        let lines: Vec<String> =
            (0..400usize).map(|at| "x".repeat(1 + at * 37 % 5_000 + at / 399 * 40_000)).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        for (threads, memory) in [(1, 16 << 20), (3, 16 << 20), (4, 1 << 30)] {
            let flow = Arc::new(Flow::new(job(threads), memory));
            flow.start(Lines::open(&path).unwrap()).unwrap();
            let mut all = Vec::new();
            loop {
                let answers = flow.next();
                all.extend(answers.ready.into_iter().map(|(answer, _)| answer.line));
                if answers.is_last {
                    break;
                }
            }
            let expected: Vec<String> = (1..)
                .zip(&lines)
                .map(|(number, line)| format!("{number} {}", line.len()))
                .collect();
            assert_eq!(all, expected, "{threads} threads");
            assert_eq!(flow.state().used, 0);
        }
    }
}
