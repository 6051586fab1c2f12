//! What a glossary does to an alignment: a right one helps, a wrong one hardly hurts.

use mizan::bitext::Bitext;
use mizan::eval::{Counts, LooseBead, Reading, loose_beads};
use mizan::glossary::Glossary;
use mizan::lang::Lang;

use crate::robust::Long;
use crate::texts;

/// Words of no language, the same in number on both sides: nothing but a glossary can tell which is which.
fn made_up(count: usize) -> Vec<(String, String)> {
    let (heads, tails) =
        (["قل", "بر", "سج", "طم", "زك", "نف", "شر"], ["نوب", "طاش", "ميل", "دوق", "راف"]);
    let (first, last) =
        (["fl", "br", "sk", "tw", "gr", "pl", "dr"], ["orb", "ansh", "elk", "umt", "ivo"]);
    let word = |heads: &[&str], tails: &[&str], at: usize| {
        format!("{}{}", heads[at % heads.len()], tails[at % tails.len()])
    };
    // Numbers alike by 7 and by 5 are alike by 35: no word comes twice among the first 35.
    (0..count.min(35)).map(|at| (word(&heads, &tails, at), word(&first, &last, at * 3))).collect()
}

fn glossary_of<'w>(pairs: impl Iterator<Item = (&'w str, &'w str)>) -> Glossary {
    let rows: String = pairs.map(|(source, target)| format!("{source},{target}\n")).collect();
    Glossary::parse(&format!("source,target\n{rows}")).unwrap()
}

fn f1(bitext: &Bitext, gold: &[LooseBead], glossary: &Glossary) -> f64 {
    let alignment = texts::align(bitext, glossary, 2);
    Counts::new(&loose_beads(alignment.ladder()), gold).rates(Reading::Strict).f1
}

/// Rows that differ in one made-up word each, of which some are missing on one side or the other.
#[test]
fn planted_terms_decide_where_nothing_else_does() {
    let words = made_up(35);
    let (mut source, mut target, mut gold) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (arabic, english)) in words.iter().enumerate() {
        let mut bead = LooseBead { source: Vec::new(), target: Vec::new(), confidence: None };
        if at % 7 != 2 {
            bead.source.push(source.len() as u32);
            source.push(format!("وصلت إلى المخزن اليوم شحنة من {arabic}."));
        }
        if at % 5 != 3 {
            bead.target.push(target.len() as u32);
            target.push(format!("A shipment of {english} reached the store today."));
        }
        gold.push(bead);
    }
    gold.retain(|bead| !bead.source.is_empty() || !bead.target.is_empty());
    let bitext =
        Bitext { source: texts::side(Lang::AR, &source), target: texts::side(Lang::EN, &target) };
    let right = glossary_of(words.iter().map(|(a, e)| (a.as_str(), e.as_str())));
    let [without, with] = [&Glossary::default(), &right].map(|g| f1(&bitext, &gold, g));
    assert!(with >= without + 0.3, "strict F1 is {with:.4} with and {without:.4} without");
}

/// The bundled glossaries on the bundled pairs, and the same with every translation given to another term.
#[test]
fn a_right_glossary_helps_and_a_wrong_one_hardly_hurts() {
    let long = Long::joined();
    let right = texts::glossary();
    let mut wrong = right.clone();
    let others = right.entries.iter().cycle().skip(right.entries.len() / 2);
    for (entry, other) in wrong.entries.iter_mut().zip(others) {
        entry.target.clone_from(&other.target);
        entry.target_variants.clone_from(&other.target_variants);
    }
    let of = |glossary: &Glossary| {
        long.strict_f1(&loose_beads(texts::align(&long.bitext, glossary, 2).ladder()))
    };
    let [without, with, misled] = [&Glossary::default(), &right, &wrong].map(of);
    assert!(with >= without, "strict F1 is {with:.4} with and {without:.4} without");
    assert!(misled >= without - 0.002, "strict F1 is {misled:.4} misled, {without:.4} without");
}
