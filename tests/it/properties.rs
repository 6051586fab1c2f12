//! What holds for every text: ladders cover it, memories keep it, and no input brings mizan down.

use mizan::aligner::Alignment;
use mizan::bitext::{Bitext, Segment, Segments, Side};
use mizan::eval::{self, Counts, Reading};
use mizan::format::{self, ALIGNMENT_WRITERS, CsvProfile, Export, WriteOptions};
use mizan::glossary::{self, Glossary, Langs, Matcher};
use mizan::lang::Lang;
use mizan::memory::Memory;
use mizan::segment::{Newlines, Segmenter};
use mizan::text::{Document, Place, Warning};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::texts;

// Texts.

fn word() -> BoxedStrategy<String> {
    prop_oneof![
        6 => "[ء-غف-ي]{1,9}",
        6 => "[A-Za-z]{1,10}",
        1 => "[0-9٠-٩]{1,4}([.,٫٬/][0-9٠-٩]{1,3})?",
        1 => "[ء-ي]{1,3}[\u{64B}-\u{652}\u{640}][ء-ي]{1,3}",
        1 => "[.،؟!?:«»\"()]{1,3}",
        1 => Just("محمد".to_owned()),
        1 => Just("Mohammed".to_owned()),
        1 => Just("المكتبة".to_owned()),
        1 => Just("library".to_owned()),
    ]
    .boxed()
}

/// A segment as texts have them, with now and then none, one that comes again and again, or an absurd one.
fn segment() -> BoxedStrategy<String> {
    prop_oneof![
        12 => (vec(word(), 1..12), "[.؟!?:]?").prop_map(|(words, end)| words.join(" ") + &end),
        2 => Just(String::new()),
        2 => Just("نعم.".to_owned()),
        2 => Just("Yes.".to_owned()),
        1 => word().prop_map(|word| word.repeat(4_000)),
        1 => word().prop_map(|word| (word + " ").repeat(2_000).trim().to_owned()),
    ]
    .boxed()
}

/// Any text a memory may be asked to hold, the worst of XML and CSV among it.
fn wild() -> BoxedStrategy<String> {
    prop_oneof![
        3 => any::<String>(),
        3 => "[&<>\"'\\]\\[;#x=+@,\t\r\n\u{0}-\u{1F}\u{7F}-\u{9F}-]{0,12}",
        1 => Just("]]>&amp;<!--".to_owned()),
        1 => Just("\u{FFFE}\u{FFFF}\u{2028}\u{1F4D6}\u{10FFFF}".to_owned()),
        2 => segment().prop_filter("not too long", |text| text.len() < 500),
    ]
    .boxed()
}

fn bitext_of(text: BoxedStrategy<String>) -> impl Strategy<Value = Bitext> {
    let side = vec((text, any::<bool>()), 0..=12);
    (side.clone(), side).prop_map(|(source, target)| Bitext {
        source: glued_side(Lang::AR, &source),
        target: glued_side(Lang::EN, &target),
    })
}

fn glued_side(lang: Lang, texts: &[(String, bool)]) -> Segments {
    let mut side = texts::side(lang, &texts.iter().map(|(text, _)| text).collect::<Vec<_>>());
    for (segment, (_, glued)) in side.items.iter_mut().zip(texts) {
        segment.glued = *glued;
    }
    side
}

fn terms() -> Glossary {
    Glossary::parse("source,target\nمكتبة,library\nنعم,yes\nكتاب مفتوح,open book\n").unwrap()
}

// Ladders.

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_ladder_covers_any_bitext_and_threads_do_not_change_it(bitext in bitext_of(segment())) {
        let one = texts::align(&bitext, &terms(), 1);
        // Moved beads may cross others, so targets come once and not always in order.
        let (mut i, mut seen) = (0, vec![false; bitext.target.len() as usize]);
        for bead in one.ladder().beads() {
            let (source, target) = (bead.cut.source, bead.cut.target);
            prop_assert_eq!(source.start, i);
            prop_assert!(!source.is_empty() || !target.is_empty(), "a bead of nothing");
            for j in target.indices() {
                prop_assert!(!seen[j as usize], "target {} twice", j);
                seen[j as usize] = true;
            }
            i = source.end;
            let confidence = bead.confidence.get();
            prop_assert!((0.0..=1.0).contains(&confidence), "{}", confidence);
            // A bead with two sides has text on every line: an empty one has no translation.
            let blank = |side: &Segments, run| side.of(run).iter().any(Segment::is_blank);
            let gap = bead.cut.shape().is_gap();
            prop_assert!(gap || !blank(&bitext.source, source) && !blank(&bitext.target, target));
        }
        prop_assert_eq!(i, bitext.source.len());
        prop_assert!(seen.iter().all(|&seen| seen), "a target is in no bead");
        prop_assert_eq!(one.reasons().len(), one.ladder().beads().len());
        prop_assert!(one.reasons().iter().flatten().all(|reason| reason.log_odds.is_finite()));
        prop_assert!(one.terms().1 <= one.terms().0);
        prop_assert_eq!(&texts::align(&bitext, &terms(), 4), &one);
    }
}

/// Texts so long that only a band of the grid is searched, with a stretch that nothing ties together.
#[test]
fn a_long_text_is_covered_too() {
    let line = |at: usize, number: &str, filler: &str| {
        if (300..700).contains(&at) {
            filler.repeat(1 + at * 7 % 5)
        } else {
            format!("{} {number} {}.", filler.repeat(1 + at * 7 % 5), 1000 + at * 37)
        }
    };
    let source: Vec<String> = (0..1_200).map(|at| line(at, "رقم", "كلمة ")).collect();
    let target: Vec<String> = (0..1_150).map(|at| line(at, "number", "word ")).collect();
    let bitext =
        Bitext { source: texts::side(Lang::AR, &source), target: texts::side(Lang::EN, &target) };
    let one = texts::align(&bitext, &Glossary::default(), 1);
    // `Ladder::new` saw to it that every segment is covered once; here the same line meets the same line.
    let met = one.ladder().beads().iter().filter(|bead| {
        let (source, target) = (bead.cut.source, bead.cut.target);
        bead.cut.shape().to_string() == "1-1" && source.start == target.start
    });
    assert!(met.count() > 700);
    assert_eq!(texts::align(&bitext, &Glossary::default(), 2), one);
}

// Memories.

/// An alignment of a bitext with its memory, ready to be written.
struct Work {
    aligned: Alignment,
    memory: Memory,
}

impl Work {
    fn new(bitext: Bitext, threshold: f32) -> Work {
        let aligned = texts::align(&bitext, &terms(), 1);
        let memory = aligned.memory(threshold);
        Work { aligned, memory }
    }

    fn export<'a>(&'a self, document: &'a str, csv: &'a WriteOptions) -> Export<'a> {
        Export {
            alignment: &self.aligned,
            memory: &self.memory,
            document,
            created: "20260131T000000Z",
            segmentation: "own/1",
            options: csv,
        }
    }

    /// The texts of both sides of each unit.
    fn units(&self) -> Vec<[String; 2]> {
        let units = self.memory.translation_units("", "");
        units.map(|unit| [0, 1].map(|side| unit.variants[side].text.clone())).collect()
    }

    fn bytes(&self, format: &str, csv: CsvProfile) -> Vec<u8> {
        let mut out = Vec::new();
        let options = WriteOptions { csv, ..WriteOptions::default() };
        format::alignment_writer(format)
            .unwrap()
            .write(&self.export("a.txt", &options), &mut out)
            .unwrap();
        out
    }

    fn leftovers(&self, csv: CsvProfile) -> Vec<u8> {
        let mut out = Vec::new();
        let options = WriteOptions { csv, ..WriteOptions::default() };
        let mut leftovers = format::Leftovers::start("csv", csv, &mut out).unwrap();
        leftovers.add(&self.export("a.txt", &options)).unwrap();
        leftovers.finish().unwrap();
        out
    }
}

/// The rows of a CSV file as a careful program reads them: mark and guards taken off.
fn rows(bytes: &[u8], profile: CsvProfile, texts: &[usize]) -> Vec<Vec<String>> {
    let body = match profile {
        CsvProfile::Excel => bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a byte-order mark"),
        CsvProfile::Rfc4180 | CsvProfile::ExcelTab => bytes,
    };
    let mut reader = csv::Reader::from_reader(body);
    let unguarded = |(at, cell): (usize, &str)| {
        let guarded = profile == CsvProfile::Excel && texts.contains(&at);
        let cell = if guarded { cell.strip_prefix('\'').unwrap_or(cell) } else { cell };
        cell.to_owned()
    };
    let rows = reader.records().map(|row| row.unwrap().iter().enumerate().map(unguarded).collect());
    rows.collect()
}

/// The texts of both sides in leftovers.
fn left(bytes: &[u8], profile: CsvProfile) -> [Vec<String>; 2] {
    let rows = rows(bytes, profile, &[5]);
    ["source", "target"]
        .map(|side| rows.iter().filter(|row| row[0] == side).map(|row| row[5].clone()).collect())
}

fn csv_units(bytes: &[u8], profile: CsvProfile) -> [Vec<String>; 2] {
    let rows = rows(bytes, profile, &[0, 1]);
    [0, 1].map(|at| rows.iter().map(|row| row[at].clone()).collect())
}

/// The texts of both sides in a TMX file, checked against the document type on the way.
fn tmx_units(bytes: &[u8]) -> [Vec<String>; 2] {
    let text = std::str::from_utf8(bytes).unwrap();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let tree = roxmltree::Document::parse_with_options(text, options).unwrap();
    let names = |node: roxmltree::Node<'_, '_>| -> Vec<String> {
        node.children().filter(|c| c.is_element()).map(|c| c.tag_name().name().to_owned()).collect()
    };
    let attributes = |node: roxmltree::Node<'_, '_>| -> Vec<String> {
        node.attributes().map(|a| a.name().to_owned()).collect()
    };
    let root = tree.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("version")), ("tmx", Some("1.4")));
    assert_eq!(names(root), ["header", "body"]);
    let header = root.first_element_child().unwrap();
    assert_eq!(
        attributes(header),
        [
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
            "creationdate"
        ]
    );
    let mut sides = [Vec::new(), Vec::new()];
    for unit in root.last_element_child().unwrap().children().filter(|c| c.is_element()) {
        assert_eq!(attributes(unit), ["tuid", "creationdate", "changedate"]);
        let children = names(unit);
        let (props, variants) = children.split_at(children.len() - 2);
        assert!(props.iter().all(|name| name == "prop"), "{children:?}");
        assert_eq!(variants, ["tuv", "tuv"]);
        let variants = unit.children().filter(|c| c.has_tag_name("tuv"));
        for ((variant, lang), side) in variants.zip(["ar", "en"]).zip(&mut sides) {
            let xml = "http://www.w3.org/XML/1998/namespace";
            assert_eq!(variant.attribute((xml, "lang")), Some(lang));
            assert_eq!(names(variant), ["seg"]);
            let seg = variant.first_element_child().unwrap();
            assert!(seg.children().all(|c| c.is_text()), "markup inside a seg");
            side.push(seg.text().unwrap_or_default().to_owned());
        }
    }
    sides
}

/// What of a text no format may lose: all but white space and the characters XML cannot hold, which readers
/// drop.
fn kept(text: &str) -> String {
    let lost = |c: char| c.is_whitespace() || c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(|&c| !lost(c)).collect()
}

/// Every segment stands exactly once in units and leftovers together, and nothing else does.
fn conserved(side: &Segments, units: &[String], left: &[String]) -> Result<(), TestCaseError> {
    let written: Vec<String> = units.iter().chain(left).map(|text| kept(text)).collect();
    for segment in &side.items {
        let wanted = kept(&segment.text);
        if !wanted.is_empty() {
            let times: usize = written.iter().map(|text| text.matches(&wanted).count()).sum();
            prop_assert_eq!(times, 1, "{:?} in {:?}", wanted, written);
        }
    }
    let length = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let read: Vec<String> = side.items.iter().map(|segment| kept(&segment.text)).collect();
    prop_assert_eq!(length(&written), length(&read));
    let blank = side.items.iter().filter(|segment| segment.text.is_empty()).count();
    prop_assert_eq!(left.iter().filter(|text| text.is_empty()).count(), blank);
    Ok(())
}

/// Segments that can be told from each other, with any text between their tags, and blank ones.
fn tagged() -> impl Strategy<Value = Bitext> {
    let side = vec((proptest::option::weighted(0.9, wild()), any::<bool>()), 0..=12);
    (side.clone(), side).prop_map(|(source, target)| {
        let tag = |texts: Vec<(Option<String>, bool)>| -> Vec<(String, bool)> {
            let tag = |(at, (text, glued)): (usize, (Option<String>, bool))| {
                let text = text.map(|text| match at % 3 {
                    // Half of them start with their own text, where a guard may be due.
                    0 => format!("{text}⟦{at}⟧"),
                    _ => format!("⟦{at}⟧{text}⟦/{at}⟧"),
                });
                (text.unwrap_or_default(), glued)
            };
            texts.into_iter().enumerate().map(tag).collect()
        };
        Bitext {
            source: glued_side(Lang::AR, &tag(source)),
            target: glued_side(Lang::EN, &tag(target)),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_segment_is_in_a_unit_or_left_over(bitext in tagged(), threshold in 0.0f32..=1.0) {
        let work = Work::new(bitext, threshold);
        for profile in [CsvProfile::Rfc4180, CsvProfile::Excel] {
            let left = left(&work.leftovers(profile), profile);
            let csv = csv_units(&work.bytes("csv", profile), profile);
            let tmx = tmx_units(&work.bytes("tmx", profile));
            for (at, side) in [&work.aligned.bitext().source, &work.aligned.bitext().target].into_iter().enumerate() {
                conserved(side, &csv[at], &left[at])?;
                conserved(side, &tmx[at], &left[at])?;
            }
            let units = work.units();
            // A zero byte would make the file binary.
            let whole = |text: &str| text.replace('\0', "");
            prop_assert!(units.iter().zip(csv[0].iter().zip(&csv[1])).all(|([source, target], (s, t))| {
                (whole(source), whole(target)) == (s.clone(), t.clone())
            }), "CSV changed a text");
        }
    }

    #[test]
    fn a_memory_is_well_formed_and_never_half_empty(bitext in bitext_of(wild()), name in wild()) {
        let work = Work::new(bitext, 0.0);
        let mut tmx = Vec::new();
        let tmx_writer = format::alignment_writer("tmx").unwrap();
        tmx_writer.write(&work.export(&name, &WriteOptions::default()), &mut tmx).unwrap();
        let [source, target] = tmx_units(&tmx);
        let units = work.units();
        prop_assert_eq!(source.len(), units.len());
        for (unit, (source, target)) in units.iter().zip(source.iter().zip(&target)) {
            prop_assert_eq!((kept(&unit[0]), kept(&unit[1])), (kept(source), kept(target)));
            prop_assert!(!kept(source).is_empty() && !kept(target).is_empty());
        }
    }

    #[test]
    fn a_writer_gives_the_same_bytes_twice(bitext in bitext_of(wild())) {
        let work = Work::new(bitext.clone(), 0.5);
        let again = Work::new(bitext, 0.5);
        for writer in ALIGNMENT_WRITERS {
            for profile in [CsvProfile::Rfc4180, CsvProfile::Excel] {
                let first = work.bytes(writer.format(), profile);
                prop_assert_eq!(&again.bytes(writer.format(), profile), &first, "{}", writer.format());
                // A workbook is a ZIP container, and Excel takes tabs in UTF-16.
                let is_text = std::str::from_utf8(&first).is_ok();
                let wide = writer.format() == "tsv" && profile == CsvProfile::Excel;
                prop_assert!(is_text || wide || writer.format() == "xlsx", "{}", writer.format());
            }
        }
        prop_assert_eq!(work.leftovers(CsvProfile::Excel), again.leftovers(CsvProfile::Excel));
    }

    #[test]
    fn lines_of_text_formats_are_lines(bitext in bitext_of(wild())) {
        let work = Work::new(bitext, 0.0);
        let text = |format| String::from_utf8(work.bytes(format, CsvProfile::Rfc4180)).unwrap();
        let tsv = text("tsv");
        prop_assert_eq!(tsv.lines().count(), work.memory.beads().len());
        prop_assert!(tsv.lines().all(|line| line.split('\t').count() == 3), "{:?}", tsv);
        let beads = work.aligned.ladder().beads();
        let jsonl = text("jsonl");
        prop_assert_eq!(jsonl.lines().count(), beads.len());
        for line in jsonl.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert!(value["source_text"].is_string() && value["confidence"].is_number());
        }
        let read = eval::parse_beads(&text("beads")).unwrap();
        prop_assert_eq!(read.len(), beads.len());
        for (read, bead) in read.iter().zip(beads) {
            prop_assert_eq!(&read.source, &bead.cut.source.indices().collect::<Vec<_>>());
            prop_assert_eq!(&read.target, &bead.cut.target.indices().collect::<Vec<_>>());
        }
    }
}

// Inputs.

/// Bytes that are nearly text: marks, broken UTF-8, UTF-16, code pages, control characters.
fn bytes() -> BoxedStrategy<Vec<u8>> {
    let utf16 = |big: bool| {
        any::<String>().prop_map(move |text| -> Vec<u8> {
            let order = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            text.encode_utf16().flat_map(order).collect()
        })
    };
    let mark = prop_oneof![
        Just(&b""[..]),
        Just(&b"\xEF\xBB\xBF"[..]),
        Just(&b"\xFF\xFE"[..]),
        Just(&b"\xFE\xFF"[..])
    ];
    let body = prop_oneof![
        vec(any::<u8>(), 0..300),
        vec(0xC0u8..=0xFF, 0..300),
        wild().prop_map(String::into_bytes),
        segment().prop_map(String::into_bytes),
        utf16(false),
        utf16(true),
    ];
    let noise = proptest::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>()));
    (mark, body, noise)
        .prop_map(|(mark, body, noise)| {
            let mut bytes = [mark, &body].concat();
            if let Some((at, byte)) = noise {
                bytes.insert(at.index(bytes.len() + 1), byte);
            }
            bytes
        })
        .boxed()
}

fn csv_text() -> BoxedStrategy<String> {
    let piece = prop_oneof![
        3 => word(),
        3 => Just(",".to_owned()),
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\"".to_owned()),
        1 => Just("|".to_owned()),
        1 => Just("preferred".to_owned()),
        1 => Just("exact".to_owned()),
        1 => wild(),
    ];
    let header = prop_oneof![
        4 => Just("source,target,status,match,source_variants\n"),
        2 => Just("\u{FEFF}target,case,source\n"),
        1 => Just(""),
    ];
    (header, vec(piece, 0..60))
        .prop_map(|(header, pieces)| header.to_owned() + &pieces.concat())
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_text_or_refused(bytes in bytes()) {
        for lang in [Lang::AR, Lang::EN] {
            let lines = bytes.iter().filter(|b| b"\r\n".contains(b)).count() as u64 + 1;
            let document = Document::read("a.txt", &bytes, lang);
            if let Ok(Document { blocks, warnings, .. }) = &document {
                let text = &blocks[0].text;
                prop_assert!(!text.trim().is_empty());
                let allowed = |c: char| c >= ' ' || matches!(c, '\t' | '\n' | '\u{B}' | '\u{C}' | '\r');
                prop_assert!(text.chars().all(allowed), "a control character");
                prop_assert!(warnings.iter().all(|w| line(w).is_none_or(|l| 1 <= l && l <= lines)));
            }
            match (Document::read_segmented("a.txt", &bytes, lang), document) {
                (Ok(segmented), Ok(document)) => {
                    let lines = document.blocks[0].text.lines().count();
                    prop_assert_eq!(Segments::from(segmented).items.len(), lines);
                    Segmenter::new(lang, Newlines::Auto).segment(&document);
                }
                (segments, document) => prop_assert!(segments.is_err() && document.is_err()),
            }
        }
    }

    #[test]
    fn any_glossary_is_read_or_refused(csv in csv_text(), text in wild()) {
        let lines = csv.lines().count() as u64;
        if let Ok((glossary, warnings)) = Glossary::parse_lenient(&csv) {
            let problems = glossary::check(&glossary, Langs::AR_EN, warnings.clone());
            let right = |line: u64| 1 <= line && line <= lines.max(1);
            prop_assert!(glossary.entries.iter().all(|entry| right(entry.line)));
            prop_assert!(warnings.iter().all(|warning| line(warning).is_none_or(right)));
            prop_assert!(problems.iter().all(|problem| right(problem.line)));
            prop_assert!(problems.is_sorted_by_key(|problem| problem.line));
            prop_assert_eq!(Glossary::parse(&csv).is_ok(), warnings.is_empty());
            for (side, lang) in [(Side::Source, Lang::AR), (Side::Target, Lang::EN)] {
                for hit in Matcher::new(&glossary, side, lang).find(&text) {
                    prop_assert!(!hit.span.of(&text).is_empty());
                    prop_assert!((hit.entry as usize) < glossary.entries.len());
                }
            }
        }
    }

    #[test]
    fn any_beads_are_read_or_refused(text in "([\\[\\]:,0-9 #.\n-]{0,20}|(\\[[0-9]?(, [0-9]{1,12})?\\]:\\[[0-9]?\\]\n){0,9})") {
        if let Ok(beads) = eval::parse_beads(&text) {
            let others = eval::parse_beads("[0]:[0]\n[1]:[1, 2]\n[2]:[]").unwrap();
            for counts in [Counts::new(&beads, &others), Counts::new(&others, &beads)] {
                for reading in [Reading::Strict, Reading::Lax, Reading::Vecalign, Reading::VecalignLax,
                    Reading::WithGaps, Reading::WithGapsLax, Reading::Unaligned, Reading::Links] {
                    let rates = counts.rates(reading);
                    for rate in [rates.precision, rates.recall, rates.f1] {
                        prop_assert!((0.0..=1.0).contains(&rate), "{}", rate);
                    }
                }
            }
        }
    }

    #[test]
    fn any_tag_is_a_language_or_refused(tag in "([a-zA-Z]{0,4}[-_]?[a-zA-Z0-9]{0,5}|.{0,6})") {
        if let Ok(lang) = tag.parse::<Lang>() {
            prop_assert_eq!(lang.to_string().parse::<Lang>().unwrap(), lang);
            let tag = tag.replace('_', "-");
            // A code of three letters, such as "fre", is that of two letters.
            let (given, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
            let is_long = given.len() == 3 && lang.language().len() == 2;
            let short = format!("{}{rest}", lang.language());
            let tag = if is_long { &short } else { &tag };
            // An extended language, such as "zh-yue", is a language of its own.
            let extended = rest.strip_prefix('-').filter(|rest| rest.len() == 3);
            let is_extended = extended.is_some_and(|rest| rest.parse::<Lang>().is_ok_and(|own| own == lang));
            let is_same = tag.eq_ignore_ascii_case(&lang.to_string());
            prop_assert!(is_same || is_extended, "{tag} {lang}");
        }
    }

    /// Sentences lie in order, none is empty, and between them is nothing that shows.
    #[test]
    fn cutting_loses_nothing(
        text in prop_oneof![
            any::<String>(),
            wild(),
            vec(prop_oneof![4 => word(), 3 => "[ \n\t]{1,2}", 2 => "[.؟!?:…]{1,3}",
                1 => "[\u{200B}-\u{200F}\u{2028}\u{2029}\u{FEFF}\u{AD}\u{301}\r]{1,2}"], 0..40)
                .prop_map(|words| words.concat()),
        ],
        newlines in prop_oneof![Just(Newlines::Auto), Just(Newlines::Paragraph), Just(Newlines::BlankLine)],
    ) {
        for lang in [Lang::AR, Lang::EN, "fr".parse().unwrap()] {
            let segmenter = Segmenter::new(lang, newlines);
            let mut at = 0;
            let unseen = |between: &str| {
                between.chars().all(|c| c.is_whitespace() || is_invisible(c))
            };
            for span in segmenter.spans(&text) {
                let range = span.range();
                prop_assert!(at <= range.start && !range.is_empty());
                prop_assert!(unseen(&text[at..range.start]), "lost {:?}", &text[at..range.start]);
                let sentence = span.of(&text);
                prop_assert!(!unseen(sentence), "a sentence of nothing: {:?}", sentence);
                at = range.end;
            }
            prop_assert!(unseen(&text[at..]), "lost {:?}", &text[at..]);
        }
    }
}

/// The line a warning concerns.
fn line(warning: &Warning) -> Option<u64> {
    warning.place.as_ref().and_then(Place::line)
}

/// Controls that show nothing: direction marks, joiners, soft hyphen, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}
