//! Finding the places where a sentence or line might end, at the speed of memory.
//!
//! Arabic letters all start with the bytes D8 to DB, so the scan looks for the *second* byte of the
//! Arabic question mark and full stop. Each hit is checked; most are real.

use memchr::{memchr, memchr2, memchr3};

/// How far to look ahead at a time: little enough to be still in the cache when it is read.
const WINDOW: usize = 1 << 14;

/// The next place of one kind: where it is, or up to where there is none.
#[derive(Clone, Copy, Default)]
pub(super) struct Ahead {
    at: usize,
    found: bool,
}

impl Ahead {
    /// Makes sure it tells of places at or after `from`; `search` finds the first in a stretch of bytes.
    pub(super) fn seek(
        &mut self,
        bytes: &[u8],
        from: usize,
        search: impl Fn(usize, usize) -> Option<usize>,
    ) {
        if self.at > from || self.found && self.at == from {
            return;
        }
        let to = bytes.len().min(from + WINDOW);
        *self = match search(from, to) {
            Some(at) => Ahead { at, found: true },
            None if to == bytes.len() => Ahead { at: usize::MAX, found: false },
            None => Ahead { at: to, found: false },
        };
    }

    /// The earlier of two.
    pub(super) fn min(self, other: Ahead) -> Ahead {
        // A place found beats the end of a stretch at the same byte.
        let earlier = other.at < self.at || other.at == self.at && other.found;
        if earlier { other } else { self }
    }

    /// The place if there is one, or where to look on.
    pub(super) fn place(self) -> Result<usize, usize> {
        if self.found { Ok(self.at) } else { Err(self.at) }
    }
}

/// The candidates of one text, in order.
pub(super) struct Scan<'t> {
    bytes: &'t [u8],
    ascii: Ahead,
    arabic: Ahead,
    rare: Ahead,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Scan<'t> {
        let none = Ahead::default();
        Scan { bytes: text.as_bytes(), ascii: none, arabic: none, rare: none }
    }

    /// The first byte of the next mark at or after `from` and before `end`.
    pub(super) fn next(&mut self, mut from: usize, end: usize) -> Option<usize> {
        let bytes = self.bytes;
        while from < end {
            self.ascii.seek(bytes, from, |from, to| {
                memchr2(b'.', b'!', &bytes[from..to]).map(|at| from + at)
            });
            self.arabic.seek(bytes, from, |from, to| {
                find(
                    from,
                    to,
                    |rest| memchr3(b'?', 0x9F, 0x94, &bytes[rest..to]),
                    |at| arabic(bytes, at),
                )
            });
            self.rare.seek(bytes, from, |from, to| {
                let wide = find(
                    from,
                    to,
                    |rest| memchr3(0xE2, 0xE3, 0xEF, &bytes[rest..to]),
                    |at| wide(bytes, at),
                );
                let to = wide.unwrap_or(to);
                let danda = find(
                    from,
                    to,
                    |rest| memchr(0xE0, &bytes[rest..to]),
                    |at| {
                        matches!(bytes.get(at..at + 3), Some([0xE0, 0xA5, 0xA4 | 0xA5]))
                            .then_some(at)
                    },
                );
                danda.or(wide)
            });
            match self.ascii.min(self.arabic).min(self.rare).place() {
                Ok(at) => return (at < end).then_some(at),
                Err(at) => from = at,
            }
        }
        None
    }
}

/// The first hit of `search` that `check` confirms, from `from` up to `to`.
fn find(
    mut from: usize,
    to: usize,
    search: impl Fn(usize) -> Option<usize>,
    check: impl Fn(usize) -> Option<usize>,
) -> Option<usize> {
    while from < to {
        let at = from + search(from)?;
        if let Some(hit) = check(at) {
            return Some(hit);
        }
        from = at + 1;
    }
    None
}

fn arabic(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at] {
        b'?' => Some(at),
        0x9F if at > 0 && bytes[at - 1] == 0xD8 => Some(at - 1),
        0x94 if at > 0 && bytes[at - 1] == 0xDB => Some(at - 1),
        _ => None,
    }
}

fn wide(bytes: &[u8], at: usize) -> Option<usize> {
    matches!(
        bytes.get(at..at + 3),
        Some(
            [0xE2, 0x80, 0xA6 | 0xBC]
                | [0xE2, 0x81, 0x87..=0x89]
                | [0xE2, 0xB8, 0xAE]
                | [0xE3, 0x80, 0x82]
                | [0xEF, 0xBC, 0x81 | 0x8E | 0x9F]
                | [0xEF, 0xBD, 0xA1]
        )
    )
    .then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::segment::chars;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bytes_find_the_marks_that_characters_are(
            text in prop::collection::vec(
                prop_oneof![
                    2 => any::<char>().prop_map(String::from),
                    2 => "[؀-ۿ‐-⁞、。！-～।॥⸮]",
                    1 => "[.!?؟۔…‼⁇⁈⁉。．｡！？।॥⸮]",
                ],
                0..200,
            )
            .prop_map(|pieces| pieces.concat()),
        ) {
            let slow: Vec<usize> = text
                .char_indices()
                .filter(|&(_, c)| chars::mark(c).is_some())
                .map(|(at, _)| at)
                .collect();
            let mut scan = Scan::new(&text);
            let mut fast = Vec::new();
            let mut from = 0;
            while let Some(at) = scan.next(from, text.len()) {
                fast.push(at);
                from = at + text[at..].chars().next().map_or(1, char::len_utf8);
            }
            prop_assert_eq!(fast, slow, "{:?}", text);
        }
    }

    #[test]
    fn marks_are_found_across_windows() {
        for mark in [".", "؟", "۔", "…", "。", "।", "!"] {
            for before in WINDOW - 4..WINDOW + 4 {
                let text = format!("{}{mark} x{mark}", "a".repeat(before));
                let mut scan = Scan::new(&text);
                assert_eq!(scan.next(0, text.len()), Some(before), "{mark}");
                let next = before + mark.len();
                assert_eq!(scan.next(next, text.len()), Some(next + 2), "{mark}");
                assert_eq!(scan.next(text.len(), text.len()), None);
            }
        }
    }
}
