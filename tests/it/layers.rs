//! The shape of the source: layers, registries, and rules for every file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::texts;

mod graph;
mod source;

use graph::{Graph, circles};
use source::{Function, functions, tokens, without_tests};

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

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = order();
    assert!(order.len() > 10, "lib.rs lists {order:?}");
    let rank = |file: &str| {
        let module = file.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        order.iter().position(|m| m == module)
    };
    let sources = sources(&["src"]);
    let mut seen = 0;
    for (file, uses) in Graph::new("src/lib.rs", "src", &sources, &[]).dependencies() {
        for used in uses.iter().filter(|_| file != "src/lib.rs") {
            assert!(rank(used).is_some(), "{file} uses {used}, whose module lib.rs does not list");
            assert!(rank(used) <= rank(file), "{file} uses {used}, listed below it in lib.rs");
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} imports were seen");
}

/// What is public has to be kept, explained and not broken. A new public line needs a program, test or example that uses it,
/// and another line that goes: a field that rows or messages of the library say already, or an accessor that only
/// unit tests need.
#[test]
fn the_public_surface_does_not_grow() {
    // Lower it when lines go.
    const MOST: usize = 682;
    let library = sources(&["src"]).into_iter().filter(|(name, _)| {
        // The program and the Python package are no part of it.
        !name.starts_with("src/bin") && !name.starts_with("src/python")
    });
    let is_public = |line: &&str| line.trim_start_matches(' ').starts_with("pub ");
    let by_file: Vec<(String, usize)> =
        library.map(|(name, text)| (name, text.lines().filter(is_public).count())).collect();
    let all: usize = by_file.iter().map(|(_, count)| count).sum();
    assert!(all > 100, "only {all} public lines were seen");
    assert!(
        all <= MOST,
        "{all} public lines, {MOST} at most; make some private. By file: {by_file:?}"
    );
}

/// The code in the documentation of a source.
fn code_in_docs(source: &str) -> String {
    let (mut code, mut is_inside) = (String::new(), false);
    let lines = source.lines().map(str::trim_start);
    for line in lines.filter_map(|l| l.strip_prefix("///").or_else(|| l.strip_prefix("//!"))) {
        match line.trim_start().strip_prefix("```") {
            Some(kind) => is_inside = !is_inside && kind != "text",
            None if is_inside => code += &format!("{line}\n"),
            None => {}
        }
    }
    code
}

#[test]
fn every_public_function_is_used_in_an_example() {
    // The package of the weights has one constant, for the build script.
    let of_library = |name: &str| {
        !name.starts_with("src/bin") && !name.starts_with("src/python") && !name.contains("/ar-en/")
    };
    let library: Vec<(String, String)> =
        sources(&["src"]).into_iter().filter(|(name, _)| of_library(name)).collect();
    let examples = sources(&["tests/examples"]).into_iter().map(|(_, text)| text);
    let code: String = library.iter().map(|(_, text)| code_in_docs(text)).chain(examples).collect();
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: BTreeSet<&str> = code.split(|c| !is_part(c)).collect();
    let mut seen = 0;
    let mut without = Vec::new();
    for (file, text) in &library {
        for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("pub ")) {
            let kinds = ["const fn ", "fn ", "const ", "static "];
            let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else {
                continue;
            };
            let name = rest.split(|c| !is_part(c)).next().unwrap_or_default();
            seen += 1;
            if !words.contains(name) {
                without.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(seen > 150, "only {seen} public functions were seen");
    assert!(without.is_empty(), "no example uses {without:#?}");
}

/// A list of plug-ins: `static LIST: &[&dyn Trait] = &[&one::One];`.
struct Registry {
    name: String,
    file: String,
    kind: String,
    /// What stands between its brackets, such as `&one::One,&two::Two`.
    entries: String,
}

/// The lists of plug-ins in some files, and the trait and type of each plug-in with the file it is in.
fn plug_ins(sources: &[(String, String)]) -> (Vec<Registry>, Vec<[String; 3]>) {
    let (mut lists, mut plug_ins) = (Vec::new(), Vec::new());
    for (file, source) in sources {
        // A list may have entries, and its module files, for tests alone.
        let all = tokens(source);
        let texts: Vec<&str> = all.iter().map(|token| &*token.text).collect();
        for at in 0..texts.len() {
            if let ["static" | "const", name, ":", "&", "[", "&", "dyn", kind, "]", ref rest @ ..] =
                texts[at..]
            {
                let entries = rest.iter().take_while(|text| **text != ";");
                lists.push(Registry {
                    name: name.to_owned(),
                    file: file.clone(),
                    kind: kind.to_owned(),
                    entries: entries.copied().collect(),
                });
            }
        }
        let code = without_tests(&all);
        let texts: Vec<&str> = code.iter().map(|token| &*token.text).collect();
        for words in texts.windows(4) {
            if let ["impl", kind, "for", name] = words {
                plug_ins.push([*kind, *name, file].map(str::to_owned));
            }
        }
    }
    (lists, plug_ins)
}

/// A plug-in that is written but not listed is never used.
#[test]
fn every_plug_in_is_registered() {
    let (lists, plug_ins) = plug_ins(&sources(&["src"]));
    for Registry { name, kind, file: home, .. } in &lists {
        let known = KNOWN_REGISTRIES.iter().find(|(known, _)| known == name);
        let (_, least) = known.unwrap_or_else(|| panic!("add {name} to KNOWN_REGISTRIES"));
        let same = || plug_ins.iter().filter(|[of, ..]| of == kind);
        assert!(same().count() >= *least, "{name} had {least} entries; now there are fewer {kind}");
        // What stands beside the list is what serves where no entry does.
        for [_, plug_in, file] in same().filter(|[.., file]| file != home) {
            let mut lists = lists.iter().filter(|list| list.kind == *kind);
            // Listed by its module: the file or the folder it is in.
            let is_listed = lists.any(|list| {
                let mut modules = file.split(['/', '.']);
                modules.any(|module| list.entries.contains(&format!("&{module}::{plug_in}")))
            });
            assert!(is_listed, "no list of {kind} has {plug_in} of {file}");
        }
    }
    for (known, _) in KNOWN_REGISTRIES {
        assert!(lists.iter().any(|list| list.name == *known), "there is no list {known}");
    }
}

/// Every list of plug-ins, and how many entries it has at least.
const KNOWN_REGISTRIES: &[(&str, usize)] = &[
    ("LANGUAGES", 2),
    ("DOCUMENT_READERS", 1),
    ("MEMORY_READERS", 7),
    ("MEMORY_WRITERS", 7),
    ("ALIGNMENT_WRITERS", 9),
    ("TERMBASES", 6),
    ("EVIDENCE", 4),
    ("LANGUAGES", 2),
    ("CHECKS", 25),
];

/// Modules whose files may depend on each other, and why. Entries of lists of plug-ins are no dependencies.
const KNOWN_CIRCLES: &[(&str, &str)] = &[(
    "src/align/evidence",
    "`Facts` keeps what each kind of evidence computes once for two texts, and each kind reads it there",
)];

#[test]
fn no_file_depends_on_one_that_depends_on_it() {
    let sources = sources(&["src"]);
    let (lists, _) = plug_ins(&sources);
    let lists: Vec<&str> = lists.iter().map(|list| &*list.name).collect();
    let is_inside = |module: &str, file: &str| {
        file.strip_prefix(module).is_some_and(|rest| rest.starts_with(['/', '.']))
    };
    let mut found = Vec::new();
    for (root, folder) in [("src/lib.rs", "src"), ("src/bin/mizan/program.rs", "src/bin/mizan")] {
        let graph = Graph::new(root, folder, &sources, &lists);
        found.extend(circles(&graph.dependencies()));
    }
    let is_of =
        |module: &str, circle: &Vec<String>| circle.iter().all(|file| is_inside(module, file));
    let is_new =
        |circle: &&Vec<String>| !KNOWN_CIRCLES.iter().any(|(module, _)| is_of(module, circle));
    let new: Vec<_> = found.iter().filter(is_new).collect();
    assert!(new.is_empty(), "files that depend on each other: {new:#?}");
    for (module, _) in KNOWN_CIRCLES {
        assert!(
            found.iter().any(|circle| is_of(module, circle)),
            "{module} has no circle any more"
        );
    }
}

#[test]
fn no_function_is_too_long_to_read() {
    const MOST: usize = 80;
    let mut long = Vec::new();
    for (file, source) in sources(&["src"]) {
        for Function { name, line, lines } in functions(&without_tests(&tokens(&source))) {
            if lines > MOST {
                long.push(format!("{file}:{line}: {name} has {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "functions of more than {MOST} lines: {long:#?}");
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
    let mut all =
        files(&["src", "tests", "pairs", "glossary", ".cargo", ".ci", ".githooks", ".github"]);
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

/// A language is a folder and its two lines in `language.rs`; no other file knows it or tests for a tag.
#[test]
fn a_language_is_one_folder() {
    let registry = texts::read("src/language.rs");
    let folders: Vec<PathBuf> =
        texts::entries("src/language").into_iter().filter(|path| path.is_dir()).collect();
    assert!(folders.len() >= 3, "only {folders:?}");
    let others: Vec<(String, String)> = sources(&["src"])
        .into_iter()
        .filter(|(file, _)| !file.starts_with("src/language") && !file.starts_with("src/bin"))
        .collect();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        for line in [format!("mod {name};"), format!("&{name}::")] {
            assert_eq!(registry.matches(&line).count(), 1, "{line} in src/language.rs");
        }
        for (file, source) in &others {
            assert!(!source.contains(&format!("{name}::")), "{file} uses {name}");
        }
    }
    for (file, source) in &others {
        for test in ["same_language(Lang::", "language() == \"", "language() != \""] {
            let mut code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!code.any(|line| line.contains(test)), "{file} tests for a language: {test}");
        }
    }
}
