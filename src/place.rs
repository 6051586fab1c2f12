//! Where in a file something is, in the terms of its format.

use std::fmt;
use std::sync::Arc;

/// A place in a file. It displays in words: `line 12`, `page 3, line 12`, `cell B7`, `cue 00:01:02.5`.
///
/// Lines, paragraphs, pages, rows, columns and slides are counted from 1.
///
/// ```
/// use mizan::text::Place;
///
/// assert_eq!(Place::Page { page: 3, line: 12 }.to_string(), "page 3, line 12");
/// assert_eq!(Place::Cue { from: 62_500, to: 64_000 }.to_string(), "cue 00:01:02.5");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// A line of a text file.
    Line(u64),
    /// A paragraph of a file without lines.
    Paragraph(u32),
    /// A line of a page.
    Page {
        /// The page.
        page: u32,
        /// The line on it.
        line: u32,
    },
    /// A cell of a spreadsheet.
    Cell {
        /// The name of the sheet; empty if the file has only one.
        sheet: Arc<str>,
        /// The row.
        row: u32,
        /// The column.
        column: u32,
    },
    /// A slide of a presentation.
    Slide(u32),
    /// A subtitle, by the times between which it is shown, in milliseconds.
    Cue {
        /// When it appears.
        from: u32,
        /// When it disappears.
        to: u32,
    },
    /// An entry of a file of keys and texts.
    Key(Arc<str>),
}

impl Place {
    /// The line, if the place is a line of a text file.
    pub fn line(&self) -> Option<u64> {
        match self {
            Place::Line(line) => Some(*line),
            _ => None,
        }
    }

    /// The times of a subtitle, as subtitle files write them.
    pub(crate) fn times(&self) -> Option<String> {
        let Place::Cue { from, to } = self else { return None };
        Some(format!("{} --> {}", full_clock(*from), full_clock(*to)))
    }

    /// The place behind so many line ends that follow it in the same block.
    pub(crate) fn after_lines(&self, count: u64) -> Place {
        match self {
            Place::Line(line) => Place::Line(line + count),
            Place::Page { page, line } => {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                Place::Page { page: *page, line: line.saturating_add(count) }
            }
            other => other.clone(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "line {line}"),
            Place::Paragraph(number) => write!(f, "paragraph {number}"),
            Place::Page { page, line } => write!(f, "page {page}, line {line}"),
            Place::Cell { sheet, row, column } => {
                if !sheet.is_empty() {
                    write!(f, "sheet {sheet}, ")?;
                }
                write!(f, "cell {}{row}", letters(*column))
            }
            Place::Slide(number) => write!(f, "slide {number}"),
            Place::Cue { from, .. } => write!(f, "cue {}", clock(*from)),
            Place::Key(key) => write!(f, "key {key}"),
        }
    }
}

/// A column, counted from 1, as spreadsheets name it: A, B, ... Z, AA.
fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    name.iter().rev().collect()
}

/// A time as hours, minutes and seconds, without zeros at the end of the fraction.
fn clock(milliseconds: u32) -> String {
    full_clock(milliseconds).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A time as hours, minutes, seconds and milliseconds.
fn full_clock(milliseconds: u32) -> String {
    let (seconds, fraction) = (milliseconds / 1_000, milliseconds % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{fraction:03}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_in_words() {
        let cell = |sheet: &str, row, column| Place::Cell { sheet: sheet.into(), row, column };
        for (place, words) in [
            (Place::Line(12), "line 12"),
            (Place::Paragraph(7), "paragraph 7"),
            (Place::Page { page: 3, line: 12 }, "page 3, line 12"),
            (cell("", 7, 2), "cell B7"),
            (cell("Prices", 1, 26), "sheet Prices, cell Z1"),
            (cell("", 10, 27), "cell AA10"),
            (cell("", 1, 702), "cell ZZ1"),
            (Place::Slide(4), "slide 4"),
            (Place::Cue { from: 62_500, to: 64_000 }, "cue 00:01:02.5"),
            (Place::Cue { from: 0, to: 1 }, "cue 00:00:00"),
            (Place::Cue { from: 36_610_000, to: u32::MAX }, "cue 10:10:10"),
            (Place::Key("home.title".into()), "key home.title"),
        ] {
            assert_eq!(place.to_string(), words);
        }
    }

    #[test]
    fn lines_are_counted_on() {
        assert_eq!(Place::Line(4).after_lines(2), Place::Line(6));
        let last = Place::Page { page: 1, line: u32::MAX };
        assert_eq!(last.after_lines(2), last);
        assert_eq!(Place::Slide(3).after_lines(2), Place::Slide(3));
    }
}
