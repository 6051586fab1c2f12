//! Books: EPUB 2 and 3. Chapters are pages of HTML, read in the order of the book.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::{Error, ErrorKind, Result};
use crate::format::DocumentReader;
use crate::format::flows::{Flow, Flows};
use crate::format::html::{Extent, read_page};
use crate::format::markup::{Node, Xml};
use crate::format::package::{self, Package, resolve};
use crate::lang::Lang;
use crate::text::{Block, Document, Place};

const FORMAT: &str = "EPUB";

/// `.epub`.
pub(super) struct Epub;

/// A part of a book.
struct Item {
    path: String,
    is_page: bool,
    is_contents: bool,
}

impl DocumentReader for Epub {
    fn extensions(&self) -> &'static [&'static str] {
        &["epub"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        package::names(bytes, "META-INF/container.xml")
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let package = Package::open(bytes, FORMAT)?;
        let chapters = chapters(&package)?;
        if package.has("META-INF/encryption.xml") {
            refuse_locked(&package, &chapters)?;
        }
        let mut flows = Flows::new(FORMAT);
        let mut paragraphs = 0;
        for chapter in chapters {
            if chapter.is_contents {
                flows.leave_out("tables of contents", &chapter.path);
                continue;
            }
            if !chapter.is_page || !package.has(&chapter.path) {
                flows.lose("chapters that cannot be read", &chapter.path);
                continue;
            }
            let page = match read_page(&package.bytes(&chapter.path)?, lang, Extent::Body) {
                Ok(page) => page,
                // A page of a picture.
                Err(error) if matches!(error.kind(), ErrorKind::Empty) => continue,
                Err(error) => return Err(error),
            };
            flows.absorb(page.left_out, page.warnings);
            let border = page.flows.first().copied().unwrap_or(u32::MAX);
            let start = paragraphs;
            for (at, mut block) in (0..).zip(page.blocks) {
                paragraphs = paragraphs.max(renumber(&mut block, start));
                flows.add(if at < border { Flow::Body } else { Flow::Notes }, block)?;
            }
        }
        flows.document(lang)
    }
}

/// Numbers the paragraphs of a chapter on from those before it. Returns the number of the last.
fn renumber(block: &mut Block, start: u32) -> u32 {
    let mut last = start;
    for (_, place) in &mut block.places {
        if let Place::Paragraph(number) = place {
            *number = number.saturating_add(start);
            last = *number;
        }
    }
    last
}

/// The chapters in their order.
fn chapters(package: &Package<'_>) -> Result<Vec<Item>> {
    let broken = |message: &str| Error::malformed(FORMAT, 1, message);
    let list = "META-INF/container.xml";
    let text = package.text(list)?;
    let mut xml = Xml::new(&text, list, FORMAT);
    let mut root = None;
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "rootfile"
            && root.is_none()
        {
            root = element.attribute("full-path").map(Cow::into_owned);
        }
    }
    let root = root.filter(|root| package.has(root));
    let root = root.ok_or_else(|| broken("the book does not say what is in it; make it again"))?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = package.text(&root)?;
    let mut xml = Xml::new(&text, &root, FORMAT);
    let (mut items, mut order) = (HashMap::new(), Vec::new());
    while let Some(node) = xml.next()? {
        let Node::Start(element) = node else { continue };
        let value = |name| element.attribute(name).unwrap_or_default().into_owned();
        match element.name() {
            "item" => {
                items.entry(value("id")).or_insert_with(|| Item {
                    path: resolve(folder, &unescaped(&value("href"))),
                    is_page: value("media-type").contains("html"),
                    is_contents: value("properties").split_whitespace().any(|word| word == "nav"),
                });
            }
            "itemref" => order.push(value("idref")),
            _ => {}
        }
    }
    let chapters: Vec<Item> = order.iter().filter_map(|id| items.remove(id)).collect();
    match chapters.is_empty() {
        true => Err(broken("the book has no chapters; make it again")),
        false => Ok(chapters),
    }
}

/// A path in which characters stand by their numbers.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, escape)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = escape.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &escape[2..] } else { escape };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Refuses a book whose chapters are encrypted. Fonts may be.
fn refuse_locked(package: &Package<'_>, chapters: &[Item]) -> Result<()> {
    let list = "META-INF/encryption.xml";
    let text = package.text(list)?;
    let mut xml = Xml::new(&text, list, FORMAT);
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "CipherReference"
        {
            let path = resolve("", &unescaped(&element.attribute("URI").unwrap_or_default()));
            if chapters.iter().any(|chapter| chapter.path == path) {
                let message = "the book is locked to its reader; get it without a lock";
                return Err(Error::malformed(FORMAT, 1, message));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::zipped::zipped;

    fn book(extra: &[(&str, &str)]) -> Vec<u8> {
        let root =
            "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>";
        let items = "<package><manifest><item id=\"b\" href=\"b%20two.xhtml\" media-type=\"application/xhtml+xml\"/>\
            <item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"n\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
            <item id=\"f\" href=\"f.ttf\" media-type=\"font/ttf\"/><item id=\"p\" href=\"p.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
            <spine><itemref idref=\"p\"/><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
        let page = |text: &str| {
            format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body>{text}</body></html>"
            )
        };
        let mut parts = vec![
            ("mimetype", "application/epub+zip".to_owned()),
            ("META-INF/container.xml", root.to_owned()),
            ("OPS/book.opf", items.to_owned()),
            ("OPS/p.xhtml", page("<img src=\"p.png\"/>")),
            ("OPS/nav.xhtml", page("<nav><a href=\"a.xhtml\">الفصل الأول</a></nav>")),
            ("OPS/a.xhtml", page("<h1>الفصل الأول</h1><p>وصل <b>القطار</b>.</p>")),
            ("OPS/b two.xhtml", page("<p>ثم مضى.</p>")),
        ];
        parts.extend(extra.iter().map(|(name, text)| (*name, (*text).to_owned())));
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, &**text)).collect();
        zipped(&parts)
    }

    #[test]
    fn chapters_come_in_the_order_of_the_book() {
        let read = Document::read("a.epub", &book(&[]), Lang::AR).unwrap();
        let shown: Vec<String> = read
            .blocks
            .iter()
            .map(|block| format!("{} {}: {}", block.places[0].1, block.kind, block.text))
            .collect();
        assert_eq!(
            shown,
            [
                "paragraph 2 heading 1: الفصل الأول",
                "paragraph 3 paragraph: وصل القطار.",
                "paragraph 5 paragraph: ثم مضى.",
            ]
        );
        let left: Vec<_> = read.left_out.iter().map(|left| (left.what, left.count)).collect();
        assert!(left.contains(&("tables of contents", 1)), "{left:?}");
    }

    #[test]
    fn only_locked_chapters_are_refused() {
        let locked =
            |path: &str| format!("<encryption><CipherReference URI=\"{path}\"/></encryption>");
        let font = locked("OPS/f.ttf");
        assert!(
            Document::read("a", &book(&[("META-INF/encryption.xml", &font)]), Lang::AR).is_ok()
        );
        let chapter = locked("OPS/b%20two.xhtml");
        let bytes = book(&[("META-INF/encryption.xml", &chapter)]);
        let error = Document::read("a", &bytes, Lang::AR).unwrap_err();
        assert!(error.to_string().contains("is locked"), "{error}");
        let empty = zipped(&[("META-INF/container.xml", "<container/>")]);
        let error = Document::read("a.epub", &empty, Lang::AR).unwrap_err();
        assert!(error.to_string().contains("does not say what is in it"), "{error}");
    }
}
