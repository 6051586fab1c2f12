//! Keeps an alignment open while a reviewer corrects it: what is accepted and rejected changes its neighbours.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example opens files")]

use std::error::Error;
use std::fs;
use std::path::Path;

use mizan::aligner::{Aligner, Session};
use mizan::bitext::{Bitext, Segments};
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};
use mizan::text::Document;

fn main() -> Result<(), Box<dyn Error>> {
    let source = segments("pairs/lives/source.ar.txt", Lang::AR)?;
    let target = segments("pairs/lives/target.en.txt", Lang::EN)?;
    let mut session = Aligner::new()?.session(Bitext { source, target });
    print_doubtful("at first", &session);

    let beads = session.alignment().ladder().beads();
    let two_sided = beads.iter().filter(|bead| !bead.cut.shape().is_gap());
    let doubtful = two_sided.min_by(|a, b| a.confidence.get().total_cmp(&b.confidence.get()));
    let cut = doubtful.ok_or("no beads")?.cut;
    session.reject(cut)?;
    print_doubtful("with one bead rejected", &session);

    session.undo();
    session.accept(cut)?;
    print_doubtful("with it accepted", &session);
    Ok(())
}

fn segments(path: &str, lang: Lang) -> Result<Segments, Box<dyn Error>> {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))?;
    let document = Document::read(path, &bytes, lang)?;
    Ok(Segmenter::new(lang, Newlines::Auto).segment(&document))
}

fn print_doubtful(when: &str, session: &Session) {
    let beads = session.alignment().ladder().beads();
    let doubtful = beads.iter().filter(|bead| bead.confidence.get() < 0.5).count();
    println!("{when}: {doubtful} of {} beads are below 0.5", beads.len());
}
