//! Rich text.

use super::*;
use crate::format::shown::{left_out, shown};

fn read(text: &[u8]) -> Document {
    Document::read("a.doc", text, Lang::AR).unwrap()
}

/// A text as numbers of its characters, with a question mark for programs that do not know them.
fn numbers(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{}?", unit as i16)).collect()
}

#[test]
fn arabic_comes_in_every_encoding() {
    let plain = format!(
        "{{\\rtf1\\ansi\\ansicpg1252 {} \\u8207\\'3f.\\par}}",
        numbers("وصل القطار \u{1F682}")
    );
    assert_eq!(shown(&read(plain.as_bytes())), ["0 paragraph: وصل القطار \u{1F682} \u{200F}."]);
    let page = b"{\\rtf1\\ansi\\ansicpg1256 \\'e6\\'d5\\'e1 \xC7\xE1\xC8\xC7\xC8\\par}";
    assert_eq!(shown(&read(page)), ["0 paragraph: وصل الباب"]);
    let fonts = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset178 Simplified Arabic;}}\
        {\\ltrch\\f0\\rtlch\\af1 \\'e6\\'d5\\'e1}{\\f0  caf\\'e9 }{\\f1\\'c8\\'c7\\'c8}\\par}";
    assert_eq!(shown(&read(fonts)), ["0 paragraph: وصل café باب"]);
    let none = b"{\\rtf1{\\uc0\\u1576\\u1575{\\uc2\\u1576\\'a8\\'a8}!}}";
    assert_eq!(shown(&read(none)), ["0 paragraph: باب!"]);
}

#[test]
fn what_no_reader_sees_is_out() {
    let text = b"{\\rtf1\\ansi{\\info{\\title Old}}{\\*\\generator X;}{\\listtext\\tab 1.}{\\pntext a)}Paid {\\deleted fifty}{\\revised sixty}\
        {\\v secret}{\\mvf gone}{\\*\\bkmkstart a}{\\pict\\bin5 }}}}}AB}{\\*\\unknown{x}y} now{\\xe index}.\\par \
        {\\deleted Start \\par}of it{\\*\\annotation{\\*\\atnref 1}Check {\\b this}}\\-\\~ok\\_x\\par}";
    let read = read(text);
    assert_eq!(
        shown(&read),
        ["0 paragraph: Paid sixty now.", "0 paragraph: of it\u{A0}ok\u{2011}x"]
    );
    let left =
        [("deleted text", 2, "fifty"), ("hidden text", 1, "secret"), ("comments", 1, "Check this")];
    let mut found = left_out(&read);
    found.sort_by_key(|(what, ..)| left.iter().position(|(known, ..)| known == what));
    assert_eq!(found, left);
}

#[test]
fn flows_fields_kinds_and_cells() {
    let text = b"{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}{\\s2 toc 1;}{\\*\\cs3 Char;}{\\s4 Title;}}\
        {\\header Head\\par}{\\footer Foot\\par}{\\footerf Foot\\par}\
        \\pard\\s4 Book\\par\\pard\\s1 Part\\par\\pard\\outlinelevel2 Third\\par\\pard\\s2 Part\\tab 3\\par\
        {\\field{\\*\\fldinst TOC \\\\o}{\\fldrslt Part\\par More\\par}}\\pard\\ls2\\ilvl1 Point\\par\
        \\pard See{\\footnote \\chftn  A note.\\par} {\\field{\\*\\fldinst {HYPERLINK \"http://a.b\"}}{\\fldrslt {\\ul here}}}.\\line\
        {\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt \\pard Boxed\\par}}{\\shprslt Boxed}}\\par\
        \\trowd\\pard\\intbl a\\cell b\\par c\\cell\\row\\trowd\\intbl d\\cell\\row\\pard After\\par\\pard\\intbl e\\cell\\row}";
    let read = read(text);
    assert_eq!(
        shown(&read),
        [
            "0 title: Book",
            "0 heading 1: Part",
            "0 heading 3: Third",
            "0 item 2: Point",
            "0 paragraph: See <a href=\"http://a.b\"><u>here</u></a>.",
            "0 cell 0.0.0: a",
            "0 cell 0.0.1: b",
            "0 cell 0.0.1: c",
            "0 cell 0.1.0: d",
            "0 paragraph: After",
            "0 cell 1.0.0: e",
            "1 text box: Boxed",
            "2 note: A note.",
            "3 header: Head",
            "4 footer: Foot",
        ]
    );
    let repeated = ("repeated page footers", 1, "Foot");
    assert_eq!(left_out(&read), [repeated, ("lines of tables of contents", 3, "Part 3")]);
}

#[test]
fn looks_follow_the_direction_and_marks_of_notes_take_their_space() {
    let text = b"{\\rtf1\\ansi{\\ltrch \\b one}{\\rtlch\\ab  two}{\\ltrch\\b \\rtlch\\ai  three}{\\super  \\chftn{\\footnote \\chftn x}} four\\par}";
    let shown = shown(&read(text));
    assert_eq!(shown, ["0 paragraph: <b>one two</b><i> three</i> four", "2 note: x"]);
}

#[test]
fn deep_and_cut_files_are_refused_or_read() {
    let deep = [b"{\\rtf1 ".as_slice(), &b"{".repeat(100_000)].concat();
    let error = Document::read("a.rtf", &deep, Lang::EN).unwrap_err();
    assert!(error.to_string().contains("more than 1000 groups"), "{error}");
    assert_eq!(shown(&read(b"{\\rtf1 cut {\\b off")), ["0 paragraph: cut <b>off</b>"]);
    assert_eq!(shown(&read(b"{\\rtf1 a}}}} \\u9999999 ?b\\'")), ["0 paragraph: a b"]);
}
