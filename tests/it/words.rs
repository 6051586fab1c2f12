//! Plain text put into documents comes out word for word.

use mizan::lang::Lang;
use mizan::text::Document;

use crate::{office, texts};

/// Twice the number of words in a common subsequence, over the number of all words.
fn word_score(a: &[&str], b: &[&str]) -> f64 {
    if a == b {
        return 1.0;
    }
    let mut row = vec![0usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (at, other) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f64 / (a.len() + b.len()) as f64
}

#[test]
fn every_word_comes_back_in_every_format() {
    let mut seen = 0;
    for folder in texts::entries("pairs").into_iter().filter(|path| path.is_dir()) {
        for (name, lang) in [("source.ar.txt", Lang::AR), ("target.en.txt", Lang::EN)] {
            let Ok(text) = std::fs::read_to_string(folder.join(name)) else { continue };
            let paragraphs: Vec<&str> =
                text.lines().map(str::trim).filter(|line| !line.is_empty()).take(150).collect();
            let words: Vec<&str> = paragraphs.iter().flat_map(|p| p.split_whitespace()).collect();
            for (extension, bytes) in office::every_format(&paragraphs) {
                let document = Document::read(&format!("a.{extension}"), &bytes, lang).unwrap();
                let found: Vec<&str> = document
                    .blocks
                    .iter()
                    .flat_map(|block| block.text.split_whitespace())
                    .collect();
                let score = word_score(&words, &found);
                assert!(score == 1.0, "{} as {extension}: {score}", folder.join(name).display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 100, "only {seen} documents");
}

#[test]
fn a_word_that_is_lost_or_moved_lowers_the_score() {
    let words = ["a", "b", "c", "d"];
    assert_eq!(word_score(&words, &words), 1.0);
    assert!(word_score(&words, &["a", "b", "d"]) < 1.0);
    assert!(word_score(&words, &["b", "a", "c", "d"]) < 1.0);
}
