//! TBX: termbases as of ISO 30042:2019 and as of 2008. Both readers read either.

use std::io::Write;

use crate::error::Result;
use crate::format::termbase::original;
use crate::format::{TermbaseFormat, TermbaseShape};
use crate::glossary::{Glossary, Langs};
use crate::text::Warning;

mod concept;
mod edit;
mod read;
mod v2;
mod v3;
mod write;

#[cfg(test)]
pub(super) use concept::CARRIED;

/// TBX-Basic as of 2019, `.tbx`.
pub(super) struct Tbx3;

/// TBX as of 2008, "martif".
pub(super) struct Tbx2;

impl TermbaseFormat for Tbx3 {
    fn name(&self) -> &'static str {
        "tbx3"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tbx"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read::read(bytes, langs)
    }

    fn write(
        &self,
        glossary: &Glossary,
        langs: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        match original(glossary, read::FORMAT, shape) {
            Some(original) => edit::write(glossary, original, out),
            None => v3::write(glossary, langs, out),
        }
    }
}

impl TermbaseFormat for Tbx2 {
    fn name(&self) -> &'static str {
        "tbx2"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["martif"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read::read(bytes, langs)
    }

    fn write(
        &self,
        glossary: &Glossary,
        langs: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        match original(glossary, read::FORMAT, shape) {
            Some(original) => edit::write(glossary, original, out),
            None => v2::write(glossary, langs, out),
        }
    }
}
