//! The marks at the end of a sentence, with the quotes, brackets, notes and pictures that belong to them.

use super::abbreviation::Facts;
use super::chars::{self, Mark};
use super::judge::Judge;
use super::word::{Before, Script};

/// Marks and all that belongs to them.
pub(super) struct Tail {
    /// One past the last mark of the first run.
    pub(super) marks: usize,
    /// One past everything.
    pub(super) end: usize,
    pub(super) stops: usize,
    pub(super) strong: bool,
    pub(super) full: bool,
    pub(super) dots: bool,
    /// The first closing mark after the first run, and where.
    pub(super) closer: Option<(char, usize)>,
    /// A quotation, or only a bracket, closes after the marks.
    pub(super) quote: bool,
    /// Marks stand on both sides of what closes: `!».`
    pub(super) twice: bool,
    pub(super) picture: bool,
    /// A line end stands after the marks as programs write it: `\n`, `<br>`.
    pub(super) new_line: bool,
}

impl Judge<'_> {
    /// Reads on from a mark over everything that belongs to it.
    pub(super) fn tail(&self, at: usize) -> Tail {
        let mut tail = Tail {
            marks: at,
            end: at,
            stops: 0,
            strong: false,
            full: false,
            dots: false,
            closer: None,
            quote: false,
            twice: false,
            picture: false,
            new_line: false,
        };
        self.marks(&mut tail);
        tail.marks = tail.end;
        // Nearly always a space and a letter follow, and nothing belongs to the mark.
        if let Some([b' ', b'A'..=b'Z' | b'a'..=b'z' | 0xD8..=0xDA, _]) =
            self.text.as_bytes().get(tail.end..tail.end + 3)
        {
            return tail;
        }
        loop {
            if !self.closers(&mut tail) {
                break;
            }
            let before = tail.end;
            self.marks(&mut tail);
            if tail.end == before {
                break;
            }
            tail.twice = true;
        }
        self.glued_notes(at, &mut tail);
        self.notes(&mut tail);
        self.pictures(&mut tail);
        self.new_lines(&mut tail);
        tail.end = chars::skip_silent(self.text, tail.end).min(self.end);
        tail
    }

    /// Takes a run of marks, also one written with spaces between: `. . .`, `؟ !`
    fn marks(&self, tail: &mut Tail) {
        let mut stops = 0;
        let mut any = false;
        while let Some((c, next)) = self.next(tail.end) {
            if let Some(mark) = chars::mark(c) {
                match mark {
                    Mark::Stop => stops += 1,
                    Mark::Dots => tail.dots = true,
                    Mark::Strong => tail.strong = true,
                    Mark::Full => tail.full = true,
                }
                any = true;
                tail.end = chars::skip_silent(self.text, next);
                continue;
            }
            if !any || !matches!(c, ' ' | '\u{A0}' | '\u{202F}') {
                break;
            }
            let Some((c, after)) = self.next(next) else { break };
            let free = self.next(after).is_none_or(|(c, _)| !c.is_alphanumeric());
            let runs_on = match chars::mark(c) {
                Some(Mark::Strong) => true,
                Some(Mark::Stop | Mark::Dots) => free && (stops > 0 || tail.strong),
                _ => false,
            };
            if !runs_on {
                break;
            }
            tail.end = next;
        }
        tail.dots |= stops > 1;
        tail.stops += stops;
    }

    /// Takes closing quotes and brackets; says whether there were any.
    fn closers(&self, tail: &mut Tail) -> bool {
        let from = tail.end;
        while let Some((c, place, next)) = chars::next_from(self.text, tail.end) {
            if next > self.end {
                break;
            }
            if c.is_whitespace() {
                // French spacing: « … ! » Tokenised text has it with every quotation mark and bracket.
                let closes = matches!(c, ' ' | '\u{A0}' | '\u{202F}') && self.closes_spaced(next);
                if closes {
                    tail.end = next;
                    continue;
                }
                break;
            }
            let takes = chars::is_closer(c)
                || matches!(c, '“' | '‘') && self.faces_back(next)
                || chars::is_straight_quote(c) && self.closes(place, next)
                || matches!(c, '*' | '_')
                    && self.next(next).is_none_or(|(d, _)| d == c || d.is_whitespace());
            if !takes || c == '[' {
                break;
            }
            tail.closer = tail.closer.or(Some((c, place)));
            tail.quote |= !matches!(c, ')' | ']' | '}' | '）' | '】' | '*' | '_');
            tail.end = chars::skip_silent(self.text, next);
        }
        tail.end > from
    }

    /// Whether a quotation mark or bracket at `at`, with a space before it, closes.
    fn closes_spaced(&self, at: usize) -> bool {
        let Some((c, place, next)) = chars::next_from(self.text, at) else { return false };
        if next > self.end {
            return false;
        }
        if chars::is_closer(c) {
            return true;
        }
        let free = self.next(next).is_none_or(|(c, _)| {
            c.is_whitespace() || chars::mark(c).is_some() || matches!(c, ',' | '،' | '؛' | ';')
        });
        let open = || {
            let before = &self.text.as_bytes()[self.back(place)..place];
            memchr::memchr_iter(b'"', before).count() % 2 == 1
        };
        c == '"' && free && open()
    }

    /// Whether an opening quotation mark closes, as in ”…“: nothing it could open follows.
    fn faces_back(&self, next: usize) -> bool {
        self.next(next).is_none_or(|(c, _)| {
            c.is_whitespace() || chars::mark(c).is_some() || matches!(c, ',' | '،')
        })
    }

    /// Whether the straight quote at `place` closes: nothing follows, or one is open.
    fn closes(&self, place: usize, next: usize) -> bool {
        let Some((after, _)) = self.next(next) else { return true };
        if !after.is_alphanumeric() {
            return !chars::is_opener(after);
        }
        let quote = self.text.as_bytes()[place];
        let from = self.back(place);
        memchr::memchr_iter(quote, &self.text.as_bytes()[from..place]).count() % 2 == 1
    }

    /// Takes the numbers of notes that were raised once and stand right after the marks now: `ruins.3`, `«ruins».12`
    fn glued_notes(&self, at: usize, tail: &mut Tail) {
        let Some((first, _)) = self.next(tail.end) else { return };
        if !chars::is_digit(first) || tail.dots {
            return;
        }
        let bare = tail.closer.is_none() && !tail.strong;
        if bare {
            let before = Before::read(self.text, self.start, at);
            let closed = chars::prev(self.text, at).is_some_and(|(c, _)| chars::is_closer(c));
            let word = before.digits == 0
                && before.parts == 1
                && before.length > 1
                // ARCoV.2 is a name.
                && (before.lower || before.script() == Script::Arabic)
                && !before.spaced
                && !before.address
                && !before.facts(self.lists).has(Facts::ABBREVIATES);
            if !(word || before.is_empty() && closed) {
                return;
            }
        }
        let (mut end, mut digits) = (tail.end, 0);
        while let Some((c, next)) = self.next(end) {
            match c {
                c if chars::is_digit(c) && digits < 3 => digits += 1,
                ',' | '،' | '-' | '–' if digits > 0 => {
                    if !self.next(next).is_some_and(|(c, _)| chars::is_digit(c)) {
                        break;
                    }
                    digits = 0;
                }
                c if c.is_whitespace() => break,
                // The number goes on, or letters follow.
                _ => return,
            }
            end = next;
        }
        let next = chars::skip_white(self.text, end);
        if self.next(next).is_none_or(|(c, _)| c != '(') {
            tail.end = chars::skip_silent(self.text, end);
        }
    }

    /// Takes a line end as programs write it.
    fn new_lines(&self, tail: &mut Tail) {
        const WRITTEN: [&str; 6] = ["\\r\\n", "\\n", "<br>", "<br/>", "<br />", "<BR>"];
        loop {
            let rest = self.text.get(tail.end..self.end).unwrap_or_default();
            let blank = rest.len() - rest.trim_start_matches(' ').len();
            let rest = &rest[blank..];
            let Some(written) = WRITTEN.iter().find(|written| rest.starts_with(**written)) else {
                return;
            };
            // `C:\new` is a path.
            let goes_on = rest[written.len()..].starts_with(|c: char| c.is_ascii_lowercase());
            if goes_on && written.starts_with('\\') {
                return;
            }
            tail.end += blank + written.len();
            tail.new_line = true;
        }
    }

    /// Takes note numbers: `.[3]`, `.¹`, `. [3]`
    fn notes(&self, tail: &mut Tail) {
        loop {
            let Some((c, next)) = self.next(tail.end) else { return };
            match c {
                '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' => {
                    tail.end = chars::skip_silent(self.text, next);
                }
                '[' => match self.note(next, false) {
                    Some(end) => tail.end = end,
                    None => return,
                },
                '(' if tail.closer.is_none() => match self.note(next, true) {
                    Some(end) => tail.end = end,
                    None => return,
                },
                _ if c.is_whitespace() => {
                    let after = chars::skip_white(self.text, next);
                    match self.next(after) {
                        Some(('[', inside)) => match self.note(inside, true) {
                            Some(end) => tail.end = end,
                            None => return,
                        },
                        _ => return,
                    }
                }
                _ => return,
            }
        }
    }

    /// The end of a note that opened just before `at`: digits only, or any short text.
    fn note(&self, mut at: usize, digits: bool) -> Option<usize> {
        for length in 0..if digits { 8 } else { 30 } {
            let (c, next) = self.next(at)?;
            match c {
                ']' | ')' => return (length > 0).then(|| chars::skip_silent(self.text, next)),
                '\n' | '.' | '[' | '(' => return None,
                _ if digits
                    && !(chars::is_digit(c) || matches!(c, ',' | '،' | '-' | '–' | ' ')) =>
                {
                    return None;
                }
                _ => at = next,
            }
        }
        None
    }

    /// Takes emoji and typed faces, also after a space.
    fn pictures(&self, tail: &mut Tail) {
        loop {
            let at = chars::skip_white(self.text, tail.end);
            let Some((c, mut next)) = self.next(at) else { return };
            if !chars::is_emoji(c) {
                if !matches!(c, ':' | ';' | '=' | '<') {
                    return;
                }
                let face = [":)", ":-)", ";)", ";-)", ":D", ":(", ":-(", ":P", "=)", ":-D", "<3"]
                    .into_iter()
                    .find_map(|face| chars::skip_word(self.text, at, face));
                let Some(end) = face.filter(|end| *end <= self.end) else { return };
                next = end;
                if self.next(next).is_some_and(|(c, _)| !c.is_whitespace()) {
                    return;
                }
            }
            tail.end = chars::skip_silent(self.text, next);
            tail.picture = true;
        }
    }
}
