//! `mizan glossary`.

use std::path::Path;

use mizan::glossary;

use crate::args::GlossaryCommand;
use crate::{Failure, Outcome, files};

pub(crate) fn run(command: &GlossaryCommand) -> Result<Outcome, Failure> {
    match command {
        GlossaryCommand::Check { file } => check(file),
    }
}

fn check(path: &Path) -> Result<Outcome, Failure> {
    let text = files::read_utf8(path)?;
    let name = path.display();
    let (glossary, problems) =
        glossary::check(&text).map_err(|error| Failure::input(format!("{name}: {error}")))?;
    files::print(|out| {
        for problem in &problems {
            writeln!(out, "{name}:{}: {}: {}", problem.line, problem.id, problem.message)?;
        }
        Ok(())
    })?;
    eprintln!("{name}: {} entries, {} findings", glossary.entries.len(), problems.len());
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Findings })
}
