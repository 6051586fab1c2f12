//! Quotations and brackets around a mark: how they were opened, and who speaks after them.

use super::abbreviation::Facts;
use super::chars;
use super::judge::{Judge, is_dash, prev_visible};
use super::tail::Tail;
use super::word::{After, Script};
use crate::language::sentence::Cues;

/// How a quotation or bracket was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// In an earlier sentence, or not at all.
    Earlier,
    AtStart,
    AfterColon,
    InClause,
}

impl Judge<'_> {
    /// Whether a speaker is named at `at`: «صاح القائد», "Mary Smith asked".
    pub(super) fn spoken(&self, mut at: usize) -> bool {
        let mut owned = false;
        for place in 0..5 {
            let Some(word) = After::read(self.text, at, self.end, self.lists) else { return false };
            if word.length == 0 {
                return false;
            }
            let (key, script) = (word.key.as_str(), word.script().language());
            let next = || After::read(self.text, word.end, self.end, self.lists);
            if word.facts.has(Facts::SPEECH) || self.lists.says(key, script) {
                return !(word.cues.verb_first && self.says_more(word.end, word.cues));
            }
            if self.lists.language(script).is_auxiliary(key) {
                return next().is_some_and(|next| self.lists.says_now(next.key.as_str(), script));
            }
            let (openers, remarks) = word.cues.remarks;
            if place == 0 && openers.contains(&key) {
                return next().is_some_and(|next| {
                    next.facts.has(Facts::SPEECH) || remarks.contains(&next.key.as_str())
                });
            }
            // Only a name may stand before the verb: "Mrs. Dale asked", "Tom's father said".
            if word.script() != Script::Cased || place > 0 && word.quoted {
                return false;
            }
            let starts = word.cues.subjects.contains(&key);
            if !owned && (!word.capital() || place == 0 && starts) {
                return false;
            }
            owned = word.cues.possessives.iter().any(|ending| key.ends_with(ending));
            at = word.end;
            let short = word.length == 1 || word.facts.has(Facts::TITLE);
            if let (true, Some(('.', next))) = (short, self.next(at)) {
                at = next;
            }
        }
        false
    }

    /// Whether words of the speaker's own follow the one who is named at `at`: a quotation opens after a few words.
    pub(super) fn announces(&self, at: usize) -> bool {
        let mut before = ' ';
        for (place, c) in self.text[at..self.end].char_indices().take(80) {
            if chars::mark(c).is_some() || chars::is_closer(c) {
                return false;
            }
            if c == '"' || chars::is_opener(c) && !matches!(c, '(' | '[' | '{') {
                return place > 0 && matches!(before, ':' | ',' | '،');
            }
            if !c.is_whitespace() {
                before = c;
            }
        }
        false
    }

    /// Whether a bracket that opens before `at` holds the source of a quotation: it is short, and the sentence
    /// continues or ends right after it, or it gives chapter and verse.
    pub(super) fn cites(&self, at: usize) -> bool {
        let mut place = at;
        let mut verse = false;
        for _ in 0..60 {
            let Some((c, next)) = self.next(place) else { return false };
            if matches!(c, ')' | ']') {
                let then = self.next(next).map(|(c, _)| c);
                let ends = then.is_some_and(|c| {
                    chars::mark(c).is_some() || matches!(c, ',' | '،' | '؛' | ';' | ':')
                });
                return ends || verse;
            }
            if chars::mark(c).is_some() || matches!(c, '(' | '[') {
                return false;
            }
            if c == ':' {
                let digit = chars::skip_white(self.text, next);
                verse = self.next(digit).is_some_and(|(c, _)| chars::is_digit(c));
            }
            place = next;
        }
        false
    }

    /// Whether a dash inside the sentence, with spaces around it, is still unpaired at `at`.
    pub(super) fn between_dashes(&self, at: usize, dash: char) -> bool {
        let from = self.back(at);
        let text = &self.text[from..at];
        let free = text.match_indices(dash).filter(|&(place, _)| {
            let spaced = |c: Option<char>| c.is_some_and(char::is_whitespace);
            !self.is_head(from + place)
                && spaced(text[..place].chars().next_back())
                && spaced(text[place + dash.len_utf8()..].chars().next())
        });
        free.count() % 2 == 1
    }

    /// Whether a quotation in guillemets is open at `at`.
    pub(super) fn inside_guillemets(&self, at: usize) -> bool {
        let text = &self.text[self.back(at)..at];
        match (text.rfind('«'), text.rfind('»')) {
            (Some(open), Some(close)) => open > close,
            (open, _) => open.is_some(),
        }
    }

    /// Whether the speaker's verb at `at` introduces what is said next: "he said that", "he said:".
    fn says_more(&self, mut at: usize, cues: &Cues) -> bool {
        let mut is_adverbial = false;
        for _ in 0..12 {
            let Some((c, start, next)) = chars::next_from(self.text, at) else { return false };
            if next > self.end {
                return false;
            }
            if c.is_whitespace() {
                at = next;
                continue;
            }
            if c == ':' {
                return true;
            }
            let Some(word) = After::read(self.text, start, self.end, self.lists) else {
                return false;
            };
            if word.start > start || word.length == 0 {
                return word.quoted;
            }
            let key = word.key.as_str();
            if !is_adverbial && cues.that.contains(&key) {
                return true;
            }
            is_adverbial = cues.not_before_that.contains(&key);
            at = word.end;
        }
        false
    }

    /// Whether a bracket is open at `at`.
    pub(super) fn inside_bracket(&self, at: usize) -> bool {
        let from = self.back(at);
        let bytes = self.text.as_bytes();
        memchr::memrchr2(b'(', b')', &bytes[from..at])
            .is_some_and(|found| bytes[from + found] == b'(')
    }

    /// Whether the bracket open at `at` opened inside the sentence and closes soon.
    pub(super) fn bracket_mid(&self, at: usize) -> bool {
        let from = self.back(at);
        let bytes = self.text.as_bytes();
        let Some(open) = memchr::memrchr(b'(', &bytes[from..at]).map(|found| from + found) else {
            return false;
        };
        let closes = memchr::memchr(b')', &bytes[at..self.end.min(at + 300)]).is_some();
        closes && chars::skip_white(self.text, self.start) < open
    }

    /// How the quotation or bracket that closes after the marks was opened.
    pub(super) fn opened(&self, tail: &Tail) -> Opened {
        let Some((closer, place)) = tail.closer else { return Opened::Earlier };
        let openers: &[char] = match closer {
            ')' => &['('],
            ']' => &['['],
            '}' => &['{'],
            '»' => &['«'],
            '›' => &['‹'],
            '”' => &['“', '„', '”'],
            '“' => &['”', '„'],
            '‘' => &['’', '‚'],
            '’' => &['‘', '‚'],
            '\u{FD3E}' => &['\u{FD3F}'],
            '"' => &['"'],
            '\'' => &['\''],
            _ => return Opened::Earlier,
        };
        let mut depth = 0;
        for (at, c) in self.text[self.back(place)..place].char_indices().rev() {
            if openers.contains(&c) {
                if depth == 0 {
                    return self.opened_at(self.back(place) + at);
                }
                depth -= 1;
            } else if c == closer {
                depth += 1;
            }
        }
        Opened::Earlier
    }

    fn opened_at(&self, at: usize) -> Opened {
        match prev_visible(self.text, at, self.start) {
            None => Opened::AtStart,
            Some((':' | ',' | '،', _)) => Opened::AfterColon,
            Some((c, _)) if is_dash(c) => Opened::AfterColon,
            Some((c, place)) if chars::is_opener(c) || chars::is_straight_quote(c) => {
                self.opened_at(place)
            }
            Some(_) => Opened::InClause,
        }
    }

    /// Whether the quotation that closes after the marks is a few words long, as a title is.
    pub(super) fn is_short(&self, tail: &Tail) -> bool {
        let Some((_, place)) = tail.closer else { return false };
        let from = self.back(place);
        self.text[from..place].split_whitespace().count() <= 5
    }
}
