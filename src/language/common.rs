//! Which language a text is in, told by the words that are commonest in it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lang::Lang;
use crate::text::fold::is_mark;

const WORDS: &str = include_str!("common_words.txt");

/// How many words of a text are looked at.
const LOOKED_AT: usize = 4_000;

/// A language with its commonest words.
struct Common {
    subtag: &'static str,
    name: &'static str,
}

struct Table {
    languages: Vec<Common>,
    /// The languages of each word, by their numbers.
    words: HashMap<String, Vec<usize>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { languages: Vec::new(), words: HashMap::new() };
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        let Some((head, words)) = line.split_once(':') else { continue };
        let Some((subtag, name)) = head.split_once(' ') else { continue };
        for word in words.split_whitespace() {
            table.words.entry(plain(word)).or_default().push(table.languages.len());
        }
        table.languages.push(Common { subtag, name });
    }
    table
});

/// Another language, by its subtag and name, that some texts are surely in; nothing where they may be in the one they are
/// declared to be in, or that one is not known.
pub(crate) fn other_language<'t>(
    texts: impl Iterator<Item = &'t str>,
    declared: Lang,
) -> Option<(&'static str, &'static str)> {
    let table = &*TABLE;
    let own = table.languages.iter().position(|l| l.subtag == declared.language())?;
    let mut counts = vec![0usize; table.languages.len()];
    let mut all = 0;
    for word in texts.flat_map(words).take(LOOKED_AT) {
        all += 1;
        for &language in table.words.get(&plain(word)).into_iter().flatten() {
            counts[language] += 1;
        }
    }
    // The first of those that fit alike.
    let best = (0..counts.len()).rev().max_by_key(|&language| counts[language])?;
    let sure = counts[best] >= 4 && counts[best] > 4 * counts[own] && counts[best] * 7 >= all;
    sure.then(|| (table.languages[best].subtag, table.languages[best].name))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let outside = |c: char| !(c.is_alphabetic() || is_mark(c) || c == '\u{200C}');
    text.split(outside).filter(|word| !word.is_empty())
}

/// A word in small letters without marks; letters of Persian that look like Arabic ones are those.
fn plain(word: &str) -> String {
    let letters = word.chars().filter(|&c| !is_mark(c)).flat_map(char::to_lowercase);
    letters
        .map(|c| match c {
            'ی' => 'ي',
            'ک' => 'ك',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, declared: Lang) -> Option<&'static str> {
        other_language(std::iter::once(text), declared).map(|(subtag, _)| subtag)
    }

    #[test]
    fn short_texts_in_another_language_are_told() {
        for (text, declared, subtag) in [
            ("Le facteur apporte les lettres et les journaux dans le village.", Lang::EN, "fr"),
            ("El cartero trae las cartas y los periódicos a la aldea.", Lang::EN, "es"),
            ("Der Postbote bringt die Briefe und die Zeitungen in das Dorf.", Lang::EN, "de"),
            (
                "نامه‌رسان هر روز نامه‌ها را به روستا می آورد و از آن جا به شهر برمی گردد که دور است.",
                Lang::AR,
                "fa",
            ),
            ("ڈاکیا ہر روز گاؤں میں خط لاتا ہے اور اس کے بعد شہر کو واپس جاتا ہے۔", Lang::AR, "ur"),
        ] {
            assert_eq!(told(text, declared), Some(subtag), "{text}");
        }
    }

    #[test]
    fn a_text_that_quotes_another_language_is_in_its_own() {
        for (text, declared) in [
            (
                "The film 'Le fabuleux destin de la ville et les gens' was shown in Lyon on Monday.",
                Lang::EN,
            ),
            ("يَعُودُ ساعي البَريدِ في المساء مِنَ القريةِ إلى المدينة، وهم في انتظاره.", Lang::AR),
            ("Lyon, Marseille, Nice", Lang::EN),
            ("Volume 3", Lang::EN),
            ("Le facteur apporte les lettres et les journaux.", "fr".parse().unwrap()),
            ("Le facteur apporte les lettres et les journaux.", "xx".parse().unwrap()),
        ] {
            assert_eq!(told(text, declared), None, "{text}");
        }
    }
}
