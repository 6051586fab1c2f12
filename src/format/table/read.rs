//! Memories as tables: what the columns of CSV and of spreadsheets mean.

use crate::format::ReadOptions;
use crate::format::repairs::Repairs;
use crate::format::tags;
use crate::lang::Lang;
use crate::unit::{Header, TranslationUnit, Variant};

/// What the columns of a table mean.
pub(in crate::format) struct ColumnMap {
    columns: Vec<Column>,
    langs: [Lang; 2],
}

#[derive(Debug, Clone, PartialEq)]
enum Column {
    /// The text of the source (0) or of the target (1).
    Side(usize),
    /// The language of that.
    LangOf(usize),
    /// The line of the document it comes from.
    LineOf(usize),
    /// A text in a language.
    Text(Lang),
    Id,
    Note,
    /// What has no column, as JSON.
    Details,
    /// A prop of this name.
    Prop(String),
}

impl ColumnMap {
    /// The columns a first row names: `source` and `target`, or two language tags or more; others may stand
    /// between them. None if it names no such columns.
    pub(in crate::format) fn named(row: &[String], options: &ReadOptions) -> Option<ColumnMap> {
        let name = |cell: &String| cell.trim().to_lowercase();
        let sides = row.iter().any(|cell| name(cell) == "source")
            && row.iter().any(|cell| name(cell) == "target");
        let tag = |cell: &String| {
            let tag = name(cell);
            (tag != "id").then(|| tag.parse::<Lang>().ok()).flatten()
        };
        if !sides && row.iter().filter_map(tag).count() < 2 {
            return None;
        }
        let columns = row.iter().map(|cell| match name(cell).as_str() {
            "source" => Column::Side(0),
            "target" => Column::Side(1),
            "source_lang" => Column::LangOf(0),
            "target_lang" => Column::LangOf(1),
            "source_line" => Column::LineOf(0),
            "target_line" => Column::LineOf(1),
            "id" => Column::Id,
            "note" => Column::Note,
            "details" => Column::Details,
            "confidence" => Column::Prop("x-confidence".to_owned()),
            "shape" => Column::Prop("x-align".to_owned()),
            "document" => Column::Prop("x-doc".to_owned()),
            other => match tag(cell).filter(|_| !sides) {
                Some(lang) => Column::Text(lang),
                None if other.starts_with("x-") => Column::Prop(other.to_owned()),
                None => Column::Prop(format!("x-{other}")),
            },
        });
        Some(ColumnMap { columns: columns.collect(), langs: langs(options) })
    }

    /// The columns of a table without names: source, target, confidence.
    pub(in crate::format) fn plain(options: &ReadOptions) -> ColumnMap {
        let confidence = Column::Prop("x-confidence".to_owned());
        ColumnMap {
            columns: vec![Column::Side(0), Column::Side(1), confidence],
            langs: langs(options),
        }
    }

    /// The unit of a row.
    pub(in crate::format) fn unit(
        &self,
        row: &[String],
        header: &mut Header,
        mut unit: TranslationUnit,
        repairs: &mut Repairs,
    ) -> TranslationUnit {
        repairs.unit = unit.number;
        if row.len() != self.columns.len() {
            let (got, want) = (row.len(), self.columns.len());
            repairs.add("row-length", unit.line, format!("{got} cells where {want} are named"));
        }
        let mut sides: [Option<Variant>; 2] = [None, None];
        let mut langs = self.langs;
        let mut named = [true; 2];
        for (column, cell) in self.columns.iter().zip(row) {
            if let Column::LangOf(side) = column {
                named[*side] = !cell.is_empty();
                if named[*side]
                    && let Some(lang) = tags::lang(cell, unit.line, repairs)
                {
                    langs[*side] = lang;
                }
            }
        }
        let (mut others, mut columns) = (Vec::new(), Vec::new());
        let mut details = "";
        for (column, cell) in self.columns.iter().zip(row) {
            match column {
                Column::Side(side) if !cell.is_empty() || named[*side] => {
                    sides[*side] = Some(Variant::new(langs[*side], cell));
                }
                Column::Text(lang) => others.push(Variant::new(*lang, cell)),
                Column::Id => unit.id.clone_from(cell),
                Column::Note if !cell.is_empty() => unit.meta.notes.push(cell.clone()),
                Column::Details => details = cell,
                Column::Prop(name) if !cell.is_empty() => columns.push((name, cell)),
                _ => {}
            }
        }
        for (column, cell) in self.columns.iter().zip(row) {
            if let Column::LineOf(side) = column
                && let Some(variant) = sides[*side].as_mut().filter(|_| !cell.is_empty())
            {
                variant.meta.attributes.push(("line".to_owned(), cell.clone()));
            }
        }
        unit.variants.extend(sides.into_iter().flatten());
        unit.variants.append(&mut others);
        if !details.is_empty() {
            match serde_json::from_str::<Vec<(String, String)>>(details) {
                Ok(list) => {
                    for (name, value) in list {
                        if !unit.set_detail(&name, &value) {
                            let name = crate::format::xml::shown(&name);
                            let message = format!("no such detail or a broken one: {name}");
                            repairs.add("details", unit.line, message);
                        }
                    }
                }
                Err(_) => repairs.add("details", unit.line, "details are no JSON; skipped"),
            }
        }
        // Details that name a column hold all props in their order; what the column says is newer.
        let props = &mut unit.meta.props;
        let whole = columns.iter().any(|(name, _)| props.iter().any(|(n, _)| n == *name));
        for (at, (name, cell)) in columns.into_iter().enumerate() {
            match props.iter_mut().find(|(n, _)| whole && n == name) {
                Some((_, value)) => value.clone_from(cell),
                None => props.insert(at.min(props.len()), (name.clone(), cell.clone())),
            }
        }
        settle(header, &mut unit);
        unit
    }
}

fn langs(options: &ReadOptions) -> [Lang; 2] {
    [options.source_lang.unwrap_or(Lang::AR), options.target_lang.unwrap_or(Lang::EN)]
}

/// Makes header and unit agree on the language units are translated from: that of the first unit, and what
/// differs from it stands with the unit.
pub(in crate::format) fn settle(header: &mut Header, unit: &mut TranslationUnit) {
    let Some(first) = unit.variants.first().map(|variant| variant.lang) else { return };
    let source = *header.source_lang.get_or_insert(first);
    if unit.source_lang.is_none() && source != first {
        unit.source_lang = Some(first);
    }
    if header.target_lang.is_none() {
        header.target_lang = unit.variants.get(1).map(|variant| variant.lang);
    }
}
