//! Faults of each kind planted into right units: how many are found without the encoder, and how much is found where
//! nothing is wrong.

use std::collections::{BTreeMap, BTreeSet};

use mizan::check::{CHECKS, CheckSettings, Finding, Severity, check_units};
use mizan::lang::Lang;
use mizan::unit::TranslationUnit;

use crate::check;
use crate::planted::Dice;

/// What is put at the ends of a right pair: the Arabic, its English, and English that is wrong.
type Ends = (&'static str, &'static str, &'static str);

/// Kinds of faults, each with some right ends and wrong ones; `#` is a number and the same everywhere.
const KINDS: &[(&str, &[Ends])] = &[
    (
        "decimal point lost",
        &[
            ("بطول #.5 متر", "#.5 metres long", "#5 metres long"),
            ("نحو #٫٢٥ درجة", "some #.25 degrees", "some #25 degrees"),
            ("وزن #,75 غرام", "a weight of #.75 grams", "a weight of #75 grams"),
        ],
    ),
    (
        "decimal point moved",
        &[
            ("بقيمة #.45", "worth #.45", "worth #4.5"),
            ("بقيمة #٫٤٥", "worth #.45", "worth 0.#45"),
            ("نحو #.5 مليون", "some #.5 million", "some .#5 million"),
        ],
    ),
    (
        "sign lost",
        &[
            ("عند -# درجة", "at -# degrees", "at # degrees"),
            ("بتغير +#%", "a change of +#%", "a change of -#%"),
            ("عند # تحت الصفر ثم # فوقه", "at # below zero", "at -1# degrees"),
        ],
    ),
    (
        "version or address changed",
        &[
            ("الإصدار #.4.1", "version #.4.1", "version #.1.4"),
            ("العنوان 10.#.1.20", "the address 10.#.1.20", "the address 10.#.20.1"),
        ],
    ),
    (
        "time changed",
        &[
            ("في السابعة والنصف", "at 7:30", "at 7:15"),
            ("في التاسعة إلا ربعا", "at 8:45", "at 9:15"),
            ("في الساعة 17:20", "at 5:20 p.m.", "at 5:40 p.m."),
            ("في الثالثة والثلث", "at twenty past three", "at 3:30"),
        ],
    ),
    (
        "number in words changed",
        &[
            ("أي ألفين وأحد عشر كتابا", "that is 2,011 books", "that is 2,012 books"),
            ("أي مئة و ستون كتابا", "that is 160 books", "that is 170 books"),
            ("أي سبعين بالمئة منها", "that is 70% of them", "that is 17% of them"),
            ("أي 3400 مليون", "that is 3.4 billion", "that is 4.4 billion"),
            ("أي نصف مليون نسخة", "that is 500,000 copies", "that is 50,000 copies"),
            ("أي مليونين ونصف المليون", "that is 2.5 million", "that is 2.25 million"),
            ("أي خمسة كتب", "that is five books", "that is six books"),
        ],
    ),
    (
        "fraction changed",
        &[
            ("وهو ثلث الكل", "which is one third of it", "which is half of it"),
            ("وهو ثلاثة أخماس الكل", "which is three fifths of it", "which is two thirds of it"),
            ("وهو ربع الكل", "which is a quarter of it", "which is three quarters of it"),
        ],
    ),
    (
        "placeholder changed",
        &[
            ("في %s", "in %s", "in %d"),
            ("في %1$s ثم %2$s", "in %1$s, then %2$s", "in %1$s, then %1$s"),
            ("يا {name}", "O {name}", "O {user}"),
            ("يا {{ user }}", "O {{ user }}", "O { user }"),
            ("عند ${path}", "at ${path}", "at $path"),
            ("<b>مهم</b>", "<b>important</b>", "<b>important<b>"),
            ("<i>أ</i> ب", "<i>a</i> b", "<i>a<i/> b"),
            ("سطر\\nسطر", "line\\nline", "line/nline"),
        ],
    ),
    (
        "placeholder lost",
        &[
            ("في %s", "in %s", "in it"),
            ("يا {0}", "O {0}", "O you"),
            ("<br/> ثم", "<br/> then", "then"),
            ("عند ٪s", "at ٪s", "at %s"),
        ],
    ),
    (
        "unit changed",
        &[
            ("طوله # كم", "# km long", "# m long"),
            ("وزنه # كيلوغراما", "# kilograms", "# pounds"),
            ("حرارته # درجة مئوية", "# degrees Celsius", "# degrees Fahrenheit"),
            ("بعد # أسبوعا", "after # weeks", "after # days"),
            ("سعته # لترا", "of # litres", "of # gallons"),
        ],
    ),
    (
        "currency changed",
        &[
            ("ثمنه # يورو", "priced at €#", "priced at $#"),
            ("ثمنه # مليون دينار", "priced at # million dinars", "priced at # million dirhams"),
            ("ثمنه # دولارا", "priced at USD #", "priced at EUR #"),
        ],
    ),
    (
        "word left in Arabic",
        &[
            ("وهو الميزان الكبير", "and it is the large scale", "and it is the large الميزان"),
            ("ثم عاد مسرعا", "then came back in haste", "then عاد back in haste"),
        ],
    ),
    (
        "area or volume changed",
        &[
            ("مساحته # مترا مربعا", "of # square metres", "of # metres"),
            ("مساحته # كم²", "of # km²", "of # km"),
            ("سعته # مترا مكعبا", "of # cubic metres", "of # square metres"),
            ("طوله # م", "of # m", "of # m²"),
        ],
    ),
    (
        "short form of a currency changed",
        &[
            ("ثمنه # ر.س", "priced at SAR #", "priced at AED #"),
            ("ثمنه # د.إ.", "priced at # dirhams", "priced at # dinars"),
            ("ثمنه # ج.م", "priced at EGP #", "priced at USD #"),
        ],
    ),
    (
        "zero of a version lost",
        &[
            ("الإصدار 3.#0", "version 3.#0", "version 3.#"),
            ("انظر المادة #.10", "see article #.10", "see article #.1"),
            ("الشكل ٢.٣٠", "figure 2.30", "figure 2.3"),
        ],
    ),
    (
        "markup changed",
        &[
            ("وهو <b>كبير</b> جدا", "and it is <b>very</b> large", "and it is very large"),
            ("وهو كبير جدا", "and it is very large", "and it is <b>very</b> large"),
            ("وهو <b>كبير</b> جدا", "and it is <b>very</b> large", "and it is <i>very</i> large"),
            (
                "زر <a href=\"x\">الصفحة</a>",
                "see <a href=\"x\">the page</a>",
                "see <a href=\"x\">the page",
            ),
            ("سطر<br/>آخر", "another<br/>line", "another line"),
        ],
    ),
    (
        "address changed",
        &[
            (
                "زر https://shop.example/item/#",
                "see https://shop.example/item/#",
                "see https://shop.example/items/#",
            ),
            ("زر www.shop#.example", "see www.shop#.example", "see www.shop.example"),
            (
                "راسل sales#@shop.example",
                "write to sales#@shop.example",
                "write to sales#@shop.exmaple",
            ),
            ("زر http://a#.example/؟", "see http://a#.example/?", "see http://b#.example/?"),
        ],
    ),
    (
        "code changed",
        &[
            ("رمزه QX-#5B", "coded QX-#5B", "coded QX-#5D"),
            (
                "راسل office#@example.org",
                "write to office#@example.org",
                "write to ofice#@example.org",
            ),
            (
                "انظر https://example.org/a#",
                "see https://example.org/a#",
                "see https://example.org/b#",
            ),
        ],
    ),
];

/// Ends with faults in the Arabic: right Arabic, wrong Arabic, English.
const OF_SOURCE: &[(&str, &[Ends])] = &[(
    "words without a space",
    &[
        ("في مدينة كبيرة", "في مدينةكبيرة", "in a large city"),
        ("ذهب إلى المكتبة", "ذهب إلىالمكتبة", "he went to the library"),
        ("وهي رسالة طويلة منه", "وهي رسالةطويلة منه", "which is a long letter of his"),
        ("على باب المدرسة القديمة", "على باب المدرسةالقديمة", "at the door of the old school"),
    ],
)];

/// Of a kind, at least so many of a hundred are found.
const FOUND: usize = 90;

/// The kinds, with the right and the wrong ends of each: Arabic and English.
fn kinds() -> impl Iterator<Item = (&'static str, Vec<[[&'static str; 2]; 2]>)> {
    let of_target = KINDS.iter().map(|(kind, ends)| {
        let both = ends.iter().map(|(ar, right, wrong)| [[*ar, *right], [*ar, *wrong]]);
        (*kind, both.collect())
    });
    let of_source = OF_SOURCE.iter().map(|(kind, ends)| {
        let both = ends.iter().map(|(right, wrong, en)| [[*right, *en], [*wrong, *en]]);
        (*kind, both.collect())
    });
    of_target.chain(of_source)
}

/// The units with one of the ends at each of them; `wrong` says whether it is a wrong one.
fn planted(
    units: &[TranslationUnit],
    ends: &[[[&str; 2]; 2]],
    wrong: bool,
    seed: u64,
) -> Vec<TranslationUnit> {
    let mut dice = Dice(seed);
    let mut units = units.to_vec();
    for unit in &mut units {
        let [source, target] = ends[dice.below(ends.len())][usize::from(wrong)];
        let number = (12 + dice.below(80)).to_string();
        for variant in &mut unit.variants {
            let end = if variant.lang == Lang::AR { source } else { target };
            variant.text = format!("{} : {}", variant.text, end.replace('#', &number));
        }
    }
    units
}

fn warned(units: &[TranslationUnit]) -> Vec<Finding> {
    let (source_lang, target_lang) = (Some(Lang::AR), Some(Lang::EN));
    let settings = CheckSettings { source_lang, target_lang, ..CheckSettings::default() };
    let mut findings = check_units(units, &settings, CHECKS).findings;
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

/// Every sixth unit, in which nothing is found.
fn clean() -> Vec<TranslationUnit> {
    let mut units = check::memory();
    let flagged: BTreeSet<u64> = warned(&units).iter().map(|finding| finding.unit).collect();
    units.retain(|unit| !flagged.contains(&unit.number) && unit.number % 6 == 1);
    // A quotation that goes on in the next unit is not closed without it.
    let flagged: BTreeSet<u64> = warned(&units).iter().map(|finding| finding.unit).collect();
    units.retain(|unit| !flagged.contains(&unit.number));
    units
}

#[test]
fn faults_of_each_kind_are_found() {
    let units = clean();
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (kind, ends) in kinds() {
        let units = planted(&units, &ends, true, 3);
        let flagged: BTreeSet<u64> = warned(&units).iter().map(|finding| finding.unit).collect();
        let lost = units.iter().filter(|unit| !flagged.contains(&unit.number));
        let lost: Vec<String> = lost.map(|unit| format!("{:?}", unit.variants)).collect();
        if lost.len() * 100 > units.len() * (100 - FOUND) {
            missed.insert(kind, lost);
        }
    }
    assert!(units.len() >= 80);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_same_without_faults_is_not_found() {
    let units = clean();
    let mut count = 0;
    let mut false_findings = Vec::new();
    for (kind, ends) in kinds().filter(|(kind, _)| *kind != "placeholder lost") {
        let units = planted(&units, &ends, false, 5);
        count += units.len();
        false_findings.extend(
            warned(&units).into_iter().map(|f| format!("{kind}, unit {}: {}", f.unit, f.message)),
        );
    }
    assert!(false_findings.len() * 200 <= count, "{false_findings:#?}");
}

/// Arabic words, each with its English.
const WORDS: [(&str, &str); 25] = [
    ("الرسالة", "letter"),
    ("النافذة", "window"),
    ("الحديقة", "garden"),
    ("القاضي", "judge"),
    ("الميزان", "scale"),
    ("الجسر", "bridge"),
    ("النهر", "river"),
    ("السوق", "market"),
    ("المفتاح", "key that was lost"),
    ("الطريق", "road"),
    ("الخبز", "bread"),
    ("الحقيبة", "suitcase"),
    ("الشجرة", "tree"),
    ("القلعة", "castle"),
    ("السفينة", "ship"),
    ("المرآة", "mirror"),
    ("الجبل", "mountain"),
    ("الطبيب", "doctor"),
    ("المطر", "rain"),
    ("الكرسي", "chair"),
    ("الوردة", "flower"),
    ("القطار", "train"),
    ("المسرح", "theatre"),
    ("الساعة", "clock"),
    ("الغابة", "forest"),
];

/// Where a memory translates its words, one that it does not translate stands out. So few are planted that this is no habit.
#[test]
fn words_left_in_english_are_found() {
    let mut units = check::memory();
    let flagged: BTreeSet<u64> = warned(&units).iter().map(|finding| finding.unit).collect();
    let step = units.len() / WORDS.len();
    assert!(step > 20, "{} units", units.len());
    let mut planted = BTreeSet::new();
    for (at, (arabic, english)) in WORDS.iter().enumerate() {
        let unit = &mut units[at * step];
        let word = english.split(' ').next().unwrap();
        for variant in &mut unit.variants {
            variant.text.push_str(&match variant.lang == Lang::AR {
                true => format!(" ثم رأى {word} من بعيد"),
                false => format!(" and then saw the {english} from afar"),
            });
        }
        planted.insert((unit.number, *arabic));
    }
    let now: BTreeSet<u64> = warned(&units).iter().map(|finding| finding.unit).collect();
    let new = now.difference(&flagged).count();
    let lost: Vec<_> = planted.iter().filter(|(number, _)| !now.contains(number)).collect();
    assert!(lost.len() * 100 <= WORDS.len() * (100 - FOUND), "{lost:?}");
    assert!(new <= WORDS.len(), "{new}");
}

/// Numbers of right units: at most .15 findings in a hundred where the translation is close.
#[test]
fn numbers_that_agree_are_not_found() {
    let units = check::memory();
    let numbers = warned(&units).into_iter().filter(|finding| finding.check == "numbers");
    let told: Vec<String> = numbers.map(|f| format!("{}: {}", f.unit, f.message)).collect();
    assert!(told.len() * 1000 <= units.len() * 3 / 2 + 500, "{told:#?}");
}
