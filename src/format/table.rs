//! Memories as tables: what the columns of CSV, of workbooks and of pages mean, and which are written.

mod read;
mod write;

pub(super) use read::{ColumnMap, settle};
pub(super) use write::{BRIEF, Columns, FULL, Rows, TableSink};
