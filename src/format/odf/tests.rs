//! Open documents with every trap that is known.

use super::*;
use crate::format::shown::{left_out, shown};
use crate::format::zipped::zipped;
use crate::text::BlockKind;

fn packed(kind: &str, content: &str, styles: &str) -> Vec<u8> {
    let kind_of = format!("application/vnd.oasis.opendocument.{kind}");
    let element = if kind == "text" { "text" } else { kind };
    let content = format!(
        "<office:document-content><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>\
         <office:body><office:{element}>{content}</office:{element}></office:body></office:document-content>"
    );
    let styles = format!(
        "<office:document-styles><office:styles>{STYLES}</office:styles><office:master-styles>{styles}</office:master-styles></office:document-styles>"
    );
    zipped(&[("mimetype", &kind_of), ("content.xml", &content), ("styles.xml", &styles)])
}

const STYLES: &str = "<style:style style:name=\"Title\" style:family=\"paragraph\"/>\
    <style:style style:name=\"Caption\" style:family=\"paragraph\"/>\
    <style:style style:name=\"Figure\" style:family=\"paragraph\" style:parent-style-name=\"Caption\"/>\
    <style:style style:name=\"Strong\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\" style:font-weight-complex=\"bold\"/></style:style>";

const AUTOMATIC: &str = "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>\
    <style:style style:name=\"P2\" style:family=\"paragraph\" style:parent-style-name=\"Figure\"/>\
    <style:style style:name=\"T1\" style:family=\"text\" style:parent-style-name=\"Strong\"/>\
    <style:style style:name=\"T2\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
    <style:style style:name=\"T3\" style:family=\"text\" style:parent-style-name=\"T3\"><style:text-properties fo:font-style=\"italic\"/></style:style>\
    <style:style style:name=\"ta\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
    <style:style style:name=\"dp\" style:family=\"drawing-page\"><style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>";

fn read(content: &str) -> Document {
    Document::read("a.odt", &packed("text", content, ""), Lang::AR).unwrap()
}

#[test]
fn spans_join_and_spaces_are_elements() {
    let text = "<text:p>الك<text:span text:style-name=\"T3\">ت</text:span>اب\n   جد<text:soft-page-break/>يد<text:s text:c=\"2\"/>هنا<text:tab/>\
        <text:span> ثم</text:span> <text:a xlink:href=\"http://a.b\">رابط</text:a><text:bookmark-start text:name=\"x\"/>.</text:p>\
        <text:p>\n  سطر أول<text:line-break/>\n سطر ثان &lt;&amp;&gt; </text:p>\
        <text:p>قال <text:span text:style-name=\"T1\">الم</text:span><text:span text:style-name=\"T1\">علم</text:span><text:span text:style-name=\"T2\"> سرا</text:span> له</text:p>";
    let read = read(text);
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: الكتاب جديد  هنا\t ثم <a href=\"http://a.b\">رابط</a>.",
            "0 paragraph: سطر أول",
            "0 paragraph: سطر ثان <&>",
            "0 paragraph: قال <b>المعلم</b> له",
        ]
    );
    assert_eq!(left_out(&read), [("hidden text", 1, "سرا")]);
}

#[test]
fn changes_notes_boxes_and_comments_leave_their_sentence() {
    let text = "<text:tracked-changes><text:changed-region text:id=\"c\"><text:deletion><office:change-info><dc:creator>س</dc:creator></office:change-info>\
        <text:p>محذوف</text:p></text:deletion></text:changed-region><text:changed-region><text:insertion><office:change-info><dc:date>1</dc:date></office:change-info></text:insertion></text:changed-region></text:tracked-changes>\
        <text:sequence-decls><text:sequence-decl text:name=\"x\"/></text:sequence-decls>\
        <text:p>قال<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body><text:p>حاشية</text:p></text:note-body></text:note> ثم<text:change text:change-id=\"c\"/>\
        <office:annotation><dc:creator>س</dc:creator><dc:date>2</dc:date><text:p>راجع</text:p></office:annotation> مضى<office:annotation-end/>\
        <draw:frame><draw:text-box><text:p>صندوق</text:p></draw:text-box><svg:title>صورة</svg:title></draw:frame><draw:custom-shape><text:p>شكل</text:p></draw:custom-shape>.</text:p>\
        <text:p><text:title>كتاب</text:title><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby></text:p>\
        <text:p>أ<text:hidden-paragraph text:is-hidden=\"true\"/></text:p><text:section text:display=\"none\"><text:p>مخفي</text:p></text:section>";
    let read = read(text);
    assert_eq!(
        shown(&read),
        [
            "0 paragraph: قال ثم مضى.",
            "0 paragraph: كتاب漢",
            "1 text box: صندوق",
            "1 text box: شكل",
            "2 note: حاشية",
        ]
    );
    assert_eq!(
        left_out(&read),
        [
            ("deleted text", 1, "محذوف"),
            ("comments", 1, "راجع"),
            ("alternative texts of pictures", 1, "صورة"),
            ("readings beside the text (ruby)", 1, "かん"),
            ("hidden text", 2, "أ"),
        ]
    );
}

#[test]
fn kinds_tables_and_contents() {
    let text = "<text:p text:style-name=\"P1\">عنوان</text:p><text:h text:outline-level=\"2\">باب</text:h>\
        <text:table-of-content><text:table-of-content-source><text:index-title-template>x</text:index-title-template></text:table-of-content-source>\
        <text:index-body><text:index-title><text:p>المحتويات</text:p></text:index-title><text:p>باب<text:tab/>3</text:p></text:index-body></text:table-of-content>\
        <text:list><text:list-item><text:p>نقطة</text:p><text:list><text:list-item><text:p>تحتها</text:p></text:list-item></text:list></text:list-item></text:list>\
        <text:p text:style-name=\"P2\">شكل 1</text:p>\
        <table:table><table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>أ</text:p><text:p>ب</text:p></table:table-cell><table:covered-table-cell/>\
        <table:table-cell><table:table><table:table-row><table:table-cell><text:p>داخل</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>ت</text:p></table:table-cell></table:table-row></table:table>";
    let header = "<style:master-page><style:header><text:p>رأس</text:p></style:header><style:footer><text:p>ذيل</text:p></style:footer>\
        <style:footer-left style:display=\"false\"><text:p>غائب</text:p></style:footer-left></style:master-page>\
        <style:master-page><style:header><text:p>رأس</text:p></style:header></style:master-page>";
    let read = Document::read("a.bin", &packed("text", text, header), Lang::AR).unwrap();
    assert_eq!(
        shown(&read),
        [
            "0 title: عنوان",
            "0 heading 2: باب",
            "0 paragraph: المحتويات",
            "0 item 1: نقطة",
            "0 item 2: تحتها",
            "0 caption: شكل 1",
            "0 cell 0.0.0: أ",
            "0 cell 0.0.0: ب",
            "0 cell 1.0.0: داخل",
            "0 cell 0.1.0: ت",
            "3 header: رأس",
            "4 footer: ذيل",
        ]
    );
    let repeated = ("repeated page headers", 1, "رأس");
    assert_eq!(left_out(&read), [("lines of tables of contents", 1, "باب 3"), repeated]);
}

#[test]
fn sheets_repeat_cells_and_hide_sheets() {
    let text = "<table:table table:name=\"أول\"><table:table-column/><table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\"/>\
        <table:table-cell table:number-columns-repeated=\"2\"><text:p>نعم</text:p><office:annotation><text:p>تعليق</text:p></office:annotation></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>\
        <table:table table:name=\"سر\" table:style-name=\"ta\"><table:table-row><table:table-cell><text:p>مخفي</text:p></table:table-cell></table:table-row></table:table>";
    let read = Document::read("a.ods", &packed("spreadsheet", text, ""), Lang::AR).unwrap();
    let places: Vec<String> =
        read.blocks.iter().map(|b| format!("{} {}", b.places[0].1, b.text)).collect();
    assert_eq!(
        places,
        [
            "sheet أول, cell D1 نعم",
            "sheet أول, cell E1 نعم",
            "sheet أول, cell D2 نعم",
            "sheet أول, cell E2 نعم"
        ]
    );
    assert_eq!(read.blocks[3].kind, BlockKind::Cell { table: 0, row: 1, column: 4 });
    assert_eq!(left_out(&read), [("comments", 1, "تعليق"), ("hidden sheets", 1, "مخفي")]);
}

#[test]
fn slides_have_titles_and_notes() {
    let text = "<presentation:footer-decl presentation:name=\"f\">الشركة</presentation:footer-decl>\
        <draw:page><draw:frame presentation:class=\"title\"><draw:text-box><text:p>عنوان</text:p></draw:text-box></draw:frame>\
        <draw:frame presentation:class=\"outline\"><draw:text-box><text:list><text:list-item><text:p>نقطة</text:p></text:list-item></text:list></draw:text-box></draw:frame>\
        <draw:g><draw:custom-shape><text:p>شكل</text:p></draw:custom-shape></draw:g>\
        <presentation:notes><draw:page-thumbnail/><draw:frame presentation:class=\"notes\"><draw:text-box><text:p>قل</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>\
        <draw:page draw:style-name=\"dp\"><draw:frame><draw:text-box><text:p>مخفي</text:p></draw:text-box></draw:frame></draw:page>";
    let read = Document::read("a.odp", &packed("presentation", text, ""), Lang::AR).unwrap();
    assert_eq!(
        shown(&read),
        [
            "0 heading 1: عنوان",
            "0 item 1: نقطة",
            "0 paragraph: شكل",
            "2 note: قل",
            "4 footer: الشركة",
        ]
    );
    assert_eq!(read.blocks[1].places[0].1.to_string(), "slide 1");
    assert_eq!(left_out(&read), [("hidden slides", 1, "مخفي")]);
}

#[test]
fn flat_files_are_read_and_locked_ones_refused() {
    let flat = "<?xml version=\"1.0\"?>\n<office:document office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:meta><dc:title>x</dc:title></office:meta>\
        <office:body><office:text><text:p>نعم</text:p></office:text></office:body></office:document>";
    let read = Document::read("a.fodt", flat.as_bytes(), Lang::AR).unwrap();
    assert_eq!(shown(&read), ["0 paragraph: نعم"]);
    let locked = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    let error = Document::read("a.odt", &locked, Lang::AR).unwrap_err();
    assert!(error.to_string().contains("has a password"), "{error}");
    let blown = "<text:s text:c=\"1000\"/>".repeat(80_000);
    let blown = packed("text", &format!("<text:p>{blown}x</text:p>"), "");
    let error = Document::read("a.odt", &blown, Lang::AR).unwrap_err();
    assert!(error.to_string().contains("a paragraph is larger"), "{error}");
    let deep = "<text:span>".repeat(100_000);
    let error = Document::read("a.odt", &packed("text", &deep, ""), Lang::AR).unwrap_err();
    assert!(error.to_string().contains("more than 256 elements"), "{error}");
}
