//! Looks after a glossary: reads it leniently, joins and compares it with another, checks it, and judges a unit by it.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::bitext::Side;
use mizan::error::Result;
use mizan::glossary::{self, Audit, Change, Glossary, Langs, Matcher, Status, Verdict};
use mizan::lang::Lang;

const OURS: &str = "source,target,status\nمصرف,bank,preferred\nقرض,loan,\n,nothing,\n";
const THEIRS: &str = "source,target,status\nمصرف,bench,forbidden\nفائدة,interest,\n";

fn main() -> Result<()> {
    let (mut ours, warnings) = Glossary::parse_lenient(OURS)?;
    println!("{} entries, {} warnings", ours.entries.len(), warnings.len());
    let before = ours.clone();
    let theirs = Glossary::parse(THEIRS)?;
    let merged = glossary::merge(&mut ours, &theirs)?;
    println!("{} rows added, {} conflicts", merged.added, merged.conflicts.len());
    glossary::sort(&mut ours);
    for change in glossary::diff(&before, &ours) {
        if let Change::Added { source, target, .. } = change {
            println!("new: {source} = {target}");
        }
    }
    for problem in glossary::check(&ours, Langs::AR_EN, warnings) {
        println!("line {}: {}: {}", problem.line, problem.id, problem.message);
    }

    // Where do its terms stand, with one letter wrong too? A finder remembers the words it has seen.
    let matcher = Matcher::new(&ours, Side::Source, Lang::AR).with_fuzzy();
    let mut finder = matcher.finder();
    assert_eq!(finder.find("ذهب إلى المصرف.").len(), 2, "two entries with one source term");

    let audit = Audit::new(&ours, Langs::AR_EN);
    let mut auditor = audit.auditor();
    for finding in auditor.unit("أعطاه المصرف قرضا.", "The bench gave him a loan.") {
        let entry = &ours.entries[finding.entry as usize];
        let told = if finding.verdict.is_finding() { "look at" } else { "right" };
        println!("{}: {} ({told})", entry.source, finding.verdict.as_str());
        assert!(entry.status != Status::Forbidden || finding.verdict == Verdict::Forbidden);
    }
    for row in auditor.rows().iter().filter(|row| row.seen() > 0) {
        let row = row.clone().without(Verdict::Unprompted);
        println!("{}: {}", row.source, row.verdict());
    }

    // For an alignment with several glossaries.
    let mut all = ours;
    all.extend(theirs);
    println!("{} entries together", all.entries.len());
    Ok(())
}
