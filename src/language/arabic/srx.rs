//! Arabic segmentation rules for other tools.

use super::speech;
use crate::language::srx::{CLOSE, DIGIT, EDGE, END, GAP, MARKS, OPEN, RuleSet, STRONG, Words};

/// A letter with its diacritics and tatweel.
const LETTER: &str = r"[\u0621-\u063A\u0641-\u064A\u0671-\u06D3][\u0640\u064B-\u065F\u0670]*";

pub(super) fn rules(rules: &mut RuleSet, words: Words<'_>) {
    let opener = words("opener");
    let speech = format!(
        "{}|({})({})?({})?|\u{633}?[\u{64A}\u{62A}\u{627}\u{623}\u{646}]({})({})?({})?",
        words("speech"),
        words("said"),
        speech::PAST[1..].join("|"),
        speech::OBJECTS[1..].join("|"),
        words("says"),
        speech::PRESENT[1..].join("|"),
        speech::OBJECTS[1..].join("|"),
    );
    let question = words("question");
    let radical = words("radical");
    let titles = words("title");
    let trailing = words("trailing");
    let references = words("reference");
    let units = words("unit");
    let labels = words("label");
    let letters = words("letter");
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
    rules.part(&words("part"));
    // A title never ends one.
    rules.keep(&format!(r"{EDGE}[\u0648\u0641\u0628\u0644]?({titles})\."), GAP);
    for before in [&unit, &ends, &dotted] {
        rules.keep(before, &is_radical);
        rules.cut(before, &joined);
        rules.cut(before, &opens);
        rules.cut(before, &quoted);
        rules.keep(before, GAP);
    }
    rules.keep(&format!("{EDGE}({references})\\."), &format!("{GAP}+{DIGIT}"));
    // Vitamin D ends one; other single letters are initials.
    rules.cut(&format!(r"{EDGE}\u0648?(\u0627\u0644)?({labels}){GAP}{LETTER}\.{CLOSE}"), GAP);
    rules.keep(&format!(r"{EDGE}\u0648?{LETTER}\.\u200F?\)?"), GAP);
    rules.keep(&format!(r"{EDGE}[\u0644\u0641]\u062F\."), GAP);
    rules.cut(&format!("{EDGE}({letters}){GAP}({letters})\\.{CLOSE}"), GAP);
    rules.keep(&format!("{EDGE}({letters})\\."), GAP);
    // An ellipsis goes on, but for a question.
    let ellipsis = format!(r"(\.\.|\u2026)\.*{CLOSE}");
    rules.cut(r"(\.\.|\u2026)[\u00BB\u201D][.]", GAP);
    rules.cut(&ellipsis, &format!("{GAP}+({question}){GAP}"));
    rules.keep(&ellipsis, &format!("{GAP}+{OPEN}({LETTER})"));
    // Who speaks stays with what is said.
    rules.keep(
        &format!(r#"[.!?\u061F]["'\u00BB\u201D\u203A]{MARKS}"#),
        &format!("{GAP}+({speech})[\\u064B-\\u065F]*{GAP}"),
    );
    // A title in quotation marks, or a bracket, inside the sentence.
    let inside = format!(r#"{STRONG}[\u00BB\)]{MARKS}"#);
    rules.keep(&inside, &is_radical);
    rules.cut(&inside, &joined);
    rules.cut(&inside, &opens);
    rules.keep(&inside, &format!("{GAP}+({LETTER})"));
    // A space forgotten after the stop.
    rules.cut(&format!(r"({LETTER}){{3}}\.{MARKS}"), &format!("({LETTER}){{2}}"));
    rules.cut(&format!(r"({LETTER}){{2}}{STRONG}+{MARKS}"), &format!("({LETTER}){{2}}"));
    // A Latin name may start in either case.
    rules.cut(&format!("{LETTER}{END}+{MARKS}"), GAP);
}
