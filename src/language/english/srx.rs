//! English segmentation rules for other tools.

use crate::language::srx::{CLOSE, DIGIT, EDGE, END, GAP, OPEN, RuleSet, START, STRONG, Words};

pub(super) fn rules(rules: &mut RuleSet, words: Words<'_>) {
    let titles = words("title");
    let names = words("name");
    let trailing = words("trailing");
    let references = words("reference");
    let opener = words("opener");
    let speech = words("speech");
    let opens = format!("{GAP}+{OPEN}({opener})[ ,\u{2019}']");
    rules.part(&words("part"));
    // Engines that look behind for exceptions want no repeated groups there.
    let more = r"([A-Za-z]\.)?";
    rules.keep(&format!("{EDGE}({titles})\\."), GAP);
    rules.keep(&format!("{EDGE}({names})[!?]"), &format!("{GAP}+[a-z]"));
    for before in [
        format!("{EDGE}({trailing})\\.{CLOSE}"),
        format!(r"{EDGE}[A-Za-z]\.{more}{more}{more}[A-Za-z]\.{CLOSE}"),
    ] {
        rules.cut(&before, &opens);
        rules.keep(&before, GAP);
    }
    rules.keep(
        &format!("{EDGE}({references})\\."),
        &format!(r"{GAP}+({DIGIT}|[IVXA-Z][IVX]*[ .,\)])"),
    );
    rules.cut(&format!("{EDGE}[a-z]+{GAP}I\\.{CLOSE}"), &format!("{GAP}+{OPEN}[A-Z]"));
    rules.cut(
        &format!(r"{EDGE}([Vv]itamin|[Pp]lan|[Gg]rade|[Tt]ype|[Cc]lass){GAP}[A-Z]\.{CLOSE}"),
        GAP,
    );
    rules.keep(&format!(r"{START}{OPEN}([A-Za-z]|[ivxIVX]{{1,4}})\."), GAP);
    rules.cut(&format!("{EDGE}[A-Z]\\."), &opens);
    rules.keep(&format!("{EDGE}[A-Z]\\."), GAP);
    rules.keep(r"(\.\.|\u2026)\.*", &format!(r"{GAP}+I[ '\u2019]"));
    rules.keep(&format!(r#"{STRONG}["\u201D]"#), &format!("{GAP}+[A-Z][a-z]+{GAP}({speech})[ .,]"));
    rules.cut(r"[a-z]{2}\.", "[A-Z][a-z]+[ ,]");
    rules.cut(r"[a-z][!?]+", "[A-Z][a-z]+[ ,]");
    rules.cut(&format!("{END}{CLOSE}"), &format!("{GAP}+{OPEN}({DIGIT}+|[a-z])\\){GAP}"));
    // Small letters go on.
    rules.keep(
        &format!("{END}{CLOSE}"),
        &format!(r"{GAP}+{OPEN}(\p{{Ll}}\p{{Ll}}|\p{{Ll}}[ ,.'\u2019\-])"),
    );
}
