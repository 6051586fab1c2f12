//! Segmentation rules as other tools read them: pairs of expressions, for the text before and after a place.
//!
//! SRX sees only the text around a place, so these are an approximation: quotations are judged by the word after
//! them. No look-around, and only what ICU and Java read alike: `\s`, `\w`, `\d` and `\b` mean different characters
//! there, so classes are spelt out.

/// White space within a line.
pub(crate) const GAP: &str = r"[ \t\u00A0\u2009\u202F]";
/// Direction marks.
pub(crate) const MARKS: &str = r"[\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*";
/// What may close after a stop, direction marks among it.
pub(crate) const CLOSE: &str =
    r#"["'\u2019\u201D\u00BB\u203A\)\]\}\uFD3E\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*"#;
/// What may open before a word.
pub(crate) const OPEN: &str =
    r#"["'\u2018\u201C\u201E\u00AB\u2039\(\[\uFD3F\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*"#;
/// Where a word may start: at the text's start, after white space or an opening mark.
pub(crate) const EDGE: &str = r#"(^|[ \t\n\r\u00A0\u2009\u202F"'\(\[/\-\u2018\u201C\u00AB\u2039\uFD3F\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069])"#;
/// Where a sentence starts.
pub(crate) const START: &str =
    r#"(^|[\n\r]|[.!?\u061F\u06D4]["'\u201D\u00BB\)]?[ \u00A0])[ \t\u00A0]*"#;
/// What ends a sentence.
pub(crate) const END: &str = r"[.!?\u2026\u061F\u06D4\u2E2E\u203C\u2047-\u2049]";
/// What ends a sentence and abbreviates nothing.
pub(crate) const STRONG: &str = r"[!?\u061F\u2E2E\u203C\u2047-\u2049]";
/// A digit.
pub(crate) const DIGIT: &str = r"[0-9\u0660-\u0669\u06F0-\u06F9]";

/// A rule: whether a text breaks where the first expression matches before a place and the second after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SrxRule {
    pub(crate) breaks: bool,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// A named set of rules in order; the first that matches decides.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleSet(pub(crate) Vec<SrxRule>);

impl RuleSet {
    /// Breaks here.
    pub(crate) fn cut(&mut self, before: &str, after: &str) {
        self.add(true, before, after);
    }

    /// Does not break here.
    pub(crate) fn keep(&mut self, before: &str, after: &str) {
        self.add(false, before, after);
    }

    /// "Chapter 3." at the head of a sentence does not end it; `parts` are such words.
    pub(crate) fn part(&mut self, parts: &str) {
        let more = format!(r"(\.{DIGIT}{{1,3}})?");
        self.keep(&format!(r"{START}{OPEN}({parts}){GAP}{DIGIT}{{1,3}}{more}\."), GAP);
    }

    fn add(&mut self, breaks: bool, before: &str, after: &str) {
        self.0.push(SrxRule { breaks, before: before.to_owned(), after: after.to_owned() });
    }
}

/// The words of a section of a language's lists as an alternation, by the section's name: `opener`, `said` (stems of
/// the past of verbs of saying), `says` (of the present).
pub(crate) type Words<'w> = &'w dyn Fn(&str) -> String;
