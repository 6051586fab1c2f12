//! Documents as the tests of readers show them.

use crate::text::{BlockKind, Document};

/// The blocks, each with its flow and kind, and inline codes where they stand in the text.
pub(super) fn shown(document: &Document) -> Vec<String> {
    let blocks = (0..).zip(&document.blocks);
    let shown = blocks.map(|(at, block)| {
        let flow = document.flows.partition_point(|&start| start <= at);
        let kind = match block.kind {
            BlockKind::Cell { table, row, column } => format!("cell {table}.{row}.{column}"),
            kind => kind.to_string(),
        };
        let mut text = block.text.clone();
        for code in block.codes.iter().rev() {
            text.insert_str(code.at, &code.content);
        }
        format!("{flow} {kind}: {text}")
    });
    shown.collect()
}

/// What was left out, with counts and the first words of the first.
pub(super) fn left_out(document: &Document) -> Vec<(&str, u64, &str)> {
    document.left_out.iter().map(|left| (left.what, left.count, &*left.sample)).collect()
}
