//! Proposed term pairs as rows of a table, which can be read as a glossary.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::Result;
use crate::format::sheet::{Cell, SheetRow};
use crate::glossary::Proposal;

impl SheetRow for Proposal {
    const NAME: &'static str = "proposals";
    const COLUMNS: &'static [&'static str] = &[
        "source",
        "target",
        "status",
        "context",
        "score",
        "count",
        "source_count",
        "target_count",
        "dice",
        "log_likelihood",
        "transliteration",
        "similarity",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let context = |(number, source, target): &(u64, String, String)| {
            format!("[{number}] {source} = {target}")
        };
        let contexts: Vec<String> = self.contexts.iter().map(context).collect();
        let figure = |value: f32| Cell::Number(format!("{value:.2}"));
        vec![
            Cell::of(self.langs.source, &self.source),
            Cell::of(self.langs.target, &self.target),
            "admitted".into(),
            contexts.join(" / ").into(),
            figure(self.score),
            u64::from(self.count).into(),
            u64::from(self.source_count).into(),
            u64::from(self.target_count).into(),
            figure(self.dice),
            Cell::Number(format!("{:.1}", self.log_likelihood)),
            figure(self.transliteration),
            self.similarity.map_or(Cell::Empty, figure),
        ]
    }

    fn json(&self, out: &mut dyn Write) -> Result<()> {
        let round = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
        let context = |(unit, source, target): &'_ (u64, String, String)| Context {
            unit: *unit,
            source: source.clone(),
            target: target.clone(),
        };
        let line = Line {
            source: &self.source,
            target: &self.target,
            score: round(self.score),
            count: self.count,
            source_count: self.source_count,
            target_count: self.target_count,
            dice: round(self.dice),
            log_likelihood: round(self.log_likelihood),
            transliteration: round(self.transliteration),
            similarity: self.similarity.map(round),
            contexts: self.contexts.iter().map(context).collect(),
        };
        serde_json::to_writer(out, &line).map_err(io::Error::from)?;
        Ok(())
    }
}

#[derive(Serialize)]
struct Line<'a> {
    source: &'a str,
    target: &'a str,
    score: f64,
    count: u32,
    source_count: u32,
    target_count: u32,
    dice: f64,
    log_likelihood: f64,
    transliteration: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
    contexts: Vec<Context>,
}

#[derive(Serialize)]
struct Context {
    unit: u64,
    source: String,
    target: String,
}
