//! The vocabulary as a trie of bytes, and the best division of a word into pieces.

/// Pieces by their bytes. Node 0 is the root; the children of a node are neighbours, sorted by label.
pub(crate) struct Trie {
    labels: Vec<u8>,
    /// First child of each node; its last child comes before the first child of the next node.
    first: Vec<u32>,
    /// The piece that ends at each node, or [`NONE`].
    pieces: Vec<u32>,
    /// Score of each piece.
    scores: Vec<f32>,
    /// The score of a character outside the vocabulary.
    unknown: f64,
}

const NONE: u32 = u32::MAX;

/// The piece for characters outside the vocabulary.
pub(crate) const UNKNOWN: u32 = 0;

impl Trie {
    /// A trie of `pieces`, each with its score. Of equal pieces the last counts.
    pub(crate) fn new<'p>(
        pieces: impl Fn(u32) -> &'p [u8],
        scores: Vec<f32>,
        unknown: f64,
    ) -> Trie {
        // The first bytes as a number settle most comparisons.
        const HEAD: usize = size_of::<u128>();
        let head = |piece: &[u8]| {
            let mut head = [0; HEAD];
            let length = piece.len().min(HEAD);
            head[..length].copy_from_slice(&piece[..length]);
            u128::from_be_bytes(head)
        };
        let mut order: Vec<(u128, u32, u32)> = (0..scores.len() as u32)
            .map(|at| (head(pieces(at)), pieces(at).len() as u32, at))
            .collect();
        order.sort_unstable_by(|(a, _, at), (b, _, bt)| {
            a.cmp(b).then_with(|| pieces(*at).cmp(pieces(*bt))).then(at.cmp(bt))
        });
        let label = |at: usize, depth: usize| match depth {
            0..HEAD => (order[at].0 >> (8 * (HEAD - 1 - depth))) as u8,
            _ => pieces(order[at].2)[depth],
        };
        let mut trie = Trie { labels: vec![0], first: vec![], pieces: vec![], scores, unknown };
        // Breadth first: the pieces under a node are one stretch of the sorted order.
        let mut queue = std::collections::VecDeque::from([(0, order.len(), 0)]);
        while let Some((mut from, to, depth)) = queue.pop_front() {
            let mut ends_here = NONE;
            while from < to && order[from].1 as usize == depth {
                ends_here = order[from].2;
                from += 1;
            }
            trie.pieces.push(ends_here);
            trie.first.push(trie.labels.len() as u32);
            while from < to {
                let next = label(from, depth);
                let end = (from..to).find(|&at| label(at, depth) != next).unwrap_or(to);
                trie.labels.push(next);
                queue.push_back((from, end, depth + 1));
                from = end;
            }
        }
        trie.first.push(trie.labels.len() as u32);
        trie
    }

    /// The nodes as bytes, for [`Trie::read`].
    #[allow(dead_code, reason = "only the build script writes")]
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = self.labels.clone();
        for number in self.first.iter().chain(&self.pieces) {
            bytes.extend(number.to_le_bytes());
        }
        bytes
    }

    /// The trie whose nodes [`Trie::write`] wrote; `None` if they are cut short.
    pub(crate) fn read(nodes: &[u8], scores: Vec<f32>, unknown: f64) -> Option<Trie> {
        // A byte and two numbers each, and the number that says where the last one ends.
        let count = nodes.len().checked_sub(4)? / 9;
        let (labels, numbers) = nodes.split_at(count);
        let mut numbers = numbers.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let first: Vec<u32> = numbers.by_ref().take(count + 1).collect();
        let pieces: Vec<u32> = numbers.collect();
        let whole = pieces.len() == count && 9 * count + 4 == nodes.len();
        whole.then(|| Trie { labels: labels.to_vec(), first, pieces, scores, unknown })
    }

    fn child(&self, node: usize, label: u8) -> Option<usize> {
        let (from, to) = (self.first[node] as usize, self.first[node + 1] as usize);
        self.labels[from..to].binary_search(&label).ok().map(|at| from + at)
    }

    /// Appends the pieces of `word` (UTF-8) with the highest sum of scores. Of equal divisions the one whose last piece
    /// starts first wins, as in `SentencePiece`; scores are added in 64 bits, as in the reference.
    pub(crate) fn cut(&self, word: &[u8], best: &mut Vec<Step>, out: &mut Vec<u32>) {
        best.clear();
        best.resize(word.len() + 1, Step { score: f64::NEG_INFINITY, start: 0, piece: UNKNOWN });
        best[0].score = 0.0;
        for start in 0..word.len() {
            let base = best[start].score;
            if base == f64::NEG_INFINITY {
                continue;
            }
            let is_inside = |byte: &u8| byte & 0xc0 == 0x80;
            let letter = 1 + word[start + 1..].iter().take_while(|byte| is_inside(byte)).count();
            let mut known = false;
            let mut node = 0;
            for (length, &label) in word[start..].iter().enumerate() {
                let Some(child) = self.child(node, label) else { break };
                node = child;
                let piece = self.pieces[node];
                if piece != NONE {
                    let length = length + 1;
                    known |= length == letter;
                    let score = base + f64::from(self.scores[piece as usize]);
                    best[start + length].improve(score, start, piece);
                }
            }
            if !known {
                best[start + letter].improve(base + self.unknown, start, UNKNOWN);
            }
        }
        let from = out.len();
        let mut end = word.len();
        while end > 0 {
            out.push(best[end].piece);
            end = best[end].start as usize;
        }
        out[from..].reverse();
    }
}

/// The best way to reach one byte of a word.
#[derive(Clone)]
pub(crate) struct Step {
    score: f64,
    start: u32,
    piece: u32,
}

impl Step {
    fn improve(&mut self, score: f64, start: usize, piece: u32) {
        if score > self.score {
            *self = Step { score, start: start as u32, piece };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_cut_wins_and_the_earlier_start_on_ties() {
        let pieces: [&[u8]; 6] = [b"<unk>", b"a", b"b", b"ab", b"abc", "\u{633}".as_bytes()];
        let trie =
            Trie::new(|at| pieces[at as usize], vec![0.0, -1.0, -1.0, -2.0, -9.0, -3.0], -20.0);
        let cut = |word: &str| {
            let (mut best, mut out) = (Vec::new(), Vec::new());
            trie.cut(word.as_bytes(), &mut best, &mut out);
            out
        };
        assert_eq!(cut("ab"), [3], "one piece of -2 is found before two of -1");
        assert_eq!(cut("abc"), [4]);
        assert_eq!(cut("aسxb"), [1, 5, UNKNOWN, 2]);
        assert_eq!(cut(""), [0u32; 0]);
        let nodes = trie.write();
        let again = Trie::read(&nodes, trie.scores.clone(), trie.unknown).expect("whole");
        assert_eq!(
            (&again.labels, &again.first, &again.pieces),
            (&trie.labels, &trie.first, &trie.pieces)
        );
        assert!(Trie::read(&nodes[1..], Vec::new(), 0.0).is_none());
    }
}
