//! The sentence encoder and the threads a command uses.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use mizan::encoder::Encoder;

use crate::files;
use crate::outcome::Failure;

/// The sentence encoder and the threads.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Performance")]
pub(crate) struct EngineArgs {
    /// Weights of the sentence encoder, instead of the built-in ones for Arabic and English. With `none`, no encoder is
    /// used: that is faster and less accurate
    #[arg(long, value_name = "FILE")]
    encoder: Option<PathBuf>,

    /// Number of threads; it does not change the result [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl EngineArgs {
    /// The encoder that was asked for; `None` for `--encoder none`.
    pub(crate) fn encoder(&self) -> Result<Option<Encoder>, Failure> {
        match self.encoder.as_deref() {
            Some(path) if path.as_os_str() == "none" => Ok(None),
            path => files::encoder(path).map(Some),
        }
    }

    /// The number of threads that was asked for, or one for each core.
    pub(crate) fn threads(&self) -> NonZeroUsize {
        self.threads
            .and_then(|asked| NonZeroUsize::new(usize::from(asked)))
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}
