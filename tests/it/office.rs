//! Small writers of documents, for tests.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A ZIP file of these parts.
pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text in two parts, the second of which begins inside a word where there is one.
fn halves(text: &str) -> [&str; 2] {
    let middle = text.len() / 2;
    let at = (middle..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    [&text[..at], &text[at..]]
}

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word document with this inside its body, and further parts.
pub(crate) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let links: String = (more.iter().enumerate())
        .map(|(at, (name, _))| {
            let kind = name.trim_end_matches(".xml").trim_end_matches(|c: char| c.is_ascii_digit());
            format!("<Relationship Id=\"r{at}\" Type=\"http://x/{kind}\" Target=\"{name}\"/>")
        })
        .collect();
    let main = format!("<w:document {WORD} xmlns:r=\"r\"><w:body>{body}</w:body></w:document>");
    let links = format!("<Relationships>{links}</Relationships>");
    let root = "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let more: Vec<(String, &str)> =
        more.iter().map(|(name, text)| (format!("word/{name}"), *text)).collect();
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", root),
        ("word/document.xml", &*main),
        ("word/_rels/document.xml.rels", &*links),
    ];
    parts.extend(more.iter().map(|(name, text)| (name.as_str(), *text)));
    zipped(&parts)
}

/// The paragraphs of a text in every format that is written here, by extension. Each paragraph is in two runs.
pub(crate) fn every_format(paragraphs: &[&str]) -> Vec<(&'static str, Vec<u8>)> {
    let all = |paragraph: &dyn Fn([&str; 2]) -> String| -> String {
        paragraphs.iter().map(|text| paragraph(halves(text))).collect()
    };
    let word = all(&|[a, b]| {
        let run = |text: &str, look: &str| {
            format!("<w:r>{look}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
        };
        format!("<w:p>{}{}</w:p>", run(a, ""), run(b, "<w:rPr><w:b/></w:rPr>"))
    });
    let odf = all(&|[a, b]| {
        format!("<text:p>{}<text:span>{}</text:span></text:p>", escaped(a), escaped(b))
    });
    let page = all(&|[a, b]| format!("<p>{}<b>{}</b></p>\n", escaped(a), escaped(b)));
    let rtf = all(&|[a, b]| format!("\\pard {}{{\\b {}}}\\par\n", rtf_text(a), rtf_text(b)));
    vec![
        ("docx", docx(&word, &[])),
        ("odt", odt(&odf)),
        ("html", format!("<!DOCTYPE html><html><body>{page}</body></html>").into_bytes()),
        ("epub", epub(&page)),
        ("rtf", format!("{{\\rtf1\\ansi\\uc1 {rtf}}}").into_bytes()),
    ]
}

/// A text document of ODF with this inside its text.
pub(crate) fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

fn epub(page: &str) -> Vec<u8> {
    let chapter =
        format!("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{page}</body></html>");
    zipped(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
        ),
        (
            "b.opf",
            "<package><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
             <spine><itemref idref=\"a\"/></spine></package>",
        ),
        ("a.xhtml", &chapter),
    ])
}

fn rtf_text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{}?", *unit as i16));
                }
            }
        }
    }
    out
}

/// A PDF file of one page on which this is drawn, and inside it that, with more entries of the page.
#[cfg(feature = "pdf")]
pub(crate) fn pdf(drawn: &str, inside: &str, page: &str) -> Vec<u8> {
    let stream = |entries: &str, body: &str| {
        format!("<< /Length {} {entries} >>\nstream\n{body}\nendstream", body.len())
    };
    let resources = "/Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >>";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R {resources} {page} >>"
        ),
        stream("", drawn),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 612 792] {resources}"), inside),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut places = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        places += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (count, at) = (objects.len() + 1, file.len());
    file += &format!(
        "xref\n0 {count}\n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    );
    file.into_bytes()
}
