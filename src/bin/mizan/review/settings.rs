//! How a project is reviewed: by whom, and what of it.

use clap::ValueEnum;
use mizan::bitext::Side;

/// How the page is served.
pub(super) struct Settings {
    /// 0 for any port.
    pub(super) port: u16,
    /// Whether the browser is opened.
    pub(super) opens: bool,
    /// The side whose segments stay as they are.
    pub(super) lock: Option<Side>,
    /// Who reviews.
    pub(super) name: String,
    /// What is in the queue, if not all.
    pub(super) only: Option<QueueArg>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum SideArg {
    Source,
    Target,
}

/// What is in the queue of beads to look at.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum QueueArg {
    /// Beads that the program is unsure of
    Unsure,
    /// Beads with findings
    Findings,
}

impl SideArg {
    pub(super) fn side(self) -> Side {
        match self {
            SideArg::Source => Side::Source,
            SideArg::Target => Side::Target,
        }
    }
}

/// The name of whoever runs the program.
pub(super) fn user() -> String {
    let name = ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "reviewer".to_owned())
}
