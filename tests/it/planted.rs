//! Errors planted into right units, as typists, converters and aligners make them.

use mizan::lang::Lang;
use mizan::unit::{TranslationUnit, Variant};

/// Kinds of errors.
pub(crate) const KINDS: [&str; 38] = [
    "digit changed",
    "digit dropped",
    "number added",
    "scale changed",
    "month changed",
    "weekday changed",
    "first half dropped",
    "second half dropped",
    "targets swapped",
    "target of the neighbour",
    "untranslated",
    "half untranslated",
    "bracket dropped",
    "quotation mark dropped",
    "end mark changed",
    "question mark dropped",
    "direction override",
    "isolate not ended",
    "mojibake",
    "code page",
    "tatweel",
    "letter of another script",
    "Persian letter",
    "double space",
    "space at the end",
    "space before a mark",
    "no space after a mark",
    "doubled word",
    "doubled mark",
    "address changed",
    "name misspelt",
    "empty side",
    "control character",
    "presentation forms",
    "mark of the other script",
    "percentage lost",
    "number word changed",
    "sentence added",
];

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }

    fn of<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        if items.is_empty() { None } else { Some(&items[self.below(items.len())]) }
    }
}

/// Plants `count` errors of all kinds in turn, and gives for each its kind and the units it touched. A kind that
/// fits nowhere is passed over.
pub(crate) fn plant(
    units: &mut [TranslationUnit],
    count: usize,
    seed: u64,
) -> Vec<(&'static str, Vec<usize>)> {
    let mut dice = Dice(seed);
    let mut free = vec![true; units.len()];
    let mut planted = Vec::new();
    let mut misses = 0;
    for kind in KINDS.into_iter().cycle() {
        if planted.len() == count || misses > 2 * KINDS.len() {
            break;
        }
        let mut places: Vec<usize> = (2..units.len().saturating_sub(2))
            .filter(|&at| free[at - 1..=at + 1].iter().all(|f| *f))
            .collect();
        let mut found = None;
        while !places.is_empty() {
            let at = places.swap_remove(dice.below(places.len()));
            if let Some(touched) = spoil(units, at, kind, &mut dice) {
                found = Some(touched);
                break;
            }
        }
        match found {
            Some(touched) => {
                touched.iter().for_each(|&at| free[at] = false);
                planted.push((kind, touched));
                misses = 0;
            }
            None => misses += 1,
        }
    }
    planted
}

/// The place of a side among the variants.
fn side(unit: &TranslationUnit, lang: Lang) -> usize {
    unit.variants.iter().position(|v| v.lang.same_language(lang)).unwrap()
}

fn spoil(
    units: &mut [TranslationUnit],
    at: usize,
    kind: &str,
    dice: &mut Dice,
) -> Option<Vec<usize>> {
    let (ar, en) = (side(&units[at], Lang::AR), side(&units[at], Lang::EN));
    match kind {
        "targets swapped" => {
            let (a, b) =
                (units[at].variants[en].text.clone(), units[at + 1].variants[en].text.clone());
            if a.split(' ').count() < 5 || b.split(' ').count() < 5 {
                return None;
            }
            units[at].variants[en].text = b;
            units[at + 1].variants[en].text = a;
            return Some(vec![at, at + 1]);
        }
        "target of the neighbour" => {
            let next = units[at + 1].variants[en].text.clone();
            if next.split(' ').count() < 5 || units[at].variants[en].text.split(' ').count() < 5 {
                return None;
            }
            units[at].variants[en].text = next;
            return Some(vec![at, at + 1]);
        }
        "sentence added" => {
            let (own, next) = (&units[at].variants[en].text, &units[at + 1].variants[en].text);
            if own.split(' ').count() < 5 || next.split(' ').count() < 8 {
                return None;
            }
            units[at].variants[en].text = format!("{own} {next}");
            return Some(vec![at]);
        }
        "untranslated" => {
            let source = units[at].variants[ar].text.clone();
            if source.split(' ').count() < 3 {
                return None;
            }
            units[at].variants[en].text = source;
            return Some(vec![at]);
        }
        "half untranslated" => {
            let (source, target) = (&units[at].variants[ar].text, &units[at].variants[en].text);
            let (source, target) = (halves(source)?, halves(target)?);
            units[at].variants[en].text = format!("{} {}", target.0, source.1);
            return Some(vec![at]);
        }
        "address changed" => {
            let words = ["page", "form", "list", "help", "news"];
            let address =
                format!("https://www.example.org/{}/{}", dice.of(&words)?, 10 + dice.below(80));
            let mut wrong: Vec<char> = address.chars().collect();
            let last = wrong.len() - 1 - dice.below(2);
            wrong[last] = if wrong[last] == '7' { '3' } else { '7' };
            units[at].variants[ar].text.push_str(&format!(" {address}"));
            units[at].variants[en].text.push_str(&format!(" {}", wrong.iter().collect::<String>()));
            return Some(vec![at]);
        }
        _ => {}
    }
    // Errors in one side. Most fit either.
    let chosen = match kind {
        "tatweel" | "Persian letter" | "presentation forms" | "code page" | "mojibake" => ar,
        "name misspelt" => ar,
        _ => [ar, en][dice.below(2)],
    };
    let spoilt = spoil_text(&units[at].variants[chosen], kind, dice)?;
    if spoilt == units[at].variants[chosen].text {
        return None;
    }
    units[at].variants[chosen].text = spoilt;
    Some(vec![at])
}

fn halves(text: &str) -> Option<(String, String)> {
    let words: Vec<&str> = text.split(' ').collect();
    (words.len() >= 12).then(|| {
        let (a, b) = words.split_at(words.len() / 2);
        (a.join(" "), b.join(" "))
    })
}

/// Replaces one of the places where a text has one of some words.
fn swap_word(text: &str, words: &[&str], dice: &mut Dice) -> Option<String> {
    let there: Vec<usize> = (0..words.len())
        .filter(|&k| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == words[k]))
        .collect();
    let old = *dice.of(&there)?;
    let new = (old + 1 + dice.below(words.len() - 1)) % words.len();
    Some(text.replacen(words[old], words[new], 1))
}

fn spoil_text(variant: &Variant, kind: &str, dice: &mut Dice) -> Option<String> {
    let text = variant.text.as_str();
    let is_arabic = variant.lang.same_language(Lang::AR);
    let chars: Vec<char> = text.chars().collect();
    let places = |test: &dyn Fn(usize, char) -> bool| -> Vec<usize> {
        (0..chars.len()).filter(|&at| test(at, chars[at])).collect()
    };
    let put = |at: usize, c: Option<char>| {
        let mut chars = chars.clone();
        match c {
            Some(c) => chars[at] = c,
            None => {
                chars.remove(at);
            }
        }
        Some(chars.into_iter().collect::<String>())
    };
    let insert = |at: usize, new: &str| {
        let (before, after) =
            (chars[..at].iter().collect::<String>(), chars[at..].iter().collect::<String>());
        Some(format!("{before}{new}{after}"))
    };
    let is_digit = |c: char| c.is_ascii_digit() || ('٠'..='٩').contains(&c);
    let neighbour_digit = |at: usize| {
        at > 0 && is_digit(chars[at - 1]) || chars.get(at + 1).is_some_and(|c| is_digit(*c))
    };
    let letter =
        |at: usize| chars.get(at).is_some_and(|c| c.is_alphabetic() && !c.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let long_words: Vec<usize> = (0..words.len())
        .filter(|&k| words[k].chars().count() >= 4 && words[k].chars().all(char::is_alphabetic))
        .collect();
    let replace_word = |k: usize, new: String| {
        let mut words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        words[k] = new;
        Some(words.join(" "))
    };
    match kind {
        "digit changed" => {
            let at = *dice.of(&places(&|_, c| is_digit(c)))?;
            let base = if chars[at].is_ascii_digit() { '0' } else { '٠' };
            let value = chars[at] as u32 - base as u32;
            put(at, char::from_u32(base as u32 + (value + 3 + dice.below(5) as u32) % 10))
        }
        "digit dropped" => {
            put(*dice.of(&places(&|at, c| is_digit(c) && neighbour_digit(at)))?, None)
        }
        "number added" => {
            let at = *dice
                .of(&places(&|at, c| c == ' ' && letter(at.wrapping_sub(1)) && letter(at + 1)))?;
            insert(at, &format!(" {}", 13 + dice.below(900)))
        }
        "scale changed" if is_arabic => swap_word(text, &["مليون", "مليار", "ألف"], dice),
        "scale changed" => swap_word(text, &["million", "billion", "thousand"], dice),
        "month changed" if is_arabic => swap_word(
            text,
            &[
                "يناير",
                "فبراير",
                "أبريل",
                "مايو",
                "يونيو",
                "يوليو",
                "أغسطس",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
                "مارس",
            ],
            dice,
        ),
        "month changed" => swap_word(
            text,
            &[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            dice,
        ),
        "weekday changed" if is_arabic => {
            swap_word(text, &["الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"], dice)
        }
        "weekday changed" => swap_word(
            text,
            &["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            dice,
        ),
        "first half dropped" => Some(halves(text)?.1),
        "second half dropped" => Some(halves(text)?.0),
        "bracket dropped" => put(
            *dice.of(&places(&|at, c| {
                matches!(c, '(' | ')' | '[' | ']') && !(at < 4 && c == ')')
            }))?,
            None,
        ),
        "quotation mark dropped" => {
            put(*dice.of(&places(&|_, c| matches!(c, '«' | '»' | '“' | '”' | '"')))?, None)
        }
        "end mark changed" => {
            let last = chars.len().checked_sub(1)?;
            let marks = if is_arabic { ['.', '؟', '!', '،'] } else { ['.', '?', '!', ','] };
            let old = marks.iter().position(|m| *m == chars[last])?;
            put(last, Some(marks[(old + 1 + dice.below(3)) % 4]))
        }
        "question mark dropped" => put(
            *dice.of(&places(&|at, c| at + 1 == chars.len() && matches!(c, '?' | '؟')))?,
            Some('.'),
        ),
        "direction override" => insert(
            dice.below(chars.len()),
            if dice.below(2) == 0 { "\u{202E}" } else { "\u{202D}" },
        ),
        "isolate not ended" => {
            insert(dice.below(chars.len()), ["\u{2067}", "\u{202B}", "\u{2069}"][dice.below(3)])
        }
        "mojibake" => {
            let k = *dice.of(&long_words)?;
            // Bytes that the code page has no character for are lost on the way.
            let wrong: String = match dice.below(3) {
                0 => words[k].bytes().map(char::from).collect(),
                1 => encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(words[k].as_bytes())
                    .0
                    .into_owned(),
                _ => encoding_rs::WINDOWS_1256
                    .decode_without_bom_handling(words[k].as_bytes())
                    .0
                    .into_owned(),
            };
            replace_word(k, wrong)
        }
        "code page" => {
            let k = *dice.of(&long_words)?;
            let (bytes, _, bad) = encoding_rs::WINDOWS_1256.encode(words[k]);
            if bad {
                return None;
            }
            replace_word(
                k,
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
            )
        }
        "tatweel" => {
            let k = *dice.of(&long_words)?;
            let word: Vec<char> = words[k].chars().collect();
            let at = 2 + dice.below(word.len() - 3);
            let (a, b): (String, String) =
                (word[..at].iter().collect(), word[at..].iter().collect());
            replace_word(k, format!("{a}{}{b}", "ـ".repeat(1 + dice.below(4))))
        }
        "letter of another script" if is_arabic => {
            let at = *dice
                .of(&places(&|at, c| c == 'ا' && at > 0 && letter(at - 1) && letter(at + 1)))?;
            put(at, Some('l'))
        }
        "letter of another script" => {
            let at = *dice.of(&places(&|_, c| matches!(c, 'a' | 'e' | 'o' | 'c' | 'p')))?;
            let alike = match chars[at] {
                'a' => 'а',
                'e' => 'е',
                'o' => 'о',
                'c' => 'с',
                _ => 'р',
            };
            put(at, Some(alike))
        }
        "Persian letter" => {
            let at = *dice.of(&places(&|_, c| matches!(c, 'ك' | 'ي')))?;
            put(at, Some(if chars[at] == 'ك' { 'ک' } else { 'ی' }))
        }
        "double space" => insert(*dice.of(&places(&|_, c| c == ' '))?, " "),
        "space at the end" => {
            Some(if dice.below(2) == 0 { format!(" {text}") } else { format!("{text} ") })
        }
        "space before a mark" => insert(
            *dice.of(&places(&|at, c| at > 3 && matches!(c, ',' | '،' | '؛' | '؟' | '?')))?,
            " ",
        ),
        "no space after a mark" => {
            let mark = |at: usize| at > 0 && matches!(chars[at - 1], ',' | '،' | '؛');
            put(
                *dice.of(&places(&|at, c| {
                    c == ' ' && mark(at) && letter(at + 1) && letter(at.wrapping_sub(2))
                }))?,
                None,
            )
        }
        "doubled word" => {
            let k = *dice.of(&long_words)?;
            replace_word(k, format!("{0} {0}", words[k]))
        }
        "doubled mark" => {
            let at = *dice.of(&places(&|_, c| matches!(c, ',' | '،' | '؛' | ';')))?;
            insert(at, &chars[at].to_string())
        }
        "name misspelt" => {
            let at = *dice.of(&places(&|at, c| {
                c.is_ascii_alphabetic()
                    && chars.get(at + 1).is_some_and(char::is_ascii_alphabetic)
                    && !text.contains("://")
            }))?;
            put(at, Some(if chars[at] == 'x' { 'q' } else { 'x' }))
        }
        "mark of the other script" => {
            let marks: &[(char, char)] = match is_arabic {
                true => &[('،', ','), ('؛', ';'), ('؟', '?')],
                false => &[(',', '،'), (';', '؛'), ('?', '؟')],
            };
            let other = |c: char| marks.iter().find(|(own, _)| *own == c).map(|(_, other)| *other);
            let at = *dice.of(&places(&|at, c| at > 0 && letter(at - 1) && other(c).is_some()))?;
            put(at, other(chars[at]))
        }
        "number word changed" if is_arabic => {
            swap_word(text, &["ثلاثة", "أربعة", "خمسة", "سبعة", "ثمانية", "تسعة"], dice)
        }
        "number word changed" => {
            swap_word(text, &["three", "four", "five", "seven", "eight", "nine"], dice)
        }
        "percentage lost" => {
            let lost = text.replace(['%', '٪'], "");
            let known = ["percent", "per cent", "share", "المئة", "المائة", "نسبة"];
            (lost != text && !known.iter().any(|word| text.contains(word))).then_some(lost)
        }
        "empty side" => Some(String::new()),
        "control character" => insert(
            dice.below(chars.len()),
            ["\u{3}", "\u{FFFD}", "\u{1F}", "\u{E012}", "\u{90}"][dice.below(5)],
        ),
        "presentation forms" => {
            let at = text.find("لا")?;
            Some(format!("{}\u{FEFB}{}", &text[..at], &text[at + "لا".len()..]))
        }
        _ => None,
    }
}
