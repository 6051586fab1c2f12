//! TMX as other tools write it, right and wrong, and TMX as mizan writes it.

use std::io::{Read, Write};

use mizan::format::{self, ReadOptions, WriteOptions};
use mizan::lang::Lang;
use mizan::text::CodeKind;
use mizan::unit::{Header, Repair, TranslationUnit};

/// What is in a file: its header, its units, what was mended, and how it ended.
pub(crate) struct Got {
    pub(crate) header: Header,
    pub(crate) units: Vec<TranslationUnit>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) error: Option<String>,
}

pub(crate) fn read(name: &str, bytes: &[u8]) -> Got {
    let mut got =
        Got { header: Header::default(), units: Vec::new(), repairs: Vec::new(), error: None };
    let mut source = match format::read_memory(name, Box::new(bytes), &ReadOptions::default()) {
        Ok(source) => source,
        Err(error) => return Got { error: Some(error.to_string()), ..got },
    };
    loop {
        let next = source.next();
        got.repairs.append(&mut source.repairs());
        match next {
            Ok(Some(unit)) => got.units.push(unit),
            Ok(None) => break,
            Err(error) => {
                got.error = Some(error.to_string());
                break;
            }
        }
    }
    got.header = source.header().clone();
    got
}

/// A unit in English and Arabic with some markup inside.
pub(crate) fn tu(english: &str, arabic: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"en-US\"><seg>{english}</seg></tuv><tuv xml:lang=\"ar-SA\"><seg>{arabic}</seg></tuv></tu>\n"
    )
}

pub(crate) const HEADER: &str = "<header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" \
    adminlang=\"en\" srclang=\"en-US\" datatype=\"plaintext\"/>";

pub(crate) fn tmx(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
         <tmx version=\"1.4\">\n{HEADER}\n<body>\n{body}</body>\n</tmx>\n"
    )
}

pub(crate) fn ids(repairs: &[Repair]) -> Vec<&'static str> {
    repairs.iter().map(|repair| repair.id).collect()
}

#[test]
fn a_clean_file_needs_no_repair() {
    let got = read("a.tmx", tmx(&tu("Good &amp; well.", "جيد وحسن.")).as_bytes());
    assert_eq!(got.error, None);
    assert_eq!(got.repairs, []);
    let unit = &got.units[0];
    assert_eq!((unit.number, unit.line), (1, 6));
    assert_eq!(unit.text(Lang::EN), Some("Good & well."));
    assert_eq!(unit.text(Lang::AR), Some("جيد وحسن."));
    assert_eq!(got.header.source_lang.unwrap().to_string(), "en-US");
    assert_eq!(got.header.target_lang.unwrap().to_string(), "ar-SA");
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    let body = "<tu tuid=\"a1\" creationdate=\"20240101T000000Z\" usagecount=\"3\">\n\
        <note>see &lt;this&gt;</note><prop type=\"x-doc\">f&amp;g</prop>\n\
        <tuv xml:lang=\"en-US\"><seg> a <bpt i=\"1\" x=\"1\" type=\"b\">&lt;b></bpt>b\tc&#13;\n<ept i=\"1\">&lt;/b></ept>\
        <ph x=\"2\"/><hi type=\"term\">d</hi><it pos=\"begin\" x=\"3\">q</it> </seg></tuv>\n\
        <tuv xml:lang=\"ar-SA\" changeid=\"me\"><seg>\u{202B}أ\u{202C} 😀</seg></tuv></tu>\n";
    let first = read("a.tmx", tmx(body).as_bytes());
    assert_eq!((first.error.as_deref(), ids(&first.repairs)), (None, vec![]));
    let kinds: Vec<CodeKind> = first.units[0].variants[0].codes.iter().map(|c| c.kind).collect();
    use CodeKind::{Begin, End, HighlightBegin, HighlightEnd, LoneBegin, Single};
    assert_eq!(kinds, [Begin, End, Single, HighlightBegin, HighlightEnd, LoneBegin]);
    assert_eq!(first.units[0].variants[0].text, " a b\tc\r\nd ");
    let mut bytes = Vec::new();
    let writer = format::memory_writer("tmx").unwrap();
    let mut sink =
        writer.start(Box::new(&mut bytes), &first.header, &WriteOptions::default()).unwrap();
    for unit in &first.units {
        sink.unit(unit).unwrap();
    }
    assert_eq!(sink.repairs(), []);
    sink.finish().unwrap();
    let second = read("b.tmx", &bytes);
    assert_eq!((second.error.as_deref(), ids(&second.repairs)), (None, vec![]));
    assert_eq!(second.header, first.header);
    let place = |mut unit: TranslationUnit| {
        unit.line = 0;
        unit
    };
    assert_eq!(
        second.units.into_iter().map(place).collect::<Vec<_>>(),
        first.units.into_iter().map(place).collect::<Vec<_>>()
    );
}

#[test]
fn packed_files_are_unpacked() {
    let plain = tmx(&tu("a", "أ"));
    let mut gz = flate2_of(plain.as_bytes());
    assert_eq!(read("a.TMX.gz", &gz).units.len(), 1);
    gz.truncate(gz.len() / 2);
    assert!(read("a.tmx.gz", &gz).error.is_some());
}

/// The bytes as gzip, stored.
fn flate2_of(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(bytes, flate2::Compression::fast());
    encoder.read_to_end(&mut out).unwrap();
    out.flush().unwrap();
    out
}

// Odd and broken files: how they read, and what is said of them.

/// Reads a file with one unit in it and gives its English and Arabic text and what was mended.
fn one(bytes: &[u8]) -> (String, String, Vec<&'static str>) {
    let got = read("a.tmx", bytes);
    assert_eq!(got.error, None);
    assert_eq!(got.units.len(), 1);
    let text = |lang| got.units[0].text(lang).unwrap_or_default().to_owned();
    (text(Lang::EN), text(Lang::AR), ids(&got.repairs))
}

/// What is said of a text whose body is `body`, which reads as one unit `a`, `أ`.
fn mended(body: &str) -> Vec<&'static str> {
    let (english, arabic, ids) = one(tmx(body).as_bytes());
    assert_eq!((english.as_str(), arabic.as_str()), ("a", "أ"), "{body}");
    ids
}

pub(crate) fn utf16(text: &str, little: bool) -> Vec<u8> {
    let order = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn any_encoding_is_read_by_its_bytes() {
    let text = tmx(&tu("Good &amp; well.", "كلام جيد وحسن جدا في هذا النص القصير"));
    let declared = |name: &str| text.replace("UTF-8", name);
    let with = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    let windows = |text: &str| encoding_rs::WINDOWS_1256.encode(text).0.into_owned();
    let repaired = vec!["encoding"];
    for (name, bytes, said) in [
        ("mark of UTF-8", with(b"\xEF\xBB\xBF", text.clone().into_bytes()), vec![]),
        ("UTF-16LE", with(b"\xFF\xFE", utf16(&declared("UTF-16"), true)), vec![]),
        ("UTF-16BE", with(b"\xFE\xFF", utf16(&declared("UTF-16"), false)), vec![]),
        ("UTF-16LE that says UTF-8", with(b"\xFF\xFE", utf16(&text, true)), repaired.clone()),
        ("UTF-16LE without mark", utf16(&declared("UTF-16"), true), repaired.clone()),
        ("UTF-8 that says UTF-16", declared("UTF-16").into_bytes(), repaired.clone()),
        ("UTF-8 that says Windows", declared("windows-1256").into_bytes(), repaired.clone()),
        ("Windows that says so", windows(&declared("windows-1256")), vec![]),
        ("Windows that says UTF-8", windows(&text), repaired.clone()),
        ("Windows that says nothing", windows(&text.replace(" encoding=\"UTF-8\"", "")), repaired),
    ] {
        let (english, arabic, ids) = one(&bytes);
        assert_eq!(english, "Good & well.", "{name}");
        assert_eq!(arabic, "كلام جيد وحسن جدا في هذا النص القصير", "{name}");
        assert_eq!(ids, said, "{name}");
    }
}

#[test]
fn odd_files_are_read_and_what_is_odd_is_said() {
    let ar = "<tuv xml:lang=\"ar\"><seg>أ</seg></tuv>";
    let en = "<tuv xml:lang=\"en\"><seg>a</seg></tuv>";
    let en_with = |seg: &str| format!("<tu><tuv xml:lang=\"en\"><seg>{seg}</seg></tuv>{ar}</tu>");
    for (body, said) in [
        // Nothing wrong.
        (format!("<tu>{ar}{en}</tu>"), vec![]),
        (format!("<!-- c --><?pi?><tu>{en}{ar}</tu>"), vec![]),
        (en_with("<![CDATA[a]]>"), vec![]),
        (en_with("a<ut>{\\b }</ut>"), vec![]),
        (en_with("&#97;"), vec![]),
        (en_with("<hi>a</hi>"), vec![]),
        (format!("<tu>{}{ar}</tu>", en.replace("\"en\"", "\"EN-GB\"")), vec![]),
        // Mended.
        (
            format!("<tu srclang=\"*all*\">{en}{ar}<tuv xml:lang=\"fr\"><seg>à</seg></tuv></tu>"),
            vec!["srclang"],
        ),
        (format!("<tu>{}{ar}</tu>", en.replace("xml:lang", "lang")), vec!["lang-attribute"]),
        (format!("<tu>{en}{}</tu>", ar.replace("\"ar\"", "\"ar_SA\"")), vec!["lang-code"]),
        (format!("<tu>{}{ar}</tu>", en.replace("\"en\"", "\"eng-US\"")), vec!["lang-code"]),
        (format!("<tu>{}{ar}</tu>", en.replace(" xml:lang=\"en\"", "")), vec!["lang-missing"]),
        (format!("<tu creationdate=\"2018-06-11 05:09:06 UTC\">{en}{ar}</tu>"), vec!["date"]),
        (format!("<tu changedate=\"yesterday\">{en}{ar}</tu>"), vec!["date"]),
        (format!("<tu x-score=\"1\">{en}{ar}</tu>"), vec!["attribute"]),
        (en_with("a\u{B}"), vec!["control-character"]),
        (en_with("a&#x1F;"), vec!["control-character"]),
        (en_with("<ept i=\"1\"/>a"), vec!["code-balance"]),
        (en_with("<bpt i=\"1\"/>a"), vec!["code-balance"]),
        (en_with("<it>b</it>a"), vec!["code-position"]),
        (en_with("<b>a</b>"), vec!["element"]),
        (format!("<tu>{en}{ar}<prop type=\"x\">1</prop></tu>"), vec!["field-after-tuv"]),
        (
            format!("<tu>{}{ar}</tu>", en.replace("</seg>", "</seg><prop type=\"x\">1</prop>")),
            vec!["field-after-seg"],
        ),
        (
            format!("<tu><prop type=\"x\"><seg>1</seg></prop>{en}{ar}</tu>"),
            vec!["element-in-field"],
        ),
        (format!("<tu><prop>1</prop>{en}{ar}</tu>"), vec!["prop-type"]),
        (format!("<tu>stray{en}{ar}</tu>"), vec!["stray-text"]),
        (format!("<tu><tuv xml:lang=\"en\"><seg>a</tuv>{ar}</tu>"), vec!["unclosed"]),
        (format!("<tu>{en}<tuv xml:lang=\"ar\"><seg>أ</seg></tu>"), vec!["unclosed"]),
    ] {
        assert_eq!(mended(&body), said, "{body}");
    }
}

#[test]
fn entities_become_text_and_nothing_is_fetched() {
    for (seg, text, said) in [
        ("AT&T", "AT&T", vec!["markup"]),
        ("a & b", "a & b", vec!["markup"]),
        ("a&nbsp;&eacute;", "a\u{A0}é", vec!["entity", "entity"]),
        ("&unknown;", "&unknown;", vec!["entity"]),
        ("&own;&far;", "o’n&far;", vec!["entity"]),
        ("&two;", "o’no’n", vec![]),
        ("&loop;", "&loop;", vec!["entity"]),
        ("&#xD800;", "&#xD800;", vec!["entity"]),
    ] {
        let doctype = "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\" [<!ENTITY own \"o&#8217;n\">\n\
            <!ENTITY far SYSTEM \"file:///etc/hostname\"><!ENTITY two \"&own;&own;\"><!ENTITY loop \"&loop;\">]>";
        let text_of = tmx(&tu(seg, "أ")).replace("<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">", doctype);
        let (english, _, mut ids) = one(text_of.as_bytes());
        assert_eq!(english, text, "{seg}");
        // The document type itself is told of twice.
        assert_eq!(ids.drain(..2).collect::<Vec<_>>(), ["entity", "entity"]);
        assert_eq!(ids, said, "{seg}");
    }
}

#[test]
fn headers_of_all_versions_are_read() {
    let body = tu("a", "أ");
    let plain = tmx(&body);
    for (from, to, said) in [
        ("version=\"1.4\"", "version=\"1.4b\"", vec!["version"]),
        ("version=\"1.4\"", "version=\"1.1\"", vec![]),
        (" o-tmf=\"t\"", "", vec!["header-attribute"]),
        ("srclang=\"en-US\"", "srclang=\"*all*\"", vec![]),
        ("\"sentence\"", "\"Sentence\"", vec!["segtype"]),
        ("<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">", "", vec![]),
        ("\"tmx14.dtd\"", "\"http://example.invalid/x.dtd\"", vec![]),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", vec![]),
    ] {
        let (_, _, ids) = one(plain.replacen(from, to, 1).as_bytes());
        assert_eq!(ids, said, "{from} -> {to}");
    }
    let old = plain.replace("xml:lang", "lang").replace("version=\"1.4\"", "version=\"1.1\"");
    assert_eq!(one(old.as_bytes()).2, [""; 0]);
}

#[test]
fn repairs_name_unit_and_line() {
    let body = tu("a", "أ") + &tu("b\u{1}", "ب") + &tu("c", "ج").replacen("xml:lang", "lang", 1);
    let got = read("a.tmx", tmx(&body).as_bytes());
    let places: Vec<_> = got.repairs.iter().map(|r| (r.id, r.unit, r.line)).collect();
    assert_eq!(places, [("control-character", 2, 7), ("lang-attribute", 3, 8)]);
}

#[test]
fn a_cut_file_gives_the_units_before_the_cut() {
    let whole = tmx(&(tu("a", "أ") + &tu("b", "ب") + &tu("c", "ج")));
    for mark in ["<tu><tuv xml:lang=\"en-US\"><seg>c", ">c<", "</body>", "ar-SA\"><seg>ج"] {
        let at = whole.find(mark).unwrap();
        let got = read("a.tmx", &whole.as_bytes()[..at]);
        assert!(got.units.len() >= 2, "{mark}");
        let last = got.repairs.last().unwrap();
        assert_eq!((got.error.as_deref(), last.id), (None, "cut-off"), "{mark}");
        assert!(last.is_loss() && last.line > 0, "{mark}: {last:?}");
    }
}

#[test]
fn other_files_are_refused_in_words() {
    let error = |name: &str, bytes: &[u8]| read(name, bytes).error.unwrap();
    let trados = b"<TWBExportFile version=\"7.0\">\n<TrU>\n<Seg L=AR>x\n</TrU>";
    assert!(error("a.tmx", trados).contains("Trados Workbench"));
    assert!(error("a.tmx", b"<html><body>x</body></html>").contains("no tmx element"));
    assert!(error("a.tmx", b"").contains("no text"));
    assert!(error("a.tmx", b"\x7fELF\x02\0\0\0\0\x01\x01\x01").contains("not a text file"));
    assert!(error("a.doc", b"text").contains("unknown format 'doc'"));
}

#[test]
fn hostile_files_are_refused_in_bounded_memory() {
    // A stretch without end, made as it is read.
    let endless = std::io::repeat(b'x').take(1 << 30);
    let start =
        std::io::Cursor::new(b"<tmx version=\"1.4\"><body><tu><tuv xml:lang=\"en\"><seg>".to_vec());
    let input = std::io::BufReader::new(start.chain(endless));
    let mut source =
        format::read_memory("a.tmx", Box::new(input), &ReadOptions::default()).unwrap();
    assert_eq!(source.next().unwrap(), None);
    let repairs = source.repairs();
    assert_eq!(ids(&repairs), ["header-attribute", "unreadable", "cut-off"]);
    assert!(repairs[1].message.contains("more than"));
}

#[test]
fn a_zip_container_is_unpacked() {
    let plain = tmx(&tu("a", "أ"));
    let mut zip = Vec::new();
    // A folder, then the file, stored: the local headers suffice.
    for (name, body) in [("tm/", ""), ("tm/a.TMX", plain.as_str())] {
        zip.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        zip.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        zip.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        zip.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        zip.extend([0, 0]);
        zip.extend(name.as_bytes());
        zip.extend(body.as_bytes());
    }
    assert_eq!(read("a.zip", &zip).units.len(), 1);
    assert!(read("a.zip", b"PK\x03\x04").error.is_some());
}

#[test]
fn profiles_write_what_their_tools_want() {
    use mizan::unit::Variant;
    let long = "word ".repeat(500);
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, "أ"), Variant::new(Lang::EN, long)],
        ..TranslationUnit::default()
    };
    let header = Header { source_lang: Some(Lang::AR), ..Header::default() };
    for (profile, codes, said) in [
        (format::Profile::Default, ["\"ar\"", "\"en\""], vec![]),
        (format::Profile::Trados, ["\"ar-SA\"", "\"en-US\""], vec!["too-long"]),
    ] {
        let options = WriteOptions { profile, ..WriteOptions::default() };
        let (bytes, repairs) =
            crate::memories::written("tmx", &header, std::slice::from_ref(&unit), &options);
        let text = String::from_utf8(bytes).unwrap();
        assert!(codes.iter().all(|code| text.contains(&format!("xml:lang={code}"))), "{text}");
        assert!(text.contains(&format!("srclang={}", codes[0])));
        assert_eq!(ids(&repairs), said);
    }
    let options = WriteOptions { langs: vec!["ar-EG".parse().unwrap()], ..WriteOptions::default() };
    let (bytes, _) = crate::memories::written("tmx", &header, &[unit], &options);
    assert!(String::from_utf8(bytes).unwrap().contains("xml:lang=\"ar-EG\""));
}
