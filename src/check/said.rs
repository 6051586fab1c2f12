//! Messages of findings as values: which message it is, and what stands in its places. A page says them in its language.

use std::collections::BTreeMap;

use serde::Serialize;

/// A message taken apart.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Said {
    /// Which message it is.
    pub(crate) code: &'static str,
    /// What stands in its places, by their names.
    pub(crate) args: BTreeMap<&'static str, String>,
    /// How many findings alike are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) more: Option<u64>,
}

/// Takes a message of a check apart; nothing if it is none of those below.
pub(crate) fn said(message: &str) -> Option<Said> {
    let cut = message
        .strip_suffix(" more like this in the unit are not listed")
        .and_then(|message| message.rsplit_once("; "))
        .and_then(|(message, more)| Some((message, more.parse().ok()?)));
    let (message, more) = cut.map_or((message, None), |(message, more)| (message, Some(more)));
    FORMS.iter().find_map(|(code, form)| Some(Said { code, args: places(message, form)?, more }))
}

/// What stands in the places of a form, if a message has it.
fn places(message: &str, form: &'static str) -> Option<BTreeMap<&'static str, String>> {
    let (first, mut form) = form.split_once('{').unwrap_or((form, ""));
    let mut rest = message.strip_prefix(first)?;
    let mut found = BTreeMap::new();
    while !form.is_empty() {
        let (name, after) = form.split_once('}')?;
        let (text, next) = after.split_once('{').unwrap_or((after, ""));
        let end = match (text, next) {
            (text, "") => rest.len() - rest.strip_suffix(text).map(|_| text.len())?,
            (text, _) => rest.find(text)?,
        };
        let value = &rest[..end];
        if value.is_empty() || name == "side" && !matches!(value, "source" | "target") {
            return None;
        }
        found.insert(name, value.to_owned());
        rest = &rest[end + text.len()..];
        form = next;
    }
    rest.is_empty().then_some(found)
}

/// The messages of the checks, those with the most words of their own first.
const FORMS: &[(&str, &str)] = &[
    (
        "length.short",
        "the {side} is {times} times too short for its other side by the measure of this memory; see whether something is missing",
    ),
    (
        "codes.differ",
        "the codes of the two sides differ ({source} in the source, {target} in the target); give the translation the same ones",
    ),
    (
        "bidi.hides",
        "{mark} makes text show in another order than it is stored, which can hide what it says; remove it",
    ),
    (
        "misaligned.slipped",
        "the sides mean different things; the {side} of unit {unit} would fit better: the texts have slipped",
    ),
    (
        "dates.order",
        "'{found}' has day and month the other way round in the target; make sure one date is meant",
    ),
    (
        "mojibake.lost",
        "'{found}' was read in a wrong encoding and has lost bytes; restore it from the document",
    ),
    (
        "language.other",
        "the {side} is tagged {lang}, the memory is in {other}; tools skip units of other tags: use one tag",
    ),
    (
        "character.lost",
        "{code} stands where a character was lost in conversion; restore it from the document",
    ),
    (
        "letters.looks",
        "'{found}' has {letter} ({code}), a letter of Persian or Urdu that looks like {own}; searches miss it",
    ),
    (
        "bidi.count",
        "{count} invisible direction marks; they are allowed, but matches may miss by them",
    ),
    (
        "character.private",
        "{code} is for private use and shows only in one font; put a real character there",
    ),
    (
        "mixed",
        "'{found}' mixes {one} and {other} letters; type it again in one script, or part the words",
    ),
    (
        "limit",
        "the {side} has {length} characters; some tools pass over more than {most}: split the unit",
    ),
    (
        "placeholders.order",
        "'{found}' stands in another order in the target; number it or keep the order",
    ),
    (
        "omission.part",
        "this part seems to be missing from the {side} (similarity {whole}, without it {best})",
    ),
    (
        "inconsistent.target",
        "unit {unit} has the same target for another source; one may be misplaced",
    ),
    ("codes.number", "the code number {id} is used twice; some tools then refuse the unit"),
    (
        "numbers.percentage",
        "{found} is a percentage here, but not in the {side}; make the numbers agree",
    ),
    (
        "language.region",
        "the tag {tag} names no region, which this tool needs; use one like {other}",
    ),
    ("language.twice", "the unit has {count} texts in {lang}; most tools read only one: split it"),
    ("bidi.open", "{mark} is never ended and turns what follows; end it or remove it"),
    ("spaces.tab", "a tab or line break inside the text; matches may miss by it"),
    ("ending", "the source ends in {source}, the target in {target}; make the ends agree"),
    ("inconsistent.source", "unit {unit} translates the same source otherwise; choose one"),
    ("tatweel", "a stretching stroke (tatweel) inside a word; remove it"),
    ("placeholders.more", "'{found}' is not in the source; see whether it belongs here"),
    ("numbers.rivals", "{found} is not in the {side}, which has {rivals}; make the numbers agree"),
    ("codes.pair", "the pair number {pair} is used twice; number pairs apart"),
    ("empty.side", "the {side} ({lang}) is empty; fill it in or take the unit out"),
    ("entity", "{found} stands as text; put the character it means there"),
    ("glued", "'{found}' is two words, '{one}' and '{other}'; part them by a space"),
    ("brackets.nothing", "{mark} was never opened; add its partner or remove it"),
    ("foreign-mark", "'{mark}' is a mark of the other script; use that of {lang}"),
    ("brackets.never", "{mark} is never closed; add its partner or remove it"),
    ("character.bom", "{code} is a byte-order mark inside a text; remove it"),
    ("duplicate", "the same texts as unit {unit}; one of them is enough"),
    ("spaces.line", "a line break at the end of the text; remove it"),
    ("empty.none", "there is no {side} in {lang}; add it or take the unit out"),
    ("brackets.alone", "{mark} has no partner; add its partner or remove it"),
    ("omission.breaks", "the text breaks off here; see what is missing"),
    ("units", "'{found}' is '{other}' in the target; make the units agree"),
    ("untranslated", "the target is the source again; translate it"),
    ("script.side", "the {side} is not in the script of {lang}; translate it"),
    ("letters.names", "'{found}' has {letter}, which {lang} uses in foreign names only"),
    ("presentation", "'{found}' is stored as shapes; the letters are '{letters}'"),
    ("mojibake.right", "'{found}' was read in a wrong encoding; it is '{right}'"),
    ("placeholders.missing", "'{found}' is not in the target; copy it as it is"),
    ("script.left", "'{found}' is left in Arabic script; translate it"),
    ("spaces.end", "a space at the end of the text; remove it"),
    ("placeholders.other", "'{found}' is '{other}' in the target; copy it as it is"),
    ("numbers.missing", "{found} is not in the {side}; make the numbers agree"),
    ("misaligned", "the sides seem to mean different things"),
    ("dates.other", "'{found}' is '{other}' in the {side}; make the dates agree"),
    ("character.invisible", "{code} is invisible; matches may miss by it"),
    ("numbers.other", "{found} is {other} in the {side}; make the numbers agree"),
    ("copied.language", "'{found}' leads to another language in the {side}"),
    ("copied.missing", "'{found}' is not in the {side}; copy it as it is"),
    ("character.none", "{code} is no character of text; remove it"),
    ("copied.other", "'{found}' is '{other}' in the {side}; copy it as it is"),
    ("left-word", "'{found}' is a word of the {side}; translate it"),
    ("character.control", "{code} is a control character; remove it"),
    ("spaces.several", "several spaces in a row; keep one"),
    ("latin.near", "'{found}' is '{near}' in the {side}; spell it alike"),
    ("codes.highlight", "a highlight ends but never began"),
    ("dates.missing", "'{found}' has no counterpart in the {side}"),
    ("doubled", "'{found}' is doubled; keep one mark"),
    ("repeated", "'{found}' stands twice; remove one"),
    ("codes.begins", "code {pair} begins but never ends"),
    ("codes.ends", "code {pair} ends but never began"),
    ("punctuation.before", "a space before {mark}; remove it"),
    ("punctuation.inside", "a space inside {mark}; remove it"),
    ("bidi.stray", "{mark} ends nothing; remove it"),
    ("punctuation.after", "no space after {mark}; add one"),
    ("latin.missing", "'{found}' is not in the {side}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_apart() {
        let said = |message: &str| {
            let said = said(message).unwrap();
            let args: Vec<String> = said.args.iter().map(|(k, v)| format!("{k}={v}")).collect();
            (said.code, args.join(" "), said.more)
        };
        assert_eq!(
            said("12 is not in the target, which has 13, 14; make the numbers agree"),
            ("numbers.rivals", "found=12 rivals=13, 14 side=target".to_owned(), None)
        );
        assert_eq!(
            said("'a/b' is not in the source; 3 more like this in the unit are not listed"),
            ("latin.missing", "found='a/b' side=source".replace('\'', ""), Some(3))
        );
        assert_eq!(super::said("something else"), None);
    }

    #[test]
    fn every_form_is_its_own() {
        for (code, form) in FORMS {
            let message = form.replace("{side}", "source").replace(['{', '}'], "");
            let found = super::said(&message).unwrap();
            assert_eq!(found.code, *code, "{message}");
        }
    }
}
