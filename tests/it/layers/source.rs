//! Rust source as far as the rules of `layers.rs` need it: words and marks without comments and literals, without
//! tests, with imports, paths and functions picked out.

/// A word or mark of the code and the line it stands in, from 1. Literals are left as `""`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The tokens of a source file, without comments. `::` is one token, every other mark is one character.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let (mut tokens, mut line, mut at) = (Vec::new(), 1, 0);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    while at < chars.len() {
        let (from, first) = (at, chars[at]);
        let next = |ahead: usize| chars.get(from + ahead).copied().unwrap_or(' ');
        let mut text = String::new();
        match first {
            '/' if next(1) == '/' => at = end_of_line(&chars, at),
            '/' if next(1) == '*' => at = end_of_comment(&chars, at),
            '"' => at = end_of_string(&chars, at + 1),
            '\'' if next(1) == '\\' || next(2) == '\'' => at = end_of_char(&chars, at + 1),
            '\'' => at += 1,
            c if is_word(c) => {
                while at < chars.len() && is_word(chars[at]) {
                    at += 1;
                }
                text = chars[from..at].iter().collect();
                let is_prefix = matches!(&*text, "r" | "b" | "br" | "c" | "cr");
                let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
                let quote = chars.get(at + hashes).copied();
                if is_prefix && text.ends_with('r') && quote == Some('"') {
                    at = end_of_raw(&chars, at + hashes + 1, hashes);
                    text.clear();
                } else if is_prefix && hashes == 0 && quote == Some('"') {
                    at = end_of_string(&chars, at + 1);
                    text.clear();
                } else if text == "b" && quote == Some('\'') && hashes == 0 {
                    at = end_of_char(&chars, at + 1);
                    text.clear();
                } else if text == "r" && hashes == 1 {
                    // A raw name, such as r#type.
                    at += 1;
                    continue;
                }
            }
            ':' if next(1) == ':' => {
                at += 2;
                text = "::".to_owned();
            }
            c => {
                at += 1;
                text = c.to_string();
            }
        }
        let is_comment = first == '/' && text.is_empty();
        let is_tick = first == '\'' && at == from + 1;
        if !is_comment && !is_tick && !text.trim().is_empty() {
            tokens.push(Token { text, line });
        } else if !is_comment && !is_tick && !first.is_whitespace() {
            tokens.push(Token { text: "\"\"".to_owned(), line });
        }
        line += chars[from..at].iter().filter(|&&c| c == '\n').count();
    }
    tokens
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    chars[from..].iter().position(|&c| c == '\n').map_or(chars.len(), |length| from + length)
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn end_of_char(chars: &[char], from: usize) -> usize {
    let mut at = from + if chars.get(from) == Some(&'\\') { 2 } else { 1 };
    while at < chars.len() && chars[at] != '\'' {
        at += 1;
    }
    (at + 1).min(chars.len())
}

fn end_of_raw(chars: &[char], from: usize, hashes: usize) -> usize {
    let ends = |at: &usize| {
        let after = &chars[at + 1..];
        chars[*at] == '"' && after.len() >= hashes && after[..hashes].iter().all(|&c| c == '#')
    };
    (from..chars.len()).find(ends).map_or(chars.len(), |at| at + 1 + hashes)
}

/// Where the group that opens at `from` ends: the token after its closing bracket.
pub(crate) fn end_of_group(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match &*token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// Where the item that starts at `from` ends: behind its `;` or its body, or behind its comma if it is an entry of a
/// list of references.
fn end_of_item(tokens: &[Token], from: usize) -> usize {
    let starts_with = |text: &str| tokens.get(from).is_some_and(|token| token.text == text);
    let (ends_with_mark, is_entry) = (starts_with("use"), starts_with("&"));
    let mut at = from;
    while at < tokens.len() {
        match &*tokens[at].text {
            ";" => return at + 1,
            "," if is_entry => return at + 1,
            "{" if !ends_with_mark => return end_of_group(tokens, at),
            "(" | "[" | "{" => at = end_of_group(tokens, at),
            _ => at += 1,
        }
    }
    at
}

/// Whether an item starts here, not an element of a list, a field or an arm.
fn starts_item(tokens: &[Token], from: usize) -> bool {
    const ITEMS: [&str; 14] = [
        "use", "mod", "fn", "struct", "enum", "union", "trait", "impl", "type", "const", "static",
        "unsafe", "extern", "let",
    ];
    let mut at = from;
    if tokens[at].text == "pub" {
        at += 1;
        if tokens.get(at).is_some_and(|token| token.text == "(") {
            at = end_of_group(tokens, at);
        }
    }
    tokens.get(at).is_some_and(|token| ITEMS.contains(&&*token.text))
}

/// Where an element of a list ends: behind its comma or before the bracket that closes the list.
fn end_of_element(tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while at < tokens.len() {
        match &*tokens[at].text {
            "," | ";" => return at + 1,
            ")" | "]" | "}" => return at,
            "(" | "[" | "{" => at = end_of_group(tokens, at),
            _ => at += 1,
        }
    }
    at
}

/// The tokens without attributes, and without the items that only tests have.
pub(crate) fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    let mut is_test = false;
    while at < tokens.len() {
        let starts_attribute = tokens[at].text == "#"
            && tokens.get(at + 1).is_some_and(|t| t.text == "[" || t.text == "!");
        if starts_attribute {
            let inner = usize::from(tokens[at + 1].text == "!");
            let end = end_of_group(tokens, at + 1 + inner);
            let words: Vec<&str> = tokens[at..end].iter().map(|t| &*t.text).collect();
            let says = |word| words.contains(&word);
            is_test |= says("cfg") && says("test") && !says("not") && !says("any");
            at = end;
        } else if is_test {
            at = if starts_item(tokens, at) {
                end_of_item(tokens, at)
            } else {
                end_of_element(tokens, at)
            };
            is_test = false;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// A path of a source file and the inline modules around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) inside: Vec<String>,
    pub(crate) segments: Vec<String>,
}

/// What a `use` declaration brings in under one name; `*` for all of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) name: String,
    pub(crate) path: Path,
    /// Whether it is `pub`, `pub(crate)` or the like, so that others may import it from here.
    pub(crate) is_reexport: bool,
}

/// The part of a file that says what it depends on.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) imports: Vec<Import>,
    /// Paths of two or more segments, outside `use` declarations and lists of plug-ins.
    pub(crate) paths: Vec<Path>,
    /// Every word outside `use` declarations and lists of plug-ins, not behind a `.` or `::`.
    pub(crate) words: Vec<String>,
}

/// Reads a file's tokens, which must be [`without_tests`]. Entries of the lists named in `registries` are not seen.
pub(crate) fn outline(tokens: &[Token], registries: &[&str]) -> Outline {
    let mut outline = Outline::default();
    let mut modules: Vec<(String, usize)> = Vec::new();
    let (mut at, mut depth) = (0, 0);
    let text = |at: usize| tokens.get(at).map_or("", |token| &*token.text);
    let is_word = |at: usize| text(at).starts_with(|c: char| c.is_alphabetic() || c == '_');
    while at < tokens.len() {
        let inside = || modules.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        match text(at) {
            "use" if text(at + 1) != "<" => {
                let end = end_of_item(tokens, at);
                // `pub use` or `pub(crate) use`.
                let is_reexport = at > 0 && matches!(text(at - 1), "pub" | ")");
                let mut leaves = Vec::new();
                leaves_of(&tokens[at + 1..end - 1], &[], &mut leaves);
                for (name, segments) in leaves {
                    let path = Path { inside: inside(), segments };
                    outline.imports.push(Import { name, path, is_reexport });
                }
                at = end;
                continue;
            }
            "mod" if text(at + 2) == "{" => {
                modules.push((text(at + 1).to_owned(), depth));
                depth += 1;
                at += 3;
                continue;
            }
            // A macro's, of any name.
            "mod" if text(at + 1) == "$" && text(at + 3) == "{" => {
                modules.push((text(at + 2).to_owned(), depth));
                depth += 1;
                at += 4;
                continue;
            }
            "mod" if text(at + 2) == ";" => {
                at += 3;
                continue;
            }
            "static" | "const" if registries.contains(&text(at + 1)) => {
                at = end_of_item(tokens, at);
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                modules.retain(|&(_, outer)| outer < depth);
            }
            _ if is_word(at) && !matches!(text(at.wrapping_sub(1)), "::" | ".") => {
                let mut segments = vec![text(at).to_owned()];
                while text(at + 1) == "::" && is_word(at + 2) {
                    segments.push(text(at + 2).to_owned());
                    at += 2;
                }
                outline.words.push(segments[0].clone());
                if segments.len() > 1 {
                    outline.paths.push(Path { inside: inside(), segments });
                }
            }
            _ => {}
        }
        at += 1;
    }
    outline
}

/// The names a tree of imports brings in, each with its path.
fn leaves_of(tree: &[Token], before: &[String], leaves: &mut Vec<(String, Vec<String>)>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while at < tree.len() {
        match &*tree[at].text {
            "{" => {
                let list = &tree[at + 1..end_of_group(tree, at) - 1];
                split_list(list).into_iter().for_each(|item| leaves_of(item, &path, leaves));
                return;
            }
            "::" => {}
            "as" => {
                let name = tree[at + 1].text.clone();
                leaves.push((name, path));
                return;
            }
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    if let Some(name) = path.last().cloned() {
        leaves.push((name, path));
    }
}

/// The items of a list that commas separate, nested lists left whole.
fn split_list(list: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    let items = list.split(|token| {
        match &*token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token.text == ","
    });
    items.filter(|item| !item.is_empty()).collect()
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Its first line, from 1.
    pub(crate) line: usize,
    /// The number of its lines.
    pub(crate) lines: usize,
}

/// The functions in a file, those inside others as well.
pub(crate) fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let named = tokens.get(at + 1).filter(|next| {
            token.text == "fn" && next.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        });
        let Some(name) = named else { continue };
        let end = end_of_item(tokens, at);
        if tokens[end - 1].text == "}" {
            let lines = tokens[end - 1].line + 1 - token.line;
            found.push(Function { name: name.text.clone(), line: token.line, lines });
        }
    }
    found
}

#[test]
fn literals_and_comments_are_no_code() {
    let source = "// crate::a\n/* crate::b /* */ */ fn f<'l>() { let x = ('\"', b'\\'', '\\u{1F}', \"crate::\\\"c\", \
                  r#\"crate::\"d\"#, br\"\\\", r#type, 1.5); }\n#[doc = \"x\"] use a::b;";
    let texts: Vec<String> = tokens(source).into_iter().map(|token| token.text).collect();
    let code = "fn f < l > ( ) { let x = ( \"\" , \"\" , \"\" , \"\" , \"\" , \"\" , type , 1 . 5 ) ; } \
                # [ doc = \"\" ] use a :: b ;";
    assert_eq!(texts.join(" "), code);
    assert_eq!(tokens(source).last().unwrap().line, 3);
}

#[test]
fn imports_and_paths_are_found_where_they_are() {
    let source = "pub(crate) use super::{a::{self, B as C}, d::*};\nuse x;\n\
                  mod m { fn f() -> crate::e::F { super::g::<T>(h.i); } }\n\
                  pub static LIST: &[&dyn Plug] = &[&one::One];\nstruct S { k: T }\n\
                  #[cfg(test)]\nmod tests { use super::*; fn t() { crate::t::t() } }\n\
                  #[cfg(not(test))] use y::Y;\nconst ALL: [u8; 2] = [#[cfg(test)] z::f(1, 2), 3];";
    let outline = outline(&without_tests(&tokens(source)), &["LIST"]);
    let path = |inside: &[&str], segments: &str| Path {
        inside: inside.iter().map(|&name| name.to_owned()).collect(),
        segments: segments.split("::").map(str::to_owned).collect(),
    };
    let import = |name: &str, segments: &str, is_reexport| Import {
        name: name.to_owned(),
        path: path(&[], segments),
        is_reexport,
    };
    assert_eq!(
        outline.imports,
        [
            import("a", "super::a", true),
            import("C", "super::a::B", true),
            import("*", "super::d::*", true),
            import("x", "x", false),
            import("Y", "y::Y", false),
        ]
    );
    assert!(!outline.words.contains(&"z".to_owned()));
    assert_eq!(outline.paths, [path(&["m"], "crate::e::F"), path(&["m"], "super::g")]);
    assert!(outline.words.contains(&"T".to_owned()) && !outline.words.contains(&"i".to_owned()));
}

#[test]
fn functions_are_measured() {
    let source = "trait T { fn none(); fn f(&self) -> [u8; 2] {\n[0; 2]\n} }\nfn g() where X: Y {}";
    let functions = functions(&tokens(source));
    let function = |name: &str, line, lines| Function { name: name.to_owned(), line, lines };
    assert_eq!(functions, [function("f", 1, 3), function("g", 4, 1)]);
}
