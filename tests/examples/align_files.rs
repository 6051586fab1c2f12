//! Aligns two files with the help of a glossary and writes a TMX memory.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example opens files")]

use std::error::Error;
use std::fs::{self, File};
use std::path::Path;

use mizan::aligner::Aligner;
use mizan::format::{Export, WriteOptions, alignment_writer};
use mizan::glossary::Glossary;
use mizan::lang::Lang;
use mizan::text::Document;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read(folder.join("pairs/health-leaflet/source.ar.txt"))?;
    let target = fs::read(folder.join("pairs/health-leaflet/target.en.txt"))?;
    let glossary = Glossary::parse(&fs::read_to_string(folder.join("glossary/health.csv"))?)?;

    let source = Document::read("source.ar.txt", &source, Lang::AR)?;
    let target = Document::read("target.en.txt", &target, Lang::EN)?;
    let aligner = Aligner::new()?.glossary(glossary).threads(2);
    let alignment = aligner.align(&source, &target);

    let memory = alignment.memory(0.5);
    let export = Export {
        alignment: &alignment,
        memory: &memory,
        document: "source.ar.txt",
        created: "20260131T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let path = std::env::temp_dir().join("mizan-health-leaflet.tmx");
    let mut file = File::create(&path)?;
    alignment_writer("tmx")?.write(&export, &mut file)?;
    println!("{} units in {}", memory.beads().len(), path.display());
    let (found, confirmed) = alignment.terms();
    println!("{confirmed} of {found} terms confirmed");
    Ok(())
}
