//! The files of the page.

/// The path, the type and the text of each.
pub(super) const PAGES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("app/index.html")),
    ("/app/app.css", STYLE, include_str!("app/app.css")),
    ("/app/app.js", SCRIPT, include_str!("app/app.js")),
    ("/app/ar.json", MESSAGES, include_str!("app/ar.json")),
    ("/app/bar.js", SCRIPT, include_str!("app/bar.js")),
    ("/app/commands.js", SCRIPT, include_str!("app/commands.js")),
    ("/app/dialogs.js", SCRIPT, include_str!("app/dialogs.js")),
    ("/app/dom.js", SCRIPT, include_str!("app/dom.js")),
    ("/app/en.json", MESSAGES, include_str!("app/en.json")),
    ("/app/engine.js", SCRIPT, include_str!("app/engine.js")),
    ("/app/errors.js", SCRIPT, include_str!("app/errors.js")),
    ("/app/grid.js", SCRIPT, include_str!("app/grid.js")),
    ("/app/icon.svg", PICTURE, include_str!("app/icon.svg")),
    ("/app/keys.js", SCRIPT, include_str!("app/keys.js")),
    ("/app/list.js", SCRIPT, include_str!("app/list.js")),
    ("/app/messages.js", SCRIPT, include_str!("app/messages.js")),
    ("/app/modes.js", SCRIPT, include_str!("app/modes.js")),
    ("/app/queue.js", SCRIPT, include_str!("app/queue.js")),
    ("/app/row.js", SCRIPT, include_str!("app/row.js")),
    ("/app/side.js", SCRIPT, include_str!("app/side.js")),
    ("/app/store.js", SCRIPT, include_str!("app/store.js")),
    ("/app/text.js", SCRIPT, include_str!("app/text.js")),
];

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const MESSAGES: &str = "application/json";
const PICTURE: &str = "image/svg+xml";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_served() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/mizan/review/app");
        let served = |name: &str| match name {
            "index.html" => "/".to_owned(),
            name => format!("/app/{name}"),
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            names.push(served(&entry.unwrap().file_name().to_string_lossy()));
        }
        names.sort();
        let mut known: Vec<&str> = PAGES.iter().map(|(path, ..)| *path).collect();
        known.sort_unstable();
        assert_eq!(names, known);
    }
}
