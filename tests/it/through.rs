//! What passes through the formats of memories: codes, segments, states and languages; and what is told where one cannot
//! hold it.

use mizan::format::{self, WriteOptions, XliffVersion};
use mizan::unit::{Header, Repair, TranslationUnit};

use crate::memories::read_back;

/// A memory of one unit as TMX, with an Arabic and an English seg.
fn tmx(ar: &str, en: &str) -> String {
    format!(
        "<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" \
         o-tmf=\"t\" adminlang=\"en\" srclang=\"ar\" datatype=\"xml\"/><body><tu>\
         <tuv xml:lang=\"ar\"><seg>{ar}</seg></tuv><tuv xml:lang=\"en\"><seg>{en}</seg></tuv></tu></body></tmx>"
    )
}

fn xliff1(units: &str) -> String {
    format!(
        "<xliff version=\"1.2\"><file original=\"f\" source-language=\"ar\" target-language=\"en\" \
         datatype=\"x\"><body>{units}</body></file></xliff>"
    )
}

fn written(
    format: &str,
    header: &Header,
    units: &[TranslationUnit],
    options: &WriteOptions,
) -> (String, Vec<Repair>) {
    let (mut bytes, mut repairs) = (Vec::new(), Vec::new());
    let writer = format::memory_writer(format).unwrap();
    let mut sink = writer.start(Box::new(&mut bytes), header, options).unwrap();
    for unit in units {
        sink.unit(unit).unwrap();
        repairs.append(&mut sink.repairs());
    }
    sink.finish().unwrap();
    (String::from_utf8(bytes).unwrap(), repairs)
}

#[test]
fn markup_inside_codes_passes_through_xliff() {
    let en = "a <ph x=\"1\">&lt;img alt=\"<sub>view &amp; sky</sub>\"/&gt;</ph> \
              <a href=\"https://x.test/?a=1&amp;b\">here</a><br id=\"9\"/>";
    let (header, units, _) = read_back("a.tmx", tmx("ب", en).as_bytes());
    assert_eq!(units[0].variants[1].text, "a  here");
    let first = written("tmx", &header, &units, &WriteOptions::default()).0;
    for wanted in [
        "<sub>view &amp; sky</sub>",
        "<bpt i=\"1\">&lt;a href=\"https://x.test/?a=1&amp;amp;b\"&gt;</bpt>here<ept i=\"1\">&lt;/a&gt;</ept>",
        "<ph>&lt;br id=\"9\"/&gt;</ph>",
    ] {
        assert!(first.contains(wanted), "{wanted} in {first}");
    }
    for xliff in [XliffVersion::V1, XliffVersion::V2] {
        let options = WriteOptions { xliff, ..WriteOptions::default() };
        let between = written("xlf", &header, &units, &options).0;
        let (_, back, _) = read_back("a.xlf", between.as_bytes());
        let contents = |units: &[TranslationUnit]| -> Vec<(usize, String)> {
            let codes = units[0].variants.iter().flat_map(|variant| &variant.codes);
            codes.map(|code| (code.at, code.content.clone())).collect()
        };
        assert_eq!(contents(&back), contents(&units), "{xliff:?}");
    }
}

#[test]
fn what_a_code_stands_for_is_kept_where_the_file_says_it() {
    let units = xliff1(
        "<trans-unit id=\"a\"><source>س<x id=\"1\" equiv-text=\"&lt;br/&gt;\"/></source>\
         <target>s<x id=\"1\" equiv-text=\"&lt;br/&gt;\"/></target></trans-unit>",
    );
    let (_, units, _) = read_back("a.xlf", units.as_bytes());
    assert_eq!(units[0].variants[1].codes[0].content, "<br/>");
    // What stands for markup is no part of markup that is there.
    let units = xliff1(
        "<trans-unit id=\"a\"><source>س</source><target><bpt id=\"1\" equiv-text=\"B\">{b}</bpt>s\
         <ept id=\"1\">{/b}</ept></target></trans-unit>",
    );
    let (_, units, _) = read_back("a.xlf", units.as_bytes());
    let contents: Vec<_> = units[0].variants[1].codes.iter().map(|c| &*c.content).collect();
    assert_eq!(contents, ["{b}", "{/b}"]);
}

#[test]
fn an_empty_element_ends_itself_alone() {
    let units = xliff1(
        "<trans-unit id=\"a\"><source>س</source><seg-source><mrk mtype=\"seg\" mid=\"1\">س</mrk></seg-source>\
         <target><mrk mtype=\"seg\" mid=\"1\">a<g id=\"1\">b<g id=\"2\"/>c<mrk mtype=\"x-term\"/>d</g>e</mrk></target></trans-unit>",
    );
    let (_, units, repairs) = read_back("a.xlf", units.as_bytes());
    assert_eq!(repairs, []);
    let target = &units[0].variants[1];
    assert_eq!(target.text, "abcde");
    let codes: Vec<_> = target.codes.iter().map(|code| (code.at, &*code.pair)).collect();
    assert_eq!(codes, [(1, "1"), (2, "2"), (2, "2"), (4, "1")]);
}

#[test]
fn what_a_tracked_change_deletes_is_no_text() {
    let units = xliff1(
        "<trans-unit id=\"a\"><source>س</source><target>The <mrk mtype=\"x-sdl-deleted\">old <g id=\"1\">bad</g></mrk>\
         <mrk mtype=\"x-sdl-added\">new</mrk> word</target></trans-unit>",
    );
    let (_, units, repairs) = read_back("a.sdlxliff", units.as_bytes());
    assert_eq!(
        (&*units[0].variants[1].text, units[0].variants[1].codes.len()),
        ("The new word", 0)
    );
    let [repair] = &repairs[..] else { panic!("{repairs:?}") };
    assert!(repair.id == "deleted" && repair.message.contains("old bad"), "{}", repair.message);
}

/// Files that no tool should write, and some do.
#[test]
fn units_that_are_not_well_made_lose_nothing_unseen() {
    let (_, units, repairs) = read_back(
        "a.xlf",
        xliff1(
            "<trans-unit id=\"a\"><source>أ</source><target>a</target>\
             <trans-unit id=\"b\"><source>ب</source><target>b</target></trans-unit></trans-unit>",
        )
        .as_bytes(),
    );
    let texts: Vec<_> =
        units.iter().map(|u| (&*u.id, &*u.variants[0].text, &*u.variants[1].text)).collect();
    assert_eq!(texts, [("a", "أ", "a"), ("b", "ب", "b")]);
    assert_eq!(repairs[0].id, "nested-unit");
    let twice = "<trans-unit id=\"a\"><source>أ</source><target>one</target><target>two</target></trans-unit>";
    let (_, units, repairs) = read_back("a.xlf", xliff1(twice).as_bytes());
    assert_eq!(units[0].variants[1].text, "two");
    assert!(repairs[0].is_loss() && repairs[0].message.contains("one"), "{repairs:?}");
    let v2 = |inside: &str| {
        let text = format!(
            "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"ar\" trgLang=\"en\">\
             <file id=\"f\"><unit id=\"u\">{inside}</unit></file></xliff>"
        );
        read_back("a.xlf", text.as_bytes())
    };
    let (_, units, repairs) = v2(
        "<segment><source>أ</source></segment><res:resourceData><res:resourceItem><res:source>i</res:source>\
         <res:target>j</res:target></res:resourceItem></res:resourceData><notes><note>late</note></notes>",
    );
    assert_eq!(units[0].variants.len(), 1, "{units:?}");
    let ids: Vec<_> = repairs.iter().map(|repair| (repair.id, repair.is_loss())).collect();
    assert_eq!(ids, [("module", false), ("note-left-out", true)]);
}

/// Some files name other languages than their texts have.
#[test]
fn a_file_of_one_pair_is_in_the_languages_of_its_texts() {
    let text = "<xliff version=\"1.2\"><file original=\"f\" source-language=\"de\" target-language=\"fr\"><body>\
        <trans-unit id=\"a\"><source xml:lang=\"ar\">أ</source><target xml:lang=\"en\">a</target></trans-unit></body></file></xliff>";
    let (header, units, _) = read_back("a.xlf", text.as_bytes());
    for format in ["xlf", "tsv"] {
        let (text, repairs) = written(format, &header, &units, &WriteOptions::default());
        assert_eq!(repairs.iter().filter(|repair| repair.is_loss()).count(), 0, "{repairs:?}");
        let (_, back, _) = read_back(&format!("a.{format}"), text.as_bytes());
        assert_eq!(back[0].variants, units[0].variants, "{format}");
    }
}

#[test]
fn words_for_a_code_beside_its_markup_are_counted() {
    let v1 = xliff1(
        "<trans-unit id=\"a\"><source>س</source><target>a <ph id=\"1\" equiv-text=\"5 files\">%d</ph> \
         <ph id=\"2\" equiv-text=\"%s\">%s</ph></target></trans-unit>",
    );
    let v2 = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"ar\" trgLang=\"en\">\
        <file id=\"f\"><unit id=\"a\"><originalData><data id=\"d\">&lt;b&gt;</data><data id=\"e\">&lt;/b&gt;</data></originalData>\
        <segment><source>س</source><target><pc id=\"1\" dataRefStart=\"d\" dataRefEnd=\"e\" dispStart=\"[bold\">x</pc></target>\
        </segment></unit></file></xliff>";
    for (text, words) in [(v1.as_str(), "5 files"), (v2, "[bold")] {
        let repairs = read_back("a.xlf", text.as_bytes()).2;
        let [repair] = &repairs[..] else { panic!("{repairs:?}") };
        assert_eq!((repair.id, repair.is_loss()), ("equivalent", false));
        assert!(repair.message.contains(words), "{}", repair.message);
    }
}

/// A file as `MateCat` writes it: suggestions, the source once more in segments, states of segments, notes, and attributes
/// of its own.
#[test]
fn files_of_matecat_are_read_whole() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" xmlns:mtc=\"https://www.matecat.com\">\n\
        <file original=\"notice.docx\" source-language=\"en-GB\" target-language=\"ar-SA\" datatype=\"x-docx\" tool-id=\"matecat-converter\">\n\
        <header><note>Client: municipal library</note><reference><internal-file form=\"base64\">AAAA</internal-file></reference></header>\n\
        <body><trans-unit id=\"NFDBB2FA9-tu1\" xml:space=\"preserve\">\n\
        <source xml:lang=\"en-GB\">The hall <g id=\"1\">opens at eight</g>. Bring your card.</source>\n\
        <seg-source><mrk mid=\"0\" mtype=\"seg\">The hall <g id=\"1\">opens at eight</g>.</mrk> <mrk mid=\"1\" mtype=\"seg\">Bring your card.</mrk></seg-source>\n\
        <target xml:lang=\"ar-SA\" state=\"final\"><mrk mid=\"0\" mtype=\"seg\" mtc:segment_original_id=\"7\">تفتح القاعة <g id=\"1\">في الثامنة</g>.</mrk> <mrk mid=\"1\" mtype=\"seg\">أحضر بطاقتك.</mrk></target>\n\
        <note>Keep it short</note>\n\
        <alt-trans match-quality=\"87\" origin=\"TM\"><source>The hall opens.</source><target>القاعة تفتح.</target></alt-trans>\n\
        </trans-unit></body></file></xliff>";
    let (header, units, repairs) = read_back("notice.docx.xlf", text.as_bytes());
    let texts: Vec<_> = units
        .iter()
        .map(|u| (&*u.variants[0].text, &*u.variants[1].text, u.variants[0].codes.len()))
        .collect();
    let wanted = [
        ("The hall opens at eight.", "تفتح القاعة في الثامنة.", 2),
        ("Bring your card.", "أحضر بطاقتك.", 0),
    ];
    assert_eq!(texts, wanted);
    assert!(
        units
            .iter()
            .all(|u| u.meta.notes == ["Keep it short"] && u.meta.prop("x-state") == Some("final"))
    );
    assert_eq!(header.meta.notes, ["Client: municipal library"]);
    assert_eq!(
        [header.source_lang, header.target_lang].map(|l| l.unwrap().to_string()),
        ["en-GB", "ar-SA"]
    );
    let ids: Vec<_> = repairs.iter().map(|repair| repair.id).collect();
    assert_eq!(ids, ["suggestion"]);
    // All of it comes back through TMX.
    let tmx = written("tmx", &header, &units, &WriteOptions::default()).0;
    let (again, back, _) = read_back("a.tmx", tmx.as_bytes());
    assert_eq!((again.meta.notes, back.len()), (header.meta.notes, 2));
    for (one, other) in units.iter().zip(&back) {
        assert_eq!(one.meta.notes, other.meta.notes);
        assert_eq!(one.meta.prop("x-state"), other.meta.prop("x-state"));
        let contents = |unit: &TranslationUnit| -> Vec<(String, usize)> {
            unit.variants.iter().map(|v| (v.text.clone(), v.codes.len())).collect()
        };
        assert_eq!(contents(one), contents(other));
    }
}

#[test]
fn addresses_on_inline_elements_pass_through() {
    let units = xliff1(
        "<trans-unit id=\"a\"><source>س</source><target>see <g id=\"1\" ctype=\"link\" href=\"https://x.test/?a=1&amp;b\">\
         this</g>, <x id=\"2\" ctype=\"image\"/></target></trans-unit>",
    );
    let (header, units, _) = read_back("a.xlf", units.as_bytes());
    let contents = |units: &[TranslationUnit]| -> Vec<String> {
        units[0].variants[1].codes.iter().map(|code| code.content.clone()).collect()
    };
    let wanted = ["<g href=\"https://x.test/?a=1&amp;b\">", "</g>", ""];
    assert_eq!(contents(&units), wanted);
    for format in ["tmx", "xlf"] {
        let text = written(format, &header, &units, &WriteOptions::default()).0;
        let (_, back, _) = read_back(&format!("a.{format}"), text.as_bytes());
        assert_eq!(contents(&back), wanted, "{text}");
    }
}

#[test]
fn text_that_needs_no_translation_is_told() {
    let unit = |between: &str| {
        format!(
            "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"ar\" trgLang=\"en\">\
             <file id=\"f\"><unit id=\"u\"><segment><source>أ</source><target>a</target></segment>\
             <ignorable><source>{between}</source></ignorable>\
             <segment><source>ب</source><target>b</target></segment></unit></file></xliff>"
        )
    };
    for (between, lost) in [(" ", 0), ("\u{A0}", 0), (" (3) ", 1)] {
        let (_, units, repairs) = read_back("a.xlf", unit(between).as_bytes());
        let texts: Vec<_> =
            units.iter().map(|u| (&*u.variants[0].text, &*u.variants[1].text)).collect();
        assert_eq!(texts, [("أ", "a"), ("ب", "b")]);
        assert_eq!(repairs.iter().filter(|repair| repair.is_loss()).count(), lost, "{repairs:?}");
    }
}

#[test]
fn states_of_tools_are_understood() {
    let state = |name: &str, unit: &str| {
        let (_, units, _) = read_back(name, xliff1(unit).as_bytes());
        let props = units.iter().map(|unit| unit.meta.prop("x-state").unwrap_or("").to_owned());
        props.collect::<Vec<_>>()
    };
    let plain = |attributes: &str| {
        format!(
            "<trans-unit id=\"1\" {attributes}><source>س</source><target>s</target></trans-unit>"
        )
    };
    for (name, attributes, wanted) in [
        ("a.mqxliff", "mq:status=\"Proofread\"", "signed-off"),
        // What a translation is as a rule is not said.
        ("a.mqxliff", "mq:status=\"ManuallyConfirmed\"", ""),
        ("a.mqxliff", "mq:status=\"Pretranslated\"", "needs-review-translation"),
        ("a.mxliff", "m:confirmed=\"1\"", ""),
        ("a.mxliff", "m:confirmed=\"0\"", "needs-review-translation"),
    ] {
        assert_eq!(state(name, &plain(attributes)), [wanted], "{attributes}");
    }
    // Trados says it beside the segments.
    let unit = "<trans-unit id=\"1\"><source>أ. ب.</source>\
        <seg-source><mrk mtype=\"seg\" mid=\"1\">أ.</mrk> <mrk mtype=\"seg\" mid=\"2\">ب.</mrk></seg-source>\
        <target><mrk mtype=\"seg\" mid=\"1\">a.</mrk> <mrk mtype=\"seg\" mid=\"2\">b.</mrk></target>\
        <sdl:seg-defs xmlns:sdl=\"urn:sdl\"><sdl:seg id=\"1\" conf=\"ApprovedSignOff\"/><sdl:seg id=\"2\" conf=\"Draft\"/>\
        </sdl:seg-defs></trans-unit>";
    assert_eq!(state("a.sdlxliff", unit), ["final", "needs-review-translation"]);
}

#[test]
fn segments_of_a_unit_are_units() {
    let marked = |texts: [&str; 2]| {
        let [a, b] = texts;
        format!("<mrk mtype=\"seg\" mid=\"0\">{a}</mrk> <mrk mtype=\"seg\" mid=\"1\">{b}</mrk>")
    };
    let unit = format!(
        "<trans-unit id=\"p\"><source>واحد. اثنان.</source><seg-source>{}</seg-source><target>{}</target></trans-unit>",
        marked(["واحد.", "<g id=\"4\">اثنان</g>."]),
        marked(["One.", "<g id=\"4\">Two</g>."])
    );
    let (_, units, repairs) = read_back("a.sdlxliff", xliff1(&unit).as_bytes());
    let texts: Vec<_> =
        units.iter().map(|u| (&*u.variants[0].text, &*u.variants[1].text)).collect();
    assert_eq!(texts, [("واحد.", "One."), ("اثنان.", "Two.")]);
    assert_eq!((units[1].variants[1].codes[0].at, units[1].variants[1].codes[1].at), (0, 3));
    assert!(repairs.is_empty());
    // Without a translation, the segments of the source are units.
    let unit = format!(
        "<trans-unit id=\"p\"><source>{}</source><target/></trans-unit>",
        marked(["أ", "ب"])
    );
    let (_, units, _) = read_back("a.xlf", xliff1(&unit).as_bytes());
    assert_eq!(units.iter().map(|u| u.variants.len()).collect::<Vec<_>>(), [1, 1]);
    // Text between segments belongs to none, which is told.
    let unit =
        format!("<trans-unit id=\"p\"><source>{} و</source></trans-unit>", marked(["أ", "ب"]));
    let (_, _, repairs) = read_back("a.xlf", xliff1(&unit).as_bytes());
    assert!(repairs[0].is_loss());
    // So is a source that says something else than its segments.
    let unit = format!(
        "<trans-unit id=\"p\"><source>واحد.</source><seg-source>{}</seg-source></trans-unit>",
        marked(["واحد.", "اثنان."])
    );
    let (_, units, repairs) = read_back("a.xlf", xliff1(&unit).as_bytes());
    assert_eq!((units.len(), repairs.len(), repairs[0].is_loss()), (2, 1, true));
}

#[test]
fn a_translation_without_a_source_is_told() {
    let unit = "<trans-unit id=\"p\"><target>alone</target></trans-unit>";
    let (header, units, _) = read_back("a.xlf", xliff1(unit).as_bytes());
    for keep_empty in [false, true] {
        let options = WriteOptions { keep_empty, ..WriteOptions::default() };
        let (text, repairs) = written("xlf", &header, &units, &options);
        assert!(repairs[0].is_loss() && !text.contains("alone"), "{text}");
    }
}

#[test]
fn states_and_empty_targets_come_back() {
    let states = ["new", "needs-review-translation", "signed-off", "final", "needs-l10n"];
    let units: String = states
        .map(|state| {
            format!("<trans-unit id=\"{state}\"><source>س</source><target state=\"{state}\">s</target></trans-unit>")
        })
        .concat();
    let units =
        units + "<trans-unit id=\"empty\"><source>فارغ</source><target></target></trans-unit>";
    let (header, units, _) = read_back("a.xlf", xliff1(&units).as_bytes());
    for xliff in [XliffVersion::V1, XliffVersion::V2] {
        let options = WriteOptions { xliff, ..WriteOptions::default() };
        let (text, repairs) = written("xlf", &header, &units, &options);
        assert_eq!(repairs, [], "{text}");
        let (header, back, _) = read_back("a.xlf", text.as_bytes());
        let options = WriteOptions { xliff: XliffVersion::V1, ..options };
        let again = written("xlf", &header, &back, &options).0;
        for state in states {
            assert!(again.contains(&format!("state=\"{state}\">s<")), "{state} in {again}");
        }
        assert!(again.contains("فارغ"));
    }
}

#[test]
fn white_space_is_what_the_file_says() {
    let read = |attribute: &str, text: &str| {
        let unit = format!("<trans-unit id=\"a\"{attribute}><source>{text}</source></trans-unit>");
        read_back("a.xlf", xliff1(&unit).as_bytes()).1[0].variants[0].text.clone()
    };
    let text = "\n   one  two\n   three\n";
    assert_eq!(read("", text), "one  two three");
    assert_eq!(read(" xml:space=\"default\"", text), "one two three");
    assert_eq!(read(" xml:space=\"preserve\"", text), text);
    assert_eq!(read(" xml:space=\"default\"", "a <x id=\"1\"/> b <x id=\"2\"/>"), "a  b ");
}

#[test]
fn tables_are_read_the_right_way_round() {
    let langs = |name: &str, text: &str| {
        let (_, units, _) = read_back(name, text.as_bytes());
        let unit = &units[0];
        let tags: Vec<String> =
            unit.variants.iter().map(|v| format!("{} {}", v.lang, v.text)).collect();
        (units.len(), tags.join(", "))
    };
    let (ar, en) = ("ar افتح الباب", "en Open the door");
    for (name, text, wanted) in [
        ("a.csv", "source,target\nOpen the door,افتح الباب\n", [en, ar]),
        ("a.csv", "source,target\nافتح الباب,Open the door\n", [ar, en]),
        ("a.csv", "en,ar\nOpen the door,افتح الباب\n", [en, ar]),
        ("a.csv", "Open the door,افتح الباب\n", [en, ar]),
        ("a.tsv", "افتح الباب\tOpen the door\n", [ar, en]),
        ("a.tsv", "Open the door\tافتح الباب\n", [en, ar]),
        ("a.tsv", "7\tOpen the door\t8\tافتح الباب\n", [en, ar]),
        ("a.csv", "\u{FEFF}Open the door;افتح الباب\r\n", [en, ar]),
    ] {
        assert_eq!(langs(name, text), (1, wanted.join(", ")), "{text}");
    }
}

#[test]
fn formats_say_what_they_leave_out() {
    let (header, mut units, _) = read_back("a.tmx", tmx("أ<ph/>", "a<ph/>b<ph/>").as_bytes());
    let mut french = units[0].clone();
    french.variants[1].lang = "fr".parse().unwrap();
    units.push(french);
    let repairs = written("tsv", &header, &units, &WriteOptions::default()).1;
    let ids: Vec<&str> = repairs.iter().map(|repair| repair.id).collect();
    assert_eq!(ids, ["code-left-out", "code-left-out", "code-left-out", Repair::NOT_WRITTEN]);
    assert!(repairs.iter().all(Repair::is_loss));
}

/// Notes are text of people; what is said of a unit otherwise is named.
#[test]
fn what_is_said_of_units_is_counted_where_it_is_lost() {
    let text = tmx("أ", "a")
        .replace("<tu>", "<tu tuid=\"t1\" creationdate=\"20260102T030405Z\" creationid=\"LN\" usagecount=\"3\"><note>ask first</note><prop type=\"x-client\">c</prop><prop type=\"x-align\">1-1</prop>")
        .replace("<tuv xml:lang=\"en\">", "<tuv xml:lang=\"en\"><note>tone</note>")
        .replace("datatype=\"xml\"/>", "datatype=\"xml\"><note>for the library</note></header>");
    let (header, units, _) = read_back("a.tmx", text.as_bytes());
    let ids =
        |repairs: &[Repair]| -> Vec<&str> { repairs.iter().map(|repair| repair.id).collect() };
    let (_, plain) = written("tsv", &header, &units, &WriteOptions::default());
    let note = "note-left-out";
    assert_eq!(
        ids(&plain),
        [note, note, note, "id-left-out", "author-left-out", "properties-left-out"]
    );
    assert_eq!(
        plain.iter().map(Repair::is_loss).collect::<Vec<_>>(),
        [true, true, true, false, false, false]
    );
    assert!(plain[5].message.contains("left out usagecount, x-client:"), "{}", plain[5].message);
    // Tables hold all that is said of units, but not of the memory.
    for format in ["csv", "html", "xlf"] {
        let (text, repairs) = written(format, &header, &units, &WriteOptions::default());
        assert_eq!(ids(&repairs), [note], "{format}");
        let (_, back, _) = read_back(&format!("a.{format}"), text.as_bytes());
        assert_eq!(back[0].meta.notes, units[0].meta.notes, "{format}");
        assert_eq!(back[0].variants[1].meta.notes, units[0].variants[1].meta.notes, "{format}");
        assert_eq!(back[0].meta.creator, "LN", "{format}");
    }
    let (text, repairs) = written("jsonl", &header, &units, &WriteOptions::default());
    assert!(repairs.is_empty());
    assert_eq!(read_back("a.jsonl", text.as_bytes()).0.meta, header.meta);
}

#[test]
fn columns_of_memories_are_named_in_words_of_both_languages() {
    let rows = "صباح الخير,Good morning,1\n";
    for (header, langs) in [
        ("العربية,الإنجليزية,رقم", ["ar", "en"]),
        ("Arabic,English,No.", ["ar", "en"]),
        ("Source segment,Target segment,No.", ["ar", "en"]),
        ("Source language,Target language,No.", ["ar", "en"]),
        ("النص الأصلي,الترجمة,ملاحظة", ["ar", "en"]),
    ] {
        let (_, units, repairs) = read_back("a.csv", format!("{header}\n{rows}").as_bytes());
        let [unit] = &units[..] else { panic!("{header}: {units:?}") };
        let told: Vec<_> = unit.variants.iter().map(|v| (v.lang.to_string(), &*v.text)).collect();
        assert_eq!(
            told,
            [(langs[0].into(), "صباح الخير"), (langs[1].into(), "Good morning")],
            "{header}"
        );
        assert!(repairs.is_empty(), "{header}: {repairs:?}");
    }
    let table = "English (UK)\tComment\tArabic\nGood morning\tgreeting\tصباح الخير\n";
    let (header, units, _) = read_back("a.tsv", table.as_bytes());
    assert_eq!(units[0].variants[0].text, "Good morning");
    assert_eq!(header.source_lang.unwrap().to_string(), "en");
    assert_eq!(units[0].meta.prop("x-comment"), Some("greeting"));
    // The letters say what words do not.
    let (_, units, repairs) =
        read_back("a.csv", "Source text,Translation\nGood morning,صباح الخير\n".as_bytes());
    assert_eq!(units[0].variants[0].lang.to_string(), "en");
    assert_eq!(repairs[0].id, "languages");
}
