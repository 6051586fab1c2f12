//! Texts of XLIFF with their inline codes.

use std::collections::{BTreeSet, HashMap};

use crate::format::xml::escape::{attribute_into, code_into, escape_into, holds};
use crate::unit::{Code, CodeKind, Variant};

/// The markup that codes of a unit stand for, by the names codes call it by (XLIFF 2.1, 4.2.2.10).
#[derive(Default)]
pub(super) struct Data {
    contents: Vec<String>,
    /// Where each content stands among them.
    places: HashMap<String, usize>,
}

impl Data {
    /// The name of some markup.
    fn name(&mut self, content: &str) -> String {
        let next = self.contents.len();
        let at = *self.places.entry(content.to_owned()).or_insert(next);
        if at == next {
            self.contents.push(content.to_owned());
        }
        format!("d{}", at + 1)
    }

    pub(super) fn write(&self, to: &mut String) {
        if self.contents.is_empty() {
            return;
        }
        to.push_str("      <originalData>\n");
        for (at, content) in self.contents.iter().enumerate() {
            to.push_str(&format!("        <data id=\"d{}\" xml:space=\"preserve\">", at + 1));
            plain(content, to);
            to.push_str("</data>\n");
        }
        to.push_str("      </originalData>\n");
    }
}

/// Text, with `cp` for what XML cannot hold.
fn plain(text: &str, to: &mut String) {
    let mut done = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| !holds(*c)) {
        escape_into(&text[done..at], to);
        to.push_str(&format!("<cp hex=\"{:04X}\"/>", u32::from(c)));
        done = at + c.len_utf8();
    }
    escape_into(&text[done..], to);
}

/// The text of XLIFF 2.1 with codes, if they are kept.
pub(super) fn v2(variant: &Variant, kept: bool, data: &mut Data, to: &mut String) -> usize {
    let mut lost = 0;
    pieces(variant, kept, to, &mut |piece, to| {
        let (code, id) = match piece {
            Piece::Text(text) => return plain(text, to),
            Piece::Code(code, id) => (code, id),
        };
        let (name, reference) = match code.kind {
            CodeKind::Begin | CodeKind::LoneBegin => ("sc", "id"),
            CodeKind::End => ("ec", "startRef"),
            CodeKind::LoneEnd => ("ec", "id"),
            CodeKind::Single | CodeKind::Unknown => ("ph", "id"),
            CodeKind::HighlightBegin => {
                to.push_str(&format!("<sm id=\"{id}\" type=\"mizan:hi\""));
                if !code.class.is_empty() {
                    to.push_str(" value=\"");
                    lost += attribute_into(&code.class, to);
                    to.push('"');
                }
                return to.push_str("/>");
            }
            CodeKind::HighlightEnd => return to.push_str(&format!("<em startRef=\"{id}\"/>")),
        };
        to.push_str(&format!("<{name} {reference}=\"{id}\""));
        if matches!(code.kind, CodeKind::LoneBegin | CodeKind::LoneEnd) {
            to.push_str(" isolated=\"yes\"");
        }
        if code.kind == CodeKind::Unknown {
            to.push_str(" type=\"other\" subType=\"mizan:ut\"");
        } else if !code.class.is_empty() {
            to.push_str(&format!(" type=\"other\" subType=\"mizan:x-{}\"", word(&code.class)));
        }
        if !code.content.is_empty() {
            to.push_str(&format!(" dataRef=\"{}\"", data.name(&code.content)));
        }
        to.push_str("/>");
    });
    lost
}

/// The text of XLIFF 1.2 with codes, if they are kept. Returns how many characters were left out.
pub(super) fn v1(variant: &Variant, kept: bool, to: &mut String) -> usize {
    let mut lost = 0;
    pieces(variant, kept, to, &mut |piece, to| {
        let (code, id) = match piece {
            Piece::Text(text) => {
                lost += escape_into(text, to);
                return;
            }
            Piece::Code(code, id) => (code, id),
        };
        let name = match code.kind {
            CodeKind::Begin => "bpt",
            CodeKind::End => "ept",
            CodeKind::LoneBegin | CodeKind::LoneEnd => "it",
            CodeKind::Single | CodeKind::Unknown => "ph",
            CodeKind::HighlightBegin => {
                to.push_str("<mrk mtype=\"x-mizan-hi\"");
                if !code.class.is_empty() {
                    to.push_str(" comment=\"");
                    lost += attribute_into(&code.class, to);
                    to.push('"');
                }
                return to.push('>');
            }
            CodeKind::HighlightEnd => return to.push_str("</mrk>"),
        };
        to.push_str(&format!("<{name} id=\"{id}\""));
        match code.kind {
            CodeKind::LoneBegin => to.push_str(" pos=\"open\""),
            CodeKind::LoneEnd => to.push_str(" pos=\"close\""),
            _ => {}
        }
        if code.kind == CodeKind::Unknown {
            to.push_str(" ctype=\"x-mizan-ut\"");
        } else if !code.class.is_empty() && code.kind != CodeKind::End {
            to.push_str(&format!(" ctype=\"x-mizan-type-{}\"", word(&code.class)));
        }
        to.push('>');
        lost += code_into(&code.content, to);
        to.push_str(&format!("</{name}>"));
    });
    lost
}

enum Piece<'v> {
    Text(&'v str),
    /// A code, and the id it is written with: the same for both ends of a pair.
    Code(&'v Code, String),
}

fn pieces<'v>(
    variant: &'v Variant,
    kept: bool,
    to: &mut String,
    write: &mut dyn FnMut(Piece<'v>, &mut String),
) {
    let text = &variant.text;
    let mut done = 0;
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut free = (1..).map(|n| format!("m{n}"));
    // What is open, the last of each pair last; highlighted stretches have no pair.
    let mut open: HashMap<Option<&str>, Vec<String>> = HashMap::new();
    for code in variant.codes.iter().filter(|_| kept) {
        let at = code.at.clamp(done, text.len());
        let at = (done..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(done);
        if at > done {
            write(Piece::Text(&text[done..at]), to);
            done = at;
        }
        let pair = matches!(code.kind, CodeKind::Begin | CodeKind::End).then_some(&*code.pair);
        let is_end = matches!(code.kind, CodeKind::End | CodeKind::HighlightEnd);
        let opened = open.get_mut(&pair).filter(|_| is_end).and_then(Vec::pop);
        let id = match opened {
            Some(id) => id,
            None => {
                let fits = word(&code.id) == code.id && !code.id.is_empty();
                let own = Some(&code.id).filter(|id| fits && !used.contains(*id)).cloned();
                let id = own.unwrap_or_else(|| {
                    let free = free.find(|id| !used.contains(id));
                    free.unwrap_or_default()
                });
                used.insert(id.clone());
                if matches!(code.kind, CodeKind::Begin | CodeKind::HighlightBegin) {
                    open.entry(pair).or_default().push(id.clone());
                }
                id
            }
        };
        write(Piece::Code(code, id), to);
    }
    if done < text.len() {
        write(Piece::Text(&text[done..]), to);
    }
}

/// A name as one word of letters, digits, `.`, `-` and `_`; other bytes stand as `:` does in `_3A`.
pub(super) fn word(name: &str) -> String {
    let mut word = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') {
            word.push(char::from(byte));
        } else {
            word.push_str(&format!("_{byte:02X}"));
        }
    }
    word
}
