//! Memories as tables: what the columns of CSV and of spreadsheets are.

use crate::error::Result;
use crate::format::limits::Limits;
use crate::format::{Codes, WriteOptions};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, Variant};

/// The names of columns.
pub(in crate::format) type Columns = &'static [&'static str];

/// The columns of a memory that was just aligned: texts, confidence, shape, and the lines of the documents.
pub(in crate::format) const BRIEF: Columns =
    &["source", "target", "confidence", "shape", "source_line", "target_line"];
/// The columns of any memory. `details` holds, as JSON, what has no column.
pub(in crate::format) const FULL: Columns = &[
    "source",
    "target",
    "source_lang",
    "target_lang",
    "document",
    "confidence",
    "shape",
    "id",
    "details",
];
/// The columns props have for themselves.
const PROPS: [(&str, &str); 3] =
    [("confidence", "x-confidence"), ("shape", "x-align"), ("document", "x-doc")];

/// Where rows go: a kind of file.
pub(in crate::format) trait Rows {
    /// Writes a row, and gives how many characters were left out that the format cannot hold. None if a cell
    /// is too long for it; then nothing is written.
    fn row(&mut self, cells: &[String], langs: [Lang; 2]) -> Result<Option<usize>>;

    /// Writes what comes after the last row.
    fn end(self: Box<Self>) -> Result<()>;
}

/// A table that units are written to.
pub(in crate::format) struct TableSink<'a> {
    rows: Box<dyn Rows + 'a>,
    columns: Columns,
    header: Header,
    options: WriteOptions,
    limits: Limits,
}

impl<'a> TableSink<'a> {
    /// A table over rows whose names are written already.
    pub(in crate::format) fn new(
        rows: Box<dyn Rows + 'a>,
        columns: Columns,
        header: &Header,
        options: &WriteOptions,
    ) -> TableSink<'a> {
        TableSink {
            rows,
            columns,
            header: header.clone(),
            options: options.clone(),
            limits: Limits::new(options).without_header(header),
        }
    }

    fn cells(
        &self,
        unit: &TranslationUnit,
        source: &Variant,
        target: Option<&Variant>,
    ) -> Vec<String> {
        let mut details = Vec::new();
        let mut taken: Vec<&str> = Vec::new();
        let mut cells: Vec<String> = Vec::with_capacity(self.columns.len());
        for &column in self.columns {
            let lang = |variant: &Variant| self.options.lang(variant.lang).to_string();
            let line = |variant: &Variant| variant.meta.attribute("line").map(str::to_owned);
            let prop = PROPS.iter().find(|(name, _)| *name == column).map(|(_, prop)| *prop);
            cells.push(match (column, prop) {
                ("source", _) => source.text.clone(),
                ("target", _) => target.map(|t| t.text.clone()).unwrap_or_default(),
                ("source_lang", _) => lang(source),
                ("target_lang", _) => target.map(lang).unwrap_or_default(),
                ("source_line", _) => line(source).unwrap_or_default(),
                ("target_line", _) => target.and_then(line).unwrap_or_default(),
                ("id", _) => unit.id.clone(),
                (_, Some(prop)) => {
                    let value = unit.meta.prop(prop).unwrap_or_default().to_owned();
                    if !value.is_empty() {
                        taken.push(prop);
                    }
                    value
                }
                _ => String::new(),
            });
        }
        if self.columns.contains(&"details") {
            details = unit.details([Some(source), target]);
            if self.options.codes == Codes::Dropped {
                details.retain(|(name, _)| !name.ends_with(".codes"));
            }
            if is_plain(&unit.meta.props, &taken) {
                let names: Vec<String> = taken.iter().map(|prop| format!("prop:{prop}")).collect();
                details.retain(|(name, _)| !names.contains(name));
            }
        }
        if let (false, Some(last)) = (details.is_empty(), cells.last_mut()) {
            // Strings in a list cannot fail to be written.
            *last = serde_json::to_string(&details).unwrap_or_default();
        }
        cells
    }
}

/// Whether the props that have columns come first, in the order of the columns, and each once. If not, details
/// hold all props.
fn is_plain(props: &[(String, String)], taken: &[&str]) -> bool {
    let first = props.iter().map(|(name, _)| name.as_str()).take(taken.len());
    let rest = &props[taken.len().min(props.len())..];
    first.eq(taken.iter().copied())
        && rest.iter().all(|(name, _)| !PROPS.iter().any(|(_, prop)| prop == name))
}

impl UnitSink for TableSink<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let first = unit.source_lang.or(self.header.source_lang);
        let Some(variants) = self.limits.admit(unit, first) else { return Ok(()) };
        let source = variants[0];
        let targets: Vec<Option<&Variant>> = match variants.len() {
            1 => vec![None],
            _ => variants[1..].iter().map(|v| Some(*v)).collect(),
        };
        if targets.len() > 1 {
            let message = format!("written as {} rows, one for each translation", targets.len());
            self.limits.add(unit, "several-targets", message);
        }
        for target in targets {
            let cells = self.cells(unit, source, target);
            let bytes = cells.iter().map(String::len).sum();
            let langs = [source.lang, target.map_or(Lang::UNKNOWN, |target| target.lang)];
            if !self.columns.contains(&"details") {
                [Some(source), target]
                    .into_iter()
                    .flatten()
                    .for_each(|variant| self.limits.without_codes(unit, variant));
            }
            if let Some(lost) = self.rows.row(&cells, langs)? {
                self.limits.lost(unit, lost);
                self.limits.written(unit, bytes);
            } else {
                let message = "not written: a text is longer than a cell can be";
                self.limits.add(unit, Repair::NOT_WRITTEN, message);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.rows.end()
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.limits.take()
    }
}
