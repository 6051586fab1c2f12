//! PO, the catalogs of gettext: the translation where there is one, else the original.

use encoding_rs::Encoding;

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::encoding::decode_declared;
use crate::format::entries::Entries;
use crate::format::fits_script;
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::text::Document;

/// `.po` and `.pot`.
pub(super) struct Po;

impl DocumentReader for Po {
    fn extensions(&self) -> &'static [&'static str] {
        &["po", "pot"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        self.extensions().iter().any(|e| has_extension(name, e))
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode_declared(bytes, lang, declared(bytes))?;
        let entries = Entries::new(lang, decoded.warnings);
        let mut catalog = Catalog { entries, messages: Vec::new() };
        let mut message = Message::default();
        for (number, line) in (1..).zip(decoded.text.lines()) {
            let line = line.trim();
            let (is_old, body) = match line.strip_prefix("#~") {
                Some(body) => (true, body.trim_start()),
                None => (false, line),
            };
            if body.starts_with('#') || body.starts_with('|') {
                if message.is_complete() {
                    catalog.add(std::mem::take(&mut message));
                }
                message.is_fuzzy |= flags(body).any(|flag| flag == "fuzzy");
                if let Some(text) = comment(body) {
                    catalog.entries.left_out.add("comments", text);
                }
                continue;
            }
            let (word, text) =
                body.split_at(body.find(['"', ' ', '\t', '[']).unwrap_or(body.len()));
            let starts_anew = matches!(word, "msgctxt" | "msgid") && message.is_complete();
            if starts_anew {
                catalog.add(std::mem::take(&mut message));
            }
            let field = match word {
                "msgctxt" => message.context.insert(String::new()),
                "msgid" => {
                    message.is_old = is_old;
                    message.id.insert(String::new())
                }
                "msgid_plural" => message.plural.insert(String::new()),
                "msgstr" => message.form(),
                "domain" => continue,
                "" if text.starts_with('"') => match message.last() {
                    Some(field) => field,
                    None => {
                        catalog.entries.left_out.lose("lines that cannot be read", line);
                        continue;
                    }
                },
                "" if text.is_empty() => continue,
                _ => {
                    catalog.entries.left_out.lose("lines that cannot be read", line);
                    let what = "this is no line of a PO file; it is left out";
                    catalog.entries.warn(Some(number), what);
                    continue;
                }
            };
            field.push_str(&quoted(text));
        }
        catalog.add(message);
        catalog.finish()
    }
}

/// What a line of a comment says to people: not the places in the program (`#:`), nor flags (`#,` and `#=`), nor the original
/// as it was before (`#|`).
fn comment(line: &str) -> Option<&str> {
    let text =
        line.strip_prefix('#').filter(|text| !text.starts_with([':', ',', '=', '|', '~']))?;
    Some(text.strip_prefix('.').unwrap_or(text).trim()).filter(|text| !text.is_empty())
}

fn flags(comment: &str) -> impl Iterator<Item = &str> {
    let flags = comment.strip_prefix("#,").unwrap_or_default();
    flags.split(',').map(str::trim)
}

/// The encoding that the header names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let at = memchr::memmem::find(bytes, b"charset=")? + b"charset=".len();
    let label = &bytes[at..];
    let end = label.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_.".contains(b));
    Encoding::for_label(&label[..end.unwrap_or(label.len())])
}

/// The text between the first quotation mark and the last, with its escapes resolved.
fn quoted(text: &str) -> String {
    let Some(start) = text.find('"') else { return String::new() };
    let rest = &text[start + 1..];
    let mut rest = &rest[..rest.rfind('"').unwrap_or(rest.len())];
    let mut plain = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let mut escaped = rest[at + 1..].chars();
        let Some(c) = escaped.next() else {
            plain.push('\\');
            return plain;
        };
        match c {
            'n' => plain.push('\n'),
            't' => plain.push('\t'),
            'r' => plain.push('\r'),
            'a' | 'b' | 'v' | 'f' => {}
            '"' | '\\' => plain.push(c),
            other => plain.extend(['\\', other]),
        }
        rest = escaped.as_str();
    }
    plain.push_str(rest);
    plain
}

/// A message as it is read.
#[derive(Default)]
struct Message {
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    forms: Vec<String>,
    is_fuzzy: bool,
    is_old: bool,
}

impl Message {
    fn is_complete(&self) -> bool {
        !self.forms.is_empty()
    }

    fn is_filled(&self) -> bool {
        self.forms.iter().any(|form| !form.trim().is_empty())
    }

    fn form(&mut self) -> &mut String {
        self.forms.push(String::new());
        let last = self.forms.len() - 1;
        &mut self.forms[last]
    }

    /// The field that a further string goes to.
    fn last(&mut self) -> Option<&mut String> {
        let Message { context, id, plural, forms, .. } = self;
        forms.last_mut().or(plural.as_mut()).or(id.as_mut()).or(context.as_mut())
    }
}

struct Catalog {
    entries: Entries,
    messages: Vec<Message>,
}

impl Catalog {
    fn add(&mut self, message: Message) {
        let Some(id) = &message.id else { return };
        if message.is_old {
            self.entries.left_out.add("messages no longer used", id);
        } else if !id.is_empty() || message.context.is_some() {
            // The message without an original is the header.
            self.messages.push(message);
        }
    }

    /// The document: the translations, or the originals where hardly any message has a translation and they may be in
    /// the language asked for.
    fn finish(mut self) -> Result<Document> {
        let messages = std::mem::take(&mut self.messages);
        let filled = messages.iter().filter(|message| message.is_filled()).count();
        let ids = || messages.iter().filter_map(|message| message.id.as_deref());
        let reads_originals =
            filled * 2 < messages.len() && fits_script(ids(), self.entries.lang());
        for message in &messages {
            let id = message.id.as_deref().unwrap_or_default();
            let key = match &message.context {
                Some(context) => format!("{context}|{id}"),
                None => id.to_owned(),
            };
            let originals: Vec<&str> =
                [Some(id), message.plural.as_deref()].into_iter().flatten().collect();
            if message.is_filled() && !message.is_fuzzy {
                let forms: Vec<&str> = message.forms.iter().map(String::as_str).collect();
                self.forms(&key, &forms, message.plural.is_some())?;
            } else if reads_originals {
                self.forms(&key, &originals, message.plural.is_some())?;
            } else if message.is_filled() {
                self.entries.left_out.add("unsure translations (fuzzy)", &message.forms.join(" "));
            } else {
                self.entries.left_out.add("messages without a translation", id);
            }
        }
        self.entries.finish("PO")
    }

    fn forms(&mut self, key: &str, forms: &[&str], is_plural: bool) -> Result<()> {
        for (number, form) in forms.iter().enumerate() {
            match is_plural {
                true => {
                    self.entries.add(&format!("{key}[{}]", category(number, forms.len())), form)?;
                }
                false => self.entries.add(key, form)?,
            }
        }
        Ok(())
    }
}

/// The name of a plural form. Forms come in the order that Unicode has for their names; of six all are there, of fewer
/// the first is that of one and the last that of any other number.
fn category(number: usize, count: usize) -> &'static str {
    const ALL: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    match number {
        _ if number + 1 == count => "other",
        _ if count >= ALL.len() => ALL[number.min(4)],
        0 => "one",
        1 if count > 3 => "two",
        1 => "few",
        _ => ["few", "many"][usize::from(number > 2)],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::LeftOut;

    const HEAD: &str =
        "# Sea\nmsgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

    /// Keys and texts.
    type Pairs = Vec<(String, String)>;

    fn entries(text: &str, lang: Lang) -> (Pairs, Vec<(&'static str, u64)>) {
        let document = Document::read("x.po", text.as_bytes(), lang).unwrap();
        let entry = |block: crate::text::Block| (block.key.unwrap(), block.text);
        let left = document.left_out.iter().map(|LeftOut { what, count, .. }| (*what, *count));
        let left = left.collect();
        (document.blocks.into_iter().map(entry).collect(), left)
    }

    fn pairs(of: &[(&str, &str)]) -> Pairs {
        of.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    fn sample() -> String {
        format!(
            "{HEAD}#: a.c:1\n#, c-format\n#. A name\n#  of a file\n#\nmsgctxt \"menu\"\nmsgid \"Open \\\"%s\\\"\"\nmsgstr \"فتح \"\n\"«%s»\"\n\
             msgid \"Hoist\"\nmsgstr \"ارفع\"\n\n#, fuzzy\n#| msgid \"Reef it\"\nmsgid \"Reef\"\nmsgstr \"شيء\"\n\n\
             msgid \"Row\"\nmsgstr \"\"\n\nmsgid \"%d ship\"\nmsgid_plural \"%d ships\"\nmsgstr[0] \"لا سفن\"\n\
             msgstr[1] \"سفينة\"\nmsgstr[2] \"سفينتان\"\nmsgstr[3] \"%d سفن\"\nmsgstr[4] \"%d سفينة\"\n\
             msgstr[5] \"%d سفينة\"\n\n#~ msgid \"Old\"\n#~ msgstr \"قديم\"\n"
        )
    }

    #[test]
    fn translations_are_read_under_their_originals() {
        let (entries, left) = entries(&sample(), Lang::AR);
        assert_eq!(
            entries,
            pairs(&[
                ("menu|Open \"%s\"", "فتح «%s»"),
                ("Hoist", "ارفع"),
                ("%d ship[zero]", "لا سفن"),
                ("%d ship[one]", "سفينة"),
                ("%d ship[two]", "سفينتان"),
                ("%d ship[few]", "%d سفن"),
                ("%d ship[many]", "%d سفينة"),
                ("%d ship[other]", "%d سفينة"),
            ])
        );
        assert_eq!(
            left,
            [
                ("comments", 3),
                ("messages no longer used", 1),
                ("unsure translations (fuzzy)", 1),
                ("messages without a translation", 1),
            ]
        );
    }

    #[test]
    fn originals_are_read_where_nothing_is_translated() {
        let text = format!(
            "{HEAD}msgid \"Hoist the sail.\\n\\nThen row.\"\nmsgstr \"\"\nmsgid \"a ship\"\nmsgid_plural \"ships\"\n\
             msgstr[0] \"\"\nmsgstr[1] \"\"\nmsgid \"x\"\nmsgstr \"y\"\nbad line\n"
        );
        let (found, left) = entries(&text, Lang::EN);
        let key = "Hoist the sail.\n\nThen row.";
        assert_eq!(
            found,
            pairs(&[
                (key, "Hoist the sail."),
                (key, "Then row."),
                ("a ship[one]", "a ship"),
                ("a ship[other]", "ships"),
                ("x", "y"),
            ])
        );
        assert_eq!(left, [("comments", 1), ("lines that cannot be read", 1)]);
        let english = format!("{HEAD}msgid \"Hoist the sail before the storm\"\nmsgstr \"\"\n");
        let error = Document::read("x.po", english.as_bytes(), Lang::AR).unwrap_err();
        assert!(error.to_string().contains("no text in ar was found"), "{error}");
    }

    #[test]
    fn odd_lines_are_no_trap() {
        for text in [
            "\"",
            "#\n\"",
            "msgid \"",
            "msgstr \"a\\",
            "\"x\"\nmsgid",
            "msgstr[99999999999] \"x\"",
            "#~|",
        ] {
            let _ = Document::read("x.po", text.as_bytes(), Lang::EN);
        }
        let latin = encoding_rs::WINDOWS_1252.encode("msgid \"boat\"\nmsgstr \"naïveté\"\n").0;
        let header = b"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=iso-8859-1\\n\"\n\n";
        let document = Document::read("x.po", &[header, &latin[..]].concat(), Lang::EN).unwrap();
        assert_eq!(document.blocks[0].text, "naïveté");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn mutated_files_are_read_or_refused(edits in proptest::collection::vec((0..900usize, any::<u8>()), 0..8)) {
            let mut bytes = sample().into_bytes();
            for (at, byte) in edits {
                let length = bytes.len();
                bytes[at % length] = byte;
            }
            let _ = Document::read("a.po", &bytes, Lang::AR);
        }
    }
}
