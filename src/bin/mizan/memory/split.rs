//! `mizan memory split`: a memory in parts.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use mizan::lang::Lang;
use mizan::memory::SplitBy;
use mizan::unit::{Header, TranslationUnit, UnitSink, UnitSource};

use crate::files::{self, Outputs};
use crate::input::Input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Done, Output};
use crate::trouble::Trouble;

/// The greatest number of parts that are written at a time.
const MOST: usize = 500;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory split memory.tmx -o part.tmx --units 20
  mizan memory split memory.tmx -o part.csv --by doc";

/// Split a memory by size, document, prop or language
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct SplitArgs {
    /// Memory to split
    file: PathBuf,

    /// Name of the parts: with OUT.tmx they are OUT-001.tmx and so on, or OUT-VALUE.tmx
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    #[command(flatten)]
    how: How,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct How {
    /// Make parts of at most N units
    #[arg(long, value_name = "N", help_heading = "Splitting")]
    units: Option<NonZero<u64>>,

    /// Make parts of at most SIZE bytes, such as 500M or 1G (1,000 million)
    #[arg(long, value_name = "SIZE", help_heading = "Splitting", value_parser = size)]
    bytes: Option<u64>,

    /// Make a part for each document (prop x-doc), each language of translations, or each value of a prop
    #[arg(long, value_name = "doc|lang|prop:NAME", help_heading = "Splitting", value_parser = by)]
    by: Option<SplitBy>,
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &*text[digits.len()..].to_ascii_lowercase() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        _ => return Err("give a size like 900k, 500M or 1G".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "give a size like 900k, 500M or 1G")?;
    match number.checked_mul(factor) {
        Some(size) if size >= 10_000 => Ok(size),
        _ => Err("give at least 10k".to_owned()),
    }
}

fn by(text: &str) -> Result<SplitBy, String> {
    match text {
        "doc" => Ok(SplitBy::Prop("x-doc".to_owned())),
        "lang" => Ok(SplitBy::Lang),
        _ => match text.strip_prefix("prop:") {
            Some(name) if !name.is_empty() => Ok(SplitBy::Prop(name.to_owned())),
            _ => Err("give doc, lang, or prop: and a name, like prop:x-client".to_owned()),
        },
    }
}

pub(super) fn run(args: &SplitArgs) -> Result<Outcome, Failure> {
    output::form(&args.output)?;
    let trouble = Trouble::default();
    let input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let header = input.header().clone();
    let mut parts = Parts {
        args,
        header,
        trouble: &trouble,
        names: BTreeSet::from([files::identity(&args.file)]),
        outputs: Outputs::default(),
        done: Vec::new(),
    };
    let read = match &args.how.by {
        Some(by) => parts.by(input, by)?,
        None => parts.in_order(input)?,
    };
    parts.outputs.finish()?;
    parts.done.iter().for_each(|(done, ..)| done.tell());
    for (done, units, rest) in &parts.done {
        summary!("{}: {}{rest}", done.path.display(), plural(*units, "unit"));
    }
    let written: u64 = parts.done.iter().map(|(_, units, _)| units).sum();
    let (name, count) = (args.file.display(), parts.done.len() as u64);
    let (read, written) = (plural(read, "unit"), plural(written, "unit"));
    summary!("{name}: {read}, {} with {written}", plural(count, "part"));
    Ok(trouble.outcome(Outcome::Fine))
}

struct Parts<'a> {
    args: &'a SplitArgs,
    header: Header,
    trouble: &'a Trouble,
    names: BTreeSet<PathBuf>,
    outputs: Outputs,
    /// With the number of units written, and what is said of the rest.
    done: Vec<(Done, u64, String)>,
}

impl Parts<'_> {
    /// Begins a part of this name.
    fn begin(&mut self, name: &str, lang: Option<Lang>) -> Result<Output, Failure> {
        let path = part_path(&self.args.output, name);
        if !self.names.insert(files::identity(&path)) {
            return Err(Failure::usage(format!(
                "{}: is the input or another part; name another output",
                path.display()
            )));
        }
        let header =
            Header { target_lang: lang.or(self.header.target_lang), ..self.header.clone() };
        Output::create(&path, &header, &self.args.write.options(), self.trouble)
    }

    fn end(&mut self, part: Output) -> Result<(), Failure> {
        let (units, rest) = (part.units, part.shortfall());
        let done = part.finish(&mut self.outputs)?;
        if let Some(most) = self.args.how.bytes.filter(|&most| done.bytes > most) {
            return Err(Failure::input(format!(
                "{}: has {} bytes, more than {most}; give a larger --bytes, or split by --units",
                done.path.display(),
                done.bytes
            )));
        }
        self.done.push((done, units, rest));
        Ok(())
    }

    fn write(&self, part: &mut Output, unit: &TranslationUnit) -> Result<(), Failure> {
        part.unit(unit).map_err(|error| self.trouble.explain(error))
    }

    /// Parts of limited size; gives the number of units read.
    fn in_order(&mut self, mut input: Input) -> Result<u64, Failure> {
        let (mut read, mut largest) = (0, 0);
        let mut part = self.begin("001", None)?;
        while let Some(unit) = input.next().map_err(|error| self.trouble.explain(error))? {
            read += 1;
            let is_full = match self.args.how.bytes {
                Some(most) => part.bytes() + largest.max(guess(&unit)) + 1_000 > most,
                None => self.args.how.units.is_some_and(|most| part.units >= most.get()),
            };
            if is_full && part.units > 0 {
                let next = format!("{:03}", self.done.len() + 2);
                let full = std::mem::replace(&mut part, self.begin(&next, None)?);
                self.end(full)?;
            }
            let before = part.bytes();
            self.write(&mut part, &unit)?;
            largest = largest.max(part.bytes() - before);
        }
        self.end(part)?;
        Ok(read)
    }

    /// A part for each value; gives the number of units read.
    fn by(&mut self, mut input: Input, by: &SplitBy) -> Result<u64, Failure> {
        let mut parts: BTreeMap<String, Output> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut read = 0;
        while let Some(unit) = input.next().map_err(|error| self.trouble.explain(error))? {
            read += 1;
            let sides = self.args.langs.sides().or(input.header());
            for (name, unit) in by.pieces(unit, sides) {
                if !parts.contains_key(&name) {
                    if parts.len() == MOST {
                        return Err(Failure::input(format!(
                            "{}: has more than {MOST} parts; split by something with fewer values",
                            self.args.file.display()
                        )));
                    }
                    let lang = name.parse().ok().filter(|_| *by == SplitBy::Lang);
                    let output = self.begin(&file_name(&name, &mut taken), lang)?;
                    parts.insert(name.clone(), output);
                }
                if let Some(part) = parts.get_mut(&name) {
                    self.write(part, &unit)?;
                }
            }
        }
        parts.into_values().try_for_each(|part| self.end(part))?;
        Ok(read)
    }
}

/// An estimate of the bytes of a unit that is seldom too low.
fn guess(unit: &TranslationUnit) -> u64 {
    let texts = unit.variants.iter().map(|v| v.text.len() + 200);
    let props = unit.meta.props.iter().map(|(name, value)| name.len() + value.len() + 50);
    2 * texts.chain(props).sum::<usize>() as u64 + 500
}

/// `memory.tmx` and `001` as `memory-001.tmx`.
fn part_path(output: &Path, name: &str) -> PathBuf {
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    let extension = output.extension().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{stem}-{name}.{extension}"))
}

/// A value as a part of a file name that no other value has.
fn file_name(value: &str, taken: &mut BTreeSet<String>) -> String {
    let fit = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = value.chars().map(fit).take(60).collect();
    let name = if name.is_empty() { "none".to_owned() } else { name };
    let numbered = |number: usize| {
        if number == 1 { name.clone() } else { format!("{name}-{number}") }
    };
    // Some file systems do not tell letter cases apart.
    (1..).map(numbered).find(|name| taken.insert(name.to_lowercase())).unwrap_or(name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_of_their_own() {
        let mut taken = BTreeSet::new();
        let mut name = |value: &str| file_name(value, &mut taken);
        assert_eq!(name("a/b.txt"), "a_b.txt");
        assert_eq!(name("A:b.txt"), "A_b.txt-2");
        assert_eq!(name(""), "none");
        assert_eq!(name("تقرير"), "تقرير");
        assert_eq!(part_path(Path::new("x/memory.tmx"), "en"), Path::new("x/memory-en.tmx"));
    }

    #[test]
    fn sizes_are_read() {
        assert_eq!(size("1G"), Ok(1_000_000_000));
        assert_eq!(size("20kb"), Ok(20_000));
        assert!(size("5").is_err() && size("x").is_err() && size("1T").is_err());
    }
}
