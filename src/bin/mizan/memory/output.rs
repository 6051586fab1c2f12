//! Memories that are written.

use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mizan::error::Result;
use mizan::unit::{Header, TranslationUnit, UnitSink};
use mizan::write::{self, MemoryWriter, WriteOptions};
use tempfile::{NamedTempFile, TempPath};

use super::input::{Repairs, Trouble};
use crate::{Failure, files};

/// The writer for a file by its extension; checked before any work is done.
pub(crate) fn writer(path: &Path) -> std::result::Result<&'static dyn MemoryWriter, Failure> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let writer = write::memory_writer(&extension).map_err(|error| {
        let what = if extension.is_empty() { "the extension names the format; " } else { "" };
        Failure::usage(format!("{}: {what}{error}", path.display()))
    })?;
    files::check_place(path)?;
    Ok(writer)
}

/// Refuses outputs that are inputs or each other.
pub(crate) fn check_apart<'a>(
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    outputs: impl IntoIterator<Item = &'a PathBuf>,
) -> std::result::Result<(), Failure> {
    let mut taken: Vec<PathBuf> = inputs.into_iter().map(|path| files::identity(path)).collect();
    for path in outputs {
        let file = files::identity(path);
        if taken.contains(&file) {
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
    file: Shared,
    sink: Box<dyn UnitSink>,
    repairs: Repairs,
    trouble: Trouble,
    /// The units written.
    pub(crate) units: u64,
}

impl Output {
    /// Begins a memory in the format the extension names.
    pub(crate) fn create(
        path: &Path,
        header: &Header,
        options: &WriteOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Output, Failure> {
        let writer = writer(path)?;
        let file = Shared {
            file: Rc::new(RefCell::new(BufWriter::with_capacity(1 << 16, files::temporary(path)?))),
            written: Rc::default(),
        };
        let sink = writer
            .start(Box::new(file.clone()), header, options)
            .map_err(|error| files::cannot_write(path, &error.to_string()))?;
        let trouble = trouble.clone();
        let path = path.to_owned();
        Ok(Output { path, file, sink, repairs: Repairs::default(), trouble, units: 0 })
    }

    /// The bytes the format has given out so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.file.written.get()
    }

    /// Ends the memory; it has no name yet.
    pub(crate) fn finish(mut self) -> std::result::Result<Done, Failure> {
        self.repairs.add(self.sink.repairs());
        let problem =
            |error: &dyn std::fmt::Display| files::cannot_write(&self.path, &error.to_string());
        self.sink.finish().map_err(|error| problem(&error))?;
        // The sink held the only other reference.
        let file = Rc::into_inner(self.file.file).ok_or_else(|| problem(&"still being written"))?;
        let file = file.into_inner().into_inner().map_err(|error| problem(error.error()))?;
        let bytes = self.file.written.get();
        Ok(Done { file: file.into_temp_path(), path: self.path, repairs: self.repairs, bytes })
    }

    /// Ends the memory and gives the file its name.
    pub(crate) fn close(self) -> std::result::Result<(), Failure> {
        self.finish()?.name()
    }
}

/// A memory that is whole but has no name yet; it vanishes unless it gets one.
pub(crate) struct Done {
    file: TempPath,
    /// Where it is to be.
    pub(crate) path: PathBuf,
    repairs: Repairs,
    /// Its size.
    pub(crate) bytes: u64,
}

impl Done {
    /// Gives the file its name, and tells what its format could not hold.
    pub(crate) fn name(self) -> std::result::Result<(), Failure> {
        self.file
            .persist(&self.path)
            .map_err(|error| files::cannot_write(&self.path, &files::explain(&error.error)))?;
        self.repairs.tell(&self.path);
        Ok(())
    }
}

impl UnitSink for Output {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.units += 1;
        let written = self.sink.unit(unit);
        self.repairs.add(self.sink.repairs());
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

/// A file that its sink writes to and that is named when the sink has ended.
#[derive(Clone)]
struct Shared {
    file: Rc<RefCell<BufWriter<NamedTempFile>>>,
    written: Rc<Cell<u64>>,
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.borrow_mut().write(bytes)?;
        self.written.set(self.written.get() + count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.borrow_mut().flush()
    }
}
