//! A glossary as concepts with terms in two languages, the way TBX has it.

use std::collections::{BTreeMap, HashMap};

use crate::format::termbase::lost_columns;
use crate::glossary::{Entry, Glossary, Status};
use crate::text::token;

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
    let mut broken = 0;
    for entry in &glossary.entries {
        let pos = glossary.cell(entry, "pos");
        if pos_names(pos).0 == Some(OTHER) {
            *other.entry(pos).or_default() += 1;
        }
        let cells = CARRIED.iter().map(|column| glossary.cell(entry, column));
        broken += cells.filter(|cell| cell.contains(['\t', '\n', '\r'])).count();
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
}

/// Adds the rows of a concept to a glossary: one for each translation of its first source term. Further
/// source terms are variants of it.
pub(super) fn add(glossary: &mut Glossary, concept: &ReadConcept) -> crate::error::Result<()> {
    let Some(first) = concept.sources.first() else { return Ok(()) };
    let variants: Vec<&str> = concept.sources[1..]
        .iter()
        .map(|s| s.term.as_str())
        .filter(|t| token::key(t) != token::key(&first.term) || *t != first.term)
        .collect();
    let source_variants = variants.join("|");
    let mut rows: Vec<(&Read, Vec<&str>)> = Vec::new();
    for target in &concept.targets {
        match rows.last_mut() {
            Some((_, forms)) if target.kind == "variant" => forms.push(&target.term),
            _ => rows.push((target, Vec::new())),
        }
    }
    let preferred = rows.iter().any(|(t, _)| status(&t.status) == Some(Status::Preferred));
    for (number, (target, forms)) in rows.iter().enumerate() {
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
        glossary.push(
            concept.line,
            &[
                ("source", &first.term),
                ("target", &target.term),
                ("status", status.as_str()),
                ("pos", pos(target, first)),
                ("domain", &concept.domain),
                ("note", &note),
                ("source_variants", &source_variants),
                ("target_variants", &forms.join("|")),
                ("definition", &concept.definition),
                ("context", &or(&target.context, &first.context)),
                ("created", &or(&target.created, &or(&first.created, &concept.created))),
                ("changed", &or(&target.changed, &or(&first.changed, &concept.changed))),
            ],
        )?;
    }
    Ok(())
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
