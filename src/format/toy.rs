//! A small format with all that blocks can say, to test what readers may give: one file and its line in
//! [`DOCUMENT_READERS`](super::DOCUMENT_READERS).
//!
//! ```text
//! TOY
//! # a heading
//! 62500-64000 a subtitle with <b>bold</b> words,
//! + 64100-66000 that goes on in another one.
//! home.title = a text with a key
//! ---
//! ; a comment
//! ```
//!
//! Three hyphens start another flow.

use crate::error::{Error, Result};
use crate::format::DocumentReader;
use crate::format::encoding::decode;
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::text::{
    Block, BlockKind, Code, CodeKind, Document, LeftOut, LineBreaks, Place, Warning,
};

const FORMAT: &str = "toy";

pub(super) struct Toy;

impl DocumentReader for Toy {
    fn extensions(&self) -> &'static [&'static str] {
        &[FORMAT]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        has_extension(name, FORMAT) && head.starts_with(b"TOY\n")
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let mut document = Document::new(lang, Vec::new());
        document.warnings = decoded.warnings;
        let mut comments = Vec::new();
        for (number, line) in (1..).zip(decoded.text.lines()).skip(1) {
            if line == "---" {
                document.flows.push(document.blocks.len() as u32);
            } else if let Some(comment) = line.strip_prefix("; ") {
                comments.push(comment.to_owned());
            } else if let Some(cue) = line.strip_prefix("+ ") {
                if let Some(last) = document.blocks.last_mut() {
                    last.continues = true;
                }
                document.blocks.push(block(cue, number)?);
            } else {
                document.blocks.push(block(line, number)?);
            }
        }
        if let Some(first) = comments.first().cloned() {
            let count = comments.len() as u64;
            document.left_out.push(LeftOut {
                what: "comments",
                count,
                sample: first,
                is_loss: false,
            });
            document.warnings.push(Warning::new(None, "comments are left out"));
        }
        Ok(document)
    }
}

fn block(line: &str, number: u64) -> Result<Block> {
    if let Some(heading) = line.strip_prefix("# ") {
        let mut block = coded(heading, Place::Paragraph(number as u32));
        block.kind = BlockKind::Heading(1);
        return Ok(block);
    }
    if let Some((key, text)) = line.split_once(" = ") {
        let mut block = coded(text, Place::Key(key.into()));
        (block.kind, block.key) = (BlockKind::Entry, Some(key.to_owned()));
        return Ok(block);
    }
    let times = line.split_once(' ').and_then(|(times, text)| {
        let (from, to) = times.split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()?, text))
    });
    let Some((from, to, text)) = times else {
        return Err(Error::malformed(FORMAT, number, "a line needs a mark, a key or times"));
    };
    let mut block = coded(text, Place::Cue { from, to });
    block.kind = BlockKind::Cue;
    Ok(block)
}

/// A block whose tags are inline codes, and whose slashes are line ends.
fn coded(line: &str, place: Place) -> Block {
    let (mut text, mut codes) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, behind)) = behind.split_once('>') else { break };
        let name = tag.trim_start_matches('/').to_owned();
        let kind = match tag.starts_with('/') {
            true => CodeKind::End,
            false => CodeKind::Begin,
        };
        codes.push(Code {
            at: text.len(),
            kind,
            pair: name.clone(),
            id: String::new(),
            class: name,
            content: format!("<{tag}>"),
        });
        rest = behind;
    }
    text.push_str(rest);
    let mut block = Block::new(text.replace(" / ", " \n "), place);
    (block.breaks, block.codes) = (LineBreaks::Wrap, codes);
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aligner::Aligner;
    use crate::bitext::{Segment, Segments, Side};
    use crate::memory::Memory;
    use crate::segment::{Newlines, Segmenter};
    use crate::unit::TranslationUnit;

    const ARABIC: &str = "TOY\n# الفيلم\n1000-2500 وصل القطار <b>إلى\n\
        + 2600-4000 المحطة</b> في الصباح. ثم\n+ 4100-5000 نزل / الركاب كلهم.\n6000-7000 نعم، جاء الأب.\n\
        ---\nhome.title = الصفحة الأولى من 1998\nhome.end = النهاية\n; تعليق\n";
    const ENGLISH: &str = "TOY\n# The film\n1100-2400 The train reached <b>the\n\
        + 2500-3900 station</b> in the morning.\n4200-5100 Then all passengers got off.\n\
        6100-7100 Yes, the father came.\n---\nhome.title = The first page of 1998\nhome.end = The end\n";

    fn segments(text: &str, lang: Lang) -> Segments {
        let document = Document::read("film.toy", text.as_bytes(), lang).unwrap();
        Segmenter::new(lang, Newlines::Auto).segment(&document)
    }

    fn places(segment: &Segment) -> Vec<String> {
        segment.places().map(ToString::to_string).collect()
    }

    #[test]
    fn segments_run_over_cues_and_know_their_places() {
        let all = segments(ARABIC, Lang::AR);
        let texts: Vec<&str> = all.items.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "الفيلم",
                "وصل القطار إلى\nالمحطة في الصباح.",
                "ثم\nنزل \n الركاب كلهم.",
                "نعم، جاء الأب.",
                "الصفحة الأولى من 1998",
                "النهاية",
            ]
        );
        let two = &all.items[1];
        assert_eq!(places(two), ["cue 00:00:01", "cue 00:00:02.6"]);
        assert_eq!((two.block, two.span.range(), two.continued[0].block), (1, 0..26, 2));
        let kinds: Vec<(usize, CodeKind)> = two.codes.iter().map(|c| (c.at, c.kind)).collect();
        let open = two.text.find("إلى").unwrap();
        let close = two.text.find(" في").unwrap();
        assert_eq!(kinds, [(open, CodeKind::Begin), (close, CodeKind::End)]);
        // The next begins in the middle of a cue.
        let three = &all.items[2];
        assert_eq!(places(three), ["cue 00:00:02.6", "cue 00:00:04.1"]);
        assert_eq!((three.block, three.glued), (2, false));
        assert_eq!(places(&all.items[0]), ["paragraph 2"]);
        assert_eq!(places(&all.items[4]), ["key home.title"]);
        assert_eq!((&all.flows[..], all.blocks[1].kind), (&[4][..], BlockKind::Cue));
        assert_eq!(all.blocks[5].key.as_deref(), Some("home.title"));
        assert_eq!((all.left_out[0].what, all.left_out[0].count), ("comments", 1));
    }

    #[test]
    fn flows_face_each_other_and_every_cue_is_found_again() {
        let read = |text: &str, lang| Document::read("film.toy", text.as_bytes(), lang).unwrap();
        let (source, target) = (read(ARABIC, Lang::AR), read(ENGLISH, Lang::EN));
        let alignment = Aligner::with_encoder(None).align(&source, &target);
        let (bitext, beads) = (alignment.bitext(), alignment.ladder().beads());
        let flow = |side: &Segments, at: u32| side.flows.partition_point(|&start| start <= at);
        for bead in beads {
            let sources = bead.cut.source.indices().map(|at| flow(&bitext.source, at));
            let targets = bead.cut.target.indices().map(|at| flow(&bitext.target, at));
            let mut flows: Vec<usize> = sources.chain(targets).collect();
            flows.dedup();
            assert_eq!(flows.len(), 1, "{bead:?}");
        }
        let memory = alignment.memory(0.0);
        let units: Vec<TranslationUnit> = memory.translation_units("film.toy", "").collect();
        let told = |memory: &Memory, from: u32| {
            let is_it = |place: &Place| matches!(place, Place::Cue { from: f, .. } if *f == from);
            let in_units = memory.units.iter().flat_map(|u| u.source.places.iter()).any(is_it);
            let left = memory.leftovers.iter().filter(|left| left.side == Side::Source);
            let mut left = left.map(|left| &bitext.source.items[left.segment as usize]);
            in_units || left.any(|segment| segment.places().any(is_it))
        };
        assert!([1_000, 2_600, 4_100, 6_000].into_iter().all(|from| told(&memory, from)));
        let unit = units.iter().find(|unit| unit.variants[0].text.starts_with("وصل")).unwrap();
        let props = &unit.variants[0].meta.props;
        assert!(props.contains(&("x-place".into(), "cue 00:00:01".into())), "{props:?}");
        assert!(props.contains(&("x-time".into(), "00:00:02.600 --> 00:00:04.000".into())));
        assert!(unit.variants[0].text.contains("إلى المحطة"));
        assert_eq!(unit.variants[0].codes.len(), 2);
        assert_eq!((unit.line, unit.variants[0].meta.attribute("line")), (0, None));
        let entry = units.iter().find(|unit| unit.variants[0].text.contains("1998")).unwrap();
        assert_eq!(entry.meta.prop("x-key"), Some("home.title"));
        assert_eq!(entry.meta.prop("x-kind"), Some("entry"));
    }

    #[test]
    fn a_name_alone_makes_no_toy() {
        let document = Document::read("film.toy", b"1000-2000 yes", Lang::EN).unwrap();
        assert_eq!(document.blocks[0].kind, BlockKind::Paragraph);
        let error = Document::read("film.TOY", b"TOY\nno mark", Lang::EN).unwrap_err();
        assert_eq!(error.to_string(), "line 2: a line needs a mark, a key or times (toy)");
    }
}
