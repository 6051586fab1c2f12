//! Texts and memories of any kind: cut, checked, fixed, looked up, aligned and reviewed.

use std::sync::{Arc, LazyLock};

use mizan::aligner::{Aligner, Alignment};
use mizan::bitext::{Bitext, Constraints, Cut, Ladder, Run, Segment, Segments};
use mizan::check::fix::{FixOutcome, Fixer};
use mizan::check::{CHECKS, CheckSettings, check_units};
use mizan::encoder::Encoder;
use mizan::format;
use mizan::lang::Lang;
use mizan::memory::{LookupIndex, LookupSettings, Sides, UnitList};
use mizan::segment::{Newlines, Segmenter, Srx, SrxMode};
use mizan::text::{Document, Place};
use mizan::unit::Header;

use super::reviewed::{aligner, base, bitext};
use super::{text_of, trips};

/// Asserts that sentences lie in order, on borders of characters, with nothing that shows between them.
pub(super) fn assert_cuts(segmenter: &Segmenter, text: &str) {
    let unseen = |between: &str| between.chars().all(|c| c.is_whitespace() || is_invisible(c));
    let mut at = 0;
    for span in segmenter.spans(text) {
        let range = span.range();
        assert!(at <= range.start && !range.is_empty(), "{range:?} after {at}");
        assert!(unseen(&text[at..range.start]), "lost {:?}", &text[at..range.start]);
        assert!(!unseen(&text[range.clone()]), "a sentence of nothing: {range:?}");
        at = range.end;
    }
    assert!(unseen(&text[at..]), "lost {:?}", &text[at..]);
}

/// Controls that show nothing: direction marks, joiners, soft hyphen, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The bytes as text, cut by the rules of a language or by those of a file.
pub(super) fn segment(form: &str, data: &[u8]) {
    type Ways = [Vec<Segmenter>; 2];
    // Reading the lists of a language takes longer than cutting a text.
    static OWN: LazyLock<Ways> = LazyLock::new(|| [Lang::AR, Lang::EN].map(ways));
    static FILE: LazyLock<Ways> = LazyLock::new(|| {
        let rules = Srx::read(include_str!("../data/segment/lookaround.srx")).expect("rules");
        let with = |segmenter: &Segmenter, mode| segmenter.clone().with_srx(&rules, mode);
        OWN.each_ref().map(|own| {
            let each =
                own.iter().flat_map(|s| [SrxMode::Only, SrxMode::Overlay].map(|m| with(s, m)));
            each.map(|segmenter| segmenter.expect("rules")).collect()
        })
    });
    let text = text_of(data);
    let is_arabic = form == "ar" || form == "srx" && data.len().is_multiple_of(2);
    let ways = if form == "srx" { &FILE } else { &OWN };
    ways[usize::from(!is_arabic)].iter().for_each(|segmenter| assert_cuts(segmenter, &text));
}

fn ways(lang: Lang) -> Vec<Segmenter> {
    let all = [Newlines::Auto, Newlines::Paragraph, Newlines::BlankLine];
    all.map(|newlines| Segmenter::new(lang, newlines)).into()
}

/// Units of the bytes: checked, fixed twice, or looked up in each other.
pub(super) fn units(form: &str, data: &[u8]) {
    let mut units = trips::made(data);
    match form {
        "check" => {
            let (source_lang, target_lang) = (Some(Lang::AR), Some(Lang::EN));
            let settings = CheckSettings { source_lang, target_lang, ..CheckSettings::default() };
            for finding in check_units(&units, &settings, CHECKS).findings {
                assert!(units.iter().any(|unit| unit.number == finding.unit), "{finding:?}");
            }
        }
        "fix" => {
            let mut fixer = Fixer::default();
            units.retain_mut(|unit| matches!(fixer.fix(unit), FixOutcome::Kept(_)));
            let mut again = Fixer::default();
            for unit in &units {
                let mut twice = unit.clone();
                assert_eq!(again.fix(&mut twice), FixOutcome::Kept(Vec::new()), "{unit:?}");
                assert_eq!(&twice, unit);
            }
        }
        _ => {
            let sides = Sides { source: Some(Lang::AR), target: Some(Lang::EN) };
            let mut memory = UnitList::new(Header::default(), units.clone());
            let index = LookupIndex::build(&mut memory, sides, "", None).expect("an index");
            let texts: Vec<&str> = units.iter().map(|unit| &*unit.variants[0].text).collect();
            let count = texts.len().min(4);
            for fold in [false, true] {
                let settings = LookupSettings { fold, ..LookupSettings::default() };
                let found = index.search(&texts, 0..count, &settings).expect("a search");
                for (text, found) in texts.iter().zip(found) {
                    let best = found.first().map_or(0, |found| found.percent);
                    // Arabic marks are letters to Unicode; alone they are no word.
                    let is_mark = |c: char| {
                        matches!(c, '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'
                            | '\u{6D6}'..='\u{6ED}')
                    };
                    let has_words = text.chars().any(|c| c.is_alphanumeric() && !is_mark(c));
                    // Units with an empty side are none.
                    let is_whole = units.iter().any(|unit| {
                        let [source, target] = [0, 1].map(|side| &*unit.variants[side].text);
                        source == *text && !target.trim().is_empty()
                    });
                    assert!(!has_words || !is_whole || best >= 100, "{text:?}: {best}");
                }
            }
        }
    }
}

fn side(lang: Lang, text: &str) -> Segments {
    let lines = text.lines().zip(1u64..);
    Segments::new(lang, lines.map(|(text, at)| Segment::new(text, Place::Line(at))).collect())
}

fn assert_total(alignment: &Alignment) {
    let Bitext { source, target, .. } = alignment.bitext();
    let beads = alignment.ladder().beads().to_vec();
    Ladder::new(source.len(), target.len(), beads).expect("every segment once");
    alignment.memory(0.5);
}

/// Two texts with NUL between them, aligned as documents and line by line.
pub(super) fn align(form: &str, data: &[u8]) {
    static ENCODER: LazyLock<Arc<Encoder>> =
        LazyLock::new(|| Arc::new(Encoder::embedded().expect("an encoder")));
    let text = text_of(data);
    let (source, target) = text.split_once('\0').unwrap_or((&text, "Yes."));
    let encoder = (form == "encoder").then(|| Arc::clone(&ENCODER));
    let aligner = Aligner::with_encoder(encoder).threads(1).explain(true);
    let documents = [Document::of(Lang::AR, source), Document::of(Lang::EN, target)];
    assert_total(&aligner.align(&documents[0], &documents[1]));
    let bitext = Bitext { source: side(Lang::AR, source), target: side(Lang::EN, target) };
    assert_total(&aligner.align_bitext(bitext));
}

/// The bytes as what a reviewer does, five each: afterwards the session has what a fresh search gives.
pub(super) fn session(_: &str, data: &[u8]) {
    let bitext = Arc::new(bitext());
    let mut session = aligner().session(Arc::clone(&bitext));
    for step in data.chunks_exact(5).take(24) {
        let [what, a, b, c, d] = [0, 1, 2, 3, 4].map(|at| u32::from(step[at]));
        let run = |start: u32, length: u32| Run::new(start % 26, start % 26 + length % 5);
        let before = session.constraints().clone();
        // What contradicts earlier steps is refused.
        let done = match what % 6 {
            0 | 1 => session.accept(Cut::new(run(a, b), run(c, d))),
            2 => session.reject(Cut::new(run(a, b), run(c, d))),
            3 => session.pin(a % 26, c % 26),
            4 => {
                let beads = session.alignment().ladder().beads();
                let cut = beads[a as usize % beads.len()].cut;
                session.reject(cut)
            }
            _ => {
                session.undo();
                Ok(())
            }
        };
        if done.is_err() {
            assert_eq!(session.constraints(), &before);
        }
    }
    let mut fresh = aligner().session(bitext);
    fresh.constrain(session.constraints().clone()).expect("they were met before");
    assert_eq!(fresh.alignment(), session.alignment());
    fresh.constrain(Constraints::default()).expect("nothing is asked");
    while session.undo() {}
    assert_eq!(fresh.alignment(), session.alignment());
}

/// The bytes as the lines behind the alignment of a project.
pub(super) fn review(_: &str, data: &[u8]) {
    static BASE: LazyLock<Vec<u8>> = LazyLock::new(|| base(&bitext()));
    let Ok(opened) = format::read_project(&[&BASE[..], data].concat()) else { return };
    assert!(opened.whole <= (BASE.len() + data.len()) as u64);
    assert_total(&opened.project.alignment());
}
