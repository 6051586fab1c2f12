//! Texts to alignments in one call.

use std::num::NonZeroUsize;
use std::sync::Arc;

use crate::align::evidence::{Facts, TermFinder};
use crate::align::search::{Search, Solutions, Unconstrained};
use crate::align::{self, Divided, Division, Found};
use crate::bitext::{Bead, Bitext, Confidence, Constraint, Constraints, Cut, Ladder};
use crate::encoder::Encoder;
use crate::error::Result;
use crate::glossary::{Entry, Glossary};
use crate::segment::{self, Newlines, Segmenter};
use crate::text::Document;
use crate::threads::Workers;
use crate::watch::{Unwatched, Watch};

pub(crate) use crate::align::evidence::Seen;
pub use crate::align::evidence::{Reason, WeightTable, WeightTables};

/// Aligns texts. Cheap to clone: clones share the encoder, the glossary and the threads.
///
/// ```
/// use mizan::aligner::Aligner;
/// use mizan::lang::Lang;
/// use mizan::text::Document;
///
/// # fn main() -> mizan::error::Result<()> {
/// let source = Document::of(Lang::AR, "وصل القطار. نزل الركاب.");
/// let target = Document::of(Lang::EN, "The train arrived. The passengers got off.");
/// let alignment = Aligner::new()?.threads(1).align(&source, &target);
/// assert_eq!(alignment.beads().count(), 2);
/// assert_eq!(alignment.beads().next().unwrap().target(), "The train arrived.");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Aligner {
    encoder: Option<Arc<Encoder>>,
    terms: Arc<TermFinder>,
    weights: Arc<WeightTables>,
    newlines: Newlines,
    explain: bool,
    /// None: the threads of whoever calls.
    workers: Option<Arc<Workers>>,
    watch: Arc<dyn Watch>,
}

impl Aligner {
    /// An aligner with the built-in encoder, no glossary, and a thread for each core.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EncoderFile`](crate::error::ErrorKind::EncoderFile) if the built-in encoder cannot be loaded.
    pub fn new() -> Result<Aligner> {
        Ok(Aligner::with_encoder(Some(Arc::new(Encoder::embedded()?))))
    }

    /// An aligner with another encoder. Without one, texts are aligned by lengths, numbers, names and terms alone,
    /// which is faster and less sure.
    pub fn with_encoder(encoder: Option<Arc<Encoder>>) -> Aligner {
        Aligner {
            encoder,
            terms: Arc::default(),
            weights: Arc::new(WeightTables::bundled()),
            newlines: Newlines::Auto,
            explain: false,
            workers: None,
            watch: Arc::new(Unwatched),
        }
    }

    /// Takes the terms of a glossary as evidence.
    #[must_use]
    pub fn glossary(self, glossary: impl Into<Arc<Glossary>>) -> Aligner {
        Aligner { terms: Arc::new(TermFinder::new(glossary.into())), ..self }
    }

    /// Weighs the evidence by other weights than the bundled ones.
    #[must_use]
    pub fn weights(self, weights: WeightTables) -> Aligner {
        Aligner { weights: Arc::new(weights), ..self }
    }

    /// Says what new lines in documents mean. [`Newlines::Auto`] unless given.
    #[must_use]
    pub fn newlines(self, newlines: Newlines) -> Aligner {
        Aligner { newlines, ..self }
    }

    /// Whether beads come with the reasons they were chosen for, which takes a little time. False unless given.
    #[must_use]
    pub fn explain(self, explain: bool) -> Aligner {
        Aligner { explain, ..self }
    }

    /// Works on so many threads, at least 1. The result does not depend on it.
    #[must_use]
    pub fn threads(self, threads: usize) -> Aligner {
        let threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
        Aligner { workers: Some(Arc::new(Workers::new(threads))), ..self }
    }

    /// Sends progress updates: the stages are `encoding` (in segments of both texts), and `comparing`, `searching` and
    /// `aligning clauses` (in source segments).
    #[must_use]
    pub fn progress(self, watch: Arc<dyn Watch>) -> Aligner {
        Aligner { watch, ..self }
    }

    /// Cuts two documents into segments and aligns these.
    pub fn align(&self, source: &Document, target: &Document) -> Alignment {
        let segmenter = |of: &Document| Segmenter::new(of.lang, self.newlines);
        let (bitext, _) = segment::pair((segmenter(source), source), (segmenter(target), target));
        self.align_bitext(bitext)
    }

    /// Aligns two texts that are cut into segments. A text without segments gives beads with an empty side only. Where
    /// both are files of keys and texts, the entries of the target come in the order of the source.
    pub fn align_bitext(&self, bitext: impl Into<Arc<Bitext>>) -> Alignment {
        let bitext = bitext.into().in_order_of_keys();
        self.run(|| {
            let facts = self.facts(bitext);
            Alignment::new(&facts, align::align(self.search(&facts)))
        })
    }

    /// Aligns two texts that are cut into segments, under constraints.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Constraints`](crate::error::ErrorKind::Constraints) if they contradict each other or do not lie in
    /// the texts.
    pub fn align_under(
        &self,
        constraints: &Constraints,
        bitext: impl Into<Arc<Bitext>>,
    ) -> Result<Alignment> {
        let bitext = bitext.into();
        self.run(|| {
            let facts = self.facts(bitext);
            let search = self.search(&facts);
            let (unconstrained, mut known) = (search.unconstrained(), Solutions::new());
            let found = align::align_under(constraints, search, &unconstrained, &mut known)?;
            Ok(Alignment::new(&facts, found))
        })
    }

    /// Begins a session: an alignment that changes with the constraints it is given. The order is that of
    /// [`Aligner::align_bitext`].
    pub fn session(&self, bitext: impl Into<Arc<Bitext>>) -> Session {
        let bitext = bitext.into().in_order_of_keys();
        self.run(|| {
            let mut facts = self.facts(bitext);
            let unconstrained = self.search(&facts).unconstrained();
            // What comes after is over before anybody could watch it.
            facts.watch = Arc::new(Unwatched);
            let mut known = Solutions::new();
            let constraints = Constraints::default();
            let found =
                align::align_under(&constraints, self.search(&facts), &unconstrained, &mut known)
                    .expect("no constraints contradict nothing");
            let alignment = Alignment::new(&facts, found);
            let aligner = self.clone();
            Session {
                aligner,
                facts,
                unconstrained,
                known,
                constraints,
                alignment,
                past: Vec::new(),
            }
        })
    }

    /// What its alignments depend on beside the texts, the same in every run.
    pub(crate) fn settings(&self) -> Vec<u8> {
        let encoder = self.encoder.as_ref().map(|encoder| encoder.checksum);
        let terms = self.terms.glossary.entries.iter().map(Entry::settings);
        let terms: Vec<String> = terms.collect();
        format!("{encoder:?} {:?} {terms:?}", self.weights).into_bytes()
    }

    /// This aligner with further terms, which count behind those it has.
    pub(crate) fn with_terms(&self, terms: Glossary) -> Aligner {
        let mut glossary = Glossary::clone(&self.terms.glossary);
        glossary.extend(terms);
        self.clone().glossary(glossary)
    }

    fn facts(&self, bitext: Arc<Bitext>) -> Facts {
        Facts::new(bitext, &self.terms, self.encoder.as_ref(), Arc::clone(&self.watch))
    }

    fn search<'f>(&'f self, facts: &'f Facts) -> Search<'f> {
        Search { facts, weights: &self.weights, explain: self.explain }
    }

    /// Runs work on the threads asked for.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.workers {
            Some(workers) => workers.run(work),
            None => work(),
        }
    }
}

/// Two aligned texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    bitext: Arc<Bitext>,
    ladder: Ladder,
    reasons: Vec<Vec<Reason>>,
    divisions: Vec<Division>,
    terms_found: usize,
    terms_confirmed: usize,
}

impl Alignment {
    fn new(facts: &Facts, found: Found) -> Alignment {
        let Found { ladder, reasons, divisions } = found;
        let (mut terms_found, mut terms_confirmed) = (0, 0);
        for bead in ladder.beads() {
            for (_, is_confirmed) in facts.terms.terms_in(bead.cut) {
                terms_found += 1;
                terms_confirmed += usize::from(is_confirmed);
            }
        }
        let bitext = Arc::clone(&facts.bitext);
        Alignment { bitext, ladder, reasons, divisions, terms_found, terms_confirmed }
    }

    /// An alignment that was kept in a file or made by hand.
    pub(crate) fn of_parts(bitext: Bitext, ladder: Ladder, reasons: Vec<Vec<Reason>>) -> Alignment {
        let (bitext, divisions) = (Arc::new(bitext), Vec::new());
        Alignment { bitext, ladder, reasons, divisions, terms_found: 0, terms_confirmed: 0 }
    }

    /// Breaks inside segments: of either text the segment and the byte in it, with how sure each is.
    pub(crate) fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The texts.
    pub fn bitext(&self) -> &Bitext {
        &self.bitext
    }

    /// The beads as numbers of segments.
    pub fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// For each bead of the ladder the evidence on it; none for beads with an empty side, and without
    /// [`Aligner::explain`].
    pub fn reasons(&self) -> &[Vec<Reason>] {
        &self.reasons
    }

    /// The beads with their texts, in the order of the source.
    pub fn beads(&self) -> impl ExactSizeIterator<Item = BeadView<'_>> {
        let beads = self.ladder.beads().iter();
        beads.map(|bead| BeadView { bitext: &self.bitext, bead: *bead })
    }

    /// How often a term of the glossary stands in the source, and how often the bead that it stands in holds its
    /// translation.
    pub fn terms(&self) -> (usize, usize) {
        (self.terms_found, self.terms_confirmed)
    }

    /// How many breaks run between segments on one side and inside a segment on the other: where
    /// [`Alignment::divide`] would cut.
    pub fn breaks_inside(&self) -> usize {
        self.divisions.len()
    }

    /// Cuts segments where breaks run inside them, so that the beads around come out clean. A new bead is no surer
    /// than the break.
    #[must_use]
    pub fn divide(self) -> Alignment {
        let Divided { bitext, ladder, origin } =
            align::divide(&self.bitext, &self.ladder, &self.divisions);
        let reasons = origin.iter().map(|&at| self.reasons[at].clone()).collect();
        Alignment { bitext: Arc::new(bitext), ladder, reasons, ..self }
    }
}

/// A bead of an [`Alignment`] with its texts.
#[derive(Debug, Clone, Copy)]
pub struct BeadView<'a> {
    bitext: &'a Bitext,
    bead: Bead,
}

impl BeadView<'_> {
    /// The source text; empty if nothing of the source faces the target.
    pub fn source(&self) -> String {
        self.bitext.source.text(self.bead.cut.source)
    }

    /// The target text; empty if the source is not translated.
    pub fn target(&self) -> String {
        self.bitext.target.text(self.bead.cut.target)
    }

    /// How sure the bead is, 0 to 1.
    pub fn confidence(&self) -> Confidence {
        self.bead.confidence
    }

    /// Its segments.
    pub fn cut(&self) -> Cut {
        self.bead.cut
    }
}

/// Two texts whose alignment keeps to what a reviewer accepts and rejects.
///
/// A session owns the texts with their sentence vectors, some 10 kB a segment, so nothing is encoded again. After each
/// change only the stretches of text that it touches are searched again. The alignment depends on the texts and the
/// constraints, not on the order in which these came; without constraints it is that of [`Aligner::align_bitext`].
///
/// ```
/// use mizan::aligner::Aligner;
/// use mizan::bitext::{Bitext, Cut, Run};
/// use mizan::lang::Lang;
/// use mizan::segment::{Newlines, Segmenter};
/// use mizan::text::Document;
///
/// # fn main() -> mizan::error::Result<()> {
/// let cut = |lang, text| Segmenter::new(lang, Newlines::Auto).segment(&Document::of(lang, text));
/// let source = cut(Lang::AR, "وصل القطار. نزل الركاب. نام الحارس.");
/// let target = cut(Lang::EN, "The train arrived. All got off. The guard slept.");
/// let mut session = Aligner::new()?.session(Bitext { source, target });
/// let before = session.alignment().clone();
/// session.accept(Cut::new(Run::new(0, 2), Run::new(0, 2)))?;
/// assert_eq!(session.alignment().ladder().beads().len(), 2);
/// session.undo();
/// assert_eq!(session.alignment(), &before);
/// # Ok(())
/// # }
/// ```
pub struct Session {
    aligner: Aligner,
    facts: Facts,
    unconstrained: Unconstrained,
    /// The stretches searched again for the alignment there is.
    known: Solutions,
    constraints: Constraints,
    alignment: Alignment,
    /// The constraints before each change.
    past: Vec<Constraints>,
}

impl Session {
    /// The alignment under the constraints given so far.
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// The constraints given so far.
    pub fn constraints(&self) -> &Constraints {
        &self.constraints
    }

    /// Makes a cut a bead, with a confidence of 1.
    ///
    /// # Errors
    ///
    /// Those of [`Session::constrain`].
    pub fn accept(&mut self, cut: Cut) -> Result<()> {
        self.add(Constraint::Accept(cut))
    }

    /// Forbids a cut.
    ///
    /// # Errors
    ///
    /// Those of [`Session::constrain`].
    pub fn reject(&mut self, cut: Cut) -> Result<()> {
        self.add(Constraint::Reject(cut))
    }

    /// Breaks both texts before a source and a target segment.
    ///
    /// # Errors
    ///
    /// Those of [`Session::constrain`].
    pub fn pin(&mut self, source: u32, target: u32) -> Result<()> {
        self.add(Constraint::Pin(source, target))
    }

    fn add(&mut self, constraint: Constraint) -> Result<()> {
        let mut constraints = self.constraints.clone();
        constraints.insert(constraint);
        self.constrain(constraints)
    }

    /// Takes these constraints in place of those given so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Constraints`](crate::error::ErrorKind::Constraints) if they contradict each other or do not lie in
    /// the texts; then nothing has changed.
    pub fn constrain(&mut self, constraints: Constraints) -> Result<()> {
        if constraints != self.constraints {
            self.solve(&constraints)?;
            self.past.push(std::mem::replace(&mut self.constraints, constraints));
        }
        Ok(())
    }

    /// Takes the last change back; false if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(constraints) = self.past.pop() else { return false };
        self.solve(&constraints).expect("these constraints were met before");
        self.constraints = constraints;
        true
    }

    fn solve(&mut self, constraints: &Constraints) -> Result<()> {
        let Session { aligner, facts, unconstrained, known, alignment, .. } = self;
        let search = aligner.search(facts);
        let found =
            aligner.run(|| align::align_under(constraints, search, unconstrained, known))?;
        *alignment = Alignment::new(facts, found);
        Ok(())
    }
}
