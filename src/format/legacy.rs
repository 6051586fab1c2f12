//! Formats that are refused with what to do: old and encrypted Office files, and those of Apple's office programs.

use crate::error::{Error, ErrorKind, Result};
use crate::format::DocumentReader;
use crate::format::package;
use crate::lang::Lang;
use crate::text::Document;

/// How old and encrypted Office files begin.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// Names of streams in old Office files, and what such a file is.
const OLD: [(&str, &str); 4] = [
    ("EncryptedPackage", "an Office file with a password; save it without one"),
    ("WordDocument", "an old Word file (.doc), which is not read; save it as DOCX"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt), which is not read; save it as PPTX"),
    ("Workbook", "an old Excel file (.xls), which is not read; save it as XLSX"),
];

/// `.doc`, `.ppt`, `.xls`, `.pages`.
pub(super) struct Legacy;

impl DocumentReader for Legacy {
    fn extensions(&self) -> &'static [&'static str] {
        &["doc", "ppt", "xls", "pages"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        bytes.starts_with(OLE) || package::names(bytes, ".iwa")
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], _lang: Lang) -> Result<Document> {
        let holds = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &name).is_some()
        };
        let format = match bytes.starts_with(OLE) {
            false => {
                "a document of Pages, Numbers or Keynote, which is not read; export it as DOCX, XLSX or PPTX"
            }
            true => OLD.iter().find(|(name, _)| holds(name)).map_or(
                "an old Office file, which is not read; save it as DOCX, XLSX or PPTX",
                |(_, format)| format,
            ),
        };
        Err(Error::new(ErrorKind::Unsupported { format }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::zipped::zipped;

    #[test]
    fn what_to_do_is_told() {
        let old = |name: &str| -> Vec<u8> {
            OLE.iter().copied().chain(name.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        };
        for (bytes, words) in [
            (old("WordDocument"), "save it as DOCX"),
            (old("PowerPoint Document"), "save it as PPTX"),
            (old("Workbook"), "save it as XLSX"),
            (old("EncryptedPackage WordDocument"), "password"),
            (old("x"), "an old Office file"),
            (zipped(&[("Index/Document.iwa", "x")]), "Pages"),
        ] {
            let error = Document::read("a.docx", &bytes, Lang::AR).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{error}");
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
