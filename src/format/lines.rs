//! What ends a line of text.

/// Whether a character ends lines.
pub(super) fn ends_lines(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
