//! Running work on several threads so that results come back in order.
//!
//! What this crate does in parallel runs on the threads of the pool it is called from: all processors unless
//! [`Workers`] says otherwise. No result depends on their number.

use std::num::NonZeroUsize;
use std::ops::{Deref, DerefMut};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads to run work on.
///
/// ```
/// use std::num::NonZeroUsize;
/// use mizan::threads::Workers;
///
/// let two = Workers::new(NonZeroUsize::new(2).unwrap());
/// assert_eq!(two.run(|| 6 * 7), 42);
/// ```
#[derive(Debug)]
pub struct Workers(Option<rayon::ThreadPool>);

impl Workers {
    /// Starts threads. If the system refuses, work runs on the thread of the caller.
    pub fn new(threads: NonZeroUsize) -> Workers {
        Workers(rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build().ok())
    }

    /// Runs work and everything it calls on these threads, and waits for it.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// The number of threads of the pool we run in.
pub(crate) fn current() -> NonZeroUsize {
    NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN)
}

/// Runs `work(state, at)` for every `at` below `count` on at most so many threads, each with its own state, and returns
/// the results in order. With one thread, work runs on the caller's.
pub(crate) fn map<S, T: Send>(
    threads: NonZeroUsize,
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let threads = threads.get().min(count);
    if threads <= 1 {
        let mut state = state();
        return (0..count).map(|at| work(&mut state, at)).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(count));
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                let mut state = state();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        break;
                    }
                    let result = work(&mut state, at);
                    // A poisoned lock means another thread panicked; the scope passes that on.
                    done.lock().unwrap_or_else(|poison| poison.into_inner()).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|poison| poison.into_inner());
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Runs `work(at, chunk)` on every chunk of `data`, `length` long but for the last, on at most so many threads,
/// each taking the next one.
pub(crate) fn chunks<T: Send>(
    threads: NonZeroUsize,
    data: &mut [T],
    length: usize,
    work: impl Fn(usize, &mut [T]) + Sync,
) {
    let threads = threads.get().min(data.len().div_ceil(length));
    let chunks = data.chunks_mut(length).enumerate();
    if threads <= 1 {
        chunks.for_each(|(at, chunk)| work(at, chunk));
        return;
    }
    let chunks = Mutex::new(chunks);
    // A poisoned lock means another thread panicked; the scope passes that on.
    let next = || chunks.lock().unwrap_or_else(|poison| poison.into_inner()).next();
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                while let Some((at, chunk)) = next() {
                    work(at, chunk);
                }
            });
        }
    });
}

/// Buffers that threads borrow in turn, so that what one call grew the next need not grow again.
#[derive(Default)]
pub(crate) struct Spares<T>(Mutex<Vec<T>>);

impl<T: Default> Spares<T> {
    /// A buffer that was given back, or a new one.
    pub(crate) fn lend(&self) -> Lent<'_, T> {
        let free = self.0.lock().unwrap_or_else(|poison| poison.into_inner()).pop();
        Lent { spares: self, thing: free.unwrap_or_default() }
    }

    /// Frees the buffers that are not lent.
    pub(crate) fn free(&self) {
        self.0.lock().unwrap_or_else(|poison| poison.into_inner()).clear();
    }
}

/// A buffer of [`Spares`], given back when dropped.
pub(crate) struct Lent<'p, T: Default> {
    spares: &'p Spares<T>,
    thing: T,
}

impl<T: Default> Deref for Lent<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T: Default> DerefMut for Lent<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.thing
    }
}

impl<T: Default> Drop for Lent<'_, T> {
    fn drop(&mut self) {
        let thing = std::mem::take(&mut self.thing);
        self.spares.0.lock().unwrap_or_else(|poison| poison.into_inner()).push(thing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_worked_on() {
        for threads in [1, 3] {
            let mut data = [0; 50];
            let threads = NonZeroUsize::new(threads).unwrap();
            chunks(threads, &mut data, 7, |at, chunk| {
                chunk.iter_mut().for_each(|value| *value += at);
            });
            assert!(data.iter().enumerate().all(|(at, &value)| value == at / 7));
        }
    }

    #[test]
    fn what_is_given_back_is_lent_again() {
        let spares = Spares::<Vec<u8>>::default();
        spares.lend().push(7);
        let first = spares.lend();
        assert_eq!((&first[..], &spares.lend()[..]), (&[7][..], &[][..]));
        drop(first);
        spares.free();
        assert!(spares.lend().is_empty());
    }

    #[test]
    fn results_keep_their_order() {
        for threads in [1, 2, 7] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let squares = map(threads, 100, || 0, |_, at| at * at);
            assert!(squares.iter().enumerate().all(|(at, &square)| square == at * at));
            assert!(map(threads, 0, || (), |(), at| at).is_empty());
        }
    }
}
