//! Word documents with every trap that is known.

use super::*;
use crate::error::ErrorKind;
use crate::format::shown::shown;
use crate::format::zipped::zipped;
use crate::text::LineBreaks;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn package(body: &str, links: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document {W}><w:body>{body}</w:body></w:document>"
    );
    let links = format!("<Relationships>{links}</Relationships>");
    let top = "<Relationships><Relationship Id=\"rId1\" \
        Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let mut all = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", top),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &links),
    ];
    all.extend_from_slice(parts);
    zipped(&all)
}

fn document(bytes: &[u8]) -> Document {
    Document::read("a.docx", bytes, Lang::AR).unwrap()
}

fn link(id: &str, kind: &str, target: &str) -> String {
    let kind =
        format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
    format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
}

/// The blocks of a body.
fn body(body: &str) -> Vec<String> {
    shown(&document(&package(body, "", &[])))
}

fn left_out(document: &Document) -> Vec<(&str, u64, &str, bool)> {
    document.left_out.iter().map(|l| (l.what, l.count, &*l.sample, l.is_loss)).collect()
}

#[test]
fn runs_join_without_a_space() {
    let text = "<w:p><w:r><w:t>ا</w:t></w:r><w:r><w:rPr><w:rtl/></w:rPr><w:t>لك</w:t></w:r><w:proofErr w:type=\"x\"/>\
        <w:smartTag><w:r><w:t>تا</w:t></w:r></w:smartTag><w:customXml><w:r><w:t xml:space=\"preserve\">ب </w:t></w:r></w:customXml>\
        <w:dir w:val=\"ltr\"><w:bdo w:val=\"rtl\"><w:r><w:t>Word</w:t></w:r></w:bdo></w:dir>\
        <w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:r><w:t>ية</w:t></w:r></w:sdtContent></w:sdt></w:p>";
    assert_eq!(body(text), ["0 paragraph: الكتاب Wordية"]);
}

#[test]
fn marks_inside_runs_become_characters() {
    let text = "<w:p><w:r><w:t>عشرون</w:t><w:noBreakHyphen/><w:t>ألف</w:t><w:softHyphen/><w:t>ا&#xAD;</w:t><w:tab/><w:t>x</w:t><w:ptab/>\
        <w:t xml:space=\"preserve\"> y&#xA0;z\n</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/><w:sym w:font=\"Arial\" w:char=\"2192\"/>\
        <w:lastRenderedPageBreak/></w:r></w:p>";
    let read = document(&package(text, "", &[]));
    assert_eq!(read.blocks[0].text, "عشرون\u{2011}ألفا\tx\t y\u{A0}z →");
    assert_eq!(left_out(&read), [("symbols of picture fonts", 1, "Wingdings", false)]);
}

#[test]
fn line_breaks_wrap_or_end() {
    let run = |text: &str| format!("<w:p><w:r>{text}</w:r></w:p>");
    let long = "هذا السطر أطول من أن يكون بيتا من الشعر أو عنوانا في رسالة";
    let read = document(&package(
        &[
            run(&format!("<w:t>{long}</w:t><w:br/><w:t>وهو يستمر</w:t><w:br w:type=\"page\"/>")),
            run("<w:t>شارع النيل</w:t><w:br/><w:t>القاهرة</w:t><w:cr/><w:t>مصر</w:t>"),
        ]
        .concat(),
        "",
        &[],
    ));
    let texts: Vec<&str> = read.blocks.iter().map(|block| &*block.text).collect();
    let wrapped = format!("{long}\nوهو يستمر");
    assert_eq!(texts, [&*wrapped, "شارع النيل", "القاهرة", "مصر"]);
    assert!(read.blocks.iter().all(|block| block.breaks == LineBreaks::Wrap));
}

#[test]
fn tracked_changes_are_read_as_they_end() {
    let text = "<w:p><w:r><w:t xml:space=\"preserve\">دفع </w:t></w:r><w:del><w:r><w:delText>خمسين</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>ستين</w:t></w:r><w:del><w:r><w:delText>!</w:delText></w:r></w:del></w:ins><w:moveTo><w:r><w:t xml:space=\"preserve\"> أمس</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:moveFrom><w:r><w:t>أمس</w:t></w:r></w:moveFrom><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>نعم</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"1\"/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">بداية </w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr><w:del><w:r><w:delText>س</w:delText></w:r></w:del></w:p>\
        <w:p><w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>ونهاية</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>صف محذوف</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>خلية</w:t></w:r></w:p></w:tc>\
        <w:tc><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>باق</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let read = document(&package(text, "", &[]));
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: دفع ستين أمس",
            "0 paragraph: نعم",
            "0 paragraph: بداية ونهاية",
            "0 cell 0.1.1: باق"
        ]
    );
    assert_eq!(read.blocks[2].places[0].1.to_string(), "paragraph 3");
    assert_eq!(left_out(&read), [("deleted text", 5, "خمسين", false)]);
}

#[test]
fn a_large_first_letter_belongs_to_its_word() {
    let text = "<w:p><w:pPr><w:framePr w:dropCap=\"drop\" w:lines=\"3\"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p>\
        <w:p><w:r><w:t>nce upon a time</w:t></w:r></w:p>";
    assert_eq!(body(text), ["0 paragraph: Once upon a time"]);
}

#[test]
fn hidden_text_is_out_however_it_is_hidden() {
    let styles = "<w:styles><w:style w:type=\"character\" w:styleId=\"h\"><w:name w:val=\"Secret\"/><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"h2\"><w:name w:val=\"More\"/><w:basedOn w:val=\"h\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"p\"><w:name w:val=\"Hides\"/><w:rPr><w:vanish w:val=\"1\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"loop\"><w:name w:val=\"Loop\"/><w:basedOn w:val=\"loop\"/></w:style></w:styles>";
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let text = [
        "<w:p><w:pPr><w:pStyle w:val=\"loop\"/></w:pPr>",
        &run("<w:vanish/>", "أ"),
        &run("<w:vanish w:val=\"0\"/>", "ب"),
        &run("<w:rStyle w:val=\"h2\"/>", "ت"),
        &run("<w:rStyle w:val=\"h\"/><w:vanish w:val=\"false\"/>", "ث"),
        "</w:p><w:p><w:pPr><w:pStyle w:val=\"p\"/></w:pPr>",
        &run("", "ج"),
        &run("<w:rStyle w:val=\"h\"/>", "ح"),
        "</w:p>",
    ]
    .concat();
    let links = link_of_styles();
    let read = document(&package(&text, &links, &[("word/styles.xml", styles)]));
    assert_eq!(shown(&read), ["0 paragraph: بث", "0 paragraph: ح"]);
    assert_eq!(left_out(&read), [("hidden text", 2, "أت", false)]);
}

fn link_of_styles() -> String {
    link("s", "styles", "styles.xml")
}

#[test]
fn fields_show_their_results() {
    let field = |code: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let t = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let text = format!(
        "<w:p>{}{}{}</w:p><w:p><w:fldSimple w:instr=\" AUTHOR \">{}</w:fldSimple>{}</w:p>\
         <w:p>{}</w:p><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> TOC \\o </w:instrText><w:fldChar w:fldCharType=\"separate\"/>\
         <w:t>الفصل الأول</w:t><w:tab/></w:r>{}</w:p><w:p>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"T2\"/></w:pPr>{}</w:p><w:p>{}</w:p>",
        t("انظر "),
        field(" REF x ", &t("الفصل الثاني")),
        t("."),
        t("سامي"),
        t(" كتب"),
        field(" HYPERLINK \"http://a.b\" ", &t("الموقع")) + &t(" هنا"),
        field(" PAGEREF y ", &t("3")),
        t("الفصل الثاني"),
        t("الفصل الثالث"),
        field(
            &format!(" IF </w:instrText></w:r>{}<w:r><w:instrText> = 1 ", field("PAGE", &t("1"))),
            &t("واحد")
        ),
    );
    let styles = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"T2\"><w:name w:val=\"toc 2\"/></w:style></w:styles>";
    let read = document(&package(&text, &link_of_styles(), &[("word/styles.xml", styles)]));
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: انظر الفصل الثاني.",
            "0 paragraph: سامي كتب",
            "0 paragraph: <a href=\"http://a.b\">الموقع</a> هنا",
            "0 paragraph: واحد",
        ]
    );
    assert_eq!(left_out(&read), [("lines of tables of contents", 3, "الفصل الأول 3", false)]);
}

#[test]
fn a_field_without_end_loses_no_heading_and_is_told() {
    let styles =
        "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"Heading 1\"/></w:style></w:styles>";
    let text = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>سطر</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>فصل</w:t></w:r></w:p><w:p><w:r><w:t>نص</w:t></w:r></w:p>\
        <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:t>ضائع</w:t></w:r></w:p>";
    let read = document(&package(text, &link_of_styles(), &[("word/styles.xml", styles)]));
    assert_eq!(shown(&read), ["0 heading 1: فصل", "0 paragraph: نص"]);
    let left = [
        ("lines of tables of contents", 1, "سطر", false),
        ("text of fields that do not end", 1, "ضائع", true),
    ];
    assert_eq!(left_out(&read), left);
}

#[test]
fn boxes_are_read_once_and_apart() {
    let text_box = |text: &str| {
        format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>")
    };
    let text = format!(
        "<w:p><w:r><w:t xml:space=\"preserve\">قبل </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>\
         <wp:docPr id=\"1\" name=\"x\" descr=\"صورة بيت\"/><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>بعد</w:t></w:r></w:p>\
         <w:p><w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape><v:textpath string=\"مسودة\"/></w:pict></w:r></w:p>",
        text_box("في الصندوق"),
        text_box("في الصندوق"),
        text_box("صندوق قديم"),
    );
    let read = document(&package(&text, "", &[]));
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: قبل بعد",
            "1 text box: في الصندوق",
            "1 text box: صندوق قديم",
            "1 text box: مسودة"
        ]
    );
    assert_eq!(left_out(&read), [("alternative texts of pictures", 1, "صورة بيت", false)]);
}

#[test]
fn notes_headers_and_footers_flow_apart() {
    let links = [
        link("f", "footnotes", "footnotes.xml"),
        link("e", "endnotes", "/word/endnotes.xml"),
        link("h1", "header", "header1.xml"),
        link("h2", "header", "header2.xml"),
        link("t", "footer", "footer1.xml"),
        link("c", "comments", "comments.xml"),
    ]
    .concat();
    let note = |id: &str, text: &str| {
        format!(
            "<w:footnote w:id=\"{id}\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> {text}</w:t></w:r></w:p></w:footnote>"
        )
    };
    let notes = format!(
        "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/><w:t>-</w:t></w:r></w:p></w:footnote>{}{}{}</w:footnotes>",
        note("1", "ثانية"),
        note("2", "أولى"),
        note("3", "لا مرجع لها")
    );
    let ends = "<w:endnotes><w:endnote w:id=\"5\"><w:p><w:r><w:t>خاتمة</w:t></w:r></w:p></w:endnote></w:endnotes>";
    let header = |text: &str| format!("<w:hdr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>");
    let comments = "<w:comments><w:comment w:id=\"0\"><w:p><w:r><w:t>راجع</w:t></w:r></w:p></w:comment></w:comments>";
    let text = "<w:p><w:r><w:t>قال</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t xml:space=\"preserve\"> ثم</w:t><w:endnoteReference w:id=\"5\"/></w:r>\
        <w:commentRangeStart w:id=\"0\"/><w:r><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"1\"/><w:t>*</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>\
        <w:p><w:pPr><w:sectPr><w:headerReference r:id=\"h1\"/><w:footerReference r:id=\"t\"/></w:sectPr></w:pPr></w:p>\
        <w:sectPr><w:headerReference r:id=\"h2\"/><w:headerReference r:id=\"h1\"/></w:sectPr>";
    let read = document(&package(
        text,
        &links,
        &[
            ("word/footnotes.xml", &notes),
            ("word/endnotes.xml", ends),
            ("word/header1.xml", &header("كتاب")),
            ("word/header2.xml", &header("كتاب")),
            ("word/footer1.xml", &header("صفحة")),
            ("word/comments.xml", comments),
        ],
    ));
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: قال ثم.",
            "2 note: أولى",
            "2 note: ثانية",
            "2 note: خاتمة",
            "3 header: كتاب",
            "4 footer: صفحة"
        ]
    );
    let repeated = ("repeated page headers", 1, "كتاب", false);
    assert_eq!(left_out(&read), [repeated, ("comments", 1, "راجع", false)]);
}

#[test]
fn kinds_come_from_styles_by_name_and_level() {
    let styles = "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
        <w:style w:styleId=\"Ttulo2\"><w:name w:val=\"Mine\"/><w:basedOn w:val=\"x\"/></w:style><w:style w:styleId=\"x\"><w:name w:val=\"Heading 2\"/></w:style>\
        <w:style w:styleId=\"o\"><w:name w:val=\"O\"/><w:pPr><w:outlineLvl w:val=\"4\"/></w:pPr></w:style>\
        <w:style w:styleId=\"t\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"c\"><w:name w:val=\"caption\"/></w:style>\
        <w:style w:styleId=\"l\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style></w:styles>";
    let p = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let style = |id: &str| format!("<w:pStyle w:val=\"{id}\"/>");
    let list = |depth: &str, id: &str| {
        format!("<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{id}\"/></w:numPr>")
    };
    let text = [
        p(&style("t"), "عنوان"),
        p(&(style("1") + &list("0", "1")), "فصل"),
        p(&style("Ttulo2"), "باب"),
        p(&style("o"), "خمسة"),
        p("<w:outlineLvl w:val=\"2\"/>", "ثلاثة"),
        p("<w:outlineLvl w:val=\"9\"/>", "متن"),
        p(&list("1", "4"), "بند"),
        p(&style("l"), "نقطة"),
        p(&(style("l") + &list("0", "0")), "لا نقطة"),
        p(&style("c"), "شكل"),
    ]
    .concat();
    let read = document(&package(&text, &link_of_styles(), &[("word/styles.xml", styles)]));
    assert_eq!(
        shown(&read),
        [
            "0 title: عنوان",
            "0 heading 1: فصل",
            "0 heading 2: باب",
            "0 heading 5: خمسة",
            "0 heading 3: ثلاثة",
            "0 paragraph: متن",
            "0 item 2: بند",
            "0 item 1: نقطة",
            "0 paragraph: لا نقطة",
            "0 caption: شكل",
        ]
    );
}

#[test]
fn no_cell_of_a_table_is_lost() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("", "داخلي"));
    let text = format!(
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{}{}</w:tr><w:sdt><w:sdtContent><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>\
         <w:tc>{inner}<w:p><w:r><w:t>خارجي</w:t></w:r></w:p><w:p><w:r><w:t>آخر</w:t></w:r></w:p></w:tc>{}</w:tr></w:sdtContent></w:sdt></w:tbl>\
         <w:tbl><w:tr>{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val=\"2\"/>", "أ"),
        cell("<w:vMerge/>", "ب"),
        cell("", "ت"),
        cell("", "ث"),
    );
    assert_eq!(
        body(&text),
        [
            "0 cell 0.0.0: أ",
            "0 cell 0.0.2: ب",
            "0 cell 1.0.0: داخلي",
            "0 cell 0.1.1: خارجي",
            "0 cell 0.1.1: آخر",
            "0 cell 0.1.2: ت",
            "0 cell 2.0.0: ث",
        ]
    );
}

#[test]
fn looks_and_links_inside_a_paragraph_are_codes() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let links = "<Relationship Id=\"l\" Type=\"x/hyperlink\" Target=\"http://a.b/c\" TargetMode=\"External\"/>";
    let text = [
        "<w:p>",
        &run("", "قال "),
        &run("<w:rtl/><w:bCs/>", "المع"),
        &run("<w:rtl/><w:bCs/><w:lang w:bidi=\"ar\"/>", "لم"),
        &run("<w:rtl/><w:b/>", " هنا "),
        "<w:hyperlink r:id=\"l\">",
        &run("<w:u w:val=\"single\"/>", "رابط"),
        "</w:hyperlink>",
        &run("<w:u w:val=\"none\"/>", "."),
        "</w:p><w:p>",
        &run("<w:b/>", "All "),
        &run("<w:b/>", "bold"),
        "</w:p>",
    ]
    .concat();
    let read = document(&package(&text, links, &[]));
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: قال <b>المعلم</b> هنا <a href=\"http://a.b/c\"><u>رابط</u></a>.",
            "0 paragraph: All bold",
        ]
    );
}

#[test]
fn charts_and_diagrams_are_boxes() {
    let links =
        link("c", "chart", "charts/chart1.xml") + &link("d", "diagramData", "diagrams/data1.xml");
    let chart = "<c:chartSpace><c:title><a:p><a:r><a:t>مبيعات </a:t></a:r><a:r><a:t>العام</a:t></a:r></a:p></c:title>\
        <c:cat><c:strRef><c:f>A1</c:f><c:strCache><c:pt><c:v>شمال</c:v></c:pt></c:strCache></c:strRef></c:cat>\
        <c:cat><c:strCache><c:pt><c:v>شمال</c:v></c:pt></c:strCache></c:cat><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:chartSpace>";
    let data = "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>خطوة</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>";
    let text = "<w:p><w:r><w:t>نص</w:t><w:drawing><c:chart r:id=\"c\"/></w:drawing><w:drawing><dgm:relIds r:dm=\"d\" r:lo=\"c\"/></w:drawing></w:r></w:p>";
    let parts = [("word/charts/chart1.xml", chart), ("word/diagrams/data1.xml", data)];
    let read = document(&package(text, &links, &parts));
    let blocks =
        ["0 paragraph: نص", "1 text box: مبيعات العام", "1 text box: شمال", "1 text box: خطوة"];
    assert_eq!(shown(&read), blocks);
}

#[test]
fn other_prefixes_and_the_strict_namespace_are_the_same() {
    let document = "<n:document xmlns:n=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><n:body><n:p><n:r><n:t>نعم</n:t></n:r></n:p></n:body></n:document>";
    let bytes = zipped(&[("word/document.xml", document)]);
    let read = Document::read("letter.bin", &bytes, Lang::AR).unwrap();
    assert_eq!(shown(&read), ["0 paragraph: نعم"]);
}

#[test]
fn bombs_and_broken_files_are_refused() {
    let deep = "<w:p>".repeat(100_000);
    let spaces = " ".repeat(64 << 20);
    let laughs =
        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d><p><r><t>&b;</t></r></p></d>";
    let parts = |text: &str| zipped(&[("word/document.xml", text)]);
    for (bytes, words) in [
        (package(&deep, "", &[]), "more than 256 elements"),
        (parts(&spaces), "unpacks to more than 250 times its size"),
        (parts(laughs), "&b; is not defined"),
        (parts("<d><p>"), "it is cut off"),
        (zipped(&[("word/other.xml", "<d/>")]), "not a Word document that can be read"),
        (parts("<d/>")[..80].to_vec(), "not a document that can be read"),
    ] {
        let error = Document::read("a.docx", &bytes, Lang::AR).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = Document::read("a.docx", &package("<w:p/>", "", &[]), Lang::AR).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Empty));
}
