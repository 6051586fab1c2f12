//! Options that say how texts are cut into segments, and cutting texts by them.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mizan::bitext::{Bitext, Segments};
use mizan::lang::Lang;
use mizan::segment::{self, Newlines, Segmenter};
use mizan::segment::{Srx, SrxMode};
use mizan::text::Document;

use crate::documents::DocumentArgs;
use crate::files;
use crate::message::plural;
use crate::outcome::Failure;

/// How texts are cut into segments.
#[derive(Default, clap::Args)]
#[command(next_help_heading = "Segmentation")]
pub(crate) struct RuleArgs {
    /// What a new line in running text means
    #[arg(long, value_enum, default_value_t)]
    newlines: NewlinesArg,

    /// File of abbreviations to add to the built-in ones: one a line, under [title], [reference] or [trailing]. May be
    /// given several times
    #[arg(long, value_name = "FILE")]
    abbreviations: Vec<PathBuf>,

    /// File of segmentation rules, SRX 2.0
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,

    /// How the rules of --srx and the built-in rules work together
    #[arg(long, value_enum, default_value_t, requires = "srx")]
    srx_mode: SrxModeArg,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum NewlinesArg {
    /// Decide by the shape of the text
    #[default]
    Auto,
    /// Every new line ends a segment
    Paragraph,
    /// Only a blank line ends a segment
    BlankLine,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum SrxModeArg {
    /// Built-in rules decide where no rule of the file matches
    #[default]
    Overlay,
    /// Only the rules of the file count
    Only,
}

/// Makes segmenters. The files that the options name are read once.
pub(crate) struct Cutter {
    newlines: Newlines,
    lists: Vec<(PathBuf, String)>,
    srx: Option<(PathBuf, Srx, SrxMode)>,
}

impl Cutter {
    pub(crate) fn new(args: &RuleArgs) -> Result<Cutter, Failure> {
        let newlines = match args.newlines {
            NewlinesArg::Auto => Newlines::Auto,
            NewlinesArg::Paragraph => Newlines::Paragraph,
            NewlinesArg::BlankLine => Newlines::BlankLine,
        };
        let mode = match args.srx_mode {
            SrxModeArg::Only => SrxMode::Only,
            SrxModeArg::Overlay => SrxMode::Overlay,
        };
        let mut lists = Vec::new();
        for path in &args.abbreviations {
            lists.push((path.clone(), files::read_utf8(path)?));
        }
        let srx = match &args.srx {
            Some(path) => {
                let srx = Srx::read(&files::read_utf8(path)?)
                    .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
                Some((path.clone(), srx, mode))
            }
            None => None,
        };
        Ok(Cutter { newlines, lists, srx })
    }

    /// A segmenter for a language.
    pub(crate) fn segmenter(&self, lang: Lang) -> Result<Segmenter, Failure> {
        let mut segmenter = Segmenter::new(lang, self.newlines);
        for (path, list) in &self.lists {
            segmenter = segmenter
                .with_abbreviations(list)
                .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        }
        if let Some((path, srx, mode)) = &self.srx {
            segmenter = segmenter
                .with_srx(srx, *mode)
                .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        }
        Ok(segmenter)
    }

    /// Whether there are rules of --srx.
    pub(crate) fn has_rules(&self) -> bool {
        self.srx.is_some()
    }

    /// A fingerprint of all that cuts depend on beside the texts.
    pub(crate) fn fingerprint(&self) -> String {
        let lists: Vec<&String> = self.lists.iter().map(|(_, list)| list).collect();
        let srx = self.srx.as_ref().map(|(_, srx, mode)| (srx, mode));
        let version = (env!("CARGO_PKG_VERSION"), segment::RULES);
        let all = format!("{version:?} {:?} {lists:?} {srx:?}", self.newlines);
        format!("{:032x}", xxhash_rust::xxh3::xxh3_128(all.as_bytes()))
    }

    /// The name of the rules, for the header of a memory.
    pub(crate) fn name(&self) -> String {
        let own = mizan::segment::RULES;
        let file =
            |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut parts = match &self.srx {
            Some((path, _, SrxMode::Only)) => vec![file(path)],
            Some((path, ..)) => vec![own.to_owned(), file(path)],
            None => vec![own.to_owned()],
        };
        parts.extend(self.lists.iter().map(|(path, _)| file(path)));
        parts.join(" ")
    }
}

/// Reads a text by itself and cuts it into segments. Without a cutter, it has one segment a line. What is odd in it goes to
/// `tell`.
pub(crate) fn side(
    path: &Path,
    lang: Lang,
    documents: DocumentArgs,
    cutter: Option<&Cutter>,
    tell: &mut dyn FnMut(String),
) -> Result<Segments, Failure> {
    let document = document(path, lang, documents, cutter, tell)?;
    match cutter {
        Some(cutter) => cut(path, &document, cutter, tell),
        None => Ok(document.into()),
    }
}

/// Reads a text. Without a cutter, it has one segment a line.
pub(crate) fn document(
    path: &Path,
    lang: Lang,
    documents: DocumentArgs,
    cutter: Option<&Cutter>,
    tell: &mut dyn FnMut(String),
) -> Result<Document, Failure> {
    match cutter {
        Some(_) => documents.read(path, lang, tell),
        None => documents.read_segmented(path, lang, tell),
    }
}

/// The segments of a text and its translation, whose lines are read alike. Without a cutter, blocks are segments.
pub(crate) fn pair(
    [source, target]: [(&Path, Document); 2],
    cutter: Option<&Cutter>,
    tell: &mut dyn FnMut(String),
) -> Result<Bitext, Failure> {
    let Some(cutter) = cutter else {
        return Ok(Bitext { source: source.1.into(), target: target.1.into() });
    };
    let segmenter = |document: &Document| cutter.segmenter(document.lang);
    let (bitext, unlike) =
        segment::pair((segmenter(&source.1)?, &source.1), (segmenter(&target.1)?, &target.1));
    if unlike {
        tell(format!(
            "the lines of one of {} and {} look wrapped, those of the other do not; both are read in the way that fits \
             both better, --newlines says which way",
            source.0.display(),
            target.0.display()
        ));
    }
    tell_odd(source.0, &bitext.source, tell);
    tell_odd(target.0, &bitext.target, tell);
    Ok(bitext)
}

/// Cuts a document into segments. What is odd in them goes to `tell`, with the path of the document.
pub(crate) fn cut(
    path: &Path,
    document: &Document,
    cutter: &Cutter,
    tell: &mut dyn FnMut(String),
) -> Result<Segments, Failure> {
    let segments = cutter.segmenter(document.lang)?.segment(document);
    tell_odd(path, &segments, tell);
    Ok(segments)
}

/// Tells of segments that no end of a sentence made, and of rules that were too slow.
fn tell_odd(path: &Path, segments: &Segments, tell: &mut dyn FnMut(String)) {
    const LONG: usize = 1_000;
    if segments.unended > 0 {
        tell(format!(
            "{}: no sentence ends in {}, cut into parts where clauses end; --newlines paragraph ends one at each \
             line, --srx adds rules",
            path.display(),
            plural(u64::from(segments.unended), "long segment")
        ));
    }
    for line in &segments.stopped_rules {
        tell(format!(
            "{}: the rule of line {line} of --srx takes too many steps in places, where it counts as not matching; \
             give its expression fewer repetitions inside repetitions",
            path.display()
        ));
    }
    if let [segment] = &segments.items[..] {
        let length = segment.text.chars().count();
        if length > LONG {
            tell(format!(
                "{}: all {length} characters are one segment, since no sentence ends in it; \
                 --newlines paragraph ends one at each line, --srx adds rules",
                path.display()
            ));
        }
    }
}
