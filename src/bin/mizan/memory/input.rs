//! Memories that are read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mizan::error::{Error, Result};
use mizan::read::{self, ReadOptions};
use mizan::unit::{Header, Repair, TranslationUnit, UnitSource};

use crate::{Failure, files};

/// The first failure with a file, kept here since errors of the library name no files.
#[derive(Clone, Default)]
pub(crate) struct Trouble(Rc<RefCell<Option<Failure>>>);

impl Trouble {
    /// Keeps what went wrong with a file.
    pub(crate) fn keep(&self, failure: Failure) {
        self.0.borrow_mut().get_or_insert(failure);
    }

    /// The failure, if there was one.
    pub(crate) fn check(&self) -> std::result::Result<(), Failure> {
        self.0.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// The failure an error came from; the error itself where it came from no file.
    pub(crate) fn explain(&self, error: Error) -> Failure {
        self.0.borrow_mut().take().unwrap_or_else(|| Failure::input(error.to_string()))
    }
}

/// A memory in a file. Its header is whole from the start.
pub(crate) struct Input {
    path: PathBuf,
    inner: Box<dyn UnitSource + Send>,
    first: Option<TranslationUnit>,
    repairs: Option<Repairs>,
    trouble: Trouble,
}

impl Input {
    /// Opens a memory. What is mended in it is told when it is read to its end.
    pub(crate) fn open(
        path: &Path,
        options: &ReadOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Input, Failure> {
        let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
        if path.is_dir() {
            return Err(problem("is a folder; give a file".to_owned()));
        }
        let file = File::open(path).map_err(|error| problem(files::explain(&error)))?;
        let bytes = Box::new(BufReader::with_capacity(1 << 16, file));
        let inner = read::memory(&path.to_string_lossy(), bytes, options)
            .map_err(|error| problem(error.to_string()))?;
        let mut input = Input {
            path: path.to_owned(),
            inner,
            first: None,
            repairs: Some(Repairs::default()),
            trouble: trouble.clone(),
        };
        input.first = input.next().map_err(|error| trouble.explain(error))?;
        Ok(input)
    }

    /// The same for a second pass: what is mended has been told.
    pub(crate) fn again(
        path: &Path,
        options: &ReadOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Input, Failure> {
        Ok(Input { repairs: None, ..Input::open(path, options, trouble)? })
    }
}

impl UnitSource for Input {
    fn header(&self) -> &Header {
        self.inner.header()
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        if self.first.is_some() {
            return Ok(self.first.take());
        }
        let next = self.inner.next();
        let repairs = self.inner.repairs();
        if let Some(known) = &mut self.repairs {
            known.add(repairs);
        }
        match &next {
            Ok(Some(_)) => {}
            Ok(None) => {
                if let Some(repairs) = self.repairs.take() {
                    repairs.tell(&self.path);
                }
            }
            Err(error) => {
                self.trouble.keep(Failure::input(format!("{}: {error}", self.path.display())));
            }
        }
        next
    }

    fn repairs(&mut self) -> Vec<Repair> {
        Vec::new()
    }
}

/// Opens memories by number for the library, which reads them twice or more.
pub(crate) fn opener<'a>(
    paths: &'a [PathBuf],
    options: ReadOptions,
    trouble: &'a Trouble,
) -> impl FnMut(usize) -> Result<Box<dyn UnitSource + 'a>> + 'a {
    let mut opened = vec![false; paths.len()];
    move |at| {
        let open = if opened[at] { Input::again } else { Input::open };
        opened[at] = true;
        match open(&paths[at], &options, trouble) {
            Ok(input) => Ok(Box::new(input)),
            Err(failure) => {
                let error = std::io::Error::other(failure.message.clone());
                trouble.keep(failure);
                Err(error.into())
            }
        }
    }
}

/// Repairs by kind: how many, and the first.
#[derive(Default)]
pub(crate) struct Repairs(BTreeMap<&'static str, (u64, Option<Repair>)>);

impl Repairs {
    pub(crate) fn add(&mut self, repairs: Vec<Repair>) {
        for repair in repairs {
            let (count, first) = self.0.entry(repair.id).or_default();
            *count += 1;
            first.get_or_insert(repair);
        }
    }

    /// Tells of each kind once.
    pub(crate) fn tell(&self, path: &Path) {
        for (id, (count, first)) in &self.0 {
            let Some(Repair { unit, line, message, .. }) = first else { continue };
            let mut place = path.display().to_string();
            if *line > 0 {
                place.push_str(&format!(":{line}"));
            }
            if *unit > 0 {
                place.push_str(&format!(": unit {unit}"));
            }
            match count {
                1 => eprintln!("mizan: {place}: {message} [{id}]"),
                _ => eprintln!("mizan: {place}: {message} [{id}, {count} times]"),
            }
        }
    }
}
