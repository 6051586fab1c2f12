//! `mizan memory filter`: the units that are as wanted.

use std::path::PathBuf;

use mizan::lang::Lang;
use mizan::memory::{Criterion, Filter, Pattern};
use mizan::unit::{UnitSink, UnitSource};

use crate::files::Outputs;
use crate::input::Input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Done, Output};
use crate::trouble::Trouble;
use crate::values::probability;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory filter memory.tmx -o sure.tmx --min-confidence 0.9 --rejected unsure.tmx
  mizan memory filter memory.tmx -o short.csv --max-length 40";

/// Keep the units that meet all given conditions
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct FilterArgs {
    /// Memory to filter
    file: PathBuf,

    /// File for the units that are kept; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// File for the other units; without it, they are only counted
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    rejected: Option<PathBuf>,

    /// Least confidence, 0 to 1. A unit without a confidence was made by people and counts as 1
    #[arg(long, value_name = "P", help_heading = "Conditions", value_parser = probability)]
    min_confidence: Option<f32>,

    /// Least number of characters of each side
    #[arg(long, value_name = "N", help_heading = "Conditions")]
    min_length: Option<usize>,

    /// Greatest number of characters of each side
    #[arg(long, value_name = "N", help_heading = "Conditions")]
    max_length: Option<usize>,

    /// Greatest ratio of the lengths of the sides, the longer by the shorter. 10 characters are added to both first, since
    /// short texts may differ by more
    #[arg(long, value_name = "R", help_heading = "Conditions", value_parser = ratio)]
    length_ratio: Option<f64>,

    /// Language that the unit has a text in. May be given several times; then all are required
    #[arg(long, value_name = "TAG", help_heading = "Conditions")]
    lang: Vec<Lang>,

    /// Domain or subject of the unit, whatever the prop is called that names it
    #[arg(long, value_name = "NAME", help_heading = "Conditions")]
    domain: Vec<String>,

    /// Prop of the unit, with this value if one is given. May be given several times; then all are required
    #[arg(long, value_name = "NAME[=VALUE]", help_heading = "Conditions")]
    prop: Vec<String>,

    /// Regular expression that the source matches
    #[arg(long, value_name = "REGEX", help_heading = "Conditions")]
    source_matches: Option<Pattern>,

    /// Regular expression that the translation matches
    #[arg(long, value_name = "REGEX", help_heading = "Conditions")]
    target_matches: Option<Pattern>,

    /// Keep the units that do not meet all conditions, and reject the others
    #[arg(long, help_heading = "Conditions")]
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
        let filter = Filter::from_iter(criteria);
        if self.invert { filter.inverted() } else { filter }
    }
}

pub(super) fn run(args: &FilterArgs) -> Result<Outcome, Failure> {
    let outputs: Vec<&PathBuf> = [&args.output].into_iter().chain(&args.rejected).collect();
    outputs.iter().try_for_each(|path| output::form(path).map(|_| ()))?;
    output::check_outputs(outputs)?;
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
    let written = kept.shortfall();
    let memories = [kept].into_iter().chain(rejected);
    let done: Vec<Done> =
        memories.map(|memory| memory.finish(&mut outputs)).collect::<Result<_, _>>()?;
    outputs.finish()?;
    done.iter().for_each(Done::tell);
    let [kept, rejected] = counts;
    let units = plural(kept + rejected, "unit");
    summary!("{}: {units} = {kept} kept{written} + {rejected} rejected", args.file.display());
    Ok(trouble.outcome(Outcome::Fine))
}
