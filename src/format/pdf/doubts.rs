//! What only the whole file can tell about a line.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::order::{Doubt, mirrored};
use super::paragraphs::Line;
use crate::text::fold::{is_arabic_letter, is_mark};

/// Settles the doubts of all lines. Told is how often codes of fonts stand where there is no doubt.
pub(super) fn settle(lines: &mut [&mut Line], others: &BTreeMap<(u16, u32), u64>) {
    let has = |lines: &[&mut Line], wanted: fn(&Doubt) -> bool| {
        lines.iter().any(|line| line.doubts.iter().any(|(_, doubt)| wanted(doubt)))
    };
    if has(lines, |doubt| matches!(doubt, Doubt::Bracket(_))) {
        turn_brackets(lines);
    }
    if has(lines, |doubt| matches!(doubt, Doubt::Stretch(..))) {
        let (fillers, words) = (fillers(lines, others), words(lines));
        for line in lines {
            unstretch(line, &fillers, &words);
        }
    }
}

/// In text from right to left the glyph of a bracket looks like its mirror image. Fonts name either the bracket drawn
/// or the bracket meant, which shows where the brackets of a font stand: one that opens follows a space.
fn turn_brackets(lines: &mut [&mut Line]) {
    // Of a bracket of a font: how often it stands where it should as it is named, less how often it does not.
    let mut votes: HashMap<(u16, char), i64> = HashMap::new();
    for line in lines.iter() {
        for (at, font, c, turned) in brackets(line) {
            let is_placed = |bracket| i64::from(is_placed(&line.text, at, bracket));
            *votes.entry((font, c)).or_default() += is_placed(c) - is_placed(turned);
        }
    }
    for line in lines {
        // Most fonts name the bracket that is drawn.
        let is_drawn = |font, c| votes.get(&(font, c)).is_none_or(|&vote| vote <= 0);
        let all: Vec<(usize, u16, char, char)> = brackets(line).collect();
        for (at, font, c, turned) in all {
            // A bracket takes as many bytes as its image.
            if is_drawn(font, c) {
                line.text.replace_range(at..at + c.len_utf8(), turned.encode_utf8(&mut [0; 4]));
            }
        }
    }
}

/// The brackets of a line that may have to be turned: where each is, its font, itself and its image.
fn brackets(line: &Line) -> impl Iterator<Item = (usize, u16, char, char)> {
    line.doubts.iter().filter_map(|&(at, doubt)| {
        let Doubt::Bracket(font) = doubt else { return None };
        let c = line.text.get(at..)?.chars().next()?;
        Some((at, font, c, mirrored(c)?))
    })
}

/// Whether a bracket stands where it may: one that opens before a word, one that closes behind one.
fn is_placed(text: &str, at: usize, bracket: char) -> bool {
    let before = text[..at].chars().next_back();
    let behind = text[at..].chars().nth(1);
    let is_free = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if matches!(bracket, '(' | '[' | '{' | '«' | '<' | '‹') {
        is_free(before) && !is_free(behind)
    } else {
        !is_free(before) && behind.is_none_or(|c| !c.is_alphanumeric())
    }
}

/// The Arabic words of all lines.
fn words(lines: &[&mut Line]) -> HashSet<String> {
    let words = lines.iter().flat_map(|line| line.text.split(|c: char| !is_of_word(c)));
    words.filter(|word| !word.is_empty()).map(bare).collect()
}

fn is_of_word(c: char) -> bool {
    is_arabic_letter(c) || is_mark(c)
}

fn bare(word: &str) -> String {
    word.chars().filter(|&c| !is_mark(c)).collect()
}

/// The codes of fonts that stand between Arabic letters and hardly anywhere else. What divides words must do so often.
fn fillers(lines: &[&mut Line], others: &BTreeMap<(u16, u32), u64>) -> HashSet<(u16, u32)> {
    let mut inside: BTreeMap<(u16, u32), (u64, bool)> = BTreeMap::new();
    for line in lines {
        for (at, filler) in stretches(line) {
            let divides = line.text[at..].starts_with(['/', '-', '.', ':', '،', '_', '–']);
            let entry = inside.entry(filler).or_default();
            *entry = (entry.0 + 1, divides);
        }
    }
    let is_filler = |&(filler, (count, divides)): &((u16, u32), (u64, bool))| {
        let (least, share) = if divides { (10, 20) } else { (3, 4) };
        count >= least && others.get(&filler).is_none_or(|other| other * share <= count)
    };
    inside.into_iter().filter(is_filler).map(|(filler, _)| filler).collect()
}

/// Where the line has glyphs that may stretch a word.
fn stretches(line: &Line) -> impl Iterator<Item = (usize, (u16, u32))> {
    line.doubts.iter().filter_map(|&(at, doubt)| match doubt {
        Doubt::Stretch(font, code) => Some((at, (font, code))),
        Doubt::Bracket(_) => None,
    })
}

/// Takes glyphs out that stretch a word, as those do that their font uses for nothing else. Others show by the word
/// that occurs elsewhere without them.
fn unstretch(line: &mut Line, fillers: &HashSet<(u16, u32)>, words: &HashSet<String>) {
    let all: HashMap<usize, (u16, u32)> = stretches(line).collect();
    if all.is_empty() {
        return;
    }
    let (mut out, mut from) = (String::with_capacity(line.text.len()), 0);
    while let Some(next) = line.text[from..].chars().next() {
        let rest = &line.text[from..];
        let is_part = |(at, c): &(usize, char)| is_of_word(*c) || all.contains_key(&(from + at));
        let length: usize =
            rest.char_indices().take_while(is_part).map(|(_, c)| c.len_utf8()).sum();
        if length == 0 {
            out.push(next);
            from += next.len_utf8();
            continue;
        }
        let without = |goes: &dyn Fn(&(u16, u32)) -> bool| -> String {
            let word = rest[..length].char_indices();
            let word =
                word.filter(|(at, c)| *c != '\u{AD}' && !all.get(&(from + at)).is_some_and(goes));
            word.map(|(_, c)| c).collect()
        };
        let joined = without(&|_| true);
        let is_known = words.contains(&bare(&joined));
        let kept = without(&|filler| fillers.contains(filler));
        out.push_str(if is_known { &joined } else { &kept });
        from += length;
    }
    line.text = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(texts: &[(&str, &str, Doubt)]) -> Vec<String> {
        let mut lines: Vec<Line> = texts
            .iter()
            .map(|(text, of, doubt)| Line {
                text: (*text).to_owned(),
                doubts: text.match_indices(of).map(|(at, _)| (at, *doubt)).collect(),
                ..Line::default()
            })
            .collect();
        settle(&mut lines.iter_mut().collect::<Vec<_>>(), &BTreeMap::new());
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn stretched_words_are_joined_where_the_word_is_known() {
        let found = settled(&[
            ("مج--اني هنا", "-", Doubt::Stretch(1, 9)),
            ("مجاني", "-", Doubt::Stretch(1, 9)),
            ("الإدم00ان", "0", Doubt::Stretch(2, 9)),
            ("كلم\u{AD}ة", "\u{AD}", Doubt::Stretch(1, 9)),
            ("تHحHسHن", "H", Doubt::Stretch(1, 9)),
        ]);
        assert_eq!(found, ["مجاني هنا", "مجاني", "الإدم00ان", "كلمة", "تحسن"]);
    }

    #[test]
    fn brackets_are_turned_unless_the_font_names_those_meant() {
        let drawn = [("قال )نعم( ثم", ")", Doubt::Bracket(1)), ("قال )لا", ")", Doubt::Bracket(1))];
        assert_eq!(settled(&drawn), ["قال (نعم( ثم", "قال (لا"]);
        let meant = [("قال (نعم) ثم", "(", Doubt::Bracket(2)), ("ثم (لا", "(", Doubt::Bracket(2))];
        assert_eq!(settled(&meant), ["قال (نعم) ثم", "ثم (لا"]);
    }
}
