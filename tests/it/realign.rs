//! Units that hold several sentences, cut and aligned inside.

use std::collections::BTreeSet;

use mizan::glossary::Glossary;
use mizan::lang::Lang;
use mizan::memory::realign::{RealignSettings, Realigned, Realigner};
use mizan::memory::{Sides, UnitList};
use mizan::segment::{Newlines, Segmenter};
use mizan::unit::{Header, TranslationUnit, Variant};

use crate::{check, memories, texts};

/// The characters of a text but for white space.
fn ink(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The bundled pairs with some of their gold beads joined to one unit, and where the joints are: how many characters of
/// either side lie before each, by unit.
fn joined(count: usize) -> (Vec<TranslationUnit>, Vec<BTreeSet<[usize; 2]>>) {
    let beads = check::memory();
    let (mut units, mut joints) = (Vec::new(), Vec::new());
    for (at, beads) in beads.chunks(count).enumerate() {
        let side = |lang: Lang| -> Vec<&str> {
            beads.iter().map(|bead| bead.text(lang).unwrap_or_default()).collect()
        };
        let (source, target) = (side(Lang::AR), side(Lang::EN));
        let mut unit = TranslationUnit {
            id: format!("u{at}"),
            variants: vec![
                Variant::new(Lang::AR, source.join(" ")),
                Variant::new(Lang::EN, target.join(" ")),
            ],
            ..TranslationUnit::default()
        };
        unit.meta.created = "20200102T030405Z".to_owned();
        unit.meta.props = vec![("x-client".to_owned(), format!("c{at}"))];
        units.push(unit);
        let before = |side: &[&str], end: usize| side[..end].iter().map(|t| ink(t).len()).sum();
        joints.push(
            (1..beads.len()).map(|end| [before(&source, end), before(&target, end)]).collect(),
        );
    }
    (units, joints)
}

fn realign(
    units: &[TranslationUnit],
    threads: usize,
    least: f32,
) -> (Realigned, Vec<TranslationUnit>) {
    let settings = RealignSettings {
        aligner: texts::aligner(&Glossary::default(), threads),
        min_confidence: least,
        sides: Sides { source: Some(Lang::AR), target: Some(Lang::EN) },
    };
    let cutter = |lang| Segmenter::new(lang, Newlines::Auto);
    let realigner = Realigner::new(settings, cutter(Lang::AR), cutter(Lang::EN));
    let mut source = UnitList::new(Header::default(), units.to_vec());
    let mut list = UnitList::default();
    let counts = realigner.over(&mut source, &mut &mut list).unwrap();
    (counts, list.units().to_vec())
}

#[test]
fn joined_sentences_are_parted_where_they_were_joined() {
    let (units, joints) = joined(3);
    let (counts, made) = realign(&units, 2, 0.5);
    assert_eq!(counts.whole + counts.unsure + counts.cut, units.len() as u64);
    assert_eq!(counts.whole + counts.unsure + counts.pieces, made.len() as u64);
    let (mut cuts, mut right) = (0, 0);
    for (at, (unit, joints)) in units.iter().zip(&joints).enumerate() {
        let client = format!("c{at}");
        let pieces: Vec<_> =
            made.iter().filter(|m| m.meta.prop("x-client") == Some(&client)).collect();
        let mut before = [0, 0];
        for (side, lang) in [Lang::AR, Lang::EN].into_iter().enumerate() {
            let all: String = pieces.iter().filter_map(|p| p.text(lang)).collect();
            assert_eq!(ink(&all), ink(unit.text(lang).unwrap()), "no text is lost");
            before[side] = 0;
        }
        for piece in &pieces {
            assert_eq!(piece.meta.created, unit.meta.created);
            let is_piece = pieces.len() > 1;
            assert_eq!(piece.meta.prop("x-align").is_some(), is_piece);
            assert_eq!(piece.id != unit.id, is_piece);
        }
        for piece in &pieces[..pieces.len() - 1] {
            for (side, lang) in [Lang::AR, Lang::EN].into_iter().enumerate() {
                before[side] += ink(piece.text(lang).unwrap()).len();
            }
            cuts += 1;
            right += usize::from(joints.contains(&before));
        }
    }
    let all: usize = joints.iter().map(BTreeSet::len).sum();
    // Headings and list items end in no mark once they are joined, so not every joint can be seen.
    assert!(right * 100 >= all * 65, "{right} of {all} joints found, with {cuts} cuts");
    assert!(right * 100 >= cuts * 92, "{right} of {cuts} cuts are right");
}

#[test]
fn the_result_does_not_depend_on_threads_and_doing_it_again_changes_nothing() {
    let (units, _) = joined(2);
    let (counts, made) = realign(&units[..60], 1, 0.5);
    assert!(counts.cut > 20);
    assert_eq!(realign(&units[..60], 3, 0.5), (counts, made.clone()));
    let (_, unsure) = realign(&units[..60], 2, 1.0);
    assert_eq!(memories::placeless(unsure), units[..60], "nothing is certain");
}
