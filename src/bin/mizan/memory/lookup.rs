//! `mizan memory lookup` and `index`: the units most like a text.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use clap::ValueEnum;
use mizan::error::{ErrorKind, Result};
use mizan::format::{Cell, SheetRow};
use mizan::lang::Lang;
use mizan::memory::{LookupIndex, LookupMatch, LookupSettings};
use mizan::text::Document;
use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use crate::files::{self, OutputFile, Outputs};
use crate::input::Input;
use crate::message::plural;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::progress::Progress;
use crate::sheet::{self, SheetArgs};
use crate::trouble::Trouble;

/// The greatest size of a memory, in bytes, that is searched without an index. Packed memories are larger than their files.
const DIRECT: u64 = 64 << 20;
const DIRECT_PACKED: u64 = 8 << 20;

/// The number of texts that are looked up at a time.
const BLOCK: usize = 512;

const AFTER_INDEX: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory index memory.tmx";

/// Build the index that makes lookup fast in large memories
#[derive(clap::Args)]
#[command(after_help = AFTER_INDEX)]
pub(crate) struct IndexArgs {
    /// Memory to index
    memory: PathBuf,

    /// File for the index [default: the name of the memory with .mzidx after it]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    langs: LangArgs,
}

const AFTER_LOOKUP: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory lookup memory.tmx \"كم سعر البطاقة؟\" --min 40
  mizan memory lookup memory.tmx --file pairs/faq/gold.ar --to jsonl";

/// Find the units whose source is most like a text, with percentages as CAT tools show them
#[derive(clap::Args)]
#[command(after_help = AFTER_LOOKUP)]
pub(crate) struct LookupArgs {
    /// Memory to search. If its index is beside it, the index is used, or rebuilt if the memory has changed
    memory: PathBuf,

    /// Text to look up
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,

    /// File of texts to look up, one a line; the lines before and after a text are its neighbours
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    file: Option<PathBuf>,

    /// Text before it in its document. A unit with the same text and the same neighbour is a match of 101 %
    #[arg(long, value_name = "TEXT", help_heading = "Input", conflicts_with = "file")]
    before: Option<String>,

    /// Text after it in its document
    #[arg(long, value_name = "TEXT", help_heading = "Input", conflicts_with = "file")]
    after: Option<String>,

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output", conflicts_with = "output")]
    to: Form,

    /// File to write, a row for each match, instead of standard output. The extension names the format: csv, tsv, xlsx or
    /// jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

    /// Most matches for a text
    #[arg(long, value_name = "N", help_heading = "Search", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,

    /// Least percentage of a match
    #[arg(long, value_name = "P", help_heading = "Search", default_value_t = 70, value_parser = clap::value_parser!(u32).range(1..=101))]
    min: u32,

    /// Ignore vowel marks, letter case and the spelling of alefs when words are compared
    #[arg(long, help_heading = "Search")]
    fold: bool,

    /// Index of the memory. It is built if it does not exist or if the memory has changed
    #[arg(long, value_name = "FILE", help_heading = "Search")]
    index: Option<PathBuf>,

    #[command(flatten)]
    langs: LangArgs,
}

/// The form of what is found.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// Source, translation and place of each unit, for people
    #[default]
    Text,
    /// JSON objects, one on a line
    Jsonl,
}

pub(super) fn index(args: &IndexArgs) -> std::result::Result<Outcome, Failure> {
    let path = args.output.clone().unwrap_or_else(|| beside(&args.memory));
    let trouble = Trouble::default();
    let index = build(&args.memory, &path, &args.langs, &trouble)?;
    summary!("{}: {index}", path.display());
    Ok(trouble.outcome(Outcome::Fine))
}

/// A match as a row.
struct Match<'m> {
    line: usize,
    query: &'m str,
    found: &'m LookupMatch,
}

impl SheetRow for Match<'_> {
    const NAME: &'static str = "matches";
    const COLUMNS: &'static [&'static str] = &[
        "line",
        "text",
        "percent",
        "source",
        "target",
        "unit",
        "unit_line",
        "id",
        "changed",
        "confidence",
        "document",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let found = self.found;
        let query = [self.line.into(), self.query.into(), u64::from(found.percent).into()];
        query.into_iter().chain(unit_cells(found)).collect()
    }
}

/// The cells of a unit: source, target, its number and line, id, date, confidence and document.
pub(super) fn unit_cells(found: &LookupMatch) -> [Cell<'_>; 8] {
    [
        found.source.as_str().into(),
        found.target.as_str().into(),
        found.number.into(),
        found.line.into(),
        found.id.as_str().into(),
        match found.meta.changed.as_str() {
            "" => Cell::Empty,
            changed => Cell::Date(changed.into()),
        },
        Cell::value(prop(found, "x-confidence")),
        prop(found, "x-doc").into(),
    ]
}

pub(super) fn run(args: &LookupArgs) -> std::result::Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        sheet::form(output, &[])?;
    }
    output::check_apart([&args.memory].into_iter().chain(&args.file), &args.output)?;
    let queries = Queries::new(args)?;
    let texts: Vec<&str> = queries.texts.iter().map(String::as_str).collect();
    let progress = Progress::new();
    progress.stage("opening the memory");
    let trouble = Trouble::default();
    let index = open_or_build(&args.memory, args.index.as_deref(), &args.langs, &trouble)?;
    let settings =
        LookupSettings { fold: args.fold, min: args.min, limit: usize::from(args.limit) };
    progress.stage("looking up");
    let search = Search { index, settings, memory: &args.memory, trouble: &trouble };
    let mut found = 0;
    let mut written = Outcome::Fine;
    if let Some(path) = &args.output {
        let mut rows = Vec::new();
        let searched = search.all(&texts, queries.wanted, &mut |at, matches| {
            rows.extend(matches.iter().map(|found| (at, found.clone())));
            Ok(())
        });
        found = searched.map_err(|error| trouble.explain(error))?;
        let rows = rows.iter().map(|(at, found)| Match { line: at + 1, query: texts[*at], found });
        written = sheet::write(path, args.sheet.profile(), &rows.collect::<Vec<_>>())?;
    } else {
        let printed = files::print_as(args.to == Form::Text, |out| {
            found = search.all(&texts, queries.wanted, &mut |at, matches| {
                let line = args.file.is_some().then_some(at + 1);
                match args.to {
                    Form::Text => text(texts[at], line, matches, out),
                    Form::Jsonl => jsonl(texts[at], line, matches, out),
                }
            })?;
            Ok(())
        });
        trouble.check()?;
        printed?;
    }
    drop(progress);
    if args.file.is_some() {
        let texts = plural(texts.len() as u64, "text");
        summary!("{texts}, {found} with a match of {} % or more", args.min);
    } else if found == 0 {
        summary!("no match of {} % or more", args.min);
    }
    Ok(trouble.outcome(written))
}

/// A memory that is searched.
struct Search<'s> {
    index: LookupIndex,
    settings: LookupSettings,
    memory: &'s Path,
    trouble: &'s Trouble,
}

impl Search<'_> {
    /// Looks texts up, and tells the matches of each with its number. Returns how many texts have any.
    fn all(
        &self,
        texts: &[&str],
        wanted: Range<usize>,
        tell: &mut dyn FnMut(usize, &[LookupMatch]) -> Result<()>,
    ) -> Result<usize> {
        let (mut found, mut start) = (0, wanted.start);
        while start < wanted.end {
            let block = start..wanted.end.min(start + BLOCK);
            start = block.end;
            let matches = self.index.search(texts, block.clone(), &self.settings);
            let matches = matches.inspect_err(|error| {
                self.trouble.keep(Failure::input(format!("{}: {error}", self.memory.display())));
            })?;
            for (at, matches) in block.zip(&matches) {
                found += usize::from(!matches.is_empty());
                tell(at, matches)?;
            }
        }
        Ok(found)
    }
}

/// The texts to look up, with their neighbours.
struct Queries {
    texts: Vec<String>,
    wanted: Range<usize>,
}

impl Queries {
    fn new(args: &LookupArgs) -> std::result::Result<Queries, Failure> {
        let Some(path) = &args.file else {
            let before = usize::from(args.before.is_some());
            let texts = [&args.before, &args.text, &args.after];
            let texts = texts.into_iter().flatten().cloned().collect();
            return Ok(Queries { texts, wanted: before..before + 1 });
        };
        let lang = args.langs.source_lang.unwrap_or(Lang::AR);
        let document = Document::read_segmented(&path.to_string_lossy(), &files::read(path)?, lang)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        let texts = document.blocks.iter().map(|block| block.text.trim().to_owned());
        let texts: Vec<String> = texts.collect();
        Ok(Queries { wanted: 0..texts.len(), texts })
    }
}

fn text(
    query: &str,
    line: Option<usize>,
    matches: &[LookupMatch],
    out: &mut dyn Write,
) -> Result<()> {
    if let Some(line) = line {
        writeln!(out, "{line}: {query}")?;
    }
    for found in matches {
        writeln!(out, "{:>4} %  {}", found.percent, found.source)?;
        writeln!(out, "        {}", found.target)?;
        writeln!(out, "        {}", place(found))?;
    }
    Ok(())
}

/// Where a unit stands in its memory, and what is known of it, for people.
pub(super) fn place(found: &LookupMatch) -> String {
    let mut place = format!("unit {}, line {}", found.number, found.line);
    for (name, value) in [
        ("changed", found.meta.changed.as_str()),
        ("confidence", prop(found, "x-confidence")),
        ("from", prop(found, "x-doc")),
    ] {
        if !value.is_empty() {
            place += &format!(", {name} {value}");
        }
    }
    place
}

fn jsonl(
    query: &str,
    line: Option<usize>,
    matches: &[LookupMatch],
    out: &mut dyn Write,
) -> Result<()> {
    let matches: Vec<_> = matches
        .iter()
        .map(|found| {
            let mut object = json!({ "percent": found.percent });
            add_unit(&mut object, found);
            object
        })
        .collect();
    writeln!(out, "{}", json!({"line": line, "text": query, "matches": matches}))?;
    Ok(())
}

/// Adds a unit to a JSON object.
pub(super) fn add_unit(object: &mut Value, found: &LookupMatch) {
    object["source"] = found.source.as_str().into();
    object["target"] = found.target.as_str().into();
    object["unit"] = found.number.into();
    object["line"] = found.line.into();
    object["id"] = found.id.as_str().into();
    object["changed"] = found.meta.changed.as_str().into();
    object["confidence"] = prop(found, "x-confidence").into();
    object["document"] = prop(found, "x-doc").into();
}

fn prop<'m>(found: &'m LookupMatch, name: &str) -> &'m str {
    found.meta.prop(name).unwrap_or_default()
}

/// The index to search: the one asked for, the one beside the memory, or one in the working memory. One that is not of
/// this memory as it is now, or of other languages, is rebuilt.
pub(super) fn open_or_build(
    memory: &Path,
    index: Option<&Path>,
    langs: &LangArgs,
    trouble: &Trouble,
) -> std::result::Result<LookupIndex, Failure> {
    let path = index.map_or_else(|| beside(memory), Path::to_owned);
    if path.exists() {
        let found = match open(&path) {
            Ok(found) => found,
            Err(error) => match error.kind() {
                ErrorKind::IndexFile { message } => {
                    eprintln!("mizan: {}: {message}; rebuilding it", path.display());
                    return build(memory, &path, langs, trouble);
                }
                _ => return Err(no_index(&path, &error)),
            },
        };
        let (asked, has) = (langs.sides(), found.sides());
        let fits = |asked: Option<Lang>, has: Option<Lang>| asked.is_none() || asked == has;
        let why = if !is_fresh(found.stamp(), memory)? {
            "the memory has changed"
        } else if !fits(asked.source, has.source) || !fits(asked.target, has.target) {
            "it was built for other languages"
        } else {
            return Ok(found);
        };
        eprintln!("mizan: {}: {why}; rebuilding it", path.display());
        drop(found);
        return build(memory, &path, langs, trouble);
    }
    if index.is_some() {
        return build(memory, &path, langs, trouble);
    }
    // What comes from standard input has no index.
    let length = match files::is_standard(memory) {
        true => 0,
        false => about(memory)?.len(),
    };
    let extension = memory.extension().unwrap_or_default().to_ascii_lowercase();
    let packed = ["gz", "zip", "xlsx"].iter().any(|&packed| extension == packed);
    if length > if packed { DIRECT_PACKED } else { DIRECT } {
        return Err(Failure::usage(format!(
            "{}: too large to search without an index; build one with mizan memory index",
            memory.display()
        )));
    }
    let mut input = Input::open(memory, &langs.read_options(), trouble)?;
    LookupIndex::build(&mut input, langs.sides(), "", None).map_err(|error| trouble.explain(error))
}

/// `memory.tmx.mzidx`.
fn beside(memory: &Path) -> PathBuf {
    let mut name = memory.as_os_str().to_owned();
    name.push(".mzidx");
    PathBuf::from(name)
}

fn open(path: &Path) -> mizan::error::Result<LookupIndex> {
    LookupIndex::open(File::open(path)?)
}

fn build(
    memory: &Path,
    path: &Path,
    langs: &LangArgs,
    trouble: &Trouble,
) -> std::result::Result<LookupIndex, Failure> {
    let mut input = Input::open(memory, &langs.read_options(), trouble)?;
    if files::identity(memory) == files::identity(path) {
        return Err(Failure::usage(
            "the memory and its index are the same file; name another index",
        ));
    }
    let output = OutputFile::create(path)?;
    let file = output.handle().map_err(|error| output.problem(error))?;
    let stamp = stamp(memory)?;
    let built = LookupIndex::build(&mut input, langs.sides(), &stamp, Some(file));
    drop(built.map_err(|error| trouble.explain(error))?);
    let mut outputs = Outputs::default();
    outputs.add(output)?;
    outputs.finish()?;
    open(path).map_err(|error| no_index(path, &error))
}

fn no_index(path: &Path, error: &mizan::error::Error) -> Failure {
    let what = match error.kind() {
        ErrorKind::Io(error) => files::explain(error),
        _ => error.to_string(),
    };
    Failure::input(format!("{}: {what}", path.display()))
}

fn about(path: &Path) -> std::result::Result<fs::Metadata, Failure> {
    fs::metadata(path)
        .map_err(|error| Failure::input(format!("{}: {}", path.display(), files::explain(&error))))
}

/// Size and date of a file, and a hash of its bytes.
fn stamp(path: &Path) -> std::result::Result<String, Failure> {
    Ok(format!("{} {}", size_and_date(path)?, hash(path)?))
}

fn size_and_date(path: &Path) -> std::result::Result<String, Failure> {
    let about = about(path)?;
    let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(format!("{} {}", about.len(), changed.map_or(0, |since| since.as_nanos())))
}

/// Whether a file is the one a stamp was taken of. The bytes are read only if the date alone has changed.
fn is_fresh(stamp: &str, path: &Path) -> std::result::Result<bool, Failure> {
    let now = size_and_date(path)?;
    let Some((then, hashed)) = stamp.rsplit_once(' ') else { return Ok(false) };
    let size = |of: &str| of.split(' ').next().map(str::to_owned);
    Ok(then == now || size(then) == size(&now) && hash(path)? == hashed)
}

fn hash(path: &Path) -> std::result::Result<String, Failure> {
    let problem = |error| Failure::input(format!("{}: {}", path.display(), files::explain(&error)));
    let mut file = File::open(path).map_err(problem)?;
    let mut hash = Xxh3::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block).map_err(problem)? {
            0 => return Ok(format!("{:032x}", hash.digest128())),
            count => hash.update(&block[..count]),
        }
    }
}
