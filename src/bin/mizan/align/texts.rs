//! The two texts of an alignment: read, cut, and refused where they cannot be a text and its translation.

use std::path::Path;

use mizan::bitext::{Bitext, Side};
use mizan::format;
use mizan::lang::Lang;
use mizan::text::Document;

use super::args::CodesArg;
use crate::documents::DocumentArgs;
use crate::files;
use crate::outcome::Failure;
use crate::rules::{Cutter, document, pair};

/// How texts are read and cut.
#[derive(Clone, Copy)]
pub(super) struct TextSettings<'a> {
    /// `None` for texts that are cut already.
    pub(super) cutter: Option<&'a Cutter>,
    pub(super) documents: DocumentArgs,
    pub(super) codes: CodesArg,
}

/// Two files, and the languages they are in.
#[derive(Clone, Copy)]
pub(super) struct TextPair<'a> {
    pub(super) source: &'a Path,
    pub(super) target: &'a Path,
    pub(super) langs: [Lang; 2],
}

impl TextPair<'_> {
    /// Reads both texts and cuts them into segments. What is odd in them goes to `tell`.
    pub(super) fn read(
        self,
        settings: TextSettings<'_>,
        tell: &mut dyn FnMut(String),
    ) -> Result<Bitext, Failure> {
        let TextSettings { cutter, documents, codes } = settings;
        let [s, t] = self.langs;
        let mut source = document(self.source, s, documents, cutter, tell)?;
        let mut target = document(self.target, t, documents, cutter, tell)?;
        self.settle_codes(codes, [&mut source, &mut target], tell);
        let bitext = pair([(self.source, source), (self.target, target)], cutter, tell)?;
        let bitext = bitext.without_page_headers();
        self.check_apart(&bitext)?;
        self.check_scripts(&bitext)?;
        Ok(bitext)
    }

    /// Takes the inline codes out, unless they are to be kept and both texts have some: tools insert the codes of a
    /// translation only where its source has them.
    fn settle_codes(
        self,
        codes: CodesArg,
        documents: [&mut Document; 2],
        tell: &mut dyn FnMut(String),
    ) {
        let has_codes =
            |document: &Document| document.blocks.iter().any(|block| !block.codes.is_empty());
        let [source, target] = documents.each_ref().map(|document| has_codes(document));
        if codes == CodesArg::Keep && source && target {
            return;
        }
        if codes == CodesArg::Keep && source != target {
            let (with, without) = match source {
                true => (self.source, self.target),
                false => (self.target, self.source),
            };
            tell(format!(
                "{}: its inline codes are left out, since {} has none",
                with.display(),
                without.display()
            ));
        }
        for document in documents {
            document.blocks.iter_mut().for_each(|block| block.codes.clear());
        }
    }

    /// Refuses a text as its own translation.
    fn check_apart(self, bitext: &Bitext) -> Result<(), Failure> {
        let texts = |side| bitext.side(side).items.iter().map(|segment| &segment.text);
        if texts(Side::Source).ne(texts(Side::Target)) {
            return Ok(());
        }
        let what = match files::identity(self.source) == files::identity(self.target) {
            true => {
                format!("{}: given as the source and as its translation", self.source.display())
            }
            false => {
                format!(
                    "{} and {} hold the same text",
                    self.source.display(),
                    self.target.display()
                )
            }
        };
        Err(Failure::input(format!("{what}; give a text and its translation")))
    }

    fn check_scripts(self, bitext: &Bitext) -> Result<(), Failure> {
        let fit = |side, lang| {
            let texts = bitext.side(side).items.iter().map(|segment| segment.text.as_str());
            format::fits_script(texts, lang)
        };
        let [s, t] = self.langs;
        match (fit(Side::Source, s), fit(Side::Target, t)) {
            (true, true) => Ok(()),
            _ if fit(Side::Source, t) && fit(Side::Target, s) && !s.same_language(t) => {
                Err(Failure::input(format!(
                    "{} does not look like '{s}' nor {} like '{t}': are the files swapped? Give the '{s}' text first, \
                     or name the languages with --source-lang and --target-lang",
                    self.source.display(),
                    self.target.display()
                )))
            }
            (source_fits, _) => {
                let (path, lang, flag) = match source_fits {
                    false => (self.source, s, "--source-lang"),
                    true => (self.target, t, "--target-lang"),
                };
                Err(Failure::input(format!(
                    "{} is not written in the script of '{lang}'; name its language with {flag}",
                    path.display()
                )))
            }
        }
    }
}
