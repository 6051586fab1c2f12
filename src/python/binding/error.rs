//! Errors as Python raises them.

use std::io;
use std::path::Path;

use mizan::error::ErrorKind;
use pyo3::create_exception;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    mizan_align,
    Error,
    PyValueError,
    "What was given cannot be used: `code` says in a word what is wrong, the message what to do.

    >>> from mizan_align import Error, segment
    >>> try:
    ...     segment('Yes.', 'Englisch')
    ... except Error as error:
    ...     print(error.code)
    bad-lang

Codes of texts: `bad-text`, `wrong-script`. Of files: `unknown-format`, `not-text`, `unsupported`, `empty`,
`malformed`, `encoder-file`. Of settings: `bad-lang`, `bad-setting`. Of sessions: `constraints`. Without NumPy: `no-numpy`.
A file that cannot be opened is an `OSError`."
);

/// An error with a code.
pub(crate) fn raise(py: Python<'_>, code: &str, message: impl Into<String>) -> PyErr {
    let error = Error::new_err(message.into());
    match error.value(py).setattr("code", code) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// A setting that has no such value.
pub(crate) fn bad_setting(py: Python<'_>, name: &str, value: &str, known: &str) -> PyErr {
    raise(py, "bad-setting", format!("{name}: '{value}' is not one of {known}"))
}

/// An error of the library.
pub(crate) fn of(py: Python<'_>, error: &mizan::error::Error) -> PyErr {
    raise(py, code(error.kind()), error.to_string())
}

/// An error of the library about a file.
pub(crate) fn in_file(py: Python<'_>, path: &Path, error: &mizan::error::Error) -> PyErr {
    raise(py, code(error.kind()), format!("{}: {error}", path.display()))
}

/// A file that cannot be opened, as Python's own functions raise it.
pub(crate) fn of_file(path: &Path, error: &io::Error) -> PyErr {
    let path = path.to_string_lossy().into_owned();
    match error.raw_os_error() {
        Some(number) => {
            let words = error.to_string();
            let words = words.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((number, words, path))
        }
        None => PyOSError::new_err(format!("{path}: {error}")),
    }
}

fn code(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Io(_) => "io",
        ErrorKind::UnknownFormat { .. } => "unknown-format",
        ErrorKind::NotText { .. } => "not-text",
        ErrorKind::Unsupported { .. } => "unsupported",
        ErrorKind::Empty => "empty",
        ErrorKind::Malformed { .. } => "malformed",
        ErrorKind::NoRules { .. } => "no-rules",
        ErrorKind::BadLang { .. } => "bad-lang",
        ErrorKind::EncoderFile { .. } => "encoder-file",
        ErrorKind::IndexFile { .. } => "index-file",
        ErrorKind::ChangedMemory { .. } => "changed-memory",
        ErrorKind::Constraints { .. } => "constraints",
        ErrorKind::BrokenLadder { .. } => "broken-ladder",
        _ => "other",
    }
}
