//! The memory as XLIFF 2.1 and 1.2, for CAT tools that take bilingual files.
//!
//! A unit holds one segment. What XLIFF has no place for stands in the metadata module (2.1) or in contexts (1.2).

use std::io::Write;

use crate::error::Result;
use crate::format::limits::{self, Limits};
use crate::format::xml::escape::{attribute_into, escape_into};
use crate::format::{Codes, WriteOptions, XliffVersion};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, Variant};

mod inline;

use super::state;

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
        langs: None,
        count: 0,
        options: options.clone(),
        limits: Limits::with_source_alone(options).without_header(header),
        text: String::new(),
    }))
}

struct Sink<'a> {
    out: Box<dyn Write + 'a>,
    header: Header,
    /// The languages of the file as the units name them; `None` until its start is written.
    langs: Option<[Lang; 2]>,
    count: u64,
    options: WriteOptions,
    limits: Limits,
    text: String,
}

impl UnitSink for Sink<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let first = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, first) else { return Ok(()) };
        let langs = match self.langs {
            Some(langs) => langs,
            None => self.start(limits::langs(&self.header, &variants))?,
        };
        let [source_lang, target_lang] = langs;
        let Some((source, targets)) = self.limits.pair(unit, &variants, langs) else {
            return Ok(());
        };
        if source.lang != source_lang || targets.iter().any(|target| target.lang != target_lang) {
            let message = "a text of another region has the language code of the file";
            self.limits.add(unit, "lang-code", message);
        }
        if targets.is_empty() {
            return self.pair(unit, source, None);
        }
        targets.into_iter().try_for_each(|target| self.pair(unit, source, Some(target)))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.langs.is_none() {
            let source = self.header.source_lang.unwrap_or(Lang::UNKNOWN);
            self.start([source, self.header.target_lang.unwrap_or(Lang::UNKNOWN)])?;
        }
        if self.count == 0 && self.options.xliff == XliffVersion::V2 {
            // A file without units is not valid.
            self.out.write_all(b"    <group id=\"empty\"/>\n")?;
        }
        let end: &[u8] = match self.options.xliff {
            XliffVersion::V2 => b"  </file>\n</xliff>\n",
            XliffVersion::V1 => b"    </body>\n  </file>\n</xliff>\n",
        };
        self.out.write_all(end)?;
        self.out.flush()?;
        Ok(())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}

impl Sink<'_> {
    fn start(&mut self, langs: [Lang; 2]) -> Result<[Lang; 2]> {
        self.langs = Some(langs);
        let [source, target] = langs.map(|lang| self.options.lang(lang));
        let start = match self.options.xliff {
            XliffVersion::V2 => format!(
                "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" \
                 xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\" version=\"2.1\" \
                 srcLang=\"{source}\" trgLang=\"{target}\">\n  \
                 <file id=\"memory\" srcDir=\"{}\" trgDir=\"{}\" xml:space=\"preserve\">\n",
                source.direction().as_str(),
                target.direction().as_str(),
            ),
            XliffVersion::V1 => format!(
                "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n  \
                 <file original=\"memory\" source-language=\"{source}\" \
                 target-language=\"{target}\" datatype=\"plaintext\">\n    <body>\n",
            ),
        };
        self.out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        self.out.write_all(start.as_bytes())?;
        Ok(langs)
    }

    fn pair(
        &mut self,
        unit: &TranslationUnit,
        source: &Variant,
        target: Option<&Variant>,
    ) -> Result<()> {
        self.count += 1;
        self.text.clear();
        let bare: [Option<Variant>; 2] = [Some(source), target]
            .map(|side| side.map(|side| Variant { codes: Vec::new(), ..side.clone() }));
        let mut details = unit.details([bare[0].as_ref(), bare[1].as_ref()]);
        details.retain(|(name, _)| name != "note");
        let own: &[&str] = match self.options.xliff {
            XliffVersion::V2 => &[state::STATE, state::SUB_STATE],
            XliffVersion::V1 => &[state::STATE, state::QUALIFIER, state::APPROVED],
        };
        details.retain(|(name, _)| name.strip_prefix("prop:").is_none_or(|n| !own.contains(&n)));
        let lost = match self.options.xliff {
            XliffVersion::V2 => self.v2(unit, source, target, &details),
            XliffVersion::V1 => self.v1(unit, source, target, &details),
        };
        self.limits.lost(unit, lost);
        self.limits.written(unit, self.text.len());
        self.out.write_all(self.text.as_bytes())?;
        Ok(())
    }

    fn v2(
        &mut self,
        unit: &TranslationUnit,
        source: &Variant,
        target: Option<&Variant>,
        details: &[(String, String)],
    ) -> usize {
        let to = &mut self.text;
        to.push_str(&format!("    <unit id=\"u{}\"", self.count));
        let mut lost = named("name", &unit.id, to);
        to.push_str(">\n");
        if !details.is_empty() {
            to.push_str("      <mda:metadata>\n        <mda:metaGroup category=\"mizan\">\n");
            for (name, value) in details {
                to.push_str("          <mda:meta type=\"");
                lost += attribute_into(name, to);
                to.push_str("\">");
                lost += escape_into(value, to);
                to.push_str("</mda:meta>\n");
            }
            to.push_str("        </mda:metaGroup>\n      </mda:metadata>\n");
        }
        if !unit.meta.notes.is_empty() {
            to.push_str("      <notes>\n");
            for note in &unit.meta.notes {
                to.push_str("        <note>");
                lost += escape_into(note, to);
                to.push_str("</note>\n");
            }
            to.push_str("      </notes>\n");
        }
        let mut data = inline::Data::default();
        let kept = self.options.codes == Codes::Kept;
        let mut texts = String::new();
        texts.push_str("        <source>");
        lost += inline::v2(source, kept, &mut data, &mut texts);
        texts.push_str("</source>\n");
        if let Some(target) = target {
            texts.push_str("        <target>");
            lost += inline::v2(target, kept, &mut data, &mut texts);
            texts.push_str("</target>\n");
        } else if self.options.keep_empty {
            texts.push_str("        <target/>\n");
        }
        data.write(to);
        let usual = if target.is_some() { "translated" } else { "initial" };
        let (state, unsaid) = state::v2(unit.meta.prop(state::STATE).unwrap_or(usual));
        to.extend(["      <segment state=\"", state, "\""]);
        let sub_state = unit.meta.prop(state::SUB_STATE).map(str::to_owned).or(unsaid);
        lost += named("subState", &sub_state.unwrap_or_default(), to);
        to.push_str(">\n");
        to.push_str(&texts);
        to.push_str("      </segment>\n    </unit>\n");
        lost
    }

    fn v1(
        &mut self,
        unit: &TranslationUnit,
        source: &Variant,
        target: Option<&Variant>,
        details: &[(String, String)],
    ) -> usize {
        let to = &mut self.text;
        to.push_str(&format!("      <trans-unit id=\"{}\"", self.count));
        let mut lost = named("resname", &unit.id, to);
        lost += named("approved", unit.meta.prop(state::APPROVED).unwrap_or_default(), to);
        to.push_str(" xml:space=\"preserve\">\n        <source>");
        let kept = self.options.codes == Codes::Kept;
        lost += inline::v1(source, kept, to);
        to.push_str("</source>\n");
        let state = unit.meta.prop(state::STATE);
        if target.is_some() || state.is_some() || self.options.keep_empty {
            to.push_str("        <target");
            let usual = if target.is_some() { "translated" } else { "new" };
            lost += named("state", &state::v1(state.unwrap_or(usual)), to);
            let qualifier = unit.meta.prop(state::QUALIFIER).unwrap_or_default();
            lost += named("state-qualifier", qualifier, to);
            to.push('>');
            lost += target.map_or(0, |target| inline::v1(target, kept, to));
            to.push_str("</target>\n");
        }
        if !details.is_empty() {
            // Names of groups may not repeat in a file.
            to.push_str(&format!(
                "        <context-group name=\"mizan-{}\" purpose=\"information\">\n",
                self.count
            ));
            for (name, value) in details {
                to.extend(["          <context context-type=\"x-", &inline::word(name), "\">"]);
                lost += escape_into(value, to);
                to.push_str("</context>\n");
            }
            to.push_str("        </context-group>\n");
        }
        for note in &unit.meta.notes {
            to.push_str("        <note>");
            lost += escape_into(note, to);
            to.push_str("</note>\n");
        }
        to.push_str("      </trans-unit>\n");
        lost
    }
}

/// An attribute, unless it is empty.
fn named(name: &str, value: &str, to: &mut String) -> usize {
    if value.is_empty() {
        return 0;
    }
    to.extend([" ", name, "=\""]);
    let lost = attribute_into(value, to);
    to.push('"');
    lost
}
