//! `mizan read`.

use std::path::PathBuf;

use clap::ValueEnum;
use mizan::lang::Lang;
use mizan::text::{Block, BlockKind, Code};
use serde::Serialize;

use crate::documents::DocumentArgs;
use crate::files;
use crate::jsonl;
use crate::message::tell;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
What is left out of the reading (deleted text, comments, hidden text) is counted on standard error.

Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 part of the file could not be read.

Examples:
  mizan read pairs/faq/source.ar.txt
  mizan read pairs/faq/target.en.txt --lang en --to jsonl";

/// Print what is read of a document, block by block
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct ReadArgs {
    /// Document to read
    pub(crate) file: PathBuf,

    /// Language of the document [default: Arabic or English, by its letters]
    #[arg(long, value_name = "TAG", help_heading = "Input")]
    pub(crate) lang: Option<Lang>,

    #[command(flatten)]
    pub(crate) documents: DocumentArgs,

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) to: ReadFormat,
}

/// Formats of what was read.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// The text of each block, with an empty line between the body, the notes and other flows
    #[default]
    Text,
    /// One JSON object a block, with its kind, place and flow
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    flow: usize,
    kind: String,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<[u32; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "<[Code]>::is_empty")]
    codes: &'a [Code],
}

pub(crate) fn run(args: &ReadArgs) -> Result<Outcome, Failure> {
    let name = args.file.display().to_string();
    let document = args.documents.read_in(&args.file, args.lang, &mut tell)?;
    files::print(|out| {
        let mut flow = 0;
        for (at, block) in (0..).zip(&document.blocks) {
            let of_block = document.flows.partition_point(|&start| start <= at);
            match args.to {
                ReadFormat::Jsonl => jsonl::write_line(&line(block, of_block), out)?,
                ReadFormat::Text => {
                    if of_block > flow && at > 0 {
                        writeln!(out)?;
                    }
                    writeln!(out, "{}", block.text.trim_end_matches(['\n', '\r']))?;
                }
            }
            flow = of_block;
        }
        Ok(())
    })?;
    for left_out in &document.left_out {
        eprintln!("mizan: {name}: left out: {left_out}");
    }
    Ok(match document.left_out.iter().any(|left_out| left_out.is_loss) {
        true => Outcome::PartlyFailed,
        false => Outcome::Fine,
    })
}

fn line(block: &Block, flow: usize) -> Line<'_> {
    Line {
        flow,
        kind: block.kind.to_string(),
        place: block.places.first().map(|(_, place)| place.to_string()).unwrap_or_default(),
        cell: match block.kind {
            BlockKind::Cell { table, row, column } => Some([table, row, column]),
            _ => None,
        },
        key: block.key.as_deref(),
        text: &block.text,
        codes: &block.codes,
    }
}
