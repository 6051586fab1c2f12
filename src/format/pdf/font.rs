//! Fonts: from the codes of a string to widths and texts.

use lopdf::{Dictionary, Document, Encoding, Object};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::{BTreeMap, HashMap};

use super::cmap::{CodeMap, ToUnicode};
use super::filter::{deref, unpacked};
use super::letters::Texts;

/// The most bytes of a map or a font program.
const LARGEST: usize = 64 << 20;

/// A font, as far as reading needs it.
pub(super) struct Font {
    /// Its number in the file.
    pub(super) number: u16,
    /// None for fonts whose codes are single bytes.
    codes: Option<CodeMap>,
    to_unicode: ToUnicode,
    /// The texts of single bytes.
    encoding: Vec<String>,
    /// The texts of glyphs, by the font program; only where no map tells those of codes.
    program: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// From the unit of widths to that of text.
    scale: f64,
    /// What was looked up.
    known: HashMap<u32, Shown>,
}

/// A code of a string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub(super) code: u32,
    /// The number of its text.
    pub(super) text: u32,
    /// Its width in units of the font size.
    pub(super) width: f64,
    /// Whether it is the single byte 32, which word spacing widens.
    pub(super) is_space: bool,
}

impl Font {
    pub(super) fn new(file: &Document, dict: &Dictionary) -> Font {
        let stream = |key: &[u8]| {
            let stream = dict.get_deref(key, file).and_then(Object::as_stream).ok()?;
            unpacked(file, stream, LARGEST)
        };
        let map = stream(b"ToUnicode");
        let has_map = map.is_some();
        let to_unicode = map.map_or_else(ToUnicode::default, |bytes| ToUnicode::parse(&bytes));
        let subtype = dict.get_deref(b"Subtype", file).and_then(Object::as_name).unwrap_or(b"");
        if subtype == b"Type0" {
            let codes = stream(b"Encoding").map_or_else(CodeMap::identity, |b| CodeMap::parse(&b));
            let (widths, default_width) = composite_widths(file, dict);
            return Font {
                number: 0,
                codes: Some(codes),
                to_unicode,
                encoding: Vec::new(),
                program: if has_map { HashMap::new() } else { program_texts(file, dict) },
                widths,
                default_width,
                scale: 0.001,
                known: HashMap::new(),
            };
        }
        let matrix = numbers(file, dict, b"FontMatrix");
        let scale = match matrix.first() {
            Some(&scale) if subtype == b"Type3" && scale != 0.0 => scale.abs(),
            _ => 0.001,
        };
        let encoding = encoding(file, dict, subtype);
        let (widths, default_width) = simple_widths(file, dict, &encoding);
        Font {
            number: 0,
            codes: None,
            to_unicode,
            encoding,
            program: HashMap::new(),
            widths,
            default_width,
            scale,
            known: HashMap::new(),
        }
    }

    /// The first code of a string and how many bytes it takes.
    pub(super) fn next(&mut self, bytes: &[u8], texts: &mut Texts) -> (Shown, usize) {
        let (code, length) = match &self.codes {
            Some(codes) => codes.next(bytes),
            None => (u32::from(bytes[0]), 1),
        };
        if let Some(&shown) = self.known.get(&code) {
            return (shown, length);
        }
        let glyph = self.codes.as_ref().map_or(code, |codes| codes.glyph(code));
        let text = match self.to_unicode.get(code).filter(|text| !text.is_empty() && text != "\0") {
            Some(text) => text,
            None if self.codes.is_some() => self.program.get(&glyph).cloned().unwrap_or_default(),
            None => self.encoding.get(code as usize).cloned().unwrap_or_default(),
        };
        let width = self.widths.get(&glyph).copied().unwrap_or(self.default_width) * self.scale;
        let is_space = code == 32 && length == 1;
        let width = if width.is_finite() { width.clamp(-10.0, 10.0) } else { 0.0 };
        let shown = Shown { code, text: texts.number(&text), width, is_space };
        self.known.insert(code, shown);
        (shown, length)
    }
}

fn numbers(file: &Document, dict: &Dictionary, key: &[u8]) -> Vec<f64> {
    let array = dict.get_deref(key, file).and_then(Object::as_array);
    let array = array.map(|array| array.iter().take(70_000)).into_iter().flatten();
    array.map(|object| number(deref(file, object)).unwrap_or(0.0)).collect()
}

pub(super) fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

/// The texts of the glyphs of a composite font, as its program tells them: by the characters it draws them for, or by
/// their names.
fn program_texts(file: &Document, dict: &Dictionary) -> HashMap<u32, String> {
    let mut texts = HashMap::new();
    let Some(font) = descendant(file, dict) else { return texts };
    let stream = |dict: &Dictionary, key: &[u8]| {
        let stream = dict.get_deref(key, file).and_then(Object::as_stream).ok()?;
        unpacked(file, stream, LARGEST)
    };
    let descriptor = font.get_deref(b"FontDescriptor", file).and_then(Object::as_dict);
    let program = descriptor.ok().and_then(|descriptor| stream(descriptor, b"FontFile2"));
    let Some(face) = program.as_ref().and_then(|bytes| FontRef::from_index(bytes, 0).ok()) else {
        return texts;
    };
    let mut by_glyph: BTreeMap<u16, String> = BTreeMap::new();
    let number = |glyph: GlyphId| u16::try_from(glyph.to_u32()).ok().filter(|number| *number > 0);
    for (glyph, name) in face.glyph_names().iter().filter(|(_, name)| !name.is_synthesized()) {
        by_glyph.extend(number(glyph).zip(named(name.as_bytes())));
    }
    // Letters after their forms, so that they hold where one glyph serves for both.
    let blocks = [0xFB50..=0xFEFC, 0x2000..=0x20CF, 0x750..=0x77F, 0x600..=0x6FF, 0x20..=0x17F];
    let characters = face.charmap();
    for c in blocks.into_iter().flatten().filter_map(char::from_u32) {
        by_glyph.extend(characters.map(c).and_then(number).map(|glyph| (glyph, c.to_string())));
    }
    let Some(map) = stream(font, b"CIDToGIDMap") else {
        return by_glyph.into_iter().map(|(glyph, text)| (u32::from(glyph), text)).collect();
    };
    for (code, bytes) in (0..).zip(map.chunks_exact(2)) {
        let text = by_glyph.get(&u16::from_be_bytes([bytes[0], bytes[1]]));
        texts.extend(text.map(|text| (code, text.clone())));
    }
    texts
}

/// The font whose glyphs a composite font draws.
fn descendant<'f>(file: &'f Document, dict: &'f Dictionary) -> Option<&'f Dictionary> {
    let fonts = dict.get_deref(b"DescendantFonts", file).and_then(Object::as_array).ok()?;
    deref(file, fonts.first()?).as_dict().ok()
}

/// The widths of the glyphs of a composite font, and that of all others.
fn composite_widths(file: &Document, dict: &Dictionary) -> (HashMap<u32, f64>, f64) {
    let mut widths = HashMap::new();
    let Some(font) = descendant(file, dict) else { return (widths, 1000.0) };
    let default = font.get_deref(b"DW", file).ok().and_then(number).unwrap_or(1000.0);
    let list = font.get_deref(b"W", file).and_then(Object::as_array);
    let list: Vec<&Object> = list
        .map(|list| list.iter().map(|object| deref(file, object)).collect())
        .unwrap_or_default();
    let mut rest = &list[..];
    while let [first, second, behind @ ..] = rest {
        let Ok(first) = first.as_i64().map(|first| first as u32) else { break };
        if let Ok(array) = second.as_array() {
            for (glyph, width) in (first..=u32::MAX).zip(array) {
                widths.extend(number(deref(file, width)).map(|width| (glyph, width)));
            }
            rest = behind;
        } else if let (Ok(last), [width, behind @ ..]) = (second.as_i64(), behind) {
            let width = number(width).unwrap_or(default);
            let last = (last as u32).min(first.saturating_add(0xFFFF));
            widths.extend((first..=last).map(|glyph| (glyph, width)));
            rest = behind;
        } else {
            break;
        }
        if widths.len() > 200_000 {
            break;
        }
    }
    (widths, default)
}

/// The widths of the bytes of a simple font, and that of all others.
fn simple_widths(
    file: &Document,
    dict: &Dictionary,
    encoding: &[String],
) -> (HashMap<u32, f64>, f64) {
    let descriptor = dict.get_deref(b"FontDescriptor", file).and_then(Object::as_dict).ok();
    let missing = descriptor.and_then(|d| d.get_deref(b"MissingWidth", file).ok()).and_then(number);
    let list = numbers(file, dict, b"Widths");
    let first = dict.get_deref(b"FirstChar", file).and_then(Object::as_i64).unwrap_or(0);
    let first = u32::try_from(first).unwrap_or(0);
    if !list.is_empty() {
        return ((first..=u32::MAX).zip(list).collect(), missing.unwrap_or(0.0));
    }
    // One of the fonts that every viewer has.
    let name = dict.get_deref(b"BaseFont", file).and_then(Object::as_name).unwrap_or(b"");
    let has = |part: &[u8]| memchr::memmem::find(name, part).is_some();
    if has(b"Courier") {
        return (HashMap::new(), 600.0);
    }
    let table = if has(b"Times") { TIMES } else { HELVETICA };
    let wider = if has(b"Bold") { 1.05 } else { 1.0 };
    let mut widths = HashMap::new();
    for (byte, text) in (0..).zip(encoding) {
        let letter = text.chars().next().unwrap_or('x');
        // Letters with accents are as wide as without.
        let at = letter as u32;
        let plain = table.get(at.wrapping_sub(32) as usize).copied().unwrap_or(520);
        widths.insert(byte, f64::from(plain) * wider);
    }
    (widths, missing.unwrap_or(500.0))
}

/// The texts of the bytes of a simple font.
fn encoding(file: &Document, dict: &Dictionary, subtype: &[u8]) -> Vec<String> {
    let object = dict.get_deref(b"Encoding", file).ok();
    let details = object.and_then(|object| object.as_dict().ok());
    let base = match (object, details) {
        (Some(Object::Name(name)), _) => Some(&name[..]),
        (_, Some(details)) => {
            details.get_deref(b"BaseEncoding", file).and_then(Object::as_name).ok()
        }
        _ => None,
    };
    let usual: &[u8] =
        if subtype == b"TrueType" { b"WinAnsiEncoding" } else { b"StandardEncoding" };
    let mut texts = table(base.unwrap_or(usual));
    if base.is_none() {
        for (code, name) in own_names(file, dict) {
            texts[usize::from(code)] = named(&name).unwrap_or_default();
        }
    }
    let list =
        details.and_then(|d| d.get_deref(b"Differences", file).and_then(Object::as_array).ok());
    let mut code = 0_usize;
    for object in list.into_iter().flatten() {
        match deref(file, object) {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(256),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    let text_of_name = named(name).or_else(|| numbered(name, code));
                    *text = text_of_name.unwrap_or_default();
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    texts
}

/// The texts of all bytes in an encoding by its name.
fn table(name: &[u8]) -> Vec<String> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let file = Document::new();
    let encoding = font.get_font_encoding(&file);
    let text = |byte: u8| {
        let encoding = encoding.as_ref().ok()?;
        encoding.bytes_to_string(&[byte]).ok()
    };
    (0..=255).map(|byte| text(byte).unwrap_or_default()).collect()
}

/// The names that the font itself gives to its codes, where it is a Type 1 font.
fn own_names(file: &Document, dict: &Dictionary) -> Vec<(u8, Vec<u8>)> {
    let descriptor = dict.get_deref(b"FontDescriptor", file).and_then(Object::as_dict);
    let program =
        descriptor.and_then(|d| d.get_deref(b"FontFile", file)).and_then(Object::as_stream);
    let Some(bytes) = program.ok().and_then(|stream| unpacked(file, stream, LARGEST)) else {
        return Vec::new();
    };
    let end = memchr::memmem::find(&bytes, b"eexec").unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut names = Vec::new();
    // Each code is told by "dup 65 /A put".
    for entry in text.split("dup ").skip(1) {
        let mut words = entry.split_whitespace();
        if let (Some(Ok(code)), Some(name), Some("put")) =
            (words.next().map(str::parse), words.next(), words.next())
            && let Some(name) = name.strip_prefix('/')
        {
            names.push((code, name.as_bytes().to_vec()));
        }
    }
    names
}

/// The text of a glyph by its name, as the Adobe Glyph List has it: `lamalef.init`, `uni06440627`, `u1F600`, `f_i`.
fn named(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut text = String::new();
    for part in name.split('_') {
        if let Some(digits) = part.strip_prefix("uni").filter(|d| d.len() >= 4 && d.len() % 4 == 0)
            && let Some(units) = digits
                .as_bytes()
                .chunks(4)
                .map(|four| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok())
                .collect::<Option<Vec<u16>>>()
        {
            text.push_str(&String::from_utf16_lossy(&units));
        } else if let Some(digits) = part.strip_prefix('u').filter(|d| (4..=6).contains(&d.len()))
            && let Some(c) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
        {
            text.push(c);
        } else {
            text.push(listed(part)?);
        }
    }
    Some(text)
}

/// The text of a glyph that is named by its code alone, as in bitmap fonts of TeX: `a65`.
fn numbered(name: &[u8], code: usize) -> Option<String> {
    let digits = std::str::from_utf8(name.get(1..)?).ok()?;
    if digits.parse() != Ok(code) {
        return None;
    }
    let ligatures = ["ff", "fi", "fl", "ffi", "ffl"];
    match code {
        11..=15 => Some(ligatures[code - 11].to_owned()),
        27..=31 => Some(ligatures[code - 27].to_owned()),
        32..=126 => char::from_u32(code as u32).map(String::from),
        _ => None,
    }
}

/// A character by its name in the Adobe Glyph List.
fn listed(name: &str) -> Option<char> {
    let mut details = Dictionary::new();
    details.set("Type", Object::Name(b"Encoding".to_vec()));
    let differences = vec![Object::Integer(1), Object::Name(name.as_bytes().to_vec())];
    details.set("Differences", Object::Array(differences));
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(details));
    let file = Document::new();
    let Ok(Encoding::Differences(found)) = font.get_font_encoding(&file) else { return None };
    char::from_u32(u32::from(found.map.get(&1)?.utf16_code_unit()))
}

/// The widths of the letters from 32 to 126 in Helvetica.
static HELVETICA: &[u16] = &[
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same in Times.
static TIMES: &[u16] = &[
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs() {
        for (name, text) in [
            ("A", Some("A")),
            ("afii57415.fina", Some("ا")),
            ("uni06440627", Some("لا")),
            ("u0628", Some("ب")),
            ("f_i", Some("fi")),
            ("g23", None),
            (".notdef", None),
        ] {
            assert_eq!(named(name.as_bytes()).as_deref(), text, "{name}");
        }
        assert_eq!(numbered(b"a28", 28).as_deref(), Some("fi"));
        assert_eq!((numbered(b"a65", 66), numbered(b"", 0)), (None, None));
        assert_eq!(table(b"WinAnsiEncoding")[0xE9], "é");
    }

    #[test]
    fn differences_and_widths() {
        let mut details = Dictionary::new();
        let differences = [Object::Integer(65), Object::Name(b"afii57416".to_vec())];
        details.set("Differences", Object::Array(differences.to_vec()));
        let mut dict = Dictionary::new();
        dict.set("Subtype", Object::Name(b"Type1".to_vec()));
        dict.set("Encoding", Object::Dictionary(details));
        dict.set("FirstChar", 65);
        dict.set("Widths", Object::Array(vec![Object::Integer(500)]));
        let (file, mut texts) = (Document::new(), Texts::default());
        let mut font = Font::new(&file, &dict);
        let (shown, length) = font.next(b"AB", &mut texts);
        assert_eq!((texts.text(shown.text), shown.width, length), ("ب", 0.5, 1));
        let (shown, _) = font.next(b"B", &mut texts);
        assert_eq!((texts.text(shown.text), shown.width), ("B", 0.0));
    }

    #[test]
    fn widths_of_composite_fonts() {
        let integers = |list: &[i64]| Object::Array(list.iter().map(|&n| n.into()).collect());
        let mut descendant = Dictionary::new();
        descendant.set("DW", 500);
        let list = vec![3.into(), integers(&[100, 200]), 10.into(), 12.into(), 300.into()];
        descendant.set("W", Object::Array(list));
        let mut dict = Dictionary::new();
        dict.set("Subtype", Object::Name(b"Type0".to_vec()));
        dict.set("DescendantFonts", Object::Array(vec![Object::Dictionary(descendant)]));
        let (file, mut texts) = (Document::new(), Texts::default());
        let mut font = Font::new(&file, &dict);
        let widths = [3, 4, 5, 10, 12, 13].map(|code| font.next(&[0, code], &mut texts).0.width);
        assert_eq!(widths, [0.1, 0.2, 0.5, 0.3, 0.3, 0.5]);
    }
}
