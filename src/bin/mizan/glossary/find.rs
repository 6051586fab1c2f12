//! `mizan glossary find`: every term in a text.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::bitext::Side;
use mizan::glossary::{Glossary, Hit, Matcher};
use mizan::lang::Lang;
use mizan::text::Document;
use serde::Serialize;

use crate::files;
use crate::jsonl;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
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

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    to: FindFormat,

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
}

pub(super) fn run(args: &FindArgs) -> Result<Outcome, Failure> {
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
    let mut finder = matcher.finder();
    let mut count = 0u64;
    let isolates = std::io::stdout().is_terminal();
    files::print(|out| {
        let lines = text.blocks.iter().flat_map(|block| block.text.lines());
        for (number, line) in lines.enumerate() {
            let hits = finder.find(line);
            let mut place = Place::default();
            for hit in &hits {
                count += 1;
                let start = place.scalars(line, hit.span.range().start);
                let end = start + hit.span.of(line).chars().count();
                let record = record(&glossary, hit, side, (number + 1, start, end), line);
                match args.to {
                    FindFormat::Jsonl => {
                        jsonl::write_line(&record, out)?;
                    }
                    FindFormat::Table => row(&glossary, hit, &record, isolates, out)?,
                }
            }
        }
        Ok(())
    })?;
    let hits = plural(count, "hit");
    let entries = plural(glossary.entries.len() as u64, "entry");
    eprintln!("{}: {hits} of {entries}", args.file.display());
    Ok(outcome)
}

fn record<'a>(
    glossary: &'a Glossary,
    hit: &Hit,
    side: Side,
    (line, start, end): (usize, usize, usize),
    text: &'a str,
) -> Line<'a> {
    let entry = &glossary.entries[hit.entry as usize];
    let term = if side == Side::Source { &entry.source } else { &entry.target };
    let (class, nested) = (hit.class.as_str(), hit.nested);
    Line { line, start, end, text: hit.span.of(text), entry: hit.entry, term, class, nested }
}

fn row(
    glossary: &Glossary,
    hit: &Hit,
    line: &Line<'_>,
    isolates: bool,
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    let entry = &glossary.entries[hit.entry as usize];
    // In a terminal, Arabic and English on one line would else change places.
    let shown = |text: &str| {
        if isolates { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
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
