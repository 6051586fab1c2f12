//! `mizan review export`: what a project holds, in any format of an alignment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use mizan::aligner::Alignment;
use mizan::format::{self, Export, WriteOptions};
use mizan::memory::Memory;
use mizan::review::{Head, Only, Project};

use super::file;
use crate::files::{self, Outputs};
use crate::message::plural;
use crate::options::FormatArgs;
use crate::outcome::{Failure, Outcome};
use crate::trouble::Repairs;
use crate::values::{date, probability};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o faq.mizan
  mizan review export faq.mizan -o memory.tmx --only not-rejected
  mizan review export faq.mizan -o sheet.xlsx";

/// Write what a project holds as a memory, a table or any other format of an alignment
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct ExportArgs {
    /// Project
    project: PathBuf,

    /// File to write. The extension names the format: tmx, xlf, xlsx, csv, tsv, html, jsonl, beads, ladder, mizan. A
    /// workbook has a row for each bead, to be edited and imported again; an HTML page shows all beads as the review does,
    /// without a server. May be given several times
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Beads that become units
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    only: OnlyArg,

    /// Least confidence of beads that nobody judged, 0 to 1 [default: that of the alignment]
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Output")]
    min_confidence: Option<f32>,

    /// Date to write into memories, YYYY-MM-DD [default: that of the alignment]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Output")]
    date: Option<String>,

    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum OnlyArg {
    /// Those that somebody judged right
    Reviewed,
    /// Those that nobody rejected
    #[default]
    NotRejected,
    /// All
    All,
}

/// The beads that a name stands for.
pub(super) fn only_of(name: &str) -> Option<Only> {
    let arg = OnlyArg::from_str(name, false).ok()?;
    Some(arg.only())
}

impl OnlyArg {
    fn only(self) -> Only {
        match self {
            OnlyArg::Reviewed => Only::Reviewed,
            OnlyArg::NotRejected => Only::NotRejected,
            OnlyArg::All => Only::All,
        }
    }
}

/// What is written of a project, as it is now.
pub(super) struct Snapshot {
    alignment: Alignment,
    memory: Memory,
    head: Head,
    options: WriteOptions,
    /// The workbook that people edit or the page, if that is wanted.
    whole: Option<Result<Vec<u8>, Failure>>,
}

impl Snapshot {
    pub(super) fn of(project: &Project, only: Only, min_confidence: Option<f32>) -> Snapshot {
        let head = project.head().clone();
        let alignment = project.alignment();
        let least = min_confidence.unwrap_or(head.min_confidence);
        let memory = project.memory(&alignment, only, least);
        let glossary = project.glossary();
        let glossary = (!glossary.entries.is_empty()).then(|| Arc::clone(glossary));
        let options = WriteOptions {
            glossary,
            props: head.props.clone(),
            creator: head.creator.clone(),
            weights: head.weights.clone(),
            ..WriteOptions::default()
        };
        Snapshot { alignment, memory, head, options, whole: None }
    }

    /// What is written of a project, whose file has a name, in a format.
    pub(super) fn in_format(project: &Project, only: Only, format: &str, name: &str) -> Snapshot {
        let mut snapshot = Snapshot::of(project, only, None);
        let least = snapshot.head.min_confidence;
        snapshot.whole = match format {
            "xlsx" => {
                let mut bytes = Vec::new();
                let written = format::write_sheet(project, only, least, &mut bytes);
                Some(written.map(|_| bytes).map_err(|error| Failure::input(error.to_string())))
            }
            "html" => Some(still_page(project, Path::new(name))),
            _ => None,
        };
        snapshot
    }

    fn export(&self) -> Export<'_> {
        Export {
            alignment: &self.alignment,
            memory: &self.memory,
            document: &self.head.document,
            created: &self.head.created,
            segmentation: &self.head.segmentation,
            options: &self.options,
        }
    }

    /// The bytes of a file in a format.
    pub(super) fn bytes(self, format: &str) -> Result<Vec<u8>, Failure> {
        let problem = |error: mizan::error::Error| Failure::usage(error.to_string());
        if let Some(whole) = self.whole {
            return whole;
        }
        let writer = format::alignment_writer(format).map_err(problem)?;
        let mut bytes = Vec::new();
        writer.write(&self.export(), &mut bytes).map_err(problem)?;
        Ok(bytes)
    }
}

pub(super) fn run(args: &ExportArgs) -> Result<Outcome, Failure> {
    let mut writers = Vec::new();
    let mut taken = vec![files::identity(&args.project)];
    for path in &args.output {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let extension = match files::is_standard_output(path) && extension.is_empty() {
            true => "tsv".into(),
            false => extension,
        };
        let writer = format::alignment_writer(&extension)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        files::check_place(path)?;
        let identity = files::identity(path);
        if taken.contains(&identity) {
            return Err(Failure::usage(format!(
                "{}: given twice; each output needs a file of its own",
                path.display()
            )));
        }
        taken.push(identity);
        writers.push((path, writer));
    }
    let project = file::read(&args.project)?.project;
    args.format.check_langs(project.langs())?;
    let mut snapshot = Snapshot::of(&project, args.only.only(), args.min_confidence);
    let WriteOptions { glossary, props, creator, weights, .. } = snapshot.options;
    snapshot.options = WriteOptions { glossary, props, creator, weights, ..args.format.options() };
    if let Some(date) = &args.date {
        snapshot.head.created.clone_from(date);
    }
    let mut set = Outputs::default();
    for (path, writer) in writers {
        match writer.format() {
            "xlsx" => {
                write_sheet(&mut set, path, &project, args)?;
                continue;
            }
            "html" => {
                let page = still_page(&project, &args.project)?;
                set.write(path, |out| Ok(out.write_all(&page)?))?;
                continue;
            }
            _ => {}
        }
        let mut repairs = Repairs::default();
        set.write(path, |out| {
            repairs.add(writer.write(&snapshot.export(), out)?);
            Ok(())
        })?;
        repairs.tell(path);
    }
    set.finish()?;
    tell(&snapshot, &project, &args.output);
    Ok(Outcome::Fine)
}

/// The page that shows a project without a server.
fn still_page(project: &Project, path: &Path) -> Result<Vec<u8>, Failure> {
    let (beads, mut units) = project.units(0..usize::MAX);
    let findings = super::realign::check(project.langs(), &beads, units.as_mut(), None);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut page = Vec::new();
    super::still::write(project, &name, &findings, &mut page)
        .map_err(|error| Failure::input(error.to_string()))?;
    Ok(page)
}

/// Writes the workbook that people edit.
fn write_sheet(
    set: &mut Outputs,
    path: &Path,
    project: &Project,
    args: &ExportArgs,
) -> Result<(), Failure> {
    let least = args.min_confidence.unwrap_or(project.head().min_confidence);
    let mut left_out = Vec::new();
    set.write(path, |out| {
        left_out = format::write_sheet(project, args.only.only(), least, out)?;
        Ok(())
    })?;
    if let Some(first) = left_out.first() {
        eprintln!(
            "mizan: {}: {} left out, whose texts are longer than a cell holds (bead {first} is the first); review them in the browser",
            path.display(),
            plural(left_out.len() as u64, "bead")
        );
    }
    Ok(())
}

/// Tells how many beads became units. The counts add up to all beads.
fn tell(snapshot: &Snapshot, project: &Project, written: &[PathBuf]) {
    let beads = snapshot.alignment.ladder().beads();
    let units = snapshot.memory.beads().len();
    let gaps = beads.iter().filter(|bead| bead.cut.shape().is_gap()).count();
    let counts = project.counts();
    summary!(
        "{} = {units} in units + {gaps} unaligned + {} left out ({} reviewed, {} rejected in all)",
        plural(beads.len() as u64, "bead"),
        beads.len() - units - gaps,
        counts.reviewed,
        counts.rejected
    );
    for path in written {
        summary!("wrote {}", Path::display(path));
    }
}
