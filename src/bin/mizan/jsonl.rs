//! JSON lines: one object a line.

use std::io::{self, Write};

use serde::Serialize;

/// Writes a value as one line.
pub(crate) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
