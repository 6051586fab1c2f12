//! What a third language needs: one folder under `language/`, and its lines in `language.rs`.
//!
//! The language is there in tests only, and nothing outside its folder knows its name but for its tag.

use std::sync::Arc;

use crate::aligner::Aligner;
use crate::bitext::Side;
use crate::encoder::Encoder;
use crate::glossary::{Glossary, MatchClass, Matcher};
use crate::lang::Lang;
use crate::language;
use crate::language::calendar::{Name, WordForm};
use crate::language::numbers;
use crate::segment::clause::{ClauseEnd, clauses};
use crate::segment::{Newlines, Segmenter};
use crate::text::Document;

fn third() -> Lang {
    "fr".parse().unwrap()
}

fn sentences(text: &str, lang: Lang) -> Vec<&str> {
    Segmenter::new(lang, Newlines::Auto).spans(text).map(|span| span.of(text)).collect()
}

#[test]
fn it_has_abbreviations_of_its_own() {
    let text = "M. Dupont vit av. Foch, etc. Il a lu art. 5. Fin.";
    let cut = ["M. Dupont vit av. Foch, etc.", "Il a lu art. 5.", "Fin."];
    assert_eq!(sentences(text, third()), cut);
    assert_ne!(sentences(text, Lang::EN), cut);
    // A language that is not listed has none.
    assert_eq!(sentences("Il lit pp. 3 et 4.", third()).len(), 1);
    assert_eq!(sentences("Il lit pp. 3 et 4.", "it".parse().unwrap()).len(), 2);
}

#[test]
fn clauses_start_at_its_joiners() {
    let words: Vec<(&str, u32)> =
        "Le ministre a signé mais la loi attend encore".split(' ').map(|word| (word, 2)).collect();
    assert_eq!(clauses(&words, third()), [(4, ClauseEnd::Joined), (9, ClauseEnd::Segment)]);
    assert_eq!(clauses(&words, Lang::EN)[0].1, ClauseEnd::Nothing);
}

#[test]
fn it_folds_and_inflects_as_it_does() {
    let glossary = Glossary::parse(
        "source,target\nاتفاق,accord\nدولة,État\nقناة,canal\nصندوق,fonds\nمجلس,conseil\n",
    )
    .unwrap();
    let find = |text: &str, lang: Lang| -> Vec<(String, MatchClass)> {
        let hits = Matcher::new(&glossary, Side::Target, lang).find(text);
        hits.iter().map(|hit| (hit.span.of(text).to_owned(), hit.class)).collect()
    };
    let text = "L'accord, les ETATS, deux canaux, le conseil";
    let found = [
        ("L'accord".to_owned(), MatchClass::Clitic),
        ("ETATS".to_owned(), MatchClass::Inflected),
        ("canaux".to_owned(), MatchClass::Inflected),
        ("conseil".to_owned(), MatchClass::Exact),
    ];
    assert_eq!(find(text, third()), found);
    // No language is stemmed as English.
    assert_eq!(find("accorded, conseil's", third()), []);
    assert_eq!(find("accords, accorded", "de".parse().unwrap()), []);
    assert_eq!(find("accords, accorded", Lang::EN).len(), 2);
}

#[test]
fn its_numbers_and_months_are_its_own() {
    let values = |text: &str, lang: Lang| -> Vec<u64> {
        let numbers = numbers::numbers(text, lang);
        numbers.iter().filter_map(|number| number.values[0].value.whole()).collect()
    };
    assert_eq!(values("vingt et trois ans, 3 millions", third()), [3_000_000, 23, 1_000_000]);
    assert_eq!(values("trois cents", third()), [300]);
    assert_eq!(values("vingt-trois ans", third()), [23]);
    assert!(values("vingt-trois ans", Lang::EN).is_empty());
    assert_eq!(values("six", third()), [6]);
    // Arabic words in its texts are Arabic.
    assert_eq!(values("«خمسة وعشرين»", third()), [25]);
    let month = |word: &str, lang: Lang| {
        language::of(lang)
            .month_or_day(&[WordForm { raw: word, folded: word }])
            .map(|found| found.name)
    };
    assert_eq!(month("Février", third()), Some(Name::Month(2)));
    assert_eq!(month("Février", Lang::EN), None);
    assert_eq!(month("February", third()), None);
}

const ARABIC: [&str; 6] = [
    "وصل السيد دوبون إلى باريس في 12 مايو 2021.",
    "وقع الوزير مارتان الاتفاق مع شركة رينو.",
    "تبلغ قيمة العقد 350 مليون يورو.",
    "وقال إن العمل سيبدأ في مرسيليا.",
    "لم يحضر الرئيس.",
    "وينشر النص كاملا في الصفحة 48.",
];
const ENGLISH: [&str; 6] = [
    "Mr. Dupont arrived in Paris on 12 May 2021.",
    "Minister Martin signed the agreement with the company Renault.",
    "The contract is worth 350 million euros.",
    "He said that work would begin in Marseille.",
    "The president did not attend.",
    "The whole text is published on page 48.",
];
const THIRD: [&str; 6] = [
    "M. Dupont est arrivé à Paris le 12 mai 2021.",
    "Le ministre Martin a signé l'accord avec la société Renault.",
    "Le contrat vaut 350 millions d'euros.",
    "Il a dit que les travaux commenceraient à Marseille.",
    "Le président n'était pas là.",
    "Le texte entier est publié à la p. 48.",
];

#[test]
fn it_aligns_with_either_of_the_others() {
    let sides = [(Lang::AR, ARABIC), (third(), THIRD), (Lang::EN, ENGLISH)];
    for encoder in [None, Some(Arc::new(Encoder::embedded().unwrap()))] {
        let has_encoder = encoder.is_some();
        let aligner = Aligner::with_encoder(encoder).threads(1);
        for pair in sides.windows(2) {
            let [source, target] =
                [&pair[0], &pair[1]].map(|(lang, texts)| Document::of(*lang, &texts.join(" ")));
            let alignment = aligner.align(&source, &target);
            let beads: Vec<(String, String)> = alignment
                .beads()
                .map(|bead| (bead.source().to_string(), bead.target().to_string()))
                .collect();
            let wanted = pair[0].1.iter().zip(&pair[1].1);
            let wanted: Vec<(String, String)> =
                wanted.map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(beads, wanted, "{} with encoder: {has_encoder}", pair[0].0);
        }
    }
}
