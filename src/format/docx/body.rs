//! The text of a part: the body, notes, a header or a footer, with the boxes in it.

use std::mem;
use std::sync::Arc;

use crate::error::Result;
use crate::format::docx::properties::{self, Run, Section};
use crate::format::docx::story::{Field, Found, Kind, Open, Story, Table};
use crate::format::docx::styles::{Role, Styles};
use crate::format::drawing;
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Element, Node, Xml};
use crate::format::package::Links;
use crate::format::prose::{Look, Prose};
use crate::text::{BlockKind, Place};

/// A part that is being read.
pub(super) struct Body<'r> {
    styles: &'r Styles,
    links: &'r Links,
    flows: &'r mut Flows,
    found: Found,
    /// What each open element is to us.
    open: Vec<Frame>,
    story: Story,
    /// The texts around it, if it is a box.
    around: Vec<Story>,
    run: Run,
    look: Look,
    link: Option<Arc<str>>,
    /// Whether the run goes on with the mark of a note.
    mark_follows: bool,
    paragraphs: u32,
    tables: u32,
}

/// An open element.
#[derive(Debug)]
enum Frame {
    Other,
    Paragraph,
    /// A run, with what is around it.
    Run(Run, Look),
    Text {
        is_exact: bool,
    },
    /// The code of a field.
    Code,
    /// The result of a field.
    Field,
    Table,
    Cell,
    Story,
    /// A link, with that around it.
    Link(Option<Arc<str>>),
    /// What can be shown in several ways.
    Alternate {
        is_taken: bool,
    },
}

impl<'r> Body<'r> {
    pub(super) fn new(
        styles: &'r Styles,
        links: &'r Links,
        flows: &'r mut Flows,
        kind: Kind,
    ) -> Body<'r> {
        Body {
            styles,
            links,
            flows,
            found: Found::default(),
            open: Vec::new(),
            story: Story::new(kind),
            around: Vec::new(),
            run: Run::default(),
            look: Look::default(),
            link: None,
            mark_follows: false,
            paragraphs: 0,
            tables: 0,
        }
    }

    /// Reads the whole part.
    pub(super) fn read(mut self, xml: &mut Xml<'_>) -> Result<Found> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => {
                    if let Some(frame) = self.text(&element, xml)? {
                        self.open.push(frame);
                    }
                }
                Node::Text(text) => match self.open.last() {
                    Some(Frame::Text { is_exact }) => {
                        let is_laid_out = !is_exact && text.contains(['\n', '\r']);
                        self.put(Some(if is_laid_out { text.trim() } else { &text }));
                    }
                    Some(Frame::Code) => {
                        self.story.fields.iter_mut().last().into_iter().for_each(|field| {
                            field.code.push_str(&text);
                        });
                    }
                    _ => {}
                },
                Node::End => self.end()?,
            }
        }
        self.end_story()?;
        Ok(self.found)
    }

    /// An element of a line of text begins. None if all of it was read.
    fn text(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        match element.name() {
            "r" => {
                let frame = Frame::Run(mem::take(&mut self.run), mem::take(&mut self.look));
                self.turn(&Run::default());
                return Ok(Some(frame));
            }
            "rPr" => {
                let run = properties::run(xml)?;
                if let Some(Frame::Run(..)) = self.open.last() {
                    self.turn(&run);
                }
                return Ok(None);
            }
            "t" => {
                return Ok(Some(Frame::Text { is_exact: element.attribute("space").is_some() }));
            }
            "instrText" => return Ok(Some(Frame::Code)),
            "tab" | "ptab" => self.put(Some("\t")),
            "br" | "cr" => self.put(None),
            "noBreakHyphen" => self.put(Some("\u{2011}")),
            "sym" => self.symbol(element),
            "footnoteReference" | "endnoteReference" => {
                let id = element.attribute("id").unwrap_or_default().into_owned();
                match element.name() {
                    "footnoteReference" => self.found.footnotes.push(id),
                    _ => self.found.endnotes.push(id),
                }
                let follows = element.attribute("customMarkFollows");
                self.mark_follows = matches!(follows.as_deref(), Some("1" | "true" | "on"));
            }
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => self.story.fields.push(Field::default()),
                Some("separate") => {
                    self.story.fields.last_mut().into_iter().for_each(Field::begin_result);
                }
                Some("end") => drop(self.story.fields.pop()),
                _ => {}
            },
            _ => return self.structure(element, xml),
        }
        Ok(Some(Frame::Other))
    }

    /// An element around lines of text begins.
    fn structure(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        Ok(Some(match element.name() {
            "p" if self.story.tables.last().is_some_and(|table| table.is_cell_deleted) => {
                return self.leave_out("deleted text", xml);
            }
            "p" => {
                self.begin_paragraph()?;
                Frame::Paragraph
            }
            "pPr" => {
                let properties = properties::paragraph(xml)?;
                self.section(&properties.section);
                if let Some(open) = &mut self.story.paragraph {
                    open.properties = properties;
                }
                return Ok(None);
            }
            "sectPr" => {
                let section = properties::section(xml)?;
                self.section(&section);
                return Ok(None);
            }
            "tbl" => {
                self.end_paragraphs()?;
                let number = self.tables;
                self.tables += u32::from(self.story.kind == Kind::Body);
                self.story.tables.push(Table { number, ..Table::default() });
                Frame::Table
            }
            "tr" | "trPr" | "tc" | "tcPr" => return self.table(element.name(), xml),
            "txbxContent" | "txBody" => {
                self.begin_story(Kind::Box);
                Frame::Story
            }
            "footnote" | "endnote" => match element.attribute("type").as_deref() {
                None | Some("normal") => {
                    let id = element.attribute("id").unwrap_or_default().into_owned();
                    self.begin_story(Kind::Note(id));
                    Frame::Story
                }
                _ => return xml.skip().map(|()| None),
            },
            "hyperlink" => {
                let id = element.attribute("id");
                let link = id.and_then(|id| self.links.with_id(&id));
                let anchor = element.attribute("anchor").map(|anchor| format!("#{anchor}"));
                let target = link.map(|link| link.target.clone()).or(anchor);
                Frame::Link(mem::replace(&mut self.link, target.map(Arc::from)))
            }
            "fldSimple" => {
                let code = element.attribute("instr").unwrap_or_default().into_owned();
                let mut field = Field { code, ..Field::default() };
                field.begin_result();
                self.story.fields.push(field);
                Frame::Field
            }
            "AlternateContent" => Frame::Alternate { is_taken: false },
            "Choice" | "Fallback" => match self.open.last_mut() {
                Some(Frame::Alternate { is_taken: true }) => return xml.skip().map(|()| None),
                Some(Frame::Alternate { is_taken }) => {
                    *is_taken = true;
                    Frame::Other
                }
                _ => Frame::Other,
            },
            _ => return self.rest(element, xml),
        }))
    }

    /// An element that is no text, or none of this part, begins.
    fn rest(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        match element.name() {
            "del" => return self.leave_out("deleted text", xml),
            "rt" => return self.leave_out("readings beside the text (ruby)", xml),
            "moveFrom" | "tblPr" | "tblGrid" | "sdtPr" | "rubyPr" => {
                return xml.skip().map(|()| None);
            }
            "docPr" | "cNvPr" => drawing::alternative(element, self.flows),
            "textpath" => {
                let text = element.attribute("string").unwrap_or_default();
                self.begin_story(Kind::Box);
                self.put(Some(&text));
                self.end_story()?;
            }
            "chart" | "relIds" => {
                let id = element.attribute(if element.name() == "chart" { "id" } else { "dm" });
                let place = Place::Paragraph(self.paragraphs);
                self.found.drawings.extend(id.map(|id| (id.into_owned(), place)));
            }
            "altChunk" | "subDoc" => {
                let id = element.attribute("id").unwrap_or("?".into());
                self.flows.lose("documents inside the document", &id);
            }
            _ => {}
        }
        Ok(Some(Frame::Other))
    }

    fn leave_out(&mut self, what: &'static str, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let words = xml.words(|name| matches!(name, "t" | "delText"))?;
        if !words.is_empty() {
            self.flows.leave_out(what, &words);
        }
        Ok(None)
    }

    /// An element of a table begins.
    fn table(&mut self, name: &str, xml: &mut Xml<'_>) -> Result<Option<Frame>> {
        let Some(table) = self.story.tables.last_mut() else { return Ok(Some(Frame::Other)) };
        match name {
            "tr" => {
                (table.row, table.next_column) = (table.next_row, 0);
                table.next_row = table.next_row.saturating_add(1);
                table.is_row_deleted = false;
                return Ok(Some(Frame::Other));
            }
            "trPr" => {
                let row = properties::row(xml)?;
                (table.next_column, table.is_row_deleted) = (row.before, row.is_deleted);
            }
            "tc" if table.is_row_deleted => return self.leave_out("deleted text", xml),
            "tc" => {
                (table.column, table.is_cell_deleted) = (table.next_column, false);
                table.next_column = table.column.saturating_add(1);
                return Ok(Some(Frame::Cell));
            }
            _ => {
                let cell = properties::cell(xml)?;
                table.next_column = table.column.saturating_add(cell.columns.max(1));
                table.is_cell_deleted = cell.is_deleted;
            }
        }
        Ok(None)
    }

    /// The element that began last ends.
    fn end(&mut self) -> Result<()> {
        match self.open.pop() {
            Some(Frame::Paragraph) => self.end_paragraph()?,
            Some(Frame::Run(run, look)) => {
                (self.run, self.look) = (run, look);
                self.mark_follows = false;
            }
            Some(Frame::Link(around)) => self.link = around,
            Some(Frame::Field) => drop(self.story.fields.pop()),
            Some(Frame::Table) => drop(self.story.tables.pop()),
            Some(Frame::Cell) => self.end_paragraphs()?,
            Some(Frame::Story) => self.end_story()?,
            _ => {}
        }
        Ok(())
    }

    fn begin_story(&mut self, kind: Kind) {
        // A box of a page header is part of it.
        let kind = match (&self.story.kind, kind) {
            (Kind::Header, Kind::Box) => Kind::Header,
            (Kind::Footer, Kind::Box) => Kind::Footer,
            (_, kind) => kind,
        };
        let story = Story { link: self.link.take(), ..Story::new(kind) };
        self.around.push(mem::replace(&mut self.story, story));
    }

    fn end_story(&mut self) -> Result<()> {
        self.end_paragraphs()?;
        for field in self.story.fields.drain(..) {
            if !field.is_result && !field.lost.trim().is_empty() {
                self.flows.lose("text of fields that do not end", &field.lost);
            }
        }
        self.link = self.story.link.take();
        if let Some(story) = self.around.pop() {
            self.story = story;
        }
        Ok(())
    }

    fn section(&mut self, section: &Section) {
        self.found.headers.extend_from_slice(&section.headers);
        self.found.footers.extend_from_slice(&section.footers);
    }

    fn begin_paragraph(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.paragraphs += 1;
        let mut open = self.story.joined.take().unwrap_or_default();
        if open.prose.is_blank() {
            open.number = self.paragraphs;
        }
        self.story.paragraph = Some(open);
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<()> {
        match self.story.paragraph.take() {
            Some(open) if open.properties.is_joined => self.story.joined = Some(open),
            Some(open) => self.add(open)?,
            None => {}
        }
        Ok(())
    }

    /// Ends a paragraph though its own end was deleted.
    fn end_paragraphs(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.story.joined.take().map_or(Ok(()), |open| self.add(open))
    }

    /// Adds a paragraph to its flow.
    fn add(&mut self, mut open: Open) -> Result<()> {
        let role = self.styles.role(&open.properties);
        if let Role::Text(BlockKind::Heading(_) | BlockKind::Title) = role
            && !open.contents.trim().is_empty()
        {
            // No heading stands in a table of contents: its field did not end.
            open.prose.push(&open.contents, &Look::default());
            open.contents.clear();
            self.story.fields.clear();
        }
        if role == Role::Contents {
            open.contents.push_str(open.prose.text());
            open.prose = Prose::default();
        }
        for (what, text) in
            [("hidden text", &open.hidden), ("lines of tables of contents", &open.contents)]
        {
            if !text.trim().is_empty() {
                self.flows.leave_out(what, text);
            }
        }
        let place = Place::Paragraph(open.number);
        let (flow, kind) = match (&self.story.kind, self.story.tables.last(), role) {
            (Kind::Body, Some(&Table { number: table, row, column, .. }), _) => {
                (Flow::Body, BlockKind::Cell { table, row, column })
            }
            (Kind::Body, None, Role::Text(kind)) => (Flow::Body, kind),
            (Kind::Body, None, Role::Contents) => return Ok(()),
            (Kind::Box, ..) => (Flow::Boxes, BlockKind::TextBox),
            (Kind::Header, ..) => (Flow::Headers, BlockKind::Header),
            (Kind::Footer, ..) => (Flow::Footers, BlockKind::Footer),
            (Kind::Note(id), ..) => {
                let note = self.found.notes.entry(id.clone()).or_default();
                note.extend(open.prose.blocks(BlockKind::Note, &place));
                return Ok(());
            }
        };
        self.flows.paragraph(flow, &open.prose, kind, &place)
    }

    /// Runs look otherwise from here on.
    fn turn(&mut self, run: &Run) {
        let paragraph = self.story.paragraph.as_ref();
        self.run = self.styles.run(run, paragraph.map(|open| &*open.properties.style));
        self.look = self.run.look();
    }

    /// Adds text of a run, or the end of a line.
    fn put(&mut self, text: Option<&str>) {
        if self.mark_follows {
            return;
        }
        let paragraphs = self.paragraphs;
        let new = || Open { number: paragraphs, ..Open::default() };
        let open = self.story.paragraph.get_or_insert_with(new);
        let fields = &mut self.story.fields;
        let aside = if let Some(field) = fields.iter_mut().find(|field| !field.is_result) {
            &mut field.lost
        } else if fields.iter().any(Field::is_contents) {
            &mut open.contents
        } else if self.run.hidden == Some(true) {
            &mut open.hidden
        } else {
            let of_field = fields.iter().rev().find_map(|field| field.link.clone());
            self.look.link = self.link.clone().or(of_field);
            match text {
                Some(text) => open.prose.push(text, &self.look),
                None => open.prose.line_break(),
            }
            return;
        };
        aside.push_str(text.unwrap_or(" "));
    }

    /// Adds a character that is named by its number. Fonts of pictures have theirs where no letters are.
    fn symbol(&mut self, element: &Element<'_>) {
        let number = element.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok());
        match number.and_then(char::from_u32) {
            Some('\u{E000}'..='\u{F8FF}') | None => {
                let font = element.attribute("font").unwrap_or("?".into());
                self.flows.leave_out("symbols of picture fonts", &font);
            }
            Some(c) => self.put(Some(c.encode_utf8(&mut [0; 4]))),
        }
    }
}
