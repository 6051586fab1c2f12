//! The styles of an open document, with what they take from their parents.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::format::markup::{Element, Node, Xml};

/// How many styles are based on each other.
const DEEPEST: usize = 32;

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<(String, String), Style>);

/// A style, or a run of text with all that holds for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    name: String,
    parent: String,
    /// Bold and italic of western scripts, and of those that join their letters.
    pub(super) bold: [Option<bool>; 2],
    pub(super) italic: [Option<bool>; 2],
    pub(super) underline: Option<bool>,
    pub(super) hidden: Option<bool>,
}

impl Style {
    /// Takes what it does not say itself from another.
    pub(super) fn fill(&mut self, other: &Style) {
        let fill = |own: &mut Option<bool>, of: Option<bool>| *own = own.or(of);
        for at in 0..2 {
            fill(&mut self.bold[at], other.bold[at]);
            fill(&mut self.italic[at], other.italic[at]);
        }
        fill(&mut self.underline, other.underline);
        fill(&mut self.hidden, other.hidden);
    }

    fn see(&mut self, element: &Element<'_>) {
        let value = |name| element.attribute(name);
        let is_bold = |weight: &str| weight == "bold" || weight.parse().is_ok_and(|w: u32| w > 500);
        let bold = |name| value(name).map(|weight| is_bold(&weight));
        let slanted = |name| value(name).map(|style| style != "normal");
        self.bold = [bold("font-weight"), bold("font-weight-complex")];
        self.italic = [slanted("font-style"), slanted("font-style-complex")];
        self.underline = value("text-underline-style").map(|style| style != "none");
        self.hidden = value("display").map(|display| display == "none");
    }
}

impl Styles {
    /// Reads those of a part.
    pub(super) fn read(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        let mut open: Vec<Option<(String, Style)>> = Vec::new();
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => {
                    let value = |name| element.attribute(name).unwrap_or_default().into_owned();
                    let style = open.iter_mut().rev().find_map(Option::as_mut);
                    match (element.name(), style) {
                        ("body" | "master-styles", _) => {
                            xml.skip()?;
                            continue;
                        }
                        ("text-properties", Some((_, style))) => style.see(&element),
                        ("table-properties", Some((_, style))) => {
                            style.hidden =
                                element.attribute("display").map(|shown| shown == "false");
                        }
                        ("drawing-page-properties", Some((_, style))) => {
                            let shown = element.attribute("visibility");
                            style.hidden = shown.map(|visibility| visibility == "hidden");
                        }
                        _ => {}
                    }
                    let is_style =
                        element.name() == "style" && element.attribute("family").is_some();
                    open.push(is_style.then(|| {
                        let (name, parent) = (value("name"), value("parent-style-name"));
                        (value("family"), Style { name, parent, ..Style::default() })
                    }));
                }
                Node::End => {
                    if let Some(Some((family, style))) = open.pop() {
                        self.0.insert((family, style.name.clone()), style);
                    }
                }
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn chain(&self, family: &str, name: &str) -> impl Iterator<Item = &Style> {
        let family = family.to_owned();
        let mut next = self.0.get(&(family.clone(), name.to_owned()));
        let chain = std::iter::from_fn(move || {
            let style = next?;
            next = self.0.get(&(family.clone(), style.parent.clone()));
            Some(style)
        });
        chain.take(DEEPEST)
    }

    /// A style with all that it is based on.
    pub(super) fn whole(&self, family: &str, name: &str) -> Style {
        let mut whole = Style::default();
        self.chain(family, name).for_each(|style| whole.fill(style));
        whole
    }

    /// Whether a style of paragraphs is one of a name, or based on it.
    pub(super) fn is(&self, name: &str, of: &str) -> bool {
        name == of
            || self.chain("paragraph", name).any(|style| style.name == of || style.parent == of)
    }
}
