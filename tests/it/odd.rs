//! TMX files as the world has them: wrong, odd and hostile. Each is read with its faults told, or refused in words.

use std::io::Write;

use crate::tmx::{Got, ids, read, tmx, tu, utf16};
use mizan::lang::Lang;

/// What should come of a file.
enum Should {
    /// These English and Arabic texts, and these faults told.
    Read(&'static [(&'static str, &'static str)], &'static [&'static str]),
    /// An error that says this.
    Fail(&'static str),
}

use Should::{Fail, Read};

const ONE: &[(&str, &str)] = &[("a", "أ")];
const TWO: &[(&str, &str)] = &[("a", "أ"), ("b", "ب")];

fn texts(got: &Got) -> Vec<(&str, &str)> {
    let text = |unit: &'_ mizan::unit::TranslationUnit, lang| -> Option<usize> {
        unit.variants.iter().position(|v| v.lang.same_language(lang))
    };
    got.units
        .iter()
        .map(|unit| {
            let of = |lang| text(unit, lang).map_or("", |at| unit.variants[at].text.as_str());
            (of(Lang::EN), of(Lang::AR))
        })
        .collect()
}

fn check(cases: Vec<(&str, Vec<u8>, Should)>) {
    for (name, bytes, should) in cases {
        let got = read("a.tmx", &bytes);
        match should {
            Read(units, said) => {
                assert_eq!(got.error, None, "{name}");
                assert_eq!(texts(&got), units, "{name}");
                assert_eq!(ids(&got.repairs), said, "{name}: {:?}", got.repairs);
                let placed = got.repairs.iter().all(|r| r.line > 0 && !r.message.is_empty());
                assert!(placed, "{name}: {:?}", got.repairs);
            }
            Fail(words) => {
                let error = got.error.unwrap_or_default();
                assert!(error.contains(words), "{name}: {error}");
            }
        }
    }
}

/// A file with one unit whose English text is `seg`.
fn seg(seg: &str) -> Vec<u8> {
    tmx(&tu(seg, "أ")).into_bytes()
}

/// The usual file with something else in place of a part of it.
fn with(from: &str, to: &str) -> Vec<u8> {
    let plain = tmx(&tu("a", "أ"));
    assert!(plain.contains(from), "{from}");
    plain.replacen(from, to, 1).into_bytes()
}

fn body(text: &str) -> Vec<u8> {
    tmx(text).into_bytes()
}

const EN: &str = "<tuv xml:lang=\"en\"><seg>a</seg></tuv>";
const AR: &str = "<tuv xml:lang=\"ar\"><seg>أ</seg></tuv>";
const LONG: &str = "كلام جيد وحسن جدا في هذا النص القصير";

#[test]
fn encodings() {
    let plain = tmx(&tu("a", LONG));
    let declared = |name: &str| plain.replace("UTF-8", name);
    let bare = plain.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "");
    let arabic = |text: &str| encoding_rs::WINDOWS_1256.encode(text).0.into_owned();
    let units: &[(&str, &str)] = &[("a", LONG)];
    let mut odd = [b"\xFF\xFE".to_vec(), utf16(&declared("UTF-16"), true)].concat();
    odd.push(b'\n');
    let french =
        tmx("<tu><tuv xml:lang=\"en\"><seg>caf\u{E9} cr\u{E8}me \u{E0} la carte</seg></tuv>\
        <tuv xml:lang=\"fr\"><seg>caf\u{E9}</seg></tuv></tu>");
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let mut broken = plain.clone().into_bytes();
    let at = plain.find("a</seg>").unwrap() + 1;
    broken.insert(at, 0xFF);
    let said: &[&str] = &["encoding"];
    check(vec![
        ("two marks", ["\u{FEFF}\u{FEFF}", &plain].concat().into_bytes(), Read(units, said)),
        ("one byte too many", odd, Read(units, &["bytes", "stray-text"])),
        ("big-endian without mark", utf16(&declared("UTF-16"), false), Read(units, said)),
        ("UTF-16 without mark or declaration", utf16(&bare, true), Read(units, said)),
        ("UTF-32", b"\xFF\xFE\0\0<\0\0\0".to_vec(), Fail("UTF-32")),
        ("Arabic bytes declared Latin", arabic(&declared("ISO-8859-1")), Read(units, said)),
        ("Arabic bytes declared otherwise", arabic(&declared("iso-8859-6")), Read(units, said)),
        ("an encoding nobody knows", declared("x-none").into_bytes(), Read(units, &[])),
        (
            "French bytes declared UTF-8",
            latin(&french),
            Read(&[("café crème à la carte", "")], said),
        ),
        (
            "French bytes declared",
            latin(&french.replace("UTF-8", "windows-1252")),
            Read(&[("café crème à la carte", "")], &[]),
        ),
        ("a zero byte", seg("a\0"), Read(ONE, &["control-character"])),
        ("a zero byte early", with("<header", "\0<header"), Read(ONE, &["control-character"])),
        ("bytes that are nothing", broken, Read(&[("a\u{FFFD}", LONG)], &["bytes"])),
    ]);
}

#[test]
fn headers_and_frames() {
    let unit = tu("a", "أ");
    let second = tmx(&tu("b", "ب"));
    let twice = tmx(&unit) + &second;
    let header = crate::tmx::HEADER;
    check(vec![
        ("no header", with(header, ""), Read(ONE, &["header-attribute"])),
        (
            "header not closed",
            with("datatype=\"plaintext\"/>", "datatype=\"plaintext\">"),
            Read(ONE, &["unclosed"]),
        ),
        ("header twice", with("<body>", &format!("{header}<body>")), Read(ONE, &["second-header"])),
        (
            "header without srclang",
            with(" srclang=\"en-US\"", ""),
            Read(ONE, &["header-attribute"]),
        ),
        ("no body", body(&unit).strip_body(), Read(ONE, &["element"])),
        ("empty body", body(""), Read(&[], &[])),
        (
            "body without content",
            with(&format!("<body>\n{unit}</body>"), "<body/>"),
            Read(&[], &[]),
        ),
        (
            "no tmx",
            format!("<body>{unit}</body>").into_bytes(),
            Read(ONE, &["element", "header-attribute"]),
        ),
        (
            "two files in one",
            twice.clone().into_bytes(),
            Read(TWO, &["second-document", "second-header"]),
        ),
        (
            "garbage after the end",
            (tmx(&unit) + "\0\0 end </x> <<").into_bytes(),
            Read(ONE, &["control-character", "stray-text", "markup"]),
        ),
        ("blank lines first", ("\n\n".to_owned() + &tmx(&unit)).into_bytes(), Read(ONE, &[])),
        ("version 1.0", with("version=\"1.4\"", "version=\"1.0\""), Read(ONE, &[])),
        ("version 2", with("version=\"1.4\"", "version=\"2.0\""), Read(ONE, &["version"])),
        ("no version", with("<tmx version=\"1.4\">", "<tmx>"), Read(ONE, &["version"])),
        ("a namespace", with("<tmx ", "<tmx xmlns=\"http://www.lisa.org/tmx14\" "), Read(ONE, &[])),
        (
            "a prefix",
            tmx(&unit)
                .replace("<tmx ", "<t:tmx xmlns:t=\"u\" ")
                .replace("</tmx", "</t:tmx")
                .into_bytes(),
            Read(ONE, &[]),
        ),
        (
            "inside something else",
            tmx(&unit)
                .replace("<tmx ", "<env><tmx ")
                .replace("</tmx>", "</tmx></env>")
                .into_bytes(),
            Read(ONE, &["element"]),
        ),
        (
            "letters",
            tmx(&unit)
                .replace("<t", "<T")
                .replace("</t", "</T")
                .replace("seg>", "SEG>")
                .replace("body", "BODY")
                .into_bytes(),
            Read(ONE, &["letter-case"]),
        ),
        (
            "letters of attributes",
            tmx(&unit).replace("xml:lang", "XML:LANG").replace("srclang", "SrcLang").into_bytes(),
            Read(ONE, &[]),
        ),
        (
            "cut after a unit",
            tmx(&(unit.clone() + &tu("b", "ب"))).split("</body>").next().unwrap().into(),
            Read(TWO, &["cut-off"]),
        ),
        (
            "cut in a text",
            tmx(&(unit.clone() + &tu("b", "ب"))).split("b</seg>").next().unwrap().into(),
            Read(ONE, &["cut-off"]),
        ),
        (
            "cut in a tag",
            tmx(&(unit.clone() + &tu("b", "ب"))).split("ar-SA\"><seg>ب").next().unwrap().into(),
            Read(ONE, &["cut-off"]),
        ),
        (
            "cut after two texts",
            tmx(&unit).split("</tu>").next().unwrap().into(),
            Read(ONE, &["cut-off"]),
        ),
        (
            "carriage returns alone",
            tmx(&tu("a\u{1}", "أ")).replace('\n', "\r").into_bytes(),
            Read(ONE, &["control-character"]),
        ),
        ("not TMX", b"{\"a\": 1}".to_vec(), Fail("no tmx element")),
        (
            "another XML",
            b"<?xml version=\"1.0\"?><martif><text/></martif>".to_vec(),
            Fail("no tmx element"),
        ),
        (
            "Trados in UTF-16",
            [b"\xFF\xFE".to_vec(), utf16("<TWBExportFile version=\"7.0\">", true)].concat(),
            Fail("Trados Workbench"),
        ),
        ("rich text", b"{\\rtf1\\ansi <TrU>".to_vec(), Fail("Trados Workbench")),
    ]);
    // Lines are counted whatever ends them.
    let got = read("a.tmx", tmx(&tu("a\u{1}", "أ")).replace('\n', "\r").as_bytes());
    assert_eq!(got.repairs[0].line, 6);
    let got = read("a.tmx", tmx(&tu("a\u{1}", "أ")).replace('\n', "\r\n").as_bytes());
    assert_eq!(got.repairs[0].line, 6);
    // What a second header says of the language holds for what follows.
    let got = read("a.tmx", twice.replacen("srclang=\"en-US\"", "srclang=\"ar\"", 1).as_bytes());
    assert_eq!(got.units[1].source_lang.map(|lang| lang.to_string()).as_deref(), Some("en-US"));
}

trait StripBody {
    fn strip_body(self) -> Vec<u8>;
}

impl StripBody for Vec<u8> {
    fn strip_body(self) -> Vec<u8> {
        let text = String::from_utf8(self).unwrap();
        text.replace("<body>", "").replace("</body>", "").into_bytes()
    }
}

#[test]
fn units_and_variants() {
    let fr = "<tuv xml:lang=\"fr\"><seg>à</seg></tuv>";
    check(vec![
        ("target first", body(&format!("<tu>{AR}{EN}</tu>")), Read(ONE, &[])),
        ("three languages", body(&format!("<tu>{EN}{fr}{AR}</tu>")), Read(ONE, &[])),
        (
            "one language twice",
            body(&format!("<tu>{EN}{AR}{}</tu>", AR.replace('أ', "إ"))),
            Read(ONE, &[]),
        ),
        ("one language only", body(&format!("<tu>{EN}</tu>")), Read(&[("a", "")], &[])),
        ("nothing in it", body("<tu></tu><tu/>"), Read(&[("", ""), ("", "")], &[])),
        (
            "no texts",
            body(&format!("<tu><tuv xml:lang=\"en\"/>{AR}</tu>")),
            Read(&[("", "أ")], &["no-seg"]),
        ),
        (
            "empty text",
            body(&format!("<tu><tuv xml:lang=\"en\"><seg/></tuv>{AR}</tu>")),
            Read(&[("", "أ")], &[]),
        ),
        (
            "unit not closed",
            body(&format!(
                "<tu>{EN}{AR}<tu>{}{}</tu>",
                EN.replace(">a", ">b"),
                AR.replace('أ', "ب")
            )),
            Read(TWO, &["unclosed"]),
        ),
        (
            "variant not closed",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("</tuv>", ""))),
            Read(ONE, &["unclosed"]),
        ),
        (
            "text not closed",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("</seg>", ""))),
            Read(ONE, &["unclosed"]),
        ),
        (
            "closed twice",
            body(&format!("<tu>{EN}</tuv>{AR}</tu></tu>")),
            Read(ONE, &["unclosed", "unclosed"]),
        ),
        (
            "text without variant",
            body(
                &format!("<tu>{EN}<seg>أ</seg></tu>")
                    .replace("en", "ar")
                    .replace(">a<", ">أ<")
                    .replacen("</tuv><seg>أ", "</tuv><seg>a", 1),
            ),
            Read(&[("a", "أ")], &["element", "lang-missing"]),
        ),
        (
            "an attribute twice",
            body(&format!("<tu tuid=\"1\" tuid=\"2\">{EN}{AR}</tu>")),
            Read(ONE, &["attribute"]),
        ),
        (
            "an attribute without marks",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("\"en\"", "en"))),
            Read(ONE, &["attribute"]),
        ),
        (
            "an attribute without end",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("\"en\"", "\"en"))),
            Read(
                ONE,
                &["markup", "stray-text", "stray-text", "element", "lang-missing", "unclosed"],
            ),
        ),
        ("single marks", body(&format!("<tu>{}{AR}</tu>", EN.replace('"', "'"))), Read(ONE, &[])),
        ("a tag in a value", body(&format!("<tu tuid=\"a<b\">{EN}{AR}</tu>")), Read(ONE, &[])),
        ("a > in a value", body(&format!("<tu tuid=\"a>b\">{EN}{AR}</tu>")), Read(ONE, &[])),
        (
            "a tag without end",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("</seg>", "</seg"))),
            Read(ONE, &["markup"]),
        ),
        (
            "no language in the tag",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("\"en\"", "\"\""))),
            Read(ONE, &["lang-code", "lang-missing"]),
        ),
        (
            "long codes",
            body(&format!(
                "<tu>{}{}</tu>",
                EN.replace("\"en\"", "\"ENG\""),
                AR.replace("\"ar\"", "\"ara-SA\"")
            )),
            Read(ONE, &["lang-code", "lang-code"]),
        ),
        (
            "names of languages",
            body(&format!(
                "<tu>{}{}</tu>",
                EN.replace("\"en\"", "\"English\""),
                AR.replace("\"ar\"", "\"Arabic\"")
            )),
            Read(ONE, &["lang-code", "lang-code"]),
        ),
        (
            "a locale of Unix",
            body(&format!("<tu>{EN}{}</tu>", AR.replace("\"ar\"", "\"ar_EG.UTF-8\""))),
            Read(ONE, &["lang-code"]),
        ),
        (
            "both lang and xml:lang",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("\"en\"", "\"en\" lang=\"fr\""))),
            Read(ONE, &[]),
        ),
        (
            "unit of another source",
            body(&format!("<tu srclang=\"ar_EG\">{EN}{AR}</tu>")),
            Read(ONE, &["lang-code"]),
        ),
        (
            "a date with zone",
            body(&format!("<tu changedate=\"2024-01-01T01:30:00+03:00\">{EN}{AR}</tu>")),
            Read(ONE, &["date"]),
        ),
        (
            "a date of 14 digits",
            body(&format!("<tu changedate=\"20240101013000\">{EN}{AR}</tu>")),
            Read(ONE, &["date"]),
        ),
        (
            "a day that is none",
            body(&format!("<tu changedate=\"20240231T000000Z\">{EN}{AR}</tu>")),
            Read(ONE, &["date"]),
        ),
        (
            "a prop not closed",
            body(&format!("<tu><prop type=\"x\">1{EN}{AR}</tu>")),
            Read(ONE, &["unclosed"]),
        ),
        (
            "a prop in a text",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("a<", "a<prop type=\"x\">1</prop><"))),
            Read(ONE, &["unclosed", "unclosed"]),
        ),
        (
            "markup in a note",
            body(&format!("<tu><note>see <b>x</b></note>{EN}{AR}</tu>")),
            Read(ONE, &["element-in-field"]),
        ),
        (
            "an element nobody knows",
            body(&format!("<tu><quality score=\"1\"/>{EN}{AR}</tu>")),
            Read(ONE, &["element"]),
        ),
        (
            "space on the text",
            body(&format!("<tu>{}{AR}</tu>", EN.replace("<seg>", "<seg xml:space=\"preserve\">"))),
            Read(ONE, &["attribute"]),
        ),
    ]);
}

#[test]
fn marks_and_entities() {
    let text = |text: &'static str| -> &'static [(&'static str, &'static str)] {
        Box::leak(Box::new([(text, "أ")]))
    };
    let doctype = |subset: &str| {
        with(
            "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">",
            &format!("<!DOCTYPE tmx SYSTEM \"tmx14.dtd\" [{subset}]>"),
        )
    };
    let bomb: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let bomb = doctype(&format!("<!ENTITY l0 \"lol\">{bomb}"));
    let bomb = String::from_utf8(bomb).unwrap().replace(">a<", ">&l9;<").into_bytes();
    check(vec![
        ("lone &", seg("a & b"), Read(text("a & b"), &["markup"])),
        ("& before text", seg("AT&T;"), Read(text("AT&T;"), &["entity"])),
        ("lone <", seg("a < b"), Read(text("a < b"), &["markup"])),
        (
            "< before a number",
            seg("5 <6 and <= 7"),
            Read(text("5 <6 and <= 7"), &["markup", "markup"]),
        ),
        ("< before a word", seg("x <y and z"), Read(text("x <y and z"), &["markup"])),
        ("< and a mark", seg("a < 5\" b"), Read(text("a < 5\" b"), &["markup"])),
        ("an arrow", seg("a <- b -> c"), Read(text("a <- b -> c"), &["markup"])),
        ("a heart", seg("I <3 you <!"), Read(text("I <3 you <!"), &["markup", "markup"])),
        ("an address in brackets", seg("<a@b.org>"), Read(text(""), &["element", "unclosed"])),
        ("an instruction not closed", seg("a <? b"), Read(text("a <? b"), &["markup"])),
        (
            "HTML names",
            seg("a&nbsp;&Eacute;&hellip;&zwj;"),
            Read(text("a\u{A0}É…\u{200D}"), &["entity"; 4]),
        ),
        ("a name without ;", seg("a&nbsp b"), Read(text("a&nbsp b"), &["markup"])),
        (
            "control characters",
            seg("a\u{1}\u{1F}\u{FFFE}"),
            Read(text("a"), &["control-character"]),
        ),
        (
            "control characters by number",
            seg("a&#0;&#x1F;&#xFFFF;"),
            Read(text("a"), &["control-character"; 3]),
        ),
        ("halves of a character", seg("a&#xD83D;&#xDE00;"), Read(text("a😀"), &["entity"])),
        ("one half", seg("a&#55357;b"), Read(text("a&#55357;b"), &["entity"])),
        ("a number too large", seg("a&#x110000;"), Read(text("a&#x110000;"), &["entity"])),
        ("letters by number", seg("&#97;"), Read(text("a"), &[])),
        ("a text of CDATA", seg("<![CDATA[a <b> & c]]>"), Read(text("a <b> & c"), &[])),
        ("CDATA in two", seg("<![CDATA[a]]]]><![CDATA[>]]>"), Read(text("a]]>"), &[])),
        ("CDATA not closed", seg("a<![CDATA[b"), Read(&[], &["cut-off"])),
        ("comments", seg("a<!-- b -- c -->"), Read(text("a"), &[])),
        ("instructions", seg("<?x y?>a"), Read(text("a"), &[])),
        ("]]> in a text", seg("a]]>b"), Read(text("a]]>b"), &[])),
        (
            "entities of its own",
            doctype("<!ENTITY x \"a>b\"><!ENTITY y \"&x;c\"><!-- ' --><!ELEMENT z ANY>"),
            Read(ONE, &[]),
        ),
        ("a bomb", bomb, Read(text("&l9;"), &["entity"; 8])),
        (
            "an entity elsewhere",
            doctype("<!ENTITY e SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"u\">%p;"),
            Read(ONE, &["entity", "entity"]),
        ),
        ("an entity of markup", doctype("<!ENTITY e \"<ph/>\">"), Read(ONE, &["entity"])),
        (
            "a public document type",
            with(
                "SYSTEM \"tmx14.dtd\"",
                "PUBLIC \"-//LISA//DTD\" \"http://example.invalid/tmx14.dtd\"",
            ),
            Read(ONE, &[]),
        ),
        ("a document type not closed", with("\"tmx14.dtd\">", "\"tmx14.dtd\""), Read(ONE, &[])),
    ]);
    // An entity that is short enough is read, also inside another.
    let own = doctype("<!ENTITY x \"a>b\"><!ENTITY y \"&x;c\">");
    let own = String::from_utf8(own).unwrap().replace(">a<", ">&y;<");
    assert_eq!(texts(&read("a.tmx", own.as_bytes())), [("a>bc", "أ")]);
}

#[test]
fn codes() {
    check(vec![
        (
            "pairs that cross",
            seg("<bpt i=\"1\"/><bpt i=\"2\"/>a<ept i=\"1\"/><ept i=\"2\"/>"),
            Read(ONE, &[]),
        ),
        (
            "ends before it begins",
            seg("<ept i=\"1\"/>a<bpt i=\"1\"/>"),
            Read(ONE, &["code-balance"; 2]),
        ),
        ("a pair without number", seg("<bpt>b</bpt>a<ept>b</ept>"), Read(ONE, &["code-pair"; 2])),
        ("isolated, in capitals", seg("<it pos=\"Begin\">b</it>a"), Read(ONE, &[])),
        ("isolated nowhere", seg("<it pos=\"middle\">b</it>a"), Read(ONE, &["code-position"])),
        ("sub in sub", seg("a<ph>b<sub>c<ph>d<sub>e</sub></ph></sub></ph>"), Read(ONE, &[])),
        ("highlights in each other", seg("<hi><hi type=\"x\">a</hi></hi>"), Read(ONE, &[])),
        ("unknown codes", seg("<ut x=\"1\">{\\cs1 </ut>a<ut>}</ut>"), Read(ONE, &[])),
        ("tags of HTML", seg("<b>a</b>"), Read(ONE, &["element"])),
        ("a break", seg("a<br>"), Read(ONE, &["element", "unclosed"])),
        ("an end of nothing", seg("a</b>"), Read(ONE, &["element"])),
        ("a code not closed", seg("a<ph>b"), Read(ONE, &["unclosed"])),
        ("capitals", seg("<BPT I=\"1\"/>a<EPT I=\"1\"/>"), Read(ONE, &["letter-case"])),
    ]);
    let got = read("a.tmx", &seg("a<br>"));
    let kinds: Vec<&str> =
        got.units[0].variants[0].codes.iter().map(|c| c.content.as_str()).collect();
    assert_eq!(kinds, ["<br>"], "an end that is not in the file is not made up");
}

#[test]
fn hostile() {
    let good = tu("b", "ب");
    let deep = "<sub>".repeat(100_000);
    let long = "x".repeat((1 << 24) + 10);
    let parts = "<ph/>a&amp;".repeat(2_000_000);
    let props = "<prop type=\"x\"/>".repeat(200_000);
    for (name, bad, said) in [
        ("deep", tu(&deep, "أ"), "elements inside each other"),
        ("long", tu(&long, "أ"), "bytes"),
        ("long in parts", tu(&parts, "أ"), "more than"),
        ("many props", tu("a", "أ").replacen("<tu>", &format!("<tu>{props}"), 1), "things"),
    ] {
        let got = read("a.tmx", tmx(&(bad + &good)).as_bytes());
        assert_eq!(got.error, None, "{name}");
        assert_eq!(texts(&got), [("b", "ب")], "{name}");
        let repair = &got.repairs[got.repairs.len() - 1];
        assert_eq!((repair.id, repair.unit), ("unreadable", 1), "{name}");
        assert!(repair.is_loss() && repair.message.contains(said), "{name}: {}", repair.message);
        assert_eq!(got.units[0].number, 2, "{name}");
    }
}

/// Where the sizes of files in a ZIP container stand: before each, or after it, in four bytes or in eight.
#[derive(Clone, Copy, PartialEq)]
enum Sizes {
    Before,
    Behind,
    LongBehind,
}

/// A ZIP container of some files.
fn zip(files: &[(&str, &[u8])], sizes_stand: Sizes) -> Vec<u8> {
    let sizes_follow = sizes_stand != Sizes::Before;
    let mut zip = Vec::new();
    for (name, body) in files {
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(body).unwrap();
        let packed = packed.finish().unwrap();
        let sizes =
            [packed.len(), body.len()].map(|size| u32::try_from(size).unwrap().to_le_bytes());
        zip.extend(b"PK\x03\x04\x14\0");
        zip.extend(if sizes_follow { [8u8, 0] } else { [0, 0] });
        zip.extend([8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        zip.extend(if sizes_follow { [0; 8].to_vec() } else { sizes.concat() });
        zip.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        zip.extend([0, 0]);
        zip.extend(name.as_bytes());
        zip.extend(&packed);
        if sizes_follow {
            zip.extend(b"PK\x07\x08\0\0\0\0");
            for size in sizes {
                zip.extend(size);
                zip.extend(if sizes_stand == Sizes::LongBehind { &[0; 4][..] } else { &[] });
            }
        }
    }
    zip.extend(b"PK\x01\x02");
    zip
}

#[test]
fn containers() {
    let (first, second) = (tmx(&tu("a", "أ")), tmx(&tu("b\u{1}", "ب")));
    for sizes in [Sizes::Before, Sizes::Behind, Sizes::LongBehind] {
        let files: [(&str, &[u8]); 5] = [
            ("tm/", b""),
            ("tm/readme.txt", b"hello"),
            ("tm/a.TMX", first.as_bytes()),
            ("__MACOSX/tm/._a.TMX", b"x"),
            ("tm/b.tmx", second.as_bytes()),
        ];
        let got = read("a.zip", &zip(&files, sizes));
        assert_eq!(got.error, None);
        assert_eq!(texts(&got), TWO);
        let places: Vec<_> = got.repairs.iter().map(|r| (r.id, r.unit)).collect();
        assert_eq!(places, [("several-files", 0), ("control-character", 2)]);
        assert_eq!(got.units[1].number, 2);
    }
    // What is no file is told, and not taken for the end.
    let mut junk = zip(&[("a.tmx", first.as_bytes())], Sizes::Before);
    junk.truncate(junk.len() - 4);
    junk.extend(b"junk");
    assert!(read("a.zip", &junk).error.unwrap().contains("are not another file"));
    assert!(
        read("a.zip", &zip(&[("a.docx", b"x")], Sizes::Before))
            .error
            .unwrap()
            .contains("no file in the container")
    );
    // Few bytes that unpack to very many.
    let bomb = tmx(&tu("a", "أ")).replace("</body>", &" ".repeat(100 << 20));
    let got = read("a.zip", &zip(&[("a.tmx", bomb.as_bytes())], Sizes::Before));
    assert!(got.error.unwrap().contains("times its size"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(first.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(texts(&read("A.TMX.GZ", &packed)), ONE);
    assert_eq!(texts(&read("a.tmx", &packed)), ONE, "packed without saying so");
}

#[test]
fn units_of_a_container_have_numbers_of_their_own() {
    let bad = tu(&"<sub>".repeat(100_000), "أ");
    let first = tmx(&(tu("a", "أ") + &bad + &tu("b", "ب")));
    let last = tmx(&(tu("c", "ج") + &bad));
    let second = tmx(&tu("d", "د"));
    let files: [(&str, &[u8]); 3] =
        [("1.tmx", first.as_bytes()), ("2.tmx", last.as_bytes()), ("3.tmx", second.as_bytes())];
    let got = read("a.zip", &zip(&files, Sizes::Before));
    assert_eq!(got.error, None);
    let numbers: Vec<u64> = got.units.iter().map(|unit| unit.number).collect();
    assert_eq!(numbers, [1, 3, 4, 6]);
    let lost: Vec<u64> = got.repairs.iter().filter(|r| r.is_loss()).map(|r| r.unit).collect();
    assert_eq!(lost, [2, 5]);
}
