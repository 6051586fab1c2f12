//! A small alignment to review.

use mizan::aligner::Aligner;
use mizan::bitext::{Bitext, Segment, Segments};
use mizan::format::{self, Export, WriteOptions};
use mizan::lang::Lang;
use mizan::text::Place;

/// A bitext in which segments have no counterpart, and blanks and numbers come up.
pub(crate) fn bitext() -> Bitext {
    let source = |at: u64| match at % 6 {
        5 => String::new(),
        3 => format!("وصل {at} راكبا إلى المحطة، ثم عاد القطار."),
        _ => format!("هذه هي الجملة رقم {at} من النص."),
    };
    let target = |at: u64| match at % 5 {
        2 => format!("And {at} more came. 😀 They waited."),
        _ => format!("This is sentence number {at} of the text."),
    };
    let side = |lang, count: u64, text: &dyn Fn(u64) -> String| {
        let segment = |at: u64| Segment::new(text(at), Place::Line(at + 1));
        Segments::new(lang, (0..count).map(segment).collect())
    };
    Bitext { source: side(Lang::AR, 24, &source), target: side(Lang::EN, 22, &target) }
}

/// An aligner by lengths, numbers and names alone.
pub(crate) fn aligner() -> Aligner {
    Aligner::with_encoder(None).explain(true).threads(1)
}

/// The file of a project without operations.
pub(crate) fn base(bitext: &Bitext) -> Vec<u8> {
    let alignment = aligner().align_bitext(bitext.clone());
    let export = Export {
        alignment: &alignment,
        memory: &alignment.memory(0.0),
        document: "a.txt",
        created: "20260131T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut bytes = Vec::new();
    let writer = format::alignment_writer("mizan").expect("projects");
    writer.write(&export, &mut bytes).expect("it is written");
    bytes
}
