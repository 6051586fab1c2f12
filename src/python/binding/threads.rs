//! Threads to work on while Python does other things.
//!
//! Each call takes a pool that no other call uses, so that Python threads do not wait for each other. A pool has no threads in
//! a process that was forked after it was made; such a process starts with none.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use mizan::threads::Workers;
use pyo3::prelude::*;

/// The pools that no call uses, by the number of their threads.
struct Free {
    process: u32,
    pools: BTreeMap<NonZeroUsize, Vec<Workers>>,
}

/// Only locked by who holds Python's own lock, as `os.fork` does too: no child finds it locked.
static FREE: Mutex<Free> = Mutex::new(Free { process: 0, pools: BTreeMap::new() });

fn with_free<T>(_: Python<'_>, change: impl FnOnce(&mut Free) -> T) -> T {
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let process = process::id();
    if free.process != process {
        // Ending a pool waits for its threads, which this process does not have.
        std::mem::forget(std::mem::take(&mut free.pools));
        free.process = process;
    }
    change(&mut free)
}

/// A pool for one caller, to be given back.
fn lend(py: Python<'_>, threads: NonZeroUsize) -> Workers {
    let free = with_free(py, |free| free.pools.entry(threads).or_default().pop());
    free.unwrap_or_else(|| Workers::new(threads))
}

fn give_back(py: Python<'_>, threads: NonZeroUsize, pool: Workers) {
    with_free(py, |free| free.pools.entry(threads).or_default().push(pool));
}

/// Does work on so many threads while other Python threads run.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    threads: NonZeroUsize,
    work: impl FnOnce() -> T + Send,
) -> T {
    let pool = lend(py, threads);
    let done = py.detach(|| pool.run(work));
    give_back(py, threads, pool);
    done
}

/// Tells whoever started a thread that it ends, however it does.
struct Ending<'a> {
    running: &'a AtomicUsize,
    starter: Thread,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.running.fetch_sub(1, Ordering::Release);
        self.starter.unpark();
    }
}

/// Does something with each of many things, on so many threads, each thing on one, while other Python threads run. The results
/// come in the order of the things. Ctrl-C ends it after the things under way.
pub(crate) fn each<T: Sync, R: Send>(
    py: Python<'_>,
    threads: NonZeroUsize,
    things: &[T],
    work: impl Fn(usize, &T) -> R + Sync,
) -> PyResult<Vec<R>> {
    const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
    let one = NonZeroUsize::MIN;
    let threads = threads.get().min(things.len());
    let pools: Vec<Workers> = (0..threads).map(|_| lend(py, one)).collect();
    let (next, running) = (AtomicUsize::new(0), AtomicUsize::new(threads));
    let is_over = AtomicBool::new(false);
    let worker = |pool: &Workers, _ending: Ending<'_>| {
        let mut done = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { break };
            done.push((at, pool.run(|| work(at, thing))));
        }
        done
    };
    let (mut done, signals) = py.detach(|| {
        thread::scope(|scope| {
            let worker = &worker;
            let start = |pool| {
                let ending = Ending { running: &running, starter: thread::current() };
                scope.spawn(move || worker(pool, ending))
            };
            let started: Vec<_> = pools.iter().map(start).collect();
            let mut signals = Ok(());
            while signals.is_ok() && running.load(Ordering::Acquire) > 0 {
                thread::park_timeout(BETWEEN_LOOKS);
                signals = Python::attach(|py| py.check_signals());
            }
            is_over.store(signals.is_err(), Ordering::Relaxed);
            let done = started.into_iter().flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            (done.collect::<Vec<_>>(), signals)
        })
    });
    pools.into_iter().for_each(|pool| give_back(py, one, pool));
    signals?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
