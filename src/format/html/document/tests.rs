//! Pages and the blocks they give.

use super::*;
use crate::error::ErrorKind;
use crate::text::{BlockKind, LeftOut};

fn read(page: &str) -> Document {
    Document::read("page.html", page.as_bytes(), Lang::EN).unwrap()
}

fn texts(page: &str) -> Vec<String> {
    read(page).blocks.into_iter().map(|block| block.text).collect()
}

fn left_out(document: &Document) -> Vec<(&str, u64)> {
    document.left_out.iter().map(|LeftOut { what, count, .. }| (*what, *count)).collect()
}

#[test]
fn inline_elements_never_tear_words_and_blocks_never_glue_them() {
    for (page, expected) in [
        ("<p>N<b>o</b> one<i>'s</i> <u> boat</u></p>", &["No one's boat"][..]),
        ("<p>one<div>two</div>three<p>four", &["one", "two", "three", "four"]),
        ("<p>a <span> b</span> <span>c </span> d", &["a b c d"]),
        ("<p>سف<span>ي</span>نة<a href=x>&#8204;ها</a>", &["سفينة\u{200C}ها"]),
        ("<p>un<wbr>break&shy;able 5&nbsp;km\u{200B}", &["unbreakable 5\u{A0}km"]),
        ("<p>x<script>var a='<p>no'</script>y<style>p{}</style><!-- no -->z", &["xyz"]),
        ("<dl><dt>Bow<dd>front<dd>rear</dl>", &["Bow", "front", "rear"]),
        (
            "<select><option>red<option>blue</select><button>Go</button>now",
            &["red", "blue", "Go", "now"],
        ),
        ("<p>&amp;lt;b&gt; &eacute;&#x1;&#65;", &["&lt;b> éA"]),
        ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", &["東京"]),
        ("<p>kept <del>gone</del><ins>new</ins> <s>struck</s>", &["kept new struck"]),
    ] {
        assert_eq!(texts(page), expected, "{page}");
    }
}

#[test]
fn lines_and_preformatted_text_are_kept() {
    assert_eq!(
        texts("<p>12 Quay Street<br>Port Said<br/> Egypt"),
        ["12 Quay Street", "Port Said", "Egypt"]
    );
    let long = "The harbour master closed the northern quay at noon";
    assert_eq!(
        texts(&format!("<p>{long}<br>\n and went home.")),
        [format!("{long}\nand went home.")]
    );
    let document = read("<pre>\n  one\n  two\n</pre><pre><code>let x;</code></pre>");
    assert_eq!((&*document.blocks[0].text, document.blocks.len()), ("  one\n  two\n", 1));
    assert_eq!(left_out(&document), [("program code", 1)]);
}

#[test]
fn looks_inside_a_text_are_codes() {
    let document =
        read("<p>We <b>sail</b> at <a href='x?a&amp;b'>dawn</a>.<p><strong>All bold</strong>");
    let codes: Vec<(usize, &str)> =
        document.blocks[0].codes.iter().map(|code| (code.at, &*code.content)).collect();
    assert_eq!(codes, [(3, "<b>"), (7, "</b>"), (11, "<a href=\"x?a&amp;b\">"), (15, "</a>")]);
    assert!(document.blocks[1].codes.is_empty());
}

#[test]
fn blocks_say_what_they_are() {
    let document = read(
        "<title>Ships</title><h1>Ships</h1><ul><li>old<ul><li><p>older</p></ul><li>new</ul><h3>Prices</h3>\
         <table><caption>In euros</caption><tr><th>Ship<th>Price<tr><td>Dhow<td><p>9<p>or 8\
         <table><tr><td>in</table></table><p>end",
    );
    let cell = |table, row, column| BlockKind::Cell { table, row, column };
    let item = |depth| BlockKind::Item { depth };
    let found: Vec<(&str, BlockKind)> =
        document.blocks.iter().map(|block| (&*block.text, block.kind)).collect();
    assert_eq!(
        found,
        [
            ("Ships", BlockKind::Title),
            ("Ships", BlockKind::Heading(1)),
            ("old", item(1)),
            ("older", item(2)),
            ("new", item(1)),
            ("Prices", BlockKind::Heading(3)),
            ("In euros", BlockKind::Caption),
            ("Ship", cell(0, 0, 0)),
            ("Price", cell(0, 0, 1)),
            ("Dhow", cell(0, 1, 0)),
            ("9", cell(0, 1, 1)),
            ("or 8", cell(0, 1, 1)),
            ("in", cell(1, 0, 0)),
            ("end", BlockKind::Paragraph),
        ]
    );
    let places: Vec<String> =
        document.blocks[..3].iter().map(|b| b.places[0].1.to_string()).collect();
    assert_eq!(places, ["paragraph 1", "paragraph 2", "paragraph 3"]);
}

#[test]
fn nothing_is_left_out_in_silence() {
    let document = read(
        "<p>A <img alt='a red dhow'> sails.<svg><text>N</text></svg><math><mi>x</mi></math>\
         <noscript><p>Switch on</noscript><p hidden>ghost<p style='color:red; Display : none'>ghost 2\
         <a title='to the top' href='#'>up</a><input placeholder='Name'><p lang=de>Das Schiff\
         <p>und <i lang=fr>le bateau</i> too<p><i lang=fr>le bateau seul</i><p lang=ar>سفينة",
    );
    let texts: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(texts, ["A sails.", "und le bateau too", "سفينة"]);
    assert_eq!(
        left_out(&document),
        [
            ("alternative texts", 1),
            ("text in drawings", 1),
            ("formulas", 1),
            ("text for browsers without scripts", 1),
            ("hidden text", 2),
            ("text in other languages", 2),
        ]
    );
    assert_eq!(document.left_out[0].sample, "a red dhow");
}

#[test]
fn the_main_part_is_read_and_the_rest_counted() {
    let page = |main: &str| {
        format!(
            "<body><header>Port News</header><nav><a>Home</a> <a>Ships</a></nav>{main}\
             <aside>Subscribe</aside><footer>All rights</footer></body>"
        )
    };
    let long = "The dhow left the harbour before dawn with eleven sailors.";
    for main in [
        format!("<main><header><h1>Dhow</h1></header><p>{long}</main>"),
        format!("<article><h1>Dhow</h1><p>{long}</article>"),
        format!("<div role=main><h1>Dhow</h1><p>{long}</div>"),
    ] {
        let document = read(&page(&main));
        let texts: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts, ["Dhow", long], "{main}");
        let around: u64 = document.left_out.iter().map(|left| left.count).sum();
        assert_eq!((document.left_out[0].what, around), ("text around the main part", 4));
    }
    // A small main part is none; sections have headers of their own.
    let document = read(&page(&format!(
        "<main>x</main><section><header>Dhow</header><p>{long}</section><form>Find</form>"
    )));
    let texts: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(texts, ["x", "Dhow", long]);
    assert_eq!(left_out(&document), [("text around the main part", 5)]);
    // Unless that part is asked for.
    let marked = page(&format!("<main>x</main><p>{long}</p>"));
    let marked = read_page(marked.as_bytes(), Lang::EN, Extent::Marked).unwrap();
    let texts: Vec<&str> = marked.blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(texts, ["x"]);
    // A form around everything is no search box.
    assert_eq!(texts_of(&format!("<form><p>{long}</form>")), [long]);
    let whole = read_page(page(&format!("<main>{long}</main>")).as_bytes(), Lang::EN, Extent::Body);
    assert_eq!(whole.unwrap().blocks.len(), 5);
}

fn texts_of(page: &str) -> Vec<String> {
    texts(page)
}

#[test]
fn notes_are_a_flow_and_their_marks_leave_the_sentence() {
    let page = "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml' \
        xmlns:epub='http://www.idpf.org/2007/ops'><head><title/></head><body><p>It sank<a epub:type='noteref' \
        href='#n'>1</a> at sea.</p><aside epub:type='footnote' id='n'><p><a role='doc-backlink'>1.</a> In 1912.</p>\
        </aside><p>All lived.</p></body></html>";
    let document = read_page(page.as_bytes(), Lang::EN, Extent::Body).unwrap();
    let found: Vec<(&str, BlockKind)> =
        document.blocks.iter().map(|block| (&*block.text, block.kind)).collect();
    let paragraph = BlockKind::Paragraph;
    assert_eq!(
        found,
        [("It sank at sea.", paragraph), ("All lived.", paragraph), ("In 1912.", BlockKind::Note)]
    );
    assert_eq!(
        (&document.flows[..], left_out(&document)),
        (&[2, 2][..], vec![("marks of notes", 2)])
    );
}

#[test]
fn pages_are_known_by_their_start_or_name() {
    let is_page = |name: &str, head: &str| Page.recognises(name, head.as_bytes());
    assert!(is_page("a.txt", "\u{FEFF}\n<!-- saved --><?xml version='1.0'?>\n<!DocType HTML>"));
    assert!(is_page("a.doc", "<HTML xmlns:w='x'>"));
    assert!(is_page("a.HTM", "<p>x") && is_page("a.xhtml", ""));
    assert!(!is_page("a.txt", "The tag <html> begins a page."));
    assert!(!is_page("a.html", "{\\rtf1 x}") && !is_page("a.xml", "<?xml version='1.0'?><tmx>"));
}

#[test]
fn a_page_that_calls_itself_foreign_is_read() {
    let document =
        read("<html lang=de><body lang=de><div lang=de>The dhow left at dawn.</div><p>x");
    assert_eq!((document.blocks.len(), document.warnings.len()), (2, 1));
    let message = document.warnings[0].to_string();
    assert_eq!(message, "most of the page is said to be in 'de'; it is read all the same");
    assert!(matches!(
        Document::read("a.html", b"\n \n", Lang::EN).unwrap_err().kind(),
        ErrorKind::Empty
    ));
}
