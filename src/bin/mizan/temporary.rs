//! Temporary files: their names, those that a killed run left, and the signals that end a run.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile, TempPath};

/// What stands between the name of an output and the letters that make a temporary name its own.
const MARK: &str = ".mizan-";
const LETTERS: usize = 6;

/// The most bytes of the name of an output that a temporary name repeats: file systems allow 255 for a name.
const MOST: usize = 200;

/// The temporary files of this run. Some may have gone; names are not used twice.
static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The names in folders that have the form of temporary names, by folder, as they were when the run first wrote there.
static FOUND: Mutex<BTreeMap<PathBuf, Vec<OsString>>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What ends the run at a signal, where that takes more than taking files away.
#[cfg(unix)]
type Ending = Box<dyn FnOnce() + Send>;

#[cfg(unix)]
static ENDING: Mutex<Option<Ending>> = Mutex::new(None);

/// Has the first signal that would end the run do something else; the second ends it.
#[cfg(all(unix, feature = "review"))]
pub(crate) fn end_by(end: impl FnOnce() + Send + 'static) {
    *lock(&ENDING) = Some(Box::new(end));
}

/// While this stands, no signal ends the run: files take their names together.
pub(crate) struct Undisturbed {
    _live: MutexGuard<'static, Vec<PathBuf>>,
}

/// Puts off signals.
pub(crate) fn undisturbed() -> Undisturbed {
    Undisturbed { _live: lock(&LIVE) }
}

/// The start of the temporary names of an output: `.memory.tmx.mizan-`.
fn prefix(output: &Path) -> OsString {
    let name = output.file_name().unwrap_or_default();
    let mut prefix = OsString::from(".");
    if name.len() <= MOST {
        prefix.push(name);
    } else {
        let name = name.to_string_lossy();
        prefix.push(&name[..name.floor_char_boundary(MOST)]);
    }
    prefix.push(MARK);
    prefix
}

/// Creates a temporary file for an output in a folder, with permissions less the user's mask. It is locked as long as it
/// is open. What killed runs left of the same output goes.
pub(crate) fn create(
    output: &Path,
    folder: &Path,
    permissions: Option<fs::Permissions>,
) -> io::Result<NamedTempFile> {
    const TRIES: usize = 16;
    let mut live = lock(&LIVE);
    let prefix = prefix(output);
    remove_left(&prefix, folder);
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(LETTERS);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    for _ in 0..TRIES {
        let file = builder.tempfile_in(folder)?;
        live.push(file.path().to_owned());
        // Another run may have taken it for one that was left, before it was locked.
        if hold(file.as_file()) && file.path().exists() {
            return Ok(file);
        }
    }
    Err(io::Error::other("temporary files are removed as soon as they are made"))
}

/// Creates a file in the system's temporary folder.
pub(crate) fn create_anywhere() -> io::Result<NamedTempFile> {
    let mut live = lock(&LIVE);
    let file = NamedTempFile::with_prefix("mizan-")?;
    live.push(file.path().to_owned());
    Ok(file)
}

/// A second name for the file at a path, if there is one and the file system has second names. Only for use while
/// [`undisturbed`].
pub(crate) fn second_name(path: &Path, folder: &Path) -> Option<TempPath> {
    let link = |name: &Path| fs::hard_link(path, name);
    let mut builder = Builder::new();
    let file = builder.prefix(&prefix(path)).rand_bytes(LETTERS).make_in(folder, link).ok()?;
    Some(file.into_temp_path())
}

/// Locks a file until it is closed, so that other runs see that it is in use. False if another run has it. Some file
/// systems have no locks; there nothing is removed either.
pub(crate) fn hold(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes the temporary files in a folder that begin with a prefix and that no run holds.
fn remove_left(prefix: &OsStr, folder: &Path) {
    let mut found = lock(&FOUND);
    let names = found.entry(folder.to_owned()).or_insert_with(|| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name()).filter(|name| is_temporary(name)).collect()
    });
    for name in names.extract_if(.., |name| {
        let start = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        start.is_some_and(|rest| rest.len() == LETTERS)
    }) {
        let path = folder.join(name);
        if fs::symlink_metadata(&path).is_ok_and(|about| about.is_file())
            && let Ok(file) = File::options().write(true).open(&path)
            && file.try_lock().is_ok()
        {
            // What cannot be removed is no trouble to this run.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a name has the form of temporary names.
fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let Some(start) = name.len().checked_sub(LETTERS) else { return false };
    name.starts_with(b".")
        && name[..start].ends_with(MARK.as_bytes())
        && name[start..].iter().all(u8::is_ascii_alphanumeric)
}

/// Makes signals that end the run take its temporary files away first, and a file that grows beyond the user's limit an
/// error of writing. Signals that the run was started to ignore stay ignored.
#[cfg(unix)]
pub(crate) fn watch_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    let ignored = ignored_signals();
    let is_ignored = |signal: i32| ignored.unwrap_or(0) >> (signal - 1) & 1 == 1;
    let mut ends = vec![SIGINT, SIGTERM];
    if ignored.is_some() {
        // Where it cannot be told whether `nohup` started the run, its signal is left alone.
        ends.push(SIGHUP);
    }
    ends.retain(|&signal| !is_ignored(signal));
    // Without these the run works as before, but for what a signal leaves.
    if !is_ignored(SIGXFSZ) {
        let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }
    let Ok(mut signals) = Signals::new(ends) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let live = lock(&LIVE);
            for path in &*live {
                let _ = fs::remove_file(path);
            }
            match lock(&ENDING).take() {
                Some(end) => end(),
                None => _ = signal_hook::low_level::emulate_default_handler(signal),
            }
        }
    });
}

/// The signals that this run ignores, a bit each, where the system tells.
#[cfg(unix)]
fn ignored_signals() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised() {
        assert_eq!(prefix(Path::new("a/b.tmx")), OsString::from(".b.tmx.mizan-"));
        for (name, is) in [
            (".b.tmx.mizan-aZ09xy", true),
            (".b.tmx.mizan-aZ09x", false),
            ("b.tmx.mizan-aZ09xy", false),
            (".mizan-aZ09xy.tmx", false),
            ("", false),
        ] {
            assert_eq!(is_temporary(OsStr::new(name)), is, "{name}");
        }
        let long = "كتاب".repeat(60);
        assert!(prefix(Path::new(&long)).len() + LETTERS <= 255);
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_a_run_holds_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let names = [".a.tmx.mizan-000000", ".b.tmx.mizan-000000", ".a.tmx.mizan-111111", "a.tmx"];
        for name in names {
            fs::write(place(name), "old").unwrap();
        }
        let held = File::options().write(true).open(place(names[2])).unwrap();
        held.try_lock().unwrap();
        let made = create(&place("a.tmx"), folder.path(), None).unwrap();
        assert_eq!(names.map(|name| place(name).exists()), [false, true, true, true]);
        // A second run over the same output leaves the first alone.
        lock(&FOUND).clear();
        let other = create(&place("a.tmx"), folder.path(), None).unwrap();
        assert!(made.path().exists() && other.path().exists());
    }
}
