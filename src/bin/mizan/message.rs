//! Messages for people, on standard error.

use std::io::{self, Write};

/// Prints a line on standard error, with what would steer the terminal by its number. A closed standard error, as under
/// `2>&1 | head`, is not a failure.
macro_rules! eprintln {
    ($($message:tt)*) => {{
        use std::io::Write as _;
        let message = $crate::message::harmless(&format!($($message)*));
        let _ = writeln!(std::io::stderr(), "{message}");
    }};
}

/// A text in which what would steer a terminal (controls, and marks that turn the direction of what follows) stands by
/// its number.
pub(crate) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for c in text.chars() {
        let steers = c.is_control() && !matches!(c, '\t' | '\n')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if steers {
            harmless.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            harmless.push(c);
        }
    }
    harmless
}

/// Lines for people, made [`harmless`] as they are written.
pub(crate) struct Harmless<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(out: W) -> Harmless<W> {
        Harmless { out, line: Vec::new() }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|&b| b == b'\n') {
            let rest = self.line.split_off(end + 1);
            let lines = std::mem::replace(&mut self.line, rest);
            self.out.write_all(harmless(&String::from_utf8_lossy(&lines)).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.out.write_all(harmless(&String::from_utf8_lossy(&rest)).as_bytes())?;
        self.out.flush()
    }
}

/// A count with its noun: `1 unit`, `2 units`, `2 entries`.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (count, Some(stem)) => format!("{count} {stem}ies"),
        (count, None) => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn nouns_agree_with_their_counts() {
        assert_eq!(plural(1, "hit"), "1 hit");
        assert_eq!(plural(0, "hit"), "0 hits");
        assert_eq!(plural(2, "entry"), "2 entries");
    }
}
