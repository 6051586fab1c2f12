//! Reading RTF group by group.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::error::{Error, Result};
use crate::format::flows::{Flow, Flows};
use crate::format::prose::{Look, Prose};
use crate::format::rtf::encodings::{of_font, of_page};
use crate::format::rtf::token::{Token, Tokens};
use crate::text::{BlockKind, Place};

pub(super) const FORMAT: &str = "RTF";

/// How deep groups lie in each other.
const DEEPEST: usize = 1_000;

/// What the text of a group is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Use {
    #[default]
    Text,
    /// Nothing a reader sees.
    Nothing,
    Fonts,
    Styles,
    Comment,
    /// The code of a field.
    Code,
    /// The lines of a table of contents.
    Contents,
}

/// What holds in a group.
#[derive(Debug, Clone, Default)]
struct Group {
    of: Use,
    look: Look,
    /// Bold and italic of what runs right to left.
    of_rtl: [bool; 2],
    /// How long the paragraph was when the group began.
    start: usize,
    is_hidden: bool,
    is_deleted: bool,
    /// Moved elsewhere: neither text nor deleted.
    is_moved: bool,
    /// How many bytes stand for a character given by its number.
    skipped: usize,
    /// The fonts, and that of scripts that run right to left.
    fonts: [i32; 2],
    is_rtl: bool,
    /// Whether a story, a field, or the name of a style ends with it.
    is_story: bool,
    is_field: bool,
    style: Option<i32>,
}

/// A text that flows by itself.
#[derive(Debug, Default)]
struct Story {
    flow: Option<(Flow, BlockKind)>,
    prose: Prose,
    hidden: String,
    deleted: String,
    contents: String,
    /// Of the paragraph: its style, outline level and list.
    style: i32,
    level: Option<u8>,
    depth: Option<u8>,
    is_cell: bool,
    table: u32,
    row: u32,
    column: u32,
    was_cell: bool,
}

struct Reader<'f> {
    flows: &'f mut Flows,
    groups: Vec<Group>,
    now: Group,
    story: Story,
    around: Vec<Story>,
    fields: Vec<String>,
    page: &'static Encoding,
    charsets: BTreeMap<i32, &'static Encoding>,
    styles: BTreeMap<i32, String>,
    /// Bytes that are not decoded yet, and the first half of a character.
    bytes: Vec<u8>,
    half: Option<u32>,
    /// How many characters are still to be skipped behind one given by its number.
    to_skip: usize,
    /// Text of a style, a comment or a font.
    aside: String,
    paragraphs: u32,
    tables: u32,
}

/// Reads a file.
///
/// # Errors
///
/// If groups lie too deep in each other, or the document is too large.
pub(super) fn read(bytes: &[u8], flows: &mut Flows) -> Result<()> {
    let mut reader = Reader {
        flows,
        groups: Vec::new(),
        now: Group { skipped: 1, ..Group::default() },
        story: Story::default(),
        around: Vec::new(),
        fields: Vec::new(),
        page: WINDOWS_1252,
        charsets: BTreeMap::new(),
        styles: BTreeMap::new(),
        bytes: Vec::new(),
        half: None,
        to_skip: 0,
        aside: String::new(),
        paragraphs: 1,
        tables: 0,
    };
    let mut tokens = Tokens::new(bytes);
    // Whether a group has just begun, and whether it may be unknown.
    let (mut is_first, mut may_skip) = (false, false);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open => {
                reader.flush();
                if reader.groups.len() == DEEPEST {
                    let line = memchr::memchr_iter(b'\n', &bytes[..tokens.at()]).count() as u64 + 1;
                    let message = format!("more than {DEEPEST} groups lie in each other");
                    return Err(Error::malformed(FORMAT, line, message));
                }
                reader.open();
                (is_first, may_skip) = (true, false);
                continue;
            }
            Token::Close => {
                reader.flush();
                reader.close()?;
            }
            Token::Symbol(b'*') if is_first => {
                may_skip = true;
                continue;
            }
            Token::Word(name, number) => {
                if let ("bin", Some(count)) = (name, number) {
                    tokens.pass_over(usize::try_from(count).unwrap_or(0));
                } else if !is_first || !reader.begin(name, may_skip) {
                    reader.word(name, number)?;
                }
            }
            Token::Symbol(symbol) => reader.symbol(symbol)?,
            Token::Byte(byte) => reader.byte(byte),
            Token::Text(text) => text.iter().for_each(|&byte| reader.byte(byte)),
        }
        (is_first, may_skip) = (false, false);
    }
    reader.flush();
    while !reader.groups.is_empty() {
        reader.close()?;
    }
    reader.end_paragraph()
}

impl Reader<'_> {
    fn open(&mut self) {
        let start = self.story.prose.len();
        let inner =
            Group { start, is_story: false, is_field: false, style: None, ..self.now.clone() };
        self.groups.push(mem::replace(&mut self.now, inner));
    }

    fn close(&mut self) -> Result<()> {
        let Some(outer) = self.groups.pop() else { return Ok(()) };
        let ended = mem::replace(&mut self.now, outer);
        self.to_skip = 0;
        if ended.is_story {
            self.end_paragraph()?;
            self.story = self.around.pop().unwrap_or_default();
        }
        if ended.is_field {
            self.fields.pop();
        }
        if ended.of == Use::Styles {
            let name = mem::take(&mut self.aside);
            let name = name.trim().trim_end_matches(';').to_lowercase();
            self.styles.extend(ended.style.map(|style| (style, name)));
        }
        if ended.of == Use::Comment && self.now.of != Use::Comment {
            let words = mem::take(&mut self.aside);
            self.flows.leave_out("comments", &words);
        }
        if ended.of == Use::Fonts {
            self.aside.clear();
        }
        Ok(())
    }

    /// The first word of a group, which says what the group is for. Whether that was all it says.
    fn begin(&mut self, name: &str, may_skip: bool) -> bool {
        let is_text = matches!(self.now.of, Use::Text | Use::Contents);
        match name {
            "fonttbl" => self.now.of = Use::Fonts,
            "stylesheet" => self.now.of = Use::Styles,
            "annotation" => self.now.of = Use::Comment,
            "field" => {
                self.fields.push(String::new());
                self.now.is_field = true;
            }
            "fldinst" => self.now.of = Use::Code,
            "fldrslt" if self.now.of != Use::Nothing => self.begin_result(),
            "footnote" if is_text => self.begin_story(Flow::Notes, BlockKind::Note),
            "header" | "headerl" | "headerr" | "headerf" => {
                self.begin_story(Flow::Headers, BlockKind::Header);
            }
            "footer" | "footerl" | "footerr" | "footerf" => {
                self.begin_story(Flow::Footers, BlockKind::Footer);
            }
            "shptxt" | "dptxbxtext" if is_text => self.begin_box(),
            "shp" | "shpinst" | "shpgrp" | "do" | "objattph" | "result" | "mmath" | "moMath"
            | "moMathPara" | "ud" => {}
            "colortbl" | "info" | "pict" | "objdata" | "objclass" | "objname" | "nonshppict"
            | "shprslt" | "sp" | "listtext" | "pntext" | "pntxta" | "pntxtb" | "xe" | "tc"
            | "rxe" | "txe" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc"
            | "aftncn" | "nonesttables" | "upr" | "xmlopen" | "bkmkstart" | "bkmkend" => {
                self.now.of = Use::Nothing;
            }
            _ if may_skip && self.now.of != Use::Styles => self.now.of = Use::Nothing,
            _ => return false,
        }
        true
    }

    fn begin_result(&mut self) {
        let code = self.fields.last().map_or("", |code| code.trim());
        let name = code.split_whitespace().next().unwrap_or_default();
        if name.eq_ignore_ascii_case("TOC") {
            self.now.of = Use::Contents;
        } else if self.now.of != Use::Contents {
            self.now.of = Use::Text;
        }
        if name.eq_ignore_ascii_case("HYPERLINK") {
            let mark = if code.contains("\\l") { "#" } else { "" };
            let target = code.split('"').nth(1).filter(|target| !target.is_empty());
            self.now.look.link = target.map(|target| Arc::from(format!("{mark}{target}")));
        }
    }

    fn begin_box(&mut self) {
        match self.story.flow {
            Some((flow @ (Flow::Headers | Flow::Footers), kind)) => self.begin_story(flow, kind),
            _ => self.begin_story(Flow::Boxes, BlockKind::TextBox),
        }
    }

    fn begin_story(&mut self, flow: Flow, kind: BlockKind) {
        let story = Story { flow: Some((flow, kind)), ..Story::default() };
        self.around.push(mem::replace(&mut self.story, story));
        let plain = Group { skipped: self.now.skipped, fonts: self.now.fonts, ..Group::default() };
        self.now = Group { is_story: true, ..plain };
    }

    fn word(&mut self, name: &str, number: Option<i32>) -> Result<()> {
        if name != "u" {
            self.flush();
        }
        let is_on = number != Some(0);
        match name {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.now.skipped = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            "ansicpg" => self.page = of_page(number.unwrap_or(1252)),
            "mac" => self.page = of_page(10000),
            "f" => self.now.fonts[0] = number.unwrap_or(0),
            "af" => self.now.fonts[1] = number.unwrap_or(0),
            "rtlch" => self.now.is_rtl = true,
            "ltrch" => self.now.is_rtl = false,
            "fcharset" if self.now.of == Use::Fonts => {
                let encoding = of_font(number.unwrap_or(0));
                let font = self.now.fonts[0];
                self.charsets.extend(encoding.map(|encoding| (font, encoding)));
            }
            "b" => self.now.look.bold = is_on,
            "i" => self.now.look.italic = is_on,
            "ab" => self.now.of_rtl[0] = is_on,
            "ai" => self.now.of_rtl[1] = is_on,
            // The space before the mark of a note goes with it.
            "chftn" => self.story.prose.take_back(self.now.start),
            "ul" => self.now.look.underline = is_on,
            "ulnone" => self.now.look.underline = false,
            "v" => self.now.is_hidden = is_on,
            "deleted" => self.now.is_deleted = is_on,
            "mvf" => self.now.is_moved = is_on,
            "plain" => {
                let link = self.now.look.link.take();
                self.now.look = Look { link, ..Look::default() };
                self.now.of_rtl = [false; 2];
                (self.now.is_hidden, self.now.is_deleted, self.now.is_moved) =
                    (false, false, false);
            }
            _ => return self.paragraph_word(name, number),
        }
        Ok(())
    }

    fn paragraph_word(&mut self, name: &str, number: Option<i32>) -> Result<()> {
        if self.now.of == Use::Styles {
            if name == "s" {
                self.now.style = number;
            }
            return Ok(());
        }
        if !matches!(self.now.of, Use::Text | Use::Contents) {
            character(name).into_iter().for_each(|c| self.put_text(c));
            return Ok(());
        }
        let small = |number: Option<i32>| u8::try_from(number.unwrap_or(0)).ok();
        let story = &mut self.story;
        match name {
            "pard" => {
                (story.style, story.level, story.depth, story.is_cell) = (0, None, None, false);
            }
            "s" => story.style = number.unwrap_or(0),
            "outlinelevel" => story.level = small(number),
            "ls" if number != Some(0) => story.depth = story.depth.or(Some(1)),
            "ilvl" => story.depth = small(number).map(|depth| depth.saturating_add(1)),
            "intbl" => story.is_cell = true,
            "par" | "sect" if self.is_shown() => self.end_paragraph()?,
            "cell" | "nestcell" => {
                self.story.is_cell = true;
                self.end_paragraph()?;
                self.story.column += u32::from(name == "cell");
            }
            "row" => {
                if !self.story.prose.is_blank() {
                    self.end_paragraph()?;
                }
                (self.story.row, self.story.column) = (self.story.row + 1, 0);
            }
            "line" | "lbr" | "page" | "column" => self.put_text("\n"),
            _ => character(name).into_iter().for_each(|c| self.put_text(c)),
        }
        Ok(())
    }

    fn symbol(&mut self, symbol: u8) -> Result<()> {
        self.flush();
        match symbol {
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.put_text("\u{A0}"),
            b'_' => self.put_text("\u{2011}"),
            b'\r' | b'\n' if self.is_shown() => self.end_paragraph()?,
            b'\t' => self.put_text("\t"),
            _ => {}
        }
        Ok(())
    }

    /// Whether what follows is seen by a reader.
    fn is_shown(&self) -> bool {
        let is_text = matches!(self.now.of, Use::Text | Use::Contents);
        is_text && !self.now.is_deleted && !self.now.is_moved
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else {
            self.bytes.push(byte);
        }
    }

    /// Adds the bytes that were read, as text.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = mem::take(&mut self.bytes);
        if bytes.is_ascii() {
            self.put_text(&String::from_utf8_lossy(&bytes));
            return;
        }
        let of = |font: i32| self.charsets.get(&font).copied();
        let [font, of_rtl] = self.now.fonts.map(of);
        let encoding = if self.now.is_rtl { of_rtl.or(font) } else { font };
        let text = encoding.unwrap_or(self.page).decode_without_bom_handling(&bytes).0.into_owned();
        self.put_text(&text);
    }

    /// Adds a character by its number, in halves if it is beyond 16 bits.
    fn unicode(&mut self, number: i32) {
        self.flush();
        self.to_skip = self.now.skipped;
        // Numbers are written with a sign.
        let number = if number < 0 { number + 0x1_0000 } else { number };
        let Ok(number) = u32::try_from(number) else { return };
        let c = match (self.half.take(), number) {
            (_, 0xD800..0xDC00) => {
                self.half = Some(number);
                return;
            }
            (Some(high), 0xDC00..0xE000) => 0x1_0000 + ((high - 0xD800) << 10) + (number - 0xDC00),
            // Fonts of symbols have theirs here; those of ASCII are shown as such.
            (_, 0xF000..=0xF0FF) => {
                if self.is_shown() {
                    self.flows.leave_out("symbols of picture fonts", &format!("U+{number:04X}"));
                }
                return;
            }
            (_, number) => number,
        };
        if let Some(c) = char::from_u32(c) {
            self.put_text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn put_text(&mut self, text: &str) {
        match self.now.of {
            Use::Nothing => {}
            Use::Fonts | Use::Styles | Use::Comment => self.aside.push_str(text),
            Use::Code => self.fields.iter_mut().last().into_iter().for_each(|c| c.push_str(text)),
            Use::Text | Use::Contents if self.now.is_moved => {}
            Use::Text | Use::Contents if self.now.is_deleted => self.story.deleted.push_str(text),
            Use::Contents => self.story.contents.push_str(text),
            Use::Text if self.now.is_hidden => self.story.hidden.push_str(text),
            Use::Text if text == "\n" => self.story.prose.line_break(),
            Use::Text if self.now.is_rtl => {
                let [bold, italic] = self.now.of_rtl;
                let look = Look { bold, italic, ..self.now.look.clone() };
                self.story.prose.push(text, &look);
            }
            Use::Text => self.story.prose.push(text, &self.now.look),
        }
    }

    fn end_paragraph(&mut self) -> Result<()> {
        let place = Place::Paragraph(self.paragraphs);
        self.paragraphs += u32::from(self.story.flow.is_none());
        let style = self.styles.get(&self.story.style).map_or("", |name| &**name);
        let number = |prefix| style.strip_prefix(prefix)?.trim().parse::<u8>().ok();
        let (heading, is_contents) = (number("heading "), number("toc ").is_some());
        let story = &mut self.story;
        let mut prose = mem::take(&mut story.prose);
        if is_contents {
            story.contents.push_str(prose.text());
            prose = Prose::default();
        }
        for (what, text) in [
            ("deleted text", &mut story.deleted),
            ("hidden text", &mut story.hidden),
            ("lines of tables of contents", &mut story.contents),
        ] {
            if !text.trim().is_empty() {
                self.flows.leave_out(what, text);
            }
            text.clear();
        }
        if story.is_cell && !story.was_cell && story.flow.is_none() {
            (story.table, story.row, story.column) = (self.tables, 0, 0);
            self.tables += 1;
        }
        story.was_cell = story.is_cell;
        let cell = BlockKind::Cell { table: story.table, row: story.row, column: story.column };
        let level = heading.or(story.level.filter(|level| *level < 9).map(|level| level + 1));
        let kind = match (level, story.depth) {
            _ if story.is_cell => cell,
            _ if style == "title" => BlockKind::Title,
            _ if style == "caption" => BlockKind::Caption,
            (Some(level), _) => BlockKind::Heading(level),
            (None, Some(depth)) => BlockKind::Item { depth },
            (None, None) => BlockKind::Paragraph,
        };
        let (flow, kind) = story.flow.unwrap_or((Flow::Body, kind));
        self.flows.paragraph(flow, &prose, kind, &place)
    }
}

/// The character that a word stands for.
fn character(name: &str) -> Option<&'static str> {
    Some(match name {
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "ltrmark" => "\u{200E}",
        "rtlmark" => "\u{200F}",
        "zwj" => "\u{200D}",
        "zwnj" => "\u{200C}",
        _ => return None,
    })
}
