//! A check of one's own beside built-in ones, and what can be fixed without a person.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::check::fix::{Change, FixOutcome, Fixer};
use mizan::check::{Check, CheckSettings, FORMAT, Severity, check_units, choose};
use mizan::lang::Lang;
use mizan::unit::{TranslationUnit, Variant};

/// Finds nothing: its findings would be given to `report`.
struct Silent;

impl Check for Silent {
    fn id(&self) -> &'static str {
        "silent"
    }

    fn severity(&self) -> Severity {
        Severity::Info
    }

    fn about(&self) -> &'static str {
        "nothing"
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut unit = TranslationUnit::default();
    unit.variants.push(Variant::new(Lang::AR, "الغرفة  رقم 12"));
    unit.variants.push(Variant::new(Lang::EN, "Room 21"));

    let mut checks = choose(&["numbers".to_owned(), "spaces".to_owned()], &[])?;
    checks.push(&Silent);
    let checked = check_units(std::slice::from_ref(&unit), &CheckSettings::default(), &checks);
    // Findings of this name are about the file a memory was read from.
    for finding in checked.findings.iter().filter(|finding| finding.check != FORMAT) {
        let [source, target] = checked.texts(finding);
        println!("{} ({}): {source} | {target}", finding.check, finding.severity.as_str());
    }

    if let FixOutcome::Kept(changes) = Fixer::default().fix(&mut unit) {
        for Change { check, before, after, .. } in changes {
            println!("{check}: {before:?} became {after:?}");
        }
    }
    Ok(())
}
