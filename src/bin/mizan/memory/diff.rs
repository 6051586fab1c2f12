//! `mizan memory diff`: how one memory differs from another.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::error::Result;
use mizan::memory::{MemoryChange, Sides, diff};
use serde_json::json;

use crate::files;
use crate::input;
use crate::message::plural;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 no differences, 1 differences, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory filter memory.tmx -o sure.tmx --min-confidence 0.9
  mizan memory diff memory.tmx sure.tmx";

/// Show how one memory differs from another
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct DiffArgs {
    /// Old memory
    old: PathBuf,

    /// New memory
    new: PathBuf,

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    to: Form,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// `-` for removed, `+` for added, `~` for another translation
    #[default]
    Text,
    /// One JSON object a line
    Jsonl,
    /// A table with a header
    Csv,
}

/// A difference, for every format.
struct Row<'a> {
    change: &'static str,
    old_line: Option<u64>,
    new_line: Option<u64>,
    source: &'a str,
    old_target: Option<&'a str>,
    new_target: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(change: &'a MemoryChange<'_>, sides: Sides) -> Row<'a> {
        match change {
            MemoryChange::Removed(unit) => {
                let (source, target) = sides.texts(unit);
                Row {
                    change: "removed",
                    old_line: Some(unit.line),
                    new_line: None,
                    source,
                    old_target: Some(target),
                    new_target: None,
                }
            }
            MemoryChange::Added(unit) => {
                let (source, target) = sides.texts(unit);
                Row {
                    change: "added",
                    old_line: None,
                    new_line: Some(unit.line),
                    source,
                    old_target: None,
                    new_target: Some(target),
                }
            }
            MemoryChange::Changed(old, new) => {
                let (source, target) = sides.texts(new);
                Row {
                    change: "changed",
                    old_line: Some(old.line),
                    new_line: Some(new.line),
                    source,
                    old_target: Some(sides.texts(old).1),
                    new_target: Some(target),
                }
            }
        }
    }
}

pub(super) fn run(args: &DiffArgs) -> std::result::Result<Outcome, Failure> {
    let paths = [args.old.clone(), args.new.clone()];
    let trouble = Trouble::default();
    let mut open = input::opener(&paths, args.langs.read_options(), &trouble);
    let (mut removed, mut added, mut changed) = (0u64, 0u64, 0u64);
    let mut same = None;
    let printed = files::print(|out| {
        if args.to == Form::Csv {
            let header = ["change", "old_line", "new_line", "source", "old_target", "new_target"];
            record(&header, out)?;
        }
        let mut tell = |change: MemoryChange<'_>, sides: Sides| -> Result<()> {
            *match change {
                MemoryChange::Removed(_) => &mut removed,
                MemoryChange::Added(_) => &mut added,
                MemoryChange::Changed(..) => &mut changed,
            } += 1;
            let row = Row::new(&change, sides);
            match args.to {
                Form::Text => text(&row, args, out),
                Form::Jsonl => jsonl(&row, out),
                Form::Csv => csv(&row, out),
            }
        };
        let compared = diff(&mut open, args.langs.sides(), &mut tell);
        same = Some(compared.inspect_err(|error| trouble.name(error, &paths))?);
        Ok(())
    });
    drop(open);
    trouble.check()?;
    printed?;
    // Whoever closed the pipe has seen a difference.
    let Some(same) = same else { return Ok(Outcome::Findings) };
    let (old, new) = (args.old.display(), args.new.display());
    let old_units = plural(same + changed + removed, "unit");
    let new_units = plural(same + changed + added, "unit");
    eprintln!("{old}: {old_units} = {same} same + {changed} changed + {removed} removed");
    eprintln!("{new}: {new_units} = {same} same + {changed} changed + {added} added");
    let is_same = removed + added + changed == 0;
    Ok(trouble.outcome(if is_same { Outcome::Fine } else { Outcome::Findings }))
}

fn text(row: &Row<'_>, args: &DiffArgs, out: &mut dyn Write) -> Result<()> {
    let (old, new) = (args.old.display(), args.new.display());
    let source = row.source;
    match (row.old_line, row.new_line) {
        (Some(line), None) => {
            writeln!(out, "- {old}:{line}: {source} = {}", row.old_target.unwrap_or_default())?;
        }
        (None, Some(line)) => {
            writeln!(out, "+ {new}:{line}: {source} = {}", row.new_target.unwrap_or_default())?;
        }
        (_, line) => {
            let (was, is) =
                (row.old_target.unwrap_or_default(), row.new_target.unwrap_or_default());
            let line = line.unwrap_or_default();
            writeln!(out, "~ {new}:{line}: {source} = '{was}' -> '{is}'")?;
        }
    }
    Ok(())
}

fn jsonl(row: &Row<'_>, out: &mut dyn Write) -> Result<()> {
    let value = json!({
        "change": row.change,
        "old_line": row.old_line,
        "new_line": row.new_line,
        "source": row.source,
        "old_target": row.old_target,
        "new_target": row.new_target,
    });
    writeln!(out, "{value}")?;
    Ok(())
}

fn csv(row: &Row<'_>, out: &mut dyn Write) -> Result<()> {
    let number = |line: Option<u64>| line.map(|line| line.to_string()).unwrap_or_default();
    let (old_line, new_line) = (number(row.old_line), number(row.new_line));
    let (old, new) = (row.old_target.unwrap_or_default(), row.new_target.unwrap_or_default());
    record(&[row.change, &old_line, &new_line, row.source, old, new], out)
}

fn record(cells: &[&str], out: &mut dyn Write) -> Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(cells).map_err(std::io::Error::from)?;
    table.flush()?;
    Ok(())
}
