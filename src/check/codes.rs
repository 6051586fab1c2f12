//! Inline codes: unclosed pairs, numbers used twice, codes that one side lacks.

use std::collections::BTreeMap;

use super::message::{Form, Message};
use super::rule::{Check, Finding, Pair, Severity};
use crate::unit::{Code, CodeKind};

/// The check `codes`.
pub(super) struct Codes;

const DIFFER: Form = Form::new(
    "codes.differ",
    "the codes of the two sides differ ({source} in the source, {target} in the target); give the translation the same ones",
);
const ENDS: Form = Form::new("codes.ends", "code {pair} ends but never began");
const BEGINS: Form = Form::new("codes.begins", "code {pair} begins but never ends");
const HIGHLIGHT: Form = Form::new("codes.highlight", "a highlight ends but never began");
const PAIR: Form =
    Form::new("codes.pair", "the pair number {pair} is used twice; number pairs apart");
const NUMBER: Form = Form::new(
    "codes.number",
    "the code number {id} is used twice; some tools then refuse the unit",
);

impl Check for Codes {
    fn id(&self) -> &'static str {
        "codes"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "inline codes: pairs that do not close, numbers used twice, codes that only one side has"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let mut say = |severity, side, message| {
            let finding = pair.finding(self, severity, message);
            report(Finding { side, ..finding });
        };
        for (side, variant) in pair.variants() {
            for message in faults(&variant.codes) {
                say(Severity::Error, Some(side), message);
            }
        }
        let variants: Vec<_> = pair.variants().collect();
        if let [(_, source), (_, target)] = variants[..]
            && count(&source.codes) != count(&target.codes)
        {
            let message =
                DIFFER.say(&[("source", &source.codes.len()), ("target", &target.codes.len())]);
            say(Severity::Warning, None, message);
        }
    }
}

/// What is wrong with the codes of one text.
fn faults(codes: &[Code]) -> Vec<Message> {
    let mut faults = Vec::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut highlights = 0usize;
    let mut begun: BTreeMap<&str, usize> = BTreeMap::new();
    let mut numbers: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for code in codes {
        match code.kind {
            CodeKind::Begin => {
                *open.entry(&code.pair).or_default() += 1;
                *begun.entry(&code.pair).or_default() += 1;
            }
            CodeKind::End => match open.get_mut(code.pair.as_str()).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => faults.push(ENDS.say(&[("pair", &code.pair)])),
            },
            CodeKind::HighlightBegin => highlights += 1,
            CodeKind::HighlightEnd if highlights == 0 => {
                faults.push(HIGHLIGHT.say(&[]));
            }
            CodeKind::HighlightEnd => highlights -= 1,
            _ => {}
        }
        if !code.id.is_empty() && code.kind != CodeKind::End {
            let single = code.kind == CodeKind::Single;
            *numbers.entry((single, &code.id)).or_default() += 1;
        }
    }
    let unclosed = open.iter().filter(|(_, count)| **count > 0);
    faults.extend(unclosed.map(|(pair, _)| BEGINS.say(&[("pair", pair)])));
    for (pair, _) in begun.iter().filter(|(_, count)| **count > 1) {
        faults.push(PAIR.say(&[("pair", pair)]));
    }
    for ((_, id), _) in numbers.iter().filter(|(_, count)| **count > 1) {
        faults.push(NUMBER.say(&[("id", id)]));
    }
    faults
}

/// How often each kind of code occurs in a text.
fn count(codes: &[Code]) -> BTreeMap<(u8, &str), usize> {
    let mut counts = BTreeMap::new();
    for code in codes {
        let kind = match code.kind {
            CodeKind::Begin | CodeKind::LoneBegin => 0,
            CodeKind::End | CodeKind::LoneEnd => 1,
            CodeKind::Single | CodeKind::Unknown => 2,
            // A highlight is a remark, not markup of the document.
            CodeKind::HighlightBegin | CodeKind::HighlightEnd => continue,
        };
        let id = if kind == 1 { "" } else { code.id.as_str() };
        *counts.entry((kind, id)).or_default() += 1;
    }
    counts
}
