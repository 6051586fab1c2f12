//! `mizan memory rename-lang`: other language tags.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mizan::lang::Lang;
use mizan::memory::rename::{self, Rename};
use mizan::unit::{UnitSink, UnitSource};

use super::input::{Input, Trouble};
use super::options::{LangArgs, WriteArgs};
use super::output::{self, Output};
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct RenameArgs {
    /// The memory
    file: PathBuf,

    /// The tag there is and the tag to come, such as ar=ar-SA; ar-*=ar takes all tags of Arabic together
    #[arg(required = true, value_name = "FROM=TO", value_parser = rename)]
    renames: Vec<Rename>,

    /// Where to write; the extension names the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

fn rename(text: &str) -> Result<Rename, String> {
    let (from, to) = text.split_once('=').ok_or("give two tags, like ar=ar-SA")?;
    let (from, all) = match from.trim().strip_suffix("-*") {
        Some(from) => (from, true),
        None => (from.trim(), false),
    };
    let tag = |text: &str| text.trim().parse::<Lang>().map_err(|error| error.to_string());
    Ok(Rename { from: tag(from)?, all, to: tag(to)? })
}

pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    output::form(&args.output)?;
    output::check_apart([&args.file], [&args.output])?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let mut header = input.header().clone();
    rename::header(&mut header, &args.renames);
    let mut out = Output::create(&args.output, &header, &args.write.options(), &trouble)?;
    let mut tags = BTreeMap::new();
    while let Some(mut unit) = input.next().map_err(|error| trouble.explain(error))? {
        rename::unit(&mut unit, &args.renames, &mut tags);
        out.unit(&unit).map_err(|error| trouble.explain(error))?;
    }
    let changed = rename::changed(&tags, &args.renames);
    if changed == 0 {
        let there: Vec<String> =
            tags.iter().map(|(lang, count)| format!("{lang} ({count} texts)")).collect();
        return Err(Failure::input(format!(
            "{}: no text has such a tag; there are {}",
            args.file.display(),
            if there.is_empty() { "none".to_owned() } else { there.join(", ") }
        )));
    }
    let count = out.count();
    out.close()?;
    eprintln!("{}: {count}, {changed} texts with a new tag", args.output.display());
    Ok(trouble.outcome(Outcome::Fine))
}
