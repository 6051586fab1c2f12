//! `mizan memory filter`: the units that are as wanted.

use std::path::PathBuf;

use fancy_regex::Regex;
use mizan::lang::Lang;
use mizan::memory::filter::{self, Filter};
use mizan::unit::{UnitSink, UnitSource};

use super::input::{Input, Trouble};
use super::options::{LangArgs, WriteArgs};
use super::output::{self, Done, Output};
use crate::args::probability;
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct FilterArgs {
    /// The memory
    file: PathBuf,

    /// Where to write what is kept; the extension names the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Where to write the rest; without it, it is only counted
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,

    /// Units at least this sure, 0 to 1; a unit without a confidence was made by people and counts as sure
    #[arg(long, value_name = "P", value_parser = probability)]
    min_confidence: Option<f32>,

    /// Units with at least so many characters on either side
    #[arg(long, value_name = "N")]
    min_length: Option<usize>,

    /// Units with at most so many characters on either side
    #[arg(long, value_name = "N")]
    max_length: Option<usize>,

    /// Units none of whose sides is more than so many times as long as the other; 10 characters are added to
    /// both before, since short texts may differ
    #[arg(long, value_name = "R", value_parser = ratio)]
    length_ratio: Option<f64>,

    /// Units with a text in this language; may be given several times, then all must be there
    #[arg(long, value_name = "TAG")]
    lang: Vec<Lang>,

    /// Units of this domain or subject, whatever the tool that made them calls the prop
    #[arg(long, value_name = "NAME")]
    domain: Vec<String>,

    /// Units with this prop, with this value if one is given; may be given several times
    #[arg(long, value_name = "NAME[=VALUE]")]
    prop: Vec<String>,

    /// Units whose source matches this regular expression
    #[arg(long, value_name = "REGEX")]
    source_matches: Option<Regex>,

    /// Units whose translation matches this regular expression
    #[arg(long, value_name = "REGEX")]
    target_matches: Option<Regex>,

    /// Keep what would be rejected, and reject the rest
    #[arg(long)]
    invert: bool,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

fn ratio(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(ratio) if ratio >= 1.0 => Ok(ratio),
        _ => Err("give a number of 1 or more, such as 2.5".to_owned()),
    }
}

impl FilterArgs {
    fn filter(&self) -> Filter {
        let prop = |text: &String| match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (text.clone(), None),
        };
        Filter {
            min_confidence: self.min_confidence,
            min_length: self.min_length,
            max_length: self.max_length,
            length_ratio: self.length_ratio,
            langs: self.lang.clone(),
            props: self.prop.iter().map(prop).collect(),
            domains: self.domain.clone(),
            source: self.source_matches.clone(),
            target: self.target_matches.clone(),
            invert: self.invert,
        }
    }
}

pub(super) fn run(args: &FilterArgs) -> Result<Outcome, Failure> {
    let outputs: Vec<&PathBuf> = [&args.output].into_iter().chain(&args.rejected).collect();
    outputs.iter().try_for_each(|path| output::form(path).map(|_| ()))?;
    output::check_apart([&args.file], outputs)?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let create =
        |path: &PathBuf| Output::create(path, input.header(), &args.write.options(), &trouble);
    let mut kept = create(&args.output)?;
    let mut rejected = args.rejected.as_ref().map(create).transpose()?;
    let filtered = filter::filter(
        &mut input,
        &args.filter(),
        args.langs.sides(),
        &mut kept,
        rejected.as_mut().map(|out| out as &mut dyn UnitSink),
    )
    .map_err(|error| trouble.explain(error))?;
    let rejected = rejected.map(Output::finish).transpose()?;
    kept.close()?;
    rejected.map_or(Ok(()), Done::name)?;
    eprintln!(
        "{}: {} units = {} kept + {} rejected",
        args.file.display(),
        filtered.kept + filtered.rejected,
        filtered.kept,
        filtered.rejected
    );
    Ok(trouble.outcome(Outcome::Fine))
}
