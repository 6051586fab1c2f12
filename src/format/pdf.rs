//! PDF: glyphs at places, put in the order of reading.
//!
//! A PDF file has no text, only glyphs, and those of a right-to-left line are drawn in any order. So each page is drawn
//! ([`content`]), glyphs are grouped to columns, lines and paragraphs by where they stand, and each line is turned from
//! the order in which it is seen to that in which it is read.

use std::thread;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::{Error, ErrorKind, Result};
use crate::format::DocumentReader;
use crate::format::flows::{Flow, Flows};
use crate::format::name::has_extension;
use crate::format::prose::{Look, Prose};
use crate::lang::Lang;
use crate::language;
use crate::text::fold::is_mark;
use crate::text::{Block, BlockKind, Document, LineBreaks, Place, Warning};

mod cmap;
mod columns;
mod content;
mod doubts;
mod file;
mod filter;
mod font;
mod furniture;
mod letters;
mod lexer;
mod lines;
mod order;
mod over;
mod page;
mod paragraphs;
mod tables;

use content::{Budget, Canvas, Exhausted};
use file::Refused;
use furniture::{Edge, Furniture};
use letters::Texts;
use over::Over;
use page::{Counted, Lines, Sheet};
use paragraphs::Line;

const FORMAT: &str = "PDF";

const BROKEN: &str = "the file is broken; open it in a viewer and print it to PDF again";

/// How much stack objects in objects may take.
const STACK: usize = 64 << 20;

/// What one file may cost.
const BUDGET: Budget = Budget {
    tokens: if cfg!(test) { 2_000_000 } else { 40_000_000 },
    glyphs: 4_000_000,
    bytes: 512 << 20,
};

pub(super) struct Pdf;

impl DocumentReader for Pdf {
    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        // A text that speaks of the format is none; a file of that name may have something in front.
        let is_first = |at: usize| !head[..at].iter().any(u8::is_ascii_graphic);
        memchr::memmem::find(head, b"%PDF-")
            .is_some_and(|at| is_first(at) || has_extension(name, "pdf"))
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        // A thread of its own, since objects lie deep in each other and broken files make the parser panic.
        let read = || read(bytes, lang);
        let done = thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
            thread.map(thread::ScopedJoinHandle::join)
        });
        match done? {
            Ok(document) => document,
            Err(_) => Err(broken(1, BROKEN)),
        }
    }
}

fn broken(page: u32, message: impl Into<String>) -> Error {
    let place = Place::Page { page, line: 1 };
    Error::new(ErrorKind::Malformed { format: FORMAT, place, message: message.into() })
}

fn refused(refused: Refused) -> Error {
    match refused {
        Refused::Password => broken(1, "the file has a password; save it without one"),
        Refused::TooLarge => {
            broken(1, "the file unpacks to more than any that is read; save it again")
        }
        Refused::Pages => broken(1, "more pages than in any file that is read; divide the file"),
        Refused::Broken => broken(1, BROKEN),
    }
}

fn exhausted(page: u32, what: Exhausted) -> Error {
    let what = match what {
        Exhausted::Tokens => "drawing operators",
        Exhausted::Glyphs => "glyphs",
        Exhausted::Bytes => "bytes unpacked",
    };
    broken(page, format!("more {what} than in any file that is read; divide the file"))
}

fn read(bytes: &[u8], lang: Lang) -> Result<Document> {
    let (file, relisted) = file::open(bytes).map_err(refused)?;
    let pages = file::pages(&file).map_err(refused)?;
    if pages.is_empty() {
        return Err(broken(1, BROKEN));
    }
    let mut canvas = Canvas::new(&file, BUDGET);
    let empty = lopdf::Dictionary::new();
    let mut sheets = Vec::with_capacity(pages.len());
    // Pages of pictures alone.
    let mut scans: Vec<u32> = Vec::new();
    let mut over: Vec<(u32, Over, String)> = Vec::new();
    for (number, page) in (1..).zip(&pages) {
        let texts = over::texts(&file, page.dict);
        over.extend(texts.into_iter().map(|(what, text)| (number, what, text)));
        let resources = page.resources.unwrap_or(&empty);
        let glyphs = canvas.page(&page.contents, resources);
        let glyphs = glyphs.map_err(|what| exhausted(number, what))?;
        let sheet = Sheet::new(number, glyphs, &canvas.texts);
        if sheet.is_blank(&canvas.texts) && canvas.pictures > 0 {
            scans.push(number);
        }
        sheets.push(sheet);
    }
    let is_shown = over.iter().any(|(_, what, _)| *what == Over::Shown);
    if !is_shown && sheets.iter().all(|sheet| sheet.is_blank(&canvas.texts)) {
        return Err(match scans.is_empty() {
            true => Error::new(ErrorKind::Empty),
            false => broken(
                1,
                "no page has text, only pictures; run text recognition (OCR) on the file first",
            ),
        });
    }
    let laid = laid_out(&sheets, &canvas.texts);
    let mut document = document(&laid, &over, lang)?;
    if relisted {
        let message = "the file is damaged; its parts were found by search, and some may lack";
        document.warnings.push(Warning::new(None, message));
    }
    warn(&mut document, &laid, &scans, canvas.loops);
    Ok(document)
}

/// The lines of all pages.
fn laid_out(sheets: &[Sheet], texts: &Texts) -> Lines {
    let edges: Vec<Edge> = sheets.iter().flat_map(|sheet| sheet.edges(texts)).collect();
    let kinds = furniture::find(&edges, sheets.len() as u32);
    let mut by_page: HashMap<u32, HashMap<usize, Furniture>> = HashMap::new();
    for (edge, kind) in edges.iter().zip(kinds) {
        if let Some(kind) = kind {
            by_page.entry(edge.page).or_default().insert(edge.row, kind);
        }
    }
    let (mut all, mut counted, none) = (Lines::default(), Counted::default(), HashMap::new());
    for sheet in sheets {
        let furniture = by_page.get(&sheet.number).unwrap_or(&none);
        all.add(sheet.lines(furniture, texts, &mut counted));
    }
    let furniture = all.furniture.iter_mut().map(|(_, line)| line);
    let mut lines: Vec<&mut Line> =
        all.lines.iter_mut().chain(&mut all.aside).chain(furniture).collect();
    doubts::settle(&mut lines, &all.others);
    all
}

/// The blocks of a document: the text, what stands beside it and over it, and each header and footer once.
fn document(laid: &Lines, over: &[(u32, Over, String)], lang: Lang) -> Result<Document> {
    let mut flows = Flows::new(FORMAT);
    let sizes = paragraphs::sizes(&laid.lines);
    for paragraph in paragraphs::paragraphs(&laid.lines) {
        let lines = &laid.lines[paragraph.lines.clone()];
        let kind = paragraphs::heading(lines, &sizes);
        let kind = match (lines[0].cell, kind) {
            (Some([table, row, column]), _) => BlockKind::Cell { table, row, column },
            (None, kind) => kind.map_or(BlockKind::Paragraph, BlockKind::Heading),
        };
        let mut block = block(lines, kind);
        block.continues = paragraph.continues && kind == BlockKind::Paragraph;
        flows.add(Flow::Body, block)?;
    }
    let aside = laid.aside.iter().map(|line| (None, line));
    let furniture = laid.furniture.iter().map(|(kind, line)| (Some(*kind), line));
    let mut known = HashSet::new();
    for (furniture, line) in aside.chain(furniture) {
        let (flow, kind, repeated) = match furniture {
            None => (Flow::Boxes, BlockKind::TextBox, "repeated lines in another direction"),
            Some(Furniture::Header) => (Flow::Headers, BlockKind::Header, "repeated page headers"),
            Some(Furniture::Footer) => (Flow::Footers, BlockKind::Footer, "repeated page footers"),
            Some(Furniture::PageNumber) => {
                flows.leave_out("page numbers", &line.text);
                continue;
            }
        };
        if known.insert((furniture, line.text.as_str())) {
            flows.add(flow, block(std::slice::from_ref(line), kind))?;
        } else {
            flows.leave_out(repeated, &line.text);
        }
    }
    for (page, what, text) in over {
        match what {
            Over::Shown => lay_over(*page, text, &mut flows)?,
            Over::Comment => flows.leave_out("comments", text),
            Over::Alternative => flows.leave_out("alternative texts", text),
            Over::Hidden => flows.leave_out("hidden text", text),
        }
    }
    flows.document(lang)
}

/// Adds the text of a field or box, whose lines were put by hand.
fn lay_over(page: u32, text: &str, flows: &mut Flows) -> Result<()> {
    let mut prose = Prose::default();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            prose.line_break();
        }
        prose.push(line.trim(), &Look::default());
    }
    flows.paragraph(Flow::Boxes, &prose, BlockKind::TextBox, &Place::Page { page, line: 1 })
}

/// Lines as a block, whose line ends are spaces.
fn block(lines: &[Line], kind: BlockKind) -> Block {
    let (page, line) = lines.first().map_or((1, 1), |line| (line.page, line.number));
    let mut block = Block::new(paragraphs::text(lines), Place::Page { page, line });
    (block.kind, block.breaks) = (kind, LineBreaks::Wrap);
    block
}

/// Tells what may be wrong with the text.
fn warn(document: &mut Document, laid: &Lines, scans: &[u32], loops: u64) {
    let lang = document.lang;
    let mut warn = |message: String| document.warnings.push(Warning::new(None, message));
    if !scans.is_empty() {
        warn(format!(
            "{} no text, only pictures; if they show text, run text recognition (OCR) on the file first",
            listed(scans)
        ));
    }
    if loops > 0 {
        warn(format!("{loops} drawing(s) that hold themselves were not drawn again"));
    }
    if laid.unknown > 0 {
        warn(format!("{} glyph(s) have no letters in their fonts and are left out", laid.unknown));
    }
    if let Some(message) = wrong_layer(&laid.lines, lang) {
        warn(message);
    }
    if laid.marks >= 20 && laid.loose_marks * 50 > laid.marks {
        warn(format!(
            "vowel marks are not reliable: {} of {} stand on no letter",
            laid.loose_marks, laid.marks
        ));
    }
}

/// What to tell of pages on which many words have letters in an order that no word has.
fn wrong_layer(lines: &[Line], lang: Lang) -> Option<String> {
    let language = language::of(lang);
    // Words and wrong words by page.
    let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let mut sample = None;
    for line in lines {
        let (all, wrong) = counts.entry(line.page).or_default();
        for word in line.text.split(|c: char| !c.is_alphabetic() && !is_mark(c)) {
            *all += u64::from(!word.is_empty());
            if language.is_misshapen(word) {
                *wrong += 1;
                sample.get_or_insert(word);
            }
        }
    }
    let is_wrong = |&(_, &(all, wrong)): &(&u32, &(u64, u64))| wrong > 2 && wrong * 50 > all;
    let pages: Vec<u32> = counts.iter().filter(is_wrong).map(|(page, _)| *page).collect();
    let sample = sample.filter(|_| !pages.is_empty())?;
    Some(format!(
        "{} a wrong text layer: many words there have letters in an order that no word has, such as '{sample}'; \
         compare with the page, or run text recognition (OCR) on the file",
        listed(&pages)
    ))
}

/// Pages in words: `page 3 has`, `pages 1, 4-6 have`.
fn listed(pages: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => ranges.push((page, page)),
        }
    }
    let range = |&(first, last): &(u32, u32)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    let ranges: Vec<String> = ranges.iter().map(range).collect();
    match pages.len() {
        1 => format!("page {} has", ranges.join(", ")),
        _ => format!("pages {} have", ranges.join(", ")),
    }
}

#[cfg(test)]
mod tests;
