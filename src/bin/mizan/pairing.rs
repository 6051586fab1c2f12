//! Which files of a listing are translations of each other, by their names alone.

use std::collections::BTreeMap;

use mizan::bitext::Side;
use mizan::format::names_language;
use mizan::lang::Lang;
use unicode_normalization::UnicodeNormalization;

/// The name of a file of a listing.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// The path in its folder, with `/` between its parts.
    pub(crate) path: String,
    /// The side, if the folder was given for one.
    pub(crate) side: Option<Side>,
}

/// Why two files are a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A list names them.
    List,
    /// The names differ in the language alone.
    Language,
    /// They differ in the language and the extension.
    Format,
    /// Only one of them names a language.
    OneLanguage,
    /// The texts have the same content.
    Content,
}

impl Rule {
    /// The rule in words.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Rule::List => "as listed",
            Rule::Language => "names differ in the language",
            Rule::Format => "names differ in the language and the format",
            Rule::OneLanguage => "one name without a language",
            Rule::Content => "the same content",
        }
    }
}

/// What a listing came to. Every file is in one of the lists, by its index.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairing {
    /// Source and target.
    pub(crate) pairs: Vec<([usize; 2], Rule)>,
    /// Files that may be translations of each other in more than one way.
    pub(crate) ambiguous: Vec<Vec<usize>>,
    /// Files without a partner, with the language that the name tells.
    pub(crate) alone: Vec<(usize, Option<Side>)>,
}

/// What of the codes is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codes {
    /// Where they stand.
    Placed,
    /// Nothing: a name may have none.
    Removed,
}

/// What of the rest is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Every character.
    Exact,
    /// Neither the letter case nor which separators stand between words.
    Loose,
}

/// What of the extension is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extension {
    Same,
    Any,
}

/// The ways in which names are compared, the surest first.
const PASSES: [(Rule, Codes, Form, Extension); 5] = [
    (Rule::Language, Codes::Placed, Form::Exact, Extension::Same),
    (Rule::Language, Codes::Placed, Form::Loose, Extension::Same),
    (Rule::Format, Codes::Placed, Form::Loose, Extension::Any),
    (Rule::OneLanguage, Codes::Removed, Form::Loose, Extension::Same),
    (Rule::OneLanguage, Codes::Removed, Form::Loose, Extension::Any),
];

/// Pairs files by names that differ in the language. Where a file could be of more than one pair, it is of none.
pub(crate) fn pair(files: &[Listed], langs: [Lang; 2]) -> Pairing {
    let names: Vec<Name> = files.iter().map(|file| Name::of(file, langs)).collect();
    let mut pairing = Pairing::default();
    let mut free: Vec<usize> = (0..files.len()).collect();
    for (rule, codes, form, extension) in PASSES {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &at in &free {
            groups.entry(names[at].key(codes, form, extension)).or_default().push(at);
        }
        for group in groups.into_values().filter(|group| group.len() > 1) {
            for part in connected(&names, &group, codes) {
                free.retain(|at| !part.contains(at));
                match part[..] {
                    [a, b] => {
                        let is_forward = faces(&names[a], &names[b], codes);
                        pairing.pairs.push((if is_forward { [a, b] } else { [b, a] }, rule));
                    }
                    _ => pairing.ambiguous.push(part),
                }
            }
        }
    }
    pairing.pairs.sort();
    pairing.ambiguous.sort();
    pairing.alone = free.into_iter().map(|at| (at, names[at].side())).collect();
    pairing
}

/// The files of a group that may be translations of each other, in parts of at least two that have nothing to do with
/// each other.
fn connected(names: &[Name], group: &[usize], codes: Codes) -> Vec<Vec<usize>> {
    let touches = |a: usize, b: usize| {
        faces(&names[a], &names[b], codes) || faces(&names[b], &names[a], codes)
    };
    let (mut parts, mut rest) = (Vec::new(), group.to_vec());
    while let Some(first) = rest.first().copied() {
        let (mut part, mut seen) = (vec![first], 0);
        rest.retain(|&at| at != first);
        while seen < part.len() {
            let (near, far) = rest.iter().partition(|&&at| touches(part[seen], at));
            part.extend::<Vec<usize>>(near);
            rest = far;
            seen += 1;
        }
        if part.len() > 1 {
            part.sort_unstable();
            parts.push(part);
        }
    }
    parts
}

/// Whether the first of two names with the same key can be of a source whose translation has the second.
fn faces(source: &Name, target: &Name, codes: Codes) -> bool {
    match codes {
        Codes::Placed => {
            let differing = || source.sides().zip(target.sides()).filter(|(a, b)| a != b);
            differing().next().is_some()
                && differing().all(|sides| sides == (Side::Source, Side::Target))
        }
        Codes::Removed => match (source.side(), target.side()) {
            (Some(Side::Source), Some(Side::Target)) => true,
            (Some(Side::Source), None) => source.is_surely_named() && target.codes == 0,
            (None, Some(Side::Target)) => target.is_surely_named() && source.codes == 0,
            _ => false,
        },
    }
}

/// A path in parts.
#[derive(Debug)]
struct Name {
    parts: Vec<Part>,
    /// How many of the parts are names of a language.
    codes: usize,
    extension: String,
}

#[derive(Debug)]
enum Part {
    Word(String),
    /// What stands between words.
    Between(String),
    /// The border of a folder.
    Folder,
    /// The name of a language: of the source or the target.
    Code {
        side: Side,
        /// Whether it cannot be a word of the title: `report_ar`, not `Arabic coffee`.
        is_sure: bool,
    },
}

impl Name {
    fn of(file: &Listed, langs: [Lang; 2]) -> Name {
        let path: String = file.path.nfc().collect();
        let mut parts = Vec::new();
        if let Some(side) = file.side {
            parts.extend([Part::Code { side, is_sure: true }, Part::Folder]);
        }
        let (folders, base) = path.rsplit_once('/').map_or(("", &*path), |(f, b)| (f, b));
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            add_words(folder, langs, &mut parts);
            parts.push(Part::Folder);
        }
        let (stem, extension) = split_extension(base, langs);
        add_words(stem, langs, &mut parts);
        let codes = parts.iter().filter(|part| matches!(part, Part::Code { .. })).count();
        Name { parts, codes, extension: extension.to_owned() }
    }

    fn sides(&self) -> impl Iterator<Item = Side> {
        self.parts.iter().filter_map(|part| match part {
            Part::Code { side, .. } => Some(*side),
            _ => None,
        })
    }

    /// The side, if the name tells one and only one.
    fn side(&self) -> Option<Side> {
        let first = self.sides().next()?;
        self.sides().all(|side| side == first).then_some(first)
    }

    /// Whether all that may be names of the language are.
    fn is_surely_named(&self) -> bool {
        self.parts.iter().all(|part| !matches!(part, Part::Code { is_sure: false, .. }))
    }

    /// What names that are compared so have in common.
    fn key(&self, codes: Codes, form: Form, extension: Extension) -> String {
        let mut key = String::new();
        let at_start = |key: &str| key.is_empty() || key.ends_with('/');
        let mut between = false;
        for part in &self.parts {
            match (part, form) {
                (Part::Code { .. }, _) if codes == Codes::Removed => between = true,
                (Part::Between(text), Form::Exact) => key.push_str(text),
                (Part::Between(_), Form::Loose) => between = true,
                (Part::Folder, _) => {
                    between = false;
                    if !at_start(&key) {
                        key.push('/');
                    }
                }
                (word, _) => {
                    if std::mem::take(&mut between) && !at_start(&key) {
                        key.push('_');
                    }
                    match word {
                        Part::Word(word) if form == Form::Loose => {
                            key.push_str(&word.to_lowercase());
                        }
                        Part::Word(word) => key.push_str(word),
                        // No path has this character.
                        _ => key.push('\0'),
                    }
                }
            }
        }
        if extension == Extension::Same {
            key.push('.');
            match form {
                Form::Exact => key.push_str(&self.extension),
                Form::Loose => key.push_str(&self.extension.to_lowercase()),
            }
        }
        key
    }
}

/// A file name without its extension, and that. The name of a language is none.
fn split_extension(base: &str, langs: [Lang; 2]) -> (&str, &str) {
    const LONGEST: usize = 10;
    let Some((stem, extension)) = base.rsplit_once('.') else { return (base, "") };
    let is_one = extension.len() <= LONGEST
        && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        && !stem.is_empty()
        && side_of(extension, langs).is_none();
    if is_one { (stem, extension) } else { (base, "") }
}

fn side_of(word: &str, langs: [Lang; 2]) -> Option<Side> {
    Side::both()
        .into_iter()
        .zip(langs)
        .find(|(_, lang)| names_language(word, *lang))
        .map(|(s, _)| s)
}

/// Adds the words of the name of a folder or file, and what stands between them.
fn add_words(name: &str, langs: [Lang; 2], parts: &mut Vec<Part>) {
    let first = parts.len();
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest.find(is_between).unwrap_or(rest.len());
        if end == 0 {
            let end = rest.find(|c| !is_between(c)).unwrap_or(rest.len());
            parts.push(Part::Between(rest[..end].to_owned()));
            rest = &rest[end..];
            continue;
        }
        let (word, behind) = rest.split_at(end);
        let is_start = parts.len() == first;
        rest = match side_of(word, langs) {
            Some(side) => {
                let region = region(behind);
                let after = &behind[region..];
                let is_sure = region > 0 || is_sure(is_start, word, parts.last(), after);
                parts.push(Part::Code { side, is_sure });
                after
            }
            None => {
                add_word(word, langs, parts);
                behind
            }
        };
    }
}

/// Whether the name of a language that stands so says what the file is in.
fn is_sure(is_start: bool, word: &str, before: Option<&Part>, after: &str) -> bool {
    let is_code = word.is_ascii() && word.len() <= 3;
    let is_in_brackets = after.starts_with([')', ']'])
        && matches!(before, Some(Part::Between(b)) if b.ends_with(['(', '[']));
    let starts_number = after.trim_start_matches(is_between).starts_with(|c: char| c.is_numeric());
    after.is_empty()
        || is_in_brackets
        // The norm EN 1090 and the rifle AR-15 are in no language.
        || is_code && !(is_start && (starts_number || after.starts_with(' ')))
}

/// Adds a word that is no name of a language, but may have one at its end: `contractAR`.
fn add_word(word: &str, langs: [Lang; 2], parts: &mut Vec<Part>) {
    let capitals = word.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    let (front, end) = word.split_at(word.len() - capitals);
    match side_of(end, langs).filter(|_| front.ends_with(char::is_lowercase)) {
        Some(side) => {
            parts.extend([Part::Word(front.to_owned()), Part::Code { side, is_sure: false }]);
        }
        None => parts.push(Part::Word(word.to_owned())),
    }
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '_' | '-' | '–' | '(' | ')' | '[' | ']' | '+' | ',' | '،' | '@' | '~')
}

/// How many bytes behind the name of a language are its script and region: `-EG`, `_Latn-001`. In small letters they must
/// end the name, since they may be a word.
fn region(behind: &str) -> usize {
    let mut end = 0;
    if let Some(script) =
        subtag(behind).filter(|s| s.len() == 4 && s.starts_with(char::is_uppercase))
    {
        end = 1 + script.len();
    }
    let Some(subtag) = subtag(&behind[end..]) else { return end };
    let after = &behind[end + 1 + subtag.len()..];
    let is_region = match subtag.len() {
        2 => {
            subtag.bytes().all(|b| b.is_ascii_uppercase())
                || after.is_empty() && subtag.bytes().all(|b| b.is_ascii_alphabetic())
        }
        3 => matches!(subtag, "001" | "419" | "150"),
        _ => false,
    };
    // The region of Android's folders has an r before it: `values-ar-rEG`.
    let is_android = subtag.len() == 3
        && subtag.strip_prefix('r').is_some_and(|r| r.bytes().all(|b| b.is_ascii_uppercase()));
    if is_region || is_android { end + 1 + subtag.len() } else { end }
}

/// The letters and digits behind a hyphen or underscore.
fn subtag(behind: &str) -> Option<&str> {
    let rest = behind.strip_prefix(['-', '_'])?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    // A word of other letters goes on.
    let is_whole = rest[end..].chars().next().is_none_or(is_between);
    is_whole.then_some(&rest[..end]).filter(|subtag| !subtag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairing(paths: &[&str]) -> (Vec<Listed>, Pairing) {
        let listed = |path: &&str| Listed { path: (*path).to_owned(), side: None };
        let files: Vec<Listed> = paths.iter().map(listed).collect();
        let pairing = pair(&files, [Lang::AR, Lang::EN]);
        (files, pairing)
    }

    /// Asserts what a listing comes to: `a + b` are pairs, `a | b | c` ambiguous groups, others alone.
    #[track_caller]
    fn check(paths: &[&str], wanted: &[&str]) {
        let (files, pairing) = pairing(paths);
        let name = |at: &usize| files[*at].path.as_str();
        let mut found: Vec<String> =
            pairing.pairs.iter().map(|([s, t], _)| format!("{} + {}", name(s), name(t))).collect();
        let group = |group: &Vec<usize>| group.iter().map(name).collect::<Vec<_>>().join(" | ");
        found.extend(pairing.ambiguous.iter().map(group));
        found.extend(pairing.alone.iter().map(|(at, _)| name(at).to_owned()));
        let mut wanted: Vec<String> = wanted.iter().map(|&line| line.to_owned()).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn folders_of_localisation() {
        check(
            &[
                "docs/ar/a.md",
                "docs/en/a.md",
                "docs/ar/guide/b.md",
                "docs/en/guide/b.md",
                "docs/fr/a.md",
                "docs/ar/c.md",
            ],
            &[
                "docs/ar/a.md + docs/en/a.md",
                "docs/ar/guide/b.md + docs/en/guide/b.md",
                "docs/fr/a.md",
                "docs/ar/c.md",
            ],
        );
        check(
            &[
                "ar.lproj/Localizable.strings",
                "en.lproj/Localizable.strings",
                "Base.lproj/Main.strings",
            ],
            &[
                "ar.lproj/Localizable.strings + en.lproj/Localizable.strings",
                "Base.lproj/Main.strings",
            ],
        );
        check(
            &[
                "res/values/strings.xml",
                "res/values-ar-rEG/strings.xml",
                "res/values-fr/strings.xml",
            ],
            &[
                "res/values-ar-rEG/strings.xml + res/values/strings.xml",
                "res/values-fr/strings.xml",
            ],
        );
        check(
            &[
                "ar_EG/LC_MESSAGES/django.po",
                "en/LC_MESSAGES/django.po",
                "tr/LC_MESSAGES/django.po",
            ],
            &["ar_EG/LC_MESSAGES/django.po + en/LC_MESSAGES/django.po", "tr/LC_MESSAGES/django.po"],
        );
        check(
            &[
                "messages.properties",
                "messages_ar.properties",
                "messages_en.properties",
                "Strings.resx",
                "Strings.ar-SA.resx",
            ],
            &[
                "messages.properties",
                "messages_ar.properties + messages_en.properties",
                "Strings.ar-SA.resx + Strings.resx",
            ],
        );
        check(
            &[
                "_articles/ar/how.md",
                "_articles/how.md",
                "_articles/best.md",
                "README.md",
                "README_AR.md",
            ],
            &[
                "_articles/ar/how.md + _articles/how.md",
                "_articles/best.md",
                "README_AR.md + README.md",
            ],
        );
        check(&["corpus.ar", "corpus.en"], &["corpus.ar + corpus.en"]);
        check(
            &["site-ar/x/index.html", "site-en/x/index.html", "site-en/y.html"],
            &["site-ar/x/index.html + site-en/x/index.html", "site-en/y.html"],
        );
        check(&["ar/guide_ar.md", "en/guide_en.md"], &["ar/guide_ar.md + en/guide_en.md"]);
        check(&["ar/guide.md", "en/guide_en.md"], &["ar/guide.md + en/guide_en.md"]);
    }

    #[test]
    fn files_of_translators() {
        check(
            &["report_AR.docx", "report_EN.pdf", "x/Annex (Arabic).docx", "x/Annex (English).docx"],
            &["report_AR.docx + report_EN.pdf", "x/Annex (Arabic).docx + x/Annex (English).docx"],
        );
        check(
            &["عقد عربي.docx", "عقد إنجليزي.docx", "تقرير بالعربية.odt", "تقرير بالانجليزية.odt"],
            &["عقد عربي.docx + عقد إنجليزي.docx", "تقرير بالعربية.odt + تقرير بالانجليزية.odt"],
        );
        check(&["a-ar-EG.md", "a-en_US.md"], &["a-ar-EG.md + a-en_US.md"]);
        check(
            &["chapter_ar_01.txt", "chapter_en_01.txt", "chapter_ar_02.txt"],
            &["chapter_ar_01.txt + chapter_en_01.txt", "chapter_ar_02.txt"],
        );
        check(&["Invoice_ARA.PDF", "invoice eng.pdf"], &["Invoice_ARA.PDF + invoice eng.pdf"]);
        check(&["ContractAR.docx", "ContractEN.docx"], &["ContractAR.docx + ContractEN.docx"]);
        check(
            &["minutes.docx", "minutes - Arabic.docx"],
            &["minutes - Arabic.docx + minutes.docx"],
        );
        check(
            &["العربية/ملف 1.docx", "الإنجليزية/ملف 1.docx"],
            &["العربية/ملف 1.docx + الإنجليزية/ملف 1.docx"],
        );
        // A hamza that stands apart, as some systems store it.
        check(
            &["عقد أ ar.docx", "عقد ا\u{654} en.docx"],
            &["عقد أ ar.docx + عقد ا\u{654} en.docx"],
        );
    }

    #[test]
    fn words_that_look_like_codes() {
        check(
            &["men.txt", "mar.txt", "star.txt", "sten.txt"],
            &["men.txt", "mar.txt", "star.txt", "sten.txt"],
        );
        check(&["AR-15 manual.pdf", "15 manual.pdf"], &["AR-15 manual.pdf", "15 manual.pdf"]);
        check(
            &["ar/AR-15 manual.pdf", "en/AR-15 manual.pdf"],
            &["ar/AR-15 manual.pdf + en/AR-15 manual.pdf"],
        );
        check(&["EN 1090-2.pdf", "1090-2.pdf"], &["EN 1090-2.pdf", "1090-2.pdf"]);
        check(&["Arabic coffee.md", "coffee.md"], &["Arabic coffee.md", "coffee.md"]);
        check(
            &["en/arabic-coffee.md", "ar/arabic-coffee.md"],
            &["ar/arabic-coffee.md + en/arabic-coffee.md"],
        );
        check(
            &["report_en_in_brief.md", "report_ar_in_brief.md"],
            &["report_ar_in_brief.md + report_en_in_brief.md"],
        );
        check(&["a_en-ar.docx", "b.docx"], &["a_en-ar.docx", "b.docx"]);
    }

    #[test]
    fn ambiguity_is_never_guessed() {
        check(&["a_ar.md", "a_ar-EG.md", "a_en.md"], &["a_ar.md | a_ar-EG.md | a_en.md"]);
        check(&["a_ar.docx", "a_en.pdf", "a_en.odt"], &["a_ar.docx | a_en.pdf | a_en.odt"]);
        // The same extension is surer.
        check(&["a_ar.docx", "a_en.docx", "a_en.pdf"], &["a_ar.docx + a_en.docx", "a_en.pdf"]);
        // What differs in letter case alone is paired by it.
        check(
            &["Report_ar.md", "Report_en.md", "report_ar.md", "report_en.md"],
            &["Report_ar.md + Report_en.md", "report_ar.md + report_en.md"],
        );
        check(
            &["Report_ar.md", "REPORT_ar.md", "report_en.md"],
            &["Report_ar.md | REPORT_ar.md | report_en.md"],
        );
        let languages =
            ["docs/ar/arabic.md", "docs/ar/english.md", "docs/en/arabic.md", "docs/en/english.md"];
        check(
            &languages,
            &["docs/ar/arabic.md | docs/ar/english.md | docs/en/arabic.md | docs/en/english.md"],
        );
        check(&["x.md", "ar/x.md", "x_ar.md"], &["x.md | ar/x.md | x_ar.md"]);
    }

    #[test]
    fn two_folders_name_the_sides() {
        let listed = |path: &str, side| Listed { path: path.to_owned(), side: Some(side) };
        let files = [
            listed("a.md", Side::Source),
            listed("b_ar.docx", Side::Source),
            listed("c.md", Side::Source),
            listed("a.md", Side::Target),
            listed("B_en.pdf", Side::Target),
            listed("d.md", Side::Target),
        ];
        let pairing = pair(&files, [Lang::AR, Lang::EN]);
        assert_eq!(pairing.pairs, [([0, 3], Rule::Language), ([1, 4], Rule::Format)]);
        assert_eq!(pairing.alone, [(2, Some(Side::Source)), (5, Some(Side::Target))]);
    }

    #[test]
    fn the_order_of_the_listing_changes_nothing() {
        let mut paths = vec![
            "a_ar.md",
            "a_en.md",
            "a_en.pdf",
            "b.ar.txt",
            "b.txt",
            "c_ar.md",
            "c_ar-EG.md",
            "c_en.md",
        ];
        let shown = |paths: &[&str]| {
            let (files, pairing) = pairing(paths);
            let name = |at: usize| files[at].path.clone();
            let mut pairs: Vec<_> = pairing.pairs.iter().map(|(p, r)| (p.map(name), *r)).collect();
            pairs.sort();
            pairs
        };
        let first = shown(&paths);
        assert_eq!(first.len(), 2);
        for _ in 0..paths.len() {
            paths.rotate_left(1);
            assert_eq!(shown(&paths), first);
        }
    }
}
