//! What a finding says, as values: which message it is and what stands in its places. The words come last: `Display`
//! says them in English, a page in its own language.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// A message that a check gives: its code, and its English words with the names of values in braces. It is a constant
/// of its check; the page has its words in every language under the same code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    code: &'static str,
    english: &'static str,
}

impl Form {
    pub(super) const fn new(code: &'static str, english: &'static str) -> Form {
        Form { code, english }
    }

    /// The message with these values, each by the name that the words have for it.
    pub(super) fn say(self, values: &[(&'static str, &dyn fmt::Display)]) -> Message {
        let args: BTreeMap<_, _> =
            values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        debug_assert!(
            args.len() == values.len() && self.names().eq(args.keys().copied()),
            "{} has other values: {args:?}",
            self.code
        );
        Message(Words::Said(Said { code: self.code, args, more: None, english: self.english }))
    }

    /// The names of its values, sorted.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let mut names: Vec<&str> = pieces(self.english).filter_map(|(_, name)| name).collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// Words as pieces of text, each with the name of the value behind it.
fn pieces(words: &'static str) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    words.split('}').map(|piece| match piece.split_once('{') {
        Some((text, name)) => (text, Some(name)),
        None => (piece, None),
    })
}

/// What is wrong and what to do. `Display` says it in English. A text of one's own is a message too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Words);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Words {
    Text(String),
    Said(Said),
}

/// A message as values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Said {
    /// Which message it is.
    code: &'static str,
    /// What stands in its places, by their names.
    args: BTreeMap<&'static str, String>,
    /// How many findings alike are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
    #[serde(skip)]
    english: &'static str,
}

impl Message {
    /// The message as values; nothing for a text of one's own.
    pub(crate) fn said(&self) -> Option<&Said> {
        match &self.0 {
            Words::Text(_) => None,
            Words::Said(said) => Some(said),
        }
    }

    /// Adds how many findings alike are not listed.
    pub(super) fn leave_out(&mut self, more: usize) {
        match &mut self.0 {
            Words::Text(text) => text.push_str(&left_out(more)),
            Words::Said(said) => said.more = Some(more),
        }
    }
}

fn left_out(more: usize) -> String {
    format!("; {more} more like this in the unit are not listed")
}

impl From<String> for Message {
    fn from(text: String) -> Message {
        Message(Words::Text(text))
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Message {
        text.to_owned().into()
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Words::Text(text) => f.write_str(text),
            Words::Said(said) => said.fmt(f),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (text, name) in pieces(self.english) {
            f.write_str(text)?;
            match name.map(|name| (name, self.args.get(name))) {
                Some((_, Some(value))) => f.write_str(value)?,
                Some((name, None)) => write!(f, "{{{name}}}")?,
                None => {}
            }
        }
        self.more.map_or(Ok(()), |more| f.write_str(&left_out(more)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIVALS: Form =
        Form::new("numbers.rivals", "{found} is not in the {side}, which has {rivals}");

    #[test]
    fn messages_are_words_and_values() {
        let mut message = RIVALS.say(&[("side", &"target"), ("found", &12), ("rivals", &"{1}, 2")]);
        assert_eq!(message.to_string(), "12 is not in the target, which has {1}, 2");
        message.leave_out(3);
        assert_eq!(
            message.to_string(),
            "12 is not in the target, which has {1}, 2; 3 more like this in the unit are not listed"
        );
        assert_eq!(
            serde_json::to_string(&message.said()).unwrap(),
            r#"{"code":"numbers.rivals","args":{"found":"12","rivals":"{1}, 2","side":"target"},"more":3}"#
        );
    }

    #[test]
    fn texts_are_messages() {
        let mut message = Message::from("a {text}");
        assert_eq!((message.to_string().as_str(), message.said()), ("a {text}", None));
        message.leave_out(2);
        assert_eq!(message.to_string(), "a {text}; 2 more like this in the unit are not listed");
    }

    #[test]
    #[should_panic(expected = "numbers.rivals has other values")]
    #[cfg(debug_assertions)]
    fn a_message_without_a_value_is_no_message() {
        let _ = RIVALS.say(&[("side", &"target"), ("found", &12)]);
    }
}
