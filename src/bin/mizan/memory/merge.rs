//! `mizan memory merge`: several memories as one.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::error::Result;
use mizan::format::{Cell, SheetRow};
use mizan::memory::{MergeEvent, MergeFate, MergeKeep, MergeSettings, Sides, merge};
use mizan::unit::{Header, TranslationUnit, UnitSink};

use crate::files::Outputs;
use crate::input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Done, Output};
use crate::sheet::SheetFile;
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory convert memory.tmx -o other.csv
  mizan memory merge memory.tmx other.csv -o all.tmx --near --conflicts conflicts.csv";

/// Join memories: duplicates are written once, contradictions are reported
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct MergeArgs {
    /// Memories to join. Duplicates inside one memory are removed too
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// File for the result; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Which of several duplicates or translations wins. Of units that are equal in this, the first wins
    #[arg(long, value_enum, default_value_t, help_heading = "Merging")]
    keep: KeepArg,

    /// Treat units as duplicates too if they differ only in letter case, spacing, punctuation, vowel marks or the spelling
    /// of alefs
    #[arg(long, help_heading = "Merging")]
    near: bool,

    /// Write only the winner of units with one source and several translations
    #[arg(long, help_heading = "Merging")]
    one_target: bool,

    /// File for the units with one source and several translations. The extension names the format: csv, tsv, xlsx or
    /// jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    conflicts: Option<PathBuf>,

    /// File for the units that are left out, as a memory; the extension names the format
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    dropped: Option<PathBuf>,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum KeepArg {
    /// The unit changed last; a unit without a date is oldest
    #[default]
    Newest,
    /// The unit with the highest confidence; a unit without one was made by people and counts as 1
    Confidence,
    /// The first unit
    First,
}

pub(super) fn run(args: &MergeArgs) -> std::result::Result<Outcome, Failure> {
    let memories: Vec<&PathBuf> = [&args.output].into_iter().chain(&args.dropped).collect();
    memories.iter().try_for_each(|path| output::form(path).map(|_| ()))?;
    output::check_outputs(memories.into_iter().chain(&args.conflicts))?;
    let trouble = Trouble::default();
    let conflicts = |path| SheetFile::create::<Conflict<'_>>(path, args.write.options().csv);
    let conflicts = args.conflicts.as_deref().map(conflicts).transpose()?;
    let mut files = Files {
        args,
        kept: None,
        dropped: None,
        conflicts,
        counts: Counts { read: vec![0; args.files.len()], ..Counts::default() },
        trouble: &trouble,
    };
    let settings = MergeSettings {
        keep: match args.keep {
            KeepArg::Newest => MergeKeep::Newest,
            KeepArg::Confidence => MergeKeep::Confidence,
            KeepArg::First => MergeKeep::First,
        },
        near: args.near,
        one_target: args.one_target,
    };
    let mut open = input::opener(&args.files, args.langs.read_options(), &trouble);
    let sides = args.langs.sides();
    let mut take = |event: MergeEvent<'_>| files.take(event);
    merge(args.files.len(), &mut open, &settings, sides, &mut take).map_err(|error| {
        trouble.name(&error, &args.files);
        trouble.explain(error)
    })?;
    let (counts, outcome) = files.close()?;
    tell(args, &counts);
    Ok(trouble.outcome(outcome))
}

/// How many units there were, and what became of them.
#[derive(Default)]
struct Counts {
    /// By memory.
    read: Vec<u64>,
    fates: BTreeMap<MergeFate, u64>,
    /// Sources with several translations.
    conflicts: u64,
    /// Units with such a source that are not duplicates.
    conflicting: u64,
    /// Units that the output format cannot hold.
    left_out: u64,
    /// What is said of inline codes that it cannot hold.
    codes: String,
}

impl Counts {
    fn add(&mut self, memory: usize, fate: MergeFate, conflict: Option<u64>) {
        self.read[memory] += 1;
        *self.fates.entry(fate).or_default() += 1;
        if let Some(number) = conflict {
            self.conflicts = self.conflicts.max(number);
            let is_duplicate = matches!(fate, MergeFate::Exact | MergeFate::Near);
            self.conflicting += u64::from(!is_duplicate);
        }
    }

    fn of(&self, fate: MergeFate) -> u64 {
        self.fates.get(&fate).copied().unwrap_or_default()
    }
}

/// Tells what became of the units. The counts add up.
fn tell(args: &MergeArgs, counts: &Counts) {
    for (path, read) in args.files.iter().zip(&counts.read) {
        summary!("{}: {}", path.display(), plural(*read, "unit"));
    }
    let mut parts = vec![
        format!("{} written", counts.of(MergeFate::Written) - counts.left_out),
        plural(counts.of(MergeFate::Exact), "exact duplicate"),
    ];
    if args.near {
        parts.push(plural(counts.of(MergeFate::Near), "near duplicate"));
    }
    if args.one_target {
        parts.push(format!("{} outvoted", counts.of(MergeFate::Outvoted)));
    }
    if counts.left_out > 0 {
        parts.push(format!("{} not written", counts.left_out));
    }
    let units = plural(counts.read.iter().sum(), "unit");
    summary!("{}: {units} = {}{}", args.output.display(), parts.join(" + "), counts.codes);
    if counts.conflicts > 0 {
        let sources = plural(counts.conflicts, "source");
        let translations = plural(counts.conflicting, "translation");
        let hint = if args.conflicts.is_some() { "" } else { "; --conflicts FILE lists them" };
        summary!("conflicts: {sources} with {translations}{hint}");
    }
}

/// Where the units go.
struct Files<'a> {
    args: &'a MergeArgs,
    kept: Option<Output>,
    dropped: Option<Output>,
    conflicts: Option<SheetFile>,
    counts: Counts,
    trouble: &'a Trouble,
}

impl Files<'_> {
    fn take(&mut self, event: MergeEvent<'_>) -> Result<()> {
        match event {
            MergeEvent::Header(header) => self.header(header),
            MergeEvent::Unit { memory, unit, fate, conflict, sides } => {
                self.counts.add(memory, fate, conflict);
                if let (Some(number), Some(conflicts)) = (conflict, &mut self.conflicts) {
                    let file = self.args.files[memory].display().to_string();
                    let added = conflicts.row(&Conflict { number, file, unit, sides, fate });
                    self.keep(added)?;
                }
                let out =
                    if fate == MergeFate::Written { &mut self.kept } else { &mut self.dropped };
                out.as_mut().map_or(Ok(()), |out| out.unit(unit))
            }
        }
    }

    fn header(&mut self, header: &Header) -> Result<()> {
        let options = self.args.write.options();
        let create = |path: &PathBuf| Output::create(path, header, &options, self.trouble);
        self.kept = Some(self.keep(create(&self.args.output))?);
        self.dropped = self.keep(self.args.dropped.as_ref().map(create).transpose())?;
        Ok(())
    }

    fn close(mut self) -> std::result::Result<(Counts, Outcome), Failure> {
        if let Some(kept) = &self.kept {
            (self.counts.left_out, self.counts.codes) = (kept.left_out, kept.codes());
        }
        let memories = self.kept.into_iter().chain(self.dropped);
        let mut outputs = Outputs::default();
        let done: Vec<Done> = memories
            .map(|memory| memory.finish(&mut outputs))
            .collect::<std::result::Result<_, _>>()?;
        let conflicts =
            self.conflicts.map(|conflicts| conflicts.finish(&mut outputs)).transpose()?;
        outputs.finish()?;
        done.iter().for_each(Done::tell);
        Ok((self.counts, conflicts.unwrap_or(Outcome::Fine)))
    }

    fn keep<T>(&self, made: std::result::Result<T, Failure>) -> Result<T> {
        made.map_err(|failure| {
            let error = io::Error::other(failure.message.clone());
            self.trouble.keep(failure);
            error.into()
        })
    }
}

/// A unit whose source has several translations.
struct Conflict<'u> {
    /// The number of the source among those with several translations.
    number: u64,
    file: String,
    unit: &'u TranslationUnit,
    sides: Sides,
    fate: MergeFate,
}

impl SheetRow for Conflict<'_> {
    const NAME: &'static str = "conflicts";
    const COLUMNS: &'static [&'static str] = &[
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

    fn cells(&self) -> Vec<Cell<'_>> {
        let unit = self.unit;
        let (source, target) = self.sides.texts(unit);
        let metas = unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        let dates = metas.flat_map(|meta| [&meta.changed, &meta.created]);
        let changed = dates.max().map(String::as_str).unwrap_or_default();
        vec![
            self.number.into(),
            self.file.as_str().into(),
            unit.number.into(),
            unit.line.into(),
            unit.id.as_str().into(),
            Cell::Text(source.into(), self.sides.source),
            Cell::Text(target.into(), self.sides.target),
            Cell::Date(changed.into()),
            Cell::value(unit.meta.prop("x-confidence").unwrap_or_default()),
            self.fate.to_string().into(),
        ]
    }
}
