//! The weights of the evidence: a small text file, one `name value` a line.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Weights by name, in natural-log units for each unit of the feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    values: BTreeMap<String, f32>,
}

impl Weights {
    /// The weights mizan ships.
    pub fn bundled() -> Weights {
        Weights::parse(include_str!("plain.weights")).expect("a test parses the bundled file")
    }

    /// Reads a weights file: `name value` lines, `#` comments, empty lines.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Malformed`] with the line, for anything else.
    pub fn parse(text: &str) -> Result<Weights> {
        let mut values = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let content = line.split('#').next().unwrap_or_default();
            let mut words = content.split_whitespace();
            let Some(name) = words.next() else { continue };
            let value = words.next().and_then(|v| v.parse::<f32>().ok()).filter(|v| v.is_finite());
            match (value, words.next()) {
                (Some(value), None) => values.insert(name.to_owned(), value),
                _ => {
                    let message = format!("'{line}' is not a name and a number");
                    return Err(Error::malformed("weights", at as u64 + 1, message));
                }
            };
        }
        Ok(Weights { values })
    }

    /// The weight of a feature; 0 for one the file does not name.
    pub fn get(&self, name: &str) -> f32 {
        self.values.get(name).copied().unwrap_or(0.0)
    }

    /// The shapes the file names, with their weights. `shape.1-2` stands for 1-2 and 2-1.
    pub fn shapes(&self) -> Vec<(u32, u32, f32)> {
        let mut shapes = Vec::new();
        for (name, &value) in &self.values {
            let sides = name.strip_prefix("shape.").and_then(|s| s.split_once('-'));
            let Some((a, b)) = sides else { continue };
            let (Ok(a), Ok(b)) = (a.parse(), b.parse()) else { continue };
            shapes.push((a, b, value));
            if a != b {
                shapes.push((b, a, value));
            }
        }
        shapes.sort_by_key(|&(a, b, _)| (a + b, a));
        shapes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::EVIDENCE;

    #[test]
    fn the_bundled_file_names_known_features_only() {
        let weights = Weights::bundled();
        let known: Vec<&str> = EVIDENCE.iter().flat_map(|e| e.features()).copied().collect();
        for name in weights.values.keys() {
            let built_in = name.starts_with("shape.") || name.starts_with("gap.");
            assert!(built_in || known.contains(&name.as_str()), "{name}");
        }
        for name in known {
            assert!(weights.values.contains_key(name), "{name} has no weight");
        }
    }

    #[test]
    fn shapes_go_both_ways() {
        let shapes = Weights::parse("shape.1-1 1\nshape.1-2 0.5 # fewer\n").unwrap().shapes();
        assert_eq!(shapes, [(1, 1, 1.0), (1, 2, 0.5), (2, 1, 0.5)]);
        assert!(Weights::parse("cos\n").unwrap_err().to_string().starts_with("line 1"));
        assert!(Weights::parse("cos nan\n").is_err());
    }
}
