//! The built-in rules as an SRX file for other tools.
//!
//! Wrapped lines and counted lists are not in it, since SRX sees only the text around a place; see
//! [`crate::language::srx`].

use std::fmt::Write;

use super::RULES;
use super::abbreviation::own_words;
use crate::language::LANGUAGES;
use crate::language::srx::{CLOSE, DIGIT, END, GAP, MARKS, OPEN, RuleSet, START, SrxRule};

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
    for language in LANGUAGES {
        file.set(language.name(), |rules| {
            language.srx(rules, &|section| words(&own_words(*language, section)));
        });
    }
    file.set("Common", common);
    file.line("</languagerules>");
    file.line("<maprules>");
    file.map(".*", "Always");
    for language in LANGUAGES {
        let subtag = language.subtag().chars();
        let pattern = subtag.map(|c| format!("[{}{c}]", c.to_ascii_uppercase()));
        let pattern = pattern.collect::<String>() + ".*";
        file.map(&pattern, language.name());
        for set in language.also_segmented_as() {
            file.map(&pattern, set);
        }
    }
    file.map(".*", "Common");
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

    fn set(&mut self, name: &str, fill: impl Fn(&mut RuleSet)) {
        self.line(&format!("<languagerule languagerulename=\"{name}\">"));
        let mut rules = RuleSet::default();
        fill(&mut rules);
        for rule in &rules.0 {
            self.rule(rule);
        }
        self.line("</languagerule>");
    }

    fn map(&mut self, pattern: &str, set: &str) {
        self.line(&format!(
            "<languagemap languagepattern=\"{pattern}\" languagerulename=\"{set}\"/>"
        ));
    }

    fn rule(&mut self, rule: &SrxRule) {
        let escape = |side: &str| quick_xml::escape::partial_escape(side).into_owned();
        let breaks = if rule.breaks { "yes" } else { "no" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.out,
            "<rule break=\"{breaks}\"><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>",
            escape(&rule.before),
            escape(&rule.after)
        );
    }
}

/// Rules that come before those of any language.
fn always(rules: &mut RuleSet) {
    rules.cut(r"[\n\r\u0085\u2028\u2029]", "");
    // The sentence continues after a comma, a colon or a closing mark.
    rules.keep(&format!("{END}{CLOSE}"), &format!(r#"{GAP}*[,;:\u060C\u061B%\)\]\u00BB\u201D]"#));
    // (!) and (...)
    rules.keep(&format!(r"[\(\[]{END}{{1,4}}[\)\]]"), GAP);
    // 1. at the head of a sentence
    let part = format!(r"(\.{DIGIT}{{1,3}})?");
    rules.keep(&format!(r"{START}{OPEN}{DIGIT}{{1,3}}{part}{part}\."), GAP);
    // ? ! and . . .
    rules.keep(END, &format!("{GAP}{END}"));
    // . [3]
    rules.keep(END, &format!(r"{GAP}\[{DIGIT}"));
}

/// Rules that come after those of a language.
fn common(rules: &mut RuleSet) {
    rules.cut(&format!(r"{END}+{CLOSE}(\[[^\]\n]{{1,12}}\])+{MARKS}"), GAP);
    rules.cut(&format!(r"{END}+{CLOSE}[\u00B9\u00B2\u00B3\u2070\u2074-\u2079]+{MARKS}"), GAP);
    rules.cut(&format!("{END}+{CLOSE}{END}*{CLOSE}"), GAP);
    rules.cut(r"[\u3002\uFF01\uFF1F\uFF61\u0964\u0965]", "");
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
