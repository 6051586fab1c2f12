//! Moses pairs: two files, a text on each line, line by line translations of each other.

use std::io::{BufRead, Write};

use crate::error::{Error, Result};
use crate::format::input::Input;
use crate::format::limits::{self, Limits, without_nul};
use crate::format::lines::ends_lines;
use crate::format::{Export, ReadOptions, WriteOptions, export_units};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, UnitSource, Variant};

const FORMAT: &str = "Moses pair";

/// Opens a pair of files. Lines that are empty on both sides make no unit.
///
/// # Errors
///
/// If a file is no text. While reading: if one file has more lines than the other, or a line more than 16 MiB.
pub fn read_moses<'a>(
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
                if file.read_line(&mut line)? > 0 {
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

/// Starts a pair of files, one for each language. A line break in a text becomes a space, with a repair; a
/// unit without two texts is not written.
pub fn moses_writer<'a>(
    source: Box<dyn Write + 'a>,
    target: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Box<dyn UnitSink + 'a> {
    Box::new(sink([source, target], header, options))
}

fn sink<'a>(files: [Box<dyn Write + 'a>; 2], header: &Header, options: &WriteOptions) -> Sink<'a> {
    let limits = Limits::new(options).without_header(header);
    Sink { files, header: header.clone(), langs: None, is_brief: false, limits }
}

struct Sink<'a> {
    files: [Box<dyn Write + 'a>; 2],
    header: Header,
    /// The languages of the two files; `None` until a unit names them.
    langs: Option<[Lang; 2]>,
    /// Whether only texts are asked for.
    is_brief: bool,
    limits: Limits,
}

impl UnitSink for Sink<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let first = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, first) else { return Ok(()) };
        let langs = *self.langs.get_or_insert_with(|| limits::langs(&self.header, &variants));
        let Some((source, targets)) = self.limits.pair(unit, &variants, langs) else {
            return Ok(());
        };
        if targets.is_empty() {
            self.limits.add(unit, Repair::NOT_WRITTEN, "not written: it has one text only");
            return Ok(());
        }
        let variants: Vec<&Variant> = [source].into_iter().chain(targets).collect();
        if variants.iter().any(|variant| variant.text.contains(ends_lines)) {
            self.limits.add(unit, "white-space", "line breaks in a text became spaces");
        }
        self.limits.lost(unit, variants.iter().map(|variant| without_nul(&variant.text).1).sum());
        variants.iter().for_each(|variant| self.limits.without_codes(unit, variant));
        if !self.is_brief {
            self.limits.without_meta(unit, &variants);
        }
        for target in &variants[1..] {
            for (file, variant) in self.files.iter_mut().zip([variants[0], target]) {
                writeln!(file, "{}", without_nul(&variant.text).0.replace(ends_lines, " "))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        for file in &mut self.files {
            file.flush()?;
        }
        Ok(())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}

/// Writes the units of an alignment as a Moses pair.
///
/// # Errors
///
/// What writing fails with.
pub fn write_moses(
    export: &Export<'_>,
    source: &mut dyn Write,
    target: &mut dyn Write,
) -> Result<Vec<Repair>> {
    let sink = sink([Box::new(source), Box::new(target)], &export.header(), export.options);
    export_units(export, Box::new(Sink { is_brief: true, ..sink }))
}
