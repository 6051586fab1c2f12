//! How large a workbook is when it is unpacked.

use std::io::Cursor;

use zip::ZipArchive;

use crate::error::{Error, Result};

/// How many bytes the parts of a workbook unpack to, by the directory of its ZIP container. A file without
/// directory counts as 0; opening it fails later.
///
/// # Errors
///
/// If the bytes are no ZIP container.
pub(super) fn unpacked_size(bytes: &[u8], format: &'static str) -> Result<u64> {
    if !bytes.starts_with(b"PK") {
        return Err(Error::malformed(format, 1, "not an XLSX workbook"));
    }
    let Ok(mut container) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(0) };
    let count = container.len();
    let size = |at| container.by_index_raw(at).map_or(0, |part| part.size());
    Ok((0..count).map(size).fold(0, u64::saturating_add))
}
