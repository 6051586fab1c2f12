//! No text of a document is lost silently: every piece is in a block, or counted among what was left out.

use mizan::lang::Lang;
use mizan::text::Document;

use crate::{office, termbases};

/// Marks the pieces of a document: each `@` becomes a word of its own. Gives the document and its words.
fn marked(template: &str) -> (String, Vec<String>) {
    let (mut text, mut words) = (String::new(), Vec::new());
    for (number, part) in template.split('@').enumerate() {
        if number > 0 {
            let letters = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'r', 's'];
            let word = format!("w{}{}o", letters[number / 10 % 10], letters[number % 10]);
            text.push_str(&word);
            words.push(word);
        }
        text.push_str(part);
    }
    (text, words)
}

/// Asserts that of the words those in `out` are counted as left out, in that many pieces, and all others read once.
#[track_caller]
fn check(name: &str, bytes: &[u8], words: &[String], out: &[(&str, usize)]) {
    let document = Document::read(name, bytes, Lang::EN).unwrap();
    let read: Vec<&str> = document
        .blocks
        .iter()
        .flat_map(|block| block.text.split(|c: char| !c.is_ascii_alphabetic()))
        .collect();
    let missing: Vec<&String> =
        words.iter().filter(|word| !read.contains(&word.as_str())).collect();
    for word in words {
        assert!(read.iter().filter(|found| *found == word).count() <= 1, "{name}: {word} twice");
    }
    let left: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
    let wanted: Vec<String> = out.iter().map(|(what, count)| format!("{what} ({count})")).collect();
    let (mut sorted, mut expected) = (left.clone(), wanted);
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected, "{name}: {missing:?}");
    let counted: usize = out.iter().map(|(_, count)| count).sum();
    assert_eq!(missing.len(), counted, "{name}: {missing:?} are in no block; left out: {left:?}");
    assert!(words.len() > counted, "{name}: something is read");
}

#[test]
fn word_documents() {
    let (body, mut words) = marked(
        "<w:p><w:r><w:t>@ </w:t></w:r><w:ins><w:r><w:t>@ </w:t></w:r></w:ins><w:del><w:r><w:delText>@</w:delText></w:r></w:del>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>@</w:t></w:r><w:hyperlink><w:r><w:t>@</w:t></w:r></w:hyperlink></w:p>\
         <w:p><w:fldSimple w:instr=\"DATE\"><w:r><w:t>@</w:t></w:r></w:fldSimple></w:p>\
         <w:sdt><w:sdtContent><w:p><w:r><w:t>@</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>@</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>@</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>@</w:t></w:r></w:moveTo></w:p>\
         <w:sectPr><w:headerReference r:id=\"r0\"/></w:sectPr>",
    );
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let header = format!("<w:hdr {space}><w:p><w:r><w:t>heading</w:t></w:r></w:p></w:hdr>");
    words.push("heading".to_owned());
    let bytes = office::docx(&body, &[("header1.xml", &header)]);
    check("a.docx", &bytes, &words, &[("deleted text", 1), ("hidden text", 1)]);
}

#[test]
fn open_documents() {
    let (body, words) = marked(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>@</text:p></text:deletion></text:changed-region>\
         </text:tracked-changes><text:p>@<text:s/><text:span>@</text:span><office:annotation><text:p>@</text:p>\
         </office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>@</text:p></text:note-body>\
         </text:note></text:p><text:list><text:list-item><text:p>@</text:p></text:list-item></text:list>\
         <text:h text:outline-level=\"1\">@</text:h>",
    );
    check("a.odt", &office::odt(&body), &words, &[("deleted text", 1), ("comments", 1)]);
}

#[test]
fn pages() {
    let (page, words) = marked(
        "<!DOCTYPE html><body><nav>@</nav><p>@ <b>@</b> <a title=\"@\">@</a><img alt=\"@\"></p><ul><li>@</ul>\
         <table><tr><td>@<td>@</table><p hidden>@</p><del>@</del><pre>@</pre><p>@ @ @ @ @ @ @</p></body>",
    );
    check(
        "a.html",
        page.as_bytes(),
        &words,
        &[
            ("text around the main part", 1),
            ("alternative texts", 1),
            ("labels that show on demand", 1),
            ("hidden text", 1),
            ("deleted text", 1),
        ],
    );
}

#[test]
fn rich_text() {
    let (text, words) = marked(
        "{\\rtf1\\ansi\\pard @ {\\b @} {\\deleted @}{\\v @}\\par{\\header @}{\\footnote @}\
         {\\*\\annotation @}\\trowd\\cellx1\\cellx2 @\\cell @\\cell\\row\\pard @\\par}",
    );
    let out = [("deleted text", 1), ("hidden text", 1), ("comments", 1)];
    check("a.rtf", text.as_bytes(), &words, &out);
}

#[test]
fn text_with_marks() {
    let (text, words) = marked(
        "# @\n\n@ *@* `@` [@](http://x)\n\n* @\n* @\n\n| @ | @ |\n|---|---|\n| @ | @ |\n\n```\n@\n```\n\n> @\n",
    );
    check("a.md", text.as_bytes(), &words, &[("program code", 1)]);
}

#[test]
fn files_of_keys() {
    let (json, words) = marked("{\"a\": \"@\", \"b\": {\"c\": [\"@\", \"@\"]}}");
    check("a.json", json.as_bytes(), &words, &[]);
    let (text, words) = marked("# @\na = @\nb: @ \\\n  @\n");
    check("a.properties", text.as_bytes(), &words, &[("comments", 1)]);
    let (text, words) = marked(
        "#. @\n#: a.c:1\nmsgid \"a\"\nmsgstr \"@\"\n\nmsgid \"b\"\nmsgstr \"\"\n\"@ \"\n\"@\"\n",
    );
    check("a.po", text.as_bytes(), &words, &[("comments", 1)]);
    let (text, words) = marked(
        "<resources><string name=\"a\">@ <b>@</b></string><plurals name=\"p\"><item quantity=\"one\">@</item>\
         <item quantity=\"other\">@</item></plurals></resources>",
    );
    check("a.xml", text.as_bytes(), &words, &[]);
}

#[test]
fn subtitles() {
    let (text, words) = marked(
        "WEBVTT\n\nNOTE @\n\n00:01.000 --> 00:02.000\n<i>@</i> @\n\n00:03.000 --> 00:04.000\n@\n",
    );
    check("a.vtt", text.as_bytes(), &words, &[("comments", 1)]);
}

#[test]
fn books() {
    let (first, mut words) = marked(
        "<html><head><title>@</title></head><body><h1>@</h1><p>@ <b>@</b> <a href=\"b.xhtml\">@</a></p><img src=\"a.png\" alt=\"@\"/>\
         <table><tr><td>@</td><td>@</td></tr></table><p hidden=\"\">@</p></body></html>",
    );
    let second =
        "<html><body><aside epub:type=\"footnote\"><p>aside</p></aside><p>last</p></body></html>";
    words.extend(["aside", "last"].map(str::to_owned));
    let items = ["a", "b"].map(|id| {
        format!("<item id=\"{id}\" href=\"{id}.xhtml\" media-type=\"application/xhtml+xml\"/>")
    });
    let package = format!(
        "<package><manifest>{}</manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
        items.concat()
    );
    let bytes = office::zipped(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
        ),
        ("b.opf", &package),
        ("a.xhtml", &first),
        ("b.xhtml", second),
    ]);
    let out = [("titles of pages", 1), ("alternative texts", 1), ("hidden text", 1)];
    check("a.epub", &bytes, &words, &out);
}

#[test]
fn workbooks() {
    let (sheet, mut words) = marked(
        "<sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>@</t></is></c><c t=\"str\"><f>A1</f><v>@</v></c>\
         <c t=\"s\"><v>0</v></c></row><row r=\"9\" hidden=\"1\"><c t=\"s\"><v>1</v></c></row></sheetData>\
         <headerFooter><oddHeader>&amp;C&amp;\"Arial\"&amp;12@ &amp;P</oddHeader><oddFooter>@</oddFooter>\
         <evenFooter>&amp;P</evenFooter></headerFooter>",
    );
    let strings = "<sst><si><r><t>rich</t></r><r><t>er</t></r></si><si><t>hidden</t></si></sst>";
    words.extend(["richer", "hidden"].map(str::to_owned));
    let book = termbases::workbook(&sheet, &[("xl/sharedStrings.xml", strings)]);
    check("a.xlsx", &book, &words, &[("headers and footers of sheets", 2)]);
}

#[test]
fn open_sheets() {
    let (body, words) = marked(
        "<table:table table:name=\"a\"><table:table-row><table:table-cell><text:p>@ <text:span>@</text:span></text:p>\
         <office:annotation><text:p>@</text:p></office:annotation></table:table-cell>\
         <table:covered-table-cell><text:p>@</text:p></table:covered-table-cell></table:table-row>\
         <table:table-row table:visibility=\"collapse\"><table:table-cell table:number-columns-repeated=\"1\">\
         <text:p>@</text:p><text:p>@</text:p></table:table-cell></table:table-row></table:table>",
    );
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let bytes = office::zipped(&[("mimetype", kind), ("content.xml", &content)]);
    check("a.ods", &bytes, &words, &[("comments", 1)]);
}

/// A file as a program draws it: words in pieces, in a form that is drawn inside, invisible, and in a comment.
#[cfg(feature = "pdf")]
#[test]
fn drawn_files() {
    let (drawn, mut words) = marked(
        "BT /F1 12 Tf 72 700 Td (@ ) Tj (@) Tj 0 -40 Td [(@) -600 (@)] TJ 0 -40 Td 3 Tr (@) Tj 0 Tr ET /X1 Do \
         BT /F1 12 Tf 72 400 Td /Span << /ActualText (actual) >> BDC (x) Tj EMC ET",
    );
    words.push("actual".to_owned());
    let (inside, more) = marked("BT /F1 12 Tf 72 500 Td (inside@) Tj ET");
    words.extend(more.iter().map(|word| format!("inside{word}")));
    words.push("comment".to_owned());
    let comment = "/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (comment) >>]";
    check("a.pdf", &office::pdf(&drawn, &inside, comment), &words, &[("comments", 1)]);
}
