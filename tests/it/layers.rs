//! The shape of the source: layers, registries, and rules for every file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::texts;

/// The files under some folders of this repository, at any depth, in order.
fn files(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        for path in texts::entries(folder) {
            if path.is_dir() {
                found.extend(files(&[&relative(&path)]));
            } else {
                found.push(path);
            }
        }
    }
    found
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    path.to_string_lossy().replace('\\', "/")
}

/// The Rust files under some folders, by name, with their text.
fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let rust =
        files(folders).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| (relative(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// The modules of the library in the order of `lib.rs`.
fn order() -> Vec<String> {
    let lib = texts::read("src/lib.rs");
    let modules = lib.lines().filter_map(|line| {
        let line = line.trim();
        line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")
    });
    modules.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

/// The modules of the library a file names as `crate::module` or in a list `crate::{a, b::c}`.
fn imports(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    let name = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut imports = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            imports.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut item_starts = true;
        for (at, c) in list.char_indices() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => item_starts = true,
                c if item_starts && c.is_alphanumeric() => {
                    imports.push(name(&list[at..]));
                    item_starts = false;
                }
                _ => {}
            }
        }
    }
    imports
}

#[test]
fn imports_are_understood() {
    let source = "//! crate::doc\nuse crate::error::{Error, Result};\nuse crate::{lang, \
                  text::{self, Span},\n fold};\nfn f() { crate::bitext::Run::new(0, 1); }";
    assert_eq!(imports(source), ["error", "lang", "text", "fold", "bitext"]);
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = order();
    assert!(order.len() > 10, "lib.rs lists {order:?}");
    let rank = |module: &str| order.iter().position(|m| m == module);
    let mut seen = 0;
    for (file, source) in sources(&["src"]) {
        let inside = file.strip_prefix("src/").unwrap();
        if inside == "lib.rs" || inside.starts_with("bin/") {
            continue;
        }
        let module = inside.split(['/', '.']).next().unwrap();
        let own = rank(module).unwrap_or_else(|| panic!("{file}: lib.rs has no pub mod {module}"));
        for import in imports(&source) {
            let used =
                rank(&import).unwrap_or_else(|| panic!("{file}: no module {import} in lib.rs"));
            assert!(used <= own, "{file} uses {import}, which lib.rs lists below {module}");
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} imports were seen");
}

/// A plug-in that is written but not listed is never used.
#[test]
fn every_plug_in_is_registered() {
    for (stage, registry, name, least) in [
        ("format", "DOCUMENT_READERS", "DocumentReader", 1),
        ("format", "MEMORY_READERS", "MemoryReader", 6),
        ("format", "MEMORY_WRITERS", "MemoryWriter", 7),
        ("format", "ALIGNMENT_WRITERS", "AlignmentWriter", 9),
        ("format", "TERMBASES", "TermbaseFormat", 6),
        ("align/evidence", "EVIDENCE", "Evidence", 4),
        ("check", "CHECKS", "Check", 25),
    ] {
        let root = texts::read(&format!("src/{stage}.rs"));
        let list = root.split(&format!(" {registry}: ")).nth(1);
        let list = list.unwrap_or_else(|| panic!("src/{stage}.rs has no {registry}"));
        let list = list.split(';').next().unwrap();
        let mut found = 0;
        for (file, source) in sources(&[&format!("src/{stage}")]) {
            let module = file.rsplit('/').next().unwrap().trim_end_matches(".rs");
            for rest in source.split(&format!("impl {name} for ")).skip(1) {
                let plug_in: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                let entry = format!("&{module}::{plug_in}");
                assert!(list.contains(&entry), "{registry} does not list {entry}");
                found += 1;
            }
        }
        assert!(found >= least, "only {found} of {name} under src/{stage}");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (file, source) in sources(&["src", "tests"]) {
        assert!(source.starts_with("//! "), "{file} opens without //!");
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for (file, source) in sources(&["src", "tests"]) {
        let lines = source.lines().count();
        assert!(lines <= 800, "{file} has {lines} lines; 800 is the most");
    }
}

/// Invisible direction marks make text look like what it is not. Only a file that tests them may hold any.
#[test]
fn no_file_hides_direction_marks() {
    const ALLOWED: [&str; 1] = ["tests/cmd/glossary.in/findings.csv"];
    let directs = |c: char| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut all = files(&["src", "tests", "pairs", "glossary", ".cargo", ".ci", ".githooks"]);
    all.extend(texts::entries(".").into_iter().filter(|path| path.is_file()));
    let mut seen = 0;
    for path in all {
        let file = relative(&path);
        let file = file.trim_start_matches("./");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        seen += 1;
        if !ALLOWED.contains(&file) {
            let at = text.lines().position(|line| line.contains(directs));
            assert!(at.is_none(), "{file}:{}: an invisible direction mark", at.unwrap_or(0) + 1);
        }
    }
    assert!(seen > 100, "only {seen} files were read");
}

/// The commands that README shows are the ones that work: one for each heading.
#[test]
fn the_readme_has_one_command_under_each_heading() {
    let readme = texts::read("README.md");
    for heading in ["## Try it", "## Test"] {
        let section =
            readme.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("{heading}"));
        let section = section.split("\n## ").next().unwrap();
        let blocks: Vec<&str> = section.split("```sh\n").skip(1).collect();
        assert_eq!(blocks.len(), 1, "{heading}");
        let commands = blocks[0].split("```").next().unwrap();
        assert_eq!(commands.lines().count(), 1, "{heading}: {commands}");
        assert!(commands.starts_with("cargo "), "{heading}: {commands}");
    }
}
