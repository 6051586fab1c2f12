//! What a format can carry comes back.

use super::*;
use crate::format::{csv, omegat, tbx};
use crate::glossary::KNOWN_COLUMNS;
use crate::lang::Lang;

const LANGS: Langs = Langs { source: Lang::AR, target: Lang::EN };

const FULL: &str = "source,target,status,pos,domain,note,match,case,source_variants,target_variants,definition,context,created,changed,team\n\
    وزير,minister,preferred,noun,politics,\"a \"\"head\"\", & <so> on\",,,وزراء|وزيرة,secretary,heads a ministry,the minister said,2026-01-02,2026-03-04,A\n\
    وزير,vizier,forbidden,noun,politics,historical,,,وزراء|وزيرة,,heads a ministry,,2026-01-02,,A\n\
    منظمة الصحة العالمية,WHO,admitted,abbrev,health,=1+1,exact,sensitive,,,,,,,B\n\
    بكين,Beijing,preferred,proper,,,,,,Peking,,,,,\n";

fn carried(format: &str, columns: &[&str]) {
    let (glossary, _) = csv::Csv.read(FULL.as_bytes(), LANGS).unwrap();
    let format = crate::format::termbase(format).unwrap();
    let mut bytes = Vec::new();
    format.write(&glossary, LANGS, TermbaseShape::Canonical, &mut bytes).unwrap();
    let (back, warnings) = format.read(&bytes, LANGS).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(back.entries.len(), glossary.entries.len());
    for (a, b) in glossary.entries.iter().zip(&back.entries) {
        for column in columns {
            assert_eq!(glossary.cell(a, column), back.cell(b, column), "{column}");
        }
    }
    let mut again = Vec::new();
    format.write(&back, LANGS, TermbaseShape::Canonical, &mut again).unwrap();
    assert_eq!(bytes, again);
}

#[test]
fn declarations_that_are_cut_are_told() {
    for declaration in [
        "<?xml encoding=?>",
        "<?xml encoding=\"?>",
        "<?xml encoding=",
        "<?xml?>",
        "<?xml encoding=x?>",
    ] {
        assert!(tbx::Tbx3.read(declaration.as_bytes(), LANGS).is_err(), "{declaration}");
    }
}

#[test]
fn every_format_brings_back_what_it_carries() {
    let all = [&KNOWN_COLUMNS[..], &["team"]].concat();
    carried("csv", &all);
    carried("tsv", &all);
    carried("xlsx", &all);
    carried("tbx2", &tbx::CARRIED);
    carried("tbx3", &tbx::CARRIED);
    carried("omegat", &["source", "target", "status", "note"]);
}

#[test]
fn what_is_lost_is_named() {
    let (glossary, _) = csv::Csv.read(FULL.as_bytes(), LANGS).unwrap();
    let lost = |format: &str| {
        crate::format::termbase(format)
            .unwrap()
            .write(&glossary, LANGS, TermbaseShape::Canonical, &mut Vec::new())
            .unwrap()
    };
    assert_eq!(lost("csv"), [""; 0]);
    assert_eq!(lost("xlsx"), [""; 0]);
    assert_eq!(
        lost("tbx3"),
        [
            "TBX-Basic has no place for the column match: 1 cells left out",
            "TBX-Basic has no place for the column case: 1 cells left out",
            "TBX-Basic has no place for the column team: 3 cells left out"
        ]
    );
    assert!(lost("omegat").iter().any(|l| l.contains("source_variants")));
}

#[test]
fn what_tbx_says_otherwise_is_named() {
    let csv = "source,target,pos,note\nفي,in,prep,\"a\nb\"\nوزير,minister,noun,c\n";
    let (glossary, _) = csv::Csv.read(csv.as_bytes(), LANGS).unwrap();
    assert_eq!(
        tbx::Tbx3.write(&glossary, LANGS, TermbaseShape::Canonical, &mut Vec::new()).unwrap(),
        [
            "TBX-Basic has no name for the part of speech prep: 1 rows say other",
            "tabs and line ends mean no more than spaces in TBX-Basic: 1 cells have some"
        ]
    );
}

#[test]
fn what_was_written_for_excel_comes_back() {
    let (glossary, _) = csv::Csv.read(FULL.as_bytes(), LANGS).unwrap();
    let mut excel = Vec::new();
    csv::Csv.write(&glossary, LANGS, TermbaseShape::Excel, &mut excel).unwrap();
    assert!(String::from_utf8_lossy(&excel).contains("'=1+1"));
    let (mut back, _) = csv::Csv.read(&excel, LANGS).unwrap();
    let written = |glossary: &Glossary, shape| {
        let mut out = Vec::new();
        csv::Csv.write(glossary, LANGS, shape, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(&back, TermbaseShape::Canonical), FULL);
    assert_eq!(written(&back, TermbaseShape::AsRead).as_bytes(), excel);
    back.set(2, "pos", "noun").unwrap();
    assert!(written(&back, TermbaseShape::AsRead).contains(",noun,health,'=1+1,"));
    let semicolons = "source;target\r\nوزير;minister\r\n";
    let (mut back, _) = csv::Csv.read(semicolons.as_bytes(), LANGS).unwrap();
    back.push(3, &[("source", "دولة"), ("target", "state")]).unwrap();
    assert_eq!(written(&back, TermbaseShape::AsRead), format!("{semicolons}دولة;state\r\n"));
    assert_eq!(
        written(&back, TermbaseShape::Canonical),
        "source,target\nوزير,minister\nدولة,state\n"
    );
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let error = |format: &str, bytes: &[u8]| {
        crate::format::termbase(format)
            .unwrap()
            .read(bytes, LANGS)
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    let bomb = b"<?xml version=\"1.0\"?>\n<!DOCTYPE martif [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<martif>&b;</martif>";
    assert!(
        error("tbx2", bomb).contains("line 1: the file declares entities")
            || error("tbx2", bomb).contains("line 2: the file declares entities"),
        "{}",
        error("tbx2", bomb)
    );
    assert!(error("tbx3", b"<tbx>\n<text><body>\n<conceptEntry>").contains("cut off"));
    assert!(error("tbx3", b"<tbx>\n<text></tbx>").starts_with("line 2: the XML is broken"));
    assert!(error("tbx3", b"<tbx><note>&unknown;</note></tbx>").contains("&unknown;"));
    assert!(error("tbx3", b"<html></html>").contains("there is no TBX"));
    assert!(
        error("csv", &[b"source,target\n\xE7,".as_slice(), "ماء وسماء".as_bytes(), b"\n"].concat())
            .starts_with("line 2: bytes that are not valid UTF-8")
    );
    assert!(error("csv", b"").contains("no text"));
    assert!(error("xlsx", b"PK\x03\x04rubbish").contains("not a workbook"));
    assert!(error("xlsx", b"rubbish").contains("not an XLSX"));
}

#[test]
fn the_other_style_of_tbx_is_read() {
    let dca = "<tbx style=\"dca\" type=\"TBX-Basic\" xmlns=\"urn:iso:std:iso:30042:ed-2\"><text><body>\
        <conceptEntry id=\"1\"><descrip type=\"subjectField\">law</descrip>\
        <langSec xml:lang=\"en-GB\"><termSec><term>contract</term>\
        <termNote type=\"administrativeStatus\">preferredTerm-admn-sts</termNote></termSec></langSec>\
        <langSec xml:lang=\"ar\"><termSec><term>ع<hi>ق</hi>د</term></termSec></langSec></conceptEntry>\
        <conceptEntry id=\"2\"><langSec xml:lang=\"fr\"><termSec><term>x</term></termSec></langSec></conceptEntry>\
        </body></text></tbx>";
    let (glossary, warnings) = tbx::Tbx3.read(dca.as_bytes(), LANGS).unwrap();
    let entry = &glossary.entries[0];
    assert_eq!((entry.source.as_str(), entry.target.as_str()), ("عقد", "contract"));
    assert_eq!(glossary.cell(entry, "domain"), "law");
    assert_eq!(warnings.len(), 1);
}

#[test]
fn files_put_together_have_marks_inside() {
    let text = "\u{FEFF}وزير\tminister\n\u{FEFF}# more\n\u{FEFF}دولة\tstate\n\u{FEFF}\n";
    let (glossary, warnings) = omegat::OmegaT.read(text.as_bytes(), LANGS).unwrap();
    assert_eq!(warnings, []);
    let sources: Vec<&str> = glossary.entries.iter().map(|entry| &*entry.source).collect();
    assert_eq!(sources, ["وزير", "دولة"]);
}

/// OmegaT reads lines as Java does, to which a carriage return alone is the end of one.
#[test]
fn carriage_returns_end_lines_of_omegat() {
    let text = "# old\rوزير\tminister\rدولة\tstate\r\nقمر\tmoon";
    let (mut glossary, warnings) = omegat::OmegaT.read(text.as_bytes(), LANGS).unwrap();
    assert!(warnings.is_empty());
    let lines: Vec<u64> = glossary.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 3, 4]);
    let written = |glossary: &Glossary| {
        let mut out = Vec::new();
        omegat::OmegaT.write(glossary, LANGS, TermbaseShape::AsRead, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(&glossary), text);
    glossary.push(5, &[("source", "شمس"), ("target", "sun")]).unwrap();
    assert_eq!(written(&glossary), format!("{text}\r\nشمس\tsun\t\r\n"));
}

#[test]
fn what_xml_cannot_hold_is_told() {
    let (glossary, _) = csv::Csv.read("source,target\nب\u{1A}حر,sea\n".as_bytes(), LANGS).unwrap();
    let mut out = Vec::new();
    let lost = tbx::Tbx3.write(&glossary, LANGS, TermbaseShape::Canonical, &mut out).unwrap();
    assert_eq!(lost, ["1 character(s) TBX-Basic cannot hold were left out"]);

    for odd in ["\u{1A}", "&#26;", "<![CDATA[\u{1A}]]>"] {
        let text = String::from_utf8(out.clone()).unwrap().replace("sea", &format!("se\n{odd}a"));
        let line = text[..text.find("se\n").unwrap()].matches('\n').count() as u64 + 1;
        let (back, warnings) = tbx::Tbx3.read(text.as_bytes(), LANGS).unwrap();
        assert_eq!(back.entries[0].target, "se a");
        let line = if odd.starts_with('\u{1A}') { line } else { line + 1 };
        let told = format!(
            "1 character(s) XML cannot hold, the first in the text that begins on line {line}"
        );
        assert_eq!(warnings, [Warning::new(None, format!("left out: {told}"))]);
        assert_eq!(back.layout.unread, [told]);
    }
}
