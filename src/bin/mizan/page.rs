//! Pages that need nothing but themselves: tables with texts in their own direction and places marked in them.

use std::io::Write;

use mizan::error::Result;
use mizan::lang::Lang;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:90rem}\
table{border-collapse:collapse;width:100%;margin:1rem 0}\
th,td{border:1px solid #bbb;padding:.3rem .6rem;vertical-align:top;text-align:start}\
th{background:#eee}td[dir=rtl]{font-size:1.15em}mark{background:#ffe58a}\
.num{text-align:end;font-variant-numeric:tabular-nums}";

/// Begins a page; `style` comes on top of what all pages have.
pub(crate) fn open(title: &str, style: &str, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(out, "<title>{title}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>")?;
    writeln!(out, "<h1>{title}</h1>")?;
    Ok(())
}

/// Ends a page.
pub(crate) fn close(out: &mut dyn Write) -> Result<()> {
    writeln!(out, "</body>\n</html>")?;
    Ok(())
}

/// A cell in its language and direction, with marked places in bytes.
pub(crate) fn cell(
    text: &str,
    marks: &[std::ops::Range<usize>],
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    write!(out, "<td lang=\"{lang}\" dir=\"{}\">", lang.direction().as_str())?;
    let mut at = 0;
    let mut marks = marks.to_vec();
    marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
    for mark in marks {
        if mark.start < at {
            continue;
        }
        write!(
            out,
            "{}<mark>{}</mark>",
            escaped(&text[at..mark.start]),
            escaped(&text[mark.clone()])
        )?;
        at = mark.end;
    }
    write!(out, "{}</td>", escaped(&text[at..]))?;
    Ok(())
}

/// A text as it stands in a page. Characters that would change how the page shows stand by their numbers.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if hidden(c) => escaped.push_str(&format!("[U+{:04X}]", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text as it stands on a terminal: characters that would change what it shows stand by their numbers.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            shown.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a character shows nothing and changes how others show.
fn hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n')
        || matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_turns_the_page() {
        assert_eq!(escaped("a<b>\u{202E}&"), "a&lt;b&gt;[U+202E]&amp;");
        assert_eq!(shown("x\u{1B}[1m"), "x[U+001B][1m");
        assert_eq!(shown("قال \"نعم\""), "قال \"نعم\"");
    }
}
