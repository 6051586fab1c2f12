//! Finding the places where a sentence might end, at the speed of memory.
//!
//! Arabic letters all start with the bytes D8 to DB, so the scan looks for the *second* byte of the
//! Arabic question mark and full stop. Each hit is checked; most are real.

use memchr::{memchr, memchr2, memchr3};

/// The candidates of one text, in order.
pub(super) struct Scan<'t> {
    bytes: &'t [u8],
    // The next hit of each pass at or after the place last asked for.
    ascii: usize,
    arabic: usize,
    wide: usize,
    rare: usize,
}

const NONE: usize = usize::MAX;

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Scan<'t> {
        Scan { bytes: text.as_bytes(), ascii: 0, arabic: 0, wide: 0, rare: 0 }.primed()
    }

    fn primed(mut self) -> Scan<'t> {
        self.ascii = self.ascii_from(0);
        self.arabic = self.arabic_from(0);
        self.wide = self.wide_from(0);
        self.rare = self.rare_from(0);
        self
    }

    /// The first byte of the next mark at or after `from` and before `end`.
    pub(super) fn next(&mut self, from: usize, end: usize) -> Option<usize> {
        if self.ascii < from {
            self.ascii = self.ascii_from(from);
        }
        if self.arabic < from {
            self.arabic = self.arabic_from(from);
        }
        if self.wide < from {
            self.wide = self.wide_from(from);
        }
        if self.rare < from {
            self.rare = self.rare_from(from);
        }
        let at = self.ascii.min(self.arabic).min(self.wide).min(self.rare);
        (at < end).then_some(at)
    }

    fn ascii_from(&self, from: usize) -> usize {
        self.bytes
            .get(from..)
            .and_then(|rest| memchr2(b'.', b'!', rest))
            .map_or(NONE, |at| from + at)
    }

    fn arabic_from(&self, from: usize) -> usize {
        self.find(
            from,
            |rest| memchr3(b'?', 0x9F, 0x94, rest),
            |bytes, at| match bytes[at] {
                b'?' => Some(at),
                0x9F if at > 0 && bytes[at - 1] == 0xD8 => Some(at - 1),
                0x94 if at > 0 && bytes[at - 1] == 0xDB => Some(at - 1),
                _ => None,
            },
        )
    }

    fn wide_from(&self, from: usize) -> usize {
        self.find(
            from,
            |rest| memchr3(0xE2, 0xE3, 0xEF, rest),
            |bytes, at| {
                matches!(
                    bytes.get(at..at + 3),
                    Some(
                        [0xE2, 0x80, 0xA6 | 0xBC]
                            | [0xE2, 0x81, 0x87..=0x89]
                            | [0xE2, 0xB8, 0xAE]
                            | [0xEF, 0xBC, 0x81 | 0x8E | 0x9F]
                            | [0xE3, 0x80, 0x82]
                            | [0xEF, 0xBD, 0xA1]
                    )
                )
                .then_some(at)
            },
        )
    }

    fn rare_from(&self, from: usize) -> usize {
        self.find(
            from,
            |rest| memchr(0xE0, rest),
            |bytes, at| {
                matches!(bytes.get(at..at + 3), Some([0xE0, 0xA5, 0xA4 | 0xA5])).then_some(at)
            },
        )
    }

    fn find(
        &self,
        mut from: usize,
        search: impl Fn(&[u8]) -> Option<usize>,
        check: impl Fn(&[u8], usize) -> Option<usize>,
    ) -> usize {
        while let Some(at) = self.bytes.get(from..).and_then(&search) {
            if let Some(hit) = check(self.bytes, from + at) {
                return hit;
            }
            from += at + 1;
        }
        NONE
    }
}
