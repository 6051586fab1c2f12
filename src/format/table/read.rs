//! Memories as tables: what the columns of CSV and of spreadsheets mean.

use std::cmp::Ordering;

use crate::format::ReadOptions;
use crate::format::columns::{TextColumns, text_columns};
use crate::format::repairs::Repairs;
use crate::format::tags;
use crate::glossary::Langs;
use crate::lang::Lang;
use crate::language::{self, Script, USUAL};
use crate::text::fold::is_arabic_letter;
use crate::unit::{Detail, Header, Repair, TranslationUnit, Variant};

/// What the columns of a table mean.
pub(in crate::format) struct ColumnMap {
    columns: Vec<Column>,
    langs: [Lang; 2],
    /// How many cells a row has at least.
    least: usize,
    is_named: bool,
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
    /// The columns a first row names: `source` and `target`, two language tags or more, or words for these; others may
    /// stand between them. None if it names no such columns.
    pub(in crate::format) fn named(row: &[String], options: &ReadOptions) -> Option<ColumnMap> {
        let name = |cell: &String| cell.trim().to_lowercase();
        let sides = row.iter().any(|cell| name(cell) == "source")
            && row.iter().any(|cell| name(cell) == "target");
        let tag = |cell: &String| {
            let tag = name(cell);
            (tag != "id").then(|| tag.parse::<Lang>().ok()).flatten()
        };
        let by_words = match sides || row.iter().filter_map(tag).count() >= 2 {
            true => None,
            false => Some(text_columns(row, pair(options))?),
        };
        let sides = sides || by_words.is_some();
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
        let mut columns: Vec<Column> = columns.collect();
        match by_words {
            Some(TextColumns::Sides([source, target])) => {
                (columns[source], columns[target]) = (Column::Side(0), Column::Side(1));
            }
            Some(TextColumns::Langs(texts)) => {
                for (at, lang) in texts {
                    columns[at] = Column::Text(lang);
                }
            }
            None => {}
        }
        Some(ColumnMap { least: columns.len(), columns, langs: langs(options), is_named: true })
    }

    /// Whether the first row names the columns.
    pub(in crate::format) fn is_named(&self) -> bool {
        self.is_named
    }

    /// Looks at the first rows below the names: where no column names the languages, those of the two sides are
    /// exchanged if their letters say so.
    pub(in crate::format) fn look(&mut self, rows: &[Vec<String>], repairs: &mut Repairs) {
        let at = |column: &Column| self.columns.iter().position(|c| c == column);
        let (Some(source), Some(target)) = (at(&Column::Side(0)), at(&Column::Side(1))) else {
            return;
        };
        let is_told = at(&Column::LangOf(0)).or(at(&Column::LangOf(1))).is_some();
        let [a, b] = self.langs.map(language::script);
        let is_mostly = |column, script| main_script(rows, column) == Some(script);
        if !is_told && a != b && is_mostly(source, b) && is_mostly(target, a) {
            self.langs.swap(0, 1);
            let [source, target] = self.langs;
            let message = format!("the texts are {source} to {target}, by their letters; read so");
            repairs.add("languages", 1, message);
        }
    }

    /// The columns of a table with tabs and without names, of which these are the first rows: source, target and
    /// confidence, unless the letters say that the texts are elsewhere. `None` if there is one column only.
    pub(in crate::format) fn plain(
        rows: &[Vec<String>],
        options: &ReadOptions,
        repairs: &mut Repairs,
    ) -> Option<ColumnMap> {
        let langs = langs(options);
        match sides_by_script(rows, langs) {
            Some(sides) if sides != [(0, langs[0]), (1, langs[1])] => {
                Some(ColumnMap::without_names(rows, sides, Some(repairs)))
            }
            _ if rows.iter().all(|row| row.len() < 2) => None,
            _ => Some(ColumnMap::without_names(rows, [(0, langs[0]), (1, langs[1])], None)),
        }
    }

    /// The columns of a table without names, of which these are the first rows. `None` if their letters do not say
    /// which hold the texts.
    pub(in crate::format) fn by_script(
        rows: &[Vec<String>],
        options: &ReadOptions,
        repairs: &mut Repairs,
    ) -> Option<ColumnMap> {
        let width = rows.first()?.len();
        let fits = rows.iter().filter(|row| row.len() == width).count();
        let sides =
            sides_by_script(rows, langs(options)).filter(|_| fits * 10 >= rows.len() * 9)?;
        Some(ColumnMap::without_names(rows, sides, Some(repairs)))
    }

    fn without_names(
        rows: &[Vec<String>],
        sides: [(usize, Lang); 2],
        repairs: Option<&mut Repairs>,
    ) -> ColumnMap {
        let [(first, source), (second, target)] = sides;
        if let Some(repairs) = repairs {
            let message = format!(
                "no names of columns; by their letters, column {} is read as {source}, column {} as {target}",
                first + 1,
                second + 1
            );
            repairs.add("columns", 1, message);
        }
        let is_number = |cell: &String| {
            cell.is_empty() || cell.parse().is_ok_and(|n: f32| (0.0..=1.0).contains(&n))
        };
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(3);
        let columns = (0..width).map(|at| match at {
            _ if at == first => Column::Side(0),
            _ if at == second => Column::Side(1),
            2 if rows.iter().filter_map(|row| row.get(2)).all(is_number) => {
                Column::Prop("x-confidence".to_owned())
            }
            _ => Column::Prop(format!("x-column-{}", at + 1)),
        });
        ColumnMap {
            columns: columns.collect(),
            langs: [source, target],
            least: first.max(second) + 1,
            is_named: false,
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
        if !(self.least..=self.columns.len()).contains(&row.len()) {
            let (got, want) = (row.len(), self.columns.len());
            let rest = row.get(want..).unwrap_or_default();
            let is_lost = rest.iter().any(|cell| !cell.trim().is_empty());
            let (id, what) = match is_lost {
                true => (Repair::TEXT_LEFT_OUT, "; the rest is left out"),
                false => ("row-length", ""),
            };
            repairs.add(id, unit.line, format!("{got} cells where {want} are named{what}"));
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
                        set_detail(&mut unit, &name, &value, repairs);
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

fn pair(options: &ReadOptions) -> Langs {
    let [source, target] = langs(options);
    Langs { source, target }
}

/// The languages of the two sides, if no column names them.
fn langs(options: &ReadOptions) -> [Lang; 2] {
    let other = |lang: Lang| if lang.same_language(USUAL.1) { USUAL.0 } else { USUAL.1 };
    match (options.source_lang, options.target_lang) {
        (Some(source), Some(target)) => [source, target],
        (Some(source), None) => [source, other(source)],
        (None, Some(target)) if target.same_language(USUAL.0) => [USUAL.1, target],
        (None, Some(target)) => [USUAL.0, target],
        (None, None) => [USUAL.0, USUAL.1],
    }
}

/// The script that most letters of a column are of.
fn main_script(rows: &[Vec<String>], column: usize) -> Option<Script> {
    let (arabic, latin) = letters(rows, column);
    match arabic.cmp(&latin) {
        Ordering::Greater => Some(Script::Arabic),
        Ordering::Less => Some(Script::Latin),
        Ordering::Equal => None,
    }
}

/// How many letters of Arabic and of Latin script a column has.
fn letters(rows: &[Vec<String>], column: usize) -> (usize, usize) {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let (mut arabic, mut latin) = (0, 0);
    for c in cells.flat_map(|cell| cell.chars()) {
        arabic += usize::from(is_arabic_letter(c));
        latin += usize::from(c.is_ascii_alphabetic());
    }
    (arabic, latin)
}

/// The columns with the most text in the scripts of two languages, in their order, with these. `None` if the
/// languages have one script, or there are no such columns.
fn sides_by_script(rows: &[Vec<String>], langs: [Lang; 2]) -> Option<[(usize, Lang); 2]> {
    let width = rows.iter().map(Vec::len).max()?;
    let [a, b] = langs.map(|lang| {
        let script = language::script(lang);
        let of_script = (0..width).filter(|&at| main_script(rows, at) == Some(script));
        let most = |&at: &usize| {
            let (arabic, latin) = letters(rows, at);
            (arabic + latin, std::cmp::Reverse(at))
        };
        of_script.max_by_key(most).map(|at| (at, lang))
    });
    let mut sides = [a?, b?];
    sides.sort_unstable_by_key(|(at, _)| *at);
    (sides[0].0 != sides[1].0).then_some(sides)
}

/// Sets a detail, or says what is wrong with it.
pub(in crate::format) fn set_detail(
    unit: &mut TranslationUnit,
    name: &str,
    value: &str,
    repairs: &mut Repairs,
) {
    match unit.set_detail(name, value) {
        Detail::Known => {}
        Detail::Moved(count) => {
            let message = format!(
                "the text was changed; {count} inline code(s) stand between words near their places"
            );
            repairs.add("codes-moved", unit.line, message);
        }
        Detail::Unknown => {
            let name = crate::format::xml::shown(name);
            repairs.add("details", unit.line, format!("no such detail or a broken one: {name}"));
        }
    }
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
