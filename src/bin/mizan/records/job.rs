//! What answers records.

use mizan::records::Answer;

/// Answers one record after the other. It is given the number of the line and the line.
pub(crate) type Worker = Box<dyn FnMut(u64, &[u8]) -> Answer + Send>;

/// What answers records, and how.
pub(crate) struct Job {
    /// Makes a worker that runs on so many threads.
    pub(crate) worker: Box<dyn Fn(usize) -> Worker + Send + Sync>,
    /// A fingerprint of all that answers depend on beside the records.
    pub(crate) run: String,
    /// What becomes of a record that is no error, in a word: `aligned`.
    pub(crate) done: &'static str,
    /// What an answer that was written says: how many segments it is of, or the code of its error. None if it is none.
    pub(crate) read: fn(&str) -> Option<Result<u64, String>>,
    pub(crate) threads: usize,
}
