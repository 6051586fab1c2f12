//! Which file of a crate depends on which, by the imports and paths in them.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Import, Outline, Path, Token, outline, tokens, without_tests};

/// A module: the names that lead to it from the root of its crate.
type Module = Vec<String>;

/// The files of one crate and what each says it depends on.
#[derive(Default)]
pub(crate) struct Graph {
    files: BTreeMap<Module, File>,
}

struct File {
    name: String,
    outline: Outline,
    defined: BTreeSet<String>,
}

/// What a path names.
#[derive(Debug, PartialEq)]
enum Named {
    Module(Module),
    /// Something that the file of this module defines.
    ItemOf(Module),
}

impl Graph {
    /// The crate of some files, by name and text. `root` is the file of the crate, `folder` where its modules are.
    /// Entries of the lists named in `registries` are no dependencies.
    pub(crate) fn new(
        root: &str,
        folder: &str,
        sources: &[(String, String)],
        registries: &[&str],
    ) -> Graph {
        let mut graph = Graph::default();
        let by_name: BTreeMap<&str, &str> =
            sources.iter().map(|(name, text)| (&**name, &**text)).collect();
        let mut open = vec![(Module::new(), root.to_owned())];
        while let Some((module, name)) = open.pop() {
            let text = by_name.get(&*name).unwrap_or_else(|| panic!("no {name}"));
            let tokens = without_tests(&tokens(text));
            for child in children(&tokens) {
                let child: Module = module.iter().cloned().chain([child]).collect();
                let name = format!("{folder}/{}.rs", child.join("/"));
                open.push((child, name));
            }
            let file =
                File { name, outline: outline(&tokens, registries), defined: defined(&tokens) };
            graph.files.insert(module, file);
        }
        graph
    }

    /// The files each file depends on, itself left out.
    pub(crate) fn dependencies(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let of = |(module, file): (&Module, &'_ File)| {
            let imports = file.outline.imports.iter().filter_map(|import| {
                let is_used = !import.is_reexport || file.outline.words.contains(&import.name);
                is_used.then(|| self.import(module, import)).flatten()
            });
            let paths = file.outline.paths.iter().filter_map(|path| self.resolve(module, path, 0));
            let items = imports.chain(paths).filter_map(|named| match named {
                Named::ItemOf(module) => Some(module),
                Named::Module(_) => None,
            });
            items.filter(|other| other != module).collect::<BTreeSet<Module>>()
        };
        let mut found = BTreeMap::new();
        for (module, file) in &self.files {
            let names = of((module, file)).into_iter().map(|module| &*self.files[&module].name);
            found.insert(&*file.name, names.collect());
        }
        found
    }

    fn import(&self, module: &Module, import: &Import) -> Option<Named> {
        let mut path = import.path.clone();
        if import.name != "*" {
            return self.resolve(module, &path, 0);
        }
        path.segments.pop();
        match self.resolve(module, &path, 0)? {
            Named::Module(module) | Named::ItemOf(module) => Some(Named::ItemOf(module)),
        }
    }

    fn resolve(&self, module: &Module, path: &Path, depth: usize) -> Option<Named> {
        if depth > 9 {
            return None;
        }
        let mut base: Module = module.iter().chain(&path.inside).cloned().collect();
        let mut rest = path.segments.iter().peekable();
        match rest.peek()?.as_str() {
            "crate" => {
                rest.next();
                base.clear();
            }
            "self" => {
                rest.next();
            }
            "super" => {
                while rest.next_if(|segment| *segment == "super").is_some() {
                    base.pop();
                }
            }
            name => {
                let child: Module = base.iter().cloned().chain([name.to_owned()]).collect();
                if !self.files.contains_key(&child) {
                    let imports = &self.files[module].outline.imports;
                    let import = imports.iter().find(|i| i.name == name && i.path != *path)?;
                    let Named::Module(other) = self.resolve(module, &import.path, depth + 1)?
                    else {
                        return None;
                    };
                    base = other;
                    rest.next();
                }
            }
        }
        self.descend(base, &mut rest.cloned(), depth)
    }

    /// Follows names from a module on.
    fn descend(
        &self,
        mut base: Module,
        rest: &mut dyn Iterator<Item = String>,
        depth: usize,
    ) -> Option<Named> {
        while let Some(name) = rest.next() {
            base.push(name);
            if self.files.contains_key(&base) {
                continue;
            }
            let name = base.pop()?;
            // Inline modules belong to the file around them.
            while !self.files.contains_key(&base) {
                base.pop()?;
            }
            return match self.reexported(&base, &name, depth) {
                Some(Named::Module(module)) => self.descend(module, rest, depth + 1),
                Some(item) => Some(item),
                None => Some(Named::ItemOf(base)),
            };
        }
        Some(Named::Module(base))
    }

    /// What a module brings in under a name, for others to import from it.
    fn reexported(&self, module: &Module, name: &str, depth: usize) -> Option<Named> {
        let file = &self.files[module];
        if file.defined.contains(name) {
            return None;
        }
        let imports = &file.outline.imports;
        if let Some(import) = imports.iter().find(|import| import.name == name) {
            return self.resolve(module, &import.path, depth + 1);
        }
        let globs = imports.iter().filter(|import| import.name == "*");
        globs.filter_map(|glob| self.import(module, glob)).find(
            |named| matches!(named, Named::ItemOf(other) if self.files[other].defined.contains(name)),
        )
    }
}

/// The modules that have files of their own.
fn children(tokens: &[Token]) -> Vec<String> {
    let modules = tokens.windows(3).filter(|words| words[0].text == "mod" && words[2].text == ";");
    modules.map(|words| words[1].text.clone()).collect()
}

/// The names that items of a file define.
fn defined(tokens: &[Token]) -> BTreeSet<String> {
    const KINDS: [&str; 8] = ["struct", "enum", "trait", "type", "const", "static", "fn", "union"];
    let items = tokens.windows(2).filter(|words| KINDS.contains(&&*words[0].text));
    items.map(|words| words[1].text.clone()).collect()
}

/// The circles among some files: the largest groups in which each leads to every other.
pub(crate) fn circles(dependencies: &BTreeMap<&str, BTreeSet<&str>>) -> BTreeSet<Vec<String>> {
    let reach = |from: &str| -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = dependencies[from].iter().copied().collect();
        while let Some(file) = open.pop() {
            if seen.insert(file) {
                open.extend(&dependencies[file]);
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        dependencies.keys().map(|&file| (file, reach(file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        if others.contains(file) {
            let circle = others.iter().filter(|other| reached[*other].contains(file));
            circles.insert(circle.map(|&other| other.to_owned()).collect());
        }
    }
    circles
}

#[cfg(test)]
fn example(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let sources: Vec<(String, String)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let graph = Graph::new("src/lib.rs", "src", &sources, &["LIST"]);
    circles(&graph.dependencies()).into_iter().collect()
}

#[test]
fn a_file_that_imports_what_imports_it_is_a_circle() {
    let circle = example(&[
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b; mod c; use b::B; pub struct A;"),
        ("src/a/b.rs", "use super::A; pub struct B(A);"),
        ("src/a/c.rs", "use super::b; fn f(b: b::B) {}"),
    ]);
    assert_eq!(circle, [["src/a.rs", "src/a/b.rs"]]);
    let through_names = example(&[
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b; mod c; pub use b::*; pub use c::C;"),
        ("src/a/b.rs", "pub struct B; fn f() { crate::a::C::new() }"),
        ("src/a/c.rs", "use super::{self as root}; fn g(b: root::B) {}"),
    ]);
    assert_eq!(through_names, [["src/a/b.rs", "src/a/c.rs"]]);
}

#[test]
fn lists_reexports_tests_and_comments_are_no_dependencies() {
    let none = example(&[
        ("src/lib.rs", "mod a; pub use a::A;"),
        (
            "src/a.rs",
            "mod b; pub use b::B; pub trait A {} static LIST: &[&dyn A] = &[&b::B];\n\
             // b::f()\nconst TEXT: &str = \"b::f()\";\n#[cfg(test)] mod tests { use super::b::f; }",
        ),
        ("src/a/b.rs", "use super::A; pub struct B; impl A for B {} pub fn f() {}"),
    ]);
    assert!(none.is_empty(), "{none:?}");
    let named_again = example(&[
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b; pub use b::B; pub struct A(B);"),
        ("src/a/b.rs", "pub struct B; fn f(a: super::A) {}"),
    ]);
    assert_eq!(named_again, [["src/a.rs", "src/a/b.rs"]]);
}
