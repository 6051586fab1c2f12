//! Reading SRX files.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::error::{Error, Result};

pub(super) const FORMAT: &str = "SRX";

/// An SRX file.
#[derive(Debug, Clone)]
pub struct Srx {
    /// Whether the sets of all maps that match a language apply, not just the first.
    pub(super) cascade: bool,
    pub(super) sets: Vec<(String, Vec<RawRule>)>,
    pub(super) maps: Vec<Map>,
}

#[derive(Debug, Clone)]
pub(super) struct RawRule {
    pub(super) breaks: bool,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) line: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Map {
    pub(super) pattern: String,
    pub(super) set: String,
    pub(super) line: u64,
}

/// Largest file, in bytes.
const LARGEST: usize = 16 << 20;

pub(super) fn read(text: &str) -> Result<Srx> {
    if text.len() > LARGEST {
        return Err(Error::malformed(FORMAT, 1, "the file is larger than 16 MiB"));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut parser = Parser::default();
    // Lines are counted as the reader moves on, so that the count stays linear.
    let (mut line, mut counted) = (1u64, 0usize);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        line +=
            memchr::memchr_iter(b'\n', &text.as_bytes()[counted..at.max(counted)]).count() as u64;
        counted = at.max(counted);
        let bad = |message: String| Error::malformed(FORMAT, line, message);
        match event.map_err(|error| bad(format!("not well-formed XML: {error}")))? {
            Event::Start(tag) => parser.open(&tag, line)?,
            Event::Empty(tag) => {
                parser.open(&tag, line)?;
                parser.close(tag.local_name().as_ref());
            }
            Event::End(tag) => parser.close(tag.local_name().as_ref()),
            Event::Text(part) => parser.text(&part.xml10_content()),
            Event::CData(part) => parser.text(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let resolved = reference
                    .resolve_char_ref()
                    .map_err(|error| bad(format!("bad character reference: {error}")))?
                    .map(String::from)
                    .or_else(|| {
                        quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned)
                    })
                    .ok_or_else(|| {
                        bad(format!(
                            "'&{name};' is an entity no SRX file needs; write the character"
                        ))
                    })?;
                parser.text(&resolved);
            }
            Event::Eof => break,
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    parser.finish(line)
}

#[derive(Default)]
struct Parser {
    /// Known from the header on.
    cascade: Option<bool>,
    sets: Vec<(String, Vec<RawRule>)>,
    maps: Vec<Map>,
    rule: Option<RawRule>,
    // The side of the rule that text now goes to.
    side: Option<Side>,
    root: bool,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

impl Parser {
    fn open(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<()> {
        let bad = |message: String| Error::malformed(FORMAT, line, message);
        let attribute = |name: &str| -> Result<Option<String>> {
            for attribute in tag.attributes() {
                let attribute =
                    attribute.map_err(|error| bad(format!("bad attribute: {error}")))?;
                if attribute.key.local_name().as_ref() == name {
                    let value = attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .map_err(|error| bad(format!("bad attribute: {error}")))?;
                    return Ok(Some(value.into_owned()));
                }
            }
            Ok(None)
        };
        let required = |name: &str| {
            attribute(name)?.ok_or_else(|| {
                bad(format!("<{}> lacks its {name}", tag.local_name().as_ref() as &str))
            })
        };
        let yes = |name: &str, default: bool| -> Result<bool> {
            match attribute(name)?.as_deref() {
                None => Ok(default),
                Some("yes") => Ok(true),
                Some("no") => Ok(false),
                Some(other) => Err(bad(format!("{name} is '{other}', not yes or no"))),
            }
        };
        self.depth += 1;
        if self.depth > 64 {
            return Err(bad("elements are nested too deeply".to_owned()));
        }
        let name: &str = tag.local_name().into_inner();
        if !self.root && name != "srx" {
            return Err(bad(format!("the file starts with <{name}>, not <srx>")));
        }
        match name {
            "srx" => self.root = true,
            "header" => {
                // Text inside text and the side of tags are for what segments files with tags; they are checked only.
                yes("segmentsubflows", true)?;
                self.cascade = Some(yes("cascade", false)?);
            }
            "formathandle" => {
                yes("include", false)?;
                let kind = required("type")?;
                if !matches!(&*kind, "start" | "end" | "isolated") {
                    return Err(bad(format!("'{kind}' is no kind of format")));
                }
            }
            "languagerule" => self.sets.push((required("languagerulename")?, Vec::new())),
            "rule" => {
                let breaks = yes("break", true)?;
                self.rule =
                    Some(RawRule { breaks, before: String::new(), after: String::new(), line });
            }
            "beforebreak" => self.side = Some(Side::Before),
            "afterbreak" => self.side = Some(Side::After),
            "languagemap" => self.maps.push(Map {
                pattern: required("languagepattern")?,
                set: required("languagerulename")?,
                line,
            }),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "beforebreak" | "afterbreak" => self.side = None,
            "rule" => {
                if let (Some(rule), Some((_, set))) = (self.rule.take(), self.sets.last_mut()) {
                    set.push(rule);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, part: &str) {
        if let (Some(rule), Some(side)) = (&mut self.rule, self.side) {
            match side {
                Side::Before => rule.before.push_str(part),
                Side::After => rule.after.push_str(part),
            }
        }
    }

    fn finish(self, line: u64) -> Result<Srx> {
        let bad = |message: &str| Error::malformed(FORMAT, line, message);
        if !self.root {
            return Err(bad("the file holds no <srx>"));
        }
        if self.depth > 0 {
            return Err(bad("the file ends inside an element"));
        }
        let cascade = self.cascade.ok_or_else(|| bad("there is no <header>"))?;
        if self.maps.is_empty() {
            return Err(bad("there is no <languagemap>, so no language has rules"));
        }
        Ok(Srx { cascade, sets: self.sets, maps: self.maps })
    }
}
