//! The styles of a document, each with what it takes from the styles it is based on.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::format::docx::properties::{Paragraph, Run, paragraph, run};
use crate::format::markup::{Node, Xml};
use crate::text::BlockKind;

/// How many styles are based on each other.
const DEEPEST: usize = 32;

/// Styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

/// A style.
#[derive(Debug, Default)]
struct Style {
    /// Its name in lower case. Ids are translated; the names of built-in styles are not.
    name: String,
    based_on: String,
    paragraph: Paragraph,
    run: Run,
}

/// What paragraphs of a style are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Text of a kind.
    Text(BlockKind),
    /// A line of a table of contents.
    Contents,
}

impl Styles {
    /// Reads the part that has them.
    pub(super) fn read(text: &str, part: &str, format: &'static str) -> Result<Styles> {
        let mut xml = Xml::new(text, part, format);
        let mut styles = BTreeMap::new();
        while let Some(node) = xml.next()? {
            if let Node::Start(element) = node
                && element.name() == "style"
            {
                let id = element.attribute("styleId").unwrap_or_default().into_owned();
                styles.insert(id, Style::read(&mut xml)?);
            }
        }
        Ok(Styles(styles))
    }

    /// A style and those it is based on.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.0.get(id);
        let chain = std::iter::from_fn(move || {
            let style = next?;
            next = self.0.get(&style.based_on);
            Some(style)
        });
        chain.take(DEEPEST)
    }

    /// What a paragraph is.
    pub(super) fn role(&self, paragraph: &Paragraph) -> Role {
        let mut level = paragraph.level;
        let mut item = paragraph.item;
        for style in self.chain(&paragraph.style) {
            let number = |prefix| style.name.strip_prefix(prefix)?.trim().parse::<u8>().ok();
            if let Some(heading) = number("heading ") {
                level = level.or(Some(heading.saturating_sub(1)));
            }
            match &*style.name {
                "title" => return Role::Text(BlockKind::Title),
                "caption" => return Role::Text(BlockKind::Caption),
                _ if number("toc ").is_some() => return Role::Contents,
                _ => {}
            }
            level = level.or(style.paragraph.level);
            item = item.or(style.paragraph.item);
        }
        Role::Text(match (level, item) {
            // The tenth level is that of running text.
            (Some(level @ 0..=8), _) => BlockKind::Heading(level + 1),
            (_, Some(Some(depth))) => BlockKind::Item { depth: depth.saturating_add(1) },
            _ => BlockKind::Paragraph,
        })
    }

    /// How a run looks, with what its style and that of its paragraph say.
    pub(super) fn run(&self, own: &Run, of_paragraph: Option<&str>) -> Run {
        let mut whole = own.clone();
        for style in self.chain(&own.style) {
            whole.fill(&style.run);
        }
        if own.hidden.is_none() {
            // Both hide: then neither does.
            let chain = of_paragraph.into_iter().flat_map(|id| self.chain(id));
            let of_paragraph = chain.into_iter().find_map(|style| style.run.hidden);
            let hides = |hidden: Option<bool>| hidden.unwrap_or_default();
            whole.hidden = Some(hides(whole.hidden) != hides(of_paragraph));
        }
        whole
    }
}

impl Style {
    fn read(xml: &mut Xml<'_>) -> Result<Style> {
        let mut style = Style::default();
        loop {
            match xml.next()? {
                Some(Node::Start(element)) => {
                    let value = || element.attribute("val").unwrap_or_default().into_owned();
                    match element.name() {
                        "name" => style.name = value().to_lowercase(),
                        "basedOn" => style.based_on = value(),
                        "pPr" => {
                            style.paragraph = paragraph(xml)?;
                            continue;
                        }
                        "rPr" => {
                            style.run = run(xml)?;
                            continue;
                        }
                        _ => {}
                    }
                    xml.skip()?;
                }
                Some(Node::End) | None => return Ok(style),
                Some(Node::Text(_)) => {}
            }
        }
    }
}
