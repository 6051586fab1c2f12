//! What several tests need: files of this repository, bitexts of plain strings, and the one call that aligns.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use mizan::aligner::{Aligner, Alignment};
use mizan::bitext::{Bitext, Segment, Segments};
use mizan::encoder::Encoder;
use mizan::glossary::Glossary;
use mizan::lang::Lang;
use mizan::text::Place;

/// A path in this repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// A file of this repository as text.
pub(crate) fn read(relative: &str) -> String {
    let path = path(relative);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files and folders in a folder of this repository, in order.
pub(crate) fn entries(relative: &str) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path(relative)).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Every file and folder in a folder with its bytes; a folder has none.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap_or_default())
    };
    entries.map(named).collect()
}

/// Every glossary in `glossary/`, as one.
pub(crate) fn glossary() -> Glossary {
    let mut all = Glossary::default();
    for file in
        entries("glossary").iter().filter(|file| file.extension().is_some_and(|e| e == "csv"))
    {
        all.extend(Glossary::parse(&fs::read_to_string(file).unwrap()).unwrap());
    }
    all
}

/// One side of a bitext, one segment for each string.
pub(crate) fn side<T: AsRef<str>>(lang: Lang, texts: &[T]) -> Segments {
    let items = texts.iter().zip(0u32..).map(|(text, at)| {
        let mut segment = Segment::new(text.as_ref(), Place::Line(u64::from(at) + 1));
        segment.block = at;
        segment
    });
    Segments::new(lang, items.collect())
}

/// Aligns as the program does.
pub(crate) fn align(bitext: &Bitext, glossary: &Glossary, threads: usize) -> Alignment {
    aligner(glossary, threads).align_bitext(bitext.clone())
}

/// Aligns as the program does.
pub(crate) fn aligner(glossary: &Glossary, threads: usize) -> Aligner {
    Aligner::with_encoder(Some(Arc::clone(encoder())))
        .glossary(glossary.clone())
        .threads(threads)
        .explain(true)
}

/// The built-in encoder, loaded once for all tests.
pub(crate) fn encoder() -> &'static Arc<Encoder> {
    static ENCODER: LazyLock<Arc<Encoder>> =
        LazyLock::new(|| Arc::new(Encoder::embedded().unwrap()));
    &ENCODER
}
