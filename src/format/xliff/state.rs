//! How far a translation is: the words of XLIFF 1.2, XLIFF 2 and CAT tools.
//!
//! A unit has them as props, as its file says them; a writer says the nearest that its version has.

use std::borrow::Cow;

/// The state of a translation.
pub(super) const STATE: &str = "x-state";
/// Where it comes from (1.2).
pub(super) const QUALIFIER: &str = "x-state-qualifier";
/// What a tool adds to the state (2).
pub(super) const SUB_STATE: &str = "x-substate";
/// Whether it is approved (1.2).
pub(super) const APPROVED: &str = "x-approved";

/// What a state of 1.2 that version 2 has no word for stands behind, as a sub-state.
const OWN: &str = "mizan:";

const V1: [&str; 10] = [
    "new",
    "translated",
    "final",
    "signed-off",
    "needs-translation",
    "needs-adaptation",
    "needs-l10n",
    "needs-review-translation",
    "needs-review-adaptation",
    "needs-review-l10n",
];

/// A state as XLIFF 1.2 has it; a word it does not know becomes one of the writer's own (`x-`).
pub(super) fn v1(state: &str) -> Cow<'_, str> {
    match state {
        "initial" => "new".into(),
        "reviewed" => "signed-off".into(),
        known if V1.contains(&known) || known.starts_with("x-") => known.into(),
        own => format!("x-{}", own.split_whitespace().collect::<Vec<_>>().join("-")).into(),
    }
}

/// A state as XLIFF 2 has it, with what it leaves unsaid as a sub-state.
pub(super) fn v2(state: &str) -> (&'static str, Option<String>) {
    let near = match state {
        "initial" | "new" => return ("initial", None),
        "translated" => return ("translated", None),
        "reviewed" | "signed-off" => return ("reviewed", None),
        "final" => return ("final", None),
        "needs-translation" | "needs-adaptation" | "needs-l10n" => "initial",
        _ => "translated",
    };
    (near, Some(format!("{OWN}{state}")))
}

/// The state behind a sub-state that [`v2`] made.
pub(super) fn of_sub_state(sub_state: &str) -> Option<&str> {
    sub_state.strip_prefix(OWN)
}

/// The state of a CAT tool: the value of `conf` in Trados files, `mq:status` in those of memoQ, `m:confirmed` in those
/// of Phrase. Nothing for a word that is not known.
pub(super) fn of_tool(word: &str) -> Option<&'static str> {
    Some(match word {
        "Unspecified" | "NotStarted" => "new",
        "Draft"
        | "RejectedTranslation"
        | "RejectedSignOff"
        | "Edited"
        | "PartiallyEdited"
        | "Pretranslated"
        | "AssembledFromFragments"
        | "Rejected"
        | "0" => "needs-review-translation",
        "Translated" | "ManuallyConfirmed" | "1" => "translated",
        "ApprovedTranslation" | "Proofread" | "Reviewer1Confirmed" => "signed-off",
        "ApprovedSignOff" => "final",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_state_that_xliff_1_2_does_not_know_is_kept_as_one_of_a_tool() {
        for (state, said) in [
            ("initial", "new"),
            ("needs-l10n", "needs-l10n"),
            ("x-mt", "x-mt"),
            ("half done", "x-half-done"),
        ] {
            assert_eq!(super::v1(state), said);
        }
    }
}
