//! The text of an open document, with the boxes, notes and comments that stand inside it.

use std::mem;
use std::sync::Arc;

use crate::error::Result;
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Element, Node, Xml};
use crate::format::odf::story::{Kind, Open, Story, Table, look};
use crate::format::odf::styles::{Style, Styles};
use crate::format::prose::LONGEST;
use crate::text::{BlockKind, Place};

/// How often a cell or row is read that stands there several times. More are the empty rest of a sheet.
const MOST_REPEATED: u32 = 1_000;

/// A part that is being read.
pub(super) struct Body<'r> {
    styles: &'r Styles,
    flows: &'r mut Flows,
    open: Vec<Frame>,
    story: Story,
    /// The texts around it.
    around: Vec<Story>,
    paragraphs: u32,
    tables: u32,
    slides: u32,
    /// The sheet, if the document is a spreadsheet.
    sheet: Option<Arc<str>>,
    is_presentation: bool,
    is_contents: bool,
}

/// An open element.
#[derive(Debug)]
enum Frame {
    Other,
    Paragraph,
    /// A run, with the style of what is around it.
    Span(Style),
    /// A link, with that around it.
    Link(Option<Arc<str>>),
    /// A shape or picture; whether it is the title of a slide.
    Drawing {
        is_title: bool,
    },
    Story,
    List,
    /// A page that others are like: only what is at its top and bottom is text.
    Master,
    Table,
    Row,
    Cell,
    /// A table of contents, or its title, with whether there was one around it.
    Contents(bool),
}

impl<'r> Body<'r> {
    pub(super) fn new(styles: &'r Styles, flows: &'r mut Flows) -> Body<'r> {
        Body {
            styles,
            flows,
            open: Vec::new(),
            story: Story::new(Kind::Body),
            around: Vec::new(),
            paragraphs: 0,
            tables: 0,
            slides: 0,
            sheet: None,
            is_presentation: false,
            is_contents: false,
        }
    }

    /// Reads the whole part. Whether it is a spreadsheet, whose headers and footers are fields only.
    pub(super) fn read(mut self, xml: &mut Xml<'_>) -> Result<bool> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => {
                    if let Some(frame) = self.text(&element, xml)? {
                        self.open.push(frame);
                    }
                }
                Node::Text(text) => self.put(&text),
                Node::End => self.end()?,
            }
        }
        Ok(self.sheet.is_some())
    }

    /// An element of a line of text begins. None if all of it was read.
    fn text(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let name = element.name();
        let value = |name| element.attribute(name).unwrap_or_default();
        if matches!(self.open.last(), Some(Frame::Master))
            && !name.starts_with("header")
            && !name.starts_with("footer")
        {
            return xml.skip().map(|()| None);
        }
        match name {
            "p" | "h" => return self.begin_paragraph(element, xml),
            "span" => {
                let mut style = self.styles.whole("text", &value("style-name"));
                style.fill(&self.story.style);
                return Ok(Some(Frame::Span(mem::replace(&mut self.story.style, style))));
            }
            "a" => {
                let link = Some(value("href")).filter(|link| !link.is_empty());
                let link = link.map(|link| Arc::from(&*link));
                return Ok(Some(Frame::Link(mem::replace(&mut self.story.link, link))));
            }
            "s" => {
                let count = value("c").parse().unwrap_or(1_usize).min(1_000);
                self.exact(&" ".repeat(count));
            }
            "tab" => self.exact("\t"),
            "line-break" => {
                if let Some(open) = &mut self.story.paragraph {
                    open.prose.line_break();
                    open.after_space = true;
                }
            }
            "hidden-paragraph" => {
                let is_hidden = value("is-hidden") == "true";
                self.story.paragraph.iter_mut().for_each(|open| open.is_hidden = is_hidden);
            }
            "hidden-text" if value("is-hidden") == "true" => {
                self.flows.leave_out("hidden text", &value("string-value"));
                return xml.skip().map(|()| None);
            }
            "note-citation" | "script" | "binary-data" | "change-info" => {
                return xml.skip().map(|()| None);
            }
            "ruby-text" => return self.leave_out("readings beside the text (ruby)", xml),
            "annotation" => return self.leave_out("comments", xml),
            "deletion" => return self.leave_out("deleted text", xml),
            "insertion" | "format-change" => return xml.skip().map(|()| None),
            "note-body" => {
                self.begin_story(Kind::Note);
                return Ok(Some(Frame::Story));
            }
            _ => return self.structure(element, xml),
        }
        Ok(Some(Frame::Other))
    }

    /// An element around lines of text begins.
    fn structure(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let value = |name| element.attribute(name).unwrap_or_default();
        Ok(Some(match element.name() {
            "list" => {
                self.story.lists = self.story.lists.saturating_add(1);
                Frame::List
            }
            "table" => return self.begin_table(element, xml),
            "table-row" | "table-cell" | "covered-table-cell" => self.cell(element),
            "table-of-content" | "illustration-index" | "table-index" | "object-index"
            | "user-index" => Frame::Contents(mem::replace(&mut self.is_contents, true)),
            "index-title" => Frame::Contents(mem::replace(&mut self.is_contents, false)),
            "section" if value("display") == "none" => return self.leave_out("hidden text", xml),
            "frame" | "custom-shape" | "rect" | "ellipse" | "circle" | "line" | "polyline"
            | "polygon" | "regular-polygon" | "path" | "connector" | "caption" | "measure" => {
                let is_title = value("class") == "title";
                if element.name() == "frame" {
                    return Ok(Some(Frame::Drawing { is_title }));
                }
                self.begin_box(is_title);
                Frame::Story
            }
            "text-box" => {
                let is_title = matches!(self.open.last(), Some(Frame::Drawing { is_title: true }));
                self.begin_box(is_title);
                Frame::Story
            }
            "title" | "desc"
                if matches!(self.open.last(), Some(Frame::Drawing { .. } | Frame::Story)) =>
            {
                let words = xml.words(|_| true)?;
                if !words.is_empty() {
                    self.flows.leave_out("alternative texts of pictures", &words);
                }
                return Ok(None);
            }
            "object" => {
                self.flows.leave_out("charts and formulas", &value("href"));
                return xml.skip().map(|()| None);
            }
            name if name.ends_with("-source") => return xml.skip().map(|()| None),
            _ => return self.rest(element, xml),
        }))
    }

    /// An element of a whole document begins.
    fn rest(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let value = |name| element.attribute(name).unwrap_or_default();
        Ok(Some(match element.name() {
            "presentation" | "drawing" => {
                self.is_presentation = true;
                Frame::Other
            }
            "spreadsheet" => {
                self.sheet = Some("".into());
                Frame::Other
            }
            "page" => {
                self.slides += 1;
                let style = self.styles.whole("drawing-page", &value("style-name"));
                if style.hidden == Some(true) {
                    return self.leave_out("hidden slides", xml);
                }
                Frame::Other
            }
            "notes" => {
                self.begin_story(Kind::Note);
                Frame::Story
            }
            "footer-decl" => {
                self.begin_story(Kind::Footer);
                self.story.paragraph = Some(Open::default());
                Frame::Story
            }
            "master-page" => Frame::Master,
            "header-decl" | "date-time-decl" | "handout-master" | "forms" | "scripts"
            | "font-face-decls" | "styles" | "automatic-styles" | "meta" | "settings" => {
                return xml.skip().map(|()| None);
            }
            "header" | "header-left" | "header-first" | "footer" | "footer-left"
            | "footer-first" => {
                if value("display") == "false" {
                    return xml.skip().map(|()| None);
                }
                let is_header = element.name().starts_with("header");
                self.begin_story(if is_header { Kind::Header } else { Kind::Footer });
                Frame::Story
            }
            _ => Frame::Other,
        }))
    }

    fn leave_out(&mut self, what: &'static str, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let is_text = |name: &str| matches!(name, "p" | "h" | "span" | "a" | "ruby-text");
        let words = xml.words(is_text)?;
        if !words.is_empty() {
            self.flows.leave_out(what, &words);
        }
        Ok(None)
    }

    fn begin_table(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        self.end_paragraph()?;
        let name = element.attribute("name").unwrap_or_default();
        let style = element.attribute("style-name").unwrap_or_default();
        if self.sheet.is_some() && self.story.tables.is_empty() {
            self.sheet = Some(Arc::from(&*name));
            if self.styles.whole("table", &style).hidden == Some(true) {
                self.tables += 1;
                return self.leave_out("hidden sheets", xml);
            }
        }
        let number = self.tables;
        self.tables += u32::from(matches!(self.story.kind, Kind::Body | Kind::Shape { .. }));
        self.story.tables.push(Table { number, ..Table::default() });
        Ok(Some(Frame::Table))
    }

    /// A row or cell begins.
    fn cell(&mut self, element: &Element<'_>) -> Frame {
        let count = |name| element.attribute(name).and_then(|n| n.parse().ok()).unwrap_or(1);
        let Some(table) = self.story.tables.last_mut() else { return Frame::Other };
        if element.name() == "table-row" {
            (table.rows, table.column) = (count("number-rows-repeated"), 0);
            return Frame::Row;
        }
        table.columns = count("number-columns-repeated");
        Frame::Cell
    }

    /// The element that began last ends.
    fn end(&mut self) -> Result<()> {
        match self.open.pop() {
            Some(Frame::Paragraph) => self.end_paragraph()?,
            Some(Frame::Span(around)) => self.story.style = around,
            Some(Frame::Link(around)) => self.story.link = around,
            Some(Frame::Story) => self.end_story()?,
            Some(Frame::List) => self.story.lists = self.story.lists.saturating_sub(1),
            Some(Frame::Table) => drop(self.story.tables.pop()),
            Some(Frame::Contents(around)) => self.is_contents = around,
            Some(Frame::Row) => {
                if let Some(table) = self.story.tables.last_mut() {
                    table.row = table.row.saturating_add(table.rows.max(1));
                }
            }
            Some(Frame::Cell) => {
                self.end_paragraph()?;
                if let Some(table) = self.story.tables.last_mut() {
                    table.column = table.column.saturating_add(table.columns.max(1));
                }
            }
            Some(Frame::Other | Frame::Drawing { .. } | Frame::Master) | None => {}
        }
        Ok(())
    }

    fn begin_box(&mut self, is_title: bool) {
        self.begin_story(match self.story.kind {
            Kind::Body if self.is_presentation => Kind::Shape { is_title },
            Kind::Shape { .. } if self.is_presentation => Kind::Shape { is_title },
            Kind::Body | Kind::Box | Kind::Shape { .. } => Kind::Box,
            // A box of a page header is part of it, and so on.
            kind => kind,
        });
    }

    fn begin_story(&mut self, kind: Kind) {
        self.around.push(mem::replace(&mut self.story, Story::new(kind)));
    }

    fn end_story(&mut self) -> Result<()> {
        self.end_paragraph()?;
        if let Some(story) = self.around.pop() {
            self.story = story;
        }
        Ok(())
    }

    fn begin_paragraph(
        &mut self,
        element: &Element<'_>,
        xml: &mut Xml<'_>,
    ) -> Result<Option<Frame>> {
        if self.is_contents {
            return self.leave_out("lines of tables of contents", xml);
        }
        self.end_paragraph()?;
        self.paragraphs += 1;
        let level = element.attribute("outline-level").and_then(|level| level.parse().ok());
        let style = element.attribute("style-name").unwrap_or_default().into_owned();
        self.story.style = self.styles.whole("paragraph", &style);
        self.story.paragraph = Some(Open {
            style,
            level: (element.name() == "h").then(|| level.unwrap_or(1)),
            after_space: true,
            ..Open::default()
        });
        Ok(Some(Frame::Paragraph))
    }

    fn end_paragraph(&mut self) -> Result<()> {
        let Some(mut open) = self.story.paragraph.take() else { return Ok(()) };
        if open.is_hidden {
            open.hidden.insert_str(0, open.prose.text());
            open.prose = Default::default();
        }
        if !open.hidden.trim().is_empty() {
            self.flows.leave_out("hidden text", &open.hidden);
        }
        let (flow, kind) = match (self.story.kind, self.story.tables.last().copied()) {
            (Kind::Body | Kind::Shape { .. }, Some(table)) => return self.add_cells(&open, table),
            (Kind::Body, None) => (Flow::Body, self.kind(&open)),
            (Kind::Shape { is_title: true }, None) => (Flow::Body, BlockKind::Heading(1)),
            (Kind::Shape { .. }, None) => (Flow::Body, self.kind(&open)),
            (Kind::Box, _) => (Flow::Boxes, BlockKind::TextBox),
            (Kind::Note, _) => (Flow::Notes, BlockKind::Note),
            (Kind::Header, _) => (Flow::Headers, BlockKind::Header),
            (Kind::Footer, _) => (Flow::Footers, BlockKind::Footer),
        };
        let place = match self.slides {
            0 => Place::Paragraph(self.paragraphs),
            slide => Place::Slide(slide),
        };
        self.flows.paragraph(flow, &open.prose, kind, &place)
    }

    /// Adds a paragraph of a cell, as often as the cell stands there.
    fn add_cells(&mut self, open: &Open, table: Table) -> Result<()> {
        if open.prose.is_blank() {
            return Ok(());
        }
        let number = table.number;
        for row in (table.row..).take(table.rows.clamp(1, MOST_REPEATED) as usize) {
            for column in (table.column..).take(table.columns.clamp(1, MOST_REPEATED) as usize) {
                let place = match &self.sheet {
                    Some(sheet) => {
                        Place::Cell { sheet: sheet.clone(), row: row + 1, column: column + 1 }
                    }
                    None if self.slides > 0 => Place::Slide(self.slides),
                    None => Place::Paragraph(self.paragraphs),
                };
                let kind = BlockKind::Cell { table: number, row, column };
                self.flows.paragraph(Flow::Body, &open.prose, kind, &place)?;
            }
        }
        Ok(())
    }

    fn kind(&self, open: &Open) -> BlockKind {
        let is = |style| self.styles.is(&open.style, style);
        match (open.level, self.story.lists) {
            _ if is("Title") => BlockKind::Title,
            (Some(level), _) => BlockKind::Heading(level),
            _ if is("Caption") => BlockKind::Caption,
            (None, 0) => BlockKind::Paragraph,
            (None, depth) => BlockKind::Item { depth },
        }
    }

    /// Adds text in which white space counts once.
    fn put(&mut self, text: &str) {
        let Some(open) = &mut self.story.paragraph else { return };
        let is_space = |c| matches!(c, ' ' | '\t' | '\n' | '\r');
        if !open.after_space && !text.contains(is_space) {
            return self.exact(text);
        }
        let mut once = String::with_capacity(text.len());
        for c in text.chars() {
            match is_space(c) {
                true if open.after_space => {}
                true => once.push(' '),
                false => once.push(c),
            }
            open.after_space = is_space(c);
        }
        let after_space = open.after_space;
        self.exact(&once);
        self.story.paragraph.iter_mut().for_each(|open| open.after_space = after_space);
    }

    /// Adds text in which all counts.
    fn exact(&mut self, text: &str) {
        let look = look(&self.story.style, text, self.story.link.clone());
        let Some(open) = &mut self.story.paragraph else { return };
        open.after_space = false;
        match self.story.style.hidden {
            Some(true) if open.hidden.len() < LONGEST => open.hidden.push_str(text),
            Some(true) => {}
            _ => open.prose.push(text, &look),
        }
    }
}
