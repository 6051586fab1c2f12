//! The answers to records ([`crate::records`]) as a memory: a unit for each bead whose texts are known.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use serde::Deserialize;
use serde_json::Value;

use crate::bitext::{Cut, Run};
use crate::error::{Error, Result};
use crate::format::name::has_extension;
use crate::format::repairs::Repairs;
use crate::format::table::settle;
use crate::format::{MemoryReader, ReadOptions, confidence};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

const FORMAT: &str = "answers to records";

/// `.jsonl` whose first line is an answer.
pub(super) struct Answers;

impl MemoryReader for Answers {
    fn format(&self) -> &'static str {
        "answers"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let is_named = ["jsonl", "ndjson"].iter().any(|extension| has_extension(name, extension));
        (is_named || name == "-") && is_answer(head)
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        let langs =
            [options.source_lang.unwrap_or(Lang::AR), options.target_lang.unwrap_or(Lang::EN)];
        Ok(Box::new(Source {
            input,
            langs,
            header: Header::default(),
            line: 0,
            number: 0,
            units: VecDeque::new(),
            run: None,
            repairs: Repairs::default(),
        }))
    }
}

/// Whether a line starts as answers do: its run stands behind the id, before what came of the record.
fn is_answer(head: &[u8]) -> bool {
    const RUN: &[u8] = b"\"run\":\"";
    if !head.starts_with(b"{\"id\":") {
        return false;
    }
    let Some(at) = memchr::memmem::find(head, RUN) else { return false };
    let rest = &head[at + RUN.len()..];
    let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let rest = &rest[digits..];
    digits == 32 && (rest.starts_with(b"\",\"segments\":[") || rest.starts_with(b"\",\"error\":{"))
}

struct Source<'a> {
    input: Box<dyn BufRead + Send + 'a>,
    langs: [Lang; 2],
    header: Header,
    line: u64,
    number: u64,
    /// Those of the last answer that are not handed on yet.
    units: VecDeque<TranslationUnit>,
    /// The run of the first answer; an empty one once it was told that there are others.
    run: Option<String>,
    repairs: Repairs,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: Value,
    run: String,
    #[serde(default)]
    beads: Vec<Bead>,
    source_segments: Option<Vec<String>>,
    target_segments: Option<Vec<String>>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Bead {
    s: [u32; 2],
    t: [u32; 2],
    p: f64,
    source: Option<String>,
    target: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
    message: String,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            if let Some(mut unit) = self.units.pop_front() {
                self.number += 1;
                unit.number = self.number;
                settle(&mut self.header, &mut unit);
                return Ok(Some(unit));
            }
            if !self.read()? {
                return Ok(None);
            }
        }
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.repairs.take()
    }
}

impl Source<'_> {
    /// Reads the next answer; false at the end.
    fn read(&mut self) -> Result<bool> {
        const LONGEST: u64 = 1 << 28;
        let mut bytes = Vec::new();
        self.input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(false);
        }
        self.line += 1;
        if bytes.trim_ascii().is_empty() {
            return Ok(true);
        }
        let line = self.line;
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|error| {
            Error::malformed(FORMAT, line, format!("this line is no answer: {error}"))
        })?;
        self.see(&answer.run);
        let id = match &answer.id {
            Value::String(id) => id.clone(),
            Value::Null => String::new(),
            id => id.to_string(),
        };
        if let Some(Refusal { code, message }) = &answer.error {
            let message = format!("record '{id}' was not aligned: {message} ({code})");
            self.repairs.add("not-aligned", line, message);
            return Ok(true);
        }
        for bead in &answer.beads {
            let texts = [
                (&bead.source, &answer.source_segments, bead.s),
                (&bead.target, &answer.target_segments, bead.t),
            ];
            let mut unit = TranslationUnit { line, ..TranslationUnit::default() };
            for (lang, (text, segments, run)) in self.langs.into_iter().zip(texts) {
                let text = text.clone().or_else(|| joined(segments.as_deref()?, run));
                let text = text.ok_or_else(|| {
                    let message = "the texts of its beads are not there; align with --with texts";
                    Error::malformed(FORMAT, line, message)
                })?;
                unit.variants.push(Variant::new(lang, text));
            }
            let run = |[start, end]: [u32; 2]| Run::new(start, end.max(start));
            let shape = Cut::new(run(bead.s), run(bead.t)).shape().to_string();
            let props = [
                ("x-doc", id.clone()),
                ("x-confidence", confidence::text(bead.p)),
                ("x-align", shape),
            ];
            let said = props.into_iter().filter(|(_, value)| !value.is_empty());
            unit.meta.props = said.map(|(name, value)| (name.to_owned(), value)).collect();
            self.units.push_back(unit);
        }
        Ok(true)
    }

    /// Tells if answers are of two runs.
    fn see(&mut self, run: &str) {
        match &self.run {
            None => self.run = Some(run.to_owned()),
            Some(first) if !first.is_empty() && first != run => {
                let message =
                    "answers of two runs stand in one file: settings, terms or versions differ";
                self.repairs.add("two-runs", self.line, message);
                self.run = Some(String::new());
            }
            Some(_) => {}
        }
    }
}

/// The segments of a run, with spaces between.
fn joined(segments: &[String], [start, end]: [u32; 2]) -> Option<String> {
    Some(segments.get(start as usize..end as usize)?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::read_memory;

    const RUN: &str = "0123456789abcdef0123456789abcdef";

    fn read(text: &str) -> (Vec<TranslationUnit>, Vec<Repair>) {
        let input = Box::new(text.as_bytes());
        let mut source = read_memory("a.jsonl", input, &ReadOptions::default()).unwrap();
        let mut units = Vec::new();
        while let Some(unit) = source.next().unwrap() {
            units.push(unit);
        }
        (units, source.repairs())
    }

    #[test]
    fn beads_are_units_with_the_id_of_their_record() {
        let text = format!(
            "{{\"id\":7,\"run\":\"{RUN}\",\"segments\":[2,1],\"beads\":[{{\"s\":[0,2],\"t\":[0,1],\"p\":0.9}}],\
             \"source_segments\":[\"نعم.\",\"لا.\"],\"target_segments\":[\"Yes and no.\"]}}\n\n\
             {{\"id\":\"b\",\"line\":3,\"run\":\"{RUN}\",\"error\":{{\"code\":\"bad-json\",\"message\":\"no\"}}}}\n\
             {{\"id\":null,\"run\":\"other\",\"segments\":[1,1],\"beads\":[{{\"s\":[0,1],\"t\":[0,1],\"p\":1,\
             \"source\":\"س\",\"target\":\"x\"}}]}}\n"
        );
        let (units, repairs) = read(&text);
        let texts: Vec<&str> = units[0].variants.iter().map(|v| &*v.text).collect();
        assert_eq!(texts, ["نعم. لا.", "Yes and no."]);
        let prop = |name| units[0].meta.prop(name);
        assert_eq!([prop("x-doc"), prop("x-align")], [Some("7"), Some("2-1")]);
        assert_eq!((units[1].number, units[1].line), (2, 4));
        let told: Vec<(&str, u64)> = repairs.iter().map(|r| (r.id, r.line)).collect();
        assert_eq!(told, [("not-aligned", 3), ("two-runs", 4)]);
    }

    #[test]
    fn answers_without_texts_are_refused_with_what_to_do() {
        let text = format!(
            "{{\"id\":7,\"run\":\"{RUN}\",\"segments\":[1,1],\"beads\":[{{\"s\":[0,1],\"t\":[0,1],\"p\":1}}]}}\n"
        );
        let input = Box::new(text.as_bytes());
        let mut source = read_memory("a.jsonl", input, &ReadOptions::default()).unwrap();
        let error = source.next().unwrap_err().to_string();
        assert!(error.contains("line 1: ") && error.contains("--with texts"), "{error}");
    }
}
