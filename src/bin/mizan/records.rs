//! `--records`: lines of JSON, each answered by a line, in any number.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::files::{self, OutputFile, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::progress::Progress;

mod flow;
mod job;
mod lines;
mod shard;
mod tally;

pub(crate) use job::{Job, Worker};

use flow::Flow;
use lines::Lines;
use shard::{Begun, Shard, is_packed};
use tally::Tally;

/// How records are read and answered.
#[derive(Default, clap::Args)]
#[command(next_help_heading = "Records")]
pub(crate) struct RecordArgs {
    /// Errors after which the exit code is 4: a number, at which the run stops, or a share of the records such as 5%
    #[arg(long, value_name = "N|N%", requires = "records")]
    max_errors: Option<MaxErrors>,

    /// Memory that the records under way may take, such as 500M or 4G. Reading waits while it is used up
    #[arg(long, value_name = "SIZE", requires = "records", default_value = "1G", value_parser = size)]
    memory: u64,

    /// Replace answers to other records or by other settings, which are kept otherwise
    #[arg(long, requires = "records")]
    force: bool,
}

/// When there are too many errors.
#[derive(Clone, Copy, PartialEq, Debug)]
enum MaxErrors {
    Count(u64),
    Percent(f64),
}

impl std::str::FromStr for MaxErrors {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxErrors, String> {
        let bad = || "give a number, or a share such as 5%".to_owned();
        let Some(share) = text.strip_suffix('%') else {
            return text.parse().map(MaxErrors::Count).map_err(|_| bad());
        };
        let share: f64 = share.trim().parse().map_err(|_| bad())?;
        if (0.0..=100.0).contains(&share) { Ok(MaxErrors::Percent(share)) } else { Err(bad()) }
    }
}

/// A number of bytes, with K, M or G behind it.
fn size(text: &str) -> Result<u64, String> {
    const LEAST: u64 = 16 << 20;
    let text = text.trim_end_matches(['b', 'B']);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err("give a size such as 500M or 4G".to_owned()),
    };
    let number: u64 =
        digits.trim().parse().map_err(|_| "give a size such as 500M or 4G".to_owned())?;
    let bytes = number.saturating_mul(factor);
    if bytes < LEAST { Err("give at least 16M".to_owned()) } else { Ok(bytes) }
}

/// Where records come from: a file, or `-` for standard input.
pub(crate) fn run(
    args: &RecordArgs,
    input: &Path,
    output: Option<&Path>,
    job: Job,
) -> Result<Outcome, Failure> {
    let started = Instant::now();
    if let Some(output) = output.filter(|output| !files::is_standard_output(output)) {
        if !files::is_standard(input) && files::identity(input) == files::identity(output) {
            return Err(Failure::usage(format!(
                "{}: given as input and as output; answers need a file of their own",
                output.display()
            )));
        }
        files::check_place(output)?;
    }
    let (done, run) = (job.done, job.run.clone());
    let (tally, end) = match output {
        Some(path) if !files::is_stream(path) && !files::is_standard(input) => {
            to_shard(args, input, path, job)?
        }
        Some(path) if !files::is_stream(path) => to_file(args, input, path, job)?,
        _ => to_stream(args, input, output, job)?,
    };
    let outcome = outcome(args, &tally, end, output);
    summary!("{}", tally.summary(done, started.elapsed(), &run));
    Ok(outcome)
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// All records are answered.
    Whole,
    /// All were answered by an earlier run.
    Earlier,
    /// There were too many errors.
    Stopped,
}

fn outcome(args: &RecordArgs, tally: &Tally, end: End, output: Option<&Path>) -> Outcome {
    if end != End::Stopped && tally.records() > 0 && tally.done == 0 {
        return Outcome::BadInput;
    }
    if end != End::Stopped && !is_over(args, tally, true) {
        return Outcome::Fine;
    }
    let output = output.filter(|output| !files::is_stream(output));
    let what = if end == End::Earlier { "stays as it was written" } else { "is not written" };
    let kept = output.map_or(String::new(), |output| format!("; {} {what}", output.display()));
    eprintln!("mizan: {}, more than --max-errors allows{kept}", plural(tally.failed(), "error"));
    Outcome::PartlyFailed
}

/// Whether there are more errors than are allowed; a share is only known at the end.
fn is_over(args: &RecordArgs, tally: &Tally, at_end: bool) -> bool {
    match args.max_errors {
        Some(MaxErrors::Count(most)) => tally.failed() > most,
        Some(MaxErrors::Percent(most)) if at_end => {
            tally.failed() as f64 * 100.0 > most * tally.records() as f64
        }
        _ => false,
    }
}

/// Answers into a pipe or a terminal. A reader that has seen enough is no failure.
fn to_stream(
    args: &RecordArgs,
    input: &Path,
    output: Option<&Path>,
    job: Job,
) -> Result<(Tally, End), Failure> {
    let name = output.unwrap_or(Path::new("-"));
    let out: Box<dyn Write> = match output.filter(|path| !files::is_standard_output(path)) {
        None => Box::new(io::stdout().lock()),
        Some(path) => Box::new(
            File::options()
                .write(true)
                .open(path)
                .map_err(|error| files::cannot_write(path, &files::explain(&error)))?,
        ),
    };
    let mut out = BufWriter::new(out);
    let mut tally = Tally::default();
    let answered = answer(args, Lines::open(input)?, &mut tally, &mut out, job);
    match answered {
        Err(Trouble::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok((tally, End::Whole))
        }
        answered => Ok((tally, answered.map_err(|trouble| trouble.explain(input, name))?)),
    }
}

/// Answers records that cannot be read twice: a run that is killed leaves nothing.
fn to_file(
    args: &RecordArgs,
    input: &Path,
    path: &Path,
    job: Job,
) -> Result<(Tally, End), Failure> {
    let file = OutputFile::create(path)?;
    let mut tally = Tally::default();
    let lines = Lines::open(input)?;
    let answered = if is_packed(path) {
        let mut out = GzEncoder::new(file.clone(), Compression::default());
        let end = answer(args, lines, &mut tally, &mut out, job);
        end.and_then(|end| out.finish().map(|_| end).map_err(Trouble::Write))
    } else {
        let mut out = file.clone();
        answer(args, lines, &mut tally, &mut out, job)
    };
    let end = answered.map_err(|trouble| trouble.explain(input, path))?;
    if end == End::Whole && !is_over(args, &tally, true) {
        let mut outputs = Outputs::default();
        outputs.add(file)?;
        outputs.finish()?;
    }
    Ok((tally, end))
}

/// Answers a file of records into a file, going on where a run that was ended stopped.
fn to_shard(
    args: &RecordArgs,
    input: &Path,
    path: &Path,
    job: Job,
) -> Result<(Tally, End), Failure> {
    let shard = Shard::new(input, path, &job.run)?;
    let (mut part, mut tally) = match shard.begin(args.force, job.read)? {
        Begun::Whole(tally) => return Ok((tally, End::Earlier)),
        Begun::Part(part, tally) => (part, tally),
    };
    let mut lines = Lines::open(input)?;
    for _ in 0..tally.records() {
        lines.next().map_err(|error| Trouble::Read(lines.number, error).explain(input, path))?;
    }
    let answered = match is_over(args, &tally, false) {
        true => Ok(End::Stopped),
        false => answer(args, lines, &mut tally, &mut part, job),
    };
    let end = answered.map_err(|trouble| trouble.explain(input, path))?;
    if end == End::Whole && !is_over(args, &tally, true) {
        shard.finish(part, &tally)?;
    }
    Ok((tally, end))
}

/// What ends a run.
enum Trouble {
    /// At a line.
    Read(u64, io::Error),
    Write(io::Error),
    Threads(io::Error),
}

impl Trouble {
    fn explain(self, input: &Path, output: &Path) -> Failure {
        match self {
            Trouble::Read(line, error) => Failure::input(format!(
                "{}: line {}: cannot read: {}",
                shown(input),
                line + 1,
                files::explain(&error)
            )),
            Trouble::Write(error) => files::cannot_write(output, &files::explain(&error)),
            Trouble::Threads(error) => Failure::input(format!("cannot start threads: {error}")),
        }
    }
}

fn shown(input: &Path) -> impl fmt::Display {
    if files::is_standard(input) { PathBuf::from("standard input") } else { input.to_owned() }
        .display()
        .to_string()
}

/// Answers all that is left of the records, unless there are too many errors.
fn answer(
    args: &RecordArgs,
    lines: Lines,
    tally: &mut Tally,
    out: &mut dyn Write,
    job: Job,
) -> Result<End, Trouble> {
    let progress = match lines.bytes {
        Some(bytes) => Progress::bytes("answering records", bytes),
        None => Progress::new(),
    };
    let flow = Arc::new(Flow::new(job, args.memory));
    flow.start(lines).map_err(Trouble::Threads)?;
    loop {
        let answers = flow.next();
        for (answer, bytes) in &answers.ready {
            tally.add(answer);
            out.write_all(answer.line.as_bytes()).map_err(Trouble::Write)?;
            out.write_all(b"\n").map_err(Trouble::Write)?;
            progress.add(*bytes);
            if is_over(args, tally, false) {
                out.flush().map_err(Trouble::Write)?;
                return Ok(End::Stopped);
            }
        }
        out.flush().map_err(Trouble::Write)?;
        if let Some((line, error)) = answers.failed {
            return Err(Trouble::Read(line, error));
        }
        if answers.is_last {
            return Ok(End::Whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_shares_are_read() {
        assert_eq!(size("500M"), Ok(500 << 20));
        assert_eq!(size("4gb"), Ok(4 << 30));
        assert_eq!(size("20000000"), Ok(20_000_000));
        for bad in ["", "M", "1M", "12 apples", "-5G", "1.5G"] {
            assert!(size(bad).is_err(), "{bad}");
        }
        assert_eq!("7".parse(), Ok(MaxErrors::Count(7)));
        assert_eq!("2.5%".parse(), Ok(MaxErrors::Percent(2.5)));
        for bad in ["", "%", "-1", "101%", "half"] {
            assert!(bad.parse::<MaxErrors>().is_err(), "{bad}");
        }
    }
}
