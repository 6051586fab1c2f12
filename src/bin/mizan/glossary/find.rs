//! `mizan glossary find`: every term in a text.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::bitext::Side;
use mizan::format::{Cell, SheetRow};
use mizan::glossary::{Entry, Glossary, Matcher};
use mizan::lang::Lang;
use mizan::text::Document;
use serde::Serialize;

use crate::files::{self, Outputs};
use crate::jsonl;
use crate::message::{harmless, plural};
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{self, SheetArgs, SheetFile};
use crate::termbase::{DEFAULT, Loaded, load};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some rows could not be read.

Examples:
  mizan glossary find glossary/software.csv pairs/faq/source.ar.txt
  mizan glossary find glossary/software.csv pairs/faq/target.en.txt --lang en --to jsonl";

/// Find the terms of a glossary in a text
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct FindArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    glossary: PathBuf,

    /// Text to search
    file: PathBuf,

    /// Language of the text. English is searched for target terms, any other language for source terms
    #[arg(long, value_name = "TAG", default_value = "ar", help_heading = "Input")]
    lang: Lang,

    /// Format of what is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output", conflicts_with = "output")]
    to: FindFormat,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

    /// Accept words of six letters or more with one wrong letter
    #[arg(long, help_heading = "Search")]
    fuzzy: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FindFormat {
    /// A table for people
    #[default]
    Table,
    /// One JSON object a line. Lines count from 1, entries from 0, and offsets from 0 in Unicode scalars
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    line: usize,
    start: usize,
    end: usize,
    text: &'a str,
    entry: u32,
    term: &'a str,
    class: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    nested: bool,
    #[serde(skip)]
    pair: &'a Entry,
    #[serde(skip)]
    lang: Lang,
}

impl SheetRow for Line<'_> {
    const NAME: &'static str = "terms";
    const COLUMNS: &'static [&'static str] =
        &["line", "start", "end", "text", "class", "nested", "source", "target", "status"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            self.line.into(),
            self.start.into(),
            self.end.into(),
            Cell::Text(self.text.into(), Some(self.lang)),
            self.class.into(),
            Cell::Flag(self.nested),
            Cell::Text(self.pair.source.as_str().into(), Some(DEFAULT.source)),
            Cell::Text(self.pair.target.as_str().into(), Some(DEFAULT.target)),
            self.pair.status.as_str().into(),
        ]
    }

    fn json(&self, out: &mut dyn Write) -> mizan::error::Result<()> {
        sheet::json(self, out)
    }
}

pub(super) fn run(args: &FindArgs) -> Result<Outcome, Failure> {
    if let Some(path) = &args.output {
        sheet::form(path, &[])?;
    }
    output::check_apart([&args.glossary, &args.file], &args.output)?;
    let Loaded { glossary, outcome, .. } = load(&args.glossary, DEFAULT)?;
    let problem = |error| Failure::input(format!("{}: {error}", args.file.display()));
    let name = args.file.to_string_lossy();
    let text = Document::read(&name, &files::read(&args.file)?, args.lang).map_err(problem)?;
    let is_target = args.lang.same_language(DEFAULT.target);
    let side = if is_target { Side::Target } else { Side::Source };
    let mut matcher = Matcher::new(&glossary, side, args.lang);
    if args.fuzzy {
        matcher = matcher.with_fuzzy();
    }
    let mut written = Outcome::Fine;
    let mut count = 0u64;
    if let Some(path) = &args.output {
        let mut file = SheetFile::create::<Line<'_>>(path, args.sheet.profile())?;
        lines(&glossary, &matcher, &text, side, &mut |line| {
            count += 1;
            file.row(line)
        })?;
        let mut outputs = Outputs::default();
        written = file.finish(&mut outputs)?;
        outputs.finish()?;
    } else {
        let isolates = std::io::stdout().is_terminal();
        let print = |out: &mut dyn Write| {
            lines(&glossary, &matcher, &text, side, &mut |line| {
                count += 1;
                match args.to {
                    FindFormat::Jsonl => Ok(jsonl::write_line(line, out)?),
                    FindFormat::Table => row(line, isolates, out),
                }
            })
        };
        match args.to {
            FindFormat::Jsonl => files::print_json(print)?,
            // The cells of a row are made harmless one by one, apart from the isolates around them.
            FindFormat::Table => files::print_raw(print)?,
        }
    }
    let hits = plural(count, "hit");
    let entries = plural(glossary.entries.len() as u64, "entry");
    summary!("{}: {hits} of {entries}", args.file.display());
    Ok(written.or(outcome))
}

/// Tells every term in a text, line by line.
fn lines<E>(
    glossary: &Glossary,
    matcher: &Matcher,
    text: &Document,
    side: Side,
    tell: &mut dyn FnMut(&Line<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut finder = matcher.finder();
    let lines = text.blocks.iter().flat_map(|block| block.text.lines());
    for (number, line) in lines.enumerate() {
        let mut place = Place::default();
        for hit in &finder.find(line) {
            let start = place.scalars(line, hit.span.range().start);
            let pair = &glossary.entries[hit.entry as usize];
            tell(&Line {
                line: number + 1,
                start,
                end: start + hit.span.of(line).chars().count(),
                text: hit.span.of(line),
                entry: hit.entry,
                term: if side == Side::Source { &pair.source } else { &pair.target },
                class: hit.class.as_str(),
                nested: hit.nested,
                pair,
                lang: text.lang,
            })?;
        }
    }
    Ok(())
}

fn row(line: &Line<'_>, isolates: bool, out: &mut dyn Write) -> mizan::error::Result<()> {
    let entry = line.pair;
    // In a terminal, Arabic and English on one line would else change places.
    let shown = |text: &str| {
        let text = harmless(text);
        if isolates { format!("\u{2068}{text}\u{2069}") } else { text }
    };
    let nested = if line.nested { ", nested" } else { "" };
    writeln!(
        out,
        "{}:{}-{}\t{}\t{}{nested}\t{} = {}\t{}",
        line.line,
        line.start,
        line.end,
        shown(line.text),
        line.class,
        shown(&entry.source),
        shown(&entry.target),
        entry.status.as_str(),
    )?;
    Ok(())
}

/// Counts scalars up to a byte, going on from the place before.
#[derive(Default)]
struct Place {
    byte: usize,
    scalars: usize,
}

impl Place {
    fn scalars(&mut self, line: &str, byte: usize) -> usize {
        if byte < self.byte {
            *self = Place::default();
        }
        self.scalars += line[self.byte..byte].chars().count();
        self.byte = byte;
        self.scalars
    }
}
