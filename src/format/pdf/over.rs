//! What lies over the pages: fields of forms, boxes of text, comments.

use lopdf::{Dictionary, Document, Object, decode_text_string};

use super::filter::deref;

/// The most of a page that are looked at, and how deep fields lie in each other.
const MOST: usize = 10_000;
const DEEPEST: usize = 32;

/// What a text over a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// The page shows it.
    Shown,
    /// A comment of a reader.
    Comment,
    /// It says what a link or picture is.
    Alternative,
    Hidden,
}

/// The texts that lie over a page, in the order of the file.
pub(super) fn texts(file: &Document, page: &Dictionary) -> Vec<(Over, String)> {
    let all = page.get_deref(b"Annots", file).and_then(Object::as_array);
    let all = all.map_or(&[][..], Vec::as_slice).iter().take(MOST);
    all.filter_map(|one| text(file, deref(file, one).as_dict().ok()?)).collect()
}

fn text(file: &Document, one: &Dictionary) -> Option<(Over, String)> {
    const HIDDEN: i64 = 2 | 32;
    let over = match one.get_deref(b"Subtype", file).and_then(Object::as_name).ok()? {
        b"Widget" | b"FreeText" => Over::Shown,
        b"Popup" => return None,
        b"Link" | b"Screen" | b"Movie" | b"3D" | b"RichMedia" => Over::Alternative,
        _ => Over::Comment,
    };
    let is_field =
        one.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Widget");
    let text =
        if is_field { value(file, one)? } else { string(one.get_deref(b"Contents", file).ok()?)? };
    let flags = one.get_deref(b"F", file).and_then(Object::as_i64).unwrap_or(0);
    let is_hidden = flags & HIDDEN != 0;
    (!text.trim().is_empty()).then_some((if is_hidden { Over::Hidden } else { over }, text))
}

/// The text that the field of a form holds.
fn value(file: &Document, field: &Dictionary) -> Option<String> {
    const PASSWORD: i64 = 1 << 13;
    let kind = inherited(file, field, b"FT")?.as_name().ok()?;
    let flags = inherited(file, field, b"Ff").and_then(|flags| flags.as_i64().ok()).unwrap_or(0);
    let is_text = kind == b"Tx" && flags & PASSWORD == 0;
    if !is_text && kind != b"Ch" {
        return None;
    }
    match inherited(file, field, b"V")? {
        Object::Array(chosen) => {
            let texts: Vec<String> =
                chosen.iter().take(MOST).filter_map(|one| string(deref(file, one))).collect();
            Some(texts.join("\n"))
        }
        value => string(value),
    }
}

/// An entry of a field, or of those it lies in.
fn inherited<'f>(file: &'f Document, field: &'f Dictionary, key: &[u8]) -> Option<&'f Object> {
    let mut field = field;
    for _ in 0..DEEPEST {
        if let Ok(object) = field.get_deref(key, file) {
            return Some(object);
        }
        field = field.get_deref(b"Parent", file).and_then(Object::as_dict).ok()?;
    }
    None
}

fn string(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    if bytes.starts_with(b"\xFE\xFF") || bytes.starts_with(b"\xEF\xBB\xBF") {
        let text = decode_text_string(object).ok()?;
        return Some(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    // The encoding of PDF as it is decoded here has no line ends.
    let mut lines = Vec::new();
    for line in bytes.split(|byte| matches!(byte, b'\r' | b'\n')) {
        lines.push(decode_text_string(&Object::string_literal(line)).ok()?);
    }
    Some(lines.join("\n"))
}
