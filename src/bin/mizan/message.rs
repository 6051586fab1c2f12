//! Messages for people, on standard error.

/// Prints a line on standard error. A closed standard error, as under `2>&1 | head`, is not a failure.
macro_rules! eprintln {
    ($($message:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($message)*);
    }};
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
