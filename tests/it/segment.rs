//! Sentences are cut where a reader would cut them, and nothing is lost.

use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};

/// Cuts the text without its `‖` signs and compares with the cuts they show.
#[track_caller]
fn check(lang: Lang, newlines: Newlines, marked: &str) {
    let text = marked.replace('‖', "");
    let segmenter = Segmenter::new(lang, newlines);
    let found: Vec<&str> = segmenter.spans(&text).map(|span| span.of(&text)).collect();
    let wanted: Vec<&str> = marked.split('‖').map(str::trim).collect();
    assert_eq!(found, wanted);
}

#[track_caller]
fn ar(marked: &str) {
    check(Lang::AR, Newlines::Auto, marked);
}

#[track_caller]
fn en(marked: &str) {
    check(Lang::EN, Newlines::Auto, marked);
}

#[test]
fn arabic_titles_and_initials() {
    ar("زارنا د. كريم الحلبي مساءً. ‖ وبقي ساعة.");
    ar("حضرت أ.د. سهام النجار. ‖ ثم انصرفت.");
    ar("شكر ود. هدى الحاضرين.");
}

#[test]
fn english_titles_and_initials() {
    en("We saw Dr. Brown today. ‖ She was late.");
}
