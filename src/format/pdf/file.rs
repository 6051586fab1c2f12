//! Opening a PDF file: its objects, its pages, and what no file may do.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::collections::HashSet;

use super::filter::{deref, inflate};

/// The most bytes that a stream of objects unpacks to, and that all of them do.
const LARGEST_OF_OBJECTS: usize = 64 << 20;
const MOST_OF_OBJECTS: usize = 256 << 20;

/// The most pages.
const MOST_PAGES: usize = 100_000;

/// Why a file is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Password,
    TooLarge,
    Broken,
}

/// A page of a file.
pub(super) struct Page<'f> {
    pub(super) contents: Vec<&'f Stream>,
    pub(super) resources: Option<&'f Dictionary>,
}

/// Opens a file. Pictures are not kept.
pub(super) fn open(bytes: &[u8]) -> Result<Document, Refused> {
    require_small(bytes)?;
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

/// Refuses a file whose streams of objects unpack to more than any has: they are unpacked when it is opened.
fn require_small(bytes: &[u8]) -> Result<(), Refused> {
    let mut all = 0;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let before = &bytes[at.saturating_sub(2_000)..at];
        if before.ends_with(b"end") {
            continue;
        }
        let dict = memchr::memmem::rfind(before, b"obj").map_or(before, |start| &before[start..]);
        let has = |name: &[u8]| memchr::memmem::find(dict, name).is_some();
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

fn inflated_size(data: &[u8]) -> usize {
    inflate(data, LARGEST_OF_OBJECTS).len()
}

/// The pages of a file in their order.
pub(super) fn pages(file: &Document) -> Vec<Page<'_>> {
    let mut pages = Vec::new();
    let root = file.catalog().and_then(|catalog| catalog.get(b"Pages"));
    // What is to come, the next last, with the resources of its parents.
    let mut stack: Vec<(&Object, Option<&Dictionary>)> =
        root.map(|root| (root, None)).into_iter().collect();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    while let Some((object, inherited)) = stack.pop() {
        let is_new = object.as_reference().map_or(true, |id| seen.insert(id));
        let Ok(dict) = deref(file, object).as_dict() else { continue };
        if !is_new || pages.len() >= MOST_PAGES {
            continue;
        }
        let own = dict.get_deref(b"Resources", file).and_then(Object::as_dict).ok();
        let resources = own.or(inherited);
        match dict.get_deref(b"Kids", file).and_then(Object::as_array) {
            Ok(kids) => stack.extend(kids.iter().rev().map(|kid| (kid, resources))),
            Err(_) => pages.push(Page { contents: contents(file, dict), resources }),
        }
    }
    pages
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
