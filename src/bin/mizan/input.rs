//! Memories that are read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use mizan::error::Result;
use mizan::format::{self, ReadOptions};
use mizan::lang::Lang;
use mizan::unit::{Header, Repair, TranslationUnit, UnitSource};

use crate::files;
use crate::outcome::Failure;
use crate::progress::Progress;
use crate::trouble::{Repairs, Trouble};

/// A memory in a file. Its header is whole from the start.
pub(crate) struct Input {
    path: PathBuf,
    inner: Box<dyn UnitSource + Send>,
    first: Option<TranslationUnit>,
    repairs: Option<Repairs>,
    trouble: Trouble,
}

impl Input {
    /// Opens a memory. What had to be repaired in it is reported when it has been read to its end.
    pub(crate) fn open(
        path: &Path,
        options: &ReadOptions,
        trouble: &Trouble,
    ) -> std::result::Result<Input, Failure> {
        Input::of(path, source(path, options)?, trouble)
    }

    /// A memory that is open already.
    pub(crate) fn of(
        path: &Path,
        inner: Box<dyn UnitSource + Send>,
        trouble: &Trouble,
    ) -> std::result::Result<Input, Failure> {
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

    /// Opens a memory for a second pass, in which repairs are not reported again.
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
        self.trouble.see(&repairs);
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

/// Opens a memory in any format, by its first bytes and its extension. NAME.moses stands for the pair of files whose
/// extensions are the languages.
pub(crate) fn source(
    path: &Path,
    options: &ReadOptions,
) -> std::result::Result<Box<dyn UnitSource + Send>, Failure> {
    if files::is_pair(path) {
        let langs = [(options.source_lang, Lang::AR), (options.target_lang, Lang::EN)];
        let paths =
            langs.map(|(lang, usual)| path.with_extension(lang.unwrap_or(usual).to_string()));
        return pair(&paths, options);
    }
    format::read_memory(&path.to_string_lossy(), bytes(path)?, options)
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
}

/// Opens a pair of files with the same number of lines.
pub(crate) fn pair(
    paths: &[PathBuf; 2],
    options: &ReadOptions,
) -> std::result::Result<Box<dyn UnitSource + Send>, Failure> {
    format::read_moses(bytes(&paths[0])?, bytes(&paths[1])?, options).map_err(|error| {
        Failure::input(format!("{} and {}: {error}", paths[0].display(), paths[1].display()))
    })
}

/// Opens a file. On a terminal, the progress of reading is shown.
fn bytes(path: &Path) -> std::result::Result<Box<dyn BufRead + Send>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    if files::is_standard(path) {
        let kept = files::standard_input().map_err(|error| problem(files::explain(&error)))?;
        return Ok(Box::new(BufReader::with_capacity(1 << 16, kept)));
    }
    if path.is_dir() {
        return Err(problem("is a folder; give a file".to_owned()));
    }
    let file = File::open(path).map_err(|error| problem(files::explain(&error)))?;
    // Lines that are printed meanwhile would run into the bar.
    let shown = !io::stdout().is_terminal();
    let length = file.metadata().map_or(0, |about| about.len());
    let progress = shown.then(|| Progress::bytes(&path.to_string_lossy(), length));
    Ok(Box::new(BufReader::with_capacity(1 << 16, Shown { file, progress })))
}

/// A file with the progress of reading it.
struct Shown {
    file: File,
    progress: Option<Progress>,
}

impl Read for Shown {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(room)?;
        match &self.progress {
            Some(progress) if count > 0 => progress.add(count as u64),
            // Later messages stand where the bar was.
            _ => self.progress = None,
        }
        Ok(count)
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
