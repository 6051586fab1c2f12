//! The first layer: which new lines end a segment, and which only wrap a sentence.

use std::borrow::Cow;

use memchr::memchr2;

use super::abbreviation::Lists;
use super::chars;
use super::scan::Ahead;
use super::word::script;
use crate::maths;

/// How new lines in running text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Newlines {
    /// By the shape of the text: lines that are as full as the next word lets them be are one wrapped paragraph, other
    /// lines are paragraphs of their own.
    #[default]
    Auto,
    /// Every new line ends a segment.
    Paragraph,
    /// Only blank lines end a segment.
    BlankLine,
}

/// The paragraphs of a text, as byte ranges without their line ends, blank ones left out.
pub(super) struct Paragraphs<'t> {
    text: &'t str,
    newlines: Newlines,
    lists: &'t Lists,
    breaks: Breaks,
    // The start of the next line to read.
    at: usize,
    // What is known beforehand of how its lines read, in log odds of wrapping.
    lean: f32,
    // Under `Auto` and `BlankLine`: the lines up to a blank one, how many are used, how wide wrapped ones are.
    block: Vec<(Line, usize)>,
    used: usize,
    wrapped: Option<usize>,
    // The share of the whole text in lines too wide to be wrapped ones, once it was asked for.
    unwrapped: Option<f32>,
}

/// A line of text: where it starts, where its text ends, where the next line starts.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

/// A block whose longest line is shorter than this is no wrapped text, counted in characters.
const NARROWEST: usize = 30;
/// Nor is one with a line longer than this.
const WIDEST: usize = 160;

impl<'t> Paragraphs<'t> {
    pub(super) fn new(
        text: &'t str,
        (newlines, lean): (Newlines, f32),
        lists: &'t Lists,
    ) -> Paragraphs<'t> {
        Paragraphs {
            text,
            newlines,
            lists,
            breaks: Breaks::default(),
            at: 0,
            lean,
            block: Vec::new(),
            used: 0,
            wrapped: None,
            unwrapped: None,
        }
    }

    fn line(&mut self) -> Option<Line> {
        let line = self.breaks.line(self.text, self.at)?;
        self.at = line.next;
        Some(line)
    }

    fn is_blank(&self, line: Line) -> bool {
        if line.start == line.end {
            return true;
        }
        !chars::plainly_shows(self.text, line.start)
            && chars::skip_blank(self.text, line.start) >= line.end
    }

    fn shown(&self, line: Line) -> Cow<'t, str> {
        chars::shown(&self.text[line.start..line.end])
    }

    fn line_of_text(&mut self) -> Option<Line> {
        loop {
            let line = self.line()?;
            if !self.is_blank(line) {
                return Some(line);
            }
        }
    }

    /// Reads lines up to a blank one and judges whether they are wrapped text.
    fn read_block(&mut self) -> Option<()> {
        self.block.clear();
        (self.used, self.wrapped) = (0, None);
        let first = self.line_of_text()?;
        self.block.push((first, 0));
        while let Some(line) = self.line().filter(|&line| !self.is_blank(line)) {
            self.block.push((line, 0));
        }
        if self.newlines == Newlines::Auto {
            let judged = self.judge().filter(|(_, odds)| odds + self.lean > 0.0);
            self.wrapped = judged.map(|(widest, _)| widest);
        }
        Some(())
    }

    /// How many groups of lines a text has, and the sum of the log odds that they are wrapped.
    pub(super) fn wrapping(text: &'t str, lists: &'t Lists) -> (usize, f32) {
        let mut paragraphs = Paragraphs::new(text, (Newlines::BlankLine, 0.0), lists);
        let (mut groups, mut sum) = (0, 0.0);
        while paragraphs.read_block().is_some() {
            if let Some((_, odds)) = paragraphs.judge() {
                groups += 1;
                sum += odds;
            }
        }
        (groups, sum)
    }

    /// How wide a group of lines is, and the log odds that it is wrapped text; none of a single line.
    fn judge(&mut self) -> Option<(usize, f32)> {
        if self.block.len() < 2 {
            return None;
        }
        // A character has four bytes at most.
        if self.block.iter().any(|(line, _)| line.end - line.start > 8 * WIDEST) {
            return Some((0, NOT_WRAPPED));
        }
        for (line, width) in &mut self.block {
            *width = self::width(&self.text[line.start..line.end]);
        }
        let widest = self.block.iter().map(|&(_, width)| width).max()?;
        if !(NARROWEST..=WIDEST).contains(&widest) {
            return Some((widest, NOT_WRAPPED));
        }
        let unwrapped = *self.unwrapped.get_or_insert_with(|| share_of_wide_lines(self.text));
        let odds = self.odds_of_wrapping(widest) - OTHERWISE * unwrapped;
        Some((widest, odds))
    }

    /// The log odds that a sentence goes on from line to line. In wrapped text a line is as full as the next word lets
    /// it be, sentences end inside lines, and no capital starts a line but by chance; headlines, verses and strings of
    /// a program are lines of any length with capitals and without stops.
    fn odds_of_wrapping(&self, widest: usize) -> f32 {
        let wide = widest as f32;
        let mut odds = ((wide - USUAL_WIDTH) / 12.0).clamp(-2.0, 0.5);
        let (mut ended, mut inside, mut letters, mut full) = (0, 0, 0, 0.0);
        let lines: Vec<Cow<'_, str>> =
            self.block.iter().map(|&(line, _)| self.shown(line)).collect();
        for (at, text) in lines.iter().enumerate() {
            let width = self.block[at].1;
            letters += width;
            inside += usize::from(ends_inside(text));
            if ends_sentence(text) {
                ended += 1;
                // In wrapped text few sentences end where a line is full, and few paragraphs without a blank line.
                if at + 1 < self.block.len() {
                    odds -= if is_full(width, widest) { 1.0 } else { 0.5 };
                }
            } else if let Some(next) = lines.get(at + 1).filter(|next| !is_item(next)) {
                full += odds_of_room(next, wide - width as f32, wide);
                odds += self.odds_of_words(text, next);
            }
        }
        // Lines of their own that are of like length are all full.
        odds += full.min(3.0);
        let last = lines.last().is_some_and(|line| ends_sentence(line));
        odds += if last { 1.0 } else { -2.3 };
        odds += match inside {
            0 if self.block.len() > 2 => -1.0,
            0 => 0.0,
            inside => (1.0 + 0.5 * inside as f32).min(3.0),
        };
        if ended + inside == 0 {
            // A sentence has some 120 characters.
            odds -= (letters as f32 / 120.0).min(6.0);
        }
        odds
    }

    /// What the last word of a line without a stop and the first of the next say, in log odds.
    fn odds_of_words(&self, line: &str, next: &str) -> f32 {
        let odds = match initial(next) {
            Some(c) if c.is_lowercase() => 2.9,
            Some(c) if c.is_uppercase() => -2.0,
            _ => 0.0,
        };
        let line = line.trim_end();
        if line.ends_with([',', '،', '؛', ';', '(', '«']) {
            return odds + 0.7;
        }
        let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
        let Some(letter) = last.chars().next() else { return odds };
        let language = self.lists.language(script(letter).language());
        if language.never_ends(&last.to_lowercase()) { odds + 2.5 } else { odds }
    }

    /// Whether the sentence may go on from one line to the next.
    fn joins(&self, (line, width): (Line, usize), (next, _): (Line, usize)) -> bool {
        if is_hard(self.text, line) {
            return false;
        }
        match (self.newlines, self.wrapped) {
            (Newlines::BlankLine, _) => true,
            (Newlines::Auto, Some(widest)) => {
                let next = self.shown(next);
                let fits = width + 1 + self::width(first_word(&next)) <= widest;
                let goes_on = match initial(&next) {
                    Some(c) if c.is_lowercase() => true,
                    Some(c) if c.is_uppercase() => false,
                    _ => is_full(width, widest),
                };
                !is_item(&next) && (!fits || goes_on)
            }
            _ => false,
        }
    }
}

impl Iterator for Paragraphs<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        if self.newlines == Newlines::Paragraph {
            return self.line_of_text().map(|line| (line.start, line.end));
        }
        if self.used == self.block.len() {
            self.read_block()?;
        }
        let first = self.used;
        let mut last = first;
        while last + 1 < self.block.len() && self.joins(self.block[last], self.block[last + 1]) {
            last += 1;
        }
        self.used = last + 1;
        Some((self.block[first].0.start, self.block[last].0.end))
    }
}

/// What the room a line leaves says, in log odds: wrapping leaves any up to the next word, lines of their own any up to
/// some two fifths of the widest.
fn odds_of_room(next: &str, room: f32, widest: f32) -> f32 {
    let word = width(first_word(next)) as f32 + 1.0;
    if word <= room { -2.5 } else { maths::ln32(0.4 * widest / word).clamp(0.0, 2.0) }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// The first letter or digit of the first word of a line.
fn initial(line: &str) -> Option<char> {
    first_word(line).chars().find(|c| c.is_alphanumeric())
}

/// Lines of wrapped text are usually no narrower than this; narrower ones are lines of their own more often.
const USUAL_WIDTH: f32 = 54.0;

/// Whether a line ends in a mark that ends a sentence.
fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| {
        c.is_whitespace() || chars::is_closer(c) || chars::is_straight_quote(c)
    });
    line.chars().next_back().is_some_and(|c| chars::mark(c).is_some() || c == ':')
}

/// Whether a sentence seems to end inside a line: a mark after a word of some length, and more after it.
fn ends_inside(line: &str) -> bool {
    let mut before = 0;
    for (at, c) in line.char_indices() {
        let single = chars::mark(c).is_some_and(|mark| mark != chars::Mark::Dots);
        if single && before > 2 {
            let after = line[at + c.len_utf8()..]
                .trim_start_matches(|c: char| chars::is_closer(c) || chars::is_straight_quote(c));
            if after.starts_with(char::is_whitespace) && !after.trim().is_empty() {
                return true;
            }
        }
        before = if c.is_alphabetic() { before + 1 } else { 0 };
    }
    false
}

/// The log odds that lines too narrow or too wide are wrapped.
const NOT_WRAPPED: f32 = -3.0;

/// What it says against wrapping, in log odds, if the lines around are all too wide to be wrapped.
const OTHERWISE: f32 = 3.0;

/// The share of a text that stands in lines too wide to be wrapped ones.
fn share_of_wide_lines(text: &str) -> f32 {
    let wide = |line: &&str| {
        line.len() > WIDEST
            && line.bytes().filter(|byte| byte & 0xC0 != 0x80).nth(WIDEST).is_some()
            && width(line) > WIDEST
    };
    let bytes: usize = text.split('\n').filter(wide).map(str::len).sum();
    bytes as f32 / text.len().max(1) as f32
}

/// Whether a line reaches about as far as the widest one.
fn is_full(width: usize, widest: usize) -> bool {
    10 * width >= 7 * widest
}

/// Line ends of a text, found ahead.
#[derive(Default)]
struct Breaks {
    plain: Ahead,
    rare: Ahead,
}

impl Breaks {
    fn line(&mut self, text: &str, start: usize) -> Option<Line> {
        let bytes = text.as_bytes();
        if bytes.get(start) == Some(&b'\n') {
            return Some(Line { start, end: start, next: start + 1 });
        }
        let mut from = start;
        while from < bytes.len() {
            self.plain.seek(bytes, from, |from, to| {
                memchr2(b'\n', b'\r', &bytes[from..to]).map(|at| from + at)
            });
            self.rare.seek(bytes, from, |from, to| {
                let page = memchr2(0x0B, 0x0C, &bytes[from..to]).map(|at| from + at);
                wide(bytes, from, page.unwrap_or(to)).or(page)
            });
            match self.plain.min(self.rare).place() {
                Ok(at) => {
                    let length = match bytes[at] {
                        b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                        0xC2 => 2,
                        0xE2 => 3,
                        _ => 1,
                    };
                    return Some(Line { start, end: at, next: at + length });
                }
                Err(at) => from = at,
            }
        }
        (start < bytes.len()).then_some(Line { start, end: bytes.len(), next: bytes.len() })
    }
}

/// The first NEL, LS or PS.
fn wide(bytes: &[u8], mut from: usize, to: usize) -> Option<usize> {
    while let Some(at) = memchr2(0xC2, 0xE2, &bytes[from..to]).map(|at| from + at) {
        if matches!(&bytes[at..], [0xC2, 0x85, ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..]) {
            return Some(at);
        }
        from = at + 1;
    }
    None
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

/// Whether a line is an item of a list, a table or a dialogue, or a remark in square brackets.
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
        '[' => line.trim_end().ends_with(']'),
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
