//! The text of charts, diagrams, shapes and slides, in the drawing language of office programs (ISO/IEC 29500, part 1).

use std::collections::HashSet;

use crate::error::Result;
use crate::format::flows::{Flow, Flows};
use crate::format::markup::{Element, Node, Xml};
use crate::format::prose::{Look, Prose};
use crate::text::{Block, BlockKind, Place};

/// The paragraphs of a chart, diagram or drawing, and the names in a chart, which stand in its cache.
///
/// # Errors
///
/// If the part is broken.
pub(super) fn paragraphs(
    xml: &mut Xml<'_>,
    place: &Place,
    flows: &mut Flows,
) -> Result<Vec<Block>> {
    let plain = Look::default();
    let mut blocks: Vec<Block> = Vec::new();
    let mut prose = Prose::default();
    let mut open: Vec<String> = Vec::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => {
                match element.name() {
                    "br" => prose.line_break(),
                    // Of what programs can show in several ways, the first counts.
                    "Fallback" | "numCache" | "numLit" => {
                        xml.skip()?;
                        continue;
                    }
                    "cNvPr" | "docPr" => alternative(&element, flows),
                    _ => {}
                }
                open.push(element.name().to_owned());
            }
            Node::Text(text) => {
                let is_text = match open.last().map(|name| &**name) {
                    Some("t") => true,
                    Some("v") => open.iter().any(|name| name == "strCache" || name == "strLit"),
                    _ => false,
                };
                if is_text {
                    prose.push(&text, &plain);
                }
            }
            Node::End => {
                let ended = open.pop();
                if matches!(ended.as_deref(), Some("p" | "pt")) && !prose.is_blank() {
                    let block = prose.blocks(BlockKind::TextBox, place);
                    // The values of a chart name what its axes name too.
                    blocks.extend(
                        block
                            .into_iter()
                            .filter(|block| {
                                ended.as_deref() == Some("p")
                                    || blocks.iter().all(|b| b.text != block.text)
                            })
                            .collect::<Vec<_>>(),
                    );
                    prose = Prose::default();
                }
            }
        }
    }
    Ok(blocks)
}

/// Counts the text that describes a picture to those who do not see it.
pub(super) fn alternative(element: &Element<'_>, flows: &mut Flows) {
    let text = ["descr", "title"].map(|name| element.attribute(name).unwrap_or_default());
    if let Some(text) = text.iter().find(|text| !text.trim().is_empty()) {
        flows.leave_out("alternative texts of pictures", text);
    }
}

/// How the shapes of a slide are read.
pub(super) struct Shapes<'s> {
    pub(super) place: &'s Place,
    /// How many tables came before.
    pub(super) tables: &'s mut u32,
    /// Whether it is the page of notes to a slide.
    pub(super) of_notes: bool,
}

/// Reads the shapes of a slide. Returns the ids of the links to its charts and diagrams.
///
/// # Errors
///
/// If the part is broken, or the document grows too large.
pub(super) fn shapes(
    xml: &mut Xml<'_>,
    mut shapes: Shapes<'_>,
    flows: &mut Flows,
) -> Result<HashSet<String>> {
    let mut drawings = HashSet::new();
    let mut placeholder = String::new();
    // Of each open element that offers a choice, whether it was made.
    let mut open: Vec<Option<bool>> = Vec::new();
    while let Some(node) = xml.next()? {
        let element = match node {
            Node::Start(element) => element,
            Node::End => {
                open.pop();
                continue;
            }
            Node::Text(_) => continue,
        };
        match element.name() {
            "sld" if !element.is_shown() => {
                let words = xml.words(|name| name == "t")?;
                flows.leave_out("hidden slides", &words);
                continue;
            }
            "sp" => placeholder.clear(),
            "cNvPr" => alternative(&element, flows),
            "ph" => placeholder = element.attribute("type").unwrap_or("obj".into()).into_owned(),
            "txBody" => {
                shape(xml, &placeholder, &shapes, flows)?;
                continue;
            }
            "tbl" => {
                table(xml, &mut shapes, flows)?;
                continue;
            }
            "chart" => drawings.extend(element.attribute("id").map(|id| id.into_owned())),
            "relIds" => drawings.extend(element.attribute("dm").map(|id| id.into_owned())),
            "Choice" | "Fallback" => {
                if let Some(Some(is_made)) = open.last_mut()
                    && std::mem::replace(is_made, true)
                {
                    xml.skip()?;
                    continue;
                }
            }
            _ => {}
        }
        open.push((element.name() == "AlternateContent").then_some(false));
    }
    Ok(drawings)
}

/// Reads the text of a shape.
fn shape(
    xml: &mut Xml<'_>,
    placeholder: &str,
    shapes: &Shapes<'_>,
    flows: &mut Flows,
) -> Result<()> {
    let (flow, kind) = match (placeholder, shapes.of_notes) {
        ("body" | "", true) => (Flow::Notes, Some(BlockKind::Note)),
        (_, true) | ("sldNum", false) => return xml.skip(),
        ("title" | "ctrTitle", _) => (Flow::Body, Some(BlockKind::Heading(1))),
        ("ftr" | "dt", _) => (Flow::Footers, Some(BlockKind::Footer)),
        ("hdr", _) => (Flow::Headers, Some(BlockKind::Header)),
        _ => (Flow::Body, None),
    };
    lines(xml, |prose, depth| {
        let of_list = depth.map_or(BlockKind::Paragraph, |depth| BlockKind::Item { depth });
        flows.paragraph(flow, prose, kind.unwrap_or(of_list), shapes.place)
    })
}

/// Reads a table.
fn table(xml: &mut Xml<'_>, shapes: &mut Shapes<'_>, flows: &mut Flows) -> Result<()> {
    let table = *shapes.tables;
    *shapes.tables += 1;
    let (mut next_row, mut row, mut column) = (0u32, 0u32, 0u32);
    let mut open: Vec<bool> = vec![false];
    while !open.is_empty() {
        match xml.next()? {
            Some(Node::Start(element)) => {
                match element.name() {
                    "tr" => (row, next_row, column) = (next_row, next_row.saturating_add(1), 0),
                    "txBody" => {
                        let kind = BlockKind::Cell { table, row, column };
                        lines(xml, |prose, _| {
                            flows.paragraph(Flow::Body, prose, kind, shapes.place)
                        })?;
                        continue;
                    }
                    _ => {}
                }
                open.push(element.name() == "tc");
            }
            Some(Node::End) => {
                if open.pop() == Some(true) {
                    column = column.saturating_add(1);
                }
            }
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(())
}

/// An open element of the text of a shape.
enum Open {
    Other,
    Paragraph,
    Run,
    Properties,
    Text,
}

/// Reads the paragraphs of a shape up to its end, and calls a function for each, with the depth of an item of a list.
pub(super) fn lines(
    xml: &mut Xml<'_>,
    mut add: impl FnMut(&Prose, Option<u8>) -> Result<()>,
) -> Result<()> {
    let (mut prose, mut look) = (Prose::default(), Look::default());
    let (mut level, mut is_item) = (0u8, false);
    let mut open = vec![Open::Other];
    while !open.is_empty() {
        match xml.next()? {
            Some(Node::Start(element)) => {
                let value = |name| element.attribute(name);
                open.push(match element.name() {
                    "p" => {
                        (prose, level, is_item) = (Prose::default(), 0, false);
                        Open::Paragraph
                    }
                    "pPr" => {
                        level = value("lvl").and_then(|level| level.parse().ok()).unwrap_or(0);
                        is_item = level > 0;
                        Open::Properties
                    }
                    "buChar" | "buAutoNum" | "buBlip" => {
                        is_item = true;
                        Open::Other
                    }
                    "r" | "fld" => {
                        look = Look::default();
                        Open::Run
                    }
                    "rPr" => {
                        let is_on = |name| value(name).is_some_and(|v| v == "1" || v == "true");
                        (look.bold, look.italic) = (is_on("b"), is_on("i"));
                        look.underline = value("u").is_some_and(|u| u != "none");
                        Open::Properties
                    }
                    "br" => {
                        prose.line_break();
                        Open::Other
                    }
                    "t" => Open::Text,
                    "Fallback" => {
                        xml.skip()?;
                        continue;
                    }
                    _ => Open::Other,
                });
            }
            Some(Node::Text(text)) => {
                if let Some(Open::Text) = open.last() {
                    let mut lines = text.split('\u{B}');
                    prose.push(lines.next().unwrap_or_default(), &look);
                    for line in lines {
                        prose.line_break();
                        prose.push(line, &look);
                    }
                }
            }
            Some(Node::End) => {
                if let Some(Open::Paragraph) = open.pop() {
                    add(&prose, is_item.then(|| level.saturating_add(1)))?;
                }
            }
            None => break,
        }
    }
    Ok(())
}
