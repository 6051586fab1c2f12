//! The files that an alignment is written to.

use std::path::{Path, PathBuf};

use mizan::format::{self, AlignmentWriter, CsvProfile, Export, Leftovers};
use mizan::lang::Lang;

use super::args::AlignArgs;
use super::texts::TextPair;
use crate::files::{self, OutputFile, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::sheet;
use crate::trouble::Repairs;

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) enum Output {
    One(&'static dyn AlignmentWriter),
    /// As two files, with the languages for extensions.
    Moses,
}

impl Output {
    /// The form of a file by the name of its format; `path` is for messages.
    pub(super) fn of(format: &str, path: &Path) -> Result<Output, Failure> {
        if format.eq_ignore_ascii_case("moses") {
            return Ok(Output::Moses);
        }
        let writer = format::alignment_writer(format).map_err(|error| {
            let what = if format.is_empty() { "the extension names the format; " } else { "" };
            Failure::usage(format!("{}: {what}{error}, moses", path.display()))
        })?;
        if writer.format() == "mizan" {
            check_review(path)?;
        }
        Ok(Output::One(writer))
    }

    /// The files that are written for a path.
    pub(super) fn files(self, path: &Path, langs: [Lang; 2]) -> Vec<PathBuf> {
        match self {
            Output::One(_) => vec![path.to_owned()],
            Output::Moses => langs.map(|lang| path.with_extension(lang.to_string())).to_vec(),
        }
    }

    /// Whether it says why beads were chosen.
    pub(super) fn has_reasons(self) -> bool {
        matches!(self, Output::One(writer) if ["jsonl", "mizan"].contains(&writer.format()))
    }

    /// Writes an alignment, and gives what could not be written as it is.
    pub(super) fn write(
        self,
        path: &Path,
        export: &Export<'_>,
        langs: [Lang; 2],
        set: &mut Outputs,
    ) -> Result<Repairs, Failure> {
        let mut repairs = Repairs::default();
        match self {
            Output::One(writer) => set.write(path, |out| {
                repairs.add(writer.write(export, out)?);
                Ok(())
            })?,
            Output::Moses => {
                let (mut source, mut target) = (Vec::new(), Vec::new());
                let said = format::write_moses(export, &mut source, &mut target);
                repairs.add(said.map_err(|error| Failure::input(error.to_string()))?);
                for (path, text) in self.files(path, langs).iter().zip([source, target]) {
                    set.write(path, |out| Ok(out.write_all(&text)?))?;
                }
            }
        }
        Ok(repairs)
    }
}

/// Refuses to replace a project that somebody has worked on.
fn check_review(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    match format::read_project(&files::read(path)?) {
        Ok(opened) if opened.project.n() > 0 => Err(Failure::input(format!(
            "{name}: holds a review, {} so far; name another project, or take this one away first",
            plural(opened.project.n(), "operation"),
            name = path.display()
        ))),
        _ => Ok(()),
    }
}

/// Whether anything that is written says why beads were chosen.
pub(super) fn wants_reasons(args: &AlignArgs, outputs: impl IntoIterator<Item = Output>) -> bool {
    args.explain.is_some()
        || args.leftovers.is_some() && args.min_confidence > 0.0
        || outputs.into_iter().any(Output::has_reasons)
}

/// Writes every output, or the memory to standard output if none is asked for. [`Outcome::PartlyFailed`] if a format could
/// not hold something of a table.
pub(super) fn write_all(
    args: &AlignArgs,
    outputs: &[(PathBuf, Output)],
    export: &Export<'_>,
    set: &mut Outputs,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Fine;
    for (path, output) in outputs {
        let repairs = output.write(path, export, args.langs(), set)?;
        repairs.tell(path);
        if repairs.has_loss() {
            outcome = Outcome::PartlyFailed;
        }
    }
    if let Some(path) = &args.leftovers {
        let mut leftovers = LeftoversFile::create(path, export.options.csv)?;
        leftovers.add(export)?;
        outcome = outcome.or(leftovers.finish(set)?);
    }
    if let Some(path) = &args.explain {
        set.write(path, |out| format::write_explanation(export, out))?;
    }
    if outputs.is_empty() {
        let tsv =
            format::alignment_writer("tsv").map_err(|error| Failure::usage(error.to_string()))?;
        files::print(|out| tsv.write(export, out).map(|_| ()))?;
    }
    Ok(outcome)
}

/// A table of the segments that are in no unit.
pub(super) struct LeftoversFile {
    leftovers: Leftovers<OutputFile>,
    out: OutputFile,
}

impl LeftoversFile {
    /// Begins a table in the format that the extension names.
    pub(super) fn create(path: &Path, profile: CsvProfile) -> Result<LeftoversFile, Failure> {
        let form = sheet::form(path, &[])?;
        let out = OutputFile::create(path)?;
        let leftovers = Leftovers::start(form, profile, out.clone());
        let leftovers = leftovers.map_err(|error| out.problem(error))?;
        Ok(LeftoversFile { leftovers, out })
    }

    /// Adds those of an alignment.
    pub(super) fn add(&mut self, export: &Export<'_>) -> Result<(), Failure> {
        self.leftovers.add(export).map_err(|error| self.out.problem(error))
    }

    /// Ends the table, which takes its name with the other outputs. [`Outcome::PartlyFailed`] if the format could not hold
    /// something, which is told.
    pub(super) fn finish(self, set: &mut Outputs) -> Result<Outcome, Failure> {
        let lost = self.leftovers.finish().map_err(|error| self.out.problem(error))?;
        let outcome = sheet::tell(self.out.path(), &lost);
        set.add(self.out)?;
        Ok(outcome)
    }
}

/// The files to write with their writers; checked before any work is done.
pub(super) fn outputs(
    args: &AlignArgs,
    texts: TextPair<'_>,
) -> Result<Vec<(PathBuf, Output)>, Failure> {
    let mut outputs = Vec::new();
    for path in &args.output {
        let extension = match path.extension() {
            None if files::is_standard_output(path) => "tsv".into(),
            extension => extension.unwrap_or_default().to_string_lossy(),
        };
        outputs.push((path.clone(), Output::of(&extension, path)?));
    }
    let written = written(args, &outputs);
    for path in &written {
        files::check_place(path)?;
    }
    let inputs = [texts.source, texts.target].into_iter();
    let inputs = inputs.chain(args.glossary.iter().map(PathBuf::as_path));
    let mut taken: Vec<PathBuf> =
        inputs.filter(|path| !files::is_standard(path)).map(files::identity).collect();
    for path in written {
        let file = files::identity(&path);
        if taken.contains(&file) {
            return Err(Failure::usage(format!(
                "{}: given twice; each output needs a file of its own",
                path.display()
            )));
        }
        taken.push(file);
    }
    if let Some(path) = &args.leftovers {
        sheet::form(path, &[])?;
    }
    if let Some(path) = &args.explain
        && !files::is_standard_output(path)
        && !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
    {
        return Err(sheet::refused(path, &["txt"]));
    }
    Ok(outputs)
}

/// Every file a run writes, in that order.
pub(super) fn written(args: &AlignArgs, outputs: &[(PathBuf, Output)]) -> Vec<PathBuf> {
    let outputs = outputs.iter().flat_map(|(path, output)| output.files(path, args.langs()));
    let rest = args.leftovers.iter().chain(&args.explain).chain(check_file(args));
    outputs.chain(rest.cloned()).collect()
}

/// The file that findings go to, if it is one.
pub(super) fn check_file(args: &AlignArgs) -> Option<&PathBuf> {
    args.check.as_ref().filter(|path| path.as_os_str() != "-")
}
