//! `mizan memory rename-lang`: other language tags.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mizan::lang::Lang;
use mizan::memory::Rename;
use mizan::unit::{UnitSink, UnitSource};

use crate::input::Input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Output};
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory rename-lang memory.tmx ar=ar-SA en=en-GB -o renamed.tmx";

/// Change language tags
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct RenameArgs {
    /// Memory to change
    file: PathBuf,

    /// Old tag and new tag, such as ar=ar-SA. ar-*=ar renames every tag of Arabic
    #[arg(required = true, value_name = "FROM=TO", value_parser = rename)]
    renames: Vec<Rename>,

    /// File to write; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

fn rename(text: &str) -> Result<Rename, String> {
    if !text.contains('=') {
        return Err("give two tags, like ar=ar-SA".to_owned());
    }
    text.parse().map_err(|error: mizan::error::Error| error.to_string())
}

pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    output::form(&args.output)?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let mut header = input.header().clone();
    Rename::header(&args.renames, &mut header);
    let mut out = Output::create(&args.output, &header, &args.write.options(), &trouble)?;
    let mut tags: BTreeMap<Lang, u64> = BTreeMap::new();
    let mut changed = 0;
    while let Some(mut unit) = input.next().map_err(|error| trouble.explain(error))? {
        unit.variants.iter().for_each(|v| *tags.entry(v.lang).or_default() += 1);
        changed += Rename::unit(&args.renames, &mut unit);
        out.unit(&unit).map_err(|error| trouble.explain(error))?;
    }
    if changed == 0 {
        let there: Vec<String> = tags
            .iter()
            .map(|(lang, count)| format!("{lang} ({})", plural(*count, "text")))
            .collect();
        return Err(Failure::input(format!(
            "{}: no text has such a tag; the tags are: {}",
            args.file.display(),
            if there.is_empty() { "none".to_owned() } else { there.join(", ") }
        )));
    }
    let count = out.count();
    out.close()?;
    let texts = plural(changed, "text");
    summary!("{}: {count}, {texts} with a new tag", args.output.display());
    Ok(trouble.outcome(Outcome::Fine))
}
