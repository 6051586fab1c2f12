//! Subtitles as documents: SRT, WebVTT, SBV and ASS. Sentences run over cues, and segments know the times of each.

use crate::error::{Error, Result};
use crate::format::DocumentReader;
use crate::format::blocks::{LeftOuts, add_block};
use crate::format::encoding::decode;
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::segment::ends_sentence;
use crate::text::fold::is_arabic_letter;
use crate::text::{Block, BlockKind, Document, LineBreaks, Place};

mod ass;
mod cue;
mod lines;
mod tags;

use cue::Cue;

/// `.srt`, `.vtt`, `.sbv`, `.ass` and `.ssa`.
pub(super) struct Subtitles;

impl DocumentReader for Subtitles {
    fn extensions(&self) -> &'static [&'static str] {
        &["srt", "vtt", "sbv", "ass", "ssa"]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head).replace('\0', "");
        let head = head.trim_start_matches('\u{FEFF}').trim_start();
        let mut first = head.lines();
        let is_count = first.next().is_some_and(|line| line.trim().parse::<u32>().is_ok());
        let is_named = self.extensions().iter().any(|e| has_extension(name, e));
        is_named
            || head.starts_with("WEBVTT")
            || head.starts_with("[Script Info]")
            || is_count && first.next().is_some_and(|line| lines::times(line).is_some())
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        let mut left_out = LeftOuts::default();
        let cues = match text.lines().any(|line| line.trim().eq_ignore_ascii_case("[events]")) {
            true => ass::read(&text, &mut left_out),
            false => lines::read(&text, &mut left_out),
        };
        if cues.is_empty() {
            let message = "no subtitle with a time was found; is it SRT, WebVTT, SBV or ASS?";
            return Err(Error::malformed("subtitles", 1, message));
        }
        let cues = once(cues, &mut left_out);
        let mut document = Document::new(lang, join(&cues)?);
        document.warnings = decoded.warnings;
        document.left_out = left_out.into_list();
        Ok(document)
    }
}

/// Cues that roll up show each line twice, as the last of one and the first of the next: each is kept once.
fn once(mut cues: Vec<Cue>, left_out: &mut LeftOuts) -> Vec<Cue> {
    let repeats = |two: &[Cue]| {
        two[0].lines.last() == two[1].lines.first() && two[1].from <= two[0].to.saturating_add(100)
    };
    let rolling = cues.windows(2).filter(|two| repeats(two)).count();
    if rolling * 3 < cues.len() {
        return cues;
    }
    for at in (1..cues.len()).rev() {
        if repeats(&cues[at - 1..=at]) {
            left_out.add("lines shown again", &cues[at].lines.remove(0));
        }
    }
    cues.retain(|cue| !cue.lines.is_empty());
    cues
}

/// Cues as blocks. One goes on in the next until a turn of another speaker, a pause, or too much text without the end of
/// a sentence; a line that begins with a dash is a turn.
fn join(cues: &[Cue]) -> Result<Vec<Block>> {
    /// Milliseconds that a sentence does not run over.
    const PAUSE: u32 = 2_000;
    /// Characters since the end of a sentence.
    const MOST: usize = 400;
    let mut blocks: Vec<Block> = Vec::new();
    let mut length = 0;
    let mut before: Option<&Cue> = None;
    for cue in cues {
        let place = Place::Cue { from: cue.from, to: cue.to };
        for (at, turn) in turns(&cue.lines).into_iter().enumerate() {
            let follows = at == 0
                && !is_turn(&turn)
                && !stands_alone(&turn)
                && length < MOST
                && before.is_some_and(|before| {
                    cue.speaker == before.speaker && cue.from < before.to.saturating_add(PAUSE)
                });
            if let Some(last) = blocks.last_mut()
                && follows
                && !stands_alone(&last.text)
                && !ends(&last.text)
            {
                last.continues = true;
            } else {
                length = 0;
            }
            length += turn.chars().count();
            add_block(turn, BlockKind::Cue, LineBreaks::Wrap, &place, &mut blocks)?;
        }
        before = Some(cue);
    }
    Ok(blocks)
}

/// The lines of a cue as the turns of those who speak in it.
fn turns(lines: &[String]) -> Vec<String> {
    let mut turns: Vec<String> = Vec::new();
    for line in lines {
        match turns.last_mut() {
            Some(last) if !is_turn(line) => last.extend(["\n", line]),
            _ => turns.push(line.clone()),
        }
    }
    turns
}

/// What a turn begins with.
const DASHES: [char; 5] = ['-', '–', '—', '‐', '−'];

/// Whether a line begins as a turn of another speaker does.
fn is_turn(line: &str) -> bool {
    let line = line.trim_start_matches(is_direction);
    let rest = line.strip_prefix(DASHES);
    let is_dash = rest.is_some_and(|rest| {
        !rest.trim_start().starts_with(|c: char| c.is_numeric() || c == '-') && !rest.is_empty()
    });
    is_dash || line.starts_with(">>")
}

/// Whether a text is no speech: a sound in brackets, the line of a song.
fn stands_alone(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_direction(c));
    let pairs = [('[', ']'), ('(', ')'), ('♪', '♪'), ('♫', '♫')];
    pairs.iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close))
}

/// Whether a cue ends a sentence. Of a right-to-left line typed for a left-to-right player the mark stands at its start.
fn ends(text: &str) -> bool {
    let is_before = |c: char| is_direction(c) || c.is_whitespace() || DASHES.contains(&c);
    let last = text.lines().next_back().unwrap_or_default().trim_start_matches(is_before);
    let mark = last.trim_start_matches(['.', '…', '!', '؟', '?']);
    let is_early = mark.len() < last.len()
        && !mark.trim_end().ends_with(['.', '…'])
        && mark.chars().find(|c| c.is_alphabetic()).is_some_and(is_arabic_letter);
    is_early || ends_sentence(text)
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
