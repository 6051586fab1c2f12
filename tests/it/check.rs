//! The checks on memories that are right, and on the same with errors planted.

use std::collections::BTreeSet;

use mizan::bitext::Side;
use mizan::check::fix::{FixOutcome, Fixer};
use mizan::check::{CHECKS, CheckSettings, Finding, Severity, check_units, choose};
use mizan::encoder::Encoder;
use mizan::lang::Lang;
use mizan::unit::{TranslationUnit, Variant};

use crate::{pairs, planted, texts};

/// The gold beads with two sides of every bundled pair that is translated whole, as one memory: of an abridged one
/// much is found, and rightly.
pub(crate) fn memory() -> Vec<TranslationUnit> {
    let mut units = Vec::new();
    for name in pairs::whole() {
        let pair = pairs::load(&name);
        for bead in pair.gold.iter().filter(|b| !b.source.is_empty() && !b.target.is_empty()) {
            let join = |side: &[u32], of: &mizan::bitext::Segments| {
                let texts: Vec<&str> =
                    side.iter().map(|&at| of.items[at as usize].text.as_str()).collect();
                texts.join(" ")
            };
            let number = units.len() as u64 + 1;
            units.push(TranslationUnit {
                number,
                line: number,
                variants: vec![
                    Variant::new(Lang::AR, join(&bead.source, &pair.bitext.source)),
                    Variant::new(Lang::EN, join(&bead.target, &pair.bitext.target)),
                ],
                ..TranslationUnit::default()
            });
        }
    }
    units
}

fn settings(encoder: Option<&Encoder>) -> CheckSettings<'_> {
    let (source_lang, target_lang) = (Some(Lang::AR), Some(Lang::EN));
    CheckSettings { source_lang, target_lang, encoder, ..CheckSettings::default() }
}

pub(crate) fn check(units: &[TranslationUnit]) -> Vec<Finding> {
    let settings = settings(Some(texts::encoder()));
    check_units(units, &settings, CHECKS).findings
}

fn warned(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect()
}

#[test]
fn right_units_have_hardly_any_findings() {
    let units = memory();
    let findings = check(&units);
    let warned = warned(&findings);
    let told: Vec<String> =
        warned.iter().map(|f| format!("{} {}: {}", f.unit, f.check, f.message)).collect();
    assert!(units.len() > 500);
    assert!(warned.len() * 100 <= units.len(), "{}", told.join("\n"));
}

#[test]
fn planted_errors_are_found() {
    for seed in [1, 2, 3] {
        let mut units = memory();
        let planted = planted::plant(&mut units, 100, seed);
        assert_eq!(planted.len(), 100);
        let findings = check(&units);
        let flagged: BTreeSet<u64> = warned(&findings).iter().map(|f| f.unit).collect();
        let missed: Vec<&str> = planted
            .iter()
            .filter(|(_, units)| !units.iter().any(|&at| flagged.contains(&(at as u64 + 1))))
            .map(|(kind, _)| *kind)
            .collect();
        assert!(missed.len() <= 10, "seed {seed}: {} missed: {}", missed.len(), missed.join(", "));
    }
}

/// Blocks are for memory's sake: where units are cut into blocks changes only what habits are known of.
#[test]
fn findings_do_not_depend_on_threads() {
    let mut units = memory();
    planted::plant(&mut units, 60, 9);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| check(&units))
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn fingerprints_do_not_depend_on_the_place() {
    let mut units = memory();
    planted::plant(&mut units, 40, 4);
    let alone = |units: &[TranslationUnit]| -> BTreeSet<u64> {
        let checks = choose(&["spaces".to_owned(), "numbers".to_owned()], &[]).unwrap();
        let checked = check_units(units, &settings(None), &checks);
        checked.findings.iter().map(|f| f.fingerprint).collect()
    };
    let before = alone(&units);
    units.reverse();
    for (number, unit) in (7u64..).zip(&mut units) {
        (unit.number, unit.line) = (number, 3 * number);
    }
    assert_eq!(alone(&units), before);
    assert!(!before.is_empty());
}

#[test]
fn ids_are_stable_and_known() {
    let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    for id in &ids {
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CHECKS.len());
    assert_eq!(choose(&["no-such-check".to_owned()], &[]).err().as_deref(), Some("no-such-check"));
    assert_eq!(choose(&[], &["numbers".to_owned()]).unwrap().len(), CHECKS.len() - 1);
}

/// What fix says it mends is gone afterwards, what it does not mend stays, and a second time nothing happens.
#[test]
fn what_is_fixable_is_fixed_once() {
    let mut units = memory();
    planted::plant(&mut units, 100, 5);
    let mut fixer = Fixer::default();
    units.retain_mut(|unit| matches!(fixer.fix(unit), FixOutcome::Kept(_)));
    let fixable: Vec<Finding> = check(&units).into_iter().filter(|f| f.fixable).collect();
    assert_eq!(fixable, []);
    let mended = units.clone();
    let mut fixer = Fixer::default();
    for unit in &mut units {
        assert_eq!(fixer.fix(unit), FixOutcome::Kept(Vec::new()));
    }
    assert_eq!(units, mended);
}

/// Whatever is in a text, every check gives places that lie in it.
#[test]
fn places_lie_in_the_text() {
    let pieces = [
        "",
        " ",
        "ـ",
        "\u{200F}",
        "\u{202E}",
        "\u{2069}",
        "(",
        "]",
        "«",
        "»",
        "50 %",
        "نصف مليون",
        "١٬٢",
        "3.5 million",
        "Ø§",
        "ط§ظ",
        "\u{3}",
        "ﻻ",
        "؟",
        "http://a",
        "A/B/1",
        "مئة وخمسون",
        "and",
        "é",
        "\u{64E}",
        "😀",
        "\u{FFFD}",
        "\"",
        "كل كل",
        "..",
        "يناير",
        "IX",
    ];
    let mut dice = planted::Dice(11);
    let mut text =
        || -> String { (0..dice.below(9)).map(|_| pieces[dice.below(pieces.len())]).collect() };
    let units: Vec<TranslationUnit> = (1..=4_000)
        .map(|number| TranslationUnit {
            number,
            line: number,
            variants: vec![Variant::new(Lang::AR, text()), Variant::new(Lang::EN, text())],
            ..TranslationUnit::default()
        })
        .collect();
    let findings = check_units(&units, &settings(None), CHECKS).findings;
    assert!(findings.len() > 4_000);
    for finding in findings {
        let (Some(side), Some(span)) = (finding.side, finding.span.clone()) else { continue };
        let unit = &units[finding.unit as usize - 1];
        let text = &unit.variants[usize::from(side == Side::Target)].text;
        let there: String = text.chars().skip(span.start).take(span.len()).collect();
        assert_eq!(there, finding.found, "{finding:?}");
    }
}
