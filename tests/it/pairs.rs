//! Every bundled pair against its gold: figures and wrong beads, committed as text in `tests/accuracy`.
//!
//! `SNAPSHOTS=overwrite cargo test` rewrites the reports; the floors below keep a loss from being overwritten
//! unseen.

use std::collections::BTreeSet;
use std::fmt::Write;

use mizan::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segments};
use mizan::eval::{Counts, LooseBead, Rates, Reading, loose_beads, parse_beads};
use mizan::glossary::Glossary;
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};
use snapbox::{Data, assert_data_eq};

use crate::texts;

/// The least each pair must reach, a little below what it does: strict F1 of beads with two sides without and
/// with the glossaries, then boundary F1 of the source and of the target.
const FLOORS: [(&str, [f64; 4]); 31] = [
    ("abstract", [0.95, 0.95, 0.98, 0.98]),
    ("anecdotes", [0.94, 0.94, 0.98, 0.98]),
    ("children-story", [0.92, 0.92, 0.98, 0.98]),
    ("chronicle", [0.94, 0.94, 0.99, 0.99]),
    ("classical", [0.92, 0.92, 0.99, 0.99]),
    ("constitution", [0.95, 0.95, 0.98, 0.98]),
    ("contract", [0.96, 0.96, 0.99, 0.98]),
    ("counsel", [0.95, 0.95, 0.99, 0.99]),
    ("economics-report", [0.96, 0.96, 0.99, 0.99]),
    ("egyptian", [0.84, 0.84, 0.98, 0.98]),
    ("epistles", [0.90, 0.90, 0.98, 0.98]),
    ("faq", [0.95, 0.95, 0.99, 0.99]),
    ("fentanyl", [0.92, 0.92, 0.99, 0.99]),
    ("gulf", [0.92, 0.92, 0.98, 0.98]),
    ("health-leaflet", [0.96, 0.96, 0.99, 0.99]),
    ("interview", [0.94, 0.94, 0.98, 0.98]),
    ("levantine", [0.91, 0.91, 0.98, 0.98]),
    ("lives", [0.80, 0.82, 0.99, 0.99]),
    ("memoir", [0.87, 0.86, 0.99, 0.99]),
    ("narrations", [0.80, 0.80, 0.99, 0.99]),
    ("newspaper", [0.93, 0.93, 0.98, 0.98]),
    ("novel", [0.88, 0.88, 0.99, 0.99]),
    ("reports", [0.88, 0.88, 0.99, 0.99]),
    ("short-story", [0.96, 0.96, 0.99, 0.99]),
    ("sittings", [0.87, 0.87, 0.99, 0.99]),
    ("software-manual", [0.96, 0.96, 0.99, 0.99]),
    ("speech", [0.86, 0.86, 0.98, 0.98]),
    ("subtitles", [0.86, 0.86, 0.98, 0.98]),
    ("travels", [0.92, 0.92, 0.99, 0.99]),
    ("treatise", [0.89, 0.89, 0.99, 0.99]),
    ("un-resolution", [0.96, 0.96, 0.98, 0.97]),
];

/// The same over all pairs.
const TOTAL_FLOOR: [f64; 4] = [0.94, 0.94, 0.99, 0.99];

/// A bundled pair as its files have it.
pub(crate) struct Pair {
    running: [String; 2],
    pub(crate) bitext: Bitext,
    pub(crate) gold: Vec<LooseBead>,
}

/// The names of the bundled pairs, in order.
pub(crate) fn names() -> Vec<String> {
    let folders = texts::entries("pairs").into_iter().filter(|path| path.is_dir());
    folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

/// The pairs whose English leaves much of the Arabic out, or tells it in words of its own.
pub(crate) const LOOSE: [&str; 22] = [
    "abstract",
    "anecdotes",
    "children-story",
    "chronicle",
    "constitution",
    "counsel",
    "egyptian",
    "epistles",
    "gulf",
    "interview",
    "levantine",
    "lives",
    "memoir",
    "narrations",
    "newspaper",
    "novel",
    "reports",
    "sittings",
    "speech",
    "subtitles",
    "travels",
    "treatise",
];

/// The names of the other pairs.
pub(crate) fn whole() -> impl Iterator<Item = String> {
    names().into_iter().filter(|name| !LOOSE.contains(&name.as_str()))
}

/// A bundled pair by its name.
pub(crate) fn load(name: &str) -> Pair {
    let file = |file: &str| texts::read(&format!("pairs/{name}/{file}"));
    let gold = |lang, of: &str| texts::side(lang, &file(of).lines().collect::<Vec<_>>());
    Pair {
        running: [file("source.ar.txt"), file("target.en.txt")],
        bitext: Bitext { source: gold(Lang::AR, "gold.ar"), target: gold(Lang::EN, "gold.en") },
        gold: parse_beads(&file("gold.beads")).unwrap(),
    }
}

/// A text without its white space: what no cutting may change.
fn ink(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Where segments end, in characters that are not white space, with the number of the segment; the end of the
/// text is no choice and left out.
fn ends(segments: &Segments) -> Vec<(usize, usize)> {
    let mut at = 0;
    let ends = segments.items.iter().enumerate().map(|(number, segment)| {
        at += ink(&segment.text).chars().count();
        (at, number)
    });
    let mut ends: Vec<(usize, usize)> = ends.collect();
    ends.pop();
    ends
}

/// How often our cuts and the gold ones meet.
#[derive(Clone, Copy, Default)]
struct Boundaries {
    right: usize,
    ours: usize,
    gold: usize,
}

impl Boundaries {
    fn new(ours: &Segments, gold: &Segments) -> Boundaries {
        let set = |segments| ends(segments).into_iter().map(|(at, _)| at).collect::<BTreeSet<_>>();
        let (ours, gold) = (set(ours), set(gold));
        Boundaries { right: ours.intersection(&gold).count(), ours: ours.len(), gold: gold.len() }
    }

    fn add(&mut self, other: Boundaries) {
        self.right += other.right;
        self.ours += other.ours;
        self.gold += other.gold;
    }

    fn rates(self) -> Rates {
        let (precision, recall) =
            (self.right as f64 / self.ours as f64, self.right as f64 / self.gold as f64);
        Rates { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
    }
}

fn row(report: &mut String, name: &str, rates: Rates) {
    let Rates { precision, recall, f1 } = rates;
    writeln!(report, "{name:<26} {precision:9.4} {recall:9.4} {f1:9.4}").unwrap();
}

fn table(report: &mut String, counts: &[Counts; 2], boundaries: &[Boundaries; 2]) {
    writeln!(report, "{:<26} {:>9} {:>9} {:>9}", "", "precision", "recall", "F1").unwrap();
    for (title, counts) in ["no glossary", "all glossaries"].into_iter().zip(counts) {
        row(report, &format!("{title}, strict"), counts.rates(Reading::Strict));
        row(report, &format!("{title}, lax"), counts.rates(Reading::Lax));
        row(report, &format!("{title}, unaligned"), counts.rates(Reading::Unaligned));
    }
    for (title, boundaries) in ["source", "target"].into_iter().zip(boundaries) {
        row(report, &format!("{title} boundaries"), boundaries.rates());
    }
}

/// The stretches where two ladders over the same segments part and meet again: gold beads, then ours.
fn differences(gold: &[LooseBead], ours: &[LooseBead]) -> String {
    let points = |beads: &[LooseBead]| {
        let (mut i, mut j) = (0, 0);
        let points = beads.iter().map(|bead| {
            i += bead.source.len();
            j += bead.target.len();
            (i, j)
        });
        points.collect::<Vec<(usize, usize)>>()
    };
    let (gold_points, our_points) = (points(gold), points(ours));
    let line = |beads: &[LooseBead]| {
        let numbers = |side: &[u32]| side.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let beads =
            beads.iter().map(|b| format!("[{}]:[{}]", numbers(&b.source), numbers(&b.target)));
        beads.collect::<Vec<_>>().join(" ")
    };
    let mut report = String::new();
    let (mut g, mut o) = (0, 0);
    for (end, point) in gold_points.iter().enumerate() {
        let Some(our_end) = our_points.iter().position(|p| p == point) else { continue };
        let (gold, ours) = (line(&gold[g..=end]), line(&ours[o..=our_end]));
        if gold != ours {
            writeln!(report, "  gold {gold}\n  ours {ours}\n").unwrap();
        }
        (g, o) = (end + 1, our_end + 1);
    }
    report
}

/// The cuts that are ours alone or gold's alone, by the number of the gold segment.
fn cut_differences(ours: &Segments, gold: &Segments) -> String {
    let set = |segments| ends(segments).into_iter().map(|(at, _)| at).collect::<BTreeSet<_>>();
    let (our_ends, gold_ends) = (set(ours), set(gold));
    let tail = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words[words.len().saturating_sub(3)..].join(" ")
    };
    let mut report = String::new();
    for (at, number) in ends(gold).into_iter().filter(|(at, _)| !our_ends.contains(at)) {
        let text = tail(&gold.items[number].text);
        writeln!(report, "  {number:>3} @{at}: gold cuts after: {text}").unwrap();
    }
    for (at, number) in ends(ours).into_iter().filter(|(at, _)| !gold_ends.contains(at)) {
        let inside = gold_ends.iter().filter(|&&end| end < at).count();
        let text = tail(&ours.items[number].text);
        writeln!(report, "  {inside:>3} @{at}: we cut after: {text}").unwrap();
    }
    report
}

/// Whether a report is the committed one; `SNAPSHOTS=overwrite` makes it so.
fn compare(name: &str, report: &str) {
    let file = texts::path(&format!("tests/accuracy/{name}.txt"));
    assert_data_eq!(report, Data::read_from(&file, None).raw());
}

#[track_caller]
fn at_least(name: &str, floor: [f64; 4], counts: &[Counts; 2], boundaries: &[Boundaries; 2]) {
    let [plain, with] = counts.each_ref().map(|counts| counts.rates(Reading::Strict).f1);
    let [source, target] = boundaries.each_ref().map(|boundaries| boundaries.rates().f1);
    for (what, figure, floor) in [
        ("strict F1 without glossary", plain, floor[0]),
        ("strict F1 with all glossaries", with, floor[1]),
        ("source boundary F1", source, floor[2]),
        ("target boundary F1", target, floor[3]),
    ] {
        assert!(figure >= floor, "{name}: {what} fell to {figure:.4}; the floor is {floor}");
    }
}

#[test]
fn gold_covers_both_sides_once_and_in_order() {
    for name in names() {
        let Pair { running, bitext, gold } = load(&name);
        let run = |side: &[u32], at: &mut u32| {
            let start = side.first().copied().unwrap_or(*at);
            assert!(side.windows(2).all(|w| w[1] == w[0] + 1), "{name}: {side:?} is no run");
            *at = start + side.len() as u32;
            Run::new(start, *at)
        };
        let (mut i, mut j) = (0, 0);
        let beads = gold.iter().map(|bead| Bead {
            cut: Cut::new(run(&bead.source, &mut i), run(&bead.target, &mut j)),
            confidence: Confidence::CERTAIN,
        });
        let ladder = Ladder::new(bitext.source.len(), bitext.target.len(), beads.collect());
        assert!(ladder.is_ok(), "{name}: {}", ladder.unwrap_err());
        for (running, side) in running.iter().zip([&bitext.source, &bitext.target]) {
            let lines: String = side.items.iter().map(|segment| ink(&segment.text)).collect();
            assert!(ink(running) == lines, "{name}: the gold lines are not the running text");
            assert!(
                side.items.iter().all(|s| !ink(&s.text).is_empty()),
                "{name}: an empty gold line"
            );
        }
    }
}

#[test]
fn accuracy() {
    let glossary = texts::glossary();
    assert!(glossary.entries.len() > 300);
    let mut total = ([Counts::default(); 2], [Boundaries::default(); 2]);
    let mut summary = String::new();
    let mut reports = Vec::new();
    let names = names();
    assert_eq!(names, FLOORS.map(|(name, _)| name));
    for (name, floor) in FLOORS {
        let Pair { running, bitext, gold } = load(name);
        let ours = [&Glossary::default(), &glossary]
            .map(|g| loose_beads(texts::align(&bitext, g, 2).ladder()));
        let counts = ours.each_ref().map(|ours| Counts::new(ours, &gold));
        let cut = |text: &str, lang| {
            let segmenter = Segmenter::new(lang, Newlines::Auto);
            let texts: Vec<&str> = segmenter.spans(text).map(|span| span.of(text)).collect();
            texts::side(lang, &texts)
        };
        let sides = [cut(&running[0], Lang::AR), cut(&running[1], Lang::EN)];
        let gold_sides = [&bitext.source, &bitext.target];
        let boundaries = [0, 1].map(|k| Boundaries::new(&sides[k], gold_sides[k]));
        for k in [0, 1] {
            total.0[k].add(counts[k]);
            total.1[k].add(boundaries[k]);
        }
        let mut report = format!(
            "{name}: {} source and {} target segments, {} gold beads\n\n",
            bitext.source.len(),
            bitext.target.len(),
            gold.len()
        );
        table(&mut report, &counts, &boundaries);
        for (title, ours) in ["without glossary", "with all glossaries"].into_iter().zip(&ours) {
            let wrong = differences(&gold, ours);
            writeln!(
                report,
                "\nWrong beads {title}:{}",
                if wrong.is_empty() { " none" } else { "" }
            )
            .unwrap();
            write!(report, "{}", wrong.trim_end_matches('\n')).unwrap();
            report.push_str(if wrong.is_empty() { "" } else { "\n" });
        }
        for (title, k) in [("source", 0), ("target", 1)] {
            let wrong = cut_differences(&sides[k], gold_sides[k]);
            writeln!(
                report,
                "\nWrong cuts of the {title}:{}",
                if wrong.is_empty() { " none" } else { "" }
            )
            .unwrap();
            report.push_str(&wrong);
        }
        let f1 = |k: usize| counts[k].rates(Reading::Strict).f1;
        let cuts = |k: usize| boundaries[k].rates().f1;
        writeln!(summary, "{name:<20} {:9.4} {:9.4} {:9.4} {:9.4}", f1(0), f1(1), cuts(0), cuts(1))
            .unwrap();
        reports.push((name, report, floor, counts, boundaries));
    }
    let mut report = String::from("All pairs\n\n");
    table(&mut report, &total.0, &total.1);
    writeln!(
        report,
        "\n{:<20} {:>9} {:>9} {:>9} {:>9}",
        "F1", "strict", "glossary", "source", "target"
    )
    .unwrap();
    report.push_str(&summary);
    // Floors first: they hold even where reports are being rewritten.
    for (name, _, floor, counts, boundaries) in &reports {
        at_least(name, *floor, counts, boundaries);
    }
    at_least("all pairs", TOTAL_FLOOR, &total.0, &total.1);
    for (name, report, ..) in &reports {
        compare(name, report);
    }
    compare("total", &report);
}

/// The reports show beads by number; this is how.
#[test]
fn differing_ladders_are_shown_where_they_part() {
    let gold = parse_beads("[0]:[0]\n[1]:[1, 2]\n[2]:[]\n[3]:[3]").unwrap();
    let ours = parse_beads("[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[3]").unwrap();
    assert_eq!(differences(&gold, &gold), "");
    assert_eq!(differences(&gold, &ours), "  gold [1]:[1, 2] [2]:[]\n  ours [1]:[1] [2]:[2]\n\n");
}
