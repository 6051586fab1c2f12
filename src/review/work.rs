//! Operations carried out as changes. One that is refused halfway leaves nothing behind.

use std::sync::Arc;

use super::op::{End, Goal, NewBead, Op, Refusal, ReviewStatus};
use super::state::{BeadInfo, Change, Row, Seg, Splice, State};
use crate::bitext::{Bead, Confidence, Continuation, Cut, Ladder, Run, Segment, Side};
use crate::text::Span;

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp<'a> {
    pub(super) who: &'a str,
    pub(super) at: &'a str,
}

/// What an operation did.
#[derive(Debug)]
pub(super) struct Done {
    /// The changes that undo it, the first to be made first.
    pub(super) back: Vec<Change>,
    /// The rows that look different.
    pub(super) splice: Splice,
    /// The row to look at now.
    pub(super) row: usize,
}

/// The confidence that is left of a bead whose segments were changed and that nobody judged.
const STALE: f32 = 0.5;

/// Carries out an operation other than those of the history.
///
/// # Errors
///
/// Why it was refused; then nothing has changed.
pub(super) fn carry_out(state: &mut State, op: &Op, stamp: Stamp<'_>) -> Result<Done, Refusal> {
    let counters = (state.next_bead, state.added);
    let mut work = Work { state, stamp, back: Vec::new(), splice: None };
    let row = work.apply(op);
    let Work { state, mut back, splice, .. } = work;
    back.reverse();
    match row {
        Ok(row) => {
            let splice = splice.unwrap_or(Splice { from: row, removed: 0, inserted: 0 });
            let row = row.min(state.rows.len().saturating_sub(1));
            Ok(Done { back, splice, row })
        }
        Err(refusal) => {
            for change in back {
                state.make(change);
            }
            // Numbers are the same when the file is read again, where nothing was refused.
            (state.next_bead, state.added) = counters;
            Err(refusal)
        }
    }
}

struct Work<'s> {
    state: &'s mut State,
    stamp: Stamp<'s>,
    back: Vec<Change>,
    splice: Option<Splice>,
}

type Done1 = Result<usize, Refusal>;

impl Work<'_> {
    fn apply(&mut self, op: &Op) -> Done1 {
        match op {
            Op::Status { bead, status } => self.judge(*bead, *status),
            Op::Merge { bead } => self.merge(self.state.row_of(*bead)?),
            Op::MergeBefore { bead } => {
                let row = self.state.row_of(*bead)?;
                self.merge(row.checked_sub(1).ok_or(Refusal::NoBefore)?)
            }
            Op::Part { bead, source, target } => self.part(*bead, *source, *target),
            Op::Move { bead, side, which, to } => self.shift(*bead, *side, *which, *to),
            Op::Link { source, target } => self.link(source, target),
            Op::Split { segment, at } => self.split(segment, *at),
            Op::Join { segment } => self.join(segment),
            Op::Edit { segment, text } => self.edit(segment, text),
            Op::Comment { bead, text } => self.change_bead(*bead, true, |info| {
                info.comment = clean(text);
            }),
            Op::Pin { bead } => self.change_bead(*bead, false, |info| info.pinned = !info.pinned),
            Op::Accept { over } => self.accept(*over),
            Op::Add { after, source, target } => self.add(*after, source, target),
            Op::Realigned { remove, insert } => self.realigned(remove, insert),
            Op::Undo | Op::Redo | Op::Seen { .. } => Err(Refusal::Nothing),
        }
    }

    fn make(&mut self, change: Change) {
        let (back, splice) = self.state.make(change);
        self.back.push(back);
        if splice.removed + splice.inserted > 0 {
            self.splice = Some(self.splice.map_or(splice, |before| before.and(splice)));
        }
    }

    fn put(&mut self, at: usize, removed: usize, rows: Vec<Row>) {
        self.make(Change::Rows { at, removed, rows });
    }

    fn new_id(&mut self) -> u32 {
        self.state.next_bead += 1;
        self.state.next_bead - 1
    }

    /// Changes what is known of a bead; with the name of whoever does it, where it is a judgement.
    fn change_bead(&mut self, bead: u32, sign: bool, change: impl FnOnce(&mut BeadInfo)) -> Done1 {
        let at = self.state.row_of(bead)?;
        let Row { cut, bead } = self.state.rows[at].clone();
        let mut info = (*bead).clone();
        change(&mut info);
        if sign {
            self.sign(&mut info);
        }
        self.put(at, 1, vec![Row { cut, bead: Arc::new(info) }]);
        Ok(at)
    }

    fn sign(&self, info: &mut BeadInfo) {
        info.who = self.stamp.who.to_owned();
        info.at = self.stamp.at.to_owned();
    }

    fn judge(&mut self, bead: u32, status: ReviewStatus) -> Done1 {
        self.change_bead(bead, true, |info| info.status = status)
    }

    fn accept(&mut self, over: f32) -> Done1 {
        let (mut first, mut last) = (None, 0);
        let rows = &self.state.rows;
        for (at, row) in rows.iter().enumerate() {
            if is_sure(row, over) {
                first = first.or(Some(at));
                last = at;
            }
        }
        let first = first.ok_or(Refusal::Nothing)?;
        let rows = rows[first..=last].to_vec();
        let rows = rows.into_iter().map(|row| {
            if !is_sure(&row, over) {
                return row;
            }
            let mut info = BeadInfo { status: ReviewStatus::Reviewed, ..(*row.bead).clone() };
            self.sign(&mut info);
            Row { bead: Arc::new(info), ..row }
        });
        let rows = rows.collect();
        self.put(first, last + 1 - first, rows);
        Ok(first)
    }

    /// The same bead with other segments, judged right or left open.
    fn with_cut(&self, row: &Row, cut: Cut, is_judged: bool) -> Row {
        let mut info = (*row.bead).clone();
        info.reasons = Vec::new();
        if is_judged {
            info.status = ReviewStatus::Reviewed;
            info.stale = false;
            self.sign(&mut info);
        } else {
            info.status = ReviewStatus::Open;
            info.pinned = false;
            info.stale = true;
            let left = f64::from(info.confidence.get().min(STALE));
            info.confidence = Confidence::clamped(left);
        }
        Row { cut, bead: Arc::new(info) }
    }

    /// A new bead, judged right or left open.
    fn new_row(&mut self, cut: Cut, is_judged: bool) -> Row {
        let id = self.new_id();
        let info = BeadInfo::new(id, Confidence::clamped(f64::from(STALE)), Vec::new());
        self.with_cut(&Row { cut, bead: Arc::new(info) }, cut, is_judged)
    }

    fn merge(&mut self, at: usize) -> Done1 {
        let [one, other] = match self.state.rows.get(at..at + 2) {
            Some([one, other]) => [one.clone(), other.clone()],
            _ => return Err(Refusal::NoNext),
        };
        let target =
            joined(one.cut.target, other.cut.target).ok_or(Refusal::NoRun(Side::Target))?;
        let source = Run::new(one.cut.source.start, other.cut.source.end);
        let cut = Cut::new(source, target);
        if !self.state.is_in_one_flow(cut) {
            return Err(Refusal::Flow);
        }
        let mut row = self.new_row(cut, true);
        let comments = [&one, &other].map(|row| row.bead.comment.as_str());
        let comments: Vec<&str> = comments.into_iter().filter(|text| !text.is_empty()).collect();
        let info = Arc::make_mut(&mut row.bead);
        info.comment = comments.join("\n");
        info.added = one.bead.added && other.bead.added;
        self.put(at, 2, vec![row]);
        Ok(at)
    }

    fn part(&mut self, bead: u32, source: u32, target: u32) -> Done1 {
        let at = self.state.row_of(bead)?;
        let whole = self.state.rows[at].clone();
        let Cut { source: s, target: t } = whole.cut;
        if source > s.len() || target > t.len() {
            return Err(Refusal::NoParts);
        }
        let (i, j) = (s.start + source, t.start + target);
        let cuts = [
            Cut::new(Run::new(s.start, i), Run::new(t.start, j)),
            Cut::new(Run::new(i, s.end), Run::new(j, t.end)),
        ];
        if cuts.iter().any(|cut| cut.source.is_empty() && cut.target.is_empty()) {
            return Err(Refusal::NoParts);
        }
        let mut rows = Vec::new();
        for cut in cuts {
            let mut row = self.new_row(cut, true);
            Arc::make_mut(&mut row.bead).added = whole.bead.added;
            rows.push(row);
        }
        Arc::make_mut(&mut rows[0].bead).comment.clone_from(&whole.bead.comment);
        self.put(at, 1, rows);
        Ok(at)
    }

    fn shift(&mut self, bead: u32, side: Side, which: End, to: Goal) -> Done1 {
        let at = self.state.row_of(bead)?;
        let row = self.state.rows[at].clone();
        let run = row.cut.side(side);
        if run.is_empty() {
            return Err(Refusal::NothingThere(side));
        }
        let (moved, rest) = match which {
            End::First => (Run::new(run.start, run.start + 1), Run::new(run.start + 1, run.end)),
            End::Last => (Run::new(run.end - 1, run.end), Run::new(run.start, run.end - 1)),
        };
        if to == Goal::Out {
            let alone = match side {
                Side::Source => Cut::new(moved, at_start(row.cut.target, which)),
                Side::Target => Cut::new(at_start(row.cut.source, which), moved),
            };
            if alone.is_same(row.cut) {
                return Err(Refusal::NoParts);
            }
            let alone = self.new_row(alone, false);
            let left = self.with_cut(&row, with_side(row.cut, side, rest), true);
            let rows = match which {
                End::First => vec![alone, left],
                End::Last => vec![left, alone],
            };
            self.put(at, 1, rows);
            return Ok(at + usize::from(which == End::First));
        }
        let goal = match to {
            Goal::Before => at.checked_sub(1),
            _ => Some(at + 1).filter(|&next| next < self.state.rows.len()),
        };
        let edge = if to == Goal::Before { Refusal::NoBefore } else { Refusal::NoNext };
        let goal = goal.ok_or(edge)?;
        let other = self.state.rows[goal].clone();
        // A source segment that jumps over the rest of its bead would change the order of the text.
        let jumps = !rest.is_empty() && (which == End::First) != (to == Goal::Before);
        let is_free = side == Side::Target && !other.cut.target.is_empty();
        let run = joined(other.cut.side(side), moved).filter(|_| is_free || !jumps);
        let taken = with_side(other.cut, side, run.ok_or(Refusal::NoRun(side))?);
        if !self.state.is_in_one_flow(taken) {
            return Err(Refusal::Flow);
        }
        // The place of an empty run is behind what stands before it.
        let rest = match (rest.is_empty(), to) {
            (false, _) => rest,
            (true, Goal::Before) => Run::new(moved.end, moved.end),
            (true, _) => Run::new(moved.start, moved.start),
        };
        let left = with_side(row.cut, side, rest);
        let is_gone = left.source.is_empty() && left.target.is_empty();
        let mut rows = vec![self.with_cut(&other, taken, is_gone)];
        if !is_gone {
            let left = self.with_cut(&row, left, true);
            rows.insert(usize::from(to == Goal::Before), left);
        }
        self.put(at.min(goal), 2, rows);
        Ok(if is_gone { at.min(goal) } else { at })
    }

    fn link(&mut self, source: &[String], target: &[String]) -> Done1 {
        let source = self.run_of(Side::Source, source)?;
        let target = self.run_of(Side::Target, target)?;
        let is_in = |row: &Row, run: Option<Run>, side| {
            run.is_some_and(|run| row.cut.side(side).overlaps(run))
        };
        let (mut place, mut at) = (None, 0);
        // Takes the segments out of the beads they are in.
        while at < self.state.rows.len() {
            let row = self.state.rows[at].clone();
            let has = [is_in(&row, source, Side::Source), is_in(&row, target, Side::Target)];
            if has == [false, false] {
                at += 1;
                continue;
            }
            let mut left = row.cut;
            for (side, run) in [(Side::Source, source), (Side::Target, target)] {
                let own = left.side(side);
                if let Some(run) = run.filter(|run| own.overlaps(*run)) {
                    let rest = without(own, run).ok_or(Refusal::NoRun(side))?;
                    left = with_side(left, side, rest);
                }
            }
            let is_gone = left.source.is_empty() && left.target.is_empty();
            // The new bead stands where its source does; without one, where its target did.
            let leads = if source.is_some() { has[0] } else { has[1] };
            if leads && place.is_none() {
                let run = source.or(target).unwrap_or(left.source);
                let side = if source.is_some() { Side::Source } else { Side::Target };
                let is_behind = row.cut.side(side).start < run.start;
                place = Some(at + usize::from(is_behind && !is_gone));
            }
            match is_gone {
                true => self.put(at, 1, Vec::new()),
                false => {
                    let left = self.with_cut(&row, left, false);
                    self.put(at, 1, vec![left]);
                    at += 1;
                }
            }
        }
        let place = place.ok_or(Refusal::NoParts)?;
        let point = |run: Option<Run>, side| {
            run.unwrap_or_else(|| {
                let before = place.checked_sub(1).map(|at| self.state.rows[at].cut.side(side).end);
                let at = before.unwrap_or(0);
                Run::new(at, at)
            })
        };
        let cut = Cut::new(point(source, Side::Source), point(target, Side::Target));
        if !self.state.is_in_one_flow(cut) {
            return Err(Refusal::Flow);
        }
        let row = self.new_row(cut, true);
        self.put(place, 0, vec![row]);
        Ok(place)
    }

    /// The run of some segments; nothing if there are none.
    fn run_of(&self, side: Side, ids: &[String]) -> Result<Option<Run>, Refusal> {
        let mut run: Option<Run> = None;
        for id in ids {
            let (of, at) = self.state.segment_of(id)?;
            let next = Run::new(at, at + 1);
            if of != side || run.is_some_and(|run| run.end != at) {
                return Err(Refusal::NoRun(side));
            }
            run = Some(run.map_or(next, |run| Run::new(run.start, at + 1)));
        }
        Ok(run)
    }

    /// The bead of changed segments, whose reasons hold no more.
    fn touch(&mut self, side: Side, segment: u32) -> usize {
        let at = self.state.row_with(side, segment);
        let Row { cut, bead } = self.state.rows[at].clone();
        let mut info = BeadInfo { reasons: Vec::new(), ..(*bead).clone() };
        if info.status == ReviewStatus::Open {
            info.stale = true;
        }
        self.put(at, 1, vec![Row { cut, bead: Arc::new(info) }]);
        at
    }

    fn split(&mut self, id: &str, at: u32) -> Done1 {
        let (side, number) = self.state.segment_of(id)?;
        let seg = Arc::clone(&self.state.text(side).segs[number as usize]);
        let text = &seg.segment.text;
        let at = byte_of(text, at).ok_or(Refusal::Blank)?;
        let parts = [(0, at), (at, text.len())].map(|(from, to)| seg.segment.part(from, to));
        if parts.iter().any(Segment::is_blank) {
            return Err(Refusal::Blank);
        }
        let [one, other] = parts;
        let behind = at + (text[at..].len() - text[at..].trim_start().len());
        let part = |number: u8, segment: Segment, original: Option<String>, from: usize| {
            let inside =
                |place: u32| place as usize > from && (place as usize) < from + segment.text.len();
            let breaks = seg.breaks.iter().filter(|(place, _)| inside(*place));
            let breaks = breaks.map(|&(place, sure)| (place - from as u32, sure)).collect();
            Arc::new(Seg { id: format!("{id}.{number}"), original, breaks, segment })
        };
        // The first half keeps the whole of what was there before an edit.
        let rest = seg.original.as_ref().map(|_| String::new());
        let segs = vec![part(1, one, seg.original.clone(), 0), part(2, other, rest, behind)];
        self.make(Change::Segs { side, at: number, removed: 1, segs, row: 0, empty: Vec::new() });
        Ok(self.touch(side, number))
    }

    fn join(&mut self, id: &str) -> Done1 {
        let (side, number) = self.state.segment_of(id)?;
        let segs = &self.state.text(side).segs;
        let (one, other) = match segs.get(number as usize..number as usize + 2) {
            Some([one, other]) => (Arc::clone(one), Arc::clone(other)),
            _ => return Err(Refusal::NoNext),
        };
        let row = self.state.row_with(side, number);
        if self.state.rows[row].cut.side(side).end <= number + 1 {
            return Err(Refusal::Apart);
        }
        let seg = Arc::new(joined_seg(&one, &other));
        self.make(Change::Segs {
            side,
            at: number,
            removed: 2,
            segs: vec![seg],
            row: 0,
            empty: Vec::new(),
        });
        Ok(self.touch(side, number))
    }

    fn edit(&mut self, id: &str, text: &str) -> Done1 {
        let (side, number) = self.state.segment_of(id)?;
        let old = &self.state.text(side).segs[number as usize];
        let text = clean(text);
        let mut seg = (**old).clone();
        let before = seg.original.take().unwrap_or_else(|| seg.segment.text.clone());
        seg.original = Some(before).filter(|before| *before != text);
        let end = text.len();
        let on_border = |at: usize| text.floor_char_boundary(at.min(end));
        seg.segment.codes.iter_mut().for_each(|code| code.at = on_border(code.at));
        seg.segment.continued.retain(|place| (place.at as usize) < end);
        for place in &mut seg.segment.continued {
            place.at = on_border(place.at as usize) as u32;
        }
        seg.breaks.clear();
        seg.segment.text = text;
        if seg.segment.is_blank() {
            return Err(Refusal::Blank);
        }
        let segs = vec![Arc::new(seg)];
        self.make(Change::Segs { side, at: number, removed: 1, segs, row: 0, empty: Vec::new() });
        Ok(self.touch(side, number))
    }

    fn add(&mut self, after: Option<u32>, source: &str, target: &str) -> Done1 {
        let at = match after {
            Some(bead) => self.state.row_of(bead)? + 1,
            None => 0,
        };
        let mut runs = Vec::new();
        for (side, text) in [(Side::Source, source), (Side::Target, target)] {
            let texts = self.state.text(side);
            let before = at.checked_sub(1).map_or(0, |at| self.state.rows[at].cut.side(side).end);
            let near = texts.segs.get((before as usize).saturating_sub(1)).or(texts.segs.first());
            let text = clean(text);
            if text.is_empty() {
                runs.push(Run::new(before, before));
                continue;
            }
            let segment = match near {
                Some(near) => {
                    let start = near.segment.span.range().end;
                    Segment {
                        block: near.segment.block,
                        span: Span::new(start, start),
                        ..Segment::new(text, near.segment.place.clone())
                    }
                }
                None => Segment::new(text, crate::text::Place::Line(1)),
            };
            let letter = if side == Side::Source { 's' } else { 't' };
            let id = format!("{letter}+{}", self.state.added);
            let seg = Seg { id, segment, original: None, breaks: Vec::new() };
            if seg.segment.is_blank() {
                return Err(Refusal::Blank);
            }
            let segs = vec![Arc::new(seg)];
            self.make(Change::Segs {
                side,
                at: before,
                removed: 0,
                segs,
                row: at,
                empty: Vec::new(),
            });
            runs.push(Run::new(before, before + 1));
        }
        self.state.added += 1;
        let cut = Cut::new(runs[0], runs[1]);
        if cut.source.is_empty() && cut.target.is_empty() {
            return Err(Refusal::Blank);
        }
        let mut row = self.new_row(cut, true);
        Arc::make_mut(&mut row.bead).added = true;
        self.put(at, 0, vec![row]);
        Ok(at)
    }

    fn realigned(&mut self, remove: &[u32], insert: &[NewBead]) -> Done1 {
        let first = *remove.first().ok_or(Refusal::Stale)?;
        let at = self.state.row_of(first)?;
        let old = self.state.rows.get(at..at + remove.len()).ok_or(Refusal::Stale)?.to_vec();
        let is_same = |(row, id): (&Row, &u32)| row.bead.id == *id && !row.bead.is_kept();
        if !old.iter().zip(remove).all(is_same) || !covers_the_same(&old, insert) {
            return Err(Refusal::Stale);
        }
        if insert.iter().any(|new| !self.state.is_in_one_flow(new.cut())) {
            return Err(Refusal::Flow);
        }
        let mut rows = Vec::with_capacity(insert.len());
        for new in insert {
            let cut = new.cut();
            let id = self.new_id();
            let confidence = Confidence::clamped(f64::from(new.confidence));
            if old.iter().all(|row| !row.cut.is_same(cut)) {
                self.state.changed.insert(id);
            }
            let bead = Arc::new(BeadInfo::new(id, confidence, new.why.clone()));
            rows.push(Row { cut, bead });
        }
        self.put(at, remove.len(), rows);
        Ok(at)
    }
}

impl NewBead {
    /// Its segments.
    pub(super) fn cut(&self) -> Cut {
        let run = |[start, end]: [u32; 2]| Run::new(start, end.max(start));
        Cut::new(run(self.source), run(self.target))
    }
}

/// Whether a bead is taken for right without being looked at.
pub(super) fn is_sure(row: &Row, over: f32) -> bool {
    !row.bead.is_kept() && !row.cut.shape().is_gap() && row.bead.confidence.get() > over
}

/// Whether new beads hold the segments of old ones, each once and the source in order.
fn covers_the_same(old: &[Row], new: &[NewBead]) -> bool {
    let first = old.first().map_or(0, |row| row.cut.source.start);
    let end = old.last().map_or(0, |row| row.cut.source.end);
    let mut targets: Vec<u32> = old.iter().flat_map(|row| row.cut.target.indices()).collect();
    targets.sort_unstable();
    let number = |at: u32| targets.binary_search(&at).ok().map(|at| at as u32);
    let bead = |new: &NewBead| {
        let Cut { source, target } = new.cut();
        let start = source.start.checked_sub(first)?;
        let source = Run::new(start, start + source.len());
        let target = match target.is_empty() {
            true => Run::new(0, 0),
            false => Run::new(number(target.start)?, number(target.end - 1)? + 1),
        };
        let is_whole = target.len() == new.cut().target.len();
        is_whole.then_some(Bead { cut: Cut::new(source, target), confidence: Confidence::CERTAIN })
    };
    let beads: Option<Vec<Bead>> = new.iter().map(bead).collect();
    beads.is_some_and(|beads| Ladder::new(end - first, targets.len() as u32, beads).is_ok())
}

/// Two runs as one, if they follow each other in either order.
fn joined(one: Run, other: Run) -> Option<Run> {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => Some(one),
        (true, false) => Some(other),
        (false, true) => Some(one),
        _ if one.end == other.start => Some(Run::new(one.start, other.end)),
        _ if other.end == one.start => Some(Run::new(other.start, one.end)),
        _ => None,
    }
}

/// What is left of a run without another, if it is a run.
fn without(run: Run, other: Run) -> Option<Run> {
    let (start, end) = (run.start.max(other.start), run.end.min(other.end));
    if start == run.start {
        Some(Run::new(end, run.end))
    } else if end == run.end {
        Some(Run::new(run.start, start))
    } else {
        None
    }
}

fn with_side(cut: Cut, side: Side, run: Run) -> Cut {
    match side {
        Side::Source => Cut::new(run, cut.target),
        Side::Target => Cut::new(cut.source, run),
    }
}

/// The empty run at an end of another.
fn at_start(run: Run, which: End) -> Run {
    let at = if which == End::First { run.start } else { run.end };
    Run::new(at, at)
}

/// The byte of a text at so many UTF-16 units, if a character starts there.
fn byte_of(text: &str, at: u32) -> Option<usize> {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= at as usize {
            return (units == at as usize).then_some(byte);
        }
        units += c.len_utf16();
    }
    (units == at as usize).then_some(text.len())
}

/// A text as a file may hold it: without control characters, line ends as line feeds, no white space at its ends.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars().filter(is_kept).collect::<String>().trim().to_owned()
}

/// Two segments as one.
fn joined_seg(one: &Seg, other: &Seg) -> Seg {
    let (a, b) = (&one.segment, &other.segment);
    let space = match a.block == b.block {
        _ if b.glued => "",
        true => " ",
        false => "\n",
    };
    let shift = (a.text.len() + space.len()) as u32;
    let mut continued = a.continued.clone();
    if a.block != b.block || a.place != b.place {
        continued.push(Continuation { at: shift, block: b.block, place: b.place.clone() });
    }
    continued.extend(b.continued.iter().map(|c| Continuation { at: c.at + shift, ..c.clone() }));
    let mut codes = a.codes.clone();
    codes.extend(b.codes.iter().cloned().map(|mut code| {
        code.at += shift as usize;
        code
    }));
    let ends = [a.span.range(), b.span.range()];
    let span = match a.block == b.block && ends[0].start <= ends[1].end {
        true => Span::new(ends[0].start, ends[1].end.max(ends[0].end)),
        false => a.span,
    };
    let segment = Segment {
        span,
        codes,
        continued,
        text: format!("{}{space}{}", a.text, b.text),
        ..a.clone()
    };
    let was = |seg: &Seg| seg.original.clone().unwrap_or_else(|| seg.segment.text.clone());
    let original = (one.original.is_some() || other.original.is_some()).then(|| {
        let (one, other) = (was(one), was(other));
        if other.is_empty() { one } else { format!("{one}{space}{other}") }
    });
    let mut breaks = one.breaks.clone();
    breaks.extend(other.breaks.iter().map(|&(at, sure)| (at + shift, sure)));
    Seg { id: joined_id(&one.id, &other.id), segment, original, breaks }
}

/// The halves of a segment make that segment again.
fn joined_id(one: &str, other: &str) -> String {
    match (one.strip_suffix(".1"), other.strip_suffix(".2")) {
        (Some(whole), Some(same)) if whole == same && !whole.contains('+') => whole.to_owned(),
        _ => format!("{one}+{other}"),
    }
}
