//! Sentence vectors that compare across languages.
//!
//! The model is Google's universal-sentence-encoder-multilingual 3, with its published integers, run in
//! plain Rust from a file inside the program. Two sentences that say the same in Arabic and English have
//! vectors with a high cosine.
//!
//! ```
//! use std::num::NonZeroUsize;
//! use mizan::encoder::Encoder;
//!
//! let encoder = Encoder::embedded()?;
//! let vectors = encoder.vectors(&["قرأ الولد كتابا.", "The boy read a book."], NonZeroUsize::MIN);
//! let cosine: f32 = vectors.row(0).iter().zip(vectors.row(1)).map(|(a, b)| a * b).sum();
//! assert!(cosine > 0.6);
//! # Ok::<(), mizan::error::Error>(())
//! ```
//!
//! An aligner asks for more: [`Encoder::encode`] keeps the sum behind each vector, from which vectors of
//! consecutive sentences ([`Encoded::overlaps`]) and of any words ([`Words`]) follow without encoding again.
//!
//! Every number depends on the text alone, not on threads, on what else is encoded, or on the processor.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::watch::{Unwatched, Watch};

pub(crate) mod packed_vectors;
mod batch;
mod charsmap;
mod file;
mod kernel;
mod lanes;
mod model;
mod overlap;
mod pack;
mod pieces;
mod rows;
mod split;
mod steps;
mod threads;
mod tokenise;
mod trie;
mod words;

#[cfg(feature = "encoder-build")]
pub mod build;

/// Length of a vector.
pub const DIM: usize = file::DIM;
pub use kernel::Path;
pub use tokenise::strip;
pub use words::Words;

use charsmap::Charsmap;
use file::{File, Origin, Table};
use model::{Model, Scratch};
use rows::Rows;
use threads::Pool;
use tokenise::{Tokeniser, Tokens};
use trie::Trie;

/// The Arabic and English weights, as `encoder/unpack.rs` leaves them: the file without its matrices, those, and the
/// tree of the pieces.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.mzenc"));
static MATRICES: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.matrices")));
static TREE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.tree"));

/// Starts a cache line.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

/// A weights file that cannot be read, and why.
fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::EncoderFile { message: message.to_owned() })
}

/// A loaded model. Share one between threads by reference.
pub struct Encoder {
    notice: String,
    ids: Vec<u32>,
    charsmap: Charsmap,
    trie: Trie,
    table: Table,
    model: Model,
    scratch: Pool<Scratch>,
}

/// What [`Encoder::encode`] prepares for.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Sentences in the longest run whose vector will be asked for: 1 for single sentences only.
    pub longest_run: usize,
    /// Whether to keep the contributions of words, about half a kilobyte each.
    pub words: bool,
    /// Threads to use, as far as the pool it runs in (rayon) has them.
    pub threads: NonZeroUsize,
}

impl Encoder {
    /// The Arabic and English model inside the program.
    ///
    /// # Errors
    ///
    /// Never, unless the program was changed after it was built.
    pub fn embedded() -> Result<Encoder> {
        let file = File::parse(Origin::Built(EMBEDDED))?;
        let scores = file.pieces.scores.clone();
        let trie = Trie::read(TREE, scores, file.numbers.unknown)
            .ok_or_else(|| damaged("its tree is cut short"))?;
        let built = Some(&MATRICES.0);
        let model = Model::new(Path::best(), file.numbers.clone(), &file.matrices, built);
        Encoder::new(file, trie, model)
    }

    /// The model of a weights file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EncoderFile`] if the bytes are no weights file, of another version, cut short, or changed
    /// since they were written.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Encoder> {
        let file = File::parse(Origin::Given(bytes.into()))?;
        let File { pieces, numbers, matrices, .. } = &file;
        let (trie, model) = rayon::join(
            || Trie::new(|at| pieces.string(at), pieces.scores.clone(), numbers.unknown),
            || Model::new(Path::best(), numbers.clone(), matrices, None),
        );
        Encoder::new(file, trie, model)
    }

    fn new(file: File, trie: Trie, model: Model) -> Result<Encoder> {
        Ok(Encoder {
            notice: file.notice,
            charsmap: Charsmap::parse(&file.charsmap)?,
            trie,
            model,
            ids: file.pieces.ids,
            table: file.table,
            scratch: Pool::default(),
        })
    }

    /// The same model computed on another path; every path gives the same vectors.
    ///
    /// # Panics
    ///
    /// If this processor does not have the path.
    #[must_use]
    pub fn with_path(mut self, path: Path) -> Encoder {
        assert!(path.available(), "this processor has no {path:?}");
        self.model.path = path;
        self
    }

    /// Unpacks and checks what of a weights file is otherwise unpacked when first used: about 0.1 s, and nothing for
    /// the model inside the program.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EncoderFile`] if a part does not unpack, which the checksum leaves only to files that were
    /// written wrongly.
    pub fn verify(&self) -> Result<()> {
        self.table.verify()
    }

    /// What the file says about itself: model, licence, languages, source; lines of `key: value`.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// The languages the file was made for, as its notice lists them.
    pub fn language_list(&self) -> &str {
        let lines = self.notice.lines();
        lines.filter_map(|line| line.strip_prefix("languages: ")).next().unwrap_or_default()
    }

    /// The languages the file was made for.
    pub fn languages(&self) -> impl Iterator<Item = Lang> + '_ {
        self.language_list().split(',').filter_map(|tag| tag.trim().parse().ok())
    }

    /// Ids in the full model of the pieces this file holds, ascending.
    pub fn pieces(&self) -> &[u32] {
        &self.ids
    }

    /// The piece ids of a sentence, as in the full model: 1, the pieces, 2. Vowel marks and stretching
    /// strokes are removed first ([`strip`]); a character without a piece is 0, as is an empty sentence.
    pub fn tokenise(&self, sentence: &str) -> Vec<u32> {
        let tokens = Tokeniser::new(&self.charsmap, &self.trie).run(sentence);
        let pieces = tokens.pieces.iter().map(|&piece| self.ids[piece as usize]);
        std::iter::once(tokenise::OPEN)
            .chain(pieces)
            .chain(std::iter::once(tokenise::CLOSE))
            .collect()
    }

    /// Encodes the sentences of one document, in order.
    pub fn encode<S: AsRef<str> + Sync>(&self, sentences: &[S], config: Config) -> Encoded {
        self.encode_watched(sentences, config, &Unwatched)
    }

    /// [`Encoder::encode`], telling `watch` of every sentence that is done.
    pub fn encode_watched<S: AsRef<str> + Sync>(
        &self,
        sentences: &[S],
        config: Config,
        watch: &dyn Watch,
    ) -> Encoded {
        const CHUNK: usize = 16;
        let tokeniser = || Tokeniser::new(&self.charsmap, &self.trie);
        let chunks = sentences.len().div_ceil(CHUNK);
        let tokens = threads::map(config.threads, chunks, tokeniser, |tokeniser, at| {
            let sentences = &sentences[at * CHUNK..sentences.len().min((at + 1) * CHUNK)];
            let run = |sentence: &S| {
                let mut tokens = tokeniser.run(sentence.as_ref());
                if !config.words {
                    tokens.forget_words();
                }
                tokens
            };
            sentences.iter().map(run).collect::<Vec<_>>()
        });
        let tokens: Vec<Tokens> = tokens.into_iter().flatten().collect();
        batch::encode(self, &tokens, config, watch)
    }

    /// The vector of each sentence.
    pub fn vectors<S: AsRef<str> + Sync>(&self, sentences: &[S], threads: NonZeroUsize) -> Vectors {
        let config = Config { longest_run: 1, words: false, threads };
        self.encode(sentences, config).overlaps(self, 1, threads)
    }

    /// The last layers: vectors from sums, 512 each, and the number of pieces in each sum, opening and
    /// closing piece included.
    ///
    /// # Panics
    ///
    /// If there are not 512 sums to a count.
    pub fn finish(&self, sums: &[f32], counts: &[f32], threads: NonZeroUsize) -> Vectors {
        assert_eq!(sums.len(), counts.len() * DIM, "a sum is {DIM} numbers");
        let mut data = vec![0.0; sums.len()];
        let size = rows_at_a_time(counts.len(), threads);
        threads::chunks(threads, &mut data, size * DIM, |at, vectors| {
            let rows = at * size..at * size + vectors.len() / DIM;
            let sums = &sums[rows.start * DIM..rows.end * DIM];
            vectors.copy_from_slice(&self.model.finish(sums.to_vec(), &counts[rows]));
        });
        Vectors { data }
    }
}

/// Vectors finished at a time: few enough that their layers stay in the cache, and that every thread has some.
const ROWS: usize = 60;
const FEWEST_ROWS: usize = 12;

fn rows_at_a_time(rows: usize, threads: NonZeroUsize) -> usize {
    rows.div_ceil(2 * threads.get()).next_multiple_of(FEWEST_ROWS).clamp(FEWEST_ROWS, ROWS)
}

/// Vectors of unit length, 512 numbers each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    data: Vec<f32>,
}

impl Vectors {
    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.data.len() / DIM
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// A vector, counted from 0.
    ///
    /// # Panics
    ///
    /// If there is no such vector.
    pub fn row(&self, at: usize) -> &[f32] {
        &self.data[at * DIM..][..DIM]
    }

    /// All numbers, vector after vector.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// All numbers, vector after vector.
    pub fn into_vec(self) -> Vec<f32> {
        self.data
    }
}

/// Encoded sentences, from which vectors of any run of them follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    sums: Rows,
    counts: Vec<f32>,
    short: Vec<bool>,
    /// First bridge that starts at each sentence, and the end; they go on sentence by sentence.
    first_bridge: Vec<usize>,
    more: Vec<i32>,
    corrections: Rows,
    edges: Vec<f32>,
    words: Option<Words>,
}

impl Encoded {
    fn new(sentences: &[Tokens], words: bool) -> Encoded {
        Encoded {
            sums: Rows::with_capacity(sentences.len()),
            counts: sentences.iter().map(|tokens| (tokens.pieces.len() + 2) as f32).collect(),
            short: overlap::short(sentences),
            first_bridge: vec![0],
            more: Vec::new(),
            corrections: Rows::with_capacity(sentences.len()),
            edges: Vec::new(),
            words: words.then(|| Words::new(&[], &[])),
        }
    }

    fn append(&mut self, done: batch::Done) {
        self.sums.extend(&done.sums);
        for (from, _, more) in done.bridges {
            self.first_bridge.resize(from + 1, self.more.len());
            self.more.push(more);
        }
        self.corrections.extend(&done.corrections);
        if self.edges.is_empty() {
            self.edges = done.edges;
        } else {
            self.edges.iter_mut().zip(done.edges).for_each(|(sum, edge)| *sum += edge);
        }
        if let (Some(words), Some(more)) = (&mut self.words, done.words) {
            words.append(more);
        }
    }

    fn close(&mut self, sentences: usize) {
        self.first_bridge.resize(sentences + 1, self.more.len());
    }

    /// Number of sentences.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The sum of a sentence, 512 numbers: what its pieces add up to before the last layers.
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    pub fn sum(&self, sentence: usize) -> [f32; DIM] {
        let mut sum = [0.0; DIM];
        self.sums.add_to(sentence, &mut sum);
        sum
    }

    /// Number of pieces of a sentence, with those that open and close it.
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    pub fn count(&self, sentence: usize) -> f32 {
        self.counts[sentence]
    }

    /// The words of all sentences, if [`Config::words`] asked for them.
    pub fn words(&self) -> Option<&Words> {
        self.words.as_ref()
    }

    /// What the pieces that open and close a sentence contribute together, on average over all sentences:
    /// 512 numbers, the part of a sum that belongs to no word. Empty without [`Config::words`].
    pub fn edges(&self) -> Vec<f32> {
        let factor = 1.0 / self.len().max(1) as f32;
        self.edges.iter().map(|edge| edge * factor).collect()
    }

    /// Adds the sum of a run of sentences to `sum` (512 numbers) and gives its number of pieces.
    ///
    /// # Panics
    ///
    /// If the run is empty, leaves the document, or is longer than [`Config::longest_run`].
    pub fn add_run(&self, run: Range<usize>, sum: &mut [f32]) -> f32 {
        assert!(!run.is_empty() && run.end <= self.len(), "no such run: {run:?}");
        let mut count = 0.0;
        for at in run.clone() {
            self.sums.add_to(at, sum);
            count += self.counts[at];
        }
        for (from, to) in overlap::steps(&self.short, run) {
            let at = self.first_bridge[from] + (to - from - 1);
            assert!(at < self.first_bridge[from + 1], "a run longer than prepared for");
            self.corrections.add_to(at, sum);
            count += self.more[at] as f32;
        }
        count
    }

    /// The vectors of runs of sentences.
    ///
    /// # Panics
    ///
    /// As [`Encoded::add_run`].
    pub fn runs(&self, encoder: &Encoder, runs: &[Range<usize>], threads: NonZeroUsize) -> Vectors {
        self.more_runs(encoder, &Vectors::default(), runs, threads)
    }

    /// [`Encoded::runs`] where the vectors of the single sentences may be known: all of them or none.
    pub(crate) fn more_runs(
        &self,
        encoder: &Encoder,
        singles: &Vectors,
        runs: &[Range<usize>],
        threads: NonZeroUsize,
    ) -> Vectors {
        let known =
            |run: &Range<usize>| (run.len() == 1 && !singles.is_empty()).then_some(run.start);
        let mut data = vec![0.0; runs.len() * DIM];
        let size = rows_at_a_time(runs.len(), threads);
        threads::chunks(threads, &mut data, size * DIM, |at, vectors| {
            let runs = &runs[at * size..][..vectors.len() / DIM];
            let new: Vec<_> = runs.iter().filter(|run| known(run).is_none()).collect();
            let mut sums = vec![0.0; new.len() * DIM];
            let rows = new.into_iter().zip(sums.chunks_exact_mut(DIM));
            let counts: Vec<f32> = rows.map(|(run, sum)| self.add_run(run.clone(), sum)).collect();
            let new = encoder.model.finish(sums, &counts);
            let mut new = new.chunks_exact(DIM);
            for (run, vector) in runs.iter().zip(vectors.chunks_exact_mut(DIM)) {
                match known(run) {
                    Some(at) => vector.copy_from_slice(singles.row(at)),
                    None => vector.copy_from_slice(new.next().expect("a vector for each new run")),
                }
            }
        });
        Vectors { data }
    }

    /// The vectors of every `length` consecutive sentences: row `i` is that of `i..i + length`.
    ///
    /// # Panics
    ///
    /// If `length` is 0 or longer than [`Config::longest_run`].
    pub fn overlaps(&self, encoder: &Encoder, length: usize, threads: NonZeroUsize) -> Vectors {
        let count = (self.len() + 1).saturating_sub(length);
        let runs: Vec<Range<usize>> = (0..count).map(|at| at..at + length).collect();
        self.runs(encoder, &runs, threads)
    }
}
