//! The memory as TMX 1.4: level 1, plain text that every tool imports; level 2 where inline codes are kept.
//!
//! Valid by the DTD and by the stricter schema some tools check against, so no attribute or element beyond
//! them; what mizan adds stands in `x-` props.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;

use crate::error::Result;
use crate::format::limits::Limits;
use crate::format::xml::escape::{attribute_into, code_into, escape_into};
use crate::format::{Codes, WriteOptions};
use crate::lang::Lang;
use crate::unit::{Code, CodeKind, Header, Meta, Repair, TranslationUnit, UnitSink, Variant};

/// Starts a memory.
///
/// # Errors
///
/// What writing fails with.
pub(super) fn start<'a>(
    out: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    Ok(Box::new(Sink {
        out,
        header: header.clone(),
        source_lang: None,
        options: options.clone(),
        limits: Limits::new(options),
        tags: Vec::new(),
        text: String::new(),
    }))
}

struct Sink<'a> {
    out: Box<dyn Write + 'a>,
    header: Header,
    /// The language in the header of the file; `None` until it is written.
    source_lang: Option<Lang>,
    options: WriteOptions,
    limits: Limits,
    /// Languages with the tags they are written with.
    tags: Vec<(Lang, String)>,
    text: String,
}

impl UnitSink for Sink<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let source = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, source) else { return Ok(()) };
        let first = self.options.lang(variants[0].lang);
        let srclang = match self.source_lang {
            Some(lang) => lang,
            None => {
                let lang = self.header.source_lang.map_or(first, |lang| self.options.lang(lang));
                self.start(lang)?;
                lang
            }
        };
        self.text.clear();
        let mut lost = 0;
        let to = &mut self.text;
        to.push_str("    <tu");
        lost += attribute("tuid", &unit.id, to);
        lost += meta_attributes(&unit.meta, &UNIT_ATTRIBUTES, to);
        if first != srclang {
            lost += attribute("srclang", &first.to_string(), to);
        }
        to.push_str(">\n");
        lost += meta_elements(&unit.meta, "      ", to);
        for variant in variants {
            to.push_str("      <tuv");
            let at = match self.tags.iter().position(|(lang, _)| *lang == variant.lang) {
                Some(at) => at,
                None => {
                    self.tags.push((variant.lang, self.options.lang(variant.lang).to_string()));
                    self.tags.len() - 1
                }
            };
            to.extend([" xml:lang=\"", &self.tags[at].1, "\""]);
            lost += meta_attributes(&variant.meta, &VARIANT_ATTRIBUTES, to);
            to.push_str(">\n");
            lost += meta_elements(&variant.meta, "        ", to);
            to.push_str("        <seg>");
            lost += match self.options.codes {
                Codes::Kept => segment(variant, to),
                Codes::Dropped => escape_into(&variant.text, to),
            };
            to.push_str("</seg>\n      </tuv>\n");
        }
        to.push_str("    </tu>\n");
        self.limits.lost(unit, lost);
        self.limits.written(unit, self.text.len());
        self.out.write_all(self.text.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.source_lang.is_none() {
            let lang = self.header.source_lang.unwrap_or(Lang::UNKNOWN);
            self.start(self.options.lang(lang))?;
        }
        self.out.write_all(b"  </body>\n</tmx>\n")?;
        self.out.flush()?;
        Ok(())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}

impl Sink<'_> {
    /// Writes what comes before the first unit.
    fn start(&mut self, srclang: Lang) -> Result<()> {
        self.source_lang = Some(srclang);
        let header = &self.header;
        let given = |name: &str| {
            header.meta.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
        };
        let or = |text: &'_ str, other: &str| -> String {
            if text.is_empty() { other.to_owned() } else { text.to_owned() }
        };
        let mut to = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
             <tmx version=\"1.4\">\n  <header",
        );
        let mut lost = 0;
        let version = or(&header.tool_version, env!("CARGO_PKG_VERSION"));
        for (name, value) in [
            ("creationtool", or(&header.tool, "mizan").as_str()),
            ("creationtoolversion", &version),
            ("segtype", given("segtype").unwrap_or("sentence")),
            ("o-tmf", given("o-tmf").unwrap_or("mizan")),
            ("adminlang", given("adminlang").unwrap_or("en-US")),
            ("srclang", &srclang.to_string()),
            ("datatype", given("datatype").unwrap_or("plaintext")),
            ("o-encoding", given("o-encoding").unwrap_or_default()),
            ("creationdate", &header.meta.created),
            ("creationid", &header.meta.creator),
            ("changedate", &header.meta.changed),
            ("changeid", &header.meta.changer),
        ] {
            lost += attribute(name, value, &mut to);
        }
        let mut inside = String::new();
        if !header.segmentation.is_empty() {
            lost += prop("x-segmentation", &header.segmentation, "    ", &mut inside);
        }
        lost += meta_elements(&header.meta, "    ", &mut inside);
        if inside.is_empty() {
            to.push_str("/>\n");
        } else {
            to.extend([">\n", &inside, "  </header>\n"]);
        }
        to.push_str("  <body>\n");
        self.limits.lost(&TranslationUnit::default(), lost);
        self.out.write_all(to.as_bytes())?;
        Ok(())
    }
}

/// The attributes a `tu` and a `tuv` may have beside dates and people.
const UNIT_ATTRIBUTES: [&str; 8] = [
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
];
const VARIANT_ATTRIBUTES: [&str; 7] = [
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "o-tmf",
];

fn meta_attributes(meta: &Meta, allowed: &[&str], to: &mut String) -> usize {
    let mut lost = attribute("creationdate", &meta.created, to);
    lost += attribute("creationid", &meta.creator, to);
    lost += attribute("changedate", &meta.changed, to);
    lost += attribute("changeid", &meta.changer, to);
    for (name, value) in &meta.attributes {
        if allowed.contains(&name.as_str()) {
            lost += attribute(name, value, to);
        }
    }
    lost
}

/// Notes and props, in the order the DTD leaves free.
fn meta_elements(meta: &Meta, indent: &str, to: &mut String) -> usize {
    let mut lost = 0;
    for note in &meta.notes {
        to.extend([indent, "<note>"]);
        lost += escape_into(note, to);
        to.push_str("</note>\n");
    }
    for (kind, value) in &meta.props {
        lost += prop(kind, value, indent, to);
    }
    lost
}

fn prop(kind: &str, value: &str, indent: &str, to: &mut String) -> usize {
    to.extend([indent, "<prop type=\""]);
    let mut lost = attribute_into(kind, to);
    to.push_str("\">");
    lost += escape_into(value, to);
    to.push_str("</prop>\n");
    lost
}

/// An attribute, unless it is empty.
fn attribute(name: &str, value: &str, to: &mut String) -> usize {
    if value.is_empty() {
        return 0;
    }
    to.extend([" ", name, "=\""]);
    let lost = attribute_into(value, to);
    to.push('"');
    lost
}

/// A text with its codes. Codes that pair get numbers of their own if theirs are missing or used twice, since
/// tools refuse those.
fn segment(variant: &Variant, to: &mut String) -> usize {
    let (text, codes) = (&variant.text, &variant.codes);
    let names = pair_names(codes);
    let (mut lost, mut done) = (0, 0);
    for (code, pair) in codes.iter().zip(&names) {
        let at = code.at.clamp(done, text.len());
        let at = (done..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(done);
        lost += escape_into(&text[done..at], to);
        done = at;
        let name = match code.kind {
            CodeKind::HighlightEnd => {
                to.push_str("</hi>");
                continue;
            }
            CodeKind::HighlightBegin => "hi",
            CodeKind::Begin => "bpt",
            CodeKind::End => "ept",
            CodeKind::LoneBegin | CodeKind::LoneEnd => "it",
            CodeKind::Single => "ph",
            CodeKind::Unknown => "ut",
        };
        to.extend(["<", name]);
        match code.kind {
            CodeKind::Begin | CodeKind::End => lost += attribute("i", pair, to),
            CodeKind::LoneBegin => lost += attribute("pos", "begin", to),
            CodeKind::LoneEnd => lost += attribute("pos", "end", to),
            _ => {}
        }
        if code.kind != CodeKind::End {
            lost += attribute("x", &code.id, to);
        }
        if !matches!(code.kind, CodeKind::End | CodeKind::Unknown) {
            lost += attribute("type", &code.class, to);
        }
        if code.kind == CodeKind::HighlightBegin {
            to.push('>');
        } else if code.content.is_empty() {
            to.push_str("/>");
        } else {
            to.push('>');
            lost += code_into(&code.content, to);
            to.extend(["</", name, ">"]);
        }
    }
    lost + escape_into(&text[done..], to)
}

/// What each code writes as `i`: its own if every pair has one that no other has, else numbers.
fn pair_names(codes: &[Code]) -> Vec<String> {
    let begins: Vec<&Code> = codes.iter().filter(|code| code.kind == CodeKind::Begin).collect();
    let distinct: BTreeSet<&str> = begins.iter().map(|code| code.pair.as_str()).collect();
    if distinct.len() == begins.len() && !distinct.contains("") {
        return codes.iter().map(|code| code.pair.clone()).collect();
    }
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut count = 0;
    let mut names = Vec::new();
    for code in codes {
        let number = match code.kind {
            CodeKind::Begin => {
                count += 1;
                open.entry(&code.pair).or_default().push(count);
                count
            }
            CodeKind::End => open.get_mut(&*code.pair).and_then(Vec::pop).unwrap_or_else(|| {
                count += 1;
                count
            }),
            _ => 0,
        };
        names.push(number.to_string());
    }
    names
}
