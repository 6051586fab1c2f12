//! Generators: files whose outside is whole, or wrong in chosen places, and whose inside comes from the bytes. Bytes alone
//! seldom become a container that opens.

use super::readers;

/// The extensions of containers whose parts are made of the bytes.
pub(crate) static PACKED: &[&str] = &["docx", "pptx", "odt", "ods", "epub", "xlsx"];

/// The part number `at` of some bytes, which NUL divides; else what stands there by default.
fn part<'d>(data: &'d [u8], at: usize, default: &'d str) -> &'d [u8] {
    let parts = data.split(|&b| b == 0);
    parts.clone().nth(at).filter(|part| !part.is_empty()).unwrap_or(default.as_bytes())
}

const ROOT: &str = "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"@\"/></Relationships>";

/// A part of a container: its name and its bytes.
type Part = (&'static str, Vec<u8>);

/// A container of a format, its parts those of the bytes, with NUL between them.
pub(super) fn parts(form: &str, data: &[u8]) {
    let all = match form {
        "docx" => docx(data),
        "pptx" => pptx(data),
        "odt" | "ods" => odf(form, data),
        "epub" => epub(data),
        _ => xlsx(data),
    };
    let entries: Vec<Entry> = all.into_iter().map(|(name, body)| Entry::of(name, body)).collect();
    let bytes = zip(&entries);
    readers::document(form, &bytes);
    if form == "xlsx" {
        readers::memory(form, &bytes);
        readers::termbase(form, &bytes);
    }
}

/// The part that says which is the main one.
fn root(main: &str) -> Part {
    ("_rels/.rels", ROOT.replace('@', main).into_bytes())
}

/// References to parts by their kinds.
fn links(kinds: &[(&str, &str)]) -> Vec<u8> {
    let link = |(at, (kind, target)): (usize, &(&str, &str))| {
        format!("<Relationship Id=\"r{at}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let links: String = kinds.iter().enumerate().map(link).collect();
    format!("<Relationships>{links}</Relationships>").into_bytes()
}

fn docx(data: &[u8]) -> Vec<Part> {
    const MAIN: &str =
        "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>";
    let kinds = [
        ("styles", "styles.xml"),
        ("footnotes", "footnotes.xml"),
        ("header", "header1.xml"),
        ("comments", "comments.xml"),
    ];
    vec![
        root("word/document.xml"),
        ("word/document.xml", part(data, 0, MAIN).to_vec()),
        ("word/styles.xml", part(data, 1, "<w:styles/>").to_vec()),
        ("word/footnotes.xml", part(data, 2, "<w:footnotes/>").to_vec()),
        ("word/header1.xml", part(data, 3, "<w:hdr/>").to_vec()),
        ("word/comments.xml", part(data, 4, "<w:comments/>").to_vec()),
        ("word/_rels/document.xml.rels", links(&kinds)),
    ]
}

fn pptx(data: &[u8]) -> Vec<Part> {
    const MAIN: &str =
        "<p:presentation><p:sldIdLst><p:sldId r:id=\"r0\"/></p:sldIdLst></p:presentation>";
    let notes = links(&[("notesSlide", "../notesSlides/n.xml")]);
    vec![
        root("ppt/presentation.xml"),
        ("ppt/presentation.xml", part(data, 2, MAIN).to_vec()),
        ("ppt/_rels/presentation.xml.rels", links(&[("slide", "slides/slide1.xml")])),
        ("ppt/slides/slide1.xml", part(data, 0, "<p:sld/>").to_vec()),
        ("ppt/slides/_rels/slide1.xml.rels", notes),
        ("ppt/notesSlides/n.xml", part(data, 1, "<p:notes/>").to_vec()),
    ]
}

fn odf(form: &str, data: &[u8]) -> Vec<Part> {
    let kind = if form == "odt" { "text" } else { "spreadsheet" };
    vec![
        ("mimetype", format!("application/vnd.oasis.opendocument.{kind}").into_bytes()),
        ("content.xml", part(data, 0, "<office:document-content/>").to_vec()),
        ("styles.xml", part(data, 1, "<office:document-styles/>").to_vec()),
    ]
}

fn epub(data: &[u8]) -> Vec<Part> {
    const LIST: &str =
        "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>";
    const MAIN: &str = "<package><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/>\
        </manifest><spine><itemref idref=\"a\"/></spine></package>";
    vec![
        ("mimetype", b"application/epub+zip".to_vec()),
        ("META-INF/container.xml", LIST.into()),
        ("b.opf", part(data, 1, MAIN).to_vec()),
        ("a.xhtml", part(data, 0, "<html><body><p>x</p></body></html>").to_vec()),
    ]
}

fn xlsx(data: &[u8]) -> Vec<Part> {
    const MAIN: &str =
        "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r0\"/></sheets></workbook>";
    let kinds = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    ];
    vec![
        root("xl/workbook.xml"),
        ("xl/workbook.xml", part(data, 3, MAIN).to_vec()),
        ("xl/_rels/workbook.xml.rels", links(&kinds)),
        ("xl/worksheets/sheet1.xml", part(data, 0, "<worksheet><sheetData/></worksheet>").to_vec()),
        ("xl/sharedStrings.xml", part(data, 1, "<sst/>").to_vec()),
        ("xl/styles.xml", part(data, 2, "<styleSheet/>").to_vec()),
    ]
}

/// An entry of a container, with what its headers say of it.
struct Entry {
    name: Vec<u8>,
    body: Vec<u8>,
    method: u16,
    flags: u16,
    checksum: u32,
    /// Its size packed and unpacked, before it and in the directory at the end.
    sizes: [u32; 4],
    /// What is added to its place.
    shift: u32,
}

impl Entry {
    fn of(name: impl Into<Vec<u8>>, body: Vec<u8>) -> Entry {
        let size = body.len() as u32;
        let (name, checksum) = (name.into(), checksum(&body));
        Entry { name, body, method: 0, flags: 0, checksum, sizes: [size; 4], shift: 0 }
    }
}

/// The CRC-32 of some bytes.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let place = (out.len() as u32).wrapping_add(entry.shift);
        let fixed = [&entry.flags.to_le_bytes()[..], &entry.method.to_le_bytes(), &[0; 4]].concat();
        let header = |sizes: &[u32]| {
            let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
            let name = (entry.name.len() as u16).to_le_bytes();
            [&fixed[..], &entry.checksum.to_le_bytes(), &sizes, &name, &[0; 2]].concat()
        };
        out.extend([b"PK\x03\x04\x14\0", &header(&entry.sizes[..2])[..], &entry.name].concat());
        out.extend(&entry.body);
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        directory.extend(header(&entry.sizes[2..]));
        directory.extend([&[0; 10][..], &place.to_le_bytes(), &entry.name].concat());
    }
    let numbers = [directory.len() as u32, out.len() as u32].map(u32::to_le_bytes).concat();
    let count = (entries.len() as u16).to_le_bytes();
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &numbers, &[0, 0]].concat());
    out
}

/// A container whose headers are wrong where the bytes say so: eight bytes an entry, then NUL, then what it holds.
pub(super) fn container(form: &str, data: &[u8]) {
    let names: &[&str] = match form {
        "docx" => &["word/document.xml", "_rels/.rels", "word/styles.xml", "../x"],
        "tmx" => &["a.tmx", "b.tmx", "c/", "a.docx"],
        _ => {
            &["xl/workbook.xml", "_rels/.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]
        }
    };
    let mut entries = Vec::new();
    for entry in data.split(|&b| b == b'\x1E').take(40) {
        let Some((head, body)) = entry.split_at_checked(8) else { break };
        let mut made = Entry::of(names[head[0] as usize % names.len()], body.to_vec());
        let far = |byte: u8| match byte {
            0..=127 => 0,
            128..=191 => u32::from(byte - 127),
            192..=223 => u32::MAX - u32::from(byte - 192),
            _ => 1 << (byte - 224),
        };
        made.method = if head[1] > 127 { u16::from(head[1] - 119) } else { 0 };
        made.flags = if head[2] > 127 { u16::from(head[2] & 0b1111) } else { 0 };
        for (size, &byte) in made.sizes.iter_mut().zip(&head[3..7]) {
            *size = size.wrapping_add(far(byte));
        }
        made.shift = far(head[7]);
        entries.push(made);
    }
    let bytes = zip(&entries);
    if form == "docx" {
        readers::document(form, &bytes);
    } else {
        readers::memory(if form == "tmx" { "zip" } else { form }, &bytes);
        readers::document("xlsx", &bytes);
    }
}

/// A PDF file: the bytes are what is drawn, what its glyphs stand for, its resources, its font and what is drawn inside,
/// with NUL between them.
pub(super) fn pdf(_: &str, data: &[u8]) {
    let map = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> endbfrange";
    let font = "/Type /Font /Subtype /TrueType /FirstChar 32 /LastChar 34 /Widths [250 500 500]";
    let stream = |entries: &[u8], body: &[u8]| {
        let length = format!("<< /Length {} ", body.len()).into_bytes();
        [&length[..], entries, b" >>\nstream\n", body, b"\nendstream"].concat()
    };
    let dictionary = |entries: &[u8]| [b"<< ", entries, b" >>"].concat();
    let drawn = part(data, 0, "BT /F1 12 Tf 72 700 Td (A word) Tj ET");
    let page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 5 0 R";
    let objects = [
        dictionary(b"/Type /Catalog /Pages 2 0 R"),
        dictionary(b"/Type /Pages /Kids [3 0 R] /Count 1"),
        dictionary(page.as_bytes()),
        stream(b"", drawn),
        dictionary(part(data, 2, "/Font << /F1 6 0 R >> /XObject << /X1 8 0 R >>")),
        dictionary(&[part(data, 3, font), b" /ToUnicode 7 0 R"].concat()),
        stream(b"", part(data, 1, map)),
        stream(
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 5 0 R",
            part(data, 4, ""),
        ),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend([format!("{} 0 obj\n", at + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let end = out.len();
    table += &format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{end}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend(table.into_bytes());
    readers::document("pdf", &out);
}
