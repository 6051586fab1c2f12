//! The text of a paragraph, put together from the runs that a document has it in.

use std::ops::Range;
use std::sync::Arc;

use crate::format::xml::escape::holds;
use crate::segment;
use crate::text::{Block, BlockKind, Code, CodeKind, LineBreaks, Parted, Place, divide_codes};

/// The bytes of a paragraph. What would be added to a longer one is not.
pub(super) const LONGEST: usize = 64 << 20;
/// Lines shorter than this are verse or an address if they stand together.
const SHORT: usize = 40;

/// Whether a character only tells where a word may be broken, or cannot stand in a memory.
pub(super) fn is_no_text(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}') || !holds(c)
}

/// How a run looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underline: bool,
    /// What it links to.
    pub(super) link: Option<Arc<str>>,
}

/// A paragraph in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose {
    text: String,
    /// Where runs of one look end, with that look; none looks as the one before it.
    looks: Vec<(usize, Look)>,
    /// Line ends that only wrap the text.
    wraps: Vec<usize>,
}

impl Prose {
    /// Whether no visible character is in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What it says so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds text of a run. Line ends of the file are spaces; what is invisible and can only break words goes, as do
    /// control characters, which no memory format can hold.
    pub(super) fn push(&mut self, text: &str, look: &Look) {
        if self.text.len() > LONGEST {
            return;
        }
        let goes = |c: char| is_no_text(c) || matches!(c, '\n' | '\r' | '\u{FEFF}');
        if !text.contains(goes) {
            self.text.push_str(text);
        } else {
            let mut after_return = false;
            for c in text.chars() {
                match c {
                    '\n' if after_return => {}
                    '\n' | '\r' => self.text.push(' '),
                    c if goes(c) => {}
                    c => self.text.push(c),
                }
                after_return = c == '\r';
            }
        }
        self.ends(look);
    }

    /// Ends a line of the file in a paragraph that goes on.
    pub(super) fn wrap(&mut self) {
        self.wraps.push(self.text.len());
        self.line_break();
    }

    /// Takes back what was added since it had so many bytes, if that shows nothing.
    pub(super) fn take_back(&mut self, length: usize) {
        if self.text.get(length..).is_some_and(|added| added.trim().is_empty()) {
            self.text.truncate(length);
            self.looks.iter_mut().for_each(|(end, _)| *end = (*end).min(length));
        }
    }

    /// Ends a line. Line ends look as what is before them.
    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
        let end = self.text.len();
        match self.looks.last_mut() {
            Some((last, _)) => *last = end,
            None => self.looks.push((end, Look::default())),
        }
    }

    fn ends(&mut self, look: &Look) {
        let end = self.text.len();
        match self.looks.last_mut() {
            Some((last, of)) if of == look => *last = end,
            Some((last, _)) if *last == end => {}
            _ => self.looks.push((end, look.clone())),
        }
    }

    /// The blocks of the paragraph: one, if none of its line ends ends a segment.
    pub(super) fn blocks(&self, kind: BlockKind, place: &Place) -> Vec<Block> {
        let start = self.text.len() - self.text.trim_start().len();
        let text = self.text.trim();
        let mut ranges = Vec::new();
        let mut from = 0;
        let is_wrap = |at: usize| self.wraps.binary_search(&(start + at)).is_ok();
        for end in segment_ends(text, is_wrap).into_iter().chain([text.len()]) {
            let part = &text[from..end];
            let lead = part.len() - part.trim_start().len();
            if !part.trim().is_empty() {
                ranges.push(from + lead..from + lead + part.trim().len());
            }
            from = end;
        }
        let codes = self.codes(start..start + text.len());
        let parts = ranges.iter().zip(divide_codes(&codes, &ranges, Parted::Reopened));
        let block = |(range, codes): (&Range<usize>, Vec<Code>)| {
            let mut block = Block::new(&text[range.clone()], place.clone());
            (block.kind, block.breaks, block.codes) = (kind, LineBreaks::Wrap, codes);
            block
        };
        parts.map(block).collect()
    }

    /// The codes of a part of the text. A look of the whole part needs none.
    fn codes(&self, part: Range<usize>) -> Vec<Code> {
        let mut runs: Vec<(Range<usize>, [Option<Tag>; 4])> = Vec::new();
        let mut from = 0;
        for (end, look) in &self.looks {
            let range = from.max(part.start)..(*end).min(part.end);
            from = *end;
            if range.start < range.end {
                runs.push((range, tags(look)));
            }
        }
        let visible = |range: &Range<usize>| !self.text[range.clone()].trim().is_empty();
        for kind in 0..4 {
            let mut shown = runs.iter().filter(|(range, _)| visible(range));
            let first = shown.next().map(|(_, tags)| tags[kind].clone()).unwrap_or_default();
            if first.is_none() || shown.all(|(_, tags)| tags[kind] == first) {
                let same = |tag: &Option<Tag>| *tag == first;
                runs.iter_mut().filter(|(_, tags)| same(&tags[kind])).for_each(|(_, tags)| {
                    tags[kind] = None;
                });
            }
        }
        let mut codes = Codes { codes: Vec::new(), open: Vec::new(), pairs: 0 };
        for (range, tags) in &runs {
            codes.turn_to(range.start - part.start, tags);
        }
        codes.turn_to(part.len(), &Default::default());
        codes.codes
    }
}

/// The markup of one kind: what TMX calls it, and how it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    class: &'static str,
    name: &'static str,
    target: Option<Arc<str>>,
}

/// The markup of a look, from the outside to the inside.
fn tags(look: &Look) -> [Option<Tag>; 4] {
    let tag = |is_on: bool, class, name| is_on.then_some(Tag { class, name, target: None });
    let link = look.link.clone();
    [
        link.map(|link| Tag { class: "link", name: "a", target: Some(link) }),
        tag(look.bold, "bold", "b"),
        tag(look.italic, "italic", "i"),
        tag(look.underline, "ulined", "u"),
    ]
}

/// Codes that lie in each other.
struct Codes {
    codes: Vec<Code>,
    open: Vec<(Tag, usize)>,
    pairs: usize,
}

impl Codes {
    /// Ends and begins what is needed for a look from a place of the text on.
    fn turn_to(&mut self, at: usize, tags: &[Option<Tag>; 4]) {
        let wanted: Vec<&Tag> = tags.iter().flatten().collect();
        let same = self.open.iter().zip(&wanted).take_while(|((a, _), b)| a == **b).count();
        while self.open.len() > same
            && let Some((tag, pair)) = self.open.pop()
        {
            self.add(at, CodeKind::End, &tag, pair);
        }
        for tag in &wanted[same..] {
            self.pairs += 1;
            self.add(at, CodeKind::Begin, tag, self.pairs);
            self.open.push(((*tag).clone(), self.pairs));
        }
    }

    fn add(&mut self, at: usize, kind: CodeKind, tag: &Tag, pair: usize) {
        let content = match (kind, &tag.target) {
            (CodeKind::End, _) => format!("</{}>", tag.name),
            (_, None) => format!("<{}>", tag.name),
            (_, Some(target)) => {
                let target = target.replace('&', "&amp;").replace('"', "&quot;");
                format!("<{} href=\"{target}\">", tag.name)
            }
        };
        let pair = pair.to_string();
        let class = tag.class.to_owned();
        self.codes.push(Code { at, kind, id: pair.clone(), pair, class, content });
    }
}

/// The line ends in a text that end a segment: behind the mark of a sentence, at blank lines, and between short lines, as in
/// addresses and verse.
fn segment_ends(text: &str, is_wrap: impl Fn(usize) -> bool) -> Vec<usize> {
    let is_short = |line: &str| line.chars().nth(SHORT).is_none();
    let mut from = 0;
    let mut ends = Vec::new();
    for at in memchr::memchr_iter(b'\n', text.as_bytes()).filter(|&at| !is_wrap(at)) {
        let line = text[from..at].trim();
        let next = text[at + 1..].split('\n').next().unwrap_or_default().trim();
        let is_blank = line.is_empty() || next.is_empty();
        if is_blank || ends_sentence(line) || is_short(line) && is_short(next) {
            ends.push(at);
        }
        from = at + 1;
    }
    ends
}

/// Whether a line ends a sentence, or announces what follows.
fn ends_sentence(line: &str) -> bool {
    segment::ends_sentence(line) || line.trim_end().ends_with([':', '؛', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bold() -> Look {
        Look { bold: true, ..Look::default() }
    }

    fn shown(block: &Block) -> String {
        let mut text = block.text.clone();
        for code in block.codes.iter().rev() {
            text.insert_str(code.at, &code.content);
        }
        text
    }

    fn blocks(prose: &Prose) -> Vec<String> {
        prose.blocks(BlockKind::Paragraph, &Place::Paragraph(1)).iter().map(shown).collect()
    }

    #[test]
    fn runs_of_one_look_are_one_code() {
        let plain = Look::default();
        let both = Look { italic: true, link: Some("http://a.b/?c&d".into()), ..bold() };
        let mut prose = Prose::default();
        for (text, look) in [
            (" قال ", &plain),
            ("الم", &bold()),
            ("علم", &bold()),
            (" له", &both),
            (" نعم", &plain),
            (".", &bold()),
        ] {
            prose.push(text, look);
        }
        let text =
            "قال <b>المعلم</b><a href=\"http://a.b/?c&amp;d\"><b><i> له</i></b></a> نعم<b>.</b>";
        assert_eq!(blocks(&prose), [text]);
    }

    #[test]
    fn a_look_of_the_whole_paragraph_is_no_code() {
        let mut prose = Prose::default();
        prose.push("باب", &bold());
        prose.push(" ", &Look::default());
        prose.push("أول", &bold());
        assert_eq!(blocks(&prose), ["باب أول"]);
        assert!(blocks(&Prose::default()).is_empty());
    }

    #[test]
    fn lines_end_segments_behind_marks_and_between_short_lines() {
        let of = |text: &str| {
            let mut prose = Prose::default();
            let mut lines = text.split('|');
            prose.push(lines.next().unwrap(), &bold());
            for line in lines {
                prose.line_break();
                prose.push(line, &Look::default());
            }
            blocks(&prose)
        };
        let long = "هذا سطر طويل جدا لا ينتهي عند هذا الموضع بل يستمر في السطر";
        assert_eq!(of(long), [long]);
        assert_eq!(of(&format!("{long}|الذي يليه")), [format!("<b>{long}\n</b>الذي يليه")]);
        assert_eq!(of("شارع النيل|القاهرة"), ["<b>شارع النيل</b>", "القاهرة"]);
        assert_eq!(of(&format!("{long}.»|ثم جاء")), [&*format!("<b>{long}.»</b>"), "ثم جاء"]);
        assert_eq!(of(&format!("نعم؟|{long}|وهو")), ["<b>نعم؟</b>", &*format!("{long}\nوهو")]);
    }

    #[test]
    fn what_only_breaks_words_goes() {
        let mut prose = Prose::default();
        prose.push("كت\u{AD}ا\u{200B}ب\r\nمي\u{200C}روم\u{A0}\u{1}\t.", &Look::default());
        assert_eq!(prose.text(), "كتاب مي\u{200C}روم\u{A0}\t.");
    }
}
