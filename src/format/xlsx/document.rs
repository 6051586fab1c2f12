//! Workbooks as documents: cell by cell, sheet by sheet.

use std::sync::Arc;

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::drawing;
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Node, Xml};
use crate::format::package;
use crate::format::prose::{Look, Prose};
use crate::format::xlsx::book::{Book, SheetPart};
use crate::format::xlsx::rows::{Rows, letters};
use crate::lang::Lang;
use crate::text::{BlockKind, Document, Place};

const FORMAT: &str = "XLSX";

/// `.xlsx`, `.xlsm`.
pub(in crate::format) struct XlsxSheets;

impl DocumentReader for XlsxSheets {
    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        package::names(bytes, "xl/")
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let book = Book::open(bytes.to_vec(), FORMAT)?;
        let mut flows = Flows::new(FORMAT);
        let is_one = book.sheets.len() == 1;
        for (number, sheet) in (0..).zip(&book.sheets) {
            if sheet.is_hidden {
                flows.leave_out("hidden sheets", &sheet.name);
                continue;
            }
            let name = if is_one { "".into() } else { Arc::from(&*sheet.name) };
            cells(&book, sheet, number, &name, &mut flows)?;
            beside(&book, sheet, name, &mut flows)?;
        }
        flows.document(lang)
    }
}

/// Reads the cells of a sheet.
fn cells(
    book: &Book,
    sheet: &SheetPart,
    table: u32,
    name: &Arc<str>,
    flows: &mut Flows,
) -> Result<()> {
    let mut rows = Rows::of(book, sheet)?;
    while let Some(row) = rows.next(book)? {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        for (column, text) in &row.cells {
            let column = *column as u32;
            let mut prose = Prose::default();
            for (at, line) in text.lines().enumerate() {
                if at > 0 {
                    prose.line_break();
                }
                prose.push(line, &Look::default());
            }
            let kind = BlockKind::Cell { table, row: number.saturating_sub(1), column };
            let place = Place::Cell { sheet: name.clone(), row: number, column: column + 1 };
            flows.paragraph(Flow::Body, &prose, kind, &place)?;
        }
        for column in &row.broken {
            let place = format!("{}{}", letters(*column), row.number);
            flows.lose("formulas without a value", &place);
        }
    }
    match rows.furniture() {
        Ok(all) => {
            for text in all {
                flows.leave_out("headers and footers of sheets", &without_codes(&text));
            }
        }
        Err(_) => flows.lose("ends of sheets that cannot be read", &sheet.name),
    }
    Ok(())
}

/// The words of a header: not its codes for sides, fonts, sizes, colours and numbers of pages.
fn without_codes(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once('&') {
        words.push_str(before);
        let mut chars = code.chars();
        rest = match chars.next() {
            Some('&') => {
                words.push('&');
                chars.as_str()
            }
            Some('"') => chars.as_str().split_once('"').map_or("", |(_, behind)| behind),
            Some('K') => {
                let digits = chars.as_str().bytes().take(6).take_while(u8::is_ascii_hexdigit);
                &chars.as_str()[digits.count()..]
            }
            Some('0'..='9') => code.trim_start_matches(|c: char| c.is_ascii_digit()),
            _ => {
                words.push(' ');
                chars.as_str()
            }
        };
    }
    words + rest
}

/// Reads the boxes of a sheet and counts its comments.
fn beside(book: &Book, sheet: &SheetPart, name: Arc<str>, flows: &mut Flows) -> Result<()> {
    let place = Place::Cell { sheet: name, row: 1, column: 1 };
    for link in book.links(&sheet.path)? {
        if !link.is("drawing") && !link.is_comments() || !book.has(&link.path) {
            continue;
        }
        let bytes = book.bytes(&link.path)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut xml = Xml::new(&text, &link.path, FORMAT);
        if link.is("drawing") {
            for block in drawing::paragraphs(&mut xml, &place, flows)? {
                flows.add(Flow::Boxes, block)?;
            }
            continue;
        }
        while let Some(node) = xml.next()? {
            if let Node::Start(element) = node
                && matches!(element.name(), "comment" | "threadedComment")
            {
                let words = xml.words(|name| matches!(name, "t" | "text"))?;
                flows.leave_out("comments", &words);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::zipped::zipped;

    fn link(id: &str, kind: &str, target: &str) -> String {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    }

    #[test]
    fn cells_say_where_they_are() {
        let book = "<workbook><sheets><sheet name=\"أسعار\" sheetId=\"1\" r:id=\"a\"/><sheet name=\"سر\" sheetId=\"2\" state=\"hidden\" r:id=\"b\"/>\
            <sheet name=\"Two\" sheetId=\"3\" r:id=\"c\"/></sheets></workbook>";
        let links = [
            link("a", "worksheet", "worksheets/sheet1.xml"),
            link("b", "worksheet", "worksheets/sheet2.xml"),
            link("c", "worksheet", "worksheets/sheet3.xml"),
        ]
        .concat();
        let cell = |place: &str, text: &str| {
            format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let sheet = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let first = sheet(&format!(
            "<row r=\"2\">{}{}</row><row r=\"7\"><c r=\"A7\"><v>12</v></c><c r=\"B7\"><f>A1</f></c></row>",
            cell("B2", "القلم الأزرق الطويل الذي اشتريناه أمس من السوق،\nوهو جيد"),
            cell("AA2", "نعم")
        ));
        let bytes = zipped(&[
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{links}</Relationships>")),
            ("xl/worksheets/sheet1.xml", &first),
            ("xl/worksheets/sheet2.xml", &sheet("")),
            ("xl/worksheets/sheet3.xml", &sheet(&format!("<row>{}</row>", cell("A1", "one")))),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                &format!(
                    "<Relationships>{}{}</Relationships>",
                    link("d", "drawing", "../drawings/drawing1.xml"),
                    link("e", "comments", "../comments1.xml")
                ),
            ),
            (
                "xl/drawings/drawing1.xml",
                "<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>تنبيه</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>",
            ),
            (
                "xl/comments1.xml",
                "<comments><comment><text><r><t>راجع</t></r></text></comment></comments>",
            ),
        ]);
        let read = Document::read("a.xlsx", &bytes, Lang::AR).unwrap();
        let shown = read.blocks.iter().map(|block| {
            let text = block.text.lines().next().unwrap();
            format!("{}: {:?} {text}", block.places[0].1, block.kind)
        });
        let shown: Vec<String> = shown.collect();
        assert_eq!(
            shown,
            [
                "sheet أسعار, cell B2: Cell { table: 0, row: 1, column: 1 } القلم الأزرق الطويل الذي اشتريناه أمس من السوق،",
                "sheet أسعار, cell AA2: Cell { table: 0, row: 1, column: 26 } نعم",
                "sheet أسعار, cell A7: Cell { table: 0, row: 6, column: 0 } 12",
                "sheet Two, cell A1: Cell { table: 2, row: 0, column: 0 } one",
                "sheet أسعار, cell A1: TextBox تنبيه",
            ]
        );
        let left: Vec<_> = read.left_out.iter().map(|l| (l.what, l.count, l.is_loss)).collect();
        let known = [
            ("formulas without a value", 1, true),
            ("comments", 1, false),
            ("hidden sheets", 1, false),
        ];
        assert_eq!(left, known);
    }
}
