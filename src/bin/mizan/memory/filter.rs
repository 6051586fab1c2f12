//! `mizan memory filter`: the units that are as wanted.

use std::path::PathBuf;

use mizan::lang::Lang;
use mizan::memory::{Criterion, Filter, Pattern};
use mizan::unit::{UnitSink, UnitSource};

use crate::files::Outputs;
use crate::input::Input;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Done, Output};
use crate::trouble::Trouble;
use crate::values::probability;

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
    source_matches: Option<Pattern>,

    /// Units whose translation matches this regular expression
    #[arg(long, value_name = "REGEX")]
    target_matches: Option<Pattern>,

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
            Some((name, value)) => {
                Criterion::Prop { name: name.to_owned(), value: Some(value.to_owned()) }
            }
            None => Criterion::Prop { name: text.clone(), value: None },
        };
        let mut criteria = Vec::new();
        criteria.extend(self.min_confidence.map(Criterion::MinConfidence));
        criteria.extend(self.lang.iter().copied().map(Criterion::Lang));
        criteria.extend(self.prop.iter().map(prop));
        criteria.extend(self.domain.iter().cloned().map(Criterion::Domain));
        criteria.extend(self.min_length.map(Criterion::MinLength));
        criteria.extend(self.max_length.map(Criterion::MaxLength));
        criteria.extend(self.length_ratio.map(Criterion::LengthRatio));
        criteria.extend(self.source_matches.clone().map(Criterion::Source));
        criteria.extend(self.target_matches.clone().map(Criterion::Target));
        let filter = Filter::new(criteria);
        if self.invert { filter.inverted() } else { filter }
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
    let (filter, mut counts) = (args.filter(), [0u64; 2]);
    while let Some(unit) = input.next().map_err(|error| trouble.explain(error))? {
        let sides = args.langs.sides().or(input.header());
        let keeps = filter.keeps(&unit, sides).map_err(|error| trouble.explain(error))?;
        counts[usize::from(!keeps)] += 1;
        let out = if keeps { Some(&mut kept) } else { rejected.as_mut() };
        if let Some(out) = out {
            out.unit(&unit).map_err(|error| trouble.explain(error))?;
        }
    }
    let mut outputs = Outputs::default();
    let memories = [kept].into_iter().chain(rejected);
    let done: Vec<Done> =
        memories.map(|memory| memory.finish(&mut outputs)).collect::<Result<_, _>>()?;
    outputs.finish()?;
    done.iter().for_each(Done::tell);
    let [kept, rejected] = counts;
    let read = kept + rejected;
    eprintln!("{}: {read} units = {kept} kept + {rejected} rejected", args.file.display());
    Ok(trouble.outcome(Outcome::Fine))
}
