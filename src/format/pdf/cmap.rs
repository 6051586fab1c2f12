//! Character maps: from the codes of a string to glyphs, and from codes to text.

use std::collections::HashMap;

use super::lexer::{Lexer, Token, Value};

/// How many ranges and single codes a map may have.
const MOST: usize = 200_000;

/// The text of codes.
#[derive(Default)]
pub(super) struct ToUnicode {
    single: HashMap<u32, Vec<u16>>,
    /// First and last code with the text of the first, of which the last unit is counted on; by first code.
    ranges: Vec<(u32, u32, Vec<u16>)>,
}

impl ToUnicode {
    pub(super) fn parse(bytes: &[u8]) -> ToUnicode {
        let mut map = ToUnicode::default();
        for (operator, values) in sections(bytes) {
            match operator {
                b"endbfchar" => {
                    for pair in values.chunks_exact(2) {
                        if let (Some(code), Some(text)) = (code(&pair[0]), pair[1].bytes())
                            && map.single.len() < MOST
                        {
                            map.single.insert(code, units(text));
                        }
                    }
                }
                b"endbfrange" => values.chunks_exact(3).for_each(|three| map.add_range(three)),
                _ => {}
            }
        }
        map.ranges.sort_by_key(|range| range.0);
        map
    }

    fn add_range(&mut self, three: &[Value]) {
        let (Some(first), Some(last)) = (code(&three[0]), code(&three[1])) else { return };
        if let Some(texts) = three[2].array() {
            for (code, text) in (first..=last).zip(texts) {
                if let Some(text) = text.bytes()
                    && self.single.len() < MOST
                {
                    self.single.insert(code, units(text));
                }
            }
        } else if let Some(text) = three[2].bytes()
            && first <= last
            && self.ranges.len() < MOST
        {
            self.ranges.push((first, last, units(text)));
        }
    }

    /// The text of a code, if it has one.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        if let Some(text) = self.single.get(&code) {
            return Some(String::from_utf16_lossy(text));
        }
        let end = self.ranges.partition_point(|range| range.0 <= code);
        // The nearest range that begins before it; older ones that overlap give way.
        let (first, _, text) = self.ranges[..end].iter().rev().take(4).find(|r| code <= r.1)?;
        let mut text = text.clone();
        let last = text.last_mut()?;
        *last = last.wrapping_add((code - first) as u16);
        Some(String::from_utf16_lossy(&text))
    }
}

/// How strings of a composite font are cut into codes, and the glyphs of those.
pub(super) struct CodeMap {
    /// Length in bytes, first and last code.
    spaces: Vec<(usize, u32, u32)>,
    /// First and last code, and the glyph of the first; by first code. None if codes are glyphs.
    glyphs: Option<Vec<(u32, u32, u32)>>,
}

impl CodeMap {
    /// Two bytes are the number of a glyph.
    pub(super) fn identity() -> CodeMap {
        CodeMap { spaces: vec![(2, 0, 0xFFFF)], glyphs: None }
    }

    pub(super) fn parse(bytes: &[u8]) -> CodeMap {
        let (mut spaces, mut glyphs) = (Vec::new(), Vec::new());
        for (operator, values) in sections(bytes) {
            match operator {
                b"endcodespacerange" => {
                    for pair in values.chunks_exact(2) {
                        if let (Some(first), Some(last), Some(bytes)) =
                            (code(&pair[0]), code(&pair[1]), pair[0].bytes())
                            && spaces.len() < 100
                        {
                            spaces.push((bytes.len(), first, last));
                        }
                    }
                }
                b"endcidrange" => {
                    for three in values.chunks_exact(3) {
                        if let (Some(first), Some(last), Some(glyph)) =
                            (code(&three[0]), code(&three[1]), three[2].number())
                            && glyphs.len() < MOST
                        {
                            glyphs.push((first, last, glyph as u32));
                        }
                    }
                }
                b"endcidchar" => {
                    for pair in values.chunks_exact(2) {
                        if let (Some(code), Some(glyph)) = (code(&pair[0]), pair[1].number())
                            && glyphs.len() < MOST
                        {
                            glyphs.push((code, code, glyph as u32));
                        }
                    }
                }
                _ => {}
            }
        }
        if spaces.is_empty() {
            spaces.push((2, 0, 0xFFFF));
        }
        glyphs.sort_unstable();
        CodeMap { spaces, glyphs: (!glyphs.is_empty()).then_some(glyphs) }
    }

    /// The first code of a string and its length in bytes.
    pub(super) fn next(&self, bytes: &[u8]) -> (u32, usize) {
        let mut code = 0;
        for (at, &byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(byte);
            let fits = |s: &&(usize, u32, u32)| s.0 == at + 1 && (s.1..=s.2).contains(&code);
            if self.spaces.iter().find(fits).is_some() {
                return (code, at + 1);
            }
        }
        let length =
            self.spaces.iter().map(|space| space.0).min().unwrap_or(1).clamp(1, bytes.len());
        (bytes[..length].iter().fold(0, |code, &byte| code << 8 | u32::from(byte)), length)
    }

    /// The glyph of a code.
    pub(super) fn glyph(&self, code: u32) -> u32 {
        let Some(glyphs) = &self.glyphs else { return code };
        let end = glyphs.partition_point(|range| range.0 <= code);
        match glyphs[..end].last() {
            Some(&(first, last, glyph)) if code <= last => glyph.wrapping_add(code - first),
            _ => 0,
        }
    }
}

/// The values before each operator.
fn sections(bytes: &[u8]) -> Vec<(&[u8], Vec<Value>)> {
    let mut lexer = Lexer::new(bytes);
    let (mut all, mut values) = (Vec::new(), Vec::new());
    while let Some(token) = lexer.token() {
        match token {
            Token::Value(value) => values.push(value),
            Token::Operator(operator) if operator.starts_with(b"end") => {
                all.push((operator, std::mem::take(&mut values)));
            }
            Token::Operator(_) => values.clear(),
        }
    }
    all
}

fn code(value: &Value) -> Option<u32> {
    let bytes = value.bytes().filter(|bytes| (1..=4).contains(&bytes.len()))?;
    Some(bytes.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [byte] = bytes {
        return vec![u16::from(*byte)];
    }
    let pairs = bytes.chunks_exact(2).take(64);
    pairs.map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_texts() {
        let map = ToUnicode::parse(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
            2 beginbfchar <0003> <0020> <0010> <06440627> endbfchar\n\
            2 beginbfrange <0020> <0022> <0627> <0030> <0031> [<0041> <D835DC00>] endbfrange end",
        );
        let texts = [3, 0x10, 0x20, 0x22, 0x23, 0x30, 0x31].map(|code| map.get(code));
        let texts: Vec<&str> = texts.iter().map(|text| text.as_deref().unwrap_or("-")).collect();
        assert_eq!(texts, [" ", "لا", "ا", "ة", "-", "A", "𝐀"]);
        assert_eq!(ToUnicode::parse(b"endbfchar <00> endbfrange [").get(0), None);
        let huge = ToUnicode::parse(b"<00000000> <FFFFFFFF> <0041> endbfrange");
        assert_eq!(huge.get(1).as_deref(), Some("B"));
    }

    #[test]
    fn codes_have_lengths_and_glyphs() {
        let map = CodeMap::parse(
            b"2 begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange\n\
            1 begincidrange <8000> <8010> 100 endcidrange 1 begincidchar <20> 7 endcidchar",
        );
        assert_eq!(map.next(b"\x20\x80\x05"), (0x20, 1));
        assert_eq!(map.next(b"\x80\x05"), (0x8005, 2));
        assert_eq!(map.next(b"\x80"), (0x80, 1));
        assert_eq!([0x20, 0x8005, 0x41].map(|code| map.glyph(code)), [7, 105, 0]);
        assert_eq!(CodeMap::identity().next(b"\x01\x02\x03"), (0x102, 2));
    }
}
