//! Reviews as workbooks: a sheet that people edit, and a hidden one that says of what it was made.

use std::collections::HashMap;
use std::io::Write;

use quick_xml::events::Event;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook,
    Worksheet,
};

use crate::error::{Error, Result};
use crate::format::markup::attribute;
use crate::format::xlsx::book::{Book, SheetPart};
use crate::format::xlsx::pages::{LONGEST, failed, plain, text};
use crate::format::xlsx::rows::{Row, Rows, place};
use crate::format::xlsx::table::colour;
use crate::lang::Direction;
use crate::review::{MergedCells, Only, Project, ReviewSheet, ReviewStatus, SheetLine};

const FORMAT: &str = "review sheet";

/// The columns, with how many digits wide each is.
const COLUMNS: [(&str, u16); 9] = [
    ("status", 8),
    ("source", 60),
    ("target", 60),
    ("confidence", 11),
    ("why", 40),
    ("comment", 30),
    ("bead", 8),
    ("segments", 12),
    ("hash", 18),
];
/// The first of those that are hidden.
const HIDDEN: u16 = 6;
/// The hidden sheet.
const ABOUT: &str = "mizan";
/// What its first cell says.
const MARK: &str = "mizan review";
/// The row of the names of columns, from 0.
const NAMES: u32 = 1;
/// The last row of a sheet, from 0.
const LAST: u32 = 1_048_575;

/// What the first row says.
const EXPLAINED: &str = "\
status: ok = right, no = wrong; empty = not judged. Source and target may be edited, and text moved to the row above or \
below. New rows may be added; a row that is deleted counts as wrong. Comments are welcome. Hidden columns tell the rows: \
leave them as they are. Then: mizan review import PROJECT FILE\n\
الحالة: ok = صحيح، no = خطأ، فارغة = لم يُحكم عليه. يمكن تعديل النصين ونقل نص إلى الصف السابق أو التالي وإضافة صفوف، \
والصف المحذوف يُعدّ خطأ. الأعمدة المخفية تعرّف الصفوف، فاتركها كما هي.";

/// Writes a review as a workbook that people edit and [`read_sheet`] reads. `least` is the least confidence of beads that
/// nobody judged. Gives the ids of beads that are left out because a cell cannot hold their texts.
///
/// # Errors
///
/// If there are more beads than a sheet has rows; and what writing fails with.
pub fn write_sheet(
    project: &Project,
    only: Only,
    least: f32,
    out: &mut dyn Write,
) -> Result<Vec<u32>> {
    let mut book = Workbook::new();
    // No clock in the file, so that the same review gives the same bytes.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let rows = project.rows_of_sheet(only, least);
    if rows.len() > (LAST - NAMES) as usize {
        let message = format!(
            "the review has {} beads, more than a sheet has rows; export a part of them with --only",
            rows.len()
        );
        return Err(Error::malformed(FORMAT, 1, message));
    }
    let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
    let left_out = write_rows(sheet, project, &rows)?;
    let about = book.add_worksheet();
    about.set_name(ABOUT).map_err(failed)?.set_hidden(true);
    let ids: Vec<String> = left_out.iter().map(u32::to_string).collect();
    let said = [
        (MARK, "1"),
        ("project", &project.head().id),
        ("operation", &project.n().to_string()),
        ("version", env!("CARGO_PKG_VERSION")),
        ("only", only_name(only)),
        ("least", &least.to_string()),
    ];
    let left = ids.iter().map(|id| ("left out", id.as_str()));
    for (at, (name, value)) in (0..).zip(said.into_iter().chain(left)) {
        about.write_string(at, 0, name).map_err(failed)?;
        about.write_string(at, 1, value).map_err(failed)?;
    }
    let bytes = book.save_to_buffer().map_err(failed)?;
    out.write_all(&bytes)?;
    Ok(left_out)
}

/// Writes the rows, and gives the ids of beads that no cell holds.
fn write_rows(sheet: &mut Worksheet, project: &Project, rows: &[usize]) -> Result<Vec<u32>> {
    let langs = project.langs();
    let is_rtl = langs[0].direction() == Direction::Rtl;
    sheet.set_name("review").map_err(failed)?;
    sheet.set_right_to_left(is_rtl);
    sheet.set_freeze_panes(NAMES + 1, 0).map_err(failed)?;
    let unlocked = |format: Format| format.set_unlocked();
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let explained = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00F2_F2F2));
    sheet.set_row_height(0, 80).map_err(failed)?;
    sheet.merge_range(0, 0, 0, HIDDEN - 1, EXPLAINED, &explained).map_err(failed)?;
    for (at, (name, _)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(NAMES, at, name, &bold).map_err(failed)?;
    }
    let texts = langs.map(|lang| unlocked(text(lang)));
    let word = unlocked(plain());
    let fixed = plain();
    let shares: HashMap<u32, Format> = [0.0, 0.5, 0.9]
        .map(|share| {
            let format = Format::new().set_num_format("0.00").set_align(FormatAlign::Top);
            (colour(share), format.set_background_color(Color::RGB(colour(share))))
        })
        .into();
    let mut left_out = Vec::new();
    let mut at = NAMES;
    for bead in project.sheet_beads(rows) {
        let cells = bead.texts.iter().chain([&bead.comment, &bead.segments]);
        if cells.into_iter().any(|cell| cell.encode_utf16().count() > LONGEST) {
            left_out.push(bead.id);
            continue;
        }
        at += 1;
        let mut write = |column: u16, cell: &str, format: &Format| match cell {
            // An empty cell has a format too: what is entered there is text.
            "" => sheet.write_blank(at, column, format).map(|_| ()).map_err(failed),
            cell => {
                sheet.write_string_with_format(at, column, cell, format).map(|_| ()).map_err(failed)
            }
        };
        write(0, bead.status, &word)?;
        write(1, &bead.texts[0], &texts[0])?;
        write(2, &bead.texts[1], &texts[1])?;
        let why: String = bead.why.chars().take(LONGEST / 2).collect();
        write(4, &why, &fixed)?;
        write(5, &bead.comment, &word)?;
        write(6, &bead.id.to_string(), &fixed)?;
        write(7, &bead.segments, &fixed)?;
        write(8, &bead.hash, &fixed)?;
        let share = f64::from(bead.confidence);
        let format = &shares[&colour(share)];
        sheet.write_number_with_format(at, 3, share, format).map_err(failed)?;
    }
    sheet.autofilter(NAMES, 0, at, HIDDEN - 1).map_err(failed)?;
    for (at, (_, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, width).map_err(failed)?;
        if at >= HIDDEN {
            sheet.set_column_hidden(at).map_err(failed)?;
        }
    }
    let list = DataValidation::new().allow_list_strings(&["ok", "no"]).map_err(failed)?;
    let list = list
        .set_error_title("status")
        .and_then(|list| list.set_error_message("ok, no, or nothing"))
        .map_err(failed)?;
    sheet.add_data_validation(NAMES + 1, 0, LAST, 0, &list).map_err(failed)?;
    // Sheets whose cells are protected refuse new, deleted and sorted rows as well, so that ids are only kept from typing.
    let never = DataValidation::new()
        .allow_custom(Formula::new("=FALSE"))
        .ignore_blank(false)
        .set_error_message("These cells tell the rows; leave them as they are.")
        .map_err(failed)?;
    let last = COLUMNS.len() as u16 - 1;
    sheet.add_data_validation(NAMES + 1, HIDDEN, LAST, last, &never).map_err(failed)?;
    Ok(left_out)
}

fn only_name(only: Only) -> &'static str {
    match only {
        Only::Reviewed => "reviewed",
        Only::NotRejected => "not-rejected",
        Only::All => "all",
    }
}

/// Reads a workbook that [`write_sheet`] wrote and people edited.
///
/// # Errors
///
/// [`crate::error::ErrorKind::Malformed`] if it is none, or lacks a column or the hidden sheet.
pub fn read_sheet(bytes: Vec<u8>) -> Result<ReviewSheet> {
    let book = Book::open(bytes, FORMAT)?;
    let Some((about, list)) = about(&book)? else {
        let message = "not a workbook of mizan review export: it has no hidden sheet 'mizan'; export the project again and edit that";
        return Err(Error::malformed(FORMAT, 1, message));
    };
    let bad = |message: String| Error::malformed(FORMAT, 1, message);
    let value = |name: &str| {
        let found = list.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).ok_or_else(|| {
            bad(format!("the hidden sheet 'mizan' has no '{name}'; export the project again"))
        })
    };
    let number = |name: &str| -> Result<f64> {
        let text = value(name)?;
        text.parse().map_err(|_| bad(format!("the hidden sheet 'mizan' has '{text}' for {name}")))
    };
    let left_out = list.iter().filter(|(name, _)| name == "left out");
    let mut sheet = ReviewSheet {
        project: value("project")?.to_owned(),
        n: number("operation")? as u64,
        only: match value("only")? {
            "reviewed" => Only::Reviewed,
            "all" => Only::All,
            _ => Only::NotRejected,
        },
        least: number("least")? as f32,
        left_out: left_out.filter_map(|(_, id)| id.parse().ok()).collect(),
        rows: Vec::new(),
        merged: Vec::new(),
    };
    for part in book.sheets.iter().filter(|part| part.name != about) {
        if read_rows(&book, part, &mut sheet)? {
            return Ok(sheet);
        }
    }
    Err(bad("no sheet has the columns status, source, target, bead and hash; the hidden ones tell the rows, put them back".to_owned()))
}

/// The name of the hidden sheet, and the names and values in it.
type About = (String, Vec<(String, String)>);

/// A cell: its column from 0 and its row from 1.
type CellAt = (usize, u64);

/// Whether a workbook is an edited review: the name of the hidden sheet, with what it says.
pub(super) fn about(book: &Book) -> Result<Option<About>> {
    for part in book.sheets.iter().filter(|part| part.is_hidden) {
        let mut rows = Rows::of(book, part)?;
        let mut list = Vec::new();
        while let Some(row) = rows.next(book)? {
            let cells = row.dense(2);
            if list.is_empty() && cells[0] != MARK {
                break;
            }
            list.push((cells[0].clone(), cells[1].clone()));
        }
        if !list.is_empty() {
            return Ok(Some((part.name.clone(), list)));
        }
    }
    Ok(None)
}

/// Where the columns of a sheet are.
struct Places {
    status: usize,
    sides: [usize; 2],
    comment: Option<usize>,
    bead: usize,
    hash: usize,
}

impl Places {
    fn of(row: &Row) -> Option<Places> {
        let at = |name: &str| {
            let mut cells = row.cells.iter();
            cells.find(|(_, cell)| cell.trim().eq_ignore_ascii_case(name)).map(|(at, _)| *at)
        };
        Some(Places {
            status: at("status")?,
            sides: [at("source")?, at("target")?],
            comment: at("comment"),
            bead: at("bead")?,
            hash: at("hash")?,
        })
    }
}

/// Reads the rows of a sheet; false if it is another one.
fn read_rows(book: &Book, part: &SheetPart, sheet: &mut ReviewSheet) -> Result<bool> {
    let mut rows = Rows::of(book, part)?;
    let mut places = None;
    // What people put above may be more than the one row of the program.
    while let Some(row) = rows.next(book)?.filter(|row| row.number < 20) {
        places = Places::of(&row);
        if places.is_some() {
            break;
        }
    }
    let Some(places) = places else { return Ok(false) };
    let width = [places.bead, places.hash, places.status].into_iter().chain(places.sides);
    let width = width.chain(places.comment).max().unwrap_or(0) + 1;
    while let Some(row) = rows.next(book)? {
        let mut cells = row.dense(width);
        let mut take = |at: usize| std::mem::take(&mut cells[at]);
        let line = SheetLine {
            line: row.number,
            status: take(places.status),
            texts: places.sides.map(&mut take),
            comment: places.comment.map(&mut take).unwrap_or_default(),
            bead: take(places.bead).trim().parse().ok(),
            hash: take(places.hash).trim().to_owned(),
            is_broken: places.sides.iter().any(|side| row.broken.contains(side)),
        };
        let says = [&line.texts[0], &line.texts[1], &line.status, &line.comment];
        let says = says.iter().any(|cell| !cell.trim().is_empty());
        if line.bead.is_some() || line.is_broken || says {
            sheet.rows.push(line);
        }
    }
    for (from, to) in merged(book, part)? {
        let sides = places.sides.map(|side| (from.0..=to.0).contains(&side));
        if sides != [false, false] {
            sheet.merged.push(MergedCells { from: from.1, to: to.1, sides });
        }
    }
    Ok(true)
}

/// The first and last cells of merged ones, as columns from 0 and rows from 1.
fn merged(book: &Book, part: &SheetPart) -> Result<Vec<(CellAt, CellAt)>> {
    let mut xml = book.stream(&part.path)?;
    let mut found = Vec::new();
    loop {
        xml.allow(crate::format::xlsx::book::MOST_OF_ROW);
        let Some(event) = xml.next()? else { return Ok(found) };
        let (Event::Start(start) | Event::Empty(start)) = event else { continue };
        if start.local_name().as_ref() == "mergeCell"
            && let Some(range) = attribute(&start, "ref")
            && let Some((from, to)) = range.split_once(':')
            && let (Some(from), Some(to)) = (place(from), place(to))
        {
            found.push((from, to));
        }
    }
}

/// The columns of a review that is read as a memory.
pub(super) struct ReviewColumns {
    status: Option<usize>,
    sides: [usize; 2],
    /// Those that only tell the rows, the last first.
    ids: Vec<usize>,
}

impl ReviewColumns {
    /// The columns by their names, which become those of a memory. None if they are not those of a review.
    pub(super) fn of(names: &mut Vec<String>) -> Option<ReviewColumns> {
        let at = |name: &str| names.iter().position(|own| own.trim().eq_ignore_ascii_case(name));
        let sides = [at("source")?, at("target")?];
        let (status, comment) = (at("status"), at("comment"));
        let mut ids: Vec<usize> = ["bead", "segments", "hash"].into_iter().filter_map(at).collect();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let mut rename = |at: Option<usize>, name: &str| {
            if let Some(at) = at {
                name.clone_into(&mut names[at]);
            }
        };
        rename(status, "x-review");
        rename(comment, "note");
        for &at in &ids {
            names.remove(at);
        }
        Some(ReviewColumns { status, sides, ids })
    }

    /// Makes the cells those of a memory; or says why the row is no unit.
    pub(super) fn read(&self, cells: &mut Vec<String>) -> Option<(&'static str, &'static str)> {
        if let Some(status) = self.status {
            match ReviewStatus::from_sheet(&cells[status]) {
                Some(ReviewStatus::Rejected) => {
                    return Some(("rejected", "marked 'no', and left out"));
                }
                Some(ReviewStatus::Reviewed) => "reviewed".clone_into(&mut cells[status]),
                Some(ReviewStatus::Open) => cells[status].clear(),
                None => {}
            }
        }
        if self.sides.iter().any(|&side| cells[side].trim().is_empty()) {
            return Some(("unaligned", "without source or target, and left out"));
        }
        for &at in &self.ids {
            cells.remove(at);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_read_as_a_memory() {
        let row = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
        let mut names = row(["status", "source", "target", "comment", "bead", "hash"]);
        let columns = ReviewColumns::of(&mut names).unwrap();
        assert_eq!(names, ["x-review", "source", "target", "note"]);
        let read = |status: &str, target: &str| {
            let mut cells = row([status, "نص", target, "so", "4", "77"]);
            columns.read(&mut cells).map(|(id, _)| id).ok_or(cells)
        };
        assert_eq!(read("No", "Text"), Ok("rejected"));
        assert_eq!(read("", " "), Ok("unaligned"));
        assert_eq!(read("ok", "Text").unwrap_err(), ["reviewed", "نص", "Text", "so"]);
        assert_eq!(read("maybe", "Text").unwrap_err(), ["maybe", "نص", "Text", "so"]);
    }
}
