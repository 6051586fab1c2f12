//! The words of RTF.

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// A group begins.
    Open,
    /// It ends.
    Close,
    /// A control word with its number.
    Word(&'b str, Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// A byte of text given by its number.
    Byte(u8),
    /// Bytes of text.
    Text(&'b [u8]),
}

/// Cuts bytes into tokens. Line ends are no text.
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Tokens<'b> {
        Tokens { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Skips bytes that are data.
    pub(super) fn pass_over(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn word(&mut self) -> Option<Token<'b>> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let name = std::str::from_utf8(&rest[..length]).ok()?;
        self.at += length;
        let rest = &rest[length..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits =
            rest[sign.min(rest.len())..].iter().take(10).take_while(|b| b.is_ascii_digit());
        let digits = digits.count();
        let mut number = None;
        if digits > 0 {
            let text = std::str::from_utf8(&rest[..sign + digits]).ok()?;
            number = Some(text.parse::<i64>().ok()?.clamp(i32::MIN.into(), i32::MAX.into()) as i32);
            self.at += sign + digits;
        }
        // One space belongs to the word.
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        Some(Token::Word(name, number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        while matches!(self.peek(), Some(b'\r' | b'\n' | 0)) {
            self.at += 1;
        }
        let first = self.peek()?;
        let start = self.at;
        self.at += 1;
        Some(match first {
            b'{' => Token::Open,
            b'}' => Token::Close,
            b'\\' => match self.peek()? {
                b if b.is_ascii_alphabetic() => return self.word(),
                b'\'' => {
                    let digits = self.bytes.get(self.at + 1..self.at + 3).unwrap_or_default();
                    let digits = std::str::from_utf8(digits).unwrap_or_default();
                    match u8::from_str_radix(digits, 16) {
                        Ok(byte) if digits.len() == 2 => {
                            self.at += 3;
                            Token::Byte(byte)
                        }
                        _ => {
                            self.at += 1;
                            Token::Symbol(b'\'')
                        }
                    }
                }
                symbol => {
                    self.at += 1;
                    Token::Symbol(symbol)
                }
            },
            _ => {
                let is_text = |b: &&u8| !matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                self.at = start + self.bytes[start..].iter().take_while(is_text).count();
                Token::Text(&self.bytes[start..self.at])
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_the_format_says() {
        let all: Vec<Token<'_>> =
            Tokens::new(b"{\\rtf1\\b0 x\r\n\\u-1604?\\'C7\\'zz\\~\\ul}\\").collect();
        assert_eq!(
            all,
            [
                Token::Open,
                Token::Word("rtf", Some(1)),
                Token::Word("b", Some(0)),
                Token::Text(b"x"),
                Token::Word("u", Some(-1604)),
                Token::Text(b"?"),
                Token::Byte(0xC7),
                Token::Symbol(b'\''),
                Token::Text(b"zz"),
                Token::Symbol(b'~'),
                Token::Word("ul", None),
                Token::Close,
            ]
        );
    }
}
