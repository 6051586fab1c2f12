//! CSV and TSV, with a header row.

use std::io::Write;

use super::{Format, How, Langs};
use crate::error::Result;
use crate::glossary::{Glossary, csv};
use crate::text::Warning;

/// The canonical format.
pub(super) struct Csv;

/// The same with tabs.
pub(super) struct Tsv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read(bytes, None, langs)
    }

    fn write(&self, glossary: &Glossary, how: How, out: &mut dyn Write) -> Result<Vec<String>> {
        csv::write(glossary, b',', how.shape, out)?;
        Ok(Vec::new())
    }
}

impl Format for Tsv {
    fn name(&self) -> &'static str {
        "tsv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read(bytes, Some(b'\t'), langs)
    }

    fn write(&self, glossary: &Glossary, how: How, out: &mut dyn Write) -> Result<Vec<String>> {
        csv::write(glossary, b'\t', how.shape, out)?;
        Ok(Vec::new())
    }
}

fn read(bytes: &[u8], delimiter: Option<u8>, langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    csv::parse(&super::decoded(bytes, csv::FORMAT)?, delimiter, langs)
}
