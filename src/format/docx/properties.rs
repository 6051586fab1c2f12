//! What a document says of its paragraphs, runs, rows, cells and sections before their text.

use crate::error::Result;
use crate::format::markup::{Element, Node, Xml};
use crate::format::prose::Look;

/// Of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// The id of its style.
    pub(super) style: String,
    /// Its outline level, from 0.
    pub(super) level: Option<u8>,
    /// Whether it is an item of a list, and how deep, from 0.
    pub(super) item: Option<Option<u8>>,
    /// Whether the next paragraph goes on in it: its end was deleted, or it is the large first letter of that one.
    pub(super) is_joined: bool,
    /// The sections that end with it.
    pub(super) section: Section,
}

/// Of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// The id of its style.
    pub(super) style: String,
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    /// Bold and italic of scripts that join their letters.
    joined: [Option<bool>; 2],
    is_joined_script: bool,
    pub(super) hidden: Option<bool>,
}

impl Run {
    /// Takes what it does not say itself from a style.
    pub(super) fn fill(&mut self, style: &Run) {
        let fill = |own: &mut Option<bool>, of: Option<bool>| *own = own.or(of);
        fill(&mut self.bold, style.bold);
        fill(&mut self.italic, style.italic);
        fill(&mut self.underline, style.underline);
        fill(&mut self.joined[0], style.joined[0]);
        fill(&mut self.joined[1], style.joined[1]);
        fill(&mut self.hidden, style.hidden);
    }

    /// How it looks.
    pub(super) fn look(&self) -> Look {
        let [bold, italic] = match self.is_joined_script {
            true => self.joined,
            false => [self.bold, self.italic],
        };
        let is_on = |switch: Option<bool>| switch.unwrap_or_default();
        let underline = is_on(self.underline);
        Look { bold: is_on(bold), italic: is_on(italic), underline, link: None }
    }
}

/// Headers and footers of a section, by the ids of their links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) headers: Vec<String>,
    pub(super) footers: Vec<String>,
}

/// Of a row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// How many columns come before its first cell.
    pub(super) before: u32,
    pub(super) is_deleted: bool,
}

/// Of a cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// How many columns it has.
    pub(super) columns: u32,
    pub(super) is_deleted: bool,
}

/// Calls a function for each element in the one that began last, up to its end, and skips what is in these unless it was
/// read.
fn each<'t>(
    xml: &mut Xml<'t>,
    mut see: impl FnMut(&Element<'t>, &mut Xml<'t>) -> Result<bool>,
) -> Result<()> {
    loop {
        match xml.next()? {
            Some(Node::Start(element)) => {
                if !see(&element, xml)? {
                    xml.skip()?;
                }
            }
            Some(Node::End) | None => return Ok(()),
            Some(Node::Text(_)) => {}
        }
    }
}

fn number<T: std::str::FromStr>(element: &Element<'_>) -> Option<T> {
    element.attribute("val")?.trim().parse().ok()
}

/// Reads those of a paragraph.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<Paragraph> {
    let mut paragraph = Paragraph::default();
    each(xml, |element, xml| {
        match element.name() {
            "pStyle" => paragraph.style = element.attribute("val").unwrap_or_default().into_owned(),
            "framePr" => {
                let first = element.attribute("dropCap");
                paragraph.is_joined |= first.is_some_and(|first| first != "none");
            }
            "outlineLvl" => paragraph.level = number(element),
            "numPr" => {
                let (mut depth, mut is_list) = (None, None);
                each(xml, |element, _| {
                    match element.name() {
                        "ilvl" => depth = number(element),
                        // List 0 takes a paragraph out of the list of its style.
                        "numId" => is_list = number::<i64>(element).map(|id| id != 0),
                        _ => {}
                    }
                    Ok(false)
                })?;
                let is_list = is_list.unwrap_or(depth.is_some());
                paragraph.item = Some(is_list.then_some(depth.unwrap_or(0)));
                return Ok(true);
            }
            "rPr" => {
                each(xml, |element, _| {
                    paragraph.is_joined |= matches!(element.name(), "del" | "moveFrom");
                    Ok(false)
                })?;
                return Ok(true);
            }
            "sectPr" => {
                paragraph.section = section(xml)?;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    })?;
    Ok(paragraph)
}

/// Reads those of a run.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<Run> {
    let mut run = Run::default();
    each(xml, |element, _| {
        let is_on = Some(element.is_on());
        match element.name() {
            "rStyle" => run.style = element.attribute("val").unwrap_or_default().into_owned(),
            "b" => run.bold = is_on,
            "i" => run.italic = is_on,
            "u" => run.underline = is_on,
            "bCs" => run.joined[0] = is_on,
            "iCs" => run.joined[1] = is_on,
            "rtl" | "cs" => run.is_joined_script |= element.is_on(),
            "vanish" => run.hidden = is_on,
            _ => {}
        }
        Ok(false)
    })?;
    Ok(run)
}

/// Reads those of a section.
pub(super) fn section(xml: &mut Xml<'_>) -> Result<Section> {
    let mut section = Section::default();
    each(xml, |element, _| {
        let list = match element.name() {
            "headerReference" => &mut section.headers,
            "footerReference" => &mut section.footers,
            _ => return Ok(false),
        };
        list.extend(element.attribute("id").map(|id| id.into_owned()));
        Ok(false)
    })?;
    Ok(section)
}

/// Reads those of a row.
pub(super) fn row(xml: &mut Xml<'_>) -> Result<Row> {
    let mut row = Row::default();
    each(xml, |element, _| {
        match element.name() {
            "gridBefore" => row.before = number(element).unwrap_or(0),
            "del" => row.is_deleted = true,
            _ => {}
        }
        Ok(false)
    })?;
    Ok(row)
}

/// Reads those of a cell.
pub(super) fn cell(xml: &mut Xml<'_>) -> Result<Cell> {
    let mut cell = Cell { columns: 1, is_deleted: false };
    each(xml, |element, _| {
        match element.name() {
            "gridSpan" => cell.columns = number(element).unwrap_or(1),
            "cellDel" => cell.is_deleted = true,
            _ => {}
        }
        Ok(false)
    })?;
    Ok(cell)
}
