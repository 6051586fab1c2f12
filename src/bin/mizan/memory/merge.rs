//! `mizan memory merge`: several memories as one.

use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mizan::error::Result;
use mizan::memory::merge::{self, Conflict, Ends, Fate, Keep, Merged, Settings};
use mizan::unit::{Header, TranslationUnit, UnitSink, Variant};
use tempfile::NamedTempFile;

use super::input::{self, Trouble};
use super::options::{LangArgs, WriteArgs};
use super::output::{self, Done, Output, plural};
use crate::{Failure, Outcome, files};

#[derive(clap::Args)]
pub(crate) struct MergeArgs {
    /// The memories; a single one is freed of its duplicates
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Where to write; the extension names the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Which of several units wins; where they are equal in that, the first
    #[arg(long, value_enum, default_value_t)]
    keep: KeepArg,

    /// Units are duplicates too if only letter case, spacing, punctuation, vowel marks or the spelling of alefs
    /// sets them apart
    #[arg(long)]
    near: bool,

    /// Of units with one source and several translations, write only the winner
    #[arg(long)]
    one_target: bool,

    /// Where to write, as CSV, the units that have one source and several translations
    #[arg(long, value_name = "FILE")]
    conflicts: Option<PathBuf>,

    /// Where to write, as a memory, the units that are left out
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum KeepArg {
    /// The one changed last; a unit without a date is oldest
    #[default]
    Newest,
    /// The one with the highest confidence; a unit without one was made by people and counts as sure
    Confidence,
    /// The first
    First,
}

pub(super) fn run(args: &MergeArgs) -> std::result::Result<Outcome, Failure> {
    let memories: Vec<&PathBuf> = [&args.output].into_iter().chain(&args.dropped).collect();
    memories.iter().try_for_each(|path| output::form(path).map(|_| ()))?;
    output::check_apart(&args.files, memories.into_iter().chain(&args.conflicts))?;
    let trouble = Trouble::default();
    let conflicts = args.conflicts.as_deref().map(Conflicts::create).transpose()?;
    let mut ends = Files { args, kept: None, dropped: None, conflicts, trouble: &trouble };
    let settings = Settings {
        keep: match args.keep {
            KeepArg::Newest => Keep::Newest,
            KeepArg::Confidence => Keep::Confidence,
            KeepArg::First => Keep::First,
        },
        near: args.near,
        one_target: args.one_target,
        sides: args.langs.sides(),
    };
    let mut open = input::opener(&args.files, args.langs.read_options(), &trouble);
    let merged = merge::merge(args.files.len(), &mut open, &settings, &mut ends)
        .map_err(|error| trouble.explain(error))?;
    ends.close()?;
    tell(args, &merged);
    Ok(trouble.outcome(Outcome::Fine))
}

/// Tells what became of the units. The counts add up.
fn tell(args: &MergeArgs, merged: &Merged) {
    for (path, read) in args.files.iter().zip(&merged.read) {
        eprintln!("{}: {}", path.display(), plural(*read, "unit"));
    }
    let mut parts =
        vec![format!("{} written", merged.written), format!("{} exact duplicates", merged.exact)];
    if args.near {
        parts.push(format!("{} near duplicates", merged.near));
    }
    if args.one_target {
        parts.push(format!("{} outvoted", merged.outvoted));
    }
    let read: u64 = merged.read.iter().sum();
    eprintln!("{}: {read} units = {}", args.output.display(), parts.join(" + "));
    if merged.conflicts > 0 {
        let (sources, units) = (merged.conflicts, merged.conflicting);
        let hint = if args.conflicts.is_some() { "" } else { "; --conflicts FILE lists them" };
        eprintln!("conflicts: {sources} sources with {units} translations{hint}");
    }
}

/// Where the units go.
struct Files<'a> {
    args: &'a MergeArgs,
    kept: Option<Output>,
    dropped: Option<Output>,
    conflicts: Option<Conflicts>,
    trouble: &'a Trouble,
}

impl Files<'_> {
    fn close(self) -> std::result::Result<(), Failure> {
        let memories = self.kept.into_iter().chain(self.dropped);
        let done: Vec<Done> =
            memories.map(Output::finish).collect::<std::result::Result<_, _>>()?;
        if let Some(conflicts) = self.conflicts {
            conflicts.close()?;
        }
        done.into_iter().try_for_each(Done::name)
    }

    fn keep<T>(&self, made: std::result::Result<T, Failure>) -> Result<T> {
        made.map_err(|failure| {
            let error = io::Error::other(failure.message.clone());
            self.trouble.keep(failure);
            error.into()
        })
    }
}

impl Ends for Files<'_> {
    fn header(&mut self, header: &Header) -> Result<()> {
        let options = self.args.write.options();
        let create = |path: &PathBuf| Output::create(path, header, &options, self.trouble);
        self.kept = Some(self.keep(create(&self.args.output))?);
        self.dropped = self.keep(self.args.dropped.as_ref().map(create).transpose())?;
        Ok(())
    }

    fn unit(&mut self, _: usize, unit: &TranslationUnit, fate: Fate) -> Result<()> {
        let end = if fate == Fate::Written { &mut self.kept } else { &mut self.dropped };
        match end {
            Some(out) => out.unit(unit),
            None => Ok(()),
        }
    }

    fn conflict(&mut self, conflict: Conflict<'_>) -> Result<()> {
        let Some(conflicts) = &mut self.conflicts else { return Ok(()) };
        let file = self.args.files[conflict.memory].display().to_string();
        let added = conflicts.add(&file, &conflict);
        let added = added.map_err(|error| files::cannot_write(&conflicts.path, &error.to_string()));
        self.keep(added)
    }
}

/// The table of contradictions.
struct Conflicts {
    path: PathBuf,
    table: csv::Writer<NamedTempFile>,
}

impl Conflicts {
    fn create(path: &Path) -> std::result::Result<Conflicts, Failure> {
        let mut table = csv::Writer::from_writer(files::temporary(path)?);
        let header = [
            "conflict",
            "file",
            "unit",
            "line",
            "id",
            "source",
            "target",
            "changed",
            "confidence",
            "fate",
        ];
        table
            .write_record(header)
            .map_err(|error| files::cannot_write(path, &error.to_string()))?;
        Ok(Conflicts { path: path.to_owned(), table })
    }

    fn add(&mut self, file: &str, conflict: &Conflict<'_>) -> csv::Result<()> {
        let unit = conflict.unit;
        let text = |variant: Option<&Variant>| variant.map_or("", |v| &v.text).to_owned();
        let metas = unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        let dates = metas.flat_map(|meta| [&meta.changed, &meta.created]);
        self.table.write_record([
            conflict.number.to_string().as_str(),
            file,
            &unit.number.to_string(),
            &unit.line.to_string(),
            &unit.id,
            &text(conflict.source),
            &text(conflict.target),
            dates.max().map_or("", String::as_str),
            unit.meta.prop("x-confidence").unwrap_or_default(),
            conflict.fate.as_str(),
        ])
    }

    fn close(self) -> std::result::Result<(), Failure> {
        let path = self.path;
        let file = self
            .table
            .into_inner()
            .map_err(|error| files::cannot_write(&path, &error.error().to_string()))?;
        files::persist(file, &path)
    }
}
