//! Bytes of a page to markup that the parser reads as it is meant, in bounded time.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::Encoding;

use crate::error::{Error, Result};
use crate::format::encoding::{Decoded, decode_declared};
use crate::lang::Lang;

/// Elements inside each other; inline ones, which pages often leave open, count apart.
const DEEPEST: [usize; 2] = [256, 1_024];
/// Elements in all.
const MOST: usize = 600_000;

/// Attributes of an element, each of which the parser compares with all others.
const MOST_ATTRIBUTES: usize = 1_000;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements that need no end.
const OPEN: &[&str] = &[
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot",
    "colgroup", "rt", "rp", "html", "head", "body",
];
const INLINE: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "span", "strike", "strong",
    "tt", "u",
];
/// Elements whose content is no markup.
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp"];

/// The text of a page: bytes that are no Unicode are read in the encoding it declares, unless they are plainly in another.
///
/// # Errors
///
/// Those of [`decode_declared`].
pub(super) fn decode_page(bytes: &[u8], lang: Lang) -> Result<Decoded> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]);
    let label = |mark: &str| {
        let rest = &head[head.find(mark)? + mark.len()..];
        let rest = rest.trim_start().strip_prefix('=')?;
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
        Encoding::for_label(&rest.as_bytes()[..end.unwrap_or(rest.len())])
    };
    let in_xml = || if head.trim_start().starts_with("<?xml") { label("encoding") } else { None };
    decode_declared(bytes, lang, label("charset").or_else(in_xml))
}

/// Whether a page says that it is XML, in which any element may be closed in its start tag.
fn is_xhtml(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("<?xml")
        || start.find("<html").is_some_and(|at| {
            let end = start[at..].find('>').unwrap_or(0);
            at < 2_048 && start[at..at + end].contains("http://www.w3.org/1999/xhtml")
        })
}

/// A page that is XML as HTML: elements without content get an end tag, sections of characters become text.
///
/// # Errors
///
/// If elements lie too deep in each other, or are too many.
pub(super) fn as_html(text: &str) -> Result<Cow<'_, str>> {
    let mut pass = Pass {
        text,
        is_xhtml: is_xhtml(text),
        html: String::new(),
        copied: 0,
        depth: [0, 0],
        opened: HashMap::new(),
        elements: 0,
    };
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        at = pass.step(at + next)?;
    }
    if pass.copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    pass.copy(text.len());
    Ok(Cow::Owned(pass.html))
}

struct Pass<'t> {
    text: &'t str,
    is_xhtml: bool,
    html: String,
    /// How much of the text is in `html`.
    copied: usize,
    depth: [usize; 2],
    /// How many elements of each name are open: the end of one that is not closes nothing.
    opened: HashMap<String, usize>,
    elements: usize,
}

impl Pass<'_> {
    fn copy(&mut self, to: usize) {
        self.html.push_str(&self.text[self.copied..to]);
        self.copied = to;
    }

    /// Looks at what a bracket begins. Where to go on.
    fn step(&mut self, start: usize) -> Result<usize> {
        let rest = &self.text[start..];
        let end_of = |mark: &str| rest.find(mark).map_or(rest.len(), |at| at + mark.len());
        if rest.starts_with("<!--") {
            return Ok(start + end_of("-->"));
        }
        if self.is_xhtml
            && let Some(text) = rest.strip_prefix("<![CDATA[")
        {
            let end = text.find("]]>").unwrap_or(text.len());
            self.copy(start);
            self.html.push_str(&text[..end].replace('&', "&amp;").replace('<', "&lt;"));
            self.copied = start + end_of("]]>");
            return Ok(self.copied);
        }
        let (is_end, name) = match rest[1..].strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, &rest[1..]),
        };
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/');
        let name = &name[..name.find(stop).unwrap_or(name.len())];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Ok(start + 1);
        }
        let lower = name.to_ascii_lowercase();
        let name_end = start + 1 + usize::from(is_end) + name.len();
        let (end, attributes) = tag_end(self.text, name_end);
        if attributes > MOST_ATTRIBUTES {
            let message = format!("more than {MOST_ATTRIBUTES} attributes of one element");
            let line = crate::text::line_ends(&self.text[..start]) + 1;
            return Err(Error::malformed("HTML", line, message));
        }
        if is_end {
            if let (Some(kind), Some(opened)) = (kind(&lower), self.opened.get_mut(&lower))
                && *opened > 0
            {
                *opened -= 1;
                self.depth[kind] = self.depth[kind].saturating_sub(1);
            }
            return Ok(end);
        }
        let is_closed = self.text[..end].ends_with("/>") && end > name_end + 1;
        self.open(&lower, is_closed, start)?;
        if is_closed && self.is_xhtml && !VOID.contains(&&*lower) {
            self.copy(end - "/>".len());
            self.html.extend(["></", name, ">"]);
            self.copied = end;
            return Ok(end);
        }
        if RAW.contains(&&*lower) && !(is_closed && self.is_xhtml) {
            return Ok(raw_end(self.text, end, &lower));
        }
        Ok(end)
    }

    fn open(&mut self, name: &str, is_closed: bool, start: usize) -> Result<()> {
        self.elements += 1;
        let line = || crate::text::line_ends(&self.text[..start]) + 1;
        if self.elements > MOST {
            let message = format!("more than {MOST} elements; divide the page");
            return Err(Error::malformed("HTML", line(), message));
        }
        if is_closed && self.is_xhtml || RAW.contains(&name) {
            return Ok(());
        }
        if let Some(kind) = kind(name) {
            self.depth[kind] += 1;
            *self.opened.entry(name.to_owned()).or_default() += 1;
            if self.depth[kind] > DEEPEST[kind] {
                let message = format!("more than {} elements inside each other", DEEPEST[kind]);
                return Err(Error::malformed("HTML", line(), message));
            }
        }
        Ok(())
    }
}

/// Which depth an element counts in, if it must be closed.
fn kind(name: &str) -> Option<usize> {
    match VOID.contains(&name) || OPEN.contains(&name) || RAW.contains(&name) {
        true => None,
        false => Some(usize::from(INLINE.contains(&name))),
    }
}

/// The end of a tag, from behind its name, and how many attributes it has at most.
fn tag_end(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut attributes) = (from, 0);
    while let Some(next) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        let starts =
            |pair: &&[u8]| matches!(pair[0], b' ' | b'\t'..=b'\r' | b'/') && pair[1] > b' ';
        attributes += 1 + bytes[at..=at + next].windows(2).filter(starts).count();
        at += next + 1;
        let quote = bytes[at - 1];
        if quote == b'>' {
            return (at, attributes);
        }
        // A quotation mark only holds a value behind an equals sign.
        if bytes[..at - 1].trim_ascii_end().last() == Some(&b'=') {
            match memchr::memchr(quote, &bytes[at..]) {
                Some(end) => at += end + 1,
                None => break,
            }
        }
    }
    // What is not closed is no tag.
    (text.len(), 0)
}

/// The end tag of an element whose content is no markup, or the end of the text.
fn raw_end(text: &str, from: usize, name: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"</") {
        at += next;
        let is_it = |end: &[u8]| end.eq_ignore_ascii_case(name.as_bytes());
        if bytes.get(at + 2..at + 2 + name.len()).is_some_and(is_it) {
            return at;
        }
        at += 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_keeps_its_meaning() {
        let page = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><title/>\
            <a id=\"x>y\"/><br/>A<![CDATA[ <b> & ]]><SCRIPT src='a'/>B";
        let html = as_html(page).unwrap();
        assert!(html.contains("<title></title><a id=\"x>y\"></a><br/>A &lt;b> &amp; "), "{html}");
        assert!(html.ends_with("<SCRIPT src='a'></SCRIPT>B"));
        let plain = "<p>1 < 2 <i/>x<script>'<div>'</script><!-- <div/> -->";
        assert!(matches!(as_html(plain).unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn depth_is_that_of_elements_which_must_end() {
        assert!(as_html(&"<p><li><br>".repeat(1_000)).is_ok());
        assert!(as_html(&"<div></div>".repeat(1_000)).is_ok());
        assert!(as_html(&format!("<script>{}</script>", "<div>".repeat(1_000))).is_ok());
        let error = as_html(&"<div>\n".repeat(1_000)).unwrap_err();
        assert_eq!(error.to_string(), "line 257: more than 256 elements inside each other (HTML)");
        assert!(as_html(&"<i class=x>".repeat(2_000)).is_err());
        assert!(as_html(&"<br>".repeat(MOST + 1)).is_err());
    }

    #[test]
    fn declared_encodings_serve_where_bytes_do_not_tell() {
        let page = |label: &str, bytes: &[u8]| {
            let head = format!("<meta charset=\"{label}\"><p>");
            [head.as_bytes(), bytes].concat()
        };
        let polish = encoding_rs::ISO_8859_2.encode("żółta łódź").0;
        let lang: Lang = "pl".parse().unwrap();
        assert!(
            decode_page(&page("iso-8859-2", &polish), lang).unwrap().text.ends_with("żółta łódź")
        );
        let arabic = encoding_rs::WINDOWS_1256.encode("سفينة في البحر").0;
        for label in ["utf-8", "windows-1256", "iso-8859-1"] {
            let text = decode_page(&page(label, &arabic), Lang::AR).unwrap().text;
            assert!(text.ends_with("سفينة في البحر"), "{label}: {text}");
        }
        let text = decode_page(&page("iso-8859-6", "سفينة".as_bytes()), Lang::AR).unwrap().text;
        assert!(text.ends_with("سفينة"));
    }
}
