//! What a sheet wants, done to the project as it is now.

use super::block::{Exchange, Known, Wanted, roots};
use super::texts::{bare, byte_behind, is_near, squeezed};
use super::{Fate, Importer};
use crate::bitext::{Run, Side};
use crate::review::op::{Op, ReviewStatus};

const SIDES: [Side; 2] = [Side::Source, Side::Target];

/// What is told where both have changed.
fn both(ours: &[&Known]) -> String {
    let texts: Vec<String> =
        ours.iter().map(|bead| format!("'{}' = '{}'", bead.texts[0], bead.texts[1])).collect();
    match texts.is_empty() {
        true => "the project has changed it since, and has no bead of it".to_owned(),
        false => format!(
            "the project has changed it since and has {}; it stays so (--theirs takes the sheet)",
            texts.join(", ")
        ),
    }
}

fn is_same(one: &[String; 2], other: &[String; 2]) -> bool {
    (0..2).all(|side| squeezed(&one[side]) == squeezed(&other[side]))
}

impl Importer<'_> {
    /// The beads of the project that hold the segments of some beads of the base, by their places in `ours`.
    fn area(&self, base: &[usize]) -> Vec<usize> {
        let roots = base.iter().flat_map(|&base| self.base[base].roots());
        let places = roots.flat_map(|root| self.places.get(&root).into_iter().flatten().copied());
        let mut area: Vec<usize> = places.collect();
        area.sort_unstable();
        area.dedup();
        area
    }

    /// The bead of the project that has the segments of one of the base.
    fn own(&self, base: usize) -> Option<&Known> {
        let area = self.area(&[base]);
        let mut own = area.iter().map(|&at| &self.ours[at]);
        own.find(|bead| bead.has_same_segments(&self.base[base]))
    }

    /// The last bead of the project that has something of one of the base, as it is now.
    pub(super) fn last_bead(&self, base: usize) -> Option<u32> {
        for base in (0..=base).rev() {
            let own_roots = self.base[base].roots();
            let rows = &self.project.state.rows;
            let has = |side: Side, run: Run| {
                let segs = self.project.state.text(side).of(run).iter();
                segs.flat_map(|seg| roots(&seg.id)).any(|root| own_roots.contains(&root))
            };
            let is_its = |row: &&crate::review::Row| SIDES.iter().any(|&s| has(s, row.cut.side(s)));
            // Most often it is where it was.
            let own = self.own(base).and_then(|own| self.project.state.row_of(own.id).ok());
            let row = own.map(|row| &rows[row]).or_else(|| rows.iter().rev().find(is_its));
            if let Some(row) = row {
                return Some(row.bead.id);
            }
        }
        None
    }

    /// A bead that is still one row.
    pub(super) fn row(&mut self, base: usize, row: &Wanted) -> Result<Fate, String> {
        let was = self.base[base].clone();
        let changed = [0, 1].map(|side| squeezed(&row.texts[side]) != squeezed(&was.texts[side]));
        let is_edited = changed.contains(&true);
        if !is_edited && row.status.is_none() && row.said.is_empty() {
            return Ok(Fate::Unchanged);
        }
        for (side, name) in
            ["source", "target"].into_iter().enumerate().filter(|(s, _)| changed[*s])
        {
            let (now, before) = (&row.texts[side], &was.texts[side]);
            if now.is_empty() {
                return Err(format!("its {name} text is gone: '{before}'"));
            }
            if !before.is_empty() && !is_near(now, before) {
                return Err(format!(
                    "its {name} text is another one, '{now}' in place of '{before}'; edit it in the review"
                ));
            }
        }
        let area = self.area(&[base]);
        let ours: Vec<Known> = area.iter().map(|&at| self.ours[at].clone()).collect();
        let own = ours.iter().find(|bead| bead.has_same_segments(&was)).cloned();
        let shown: Vec<&Known> = ours.iter().collect();
        let bead = match (&own, ours.as_slice()) {
            (Some(own), _) => {
                for side in (0..2).filter(|&side| changed[side]) {
                    let is_done = squeezed(&own.texts[side]) == squeezed(&row.texts[side]);
                    if !is_done && own.texts[side] != was.texts[side] && !self.theirs {
                        return Err(both(&shown));
                    }
                    if !is_done {
                        self.edit(own.id, SIDES[side], &row.texts[side])?;
                    }
                }
                if !is_edited && row.status.is_some() && own.texts != was.texts && !self.theirs {
                    // What was judged were other texts.
                    if row.status != Some(own.status) {
                        return Err(both(&shown));
                    }
                }
                own.id
            }
            (None, [one]) if is_same(&one.texts, &row.texts) => one.id,
            (None, _) if !is_edited && row.status.is_none() && !ours.is_empty() => ours[0].id,
            (None, _) if self.theirs && !ours.is_empty() => {
                let ids: Vec<u32> = ours.iter().map(|bead| bead.id).collect();
                self.divide(&ids, std::slice::from_ref(row))?[0]
            }
            _ => return Err(both(&shown)),
        };
        // Filling an empty side makes another bead of it.
        let bead =
            self.project.state.row_of(bead).map(|_| bead).ok().or_else(|| self.last_bead(base));
        let bead = bead.ok_or_else(|| both(&shown))?;
        self.judge(bead, row.status, was.status)?;
        self.comment(bead, &row.said)?;
        Ok(if is_edited { Fate::Edited } else { Fate::Status })
    }

    /// Judges a bead as the sheet says, unless the project judged otherwise since.
    fn judge(
        &mut self,
        bead: u32,
        wanted: Option<ReviewStatus>,
        was: ReviewStatus,
    ) -> Result<(), String> {
        let Some(status) = wanted else { return Ok(()) };
        let now = self.project.status_of(bead).map_err(|refusal| refusal.to_string())?;
        if now == status {
            return Ok(());
        }
        if now != was
            && !self.theirs
            && self.ours.iter().any(|own| own.id == bead && own.status == now)
        {
            return Err(format!(
                "the project has judged it {} since; it stays so (--theirs takes the sheet)",
                now.as_str()
            ));
        }
        self.apply(Op::Status { bead, status }).map(|_| ())
    }

    /// Adds to the comment on a bead what is not there yet.
    fn comment(&mut self, bead: u32, said: &str) -> Result<(), String> {
        let row = self.project.state.row_of(bead).map_err(|refusal| refusal.to_string())?;
        let old = &self.project.state.rows[row].bead.comment;
        if said.is_empty() || squeezed(old).contains(&squeezed(said)) {
            return Ok(());
        }
        let text = [old, said].into_iter().filter(|text| !text.is_empty());
        let text = text.collect::<Vec<_>>().join("\n");
        self.apply(Op::Comment { bead, text }).map(|_| ())
    }

    /// The segments of a bead on a side, with their texts.
    fn segs(&self, bead: u32, side: Side) -> Result<Vec<(String, String)>, String> {
        let row = self.project.state.row_of(bead).map_err(|refusal| refusal.to_string())?;
        let run = self.project.state.rows[row].cut.side(side);
        let segs = self.project.state.text(side).of(run).iter();
        Ok(segs.map(|seg| (seg.id.clone(), seg.segment.text.clone())).collect())
    }

    /// Gives a side of a bead another text. Segments at both ends that have theirs still are left alone.
    fn edit(&mut self, bead: u32, side: Side, text: &str) -> Result<(), String> {
        let mut segs = self.segs(bead, side)?;
        if segs.iter().all(|(_, text)| text.trim().is_empty()) {
            return self.fill(bead, side, text);
        }
        let mut text = text.trim();
        while let [(_, first), _, ..] = segs.as_slice() {
            let first = bare(first);
            let rest = &text[byte_behind(text, first.chars().count())..];
            if !bare(text).starts_with(&first) || rest.trim().is_empty() {
                break;
            }
            text = rest.trim_start();
            segs.remove(0);
        }
        while let [_, .., (_, last)] = segs.as_slice() {
            let (last, all) = (bare(last), bare(text));
            let Some(left) = all.strip_suffix(&last).filter(|left| !left.is_empty()) else { break };
            text = text[..byte_behind(text, left.chars().count())].trim_end();
            segs.pop();
        }
        let mut id = segs[0].0.clone();
        for _ in 1..segs.len() {
            id = self.join(&id)?;
        }
        self.apply(Op::Edit { segment: id, text: text.to_owned() }).map(|_| ())
    }

    /// Joins a segment with the next, and gives the name of both.
    fn join(&mut self, segment: &str) -> Result<String, String> {
        let place =
            self.project.state.segment_of(segment).map_err(|refusal| refusal.to_string())?;
        self.apply(Op::Join { segment: segment.to_owned() })?;
        Ok(self.project.state.text(place.0).segs[place.1 as usize].id.clone())
    }

    /// Gives a side without text one: segments that have no counterpart and this text, else one that is added.
    fn fill(&mut self, bead: u32, side: Side, text: &str) -> Result<(), String> {
        if let Some(found) = self.unaligned(side, text) {
            let other = if side == Side::Source { Side::Target } else { Side::Source };
            let own = self.segs(bead, other)?.into_iter().map(|(id, _)| id).collect();
            let op = match side {
                Side::Source => Op::Link { source: found, target: own },
                Side::Target => Op::Link { source: own, target: found },
            };
            return self.apply(op).map(|_| ());
        }
        let [source, target] = match side {
            Side::Source => [text, ""],
            Side::Target => ["", text],
        };
        let (source, target) = (source.to_owned(), target.to_owned());
        self.apply(Op::Add { after: Some(bead), source, target })?;
        self.apply(Op::Merge { bead }).map(|_| ())
    }

    /// The segments without counterpart that have a text together.
    fn unaligned(&self, side: Side, text: &str) -> Option<Vec<String>> {
        let wanted = bare(text);
        let state = &self.project.state;
        let segs = &state.text(side).segs;
        let mut is_free = vec![false; segs.len()];
        for row in state.rows.iter().filter(|row| row.cut.shape().is_gap() && !row.bead.added) {
            let run = row.cut.side(side);
            is_free[run.start as usize..run.end as usize].fill(true);
        }
        (0..segs.len()).find_map(|from| {
            let mut rest = wanted.as_str();
            let mut ids = Vec::new();
            for (seg, _) in segs[from..].iter().zip(&is_free[from..]).take_while(|(_, free)| **free)
            {
                rest = rest.strip_prefix(&*bare(&seg.segment.text))?;
                ids.push(seg.id.clone());
                if rest.is_empty() {
                    return Some(ids);
                }
            }
            None
        })
    }

    /// Beads whose borders were moved.
    pub(super) fn borders(&mut self, base: &[usize], rows: &[Wanted]) -> Result<(), String> {
        let area = self.area(base);
        let ours: Vec<Known> = area.iter().map(|&at| self.ours[at].clone()).collect();
        let same = |one: &[String; 2], other: &[String; 2]| {
            (0..2).all(|side| bare(&one[side]) == bare(&other[side]))
        };
        let is_done = ours.len() == rows.len()
            && ours.iter().zip(rows).all(|(own, row)| same(&own.texts, &row.texts));
        let is_before = ours.len() == base.len()
            && ours.iter().zip(base).all(|(own, &base)| {
                let was = &self.base[base];
                own.has_same_segments(was) && own.texts == was.texts && own.status == was.status
            });
        let shown: Vec<&Known> = ours.iter().collect();
        let ids: Vec<u32> = ours.iter().map(|bead| bead.id).collect();
        let beads = match (is_done, is_before || self.theirs) {
            (true, _) => ids,
            (false, true) if !ids.is_empty() => self.divide(&ids, rows)?,
            _ => return Err(both(&shown)),
        };
        for (bead, row) in beads.into_iter().zip(rows) {
            self.judge_remade(bead, row)?;
        }
        Ok(())
    }

    /// Judges and comments a bead whose segments were put together as a row has them: whoever does that holds them for
    /// right, unless the row says otherwise.
    fn judge_remade(&mut self, bead: u32, row: &Wanted) -> Result<(), String> {
        let rejected = row.status.filter(|status| *status == ReviewStatus::Rejected);
        self.judge(bead, rejected, ReviewStatus::Reviewed)?;
        self.comment(bead, &row.comment)
    }

    /// Beads of which each has the text of another.
    pub(super) fn exchanged(&mut self, side: usize, rows: &[Exchange]) -> Result<(), String> {
        let base: Vec<usize> = rows.iter().map(|row| row.base).collect();
        let area = self.area(&base);
        let ours: Vec<Known> = area.iter().map(|&at| self.ours[at].clone()).collect();
        let is_done = rows.iter().all(|Exchange { row, .. }| {
            let wanted = [0, 1].map(|side| bare(&row.texts[side]));
            ours.iter().any(|own| [0, 1].map(|side| bare(&own.texts[side])) == wanted)
        });
        let is_before = base.iter().all(|&base| {
            let was = &self.base[base];
            let same = |own: &&Known| own.has_same_segments(was) && own.texts == was.texts;
            ours.iter().find(same).is_some_and(|own| own.status == was.status)
        });
        if !is_done && !is_before {
            return Err(both(&ours.iter().collect::<Vec<_>>()));
        }
        for Exchange { base, row, origin } in rows {
            let mut segs = self.base[*base].segs.clone();
            segs[side] = origin.map_or(Vec::new(), |origin| self.base[origin].segs[side].clone());
            let [source, target] = segs.clone();
            if !is_done && !source.is_empty() && !target.is_empty() {
                self.apply(Op::Link { source, target })?;
            }
            let bead = self.bead_of(&segs)?;
            self.judge_remade(bead, row)?;
        }
        Ok(())
    }

    /// The bead that holds the first of some segments.
    fn bead_of(&self, segs: &[Vec<String>; 2]) -> Result<u32, String> {
        let id = segs.iter().flatten().next().ok_or("there is no segment")?;
        let state = &self.project.state;
        let (side, segment) = state.segment_of(id).map_err(|refusal| refusal.to_string())?;
        Ok(state.rows[state.row_with(side, segment)].bead.id)
    }

    /// Makes the wanted rows of beads that follow each other, and gives their ids.
    fn divide(&mut self, beads: &[u32], rows: &[Wanted]) -> Result<Vec<u32>, String> {
        let no = |refusal: crate::review::Refusal| refusal.to_string();
        let mut at = Vec::new();
        for &bead in beads {
            at.push(self.project.state.row_of(bead).map_err(no)?);
        }
        at.sort_unstable();
        let first = at.first().copied().ok_or("there is no bead to divide")?;
        if at.iter().enumerate().any(|(number, row)| *row != first + number) {
            return Err("other beads stand between those whose text was moved".to_owned());
        }
        let at_first = |this: &Self| this.project.bead_at(first).ok_or("the bead is gone");
        for _ in 1..at.len() {
            let bead = at_first(self)?;
            self.apply(Op::Merge { bead })?;
        }
        let bead = at_first(self)?;
        for (number, side) in SIDES.into_iter().enumerate() {
            let whole: Vec<&str> = rows.iter().map(|row| &*row.texts[number]).collect();
            let segs = self.segs(bead, side)?;
            let now: String = segs.iter().map(|(_, text)| bare(text)).collect();
            if bare(&whole.concat()) == now {
                continue;
            }
            let bead = at_first(self)?;
            self.edit(bead, side, &whole.join(" "))?;
        }
        let bead = at_first(self)?;
        // How many segments of each side lie before the end of each row.
        let mut counts: Vec<[usize; 2]> = vec![[0, 0]; rows.len()];
        for (number, side) in SIDES.into_iter().enumerate() {
            let mut end = 0;
            let ends: Vec<usize> = rows
                .iter()
                .map(|row| {
                    end += bare(&row.texts[number]).chars().count();
                    end
                })
                .collect();
            for &end in ends[..ends.len() - 1].iter().rev() {
                self.cut(bead, side, end)?;
            }
            let segs = self.segs(bead, side)?;
            for (count, end) in counts.iter_mut().zip(&ends) {
                let mut left = *end;
                count[number] = segs
                    .iter()
                    .take_while(|(_, text)| {
                        let length = bare(text).chars().count();
                        let is_in = length <= left && left > 0;
                        left = left.saturating_sub(length);
                        is_in
                    })
                    .count();
            }
            if let Some(last) = counts.last_mut() {
                last[number] = segs.len();
            }
        }
        let mut ids = Vec::new();
        let (mut row, mut before) = (first, [0, 0]);
        for end in &counts[..counts.len() - 1] {
            let bead = self.project.bead_at(row).ok_or("the bead is gone")?;
            let [source, target] = [0, 1].map(|side| (end[side] - before[side]) as u32);
            self.apply(Op::Part { bead, source, target })?;
            ids.extend(self.project.bead_at(row));
            row += 1;
            before = *end;
        }
        ids.extend(self.project.bead_at(row));
        Ok(ids)
    }

    /// Cuts the segment of a bead in which so many characters end, unless one ends there.
    fn cut(&mut self, bead: u32, side: Side, end: usize) -> Result<(), String> {
        let mut before = 0;
        for (segment, text) in self.segs(bead, side)? {
            let length = bare(&text).chars().count();
            if before < end && end < before + length {
                let byte = byte_behind(&text, end - before);
                let at = text[..byte].encode_utf16().count() as u32;
                return self.apply(Op::Split { segment, at }).map(|_| ());
            }
            before += length;
        }
        Ok(())
    }

    /// A bead without a row: it is rejected.
    pub(super) fn missing(&mut self, base: usize) -> Result<(), String> {
        let was = self.base[base].clone();
        let area = self.area(&[base]);
        let ours: Vec<Known> = area.iter().map(|&at| self.ours[at].clone()).collect();
        let shown: Vec<&Known> = ours.iter().collect();
        if !ours.is_empty() && ours.iter().all(|own| own.status == ReviewStatus::Rejected) {
            return Ok(());
        }
        match ours.as_slice() {
            [own] if own.has_same_segments(&was) && (own.texts == was.texts || self.theirs) => {
                self.judge(own.id, Some(ReviewStatus::Rejected), was.status)
            }
            _ => Err(both(&shown)),
        }
    }

    /// A row that is new: of segments without counterpart, or added. Gives its bead, if it was not there already.
    pub(super) fn new_row(
        &mut self,
        after: Option<u32>,
        row: &Wanted,
    ) -> Result<Option<u32>, String> {
        let is_known = |bead: &Known| {
            let mut base = self.base.iter();
            base.any(|base| base.has_same_segments(bead) && is_same(&base.texts, &bead.texts))
        };
        let fits = |(at, bead): &(usize, &Known)| {
            is_same(&bead.texts, &row.texts) && !self.claimed.contains(at) && !is_known(bead)
        };
        let there = self.ours.iter().enumerate().find(fits).map(|(at, bead)| (at, bead.id));
        if let Some((at, bead)) = there {
            self.claimed.insert(at);
            self.judge(bead, row.status, ReviewStatus::Reviewed)?;
            self.comment(bead, &row.comment)?;
            return Ok(Some(bead));
        }
        let [source, target] = row.texts.clone();
        let found = [0, 1].map(|side| {
            let text = &row.texts[side];
            if text.is_empty() { None } else { self.unaligned(SIDES[side], text) }
        });
        let at = match found {
            [Some(source), Some(target)] => self.apply(Op::Link { source, target })?,
            [Some(source), None] if !target.is_empty() => self.linked_and_filled(
                Op::Link { source, target: Vec::new() },
                Side::Target,
                &target,
            )?,
            [None, Some(target)] if !source.is_empty() => self.linked_and_filled(
                Op::Link { source: Vec::new(), target },
                Side::Source,
                &source,
            )?,
            _ => self.apply(Op::Add { after, source, target })?,
        };
        let bead = self.project.bead_at(at).ok_or("the bead is gone")?;
        self.judge_remade(bead, row)?;
        Ok(Some(bead))
    }

    fn linked_and_filled(&mut self, link: Op, side: Side, text: &str) -> Result<usize, String> {
        let at = match self.apply(link.clone()) {
            Ok(at) => at,
            // They are a bead of their own already.
            Err(_) => {
                let Op::Link { source, target } = &link else { return Err(String::new()) };
                let id = source.iter().chain(target).next().ok_or("there is no segment")?;
                let (side, number) =
                    self.project.state.segment_of(id).map_err(|r| r.to_string())?;
                self.project.state.row_with(side, number)
            }
        };
        let bead = self.project.bead_at(at).ok_or("the bead is gone")?;
        self.fill(bead, side, text)?;
        Ok(at)
    }
}
