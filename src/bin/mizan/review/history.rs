//! `mizan review log` and `mizan review undo`: what was done, and taking it back.

use std::path::PathBuf;

use mizan::review::{Entry, Op, Refusal};

use super::file::{self, ProjectFile, Undone};
use super::settings::user;
use crate::files;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};

const AFTER_LOG: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o faq.mizan
  mizan review log faq.mizan";

const AFTER_UNDO: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o faq.mizan
  mizan review undo faq.mizan";

/// List the operations of a project
///
/// One operation a line: its number, the time (UTC), who did it, and what was done, separated by tabs.
#[derive(clap::Args)]
#[command(after_help = AFTER_LOG)]
pub(super) struct LogArgs {
    /// Project
    project: PathBuf,

    /// Print JSON lines
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// Take back the last operations of a project
///
/// Operations of one key press are taken back together. What is taken back stays in the project and can be done again.
#[derive(clap::Args)]
#[command(after_help = AFTER_UNDO)]
pub(super) struct UndoArgs {
    /// Project
    project: PathBuf,

    /// How many
    #[arg(default_value_t = 1)]
    count: u32,

    /// Name kept with the operation [default: the name of the user]
    #[arg(long, value_name = "NAME", help_heading = "Project")]
    name: Option<String>,
}

pub(super) fn log(args: &LogArgs) -> Result<Outcome, Failure> {
    let project = file::read(&args.project)?.project;
    files::print_as(!args.json, |out| {
        for entry in project.log() {
            match args.json {
                true => {
                    serde_json::to_writer(&mut *out, entry).map_err(std::io::Error::from)?;
                    out.write_all(b"\n")?;
                }
                false => {
                    let Entry { n, at, who, .. } = entry;
                    writeln!(out, "{n}\t{at}\t{who}\t{}", words(&entry.op))?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Outcome::Fine)
}

/// An operation in words.
pub(super) fn words(op: &Op) -> String {
    match op {
        Op::Status { bead, status } => {
            let status = serde_json::to_string(status).unwrap_or_default();
            format!("bead {bead}: {}", status.trim_matches('"'))
        }
        Op::Merge { bead } => format!("bead {bead} merged with the next"),
        Op::MergeBefore { bead } => format!("bead {bead} merged with the one before"),
        Op::Part { bead, source, target } => {
            format!("bead {bead} parted after {source} source and {target} target segments")
        }
        Op::Move { bead, side, which, to } => {
            let name = |value: String| value.trim_matches('"').to_owned();
            let which = name(serde_json::to_string(which).unwrap_or_default());
            let to = name(serde_json::to_string(to).unwrap_or_default());
            format!("bead {bead}: {which} {side} segment moved {to}")
        }
        Op::Link { source, target } => {
            let list = |ids: &[String]| match ids {
                [] => "nothing".to_owned(),
                ids => ids.join(" "),
            };
            format!("{} linked with {}", list(source), list(target))
        }
        Op::Split { segment, at } => format!("segment {segment} cut at {at}"),
        Op::Join { segment } => format!("segment {segment} joined with the next"),
        Op::Edit { segment, text } => {
            format!("segment {segment} edited: {}", text.replace('\n', " "))
        }
        Op::Comment { bead, text } if text.is_empty() => format!("bead {bead}: comment removed"),
        Op::Comment { bead, text } => format!("bead {bead}: comment: {}", text.replace('\n', " ")),
        Op::Pin { bead } => format!("bead {bead} pinned or let go"),
        Op::Accept { over } => format!("all open beads over {over} reviewed"),
        Op::Add { source, target, .. } => format!("unit added: {source} = {target}"),
        Op::Realigned { remove, insert } => {
            format!(
                "aligned again: {} replaced by {}",
                plural(remove.len() as u64, "bead"),
                insert.len()
            )
        }
        Op::Undo => "taken back".to_owned(),
        Op::Redo => "done again".to_owned(),
        Op::Seen { beads } => format!("{} looked at", plural(beads.len() as u64, "bead")),
    }
}

pub(super) fn undo(args: &UndoArgs) -> Result<Outcome, Failure> {
    let name = args.name.clone().unwrap_or_else(user);
    let mut file = ProjectFile::open(&args.project, &name)?;
    let mut done = 0;
    for _ in 0..args.count {
        match file.apply(Op::Undo, &name, false) {
            Ok(_) => done += 1,
            Err(Undone::Refused(Refusal::NothingToUndo)) => break,
            Err(Undone::Refused(refusal)) => {
                return Err(Failure::input(format!("{}: {refusal}", args.project.display())));
            }
            Err(Undone::Unsaved(message)) => return Err(Failure::input(message)),
        }
    }
    let more = if done < u64::from(args.count) { " (there were no more)" } else { "" };
    summary!(
        "{}: {} taken back{more}; {} of {} reviewed",
        args.project.display(),
        plural(done, "operation"),
        file.project.counts().reviewed,
        plural(file.project.counts().beads as u64, "bead")
    );
    Ok(Outcome::Fine)
}
