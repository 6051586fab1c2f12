//! Markdown, with the tables and notes that most tools have.

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd,
};

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::blocks::{LeftOuts, add_block, add_prose};
use crate::format::encoding::decode;
use crate::format::html::{Extent, read_page};
use crate::format::name::has_extension;
use crate::format::prose::{Look, Prose, is_no_text};
use crate::lang::Lang;
use crate::text::{Block, BlockKind, Document, LineBreaks, Place};

mod front;

/// `.md` and `.markdown`.
pub(super) struct Markdown;

impl DocumentReader for Markdown {
    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdown", "mkd"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        self.extensions().iter().any(|e| has_extension(name, e))
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = Reader::new(&text, lang);
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_GFM
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
            reader.go_to(range.start);
            reader.event(event)?;
        }
        reader.flush()?;
        let mut document = Document::new(lang, reader.blocks);
        if !reader.notes.is_empty() {
            // The flow of boxes, which Markdown has none of, is between the two in every format.
            document.flows = vec![document.blocks.len() as u32; 2];
            document.blocks.extend(reader.notes);
        }
        document.warnings = decoded.warnings;
        document.left_out = reader.left_out.into_list();
        Ok(document)
    }
}

struct Reader<'t> {
    source: &'t str,
    lang: Lang,
    /// The line of the event, and the byte up to which lines are counted.
    line: u64,
    counted: usize,
    blocks: Vec<Block>,
    notes: Vec<Block>,
    left_out: LeftOuts,
    prose: Prose,
    /// The looks of the elements around.
    looks: Vec<Look>,
    /// The line where the text starts.
    start: u64,
    kinds: Vec<BlockKind>,
    lists: u8,
    tables: u32,
    row: u32,
    column: u32,
    in_note: bool,
    /// The text of a part that is no paragraph, while one is read.
    apart: Option<String>,
    /// Images inside each other; their text is not shown.
    images: usize,
}

impl<'t> Reader<'t> {
    fn new(source: &'t str, lang: Lang) -> Reader<'t> {
        Reader {
            source,
            lang,
            line: 1,
            counted: 0,
            blocks: Vec::new(),
            notes: Vec::new(),
            left_out: LeftOuts::default(),
            prose: Prose::default(),
            looks: Vec::new(),
            start: 1,
            kinds: Vec::new(),
            lists: 0,
            tables: 0,
            row: 0,
            column: 0,
            in_note: false,
            apart: None,
            images: 0,
        }
    }

    fn go_to(&mut self, byte: usize) {
        // The end of an element has the place of its start.
        if byte > self.counted {
            self.line += crate::text::line_ends(&self.source[self.counted..byte]);
            self.counted = byte;
        }
    }

    fn event(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Start(tag) => self.open(&tag)?,
            Event::End(tag) => self.close(tag)?,
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::Html(html) => self.push(&html),
            Event::InlineHtml(tag) => {
                let name = tag.trim_start_matches(['<', '/']).trim_start();
                if name.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br")) {
                    self.end_line(Prose::line_break);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.left_out.add("formulas", &text);
            }
            Event::FootnoteReference(mark) => self.left_out.add("marks of notes", &mark),
            Event::SoftBreak => self.end_line(Prose::wrap),
            Event::HardBreak => self.end_line(Prose::line_break),
            Event::Rule => self.flush()?,
            Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn end_line(&mut self, end: fn(&mut Prose)) {
        match &mut self.apart {
            Some(apart) => apart.push(' '),
            None => end(&mut self.prose),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(apart) = &mut self.apart {
            apart.push_str(text);
            return;
        }
        if self.prose.text().is_empty() {
            self.start = self.line;
        }
        let text: String = text.chars().filter(|&c| !is_no_text(c)).collect();
        self.prose.push(&text, self.looks.last().unwrap_or(&Look::default()));
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<()> {
        let mut look = self.looks.last().cloned().unwrap_or_default();
        match tag {
            Tag::Emphasis => look.italic = true,
            Tag::Strong => look.bold = true,
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { title, dest_url, .. } => {
                self.left_out.add("labels that show on demand", title);
                look.link = Some((&**dest_url).into());
            }
            Tag::Image { title, .. } => {
                self.left_out.add("labels that show on demand", title);
                self.images += 1;
                self.apart.get_or_insert_default();
                return Ok(());
            }
            _ => {
                self.flush()?;
                return self.open_block(tag);
            }
        }
        self.looks.push(look);
        Ok(())
    }

    fn open_block(&mut self, tag: &Tag<'_>) -> Result<()> {
        match tag {
            Tag::Heading { level, .. } => self.kinds.push(BlockKind::Heading(number(*level))),
            Tag::List(_) => self.lists = self.lists.saturating_add(1),
            Tag::Item => self.kinds.push(BlockKind::Item { depth: self.lists.max(1) }),
            Tag::Table(_) => {
                self.tables += 1;
                self.row = 0;
            }
            Tag::TableHead | Tag::TableRow => self.column = 0,
            Tag::TableCell => {
                let (table, row, column) = (self.tables.saturating_sub(1), self.row, self.column);
                self.kinds.push(BlockKind::Cell { table, row, column });
            }
            Tag::FootnoteDefinition(_) => self.in_note = true,
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_))
            | Tag::HtmlBlock
            | Tag::MetadataBlock(_) => {
                self.start = self.line;
                self.apart = Some(String::new());
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, tag: TagEnd) -> Result<()> {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => {
                self.looks.pop();
                return Ok(());
            }
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                if self.images == 0 {
                    let text = self.apart.take().unwrap_or_default();
                    self.left_out.add("alternative texts", &text);
                }
                return Ok(());
            }
            TagEnd::CodeBlock => {
                let code = self.apart.take().unwrap_or_default();
                self.left_out.add("program code", &code);
            }
            TagEnd::HtmlBlock => {
                let html = self.apart.take().unwrap_or_default();
                self.html(&html)?;
            }
            TagEnd::MetadataBlock(kind) => {
                let text = self.apart.take().unwrap_or_default();
                self.front_matter(&text, kind)?;
            }
            _ => self.flush()?,
        }
        match tag {
            TagEnd::Heading(_) | TagEnd::Item => {
                self.kinds.pop();
            }
            TagEnd::TableCell => {
                self.kinds.pop();
                self.column += 1;
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row += 1,
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::FootnoteDefinition => self.in_note = false,
            _ => {}
        }
        Ok(())
    }

    /// Ends the present paragraph.
    fn flush(&mut self) -> Result<()> {
        let prose = std::mem::take(&mut self.prose);
        let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        let (kind, blocks) = match self.in_note {
            true => (BlockKind::Note, &mut self.notes),
            false => (kind, &mut self.blocks),
        };
        add_prose(&prose, kind, &Place::Line(self.start), blocks)
    }

    /// Adds the text of a stretch of HTML.
    fn html(&mut self, html: &str) -> Result<()> {
        let page = match html.trim().is_empty() {
            true => return Ok(()),
            false => read_page(html.as_bytes(), self.lang, Extent::Body)?,
        };
        self.left_out.absorb(page.left_out);
        // Some tools read Markdown inside such elements.
        let is_marked = html.contains("markdown=");
        for mut block in page.blocks {
            if is_marked {
                block.text = shown(&block.text);
                block.codes.clear();
            }
            block.places = vec![(0, Place::Line(self.start))];
            if let BlockKind::Cell { table, .. } = &mut block.kind {
                *table += self.tables;
            }
            self.blocks.push(block);
        }
        // Tables of other stretches are other tables.
        self.tables += html.matches("<table").count() as u32;
        Ok(())
    }

    /// Adds the title and description that stand before the text.
    fn front_matter(&mut self, text: &str, kind: MetadataBlockKind) -> Result<()> {
        let separator = match kind {
            MetadataBlockKind::YamlStyle => ':',
            MetadataBlockKind::PlusesStyle => '=',
        };
        for (name, value, line) in front::values(text, separator) {
            let kind = match name {
                "title" => BlockKind::Title,
                "description" => BlockKind::Paragraph,
                _ => {
                    self.left_out.add("settings before the text", &value);
                    continue;
                }
            };
            let place = Place::Line(self.start + 1 + line);
            add_block(value, kind, LineBreaks::Wrap, &place, &mut self.blocks)?;
        }
        Ok(())
    }
}

/// The text that a line of Markdown shows.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for event in Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) => shown.push_str(&text),
            Event::SoftBreak | Event::HardBreak => shown.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => shown.push('\n'),
            _ => {}
        }
    }
    shown.trim().to_owned()
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LeftOut;

    const TEXT: &str = "---\ntitle: \"أنواع **السفن**\"\ndate: 2020-01-01\ndescription: >-\n  وصف طويل\n  للسفن\n---\n\n\
        # السفن {#ships}\n\nأبحرت *السفينة* من\nال**إسكندرية** إلى `عدن`[^1]. ثم عادت.\n\n\
        * واحد ![صورة](x.png \"عنوان\")\n  * اثنان\n\n    فقرة\n* [ ] [رابط](http://x.y) &amp; <b>غيره</b>\n\n\
        > اقتباس\n\n```rust\nlet x = 1;\n```\n\n    indented\n\n| أ | ب |\n|---|---|\n| ج | د<br>هـ |\n\n\
        <div markdown=\"1\">\n<p>وسط [البحر](x)</p>\n</div>\n\n<!-- تعليق -->\nسطر  \nقصير\n\n[^1]: حاشية\n";

    #[test]
    fn blocks_of_markdown() {
        let document = Document::read("a.md", TEXT.as_bytes(), Lang::AR).unwrap();
        let found: Vec<String> = document
            .blocks
            .iter()
            .map(|block| {
                format!(
                    "{} | {} | {}",
                    block.places[0].1,
                    block.kind,
                    block.text.replace('\n', "/")
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "line 2 | title | أنواع **السفن**",
                "line 4 | paragraph | وصف طويل للسفن",
                "line 9 | heading 1 | السفن",
                "line 11 | paragraph | أبحرت السفينة من/الإسكندرية إلى عدن. ثم عادت.",
                "line 14 | item 1 | واحد",
                "line 15 | item 2 | اثنان",
                "line 17 | item 2 | فقرة",
                "line 18 | item 1 | رابط & غيره",
                "line 20 | paragraph | اقتباس",
                "line 28 | cell | أ",
                "line 28 | cell | ب",
                "line 30 | cell | ج",
                "line 30 | cell | د",
                "line 30 | cell | هـ",
                "line 32 | paragraph | وسط البحر",
                "line 37 | paragraph | سطر",
                "line 37 | paragraph | قصير",
                "line 40 | note | حاشية",
            ]
        );
        assert_eq!(document.flows, [17, 17]);
        let cells: Vec<BlockKind> = document.blocks[9..14].iter().map(|block| block.kind).collect();
        let cell = |row, column| BlockKind::Cell { table: 0, row, column };
        assert_eq!(cells, [cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1), cell(1, 1)]);
        let left: Vec<(&str, u64)> =
            document.left_out.iter().map(|LeftOut { what, count, .. }| (*what, *count)).collect();
        assert_eq!(
            left,
            [
                ("settings before the text", 1),
                ("marks of notes", 1),
                ("labels that show on demand", 1),
                ("alternative texts", 1),
                ("program code", 2),
            ]
        );
    }

    #[test]
    fn looks_are_codes_and_lines_are_counted() {
        let text = "one *two*\nthree **four**\nfive. Six [seven](u).";
        let document = Document::read("a.md", text.as_bytes(), Lang::EN).unwrap();
        let [block] = &document.blocks[..] else { panic!("{document:?}") };
        assert_eq!(block.text, "one two\nthree four\nfive. Six seven.");
        let codes: Vec<&str> = block.codes.iter().map(|code| &*code.content).collect();
        assert_eq!(codes, ["<i>", "</i>", "<b>", "</b>", "<a href=\"u\">", "</a>"]);
        let segments = crate::segment::Segmenter::new(Lang::EN, crate::segment::Newlines::Auto)
            .segment(&document);
        let lines: Vec<Option<u64>> = segments.items.iter().map(|s| s.place.line()).collect();
        assert_eq!(lines, [Some(1), Some(3)]);
    }

    #[test]
    fn deep_nesting_ends() {
        for text in
            [">".repeat(20_000), "* ".repeat(5_000), "[".repeat(20_000), "<div>\n".repeat(300)]
        {
            let _ = Document::read("a.md", format!("{text}x").as_bytes(), Lang::EN);
        }
    }
}
