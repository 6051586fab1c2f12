//! `mizan glossary check`, `merge`, `sort`, `diff`, `add` and `stats`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mizan::format::{self, Cell, SheetRow, TermbaseFormat, TermbaseShape};
use mizan::glossary::{self, Change, Conflict, Glossary, Problem};

use crate::files::{self, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{self, SheetArgs, SheetFile};
use crate::termbase::{DEFAULT, Loaded, extension, load, read_bytes, write};

const AFTER_CHECK: &str = "\
Exit codes: 0 no findings, 1 findings, 2 wrong usage, 3 bad input.

Examples:
  mizan glossary check glossary/software.csv";

/// Find duplicates, conflicts, empty cells, wrong scripts and unreadable rows
#[derive(clap::Args)]
#[command(after_help = AFTER_CHECK)]
pub(crate) struct CheckArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    file: PathBuf,

    /// Fix what needs no judgement, in place: invisible marks, tatweel, spaces, rows repeated as a whole
    #[arg(long, help_heading = "Fixing")]
    fix: bool,

    /// File for the findings, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,
}

/// A finding of a check as a row.
struct Row<'p>(&'p Problem);

impl SheetRow for Row<'_> {
    const NAME: &'static str = "findings";
    const COLUMNS: &'static [&'static str] = &["line", "check", "message"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.0.line.into(), self.0.id.into(), self.0.message.as_str().into()]
    }
}

const AFTER_MERGE: &str = "\
Exit codes: 0 success, 1 conflicts, 2 wrong usage, 3 bad input, 4 some rows could not be read.

Examples:
  mizan glossary merge glossary/software.csv glossary/economics.csv -o all.csv";

/// Add the rows of other glossaries, and report where they disagree
#[derive(clap::Args)]
#[command(after_help = AFTER_MERGE)]
pub(crate) struct MergeArgs {
    /// Glossary that wins where they disagree
    ours: PathBuf,

    /// Glossaries to add
    #[arg(required = true)]
    theirs: Vec<PathBuf>,

    /// File to write; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// File for the conflicts, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    conflicts: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,
}

/// A conflict between two glossaries as a row.
struct ConflictRow<'c> {
    ours: &'c Path,
    theirs: &'c Path,
    conflict: Conflict,
}

impl SheetRow for ConflictRow<'_> {
    const NAME: &'static str = "conflicts";
    const COLUMNS: &'static [&'static str] =
        &["file", "line", "other_file", "other_line", "message"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            self.ours.display().to_string().into(),
            self.conflict.ours.into(),
            self.theirs.display().to_string().into(),
            self.conflict.theirs.into(),
            self.conflict.message.as_str().into(),
        ]
    }
}

const AFTER_SORT: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some rows could not be read.

Examples:
  mizan glossary sort glossary/software.csv -o sorted.csv";

/// Sort the rows by their source terms
#[derive(clap::Args)]
#[command(after_help = AFTER_SORT)]
pub(crate) struct SortArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    file: PathBuf,

    /// File to write [default: in place]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

const AFTER_DIFF: &str = "\
Exit codes: 0 no differences, 1 differences, 2 wrong usage, 3 bad input, 4 some rows could not be
read.

Examples:
  mizan glossary sort glossary/software.csv -o sorted.csv
  mizan glossary diff glossary/software.csv sorted.csv";

/// Show how one glossary differs from another
#[derive(clap::Args)]
#[command(after_help = AFTER_DIFF)]
pub(crate) struct DiffArgs {
    /// Old glossary
    old: PathBuf,

    /// New glossary
    new: PathBuf,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,
}

/// A difference as a row.
struct Difference<'c>(&'c Change);

impl SheetRow for Difference<'_> {
    const NAME: &'static str = "differences";
    const COLUMNS: &'static [&'static str] =
        &["change", "line", "source", "target", "column", "old", "new"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let (change, line, source, target) = match self.0 {
            Change::Removed { line, source, target } => ("removed", line, source, target),
            Change::Added { line, source, target } => ("added", line, source, target),
            Change::Changed { line, source, target, .. } => ("changed", line, source, target),
        };
        let mut cells = vec![
            change.into(),
            (*line).into(),
            Cell::Text(source.into(), Some(DEFAULT.source)),
            Cell::Text(target.into(), Some(DEFAULT.target)),
        ];
        cells.extend(match self.0 {
            Change::Changed { column, old, new, .. } => {
                [column, old, new].map(|text| text.as_str().into())
            }
            _ => [Cell::Empty, Cell::Empty, Cell::Empty],
        });
        cells
    }
}

const AFTER_STATS: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some rows could not be read.

Examples:
  mizan glossary stats glossary/software.csv";

/// Count entries, statuses, parts of speech and domains
#[derive(clap::Args)]
#[command(after_help = AFTER_STATS)]
pub(crate) struct StatsArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    file: PathBuf,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,
}

/// A figure of a glossary as a row.
struct Figure(String, usize);

impl SheetRow for Figure {
    const NAME: &'static str = "figures";
    const COLUMNS: &'static [&'static str] = &["name", "count"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.0.as_str().into(), self.1.into()]
    }
}

const AFTER_ADD: &str = "\
Exit codes: 0 success, 1 the row has findings and was not added, 2 wrong usage, 3 bad input,
4 some rows could not be read.

Examples:
  mizan glossary sort glossary/software.csv -o terms.csv
  mizan glossary add terms.csv شاشة screen --status admitted --set note=hardware";

/// Add a row
#[derive(clap::Args)]
#[command(after_help = AFTER_ADD)]
pub(crate) struct AddArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    file: PathBuf,

    /// Source term
    source: String,

    /// Target term
    target: String,

    /// Whether the target term is to be used
    #[arg(long, value_enum, default_value_t, help_heading = "Cells")]
    status: StatusArg,

    /// Text of another column. May be given several times
    #[arg(long = "set", help_heading = "Cells", value_name = "COLUMN=TEXT", value_parser = cell)]
    set: Vec<(String, String)>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum StatusArg {
    #[default]
    Preferred,
    Admitted,
    Forbidden,
}

fn cell(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, text)) if !column.trim().is_empty() => {
            Ok((column.trim().to_owned(), text.trim().to_owned()))
        }
        _ => Err("give a column and a text, like note=rare".to_owned()),
    }
}

pub(super) fn check(args: &CheckArgs) -> Result<Outcome, Failure> {
    let path = &args.file;
    let name = path.display();
    let input = |error| Failure::input(format!("{name}: {error}"));
    check_output(args.output.as_ref(), [path])?;
    let mut lost = Outcome::Fine;
    if args.fix {
        let Loaded { mut glossary, format, .. } = load(path, DEFAULT)?;
        let done = glossary::fix(&mut glossary);
        for problem in &done {
            eprintln!("{name}:{}: {}: {}", problem.line, problem.id, problem.message);
        }
        if !done.is_empty() {
            lost = save(path, format, &glossary, Outcome::Fine)?;
        }
    }
    let (entries, problems) = if extension(path).eq_ignore_ascii_case("csv") {
        let bytes = read_bytes(path)?;
        let csv = format::termbase("csv").map_err(input)?;
        let (glossary, warnings) = csv.read(&bytes, DEFAULT).map_err(input)?;
        (glossary.entries.len(), glossary::check(&glossary, DEFAULT, warnings))
    } else {
        let glossary = load(path, DEFAULT)?.glossary;
        (glossary.entries.len(), glossary::check(&glossary, DEFAULT, Vec::new()))
    };
    let mut outcome = Outcome::Fine;
    if let Some(output) = &args.output {
        let rows: Vec<Row<'_>> = problems.iter().map(Row).collect();
        outcome = sheet::write(output, args.sheet.profile(), &rows)?;
    } else {
        files::print_for_people(|out| {
            for problem in &problems {
                writeln!(out, "{name}:{}: {}: {}", problem.line, problem.id, problem.message)?;
            }
            Ok(())
        })?;
    }
    let (entries, findings) =
        (plural(entries as u64, "entry"), plural(problems.len() as u64, "finding"));
    summary!("{name}: {entries}, {findings}");
    let found = if problems.is_empty() { lost } else { Outcome::Findings };
    Ok(outcome.or(found))
}

pub(super) fn merge(args: &MergeArgs) -> Result<Outcome, Failure> {
    let inputs = || [&args.ours].into_iter().chain(&args.theirs);
    check_output(args.conflicts.as_ref(), inputs())?;
    output::check_outputs([&args.output].into_iter().chain(&args.conflicts))?;
    let Loaded { glossary: mut ours, format, mut outcome } = load(&args.ours, DEFAULT)?;
    let mut conflicts: Vec<ConflictRow<'_>> = Vec::new();
    for path in &args.theirs {
        let theirs = load(path, DEFAULT)?;
        outcome = outcome.or(theirs.outcome);
        let theirs = theirs.glossary;
        let merged = glossary::merge(&mut ours, &theirs)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        summary!(
            "{}: {} added, {} there already, {} filled, {}",
            path.display(),
            plural(merged.added as u64, "row"),
            merged.same,
            plural(merged.filled as u64, "cell"),
            plural(merged.conflicts.len() as u64, "conflict")
        );
        let rows = merged.conflicts.into_iter();
        conflicts.extend(rows.map(|conflict| ConflictRow {
            ours: &args.ours,
            theirs: path,
            conflict,
        }));
    }
    let format = format_for(&args.output, &args.ours, format)?;
    let mut lost = Vec::new();
    let mut outputs = Outputs::default();
    outputs.write(&args.output, |out| {
        lost = format.write(&ours, DEFAULT, TermbaseShape::AsRead, out)?;
        Ok(())
    })?;
    if let Some(path) = &args.conflicts {
        let mut file = SheetFile::create::<ConflictRow<'_>>(path, args.sheet.profile())?;
        conflicts.iter().try_for_each(|row| file.row(row))?;
        outcome = outcome.or(file.finish(&mut outputs)?);
    } else {
        print_conflicts(&conflicts)?;
    }
    outputs.finish()?;
    outcome = outcome.or(sheet::tell(&args.output, &lost));
    Ok(if conflicts.is_empty() { outcome } else { Outcome::Findings })
}

fn print_conflicts(conflicts: &[ConflictRow<'_>]) -> Result<(), Failure> {
    files::print_for_people(|out| {
        for ConflictRow { ours, theirs, conflict } in conflicts {
            let (ours, theirs) = (ours.display(), theirs.display());
            let lines = (conflict.ours, conflict.theirs);
            writeln!(out, "{ours}:{} {theirs}:{}: {}", lines.0, lines.1, conflict.message)?;
        }
        Ok(())
    })
}

pub(super) fn sort(args: &SortArgs) -> Result<Outcome, Failure> {
    let Loaded { mut glossary, format, outcome } = load(&args.file, DEFAULT)?;
    glossary::sort(&mut glossary);
    let output = args.output.as_ref().unwrap_or(&args.file);
    save(output, format_for(output, &args.file, format)?, &glossary, outcome)
}

pub(super) fn diff(args: &DiffArgs) -> Result<Outcome, Failure> {
    check_output(args.output.as_ref(), [&args.old, &args.new])?;
    let (old, new) = (load(&args.old, DEFAULT)?, load(&args.new, DEFAULT)?);
    let outcome = old.outcome.or(new.outcome);
    let (old, new) = (old.glossary, new.glossary);
    let changes = glossary::diff(&old, &new);
    let found = if changes.is_empty() { outcome } else { Outcome::Findings };
    if let Some(output) = &args.output {
        let rows: Vec<Difference<'_>> = changes.iter().map(Difference).collect();
        return Ok(sheet::write(output, args.sheet.profile(), &rows)?.or(found));
    }
    files::print_for_people(|out| {
        for change in &changes {
            match change {
                Change::Removed { line, source, target } => {
                    writeln!(out, "- {}:{line}: {source} = {target}", args.old.display())?;
                }
                Change::Added { line, source, target } => {
                    writeln!(out, "+ {}:{line}: {source} = {target}", args.new.display())?;
                }
                Change::Changed { line, source, target, column, old, new } => {
                    let place = args.new.display();
                    writeln!(
                        out,
                        "~ {place}:{line}: {source} = {target}: {column} '{old}' -> '{new}'"
                    )?;
                }
            }
        }
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn stats(args: &StatsArgs) -> Result<Outcome, Failure> {
    check_output(args.output.as_ref(), [&args.file])?;
    let Loaded { glossary, outcome, .. } = load(&args.file, DEFAULT)?;
    let figures = glossary::stats(&glossary);
    if let Some(output) = &args.output {
        let rows: Vec<Figure> = figures.into_iter().map(|(n, c)| Figure(n, c)).collect();
        return Ok(sheet::write(output, args.sheet.profile(), &rows)?.or(outcome));
    }
    files::print_for_people(|out| {
        for (name, count) in figures {
            writeln!(out, "{count:>8}  {name}")?;
        }
        Ok(())
    })?;
    Ok(outcome)
}

pub(super) fn add(args: &AddArgs) -> Result<Outcome, Failure> {
    let Loaded { mut glossary, format, outcome } = load(&args.file, DEFAULT)?;
    let before = glossary::check(&glossary, DEFAULT, Vec::new()).len();
    let status = match args.status {
        StatusArg::Preferred => "preferred",
        StatusArg::Admitted => "admitted",
        StatusArg::Forbidden => "forbidden",
    };
    let mut cells =
        vec![("source", args.source.as_str()), ("target", &args.target), ("status", status)];
    cells.extend(args.set.iter().map(|(column, text)| (column.as_str(), text.as_str())));
    let line = glossary.entries.last().map_or(2, |entry| entry.line + 1);
    glossary.push(line, &cells).map_err(|error| Failure::usage(error.to_string()))?;
    let problems = glossary::check(&glossary, DEFAULT, Vec::new());
    if problems.len() > before {
        for problem in problems.iter().filter(|p| p.line == line) {
            eprintln!("mizan: {}: {}", problem.id, problem.message);
        }
        eprintln!("mizan: {}: the row was not added", args.file.display());
        return Ok(Outcome::Findings);
    }
    save(&args.file, format, &glossary, outcome)
}

/// Refuses a table that is one of the inputs, or of a format that is not written; before any work is done.
fn check_output<'a>(
    output: Option<&'a PathBuf>,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), Failure> {
    if let Some(output) = output {
        sheet::form(output, &[])?;
    }
    output::check_apart(inputs, output)
}

/// The format to write to `output`: what its extension names, or that of the file it was read from if it takes
/// its place.
fn format_for(
    output: &Path,
    input: &Path,
    read: &'static dyn TermbaseFormat,
) -> Result<&'static dyn TermbaseFormat, Failure> {
    if files::is_standard_output(output) || files::identity(output) == files::identity(input) {
        return Ok(read);
    }
    format::termbase(&extension(output))
        .map_err(|error| Failure::usage(format!("{}: {error}", output.display())))
}

/// Writes a glossary, and tells what of it the format cannot hold.
fn save(
    path: &Path,
    format: &dyn TermbaseFormat,
    glossary: &Glossary,
    outcome: Outcome,
) -> Result<Outcome, Failure> {
    write(path, format, glossary, (DEFAULT, TermbaseShape::AsRead), outcome)
}
