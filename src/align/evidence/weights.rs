//! The weights of the evidence: a small text file, `name weight` or `name weight slope` a line.
//!
//! How much a kind of evidence is worth depends on how freely a text is translated. So a weight is
//! `weight + slope * phi`, where phi is the share of segments that no anchor holds: near 0 for a text
//! translated sentence by sentence, near 1 for a free one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::align::evidence::{EVIDENCE, Facts};
use crate::error::Error;

/// Weights by name, as a file has them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeightTable {
    values: BTreeMap<String, (f32, f32)>,
}

/// The weights of every pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightTables {
    /// Of the only pass, where there is no encoder.
    pub(crate) plain: WeightTable,
    /// Of the first pass with an encoder.
    pub(crate) first: WeightTable,
    /// Of the second.
    pub(crate) second: WeightTable,
    /// Of clauses, where a text is free enough to need them; an empty one leaves them out.
    pub(crate) clause: WeightTable,
    /// Of the third pass, which goes by clauses too.
    pub(crate) third: WeightTable,
}

impl WeightTables {
    /// The weights mizan ships.
    pub fn bundled() -> WeightTables {
        let parse = |text| WeightTable::parse(text).expect("a test parses the bundled files");
        WeightTables {
            plain: parse(include_str!("plain.weights")),
            first: parse(include_str!("first.weights")),
            second: parse(include_str!("second.weights")),
            clause: parse(include_str!("clause.weights")),
            third: parse(include_str!("third.weights")),
        }
    }

    /// The tables with the names of their files, less `.weights`.
    pub fn named(&self) -> [(&'static str, &WeightTable); 5] {
        let WeightTables { plain, first, second, clause, third } = self;
        [
            ("plain", plain),
            ("first", first),
            ("second", second),
            ("clause", clause),
            ("third", third),
        ]
    }

    /// The tables from what `read` gives for the name of each file, less `.weights`.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub fn from_named<E>(
        mut read: impl FnMut(&'static str) -> Result<WeightTable, E>,
    ) -> Result<WeightTables, E> {
        Ok(WeightTables {
            plain: read("plain")?,
            first: read("first")?,
            second: read("second")?,
            clause: read("clause")?,
            third: read("third")?,
        })
    }

    /// The shapes of beads looked for in a text, small ones first. Both passes know the same.
    pub(crate) fn shapes(&self, facts: &Facts) -> Vec<(u32, u32)> {
        let table = if facts.meaning.is_some() { &self.second } else { &self.plain };
        table.at(0.0).shapes()
    }
}

/// The weights for one text, in the order in which evidence gives its numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    shapes: BTreeMap<(u32, u32), f32>,
    features: Vec<f32>,
    gap_open: Vec<f32>,
    gap_extend: Vec<f32>,
}

impl WeightTable {
    /// Reads a weights file: `name weight` or `name weight slope` lines, `#` comments, empty lines.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Malformed`] with the line, for anything else, and for a name no evidence has.
    pub fn parse(text: &str) -> crate::error::Result<WeightTable> {
        let known = WeightTable::names();
        let mut values = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let bad = |message: String| Err(Error::malformed("weights", at as u64 + 1, message));
            let content = line.split('#').next().unwrap_or_default();
            let mut words = content.split_whitespace();
            let Some(name) = words.next() else { continue };
            let numbers: Option<Vec<f32>> =
                words.map(|w| w.parse().ok().filter(|v: &f32| v.is_finite())).collect();
            let value = match numbers.as_deref() {
                Some(&[weight]) => (weight, 0.0),
                Some(&[weight, slope]) => (weight, slope),
                _ => return bad(format!("'{line}' is not a name and one or two numbers")),
            };
            if parse_shape(name).is_none() && !known.iter().any(|k| k == name) {
                return bad(format!("there is no evidence called '{name}'"));
            }
            values.insert(name.to_owned(), value);
        }
        Ok(WeightTable { values })
    }

    /// A table of named weights and their slopes.
    #[cfg(feature = "train")]
    pub(crate) fn from_values(values: impl Iterator<Item = (String, (f32, f32))>) -> WeightTable {
        WeightTable { values: values.collect() }
    }

    /// The table as a file, each name with its weight and slope to four decimal places. What is nothing then is left out,
    /// but for shapes: a search tries those that have a line.
    pub fn to_text(&self) -> String {
        let is_nothing = |value: f32| matches!(&*format!("{value:.4}"), "0.0000" | "-0.0000");
        let shapes = self.values.keys().filter(|name| parse_shape(name).is_some()).cloned();
        let shown = |name: &String| {
            let (weight, slope) = *self.values.get(name)?;
            let is_shape = parse_shape(name).is_some();
            (is_shape || !is_nothing(weight) || !is_nothing(slope))
                .then(|| format!("{name:<22} {weight:>9.4} {slope:>9.4}\n"))
        };
        shapes.chain(WeightTable::names()).filter_map(|name| shown(&name)).collect()
    }

    /// Whether it has no weights.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The names a weights file may hold beside shapes, in order: the numbers of cuts, then those of gaps.
    pub(crate) fn names() -> Vec<String> {
        let mut names: Vec<String> =
            EVIDENCE.iter().flat_map(|e| e.features()).map(|&name| name.to_owned()).collect();
        for gap in ["gap.open", "gap.extend"] {
            names.push(gap.to_owned());
            names.extend(
                EVIDENCE.iter().flat_map(|e| e.gap_features()).map(|name| format!("{gap}.{name}")),
            );
        }
        names
    }

    /// The weights for a text with the given phi, 0 to 1.
    pub(crate) fn at(&self, phi: f32) -> Weights {
        let value = |name: &str| self.values.get(name).map_or(0.0, |&(w, slope)| w + slope * phi);
        let mut values = WeightTable::names().into_iter().map(|name| value(&name));
        let (cuts, gaps) = (Weights::feature_count(), Weights::gap_feature_count());
        let mut shapes = BTreeMap::new();
        for name in self.values.keys() {
            if let Some((a, c)) = parse_shape(name) {
                shapes.insert((a, c), value(name));
                shapes.insert((c, a), value(name));
            }
        }
        Weights {
            shapes,
            features: values.by_ref().take(cuts).collect(),
            gap_open: values.by_ref().take(gaps).collect(),
            gap_extend: values.take(gaps).collect(),
        }
    }
}

/// `shape.1-2` stands for 1-2 and 2-1.
fn parse_shape(name: &str) -> Option<(u32, u32)> {
    let (a, c) = name.strip_prefix("shape.")?.split_once('-')?;
    let (a, c) = (a.parse().ok()?, c.parse().ok()?);
    (1..=8).contains(&a).then_some(())?;
    (a..=8).contains(&c).then_some((a, c))
}

impl Weights {
    /// Weights of 1, under which every kind of evidence is of use.
    #[cfg(feature = "train")]
    pub(crate) fn ones() -> Weights {
        Weights::of_evidence(|_| 1.0)
    }

    /// Weights under which every kind of evidence is of use but word votes.
    #[cfg(feature = "train")]
    pub(crate) fn without_words() -> Weights {
        Weights::of_evidence(|name| if name.starts_with("words.") { 0.0 } else { 1.0 })
    }

    #[cfg(feature = "train")]
    fn of_evidence(weight: impl Fn(&str) -> f32) -> Weights {
        let features =
            EVIDENCE.iter().flat_map(|e| e.features()).map(|name| weight(name)).collect();
        let gaps = EVIDENCE.iter().flat_map(|e| e.gap_features()).map(|name| weight(name));
        let gaps: Vec<f32> = std::iter::once(1.0).chain(gaps).collect();
        Weights { shapes: BTreeMap::new(), features, gap_open: gaps.clone(), gap_extend: gaps }
    }

    /// How many numbers evidence gives for a cut.
    pub(crate) fn feature_count() -> usize {
        EVIDENCE.iter().map(|e| e.features().len()).sum()
    }

    /// How many numbers evidence gives for a gap, with the one that is always 1.
    pub(crate) fn gap_feature_count() -> usize {
        EVIDENCE.iter().map(|e| e.gap_features().len()).sum::<usize>() + 1
    }

    /// The shapes of beads there are weights for: source and target segments, small ones first.
    pub(crate) fn shapes(&self) -> Vec<(u32, u32)> {
        let mut shapes: Vec<(u32, u32)> = self.shapes.keys().copied().collect();
        shapes.sort_by_key(|&(a, c)| (a + c, a));
        shapes
    }

    /// The weight of a shape.
    pub(crate) fn shape(&self, a: u32, c: u32) -> f32 {
        self.shapes.get(&(a, c)).copied().unwrap_or(0.0)
    }

    /// The weights of the numbers of cuts.
    pub(crate) fn features(&self) -> &[f32] {
        &self.features
    }

    /// The weights of the numbers of gaps, where one is opened and where one goes on. The first number is
    /// always 1.
    pub(crate) fn gap_features(&self) -> (&[f32], &[f32]) {
        (&self.gap_open, &self.gap_extend)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Any text, the worst of XML and CSV among it.
    fn wild() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => any::<String>(),
            3 => "[&<>\"'\\]\\[;#x=+@,\t\r\n\u{0}-\u{1F}\u{7F}-\u{9F}-]{0,12}",
            1 => Just("]]>&amp;<!--".to_owned()),
            1 => Just("\u{FFFE}\u{FFFF}\u{2028}\u{1F4D6}\u{10FFFF}".to_owned()),
            1 => "[A-Za-zء-غ]{1,10}( [0-9]{1,4}){0,3}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn any_weights_are_read_or_refused(
            lines in vec((
                prop_oneof![
                    Just("shape.1-1".to_owned()), Just("gap.open".to_owned()), Just("length.z".to_owned()),
                    "shape.[0-9]{1,2}-[0-9]{1,11}", wild(),
                ],
                prop_oneof!["-?[0-9]{1,3}(\\.[0-9])?", "(nan|inf|1e39|# 1|)", wild()],
            ), 0..6),
        ) {
            let text: String =
                lines.iter().map(|(name, value)| format!("{name} {value}\n")).collect();
            if let Ok(table) = WeightTable::parse(&text) {
                let shapes = table.at(0.5).shapes();
                prop_assert!(shapes.iter().all(|&(a, c)| (1..=8).contains(&a) && (1..=8).contains(&c)));
            }
        }
    }

    #[test]
    fn the_bundled_files_can_be_read() {
        let bundled = WeightTables::bundled();
        assert_eq!(bundled.first.at(0.0).shapes(), bundled.second.at(0.0).shapes());
    }

    #[test]
    fn a_file_that_is_written_is_read_and_written_alike() {
        let text = "shape.1-1 0\nshape.1-2 0.5\nlength.z 0.00005\ngap.open 0.00004 -2\n";
        let written = WeightTable::parse(text).unwrap().to_text();
        let again = WeightTable::parse(&written).unwrap();
        assert_eq!(again.to_text(), written);
        assert_eq!(again.at(0.0).shapes(), [(1, 1), (1, 2), (2, 1)]);
        assert!(!written.contains("length.z") && written.contains("gap.open"));
    }

    #[test]
    fn weights_change_with_phi() {
        let table =
            WeightTable::parse("shape.1-2 0.5 -1\nlength.z 2\ngap.open -1 # fewer\n").unwrap();
        let weights = table.at(0.5);
        assert_eq!(weights.shapes(), [(1, 2), (2, 1)]);
        assert_eq!((weights.shape(1, 2), weights.shape(2, 1)), (0.0, 0.0));
        let at = WeightTable::names().iter().position(|name| name == "length.z").unwrap();
        assert_eq!((weights.features()[at], weights.gap_features().0[0]), (2.0, -1.0));
    }

    #[test]
    fn bad_lines_are_named() {
        for bad in [
            "length.z",
            "length.z nan",
            "length.z 1 2 3",
            "lenght.z 1",
            "shape.2-1 1",
            "shape.0-1 1",
        ] {
            let message =
                WeightTable::parse(&format!("length.z 1\n{bad}")).unwrap_err().to_string();
            assert!(message.starts_with("line 2"), "{bad}: {message}");
        }
    }
}
