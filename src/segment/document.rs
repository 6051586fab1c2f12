//! Documents to segments: blocks that continue in each other are cut as one text.

use std::borrow::Cow;

use super::Segmenter;
use super::clause::{ClauseEnd, clauses};
use crate::bitext::{Bitext, BlockLabel, Continuation, Segment, Segments};
use crate::lang::Lang;
use crate::text::{Block, BlockKind, Code, Document, Parted, Place, Span, divide_codes, line_ends};

impl Segmenter {
    /// The segments of a document, in order. None crosses the border of a flow, nor that of a block, unless the block
    /// continues in the next.
    pub fn segment(&self, document: &Document) -> Segments {
        if document.segmented {
            return document.clone().into();
        }
        let blocks = &document.blocks;
        let mut segments = Segments::new(document.lang, Vec::new());
        let mut flows = document.flows.iter().map(|&flow| flow as usize).peekable();
        let mut first = 0;
        while first < blocks.len() {
            while flows.next_if(|&flow| flow <= first).is_some() {
                segments.flows.push(segments.len());
            }
            let border = flows.peek().map_or(blocks.len(), |&flow| flow.min(blocks.len()));
            let mut end = first + 1;
            while end < border && blocks[end - 1].continues {
                end += 1;
            }
            self.segment_run(&blocks[first..end], first as u32, &mut segments);
            first = end;
        }
        segments.flows.extend(flows.map(|_| segments.items.len() as u32));
        segments.left_out.clone_from(&document.left_out);
        segments.blocks = BlockLabel::of(blocks);
        if self.srx.is_none() {
            cut_unended(&mut segments);
        }
        segments
    }

    /// Cuts blocks that continue in each other, the first of which has a number.
    fn segment_run(&self, blocks: &[Block], number: u32, segments: &mut Segments) {
        let run = BlockRun::new(blocks, number);
        let text: &str = &run.text;
        let mut cut = match blocks {
            [block] => self.spans_by(text, block.breaks),
            _ => self.spans_of(text, self.paragraphs(blocks)),
        };
        let mut spans: Vec<Span> = cut.by_ref().collect();
        segments.stopped_rules.extend(cut.stopped());
        if blocks[0].kind == BlockKind::Cue {
            join_marks(text, &mut spans);
        }
        let mut codes = Vec::new();
        if !run.codes.is_empty() {
            let stretches: Vec<_> = spans.iter().map(|span| span.range()).collect();
            codes = divide_codes(&run.codes, &stretches, Parted::Reopened);
        }
        let mut codes = codes.into_iter();
        let (mut end, mut stop, mut counted, mut lines) = (0, 0, 0, 0);
        for span in spans {
            let range = span.range();
            while let Some(next) = run.stops.get(stop + 1).filter(|next| next.at <= range.start) {
                (stop, counted, lines) = (stop + 1, next.at, 0);
            }
            lines += line_ends(&text[counted..range.start]);
            let Stop { block, place, .. } = &run.stops[stop];
            let inside = run.stops[stop + 1..].iter().take_while(|next| next.at < range.end);
            let continued = inside.map(|next| Continuation {
                at: (next.at - range.start) as u32,
                block: next.block,
                place: Place::clone(&next.place),
            });
            let start = run.starts[(block - number) as usize];
            // The line feed between two blocks belongs to neither.
            let next_start = run.starts.get((block - number) as usize + 1);
            let last =
                next_start.map_or(range.end, |next| range.end.min(next - 1)).max(range.start);
            segments.items.push(Segment {
                block: *block,
                span: Span::new(range.start - start, last - start),
                place: place.after_lines(lines),
                glued: end > 0 && end == range.start,
                text: text[range.clone()].to_owned(),
                codes: codes.next().unwrap_or_default(),
                continued: continued.collect(),
            });
            lines += line_ends(&text[range.clone()]);
            (counted, end) = (range.end, range.end);
        }
    }

    /// The paragraphs of a text made of blocks that continue in each other, with a line feed between them: the last
    /// of a block and the first of the next are one.
    fn paragraphs(&self, blocks: &[Block]) -> Vec<(usize, usize)> {
        let mut paragraphs: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        for block in blocks {
            let mut own = self.paragraphs_of(&block.text, block.breaks).into_iter();
            if let Some(last) = paragraphs.last_mut()
                && let Some((_, end)) = own.next()
            {
                last.1 = start + end;
            }
            paragraphs.extend(own.map(|(from, to)| (start + from, start + to)));
            start += block.text.len() + 1;
        }
        paragraphs
    }
}

/// Log odds of wrapped lines from which a text plainly looks one way or the other.
const PLAIN: f32 = 1.0;

/// The segments of a text and its translation. The second value says whether the lines of one look wrapped and those of
/// the other do not; then they are read alike, in the way that fits both better.
pub fn pair(source: (Segmenter, &Document), target: (Segmenter, &Document)) -> (Bitext, bool) {
    let wrapping = [&source, &target].map(|(segmenter, document)| segmenter.wrapping(document));
    let unlike = matches!(wrapping, [Some(one), Some(other)]
        if one.min(other) < -PLAIN && one.max(other) > PLAIN);
    let cut = |(segmenter, document): (Segmenter, &Document), other: Option<f32>| {
        let expected = other.filter(|_| unlike).unwrap_or(0.0);
        segmenter.expecting(expected).segment(document)
    };
    (Bitext { source: cut(source, wrapping[1]), target: cut(target, wrapping[0]) }, unlike)
}

/// Joins what is marks alone with what follows: right-to-left lines of subtitles are often typed with their end mark at
/// the start, where some players show it at the end.
fn join_marks(text: &str, spans: &mut Vec<Span>) {
    let mut start = None;
    let last = spans.len();
    let mut number = 0;
    spans.retain_mut(|span| {
        number += 1;
        if number < last && !span.of(text).contains(char::is_alphanumeric) {
            start.get_or_insert(span.start);
            return false;
        }
        if let Some(start) = start.take() {
            span.start = start;
        }
        true
    });
}

/// Words in a segment that no sentence of a text with stops has.
const UNENDED: usize = 70;

/// Words from which on a part of such a segment may end where a clause does, and after which it ends anyway.
const PART: std::ops::Range<usize> = 12..30;

/// Cuts the longest segments of a text with next to no stops, as transcripts are, into parts that end where clauses do.
fn cut_unended(segments: &mut Segments) {
    let words = |segment: &Segment| segment.text.split_whitespace().count();
    let counts: Vec<usize> = segments.items.iter().map(words).collect();
    let long: usize = counts.iter().filter(|&&count| count > UNENDED).sum();
    if 2 * long <= counts.iter().sum() {
        return;
    }
    let mut items = Vec::with_capacity(segments.items.len());
    let mut starts = Vec::with_capacity(segments.items.len() + 1);
    for (segment, &count) in segments.items.iter().zip(&counts) {
        starts.push(items.len() as u32);
        if count <= UNENDED {
            items.push(segment.clone());
            continue;
        }
        segments.unended += 1;
        let mut from = 0;
        for to in parts(&segment.text, segments.lang) {
            items.push(segment.part(from, to));
            from = to;
        }
    }
    starts.push(items.len() as u32);
    segments.flows.iter_mut().for_each(|flow| *flow = starts[*flow as usize]);
    segments.items = items;
}

/// Where the parts of a long segment end.
fn parts(text: &str, lang: Lang) -> Vec<usize> {
    let words: Vec<(&str, u32)> = text.split_whitespace().map(|word| (word, 2)).collect();
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let mut ends = Vec::new();
    let mut from = 0;
    for (to, end) in clauses(&words, lang) {
        let (count, left) = (to - from, words.len() - to);
        let clause = !matches!(end, ClauseEnd::Nothing);
        if left >= PART.start && (clause && count >= PART.start || count >= PART.end) {
            ends.push(start(words[to].0));
            from = to;
        }
    }
    ends.push(text.len());
    ends
}

/// Blocks as one text with a line feed between them.
struct BlockRun<'b> {
    text: Cow<'b, str>,
    /// Where each block starts.
    starts: Vec<usize>,
    /// The bytes where another place or block begins, in order; the first is 0.
    stops: Vec<Stop<'b>>,
    codes: Vec<Code>,
}

struct Stop<'b> {
    at: usize,
    block: u32,
    place: Cow<'b, Place>,
}

impl<'b> BlockRun<'b> {
    fn new(blocks: &'b [Block], number: u32) -> BlockRun<'b> {
        let text = match blocks {
            [block] => Cow::Borrowed(block.text.as_str()),
            _ => {
                let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
                Cow::Owned(texts.join("\n"))
            }
        };
        let mut run = BlockRun { text, starts: Vec::new(), stops: Vec::new(), codes: Vec::new() };
        let mut start = 0;
        for (block, number) in blocks.iter().zip(number..) {
            run.starts.push(start);
            // Every block begins with a place of its own.
            if block.places.first().is_none_or(|&(at, _)| at > 0) {
                let place = Cow::Owned(Place::Paragraph(number + 1));
                run.stops.push(Stop { at: start, block: number, place });
            }
            for (at, place) in &block.places {
                let at = start + boundary(&block.text, *at as usize);
                let at = run.stops.last().map_or(at, |last| at.max(last.at));
                run.stops.push(Stop { at, block: number, place: Cow::Borrowed(place) });
            }
            for code in &block.codes {
                let at = start + boundary(&block.text, code.at);
                run.codes.push(Code { at, ..code.clone() });
            }
            start += block.text.len() + 1;
        }
        run
    }
}

/// The last place between two characters that is not behind a byte.
fn boundary(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::segment::Newlines;
    use crate::text::LineBreaks;

    fn block() -> impl Strategy<Value = Block> {
        let words = prop_oneof![
            4 => "[a-dنمع]{1,6}",
            3 => "[ \n\t]{1,2}",
            2 => "[.؟!?:…]{1,3}",
            1 => "[\u{200B}\u{2028}\u{301}\r]{1,2}",
        ];
        let breaks =
            prop_oneof![Just(LineBreaks::Guess), Just(LineBreaks::Wrap), Just(LineBreaks::End)];
        let text = vec(words, 0..12).prop_map(|words| words.concat());
        (text, breaks, any::<bool>(), vec(0..40u32, 0..3)).prop_map(
            |(text, breaks, continues, places)| {
                let mut block = Block::new(text, Place::Line(1));
                (block.breaks, block.continues) = (breaks, continues);
                let places = (1..).zip(places);
                block.places.extend(places.map(|(page, at)| (at, Place::Page { page, line: 1 })));
                block
            },
        )
    }

    /// The characters of a text that show.
    fn shown(text: &str) -> Vec<char> {
        let hidden = |c: &char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2028}');
        text.chars().filter(|c| !hidden(c)).collect()
    }

    proptest! {
        /// Every character of every block is in one segment, in order; none of them mixes flows, or blocks that do not
        /// continue.
        #[test]
        fn nothing_is_lost_and_flows_are_not_mixed(
            blocks in vec(block(), 0..8),
            flows in vec(0..10u32, 0..3),
            newlines in prop_oneof![Just(Newlines::Auto), Just(Newlines::BlankLine)],
        ) {
            let mut document = Document::new(Lang::AR, blocks);
            document.flows = flows;
            document.flows.sort_unstable();
            let segments = Segmenter::new(Lang::AR, newlines).segment(&document);
            let read: Vec<char> = document.blocks.iter().flat_map(|b| shown(&b.text)).collect();
            let cut: Vec<char> = segments.items.iter().flat_map(|s| shown(&s.text)).collect();
            prop_assert_eq!(read, cut);
            prop_assert_eq!(segments.flows.len(), document.flows.len());
            prop_assert!(segments.flows.is_sorted());
            let block_flow = |block: u32| document.flows.partition_point(|&flow| flow <= block);
            for (at, segment) in (0..).zip(&segments.items) {
                let first = &document.blocks[segment.block as usize].text;
                let head = segment.span.of(first);
                prop_assert!(segment.text.starts_with(head));
                let flow = segments.flows.partition_point(|&flow| flow <= at);
                prop_assert_eq!(block_flow(segment.block), flow);
                let mut block = segment.block;
                for next in &segment.continued {
                    prop_assert_eq!(block_flow(next.block), flow);
                    while block < next.block {
                        prop_assert!(document.blocks[block as usize].continues);
                        block += 1;
                    }
                    prop_assert!(segment.text.is_char_boundary(next.at as usize));
                }
            }
        }
    }

    #[test]
    fn a_text_without_stops_is_cut_where_clauses_end() {
        let cut = |text: &str| {
            let document = Document::of(Lang::EN, text);
            Segmenter::new(Lang::EN, Newlines::Auto).segment(&document)
        };
        let talk = "we went down to the old harbour and the boats had just come in with the morning catch ".repeat(8);
        let parts = cut(&talk);
        assert_eq!(parts.unended, 1);
        assert!(parts.len() > 4, "{}", parts.len());
        let words = |s: &Segment| s.text.split_whitespace().count();
        assert!(parts.items.iter().all(|part| (12..=45).contains(&words(part))));
        let whole: Vec<&str> = parts.items.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole.join(" "), talk.trim());
        // One long sentence among others stays whole.
        let prose = format!("{talk}. {}", "The boats left again. We stayed at home. ".repeat(20));
        assert_eq!(cut(&prose).unended, 0);
    }

    #[test]
    fn line_ends_are_read_as_the_block_says() {
        let cut = |breaks| {
            let mut block = Block::new("First part\nsecond part\n\nthird.", Place::Line(7));
            block.breaks = breaks;
            let document = Document::new(Lang::EN, vec![block]);
            let segments = Segmenter::new(Lang::EN, Newlines::BlankLine).segment(&document);
            let of = |s: &Segment| (s.place.line().unwrap(), s.text.replace('\n', "|"));
            segments.items.iter().map(of).collect::<Vec<_>>()
        };
        let lines = |of: &[(u64, &str)]| -> Vec<(u64, String)> {
            of.iter().map(|&(line, text)| (line, text.to_owned())).collect()
        };
        assert_eq!(cut(LineBreaks::Guess), lines(&[(7, "First part|second part"), (10, "third.")]));
        assert_eq!(cut(LineBreaks::Wrap), lines(&[(7, "First part|second part||third.")]));
        let each = [(7, "First part"), (8, "second part"), (10, "third.")];
        assert_eq!(cut(LineBreaks::End), lines(&each));
    }

    #[test]
    fn a_text_and_its_translation_are_read_alike() {
        // Four verses; those of one side fill their lines as wrapped text does.
        let verses = "نمشي على رمل الطريق والشمس تعلو فوقنا مهلا\nونحمل في القلب المتعب الخبز والماء والأمل\n\
                      وتسألنا النخل الكثيرة من أين جئتم يا رفاق\nفنضحك للريح الرقيقة حين تأتي بالجواب لنا.";
        let english = "We walk the sandy road and slow above us climbs the sun\nAnd carry in our tired hearts\nThe \
                       palms ask where we came from\nAnd at the gentle wind that brings the answer we just laugh";
        let documents = [Document::of(Lang::AR, verses), Document::of(Lang::EN, english)];
        let segmenter = |lang| Segmenter::new(lang, Newlines::Auto);
        let alone = segmenter(Lang::AR).segment(&documents[0]);
        assert_eq!(alone.len(), 1, "{:?}", segmenter(Lang::AR).wrapping(&documents[0]));
        let (bitext, unlike) =
            pair((segmenter(Lang::AR), &documents[0]), (segmenter(Lang::EN), &documents[1]));
        assert!(unlike);
        assert_eq!((bitext.source.len(), bitext.target.len()), (4, 4));
    }
}
