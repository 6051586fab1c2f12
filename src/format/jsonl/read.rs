//! JSON lines: memories as mizan writes them, the beads of an alignment, and the pairs other tools write.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::format::input::Input;
use crate::format::repairs::Repairs;
use crate::format::table::settle;
use crate::format::{ReadOptions, confidence, tags};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

const FORMAT: &str = "JSONL memory";

/// Opens a memory.
///
/// # Errors
///
/// What reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let input = Input::new(input, options.source_lang.unwrap_or(Lang::AR))?;
    let langs = [options.source_lang.unwrap_or(Lang::AR), options.target_lang.unwrap_or(Lang::EN)];
    Ok(Box::new(Source {
        input,
        text: String::new(),
        langs,
        keep_codes: options.keep_codes,
        header: Header::default(),
        number: 0,
        repairs: Repairs::default(),
    }))
}

struct Source<'a> {
    input: Input<'a>,
    text: String,
    langs: [Lang; 2],
    keep_codes: bool,
    header: Header,
    number: u64,
    repairs: Repairs,
}

#[derive(Deserialize)]
struct First {
    memory: Header,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            self.input.begin_item();
            let line = self.input.line();
            self.text.clear();
            if self.input.read_line(&mut self.text)? == 0 {
                return Ok(None);
            }
            if self.text.trim().is_empty() {
                continue;
            }
            if let Some(mut unit) = self.unit(line)? {
                self.number += 1;
                unit.number = self.number;
                unit.line = line;
                settle(&mut self.header, &mut unit);
                return Ok(Some(unit));
            }
        }
    }

    fn repairs(&mut self) -> Vec<Repair> {
        let mut all = self.input.repairs.take();
        all.append(&mut self.repairs.take());
        all
    }
}

impl Source<'_> {
    /// The unit of a line. `None` if the line holds the header, or a bead that is no unit.
    fn unit(&mut self, line: u64) -> Result<Option<TranslationUnit>> {
        let bad = |message: String| Error::malformed(FORMAT, line, message);
        if self.number == 0
            && let Ok(First { memory }) = serde_json::from_str(&self.text)
        {
            self.header = memory;
            return Ok(None);
        }
        let value: Map<String, Value> = serde_json::from_str(&self.text)
            .map_err(|error| bad(format!("this line is no JSON object: {error}")))?;
        if value.contains_key("variants") {
            let mut unit: TranslationUnit = serde_json::from_value(Value::Object(value))
                .map_err(|error| bad(format!("this line is no unit: {error}")))?;
            for variant in &mut unit.variants {
                let text = &variant.text;
                let fits = variant.codes.is_sorted_by_key(|code| code.at)
                    && variant.codes.iter().all(|code| text.is_char_boundary(code.at));
                if !fits {
                    return Err(bad("a code stands outside its text".to_owned()));
                }
                if !self.keep_codes {
                    variant.codes.clear();
                }
            }
            return Ok(Some(unit));
        }
        let is = |name: &str| value.get(name).and_then(Value::as_str);
        if is("status").is_some_and(|status| status != "aligned") {
            return Ok(None);
        }
        let mut unit = TranslationUnit::default();
        if let Some(Value::Object(texts)) = value.get("translation") {
            for (tag, text) in texts {
                let lang = tags::lang(tag, line, &mut self.repairs);
                let text = text.as_str().unwrap_or_default();
                unit.variants.push(Variant::new(lang.unwrap_or(Lang::UNKNOWN), text));
            }
            return Ok(Some(unit));
        }
        for (side, names) in
            self.langs.into_iter().zip([["source_text", "source"], ["target_text", "target"]])
        {
            let Some(text) = names.iter().find_map(|name| is(name)) else {
                let message = format!("this line has neither variants nor {}", names[1]);
                return Err(bad(message));
            };
            let tag = is(&format!("{}_lang", names[1]));
            let lang = tag.and_then(|tag| tags::lang(tag, line, &mut self.repairs));
            let mut variant = Variant::new(lang.unwrap_or(side), text);
            if let Some(line) = value.get(&format!("{}_line", names[1])).and_then(Value::as_u64) {
                variant.meta.attributes.push(("line".to_owned(), line.to_string()));
            }
            unit.variants.push(variant);
        }
        if let Some(probability) = value.get("confidence").and_then(Value::as_f64) {
            unit.meta.props.push(("x-confidence".to_owned(), confidence::text(probability)));
        }
        if let Some(shape) = is("shape") {
            unit.meta.props.push(("x-align".to_owned(), shape.to_owned()));
        }
        if let Some(id) = is("id") {
            unit.id = id.to_owned();
        }
        Ok(Some(unit))
    }
}
