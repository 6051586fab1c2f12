//! Opening a PDF file: its objects, its pages, and what no file may do.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::collections::{BTreeMap, HashSet};

use super::filter::{deref, inflate};
use super::lexer::{Lexer, Token, Value};

/// The most bytes that a stream of objects unpacks to, and that all of them do.
const LARGEST_OF_OBJECTS: usize = 64 << 20;
const MOST_OF_OBJECTS: usize = 256 << 20;

/// The most objects that are looked for in a broken file.
const MOST_OBJECTS: usize = 1_000_000;

/// The most pages.
const MOST_PAGES: usize = if cfg!(test) { 300 } else { 20_000 };

/// Why a file is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Password,
    TooLarge,
    Pages,
    Broken,
}

/// A page of a file.
pub(super) struct Page<'f> {
    pub(super) contents: Vec<&'f Stream>,
    pub(super) resources: Option<&'f Dictionary>,
    pub(super) dict: &'f Dictionary,
}

/// Opens a file, and tells whether its list of objects had to be made anew. Pictures are not kept.
pub(super) fn open(bytes: &[u8]) -> Result<(Document, bool), Refused> {
    require_small(bytes)?;
    match load(bytes) {
        // Lists that are mended on the way in may lack objects.
        Ok(file) if file.catalog().is_ok() && file.xref_recovery.is_none() => Ok((file, false)),
        Err(Refused::Password) => Err(Refused::Password),
        _ => {
            let file = load(&relisted(bytes).ok_or(Refused::Broken)?)?;
            Ok((file, true))
        }
    }
}

fn load(bytes: &[u8]) -> Result<Document, Refused> {
    let options = LoadOptions { filter: Some(without_pictures), ..LoadOptions::default() };
    let file = Document::load_mem_with_options(bytes, options).map_err(|_| Refused::Broken)?;
    if file.trailer.has(b"Encrypt") {
        return Err(Refused::Password);
    }
    Ok(file)
}

fn without_pictures(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object
        && stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default() == b"Image"
    {
        stream.content = Vec::new();
        stream.start_position = None;
    }
    Some((id, object.clone()))
}

/// A file with a new list of its objects at the end, found by what they begin with; none if that shows no catalog.
fn relisted(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut places: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
    let mut catalog = None;
    for at in memchr::memmem::find_iter(bytes, b" obj") {
        let Some((start, number, generation)) = object_head(bytes, at) else { continue };
        // Of several with one number the last holds.
        places.insert(number, (start, generation));
        let dict = &bytes[at..bytes.len().min(at + 300)];
        let dict = &dict[..memchr::memmem::find(dict, b"endobj").unwrap_or(dict.len())];
        if memchr::memmem::find(dict, b"/Catalog").is_some() {
            catalog = Some(format!("{number} {generation} R"));
        }
        if places.len() > MOST_OBJECTS {
            return None;
        }
    }
    let root = catalog.or_else(|| reference(bytes, b"/Root"))?;
    let encrypt =
        reference(bytes, b"/Encrypt").map(|id| format!("/Encrypt {id}")).unwrap_or_default();
    let size = places.last_key_value()?.0.saturating_add(1);
    let mut listed = bytes.to_vec();
    listed.extend_from_slice(b"\nendobj\n");
    let start = listed.len();
    let mut list = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, (place, generation)) in places {
        list.push_str(&format!("{number} 1\n{place:010} {generation:05} n \n"));
    }
    list.push_str(&format!(
        "trailer<</Root {root}/Size {size}{encrypt}>>\nstartxref\n{start}\n%%EOF\n"
    ));
    listed.extend_from_slice(list.as_bytes());
    Some(listed)
}

/// Where the head of an object starts that ends in ` obj` here, and its two numbers.
fn object_head(bytes: &[u8], end: usize) -> Option<(usize, u32, u16)> {
    let before = &bytes[end.saturating_sub(20)..end];
    let mut words = before.rsplit(|byte| !byte.is_ascii_digit());
    let generation = words.next().filter(|word| !word.is_empty())?;
    let number = words.next().filter(|word| !word.is_empty())?;
    let parsed = |word: &[u8]| std::str::from_utf8(word).ok()?.parse::<u32>().ok();
    let start = end - generation.len() - 1 - number.len();
    Some((start, parsed(number)?, u16::try_from(parsed(generation)?).ok()?))
}

/// The last reference that follows a name.
fn reference(bytes: &[u8], name: &[u8]) -> Option<String> {
    let at = memchr::memmem::rfind(bytes, name)? + name.len();
    let mut lexer = Lexer::new(&bytes[at..bytes.len().min(at + 40)]);
    let mut next = || match lexer.token()? {
        Token::Value(value) => value.number().map(|number| number as u32),
        Token::Operator(_) => None,
    };
    Some(format!("{} {} R", next()?, next()?))
}

/// Refuses a file whose streams of objects unpack to more than any has, or are lists without end: they are read when it
/// is opened.
fn require_small(bytes: &[u8]) -> Result<(), Refused> {
    let mut all = 0;
    let mut looked = 0;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let before = &bytes[at.saturating_sub(1 << 16)..at];
        if before.ends_with(b"end") {
            continue;
        }
        let dict = memchr::memmem::rfind(before, b"obj").map_or(before, |start| &before[start..]);
        looked += dict.len();
        let has = |name: &[u8]| memchr::memmem::find(dict, name).is_some();
        if looked > MOST_OF_OBJECTS || is_endless(dict) {
            return Err(Refused::TooLarge);
        }
        if has(b"/Image") || has(b"/FontFile") || !(has(b"Fl") || has(b"#")) {
            continue;
        }
        let data = &bytes[at + 6..];
        let start = data.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ')).count();
        let data = &data[start..];
        // Only what packs to a hundredth can be a danger.
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        if end.saturating_mul(1_100) < LARGEST_OF_OBJECTS / 64 {
            continue;
        }
        let unpacked = inflated_size(&data[..end]);
        all += unpacked;
        let is_bomb = unpacked > end.saturating_mul(250) && unpacked > LARGEST_OF_OBJECTS / 4;
        if unpacked >= LARGEST_OF_OBJECTS || all > MOST_OF_OBJECTS || is_bomb {
            return Err(Refused::TooLarge);
        }
    }
    Ok(())
}

/// Whether a stream is a list of objects whose entries have no length, or none that any list has.
fn is_endless(dict: &[u8]) -> bool {
    let Some(start) = memchr::memchr(b'<', dict) else { return false };
    let Some(Token::Value(value)) = Lexer::new(&dict[start..]).token() else { return false };
    let Some(widths) = value.get(b"W").and_then(Value::array) else { return false };
    let widths: Vec<f64> = widths.iter().filter_map(Value::number).collect();
    widths.iter().sum::<f64>() < 1.0 || widths.iter().any(|width| !(0.0..=8.0).contains(width))
}

fn inflated_size(data: &[u8]) -> usize {
    inflate(data, LARGEST_OF_OBJECTS).len()
}

/// The pages of a file in their order.
///
/// # Errors
///
/// If there are more than any file has that is read.
pub(super) fn pages(file: &Document) -> Result<Vec<Page<'_>>, Refused> {
    let mut pages = Vec::new();
    let root = file.catalog().and_then(|catalog| catalog.get(b"Pages"));
    // What is to come, the next last, with the resources of its parents.
    let mut stack: Vec<(&Object, Option<&Dictionary>)> =
        root.map(|root| (root, None)).into_iter().collect();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    while let Some((object, inherited)) = stack.pop() {
        let is_new = object.as_reference().map_or(true, |id| seen.insert(id));
        let Ok(dict) = deref(file, object).as_dict() else { continue };
        if !is_new {
            continue;
        }
        if pages.len() >= MOST_PAGES {
            return Err(Refused::Pages);
        }
        let own = dict.get_deref(b"Resources", file).and_then(Object::as_dict).ok();
        let resources = own.or(inherited);
        match dict.get_deref(b"Kids", file).and_then(Object::as_array) {
            Ok(kids) => stack.extend(kids.iter().rev().map(|kid| (kid, resources))),
            Err(_) => pages.push(Page { contents: contents(file, dict), resources, dict }),
        }
    }
    Ok(pages)
}

fn contents<'f>(file: &'f Document, page: &'f Dictionary) -> Vec<&'f Stream> {
    match page.get_deref(b"Contents", file) {
        Ok(Object::Stream(stream)) => vec![stream],
        Ok(Object::Array(parts)) => {
            parts.iter().filter_map(|part| deref(file, part).as_stream().ok()).collect()
        }
        _ => Vec::new(),
    }
}
