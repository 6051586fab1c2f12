//! A page as blocks.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Html;
use scraper::node::{Element, Node};

use super::content::{Extent, Fate, Parts, fate, has_role, is_block, parts};
use crate::error::Result;
use crate::format::blocks::{LeftOuts, add_block, add_prose};
use crate::format::prose::{Look, Prose, is_no_text};
use crate::lang::Lang;
use crate::language;
use crate::text::{Block, BlockKind, Document, LineBreaks, Place, Warning};

const OTHER_LANGUAGE: &str = "text in other languages";
const OUTSIDE: &str = "text around the main part";
const CODE: &str = "program code";

/// Attributes with text, and what it is counted as.
const TEXTS: [(&str, &str); 4] = [
    ("alt", "alternative texts"),
    ("title", "labels that show on demand"),
    ("placeholder", "labels that show on demand"),
    ("aria-label", "labels that show on demand"),
];

/// Reads a parsed page.
///
/// # Errors
///
/// If it has too many blocks, or one is too long.
pub(super) fn walk(html: &Html, lang: Lang, extent: Extent) -> Result<Document> {
    let find = |name: &str| {
        let is_it = |node: &NodeRef<'_, Node>| is_named(*node, name);
        html.tree.root().descendants().find(is_it)
    };
    let mut walk = Walk::new(lang);
    if let Some(title) =
        find("head").and_then(|head| head.descendants().find(|node| is_named(*node, "title")))
    {
        let text = text_of(title);
        match extent {
            Extent::Main | Extent::Marked => add_block(
                text,
                BlockKind::Title,
                LineBreaks::Wrap,
                &Place::Paragraph(1),
                &mut walk.blocks,
            )?,
            Extent::Body => walk.left_out.add("titles of pages", &text),
        }
    }
    if let Some(body) = find("body") {
        if extent != Extent::Body {
            walk.parts = parts(body, extent);
            walk.is_inside = walk.parts.main.is_none();
        }
        walk.whole = text_of(body).len();
        walk.body(body)?;
    }
    Ok(walk.finish())
}

fn is_named(node: NodeRef<'_, Node>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

/// The text of an element, with its white space.
fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut all = String::new();
    for node in node.descendants() {
        match node.value() {
            Node::Text(text) => all.push_str(text),
            Node::Element(element) if is_block(element.name()) => all.push(' '),
            _ => {}
        }
    }
    let mut words = String::new();
    for word in all.split_ascii_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

struct Walk {
    lang: Lang,
    parts: Parts,
    /// Whether the present text is of a part that is read.
    is_inside: bool,
    /// Bytes of the text of the page.
    whole: usize,
    blocks: Vec<Block>,
    notes: Vec<Block>,
    left_out: LeftOuts,
    warnings: Vec<Warning>,
    /// The element whose content is left out.
    skipped: Option<NodeId>,
    prose: Prose,
    /// Text in which white space is kept.
    raw: String,
    /// The elements around that change the look of text.
    looks: Vec<(NodeId, Look)>,
    /// Whether white space is due before the next character, and how it looks.
    is_space_due: bool,
    space: Look,
    /// Bytes of the present text in another language.
    foreign: usize,
    /// What blocks are, by the elements around them.
    kinds: Vec<(NodeId, BlockKind)>,
    lists: u8,
    pre: u32,
    /// The elements in another language, notes.
    foreigners: Vec<NodeId>,
    in_note: Option<NodeId>,
    tables: Tables,
    paragraphs: u32,
}

/// The tables a text lies in: number, row and column of each.
#[derive(Default)]
struct Tables {
    count: u32,
    open: Vec<(u32, u32, u32)>,
}

impl Walk {
    fn new(lang: Lang) -> Walk {
        Walk {
            lang,
            parts: Parts::default(),
            is_inside: true,
            whole: 0,
            blocks: Vec::new(),
            notes: Vec::new(),
            left_out: LeftOuts::default(),
            warnings: Vec::new(),
            skipped: None,
            prose: Prose::default(),
            raw: String::new(),
            looks: Vec::new(),
            is_space_due: false,
            space: Look::default(),
            foreign: 0,
            kinds: Vec::new(),
            lists: 0,
            pre: 0,
            foreigners: Vec::new(),
            in_note: None,
            tables: Tables::default(),
            paragraphs: 1,
        }
    }

    fn body(&mut self, body: NodeRef<'_, Node>) -> Result<()> {
        for edge in body.traverse() {
            match edge {
                Edge::Open(node) if self.skipped.is_none() => match node.value() {
                    Node::Element(element) => self.open(node, element)?,
                    Node::Text(text) => self.push(text),
                    _ => {}
                },
                Edge::Open(_) => {}
                Edge::Close(node) => {
                    if self.skipped == Some(node.id()) {
                        self.skipped = None;
                    } else if let (Node::Element(element), None) = (node.value(), self.skipped) {
                        self.close(node.id(), element)?;
                    }
                }
            }
        }
        self.flush()
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element) -> Result<()> {
        let (name, id) = (element.name(), node.id());
        let is_block = is_block(name);
        if is_block {
            self.flush()?;
        }
        for (attribute, what) in TEXTS {
            if let Some(text) = element.attr(attribute)
                && name != "abbr"
            {
                self.left_out.add(what, text);
            }
        }
        if self.parts.main == Some(id) {
            self.is_inside = true;
        }
        if let Some(what) = self.reason_to_skip(node, element) {
            if !what.is_empty() {
                self.left_out.add(what, &text_of(node));
            }
            self.skipped = Some(id);
            return Ok(());
        }
        if !is_block && self.is_foreign(element) {
            self.foreigners.push(id);
        }
        if self.in_note.is_none()
            && has_role(
                element,
                &["doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"],
            )
        {
            self.in_note = Some(id);
        }
        match name {
            "br" => self.break_line(),
            "ul" | "ol" | "menu" | "dir" => self.lists = self.lists.saturating_add(1),
            "pre" | "textarea" | "listing" | "xmp" => self.pre += 1,
            "table" => {
                self.tables.open.push((self.tables.count, 0, 0));
                self.tables.count += 1;
            }
            _ => {}
        }
        if let Some(kind) = self.kind(name) {
            self.kinds.push((id, kind));
        }
        if let Some(look) = self.look(element) {
            self.looks.push((id, look));
        }
        Ok(())
    }

    /// Why an element is left out; an empty reason if it shows nothing.
    fn reason_to_skip(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
    ) -> Option<&'static str> {
        match fate(element) {
            Fate::Ignored => return Some(""),
            Fate::LeftOut(what) => return Some(what),
            Fate::Read => {}
        }
        if self.parts.around.contains(&node.id()) {
            return Some(OUTSIDE);
        }
        if element.name() == "pre" && is_code(node) {
            return Some(CODE);
        }
        if is_block(element.name()) && element.name() != "body" && self.is_foreign(element) {
            if text_of(node).len() * 2 < self.whole {
                return Some(OTHER_LANGUAGE);
            }
            let tag = lang_of(element).unwrap_or_default();
            let tag = crate::format::xml::shown(tag);
            let message =
                format!("most of the page is said to be in '{tag}'; it is read all the same");
            self.warnings.push(Warning::new(None, message));
        }
        None
    }

    /// Whether an element says that it is in a language that is neither that of the document nor quoted in it.
    fn is_foreign(&self, element: &Element) -> bool {
        let Some(lang) = lang_of(element).and_then(|tag| tag.parse::<Lang>().ok()) else {
            return false;
        };
        let quoted = language::of(self.lang).quoted();
        !lang.same_language(self.lang)
            && !quoted.contains(&lang.language())
            && !matches!(lang.language(), "und" | "mul" | "zxx")
    }

    fn kind(&mut self, name: &str) -> Option<BlockKind> {
        Some(match name {
            "h1" => BlockKind::Heading(1),
            "h2" => BlockKind::Heading(2),
            "h3" => BlockKind::Heading(3),
            "h4" => BlockKind::Heading(4),
            "h5" => BlockKind::Heading(5),
            "h6" => BlockKind::Heading(6),
            "li" => BlockKind::Item { depth: self.lists.max(1) },
            "caption" | "figcaption" => BlockKind::Caption,
            "tr" => {
                if let Some((_, row, column)) = self.tables.open.last_mut() {
                    (*row, *column) = (*row + 1, 0);
                }
                return None;
            }
            "td" | "th" => {
                let (table, row, column) = self.tables.open.last_mut()?;
                *column += 1;
                BlockKind::Cell { table: *table, row: row.saturating_sub(1), column: *column - 1 }
            }
            _ => return None,
        })
    }

    fn close(&mut self, id: NodeId, element: &Element) -> Result<()> {
        let name = element.name();
        if is_block(name) {
            self.flush()?;
        }
        if self.kinds.last().is_some_and(|(of, _)| *of == id) {
            self.kinds.pop();
        }
        if self.looks.last().is_some_and(|(of, _)| *of == id) {
            self.looks.pop();
        }
        if self.foreigners.last() == Some(&id) {
            self.foreigners.pop();
        }
        if self.in_note == Some(id) {
            self.in_note = None;
        }
        match name {
            "ul" | "ol" | "menu" | "dir" => self.lists = self.lists.saturating_sub(1),
            "pre" | "textarea" | "listing" | "xmp" => self.pre = self.pre.saturating_sub(1),
            "table" => {
                self.tables.open.pop();
            }
            _ => {}
        }
        if self.parts.main == Some(id) {
            self.is_inside = false;
        }
        Ok(())
    }

    fn break_line(&mut self) {
        match self.pre > 0 {
            true => self.raw.push('\n'),
            false => self.prose.line_break(),
        }
        self.is_space_due = false;
    }

    fn push(&mut self, text: &str) {
        if self.pre > 0 {
            self.raw.extend(text.chars().filter(|&c| !is_no_text(c)));
            return;
        }
        let look = self.looks.last().map(|(_, look)| look.clone()).unwrap_or_default();
        let starts_line = self.prose.text().is_empty() || self.prose.text().ends_with('\n');
        let mut plain = String::with_capacity(text.len());
        for c in text.chars().filter(|&c| !is_no_text(c)) {
            if c.is_ascii_whitespace() {
                if !std::mem::replace(&mut self.is_space_due, true) {
                    self.space.clone_from(&look);
                }
                continue;
            }
            match std::mem::take(&mut self.is_space_due) {
                true if !plain.is_empty() => plain.push(' '),
                true if !starts_line => self.prose.push(" ", &self.space),
                _ => {}
            }
            plain.push(c);
        }
        if !self.foreigners.is_empty() {
            self.foreign += plain.trim().len();
        }
        self.prose.push(&plain, &look);
    }

    /// The look of text in an element, if it changes it.
    fn look(&self, element: &Element) -> Option<Look> {
        let mut look = self.looks.last().map(|(_, look)| look.clone()).unwrap_or_default();
        match element.name() {
            "b" | "strong" => look.bold = true,
            "i" | "em" | "cite" | "dfn" | "var" => look.italic = true,
            "u" | "ins" => look.underline = true,
            "a" => look.link = Some(element.attr("href")?.into()),
            _ => return None,
        }
        Some(look)
    }

    /// Ends the present text.
    fn flush(&mut self) -> Result<()> {
        self.is_space_due = false;
        let foreign = std::mem::take(&mut self.foreign);
        let (raw, prose) = (std::mem::take(&mut self.raw), std::mem::take(&mut self.prose));
        let text = if prose.is_blank() { &raw } else { prose.text() };
        if text.trim().is_empty() {
            return Ok(());
        }
        if !self.is_inside {
            self.left_out.add(OUTSIDE, text);
            return Ok(());
        }
        if foreign > 0 && foreign + 2 >= text.trim().len() {
            self.left_out.add(OTHER_LANGUAGE, text);
            return Ok(());
        }
        let kind = self.kinds.last().map_or(BlockKind::Paragraph, |(_, kind)| *kind);
        let kind = if self.in_note.is_some() { BlockKind::Note } else { kind };
        self.paragraphs = self.paragraphs.saturating_add(1);
        let place = Place::Paragraph(self.paragraphs);
        let blocks = if self.in_note.is_some() { &mut self.notes } else { &mut self.blocks };
        match prose.is_blank() {
            true => add_block(raw, kind, LineBreaks::End, &place, blocks),
            false => add_prose(&prose, kind, &place, blocks),
        }
    }

    fn finish(self) -> Document {
        let mut document = Document::new(self.lang, self.blocks);
        if !self.notes.is_empty() {
            // The flow of boxes, which pages have none of, is between the two in every format.
            document.flows = vec![document.blocks.len() as u32; 2];
            document.blocks.extend(self.notes);
        }
        document.left_out = self.left_out.into_list();
        document.warnings = self.warnings;
        document
    }
}

fn lang_of(element: &Element) -> Option<&str> {
    element.attr("lang").or_else(|| element.attr("xml:lang"))
}

/// Whether all that preformatted text holds is marked as code.
fn is_code(pre: NodeRef<'_, Node>) -> bool {
    let mut is_any = false;
    for child in pre.children() {
        match child.value() {
            Node::Text(text) if !text.trim().is_empty() => return false,
            Node::Element(element) if matches!(element.name(), "code" | "samp" | "kbd") => {
                is_any = true;
            }
            Node::Element(_) => return false,
            _ => {}
        }
    }
    is_any
}
