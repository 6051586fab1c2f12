//! The memory as a Moses pair: two files with as many lines, a text on each.

use std::io::Write;

use crate::error::Result;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink};
use crate::write::WriteOptions;
use crate::write::limits::Limits;

/// Begins a pair of files, one for each language. White space that ends lines becomes a space, which is told; a
/// unit without two texts is not written.
pub fn moses<'a>(
    source: Box<dyn Write + 'a>,
    target: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Box<dyn UnitSink + 'a> {
    Box::new(Pair { files: [source, target], header: header.clone(), limits: Limits::new(options) })
}

struct Pair<'a> {
    files: [Box<dyn Write + 'a>; 2],
    header: Header,
    limits: Limits,
}

impl UnitSink for Pair<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let first = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, first) else { return Ok(()) };
        if variants.len() < 2 {
            self.limits.add(unit, Repair::NOT_WRITTEN, "not written: it has one text only");
            return Ok(());
        }
        if variants.iter().any(|variant| variant.text.contains(super::tsv::ends_lines)) {
            self.limits.add(unit, "white-space", "line breaks in a text became spaces");
        }
        for target in &variants[1..] {
            for (file, variant) in self.files.iter_mut().zip([variants[0], target]) {
                writeln!(file, "{}", variant.text.replace(super::tsv::ends_lines, " "))?;
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
