//! Strict figures by how many segments a bead has on each side.

use std::collections::BTreeMap;

use serde::Serialize;

use super::beads::{distinct, split_gaps};
use super::counts::{SetCounts, SetFigures};
use crate::bitext::Shape;
use crate::format::LooseBead;

/// The counts behind the figures of each shape. Add documents up with [`Shapes::add`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shapes {
    counts: BTreeMap<Shape, SetCounts>,
}

/// The strict figures of the beads of one shape: precision is over test beads of the shape, recall over gold
/// beads of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ShapeFigures {
    /// The shape, as `1-2`.
    pub(super) shape: String,
    /// Precision, recall, F1 and the counts.
    #[serde(flatten)]
    pub(super) figures: SetFigures,
}

impl Shapes {
    /// Compares the beads of one document with its gold beads. Gaps count one segment each.
    pub(super) fn new(test: &[LooseBead], gold: &[LooseBead]) -> Shapes {
        let (test, gold) = (split_gaps(test), split_gaps(gold));
        let (test, gold) = (distinct(&test), distinct(&gold));
        let shape = |&(source, target): &(&[u32], &[u32])| Shape {
            source: source.len() as u32,
            target: target.len() as u32,
        };
        let mut counts: BTreeMap<Shape, SetCounts> = BTreeMap::new();
        for bead in &test {
            let counts = counts.entry(shape(bead)).or_default();
            counts.test += 1;
            counts.right += usize::from(gold.contains(bead));
        }
        for bead in &gold {
            counts.entry(shape(bead)).or_default().gold += 1;
        }
        Shapes { counts }
    }

    /// Adds the counts of another document.
    pub(super) fn add(&mut self, other: &Shapes) {
        for (&shape, &counts) in &other.counts {
            self.counts.entry(shape).or_default().add(counts);
        }
    }

    /// The ratios, smallest beads first.
    pub(super) fn figures(&self) -> Vec<ShapeFigures> {
        let mut shapes: Vec<(Shape, SetCounts)> =
            self.counts.iter().map(|(&shape, &counts)| (shape, counts)).collect();
        shapes.sort_by_key(|(shape, _)| (shape.source + shape.target, shape.source));
        let figures = |(shape, counts): (Shape, SetCounts)| ShapeFigures {
            shape: shape.to_string(),
            figures: counts.figures(),
        };
        shapes.into_iter().map(figures).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_beads;

    #[test]
    fn each_shape_has_figures_of_its_own() {
        let gold = parse_beads("[0]:[0]\n[1]:[1,2]\n[2,3]:[]\n[4]:[3]").unwrap();
        let test = parse_beads("[0]:[0]:0.9\n[1]:[1]\n[]:[2]\n[2]:[]\n[3]:[]\n[4]:[3]").unwrap();
        let mut shapes = Shapes::new(&test, &gold);
        shapes.add(&Shapes::new(&gold, &gold));
        let figures: Vec<(String, usize, usize, usize)> = shapes
            .figures()
            .into_iter()
            .map(|f| (f.shape, f.figures.right, f.figures.test, f.figures.gold))
            .collect();
        let row = |shape: &str, right, test, gold| (shape.to_owned(), right, test, gold);
        assert_eq!(
            figures,
            [row("0-1", 0, 1, 0), row("1-0", 4, 4, 4), row("1-1", 4, 5, 4), row("1-2", 1, 1, 2)]
        );
    }
}
