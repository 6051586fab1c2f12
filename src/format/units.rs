//! Memories and files of CAT tools as one side of an alignment: their texts in one language.

use crate::error::{Error, Result};
use crate::format::entries::Entries;
use crate::format::tmx::Tmx;
use crate::format::xliff::Xliff;
use crate::format::{DocumentReader, MemoryReader, ReadOptions};
use crate::lang::Lang;
use crate::text::Document;

/// XLIFF, by any of its names, and TMX.
pub(super) struct Units;

impl DocumentReader for Units {
    fn extensions(&self) -> &'static [&'static str] {
        &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff", "tmx"]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        reader(name, head).is_some()
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let head = &bytes[..bytes.len().min(512)];
        let reader = reader("", head).unwrap_or(&Xliff);
        let mut units = reader.open(Box::new(bytes), &ReadOptions::default())?;
        let mut entries = Entries::new(lang, Vec::new());
        let mut others: Vec<Lang> = Vec::new();
        while let Some(unit) = units.next()? {
            entries.tell(units.repairs());
            match unit.variant(lang) {
                Some(variant) => entries.add_unit(&unit, variant)?,
                None => {
                    let first = unit.variants.first().map_or("", |variant| &*variant.text);
                    entries.left_out.add("units without a text in the language", first);
                }
            }
            for variant in &unit.variants {
                if others.len() < 8 && !others.contains(&variant.lang) {
                    others.push(variant.lang);
                }
            }
        }
        entries.tell(units.repairs());
        if entries.is_empty() && !others.is_empty() {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            let message = format!("no text in {lang} was found; there are {}", others.join(", "));
            return Err(Error::malformed(reader.format(), 1, message));
        }
        entries.finish(reader.format())
    }
}

/// The reader of a file that is one of XML by its first byte, or says so in its name.
fn reader(name: &str, head: &[u8]) -> Option<&'static dyn MemoryReader> {
    let start = head.iter().find(|b| b.is_ascii_graphic());
    let readers: [&dyn MemoryReader; 2] = [&Tmx, &Xliff];
    readers.into_iter().find(|reader| start == Some(&b'<') && reader.recognises(name, head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(name: &str, text: &str, lang: Lang) -> (Vec<String>, Vec<String>) {
        let document = Document::read(name, text.as_bytes(), lang).unwrap();
        let left = document.left_out.iter().map(ToString::to_string).collect();
        let entry = |block: crate::text::Block| {
            format!("{}={} {}", block.key.unwrap_or_default(), block.text, block.codes.len())
        };
        (document.blocks.into_iter().map(entry).collect(), left)
    }

    #[test]
    fn one_language_of_a_memory_is_a_document() {
        let tmx = "<?xml version=\"1.0\"?><tmx version=\"1.4\"><header srclang=\"en\"/><body>\
            <tu tuid=\"a\"><tuv xml:lang=\"en-GB\"><seg>A <ph x=\"1\">b</ph>ship</seg></tuv><tuv xml:lang=\"ar\"><seg>سفينة</seg></tuv></tu>\
            <tu><tuv xml:lang=\"en\"><seg>Row. Then rest.</seg></tuv></tu></body></tmx>";
        assert_eq!(
            entries("m.tmx", tmx, Lang::EN),
            (vec!["a=A ship 1".to_owned(), "=Row. Then rest. 0".to_owned()], Vec::new())
        );
        assert_eq!(
            entries("m.txt", tmx, Lang::AR),
            (
                vec!["a=سفينة 0".to_owned()],
                vec!["units without a text in the language (1)".to_owned()]
            )
        );
        let error = Document::read("m.tmx", tmx.as_bytes(), "fr".parse().unwrap()).unwrap_err();
        assert!(
            error.to_string().contains("no text in fr was found; there are en-GB, ar, en"),
            "{error}"
        );
    }

    #[test]
    fn xliff_is_read_by_its_ids() {
        let xliff = "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"ar\" original=\"x\"><body>\
            <trans-unit id=\"hi\"><source>Hello</source><target>مرحبا</target></trans-unit>\
            <trans-unit id=\"by\"><source>Bye</source></trans-unit></body></file></xliff>";
        let (target, left) = entries("m.sdlxliff", xliff, Lang::AR);
        assert_eq!((target.len(), left.len()), (1, 1));
        assert!(target[0].starts_with("hi=مرحبا"), "{target:?}");
        assert_eq!(entries("m.xlf", xliff, Lang::EN).0.len(), 2);
    }
}
