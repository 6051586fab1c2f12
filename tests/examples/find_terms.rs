//! Finds the terms of a glossary in a text, inflected and with clitics.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::bitext::Side;
use mizan::error::Result;
use mizan::glossary::{Glossary, Matcher};
use mizan::lang::Lang;

const GLOSSARY: &str = "source,target\nمكتبة,library\nبنك مركزي,central bank\n";
const TEXT: &str = "زرت المكتبة ثم ذهبت إلى البنك المركزي، وفي مكتبتنا كتب قديمة.";

fn main() -> Result<()> {
    let glossary = Glossary::parse(GLOSSARY)?;
    let matcher = Matcher::new(&glossary, Side::Source, Lang::AR);
    for hit in matcher.find(TEXT) {
        let entry = &glossary.entries[hit.entry as usize];
        println!("{} -> {} ({})", hit.span.of(TEXT), entry.target, hit.class.as_str());
    }
    Ok(())
}
