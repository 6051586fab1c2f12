//! The words of the review page: both languages have every message that the scripts ask for, in every plural form.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Map, Value};

fn app() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/bin/mizan/review/app")
}

fn table(language: &str) -> Map<String, Value> {
    let text = fs::read_to_string(app().join(format!("{language}.json"))).unwrap();
    let Value::Object(table) = serde_json::from_str(&text).unwrap() else { panic!("{language}") };
    // A key that stands twice is there once when it is read.
    assert_eq!(text.matches("\n  \"").count(), table.len(), "{language}: a key stands twice");
    table
}

/// The scripts by name.
fn scripts() -> Vec<(String, String)> {
    let entries = fs::read_dir(app()).unwrap().map(|entry| entry.unwrap().path());
    let mut scripts: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    scripts.sort();
    assert!(scripts.len() > 10, "{}", scripts.len());
    scripts
}

/// What stands between `before` and the next `after`, wherever `before` stands.
fn between<'t>(text: &'t str, before: &str, after: char) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0)).collect()
}

/// What is filled into a message: the names in braces.
fn blanks(text: &Value) -> BTreeSet<String> {
    let texts: Vec<&str> = match text {
        Value::String(text) => vec![text],
        Value::Object(forms) => forms.values().filter_map(Value::as_str).collect(),
        other => panic!("{other}"),
    };
    texts.iter().flat_map(|text| between(text, "{", '}')).map(str::to_owned).collect()
}

#[test]
fn languages_have_the_same_messages() {
    let (english, arabic) = (table("en"), table("ar"));
    let keys = |table: &Map<String, Value>| table.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&arabic));
    for (key, text) in &english {
        let other = &arabic[key];
        assert_eq!(
            text.is_object(),
            other.is_object(),
            "{key} has plural forms in one language only"
        );
        assert_eq!(blanks(text), blanks(other), "{key}: other things are filled in");
        for (table, wanted) in [
            (text, &["one", "other"][..]),
            (other, &["zero", "one", "two", "few", "many", "other"][..]),
        ] {
            let Value::Object(forms) = table else {
                assert!(!table.as_str().unwrap().trim().is_empty(), "{key}");
                continue;
            };
            for form in wanted {
                assert!(forms.contains_key(*form), "{key} has no form {form}");
            }
            assert!(forms.contains_key("other") && blanks(text).contains("n"), "{key}");
        }
    }
}

#[test]
fn messages_of_the_scripts_exist() {
    let english = table("en");
    let mut asked = 0;
    for (name, script) in scripts() {
        for call in ["message(", "messageNodes(", "say(", "dead(", "hasMessage("] {
            for key in between(&script, &format!("{call}\""), '"') {
                assert!(english.contains_key(key), "{name}: {call}\"{key}\")");
                asked += 1;
            }
            // Keys that are put together: something must begin and end so.
            for key in between(&script, &format!("{call}`"), '`') {
                let (before, rest) =
                    key.split_once("${").unwrap_or_else(|| panic!("{name}: {key}"));
                let after = rest.rsplit_once('}').unwrap().1;
                let fits = |known: &&String| known.starts_with(before) && known.ends_with(after);
                assert!(english.keys().find(fits).is_some(), "{name}: {call}`{key}`)");
            }
        }
        // Keys that are handed on.
        for key in between(&script, "? \"", '"').into_iter().chain(between(&script, "\" : \"", '"'))
        {
            let is_key = key.contains('.') && key.chars().all(|c| c.is_alphanumeric() || c == '.');
            assert!(!is_key || english.contains_key(key), "{name}: {key}");
        }
    }
    assert!(asked > 60, "{asked}");
}

#[test]
fn commands_and_filters_have_words() {
    let english = table("en");
    let scripts = scripts();
    let script = |wanted: &str| &scripts.iter().find(|(name, _)| name == wanted).unwrap().1;
    let commands = script("commands.js");
    let ids = between(commands, "{ id: \"", '"');
    assert!(ids.len() > 30, "{}", ids.len());
    for id in ids {
        assert!(english.contains_key(&format!("command.{id}")), "{id}");
    }
    for group in between(commands, "group: \"", '"') {
        assert!(english.contains_key(&format!("group.{group}")), "{group}");
    }
    for filter in between(script("grid.js"), "id: \"", '"') {
        assert!(english.contains_key(&format!("filter.{filter}")), "{filter}");
        assert!(english.contains_key(&format!("command.filter.{filter}")), "{filter}");
    }
}

#[test]
fn checks_have_words() {
    let english = table("en");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    let output = command.args(["memory", "check", "--list-checks"]).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    assert!(list.lines().count() > 20, "{list}");
    for check in list.lines().filter_map(|line| line.split_whitespace().next()) {
        assert!(english.contains_key(&format!("check.{check}")), "{check}");
    }
}

/// What the page may ask a browser for is its own: no address of another host, and nothing that reads text as markup.
#[test]
fn the_page_is_its_own() {
    let mut texts = scripts();
    for name in ["index.html", "app.css"] {
        texts.push((name.to_owned(), fs::read_to_string(app().join(name)).unwrap()));
    }
    for (name, text) in &texts {
        let elsewhere = text.replace("http://www.w3.org/2000/svg", "");
        for forbidden in [
            "http://",
            "https://",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "@import",
            "DOMParser",
        ] {
            assert!(!elsewhere.contains(forbidden), "{name} has {forbidden}");
        }
    }
    let page = &texts.iter().find(|(name, _)| name == "index.html").unwrap().1;
    for forbidden in [" style=", " onclick=", " onload=", "<style", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(
        page.matches("<script").count(),
        page.matches("<script type=\"module\" src=\"/app/").count()
    );
    // Directions are set in the markup, so that one sheet serves both.
    let sheet = &texts.iter().find(|(name, _)| name == "app.css").unwrap().1;
    for line in sheet.lines().map(str::trim) {
        for physical in
            ["left", "right", "margin-left", "margin-right", "padding-left", "padding-right"]
        {
            assert!(!line.starts_with(&format!("{physical}:")), "{line}");
        }
        assert!(
            !line.contains("text-align: left") && !line.contains("text-align: right"),
            "{line}"
        );
    }
    // Every module is loaded with the page and not one after the other.
    for (name, _) in scripts() {
        assert!(page.contains(&format!("/app/{name}")), "{name} is not named in index.html");
    }
}

/// The forms of messages that the library takes apart: code and words.
fn forms() -> Vec<(String, String)> {
    let text = fs::read_to_string(app().join("../../../../check/said.rs")).unwrap();
    let list = text.split_once("const FORMS").unwrap().1.split_once("\n];").unwrap().0;
    let list = list.split_once("= &[").unwrap().1;
    let texts: Vec<String> =
        list.split('"').skip(1).step_by(2).map(|text| text.to_owned()).collect();
    texts.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

#[test]
fn messages_of_findings_have_words() {
    let english = table("en");
    let forms = forms();
    assert!(forms.len() > 60, "{}", forms.len());
    for (code, form) in &forms {
        assert_eq!(
            english.get(&format!("said.{code}")),
            Some(&Value::from(form.as_str())),
            "{code}"
        );
    }
    let known = english.keys().filter(|key| key.starts_with("said.")).count();
    assert_eq!(known, forms.len());
}

/// What checks find in units with planted errors, as the page gets it: each finding as values.
#[test]
fn findings_are_values() {
    let mut units = crate::check::memory();
    for seed in [5, 6] {
        crate::planted::plant(&mut units, 150, seed);
    }
    let findings = crate::check::check(&units);
    assert!(findings.len() > 150, "{}", findings.len());
    let project = crate::review::small();
    let bead = project.bead_at(0).unwrap();
    let findings = std::collections::BTreeMap::from([(bead, findings)]);
    let cards = serde_json::to_value(project.cards(0..1, &findings)).unwrap();
    let mut unknown: Vec<&str> = Vec::new();
    let mut codes = BTreeSet::new();
    for finding in cards[0]["findings"].as_array().unwrap() {
        match finding["said"]["code"].as_str() {
            Some(code) => drop(codes.insert(code)),
            None => unknown.push(finding["message"].as_str().unwrap()),
        }
    }
    assert!(unknown.is_empty(), "without values: {unknown:#?}");
    assert!(codes.len() > 25, "{codes:?}");
}

/// Every kind of reason that the library gives has words in the page.
#[test]
fn reasons_are_values() {
    let text = fs::read_to_string(app().join("../../../../align/evidence/seen.rs")).unwrap();
    let list = text.split_once("enum Seen {").unwrap().1.split_once("\n}").unwrap().0;
    let kinds: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| line.split([' ', ',', '{']).next().unwrap())
        .collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    let scripts = scripts();
    let side = &scripts.iter().find(|(name, _)| name == "side.js").unwrap().1;
    for kind in kinds {
        let code = format!("{}{}", kind[..1].to_lowercase(), &kind[1..]);
        assert!(side.contains(&format!("case \"{code}\":")), "{code}");
    }
}
