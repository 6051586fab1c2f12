//! Strings of Apple's systems: `"key" = "text";`.

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::encoding::decode;
use crate::format::entries::{Entries, unicode_escape};
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::text::{Document, line_ends};

/// `.strings`.
pub(super) struct Strings;

impl DocumentReader for Strings {
    fn extensions(&self) -> &'static [&'static str] {
        &["strings"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        has_extension(name, "strings")
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let mut reader = Reader {
            text: &decoded.text,
            rest: &decoded.text,
            entries: Entries::new(lang, decoded.warnings.clone()),
        };
        reader.all()?;
        reader.entries.finish("strings")
    }
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    entries: Entries,
}

impl Reader<'_> {
    fn all(&mut self) -> Result<()> {
        loop {
            self.skip();
            if self.rest.is_empty() {
                return Ok(());
            }
            let start = self.rest;
            let entry = self.entry();
            match entry {
                Some((key, text)) => self.entries.add(&key, &text)?,
                None => self.pass_over(start),
            }
        }
    }

    /// Passes over a line that is no entry.
    fn pass_over<'t>(&mut self, start: &'t str)
    where
        Self: 't,
    {
        let line = start.split('\n').next().unwrap_or(start);
        let number = line_ends(&self.text[..self.text.len() - start.len()]) + 1;
        self.entries.left_out.lose("lines that cannot be read", line);
        self.entries.warn(Some(number), "this is no \"key\" = \"text\"; and is left out");
        let passed = self.text.len() - start.len() + line.len();
        self.rest = &self.text[passed..];
    }

    /// A key and its text. A key alone is its own text.
    fn entry(&mut self) -> Option<(String, String)> {
        let key = self.word()?;
        self.skip();
        let text = match self.rest.strip_prefix('=') {
            Some(rest) => {
                self.rest = rest;
                self.skip();
                self.word()?
            }
            None => key.clone(),
        };
        self.skip();
        self.rest = self.rest.strip_prefix(';')?;
        Some((key, text))
    }

    /// A word in quotation marks, or one of letters that need none.
    fn word(&mut self) -> Option<String> {
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let is_bare = |c: char| c.is_alphanumeric() || "_$/:.-".contains(c);
            let end = self.rest.find(|c| !is_bare(c)).unwrap_or(self.rest.len());
            let word = self.rest[..end].to_owned();
            self.rest = &self.rest[end..];
            return (!word.is_empty()).then_some(word);
        };
        let mut word = String::new();
        let mut rest = &self.rest[1..];
        loop {
            let at = rest.find([quote, '\\'])?;
            word.push_str(&rest[..at]);
            let is_end = rest[at..].starts_with(quote);
            rest = &rest[at + 1..];
            if is_end {
                self.rest = rest;
                return Some(word);
            }
            if let Some(digits) = rest.strip_prefix(['U', 'u'])
                && let Some((c, behind)) = unicode_escape(digits, &format!("\\{}", &rest[..1]))
            {
                word.push(c);
                rest = behind;
                continue;
            }
            let c = rest.chars().next()?;
            word.push(match c {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            });
            rest = &rest[c.len_utf8()..];
        }
    }

    /// Passes over white space and comments.
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let (comment, behind) = if let Some(rest) = self.rest.strip_prefix("/*") {
                rest.split_once("*/").unwrap_or((rest, ""))
            } else if let Some(rest) = self.rest.strip_prefix("//") {
                rest.split_once('\n').unwrap_or((rest, ""))
            } else {
                return;
            };
            self.entries.left_out.add("comments", comment);
            self.rest = behind;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "/* \"no\" = \"x\"; */\n\"a b\" = \"قال: \\\"%@\\\"\\nثم\"; // end\nkey.two='واحد';\n\
        \"اسم\";\nbroken line\n\"u\" = \"\\U0633\\ud83d\\ude00\" ;\n\"open = ";

    #[test]
    fn entries_and_what_is_none() {
        for bytes in
            [TEXT.as_bytes().to_vec(), TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect()]
        {
            let document = Document::read("x.strings", &bytes, Lang::AR).unwrap();
            let left: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
            assert_eq!(left, ["comments (2)", "lines that cannot be read (2)"]);
            let told = document.warnings.iter().find(|warning| warning.place.is_some()).unwrap();
            assert!(told.to_string().starts_with("line 5: this is no"), "{told}");
            let entry =
                |block: crate::text::Block| format!("{}={}", block.key.unwrap(), block.text);
            let entries: Vec<String> = document.blocks.into_iter().map(entry).collect();
            assert_eq!(entries, ["a b=قال: \"%@\"", "a b=ثم", "key.two=واحد", "اسم=اسم", "u=س😀"]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn mutated_files_are_read_or_refused(edits in proptest::collection::vec((0..400usize, any::<u8>()), 0..8)) {
            let mut bytes = TEXT.as_bytes().to_vec();
            for (at, byte) in edits {
                let length = bytes.len();
                bytes[at % length] = byte;
            }
            for name in ["a.strings", "a.properties", "a.json", "a.xml", "a.md", "a.html"] {
                let _ = Document::read(name, &bytes, Lang::AR);
            }
        }
    }
}
