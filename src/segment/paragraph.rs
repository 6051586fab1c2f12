//! The first layer: which new lines end a segment, and which only wrap a sentence.

use super::{Newlines, chars};

/// The paragraphs of a text, as byte ranges without their line ends, blank ones left out.
pub(super) struct Paragraphs<'t> {
    text: &'t str,
    at: usize,
    newlines: Newlines,
    // Under `Auto`: the end of the block of lines that was judged last, and what was found.
    block_end: usize,
    wrapped: Option<usize>,
}

/// A line of text: where it starts, where its text ends, where the next line starts.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

/// A block whose longest line is shorter than this is no wrapped text, counted in characters.
const NARROWEST: usize = 55;
/// Nor is one with a line longer than this.
const WIDEST: usize = 160;

impl<'t> Paragraphs<'t> {
    pub(super) fn new(text: &'t str, newlines: Newlines) -> Paragraphs<'t> {
        Paragraphs { text, at: 0, newlines, block_end: 0, wrapped: None }
    }

    fn line(&self, start: usize) -> Option<Line> {
        line(self.text, start)
    }

    fn is_blank(&self, line: Line) -> bool {
        chars::is_blank(&self.text[line.start..line.end])
    }

    /// Reads the block of lines from `first` up to a blank line and says whether it is wrapped text, and
    /// how wide.
    fn judge(&mut self, first: Line) {
        self.wrapped = None;
        let (mut widest, mut count) = (0, 0usize);
        let mut line = first;
        self.block_end = loop {
            count += 1;
            widest = widest.max(width(&self.text[line.start..line.end]));
            match self.line(line.next) {
                Some(next) if !self.is_blank(next) => line = next,
                _ => break line.next,
            }
        };
        if count < 2 || !(NARROWEST..=WIDEST).contains(&widest) {
            return;
        }
        let (mut full, mut inner) = (0, 0);
        let mut line = first;
        while line.next < self.block_end {
            inner += 1;
            full += usize::from(10 * width(&self.text[line.start..line.end]) >= 7 * widest);
            match self.line(line.next) {
                Some(next) => line = next,
                None => break,
            }
        }
        if 10 * full >= 8 * inner {
            self.wrapped = Some(widest);
        }
    }

    /// Whether the sentence may go on from `line` to `next`.
    fn joins(&self, line: Line, next: Line) -> bool {
        if is_hard(self.text, line) || self.is_blank(next) {
            return false;
        }
        match self.newlines {
            Newlines::Paragraph => false,
            Newlines::BlankLine => true,
            Newlines::Auto => {
                let Some(widest) = self.wrapped else { return false };
                let text = &self.text[line.start..line.end];
                let following = &self.text[next.start..next.end];
                10 * width(text) >= 7 * widest && !is_item(following)
            }
        }
    }
}

impl Iterator for Paragraphs<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let mut line = self.line(self.at)?;
        while self.is_blank(line) {
            line = self.line(line.next)?;
        }
        let start = line.start;
        if self.newlines == Newlines::Auto && line.start >= self.block_end {
            self.judge(line);
        }
        while let Some(next) = self.line(line.next) {
            if !self.joins(line, next) {
                break;
            }
            line = next;
        }
        self.at = line.next;
        Some((start, line.end))
    }
}

fn line(text: &str, start: usize) -> Option<Line> {
    let bytes = text.as_bytes();
    if start >= bytes.len() {
        return None;
    }
    let mut from = start;
    while let Some(at) = find_break(&bytes[from..]).map(|at| from + at) {
        let length = match &bytes[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r' | 0x0B | 0x0C, ..] => 1,
            [0xC2, 0x85, ..] => 2,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => {
                from = at + 1;
                continue;
            }
        };
        return Some(Line { start, end: at, next: at + length });
    }
    Some(Line { start, end: bytes.len(), next: bytes.len() })
}

/// The first byte that may start a line end.
fn find_break(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&b| matches!(b, b'\n' | b'\r' | 0x0B | 0x0C | 0xC2 | 0xE2))
}

/// Whether a line ends in a character that always ends a paragraph.
fn is_hard(text: &str, line: Line) -> bool {
    matches!(&text.as_bytes()[line.end..line.next], [0x0C] | [0xE2, 0x80, 0xA9])
}

/// Characters that take a place of their own.
fn width(line: &str) -> usize {
    if line.is_ascii() {
        return line.len();
    }
    line.chars().filter(|&c| !chars::is_ignorable(c) && !chars::is_mark(c)).count()
}

/// Whether a line starts as an item of a list, a table or a dialogue.
fn is_item(line: &str) -> bool {
    let start = chars::skip_white(line, 0);
    let Some((first, after)) = chars::next(line, start) else { return false };
    let then = chars::next(line, after).map(|(c, _)| c);
    let spaced = then.is_none_or(char::is_whitespace);
    match first {
        '-' | '–' | '—' | '*' | '+' | '•' | '▪' | '●' | '○' | '■' | '◦' | '‣' | '·' | '#' | '>' => {
            spaced || first == '•'
        }
        '|' => true,
        '(' => marker(line, after, 3) == Some(')'),
        _ => matches!(marker(line, start, 3), Some('.' | ')' | '-' | '–')),
    }
}

/// The mark after a list number or letter at `at`, if one is there.
fn marker(line: &str, mut at: usize, longest: usize) -> Option<char> {
    let mut length = 0;
    let mut letters = 0;
    loop {
        let (c, end) = chars::next(line, at)?;
        if c.is_alphanumeric() && length < longest {
            letters += usize::from(!chars::is_digit(c));
            if letters > 1 || letters == 1 && length > 0 {
                return None;
            }
            length += 1;
            at = end;
            continue;
        }
        // A marker is followed by white space: `3.5` and `a.b` are none.
        let spaced = chars::next(line, end).is_none_or(|(c, _)| c.is_whitespace());
        let tight =
            chars::next(line, end).is_some_and(|(c, _)| !chars::is_digit(c)) && letters == 0;
        return (length > 0 && (spaced || tight && c != '-')).then_some(c);
    }
}
