//! Strings of Android.

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::entries::{Entries, unicode_escape};
use crate::format::input::Input;
use crate::format::name::has_extension;
use crate::format::xml::{Event, Start, Xml};
use crate::lang::Lang;
use crate::text::Document;

const FORMAT: &str = "Android strings";

/// `.xml` with `resources`.
pub(super) struct Android;

/// An element that is being read: a string, or a list or plurals of items.
#[derive(Default)]
struct Open {
    name: String,
    is_translatable: bool,
    items: usize,
}

impl DocumentReader for Android {
    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let is_it = memchr::memmem::find(head, b"<resources").is_some();
        has_extension(name, "xml") && is_it
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let mut reader = Reader {
            xml: Xml::new(Input::new(Box::new(bytes), lang)?, FORMAT),
            entries: Entries::new(lang, Vec::new()),
            open: None,
            key: None,
            text: String::new(),
        };
        let mut buffer = String::new();
        loop {
            let event = reader.xml.next(&mut buffer)?;
            match &event {
                Event::Start(start) => reader.start(start),
                Event::End(name) => reader.end(name)?,
                Event::Eof => break,
                Event::CData(text) if reader.key.is_some() => reader.text.push_str(text),
                other if reader.key.is_some() => reader.xml.push(other, &mut reader.text),
                _ => {}
            }
        }
        reader.entries.tell(reader.xml.take_repairs());
        reader.entries.finish(FORMAT)
    }
}

struct Reader<'a> {
    xml: Xml<'a>,
    entries: Entries,
    open: Option<Open>,
    /// The key of the text that is being read.
    key: Option<String>,
    text: String,
}

impl Reader<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let tag = start.name();
        let attributes = self.xml.attributes(start);
        let get = |name: &str| attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        match tag {
            "string" | "string-array" | "plurals" if self.open.is_none() => {
                self.xml.begin_unit();
                let open = Open {
                    name: get("name").unwrap_or_default(),
                    is_translatable: get("translatable").is_none_or(|value| value != "false"),
                    items: 0,
                };
                self.key = (tag == "string").then(|| open.name.clone());
                self.open = Some(open);
                self.text.clear();
            }
            "item" => {
                if let Some(open) = &mut self.open {
                    let number = open.items.to_string();
                    let item = get("quantity").unwrap_or(number);
                    open.items += 1;
                    self.key = Some(format!("{}[{item}]", open.name));
                    self.text.clear();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) -> Result<()> {
        if matches!(tag, "string" | "item")
            && let (Some(key), Some(open)) = (self.key.take(), &self.open)
        {
            let text = plain(&self.text);
            match open.is_translatable {
                true => self.entries.add(&key, &text)?,
                false => self.entries.left_out.add("texts not to be translated", &text),
            }
        }
        if matches!(tag, "string" | "string-array" | "plurals") {
            self.open = None;
        }
        Ok(())
    }
}

/// A text with its escapes resolved. White space is one space unless it is escaped or stands in quotation marks.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut is_quoted, mut is_due) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c.is_ascii_whitespace() && !is_quoted {
            is_due = true;
            continue;
        }
        if std::mem::take(&mut is_due) && !plain.is_empty() {
            plain.push(' ');
        }
        match c {
            '"' => is_quoted = !is_quoted,
            '\\' => {
                if let Some(digits) = rest.strip_prefix('u')
                    && let Some((c, behind)) = unicode_escape(digits, "\\u")
                {
                    plain.push(c);
                    rest = behind;
                    continue;
                }
                let Some(next) = rest.chars().next() else { break };
                rest = &rest[next.len_utf8()..];
                plain.push(match next {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_arrays_and_plurals_are_entries() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- no -->\n<resources xmlns:xliff=\"x\">\n\
            <string name=\"hi\">مرحبا   \n  <b>يا</b> <xliff:g id=\"n\">%1$s</xliff:g>\\n\\u0627 \\'\\@\" x  y\"</string>\n\
            <string name=\"id\" translatable=\"false\">abc</string><color name=\"c\">#fff</color>\n\
            <string-array name=\"days\"><item>السبت</item><item>الأحد &amp; غيره</item></string-array>\n\
            <plurals name=\"n\"><item quantity=\"one\">سفينة</item><item quantity=\"other\"><![CDATA[<i>سفن</i>]]></item></plurals>\n\
            <string name=\"empty\"/></resources>";
        // Licences stand before the first element.
        let text = text.replace("<!-- no -->", &"<!-- Terms of use -->\n".repeat(60));
        let document = Document::read("strings.xml", text.as_bytes(), Lang::AR).unwrap();
        let left: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
        assert_eq!(left, ["texts not to be translated (1)"]);
        let entry = |block: crate::text::Block| format!("{}={}", block.key.unwrap(), block.text);
        let entries: Vec<String> = document.blocks.into_iter().map(entry).collect();
        assert_eq!(
            entries,
            [
                "hi=مرحبا يا %1$s",
                "hi=ا '@ x  y",
                "days[0]=السبت",
                "days[1]=الأحد & غيره",
                "n[one]=سفينة",
                "n[other]=<i>سفن</i>",
            ]
        );
    }
}
