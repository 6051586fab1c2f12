//! What the readers of office documents put their blocks in: the flows that such documents have, always in one order,
//! and what is left out of them.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind, Result};
use crate::format::blocks::{LeftOuts, MOST_BLOCKS};
use crate::format::prose::{LONGEST, Prose};
use crate::lang::Lang;
use crate::text::{Block, BlockKind, Document, LeftOut, Place, Warning};

/// The most bytes of text of a document.
const MOST_TEXT: usize = 96 << 20;

/// A flow, in the order of all formats, so that flows of the same kind face each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// The running text.
    Body,
    /// Boxes beside it.
    Boxes,
    /// Footnotes and endnotes, or what a speaker is to say.
    Notes,
    /// Page headers, each text once.
    Headers,
    /// Page footers, each text once.
    Footers,
}

/// A document in the making.
#[derive(Debug)]
pub(super) struct Flows {
    format: &'static str,
    flows: [Vec<Block>; 5],
    /// The texts of headers, and of footers.
    known: [BTreeSet<String>; 2],
    left_out: LeftOuts,
    warnings: Vec<Warning>,
    blocks: usize,
    text: usize,
}

impl Flows {
    /// An empty document; errors name the format.
    pub(super) fn new(format: &'static str) -> Flows {
        Flows {
            format,
            flows: Default::default(),
            known: Default::default(),
            left_out: LeftOuts::default(),
            warnings: Vec::new(),
            blocks: 0,
            text: 0,
        }
    }

    /// Adds a paragraph to a flow.
    ///
    /// # Errors
    ///
    /// If the document grows larger than any that is read.
    pub(super) fn paragraph(
        &mut self,
        flow: Flow,
        prose: &Prose,
        kind: BlockKind,
        place: &Place,
    ) -> Result<()> {
        self.require(prose.len() <= LONGEST, "a paragraph", place)?;
        prose.blocks(kind, place).into_iter().try_for_each(|block| self.add(flow, block))
    }

    /// Adds a block to a flow. Headers and footers have each text once.
    ///
    /// # Errors
    ///
    /// If the document grows larger than any that is read.
    pub(super) fn add(&mut self, flow: Flow, block: Block) -> Result<()> {
        let known = match flow {
            Flow::Headers => Some(0),
            Flow::Footers => Some(1),
            _ => None,
        };
        if let Some(known) = known
            && !self.known[known].insert(block.text.clone())
        {
            const REPEATED: [&str; 2] = ["repeated page headers", "repeated page footers"];
            self.left_out.add(REPEATED[known], &block.text);
            return Ok(());
        }
        self.blocks += 1;
        self.text += block.text.len();
        let is_small = self.blocks <= MOST_BLOCKS && self.text <= MOST_TEXT;
        self.require(is_small, "the document", &block.places[0].1)?;
        self.flows[flow as usize].push(block);
        Ok(())
    }

    fn require(&self, is_small: bool, what: &str, place: &Place) -> Result<()> {
        if is_small {
            return Ok(());
        }
        let message = format!("{what} is larger than any that is read; divide the document");
        Err(Error::new(ErrorKind::Malformed { format: self.format, place: place.clone(), message }))
    }

    /// Counts something that is not read because it is no text of the document.
    pub(super) fn leave_out(&mut self, what: &'static str, sample: &str) {
        self.left_out.add(what, sample);
    }

    /// Counts something that should have been read.
    pub(super) fn lose(&mut self, what: &'static str, sample: &str) {
        self.left_out.lose(what, sample);
    }

    /// Adds what was left out of a part, and what was guessed in it.
    pub(super) fn absorb(&mut self, left_out: Vec<LeftOut>, warnings: Vec<Warning>) {
        self.left_out.absorb(left_out);
        self.warnings.extend(warnings);
    }

    /// The document.
    ///
    /// # Errors
    ///
    /// If it holds no text.
    pub(super) fn document(self, lang: Lang) -> Result<Document> {
        if self.blocks == 0 {
            return Err(Error::new(ErrorKind::Empty));
        }
        let mut document = Document::new(lang, Vec::with_capacity(self.blocks));
        (document.left_out, document.warnings) = (self.left_out.into_list(), self.warnings);
        for (at, flow) in self.flows.into_iter().enumerate() {
            if at > 0 {
                document.flows.push(document.blocks.len() as u32);
            }
            document.blocks.extend(flow);
        }
        Ok(document)
    }
}
