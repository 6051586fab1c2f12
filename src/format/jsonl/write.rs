//! The memory as JSON lines, whole: the header, then a unit a line with all that is said of it.

use std::io::Write;

use serde::Serialize;

use crate::error::Result;
use crate::format::limits::Limits;
use crate::format::{Codes, WriteOptions};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink};

#[derive(Serialize)]
struct First<'a> {
    memory: &'a Header,
}

/// Starts a memory.
///
/// # Errors
///
/// What writing fails with.
pub(super) fn start<'a>(
    mut out: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    let mut header = header.clone();
    let renamed = |lang: Option<Lang>| lang.map(|lang| options.lang(lang));
    header.source_lang = renamed(header.source_lang);
    header.target_lang = renamed(header.target_lang);
    line(&mut out, &First { memory: &header })?;
    let limits = Limits::new(options);
    Ok(Box::new(Lines { out, options: options.clone(), limits }))
}

struct Lines<'a> {
    out: Box<dyn Write + 'a>,
    options: WriteOptions,
    limits: Limits,
}

impl UnitSink for Lines<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        // The order of texts is kept, since this format has no place of its own for the source.
        let Some(admitted) = self.limits.admit(unit, None) else { return Ok(()) };
        let mut written =
            TranslationUnit { variants: admitted.into_iter().cloned().collect(), ..unit.clone() };
        written.source_lang = unit.source_lang.map(|lang| self.options.lang(lang));
        for variant in &mut written.variants {
            variant.lang = self.options.lang(variant.lang);
            if self.options.codes == Codes::Dropped {
                variant.codes.clear();
            }
        }
        line(&mut self.out, &written)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.out.flush()?;
        Ok(())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}
