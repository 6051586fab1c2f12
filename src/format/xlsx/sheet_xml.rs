//! The XML of a sheet, changed in single rows: what is not changed stays as it stands.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::format::markup::attribute;
use crate::format::xlsx::rows::{letters, place};
use crate::format::xml::escape::escape_into;
use crate::format::xml::place::{replaced, value_range};

/// The rows of a sheet as they stand in its XML.
pub(super) struct SheetXml<'x> {
    xml: &'x str,
    /// What comes before the names of elements.
    prefix: String,
    rows: BTreeMap<u64, Range<usize>>,
    /// Where rows may be added.
    end: usize,
    /// The elements beside the rows.
    pub(super) others: Vec<String>,
    /// The value of the attribute with the range of the cells.
    dimension: Option<Range<usize>>,
}

/// What a row is to be.
#[derive(Default)]
pub(super) struct NewRow<'t> {
    /// The number of the row whose XML it has, if it has that of one.
    pub(super) of: Option<u64>,
    /// The texts that change, by column.
    pub(super) texts: BTreeMap<usize, &'t str>,
}

impl<'x> SheetXml<'x> {
    /// Finds the rows. None if the XML is not that of a sheet whose rows can be told apart.
    pub(super) fn new(xml: &'x str) -> Option<SheetXml<'x>> {
        let mut sheet = SheetXml {
            xml,
            prefix: String::new(),
            rows: BTreeMap::new(),
            end: 0,
            others: Vec::new(),
            dimension: None,
        };
        let mut reader = Reader::from_str(xml);
        let (mut depth, mut open, mut last) = (0usize, None, 0u64);
        loop {
            let at = usize::try_from(reader.buffer_position()).ok()?;
            let event = reader.read_event().ok()?;
            let end = usize::try_from(reader.buffer_position()).ok()?;
            let (start, is_empty) = match &event {
                Event::Eof => break,
                Event::End(_) => {
                    depth -= 1;
                    match (depth, open.take()) {
                        (2, Some((number, from))) => {
                            if sheet.rows.insert(number, from..end).is_some() {
                                return None;
                            }
                        }
                        (1, _) if sheet.is_named(&event, "sheetData") => sheet.end = at,
                        (_, still) => open = still,
                    }
                    continue;
                }
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                _ => continue,
            };
            let name = start.local_name().as_ref().to_owned();
            match depth {
                1 => {
                    if name == "dimension" {
                        sheet.dimension = value_range(&xml[at..end], "ref")
                            .map(|range| at + range.start..at + range.end);
                    }
                    if name == "sheetData" {
                        if is_empty {
                            return None;
                        }
                        let whole = start.name().as_ref().to_owned();
                        sheet.prefix = whole[..whole.len() - name.len()].to_owned();
                    }
                    sheet.others.push(name);
                }
                2 if name == "row" => {
                    let number = attribute(start, "r").and_then(|r| r.parse().ok());
                    last = number.unwrap_or(last + 1);
                    if is_empty && sheet.rows.insert(last, at..end).is_some() {
                        return None;
                    }
                    open = (!is_empty).then_some((last, at));
                }
                _ => {}
            }
            depth += usize::from(!is_empty);
        }
        (sheet.end > 0).then_some(sheet)
    }

    fn is_named(&self, event: &Event<'_>, name: &str) -> bool {
        matches!(event, Event::End(end) if end.local_name().as_ref() == name)
    }

    /// Whether a row holds a formula.
    pub(super) fn has_formula(&self, row: u64) -> bool {
        let tag = format!("<{}f", self.prefix);
        let xml = self.rows.get(&row).map_or("", |range| &self.xml[range.clone()]);
        xml.match_indices(&tag).any(|(at, _)| {
            xml[at + tag.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace())
        })
    }

    /// The styles of the cells of a row.
    pub(super) fn styles(&self, row: u64) -> HashMap<usize, String> {
        let Some(range) = self.rows.get(&row) else { return HashMap::new() };
        let mut styles = HashMap::new();
        for cell in cells(&self.xml[range.clone()]) {
            if let Some(style) = cell.style {
                styles.insert(cell.column, style);
            }
        }
        styles
    }

    /// The sheet with other rows in place of some, and with rows added. New cells have the given styles.
    pub(super) fn with_rows(
        &self,
        new: &BTreeMap<u64, NewRow<'_>>,
        styles: &HashMap<usize, String>,
    ) -> String {
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        for (number, row) in new {
            let place = match self.rows.get(number) {
                Some(range) => range.clone(),
                // Before the next row there is.
                None => {
                    let next = self.rows.range(number..).next();
                    let at = next.map_or(self.end, |(_, range)| range.start);
                    at..at
                }
            };
            let old = match row.of {
                Some(of) => self.rows.get(&of).map_or("", |range| &self.xml[range.clone()]),
                None => "",
            };
            edits.push((place, self.row(*number, old, &row.texts, styles)));
        }
        if let (Some(range), Some(last)) = (&self.dimension, new.keys().next_back()) {
            let columns = new.values().filter_map(|row| row.texts.keys().next_back());
            let reach = extended(&self.xml[range.clone()], columns.max().copied(), *last);
            edits.extend(reach.map(|reach| (range.clone(), reach)));
        }
        replaced(self.xml, edits)
    }

    /// A row of a number, made of another.
    fn row(
        &self,
        number: u64,
        old: &str,
        texts: &BTreeMap<usize, &str>,
        styles: &HashMap<usize, String>,
    ) -> String {
        let p = &self.prefix;
        let mut new = format!("<{p}row r=\"{number}\"");
        let mut start = Reader::from_str(old);
        if let Ok(Event::Start(tag) | Event::Empty(tag)) = start.read_event() {
            for attribute in tag.attributes().with_checks(false).flatten() {
                // The span of the cells may be another one now.
                if !matches!(attribute.key.as_ref(), "r" | "spans") {
                    new.push_str(&format!(" {}=\"{}\"", attribute.key.as_ref(), attribute.value));
                }
            }
        }
        new.push('>');
        let mut left: Vec<(usize, &str)> = texts.iter().map(|(at, text)| (*at, *text)).collect();
        let put = |column: usize, text: &str, style: Option<&String>, new: &mut String| {
            let place = format!("{}{number}", letters(column));
            let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
            if text.is_empty() {
                new.push_str(&format!("<{p}c r=\"{place}\"{style}/>"));
                return;
            }
            new.push_str(&format!(
                "<{p}c r=\"{place}\"{style} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">"
            ));
            escape_into(&escaped(text), new);
            new.push_str(&format!("</{p}t></{p}is></{p}c>"));
        };
        for cell in cells(old) {
            while let Some((column, text)) = left.first().copied().filter(|l| l.0 < cell.column) {
                put(column, text, styles.get(&column), &mut new);
                left.remove(0);
            }
            match left.first().copied().filter(|l| l.0 == cell.column) {
                Some((column, text)) => {
                    put(column, text, cell.style.as_ref(), &mut new);
                    left.remove(0);
                }
                None => match &cell.reference {
                    Some(range) => {
                        new.push_str(&old[cell.range.start..range.start]);
                        new.push_str(&format!("{}{number}", letters(cell.column)));
                        new.push_str(&old[range.end..cell.range.end]);
                    }
                    None => {
                        let name = format!("<{p}c");
                        let rest = old[cell.range.clone()].strip_prefix(&name).unwrap_or_default();
                        new.push_str(&format!("{name} r=\"{}{number}\"", letters(cell.column)));
                        new.push_str(rest);
                    }
                },
            }
        }
        for (column, text) in left {
            put(column, text, styles.get(&column), &mut new);
        }
        new.push_str(&format!("</{p}row>"));
        new
    }
}

/// A text in which what looks like an escape is escaped, as are the characters XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let looks_so = rest.starts_with("_x")
            && rest.as_bytes().get(6) == Some(&b'_')
            && rest.get(2..6).is_some_and(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match c {
            '_' if looks_so => escaped.push_str("_x005F_"),
            c if c < ' ' && !matches!(c, '\t' | '\n') => {
                escaped.push_str(&format!("_x{:04X}_", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A range of cells that reaches as far as a column and a row. None if it does already.
pub(super) fn extended(range: &str, column: Option<usize>, row: u64) -> Option<String> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (from, to) = (place(first)?, place(last)?);
    let (column, row) = (to.0.max(column.unwrap_or(0)), to.1.max(row));
    if (column, row) == to {
        return None;
    }
    Some(format!("{}{}:{}{row}", letters(from.0), from.1, letters(column)))
}

struct CellXml {
    column: usize,
    range: Range<usize>,
    style: Option<String>,
    /// Where its reference stands.
    reference: Option<Range<usize>>,
}

/// The cells of a row.
fn cells(row: &str) -> Vec<CellXml> {
    let mut cells: Vec<CellXml> = Vec::new();
    let mut reader = Reader::from_str(row);
    let mut depth = 0;
    let position = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(0);
    let begin = |start: &BytesStart<'_>, at: usize, end: usize, cells: &mut Vec<CellXml>| {
        let next = cells.last().map_or(0, |cell| cell.column + 1);
        let column = attribute(start, "r").and_then(|r| place(&r)).map_or(next, |at| at.0);
        cells.push(CellXml {
            column,
            range: at..end,
            style: attribute(start, "s").map(|s| s.into_owned()),
            reference: value_range(&row[at..end], "r").map(|r| at + r.start..at + r.end),
        });
    };
    loop {
        let at = position(&reader);
        let Ok(event) = reader.read_event() else { return cells };
        let end = position(&reader);
        match event {
            Event::Start(start) => {
                if depth == 1 && start.local_name().as_ref() == "c" {
                    begin(&start, at, end, &mut cells);
                }
                depth += 1;
            }
            Event::Empty(start) if depth == 1 && start.local_name().as_ref() == "c" => {
                begin(&start, at, end, &mut cells);
            }
            Event::End(_) => {
                depth -= 1;
                if let (1, Some(cell)) = (depth, cells.last_mut()) {
                    cell.range.end = end;
                }
            }
            Event::Eof => return cells,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "<worksheet><dimension ref=\"A1:B2\"/><sheetData>\n\
        <row r=\"1\" spans=\"1:2\"><c r=\"A1\" s=\"4\" t=\"s\"><v>0</v></c><c r=\"B1\"/></row>\n\
        <row r=\"2\" ht=\"30\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" s=\"2\"><f>A2</f></c></row>\n\
        </sheetData><mergeCells/></worksheet>";

    #[test]
    fn what_is_not_changed_stays() {
        let sheet = SheetXml::new(SHEET).unwrap();
        assert_eq!(sheet.others, ["dimension", "sheetData", "mergeCells"]);
        assert!(sheet.has_formula(2) && !sheet.has_formula(1));
        let styles = sheet.styles(2);
        let texts = BTreeMap::from([(0, "a<b"), (2, " _x000D_")]);
        let new = BTreeMap::from([
            (2, NewRow { of: Some(2), texts: BTreeMap::from([(0, "x")]) }),
            (3, NewRow { of: None, texts }),
        ]);
        let text =
            |t: &str| format!("t=\"inlineStr\"><is><t xml:space=\"preserve\">{t}</t></is></c>");
        let wanted = SHEET
            .replace("A1:B2", "A1:C3")
            .replace("<c r=\"A2\"><v>1</v></c>", &format!("<c r=\"A2\" {}", text("x")))
            .replace(
                "</sheetData>",
                &format!(
                    "<row r=\"3\"><c r=\"A3\" {}<c r=\"C3\" {}</row></sheetData>",
                    text("a&lt;b"),
                    text(" _x005F_x000D_")
                ),
            );
        assert_eq!(sheet.with_rows(&new, &styles), wanted);
    }

    #[test]
    fn rows_move_with_their_numbers() {
        let sheet = SheetXml::new(SHEET).unwrap();
        let new = BTreeMap::from([(1, NewRow { of: Some(2), texts: BTreeMap::new() })]);
        let moved = sheet.with_rows(&new, &HashMap::new());
        assert!(
            moved.contains("<row r=\"1\" ht=\"30\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"2\">")
        );
    }
}
