//! A glossary as concepts with terms in two languages, the way TBX has it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::error::Error;
use crate::format::termbase::lost_columns;
use crate::format::xml::escape::holds;
use crate::glossary::{Entry, Glossary, KNOWN_COLUMNS, Status};

/// What TBX can say of our columns.
pub(in crate::format) const CARRIED: [&str; 12] = [
    "source",
    "target",
    "status",
    "pos",
    "domain",
    "note",
    "source_variants",
    "target_variants",
    "definition",
    "context",
    "created",
    "changed",
];

/// Rows with one source term: a concept with every translation of it.
pub(super) struct Concept<'g> {
    pub(super) domain: &'g str,
    pub(super) definition: &'g str,
    pub(super) source: &'g Entry,
    pub(super) pos: &'g str,
    pub(super) targets: Vec<Target<'g>>,
}

/// A translation, with what its row says of it.
pub(super) struct Target<'g> {
    pub(super) entry: &'g Entry,
    pub(super) pos: &'g str,
    pub(super) note: &'g str,
    pub(super) context: &'g str,
    pub(super) created: &'g str,
    pub(super) changed: &'g str,
}

/// The concepts of a glossary in the order of their first rows. Rows are one concept if the source, its
/// variants, the domain and the definition are the same.
pub(super) fn concepts(glossary: &Glossary) -> Vec<Concept<'_>> {
    let mut concepts: Vec<Concept<'_>> = Vec::new();
    let mut numbers: HashMap<[String; 4], usize> = HashMap::new();
    for entry in glossary.entries.iter().filter(|e| !e.source.is_empty() && !e.target.is_empty()) {
        let cell = |name| glossary.cell(entry, name);
        let key = [
            entry.source.clone(),
            entry.source_variants.join("|"),
            cell("domain").to_owned(),
            cell("definition").to_owned(),
        ];
        let number = *numbers.entry(key).or_insert_with(|| {
            concepts.push(Concept {
                domain: cell("domain"),
                definition: cell("definition"),
                source: entry,
                pos: cell("pos"),
                targets: Vec::new(),
            });
            concepts.len() - 1
        });
        concepts[number].targets.push(Target {
            entry,
            pos: cell("pos"),
            note: cell("note"),
            context: cell("context"),
            created: cell("created"),
            changed: cell("changed"),
        });
    }
    concepts
}

/// What TBX has no place for.
pub(super) fn lost(glossary: &Glossary, format: &str) -> Vec<String> {
    let mut lost = lost_columns(glossary, &CARRIED, format);
    let skipped =
        glossary.entries.iter().filter(|e| e.source.is_empty() || e.target.is_empty()).count();
    if skipped > 0 {
        lost.push(format!("{skipped} rows without a source or a target left out"));
    }
    let mut other: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut broken, mut left_out) = (0, 0);
    for entry in &glossary.entries {
        let pos = glossary.cell(entry, "pos");
        if pos_names(pos).0 == Some(OTHER) {
            *other.entry(pos).or_default() += 1;
        }
        for cell in CARRIED.iter().map(|column| glossary.cell(entry, column)) {
            broken += usize::from(cell.contains(['\t', '\n', '\r']));
            left_out += cell.chars().filter(|c| !holds(*c)).count();
        }
    }
    for (pos, count) in other {
        lost.push(format!(
            "{format} has no name for the part of speech {pos}: {count} rows say {OTHER}"
        ));
    }
    if broken > 0 {
        lost.push(format!(
            "tabs and line ends mean no more than spaces in {format}: {broken} cells have some"
        ));
    }
    if left_out > 0 {
        lost.push(format!("{left_out} character(s) {format} cannot hold were left out"));
    }
    lost
}

/// The part of speech that stands for those without a name.
const OTHER: &str = "other";

/// A term of one language, as it was read.
#[derive(Debug, Default, Clone)]
pub(super) struct Read {
    pub(super) term: String,
    pub(super) pos: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) note: String,
    pub(super) context: String,
    pub(super) created: String,
    pub(super) changed: String,
    pub(super) place: TermPlace,
}

/// Where a term stands in its file.
#[derive(Debug, Default, Clone)]
pub(super) struct TermPlace {
    /// The element with all that is said of the term.
    pub(super) element: Range<usize>,
    /// Where that element ends inside.
    pub(super) inner_end: usize,
    /// The text of the term, and the end of its element.
    pub(super) text: Range<usize>,
    pub(super) text_end: usize,
}

/// A concept, as it was read.
#[derive(Debug, Default)]
pub(super) struct ReadConcept {
    pub(super) line: u64,
    pub(super) domain: String,
    pub(super) definition: String,
    pub(super) note: String,
    pub(super) created: String,
    pub(super) changed: String,
    pub(super) sources: Vec<Read>,
    pub(super) targets: Vec<Read>,
    /// Where it stands in its file, and where its element begins inside.
    pub(super) element: Range<usize>,
    pub(super) inner: usize,
    /// Its id.
    pub(super) id: Range<usize>,
}

/// A row: a translation of the first source term of a concept, with the indexes of the terms that its columns hold.
pub(super) struct Row {
    pub(super) target: usize,
    pub(super) source_variants: Vec<usize>,
    pub(super) target_variants: Vec<usize>,
}

/// The rows of a concept: one for each translation of its first source term. Further source terms are variants of it.
pub(super) fn rows(concept: &ReadConcept) -> Vec<Row> {
    let Some(first) = concept.sources.first() else { return Vec::new() };
    let source_variants: Vec<usize> =
        (1..concept.sources.len()).filter(|&at| concept.sources[at].term != first.term).collect();
    let mut rows: Vec<Row> = Vec::new();
    for (at, target) in concept.targets.iter().enumerate() {
        match rows.last_mut() {
            Some(row) if target.kind == "variant" => row.target_variants.push(at),
            _ => rows.push(Row {
                target: at,
                source_variants: source_variants.clone(),
                target_variants: Vec::new(),
            }),
        }
    }
    rows
}

/// The terms of some indexes, with `|` between.
fn joined(terms: &[Read], indexes: &[usize]) -> String {
    indexes.iter().map(|&at| terms[at].term.as_str()).collect::<Vec<_>>().join("|")
}

/// Adds the rows of a concept to a glossary. `xml` is the text of the file.
pub(super) fn add(
    glossary: &mut Glossary,
    concept: &ReadConcept,
    xml: &str,
) -> crate::error::Result<()> {
    let Some(first) = concept.sources.first() else { return Ok(()) };
    let rows = rows(concept);
    let of = |row: &Row| &concept.targets[row.target];
    let preferred = rows.iter().any(|row| status(&of(row).status) == Some(Status::Preferred));
    for (number, row) in rows.iter().enumerate() {
        let target = of(row);
        // Terms without a status: the first is the one to use.
        let status = status(&target.status).unwrap_or(if number == 0 && !preferred {
            Status::Preferred
        } else {
            Status::Admitted
        });
        let or = |own: &'_ str, other: &str| {
            if own.is_empty() { other.to_owned() } else { own.to_owned() }
        };
        let note = [first.note.as_str(), &target.note, &concept.note]
            .into_iter()
            .filter(|n| !n.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        let source_variants = joined(&concept.sources, &row.source_variants);
        let target_variants = joined(&concept.targets, &row.target_variants);
        let context = or(&target.context, &first.context);
        let created = or(&target.created, &or(&first.created, &concept.created));
        let changed = or(&target.changed, &or(&first.changed, &concept.changed));
        let cells = KNOWN_COLUMNS.map(|column| match column {
            "source" => first.term.clone(),
            "target" => target.term.clone(),
            "status" => status.as_str().to_owned(),
            "pos" => pos(target, first).to_owned(),
            "domain" => concept.domain.clone(),
            "note" => note.clone(),
            "source_variants" => source_variants.clone(),
            "target_variants" => target_variants.clone(),
            "definition" => concept.definition.clone(),
            "context" => context.clone(),
            "created" => created.clone(),
            "changed" => changed.clone(),
            _ => String::new(),
        });
        glossary
            .push_read(concept.line, cells.to_vec(), fingerprint(concept, target, xml))
            .map_err(|message| Error::malformed("TBX", concept.line, message))?;
    }
    Ok(())
}

/// A number for all that a concept and a term of it hold, but for the id and the spaces between elements.
fn fingerprint(concept: &ReadConcept, target: &Read, xml: &str) -> u64 {
    let (before, after) =
        (concept.element.start..concept.id.start, concept.id.end..concept.element.end);
    let parts =
        if concept.id.is_empty() { [concept.element.clone(), 0..0] } else { [before, after] };
    let mut whole = String::new();
    for part in parts.into_iter().chain([target.place.element.clone()]) {
        for word in xml.get(part).unwrap_or_default().split_whitespace() {
            whole.push_str(word);
            whole.push(' ');
        }
    }
    xxhash_rust::xxh3::xxh3_64(whole.as_bytes())
}

fn status(value: &str) -> Option<Status> {
    match value.trim_end_matches("-admn-sts") {
        "preferredTerm" | "preferred" | "standardizedTerm" | "recommendedTerm" => {
            Some(Status::Preferred)
        }
        "admittedTerm" | "admitted" => Some(Status::Admitted),
        "deprecatedTerm" | "supersededTerm" | "forbidden" | "notRecommended" | "obsolete" => {
            Some(Status::Forbidden)
        }
        _ => None,
    }
}

/// The status as TBX names it.
pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Preferred => "preferredTerm-admn-sts",
        Status::Admitted => "admittedTerm-admn-sts",
        Status::Forbidden => "deprecatedTerm-admn-sts",
    }
}

/// The names TBX has for a part of speech and for a type of term. The column `pos` of a glossary holds either.
pub(super) fn pos_names(pos: &str) -> (Option<&str>, Option<&str>) {
    match pos {
        "" => (None, None),
        "noun" | "verb" => (Some(pos), None),
        "adj" => (Some("adjective"), None),
        "adv" => (Some("adverb"), None),
        "proper" => (Some("properNoun"), None),
        "abbrev" => (None, Some("abbreviation")),
        "phrase" => (None, Some("phrase")),
        _ => (Some(OTHER), None),
    }
}

fn pos<'r>(target: &'r Read, source: &'r Read) -> &'r str {
    let name = |read: &'r Read| match (read.kind.as_str(), read.pos.as_str()) {
        ("abbreviation" | "acronym" | "initialism" | "shortForm", _) => "abbrev",
        ("phrase" | "phraseologicalUnit" | "setPhrase", _) => "phrase",
        (_, "adjective") => "adj",
        (_, "adverb") => "adv",
        (_, "properNoun" | "proper noun") => "proper",
        (_, OTHER) => "",
        (_, pos) => pos,
    };
    if name(target).is_empty() { name(source) } else { name(target) }
}
