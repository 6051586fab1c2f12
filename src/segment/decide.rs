//! The second layer: does a sentence end at this mark?
//!
//! A run of marks is read together with the quotes, brackets, note numbers and pictures that belong to it;
//! then the word before, the word after and what was opened in the sentence decide.

use super::abbreviation::Facts;
use super::chars;
use super::judge::{Judge, is_dash};
use super::kind::{Kind, LONGEST_HEAD, is_roman_key};
use super::quote::Opened;
use super::tail::Tail;
use super::trailing::goes_with;
use super::word::{After, Before, Script};

/// What came of a candidate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Where to look for the next candidate.
    pub(super) resume: usize,
    /// One past the last byte of the sentence, if it ends here.
    pub(super) cut: Option<usize>,
}

impl Judge<'_> {
    /// Judges the mark at byte `at`.
    pub(super) fn judge(&self, at: usize) -> Verdict {
        self.plain(at).unwrap_or_else(|| self.weigh(at))
    }

    /// Judges a mark by all that is around it.
    fn weigh(&self, at: usize) -> Verdict {
        let tail = self.tail(at);
        let next = chars::skip_white(self.text, tail.end).min(self.end);
        let verdict =
            |cut: bool| Verdict { resume: tail.end.max(at + 1), cut: cut.then_some(tail.end) };
        if next >= self.end {
            return verdict(false);
        }
        let gap = self.text[tail.end..next].contains(char::is_whitespace);
        if tail.full || tail.picture || tail.new_line {
            return verdict(!self.goes_on(next));
        }
        if gap && self.is_placeholder(next) {
            let before = Before::read(self.text, self.start, at);
            return verdict(tail.strong || !tail.dots && self.kind(&before) == Kind::Plain);
        }
        if !gap {
            return verdict(self.tight(at, &tail, next));
        }
        if self.goes_on(next) {
            return verdict(false);
        }
        let Some(after) = After::read(self.text, next, self.end, self.lists) else {
            return verdict(true);
        };
        verdict(self.spaced(at, &tail, &after))
    }

    /// The common cases, decided by bytes alone.
    ///
    /// A mark at the end of the paragraph or right before a small letter or digit decides nothing. After a
    /// word that no list knows and before a new word, it ends the sentence.
    fn plain(&self, at: usize) -> Option<Verdict> {
        let bytes = &self.text.as_bytes()[..self.end];
        let mark = bytes[at];
        let marked = match (mark, bytes.get(at + 1)) {
            (b'.' | b'!' | b'?', _) => at + 1,
            // The Arabic question mark.
            (0xD8, Some(0x9F)) => at + 2,
            _ => return None,
        };
        let number = at > self.start && bytes[at - 1].is_ascii_digit();
        let end = match &bytes[marked..] {
            [] | [b'a'..=b'z', ..] => return Some(Verdict { resume: marked, cut: None }),
            // Else it may be the number of a note.
            [b'0'..=b'9', ..] if number && mark == b'.' => {
                return Some(Verdict { resume: marked, cut: None });
            }
            // The head of a sentence may be the number of a part.
            _ if self.is_near_start(at, LONGEST_HEAD + Self::WORD) => return None,
            [b' ', ..] => marked,
            [b'"'] | [b'"', b' ', ..] => marked + 1,
            [0xC2, 0xBB] => marked + 2,
            [0xE2, 0x80, 0x9D] | [0xE2, 0x80, 0x9D, b' ', ..] => marked + 3,
            _ => return None,
        };
        let Some(next) = bytes.get(end + 1..) else {
            return Some(Verdict { resume: end, cut: None });
        };
        // "Stop!" he said.
        if let ([b'a'..=b'z', b'a'..=b'z' | b' ', ..], true) = (next, end > marked) {
            return Some(Verdict { resume: end, cut: None });
        }
        let word = match next {
            [b'"', word @ ..] | [0xC2, 0xAB, word @ ..] | [0xE2, 0x80, 0x9C, word @ ..] => word,
            word => word,
        };
        // A letter, and no list letter with its bracket.
        let &[first, second, third, ..] = word else { return None };
        let starts = match first {
            b'A'..=b'Z' => second.is_ascii() && second != b')',
            0xD8 => (0xA1..=0xBA).contains(&second) && third != b')',
            0xD9 => (0x81..=0x8A).contains(&second) && third != b')',
            _ => false,
        };
        // The speaker may be named after a quotation.
        let told = end > marked && (mark != b'.' || first > b'Z');
        (starts && !told && self.unlisted(at) && !self.inside_bracket(at))
            .then_some(Verdict { resume: end, cut: Some(end) })
    }

    /// Whether what a program puts text in the place of stands at `next`, or a path: `%s`, `{name}`, `/etc/hosts`.
    fn is_placeholder(&self, next: usize) -> bool {
        let bytes = &self.text.as_bytes()[next..self.end];
        match bytes {
            [b'%', rest @ ..] => {
                let digits = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
                matches!(
                    rest[digits..],
                    [
                        b's' | b'd' | b'i' | b'u' | b'f' | b'x' | b'@' | b'$' | b'l' | b'{' | b'(',
                        ..
                    ]
                )
            }
            [b'{', rest @ ..] => {
                let name = rest.iter().take_while(|b| is_name(**b) || **b == b'{');
                rest.get(name.count()) == Some(&b'}')
            }
            [b'/', b'a'..=b'z' | b'A'..=b'Z', rest @ ..] => {
                let name = rest.iter().take_while(|b| is_name(**b));
                rest.get(name.count()) == Some(&b'/')
            }
            _ => false,
        }
    }

    /// Whether the sentence certainly continues at `next`: a comma, a colon, a closing mark.
    fn goes_on(&self, next: usize) -> bool {
        let Some((c, _)) = self.next(next) else { return false };
        matches!(c, ',' | '،' | '؛' | ';' | ':' | '٪' | '%' | '/' | '&' | '=' | '、' | '，')
            || chars::is_closer(c)
    }

    /// A mark with a word right after it.
    fn tight(&self, at: usize, tail: &Tail, next: usize) -> bool {
        if self.goes_on(next) {
            return false;
        }
        let Some(after) = After::read(self.text, next, self.end, self.lists) else { return false };
        let before = Before::read(self.text, self.start, at);
        if before.spaced || before.address {
            return false;
        }
        if before.is_empty() && tail.closer.is_none() {
            let closed = chars::prev(self.text, at)
                .is_some_and(|(c, place)| place >= self.start && chars::is_closer(c));
            let word = after.script() == Script::Arabic && after.length >= 2;
            return closed && word && (tail.strong || !tail.dots) && !self.domain(after.end);
        }
        let opened = after.quoted || after.bracketed;
        match after.script() {
            Script::Arabic => {
                if tail.dots && !tail.strong {
                    return false;
                }
                let site = after.cues.domains.contains(&after.key.as_str());
                if site || self.domain(after.end) {
                    return false;
                }
                if tail.end > tail.marks {
                    return tail.strong || after.opens();
                }
                if tail.strong {
                    return !self.inside_bracket(at)
                        && (before.length >= 2 && after.length >= 2 || opened);
                }
                let long_enough = match before.script() {
                    Script::Arabic => before.longest_part >= 3 && before.tail >= 3,
                    Script::Cased => before.tail >= 2 && self.kind(&before) == Kind::Plain,
                    Script::Other => {
                        before.length >= 4 || !self.is_head(before.start) && after.joined()
                    }
                };
                long_enough && (after.length >= 2 || opened) && self.kind(&before) == Kind::Plain
            }
            Script::Cased => {
                let second_lower = after.second.is_some_and(char::is_lowercase);
                let starts = after.first.is_uppercase() && (second_lower || after.length == 1);
                if !starts || self.domain(after.end) || tail.dots && !tail.strong {
                    return false;
                }
                if tail.end > tail.marks {
                    return true;
                }
                let plain =
                    before.parts == 1 && before.digits == 0 && self.kind(&before) == Kind::Plain;
                plain
                    && match before.script() {
                        Script::Cased if before.lower => before.length >= 2,
                        Script::Cased => before.length >= 2 && after.facts.has(Facts::OPENER),
                        Script::Arabic => before.length >= 3,
                        Script::Other => false,
                    }
            }
            Script::Other => false,
        }
    }

    /// Whether a stop with a letter right after it stands at `at`, as in a host or file name.
    fn domain(&self, at: usize) -> bool {
        let Some((mark @ ('.' | '/' | '=' | '_' | '@' | '('), next)) = self.next(at) else {
            return false;
        };
        let Some((first, after)) = self.next(next) else { return false };
        // «نعم.شكرا.مع السلامة»: words of a text whose author puts no spaces.
        let words = mark == '.'
            && chars::is_arabic(first)
            && self.next(after).is_some_and(|(c, _)| chars::is_arabic(c));
        !words && (first.is_alphanumeric() || first == ')')
    }

    /// A mark with white space after it.
    fn spaced(&self, at: usize, tail: &Tail, after: &After) -> bool {
        let bare = chars::prev(self.text, at).filter(|hit| hit.1 >= self.start);
        // "(!)" and "(...)" stand inside the sentence.
        if let (Some((')' | ']', _)), Some(('(' | '[', _)), false) = (tail.closer, bare, tail.twice)
        {
            return false;
        }
        let before = Before::read(self.text, self.start, at);
        if self.is_marker(after) {
            return tail.strong || matches!(self.kind(&before), Kind::Plain | Kind::Trailing);
        }
        if tail.quote && after.bracketed && self.cites(after.start) {
            return false;
        }
        if tail.twice && (tail.strong || tail.stops > 0) {
            return self.firm(after);
        }
        if tail.dots && !tail.strong {
            return self.ellipsis(tail, &before, after);
        }
        if tail.strong {
            let name = before.facts(self.lists).has(Facts::NAME) && tail.end == tail.marks;
            return (!name || after.facts.has(Facts::OPENER)) && self.strong(at, tail, after);
        }
        self.stop(at, tail, &before, after)
    }

    /// After marks that leave no doubt, only small letters go on.
    fn firm(&self, after: &After) -> bool {
        !is_lower(after)
    }

    /// Whether the text is written without capitals: the sentence has none, or the next word should. After a mark that
    /// may be an abbreviation's, fewer words say so: "The temp. is normal."
    fn careless(&self, after: &After, sure: bool) -> bool {
        let key = after.key.as_str();
        if after.cues.careless.contains(&key) {
            return true;
        }
        if after.cues.afresh.contains(&key) || sure && self.lists.facts(key).has(Facts::OPENER) {
            return true;
        }
        let first = self.text[self.start..self.end].chars().find(|c| c.is_alphabetic());
        first.is_some_and(char::is_lowercase)
    }

    /// Whether the next word is the letter or number of a list item: `b)`
    fn is_marker(&self, after: &After) -> bool {
        let short = after.length == 1 || after.length == 2 && chars::is_digit(after.first);
        let close = |at| self.next(at).filter(|&(c, _)| c == ')').map(|(_, next)| next);
        short
            && !after.quoted
            && close(after.end)
                .is_some_and(|next| self.next(next).is_none_or(|(c, _)| c.is_whitespace()))
    }

    fn ellipsis(&self, tail: &Tail, before: &Before, after: &After) -> bool {
        if before.is_empty() && tail.closer.is_none() && self.is_head(before.start) {
            return false;
        }
        match after.script() {
            Script::Arabic => {
                after.facts.has(Facts::QUESTION)
                    || tail.quote && after.opens() && self.opened(tail) != Opened::InClause
            }
            Script::Cased if before.script() != Script::Arabic => {
                let stutter = after.key.as_str() == before.key.as_str();
                let pronoun = after.cues.first_person.chars();
                let first_person = after.first.is_uppercase()
                    && after.first.to_lowercase().eq(pronoun)
                    && (after.length == 1 || after.second == Some('\''));
                after.capital() && !stutter && (tail.quote || !first_person)
            }
            _ => false,
        }
    }

    fn strong(&self, at: usize, tail: &Tail, after: &After) -> bool {
        if is_lower(after) {
            return tail.closer.is_none()
                && (self.preceded_by_arabic(at) || self.careless(after, true));
        }
        if is_dash(after.first) {
            let told = self.spoken(after.end.max(after.start + after.first.len_utf8()));
            return !told && !self.between_dashes(at, after.first);
        }
        if tail.closer.is_none() {
            return !(self.inside_bracket(at)
                && after.script() == Script::Arabic
                && !after.opens());
        }
        if tail.quote && !after.quoted && self.spoken(after.start) {
            return self.answers(tail, after);
        }
        if after.script() == Script::Cased {
            return true;
        }
        match self.opened(tail) {
            Opened::InClause => after.opens() && !after.facts.has(Facts::SUBORDINATE),
            Opened::AfterColon if after.script() == Script::Arabic => {
                after.opens() || !self.inside_guillemets(at) || self.answers(tail, after)
            }
            Opened::AtStart if tail.quote && !after.quoted => {
                !(after.facts.has(Facts::LINK) && self.is_short(tail))
            }
            _ => true,
        }
    }

    fn preceded_by_arabic(&self, at: usize) -> bool {
        chars::prev(self.text, at).is_some_and(|(c, _)| chars::is_arabic(c))
    }

    fn stop(&self, at: usize, tail: &Tail, before: &Before, after: &After) -> bool {
        let kind = self.kind(before);
        if is_lower(after) {
            // Arabic knows no capitals, so a Latin name opens a sentence in either case.
            let starts = before.script() == Script::Arabic
                || before.parts == 1
                    && (before.lower || before.spaced)
                    && self.careless(after, {
                        // Few words as long are shortened.
                        before.length > 5 || before.is_empty() || before.digits > 0
                    });
            return kind == Kind::Plain && tail.closer.is_none() && starts;
        }
        if tail.quote && self.spoken(after.start) && after.script() == Script::Arabic {
            return false;
        }
        match kind {
            Kind::Marker | Kind::Title => false,
            Kind::Weekday => !self.is_numbered(after) && self.calendar(after).is_none(),
            Kind::Plain => {
                if is_dash(after.first) {
                    return true;
                }
                if after.script() != Script::Arabic {
                    return !(self.inside_bracket(at)
                        && tail.closer.is_none()
                        && self.bracket_mid(at));
                }
                if tail.closer.is_some() && !tail.quote {
                    return self.opened(tail) != Opened::InClause || after.opens();
                }
                !(tail.closer.is_none() && self.inside_bracket(at) && self.bracket_mid(at))
            }
            Kind::Reference => {
                let numbered =
                    self.is_numbered(after) || is_roman(after) && !self.speaks_of_self(after);
                !numbered && before.script() != Script::Arabic && after.facts.has(Facts::OPENER)
                    || !numbered
                        && before.key.as_str() == self.cues(before).answer
                        && after.script() == Script::Cased
                    || !numbered && self.ends_before(before, after)
            }
            Kind::Trailing => match after.script() {
                Script::Arabic => {
                    let aside = tail.closer.is_some()
                        && !tail.quote
                        && self.opened(tail) == Opened::InClause;
                    let etc = self.cues(before).and_so_on.contains(&before.key.as_str());
                    let starts = self.opens_after(before, after) || etc && !goes_with(after);
                    starts && !aside && !self.joins_on(before, after)
                }
                Script::Cased => {
                    let ends = after.capital() && after.length > 1 && self.ends_address(before);
                    after.facts.has(Facts::OPENER)
                        || after.quoted && !after.bracketed
                        || before.script() == Script::Arabic
                        || ends && !after.facts.has(Facts::ABBREVIATES)
                        || self.ends_before(before, after)
                }
                Script::Other => false,
            },
            Kind::Name => after.opens() && after.length > 3,
            Kind::Initial => match after.script() {
                Script::Arabic => {
                    before.script() != Script::Arabic && self.opens_after(before, after)
                }
                Script::Cased => self.pronoun_i(before) || after.facts.has(Facts::OPENER),
                Script::Other => false,
            },
        }
    }

    /// Whether a single letter is the pronoun and no numeral: a word in small letters follows.
    fn speaks_of_self(&self, after: &After) -> bool {
        after.key.as_str() == after.cues.first_person
            && self.text[after.end..].trim_start().starts_with(char::is_lowercase)
    }

    /// Whether a quotation that was announced is answered: another speaker is named after it, with words of their own.
    fn answers(&self, tail: &Tail, after: &After) -> bool {
        let announced = matches!(self.opened(tail), Opened::AfterColon);
        announced && self.announces(after.start)
    }
}

/// Whether a word starts with a small letter and no capital follows, as in "iPhone".
fn is_lower(after: &After) -> bool {
    after.first.is_lowercase() && !after.capital()
}

/// A letter or what else stands in the name of a variable or file.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'$')
}

fn is_roman(after: &After) -> bool {
    after.first.is_ascii_uppercase()
        && !after.quoted
        && (after.length == 1 || is_roman_key(after.key.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lang::Lang;
    use crate::segment::abbreviation::Lists;
    use crate::segment::scan::Scan;

    /// Words, marks and white space that meet often in text, and anything else seldom.
    fn piece() -> impl Strategy<Value = String> {
        let common = [
            ".",
            ".",
            "!",
            "?",
            "؟",
            "…",
            " ",
            " ",
            " ",
            "\n",
            "\"",
            "”",
            "“",
            "«",
            "»",
            "(",
            ")",
            "'",
            "’",
            "-",
            ",",
            "،",
            "[1]",
            "1",
            "1990",
            "a",
            "I",
            "Mr",
            "Yahoo",
            "XIV",
            "mix",
            "said",
            "It",
            "well",
            "د",
            "ص",
            "هـ",
            "و",
            "ثم",
            "قال",
            "وقال",
            "قط",
            "بد",
            "الد",
            "به",
            "كتاب",
            "كِتاب",
            "مؤسسة",
            "الدكتور",
            "والد",
            "\u{200F}",
            "\u{64E}",
        ];
        prop_oneof![
            20 => prop::sample::select(common.to_vec()).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_bytes_tell_is_what_the_whole_judgement_says(
            text in prop::collection::vec(piece(), 1..24).prop_map(|pieces| pieces.concat()),
        ) {
            let lists = Lists::new(Lang::AR);
            let start = chars::skip_white(&text, 0);
            let judge = Judge { text: &text, lists: &lists, start, end: text.len() };
            let mut scan = Scan::new(&text);
            let mut from = start;
            while let Some(at) = scan.next(from, text.len()) {
                let whole = judge.weigh(at);
                if let Some(plain) = judge.plain(at) {
                    prop_assert_eq!(plain.cut, whole.cut, "at {} of {:?}", at, text);
                }
                from = whole.resume;
            }
        }
    }
}
