//! What a kind of evidence saw: values, which a page can say in any language. `Display` says them in English.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bitext::Side;

/// What was seen of a bead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase")]
pub(crate) enum Seen {
    /// How similar both sides are, -1 to 1.
    Similarity { cosine: f32 },
    /// The shares of the words of each side that point across.
    Votes { source: f32, target: f32 },
    /// The characters of each side, and how many are expected of the target.
    Length { source: f32, target: f32, expected: f32 },
    /// Numbers and names that are in both, and that the target lacks.
    Literals { both: Vec<String>, missing: Vec<String> },
    /// Terms whose translation is there, and is not.
    Terms { confirmed: Vec<String>, missing: Vec<String> },
    /// How many segments each side has.
    Shape { source: u32, target: u32 },
    /// How likely both texts break behind it, and the shares of each side that face each other.
    Clauses { breaks: f32, source: f32, target: f32 },
    /// The ends of both sides.
    Ending { source: SeenEnd, target: SeenEnd },
    /// The share of the time in which both are shown.
    Shown { share: f32 },
    /// What the blocks of both sides are.
    Kinds { source: String, target: String },
    /// A break of one text inside a segment of the other: the number of the segment, and its halves.
    Divided { side: Side, segment: u32, head: String, tail: String, confidence: f32 },
    /// Somebody accepted it.
    Accepted,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SeenEnd {
    Plain,
    Question,
    Exclamation,
    Colon,
}

impl fmt::Display for SeenEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SeenEnd::Plain => "a plain end",
            SeenEnd::Question => "a question mark",
            SeenEnd::Exclamation => "an exclamation mark",
            SeenEnd::Colon => "a colon",
        })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Seen::Similarity { cosine } => write!(f, "similarity {cosine:.2}"),
            Seen::Votes { source, target } => write!(
                f,
                "{:.0} % of the source words and {:.0} % of the target words point across",
                100.0 * source,
                100.0 * target
            ),
            Seen::Length { source, target, expected } => {
                write!(f, "{source:.0} characters face {target:.0}, about {expected:.0} expected")
            }
            Seen::Literals { both, missing } => {
                lists(f, " ", [("in both", both), ("missing", missing)])
            }
            Seen::Terms { confirmed, missing } => {
                lists(f, "، ", [("confirmed", confirmed), ("not confirmed", missing)])
            }
            Seen::Shape { source, target } => write!(f, "a {source}-{target} bead"),
            Seen::Clauses { breaks, source, target } => write!(
                f,
                "clauses of both texts break here with {:.0} %; {:.0} % of the source and {:.0} % of the target \
                 face each other",
                100.0 * breaks,
                100.0 * source,
                100.0 * target
            ),
            Seen::Ending { source, target } if source == target => {
                write!(f, "both end in {source}")
            }
            Seen::Ending { source, target } => write!(f, "{source} faces {target}"),
            Seen::Shown { share } => {
                write!(f, "shown together for {:.0} % of the time", share * 100.0)
            }
            Seen::Kinds { source, target } => write!(f, "{source} faces {target}"),
            Seen::Divided { side, segment, head, tail, confidence } => write!(
                f,
                "the break runs inside {side} segment {segment}: \"{head}\" | \"{tail}\" ({:.0} %)",
                100.0 * confidence
            ),
            Seen::Accepted => f.write_str("accepted"),
        }
    }
}

/// Two lists with a word before each; one that is empty is left out.
fn lists(f: &mut fmt::Formatter<'_>, comma: &str, lists: [(&str, &Vec<String>); 2]) -> fmt::Result {
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    for (number, (word, list)) in lists.enumerate() {
        let before = if number > 0 { "; " } else { "" };
        write!(f, "{before}{word}: {}", list.join(comma))?;
    }
    Ok(())
}
