//! Words as a tree of letters: one walk along a word looks up all that may be left of it without its ending.

/// Words with their numbers.
#[derive(Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// The codes of the letters that lead to the nodes.
    codes: Vec<u32>,
}

/// The start of a word. The nodes one letter on stand side by side, in the order of their codes.
#[derive(Clone, Copy)]
struct Node {
    /// Which letters of the Arabic block go on.
    arabic: u64,
    /// The first of the nodes one letter on.
    first: u32,
    /// One past the last of them.
    end: u32,
    /// The number of the word that ends here, or [`NONE`].
    word: u32,
}

const NONE: u32 = u32::MAX;

/// The node where every word starts.
pub(crate) const ROOT: u32 = 0;

/// A number for each letter; those below 64 are of the Arabic block.
fn code(letter: char) -> u32 {
    match letter {
        '\u{0620}'..='\u{065F}' => letter as u32 - 0x0620,
        _ => letter as u32 + 64,
    }
}

impl Tree {
    /// A tree of some words, each given once.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Tree {
        let mut words: Vec<(Vec<u32>, u32)> =
            words.map(|(word, number)| (word.chars().map(code).collect(), number)).collect();
        words.sort_unstable();
        let mut tree = Tree::default();
        tree.push(0);
        // What comes after the first letter of a node stands right behind it: a walk stays in few cache lines.
        let mut open = vec![(ROOT as usize, 0..words.len(), 0)];
        while let Some((node, mut range, depth)) = open.pop() {
            if let Some((_, number)) = words[range.clone()].first().filter(|w| w.0.len() == depth) {
                tree.nodes[node].word = *number;
                range.start += 1;
            }
            let first = tree.nodes.len();
            let mut start = range.start;
            for group in words[range].chunk_by(|a, b| a.0[depth] == b.0[depth]) {
                let code = group[0].0[depth];
                if code < 64 {
                    tree.nodes[node].arabic |= 1 << code;
                }
                open.push((tree.nodes.len(), start..start + group.len(), depth + 1));
                start += group.len();
                tree.push(code);
            }
            let children = tree.nodes.len() - first;
            let from = open.len() - children;
            open[from..].reverse();
            (tree.nodes[node].first, tree.nodes[node].end) =
                (first as u32, tree.nodes.len() as u32);
        }
        tree
    }

    fn push(&mut self, code: u32) {
        self.codes.push(code);
        self.nodes.push(Node { arabic: 0, first: 0, end: 0, word: NONE });
    }

    fn child(&self, node: u32, letter: char) -> Option<u32> {
        let Node { arabic, first, end, .. } = self.nodes[node as usize];
        let code = code(letter);
        if code < 64 {
            let before = arabic & ((1 << code) - 1);
            return (arabic >> code & 1 == 1).then(|| first + before.count_ones());
        }
        let others = first + arabic.count_ones();
        let codes = &self.codes[others as usize..end as usize];
        codes.iter().position(|&c| c == code).map(|at| others + at as u32)
    }

    /// The number of the word that ends some letters after a node.
    pub(crate) fn word(&self, node: u32, letters: impl IntoIterator<Item = char>) -> Option<u32> {
        let end = letters.into_iter().try_fold(node, |node, letter| self.child(node, letter))?;
        Some(self.nodes[end as usize].word).filter(|&word| word != NONE)
    }

    /// Adds to `path` the nodes after some letters, as far as any word goes: so many of them make the node
    /// as there are letters before it.
    pub(crate) fn walk(&self, letters: &[char], path: &mut Vec<u32>) {
        let mut node = ROOT;
        path.push(node);
        for &letter in letters {
            let Some(next) = self.child(node, letter) else { break };
            node = next;
            path.push(node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_no_others_are_found() {
        let words = ["كتاب", "كتابة", "كاتب", "", "a", "19", "پا", "كوفيد19"];
        let tree = Tree::new(words.iter().zip(0..).map(|(&word, number)| (word, number)));
        for (word, number) in words.iter().zip(0..) {
            assert_eq!(tree.word(ROOT, word.chars()), Some(number), "{word}");
        }
        for word in ["كتا", "كتابات", "ك", "ب", "1", "پ", "كوفيد1", "چ"] {
            assert_eq!(tree.word(ROOT, word.chars()), None, "{word}");
        }
        let mut path = Vec::new();
        tree.walk(&['ك', 'ت', 'ا', 'ب', 'ن', 'ا'], &mut path);
        assert_eq!(path.len(), 5);
        assert_eq!(tree.word(path[4], ['ة']), Some(1));
        assert_eq!(Tree::new(std::iter::empty()).word(ROOT, "ك".chars()), None);
    }
}
