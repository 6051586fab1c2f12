//! Segments that stand apart: separators, and notes that are scattered in one text and gathered in the other.

use mizan::bitext::Bitext;
use mizan::glossary::Glossary;
use mizan::lang::Lang;

use crate::texts::{align, side};

const ARABIC: [&str; 6] = [
    "فتح الصياد شباكه عند الفجر ولم يجد فيها سمكة واحدة.",
    "عاد إلى القرية حزينا وجلس تحت شجرة التين الكبيرة.",
    "مر به جاره الحداد وسأله عن سبب حزنه.",
    "أعطاه الحداد سكينا جديدة وطلب منه أن يصبر حتى الشتاء.",
    "في الشتاء ارتفع النهر وامتلأت الشباك بالأسماك.",
    "باع الصياد نصف صيده واشترى لابنته ثوبا أزرق.",
];

const ENGLISH: [&str; 6] = [
    "The fisherman opened his nets at dawn and found not a single fish in them.",
    "He went back to the village in sorrow and sat under the big fig tree.",
    "His neighbour the blacksmith came by and asked him why he was sad.",
    "The blacksmith gave him a new knife and told him to wait until winter.",
    "In winter the river rose and the nets were full of fish.",
    "The fisherman sold half of his catch and bought a blue dress for his daughter.",
];

/// The beads of two texts, as segment numbers.
fn beads(source: &[&str], target: &[&str]) -> Vec<String> {
    let bitext = Bitext { source: side(Lang::AR, source), target: side(Lang::EN, target) };
    let alignment = align(&bitext, &Glossary::default(), 1);
    let numbers = |run: mizan::bitext::Run| {
        run.indices().map(|at| at.to_string()).collect::<Vec<_>>().join(" ")
    };
    let beads = alignment.ladder().beads().iter();
    beads.map(|bead| format!("{}={}", numbers(bead.cut.source), numbers(bead.cut.target))).collect()
}

#[test]
fn separators_pair_with_separators_alone() {
    for sign in ["***", "⁂", "~", "•", "- - -"] {
        let mut source = ARABIC.to_vec();
        source.insert(2, sign);
        assert_eq!(
            beads(&source, &ENGLISH),
            ["0=0", "1=1", "2=", "3=2", "4=3", "5=4", "6=5"],
            "{sign} in the source"
        );
        let mut target = ENGLISH.to_vec();
        target.insert(4, sign);
        assert_eq!(
            beads(&ARABIC, &target),
            ["0=0", "1=1", "2=2", "3=3", "=4", "4=5", "5=6"],
            "{sign} in the target"
        );
    }
    let (mut source, mut target) = (ARABIC.to_vec(), ENGLISH.to_vec());
    source.insert(3, "***");
    target.insert(3, "* * *");
    let wanted = ["0=0", "1=1", "2=2", "3=3", "4=4", "5=5", "6=6"];
    assert_eq!(beads(&source, &target), wanted);
}

#[test]
fn scattered_notes_find_the_gathered_ones() {
    let (mut source, mut target) = (ARABIC.to_vec(), ENGLISH.to_vec());
    source.insert(2, "(1) تنمو أشجار التين في كل قرى الساحل.");
    source.insert(5, "(2) كان الحدادون يصنعون السكاكين من حديد السفن.");
    target.push("(1) Fig trees grow in every village of the coast.");
    target.push("(2) Blacksmiths used to make knives from the iron of ships.");
    assert_eq!(beads(&source, &target), ["0=0", "1=1", "2=6", "3=2", "4=3", "5=7", "6=4", "7=5"]);
    // The same number is not enough.
    for other in [
        "(1) The king had seven daughters and no son.",
        "(1) Prices of wheat doubled in that year.",
        "(1) He wrote three books on the stars.",
        "(1) The old harbour lies south of the town.",
        "(1) Musicians played until midnight.",
    ] {
        target[6] = other;
        let found = beads(&source, &target);
        assert!(found.contains(&"2=".to_owned()), "{other}: {found:?}");
    }
    // Nor is the meaning where the numbers differ.
    target[6] = "(7) The harbour was built of grey stone by the old kings.";
    let found = beads(&source, &target);
    assert!(found.contains(&"2=".to_owned()) && found.contains(&"=6".to_owned()), "{found:?}");
}
