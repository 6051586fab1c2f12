//! How far long work has come, for whoever waits.

/// Hears how far work has come; may be called from any thread.
pub trait Watch: Sync {
    /// A stage begins; it will take so many steps, or it is not known how many if 0.
    fn begin(&self, stage: &'static str, steps: u64);

    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64);
}

/// Hears nothing.
pub struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _stage: &'static str, _steps: u64) {}

    fn advance(&self, _steps: u64) {}
}
