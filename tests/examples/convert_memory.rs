//! Reads a pair of text files as a memory, cuts its long units, and writes it for a CAT tool and as text files again.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;

use mizan::aligner::Aligner;
use mizan::format::{
    Codes, Profile, ReadOptions, WriteOptions, XliffVersion, memory_writer, moses_writer,
    read_memory, read_moses,
};
use mizan::lang::Lang;
use mizan::memory::realign::{RealignSettings, Realigner};
use mizan::memory::{
    LookupIndex, LookupSettings, MergeKeep, MergeSettings, OpenMemory, Sides, merge,
};
use mizan::segment::{Newlines, Segmenter};
use mizan::unit::Repair;

const SOURCE: &str = "وصل القطار متأخرا. نزل الركاب بسرعة.\nأغلق الباب.\n";
const TARGET: &str = "The train came late. The passengers got off quickly.\nClose the door.\n";

fn main() -> Result<(), Box<dyn Error>> {
    let options = ReadOptions::default();
    let mut memory =
        read_moses(Box::new(SOURCE.as_bytes()), Box::new(TARGET.as_bytes()), &options)?;
    let sides = Sides { source: Some(Lang::AR), target: None }.or(memory.header());

    let write = WriteOptions {
        profile: Profile::Trados,
        xliff: XliffVersion::V1,
        codes: Codes::Dropped,
        ..WriteOptions::default()
    };
    assert_eq!(write.profile.longest_text(), Some(2_000));
    let settings = RealignSettings { aligner: Aligner::new()?, min_confidence: 0.7, sides };
    let segmenter = |lang| Segmenter::new(lang, Newlines::Auto);
    let realigner = Realigner::new(settings, segmenter(Lang::AR), segmenter(Lang::EN));
    let mut xliff = Vec::new();
    let mut sink = memory_writer("xlf")?.start(Box::new(&mut xliff), memory.header(), &write)?;
    let counts = realigner.over(memory.as_mut(), sink.as_mut())?;
    let lost = sink.repairs().iter().filter(|repair| repair.is_loss()).count();
    sink.finish()?;
    println!("{} units cut into {}, {lost} losses", counts.cut, counts.pieces);

    // Read twice: once to see which units are duplicates, once to write the rest.
    let open: &mut OpenMemory<'_> =
        &mut |_| Ok(read_memory("cut.xlf", Box::new(&xliff[..]), &ReadOptions::default())?);
    let keep = MergeSettings { keep: MergeKeep::First, ..MergeSettings::default() };
    let mut units = Vec::new();
    merge(1, open, &keep, sides, &mut |event| {
        if let mizan::memory::MergeEvent::Unit { unit, .. } = event {
            units.push(unit.clone());
        }
        Ok(())
    })?;

    let mut texts = [Vec::new(), Vec::new()];
    let [source, target] = &mut texts;
    let header = read_memory("cut.xlf", Box::new(&xliff[..]), &options)?.header().clone();
    let mut sink = moses_writer(Box::new(source), Box::new(target), &header, &write);
    units.iter().try_for_each(|unit| sink.unit(unit))?;
    assert!(sink.repairs().iter().all(|repair| repair.id != Repair::NOT_WRITTEN));
    sink.finish()?;
    println!("{}", String::from_utf8_lossy(&texts[1]));

    let mut memory = read_memory("cut.xlf", Box::new(&xliff[..]), &options)?;
    let index = LookupIndex::build(memory.as_mut(), sides, "first version", None)?;
    let found = index.search(&["وصل القطار مبكرا."], 0..1, &LookupSettings::default())?;
    for hit in &found[0] {
        println!("{}: {} % like {}", index.stamp(), hit.percent, hit.source);
    }
    Ok(())
}
