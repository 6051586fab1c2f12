//! Properties of Java.

use encoding_rs::WINDOWS_1252;

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::encoding::decode_declared;
use crate::format::entries::{Entries, unicode_escape};
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::text::Document;

/// `.properties`, in UTF-8 or Latin-1.
pub(super) struct Properties;

impl DocumentReader for Properties {
    fn extensions(&self) -> &'static [&'static str] {
        &["properties"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        has_extension(name, "properties")
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode_declared(bytes, lang, Some(WINDOWS_1252))?;
        let mut entries = Entries::new(lang, decoded.warnings);
        let blank = |c: char| matches!(c, ' ' | '\t' | '\u{C}');
        let mut lines = decoded.text.lines();
        while let Some(line) = lines.next() {
            let line = line.trim_start_matches(blank);
            if let Some(comment) = line.strip_prefix(['#', '!']) {
                entries.left_out.add("comments", comment);
                continue;
            }
            let mut whole = line.to_owned();
            while goes_on(&whole) {
                whole.pop();
                let Some(next) = lines.next() else { break };
                whole.push_str(next.trim_start_matches(blank));
            }
            let end = key_end(&whole);
            let value = whole[end..].trim_start_matches(blank);
            let value = value.strip_prefix(['=', ':']).unwrap_or(value).trim_start_matches(blank);
            entries.add(&plain(&whole[..end]), &plain(value))?;
        }
        entries.finish("properties")
    }
}

/// Whether a line ends in a backslash that is not escaped itself.
fn goes_on(line: &str) -> bool {
    let slashes = line.bytes().rev().take_while(|&b| b == b'\\').count();
    slashes % 2 == 1
}

/// Where a key ends: at a separator that is not escaped.
fn key_end(line: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in line.char_indices() {
        if !is_escaped && matches!(c, '=' | ':' | ' ' | '\t' | '\u{C}') {
            return at;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    line.len()
}

/// A text with its escapes resolved.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(digits) = rest.strip_prefix('u')
            && let Some((c, behind)) = unicode_escape(digits, "\\u")
        {
            plain.push(c);
            rest = behind;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        plain.push(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => ' ',
            other => other,
        });
        rest = &rest[c.len_utf8()..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(bytes: &[u8], lang: Lang) -> Vec<String> {
        let document = Document::read("a.properties", bytes, lang).unwrap();
        let entry = |block: crate::text::Block| format!("{}={}", block.key.unwrap(), block.text);
        document.blocks.into_iter().map(entry).collect()
    }

    #[test]
    fn every_way_to_write_an_entry_is_read() {
        let text = "# sea\n! port\n a.b = \\u0633\\u0641\\u064A\\u0646\\u0629 {0}\nc\\ d\\=e:value = x\r\n\
            long   first \\\n    second\\\\\nemoji \\uD83D\\uDE00\\uZZ\nlines=one\\ntwo\nempty=\nlast=x\\";
        assert_eq!(
            entries(text.as_bytes(), Lang::EN),
            [
                "a.b=سفينة {0}",
                "c d=e=value = x",
                "long=first second\\",
                "emoji=😀uZZ",
                "lines=one",
                "lines=two",
                "last=x",
            ]
        );
        let document = Document::read("a.properties", text.as_bytes(), Lang::EN).unwrap();
        assert_eq!(document.left_out[0].to_string(), "comments (2)");
    }

    #[test]
    fn the_encoding_shows_in_the_bytes() {
        assert_eq!(entries("k=été".as_bytes(), Lang::EN), ["k=été"]);
        assert_eq!(entries(b"k=\xE9t\xE9", Lang::EN), ["k=été"]);
        let arabic = encoding_rs::WINDOWS_1256.encode("k=سفينة في البحر الأحمر").0;
        assert_eq!(entries(&arabic, Lang::AR), ["k=سفينة في البحر الأحمر"]);
    }
}
