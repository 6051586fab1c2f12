//! Both texts rather break together inside a quotation, or both outside of one.

use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen, SegmentFacts};
use crate::bitext::{Bitext, Cut, Run, Side};

/// Evidence from where quotations begin and end; silent where the texts mark them differently, and on clauses.
pub(super) struct Quotation;

impl Evidence for Quotation {
    fn name(&self) -> &'static str {
        "quotation"
    }

    fn features(&self) -> &'static [&'static str] {
        &["quotation.differs"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        Box::new(QuotationScorer { facts: context.facts })
    }
}

/// Segments after which a quotation that was not closed counts as ended.
const FORGOTTEN: u32 = 30;

/// Notes which segments end inside a quotation, and whether both texts mark quotations alike.
pub(super) fn mark(bitext: &Bitext, sides: [&mut [SegmentFacts]; 2]) -> bool {
    const FEW: usize = 3;
    let texts = [&bitext.source.items, &bitext.target.items];
    let mut counts = [0; 2];
    for ((items, facts), count) in texts.into_iter().zip(sides).zip(&mut counts) {
        let (inside, quotations) = quotations(items.iter().map(|segment| segment.text.as_str()));
        for (segment, inside) in facts.iter_mut().zip(inside) {
            segment.in_quotation = inside;
        }
        *count = quotations;
    }
    let (less, more) = (counts[0].min(counts[1]), counts[0].max(counts[1]));
    less >= FEW && more <= 2 * less
}

/// Whether each text ends inside a quotation, and how many quotations there are.
fn quotations<'t>(texts: impl Iterator<Item = &'t str>) -> (Vec<bool>, usize) {
    let (mut is_inside, mut since, mut count) = (false, 0, 0);
    let mut inside = Vec::new();
    for text in texts {
        since += 1;
        let mut before = None;
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            if let Some(usual) = usual(c) {
                let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                let opens = |c: char| "([{—–-:،,«“\"".contains(c);
                let starts = space(before) || before.is_some_and(opens);
                is_inside = match (starts, space(rest.peek().copied())) {
                    (true, false) => true,
                    (false, true) => false,
                    _ => usual.unwrap_or(!is_inside),
                };
                count += usize::from(is_inside);
                since = 0;
            }
            before = Some(c);
        }
        is_inside &= since < FORGOTTEN;
        inside.push(is_inside);
    }
    (inside, count)
}

/// What a quotation mark usually does, if it is one: open, or close, or either.
fn usual(c: char) -> Option<Option<bool>> {
    match c {
        '«' | '“' | '„' => Some(Some(true)),
        '»' | '”' => Some(Some(false)),
        '"' => Some(None),
        _ => None,
    }
}

struct QuotationScorer<'f> {
    facts: &'f Facts,
}

impl Scorer for QuotationScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let ends_inside = |side: Side| {
            let end = cut.side(side).end;
            self.facts.segments(side, Run::new(end - 1, end))[0].in_quotation
        };
        let differs =
            self.facts.quotations && ends_inside(Side::Source) != ends_inside(Side::Target);
        out[0] = f32::from(u8::from(differs));
    }

    fn seen(&self, _cut: Cut) -> Option<Seen> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_goes_on_until_it_is_closed() {
        let texts = [
            "قال: «نعم.",
            "ثم مضى» وسكت.",
            "He said: \"Go.",
            "Come back.\" She went.",
            "“No,” he said.",
        ];
        let found = quotations(texts.into_iter());
        assert_eq!(found, (vec![true, false, true, false, false], 3));
        let spaced = quotations(["فقد قال \" يا أيها الناس \" فالرد", "نعم"].into_iter());
        assert_eq!(spaced, (vec![false, false], 1));
    }
}
