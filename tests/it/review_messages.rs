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

/// The files of the checks by name, without their unit tests.
fn checks() -> Vec<(String, String)> {
    let files = crate::texts::entries("src/check").into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        (path.file_name().unwrap().to_string_lossy().into_owned(), code.to_owned())
    });
    // It says what a form is.
    files.filter(|(name, _)| name != "message.rs").collect()
}

/// A message of a check.
struct Form {
    /// The name of its constant.
    name: String,
    code: String,
    english: String,
}

/// The messages of a check: `const NAME: Form = Form::new("code", "words");`.
fn forms(check: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut parts = check.split("Form::new(");
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let name = before.trim_end().strip_suffix(": Form =").and_then(|b| b.rsplit(' ').next());
        let mut texts = part.split('"');
        let [Some(_), Some(code), Some(comma), Some(english)] = [(); 4].map(|()| texts.next())
        else {
            panic!("{part}");
        };
        assert!(comma.trim() == "," && !english.contains('\\'), "{code}: {english}");
        let name = name.unwrap_or_else(|| panic!("{code} is no constant")).to_owned();
        forms.push(Form { name, code: code.to_owned(), english: english.to_owned() });
        before = part;
    }
    forms
}

/// The page has the words of every message of every check. Findings of `metadata` are about files: the page has none.
#[test]
fn messages_of_findings_have_words() {
    let english = table("en");
    let mut codes = BTreeSet::new();
    for (file, text) in checks() {
        for Form { code, english: words, .. } in forms(&text) {
            assert!(codes.insert(code.clone()), "{file}: {code} is another message already");
            if file != "metadata.rs" {
                let known = english.get(&format!("said.{code}"));
                assert_eq!(known, Some(&Value::from(words)), "{file}: {code}");
            }
        }
    }
    assert!(codes.len() > 60, "{}", codes.len());
    let unsaid = english.keys().filter_map(|key| key.strip_prefix("said."));
    let unsaid: Vec<&str> = unsaid.filter(|code| !codes.contains(*code)).collect();
    assert!(unsaid.is_empty(), "no check says {unsaid:?}");
}

/// Where a check says a message, it gives the values that its words name.
#[test]
fn messages_of_findings_have_their_values() {
    let mut seen = 0;
    for (file, text) in checks() {
        let forms = forms(&text);
        let mut parts = text.split(".say(&[");
        let mut before = parts.next().unwrap_or_default();
        for part in parts {
            let said = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
            let said = said.unwrap_or_default();
            let mut open = 1;
            let end = part.find(|c| {
                open += i32::from(c == '[') - i32::from(c == ']');
                open == 0
            });
            let texts = between(&part[..end.unwrap()], "(\"", '"');
            // A value may be formatted.
            let values: BTreeSet<&str> =
                texts.into_iter().filter(|text| !text.starts_with('{')).collect();
            // A variable may be any of them.
            let is_said = |form: &&Form| form.name == said || said == "form";
            let of_said: Vec<&Form> = forms.iter().filter(is_said).collect();
            assert!(!of_said.is_empty(), "{file}: {said} is no message");
            for Form { code, english, .. } in of_said {
                let named: BTreeSet<&str> = between(english, "{", '}').into_iter().collect();
                assert_eq!(values, named, "{file}: {code}");
                seen += 1;
            }
            before = part;
        }
    }
    assert!(seen > 60, "{seen}");
}

/// What checks find in units with planted errors, as the page gets it: each finding as values, which make its words.
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
    let english = table("en");
    let mut codes = BTreeSet::new();
    for finding in cards[0]["findings"].as_array().unwrap() {
        let message = finding["message"].as_str().unwrap();
        let code = finding["said"]["code"].as_str();
        let code = code.unwrap_or_else(|| panic!("without values: {message}"));
        let mut words = english[&format!("said.{code}")].as_str().unwrap().to_owned();
        for (name, value) in finding["said"]["args"].as_object().unwrap() {
            words = words.replace(&format!("{{{name}}}"), value.as_str().unwrap());
        }
        let message =
            message.split("; ").filter(|part| !part.contains(" more like this in the unit"));
        assert_eq!(message.collect::<Vec<_>>().join("; "), words, "{code}");
        codes.insert(code);
    }
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
