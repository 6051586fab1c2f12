//! What an alignment needs beside its texts: glossary, weights, rules, the date.

use std::path::Path;
use std::sync::Arc;

use mizan::aligner::{WeightTable, WeightTables};
use mizan::format::WriteOptions;
use mizan::glossary::{Glossary, Langs};
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};

use super::args::{AlignArgs, CodesArg};
use super::texts::TextSettings;
use crate::documents::DocumentArgs;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::rules::Cutter;
use crate::termbase::load_all;

/// What a run reads beside its texts, but for the encoder.
pub(super) struct Setup {
    pub(super) glossary: Arc<Glossary>,
    /// Whether rows of the glossary were skipped.
    pub(super) outcome: Outcome,
    /// The weights of a folder; else those mizan ships hold.
    pub(super) weights: Option<WeightTables>,
    /// `None` for texts that are cut already.
    cutter: Option<Cutter>,
    documents: DocumentArgs,
    codes: CodesArg,
}

impl Setup {
    pub(super) fn read(args: &AlignArgs) -> Result<Setup, Failure> {
        let langs = Langs { source: args.source_lang, target: args.target_lang };
        let (glossary, outcome) = load_all(&args.glossary, langs)?;
        let weights = args.weights.as_deref().map(weights).transpose()?;
        let cutter = if args.segmented { None } else { Some(Cutter::new(&args.rules)?) };
        let (documents, codes) = (args.documents, args.codes);
        Ok(Setup { glossary: Arc::new(glossary), outcome, weights, cutter, documents, codes })
    }

    /// What cuts texts in two languages.
    pub(super) fn segmenters(
        &self,
        [source, target]: [Lang; 2],
    ) -> Result<[Segmenter; 2], Failure> {
        let cut = |lang| match &self.cutter {
            Some(cutter) => cutter.segmenter(lang),
            None => Ok(Segmenter::new(lang, Newlines::Auto)),
        };
        Ok([cut(source)?, cut(target)?])
    }

    /// How texts are read and cut.
    pub(super) fn texts(&self) -> TextSettings<'_> {
        TextSettings { cutter: self.cutter.as_ref(), documents: self.documents, codes: self.codes }
    }

    /// What is written beside the texts.
    pub(super) fn write_options(&self, args: &AlignArgs) -> WriteOptions {
        let entries = self.glossary.entries.len();
        WriteOptions {
            glossary: (entries > 0).then(|| Arc::clone(&self.glossary)),
            props: args.prop.clone(),
            creator: args.creation_id.clone().unwrap_or_default(),
            weights: self.weights.clone(),
            ..args.format.options()
        }
    }

    /// The name of the segmentation rules; nothing for texts that are cut already.
    pub(super) fn segmentation(&self) -> String {
        self.cutter.as_ref().map(Cutter::name).unwrap_or_default()
    }
}

/// The weights of a folder.
fn weights(folder: &Path) -> Result<WeightTables, Failure> {
    WeightTables::from_named(|name| {
        let path = folder.join(format!("{name}.weights"));
        WeightTable::parse(&files::read_utf8(&path)?)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
    })
}
