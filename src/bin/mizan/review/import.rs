//! `mizan review import`: an edited workbook comes back into its project.

use std::path::PathBuf;

use mizan::format;
use mizan::review::{Fate, Import, Told};

use super::file::{self, ProjectFile};
use super::settings::user;
use crate::clock;
use crate::files;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
Exit codes: 0 success, 1 conflicts, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o faq.mizan
  mizan review export faq.mizan -o sheet.xlsx
  mizan review import faq.mizan sheet.xlsx --dry-run";

/// Take over what people changed in a workbook of `mizan review export`
///
/// The workbook is compared with the project as it was when it was exported; what others did to the project since is
/// kept. Rows are known by hidden columns, so that sorting and filters mean nothing. `ok` and `no` judge a bead, changed
/// texts are edits, text that was moved to a row above or below moves the border, new rows are added, and beads whose rows
/// were deleted are rejected. Where project and workbook contradict each other, the project stays as it is, and the row is
/// printed: its number, the bead, and what is in the way, separated by tabs. `mizan review undo` takes an import back.
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct ImportArgs {
    /// Project
    project: PathBuf,

    /// Workbook, XLSX
    sheet: PathBuf,

    /// Where both have changed, take what the workbook says
    #[arg(long, help_heading = "Import")]
    theirs: bool,

    /// Say what would be done, and change nothing
    #[arg(long, help_heading = "Import")]
    dry_run: bool,

    /// Name kept with the operations [default: the name of the user]
    #[arg(long, value_name = "NAME", help_heading = "Import")]
    name: Option<String>,

    /// Print conflicts and counts as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &ImportArgs) -> Result<Outcome, Failure> {
    let name = args.name.clone().unwrap_or_else(user);
    let sheet_name = args.sheet.display();
    let bad = |message: String| Failure::input(format!("{sheet_name}: {message}"));
    let sheet = format::read_sheet(files::read(&args.sheet)?).map_err(|e| bad(e.to_string()))?;
    let import = match args.dry_run {
        true => {
            let mut project = file::read(&args.project)?.project;
            import(args, &mut project, &sheet, &name)?
        }
        false => {
            let mut file = ProjectFile::open(&args.project, &name)?;
            let import = import(args, &mut file.project, &sheet, &name)?;
            file.save(&import.entries).map_err(Failure::input)?;
            import
        }
    };
    let import = &import;
    files::print_as(!args.json, |out| {
        if args.json {
            serde_json::to_writer(&mut *out, import).map_err(std::io::Error::from)?;
            return Ok(out.write_all(b"\n")?);
        }
        for told in &import.conflicts {
            writeln!(out, "{}\t{}", place(told), told.message)?;
        }
        Ok(())
    })?;
    tell(args, import);
    Ok(if import.conflicts.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

fn import(
    args: &ImportArgs,
    project: &mut mizan::review::Project,
    sheet: &mizan::review::ReviewSheet,
    name: &str,
) -> Result<Import, Failure> {
    if sheet.n > project.n() {
        return Err(Failure::input(format!(
            "{}: was exported after operation {}, but {} has {} only; import it into the newer copy, then merge both with mizan review merge",
            args.sheet.display(),
            sheet.n,
            args.project.display(),
            plural(project.n(), "operation")
        )));
    }
    let base = format::read_project_at(&files::read(&args.project)?, sheet.n)
        .map_err(|error| Failure::input(format!("{}: {error}", args.project.display())))?;
    let import = project.import(&base.project, sheet, [name, &clock::now()], args.theirs);
    import.map_err(|refusal| Failure::input(format!("{}: {refusal}", args.sheet.display())))
}

/// The row and the bead, as far as there are.
fn place(told: &Told) -> String {
    let line = told.line.map(|line| format!("row {line}")).unwrap_or_default();
    let bead = told.bead.map(|bead| format!("bead {bead}")).unwrap_or_default();
    format!("{line}\t{bead}")
}

/// Tells what became of all rows.
fn tell(args: &ImportArgs, import: &Import) {
    for note in &import.notes {
        let line = note.line.unwrap_or_default();
        eprintln!("mizan: {}: row {line}: {}", args.sheet.display(), note.message);
    }
    let of = |fate| import.counts.get(&fate).copied().unwrap_or(0);
    let all: usize = import.counts.values().sum();
    let said = [
        (Fate::Unchanged, "unchanged"),
        (Fate::Status, "judged or commented"),
        (Fate::Edited, "edited"),
        (Fate::Borders, "with moved borders"),
        (Fate::Added, "added"),
        (Fate::Missing, "missing (rejected)"),
        (Fate::Conflict, "in conflict"),
    ];
    let parts: Vec<String> =
        said.into_iter().map(|(fate, name)| format!("{} {name}", of(fate))).collect();
    let what = if args.dry_run { " (nothing was changed: --dry-run)" } else { "" };
    summary!(
        "{}: {} = {}; {}{what}",
        args.project.display(),
        plural(all as u64, "row"),
        parts.join(" + "),
        plural(import.entries.len() as u64, "operation")
    );
}
