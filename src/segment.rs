//! Sentences of a text, as spans over it.
//!
//! Three layers, each usable alone: new lines make paragraphs, marks in a paragraph are judged by the words
//! around them, and SRX rules of the user's replace or overrule the judgement.
//!
//! ```
//! use mizan::lang::Lang;
//! use mizan::segment::{Newlines, Segmenter};
//!
//! let segmenter = Segmenter::new(Lang::AR, Newlines::Auto);
//! let text = "وصل د. سامي. ثم جلس.";
//! let sentences: Vec<&str> = segmenter.spans(text).map(|span| span.of(text)).collect();
//! assert_eq!(sentences, ["وصل د. سامي.", "ثم جلس."]);
//! ```

mod chars;
mod abbreviation;
mod word;
mod scan;
mod paragraph;
mod judge;
mod tail;
mod quote;
mod kind;
mod trailing;
mod decide;
mod document;
pub(crate) mod clause;
mod srx;
mod export;

pub use self::{
    document::pair,
    export::export_srx,
    paragraph::Newlines,
    srx::{Srx, SrxMode},
};

use unicode_segmentation::GraphemeCursor;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::error::Result;
use crate::lang::Lang;
use crate::text::{Document, LineBreaks, Span};

use abbreviation::Lists;
use judge::Judge;
use paragraph::Paragraphs;
use scan::Scan;
use srx::{Rules, Run};

/// The name and version of the built-in rules, for the header of a translation memory.
///
/// The version changes whenever a cut may change: units cut by other rules will not all match.
pub const RULES: &str = "mizan/3";

/// Cuts text in one language into sentences. Built once, used for any number of texts.
#[derive(Debug, Clone)]
pub struct Segmenter {
    lang: Lang,
    lists: Lists,
    newlines: Newlines,
    lean: f32,
    /// What was added to the built-in rules.
    added: u64,
    srx: Option<(Rules, SrxMode)>,
}

impl Segmenter {
    /// A segmenter with the built-in rules.
    ///
    /// A language that is not listed in the library is cut by the rules common to all.
    pub fn new(lang: Lang, newlines: Newlines) -> Segmenter {
        let lists = Lists::new(lang);
        Segmenter { lang, lists, newlines, lean: 0.0, added: 0, srx: None }
    }

    /// Adds a list of abbreviations to the built-in ones.
    ///
    /// One entry a line; `#` starts a comment; `[title]` (before a name), `[reference]` (before a number) or
    /// `[trailing]` (after a number or name) says what the entries below it are.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::error::ErrorKind::Malformed) with the line, if a section is unknown, an
    /// entry stands before any section, or is more than one word.
    pub fn with_abbreviations(mut self, list: &str) -> Result<Segmenter> {
        self.lists.add(list)?;
        self.added = xxh3_64_with_seed(list.as_bytes(), self.added);
        Ok(self)
    }

    /// Lets a user's SRX rules for the language replace or overrule the built-in ones.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoRules`](crate::error::ErrorKind::NoRules) if the file has none for the language;
    /// [`ErrorKind::Malformed`](crate::error::ErrorKind::Malformed) with the line if a language map names no set of
    /// rules, or an expression cannot be compiled.
    pub fn with_srx(mut self, srx: &Srx, mode: SrxMode) -> Result<Segmenter> {
        self.srx = Some((srx.rules(self.lang)?, mode));
        self.added = xxh3_64_with_seed(format!("{mode:?} {srx:?}").as_bytes(), self.added);
        Ok(self)
    }

    /// The language of the texts it cuts.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// What its cuts depend on beside the text, in a few words that are the same in every run.
    pub(crate) fn settings(&self) -> String {
        format!("{RULES} {} {:?} {:016x}", self.lang, self.newlines, self.added)
    }

    /// How much the lines of a plain text look wrapped, in log odds, as the mean over its groups of lines: below zero
    /// each line looks like a paragraph of its own. None if no lines stand together, and unless new lines are read by
    /// the shape of the text ([`Newlines::Auto`]).
    pub(crate) fn wrapping(&self, document: &Document) -> Option<f32> {
        let by_shape = self.newlines == Newlines::Auto && self.srx.is_none();
        let blocks = document.blocks.iter().filter(|block| block.breaks == LineBreaks::Guess);
        let (groups, sum) = blocks
            .map(|block| Paragraphs::wrapping(&block.text, &self.lists))
            .fold((0, 0.0), |(groups, sum), (more, odds)| (groups + more, sum + odds));
        (by_shape && groups > 0).then(|| sum / groups as f32)
    }

    /// Expects lines to be wrapped by so much, in log odds of at most 3 either way: a text and its translation are mostly
    /// laid out alike, so [`Segmenter::wrapping`] of one is to be expected of the other.
    pub(crate) fn expecting(self, wrapping: f32) -> Segmenter {
        Segmenter { lean: wrapping.clamp(-3.0, 3.0), ..self }
    }

    /// The sentences of a text, in order.
    ///
    /// Spans are trimmed of white space; only white space and invisible controls lie between them. A text of
    /// nothing else has no span.
    pub fn spans<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        self.spans_by(text, LineBreaks::Guess)
    }

    /// The sentences of a text whose line ends are read in a way.
    fn spans_by<'t>(&'t self, text: &'t str, breaks: LineBreaks) -> Spans<'t> {
        self.spans_in(text, self.layout(text, breaks))
    }

    /// The sentences of a text with these paragraphs.
    fn spans_of<'t>(&'t self, text: &'t str, paragraphs: Vec<(usize, usize)>) -> Spans<'t> {
        self.spans_in(text, Layout::Known(paragraphs.into_iter()))
    }

    fn spans_in<'t>(&'t self, text: &'t str, paragraphs: Layout<'t>) -> Spans<'t> {
        let srx = self.srx.as_ref().map(|(rules, mode)| (Run::new(text, rules), *mode));
        let scan = Scan::new(text);
        Spans { text, lists: &self.lists, paragraphs, scan, srx, at: 0, end: 0 }
    }

    /// The paragraphs of a text whose line ends are read in a way.
    fn paragraphs_of(&self, text: &str, breaks: LineBreaks) -> Vec<(usize, usize)> {
        self.layout(text, breaks).collect()
    }

    fn layout<'t>(&'t self, text: &'t str, breaks: LineBreaks) -> Layout<'t> {
        let by_srx = matches!(self.srx, Some((_, SrxMode::Only)));
        match breaks {
            LineBreaks::Guess if self.newlines == Newlines::Auto && by_srx => Layout::whole(text),
            LineBreaks::Guess => {
                Layout::Found(Paragraphs::new(text, (self.newlines, self.lean), &self.lists))
            }
            LineBreaks::Wrap => Layout::whole(text),
            LineBreaks::End => {
                Layout::Found(Paragraphs::new(text, (Newlines::Paragraph, 0.0), &self.lists))
            }
        }
    }
}

/// Whether a text ends in a mark that ends sentences, whatever closing marks and spaces follow it.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let follows = |c: char| {
        c.is_whitespace()
            || chars::is_ignorable(c)
            || chars::is_mark(c)
            || chars::is_closer(c)
            || chars::is_straight_quote(c)
    };
    let last = text.trim_end_matches(follows).chars().next_back();
    last.is_some_and(|c| chars::mark(c).is_some())
}

/// The paragraphs of a text, as byte ranges in order.
enum Layout<'t> {
    Found(Paragraphs<'t>),
    Known(std::vec::IntoIter<(usize, usize)>),
}

impl Layout<'_> {
    /// All of a text as one paragraph.
    fn whole(text: &str) -> Layout<'static> {
        Layout::Known(vec![(0, text.len())].into_iter())
    }
}

impl Iterator for Layout<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        match self {
            Layout::Found(paragraphs) => paragraphs.next(),
            Layout::Known(paragraphs) => paragraphs.next(),
        }
    }
}

/// An iterator over the sentences of a text. See [`Segmenter::spans`].
struct Spans<'t> {
    text: &'t str,
    lists: &'t Lists,
    paragraphs: Layout<'t>,
    scan: Scan<'t>,
    srx: Option<(Run<'t>, SrxMode)>,
    // Where the next sentence starts, and the end of its paragraph.
    at: usize,
    end: usize,
}

impl Spans<'_> {
    /// The lines of the user's rules that took too many steps somewhere in the text so far.
    fn stopped(&self) -> impl Iterator<Item = u64> {
        self.srx.iter().flat_map(|(run, _)| run.stopped()).copied()
    }

    /// The end of the sentence that starts at `self.at`.
    fn cut(&mut self) -> usize {
        if self.srx.is_none() {
            return self.own_cut(self.at).0;
        }
        let Some((mut run, mode)) = self.srx.take() else { return self.end };
        let cut = match mode {
            SrxMode::Only => self.srx_cut(&mut run),
            SrxMode::Overlay => self.overlaid_cut(&mut run),
        };
        self.srx = Some((run, mode));
        cut
    }

    /// The next cut of the user's rules.
    fn srx_cut(&self, run: &mut Run<'_>) -> usize {
        let mut floor = self.at;
        while let Some(place) = run.next_break(floor, self.end) {
            if is_whole(self.text, place) {
                return place;
            }
            floor = place;
        }
        self.end
    }

    /// The next cut of the built-in rules where the user's do not say otherwise.
    fn overlaid_cut(&mut self, run: &mut Run<'_>) -> usize {
        let wanted = self.srx_cut(run);
        let mut from = self.at;
        loop {
            let (cut, resume) = self.own_cut(from);
            // A cut and the white space after it are one place.
            let gap = chars::skip_white(self.text, cut).min(self.end);
            if wanted <= gap {
                return wanted;
            }
            let places = self.text[cut..gap].char_indices().map(|(at, _)| cut + at).chain([gap]);
            if cut >= self.end || !places.into_iter().any(|place| run.excepted(place)) {
                return cut;
            }
            from = resume;
        }
    }

    /// The next cut of the built-in rules, judged from `from` on, and where to judge on.
    fn own_cut(&mut self, mut from: usize) -> (usize, usize) {
        let judge = Judge { text: self.text, lists: self.lists, start: self.at, end: self.end };
        while let Some(candidate) = self.scan.next(from, self.end) {
            let verdict = judge.judge(candidate);
            if let Some(cut) = verdict.cut.filter(|&cut| cut < self.end && is_whole(self.text, cut))
            {
                return (cut, verdict.resume);
            }
            from = verdict.resume;
        }
        (self.end, self.end)
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        loop {
            while self.at >= self.end {
                (self.at, self.end) = self.paragraphs.next()?;
            }
            self.at = trim_start(self.text, self.at, self.end);
            if self.at >= self.end {
                continue;
            }
            let start = self.at;
            let cut = self.cut();
            self.at = cut;
            let end = trim_end(self.text, start, cut);
            if end > start {
                return Some(Span::new(start, end));
            }
        }
    }
}

/// Whether `at` lies between two user-perceived characters.
fn is_whole(text: &str, at: usize) -> bool {
    let plain = |c: char| {
        c.is_ascii() && c != '\r' && c != '\n'
            || matches!(c, '\u{621}'..='\u{64A}' | '،' | '؟' | '«' | '»')
    };
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    match (before, after) {
        (Some(before), Some(after)) if !(plain(before) && plain(after)) => {
            GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
        }
        _ => true,
    }
}

fn trim_start(text: &str, mut at: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(at) == Some(&b' ') && at + 2 < end && chars::plainly_shows(text, at + 1) {
        return at + 1;
    }
    if at + 1 < end && chars::plainly_shows(text, at) {
        return at;
    }
    // Invisible controls are passed over only where white space follows them.
    let mut controls = at;
    for c in text[at..end].chars() {
        let next = controls + c.len_utf8();
        if c.is_whitespace() && is_whole(text, next) {
            at = next;
        } else if !chars::is_ignorable(c) {
            return at;
        }
        controls = next;
    }
    end
}

fn trim_end(text: &str, start: usize, mut end: usize) -> usize {
    if text.as_bytes()[end - 1].is_ascii_graphic() {
        return end;
    }
    for c in text[start..end].chars().rev() {
        let next = end - c.len_utf8();
        if !c.is_whitespace() || !is_whole(text, next) {
            break;
        }
        end = next;
    }
    end
}
