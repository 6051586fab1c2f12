//! Tables with tabs: memories as plain lines (source, target and confidence), and termbases.

use std::io::Write;

use crate::error::Result;
use crate::format::limits::{self, Limits, without_nul};
use crate::format::lines::ends_lines;
use crate::format::table::{BRIEF, Columns, FULL};
use crate::format::{
    AlignmentWriter, CsvProfile, Export, MemoryWriter, TermbaseFormat, TermbaseShape, WriteOptions,
    csv, export_units,
};
use crate::glossary::{Glossary, Langs};
use crate::lang::Lang;
use crate::text::Warning;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, Variant};

/// `.tsv`. No cell of a memory is quoted; a tab or line break inside a text becomes a space, with a repair. For
/// Excel it is the table of `.csv` with tabs. Memories are read as `.csv` is.
pub(super) struct Tsv;

impl MemoryWriter for Tsv {
    fn format(&self) -> &'static str {
        "tsv"
    }

    fn start<'a>(
        &self,
        out: Box<dyn Write + 'a>,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Box<dyn UnitSink + 'a>> {
        start(out, FULL, header, options)
    }
}

/// Starts a memory; for Excel, as a table with the given columns.
fn start<'a>(
    out: Box<dyn Write + 'a>,
    columns: Columns,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    if options.csv != CsvProfile::Rfc4180 {
        let options = WriteOptions { csv: CsvProfile::ExcelTab, ..options.clone() };
        return csv::write::start(out, columns, header, &options);
    }
    let limits = Limits::new(options).without_header(header);
    Ok(Box::new(Lines {
        out,
        header: header.clone(),
        langs: None,
        is_brief: columns == BRIEF,
        limits,
    }))
}

impl AlignmentWriter for Tsv {
    fn format(&self) -> &'static str {
        "tsv"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let header = export.header();
        export_units(export, start(Box::new(out), BRIEF, &header, export.options)?)
    }
}

impl TermbaseFormat for Tsv {
    fn name(&self) -> &'static str {
        "tsv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        csv::read_termbase(bytes, Some(b'\t'), langs)
    }

    fn write(
        &self,
        glossary: &Glossary,
        _: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        csv::write_termbase(glossary, b'\t', shape, out)
    }
}

struct Lines<'a> {
    out: Box<dyn Write + 'a>,
    header: Header,
    /// The languages of the two columns; `None` until a unit names them.
    langs: Option<[Lang; 2]>,
    /// Whether only texts are asked for.
    is_brief: bool,
    limits: Limits,
}

impl UnitSink for Lines<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let first = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, first) else { return Ok(()) };
        let langs = *self.langs.get_or_insert_with(|| limits::langs(&self.header, &variants));
        let Some((source, targets)) = self.limits.pair(unit, &variants, langs) else {
            return Ok(());
        };
        let variants: Vec<&Variant> = [source].into_iter().chain(targets).collect();
        let lost = variants.iter().map(|variant| without_nul(&variant.text).1).sum();
        self.limits.lost(unit, lost);
        let source = cell(source);
        let confidence = unit.meta.prop("x-confidence").unwrap_or_default();
        if variants.iter().any(|variant| variant.text.contains(breaks)) {
            let message = "tabs or line breaks in a text became spaces";
            self.limits.add(unit, "white-space", message);
        }
        variants.iter().for_each(|variant| self.limits.without_codes(unit, variant));
        if !self.is_brief {
            self.limits.without_meta(unit, &variants);
        }
        for target in &variants[1..] {
            writeln!(self.out, "{source}\t{}\t{confidence}", cell(target))?;
        }
        if variants.len() == 1 {
            writeln!(self.out, "{source}\t\t{confidence}")?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.out.flush()?;
        Ok(())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}

fn cell(variant: &Variant) -> String {
    without_nul(&variant.text).0.replace(breaks, " ")
}

/// Whether a character ends lines or cells.
fn breaks(c: char) -> bool {
    c == '\t' || ends_lines(c)
}
