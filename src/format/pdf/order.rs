//! From what is seen to what is read: the bidirectional algorithm (UAX #9) undone, one line at a time.

use unicode_normalization::char::compose;

use super::content::Glyph;
use super::letters::{Class, Texts};
use super::lines::Cluster;

/// Gaps wider than this part of an em are spaces.
const GAP: f32 = 0.2;

/// The least that they may be in lines without any glyph for a space, where narrow lines have narrow spaces.
const LEAST_GAP: f32 = 0.1;

/// The same between letters of two scripts.
const GAP_OF_SCRIPTS: f32 = 0.12;

/// How many glyphs are looked at around one to tell what it is.
const NEAR: usize = 200;

/// What is not known before the whole file was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// A bracket of a font in text from right to left: the font may name the bracket drawn or the bracket meant.
    Bracket(u16),
    /// A glyph, by its font and code, between two Arabic letters that is no Arabic letter: it may be the line that stretches words.
    Stretch(u16, u32),
}

/// The text of a line.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) text: String,
    /// Where in the text something is not known.
    pub(super) doubts: Vec<(usize, Doubt)>,
    /// The width of its first word.
    pub(super) first_word: f32,
    /// The fonts and codes of other glyphs that are no Arabic letters.
    pub(super) others: Vec<(u16, u32)>,
    /// Glyphs that have no text.
    pub(super) unknown: u64,
    /// Vowel marks that stand on no letter.
    pub(super) loose_marks: u64,
}

/// A glyph or a space of a line.
#[derive(Clone, Copy)]
enum Item<'c> {
    Glyph(&'c Cluster),
    Space,
}

impl Item<'_> {
    fn class(&self) -> Class {
        match self {
            Item::Glyph(cluster) => cluster.class,
            Item::Space => Class::Space,
        }
    }
}

/// The text of a row of clusters, which go from left to right.
pub(super) fn read(row: &[Cluster], right_to_left: bool, texts: &Texts) -> Read {
    let items = spaced(row, texts);
    let mut order: Vec<(Item<'_>, bool)> = Vec::with_capacity(items.len());
    if right_to_left {
        from_right(&items, texts, &mut order);
    } else {
        from_left(&items, texts, &mut order);
    }
    written(&order, texts)
}

/// The glyphs of a row with the spaces between them; what is drawn twice to look bold stands once.
fn spaced<'c>(row: &'c [Cluster], texts: &Texts) -> Vec<Item<'c>> {
    let usual = gap(row);
    let mut items: Vec<Item<'_>> = Vec::with_capacity(row.len() + row.len() / 4);
    // The last visible glyph, and where the ink ends.
    let (mut last, mut end): (Option<&Cluster>, f32) = (None, 0.0);
    for cluster in row {
        let glyph = &cluster.glyph;
        if cluster.class == Class::Space {
            if matches!(items.last(), Some(Item::Glyph(_))) {
                items.push(Item::Space);
            }
            end = end.max(glyph.end());
            continue;
        }
        if let Some(last) = last {
            let size = last.glyph.size.max(glyph.size);
            let is_double = last.glyph.text == glyph.text
                && (glyph.x - last.glyph.x).abs() < 0.08 * size
                && (glyph.y - last.glyph.y).abs() < 0.08 * size
                && glyph.width > 0.1 * size;
            if is_double {
                continue;
            }
            let scripts = matches!(
                (last.class, cluster.class),
                (Class::Arabic, Class::Latin | Class::Digit)
                    | (Class::Latin | Class::Digit, Class::Arabic)
            );
            let gap = if scripts { GAP_OF_SCRIPTS.min(usual) } else { usual };
            let is_spaced = matches!(items.last(), Some(Item::Space));
            if !is_spaced && glyph.x - end > gap * size && !texts.text(glyph.text).is_empty() {
                items.push(Item::Space);
            }
        }
        end = if last.is_some() { end.max(glyph.end()) } else { glyph.end() };
        last = Some(cluster);
        items.push(Item::Glyph(cluster));
    }
    if matches!(items.last(), Some(Item::Space)) {
        items.pop();
    }
    items
}

/// The part of an em from which on a gap in a row is a space.
fn gap(row: &[Cluster]) -> f32 {
    if row.iter().any(|cluster| cluster.class == Class::Space) {
        return GAP;
    }
    let pairs = row.windows(2).map(|pair| {
        (pair[1].glyph.x - pair[0].glyph.end()) / pair[0].glyph.size.max(pair[1].glyph.size)
    });
    let mut gaps: Vec<f32> = pairs.filter(|&gap| gap > 0.08).collect();
    gaps.sort_by(f32::total_cmp);
    // A few show nothing.
    let usual = gaps.get(gaps.len() / 2).filter(|_| gaps.len() > 2);
    usual.map_or(GAP, |gap| (gap * 0.6).clamp(LEAST_GAP, GAP))
}

/// The first character of an item.
fn character(item: &Item<'_>, texts: &Texts) -> char {
    match item {
        Item::Glyph(cluster) => texts.text(cluster.glyph.text).chars().next().unwrap_or(' '),
        Item::Space => ' ',
    }
}

/// Puts a line of a text from right to left in the order of reading. The flag of an item says whether it is turned:
/// read from right to left.
fn from_right<'c>(items: &[Item<'c>], texts: &Texts, order: &mut Vec<(Item<'c>, bool)>) {
    let mut end = items.len();
    while end > 0 {
        let start = left_run(items, end, texts);
        if start < end {
            order.extend(items[start..end].iter().map(|&item| (item, false)));
            end = start;
        } else {
            order.push((items[end - 1], true));
            end -= 1;
        }
    }
}

/// Where the run from left to right begins that ends at an item: Latin words with what stands between them, or a
/// number. It is empty if the item does not end one.
fn left_run(items: &[Item<'_>], end: usize, texts: &Texts) -> usize {
    let class = |at: usize| items[at].class();
    let last = end - 1;
    let mut start = match class(last) {
        Class::Latin => last,
        Class::Digit => number_start(items, last, texts),
        Class::Neutral => match bracket_start(items, last, texts) {
            Some(start) => start,
            None => return end,
        },
        _ => return end,
    };
    let is_word = class(start) == Class::Latin;
    // Further words, over anything but Arabic.
    let (mut at, mut crossed_space) = (start, false);
    while at > 0 {
        at -= 1;
        match class(at) {
            Class::Arabic | Class::Stretch => break,
            Class::Latin if is_word || !crossed_space || is_counted(items, at, start, texts) => {
                start = at;
                return left_run_of_word(items, start);
            }
            // Behind a space a number belongs to no word but the next.
            Class::Space if crossed_space && !is_word => break,
            Class::Space => crossed_space = true,
            _ if !is_word && start - at > NEAR => break,
            _ => {}
        }
    }
    if is_word { left_run_of_word(items, start) } else { start }
}

/// Whether a number that is seen behind a Latin word is read behind it, as in `Windows 10`. The other reading is that of
/// `5 GB` in an Arabic line.
fn is_counted(items: &[Item<'_>], word: usize, number: usize, texts: &Texts) -> bool {
    let drawn = |at: usize| match items[at] {
        Item::Glyph(cluster) => cluster.drawn,
        Item::Space => 0,
    };
    let is_single_space = number - word == 2 && matches!(items[word + 1], Item::Space);
    // Some programs draw a line in the order of reading.
    let near = word.saturating_sub(NEAR)..items.len().min(number + NEAR);
    let glyphs: Vec<usize> = near.filter(|&at| !matches!(items[at], Item::Space)).collect();
    let as_seen = glyphs.windows(2).all(|pair| drawn(pair[0]) < drawn(pair[1]));
    if !is_single_space || !as_seen {
        return is_single_space && drawn(word) < drawn(number);
    }
    // A year rather belongs to the Arabic words before it.
    let digits: String =
        items[number..].iter().map(|item| character(item, texts)).take(5).collect();
    let is_year = digits.starts_with("19") || digits.starts_with("20");
    if is_year && digits.chars().take(4).all(|c| c.is_ascii_digit()) {
        return false;
    }
    let letters = items[..=word].iter().rev().take_while(|item| item.class() == Class::Latin);
    let letters: Vec<char> = letters.map(|item| character(item, texts)).collect();
    let is_unit = letters.len() <= 3
        && (letters.iter().all(|c| c.is_lowercase()) || letters.iter().all(|c| c.is_uppercase()));
    !is_unit
}

/// Where a run begins that has a Latin letter here.
fn left_run_of_word(items: &[Item<'_>], from: usize) -> usize {
    let (mut start, mut at) = (from, from);
    while at > 0 {
        at -= 1;
        match items[at].class() {
            Class::Arabic | Class::Stretch => break,
            Class::Latin => start = at,
            _ => {}
        }
    }
    // Digits that are glued to the first word belong to it.
    while start > 0 && items[start - 1].class() == Class::Digit {
        start -= 1;
    }
    start
}

/// Where the number begins that ends at an item.
fn number_start(items: &[Item<'_>], last: usize, texts: &Texts) -> usize {
    let mut start = last;
    while start > 0 {
        if items[start - 1].class() == Class::Digit {
            start -= 1;
            continue;
        }
        let joins = matches!(
            character(&items[start - 1], texts),
            '.' | ',' | ':' | '/' | '٫' | '٬' | '\u{60C}'
        );
        if joins && start > 1 && items[start - 2].class() == Class::Digit {
            start -= 2;
            continue;
        }
        break;
    }
    start
}

/// Where the bracket opens that an item closes, if it belongs to a Latin word before it: `f(x)`.
fn bracket_start(items: &[Item<'_>], last: usize, texts: &Texts) -> Option<usize> {
    let open = match character(&items[last], texts) {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    let mut at = last;
    let mut has_word = false;
    while at > 0 && last - at < NEAR {
        at -= 1;
        match items[at].class() {
            Class::Arabic | Class::Stretch => return None,
            Class::Latin => has_word = true,
            _ => {}
        }
        if character(&items[at], texts) == open {
            let is_glued = at > 0 && items[at - 1].class() == Class::Latin;
            return (has_word && is_glued).then(|| at - 1);
        }
    }
    None
}

/// Puts a line of a text from left to right in the order of reading: runs of Arabic words are turned.
fn from_left<'c>(items: &[Item<'c>], texts: &Texts, order: &mut Vec<(Item<'c>, bool)>) {
    let mut start = 0;
    while start < items.len() {
        if items[start].class() != Class::Arabic {
            order.push((items[start], false));
            start += 1;
            continue;
        }
        let mut end = start + 1;
        for (at, item) in items.iter().enumerate().skip(start + 1) {
            match item.class() {
                Class::Latin => break,
                Class::Arabic => end = at + 1,
                _ => {}
            }
        }
        from_right(&items[start..end], texts, order);
        start = end;
    }
}

/// Writes items down in the order of reading.
fn written(order: &[(Item<'_>, bool)], texts: &Texts) -> Read {
    let mut read = Read::default();
    let mut word: Option<(f32, f32)> = None;
    let mut is_first = true;
    for (at, (item, is_turned)) in order.iter().enumerate() {
        let Item::Glyph(cluster) = item else {
            read.text.push(' ');
            is_first = false;
            continue;
        };
        if is_first {
            let (from, to) = word.unwrap_or((cluster.glyph.x, cluster.glyph.end()));
            word = Some((from.min(cluster.glyph.x), to.max(cluster.glyph.end())));
        }
        let text = texts.text(cluster.glyph.text);
        let (before, behind) = (&order[..at], &order[at + 1..]);
        let is_inside = joins(before.iter().rev(), cluster.glyph.text)
            && joins(behind.iter(), cluster.glyph.text);
        match cluster.class {
            Class::Stretch if is_inside || !text.contains('\u{640}') => {
                read.unknown += u64::from(text.is_empty() && !is_inside);
                read.text.extend(text.chars().filter(|c| !is_inside && *c == '\u{FFFD}'));
            }
            Class::Mark => read.loose_marks += 1,
            _ => {
                let Glyph { font, code, .. } = cluster.glyph;
                let is_single = cluster.class != Class::Arabic && text.chars().nth(1).is_none();
                let connected = || before.last().is_some_and(|(item, _)| connects(item, texts));
                if is_single && is_inside && connected() {
                    read.doubts.push((read.text.len(), Doubt::Stretch(font, code)));
                } else if is_single {
                    read.others.push((font, code));
                    if *is_turned && mirrored(text.chars().next().unwrap_or(' ')).is_some() {
                        read.doubts.push((read.text.len(), Doubt::Bracket(font)));
                    }
                }
                read.text.push_str(text);
            }
        }
        push_marks(&mut read.text, &cluster.marks, texts);
    }
    let (from, to) = word.unwrap_or_default();
    read.first_word = to - from;
    read
}

/// Whether an Arabic letter comes next, over glyphs that may stretch a word: those without a text or with this one.
fn joins<'i>(mut items: impl Iterator<Item = &'i (Item<'i>, bool)>, text: u32) -> bool {
    let next = items.by_ref().take(NEAR).find(|(item, _)| match item {
        Item::Glyph(c) => {
            c.class != Class::Stretch && (c.glyph.text != text || c.class == Class::Arabic)
        }
        Item::Space => true,
    });
    next.is_some_and(|(item, _)| item.class() == Class::Arabic)
}

/// Whether a line leads from an item to the next letter, which a line that stretches words continues.
fn connects(item: &Item<'_>, texts: &Texts) -> bool {
    let Item::Glyph(cluster) = item else { return false };
    let ends = |c: char| {
        matches!(
            c,
            'ا' | 'أ'
                | 'إ'
                | 'آ'
                | 'ٱ'
                | 'د'
                | 'ذ'
                | 'ر'
                | 'ز'
                | 'ژ'
                | 'و'
                | 'ؤ'
                | 'ة'
                | 'ى'
                | 'ء'
        )
    };
    !texts.text(cluster.glyph.text).ends_with(ends)
}

/// Adds the marks of a letter: a hamza or madda is part of it, the doubling of a consonant comes before its vowel.
fn push_marks(text: &mut String, marks: &[u32], texts: &Texts) {
    let mut marks: Vec<char> = marks.iter().flat_map(|&mark| texts.text(mark).chars()).collect();
    marks.sort_by_key(|&mark| (!matches!(mark, '\u{653}'..='\u{655}'), mark != '\u{651}'));
    for mark in marks {
        match text.chars().next_back().and_then(|letter| compose(letter, mark)) {
            Some(whole) => {
                text.pop();
                text.push(whole);
            }
            None => text.push(mark),
        }
    }
}

/// The bracket that a bracket looks like in a mirror.
pub(super) fn mirrored(c: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        '<' => '>',
        '>' => '<',
        '‹' => '›',
        '›' => '‹',
        _ => return None,
    })
}
