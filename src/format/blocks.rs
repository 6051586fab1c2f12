//! What readers of documents share: counts of what they leave out, and lines that end a segment.

use crate::error::{Error, Result};
use crate::format::prose::{Look, Prose};
use crate::text::{Block, BlockKind, LeftOut, LineBreaks, Place};

/// The most blocks of a document, and bytes of one.
pub(super) const MOST_BLOCKS: usize = 1_000_000;
const LONGEST_BLOCK: usize = 64 << 20;

/// Kinds of text that were left out, in the order they were first met.
#[derive(Debug, Default)]
pub(super) struct LeftOuts(Vec<LeftOut>);

impl LeftOuts {
    /// Counts a piece of text that has no place in the document. One that shows nothing is not counted.
    pub(super) fn add(&mut self, what: &'static str, text: &str) {
        self.count(what, text, false);
    }

    /// Counts a piece that should have been read and could not be.
    pub(super) fn lose(&mut self, what: &'static str, text: &str) {
        self.count(what, text, true);
    }

    fn count(&mut self, what: &'static str, text: &str, is_loss: bool) {
        /// Characters of the sample.
        const SAMPLE: usize = 60;
        let mut words = text.split_whitespace();
        let Some(first) = words.next() else { return };
        if let Some(known) = self.0.iter_mut().find(|known| known.what == what) {
            known.count += 1;
            return;
        }
        let mut sample = first.to_owned();
        for word in words {
            if sample.len() > 4 * SAMPLE {
                break;
            }
            sample.extend([" ", word]);
        }
        let sample = sample.chars().take(SAMPLE).collect();
        self.0.push(LeftOut { what, count: 1, sample, is_loss });
    }

    /// Adds what was left out of a part of the document.
    pub(super) fn absorb(&mut self, list: Vec<LeftOut>) {
        for left in list {
            match self.0.iter_mut().find(|known| known.what == left.what) {
                Some(known) => known.count += left.count,
                None => self.0.push(left),
            }
        }
    }

    /// All kinds with their counts.
    pub(super) fn into_list(self) -> Vec<LeftOut> {
        self.0
    }
}

/// Adds the blocks of a text in which line feeds were put by hand: a new block starts where [`Prose`] says.
///
/// # Errors
///
/// If the document has too many blocks, or the text is too long.
pub(super) fn add_lines(
    text: &str,
    kind: BlockKind,
    place: &Place,
    blocks: &mut Vec<Block>,
) -> Result<()> {
    let mut prose = Prose::default();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            prose.line_break();
        }
        prose.push(line.trim(), &Look::default());
    }
    add_prose(&prose, kind, place, blocks)
}

/// Adds the blocks of a paragraph.
///
/// # Errors
///
/// If the document has too many blocks, or one is too long.
pub(super) fn add_prose(
    prose: &Prose,
    kind: BlockKind,
    place: &Place,
    blocks: &mut Vec<Block>,
) -> Result<()> {
    prose.blocks(kind, place).into_iter().try_for_each(|block| add(block, blocks))
}

/// Adds a block, if its text shows anything.
///
/// # Errors
///
/// If the document has too many blocks, or the text is too long.
pub(super) fn add_block(
    text: String,
    kind: BlockKind,
    breaks: LineBreaks,
    place: &Place,
    blocks: &mut Vec<Block>,
) -> Result<()> {
    if text.trim().is_empty() {
        return Ok(());
    }
    add(Block { kind, breaks, ..Block::new(text, place.clone()) }, blocks)
}

fn add(block: Block, blocks: &mut Vec<Block>) -> Result<()> {
    let broken = |message: String| Err(Error::malformed("document", 1, message));
    if blocks.len() == MOST_BLOCKS {
        return broken(format!("more than {MOST_BLOCKS} paragraphs, cells or entries; divide it"));
    }
    if block.text.len() > LONGEST_BLOCK {
        return broken(format!("a paragraph has more than {LONGEST_BLOCK} bytes"));
    }
    blocks.push(block);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        add_lines(text, BlockKind::Paragraph, &Place::Paragraph(1), &mut blocks).unwrap();
        blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn only_lines_that_end_something_are_blocks() {
        let long = "a line that was broken by hand because the page was narrow";
        assert_eq!(lines(&format!("{long}\nand goes on")), [format!("{long}\nand goes on")]);
        assert_eq!(
            lines(&format!("{long}.”\n and goes on")),
            [&*format!("{long}.”"), "and goes on"]
        );
        assert_eq!(lines("7 Harbour Road\n\tAden\n"), ["7 Harbour Road", "Aden"]);
        assert_eq!(lines(&format!("{long}\n\n\n{long}")), [long, long]);
        assert_eq!(lines("قف\nهنا؟\nنعم"), ["قف", "هنا؟", "نعم"]);
        assert!(lines(" \n ").is_empty());
    }

    #[test]
    fn what_is_left_out_is_counted_by_kind() {
        let mut left = LeftOuts::default();
        left.add("comments", " one\n two ");
        left.lose("pictures", "x");
        left.add("comments", "three");
        left.add("comments", " ");
        let list = left.into_list();
        assert_eq!((list[0].what, list[0].count, &*list[0].sample), ("comments", 2, "one two"));
        assert!(list[1].is_loss && !list[0].is_loss);
    }
}
