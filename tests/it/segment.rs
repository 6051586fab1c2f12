//! Sentences are cut where a reader would cut them, and nothing is lost.

use mizan::error::ErrorKind;
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter, Srx, SrxMode, export_srx};
use mizan::text::Document;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::GraphemeCursor;

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

/// The cuts of a text, as the number of visible characters before each.
fn cuts(segmenter: &Segmenter, text: &str) -> Vec<usize> {
    let mut seen = 0;
    let mut cuts: Vec<usize> = segmenter
        .spans(text)
        .map(|span| {
            seen += visible(span.of(text));
            seen
        })
        .collect();
    cuts.pop();
    cuts
}

fn visible(text: &str) -> usize {
    text.nfd().filter(|&c| !c.is_whitespace() && !is_control(c)).count()
}

fn is_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Text of the pieces that rules look at, with all kinds of letters between them.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            ".",
            "...",
            "…",
            "!",
            "?",
            "؟",
            "،",
            ":",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\r\n",
            "\u{A0}",
            "(",
            ")",
            "\"",
            "«",
            "»",
            "[3]",
            "¹",
            "1",
            "٢",
            "20",
            "-",
            "د.",
            "أ.د.",
            "هـ.",
            "ص. 4",
            "ش.م.ل.",
            "Dr.",
            "e.g.",
            "U.S.",
            "قال",
            "وقال",
            "كتبَ",
            "الولدُ",
            "من",
            "Word",
            "word",
            "é",
            "😊",
            "👩‍👩‍👧",
            "a.b.c",
            "http://a.b/c?d=e",
            "\u{301}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn segmenters() -> impl Strategy<Value = Segmenter> {
    (
        proptest::sample::select(vec![Lang::AR, Lang::EN, "fr".parse().expect("a tag")]),
        proptest::sample::select(vec![Newlines::Auto, Newlines::Paragraph, Newlines::BlankLine]),
    )
        .prop_map(|(lang, newlines)| Segmenter::new(lang, newlines))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nothing_is_lost(text in texts(), segmenter in segmenters()) {
        let mut at = 0;
        for span in segmenter.spans(&text) {
            let range = span.range();
            prop_assert!(range.start >= at && range.end > range.start);
            let silent = |c: char| c.is_whitespace() || visible(&c.to_string()) == 0 || !c.is_alphanumeric();
            prop_assert!(text[at..range.start].chars().all(silent), "lost {:?}", &text[at..range.start]);
            let whole = |at| GraphemeCursor::new(at, text.len(), true).is_boundary(&text, 0).expect("whole text");
            prop_assert!(whole(range.start) && whole(range.end), "{text:?} {range:?}");
            at = range.end;
        }
        prop_assert!(!text[at..].contains(char::is_alphanumeric));
    }

    #[test]
    fn line_ends_do_not_matter(text in texts(), segmenter in segmenters()) {
        let text = text.replace(['\r', '\u{301}'], "");
        prop_assert_eq!(cuts(&segmenter, &text), cuts(&segmenter, &text.replace('\n', "\r\n")));
        prop_assert_eq!(cuts(&segmenter, &text), cuts(&segmenter, &format!("\u{FEFF}{text}")));
    }

    #[test]
    fn forms_do_not_matter(text in texts(), segmenter in segmenters()) {
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        prop_assert_eq!(cuts(&segmenter, &composed), cuts(&segmenter, &decomposed));
    }

    #[test]
    fn direction_marks_do_not_matter(text in texts(), segmenter in segmenters(), places in proptest::collection::vec((any::<proptest::sample::Index>(), 0usize..4), 0..6)) {
        let plain: String = text.chars().filter(|&c| !is_control(c) && c != '\u{301}' && c != '\u{200D}' && c != '\r').collect();
        let mut marked: Vec<char> = plain.chars().collect();
        for (place, mark) in places {
            let at = place.index(marked.len() + 1);
            // A mark between a letter and its diacritic is no text anyone writes.
            if marked.get(at).is_none_or(|&c| !is_combining_mark(c)) {
                marked.insert(at, ['\u{200F}', '\u{200E}', '\u{2067}', '\u{2069}'][mark]);
            }
        }
        let marked: String = marked.into_iter().collect();
        prop_assert_eq!(cuts(&segmenter, &plain), cuts(&segmenter, &marked));
    }
}

#[test]
fn a_direction_mark_anywhere_changes_no_cut() {
    let segmenter = Segmenter::new(Lang::AR, Newlines::Auto);
    for text in [
        "تأخر القطار :( فعدنا مشيا. وصلنا ليلا.",
        "نزل المطر على القرية طول الليل ولم يكف\nحتى الصباح. خرج الأطفال إلى الساحة وهم\n[يضحكون].",
        "قال الحارس: لا تقترب من الباب القديم،\nفهو مكسور. Read no. 5 first",
    ] {
        let plain = cuts(&segmenter, text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let marked = format!("{}\u{200F}{}", &text[..at], &text[at..]);
            assert_eq!(cuts(&segmenter, &marked), plain, "{marked:?}, a mark at byte {at}");
        }
    }
}

#[test]
fn blank_texts_have_no_sentence() {
    let segmenter = Segmenter::new(Lang::AR, Newlines::Auto);
    for text in ["", " ", "\r\n\u{A0}\n", "\u{FEFF}", " \u{200F} \n"] {
        assert_eq!(segmenter.spans(text).count(), 0, "{text:?}");
    }
}

#[test]
fn a_users_list_adds_to_ours() {
    let segmenter = Segmenter::new(Lang::EN, Newlines::Auto);
    let text = "Ask Wkr. Bob. He knows.";
    assert_eq!(segmenter.spans(text).count(), 3);
    let segmenter = segmenter.with_abbreviations("[title] # before names\nWkr.\n").unwrap();
    assert_eq!(segmenter.spans(text).count(), 2);
    for (list, line) in [("Wkr.", 1), ("\n[titel]", 2), ("[title]\ntwo words", 2)] {
        let error = Segmenter::new(Lang::EN, Newlines::Auto).with_abbreviations(list).unwrap_err();
        assert_eq!(error.place().unwrap().line(), Some(line), "{error}");
    }
}

#[test]
fn srx_with_look_around() {
    let srx = Srx::read(include_str!("../data/segment/lookaround.srx")).unwrap();
    let cut = |text: &'static str, lang: Lang, mode| -> Vec<&str> {
        let segmenter = Segmenter::new(lang, Newlines::Auto).with_srx(&srx, mode).unwrap();
        segmenter.spans(text).map(|span| span.of(text)).collect()
    };
    let text = "حضر د. كمال وم. ليث. ثم خرجا.";
    assert_eq!(cut(text, Lang::AR, SrxMode::Only).len(), 3, "the file knows no joined titles");
    assert_eq!(
        cut("Dr. Lee sat. It rained.", Lang::EN, SrxMode::Only),
        ["Dr. Lee sat.", "It rained."]
    );
    assert_eq!(cut("Prof. Lee sat.", Lang::EN, SrxMode::Only).len(), 2);
    let other = Segmenter::new("fr".parse().unwrap(), Newlines::Auto);
    let error = other.with_srx(&srx, SrxMode::Only).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoRules { .. }), "{error}");
}

#[test]
fn rules_that_take_too_many_steps_are_told() {
    let srx = Srx::read(include_str!("../data/segment/backtracking.srx")).unwrap();
    let segmenter = Segmenter::new(Lang::EN, Newlines::Auto).with_srx(&srx, SrxMode::Only).unwrap();
    let segments = |text: &str| segmenter.segment(&Document::of(Lang::EN, text));
    let quick = segments("One xx! Two. Three.");
    assert_eq!((quick.items.len(), quick.stopped_rules.len()), (3, 0));
    let slow = segments(&format!("One {}. Two. Three.", "x".repeat(60)));
    assert_eq!((slow.items.len(), slow.stopped_rules), (3, [8].into()));
}

#[test]
fn broken_srx_is_told_by_line() {
    for (text, line) in [
        ("", 1),
        ("<tmx/>", 1),
        ("<srx>\n<header segmentsubflows=\"maybe\"/></srx>", 2),
        ("<srx><header/>\n&bomb;</srx>", 2),
        ("<srx><header/>\n", 2),
    ] {
        let error = Srx::read(text).unwrap_err();
        assert_eq!(error.place().unwrap().line(), Some(line), "{text:?}: {error}");
    }
}

#[test]
fn exported_rules_run() {
    let srx = Srx::read(&export_srx()).unwrap();
    for (lang, text, wanted) in [
        (Lang::AR, "وصل د. سامر وأ.د. هند. ثم بدأ الحفل.", 2),
        (Lang::EN, "Mr. Poe left at 5 p.m. on Monday. We stayed.", 2),
    ] {
        let segmenter = Segmenter::new(lang, Newlines::Auto).with_srx(&srx, SrxMode::Only).unwrap();
        assert_eq!(segmenter.spans(text).count(), wanted, "{text}");
    }
}
