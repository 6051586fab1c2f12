//! Messages for people, on standard error.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Prints a line on standard error, with what would steer the terminal by its number. A closed standard error, as under
/// `2>&1 | head`, is not a failure.
macro_rules! eprintln {
    ($($message:tt)*) => {{
        use std::io::Write as _;
        let message = $crate::message::harmless(&format!($($message)*));
        let _ = writeln!(std::io::stderr(), "{message}");
    }};
}

/// Prints a line of the summary on standard error, unless `--quiet` is given.
macro_rules! summary {
    ($($message:tt)*) => {
        if !$crate::message::is_quiet() {
            eprintln!($($message)*);
        }
    };
}

static QUIET: AtomicBool = AtomicBool::new(false);

/// Says whether only what needs attention is told.
pub(crate) fn set_quiet(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
}

/// Whether only what needs attention is told.
pub(crate) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Prints a remark on standard error.
pub(crate) fn tell(remark: String) {
    eprintln!("mizan: {remark}");
}

/// A text in which what would steer a terminal (controls, and marks that turn the direction of what follows) stands by
/// its number.
pub(crate) fn harmless(text: &str) -> String {
    replace_steering(text, |c| format!("[U+{:04X}]", u32::from(c)))
}

/// JSON in which what would steer a terminal is escaped. All of it stands in strings, so the data are the same.
fn escaped(json: &str) -> String {
    replace_steering(json, |c| format!("\\u{:04X}", u32::from(c)))
}

fn replace_steering(text: &str, instead: impl Fn(char) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    for c in text.chars() {
        let steers = c.is_control() && !matches!(c, '\t' | '\n')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if steers {
            replaced.push_str(&instead(c));
        } else {
            replaced.push(c);
        }
    }
    replaced
}

/// Lines that are made harmless for a terminal as they are written.
pub(crate) struct Harmless<W: Write> {
    out: W,
    line: Vec<u8>,
    shown: fn(&str) -> String,
}

impl<W: Write> Harmless<W> {
    /// Lines for people, made [`harmless`].
    pub(crate) fn new(out: W) -> Harmless<W> {
        Harmless { out, line: Vec::new(), shown: harmless }
    }

    /// Lines of JSON, which stay the same data.
    pub(crate) fn json(out: W) -> Harmless<W> {
        Harmless { out, line: Vec::new(), shown: escaped }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|&b| b == b'\n') {
            let rest = self.line.split_off(end + 1);
            let lines = std::mem::replace(&mut self.line, rest);
            self.out.write_all((self.shown)(&String::from_utf8_lossy(&lines)).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.out.write_all((self.shown)(&String::from_utf8_lossy(&rest)).as_bytes())?;
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
    use super::{Harmless, plural};
    use std::io::Write;

    #[test]
    fn json_for_a_terminal_is_the_same_data() {
        let value = "كتاب \u{202E}txt\u{2069} \u{9B}31m \u{7F} \"\u{1B}\"\t";
        let mut out = Vec::new();
        let mut lines = Harmless::json(&mut out);
        writeln!(lines, "{}", serde_json::json!({"text": value})).unwrap();
        lines.flush().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("كتاب \\u202Etxt\\u2069 \\u009B31m \\u007F"), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["text"], value);
    }

    #[test]
    fn nouns_agree_with_their_counts() {
        assert_eq!(plural(1, "hit"), "1 hit");
        assert_eq!(plural(0, "hit"), "0 hits");
        assert_eq!(plural(2, "entry"), "2 entries");
    }
}
