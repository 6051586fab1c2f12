//! Reads a memory and prints what may be wrong with it.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::io::Cursor;

use mizan::check::{CHECKS, CheckSettings, check_memory};
use mizan::error::Result;
use mizan::format::{ReadOptions, read_memory};
use mizan::lang::Lang;

const MEMORY: &str = "source\ttarget\n\
    دفع 250 دينارا في عام 1998.\tHe paid 520 dinars in 1998.\n\
    هل وصل القطار؟\tHas the train arrived?\n";

fn main() -> Result<()> {
    let options = ReadOptions {
        source_lang: Some(Lang::AR),
        target_lang: Some(Lang::EN),
        ..ReadOptions::default()
    };
    let mut memory = read_memory("memory.tsv", Box::new(Cursor::new(MEMORY)), &options)?;
    let settings = CheckSettings::default();
    let units = check_memory(memory.as_mut(), &settings, CHECKS, false, &mut |checked| {
        for finding in &checked.findings {
            println!("unit {}: {}: {}", finding.unit, finding.check, finding.message);
        }
        Ok(())
    })?;
    println!("{units} units checked");
    Ok(())
}
