//! Names and values before the text of a page.

/// The names on the first level with their values and lines, counted from 0.
pub(super) fn values(text: &str, separator: char) -> Vec<(&str, String, u64)> {
    let mut found: Vec<(&str, String, u64)> = Vec::new();
    for (number, line) in (0..).zip(text.lines()) {
        let is_inner = line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
        match line.split_once(separator).filter(|_| !is_inner) {
            Some((name, value)) => found.push((name.trim(), plain(value), number)),
            None => {
                // Further lines of the value before.
                if let Some((_, value, _)) = found.last_mut() {
                    let line = line.trim();
                    if !value.is_empty() && !line.is_empty() {
                        value.push(' ');
                    }
                    value.push_str(line);
                }
            }
        }
    }
    found
}

/// A value without quotation marks, comment and the mark of a value on further lines.
fn plain(value: &str) -> String {
    let value = value.trim();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(end) = value[1..].rfind(quote)
    {
        let inside = &value[1..=end];
        return match quote {
            '"' => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
            _ => inside.replace("''", "'"),
        };
    }
    if value.len() <= 3 && value.starts_with(['>', '|']) {
        return String::new();
    }
    let value = value.split_once(" #").map_or(value, |(value, _)| value);
    value.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_style() {
        let text = "title: It's \"so\" # no\nname: 'It''s'\nlong: |\n  one\n\n  two\ntags:\n- a\nplain:\n  \"x\"\n";
        let found: Vec<(&str, String)> =
            values(text, ':').into_iter().map(|(name, value, _)| (name, value)).collect();
        let expected = [
            ("title", "It's \"so\""),
            ("name", "It's"),
            ("long", "one two"),
            ("tags", "- a"),
            ("plain", "\"x\""),
        ];
        assert_eq!(found, expected.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(values("title = \"A \\\"b\\\"\"", '=')[0].1, "A \"b\"");
    }
}
