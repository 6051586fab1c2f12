//! Presentations: PPTX, PPSX and their templates, transitional and strict (ISO/IEC 29500).
//!
//! Slides are read in the order they are shown in, shapes as they are stored. Notes of the speaker are a flow of their own.

use std::collections::HashSet;

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::drawing::{self, Shapes};
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Node, Xml};
use crate::format::package::{self, Links, Package};
use crate::lang::Lang;
use crate::text::{Document, Place};

const FORMAT: &str = "PPTX";

/// `.pptx`.
pub(super) struct Pptx;

impl DocumentReader for Pptx {
    fn extensions(&self) -> &'static [&'static str] {
        &["pptx"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        package::names(bytes, "ppt/presentation") || package::names(bytes, "ppt/slides/")
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let package = Package::open(bytes, FORMAT)?;
        let main = package.main_part("ppt/presentation.xml", "presentation")?;
        let links = package.links(&main)?;
        let mut flows = Flows::new(FORMAT);
        let mut tables = 0;
        for (number, path) in (1..).zip(slides(&package, &main, &links)?) {
            if package.has(&path) {
                slide(&package, &path, number, &mut tables, &mut flows)?;
            } else {
                flows.lose("slides that are not in the file", &path);
            }
        }
        flows.document(lang)
    }
}

/// The parts of the slides, in their order.
fn slides(package: &Package<'_>, main: &str, links: &Links) -> Result<Vec<String>> {
    let text = package.text(main)?;
    let mut xml = Xml::new(&text, main, FORMAT);
    let (mut slides, mut listed) = (Vec::new(), HashSet::new());
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "sldId"
        {
            // Both the number of a slide and that of its link are called id; the link has a prefix.
            let ids = element.values("id");
            let link = ids.iter().find_map(|id| links.with_id(id));
            // A slide is shown once.
            let link = link.filter(|link| listed.insert(&*link.path));
            slides.extend(link.map(|link| link.path.clone()));
        }
    }
    Ok(slides)
}

/// Reads a slide, with its notes, comments, charts and diagrams.
fn slide(
    package: &Package<'_>,
    path: &str,
    number: u32,
    tables: &mut u32,
    flows: &mut Flows,
) -> Result<()> {
    let links = package.links(path)?;
    let text = package.text(path)?;
    let place = Place::Slide(number);
    let mut xml = Xml::new(&text, path, FORMAT);
    let shapes = Shapes { place: &place, tables, of_notes: false };
    let drawings = drawing::shapes(&mut xml, shapes, flows)?;
    for link in links.iter() {
        if !package.has(&link.path) {
            continue;
        }
        let text = || package.text(&link.path);
        if link.is("notesSlide") {
            let text = text()?;
            let mut xml = Xml::new(&text, &link.path, FORMAT);
            drawing::shapes(&mut xml, Shapes { place: &place, tables, of_notes: true }, flows)?;
        } else if link.is_comments() {
            let text = text()?;
            count_comments(&mut Xml::new(&text, &link.path, FORMAT), flows)?;
        } else if drawings.contains(&link.id) {
            let text = text()?;
            let mut xml = Xml::new(&text, &link.path, FORMAT);
            for block in drawing::paragraphs(&mut xml, &place, flows)? {
                flows.add(Flow::Body, block)?;
            }
        }
    }
    Ok(())
}

fn count_comments(xml: &mut Xml<'_>, flows: &mut Flows) -> Result<()> {
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && matches!(element.name(), "cm" | "reply")
        {
            let words = xml.words(|name| matches!(name, "text" | "t"))?;
            flows.leave_out("comments", &words);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
