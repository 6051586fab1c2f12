//! What tables for people are made of: named columns, and rows of cells.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::error::Result;
use crate::lang::Lang;

/// A row of a table for people, such as a finding or a conflict.
pub trait SheetRow {
    /// What the rows are, in a word; sheets of workbooks are called that.
    const NAME: &'static str;

    /// The names of the columns.
    const COLUMNS: &'static [&'static str];

    /// What the row says, a cell for each column.
    fn cells(&self) -> Vec<Cell<'_>>;

    /// Writes the row as a JSON object, without a line end: the cells by the names of their columns, unless a row has
    /// more to say.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn json(&self, out: &mut dyn Write) -> Result<()> {
        let row = Named { columns: Self::COLUMNS, cells: &self.cells() };
        serde_json::to_writer(out, &row).map_err(io::Error::from)?;
        Ok(())
    }
}

/// A cell of a table for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'r> {
    /// Nothing.
    Empty,
    /// A text, in the direction of its language if it is in one.
    Text(Cow<'r, str>, Option<Lang>),
    /// A number as it is printed: digits, with a sign and a decimal point if it has them.
    Number(String),
    /// A date as memories have it, `YYYYMMDDThhmmssZ`.
    Date(Cow<'r, str>),
    /// Yes or no, as `true` or `false`.
    Flag(bool),
}

impl<'r> Cell<'r> {
    /// A text in a language.
    pub(crate) fn of(lang: Lang, text: impl Into<Cow<'r, str>>) -> Cell<'r> {
        Cell::Text(text.into(), Some(lang))
    }

    /// A value that a file gives: a number if it is written as one, else a text.
    pub fn value(text: &'r str) -> Cell<'r> {
        let is_number =
            text.strip_prefix('-').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
                && text.parse::<serde_json::Number>().is_ok();
        match text {
            "" => Cell::Empty,
            number if is_number => Cell::Number(number.to_owned()),
            text => text.into(),
        }
    }

    /// The cell as text tables have it.
    pub(in crate::format) fn as_text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text, _) | Cell::Date(text) => Cow::Borrowed(text),
            Cell::Number(number) => Cow::Borrowed(number),
            Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Cell<'r> {
        Cell::Text(Cow::Borrowed(text), None)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text), None)
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Cell::Number(number.to_string())
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Cell::Number(number.to_string())
    }
}

impl<'r, T: Into<Cell<'r>>> From<Option<T>> for Cell<'r> {
    fn from(cell: Option<T>) -> Cell<'r> {
        cell.map_or(Cell::Empty, Into::into)
    }
}

/// Cells by the names of their columns.
struct Named<'c> {
    columns: &'c [&'c str],
    cells: &'c [Cell<'c>],
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Cell::Empty => map.serialize_entry(column, &())?,
                Cell::Text(text, _) | Cell::Date(text) => map.serialize_entry(column, text)?,
                Cell::Number(text) => match text.parse::<serde_json::Number>() {
                    Ok(number) => map.serialize_entry(column, &number)?,
                    Err(_) => map.serialize_entry(column, text)?,
                },
                Cell::Flag(flag) => map.serialize_entry(column, flag)?,
            }
        }
        map.end()
    }
}
