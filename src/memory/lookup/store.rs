//! The index of a memory as a database in a file, or in the working memory.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use redb::backends::{FileBackend, InMemoryBackend};
use redb::{
    Builder, Database, ReadOnlyDatabase, ReadOnlyTable, ReadableDatabase, ReadableTable,
    StorageBackend, Table, TableDefinition, WriteTransaction,
};
use xxhash_rust::xxh3::xxh3_64;

use super::seal::{self, broken};
use crate::bitext::Side;
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::language::USUAL;
use crate::memory::Sides;
use crate::memory::words::tokens;
use crate::memory::{AFTER, BEFORE};
use crate::unit::{Meta, TranslationUnit, UnitSource};

/// What an index says of itself, by name.
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");
/// The distinct words in the order of their numbers, separated by new lines, in blocks.
const WORDS: TableDefinition<'_, u32, &str> = TableDefinition::new("words");
/// For each source the number of its words, and theirs: 32 bits each, little-endian, in blocks.
const TEXTS: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("texts");
/// The distinct words of the translations, and these, in the same way.
const TARGET_WORDS: TableDefinition<'_, u32, &str> = TableDefinition::new("target_words");
const TARGET_TEXTS: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("target_texts");
/// Hashes of the sources, 64 bits each, little-endian, in blocks.
const HASHES: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("hashes");
/// Hashes of the texts before and after a source, for units that name them.
const CONTEXTS: TableDefinition<'_, u32, (u64, u64)> = TableDefinition::new("contexts");
/// Number, line, id, source, target, date, confidence and document of a unit.
const UNITS: TableDefinition<'_, u32, Row> = TableDefinition::new("units");

type Row =
    (u64, u64, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// The version of the index. An index of another version is refused.
const VERSION: &str = "2";
/// The bytes of the database that are cached in the working memory.
const CACHE: usize = 32 << 20;
/// Blocks are a little less than this, since the database rounds sizes up to powers of two.
const BLOCK: usize = (1 << 16) - 512;
/// The greatest number of units.
const MOST: usize = 1 << 28;

/// What an index is of.
pub(super) struct About {
    /// Identifies the version of the memory, in whatever way the caller likes.
    pub(super) stamp: String,
    /// The languages that were asked for.
    pub(super) sides: Sides,
    /// Those of the texts.
    pub(super) langs: [Lang; 2],
    /// The number of units.
    pub(super) units: u64,
    /// The number of distinct words of their sources.
    pub(super) words: u64,
}

/// An index that can be read.
pub(super) struct Store {
    about: About,
    /// The database in the working memory, if it is not in a file.
    _database: Option<Database>,
    units: ReadOnlyTable<u32, Row>,
    /// The words of both sides, and their texts.
    words: [ReadOnlyTable<u32, &'static str>; 2],
    texts: [ReadOnlyTable<u32, &'static [u8]>; 2],
    hashes: ReadOnlyTable<u32, &'static [u8]>,
    contexts: ReadOnlyTable<u32, (u64, u64)>,
}

/// A unit whose source is like a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookupMatch {
    /// 101 for the same text with a neighbour that is the same too, 100 for the same text, below that as
    /// [`match_percent`](super::match_percent).
    pub percent: u32,
    /// The number of the unit in the memory, from 1.
    pub number: u64,
    /// Its line in the memory, from 1.
    pub line: u64,
    /// Its id; empty if it has none.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// When it was changed last, and the props `x-confidence` and `x-doc` if it has them.
    pub meta: Meta,
}

/// The sources of a memory as numbers of words.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// For each text the number of its words, and these.
    pub(super) words: Vec<u32>,
    /// Hashes of the texts as they stand.
    pub(super) hashes: Vec<u64>,
    /// Hashes of the neighbours of texts whose unit names them, by text.
    pub(super) contexts: BTreeMap<u32, (u64, u64)>,
}

impl Texts {
    /// The words of each text, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let mut rest = &self.words[..];
        std::iter::from_fn(move || {
            let (&count, words) = rest.split_first()?;
            let (words, after) = words.split_at_checked(count as usize)?;
            rest = after;
            Some(words)
        })
    }

    /// Whether every text is there with its hash, and of no more words than there are.
    pub(super) fn are_sound(&self, words: usize) -> bool {
        let mut texts = 0;
        let mut held = 0;
        let known = self.iter().all(|text| {
            texts += 1;
            held += text.len() + 1;
            text.iter().all(|&word| (word as usize) < words)
        });
        known && texts == self.hashes.len() && held == self.words.len()
    }
}

/// The hash of a text.
pub(super) fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

fn failed(error: impl Into<redb::Error>) -> Error {
    match error.into() {
        redb::Error::Io(error) => error.into(),
        error => broken(error.to_string()),
    }
}

/// Builds the index of a memory, in an empty file or in the working memory. The working memory this takes goes with the
/// number of distinct words and not with that of units.
pub(super) fn build(
    source: &mut dyn UnitSource,
    sides: Sides,
    stamp: &str,
    file: Option<File>,
) -> Result<Store> {
    let Some(file) = file else {
        let database = database(InMemoryBackend::new(), source, sides, stamp)?;
        let store = Store::new(&database)?;
        return Ok(Store { _database: Some(database), ..store });
    };
    let again = file.try_clone()?;
    let backend = FileBackend::new(file).map_err(failed)?;
    drop(database(backend, source, sides, stamp)?);
    seal::seal(&again)?;
    Store::open(again)
}

fn database(
    backend: impl StorageBackend,
    source: &mut dyn UnitSource,
    sides: Sides,
    stamp: &str,
) -> Result<Database> {
    let database =
        Builder::new().set_cache_size(CACHE).create_with_backend(backend).map_err(failed)?;
    let write = database.begin_write().map_err(failed)?;
    let langs = [USUAL.0, USUAL.1];
    let mut about = About { stamp: stamp.to_owned(), sides, langs, units: 0, words: 0 };
    fill(&write, source, sides, &mut about)?;
    {
        let mut table = write.open_table(ABOUT).map_err(failed)?;
        let lang = |lang: Option<Lang>| lang.map(|lang| lang.to_string()).unwrap_or_default();
        for (name, value) in [
            ("version", VERSION.to_owned()),
            ("stamp", about.stamp),
            ("source", lang(sides.source)),
            ("target", lang(sides.target)),
            ("source_lang", about.langs[0].to_string()),
            ("target_lang", about.langs[1].to_string()),
            ("units", about.units.to_string()),
            ("words", about.words.to_string()),
        ] {
            table.insert(name, value.as_str()).map_err(failed)?;
        }
    }
    write.commit().map_err(failed)?;
    Ok(database)
}

fn fill(
    write: &WriteTransaction,
    source: &mut dyn UnitSource,
    sides: Sides,
    about: &mut About,
) -> Result<()> {
    let mut units = write.open_table(UNITS).map_err(failed)?;
    let mut contexts = write.open_table(CONTEXTS).map_err(failed)?;
    let mut hashes = write.open_table(HASHES).map_err(failed)?;
    let mut columns =
        [Column::new(write, WORDS, TEXTS)?, Column::new(write, TARGET_WORDS, TARGET_TEXTS)?];
    let mut new_hashes = Vec::new();
    let (mut hash_block, mut place) = (0, 0);
    while let Some(unit) = source.next()? {
        if place as usize == MOST {
            let message = format!("the memory has more than {MOST} units; split it");
            return Err(broken(message));
        }
        let sides = sides.or(source.header());
        units.insert(place, row(&unit, sides)).map_err(failed)?;
        let (text, translation) = sides.texts(&unit);
        if let Some(context) = context(&unit, sides) {
            contexts.insert(place, context).map_err(failed)?;
        }
        columns[0].add(text)?;
        columns[1].add(translation)?;
        new_hashes.extend(hash(text).to_le_bytes());
        place += 1;
        flush(&mut new_hashes, BLOCK, |bytes| {
            hash_block += 1;
            hashes.insert(hash_block, bytes).map_err(failed)?;
            Ok(())
        })?;
    }
    hashes.insert(hash_block + 1, &new_hashes[..]).map_err(failed)?;
    let known = sides.or(source.header());
    about.langs = [known.source.unwrap_or(USUAL.0), known.target.unwrap_or(USUAL.1)];
    about.units = u64::from(place);
    let [sources, targets] = columns;
    about.words = sources.finish()?;
    targets.finish()?;
    Ok(())
}

/// One side of a memory that is being indexed.
struct Column<'w> {
    words: Table<'w, u32, &'static str>,
    texts: Table<'w, u32, &'static [u8]>,
    /// The numbers of the words so far.
    numbers: HashMap<Box<str>, u32>,
    new_words: String,
    new_texts: Vec<u8>,
    word_block: u32,
    text_block: u32,
}

impl<'w> Column<'w> {
    fn new(
        write: &'w WriteTransaction,
        words: TableDefinition<'_, u32, &'static str>,
        texts: TableDefinition<'_, u32, &'static [u8]>,
    ) -> Result<Column<'w>> {
        Ok(Column {
            words: write.open_table(words).map_err(failed)?,
            texts: write.open_table(texts).map_err(failed)?,
            numbers: HashMap::new(),
            new_words: String::new(),
            new_texts: Vec::new(),
            word_block: 0,
            text_block: 0,
        })
    }

    fn add(&mut self, text: &str) -> Result<()> {
        let start = self.new_texts.len();
        self.new_texts.extend(0u32.to_le_bytes());
        let mut count = 0u32;
        for token in tokens(text) {
            let number = match self.numbers.get(token) {
                Some(&number) => number,
                None => {
                    let number = self.numbers.len() as u32;
                    self.numbers.insert(token.into(), number);
                    self.new_words.push_str(token);
                    self.new_words.push('\n');
                    number
                }
            };
            self.new_texts.extend(number.to_le_bytes());
            count += 1;
        }
        self.new_texts[start..start + 4].copy_from_slice(&count.to_le_bytes());
        if self.new_words.len() > BLOCK {
            self.words.insert(self.word_block, self.new_words.as_str()).map_err(failed)?;
            self.word_block += 1;
            self.new_words.clear();
        }
        let (texts, block) = (&mut self.texts, &mut self.text_block);
        flush(&mut self.new_texts, BLOCK, |bytes| {
            *block += 1;
            texts.insert(*block, bytes).map_err(failed)?;
            Ok(())
        })
    }

    /// Writes what is left, and gives the number of distinct words.
    fn finish(mut self) -> Result<u64> {
        self.words.insert(self.word_block, self.new_words.as_str()).map_err(failed)?;
        self.texts.insert(self.text_block + 1, &self.new_texts[..]).map_err(failed)?;
        Ok(self.numbers.len() as u64)
    }
}

/// Writes whole blocks of what has gathered.
fn flush(
    gathered: &mut Vec<u8>,
    block: usize,
    mut write: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    while gathered.len() > block {
        write(&gathered[..block])?;
        gathered.drain(..block);
    }
    Ok(())
}

/// A unit as a row of the table of units.
fn row(unit: &TranslationUnit, sides: Sides) -> (u64, u64, &str, &str, &str, &str, &str, &str) {
    let (source, target) = sides.texts(unit);
    let metas = unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
    let dates = metas.flat_map(|meta| [&meta.changed, &meta.created]);
    let changed = dates.max().map_or("", String::as_str);
    let prop = |name: &str| unit.meta.prop(name).unwrap_or_default();
    let (confidence, document) = (prop("x-confidence"), prop("x-doc"));
    (unit.number, unit.line, &unit.id, source, target, changed, confidence, document)
}

/// Hashes of the texts before and after a source, if the unit names any.
fn context(unit: &TranslationUnit, sides: Sides) -> Option<(u64, u64)> {
    let metas = || sides.of(unit).0.map(|v| &v.meta).into_iter().chain([&unit.meta]);
    let named = |names: &[&str]| metas().find_map(|meta| names.iter().find_map(|n| meta.prop(n)));
    let (before, after) = (named(&BEFORE), named(&AFTER));
    if before.is_none() && after.is_none() {
        return None;
    }
    Some((before.map_or(0, hash), after.map_or(0, hash)))
}

impl Store {
    /// Opens the index in a file.
    pub(super) fn open(file: File) -> Result<Store> {
        let database: ReadOnlyDatabase = Builder::new()
            .set_cache_size(CACHE)
            .open_read_only_with_backend(seal::open(file)?)
            .map_err(|error| broken(error.to_string()))?;
        Store::new(&database)
    }

    fn new(database: &impl ReadableDatabase) -> Result<Store> {
        let read = database.begin_read().map_err(failed)?;
        let table = read.open_table(ABOUT).map_err(failed)?;
        let about = |name: &str| -> Result<String> {
            let value = table.get(name).map_err(failed)?;
            value.map(|v| v.value().to_owned()).ok_or_else(|| broken(format!("it has no {name}")))
        };
        if about("version")? != VERSION {
            return Err(broken("it was built by another version of mizan"));
        }
        let number = |name| about(name)?.parse().map_err(|_| broken(format!("bad {name}")));
        let lang = |name| about(name)?.parse().map_err(|_| broken(format!("bad {name}")));
        Ok(Store {
            _database: None,
            about: About {
                stamp: about("stamp")?,
                sides: Sides {
                    source: about("source")?.parse().ok(),
                    target: about("target")?.parse().ok(),
                },
                langs: [lang("source_lang")?, lang("target_lang")?],
                units: number("units")?,
                words: number("words")?,
            },
            units: read.open_table(UNITS).map_err(failed)?,
            words: [
                read.open_table(WORDS).map_err(failed)?,
                read.open_table(TARGET_WORDS).map_err(failed)?,
            ],
            texts: [
                read.open_table(TEXTS).map_err(failed)?,
                read.open_table(TARGET_TEXTS).map_err(failed)?,
            ],
            hashes: read.open_table(HASHES).map_err(failed)?,
            contexts: read.open_table(CONTEXTS).map_err(failed)?,
        })
    }

    /// What the index is of.
    pub(super) fn about(&self) -> &About {
        &self.about
    }

    /// The unit at a place, from 0, as a match of some percentage.
    pub(super) fn entry(&self, place: u32, percent: u32) -> Result<LookupMatch> {
        let row = self.units.get(place).map_err(failed)?;
        let row = row.ok_or_else(|| broken(format!("it has no unit {place}")))?;
        let (number, line, id, source, target, changed, confidence, document) = row.value();
        let text = str::to_owned;
        let props = [("x-confidence", confidence), ("x-doc", document)].into_iter();
        let props = props.filter(|(_, value)| !value.is_empty());
        let props = props.map(|(name, value)| (text(name), text(value)));
        Ok(LookupMatch {
            percent,
            number,
            line,
            id: text(id),
            source: text(source),
            target: text(target),
            meta: Meta { changed: text(changed), props: props.collect(), ..Meta::default() },
        })
    }

    /// The distinct words of a side, separated by new lines.
    pub(super) fn words(&self, side: Side) -> Result<String> {
        let mut words = String::new();
        for block in self.words[side as usize].iter().map_err(failed)? {
            words.push_str(block.map_err(failed)?.1.value());
        }
        Ok(words)
    }

    /// The texts of a side as numbers of words; see [`Texts::words`].
    pub(super) fn numbers(&self, side: Side) -> Result<Vec<u32>> {
        let four = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, &b| n << 8 | u32::from(b));
        let mut numbers = Vec::new();
        for block in self.texts[side as usize].iter().map_err(failed)? {
            numbers.extend(block.map_err(failed)?.1.value().chunks_exact(4).map(four));
        }
        Ok(numbers)
    }

    /// The sources as numbers of words.
    pub(super) fn texts(&self) -> Result<Texts> {
        let mut texts = Texts { words: self.numbers(Side::Source)?, ..Texts::default() };
        let eight = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
        for block in self.hashes.iter().map_err(failed)? {
            texts.hashes.extend(block.map_err(failed)?.1.value().chunks_exact(8).map(eight));
        }
        for context in self.contexts.iter().map_err(failed)? {
            let (text, context) = context.map_err(failed)?;
            texts.contexts.insert(text.value(), context.value());
        }
        Ok(texts)
    }
}
