//! `mizan review merge`: two copies of a project become one.

use std::path::{Path, PathBuf};

use mizan::format;
use mizan::review::{Entry, Merged};
use serde_json::json;

use super::file;
use super::history::words;
use crate::files::{self, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
Exit codes: 0 success, 1 conflicts, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o faq.mizan
  mizan review merge faq.mizan faq.mizan -o both.mizan";

/// Make one project of two copies that two people have worked on
///
/// The result holds all operations of the first, then those of the second that the first lacks, where the beads they were
/// done to are as they were. Operations of the second that cannot be done are printed: the number, who did it and when,
/// what it was, and what is in the way, separated by tabs. None is left out in silence.
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct MergeArgs {
    /// Copy whose operations all stay
    first: PathBuf,

    /// Copy whose further operations are done as well
    second: PathBuf,

    /// Project to write
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Print conflicts and counts as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &MergeArgs) -> Result<Outcome, Failure> {
    check(args)?;
    let mut first = file::read(&args.first)?;
    let second = file::read(&args.second)?;
    let Some(common) = first.project.parted_from(&second.project) else {
        return Err(Failure::input(format!(
            "{} and {}: are no copies of one project; their alignments differ",
            args.first.display(),
            args.second.display()
        )));
    };
    let [mine, theirs] = [&first.project, &second.project].map(|project| project.log().len());
    let bytes = match mine == common {
        true => files::read(&args.second)?[..second.whole as usize].to_vec(),
        false => files::read(&args.first)?[..first.whole as usize].to_vec(),
    };
    let merged = match mine == common {
        // The first has nothing of its own.
        true => Merged { done: theirs - common, ..Merged::default() },
        false => {
            let n = second.project.log()[..common].iter().map(|entry| entry.n).max().unwrap_or(0);
            let fork = fork(&args.second, n)?;
            let merged = first.project.merge(&second.project, fork, common);
            merged.map_err(|refusal| {
                Failure::input(format!(
                    "{} and {}: {refusal}",
                    args.first.display(),
                    args.second.display()
                ))
            })?
        }
    };
    let is_unended = if mine == common { second.unended } else { first.unended };
    let mut set = Outputs::default();
    set.write(&args.output, |out| {
        out.write_all(&bytes)?;
        if is_unended {
            out.write_all(b"\n")?;
        }
        for entry in &merged.entries {
            out.write_all(entry.line().as_bytes())?;
        }
        Ok(())
    })?;
    set.finish()?;
    print(args, &merged)?;
    tell(args, &merged, theirs - common);
    Ok(if merged.conflicts.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

/// Refuses outputs that would lose something.
fn check(args: &MergeArgs) -> Result<(), Failure> {
    let output = &args.output;
    let is_project = output.extension().is_some_and(|e| e.eq_ignore_ascii_case("mizan"));
    if !is_project {
        let name = output.display();
        return Err(Failure::usage(format!("{name}: a project has the extension mizan")));
    }
    files::check_place(output)?;
    let identity = files::identity(output);
    if [&args.first, &args.second].iter().any(|input| files::identity(input) == identity) {
        return Err(Failure::usage(format!(
            "{}: is one of the copies; write the result to another file",
            output.display()
        )));
    }
    if output.exists() {
        return Err(Failure::input(format!(
            "{}: is there already; name another file, or take this one away",
            output.display()
        )));
    }
    Ok(())
}

/// The project as it was after an operation.
fn fork(path: &Path, n: u64) -> Result<mizan::review::Project, Failure> {
    let opened = format::read_project_at(&files::read(path)?, n);
    opened
        .map(|opened| opened.project)
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
}

fn print(args: &MergeArgs, merged: &Merged) -> Result<(), Failure> {
    files::print_as(!args.json, |out| {
        if args.json {
            let conflict = |(entry, message): &(Entry, String)| json!({ "operation": entry, "message": message });
            let report = json!({
                "done": merged.done,
                "same": merged.same,
                "takenBack": merged.taken_back,
                "conflicts": merged.conflicts.iter().map(conflict).collect::<Vec<_>>(),
            });
            serde_json::to_writer(&mut *out, &report).map_err(std::io::Error::from)?;
            return Ok(out.write_all(b"\n")?);
        }
        for (entry, message) in &merged.conflicts {
            let Entry { n, at, who, op, .. } = entry;
            writeln!(out, "{n}\t{at}\t{who}\t{}\t{message}", words(op))?;
        }
        Ok(())
    })
}

fn tell(args: &MergeArgs, merged: &Merged, all: usize) {
    summary!(
        "{}: {} of {} = {} done + {} the same in both + {} taken back there + {} in conflict",
        args.output.display(),
        plural(all as u64, "further operation"),
        args.second.display(),
        merged.done,
        merged.same,
        merged.taken_back,
        merged.conflicts.len()
    );
}
