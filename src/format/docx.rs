//! Word documents: DOCX, DOCM and their templates, transitional and strict (ISO/IEC 29500).
//!
//! What a reader of the printed page sees is read. Deletions and hidden text are out, insertions in; moved text stands
//! where it was moved to. Numbers of lists and notes are no text.

use std::collections::{BTreeMap, HashSet};

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::drawing;
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Node, Xml};
use crate::format::package::{self, Link, Links, Package};
use crate::lang::Lang;
use crate::text::{Block, Document};

mod body;
mod properties;
mod story;
mod styles;
#[cfg(test)]
mod tests;

use body::Body;
use story::{Found, Kind};
use styles::Styles;

const FORMAT: &str = "DOCX";

/// `.docx`.
pub(super) struct Docx;

impl DocumentReader for Docx {
    fn extensions(&self) -> &'static [&'static str] {
        &["docx", "docm"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        package::names(bytes, "word/") && !package::names(bytes, "mimetype")
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let package = Package::open(bytes, FORMAT)?;
        let main = package.main_part("word/document.xml", "Word document")?;
        let links = package.links(&main)?;
        let mut flows = Flows::new(FORMAT);
        let styles = match link(&links, "styles").filter(|link| package.has(&link.path)) {
            Some(link) => Styles::read(&package.text(&link.path)?, &link.path, FORMAT)?,
            None => Styles::default(),
        };
        let mut document = Reading { package: &package, styles: &styles, flows: &mut flows };
        let found = document.part(&main, &links, Kind::Body)?;
        document.notes(&links, "footnotes", &found.footnotes)?;
        document.notes(&links, "endnotes", &found.endnotes)?;
        document.furniture(&links, "header", &found.headers, Kind::Header)?;
        document.furniture(&links, "footer", &found.footers, Kind::Footer)?;
        document.comments(&links)?;
        flows.document(lang)
    }
}

fn link<'l>(links: &'l [Link], kind: &str) -> Option<&'l Link> {
    links.iter().find(|link| link.is(kind))
}

/// What parts of a document are read with.
struct Reading<'r, 'b> {
    package: &'r Package<'b>,
    styles: &'r Styles,
    flows: &'r mut Flows,
}

impl Reading<'_, '_> {
    /// Reads a part and what is drawn in it.
    fn part(&mut self, path: &str, links: &Links, kind: Kind) -> Result<Found> {
        let text = self.package.text(path)?;
        let mut xml = Xml::new(&text, path, self.package.format());
        let found = Body::new(self.styles, links, self.flows, kind).read(&mut xml)?;
        let mut read = HashSet::new();
        for (id, place) in &found.drawings {
            let link = links.with_id(id).filter(|link| read.insert(&*link.path));
            if let Some(link) = link.filter(|link| self.package.has(&link.path)) {
                let text = self.package.text(&link.path)?;
                let mut xml = Xml::new(&text, &link.path, self.package.format());
                for block in drawing::paragraphs(&mut xml, place, self.flows)? {
                    self.flows.add(Flow::Boxes, block)?;
                }
            }
        }
        Ok(found)
    }

    /// Adds the notes that are referred to, in the order of their marks.
    fn notes(&mut self, links: &Links, kind: &str, marks: &[String]) -> Result<()> {
        let Some(link) = link(links, kind).filter(|link| self.package.has(&link.path)) else {
            return Ok(());
        };
        if marks.is_empty() {
            return Ok(());
        }
        let inner = self.package.links(&link.path)?;
        let found = self.part(&link.path, &inner, Kind::Note(String::new()))?;
        let mut notes: BTreeMap<String, Vec<Block>> = found.notes;
        for mark in marks {
            for block in notes.remove(mark).unwrap_or_default() {
                self.flows.add(Flow::Notes, block)?;
            }
        }
        Ok(())
    }

    /// Adds headers or footers, in the order of the sections.
    fn furniture(&mut self, links: &Links, kind: &str, ids: &[String], of: Kind) -> Result<()> {
        let mut read = HashSet::new();
        for id in ids {
            let link = links.with_id(id).filter(|link| link.is(kind));
            let link = link.filter(|link| read.insert(&*link.path));
            if let Some(link) = link.filter(|link| self.package.has(&link.path)) {
                let inner = self.package.links(&link.path)?;
                self.part(&link.path, &inner, of.clone())?;
            }
        }
        Ok(())
    }

    /// Counts the comments.
    fn comments(&mut self, links: &Links) -> Result<()> {
        let Some(link) = link(links, "comments").filter(|link| self.package.has(&link.path)) else {
            return Ok(());
        };
        let text = self.package.text(&link.path)?;
        let mut xml = Xml::new(&text, &link.path, self.package.format());
        while let Some(node) = xml.next()? {
            if let Node::Start(element) = node
                && element.name() == "comment"
            {
                let words = xml.words(|name| name == "t")?;
                self.flows.leave_out("comments", &words);
            }
        }
        Ok(())
    }
}
