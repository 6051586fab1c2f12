//! What packages of systems hold beside the program: completions for shells, and man pages.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Args;
use crate::files::{self, Outputs};
use crate::outcome::{Failure, Outcome};

/// Prints a script by which a shell completes commands, options and their values.
pub(crate) fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "mizan", &mut script);
    files::print_raw(|out| Ok(out.write_all(&script)?))?;
    Ok(Outcome::Fine)
}

/// Writes a page for each command into a folder, under the name by which `man mizan-memory-check` finds it.
pub(crate) fn man(folder: &Path) -> Result<Outcome, Failure> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let mut outputs = Outputs::default();
    pages(&command, folder, &mut outputs)?;
    outputs.finish()?;
    Ok(Outcome::Fine)
}

fn pages(command: &Command, folder: &Path, outputs: &mut Outputs) -> Result<(), Failure> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages(below, folder, outputs)?;
    }
    let man = Man::new(command.clone()).source(concat!("mizan ", env!("CARGO_PKG_VERSION")));
    outputs.write(&folder.join(man.get_filename()), |out| {
        let mut page = Vec::new();
        man.render(&mut page)?;
        Ok(out.write_all(with_examples(&String::from_utf8_lossy(&page)).as_bytes())?)
    })
}

/// A page whose examples keep their lines, so that they can be copied; otherwise they are filled and hyphenated.
fn with_examples(page: &str) -> String {
    const TITLE: &str = "\nExamples:\n";
    let Some((before, rest)) = page.split_once(TITLE) else { return page.to_owned() };
    let (examples, after) = rest.split_at(rest.find("\n.SH ").map_or(rest.len(), |at| at + 1));
    format!("{before}{TITLE}.nf\n{examples}.fi\n{after}")
}
