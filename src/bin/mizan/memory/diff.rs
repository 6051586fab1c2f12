//! `mizan memory diff`: how one memory differs from another.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::error::Result;
use mizan::format::{Cell, Sheet, SheetRow};
use mizan::memory::{MemoryChange, Sides, diff};

use crate::files::{self, Outputs};
use crate::input;
use crate::message::plural;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{SheetArgs, SheetFile};
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 no differences, 1 differences, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory filter memory.tmx -o sure.tmx --min-confidence 0.9
  mizan memory diff memory.tmx sure.tmx
  mizan memory diff memory.tmx sure.tmx -o differences.xlsx";

/// Show how one memory differs from another
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct DiffArgs {
    /// Old memory
    old: PathBuf,

    /// New memory
    new: PathBuf,

    /// Format of what is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output", conflicts_with = "output")]
    to: Form,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

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
    sides: Sides,
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
                    sides,
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
                    sides,
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
                    sides,
                }
            }
        }
    }
}

impl SheetRow for Row<'_> {
    const NAME: &'static str = "differences";
    const COLUMNS: &'static [&'static str] =
        &["change", "old_line", "new_line", "source", "old_target", "new_target"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let target = |text: Option<&'_ str>| {
            text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned().into(), self.sides.target))
        };
        vec![
            self.change.into(),
            self.old_line.into(),
            self.new_line.into(),
            Cell::Text(self.source.into(), self.sides.source),
            target(self.old_target),
            target(self.new_target),
        ]
    }
}

/// How many units differ, and how.
#[derive(Default)]
struct Counts {
    same: u64,
    removed: u64,
    added: u64,
    changed: u64,
}

pub(super) fn run(args: &DiffArgs) -> std::result::Result<Outcome, Failure> {
    let paths = [args.old.clone(), args.new.clone()];
    output::check_apart(&paths, &args.output)?;
    let trouble = Trouble::default();
    let profile = args.sheet.profile();
    let mut counts = None;
    let mut outcome = Outcome::Fine;
    if let Some(path) = &args.output {
        let mut file = SheetFile::create::<Row<'_>>(path, profile)?;
        let compared = compare(args, &paths, &trouble, &mut |row| {
            file.row(row).map_err(|failure| {
                trouble.keep(failure);
                io::Error::other("an output cannot be written").into()
            })
        });
        counts = Some(compared.map_err(|error| trouble.explain(error))?);
        let mut outputs = Outputs::default();
        outcome = file.finish(&mut outputs)?;
        outputs.finish()?;
    } else {
        let printed = files::print_as(args.to == Form::Text, |out| {
            let mut sheet = match args.to {
                Form::Text => {
                    let mut tell = |row: &Row<'_>| text(row, args, out);
                    counts = Some(compare(args, &paths, &trouble, &mut tell)?);
                    return Ok(());
                }
                Form::Jsonl => Sheet::start::<Row<'_>>("jsonl", profile, out)?,
                Form::Csv => Sheet::start::<Row<'_>>("csv", profile, out)?,
            };
            counts = Some(compare(args, &paths, &trouble, &mut |row| sheet.row(row))?);
            sheet.finish().map(|_| ())
        });
        trouble.check()?;
        printed?;
    }
    // Whoever closed the pipe has seen a difference.
    let Some(Counts { same, removed, added, changed }) = counts else {
        return Ok(Outcome::Findings);
    };
    let (old, new) = (args.old.display(), args.new.display());
    let old_units = plural(same + changed + removed, "unit");
    let new_units = plural(same + changed + added, "unit");
    summary!("{old}: {old_units} = {same} same + {changed} changed + {removed} removed");
    summary!("{new}: {new_units} = {same} same + {changed} changed + {added} added");
    let is_same = removed + added + changed == 0;
    let found = if is_same { Outcome::Fine } else { Outcome::Findings };
    Ok(trouble.outcome(outcome.or(found)))
}

/// Compares the memories, and tells every difference.
fn compare(
    args: &DiffArgs,
    paths: &[PathBuf; 2],
    trouble: &Trouble,
    tell: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<Counts> {
    let mut open = input::opener(paths, args.langs.read_options(), trouble);
    let mut counts = Counts::default();
    let compared = diff(&mut open, args.langs.sides(), &mut |change, sides| {
        *match change {
            MemoryChange::Removed(_) => &mut counts.removed,
            MemoryChange::Added(_) => &mut counts.added,
            MemoryChange::Changed(..) => &mut counts.changed,
        } += 1;
        tell(&Row::new(&change, sides))
    });
    counts.same = compared.inspect_err(|error| trouble.name(error, paths))?;
    Ok(counts)
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
