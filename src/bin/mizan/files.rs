//! Reading and writing files, with errors a user can act on.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use mizan::encoder::Encoder;
use tempfile::NamedTempFile;

use crate::outcome::Failure;

/// The bytes of a file of any kind.
pub(crate) fn read_raw(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    if path.is_dir() {
        return Err(problem("is a folder; give a file".to_owned()));
    }
    fs::read(path).map_err(|error| problem(explain(&error)))
}

/// The bytes of a text file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    let bytes = read_raw(path)?;
    let container = match &bytes[..bytes.len().min(5)] {
        [b'P', b'K', 3, 4, ..] => Some("a ZIP container (DOCX, ODT, XLSX?)"),
        b"%PDF-" => Some("a PDF"),
        [0x1F, 0x8B, ..] => Some("gzip-compressed"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("an old Office file"),
        _ => None,
    };
    match container {
        Some(kind) => Err(problem(format!("is {kind}, not text; save it as plain text"))),
        None => Ok(bytes),
    }
}

/// The encoder of a weights file, or the one inside the program.
pub(crate) fn encoder(path: Option<&Path>) -> Result<Encoder, Failure> {
    let loaded = match path {
        Some(path) => Encoder::from_bytes(read_raw(path)?),
        None => Encoder::embedded(),
    };
    let name = path.map_or("the built-in encoder".into(), Path::to_string_lossy);
    loaded.map_err(|error| Failure::input(format!("{name}: {error}")))
}

/// The bytes of a file that must be UTF-8 text.
pub(crate) fn read_utf8(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        Failure::input(format!(
            "{}: line {line}: not valid UTF-8; save the file as UTF-8",
            path.display()
        ))
    })
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

pub(crate) fn cannot_write(path: &Path, what: &str) -> Failure {
    Failure::input(format!("{}: cannot write: {what}", path.display()))
}

/// Whether a file could be written at a path, as far as can be told without writing it.
pub(crate) fn check_place(path: &Path) -> Result<(), Failure> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(cannot_write(path, &format!("there is no folder {}", folder.display())));
    }
    if path.is_dir() {
        return Err(cannot_write(path, "it is a folder"));
    }
    Ok(())
}

/// Writes a file whole or not at all: into a temporary file beside it, which then takes its name.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> mizan::error::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::new(temporary(path)?);
    fill(&mut out).map_err(|error| cannot_write(path, &error.to_string()))?;
    let file = out.into_inner().map_err(|error| cannot_write(path, &error.to_string()))?;
    persist(file, path)
}

/// A new file in the folder of a path, which vanishes unless [`persist`] gives it its name.
pub(crate) fn temporary(path: &Path) -> Result<NamedTempFile, Failure> {
    check_place(path)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mizan-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What any program would give a new file, less the user's mask.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder_of(path)).map_err(|error| cannot_write(path, &explain(&error)))
}

/// Gives a temporary file its name; a file that had it is replaced.
pub(crate) fn persist(file: NamedTempFile, path: &Path) -> Result<(), Failure> {
    file.persist(path).map_err(|error| cannot_write(path, &explain(&error.error)))?;
    Ok(())
}

/// Prints to standard output. A reader that has seen enough, like `head`, is no failure.
pub(crate) fn print(
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
