//! The units of a memory, one after the other, from TMX or CSV, in bounded memory.

use std::io::{self, BufRead, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::exchange::Langs;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

/// A source text and its translation, with their place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The number of the unit in its file, from 1.
    pub number: u64,
    /// The line where it starts, from 1.
    pub line: u64,
    /// The source text.
    pub source: String,
    /// Its translation.
    pub target: String,
}

/// The file formats of memories that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TMX of any version.
    Tmx,
    /// CSV with columns `source` and `target`.
    Csv,
}

/// No unit, and no line of one, is longer; else the file is of another kind.
const LONGEST: usize = 1 << 24;

/// Reads every unit that has both languages, and gives how many had not.
///
/// # Errors
///
/// If the file is broken, with the line; what comes from `see`; and what reading fails with.
pub fn read(
    format: Format,
    input: &mut dyn BufRead,
    langs: Langs,
    see: &mut dyn FnMut(Unit) -> Result<()>,
) -> Result<u64> {
    let head = input.fill_buf()?;
    let utf16 = matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    if !utf16 && head.iter().take(512).any(|&b| b == 0) {
        let byte = head.iter().position(|&b| b == 0).unwrap_or(0);
        return Err(Error::new(ErrorKind::NotText { byte }));
    }
    let bom = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    input.consume(bom);
    let mut decoded;
    let input: &mut dyn BufRead = if utf16 {
        // Rare enough to be held whole.
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        let encoding =
            encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::UTF_16LE, |e| e.0);
        decoded = Cursor::new(encoding.decode(&bytes).0.into_owned().into_bytes());
        &mut decoded
    } else {
        input
    };
    let guard = Guard { inner: input, line: 1, since: 0 };
    match format {
        Format::Tmx => tmx(guard, langs, see),
        Format::Csv => csv(guard, see),
    }
}

/// Counts lines, and fails where a single item has no end.
struct Guard<'i> {
    inner: &'i mut dyn BufRead,
    line: u64,
    since: usize,
}

impl Guard<'_> {
    fn check(&self) -> io::Result<()> {
        if self.since > LONGEST {
            let message = format!("line {}: one unit has more than {LONGEST} bytes", self.line);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(())
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let count = self.inner.fill_buf()?.len().min(room.len());
        room[..count].copy_from_slice(&self.inner.fill_buf()?[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Guard<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            let taken = &bytes[..count.min(bytes.len())];
            self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
        }
        self.since += count;
        self.inner.consume(count);
    }
}

fn csv(guard: Guard<'_>, see: &mut dyn FnMut(Unit) -> Result<()>) -> Result<u64> {
    const FORMAT: &str = "CSV memory";
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(guard);
    let bad = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        Error::malformed(FORMAT, line, error.to_string())
    };
    let header = reader.headers().map_err(bad)?.clone();
    let find = |name: &str| header.iter().position(|c| c.trim().eq_ignore_ascii_case(name));
    let (Some(source), Some(target)) = (find("source"), find("target")) else {
        let message = "the first row must name the columns source and target";
        return Err(Error::malformed(FORMAT, 1, message));
    };
    let mut row = csv::StringRecord::new();
    let (mut number, mut skipped) = (0, 0);
    while reader.read_record(&mut row).map_err(bad)? {
        reader.get_mut().since = 0;
        number += 1;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
        let (source, target) = (cell(source), cell(target));
        if source.is_empty() || target.is_empty() {
            skipped += 1;
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        see(Unit { number, line, source, target })?;
    }
    Ok(skipped)
}

fn tmx(guard: Guard<'_>, langs: Langs, see: &mut dyn FnMut(Unit) -> Result<()>) -> Result<u64> {
    const FORMAT: &str = "TMX";
    let mut reader = Reader::from_reader(guard);
    let mut state = State {
        number: 0,
        line: 0,
        lang: None,
        texts: Vec::new(),
        text: String::new(),
        seg: false,
        code: 0,
    };
    let (mut root, mut skipped, mut depth) = (false, 0, 0usize);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().since = 0;
        let line = reader.get_ref().line;
        let bad = |message: String| Error::malformed(FORMAT, line, message);
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| bad(format!("the XML is broken: {error}")))?;
        match event {
            Event::Eof => break,
            Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                return Err(bad("the file declares entities, which is refused".to_owned()));
            }
            Event::Start(start) => {
                depth += 1;
                if depth > 64 {
                    return Err(bad("more than 64 elements inside each other".to_owned()));
                }
                root |= start.local_name().as_ref() == "tmx";
                state.open(&start, line);
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if state.close(end.local_name().as_ref()) {
                    match state.unit(langs) {
                        Some(unit) => see(unit)?,
                        None => skipped += 1,
                    }
                }
            }
            Event::Text(text) => state.push(&text),
            Event::CData(text) => state.push(&text),
            Event::GeneralRef(name) => {
                if let Ok(Some(c)) = name.resolve_char_ref() {
                    state.push(c.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(&name) {
                    state.push(text);
                } else {
                    // Memories hold HTML entities by mistake; the words around them can still be read.
                    state.push(" ");
                }
            }
            _ => {}
        }
    }
    if !root {
        return Err(Error::malformed(FORMAT, 1, "there is no tmx element in it"));
    }
    if depth > 0 {
        let line = reader.get_ref().line;
        return Err(Error::malformed(FORMAT, line, "the file is cut off: elements are still open"));
    }
    Ok(skipped)
}

struct State {
    number: u64,
    line: u64,
    lang: Option<Lang>,
    texts: Vec<(Lang, String)>,
    text: String,
    seg: bool,
    /// Depth inside codes, whose text is no text.
    code: usize,
}

impl State {
    fn open(&mut self, start: &BytesStart<'_>, line: u64) {
        match start.local_name().as_ref() {
            "tu" => {
                self.number += 1;
                self.line = line;
                self.texts.clear();
            }
            "tuv" => {
                let tag = start.attributes().flatten().find(|a| {
                    let key: &str = a.key.as_ref();
                    key == "xml:lang" || key == "lang"
                });
                self.lang = tag.and_then(|a| a.value.parse().ok());
            }
            "seg" => {
                self.seg = true;
                self.text.clear();
            }
            "bpt" | "ept" | "ph" | "it" | "ut" => self.code += 1,
            _ => {}
        }
    }

    /// Whether a unit is complete.
    fn close(&mut self, name: &str) -> bool {
        match name {
            "seg" => {
                self.seg = false;
                if let Some(lang) = self.lang {
                    self.texts.push((lang, std::mem::take(&mut self.text)));
                }
            }
            "bpt" | "ept" | "ph" | "it" | "ut" => self.code = self.code.saturating_sub(1),
            _ => {}
        }
        name == "tu"
    }

    fn push(&mut self, text: &str) {
        if self.seg && self.code == 0 {
            self.text.push_str(text);
        }
    }

    fn unit(&mut self, langs: Langs) -> Option<Unit> {
        let mut take = |lang: Lang| {
            let at = self
                .texts
                .iter()
                .position(|(l, t)| l.same_language(lang) && !t.trim().is_empty())?;
            Some(self.texts.swap_remove(at).1)
        };
        let source = take(langs.source)?;
        let target = take(langs.target)?;
        Some(Unit { number: self.number, line: self.line, source, target })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGS: Langs = Langs { source: Lang::AR, target: Lang::EN };

    fn units(format: Format, text: &str) -> Result<(Vec<Unit>, u64)> {
        let mut units = Vec::new();
        let skipped = read(format, &mut text.as_bytes(), LANGS, &mut |unit| {
            units.push(unit);
            Ok(())
        })?;
        Ok((units, skipped))
    }

    #[test]
    fn units_come_from_both_formats() {
        let tmx = "<?xml version=\"1.0\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\"><header/><body>\n\
            <tu><tuv xml:lang=\"EN-us\"><seg>a &amp; <bpt>x</bpt>b</seg></tuv><tuv lang=\"ar\"><seg>أ</seg></tuv></tu>\n\
            <tu><tuv xml:lang=\"ar\"><seg></seg></tuv></tu></body></tmx>";
        let (found, skipped) = units(Format::Tmx, tmx).unwrap();
        let unit = Unit { number: 1, line: 4, source: "أ".into(), target: "a & b".into() };
        assert_eq!((found, skipped), (vec![unit], 1));
        let (found, _) = units(Format::Csv, "id,source,target\n1,أ,\"b\nc\"\n").unwrap();
        assert_eq!(found[0].target, "b\nc");
    }

    #[test]
    fn broken_memories_are_refused() {
        let error = |format, text: &str| units(format, text).unwrap_err().to_string();
        assert!(error(Format::Tmx, "<tmx>\n<body>").contains("cut off"));
        assert!(
            error(Format::Tmx, "<!DOCTYPE tmx [<!ENTITY a \"b\">]><tmx/>").contains("entities")
        );
        assert!(error(Format::Tmx, "<x/>").contains("no tmx element"));
        assert!(error(Format::Csv, "a,b\n").contains("source and target"));
        let endless = format!("<tmx><tu>{}", "x".repeat(LONGEST + (1 << 20)));
        assert!(
            error(Format::Tmx, &endless).contains("more than"),
            "{}",
            error(Format::Tmx, &endless)
        );
    }
}
