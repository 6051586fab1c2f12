//! Presentations.

use super::*;
use crate::format::shown;
use crate::format::zipped::zipped;

fn slide_of(shapes: &str) -> String {
    format!("<p:sld><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

fn shape(placeholder: &str, paragraphs: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"x\"/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr/>\
         <p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )
}

fn p(text: &str) -> String {
    format!("<a:p><a:r><a:rPr lang=\"ar\"/><a:t>{text}</a:t></a:r></a:p>")
}

fn link(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
}

fn shown(document: &Document) -> Vec<String> {
    let blocks = shown::shown(document).into_iter().zip(&document.blocks);
    let shown = blocks.map(|(line, block)| {
        let (flow, rest) = line.split_once(' ').unwrap();
        format!("{flow} {} {rest}", block.places[0].1)
    });
    shown.collect()
}

#[test]
fn slides_come_in_their_order_with_notes_apart() {
    let main = "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"r2\"/><p:sldId id=\"257\" r:id=\"r1\"/><p:sldId id=\"258\" r:id=\"r3\"/></p:sldIdLst></p:presentation>";
    let links = [
        link("r1", "slide", "slides/slide1.xml"),
        link("r2", "slide", "slides/slide2.xml"),
        link("r3", "slide", "slides/slide3.xml"),
    ]
    .concat();
    let table = format!(
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody>{}</a:txBody></a:tc><a:tc><a:txBody>{}</a:txBody></a:tc></a:tr>\
         <a:tr><a:tc><a:txBody>{}</a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        p("أ"),
        p("ب"),
        p("ت")
    );
    let body = "<a:p><a:pPr lvl=\"1\"/><a:r><a:t>عاش </a:t></a:r><a:r><a:rPr b=\"1\"/><a:t>في حلب</a:t></a:r></a:p>\
        <a:p><a:pPr><a:buChar char=\"-\"/></a:pPr><a:r><a:t>سطر أول هنا</a:t></a:r><a:br/><a:r><a:t>سطر ثان</a:t></a:r></a:p>";
    let second = slide_of(
        &[
            shape("<p:ph type=\"title\"/>", &p("العنوان")),
            shape("<p:ph idx=\"1\"/>", body),
            shape("<p:ph type=\"sldNum\"/>", &p("2")),
            shape("<p:ph type=\"ftr\"/>", &p("الشركة")),
            table,
            format!(
                "<mc:AlternateContent><mc:Choice Requires=\"x\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
                shape("", &p("مرة")),
                shape("", &p("مرة"))
            ),
        ]
        .concat(),
    );
    let first =
        slide_of(&[shape("", &p("آخر")), shape("<p:ph type=\"ftr\"/>", &p("الشركة"))].concat());
    let hidden = slide_of(&shape("", &p("مخفي"))).replacen("<p:sld>", "<p:sld show=\"0\">", 1);
    let notes = slide_of(
        &[shape("<p:ph type=\"body\"/>", &p("قل لهم")), shape("<p:ph type=\"sldNum\"/>", &p("2"))]
            .concat(),
    );
    let bytes = zipped(&[
        ("ppt/presentation.xml", main),
        ("ppt/_rels/presentation.xml.rels", &format!("<Relationships>{links}</Relationships>")),
        ("ppt/slides/slide1.xml", &first),
        ("ppt/slides/slide2.xml", &second),
        ("ppt/slides/slide3.xml", &hidden),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            &format!(
                "<Relationships>{}</Relationships>",
                link("n", "notesSlide", "../notesSlides/notesSlide1.xml")
            ),
        ),
        ("ppt/notesSlides/notesSlide1.xml", &notes),
    ]);
    let read = Document::read("a.pptx", &bytes, Lang::AR).unwrap();
    assert_eq!(
        shown(&read),
        [
            "0 slide 1 heading 1: العنوان",
            "0 slide 1 item 2: عاش <b>في حلب</b>",
            "0 slide 1 item 1: سطر أول هنا",
            "0 slide 1 item 1: سطر ثان",
            "0 slide 1 cell 0.0.0: أ",
            "0 slide 1 cell 0.0.1: ب",
            "0 slide 1 cell 0.1.0: ت",
            "0 slide 1 paragraph: مرة",
            "0 slide 2 paragraph: آخر",
            "2 slide 1 note: قل لهم",
            "4 slide 1 footer: الشركة",
        ]
    );
    let left: Vec<_> = read.left_out.iter().map(|l| (l.what, l.count, &*l.sample)).collect();
    assert_eq!(left, [("repeated page footers", 1, "الشركة"), ("hidden slides", 1, "مخفي")]);
}
