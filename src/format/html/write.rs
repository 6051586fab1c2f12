//! The memory as a page to read and print: both texts side by side in their own direction, terms of the glossary
//! and low confidence marked. It fetches nothing and has no scripts.

use std::io::Write;

use crate::bitext::Side;
use crate::error::Result;
use crate::format::WriteOptions;
use crate::format::table::{FULL, Rows, TableSink};
use crate::format::xml::escape::{attribute_into, escape_into};
use crate::glossary::Matcher;
use crate::lang::Lang;
use crate::unit::{Header, UnitSink};

/// Below this confidence a row is marked as doubtful.
const DOUBTFUL: f32 = 0.5;

const STYLE: &str = "\
body{font-family:system-ui,'Noto Sans Arabic',sans-serif;margin:1.5em;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.4em .6em;vertical-align:top;text-align:start}
td.text{white-space:pre-wrap;width:45%;line-height:1.6}
td.number,td.confidence,td.shape{font-size:.8em;color:#666;white-space:nowrap}
tr.doubtful{background:#fde8e8}
tr.doubtful td.confidence{color:#a00;font-weight:bold}
mark{background:#fff2a8;color:inherit}
thead{display:table-header-group}
tr{break-inside:avoid}
@media print{body{margin:0}mark{background:none;text-decoration:underline}}";

/// Starts a memory.
///
/// # Errors
///
/// What writing fails with.
pub(super) fn start<'a>(
    mut out: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    let langs = [header.source_lang, header.target_lang].map(|lang| lang.unwrap_or(Lang::UNKNOWN));
    let [source, target] = langs.map(|lang| options.lang(lang).to_string());
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"generator\" content=\"mizan {}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width\"/>\n\
         <title>{source} - {target}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<table>\n\
         <thead><tr><th>#</th><th>{source}</th><th>{target}</th><th>confidence</th><th>shape</th></tr></thead>\n\
         <tbody>",
        env!("CARGO_PKG_VERSION")
    )?;
    let matcher = |side, lang| {
        let glossary = options.glossary.as_ref();
        glossary.map(|glossary| Matcher::new(glossary, side, lang))
    };
    let terms = [matcher(Side::Source, langs[0]), matcher(Side::Target, langs[1])];
    let rows = Box::new(HtmlRows { out, terms, count: 0, text: String::new() });
    // Everything that is said of a unit is in the page, so that it can be read back.
    Ok(Box::new(TableSink::new(rows, FULL, header, options)))
}

struct HtmlRows<'a> {
    out: Box<dyn Write + 'a>,
    /// The terms of the two sides.
    terms: [Option<Matcher>; 2],
    count: u64,
    text: String,
}

impl Rows for HtmlRows<'_> {
    fn row(&mut self, cells: &[String], _langs: [Lang; 2]) -> Result<Option<usize>> {
        self.count += 1;
        let cell = |name: &str| {
            let at = FULL.iter().position(|column| *column == name);
            at.and_then(|at| cells.get(at)).map(String::as_str).unwrap_or_default()
        };
        let doubtful = cell("confidence").parse::<f32>().is_ok_and(|value| value < DOUBTFUL);
        let to = &mut self.text;
        to.clear();
        to.push_str(if doubtful { "<tr class=\"doubtful\"" } else { "<tr" });
        let mut lost = 0;
        for name in ["id", "document", "details"] {
            if !cell(name).is_empty() {
                to.extend([" data-", name, "=\""]);
                lost += attribute_into(cell(name), to);
                to.push('"');
            }
        }
        to.push_str(&format!("><td class=\"number\">{}</td>", self.count));
        for (side, terms) in ["source", "target"].into_iter().zip(&self.terms) {
            let tag = cell(&format!("{side}_lang")).to_owned();
            let direction = tag.parse::<Lang>().ok().map(Lang::direction);
            to.push_str(&format!("<td class=\"text {side}\" lang=\"{tag}\""));
            if let Some(direction) = direction {
                to.push_str(&format!(" dir=\"{}\"", direction.as_str()));
            }
            to.push('>');
            lost += marked(cell(side), terms.as_ref(), to);
            to.push_str("</td>");
        }
        for name in ["confidence", "shape"] {
            to.push_str(&format!("<td class=\"{name}\">"));
            lost += escape_into(cell(name), to);
            to.push_str("</td>");
        }
        to.push_str("</tr>\n");
        self.out.write_all(to.as_bytes())?;
        Ok(Some(lost))
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.out.write_all(b"</tbody>\n</table>\n</body>\n</html>\n")?;
        self.out.flush()?;
        Ok(())
    }
}

/// A text with the terms of a glossary marked.
fn marked(text: &str, terms: Option<&Matcher>, to: &mut String) -> usize {
    let (mut lost, mut done) = (0, 0);
    let mut hits = terms.map(|terms| terms.find(text)).unwrap_or_default();
    hits.retain(|hit| !hit.nested);
    hits.sort_by_key(|hit| hit.span);
    for hit in hits {
        let span = hit.span.range();
        if span.start < done {
            continue;
        }
        lost += escape_into(&text[done..span.start], to);
        to.push_str("<mark>");
        lost += escape_into(&text[span.clone()], to);
        to.push_str("</mark>");
        done = span.end;
    }
    lost + escape_into(&text[done..], to)
}
