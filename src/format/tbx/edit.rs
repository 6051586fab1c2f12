//! A termbase written back into the TBX file it came from: what is not changed stays as it stands.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use quick_xml::Writer as Xml;

use crate::error::{Error, Result};
use crate::format::tbx::concept::{Read, ReadConcept, Row, concepts, lost, pos_names, rows};
use crate::format::tbx::read::{FORMAT, File, is_pair, parse};
use crate::format::tbx::write::{Dialect, Kind, entry, text};
use crate::format::tbx::{v2, v3};
use crate::format::termbase::{decoded, encoded};
use crate::format::xml::escape::escape;
use crate::format::xml::place::{replaced, value_range};
use crate::glossary::{Entry, Glossary, Langs, Original};

type Edits = Vec<(Range<usize>, String)>;

/// Writes the file that a glossary was read from, with what changed since. Returns what TBX has no place for.
///
/// # Errors
///
/// If something changed that cannot be changed in place; and those of `out`.
pub(super) fn write(
    glossary: &Glossary,
    original: &Original,
    out: &mut dyn Write,
) -> Result<Vec<String>> {
    let decoded = decoded(&original.bytes, FORMAT, original.langs)?;
    let xml = &decoded.text;
    let file = parse(xml, original.langs)?;
    let root = &xml[file.root.clone()];
    let dialect = match value_range(root, "style").map(|range| &root[range]) {
        _ if root.starts_with("<martif") => &v2::DIALECT,
        Some("dct") => &v3::DIALECT,
        _ if root.starts_with("<tbx") => &v3::BY_ATTRIBUTE,
        _ => return Err(refused("its elements have prefixes")),
    };
    let names = namespaces(root, dialect);
    let edit = Edit { glossary, xml, file: &file, dialect, names };
    let old = reread(xml, &file)?;
    let mut present: Vec<Option<&Entry>> = vec![None; old.rows.len()];
    let (mut order, mut made) = (Vec::new(), BTreeMap::new());
    for entry in &glossary.entries {
        let Some(origin) = entry.origin.map(|at| at as usize).filter(|at| *at < present.len())
        else {
            continue;
        };
        present[origin] = Some(entry);
        let number = old.rows[origin];
        if made.insert(number, String::new()).is_none() {
            order.push(number);
        }
    }
    let mut origin = 0;
    for (number, concept) in file.concepts.iter().enumerate().filter(|(_, c)| is_pair(c)) {
        let rows = rows(concept);
        let own = origin..origin + rows.len();
        origin = own.end;
        if let Some(xml) = made.get_mut(&number) {
            *xml = edit.concept(concept, &rows, (&old.glossary, own), &present)?;
        }
    }
    let new = edit.added(original.langs)?;
    let text = edit.assembled(&order, &made, &new);
    out.write_all(&encoded(&text, decoded.encoding, decoded.bom)?)?;
    Ok(edit.lost(&old))
}

fn refused(why: &str) -> Error {
    let message = format!("{why}; the file cannot be changed in place: convert it to CSV");
    io::Error::other(message).into()
}

/// The declarations that elements need which the root does not make.
fn namespaces(root: &str, dialect: &Dialect) -> String {
    let all = [
        ("min", " xmlns:min=\"http://www.tbxinfo.net/ns/min\""),
        ("basic", " xmlns:basic=\"http://www.tbxinfo.net/ns/basic\""),
    ];
    let lacks = |prefix: &str| !root.contains(&format!("xmlns:{prefix}="));
    let needs = dialect.pos.0.contains(':');
    all.iter().filter(|(prefix, _)| needs && lacks(prefix)).map(|(_, text)| *text).collect()
}

/// The rows of the file as it was.
struct Old {
    glossary: Glossary,
    /// The concept of each row.
    rows: Vec<usize>,
}

fn reread(xml: &str, file: &File) -> Result<Old> {
    let mut glossary = Glossary::with_columns(&crate::glossary::KNOWN_COLUMNS);
    let mut places = Vec::new();
    for (number, concept) in file.concepts.iter().enumerate().filter(|(_, c)| is_pair(c)) {
        crate::format::tbx::concept::add(&mut glossary, concept, xml)?;
        places.extend(rows(concept).iter().map(|_| number));
    }
    Ok(Old { glossary, rows: places })
}

struct Edit<'e> {
    glossary: &'e Glossary,
    xml: &'e str,
    file: &'e File,
    dialect: &'e Dialect,
    names: String,
}

impl Edit<'_> {
    /// The XML of a concept with the changes of its rows; `present` has the entries that are still there.
    fn concept(
        &self,
        concept: &ReadConcept,
        rows: &[Row],
        (old, own): (&Glossary, Range<usize>),
        present: &[Option<&Entry>],
    ) -> Result<String> {
        let mut edits: Edits = Vec::new();
        for (origin, row) in own.zip(rows) {
            match present[origin] {
                Some(entry) => {
                    self.row(concept, row, (old, &old.entries[origin]), entry, &mut edits)?;
                }
                None => {
                    for at in row.target_variants.iter().chain([&row.target]) {
                        edits.push((self.with_space(&concept.targets[*at]), String::new()));
                    }
                }
            }
        }
        let start = concept.element.start;
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        edits.dedup();
        for (range, _) in &mut edits {
            *range = range.start - start..range.end - start;
        }
        Ok(replaced(&self.xml[concept.element.clone()], edits))
    }

    /// The place of a term with the spaces before it.
    fn with_space(&self, term: &Read) -> Range<usize> {
        let element = &term.place.element;
        self.xml[..element.start].trim_end().len()..element.end
    }

    fn row(
        &self,
        concept: &ReadConcept,
        row: &Row,
        (old, was): (&Glossary, &Entry),
        entry: &Entry,
        edits: &mut Edits,
    ) -> Result<()> {
        let (source, target) = (&concept.sources[0], &concept.targets[row.target]);
        for column in &self.glossary.columns {
            let (before, after) = (old.cell(was, column), self.glossary.cell(entry, column));
            if before == after {
                continue;
            }
            let place = &target.place;
            let (at, made) = match column.as_str() {
                "source" => {
                    edits.push((source.place.text.clone(), escape(after)));
                    continue;
                }
                "target" => {
                    edits.push((place.text.clone(), escape(after)));
                    continue;
                }
                "source_variants" => {
                    let last = concept.sources.last().unwrap_or(source);
                    let terms: Vec<&Read> =
                        row.source_variants.iter().map(|&at| &concept.sources[at]).collect();
                    self.variants(&terms, last, after, edits)?;
                    continue;
                }
                "target_variants" => {
                    let terms: Vec<&Read> =
                        row.target_variants.iter().map(|&at| &concept.targets[at]).collect();
                    let last = terms.last().copied().unwrap_or(target);
                    self.variants(&terms, last, after, edits)?;
                    continue;
                }
                _ if !before.is_empty() => {
                    let term = &entry.source;
                    return Err(refused(&format!("the {column} of '{term}' is to change")));
                }
                "pos" => {
                    let (pos, kind) = pos_names(after);
                    let pos = self.element(self.dialect.pos, pos.unwrap_or_default())?;
                    let kind = self.element(self.dialect.term_type, kind.unwrap_or_default())?;
                    (place.text_end, pos + &kind)
                }
                "note" => (place.inner_end, self.element(("note", None), after)?),
                "context" => (place.inner_end, self.element(self.dialect.context, after)?),
                "domain" => (concept.inner, self.element(self.dialect.subject, after)?),
                "definition" => (concept.inner, self.element(self.dialect.definition, after)?),
                "created" => (place.inner_end, self.date("origination", after)?),
                "changed" => (place.inner_end, self.date("modification", after)?),
                _ => continue,
            };
            edits.push((at..at, made));
        }
        Ok(())
    }

    /// Changes variants, and adds those that are new behind a term.
    fn variants(&self, terms: &[&Read], last: &Read, after: &str, edits: &mut Edits) -> Result<()> {
        let after: Vec<&str> = after.split('|').map(str::trim).filter(|v| !v.is_empty()).collect();
        if after.len() < terms.len() {
            return Err(refused(&format!("variants of '{}' are to go", last.term)));
        }
        for (term, variant) in terms.iter().zip(&after) {
            if term.term != *variant {
                edits.push((term.place.text.clone(), escape(variant)));
            }
        }
        let end = last.place.element.end;
        for variant in &after[terms.len()..] {
            let space = &self.xml[self.with_space(last).start..last.place.element.start];
            let tag = self.dialect.term;
            let kind = self.element(self.dialect.term_type, "variant")?;
            let term = escape(variant);
            edits.push((end..end, format!("{space}<{tag}><term>{term}</term>{kind}</{tag}>")));
        }
        Ok(())
    }

    fn element(&self, kind: Kind, value: &str) -> Result<String> {
        let mut bytes = Vec::new();
        {
            let out: &mut dyn Write = &mut bytes;
            text(kind, value, &mut Xml::new(out))?;
        }
        let made = String::from_utf8_lossy(&bytes).into_owned();
        Ok(self.declared(made, kind.0))
    }

    /// An element with the declarations it needs.
    fn declared(&self, made: String, name: &str) -> String {
        match name.contains(':') {
            true => made.replacen(&format!("<{name}"), &format!("<{name}{}", self.names), 1),
            false => made,
        }
    }

    fn date(&self, kind: &str, date: &str) -> Result<String> {
        let kind = self.element(self.dialect.transaction, kind)?;
        Ok(format!("<transacGrp>{kind}<date>{}</date></transacGrp>", escape(date)))
    }

    /// The entries that are new, as concepts.
    fn added(&self, langs: Langs) -> Result<Vec<String>> {
        let names: Vec<&str> = self.glossary.columns.iter().map(String::as_str).collect();
        let mut new = Glossary::with_columns(&names);
        new.entries =
            self.glossary.entries.iter().filter(|e| e.origin.is_none()).cloned().collect();
        let tag = |lang: crate::lang::Lang| {
            let of =
                |tag: &&str| tag.parse().is_ok_and(|t: crate::lang::Lang| t.same_language(lang));
            let mut tags = self.file.tags.iter().map(|(tag, _)| tag.as_str());
            tags.find(of).map_or_else(|| lang.to_string(), str::to_owned)
        };
        let tags = [tag(langs.source), tag(langs.target)];
        let mut number = self.last_id();
        let mut made = Vec::new();
        for concept in concepts(&new) {
            number += 1;
            let id = format!("c{number}");
            let mut bytes = Vec::new();
            {
                let out: &mut dyn Write = &mut bytes;
                let mut xml = match self.indent() {
                    Some(_) => Xml::new_with_indent(out, b' ', 2),
                    None => Xml::new(out),
                };
                entry(&id, &concept, [&tags[0], &tags[1]], self.dialect, &mut xml)?;
            }
            let start = format!("<{}", self.dialect.entry);
            let concept = String::from_utf8_lossy(&bytes).into_owned();
            let declared = concept.replacen(&start, &format!("{start}{}", self.names), 1);
            made.push(match self.indent() {
                Some(space) => declared.replace('\n', &space),
                None => declared,
            });
        }
        Ok(made)
    }

    /// The highest number of an id like ours, or the number of entries.
    fn last_id(&self) -> usize {
        let parts = self.xml.split(['"', '\'']).filter_map(|part| part.strip_prefix('c'));
        let numbers = parts.filter(|part| part.len() < 10).filter_map(|part| part.parse().ok());
        numbers.fold(self.file.concepts.len(), usize::max)
    }

    /// The spaces between concepts, if each begins on a line of its own.
    fn indent(&self) -> Option<String> {
        let start = self.file.concepts.last()?.element.start;
        let space = &self.xml[self.xml[..start].trim_end().len()..start];
        let at = space.rfind('\n')?;
        let from = if space[..at].ends_with('\r') { at - 1 } else { at };
        Some(space[from..].to_owned())
    }

    /// The file with its concepts in an order, and with new ones behind them. Concepts without rows stay where they are.
    fn assembled(&self, order: &[usize], made: &BTreeMap<usize, String>, new: &[String]) -> String {
        let mut edits: Edits = Vec::new();
        let mut next = order.iter();
        for concept in self.file.concepts.iter().filter(|concept| is_pair(concept)) {
            match next.next().and_then(|number| made.get(number)) {
                Some(xml) => edits.push((concept.element.clone(), xml.clone())),
                None => {
                    let start = self.xml[..concept.element.start].trim_end().len();
                    edits.push((start..concept.element.end, String::new()));
                }
            }
        }
        if let Some(last) = self.file.concepts.last() {
            let space = self.indent().unwrap_or_default();
            let all: String = new.iter().map(|concept| format!("{space}{concept}")).collect();
            edits.push((last.element.end..last.element.end, all));
        }
        replaced(self.xml, edits)
    }

    /// What of the changes has no place.
    fn lost(&self, old: &Old) -> Vec<String> {
        let names: Vec<&str> = self.glossary.columns.iter().map(String::as_str).collect();
        let mut new = Glossary::with_columns(&names);
        for entry in &self.glossary.entries {
            let was = entry.origin.and_then(|at| old.glossary.entries.get(at as usize));
            let mut entry = entry.clone();
            if let Some(was) = was {
                for (at, column) in names.iter().enumerate() {
                    let same = self.glossary.cell(&entry, column) == old.glossary.cell(was, column);
                    if same {
                        entry.cells[at].clear();
                    }
                }
            }
            new.entries.push(entry);
        }
        lost(&new, FORMAT)
    }
}
