//! Progress of long work.

/// Receives progress updates, from any thread.
pub trait Watch: Send + Sync {
    /// A stage begins that takes so many steps; 0 if their number is not known.
    fn begin(&self, stage: &'static str, steps: u64);

    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64);
}

/// Ignores progress updates.
pub(crate) struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _stage: &'static str, _steps: u64) {}

    fn advance(&self, _steps: u64) {}
}
