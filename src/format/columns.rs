//! Which columns of a table of terms hold the two sides, by their names in any language and of any tool.

use crate::error::{Error, Result};
use crate::glossary::Langs;
use crate::lang::Lang;
use crate::language::{self, LANGUAGES};
use crate::text::token;

/// The columns of other things, as glossaries name them.
const FIELDS: [&str; 5] = ["note", "definition", "context", "pos", "domain"];

/// The languages that rows of a table name for themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::format) struct RowLangs {
    /// The columns with the languages of the two sides.
    columns: Option<[usize; 2]>,
}

impl RowLangs {
    /// Why a row is not read, if its languages are not those of the table.
    pub(in crate::format) fn refuses(self, cells: &[String], langs: Langs) -> Option<String> {
        let named = self.columns?.map(|at| cells.get(at).map_or("", |cell| cell.trim()));
        let fits = |name: &str, lang| name.is_empty() || names(&words(name), lang);
        if fits(named[0], langs.source) && fits(named[1], langs.target) {
            return None;
        }
        let (source, target) = (langs.source, langs.target);
        Some(format!("the row is {} to {}, not {source} to {target}", named[0], named[1]))
    }
}

/// Gives the columns of the two sides the names `source` and `target`, and columns of known other things theirs.
/// `first` is the first row below the names.
///
/// # Errors
///
/// If there is no column for each side.
pub(in crate::format) fn require_columns(
    columns: &mut [String],
    first: Option<&[String]>,
    langs: Langs,
    format: &'static str,
) -> Result<RowLangs> {
    let named: Vec<Vec<String>> = columns.iter().map(|name| words(name)).collect();
    let Some(mut sides) = sides(columns, &named, langs) else {
        let mut shown: String = columns.join(",");
        if shown.chars().count() > 80 {
            shown = shown.chars().take(80).chain("…".chars()).collect();
        }
        let (source, target) = (langs.source, langs.target);
        let message = format!(
            "the first row must name the columns source and target, or {source} and {target}; it reads '{shown}'"
        );
        return Err(Error::malformed(format, 1, message));
    };
    let lang_of = |side: &str| {
        named.iter().position(|words| {
            matches!(&words[..], [first, second]
                if is_listed(side, first) && is_listed("lang", second))
        })
    };
    let mut rows = RowLangs::default();
    if let (Some(source), Some(target)) = (lang_of("source"), lang_of("target")) {
        rows.columns = Some([source, target]);
        // A table may run the other way round.
        let reversed = RowLangs { columns: Some([target, source]) };
        if let Some(first) = first
            && rows.refuses(first, langs).is_some()
            && reversed.refuses(first, langs).is_none()
        {
            sides.reverse();
            rows = reversed;
        }
    }
    for (at, column) in columns.iter_mut().enumerate() {
        let is = |name: &str| column.eq_ignore_ascii_case(name);
        if at == sides[0] {
            if !is("source") {
                "source".clone_into(column);
            }
        } else if at == sides[1] {
            if !is("target") {
                "target".clone_into(column);
            }
        } else if is("source") || is("target") {
            // Where a term comes from, beside columns named by language.
            *column = format!("{} reference", column.to_lowercase());
        }
    }
    for field in FIELDS {
        if columns.iter().any(|column| column.eq_ignore_ascii_case(field)) {
            continue;
        }
        let found = named
            .iter()
            .enumerate()
            .position(|(at, words)| !sides.contains(&at) && is_listed(field, &words.join(" ")));
        if let Some(at) = found {
            field.clone_into(&mut columns[at]);
        }
    }
    Ok(rows)
}

/// Columns of texts, as the names of a table tell them.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) enum TextColumns {
    /// Of the source and of the target.
    Sides([usize; 2]),
    /// Of languages.
    Langs([(usize, Lang); 2]),
}

/// The columns of the texts of a memory, whose names are not just `source` and `target` or tags.
pub(in crate::format) fn text_columns(columns: &[String], langs: Langs) -> Option<TextColumns> {
    let named: Vec<Vec<String>> = columns.iter().map(|name| words(name)).collect();
    let of_language = |side: &str| {
        named.iter().position(|words| {
            matches!(&words[..], [first, second]
                if is_listed(side, first) && is_listed("lang", second))
        })
    };
    let [source, target] = sides(columns, &named, langs)
        .or_else(|| Some([of_language("source")?, of_language("target")?]))?;
    let are_langs = names(&named[source], langs.source) && names(&named[target], langs.target);
    Some(match are_langs {
        true => TextColumns::Langs([(source, langs.source), (target, langs.target)]),
        false => TextColumns::Sides([source, target]),
    })
}

/// The columns of the two sides.
fn sides(columns: &[String], named: &[Vec<String>], langs: Langs) -> Option<[usize; 2]> {
    let exact = |side: &str| columns.iter().position(|name| name.eq_ignore_ascii_case(side));
    let by_word = |side: &str| {
        named.iter().position(|words| {
            let rest: Vec<&String> = words.iter().filter(|w| !is_listed("term", w)).collect();
            matches!(rest[..], [word] if is_listed(side, word))
        })
    };
    let by_lang = |lang: Lang| {
        let code =
            |name: &String| name.trim().parse().is_ok_and(|tag: Lang| tag.same_language(lang));
        columns.iter().position(code).or_else(|| named.iter().position(|words| names(words, lang)))
    };
    let both = |source: Option<usize>, target: Option<usize>| {
        Some([source?, target?]).filter(|sides| sides[0] != sides[1])
    };
    let (source, target) = (by_lang(langs.source), by_lang(langs.target));
    // A column of terms of which nothing else is said.
    let plain = |other: Option<usize>| {
        let is_term = |(at, words): (usize, &Vec<String>)| {
            Some(at) != other
                && !words.is_empty()
                && words.iter().all(|word| is_listed("term", word) || is_listed("target", word))
        };
        named.iter().enumerate().position(is_term).filter(|_| other.is_some())
    };
    both(exact("source"), exact("target"))
        .or_else(|| both(source, target))
        .or_else(|| both(by_word("source"), by_word("target")))
        .or_else(|| both(by_word("source").or(source), by_word("target").or(target)))
        .or_else(|| both(source, plain(source)))
        .or_else(|| both(plain(target), target))
        .or_else(|| {
            let term = named.iter().position(|words| {
                !words.is_empty() && words.iter().all(|word| is_listed("term", word))
            });
            both(term, by_word("target"))
        })
}

/// Whether a word in the name of a file or folder is a tag of a language, such as `ar` or `ara`, or its name in any language
/// that is known, such as `Arabic` or عربي.
///
/// ```
/// use mizan::format::names_language;
/// use mizan::lang::Lang;
///
/// assert!(names_language("ARA", Lang::AR) && names_language("إنجليزي", Lang::EN));
/// assert!(!names_language("star", Lang::AR));
/// ```
pub fn names_language(word: &str, lang: Lang) -> bool {
    let is_tag = word.parse().is_ok_and(|tag: Lang| tag.same_language(lang));
    is_tag
        || language::of(lang).name().eq_ignore_ascii_case(word)
        || is_listed(lang.language(), &token::key(word))
}

/// Whether the words of a name say that a column is of a language: a tag or a name, and what region, but nothing
/// that makes it a column of something else.
fn names(words: &[String], lang: Lang) -> bool {
    let rest: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !is_listed("term", word)).collect();
    let Some((at, _)) = rest.iter().enumerate().find(|(_, word)| {
        **word == lang.language()
            || language::of(lang).name().eq_ignore_ascii_case(word)
            || is_listed(lang.language(), word)
    }) else {
        return false;
    };
    let is_other = |word: &&str| {
        FIELDS.iter().chain(&["other", "source", "lang"]).any(|kind| is_listed(kind, word))
    };
    at == 0 && !rest[1..].iter().any(is_other)
}

/// Whether a word, or words, are in a list of any language.
fn is_listed(kind: &str, word: &str) -> bool {
    let lists = LANGUAGES.iter().flat_map(|language| language.column_words().lines());
    let of_kind = lists.filter_map(|line| line.split_once(':')).filter(|(name, _)| *name == kind);
    of_kind.flat_map(|(_, list)| list.split(',')).any(|listed| token::key(listed) == word)
}

/// The bytes of the longest cell that may be the name of a column.
const LONGEST_NAME: usize = 200;

/// The words of a name, folded; `sourceText` has two.
fn words(name: &str) -> Vec<String> {
    // A text of a table without names.
    if name.len() > LONGEST_NAME {
        return Vec::new();
    }
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() || crate::text::fold::is_mark(c) { c } else { ' ' });
        before = c;
    }
    token::key(&spaced).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(header: &str, first: &str) -> Option<String> {
        let mut columns: Vec<String> = header.split(',').map(str::to_owned).collect();
        let first: Vec<String> = first.split(',').map(str::to_owned).collect();
        require_columns(&mut columns, Some(&first), Langs::AR_EN, "test").ok()?;
        Some(columns.join(","))
    }

    #[test]
    fn columns_of_other_tools_are_understood() {
        for (header, wanted) in [
            ("Source,TARGET,x", "Source,TARGET,x"),
            ("Arabic,English", "source,target"),
            ("English (United Kingdom),Arabic (Saudi Arabia)", "target,source"),
            (
                "Entry_ID,Entry_Note,English_United_States,English_Def,Arabic,Arabic_Def",
                "Entry_ID,Entry_Note,target,English_Def,source,Arabic_Def",
            ),
            ("sourceString,targetString", "source,target"),
            ("Source Term,Target Term,Comments", "source,target,note"),
            ("ar-SA,en_US,Definition", "source,target,Definition"),
            ("Term (en),Term (ar)", "target,source"),
            ("term_ar,term_en,ar_description", "source,target,ar_description"),
            ("المصطلح العربي,المصطلح الإنجليزي,التعريف", "source,target,definition"),
            ("بالعربية,بالإنجليزيّة,ملاحظات", "source,target,note"),
            ("Term,Arabic", "target,source"),
            ("English,الترجمة", "target,source"),
            ("المصطلح,الترجمة", "source,target"),
            ("ar,en,source", "source,target,source reference"),
            ("source,en", "source,target"),
        ] {
            assert_eq!(renamed(header, "").as_deref(), Some(wanted), "{header}");
        }
        for header in ["fr,ar", "English,English note", "Term,Status", "a,b", "", "id,name"] {
            assert_eq!(renamed(header, ""), None, "{header}");
        }
    }

    #[test]
    fn texts_of_memories_are_found_by_words() {
        let found = |header: &str| {
            let columns: Vec<String> = header.split(',').map(str::to_owned).collect();
            text_columns(&columns, Langs::AR_EN)
        };
        let langs = |ar, en| Some(TextColumns::Langs([(ar, Lang::AR), (en, Lang::EN)]));
        for (header, wanted) in [
            ("English,Arabic", langs(1, 0)),
            ("#,العربية,الإنجليزية,ملاحظات", langs(1, 2)),
            ("English (US),Comment,Arabic (Egypt)", langs(2, 0)),
            ("النص العربي,English text", langs(0, 1)),
            ("Source segment,Target segment", Some(TextColumns::Sides([0, 1]))),
            ("id,Source language,Target language", Some(TextColumns::Sides([1, 2]))),
            ("النص الأصلي,الترجمة", Some(TextColumns::Sides([0, 1]))),
            ("English;Arabic", None),
            ("Yes,نعم", None),
            ("الأصل,source", None),
            ("English,English note", None),
        ] {
            assert_eq!(found(header), wanted, "{header}");
        }
    }

    #[test]
    fn rows_may_name_their_languages() {
        let header = "id,sourceLang,targetLang,sourceString,targetString";
        let way = |first| renamed(header, first).map(|names| names[25..].to_owned());
        assert_eq!(way("1,ar,en,قرض,loan").as_deref(), Some("source,target"));
        assert_eq!(way("1,en-US,ar_EG,loan,قرض").as_deref(), Some("target,source"));
    }
}
