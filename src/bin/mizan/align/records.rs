//! Aligning pairs of texts that come as lines of JSON.

use std::path::Path;
use std::sync::Arc;

use mizan::aligner::{Aligner, WeightTables};
use mizan::records::{RecordSettings, Records};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::args::{AlignArgs, WithArg};
use super::setup::Setup;
use crate::outcome::{Failure, Outcome};
use crate::records::{self, Job};

pub(super) fn run(args: &AlignArgs, input: &Path) -> Result<Outcome, Failure> {
    let output = match &args.output[..] {
        [] => None,
        [output] => Some(output.as_path()),
        _ => return Err(Failure::usage("--records takes one --output")),
    };
    let setup = Setup::read(args)?;
    let encoder = args.engine.encoder()?.map(Arc::new);
    let aligner = Aligner::with_encoder(encoder)
        .glossary(Arc::clone(&setup.glossary))
        .weights(setup.weights.clone().unwrap_or_else(WeightTables::bundled));
    let settings = RecordSettings {
        texts: args.with.contains(&WithArg::Texts),
        reasons: args.with.contains(&WithArg::Why),
        divide: args.split_inside,
        min_confidence: args.min_confidence,
        max_segments: args.max_segments,
    };
    let segmenters = setup.segmenters(args.langs())?;
    let records = move |threads| {
        Records::new(aligner.clone().threads(threads), segmenters.clone(), settings.clone())
    };
    let run = records(1).run().to_owned();
    let worker = move |threads| -> records::Worker {
        let records = records(threads);
        Box::new(move |number, line| records.answer(number, line))
    };
    let threads = args.engine.threads().get();
    let job = Job { worker: Box::new(worker), run, done: "aligned", read, threads };
    Ok(setup.outcome.or(records::run(&args.record, input, output, job)?))
}

/// How many segments an answer is of, or the code of its error.
fn read(line: &str) -> Option<Result<u64, String>> {
    #[derive(Deserialize)]
    struct Answered {
        #[serde(rename = "run")]
        _run: IgnoredAny,
        segments: Option<[u64; 2]>,
        error: Option<Refused>,
    }
    #[derive(Deserialize)]
    struct Refused {
        code: String,
    }
    match serde_json::from_str(line).ok()? {
        Answered { error: Some(Refused { code }), .. } => Some(Err(code)),
        Answered { segments: Some([source, target]), .. } => Some(Ok(source + target)),
        _ => None,
    }
}
