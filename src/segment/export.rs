//! Our rules as an SRX file for other tools.
//!
//! SRX sees only the text around a place, so this is an approximation: quotations are judged by the word
//! after them, wrapped lines and counted lists not at all. No look-around, and only what ICU and Java read
//! alike: `\s`, `\w`, `\d` and `\b` mean different characters there, so classes are spelt out.

use std::fmt::Write;

use super::RULES;
use crate::language::arabic::speech;

/// White space within a line.
const GAP: &str = r"[ \t\u00A0\u2009\u202F]";
/// Direction marks.
const MARKS: &str = r"[\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*";
/// What may close after a stop, direction marks among it.
const CLOSE: &str =
    r#"["'\u2019\u201D\u00BB\u203A\)\]\}\uFD3E\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*"#;
/// What may open before a word.
const OPEN: &str =
    r#"["'\u2018\u201C\u201E\u00AB\u2039\(\[\uFD3F\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]*"#;
/// Where a word may start: at the text's start, after white space or an opening mark.
const EDGE: &str = r#"(^|[ \t\n\r\u00A0\u2009\u202F"'\(\[/\-\u2018\u201C\u00AB\u2039\uFD3F\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069])"#;
/// Where a sentence starts.
const START: &str = r#"(^|[\n\r]|[.!?\u061F\u06D4]["'\u201D\u00BB\)]?[ \u00A0])[ \t\u00A0]*"#;
const END: &str = r"[.!?\u2026\u061F\u06D4\u2E2E\u203C\u2047-\u2049]";
const STRONG: &str = r"[!?\u061F\u2E2E\u203C\u2047-\u2049]";
const DIGIT: &str = r"[0-9\u0660-\u0669\u06F0-\u06F9]";
/// An Arabic letter with its diacritics and tatweel.
const LETTER: &str = r"[\u0621-\u063A\u0641-\u064A\u0671-\u06D3][\u0640\u064B-\u065F\u0670]*";

/// The built-in Arabic and English rules as SRX 2.0.
///
/// They cut nearly as [`Segmenter`](super::Segmenter) does, in any tool that reads SRX.
pub fn export_srx() -> String {
    let mut file = File { out: String::new() };
    file.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    file.line(&format!(
        "<!-- {RULES}: Arabic and English segmentation rules of mizan, without look-around. -->"
    ));
    file.line("<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">");
    file.line("<header segmentsubflows=\"yes\" cascade=\"yes\">");
    file.line("<formathandle type=\"start\" include=\"no\"/>");
    file.line("<formathandle type=\"end\" include=\"yes\"/>");
    file.line("<formathandle type=\"isolated\" include=\"no\"/>");
    file.line("</header>");
    file.line("<body>");
    file.line("<languagerules>");
    file.set("Always", always);
    file.set("Arabic", arabic);
    file.set("English", english);
    file.set("Common", common);
    file.line("</languagerules>");
    file.line("<maprules>");
    for (pattern, set) in [
        (".*", "Always"),
        ("[Aa][Rr].*", "Arabic"),
        ("[Aa][Rr].*", "English"),
        ("[Ee][Nn].*", "English"),
        (".*", "Common"),
    ] {
        file.line(&format!(
            "<languagemap languagepattern=\"{pattern}\" languagerulename=\"{set}\"/>"
        ));
    }
    file.line("</maprules>");
    file.line("</body>");
    file.line("</srx>");
    file.out
}

struct File {
    out: String,
}

impl File {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn set(&mut self, name: &str, rules: impl Fn(&mut File)) {
        self.line(&format!("<languagerule languagerulename=\"{name}\">"));
        rules(self);
        self.line("</languagerule>");
    }

    fn cut(&mut self, before: &str, after: &str) {
        self.rule("yes", before, after);
    }

    fn keep(&mut self, before: &str, after: &str) {
        self.rule("no", before, after);
    }

    /// "Chapter 3." at the head of a sentence does not end it.
    fn part(&mut self, parts: &str) {
        let more = format!(r"(\.{DIGIT}{{1,3}})?");
        self.keep(&format!(r"{START}{OPEN}({parts}){GAP}{DIGIT}{{1,3}}{more}\."), GAP);
    }

    fn rule(&mut self, breaks: &str, before: &str, after: &str) {
        let escape = |side| quick_xml::escape::partial_escape(side);
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.out,
            "<rule break=\"{breaks}\"><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>",
            escape(before),
            escape(after)
        );
    }
}

/// Rules that come before those of any language.
fn always(file: &mut File) {
    file.cut(r"[\n\r\u0085\u2028\u2029]", "");
    // A comma, a colon or a closing mark goes on.
    file.keep(&format!("{END}{CLOSE}"), &format!(r#"{GAP}*[,;:\u060C\u061B%\)\]\u00BB\u201D]"#));
    // (!) and (...)
    file.keep(&format!(r"[\(\[]{END}{{1,4}}[\)\]]"), GAP);
    // 1. at the head of a sentence
    let part = format!(r"(\.{DIGIT}{{1,3}})?");
    file.keep(&format!(r"{START}{OPEN}{DIGIT}{{1,3}}{part}{part}\."), GAP);
    // ? ! and . . .
    file.keep(END, &format!("{GAP}{END}"));
    // . [3]
    file.keep(END, &format!(r"{GAP}\[{DIGIT}"));
}

fn arabic(file: &mut File) {
    let opener = words(&super::own_words(super::Facts::OPENER, true));
    let speech = format!(
        "{}|({})({})?({})?|\u{633}?[\u{64A}\u{62A}\u{627}\u{623}\u{646}]({})({})?({})?",
        words(&super::own_words(super::Facts::SPEECH, true)),
        words(&super::own_words(super::Facts::SAID, true)),
        speech::PAST[1..].join("|"),
        speech::OBJECTS[1..].join("|"),
        words(&super::own_words(super::Facts::SAYS, true)),
        speech::PRESENT[1..].join("|"),
        speech::OBJECTS[1..].join("|"),
    );
    let question = words(&super::own_words(super::Facts::QUESTION, true));
    let radical = words(&super::own_words(super::Facts::RADICAL, true));
    let titles = words(&super::own_words(super::Facts::TITLE, true));
    let trailing = words(&super::own_words(super::Facts::TRAILING, true));
    let references = words(&super::own_words(super::Facts::REFERENCE, true));
    let units = words(&super::own_words(super::Facts::UNIT, true));
    let labels = words(&super::own_words(super::Facts::LABEL, true));
    let letters = words(&super::own_words(super::Facts::LETTER, true));
    let joined = format!(r"{GAP}+{MARKS}[\u0648\u0641][\u0640\u064B-\u065F]*({LETTER}){{2}}");
    let opens = format!("{GAP}+{OPEN}({opener})[\\u064B-\\u065F]*{GAP}");
    let quoted = format!(r#"{GAP}+["\u201C\u00AB]"#);
    let is_radical = format!("{GAP}+({radical})[\\u064B-\\u065F]*[ .،,:]");

    // Abbreviations that end a sentence only before a word that starts one.
    let more = format!(r"({LETTER}\.)?");
    let dotted = format!(
        r"{EDGE}(\u0648|\u0628|\u0644|\u0627\u0644|\u0648\u0627\u0644|\u0644\u0644|\u0628\u0627\u0644)?{LETTER}\.{more}{more}{more}{LETTER}\.{CLOSE}"
    );
    let unit = format!(r"{DIGIT}[%\u066A]?{GAP}?({units})\u0640?\.{CLOSE}");
    let ends = format!("{EDGE}\\u0648?({trailing})\\.{CLOSE}");
    file.part(&words(&super::own_words(super::Facts::PART, true)));
    // A title never ends one.
    file.keep(&format!(r"{EDGE}[\u0648\u0641\u0628\u0644]?({titles})\."), GAP);
    for before in [&unit, &ends, &dotted] {
        file.keep(before, &is_radical);
        file.cut(before, &joined);
        file.cut(before, &opens);
        file.cut(before, &quoted);
        file.keep(before, GAP);
    }
    file.keep(&format!("{EDGE}({references})\\."), &format!("{GAP}+{DIGIT}"));
    // Vitamin D ends one; other single letters are initials.
    file.cut(&format!(r"{EDGE}\u0648?(\u0627\u0644)?({labels}){GAP}{LETTER}\.{CLOSE}"), GAP);
    file.keep(&format!(r"{EDGE}\u0648?{LETTER}\.\u200F?\)?"), GAP);
    file.keep(&format!(r"{EDGE}[\u0644\u0641]\u062F\."), GAP);
    file.cut(&format!("{EDGE}({letters}){GAP}({letters})\\.{CLOSE}"), GAP);
    file.keep(&format!("{EDGE}({letters})\\."), GAP);
    // An ellipsis goes on, but for a question.
    let ellipsis = format!(r"(\.\.|\u2026)\.*{CLOSE}");
    file.cut(r"(\.\.|\u2026)[\u00BB\u201D][.]", GAP);
    file.cut(&ellipsis, &format!("{GAP}+({question}){GAP}"));
    file.keep(&ellipsis, &format!("{GAP}+{OPEN}({LETTER})"));
    // Who speaks stays with what is said.
    file.keep(
        &format!(r#"[.!?\u061F]["'\u00BB\u201D\u203A]{MARKS}"#),
        &format!("{GAP}+({speech})[\\u064B-\\u065F]*{GAP}"),
    );
    // A title in quotation marks, or a bracket, inside the sentence.
    let inside = format!(r#"{STRONG}[\u00BB\)]{MARKS}"#);
    file.keep(&inside, &is_radical);
    file.cut(&inside, &joined);
    file.cut(&inside, &opens);
    file.keep(&inside, &format!("{GAP}+({LETTER})"));
    // A space forgotten after the stop.
    file.cut(&format!(r"({LETTER}){{3}}\.{MARKS}"), &format!("({LETTER}){{2}}"));
    file.cut(&format!(r"({LETTER}){{2}}{STRONG}+{MARKS}"), &format!("({LETTER}){{2}}"));
    // A Latin name may start in either case.
    file.cut(&format!("{LETTER}{END}+{MARKS}"), GAP);
}

fn english(file: &mut File) {
    let titles = words(&super::own_words(super::Facts::TITLE, false));
    let names = words(&super::own_words(super::Facts::NAME, false));
    let trailing = words(&super::own_words(super::Facts::TRAILING, false));
    let references = words(&super::own_words(super::Facts::REFERENCE, false));
    let opener = words(&super::own_words(super::Facts::OPENER, false));
    let speech = words(&super::own_words(super::Facts::SPEECH, false));
    let opens = format!("{GAP}+{OPEN}({opener})[ ,\u{2019}']");
    file.part(&words(&super::own_words(super::Facts::PART, false)));
    // Engines that look behind for exceptions want no repeated groups there.
    let more = r"([A-Za-z]\.)?";
    file.keep(&format!("{EDGE}({titles})\\."), GAP);
    file.keep(&format!("{EDGE}({names})[!?]"), &format!("{GAP}+[a-z]"));
    for before in [
        format!("{EDGE}({trailing})\\.{CLOSE}"),
        format!(r"{EDGE}[A-Za-z]\.{more}{more}{more}[A-Za-z]\.{CLOSE}"),
    ] {
        file.cut(&before, &opens);
        file.keep(&before, GAP);
    }
    file.keep(
        &format!("{EDGE}({references})\\."),
        &format!(r"{GAP}+({DIGIT}|[IVXA-Z][IVX]*[ .,\)])"),
    );
    file.cut(&format!("{EDGE}[a-z]+{GAP}I\\.{CLOSE}"), &format!("{GAP}+{OPEN}[A-Z]"));
    file.cut(
        &format!(r"{EDGE}([Vv]itamin|[Pp]lan|[Gg]rade|[Tt]ype|[Cc]lass){GAP}[A-Z]\.{CLOSE}"),
        GAP,
    );
    file.keep(&format!(r"{START}{OPEN}([A-Za-z]|[ivxIVX]{{1,4}})\."), GAP);
    file.cut(&format!("{EDGE}[A-Z]\\."), &opens);
    file.keep(&format!("{EDGE}[A-Z]\\."), GAP);
    file.keep(r"(\.\.|\u2026)\.*", &format!(r"{GAP}+I[ '\u2019]"));
    file.keep(&format!(r#"{STRONG}["\u201D]"#), &format!("{GAP}+[A-Z][a-z]+{GAP}({speech})[ .,]"));
    file.cut(r"[a-z]{2}\.", "[A-Z][a-z]+[ ,]");
    file.cut(r"[a-z][!?]+", "[A-Z][a-z]+[ ,]");
    file.cut(&format!("{END}{CLOSE}"), &format!("{GAP}+{OPEN}({DIGIT}+|[a-z])\\){GAP}"));
    // Small letters go on.
    file.keep(
        &format!("{END}{CLOSE}"),
        &format!(r"{GAP}+{OPEN}(\p{{Ll}}\p{{Ll}}|\p{{Ll}}[ ,.'\u2019\-])"),
    );
}

/// Rules that come after those of a language.
fn common(file: &mut File) {
    file.cut(&format!(r"{END}+{CLOSE}(\[[^\]\n]{{1,12}}\])+{MARKS}"), GAP);
    file.cut(&format!(r"{END}+{CLOSE}[\u00B9\u00B2\u00B3\u2070\u2074-\u2079]+{MARKS}"), GAP);
    file.cut(&format!("{END}+{CLOSE}{END}*{CLOSE}"), GAP);
    file.cut(r"[\u3002\uFF01\uFF1F\uFF61\u0964\u0965]", "");
}

/// An alternation of words, each with room for diacritics nowhere and every alef for any.
fn words(list: &[String]) -> String {
    list.iter().map(|word| spell(word)).collect::<Vec<_>>().join("|")
}

fn spell(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        match c {
            'ا' | 'أ' | 'إ' | 'آ' => out.push_str("[\u{627}\u{623}\u{625}\u{622}]"),
            'ي' | 'ى' => out.push_str("[\u{64A}\u{649}]"),
            'و' => out.push_str("[\u{648}\u{624}]"),
            '.' => out.push_str("\\."),
            _ => out.push(c),
        }
    }
    out
}
