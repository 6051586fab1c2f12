//! The sentence encoder and the threads a command uses.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use mizan::encoder::Encoder;

use crate::files;
use crate::outcome::Failure;

/// What to compute meanings with.
#[derive(clap::Args)]
pub(crate) struct EngineArgs {
    /// Weights of the sentence encoder to use instead of the built-in Arabic-English ones; `none` does without
    /// an encoder, which is faster and less sure
    #[arg(long, value_name = "FILE")]
    encoder: Option<PathBuf>,

    /// Threads to use; the result does not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl EngineArgs {
    /// The encoder asked for, unless none is.
    pub(crate) fn encoder(&self) -> Result<Option<Encoder>, Failure> {
        match self.encoder.as_deref() {
            Some(path) if path.as_os_str() == "none" => Ok(None),
            path => files::encoder(path).map(Some),
        }
    }

    /// The threads asked for, or all there are.
    pub(crate) fn threads(&self) -> NonZeroUsize {
        self.threads
            .and_then(|asked| NonZeroUsize::new(usize::from(asked)))
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}
