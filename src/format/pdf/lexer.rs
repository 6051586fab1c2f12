//! The tokens of content streams and character maps.

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Name(Vec<u8>),
    Bytes(Vec<u8>),
    Array(Vec<Value>),
    /// Names and values by turns.
    Dict(Vec<Value>),
}

impl Value {
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Value::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The value of a key, if this is a dictionary.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Value> {
        let Value::Dict(values) = self else { return None };
        values.chunks_exact(2).find(|pair| pair[0].name() == Some(key)).map(|pair| &pair[1])
    }
}

/// What stands next in a stream.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    Value(Value),
    Operator(&'a [u8]),
}

/// How deep arrays and dictionaries may lie in each other.
const DEPTH: usize = 32;

/// Reads tokens one after the other; what is broken is skipped.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0C)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    /// The next token, none at the end.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Token<'a>> {
        loop {
            self.skip_space();
            let byte = self.peek()?;
            let next = self.bytes.get(self.at + 1).copied();
            let value = match byte {
                b'/' => {
                    self.at += 1;
                    Value::Name(unescape(self.regular()))
                }
                b'(' => Value::Bytes(self.literal()),
                b'<' if next == Some(b'<') => {
                    self.at += 2;
                    Value::Dict(self.until(depth, b">>"))
                }
                b'<' => Value::Bytes(self.hexadecimal()),
                b'[' => {
                    self.at += 1;
                    Value::Array(self.until(depth, b"]"))
                }
                _ if is_regular(byte) => {
                    let word = self.regular();
                    match number(word) {
                        Some(number) => Value::Number(number),
                        None => return Some(Token::Operator(word)),
                    }
                }
                // A bracket that closes nothing.
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            return Some(Token::Value(value));
        }
    }

    /// The values up to a closing bracket. Operators between them end the list, since they show that the bracket is
    /// missing.
    fn until(&mut self, depth: usize, close: &[u8]) -> Vec<Value> {
        let mut values = Vec::new();
        if depth == DEPTH {
            return values;
        }
        loop {
            self.skip_space();
            if self.bytes[self.at..].starts_with(close) {
                self.at += close.len();
                return values;
            }
            let before = self.at;
            match self.nested(depth + 1) {
                Some(Token::Value(value)) => values.push(value),
                Some(Token::Operator(b"true" | b"false" | b"null" | b"R")) => {
                    values.push(Value::Array(Vec::new()));
                }
                Some(Token::Operator(_)) => {
                    self.at = before;
                    return values;
                }
                None => return values,
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut bytes, mut depth) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut bytes);
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
        bytes
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(0x0C),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                bytes.push(code as u8);
            }
            other => bytes.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(hex(byte));
        }
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Skips an inline picture, of which `BI` was read.
    pub(super) fn skip_picture(&mut self) {
        while let Some(token) = self.token() {
            match token {
                Token::Operator(b"ID") => break,
                // No picture after all.
                Token::Operator(b"BT" | b"Q") => return,
                _ => {}
            }
        }
        // The data end with EI between spaces, before something that looks like content.
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memmem::find_iter(rest, b"EI").find(|&at| {
            let behind = rest.get(at + 2..).unwrap_or_default();
            let sample = &behind[..behind.len().min(16)];
            at > 0
                && is_space(rest[at - 1])
                && behind.first().is_none_or(|&byte| is_space(byte))
                && sample.iter().all(|&byte| is_space(byte) || (0x20..0x7F).contains(&byte))
        });
        self.at = end.map_or(self.bytes.len(), |end| self.at + end + 2);
    }
}

fn unescape(name: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(name.len()), 0);
    while let Some(&byte) = name.get(at) {
        let digit = |offset: usize| name.get(at + offset).copied().and_then(hex);
        if let (b'#', Some(high), Some(low)) = (byte, digit(1), digit(2)) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    out
}

/// A number, also one of the shapes that broken writers make: `--5`, `1.2.3`, `5-3`.
fn number(word: &[u8]) -> Option<f64> {
    let starts = matches!(word.first()?, b'0'..=b'9' | b'+' | b'-' | b'.');
    let rest = word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'));
    if !starts || !rest || !word.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let is_negative = word[0] == b'-';
    let (mut value, mut scale, mut digits) = (0.0, 1.0, 0);
    let mut in_fraction = false;
    for &byte in word {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                value = value * 10.0 + f64::from(byte - b'0');
                if in_fraction {
                    scale *= 10.0;
                }
            }
            b'.' if in_fraction => break,
            b'.' => in_fraction = true,
            _ if digits > 0 => break,
            _ => {}
        }
        // More digits than any number needs.
        if digits > 40 {
            break;
        }
    }
    let value: f64 = value / scale;
    Some(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut tokens = Vec::new();
        while let Some(token) = lexer.token() {
            if token == Token::Operator(b"BI") {
                lexer.skip_picture();
            }
            tokens.push(match token {
                Token::Value(value) => format!("{value:?}"),
                Token::Operator(name) => String::from_utf8_lossy(name).into_owned(),
            });
        }
        tokens
    }

    #[test]
    fn operands_and_operators() {
        assert_eq!(
            all(b"1 0 0 -1.50 .5 cm % comment\nQ"),
            ["Number(1.0)", "Number(0.0)", "Number(0.0)", "Number(-1.5)", "Number(0.5)", "cm", "Q"]
        );
        assert_eq!(all(b"/F#41 12Tf"), ["Name([70, 65])", "12Tf"]);
        assert_eq!(
            all(b"[(a\\)(b)\\101\\\n)-20<4 14>]TJ"),
            ["Array([Bytes([97, 41, 40, 98, 41, 65]), Number(-20.0), Bytes([65, 64])])", "TJ"]
        );
        assert_eq!(
            all(b"/Span<</ActualText<FEFF>/MCID 3>>BDC"),
            [
                "Name([83, 112, 97, 110])",
                "Dict([Name([65, 99, 116, 117, 97, 108, 84, 101, 120, 116]), Bytes([254, 255]), \
             Name([77, 67, 73, 68]), Number(3.0)])",
                "BDC"
            ]
        );
    }

    #[test]
    fn broken_streams_end() {
        assert_eq!(all(b")>]5-3 --7 1.2.3"), ["Number(5.0)", "Number(-7.0)", "Number(1.2)"]);
        assert_eq!(all(b"[1 2 Tj"), ["Array([Number(1.0), Number(2.0)])", "Tj"]);
        assert_eq!(
            all(b"(never closed"),
            ["Bytes([110, 101, 118, 101, 114, 32, 99, 108, 111, 115, 101, 100])"]
        );
        assert!(!all(&b"[".repeat(100_000)).is_empty());
        assert!(!all(&b"<<".repeat(100_000)).is_empty());
    }

    #[test]
    fn inline_pictures_are_skipped() {
        assert_eq!(all(b"BI /W 1 ID \x01EI\xFF EI x\x00\xF0 EI\nQ"), ["BI", "Q"]);
        assert_eq!(all(b"BI /W 1 ID never ends"), ["BI"]);
    }
}
