//! What of a page is text, and which part of it is the main one.

use std::collections::BTreeSet;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::{Element, Node};

/// How much of a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Extent {
    /// The title, and the main part where the page has one: else all but what surrounds it on every page of a site.
    Main,
    /// The same, but the part that the page marks as its main one, however small it is.
    Marked,
    /// All that the page shows, which its title is no part of.
    Body,
}

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Read,
    /// It shows nothing.
    Ignored,
    /// Its text is counted as this.
    LeftOut(&'static str),
}

pub(super) fn fate(element: &Element) -> Fate {
    match element.name() {
        "script" | "style" | "template" | "datalist" | "rp" | "frameset" | "noframes" => {
            Fate::Ignored
        }
        "noscript" => Fate::LeftOut("text for browsers without scripts"),
        "svg" => Fate::LeftOut("text in drawings"),
        "math" => Fate::LeftOut("formulas"),
        "rt" | "rtc" => Fate::LeftOut("readings beside words"),
        "del" => Fate::LeftOut("deleted text"),
        "iframe" | "object" | "video" | "audio" | "canvas" | "map" | "noembed" => {
            Fate::LeftOut("text in place of media")
        }
        _ if is_hidden(element) => Fate::LeftOut("hidden text"),
        "a" | "sup" | "span" if has_role(element, &["doc-noteref", "noteref"]) => {
            Fate::LeftOut("marks of notes")
        }
        "a" if has_role(element, &["doc-backlink", "backlink"]) => Fate::LeftOut("marks of notes"),
        _ => Fate::Read,
    }
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let says = |mark: &str| {
        let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
        rules.any(|(name, value)| {
            let is = |of: &str, what: &str| of.trim().eq_ignore_ascii_case(what);
            let value = value.trim().trim_end_matches("!important");
            is(name, mark) && (is(value, "none") || is(value, "hidden"))
        })
    };
    element.attr("hidden").is_some() || says("display") || says("visibility")
}

/// Whether an element has one of some roles, as pages or electronic books name them.
pub(super) fn has_role(element: &Element, roles: &[&str]) -> bool {
    ["role", "epub:type"].iter().filter_map(|name| element.attr(name)).any(|value| {
        value
            .split_ascii_whitespace()
            .any(|role| roles.iter().any(|r| r.eq_ignore_ascii_case(role)))
    })
}

/// Whether a text ends where an element starts or ends.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "textarea"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
            | "xmp"
            | "listing"
    )
}

/// The parts of a page that are read.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The element that is read alone, if there is one.
    pub(super) main: Option<NodeId>,
    /// Elements around the main part, where no element is marked as it.
    pub(super) around: BTreeSet<NodeId>,
}

/// The parts of a page: `main`, `article` or `[role=main]` if it holds half of the text, else all but `nav`, `aside`,
/// `form`, and the header and footer of the page. What holds more than half of the text is never passed over, unless the part
/// that is marked as the main one is asked for.
pub(super) fn parts(body: NodeRef<'_, Node>, extent: Extent) -> Parts {
    let sizes = Sizes::of(body);
    let holds_half = |size: usize| size * 2 >= sizes.whole && size > 0;
    let is_enough = |size: usize| size > 0 && (extent == Extent::Marked || holds_half(size));
    for marks in [&sizes.mains, &sizes.articles] {
        let largest = marks.iter().rev().max_by_key(|(_, size)| *size);
        if let Some((main, size)) = largest
            && is_enough(*size)
        {
            return Parts { main: Some(*main), around: BTreeSet::new() };
        }
    }
    let small = sizes.around.iter().filter(|(_, size)| !holds_half(*size));
    Parts { main: None, around: small.map(|(id, _)| *id).collect() }
}

/// How many characters of the text of a page lie in which elements.
#[derive(Default)]
struct Sizes {
    whole: usize,
    mains: Vec<(NodeId, usize)>,
    articles: Vec<(NodeId, usize)>,
    around: Vec<(NodeId, usize)>,
}

impl Sizes {
    fn of(body: NodeRef<'_, Node>) -> Sizes {
        let mut sizes = Sizes::default();
        let (mut open, mut skipped) = (Vec::new(), None);
        // Whether an article or section around has a header and footer of its own.
        let mut sections = 0usize;
        for edge in body.traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) if skipped.is_none() => {
                        open.push(sizes.whole);
                        sections += usize::from(is_section(element));
                        if fate(element) != Fate::Read {
                            skipped = Some(node.id());
                        }
                    }
                    Node::Text(text) if skipped.is_none() => {
                        sizes.whole += text.split_whitespace().map(str::len).sum::<usize>();
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if skipped == Some(node.id()) {
                        skipped = None;
                    }
                    if let (Node::Element(element), None) = (node.value(), skipped) {
                        let size = sizes.whole - open.pop().unwrap_or_default();
                        sections -= usize::from(is_section(element)).min(sections);
                        sizes.note(node.id(), element, size, sections > 0);
                    }
                }
            }
        }
        sizes
    }

    fn note(&mut self, id: NodeId, element: &Element, size: usize, in_section: bool) {
        let entry = (id, size);
        match element.name() {
            "main" => self.mains.push(entry),
            _ if element.attr("role") == Some("main") => self.mains.push(entry),
            "article" => self.articles.push(entry),
            "nav" | "aside" | "form" => self.around.push(entry),
            "header" | "footer" if !in_section => self.around.push(entry),
            _ => {}
        }
    }
}

fn is_section(element: &Element) -> bool {
    matches!(element.name(), "article" | "section" | "main")
}
