//! Content streams: the glyphs of a page in the order they are drawn.

use std::cell::RefCell;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;

use super::filter::{deref, unpacked};
use super::font::{Font, number};
use super::letters::Texts;
use super::lexer::{Lexer, Token, Value};
use crate::maths;

/// How deep forms may be drawn in each other.
const DEPTH: usize = 16;

/// The most bytes that the contents of a page unpack to.
const LARGEST: usize = 64 << 20;

/// How many operands one operator may have.
const OPERANDS: usize = 64;

/// A glyph where it is drawn. Along its line `x` grows in the direction glyphs follow each other, `y` grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// The number of its text.
    pub(super) text: u32,
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    /// The height of an em.
    pub(super) size: f32,
    /// The number of its font in the file, and its code there.
    pub(super) font: u16,
    pub(super) code: u32,
    /// The direction of its line: quarters of a turn, or 4 for any other.
    pub(super) turn: u8,
    /// Whether the file says that it belongs to the page and not to the text.
    pub(super) is_artifact: bool,
}

impl Glyph {
    pub(super) fn end(&self) -> f32 {
        self.x + self.width
    }
}

/// How much may be done for one file.
pub(super) struct Budget {
    pub(super) tokens: u64,
    pub(super) glyphs: usize,
    pub(super) bytes: usize,
}

/// Why a page was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exhausted {
    Tokens,
    Glyphs,
    Bytes,
}

/// A transformation of the plane, as PDF writes it.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this, then the other.
    fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [o, p, q, r, s, t]) = (self.0, other.0);
        Matrix([
            a * o + b * q,
            a * p + b * r,
            c * o + d * q,
            c * p + d * r,
            e * o + f * q + s,
            e * p + f * r + t,
        ])
    }

    fn moved(self, x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<RefCell<Font>>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    /// Horizontal scaling, 1 as usual.
    scaling: f64,
    leading: f64,
    rise: f64,
}

/// Marked content that is open.
struct Mark {
    /// The text it stands for, and the glyphs drawn before it.
    actual: Option<(String, usize)>,
    is_artifact: bool,
}

/// Draws pages.
pub(super) struct Canvas<'f> {
    file: &'f Document,
    pub(super) texts: Texts,
    pub(super) budget: Budget,
    /// Forms that were to be drawn inside themselves.
    pub(super) loops: u64,
    /// Pictures of the present page.
    pub(super) pictures: u64,
    fonts: HashMap<ObjectId, Rc<RefCell<Font>>>,
    glyphs: Vec<Glyph>,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marks: Vec<Mark>,
    /// Forms being drawn.
    open: Vec<ObjectId>,
}

impl<'f> Canvas<'f> {
    pub(super) fn new(file: &'f Document, budget: Budget) -> Canvas<'f> {
        Canvas {
            file,
            texts: Texts::default(),
            budget,
            loops: 0,
            pictures: 0,
            fonts: HashMap::new(),
            glyphs: Vec::new(),
            state: State::new(),
            saved: Vec::new(),
            text: Matrix::ONE,
            line: Matrix::ONE,
            marks: Vec::new(),
            open: Vec::new(),
        }
    }

    /// The glyphs of a page.
    pub(super) fn page(
        &mut self,
        contents: &[&Stream],
        resources: &'f Dictionary,
    ) -> Result<Vec<Glyph>, Exhausted> {
        let mut bytes = Vec::new();
        for stream in contents {
            bytes.extend(self.unpack(stream)?);
            if bytes.len() > LARGEST {
                return Err(Exhausted::Bytes);
            }
            bytes.push(b'\n');
        }
        self.state = State::new();
        (self.text, self.line) = (Matrix::ONE, Matrix::ONE);
        self.saved.clear();
        self.marks.clear();
        self.open.clear();
        self.glyphs.clear();
        self.pictures = 0;
        self.draw(&bytes, resources)?;
        self.budget.glyphs = self.budget.glyphs.saturating_sub(self.glyphs.len());
        Ok(std::mem::take(&mut self.glyphs))
    }

    fn unpack(&mut self, stream: &Stream) -> Result<Vec<u8>, Exhausted> {
        let most = self.budget.bytes.min(LARGEST);
        let Some(bytes) = unpacked(self.file, stream, most) else {
            // Nothing to read here, unless it did not fit.
            let is_small = stream.content.len() < most / 2000;
            return if is_small { Ok(Vec::new()) } else { Err(Exhausted::Bytes) };
        };
        self.budget.bytes -= bytes.len().min(self.budget.bytes);
        Ok(bytes)
    }

    fn draw(&mut self, bytes: &[u8], resources: &'f Dictionary) -> Result<(), Exhausted> {
        let mut lexer = Lexer::new(bytes);
        let mut operands: Vec<Value> = Vec::new();
        while let Some(token) = lexer.token() {
            let cost = match &token {
                Token::Value(Value::Array(values) | Value::Dict(values)) => values.len() as u64 + 1,
                _ => 1,
            };
            self.spend(cost)?;
            match token {
                Token::Value(value) if operands.len() < OPERANDS => operands.push(value),
                Token::Value(_) => {}
                Token::Operator(b"BI") => {
                    self.pictures += 1;
                    lexer.skip_picture();
                    operands.clear();
                }
                Token::Operator(operator) => {
                    self.operate(operator, &operands, resources)?;
                    operands.clear();
                }
            }
        }
        Ok(())
    }

    fn operate(
        &mut self,
        operator: &[u8],
        operands: &[Value],
        resources: &'f Dictionary,
    ) -> Result<(), Exhausted> {
        let number = |at: usize| operands.get(at).and_then(Value::number).unwrap_or(0.0);
        match operator {
            b"q" if self.saved.len() < 256 => self.saved.push(self.state.clone()),
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.ctm = matrix(operands).then(self.state.ctm),
            b"BT" => (self.text, self.line) = (Matrix::ONE, Matrix::ONE),
            b"Tc" => self.state.spacing = number(0),
            b"Tw" => self.state.word_spacing = number(0),
            b"Tz" => self.state.scaling = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Tf" => {
                let name = operands.first().and_then(Value::name);
                self.state.font = name.and_then(|name| self.font(resources, name));
                self.state.size = number(1);
            }
            b"gs" => self.set(resources, operands),
            b"Td" => self.next_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.next_line(number(0), number(1));
            }
            b"Tm" => {
                self.line = matrix(operands);
                self.text = self.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" => self.show(operands)?,
            b"TJ" => self.show(operands.first().and_then(Value::array).unwrap_or_default())?,
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands)?;
            }
            b"\"" => {
                (self.state.word_spacing, self.state.spacing) = (number(0), number(1));
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default())?;
            }
            b"BMC" | b"BDC" => self.begin_mark(operands, resources),
            b"EMC" => self.end_mark(),
            b"Do" => {
                if let Some(name) = operands.first().and_then(Value::name) {
                    self.draw_form(name, resources)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    /// An entry of one of the dictionaries of the resources.
    fn resource(&self, resources: &'f Dictionary, kind: &[u8], name: &[u8]) -> Option<&'f Object> {
        let dict = resources.get_deref(kind, self.file).and_then(Object::as_dict).ok()?;
        dict.get(name).ok()
    }

    fn font(&mut self, resources: &'f Dictionary, name: &[u8]) -> Option<Rc<RefCell<Font>>> {
        let object = self.resource(resources, b"Font", name)?;
        self.font_of(object)
    }

    fn font_of(&mut self, object: &'f Object) -> Option<Rc<RefCell<Font>>> {
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(font));
        }
        let dict = deref(self.file, object).as_dict().ok()?;
        // As a form; that which follows tells if nothing is left.
        let cost = if dict.has(b"ToUnicode") { 10_000 } else { 50_000 };
        self.budget.tokens = self.budget.tokens.saturating_sub(cost);
        let mut font = Font::new(self.file, dict);
        font.number = self.fonts.len() as u16;
        let font = Rc::new(RefCell::new(font));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    /// A graphics state may set the font.
    fn set(&mut self, resources: &'f Dictionary, operands: &[Value]) {
        let Some(name) = operands.first().and_then(Value::name) else { return };
        let Some(object) = self.resource(resources, b"ExtGState", name) else { return };
        let font =
            deref(self.file, object).as_dict().and_then(|dict| dict.get_deref(b"Font", self.file));
        if let Ok([font, size]) = font.and_then(Object::as_array).map(Vec::as_slice) {
            self.state.font = self.font_of(font);
            self.state.size = number(deref(self.file, size)).unwrap_or(0.0);
        }
    }

    fn show(&mut self, pieces: &[Value]) -> Result<(), Exhausted> {
        for piece in pieces {
            match piece {
                Value::Number(gap) => {
                    let shift = -gap / 1000.0 * self.state.size * self.state.scaling;
                    self.text = self.text.moved(shift, 0.0);
                }
                Value::Bytes(bytes) => self.show_string(bytes)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn show_string(&mut self, bytes: &[u8]) -> Result<(), Exhausted> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        let mut font = font.borrow_mut();
        let state = &self.state;
        let is_artifact = self.marks.iter().any(|mark| mark.is_artifact);
        let mut rest = bytes;
        while !rest.is_empty() {
            let (shown, length) = font.next(rest, &mut self.texts);
            rest = rest.get(length.max(1)..).unwrap_or_default();
            let em = Matrix([state.size * state.scaling, 0.0, 0.0, state.size, 0.0, state.rise]);
            let place = em.then(self.text).then(state.ctm);
            if let Some(glyph) = placed(place, shown.text, shown.width) {
                let (font, code) = (font.number, shown.code);
                let glyph = Glyph { font, code, is_artifact, ..glyph };
                if self.glyphs.len() >= self.budget.glyphs {
                    return Err(Exhausted::Glyphs);
                }
                self.glyphs.push(glyph);
            }
            let word = if shown.is_space { state.word_spacing } else { 0.0 };
            let advance = shown.width * state.size + state.spacing + word;
            self.text = self.text.moved(advance * state.scaling, 0.0);
        }
        self.spend(bytes.len() as u64 / 4)
    }

    /// Counts work.
    fn spend(&mut self, tokens: u64) -> Result<(), Exhausted> {
        self.budget.tokens = self.budget.tokens.checked_sub(tokens).ok_or(Exhausted::Tokens)?;
        Ok(())
    }

    fn begin_mark(&mut self, operands: &[Value], resources: &'f Dictionary) {
        let is_artifact = operands.first().and_then(Value::name) == Some(b"Artifact");
        let (mut actual, mut kind) = (None, None);
        match operands.get(1) {
            Some(Value::Name(name)) => {
                let object = self.resource(resources, b"Properties", name);
                let dict = object.and_then(|object| deref(self.file, object).as_dict().ok());
                if let Some(dict) = dict {
                    let text = dict.get_deref(b"ActualText", self.file).and_then(Object::as_str);
                    actual = text.ok().map(text_string);
                    kind = dict.get_deref(b"Type", self.file).and_then(Object::as_name).ok();
                }
            }
            Some(dict) => {
                actual = dict.get(b"ActualText").and_then(Value::bytes).map(text_string);
                kind = dict.get(b"Type").and_then(Value::name);
            }
            None => {}
        }
        let is_artifact = is_artifact && kind == Some(b"Pagination");
        if self.marks.len() < 256 {
            let actual = actual.map(|text| (text, self.glyphs.len()));
            self.marks.push(Mark { actual, is_artifact });
        }
    }

    fn end_mark(&mut self) {
        let Some(Mark { actual: Some((text, start)), .. }) = self.marks.pop() else { return };
        let Some(glyphs) = self.glyphs.get(start..) else { return };
        let Some(&first) = glyphs.first() else { return };
        // One glyph in place of all, if they stand on one line.
        let is_line = glyphs.iter().all(|glyph| {
            glyph.turn == first.turn && (glyph.y - first.y).abs() < first.size.max(glyph.size)
        });
        if !is_line {
            return;
        }
        let left = glyphs.iter().map(|glyph| glyph.x).fold(f32::INFINITY, f32::min);
        let right = glyphs.iter().map(Glyph::end).fold(f32::NEG_INFINITY, f32::max);
        // The base has a width, marks often have none.
        let base = glyphs.iter().max_by(|a, b| a.width.total_cmp(&b.width)).unwrap_or(&first);
        let whole = Glyph {
            text: self.texts.number(&text),
            x: left,
            width: (right - left).max(0.0),
            ..*base
        };
        self.glyphs.truncate(start);
        if !text.is_empty() {
            self.glyphs.push(whole);
        }
    }

    fn draw_form(&mut self, name: &[u8], resources: &'f Dictionary) -> Result<(), Exhausted> {
        let Some(object) = self.resource(resources, b"XObject", name) else { return Ok(()) };
        let Ok(id) = object.as_reference() else { return Ok(()) };
        let Ok(form) = deref(self.file, object).as_stream() else { return Ok(()) };
        let kind = form.dict.get_deref(b"Subtype", self.file).and_then(Object::as_name);
        if kind.unwrap_or_default() != b"Form" {
            self.pictures += 1;
            return Ok(());
        }
        if self.open.contains(&id) || self.open.len() >= DEPTH {
            self.loops += 1;
            return Ok(());
        }
        // A form costs more than the token that names it.
        self.spend(100)?;
        let bytes = self.unpack(form)?;
        let own = form.dict.get_deref(b"Resources", self.file).and_then(Object::as_dict);
        let state = self.state.clone();
        let (text, line) = (self.text, self.line);
        let (saved, marks) = (std::mem::take(&mut self.saved), self.marks.len());
        let list = form.dict.get_deref(b"Matrix", self.file).and_then(Object::as_array);
        if let Ok(list) = list {
            let numbers: Vec<Value> = list
                .iter()
                .map(|object| Value::Number(number(deref(self.file, object)).unwrap_or(0.0)))
                .collect();
            self.state.ctm = matrix(&numbers).then(self.state.ctm);
        }
        self.open.push(id);
        let drawn = self.draw(&bytes, own.unwrap_or(resources));
        self.open.pop();
        self.marks.truncate(marks);
        (self.state, self.saved, self.text, self.line) = (state, saved, text, line);
        drawn
    }
}

impl State {
    fn new() -> State {
        State {
            ctm: Matrix::ONE,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

fn matrix(operands: &[Value]) -> Matrix {
    let number = |at: usize| operands.get(at).and_then(Value::number).unwrap_or(0.0);
    Matrix([number(0), number(1), number(2), number(3), number(4), number(5)])
}

/// A glyph at a place, in the coordinates of its own line; none if the place is none.
fn placed(place: Matrix, text: u32, width: f64) -> Option<Glyph> {
    let Matrix([a, b, c, d, e, f]) = place;
    let along = maths::hypot(a, b);
    let size = maths::hypot(c, d);
    let numbers = [along, size, e, f];
    if numbers.iter().any(|n| !n.is_finite() || n.abs() > 1e7) || along < 1e-6 || size < 1e-6 {
        return None;
    }
    // The nearest quarter of a turn, unless the line is oblique.
    let turns = maths::atan2(b, a) / std::f64::consts::FRAC_PI_2;
    let nearest = turns.round();
    let turn = if (turns - nearest).abs() < 0.1 { nearest.rem_euclid(4.0) as u8 } else { 4 };
    let (cos, sin) = match turn {
        0 => (1.0, 0.0),
        1 => (0.0, 1.0),
        2 => (-1.0, 0.0),
        3 => (0.0, -1.0),
        _ => (a / along, b / along),
    };
    let (x, y) = (e * cos + f * sin, e * sin - f * cos);
    let width = width * along;
    let x = if width < 0.0 { x + width } else { x };
    Some(Glyph {
        text,
        x: x as f32,
        y: y as f32,
        width: width.abs() as f32,
        size: size as f32,
        font: 0,
        code: 0,
        turn,
        is_artifact: false,
    })
}

/// A text string of a dictionary: UTF-16 with a mark, UTF-8 with a mark, or bytes.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}
