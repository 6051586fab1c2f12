//! A termbase written back into the workbook it came from: only the rows that changed are other than before.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::error::{Error, Result};
use crate::format::package::{Link, name_of};
use crate::format::xlsx::book::Book;
use crate::format::xlsx::pages::LONGEST;
use crate::format::xlsx::rows::{MOST_NAMED, Rows};
use crate::format::xlsx::sheet_xml::{NewRow, SheetXml, extended};
use crate::format::xlsx::termbase::{self, Found};
use crate::format::xml::place::value_range;
use crate::glossary::{Entry, Glossary, Original};

/// Rows a sheet holds.
const MOST_ROWS: u64 = 1 << 20;

/// Writes the workbook that a glossary was read from, with what changed since.
///
/// # Errors
///
/// If the sheet holds things that belong to rows and rows were to move; and those of `out`.
pub(super) fn write(glossary: &Glossary, original: &Original, out: &mut dyn Write) -> Result<()> {
    let Found { book, sheet, header, columns, glossary: old } =
        termbase::find(&original.bytes, original.langs)?;
    let path = &book.sheets[sheet].path;
    let name = &book.sheets[sheet].name;
    let refuse =
        |what: &str| -> Error { io::Error::other(format!("the sheet '{name}' {what}")).into() };
    // Rows are read as far as there are any, so that damage behind them shows here first.
    let xml = book.bytes(path).map_err(|error| {
        refuse(&format!("is damaged ({error}); save the workbook in a spreadsheet program"))
    })?;
    let text = std::str::from_utf8(&xml).ok();
    let sheet_xml = text.and_then(SheetXml::new).ok_or_else(|| {
        refuse("cannot be changed in place; save the workbook in a spreadsheet program")
    })?;
    let (last, mut free) = used(&book, sheet)?;
    // The columns of the sheet that the columns of the glossary are.
    let mut columns = columns;
    let mut changed: BTreeMap<u64, NewRow<'_>> = BTreeMap::new();
    for name in glossary.columns.iter().skip(columns.len()) {
        let row = changed.entry(header).or_insert(NewRow { of: Some(header), ..NewRow::default() });
        row.texts.insert(free, name);
        columns.push(free);
        free += 1;
    }
    if free > MOST_NAMED {
        return Err(refuse("has no room for another column"));
    }
    let cells =
        |entry: &Entry| entry.cells.iter().any(|cell| cell.encode_utf16().count() > LONGEST);
    if glossary.entries.iter().any(|entry| entry.origin.is_none() && cells(entry)) {
        return Err(refuse(&format!("cannot hold a text of more than {LONGEST} characters")));
    }
    let places = places(glossary, &old, last);
    if let Some(at) = places.iter().find(|place| place.number > MOST_ROWS) {
        return Err(refuse(&format!("has no room for row {}", at.number)));
    }
    let moves = moves(&places, &old);
    if moves && let Some(what) = anchored(&book, sheet, &sheet_xml, &old)? {
        return Err(refuse(&format!(
            "holds {what}, which belong to rows, and rows were to move; do it in a spreadsheet program, or write \
             another format with -o"
        )));
    }
    let mut kept: Vec<u64> = Vec::new();
    for place in &places {
        kept.push(place.number);
        let texts: BTreeMap<usize, &str> = texts(place, &columns, &old).collect();
        if place.of != Some(place.number) || !texts.is_empty() {
            let of = place.of.or(Some(place.number).filter(|number| *number > last));
            changed.insert(place.number, NewRow { of, texts });
        }
    }
    kept.sort_unstable();
    // Rows that are left over are emptied.
    for entry in old.entries.iter().filter(|entry| kept.binary_search(&entry.line).is_err()) {
        changed.insert(entry.line, NewRow::default());
    }
    let styles = old.entries.last().map_or_else(HashMap::new, |entry| sheet_xml.styles(entry.line));
    let mut parts = vec![(path.clone(), sheet_xml.with_rows(&changed, &styles).into_bytes())];
    let added: Vec<u64> = places.iter().filter(|p| p.number > last).map(|p| p.number).collect();
    parts.extend(tables(&book, sheet, header, last, added.last().copied())?);
    let bytes = copy(&original.bytes, &parts)?;
    // Parts that nothing was read from may be damaged too.
    termbase::find(&bytes, original.langs).map_err(|error| {
        refuse(&format!("lies in a damaged workbook ({error}); save it in a spreadsheet program"))
    })?;
    out.write_all(&bytes)?;
    Ok(())
}

/// Where an entry goes.
struct Place<'g> {
    entry: &'g Entry,
    /// The number of its row.
    number: u64,
    /// The row it was.
    of: Option<u64>,
}

/// Entries that were there fill the rows of such, in order; others come after the last row.
fn places<'g>(glossary: &'g Glossary, old: &Glossary, last: u64) -> Vec<Place<'g>> {
    let line = |entry: &Entry| Some(old.entries.get(entry.origin? as usize)?.line);
    let mut slots = old.entries.iter().map(|entry| entry.line);
    let is_same: Vec<u64> = glossary.entries.iter().filter_map(line).collect();
    let in_order = is_same.iter().copied().eq(old.entries.iter().map(|entry| entry.line));
    let mut next = last;
    let mut places = Vec::new();
    for entry in &glossary.entries {
        let of = line(entry);
        let slot = if of.is_some() || !in_order { slots.next() } else { None };
        let number = slot.unwrap_or_else(|| {
            next += 1;
            next
        });
        places.push(Place { entry, number, of });
    }
    places
}

fn moves(places: &[Place<'_>], old: &Glossary) -> bool {
    let stay = places.iter().filter(|place| place.of == Some(place.number)).count();
    stay < old.entries.len()
}

/// The texts of an entry that differ from those of the row it was.
fn texts<'g>(
    place: &Place<'g>,
    columns: &[usize],
    old: &Glossary,
) -> impl Iterator<Item = (usize, &'g str)> {
    let was = place.entry.origin.and_then(|at| old.entries.get(at as usize));
    let cells = place.entry.cells.iter().enumerate();
    cells.zip(columns).filter_map(move |((at, cell), column)| {
        let before = was.and_then(|entry| entry.cells.get(at)).map_or("", String::as_str);
        (before != cell.as_str()).then_some((*column, cell.as_str()))
    })
}

/// The last row that holds something, and the first column behind all that do.
fn used(book: &Book, sheet: usize) -> Result<(u64, usize)> {
    let mut rows = Rows::of(book, &book.sheets[sheet])?;
    let (mut last, mut free) = (0, 0);
    while let Some(row) = rows.next(book)? {
        last = last.max(row.number);
        let columns = row.cells.iter().map(|(column, _)| column).chain(&row.broken);
        free = columns.map(|column| column + 1).fold(free, usize::max);
    }
    Ok((last, free))
}

/// What a sheet holds that belongs to certain rows, in words.
fn anchored(
    book: &Book,
    sheet: usize,
    xml: &SheetXml<'_>,
    old: &Glossary,
) -> Result<Option<&'static str>> {
    let links = book.links(&book.sheets[sheet].path)?;
    if links.iter().any(Link::is_comments) {
        return Ok(Some("comments"));
    }
    for (element, what) in [("mergeCells", "merged cells"), ("hyperlinks", "links")] {
        if xml.others.iter().any(|other| other == element) {
            return Ok(Some(what));
        }
    }
    let formula = old.entries.iter().any(|entry| xml.has_formula(entry.line));
    Ok(formula.then_some("formulas"))
}

/// The tables of a sheet that reach to its last row, made to reach over the rows added.
fn tables(
    book: &Book,
    sheet: usize,
    header: u64,
    last: u64,
    new_last: Option<u64>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let mut parts = Vec::new();
    let Some(new_last) = new_last else { return Ok(parts) };
    for link in book.links(&book.sheets[sheet].path)?.iter().filter(|link| link.is("table")) {
        let Ok(mut xml) = String::from_utf8(book.bytes(&link.path)?) else { continue };
        let reaches = format!("{last}");
        let Some(range) = value_range(&xml, "ref").map(|range| xml[range].to_owned()) else {
            continue;
        };
        let ends = |cell: &str, row: &str| cell.trim_start_matches(char::is_alphabetic) == row;
        let Some((first, end)) = range.split_once(':') else { continue };
        let totals = value_range(&xml, "totalsRowCount").is_some_and(|r| &xml[r] != "0");
        if !ends(first, &header.to_string()) || !ends(end, &reaches) || totals {
            continue;
        }
        if let Some(wider) = extended(&range, None, new_last) {
            xml = xml.replace(&format!("\"{range}\""), &format!("\"{wider}\""));
            parts.push((link.path.clone(), xml.into_bytes()));
        }
    }
    Ok(parts)
}

/// Copies a workbook with other bytes for some parts.
fn copy(original: &[u8], parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let failed = |error: zip::result::ZipError| Error::from(io::Error::other(error.to_string()));
    let mut from = ZipArchive::new(Cursor::new(original)).map_err(failed)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len() + 1024)));
    for at in 0..from.len() {
        let part = from.by_index_raw(at).map_err(failed)?;
        let name = name_of(part.name_raw());
        let new = parts.iter().find(|(path, _)| path.eq_ignore_ascii_case(&name));
        let Some((_, bytes)) = new else {
            to.raw_copy_file(part).map_err(failed)?;
            continue;
        };
        let method = match part.compression() {
            CompressionMethod::Stored => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let mut options = SimpleFileOptions::default().compression_method(method);
        if let Some(time) = part.last_modified() {
            options = options.last_modified_time(time);
        }
        to.start_file(name, options).map_err(failed)?;
        to.write_all(bytes)?;
    }
    Ok(to.finish().map_err(failed)?.into_inner())
}
