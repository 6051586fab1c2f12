//! What a translation copies unchanged: web addresses, e-mail addresses, document symbols.

use std::collections::BTreeSet;
use std::ops::Range;

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::language::{LANGUAGES, Language};
use crate::text::fold::is_mark;

/// The check `copied`.
pub(super) struct Copied;

const LANGUAGE: Form =
    Form::new("copied.language", "'{found}' leads to another language in the {side}");
const OTHER: Form =
    Form::new("copied.other", "'{found}' is '{other}' in the {side}; copy it as it is");
const MISSING: Form =
    Form::new("copied.missing", "'{found}' is not in the {side}; copy it as it is");

impl Check for Copied {
    fn id(&self) -> &'static str {
        "copied"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "web addresses, e-mail addresses and symbols such as A/RES/72/1 that the other side does not have as they are"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        let sides = pair.sides();
        let lists = sides.map(|text| {
            let of = |range: &Range<usize>| (range.clone(), plain(&text.text[range.clone()]));
            text.copied.iter().map(of).collect::<Vec<_>>()
        });
        let other_lists = [&lists[1], &lists[0]];
        for ((text, own), others) in sides.into_iter().zip(&lists).zip(other_lists) {
            let other = pair.other(text.side);
            let side = other.side;
            let addresses = |list: &[(Range<usize>, String)]| -> BTreeSet<String> {
                list.iter().map(|(_, address)| address.clone()).collect()
            };
            let (here, there) = (addresses(own), addresses(others));
            let rivals: Vec<_> = others.iter().filter(|(_, o)| !here.contains(o)).collect();
            let mut known = BTreeSet::new();
            let mut all_letters: Option<String> = None;
            for (range, address) in own {
                // Each address is reported once.
                if there.contains(address) || !known.insert(address) {
                    continue;
                }
                let found = &text.text[range.clone()];
                let (severity, message) = match rivals.first() {
                    // Reported once, for the source.
                    Some(_) if text.side == pair.target.side => continue,
                    Some((_, rival)) if neutral(rival) == neutral(address) => {
                        (Severity::Info, LANGUAGE.say(&[("found", &found), ("side", &side)]))
                    }
                    Some((place, _)) => {
                        let rival = &other.text[place.clone()];
                        (
                            Severity::Warning,
                            OTHER.say(&[("found", &found), ("other", &rival), ("side", &side)]),
                        )
                    }
                    None if all_letters
                        .get_or_insert_with(|| letters(other.text))
                        .contains(&letters(address)) =>
                    {
                        continue;
                    }
                    None => (Severity::Warning, MISSING.say(&[("found", &found), ("side", &side)])),
                };
                report(pair.finding_at(self, severity, text, range.clone(), message));
            }
        }
    }
}

/// An address without direction marks and trailing slashes.
fn plain(address: &str) -> String {
    let address: String = address.chars().filter(|c| !is_mark(*c)).collect();
    address.trim_end_matches('/').to_owned()
}

/// An address without the parts that name a language.
fn neutral(address: &str) -> String {
    let parts = address.split(['/', '.', '-', '_', '=', '?', '#']);
    let named = |part: &&str| {
        let part = part.to_ascii_lowercase();
        let names = |language: &&dyn Language| {
            part == language.subtag() || part == language.name().to_ascii_lowercase()
        };
        !matches!(part.as_str(), "www" | "http:" | "https:") && !LANGUAGES.iter().any(names)
    };
    parts.filter(|part| !part.is_empty()).filter(named).collect::<Vec<_>>().join("/")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}
