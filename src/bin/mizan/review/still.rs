//! A review as one page that needs no server: the page of the server with what it shows inside, to be read and filtered.

use std::collections::BTreeMap;
use std::io::Write;

use mizan::review::{Findings, Project};
use serde_json::{Value, json};

use super::pages::PAGES;

/// The modules of the page, each behind those it needs.
const MODULES: [&str; 17] = [
    "text.js",
    "dom.js",
    "keys.js",
    "messages.js",
    "errors.js",
    "engine.js",
    "store.js",
    "row.js",
    "list.js",
    "grid.js",
    "modes.js",
    "side.js",
    "queue.js",
    "commands.js",
    "dialogs.js",
    "bar.js",
    "app.js",
];

/// The engine in place of that of the server.
const ENGINE: &str = include_str!("still/engine.js");

/// What the page may do: nothing but run what stands in it.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
     script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     require-trusted-types-for 'script'\">";

/// Writes the page of a project.
pub(super) fn write(
    project: &Project,
    name: &str,
    findings: &Findings,
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    let page = file("/");
    let (head, rest) = page.split_once("<title>").unwrap_or((page, ""));
    let (title, body) = rest.split_once("<body class=\"starting\">").unwrap_or((rest, ""));
    let title = title.split_once("</title>").map_or(title, |(title, _)| title);
    let icon = format!("data:image/svg+xml;base64,{}", base64(file("/app/icon.svg").as_bytes()));
    let body = body.replace("/app/icon.svg", &icon);
    let (body, end) = body.split_once("</body>").unwrap_or((&body, ""));
    write!(
        out,
        "{}\n    {POLICY}\n    <title>{title}</title>\n    <link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\n    <style>\n{}\n    </style>\n  </head>\n  <body class=\"starting still\">{body}",
        head.trim_end(),
        file("/app/app.css")
    )?;
    for language in ["en", "ar"] {
        let messages = file(&format!("/app/{language}.json")).replace('<', "\\u003c");
        writeln!(
            out,
            "<script type=\"application/json\" id=\"messages-{language}\">{messages}</script>"
        )?;
    }
    write!(out, "<script type=\"application/json\" id=\"review\">")?;
    let mut harmless = Harmless(out);
    serde_json::to_writer(&mut harmless, &data(project, name, findings))
        .map_err(std::io::Error::from)?;
    writeln!(out, "</script>\n<script type=\"module\">\n{}</script>\n  </body>{end}", script())?;
    Ok(())
}

/// What the page shows.
fn data(project: &Project, name: &str, findings: &Findings) -> Value {
    let segments = project.segments();
    let side = |at: usize| {
        let lang = project.langs()[at];
        let dir = lang.direction().as_str();
        json!({ "lang": lang.to_string(), "dir": dir, "segments": segments[at] })
    };
    let mut history: BTreeMap<u32, Value> = BTreeMap::new();
    if project.n() > 0 {
        for bead in (0..).map_while(|row| project.bead_at(row)) {
            let items = json!(project.history(bead));
            if items.as_array().is_some_and(|items| !items.is_empty()) {
                history.insert(bead, items);
            }
        }
    }
    json!({
        "project": {
            "name": name,
            "document": project.head().document,
            "n": project.n(),
            "format": 1,
            "counts": project.counts(),
            "canUndo": false,
            "canRedo": false,
            "saved": project.log().last().map(|entry| &entry.at),
            "still": true,
            "source": side(0),
            "target": side(1),
        },
        "index": base64(&project.index(findings)),
        "beads": project.cards(0..usize::MAX, findings),
        "queue": project.queue(findings),
        "history": history,
    })
}

/// A file of the page of the server.
fn file(path: &str) -> &'static str {
    let found = PAGES.iter().find(|(known, ..)| *known == path);
    found.map(|(.., text)| *text).unwrap_or_default()
}

/// All modules as one script.
fn script() -> String {
    let mut script = "const modules = {};\n".to_owned();
    for name in MODULES {
        let text = match name {
            "engine.js" => ENGINE,
            name => file(&format!("/app/{name}")),
        };
        script += &module(name, text);
    }
    script
}

/// A module as a function that is called where it stands. Imports and exports are lines of one form each.
fn module(name: &str, text: &str) -> String {
    let mut made = format!("modules[\"{name}\"] = (() => {{\n");
    let mut exported = Vec::new();
    for line in text.lines() {
        if let Some((names, from)) =
            line.strip_prefix("import { ").and_then(|rest| rest.split_once(" } from \"./"))
        {
            let from = from.trim_end_matches("\";");
            made +=
                &format!("const {{ {} }} = modules[\"{from}\"];\n", names.replace(" as ", ": "));
            continue;
        }
        let own = line.strip_prefix("export ").unwrap_or(line);
        if own.len() < line.len() {
            let words = own.split([' ', '(', '=']).filter(|word| !word.is_empty());
            let name =
                words.skip_while(|word| matches!(*word, "async" | "function" | "class" | "const"));
            exported.extend(name.take(1).map(str::to_owned));
        }
        made += own;
        made.push('\n');
    }
    made + &format!("return {{ {} }};\n}})();\n", exported.join(", "))
}

/// JSON that no page reads as markup.
struct Harmless<'w>(&'w mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for (number, part) in bytes.split(|byte| *byte == b'<').enumerate() {
            if number > 0 {
                self.0.write_all(b"\\u003c")?;
            }
            self.0.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all =
            three.iter().chain(&[0, 0]).take(3).fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        for at in 0..4 {
            let digit = (all >> (18 - 6 * at)) & 63;
            text.push(if at <= three.len() { char::from(DIGITS[digit as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_functions() {
        let text = "import { a, b as c } from \"./x.js\";\nexport const d = a;\nexport async function e() {}\nexport class F extends D {}\nconst g = 1;\n";
        let wanted = "modules[\"y.js\"] = (() => {\nconst { a, b: c } = modules[\"x.js\"];\nconst d = a;\nasync function e() {}\nclass F extends D {}\nconst g = 1;\nreturn { d, e, F };\n})();\n";
        assert_eq!(module("y.js", text), wanted);
    }

    #[test]
    fn every_module_is_in_the_script() {
        let script = script();
        let modules = PAGES.iter().filter_map(|(path, ..)| path.strip_prefix("/app/"));
        let modules: Vec<&str> = modules.filter(|name| name.ends_with(".js")).collect();
        assert_eq!(modules.len(), MODULES.len());
        for name in modules {
            let at = script.find(&format!("modules[\"{name}\"] = ")).unwrap();
            let first_use = script.find(&format!("}} = modules[\"{name}\"];"));
            assert!(first_use.is_none_or(|first| at < first), "{name}");
        }
        assert!(
            !script.contains("</script")
                && !script.contains("\nimport ")
                && !script.contains("\nexport ")
        );
    }

    #[test]
    fn bytes_are_digits() {
        for (bytes, text) in
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("ab?~", "YWI/fg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
