//! Files written by hand, each with one trap.

use super::*;

/// A file of pages with these contents. Its font `F` has the codes of ASCII, with the texts of a character map laid over
/// them; all glyphs are half an em wide. Further objects have the numbers from 10.
fn file(map: &str, pages: &[&str], more: &[&str]) -> Vec<u8> {
    let stream = |dict: &str, text: &str| {
        format!("<<{dict}/Length {}>>stream\n{text}\nendstream", text.len() + 1)
    };
    let numbers: Vec<usize> = (0..pages.len()).map(|page| 10 + more.len() + 2 * page).collect();
    let kids: String = numbers.iter().map(|number| format!("{number} 0 R ")).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 400 400]>>", pages.len()),
        format!(
            "<</Type/Font/Subtype/TrueType/BaseFont/F/Encoding/WinAnsiEncoding/FirstChar 0\
             /Widths[{}]/ToUnicode 4 0 R>>",
            "500 ".repeat(256)
        ),
        stream("", map),
        "<</Font<</F 3 0 R>>/XObject<</X 10 0 R/Y 11 0 R>>>>".to_owned(),
    ];
    objects.resize(9, "null".to_owned());
    objects.extend(more.iter().map(|object| (*object).to_owned()));
    for (page, number) in pages.iter().zip(numbers) {
        let contents = number + 1;
        objects
            .push(format!("<</Type/Page/Parent 2 0 R/Resources 5 0 R/Contents {contents} 0 R>>"));
        objects.push(stream("", page));
    }
    let mut text = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{number} 0 obj{object}endobj\n"));
    }
    let start = text.len();
    let size = objects.len() + 1;
    format!("{text}{table}trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n")
        .into_bytes()
}

/// A content stream of lines of text, each as its place and the string.
fn drawn(lines: &[(u32, u32, &str)]) -> String {
    let line = |(x, y, text): &(u32, u32, &str)| format!("1 0 0 1 {x} {y} Tm({text})Tj\n");
    format!("BT/F 10 Tf\n{}ET", lines.iter().map(line).collect::<String>())
}

fn read(bytes: &[u8], lang: Lang) -> Result<Document> {
    Document::read("a.pdf", bytes, lang)
}

fn texts(bytes: &[u8], lang: Lang) -> Vec<String> {
    read(bytes, lang).unwrap().blocks.into_iter().map(|block| block.text).collect()
}

/// Arabic letters and more behind ASCII letters.
const ARABIC: &str = "9 beginbfchar <61> <0627> <62> <0628> <63> <062A> <6C> <0644> <6D> <0645> <6E> <0646> \
    <4C> <06270644> <79> <064A> <74> <0629> endbfchar 3 beginbfchar <6B> <0640> <73> <064E> <66> <FE91> endbfchar";

#[test]
fn letters_of_a_glyph_are_in_logical_order() {
    // Seen from the left: meem, lam-alef as one glyph, seen name alef first, beh in initial form.
    let page = drawn(&[(100, 300, "mLf")]);
    assert_eq!(texts(&file(ARABIC, &[&page], &[]), Lang::AR), ["بلام"]);
}

#[test]
fn kashidas_and_hyphens_that_stretch_go() {
    // The word stands elsewhere without them; the other word does not.
    let page = drawn(&[(100, 300, "n-l m-b mkb"), (100, 280, "mb")]);
    assert_eq!(texts(&file(ARABIC, &[&page], &[]), Lang::AR), ["بم بم ل-ن", "بم"]);
}

#[test]
fn marks_stand_behind_their_letter() {
    // From left to right, as most programs draw: the mark before its letter.
    let page =
        "BT/F 10 Tf 1 0 0 1 100 300 Tm(m)Tj 1 0 0 1 105 303 Tm(s)Tj 1 0 0 1 105 300 Tm(b)Tj ET";
    assert_eq!(texts(&file(ARABIC, &[page], &[]), Lang::AR), ["بَم"]);
    // From right to left, as it is read.
    let page =
        "BT/F 10 Tf 1 0 0 1 105 300 Tm(b)Tj 1 0 0 1 105 303 Tm(s)Tj 1 0 0 1 100 300 Tm(m)Tj ET";
    assert_eq!(texts(&file(ARABIC, &[page], &[]), Lang::AR), ["بَم"]);
}

#[test]
fn the_right_column_of_an_arabic_page_comes_first() {
    let left = "lyb mbt nyL lbt myn mlb bLt Lb";
    let right = "nm lb tyb Lm mlb tyn byn mlt";
    let lines: Vec<(u32, u32, &str)> =
        (0..5).flat_map(|at| [(20, 300 - 14 * at, left), (220, 300 - 14 * at, right)]).collect();
    let found = texts(&file(ARABIC, &[&drawn(&lines)], &[]), Lang::AR);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("ةلم نيب") && found[1].starts_with("بلا"), "{found:?}");
}

#[test]
fn actual_text_replaces_what_is_drawn() {
    let page =
        "BT/F 10 Tf 1 0 0 1 100 300 Tm/Span<</ActualText<FEFF06440627>>>BDC(xy)Tj EMC(b)Tj ET";
    assert_eq!(texts(&file(ARABIC, &[page], &[]), Lang::AR), ["بلا"]);
    let hidden = "BT/F 10 Tf 1 0 0 1 100 300 Tm(ab)Tj/Span<</ActualText()>>BDC(-)Tj EMC(c)Tj ET";
    assert_eq!(texts(&file("", &[hidden], &[]), Lang::EN), ["ab c"]);
}

/// A file of one page with these over it.
fn with_over(over: &str) -> Vec<u8> {
    let page = drawn(&[(100, 300, "Name and place")]);
    let fields = ["<</FT/Tx/V(Cairo)>>", over];
    let bytes = String::from_utf8(file("", &[&page], &fields)).unwrap();
    // The list of objects no longer fits, and is made anew.
    bytes.replace("/Resources 5 0 R", "/Resources 5 0 R/Annots 11 0 R").into_bytes()
}

#[test]
fn fields_of_forms_and_boxes_are_read_and_comments_counted() {
    let bytes = with_over(
        "[<</Subtype/Widget/FT/Tx/V(Samir\\rHaddad)>> <</Subtype/Widget/Parent 10 0 R>>\
         <</Subtype/FreeText/Contents<FEFF0646063900 45>>> <</Subtype/Text/Contents(check this)>>\
         <</Subtype/Link/Contents(to the map)>> <</Subtype/Widget/FT/Tx/V(x)/F 2>> <</Subtype/Widget/FT/Btn/V/On>>\
         <</Subtype/Widget/FT/Tx/Ff 8192/V(secret)>>]",
    );
    let document = read(&bytes, Lang::EN).unwrap();
    let found: Vec<(&str, BlockKind)> =
        document.blocks.iter().map(|b| (b.text.as_str(), b.kind)).collect();
    let boxed = |text| (text, BlockKind::TextBox);
    let wanted = [
        ("Name and place", BlockKind::Paragraph),
        boxed("Samir"),
        boxed("Haddad"),
        boxed("Cairo"),
        boxed("نعE"),
    ];
    assert_eq!(found, wanted);
    let left: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(left, ["comments (1)", "alternative texts (1)", "hidden text (1)"]);
}

#[test]
fn headers_and_page_numbers_are_no_part_of_the_text() {
    let page = |number: u32, text: &str| {
        let number = number.to_string();
        let lines = [(20, 380, "Annual report"), (20, 340, text), (200, 10, &number)];
        drawn(&lines)
    };
    let pages =
        [page(7, "first half of a long"), page(8, "sentence, which ends here."), page(9, "More.")];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let document = read(&file("", &pages, &[]), Lang::EN).unwrap();
    let blocks: Vec<(&str, BlockKind, bool)> =
        document.blocks.iter().map(|b| (b.text.as_str(), b.kind, b.continues)).collect();
    assert_eq!(
        blocks,
        [
            ("first half of a long", BlockKind::Paragraph, true),
            ("sentence, which ends here.", BlockKind::Paragraph, false),
            ("More.", BlockKind::Paragraph, false),
            ("Annual report", BlockKind::Header, false),
        ]
    );
    assert_eq!(document.flows, [3, 3, 3, 4]);
    let left_out: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(left_out, ["page numbers (3)", "repeated page headers (2)"]);
    assert_eq!(document.blocks[1].places, [(0, Place::Page { page: 2, line: 2 })]);
}

#[test]
fn scans_and_wrong_text_layers_are_told_with_their_page() {
    let picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>stream\nx\nendstream";
    let words = "tyb bty mtn lbm mtb";
    let text = drawn(&[(20, 300, words), (20, 280, words)]);
    let document = read(&file(ARABIC, &[&text, "/X Do"], &[picture]), Lang::AR).unwrap();
    let warnings: Vec<String> = document.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings[0].starts_with("page 2 has no text, only pictures"), "{warnings:?}");
    assert!(warnings[1].starts_with("page 1 has a wrong text layer"), "{warnings:?}");
    let error = read(&file("", &["/X Do"], &[picture]), Lang::AR).unwrap_err().to_string();
    assert!(error.contains("run text recognition"), "{error}");
    let error = read(&file("", &["", ""], &[]), Lang::AR).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Empty));
}

#[test]
fn forms_that_draw_themselves_end() {
    let form = |text: &str| {
        format!("<</Type/XObject/Subtype/Form/Length {}>>stream\n{text}\nendstream", text.len() + 1)
    };
    let loops = [form("BT/F 10 Tf 20 300 Td(one)Tj ET /X Do /Y Do"), form("/X Do")];
    let loops: Vec<&str> = loops.iter().map(String::as_str).collect();
    let document = read(&file("", &["/X Do"], &loops), Lang::EN).unwrap();
    assert_eq!(document.blocks[0].text, "one");
    assert!(document.warnings[0].message.contains("hold themselves"), "{:?}", document.warnings);
}

#[test]
fn forms_that_draw_too_much_are_refused() {
    let mut forms = Vec::new();
    // Each draws the next twenty times.
    for number in 10..24 {
        let next = "/N Do ".repeat(20);
        forms.push(format!(
            "<</Subtype/Form/Resources<</XObject<</N {} 0 R>>>>/Length {}>>stream\n{next}\nendstream",
            number + 1,
            next.len() + 1
        ));
    }
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let error = read(&file("", &["/X Do"], &forms), Lang::EN).unwrap_err().to_string();
    assert!(error.contains("divide the file"), "{error}");
}

#[test]
fn files_of_too_many_pages_are_refused() {
    let error = read(&file("", &[""; 301], &[]), Lang::EN).unwrap_err().to_string();
    assert!(error.contains("more pages than in any file"), "{error}");
}

#[test]
fn broken_files_are_told() {
    let whole = file("", &[&drawn(&[(20, 300, "some text")])], &[]);
    assert_eq!(texts(&whole, Lang::EN), ["some text"]);
    // Without its list of objects, and with a wrong place in it.
    let list = memchr::memmem::find(&whole, b"xref").unwrap();
    let moved = [b"%PDF-1.4\n%%%%\n", &whole[9..]].concat();
    for broken in [&whole[..list], &moved] {
        let document = read(broken, Lang::EN).unwrap();
        assert_eq!(document.blocks[0].text, "some text");
        assert!(document.warnings[0].message.contains("damaged"), "{:?}", document.warnings);
    }
    for broken in [&b"%PDF-1.7\n"[..], &whole[..60], b"%PDF-1.4 startxref 0 %%EOF"] {
        let error = read(broken, Lang::EN).unwrap_err().to_string();
        assert!(error.contains("(PDF)"), "{error}");
    }
}

/// What breaks a file at one place: a byte, a cut, a stretch twice.
fn damaged(whole: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % most as u64) as usize
    };
    let mut bytes = whole.to_vec();
    for _ in 0..=next(8) {
        let at = next(bytes.len());
        match next(4) {
            0 => bytes[at] = next(256) as u8,
            1 => bytes[at] = b"<>[]()/ 09"[next(10)],
            2 => {
                let end = (at + next(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let end = (at + next(20)).min(bytes.len() - 1);
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

#[test]
fn damaged_files_make_errors_and_no_panic() {
    let form = "<</Subtype/Form/Matrix[1 0 0 1 0 0]/Length 40>>stream\nBT/F 10 Tf 20 200 Td[(a)-300(b)]TJ ET q Q\nendstream";
    let page = format!("{}/X Do", drawn(&[(20, 300, "Lbm nyt 12.5 kb"), (20, 288, "some (text)")]));
    let whole = file(ARABIC, &[&page, &page], &[form]);
    let mut good = 0;
    for seed in 0..400 {
        let bytes = damaged(&whole, seed);
        // On this thread, so that a panic fails the test.
        good += u64::from(super::read(&bytes, Lang::AR).is_ok());
    }
    assert!(good > 20, "only {good} were read");
}

#[test]
fn cells_of_tables_are_read_row_by_row() {
    let rows = [["nyL", "12", "mb"], ["lm", "7", "bn"], ["myn", "150", "lb"]];
    let mut lines = vec![(20, 300, "nm lb tyb Lm byn mlt nyL lb m nyn yml Lb lbn mlyn bLt")];
    for (at, row) in (0..).zip(rows) {
        lines.extend((0..).zip(row).map(|(column, cell)| (20 + 100 * column, 270 - 14 * at, cell)));
    }
    let document = read(&file(ARABIC, &[&drawn(&lines)], &[]), Lang::AR).unwrap();
    let cells: Vec<(&str, BlockKind)> =
        document.blocks[1..].iter().map(|block| (block.text.as_str(), block.kind)).collect();
    let cell = |row, column| BlockKind::Cell { table: 0, row, column };
    assert_eq!(
        cells,
        [
            ("بم", cell(0, 0)),
            ("12", cell(0, 1)),
            ("لاين", cell(0, 2)),
            ("نب", cell(1, 0)),
            ("7", cell(1, 1)),
            ("مل", cell(1, 2)),
            ("بل", cell(2, 0)),
            ("150", cell(2, 1)),
            ("نيم", cell(2, 2)),
        ]
    );
}
