//! Sentence vectors that compare across languages.
//!
//! The model is Google's universal-sentence-encoder-multilingual 3 with its published integer weights, run in plain Rust
//! from bytes inside the program. Two sentences that mean the same in Arabic and English have vectors with a high cosine.
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
//! Every number depends on the text alone, not on threads, on what else is encoded, or on the processor.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

use crate::error::Result;
use crate::lang::Lang;
use crate::threads;
use crate::watch::{Unwatched, Watch};

mod batch;
mod charsmap;
mod encoded;
mod file;
mod forward;
mod kernel;
mod lanes;
mod model;
mod overlap;
mod pack;
pub(crate) mod packed_vectors;
mod pieces;
mod rows;
mod steps;
mod tokenise;
mod trie;
mod vectors;
mod words;

#[cfg(feature = "encoder-build")]
mod build;
#[cfg(test)]
mod tests;

#[cfg(feature = "encoder-build")]
pub use build::build;
pub(crate) use encoded::{Config, Encoded};
pub use vectors::Vectors;
pub(crate) use words::Words;

use batch::Network;
use charsmap::Charsmap;
use file::{File, Origin, damaged};
use kernel::Path;
use model::Model;
use tokenise::{Tokeniser, Tokens};
use trie::Trie;

/// Length of a vector.
pub const DIM: usize = file::DIM;

/// The Arabic and English weights as `encoder/unpack.rs` leaves them: the file without its matrices, the matrices, and
/// the trie of the pieces.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.mzenc"));
static MATRICES: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.matrices")));
static TREE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ar-en.tree"));

/// Starts a cache line.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

/// A loaded model. Share one between threads by reference.
pub struct Encoder {
    /// Of the weights file, by which encoders are told apart.
    pub(crate) checksum: u64,
    notice: String,
    charsmap: Charsmap,
    trie: Trie,
    network: Network,
}

impl Encoder {
    /// The Arabic and English model inside the program.
    ///
    /// # Errors
    ///
    /// Never, unless the program was changed after it was built.
    pub fn embedded() -> Result<Encoder> {
        Encoder::embedded_on(Path::best())
    }

    /// The model of [`Encoder::embedded`] once for each set of processor instructions this machine can run it with, by
    /// name. All give the same vectors; their speeds differ.
    pub fn embedded_on_each_path() -> impl Iterator<Item = (String, Encoder)> {
        let paths = Path::ALL.into_iter().filter(|path| path.available());
        paths.filter_map(|path| Some((format!("{path:?}"), Encoder::embedded_on(path).ok()?)))
    }

    fn embedded_on(path: Path) -> Result<Encoder> {
        let file = File::parse(Origin::Built(EMBEDDED))?;
        let scores = file.pieces.scores.clone();
        let trie = Trie::read(TREE, scores, file.numbers.unknown)
            .ok_or_else(|| damaged("its tree is cut short"))?;
        let model = Model::new(path, file.numbers.clone(), &file.matrices, Some(&MATRICES.0));
        Encoder::new(file, trie, model)
    }

    /// The model of a weights file, as `mizan encoder build` writes them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EncoderFile`](crate::error::ErrorKind::EncoderFile) if the bytes are no weights file, of another
    /// version, cut short, or changed since they were written.
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
            checksum: file.checksum,
            notice: file.notice,
            charsmap: Charsmap::parse(&file.charsmap)?,
            trie,
            network: Network::new(file.pieces.ids, file.table, model),
        })
    }

    /// What the weights file says about itself: model, licence, languages, source; lines of `key: value`.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// The languages the weights file was made for.
    pub fn languages(&self) -> impl Iterator<Item = Lang> + '_ {
        let lines = self.notice.lines();
        let list = lines.filter_map(|line| line.strip_prefix("languages: ")).next();
        list.unwrap_or_default().split(',').filter_map(|tag| tag.trim().parse().ok())
    }

    /// Ids in the full model of the vocabulary pieces the weights file holds, ascending.
    pub fn pieces(&self) -> &[u32] {
        &self.network.ids
    }

    /// The piece ids of a sentence, as in the full model: 1, the pieces, 2. Arabic vowel marks and tatweel are removed
    /// first; a character without a piece is 0, as is an empty sentence.
    pub fn tokenise(&self, sentence: &str) -> Vec<u32> {
        let tokens = Tokeniser::new(&self.charsmap, &self.trie).run(sentence);
        let pieces = tokens.pieces.iter().map(|&piece| self.network.ids[piece as usize]);
        std::iter::once(tokenise::OPEN)
            .chain(pieces)
            .chain(std::iter::once(tokenise::CLOSE))
            .collect()
    }

    /// The vector of each sentence, in order.
    pub fn vectors<S: AsRef<str> + Sync>(&self, sentences: &[S], threads: NonZeroUsize) -> Vectors {
        let config = Config { longest_run: 1, words: false, threads };
        self.overlaps(&self.encode(sentences, config, &Unwatched), 1, threads)
    }

    /// The vectors of every 1, 2 ... `longest` consecutive sentences of a text, from one encoding: row `i` of the first
    /// list is that of sentence `i`, row `i` of the second that of sentences `i` and `i + 1`.
    ///
    /// ```
    /// # use std::num::NonZeroUsize;
    /// # use mizan::encoder::Encoder;
    /// let encoder = Encoder::embedded()?;
    /// let runs = encoder.runs(&["It rained.", "We stayed.", "He read."], 2, NonZeroUsize::MIN);
    /// assert_eq!((runs[0].rows().len(), runs[1].rows().len()), (3, 2));
    /// # Ok::<(), mizan::error::Error>(())
    /// ```
    pub fn runs<S: AsRef<str> + Sync>(
        &self,
        sentences: &[S],
        longest: usize,
        threads: NonZeroUsize,
    ) -> Vec<Vectors> {
        let config = Config { longest_run: longest, words: false, threads };
        let encoded = self.encode(sentences, config, &Unwatched);
        (1..=longest).map(|length| self.overlaps(&encoded, length, threads)).collect()
    }

    /// Encodes the sentences of one document, in order, telling `watch` of every sentence that is done.
    pub(crate) fn encode<S: AsRef<str> + Sync>(
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
        self.network.encode(tokens, config, watch)
    }

    /// The vectors of runs of sentences.
    ///
    /// # Panics
    ///
    /// If a run is empty, leaves the document, or is longer than [`Config::longest_run`].
    pub(crate) fn runs_of(
        &self,
        encoded: &Encoded,
        runs: &[Range<usize>],
        threads: NonZeroUsize,
    ) -> Vectors {
        self.more_runs(encoded, &Vectors::default(), runs, threads)
    }

    /// [`Encoder::runs_of`] where the vectors of the single sentences may be known: all of them or none.
    pub(crate) fn more_runs(
        &self,
        encoded: &Encoded,
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
            let counts: Vec<f32> =
                rows.map(|(run, sum)| encoded.add_run(run.clone(), sum)).collect();
            let new = self.network.model.finish(sums, &counts);
            let mut new = new.chunks_exact(DIM);
            for (run, vector) in runs.iter().zip(vectors.chunks_exact_mut(DIM)) {
                match known(run) {
                    Some(at) => vector.copy_from_slice(singles.row(at)),
                    None => vector.copy_from_slice(new.next().expect("a vector for each new run")),
                }
            }
        });
        Vectors::new(data)
    }

    /// The vectors of every `length` consecutive sentences: row `i` is that of `i..i + length`.
    ///
    /// # Panics
    ///
    /// If `length` is 0 or longer than [`Config::longest_run`].
    pub(crate) fn overlaps(
        &self,
        encoded: &Encoded,
        length: usize,
        threads: NonZeroUsize,
    ) -> Vectors {
        let count = (encoded.len() + 1).saturating_sub(length);
        let runs: Vec<Range<usize>> = (0..count).map(|at| at..at + length).collect();
        self.runs_of(encoded, &runs, threads)
    }
}

/// Vectors finished at a time: few enough that their layers stay in the cache, and that every thread has some.
const ROWS: usize = 60;
const FEWEST_ROWS: usize = 12;

fn rows_at_a_time(rows: usize, threads: NonZeroUsize) -> usize {
    rows.div_ceil(2 * threads.get()).next_multiple_of(FEWEST_ROWS).clamp(FEWEST_ROWS, ROWS)
}
