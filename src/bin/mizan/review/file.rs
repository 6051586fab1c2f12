//! The file of a project: locked while it is open, and only ever added to.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use mizan::format::{self, OpenedProject};
use mizan::review::{Applied, Entry, Op, Project, Refusal};

use crate::clock;
use crate::files;
use crate::outcome::Failure;

/// A project with its file.
pub(super) struct ProjectFile {
    pub(super) project: Project,
    path: PathBuf,
    file: File,
    /// The last operation lacks its line feed.
    unended: bool,
    /// Held as long as the project is open.
    _lock: Lock,
}

/// Why an operation was not done.
pub(super) enum Undone {
    /// It was refused.
    Refused(Refusal),
    /// It could not be saved.
    Unsaved(String),
}

/// A file beside the project, which names who has it open. The system lets go of it however the program ends.
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // One that cannot be taken away does no harm: it is not locked.
        let _ = fs::remove_file(&self.path);
    }
}

impl Lock {
    fn take(project: &Path, name: &str) -> Result<Lock, Failure> {
        let file_name = project.file_name().unwrap_or_default().to_string_lossy();
        let path = project.with_file_name(format!(".{file_name}.lock"));
        let problem = |error: io::Error| files::cannot_write(&path, &files::explain(&error));
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .read(true)
            .open(&path)
            .map_err(problem)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                let mut lines = holder.lines();
                let who = lines.next().filter(|who| !who.is_empty()).unwrap_or("another program");
                let since = lines.next().map(|at| format!(" since {at}")).unwrap_or_default();
                return Err(Failure::input(format!(
                    "{}: {who} has it open{since}; end that program first",
                    project.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(problem(error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.write_all(format!("{name}\n{}\n", clock::now()).as_bytes()));
        written.map_err(problem)?;
        Ok(Lock { path, _file: file })
    }
}

/// Reads a project, and tells what is odd about its file.
pub(super) fn read(path: &Path) -> Result<OpenedProject, Failure> {
    let name = path.display();
    let bytes = files::read(path)?;
    let opened =
        format::read_project(&bytes).map_err(|error| Failure::input(format!("{name}: {error}")))?;
    let torn = bytes.len() as u64 - opened.whole;
    if torn > 0 {
        eprintln!(
            "mizan: {name}: the last operation was being written when a program ended, and is left out ({torn} bytes)"
        );
    }
    if let Some(line) = opened.unknown {
        eprintln!(
            "mizan: {name}: line {line}: an operation of a newer mizan; it and those after it are not done, and the \
             project can only be read"
        );
    }
    Ok(opened)
}

impl ProjectFile {
    /// Opens a project to be changed by somebody.
    pub(super) fn open(path: &Path, name: &str) -> Result<ProjectFile, Failure> {
        if !path.is_file() {
            // Says what is wrong with it.
            files::read(path)?;
        }
        let lock = Lock::take(path, name)?;
        let OpenedProject { project, whole, unended, .. } = read(path)?;
        let problem = |error: io::Error| files::cannot_write(path, &files::explain(&error));
        let mut file = OpenOptions::new().write(true).open(path).map_err(problem)?;
        if !project.is_read_only() {
            file.set_len(whole).map_err(problem)?;
        }
        file.seek(SeekFrom::End(0)).map_err(problem)?;
        Ok(ProjectFile { project, path: path.to_owned(), file, unended, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Carries out an operation and saves it.
    pub(super) fn apply(&mut self, op: Op, who: &str, joins: bool) -> Result<Applied, Undone> {
        let applied = self.project.apply(op, who, &clock::now(), joins).map_err(Undone::Refused)?;
        self.save(std::slice::from_ref(&applied.entry)).map_err(Undone::Unsaved)?;
        Ok(applied)
    }

    /// Saves operations that were done.
    ///
    /// # Errors
    ///
    /// Why they could not be saved.
    pub(super) fn save(&mut self, entries: &[Entry]) -> Result<(), String> {
        let mut lines: String = entries.iter().map(Entry::line).collect();
        if lines.is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.unended) {
            lines.insert(0, '\n');
        }
        let saved = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_data());
        saved.map_err(|error| {
            format!("{}: cannot write: {}", self.path.display(), files::explain(&error))
        })
    }
}
