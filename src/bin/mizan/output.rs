//! Memories that are written.

use std::io;
use std::path::{Path, PathBuf};

use mizan::error::Result;
use mizan::format::{self, MemoryWriter, WriteOptions};
use mizan::lang::Lang;
use mizan::unit::{Header, Repair, TranslationUnit, UnitSink};

use crate::files::{self, OutputFile, Outputs};
use crate::message::plural;
use crate::outcome::Failure;
use crate::trouble::{Repairs, Trouble};

/// The ids of the repairs that are counted: a unit that says nothing, and an inline code or a note that the format cannot
/// hold.
const EMPTY: &str = "empty-unit";
const CODE_LEFT_OUT: &str = "code-left-out";
const NOTE_LEFT_OUT: &str = "note-left-out";

/// How a memory is written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// In one file.
    One(&'static dyn MemoryWriter),
    /// In two, with the languages for extensions.
    Moses,
}

/// The form of a memory by its extension; checked before any work is done.
pub(crate) fn form(path: &Path) -> std::result::Result<Form, Failure> {
    form_as(path, None)
}

/// The form of a memory by the name of a format, if one is given.
pub(crate) fn form_as(path: &Path, format: Option<&str>) -> std::result::Result<Form, Failure> {
    if format.map_or_else(|| files::is_pair(path), |name| name.eq_ignore_ascii_case("moses")) {
        files::check_place(path)?;
        return Ok(Form::Moses);
    }
    let extension = match (format, path.extension()) {
        (Some(format), _) => format.into(),
        (None, None) if files::is_standard_output(path) => "tmx".into(),
        (None, extension) => extension.unwrap_or_default().to_string_lossy(),
    };
    let writer = format::memory_writer(&extension).map_err(|error| {
        let what = if extension.is_empty() { "the extension names the format; " } else { "" };
        Failure::usage(format!("{}: {what}{error}, moses", path.display()))
    })?;
    files::check_place(path)?;
    Ok(Form::One(writer))
}

/// Whether an extension names a language, and no format of files.
fn is_language(extension: &str) -> bool {
    const OTHERS: [&str; 6] = ["tab", "txt", "xml", "zip", "log", "htm"];
    let is_format = format::memory_writer(extension).is_ok() || OTHERS.contains(&extension);
    !is_format && extension.parse::<Lang>().is_ok()
}

/// Refuses outputs that are each other. An output may be an input, since files are replaced when all is read.
pub(crate) fn check_outputs<'a>(
    outputs: impl IntoIterator<Item = &'a PathBuf>,
) -> std::result::Result<(), Failure> {
    check_apart([], outputs)
}

/// Refuses outputs that are inputs or each other.
pub(crate) fn check_apart<'a>(
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    outputs: impl IntoIterator<Item = &'a PathBuf>,
) -> std::result::Result<(), Failure> {
    let inputs = inputs.into_iter().filter(|path| !files::is_standard(path));
    let mut taken: Vec<PathBuf> = inputs.map(|path| files::identity(path)).collect();
    for path in outputs {
        let file = files::identity(path);
        // The extensions of a pair are not known yet.
        let same = |other: &PathBuf| {
            *other == file
                || (files::is_pair(&file) || files::is_pair(other))
                    && other.with_extension("") == file.with_extension("")
                    && other
                        .extension()
                        .is_none_or(|e| is_language(&e.to_string_lossy()) || files::is_pair(other))
        };
        if taken.iter().any(same) {
            return Err(Failure::usage(format!(
                "{}: given twice; each output needs a file of its own",
                path.display()
            )));
        }
        taken.push(file);
    }
    Ok(())
}

/// A memory that is written whole or not at all.
pub(crate) struct Output {
    path: PathBuf,
    files: Vec<OutputFile>,
    sink: Box<dyn UnitSink>,
    repairs: Repairs,
    trouble: Trouble,
    /// The units written.
    pub(crate) units: u64,
    /// The units that the format cannot hold; [`Done::tell`] says why.
    pub(crate) left_out: u64,
    /// The inline codes that the format cannot hold.
    codes_left_out: u64,
    /// The notes that the format cannot hold.
    notes_left_out: u64,
}

impl Output {
    /// Begins a memory in the format the extension names.
    pub(crate) fn create(
        path: &Path,
        header: &Header,
        options: &WriteOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Output, Failure> {
        Output::create_in(form(path)?, path, header, options, trouble)
    }

    /// Begins a memory in some form.
    pub(crate) fn create_in(
        form: Form,
        path: &Path,
        header: &Header,
        options: &WriteOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Output, Failure> {
        let paths = match form {
            Form::One(_) => vec![path.to_owned()],
            Form::Moses => [(header.source_lang, Lang::AR), (header.target_lang, Lang::EN)]
                .map(|(lang, usual)| options.lang(lang.unwrap_or(usual)))
                .map(|lang| path.with_extension(lang.to_string()))
                .to_vec(),
        };
        let mut opened = Vec::new();
        for path in paths {
            opened.push(OutputFile::create(&path)?);
        }
        let sink = match (&form, &opened[..]) {
            (Form::One(writer), [file, ..]) => writer
                .start(Box::new(file.clone()), header, options)
                .map_err(|error| files::cannot_write(path, &error.to_string()))?,
            (_, files) => {
                let file = |at: usize| Box::new(files[at].clone());
                let header = Header {
                    source_lang: header.source_lang.or(Some(Lang::AR)),
                    target_lang: header.target_lang.or(Some(Lang::EN)),
                    ..header.clone()
                };
                format::moses_writer(file(0), file(files.len() - 1), &header, options)
            }
        };
        let (trouble, path) = (trouble.clone(), path.to_owned());
        Ok(Output {
            path,
            files: opened,
            sink,
            repairs: Repairs::default(),
            trouble,
            units: 0,
            left_out: 0,
            codes_left_out: 0,
            notes_left_out: 0,
        })
    }

    /// The number of units given to it; a sum if the format left some out.
    pub(crate) fn count(&self) -> String {
        let units = match self.left_out {
            0 => plural(self.units, "unit"),
            left_out => {
                let all = plural(self.units + left_out, "unit");
                format!("{all} = {} written + {left_out} not written", self.units)
            }
        };
        units + &self.codes()
    }

    /// How much of it could not be written, to stand behind a count of units; empty if all was.
    pub(crate) fn shortfall(&self) -> String {
        let units = match self.left_out {
            0 => String::new(),
            left_out => format!(" ({left_out} not written)"),
        };
        units + &self.codes()
    }

    /// The numbers of inline codes and notes that were left out, to stand behind a count of units.
    pub(crate) fn codes(&self) -> String {
        let counts = [(self.codes_left_out, "inline code"), (self.notes_left_out, "note")];
        let told = counts.into_iter().filter(|(count, _)| *count > 0);
        told.map(|(count, noun)| format!("; {} left out", plural(count, noun))).collect()
    }

    /// The number of bytes written so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(OutputFile::bytes).sum()
    }

    /// Ends the memory, which takes its name with the other outputs.
    pub(crate) fn finish(mut self, outputs: &mut Outputs) -> std::result::Result<Done, Failure> {
        let last = self.sink.repairs();
        self.trouble.see(&last);
        self.repairs.add(last);
        self.sink.finish().map_err(|error| files::cannot_write(&self.path, &error.to_string()))?;
        let bytes = self.files.iter().map(OutputFile::bytes).sum();
        self.files.into_iter().try_for_each(|file| outputs.add(file))?;
        Ok(Done { path: self.path, repairs: self.repairs, bytes })
    }

    /// Ends the memory and gives the file its name.
    pub(crate) fn close(self) -> std::result::Result<(), Failure> {
        let mut outputs = Outputs::default();
        let done = self.finish(&mut outputs)?;
        outputs.finish()?;
        done.tell();
        Ok(())
    }
}

/// A memory that is whole.
pub(crate) struct Done {
    /// Its path.
    pub(crate) path: PathBuf,
    repairs: Repairs,
    /// Its size.
    pub(crate) bytes: u64,
}

impl Done {
    /// Prints what the format could not hold.
    pub(crate) fn tell(&self) {
        self.repairs.tell(&self.path);
    }
}

impl UnitSink for Output {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        let written = self.sink.unit(unit);
        let repairs = self.sink.repairs();
        match repairs.iter().any(|repair| matches!(repair.id, Repair::NOT_WRITTEN | EMPTY)) {
            true => self.left_out += 1,
            false => self.units += 1,
        }
        let count = |id| repairs.iter().filter(|repair| repair.id == id).count() as u64;
        self.codes_left_out += count(CODE_LEFT_OUT);
        self.notes_left_out += count(NOTE_LEFT_OUT);
        self.trouble.see(&repairs);
        self.repairs.add(repairs);
        if let Err(error) = &written {
            self.trouble.keep(files::cannot_write(&self.path, &error.to_string()));
        }
        written
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let trouble = self.trouble.clone();
        self.close().map_err(|failure| {
            let error = io::Error::other(failure.message.clone());
            trouble.keep(failure);
            error.into()
        })
    }
}
