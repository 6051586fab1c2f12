//! Sentences are cut where a reader would cut them, and nothing is lost.

use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};

/// The cases of a file that come out otherwise.
fn wrong(lang: Lang, cases: &str) -> Vec<String> {
    let segmenter = Segmenter::new(lang, Newlines::Auto);
    let mut wrong = Vec::new();
    for case in cases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let case = case.replace('⏎', "\n");
        let text = case.replace('‖', "");
        let found: Vec<&str> = segmenter.spans(&text).map(|span| span.of(&text)).collect();
        let wanted: Vec<&str> = case.split('‖').map(str::trim).collect();
        if found != wanted {
            wrong.push(format!("wanted {}\n found {}", case, found.join(" ‖ ")));
        }
    }
    wrong
}

#[test]
fn arabic() {
    let wrong = wrong(Lang::AR, include_str!("../data/segment/ar.txt"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english() {
    let wrong = wrong(Lang::EN, include_str!("../data/segment/en.txt"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
