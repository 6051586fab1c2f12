//! Does a memory keep to a glossary?
//!
//! Entries with one source term are one concept. Where its source term stands in a unit, its preferred target
//! should too; and where a preferred target stands, the source term should.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Finder, Glossary, Hit, Langs, MatchClass, Matcher, Status};
use crate::bitext::Side;
use crate::text::Span;
use crate::text::token;

/// What a unit makes of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The preferred target is there.
    Confirmed,
    /// An admitted target or a variant is there.
    Other,
    /// A forbidden target is there.
    Forbidden,
    /// No target of the term is there.
    Missing,
    /// A preferred target is there, but no source term it belongs to.
    Unprompted,
}

impl Verdict {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::Other => "other-form",
            Verdict::Forbidden => "forbidden",
            Verdict::Missing => "missing",
            Verdict::Unprompted => "missing-in-source",
        }
    }

    /// Whether somebody should look at it.
    pub fn is_finding(self) -> bool {
        matches!(self, Verdict::Forbidden | Verdict::Missing | Verdict::Unprompted)
    }
}

/// A term in a unit, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFinding {
    /// The entry it is about, counted from 0: the preferred one of the concept, or the forbidden one found.
    pub entry: u32,
    /// What became of it.
    pub verdict: Verdict,
    /// Where the term stands in the source, in bytes.
    pub source: Vec<Span>,
    /// Where its translation stands in the target, in bytes.
    pub target: Vec<Span>,
    /// The targets, or for [`Verdict::Unprompted`] the sources, that would be right.
    pub expected: Vec<String>,
}

/// What units made of a term, by count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The source term.
    pub source: String,
    /// Its preferred target, or its first.
    pub target: String,
    /// Units by verdict.
    units: [u64; 5],
}

impl AuditRow {
    /// Units with a verdict. All but those with [`Verdict::Unprompted`] have the source term.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.units[verdict as usize]
    }

    /// Units with the source term.
    pub fn seen(&self) -> u64 {
        self.units.iter().sum::<u64>() - self.count(Verdict::Unprompted)
    }

    /// The row without the units of a verdict.
    #[must_use]
    pub fn without(mut self, verdict: Verdict) -> AuditRow {
        self.units[verdict as usize] = 0;
        self
    }

    /// `violated`, `confirmed` or `never seen`.
    pub fn verdict(&self) -> &'static str {
        let violated = self.count(Verdict::Forbidden) + self.count(Verdict::Missing) > 0;
        match () {
            () if violated => "violated",
            () if self.seen() > 0 => "confirmed",
            () if self.count(Verdict::Unprompted) > 0 => "violated",
            () => "never seen",
        }
    }
}

/// The matchers of both sides of a glossary; built once.
pub struct Audit<'g> {
    glossary: &'g Glossary,
    source: Matcher,
    target: Matcher,
    /// The concept of each entry, and the entries of each concept.
    concept_of: Vec<usize>,
    concepts: Vec<Vec<u32>>,
    /// The entries with the same target, by entry.
    same_target: Vec<Vec<u32>>,
}

impl<'g> Audit<'g> {
    /// Prepares a glossary.
    pub fn new(glossary: &'g Glossary, langs: Langs) -> Audit<'g> {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut concepts: Vec<Vec<u32>> = Vec::new();
        let mut concept_of = Vec::new();
        let mut by_target: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, entry) in glossary.entries.iter().enumerate() {
            let number = *numbers.entry(token::key(&entry.source)).or_insert_with(|| {
                concepts.push(Vec::new());
                concepts.len() - 1
            });
            concepts[number].push(at as u32);
            concept_of.push(number);
            for target in std::iter::once(&entry.target).chain(&entry.target_variants) {
                by_target.entry(token::key(target)).or_default().push(at as u32);
            }
        }
        let same = |entry: &super::Entry| {
            by_target.get(&token::key(&entry.target)).cloned().unwrap_or_default()
        };
        Audit {
            glossary,
            source: Matcher::new(glossary, Side::Source, langs.source),
            target: Matcher::new(glossary, Side::Target, langs.target),
            concept_of,
            concepts,
            same_target: glossary.entries.iter().map(same).collect(),
        }
    }

    /// An auditor of a memory.
    pub fn auditor(&self) -> Auditor<'_> {
        Auditor {
            terms: self,
            source: self.source.finder(),
            target: self.target.finder(),
            rows: self.concepts.iter().map(|entries| self.row(entries)).collect(),
        }
    }

    fn main(&self, entries: &[u32]) -> u32 {
        let preferred = |e: &&u32| self.glossary.entries[**e as usize].status == Status::Preferred;
        entries.iter().find(preferred).or(entries.first()).copied().unwrap_or_default()
    }

    fn row(&self, entries: &[u32]) -> AuditRow {
        let entry = &self.glossary.entries[self.main(entries) as usize];
        AuditRow { source: entry.source.clone(), target: entry.target.clone(), units: [0; 5] }
    }

    fn status(&self, entry: u32) -> Status {
        self.glossary.entries[entry as usize].status
    }
}

/// Judges units one by one and keeps count.
pub struct Auditor<'t> {
    terms: &'t Audit<'t>,
    source: Finder<'t>,
    target: Finder<'t>,
    rows: Vec<AuditRow>,
}

impl Auditor<'_> {
    /// Judges a unit: every term of its source, then the preferred targets without a source term.
    pub fn unit(&mut self, source: &str, target: &str) -> Vec<AuditFinding> {
        let (source, target) = (self.source.find(source), self.target.find(target));
        let mut findings = self.forward(&source, &target);
        findings.extend(self.backward(&source, &target));
        findings
    }

    /// The counts by term, in the order of the glossary.
    pub fn rows(&self) -> &[AuditRow] {
        &self.rows
    }

    fn forward(&mut self, source: &[Hit], target: &[Hit]) -> Vec<AuditFinding> {
        let terms = self.terms;
        // The concepts of each place: words may be read as several terms, of which one is meant.
        let mut places: BTreeMap<Span, BTreeSet<usize>> = BTreeMap::new();
        for hit in source.iter().filter(|h| !h.nested) {
            let concept = terms.concept_of[hit.entry as usize];
            places.entry(hit.span).or_default().insert(concept);
        }
        let mut judged: BTreeMap<usize, AuditFinding> = BTreeMap::new();
        for (span, concepts) in &places {
            let findings: Vec<(usize, AuditFinding)> =
                concepts.iter().map(|&c| (c, self.judge(c, *span, target))).collect();
            let found = findings.iter().any(|(_, f)| f.verdict != Verdict::Missing);
            for (concept, finding) in findings {
                if found && finding.verdict == Verdict::Missing {
                    continue;
                }
                match judged.get_mut(&concept) {
                    Some(other) => other.source.push(*span),
                    None => {
                        judged.insert(concept, finding);
                    }
                }
            }
        }
        for (&concept, finding) in &judged {
            // What was looked for in the source is not unprompted.
            self.rows[concept].units[finding.verdict as usize] += 1;
        }
        let mut findings: Vec<AuditFinding> = judged.into_values().collect();
        findings.sort_by_key(|f| f.source.first().copied());
        findings
    }

    fn judge(&self, concept: usize, span: Span, target: &[Hit]) -> AuditFinding {
        let terms = self.terms;
        let entries = &terms.concepts[concept];
        let expected = || {
            let allowed = entries.iter().filter(|&&e| terms.status(e) != Status::Forbidden);
            let mut targets: Vec<(Status, String)> = allowed
                .map(|&e| (terms.status(e), terms.glossary.entries[e as usize].target.clone()))
                .collect();
            targets.sort_by_key(|t| t.0);
            targets.into_iter().map(|t| t.1).collect::<Vec<_>>()
        };
        let of = |test: &dyn Fn(&Hit) -> bool| -> Vec<Hit> {
            target.iter().filter(|h| entries.contains(&h.entry) && test(h)).copied().collect()
        };
        let allowed = of(&|h| terms.status(h.entry) != Status::Forbidden);
        // A forbidden word inside an allowed term is that term.
        let inside = |h: &Hit| {
            allowed.iter().any(|a| a.span.start <= h.span.start && h.span.end <= a.span.end)
        };
        let forbidden = of(&|h| terms.status(h.entry) == Status::Forbidden && !inside(h));
        let preferred =
            of(&|h| terms.status(h.entry) == Status::Preferred && h.class != MatchClass::Variant);
        let (verdict, hits) = match () {
            () if !forbidden.is_empty() => (Verdict::Forbidden, forbidden),
            () if !preferred.is_empty() => (Verdict::Confirmed, preferred),
            () if !allowed.is_empty() => (Verdict::Other, allowed),
            () => (Verdict::Missing, Vec::new()),
        };
        let entry = match verdict {
            Verdict::Forbidden => hits.first().map_or(terms.main(entries), |h| h.entry),
            _ => terms.main(entries),
        };
        let mut found: Vec<Span> = hits.iter().map(|h| h.span).collect();
        found.dedup();
        AuditFinding { entry, verdict, source: vec![span], target: found, expected: expected() }
    }

    fn backward(&mut self, source: &[Hit], target: &[Hit]) -> Vec<AuditFinding> {
        let terms = self.terms;
        let mut findings: Vec<AuditFinding> = Vec::new();
        for hit in target {
            // Variants and admitted targets are common words too often to ask for their source.
            let asks = !hit.nested
                && hit.class < MatchClass::Variant
                && terms.status(hit.entry) == Status::Preferred;
            let answers = |other: &u32| {
                let concept = &terms.concepts[terms.concept_of[*other as usize]];
                source.iter().any(|s| concept.contains(&s.entry))
            };
            // Another term at the same place may be what is meant.
            let rivals =
                target.iter().filter(|h| h.span == hit.span && h.class < MatchClass::Fuzzy);
            let mut same: Vec<u32> = rivals.map(|h| h.entry).collect();
            same.extend(&terms.same_target[hit.entry as usize]);
            if !asks || same.iter().any(answers) {
                continue;
            }
            match findings
                .iter_mut()
                .find(|f| terms.same_target[f.entry as usize].contains(&hit.entry))
            {
                Some(finding) => {
                    if !finding.target.contains(&hit.span) {
                        finding.target.push(hit.span);
                    }
                }
                None => {
                    let mut expected: Vec<String> = terms.same_target[hit.entry as usize]
                        .iter()
                        .map(|&e| terms.glossary.entries[e as usize].source.clone())
                        .collect();
                    expected.dedup();
                    let row = &mut self.rows[terms.concept_of[hit.entry as usize]];
                    row.units[Verdict::Unprompted as usize] += 1;
                    findings.push(AuditFinding {
                        entry: hit.entry,
                        verdict: Verdict::Unprompted,
                        source: Vec::new(),
                        target: vec![hit.span],
                        expected,
                    });
                }
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn each_verdict_is_given() {
        let csv = "source,target,status,target_variants\n\
            وزير,minister,preferred,secretary\n\
            وزير,vizier,forbidden,\n\
            وزير خارجية,foreign minister,preferred,\n\
            دولة,state,preferred,\n\
            بلد,state,preferred,\n";
        let glossary = Glossary::parse(csv).unwrap();
        let terms = Audit::new(&glossary, Langs { source: Lang::AR, target: Lang::EN });
        let mut auditor = terms.auditor();
        let mut verdicts = |source: &str, target: &str| -> Vec<&'static str> {
            auditor.unit(source, target).iter().map(|f| f.verdict.as_str()).collect()
        };
        assert_eq!(verdicts("قال الوزير", "The minister said"), ["confirmed"]);
        assert_eq!(verdicts("قال الوزير", "The secretary said"), ["other-form"]);
        assert_eq!(verdicts("قال الوزير", "The vizier said to the minister"), ["forbidden"]);
        assert_eq!(verdicts("قال الوزراء", "They said"), ["missing"]);
        assert_eq!(verdicts("وزير الخارجية", "the foreign minister"), ["confirmed"]);
        assert_eq!(verdicts("قال هو", "The minister said"), ["missing-in-source"]);
        assert_eq!(verdicts("في البلد", "in the state"), ["confirmed"]);
        let row = &auditor.rows()[0];
        assert_eq!((row.seen(), &row.units[..4]), (4, &[1, 1, 1, 1][..]));
        assert_eq!(row.verdict(), "violated");
        assert_eq!(auditor.rows()[2].verdict(), "never seen");
    }
}
