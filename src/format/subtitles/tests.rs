//! Subtitles and the segments they give.

use proptest::prelude::*;

use super::*;
use crate::segment::{Newlines, Segmenter};
use crate::text::LeftOut;

fn read(name: &str, text: &str, lang: Lang) -> Document {
    Document::read(name, text.as_bytes(), lang).unwrap()
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| &*block.text).collect()
}

fn segments(document: &Document) -> Vec<String> {
    let segments = Segmenter::new(document.lang, Newlines::Auto).segment(document);
    segments.items.into_iter().map(|s| s.text.replace('\n', "|")).collect()
}

fn left_out(document: &Document) -> Vec<(&str, u64)> {
    document.left_out.iter().map(|LeftOut { what, count, .. }| (*what, *count)).collect()
}

const SRT: &str = "\u{FEFF}1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>We sailed</i> all\r\n\r\n2\r\n\
    00:00:02,600 --> 00:00:04,000 X1:1 Y1:2\r\n{\\an8}night long. Then\r\n\r\n3\r\n0:0:4,1-->0:0:5\r\n\
    the wind\r\n\r\nfell.\r\n\r\n4\r\n00:00:05,200 --> 00:00:06,000\r\n- Land?\r\n- No, a < b.\r\n1998\r\n\r\n5\r\n\
    00:00:06,100 --> 00:00:07,000\r\n[waves]\r\n\r\n6\r\n00:00:07,000 --> 00:00:08,000\r\nand gulls\r\n\r\n7\r\n\
    00:00:11,000 --> 00:00:12,000\r\nmorning came";

#[test]
fn sentences_run_over_cues() {
    let document = read("a.srt", SRT, Lang::EN);
    let expected = [
        "We sailed all",
        "night long. Then",
        "the wind\nfell.",
        "- Land?",
        "- No, a < b.\n1998",
        "[waves]",
        "and gulls",
        "morning came",
    ];
    assert_eq!(texts(&document), expected);
    assert_eq!(
        segments(&document),
        [
            "We sailed all|night long.",
            "Then|the wind|fell.",
            "- Land?",
            "- No, a < b.|1998",
            "[waves]",
            "and gulls",
            "morning came",
        ]
    );
    assert_eq!(document.blocks[2].places, [(0, Place::Cue { from: 4_100, to: 5_000 })]);
    assert_eq!(document.blocks[3].places, document.blocks[4].places);
    assert!(document.blocks.iter().all(|block| block.kind == BlockKind::Cue));
}

#[test]
fn leading_marks_of_arabic_lines_end_sentences() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n.وصلت السفينة\n\n2\n00:00:02,000 --> 00:00:03,000\n\
        نزل البحارة\n\n3\n00:00:03,000 --> 00:00:04,000\nإلى المدينة";
    let document = read("x.txt", srt, Lang::AR);
    assert_eq!(segments(&document), [".وصلت السفينة", "نزل البحارة|إلى المدينة"]);
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n! حذار\n\n2\n00:00:02,000 --> 00:00:03,000\n\
        - ؟ من هنا\n\n3\n00:00:03,000 --> 00:00:04,000\n...";
    assert_eq!(segments(&read("x.srt", srt, Lang::AR)), ["! حذار", "- ؟ من هنا", "..."]);
}

#[test]
fn webvtt_has_blocks_that_are_no_cues() {
    let vtt = "WEBVTT - Kind: captions\nLanguage: en\n\nNOTE made\nby hand\n\nSTYLE\n::cue { color: red }\n\n\
        intro\n00:01.000 --> 00:02.000 align:start\n<v.loud Omar Said>Cast <c.x>off</c> &amp; <00:01.500>row!\n\n\
        stray line\n\n2\n01:00:00.000 --> 01:00:01.000\n<v Huda>No {x} &lt;b&gt;\n\nNOTES are read\n";
    let document = read("x", vtt, Lang::EN);
    assert_eq!(texts(&document), ["Cast off & row!", "No {x} <b>"]);
    assert!(!document.blocks[0].continues);
    assert_eq!(
        left_out(&document),
        [("comments", 1), ("names of speakers", 2), ("lines outside of subtitles", 2)]
    );
    assert_eq!(document.blocks[1].places[0].1.to_string(), "cue 01:00:00");
}

#[test]
fn other_formats_are_read() {
    let sbv = "0:00:01.000,0:00:02.000\nHoist[br]the sail\n\n0:00:02.000,0:00:03.000\nnow.\n";
    assert_eq!(segments(&read("a.sbv", sbv, Lang::EN)), ["Hoist|the sail|now."]);
    let ass = "[Script Info]\nTitle: x\n[V4+ Styles]\nFormat: Name\nStyle: D\n[Events]\n\
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
        Dialogue: 0,0:00:05.00,0:00:06.00,D,,0,0,0,,{\\i1}Second{\\i0}, with\\Na comma\n\
        Comment: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,check this\n\
        Dialogue: 0,0:00:01.00,0:00:02.50,D,Sara,0,0,0,,First\\hone.{\\p1}m 0 0 l 1 1{\\p0}\n\
        Dialogue: bad\n";
    let document = read("a.ass", ass, Lang::EN);
    assert_eq!(texts(&document), ["First\u{A0}one.", "Second, with\na comma"]);
    assert_eq!(
        left_out(&document),
        [("comments", 1), ("names of speakers", 1), ("subtitles that cannot be read", 1)]
    );
    assert!(document.left_out[2].is_loss);
    assert!(Document::read("a.srt", b"no times here", Lang::EN).is_err());
}

#[test]
fn lines_that_roll_up_are_read_once() {
    let cue =
        |at: u32, text: &str| format!("00:00:0{at}.000 --> 00:00:0{}.000\n{text}\n\n", at + 1);
    let vtt = ["one", "one\ntwo", "two\nthree", "three\nfour"];
    let vtt: String = (1..).zip(vtt).map(|(at, text)| cue(at, text)).collect();
    let document = read("a.vtt", &format!("WEBVTT\n\n{vtt}"), Lang::EN);
    assert_eq!(texts(&document), ["one", "two", "three", "four"]);
    assert_eq!(left_out(&document), [("lines shown again", 3)]);
    let document = read(
        "a.vtt",
        &format!("WEBVTT\n\n{}{}{}{}", cue(1, "No!"), cue(2, "No!"), cue(3, "x"), cue(4, "y")),
        Lang::EN,
    );
    assert_eq!(texts(&document), ["No!", "No!", "x", "y"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No bytes make the reader panic, whatever is changed in a file.
    #[test]
    fn mutated_files_are_read_or_refused(
        edits in proptest::collection::vec((0..900usize, any::<u8>()), 0..8),
        name in prop_oneof![Just("a.srt"), Just("a.vtt"), Just("a.ass")],
    ) {
        let mut bytes = SRT.as_bytes().to_vec();
        for (at, byte) in edits {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        let _ = Document::read(name, &bytes, Lang::AR);
    }
}
