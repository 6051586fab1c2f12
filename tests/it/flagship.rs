//! The document the project began with stays as its owner gave it.

use std::fs;

use xxhash_rust::xxh3::xxh3_64;

use crate::texts;

#[test]
fn the_first_document_is_unchanged() {
    let bytes = fs::read(texts::path("pairs/fentanyl/source.ar.txt")).unwrap();
    assert_eq!(
        (bytes.len(), format!("{:016x}", xxh3_64(&bytes))),
        (4562, "ce78dc27e15e89e0".to_owned())
    );
}
