//! Each rule of the merge, on a project of twelve beads.

use super::block::roots;
use super::*;
use crate::bitext::{Confidence, Cut, Run, Segment};
use crate::lang::Lang;
use crate::review::op::ReviewStatus;
use crate::review::sheet::{MergedCells, ReviewSheet, SheetLine};
use crate::review::{BeadInfo, Head, Only, Row, Seg, Text};
use crate::text::Place;

const WHO: [&str; 2] = ["Salma", "2026-02-03T08:00:00Z"];

/// Beads of a segment each: `s0`/`t0` and so on; the fifth has two target segments, the eighth no target, the ninth no
/// source.
fn project() -> Project {
    let text = |lang: Lang, letter: char, texts: Vec<String>| {
        let seg = |(at, text): (usize, String)| {
            let segment = Segment::new(text, Place::Line(at as u64 + 1));
            std::sync::Arc::new(Seg {
                id: format!("{letter}{at}"),
                segment,
                original: None,
                breaks: Vec::new(),
            })
        };
        let segs = texts.into_iter().enumerate().map(seg).collect();
        Text { lang, segs, flows: Vec::new(), blocks: Vec::new(), unended: 0 }
    };
    let source = (0..11).map(|at| format!("وصلت القافلة {at} إلى الواحة. ثم نزل الركاب."));
    let target =
        (0..12).map(|at| format!("Caravan {at} reached the oasis. Then the riders rested."));
    let (mut rows, mut s, mut t) = (Vec::new(), 0, 0);
    for at in 0..12 {
        let (i, j) = match at {
            4 => (1, 2),
            7 => (1, 0),
            8 => (0, 1),
            _ => (1, 1),
        };
        let cut = Cut::new(Run::new(s, s + i), Run::new(t, t + j));
        let bead = BeadInfo::new(at, Confidence::new(0.8).unwrap(), Vec::new());
        rows.push(Row { cut, bead: bead.into() });
        (s, t) = (s + i, t + j);
    }
    let head = Head {
        format: 1,
        version: "0".to_owned(),
        id: "one".to_owned(),
        document: "a.txt".to_owned(),
        created: String::new(),
        segmentation: String::new(),
        min_confidence: 0.0,
        props: Vec::new(),
        creator: String::new(),
        weights: None,
    };
    let texts = [text(Lang::AR, 's', source.collect()), text(Lang::EN, 't', target.collect())];
    assert_eq!(texts.each_ref().map(|text| text.segs.len() as u32), [s, t]);
    Project::new(head, crate::glossary::Glossary::default(), texts, rows)
}

/// The sheet of a project as it is written.
fn sheet(project: &Project) -> ReviewSheet {
    let rows: Vec<usize> = (0..project.state.rows.len()).collect();
    let line = |(at, bead): (usize, crate::review::sheet::SheetBead)| SheetLine {
        line: at as u64 + 3,
        status: bead.status.to_owned(),
        texts: bead.texts,
        comment: bead.comment,
        bead: Some(bead.id),
        hash: bead.hash,
        is_broken: false,
    };
    ReviewSheet {
        project: "one".to_owned(),
        n: project.n(),
        only: Only::All,
        least: 0.0,
        left_out: Vec::new(),
        rows: project.sheet_beads(&rows).enumerate().map(line).collect(),
        merged: Vec::new(),
    }
}

struct Case {
    ours: Project,
    base: Project,
    sheet: ReviewSheet,
}

impl Case {
    fn new() -> Case {
        let base = project();
        Case { ours: project(), sheet: sheet(&base), base }
    }

    fn did(&mut self, op: Op) {
        self.ours.apply(op, "Omar", "2026-02-02T08:00:00Z", false).unwrap();
    }

    /// Imports twice: the second time nothing is left to do. Then takes all back and does it again.
    fn import(&mut self, theirs: bool) -> Import {
        let before = self.ours.state.rows.clone();
        let n = self.ours.n();
        let import = self.ours.import(&self.base, &self.sheet, WHO, theirs).unwrap();
        let rows = self.base.rows_of_sheet(self.sheet.only, self.sheet.least).len();
        let known = |row: &&SheetLine| row.bead.is_none_or(|id| id >= 12);
        let all: usize = import.counts.values().sum();
        let new = self.sheet.rows.iter().filter(known).count();
        assert!(all >= rows && all <= rows + new + 1, "{import:?}");
        assert_eq!(self.ours.n() - n, import.entries.len() as u64);
        assert!(import.entries.iter().skip(1).all(|entry| entry.joins));
        let again = self.ours.import(&self.base, &self.sheet, WHO, theirs).unwrap();
        assert_eq!(again.entries, [], "the second time");
        assert_eq!((&again.counts, &again.conflicts), (&import.counts, &import.conflicts));
        self.ours.alignment();
        if !import.entries.is_empty() {
            let after = self.ours.state.rows.clone();
            self.ours.apply(Op::Undo, "a", WHO[1], false).unwrap();
            assert_eq!(self.ours.state.rows, before, "taken back");
            self.ours.apply(Op::Redo, "a", WHO[1], false).unwrap();
            assert_eq!(self.ours.state.rows, after, "done again");
        }
        import
    }

    /// The beads as `source = target status comment`.
    fn beads(&self) -> Vec<String> {
        let bead = |bead: &Known| {
            let [source, target] = &bead.texts;
            format!("{source} = {target} {} {}", bead.status.as_str(), bead.comment)
        };
        Known::all(&self.ours).iter().map(bead).collect()
    }
}

fn counts(import: &Import) -> Vec<(Fate, usize)> {
    import.counts.iter().map(|(fate, count)| (*fate, *count)).collect()
}

#[test]
fn an_untouched_sheet_changes_nothing_however_it_is_sorted() {
    let mut case = Case::new();
    case.sheet.rows.reverse();
    for row in &mut case.sheet.rows {
        row.texts =
            row.texts.each_ref().map(|text| format!(" {} _x000D_\n", text.replace(' ', "\n")));
    }
    assert_eq!(counts(&case.import(false)), [(Fate::Unchanged, 12)]);
}

#[test]
fn beads_are_judged_and_commented() {
    let mut case = Case::new();
    for (row, status) in [(0, "OK"), (1, "no"), (2, "نعم"), (3, "لا"), (5, "perhaps")] {
        case.sheet.rows[row].status = status.to_owned();
    }
    case.sheet.rows[6].comment = "Look at the number.".to_owned();
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 6), (Fate::Status, 5), (Fate::Conflict, 1)]);
    assert!(import.conflicts[0].message.contains("'perhaps' is neither"), "{import:?}");
    assert_eq!((import.conflicts[0].line, import.conflicts[0].bead), (Some(8), Some(5)));
    let beads = case.beads();
    for (row, end) in [
        (0, "reviewed "),
        (1, "rejected "),
        (2, "reviewed "),
        (3, "rejected "),
        (6, "open Look at the number."),
    ] {
        assert!(beads[row].ends_with(end), "{}", beads[row]);
    }
}

#[test]
fn texts_are_edited_where_they_are_near() {
    let mut case = Case::new();
    case.sheet.rows[0].texts[1] =
        "Caravan 0 reached the green oasis. Then the riders rested.".to_owned();
    case.sheet.rows[4].texts[1] =
        case.sheet.rows[4].texts[1].replace("Caravan 5", "The fifth caravan");
    case.sheet.rows[1].texts[1] = "???".to_owned();
    case.sheet.rows[2].texts[0] = String::new();
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 8), (Fate::Edited, 2), (Fate::Conflict, 2)]);
    let segs: Vec<&str> = case.ours.state.target.segs.iter().map(|seg| seg.id.as_str()).collect();
    assert_eq!(segs[..6], ["t0", "t1", "t2", "t3", "t4", "t5"]);
    assert!(case.ours.state.target.segs[5].segment.text.starts_with("The fifth caravan"));
    assert_eq!(case.ours.state.target.segs[4].original, None);
    assert_eq!(case.ours.state.rows[0].bead.status, ReviewStatus::Open);
}

#[test]
fn borders_are_moved() {
    let mut case = Case::new();
    // The end of a sentence goes up; two rows are put together; one is divided.
    case.sheet.rows[0].texts[1] += " Caravan 1 reached the oasis.";
    case.sheet.rows[1].texts[1] = "Then the riders rested.".to_owned();
    let [lower] = case.sheet.rows.splice(3..4, []).collect::<Vec<_>>().try_into().unwrap();
    let upper: &mut SheetLine = &mut case.sheet.rows[2];
    upper.texts = [0, 1].map(|side| format!("{}\n{}", upper.texts[side], lower.texts[side]));
    upper.status = "ok".to_owned();
    let copy = case.sheet.rows[9].clone();
    case.sheet.rows[9].texts =
        ["وصلت القافلة 9 إلى الواحة.".to_owned(), "Caravan 10 reached the oasis.".to_owned()];
    let mut second =
        SheetLine { line: 90, bead: copy.bead, hash: copy.hash.clone(), ..SheetLine::default() };
    second.texts = ["ثم نزل الركاب.".to_owned(), "Then the riders rested.".to_owned()];
    second.comment = "now apart".to_owned();
    case.sheet.rows.insert(10, second);
    assert_eq!(copy.bead, Some(10));
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 7), (Fate::Borders, 6)]);
    let beads = case.beads();
    assert_eq!(
        beads[0],
        "وصلت القافلة 0 إلى الواحة. ثم نزل الركاب. = Caravan 0 reached the oasis. Then the riders rested. Caravan 1 reached the oasis. reviewed "
    );
    assert!(beads[1].ends_with("= Then the riders rested. reviewed "), "{}", beads[1]);
    assert!(beads[2].contains("Caravan 2 ") && beads[2].contains("Caravan 3 "), "{}", beads[2]);
    assert_eq!(beads[10], "ثم نزل الركاب. = Then the riders rested. reviewed now apart");
    assert_eq!(beads.len(), 12);
}

#[test]
fn beads_without_rows_are_rejected() {
    let mut case = Case::new();
    case.sheet.rows.remove(6);
    case.sheet.rows[0].texts = [String::new(), String::new()];
    assert_eq!(counts(&case.import(false)), [(Fate::Unchanged, 10), (Fate::Missing, 2)]);
    assert!(case.beads()[6].contains("rejected"));
    assert!(case.beads()[0].contains("rejected"));
}

#[test]
fn merged_cells_get_their_texts_back() {
    let mut case = Case::new();
    for side in 0..2 {
        case.sheet.rows[2].texts[side].clear();
    }
    case.sheet.rows[2].status = "ok".to_owned();
    case.sheet.merged = vec![
        MergedCells { from: 4, to: 5, sides: [true, false] },
        MergedCells { from: 4, to: 5, sides: [false, true] },
        // Beside each other: the target is gone.
        MergedCells { from: 12, to: 12, sides: [true, true] },
    ];
    case.sheet.rows[9].texts[1].clear();
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 10), (Fate::Borders, 2)]);
    assert_eq!(import.notes.len(), 2, "{import:?}");
    let beads = case.beads();
    assert!(beads[1].contains("Caravan 1 ") && beads[1].contains("Caravan 2 "), "{}", beads[1]);
}

#[test]
fn new_rows_are_linked_or_added() {
    let mut case = Case::new();
    let new = |line: u64, source: &str, target: &str| SheetLine {
        line,
        texts: [source.to_owned(), target.to_owned()],
        ..SheetLine::default()
    };
    // The two unaligned ones belong together, which the sheet says far below them.
    let (source, target) =
        (case.sheet.rows[7].texts[0].clone(), case.sheet.rows[8].texts[1].clone());
    case.sheet.rows.push(new(40, &source, &target));
    case.sheet.rows.drain(7..9);
    case.sheet.rows.insert(1, new(41, "عنوان مضاف", "An added title"));
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 10), (Fate::Borders, 2), (Fate::Added, 2)]);
    let beads = case.beads();
    assert_eq!(beads[1], "عنوان مضاف = An added title reviewed ");
    assert!(case.ours.state.rows[1].bead.added);
    assert_eq!(beads[8], format!("{source} = {target} reviewed "));
    assert_eq!(beads.len(), 12);
}

#[test]
fn an_empty_side_is_filled() {
    let mut case = Case::new();
    let unaligned = case.sheet.rows[8].texts[1].clone();
    case.sheet.rows[7].texts[1] = unaligned.clone();
    assert_eq!(counts(&case.import(false)), [(Fate::Unchanged, 11), (Fate::Edited, 1)]);
    assert!(case.beads()[7].ends_with(&format!("= {unaligned} reviewed ")), "{:?}", case.beads());
    assert_eq!(case.beads().len(), 11);
    let mut case = Case::new();
    case.sheet.rows[7].texts[1] = "Caravan 7 reached the oasis as well.".to_owned();
    assert_eq!(counts(&case.import(false)), [(Fate::Unchanged, 11), (Fate::Edited, 1)]);
    assert!(case.beads()[7].contains("= Caravan 7 reached the oasis as well. reviewed"));
    assert_eq!(case.beads().len(), 12);
}

#[test]
fn what_the_project_did_since_stays_or_goes() {
    for theirs in [false, true] {
        let mut case = Case::new();
        case.did(Op::Status { bead: 0, status: ReviewStatus::Rejected });
        case.did(Op::Status { bead: 1, status: ReviewStatus::Reviewed });
        case.did(Op::Edit {
            segment: "t2".to_owned(),
            text: "Caravan 2 came. Then the riders rested.".to_owned(),
        });
        case.did(Op::Merge { bead: 5 });
        case.did(Op::Comment { bead: 9, text: "Mine.".to_owned() });
        case.sheet.rows[0].status = "ok".to_owned();
        case.sheet.rows[1].status = "ok".to_owned();
        case.sheet.rows[2].texts[1] = "Caravan 2 arrived. Then the riders rested.".to_owned();
        case.sheet.rows[5].texts[1] = case.sheet.rows[5].texts[1].replace("rested", "slept");
        case.sheet.rows[9].comment = "Yours.".to_owned();
        let import = case.import(theirs);
        let beads = case.beads();
        let conflicts = import.counts.get(&Fate::Conflict).copied().unwrap_or(0);
        assert!(beads[8].ends_with("Mine.\nYours."), "{}", beads[8]);
        match theirs {
            false => {
                assert_eq!(conflicts, 3, "{import:?}");
                assert!(beads[0].contains("rejected") && beads[2].contains("came."), "{beads:?}");
                assert!(import.conflicts.iter().all(|told| told.message.contains("stays so")));
            }
            true => {
                assert!(
                    beads[0].contains("reviewed") && beads[2].contains("arrived."),
                    "{beads:?}"
                );
            }
        }
    }
}

#[test]
fn whole_texts_that_were_exchanged_are_linked_anew() {
    // Two neighbours, three in a circle, and a text that went to a row without one.
    let cases: [(&[(usize, usize)], usize); 3] =
        [(&[(1, 2), (2, 1)], 1), (&[(1, 9), (9, 5), (5, 1)], 1), (&[(2, 8), (8, 2)], 0)];
    for (moves, side) in cases {
        let mut case = Case::new();
        let was = case.sheet.rows.clone();
        for &(to, from) in moves {
            case.sheet.rows[to].texts[side].clone_from(&was[from].texts[side]);
        }
        let wanted: Vec<[String; 2]> =
            moves.iter().map(|&(to, _)| case.sheet.rows[to].texts.clone()).collect();
        let import = case.import(false);
        let unchanged = (Fate::Unchanged, 12 - moves.len());
        assert_eq!(counts(&import), [unchanged, (Fate::Borders, moves.len())], "{import:?}");
        let beads = Known::all(&case.ours);
        for texts in wanted {
            let bead = beads.iter().find(|bead| bead.texts == texts).expect("linked");
            let is_gap = texts.iter().any(String::is_empty);
            assert_eq!(bead.status == ReviewStatus::Reviewed, !is_gap, "{texts:?}");
        }
    }
    // What the project did to one of them since stays.
    let mut case = Case::new();
    case.did(Op::Edit { segment: "t2".to_owned(), text: "Caravan 2 came back.".to_owned() });
    let rows = &mut case.sheet.rows;
    let one = std::mem::take(&mut rows[1].texts[1]);
    rows[1].texts[1] = std::mem::replace(&mut rows[2].texts[1], one);
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 10), (Fate::Conflict, 2)]);
    assert!(import.conflicts[0].message.contains("came back"), "{import:?}");
}

#[test]
fn text_that_went_far_away_is_left_to_people() {
    let mut case = Case::new();
    let moved = std::mem::take(&mut case.sheet.rows[1].texts[1]);
    case.sheet.rows[9].texts[1] = format!("{} {moved}", case.sheet.rows[9].texts[1]);
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 10), (Fate::Conflict, 2)]);
    assert!(import.entries.is_empty());
}

#[test]
fn copied_ids_are_those_of_the_nearer_row() {
    let mut case = Case::new();
    let mut copy = case.sheet.rows[3].clone();
    copy.texts = ["نص آخر تماما".to_owned(), "Something else altogether".to_owned()];
    copy.line = 60;
    case.sheet.rows.insert(0, copy);
    let import = case.import(false);
    assert_eq!(counts(&import), [(Fate::Unchanged, 12), (Fate::Added, 1)]);
    assert!(case.beads()[0].starts_with("نص آخر تماما"));
}

#[test]
fn rows_without_ids_are_known_by_their_texts() {
    let mut case = Case::new();
    for row in &mut case.sheet.rows[2..] {
        (row.bead, row.hash) = (None, String::new());
    }
    assert_eq!(counts(&case.import(false)), [(Fate::Unchanged, 12)]);
}

#[test]
fn other_sheets_are_refused() {
    let mut case = Case::new();
    let mut refused =
        |sheet: &ReviewSheet| case.ours.import(&case.base, sheet, WHO, false).unwrap_err();
    let other = ReviewSheet { project: "two".to_owned(), ..case.sheet.clone() };
    assert_eq!(refused(&other), ImportRefusal::OtherProject);
    let mut other = case.sheet.clone();
    other.rows[2].hash = "0".to_owned();
    assert_eq!(refused(&other), ImportRefusal::OtherCopy(2));
    other.rows.clear();
    assert_eq!(refused(&other), ImportRefusal::NoRows);
}

#[test]
fn names_of_segments_tell_where_they_come_from() {
    for (id, wanted) in [
        ("s12", &["s12"][..]),
        ("s12.1.2", &["s12"]),
        ("t3.2+t4", &["t3", "t4"]),
        ("t+0", &["t+0"]),
        ("t3+t+1.2+t5", &["t3", "t+1", "t5"]),
    ] {
        assert_eq!(roots(id), wanted, "{id}");
    }
}

/// Many edits at random: rows add up, the ladder stays whole (`alignment` panics otherwise), the second time changes
/// nothing, and one step takes all back.
#[test]
fn random_edits_add_up() {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    for _ in 0..60 {
        let mut case = Case::new();
        for _ in 0..next(4) {
            let bead = next(12) as u32;
            let segment = format!("t{}", next(12));
            let op = match next(5) {
                0 => Op::Status { bead, status: ReviewStatus::Rejected },
                1 => Op::Merge { bead },
                2 => Op::Split { segment, at: 9 },
                3 => Op::Edit {
                    segment,
                    text: "Caravans reached the oasis. Then the riders rested.".to_owned(),
                },
                _ => Op::Comment { bead, text: "seen".to_owned() },
            };
            let _ = case.ours.apply(op, "Omar", "2026-02-02T08:00:00Z", false);
        }
        for step in 0..8 {
            let count = case.sheet.rows.len();
            let (at, side) = (next(count), next(2));
            let row = &mut case.sheet.rows[at];
            match next(9) {
                0 => row.texts[side] += "!",
                1 => row.status = ["ok", "no", ""][next(3)].to_owned(),
                2 if count > 2 => drop(case.sheet.rows.remove(at)),
                3 => {
                    let texts = [format!("سطر {step}"), format!("Line {step}")];
                    let row = SheetLine { line: 100 + step, texts, ..SheetLine::default() };
                    case.sheet.rows.insert(at, row);
                }
                4 if at + 1 < count => {
                    // A sentence goes down.
                    let text = std::mem::take(&mut row.texts[side]);
                    let (kept, moved) =
                        text.split_at(text.find(". ").map_or(text.len(), |end| end + 1));
                    row.texts[side] = kept.to_owned();
                    let below = &mut case.sheet.rows[at + 1].texts[side];
                    *below = format!("{} {below}", moved.trim()).trim().to_owned();
                }
                5 if at + 1 < count => {
                    let (from, to) = (row.line, row.line + 1);
                    case.sheet.merged.push(MergedCells { from, to, sides: [true, side == 0] });
                }
                6 => row.comment += "why?",
                7 => case.sheet.rows.rotate_left(at),
                _ => row.texts[side] = "7".to_owned(),
            }
        }
        case.import(next(2) == 0);
    }
}
