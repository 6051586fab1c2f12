//! Moses pairs: two files, a text on each line, line by line translations of each other.

use std::io::{BufRead, Read};

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::read::ReadOptions;
use crate::read::input::Input;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

const FORMAT: &str = "Moses pair";
/// No line is longer.
const LONGEST: u64 = 1 << 24;

/// Opens a pair of files. Lines that are empty on both sides make no unit.
///
/// # Errors
///
/// If a file is no text. While reading: if one file has more lines than the other.
pub fn moses<'a>(
    source: Box<dyn BufRead + Send + 'a>,
    target: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let langs = [options.source_lang.unwrap_or(Lang::AR), options.target_lang.unwrap_or(Lang::EN)];
    let header =
        Header { source_lang: Some(langs[0]), target_lang: Some(langs[1]), ..Header::default() };
    let files = [Input::new(source, langs[0])?, Input::new(target, langs[1])?];
    Ok(Box::new(Source { files, langs, header, line: 0, number: 0 }))
}

struct Source<'a> {
    files: [Input<'a>; 2],
    langs: [Lang; 2],
    header: Header,
    line: u64,
    number: u64,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            self.line += 1;
            let mut texts = [None, None];
            for (file, text) in self.files.iter_mut().zip(&mut texts) {
                file.begin_item();
                let mut line = String::new();
                if file.take(LONGEST).read_line(&mut line)? > 0 {
                    let end = line.trim_end_matches(['\n', '\r']).len();
                    line.truncate(end);
                    *text = Some(line);
                }
            }
            let [source, target] = match texts {
                [None, None] => return Ok(None),
                [Some(source), Some(target)] => [source, target],
                [source, _] => {
                    let short = if source.is_none() { "source" } else { "target" };
                    let message = format!("the {short} has no such line; both need as many lines");
                    return Err(Error::malformed(FORMAT, self.line, message));
                }
            };
            if source.is_empty() && target.is_empty() {
                continue;
            }
            self.number += 1;
            return Ok(Some(TranslationUnit {
                number: self.number,
                line: self.line,
                variants: vec![
                    Variant::new(self.langs[0], source),
                    Variant::new(self.langs[1], target),
                ],
                ..TranslationUnit::default()
            }));
        }
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.files.iter_mut().flat_map(|file| file.repairs.take()).collect()
    }
}
