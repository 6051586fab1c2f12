//! The heaviest chain of links that rises on both sides.

use std::ops::Add;

/// A link between a place of the source and a run of target segments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<W> {
    /// The place in the source; a chain takes at most one link of each.
    pub(crate) source: u32,
    /// The first target segment.
    pub(crate) start: u32,
    /// One past the last target segment, above `start`.
    pub(crate) end: u32,
    /// What the link counts, above 0.
    pub(crate) weight: W,
}

/// The numbers of the links on the heaviest chain, in order. Links are given in the order of the source; on a chain
/// each starts where the one before ends, or later. Of equal chains the one that ends first is taken.
pub(crate) fn heaviest<W>(links: &[Link<W>]) -> Vec<usize>
where
    W: Copy + Default + PartialOrd + Add<Output = W>,
{
    // Best chains over target ends, by a Fenwick tree: what they weigh, and their last link and one.
    let most = links.iter().map(|link| link.end as usize).max().unwrap_or(0);
    let mut tree = vec![(W::default(), 0usize); most + 1];
    let mut before = vec![0usize; links.len()];
    let mut weights = vec![W::default(); links.len()];
    let mut at = 0;
    while at < links.len() {
        let row = links[at].source;
        let end = at + links[at..].partition_point(|link| link.source == row);
        // All of a place look up before any of them is entered, so that a chain takes one of them at most.
        for k in at..end {
            let mut best = (W::default(), 0);
            let mut node = links[k].start as usize;
            while node > 0 {
                if tree[node].0 > best.0 {
                    best = tree[node];
                }
                node &= node - 1;
            }
            weights[k] = best.0 + links[k].weight;
            before[k] = best.1;
        }
        for k in at..end {
            let mut node = links[k].end as usize;
            while node < tree.len() {
                if weights[k] > tree[node].0 {
                    tree[node] = (weights[k], k + 1);
                }
                node += node & node.wrapping_neg();
            }
        }
        at = end;
    }
    let mut next = 0;
    for k in 0..links.len() {
        if next == 0 || weights[k] > weights[next - 1] {
            next = k + 1;
        }
    }
    let mut chain = Vec::new();
    while next > 0 {
        chain.push(next - 1);
        next = before[next - 1];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_rises_and_is_heaviest() {
        let link = |source, start, weight| Link { source, start, end: start + 1, weight };
        let links =
            [link(0, 5, 0.9), link(1, 0, 0.5), link(2, 1, 0.5), link(2, 2, 0.4), link(3, 9, 0.1)];
        assert_eq!(heaviest(&links), [1, 2, 4]);
        assert!(heaviest::<f32>(&[]).is_empty());
    }
}
