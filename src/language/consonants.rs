//! The consonants of a name, the same in every script: شنغهاي and Shanghai are both `sng`.
//!
//! Letters that transliterations mix up fall into one class: b p, f v ph, t th ط ث, k q ق خ, g j غ ج, s z sh ch ص ش ز;
//! vowels, h and the letters that stand for them go. There is one table for each script; [`Sounds`] says how wide its
//! classes are.

/// How wide the classes of consonants are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sounds {
    /// Two words are one name if their consonants are the same. Consonants of one class in a row count once.
    Narrow,
    /// Words with the same consonants are compared further, so classes are wider: g is k, ts and تش are s. Only a
    /// doubled Latin letter counts once.
    Wide,
    /// The same, with x, q and c as in Chinese names: they are s.
    Pinyin,
}

/// What a word that a translation copies is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied<'w> {
    /// Its letters.
    Spelling(&'w str),
    /// Its consonants.
    Consonants(&'w str),
}

/// The fewest consonants that tell names apart.
pub(crate) const SHORTEST: usize = 3;

/// The consonants of a word in Latin letters; other letters have none.
pub(crate) fn latin(word: &str, sounds: Sounds) -> String {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut key = Consonants::new(sounds);
    let (wide, pinyin) = (sounds != Sounds::Narrow, sounds == Sounds::Pinyin);
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let (class, length) = match (c, next) {
            ('s' | 'c' | 'z', 'h') => ('s', 2),
            ('t', 'h') => ('t', 2),
            ('t', 's' | 'z') if wide => ('s', 2),
            ('p', 'h') => ('f', 2),
            ('g', 'h') => ('g', 2),
            ('k', 'h') => ('k', 2),
            ('c', 'k') => ('k', 2),
            ('d', 'j') => ('g', 2),
            ('x' | 'q' | 'c', _) if pinyin => ('s', 1),
            ('c', 'e' | 'i' | 'y') => ('s', 1),
            ('b' | 'p', _) => ('b', 1),
            ('f' | 'v', _) => ('f', 1),
            ('k' | 'q' | 'c', _) => ('k', 1),
            ('g' | 'j', _) => ('g', 1),
            ('s' | 'z', _) => ('s', 1),
            ('x', _) => {
                key.push('k');
                ('s', 1)
            }
            ('d' | 'l' | 'm' | 'n' | 'r' | 't', _) => (c, 1),
            _ => (' ', 1),
        };
        // A doubled letter is one sound: Guterres.
        let doubled = at > 0 && letters[at - 1] == c && length == 1;
        if !(wide && doubled) {
            key.push(class);
        }
        at += length;
    }
    key.letters
}

/// The consonants of a folded word in Arabic letters; other letters have none.
pub(crate) fn arabic(word: &str, sounds: Sounds) -> String {
    let mut key = Consonants::new(sounds);
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        // تش is one sound.
        if sounds == Sounds::Narrow || c != 'ت' || letters.peek() != Some(&'ش') {
            key.push(arabic_class(c));
        }
    }
    key.letters
}

/// The class of an Arabic letter; a space if it has none.
fn arabic_class(letter: char) -> char {
    match letter {
        'ب' | 'پ' => 'b',
        'ف' | 'ڤ' => 'f',
        'ت' | 'ط' | 'ث' => 't',
        'ك' | 'ق' | 'خ' => 'k',
        'ج' | 'غ' | 'گ' => 'g',
        'س' | 'ص' | 'ش' | 'ز' | 'ظ' | 'چ' | 'ژ' => 's',
        'د' | 'ض' | 'ذ' => 'd',
        'ل' => 'l',
        'م' => 'm',
        'ن' => 'n',
        'ر' => 'r',
        _ => ' ',
    }
}

struct Consonants {
    letters: String,
    sounds: Sounds,
}

impl Consonants {
    fn new(sounds: Sounds) -> Consonants {
        Consonants { letters: String::new(), sounds }
    }

    /// Adds a class; a space is no consonant.
    fn push(&mut self, class: char) {
        let narrow = self.sounds == Sounds::Narrow;
        let class = if class == 'g' && !narrow { 'k' } else { class };
        if class != ' ' && !(narrow && self.letters.ends_with(class)) {
            self.letters.push(class);
        }
    }
}

/// Whether a letter stands for a vowel or for a consonant that transliterations leave out.
pub(crate) fn is_weak(c: char) -> bool {
    matches!(c, 'ا' | 'و' | 'ي' | 'ى' | 'ه' | 'ة' | 'ع' | 'ء' | 'ئ' | 'ؤ')
        || matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h' | '\'')
}

/// Whether two letters are of one wide class.
pub(crate) fn are_alike(a: char, b: char) -> bool {
    let class = |letter: char, table: fn(&str, Sounds) -> String| {
        table(letter.encode_utf8(&mut [0; 4]), Sounds::Wide)
    };
    let arabic = class(a, arabic);
    !arabic.is_empty() && arabic == class(b, self::arabic)
        || a.is_ascii() && class(a, latin) == class(b, latin)
}

/// Calls `see` with what a word in Latin letters is recognised by in another language: its spelling, and its
/// consonants if it has a capital.
pub(super) fn copied(raw: &str, folded: &str, see: &mut dyn FnMut(Copied<'_>)) {
    if !folded.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '.' | '_')) {
        return;
    }
    see(Copied::Spelling(folded));
    if raw.starts_with(char::is_uppercase) {
        let key = latin(folded, Sounds::Narrow);
        if key.len() >= SHORTEST {
            see(Copied::Consonants(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_across_scripts() {
        for (ar, en) in [
            ("شنغهاي", "Shanghai"),
            ("باكستان", "Pakistan"),
            ("غوتيريش", "Guterres"),
            ("داسكال", "Daskal"),
            ("واشنطن", "Washington"),
        ] {
            let (a, b) = (arabic(ar, Sounds::Narrow), latin(en, Sounds::Narrow));
            assert!(strsim::normalized_damerau_levenshtein(&a, &b) >= 0.75, "{ar} {a}, {en} {b}");
        }
        assert!(arabic("على", Sounds::Narrow).len() < SHORTEST);
        assert!(latin("The", Sounds::Narrow).len() < SHORTEST);
    }

    #[test]
    fn classes_are_as_wide_as_asked() {
        let keys = |word| [Sounds::Narrow, Sounds::Wide, Sounds::Pinyin].map(|s| latin(word, s));
        assert_eq!(keys("Tsar"), ["tsr", "sr", "sr"]);
        assert_eq!(keys("Xiaoping"), ["ksbng", "ksbnk", "sbnk"]);
        assert_eq!(keys("Guterres"), ["gtrs", "ktrs", "ktrs"]);
        assert_eq!(arabic("تشاد", Sounds::Narrow), "tsd");
        assert_eq!(arabic("تشاد", Sounds::Wide), "sd");
    }
}
