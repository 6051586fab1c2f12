//! Reading and writing files, with errors a user can act on.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mizan::encoder::Encoder;
use tempfile::{NamedTempFile, TempPath};

use crate::message::Harmless;
use crate::outcome::Failure;
use crate::temporary;

/// The bytes of a file; of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    if path.is_dir() {
        return Err(problem("is a folder; give a file".to_owned()));
    }
    let read = || match is_standard(path) {
        true => {
            let mut bytes = Vec::new();
            standard_input()?.read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        false => fs::read(path),
    };
    read().map_err(|error: io::Error| problem(explain(&error)))
}

/// Standard input, once it is read.
static KEPT: Mutex<Option<NamedTempFile>> = Mutex::new(None);

/// Takes away what was kept of standard input.
pub(crate) fn clean() {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).take();
}

/// Standard input from its start. It is kept in a file, since some commands read an input twice.
pub(crate) fn standard_input() -> io::Result<fs::File> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.is_none() {
        let mut file = temporary::create_anywhere()?;
        io::copy(&mut io::stdin().lock(), &mut file)?;
        *kept = Some(file);
    }
    match &*kept {
        Some(file) => file.reopen(),
        None => Err(io::ErrorKind::NotFound.into()),
    }
}

/// The encoder of a weights file, or the one inside the program.
pub(crate) fn encoder(path: Option<&Path>) -> Result<Encoder, Failure> {
    let loaded = match path {
        Some(path) => Encoder::from_bytes(read(path)?),
        None => Encoder::embedded(),
    };
    let name = path.map_or("the built-in encoder".into(), Path::to_string_lossy);
    loaded.map_err(|error| Failure::input(format!("{name}: {error}")))
}

/// The bytes of a file that must be UTF-8 text.
pub(crate) fn read_utf8(path: &Path) -> Result<String, Failure> {
    let bytes = read(path)?;
    mizan::format::require_text(&bytes)
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        Failure::input(format!(
            "{}: line {line}: not valid UTF-8; save the file as UTF-8",
            path.display()
        ))
    })
}

/// The file a link leads to, be it there or not; another path is as it was.
pub(crate) fn behind_links(path: &Path) -> PathBuf {
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&path) else { break };
        path = folder_of(&path).join(next);
    }
    path
}

/// Whether a path stands for standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// Whether a path stands for standard output: `-`, and the names systems have for it.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// Whether what stands at a path takes bytes and cannot be replaced by a file: a pipe or a device.
pub(crate) fn is_stream(path: &Path) -> bool {
    is_standard_output(path)
        || fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// The file a path leads to, however the path is written; it need not exist yet.
pub(crate) fn identity(path: &Path) -> PathBuf {
    let in_folder = || Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

/// Whether a path stands for a Moses pair.
pub(crate) fn is_pair(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("moses"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::input(format!("{}: cannot read: {}", path.display(), explain(error)))
}

pub(crate) fn cannot_write(path: &Path, what: &str) -> Failure {
    Failure::input(format!("{}: cannot write: {what}", path.display()))
}

/// Whether a file could be written at a path, as far as can be told without writing it.
pub(crate) fn check_place(path: &Path) -> Result<(), Failure> {
    if is_stream(path) {
        return Ok(());
    }
    let path = &behind_links(path);
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(cannot_write(path, &format!("there is no folder {}", folder.display())));
    }
    if path.is_dir() {
        return Err(cannot_write(path, "it is a folder"));
    }
    if is_protected(path) {
        return Err(cannot_write(
            path,
            "it is write-protected; give another name, or allow writing",
        ));
    }
    Ok(())
}

/// Whether a file stands at a path and the user may not write it. A rename would replace it all the same.
fn is_protected(path: &Path) -> bool {
    let Ok(about) = fs::metadata(path) else { return false };
    let denied = |error: io::Error| {
        matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    };
    // For the superuser a protected file can be opened too.
    about.permissions().readonly()
        || fs::OpenOptions::new().write(true).open(path).err().is_some_and(denied)
}

/// What any program would give a new file, less the user's mask.
fn usual_permissions() -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Some(fs::Permissions::from_mode(0o666))
    }
    #[cfg(not(unix))]
    None
}

/// Gives a file the mode and the owner of the one it will replace, as far as the user may.
fn resemble(file: &fs::File, old: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        const OF_OWNER: u32 = 0o7000;
        const OF_GROUP: u32 = 0o070;
        let Ok(old) = fs::metadata(old) else { return Ok(()) };
        let new = file.metadata()?;
        let mut mode = old.permissions().mode();
        if (old.uid(), old.gid()) != (new.uid(), new.gid())
            && fchown(file, Some(old.uid()), Some(old.gid())).is_err()
        {
            // Nobody may gain rights that were another's.
            mode &= !OF_OWNER;
            if old.gid() != new.gid() && fchown(file, None, Some(old.gid())).is_err() {
                mode &= !OF_GROUP;
            }
        }
        file.set_permissions(fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, old);
        Ok(())
    }
}

/// Waits until what was written to a file, or to a folder, is on the disk. Some file systems cannot tell.
fn sync(file: &fs::File) -> io::Result<()> {
    match file.sync_all() {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    let mut outputs = Outputs::default();
    outputs.write(path, fill)?;
    outputs.finish()
}

/// A file that is being written under a temporary name beside its place. It goes unless it is added to [`Outputs`] and
/// these are finished. Clones write to the same file.
#[derive(Clone)]
pub(crate) struct OutputFile {
    path: PathBuf,
    open: Arc<Mutex<Open>>,
}

struct Open {
    file: BufWriter<NamedTempFile>,
    bytes: u64,
}

impl OutputFile {
    /// Begins a file that is to stand at a path.
    pub(crate) fn create(path: &Path) -> Result<OutputFile, Failure> {
        check_place(path)?;
        let real = behind_links(path);
        let is_stream = is_stream(path);
        let folder = if is_stream { std::env::temp_dir() } else { folder_of(&real).to_owned() };
        let problem = |error: io::Error| cannot_write(path, &explain(&error));
        let file = temporary::create(&real, &folder, usual_permissions()).map_err(problem)?;
        if !is_stream {
            resemble(file.as_file(), &real).map_err(problem)?;
        }
        let file = BufWriter::with_capacity(1 << 16, file);
        let open = Arc::new(Mutex::new(Open { file, bytes: 0 }));
        Ok(OutputFile { path: path.to_owned(), open })
    }

    /// The place it is to stand at.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes written so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.open().bytes
    }

    /// The file itself, for what has to seek in it.
    pub(crate) fn handle(&self) -> io::Result<fs::File> {
        self.open().file.get_ref().as_file().try_clone()
    }

    /// An error of writing to this file, as the user is told.
    pub(crate) fn problem(&self, error: impl Display) -> Failure {
        cannot_write(&self.path, &error.to_string())
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut open = self.open();
        let count = open.file.write(bytes)?;
        open.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open().file.flush()
    }
}

/// The most finished files that are kept open, and thereby locked: a run may write more than can be open.
const HELD: usize = 64;

/// The files of a run, which take their names together once all are whole and on the disk. If one cannot, those before
/// it are put back as they were.
#[derive(Default)]
pub(crate) struct Outputs {
    files: Vec<Whole>,
}

/// A file that is whole, under its temporary name.
struct Whole {
    path: PathBuf,
    file: TempPath,
    held: Option<fs::File>,
}

impl Outputs {
    /// Writes a file in one go.
    pub(crate) fn write(
        &mut self,
        path: &Path,
        fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
    ) -> Result<(), Failure> {
        let mut file = OutputFile::create(path)?;
        fill(&mut file).map_err(|error| file.problem(error))?;
        self.add(file)
    }

    /// Adds a file that is whole; no clone of it may be left.
    pub(crate) fn add(&mut self, file: OutputFile) -> Result<(), Failure> {
        let OutputFile { path, open } = file;
        let Some(open) = Arc::into_inner(open) else {
            return Err(cannot_write(&path, "still being written"));
        };
        let Open { file, .. } = open.into_inner().unwrap_or_else(PoisonError::into_inner);
        let file =
            file.into_inner().map_err(|error| cannot_write(&path, &error.error().to_string()))?;
        let (held, file) = file.into_parts();
        if !is_stream(&path) {
            sync(&held).map_err(|error| cannot_write(&path, &explain(&error)))?;
        }
        // The index of a memory ends its own lock, and this one with it.
        temporary::hold(&held);
        let held = (self.files.len() < HELD).then_some(held);
        self.files.push(Whole { path, file, held });
        Ok(())
    }

    /// Gives the files their names, in place of the files that had them. Streams come first: they may wait for a reader, and
    /// a run that ends there leaves the files as they were.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let (streams, files): (Vec<_>, Vec<_>) =
            self.files.into_iter().partition(|whole| is_stream(&whole.path));
        for Whole { path, file, .. } in &streams {
            pour(file, path).map_err(|error| cannot_write(path, &explain(&error)))?;
        }
        let is_set = files.len() > 1;
        let mut folders = BTreeSet::new();
        let mut named = Vec::new();
        let undisturbed = temporary::undisturbed();
        for Whole { path, file, mut held } in files {
            let real = behind_links(&path);
            tell_other_names(&path, &real);
            let folder = folder_of(&real);
            let old = if is_set { temporary::second_name(&real, folder) } else { None };
            if cfg!(windows) {
                // There an open file cannot be renamed.
                held = None;
            }
            if let Err(error) = file.persist(&real) {
                put_back(named);
                return Err(cannot_write(&path, &explain(&error.error)));
            }
            drop(held);
            folders.insert(folder.to_owned());
            named.push((real, old));
        }
        drop(named);
        drop(undisturbed);
        for folder in folders {
            // The files are there; only whether a power cut would leave the old ones is open.
            let _ = fs::File::open(folder).and_then(|folder| sync(&folder));
        }
        Ok(())
    }
}

/// Gives a whole file the name of an output, once it is on the disk.
pub(crate) fn take_name(file: &fs::File, from: &Path, path: &Path) -> Result<(), Failure> {
    let problem = |error: io::Error| cannot_write(path, &explain(&error));
    sync(file).map_err(problem)?;
    fs::rename(from, path).map_err(problem)?;
    let _ = fs::File::open(folder_of(path)).and_then(|folder| sync(&folder));
    Ok(())
}

/// Tells that a file has other names, which keep the old text.
fn tell_other_names(path: &Path, real: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let names = fs::metadata(real).map_or(1, |about| about.nlink());
        if names > 1 {
            eprintln!(
                "mizan: {}: has other names (hard links); these keep the old text",
                path.display()
            );
        }
    }
    #[cfg(not(unix))]
    let _ = (path, real);
}

/// Copies a file into a stream. A reader that has seen enough is no failure.
fn pour(file: &Path, stream: &Path) -> io::Result<()> {
    let mut file = fs::File::open(file)?;
    let copied = match is_standard_output(stream) {
        true => io::copy(&mut file, &mut io::stdout().lock()).and_then(|_| io::stdout().flush()),
        false => {
            io::copy(&mut file, &mut fs::OpenOptions::new().write(true).open(stream)?).map(|_| ())
        }
    };
    match copied {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Puts the files back that stood at some paths, and takes away what stands where none was. The error that led here is
/// the one to tell, so those on the way are not.
fn put_back(named: Vec<(PathBuf, Option<TempPath>)>) {
    for (path, old) in named.into_iter().rev() {
        let _ = match old {
            Some(old) => old.persist(&path).map_err(|error| error.error),
            None => fs::remove_file(&path),
        };
    }
}

/// Prints lines for people to standard output, with what would steer the terminal by its number.
pub(crate) fn print_for_people(
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    print_raw(|out| {
        let mut out = Harmless::new(out);
        fill(&mut out)?;
        Ok(out.flush()?)
    })
}

/// Prints to standard output, for people or JSON for programs.
pub(crate) fn print_as(
    for_people: bool,
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    if for_people { print_for_people(fill) } else { print_json(fill) }
}

/// Prints JSON to standard output. On a terminal, what would steer it is escaped.
pub(crate) fn print_json(
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return print_raw(fill);
    }
    print_raw(|out| {
        let mut out = Harmless::json(out);
        fill(&mut out)?;
        Ok(out.flush()?)
    })
}

/// Prints to standard output; on a terminal, as for people.
pub(crate) fn print(
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    if io::stdout().is_terminal() { print_for_people(fill) } else { print_raw(fill) }
}

/// Prints to standard output as it is. A reader that has seen enough, like `head`, is no failure.
pub(crate) fn print_raw(
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = fill(&mut out).and_then(|()| Ok(out.flush()?));
    match written {
        Err(error) if !is_broken_pipe(&error) => {
            Err(Failure::input(format!("standard output: cannot write: {error}")))
        }
        _ => Ok(()),
    }
}

fn is_broken_pipe(error: &mizan::error::Error) -> bool {
    matches!(error.kind(), mizan::error::ErrorKind::Io(e) if e.kind() == io::ErrorKind::BrokenPipe)
}

pub(crate) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_set_of_files_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&a, "old").unwrap();
        // The second file fails while it is written.
        let mut outputs = Outputs::default();
        assert!(outputs.write(&a, |out| Ok(out.write_all(b"new")?)).is_ok());
        assert!(outputs.write(&b, |_| Err(io::Error::other("full").into())).is_err());
        drop(outputs);
        assert_eq!(
            (fs::read_to_string(&a).unwrap(), names(folder.path())),
            ("old".into(), vec!["a".into()])
        );
        // The last file fails when it is named.
        let c = folder.path().join("c");
        let mut outputs = Outputs::default();
        for path in [&a, &b, &c] {
            assert!(outputs.write(path, |out| Ok(out.write_all(b"new")?)).is_ok());
        }
        fs::create_dir(&c).unwrap();
        assert!(outputs.finish().is_err());
        assert_eq!(
            (fs::read_to_string(&a).unwrap(), names(folder.path())),
            ("old".into(), vec!["a".into(), "c".into()])
        );
        // Nothing fails.
        let mut outputs = Outputs::default();
        for path in [&a, &b] {
            assert!(outputs.write(path, |out| Ok(out.write_all(b"new")?)).is_ok());
        }
        assert!(outputs.finish().is_ok());
        assert_eq!(
            (fs::read_to_string(&a).unwrap(), names(folder.path())),
            ("new".into(), vec!["a".into(), "b".into(), "c".into()])
        );
    }
}
