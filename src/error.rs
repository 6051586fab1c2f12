//! Errors, with the place in the input they are about.
//!
//! Only reading and writing can fail, and constraints that contradict each other. Segmenting, aligning and checking
//! return no `Result`.

use std::fmt;
use std::io;

use crate::place::Place;

/// A result with mizan's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the library: what happened and where.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Reading or writing failed.
    Io(io::Error),
    /// No reader or writer goes by this name or file extension.
    UnknownFormat {
        /// The name or extension asked for.
        name: String,
        /// The names that are known.
        known: Vec<&'static str>,
    },
    /// The bytes are not text: they hold NUL or other control bytes that no text encoding has.
    NotText {
        /// The offset of the first such byte, from 0.
        byte: usize,
    },
    /// The input is of a known format that cannot be read as text.
    Unsupported {
        /// What it is, and what to do, in words.
        format: &'static str,
    },
    /// The input has no text at all.
    Empty,
    /// The input is of the right kind but broken.
    Malformed {
        /// The format being read, such as `glossary CSV`.
        format: &'static str,
        /// Where it is broken.
        place: Place,
        /// What is wrong and what would be right.
        message: String,
    },
    /// No language map of an SRX file matches the language.
    NoRules {
        /// The language asked for.
        lang: String,
    },
    /// A language tag that cannot be read.
    BadLang {
        /// The tag as given.
        tag: String,
    },
    /// The bytes are not a weights file for the encoder, or a broken one.
    EncoderFile {
        /// What is wrong with it.
        message: String,
    },
    /// The bytes are not an index of a memory.
    NoIndex,
    /// The bytes are an index of a memory that is broken, or of another version of mizan.
    IndexFile {
        /// What is wrong with it.
        message: String,
    },
    /// A memory that is read more than once did not hold the same units each time.
    ChangedMemory {
        /// The index of the memory, from 0.
        memory: usize,
    },
    /// Constraints on an alignment that contradict each other, or that no alignment meets.
    Constraints {
        /// Which, and why.
        message: String,
    },
    /// Beads that do not cover every segment exactly once.
    BrokenLadder {
        /// What is missing or doubled.
        message: String,
    },
}

impl Error {
    /// Wraps a kind.
    pub fn new(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }

    /// A [`ErrorKind::Malformed`] at a line counted from 1.
    pub(crate) fn malformed(format: &'static str, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Malformed {
            format,
            place: Place::Line(line),
            message: message.into(),
        })
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Where it happened, if the kind has a place.
    pub fn place(&self) -> Option<&Place> {
        match &*self.0 {
            ErrorKind::Malformed { place, .. } => Some(place),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::new(ErrorKind::Io(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Io(error) => error.fmt(f),
            ErrorKind::UnknownFormat { name, known } => {
                write!(f, "unknown format '{name}'; known are {}", known.join(", "))
            }
            ErrorKind::NotText { byte } => {
                write!(f, "not a text file (control byte at offset {byte}); give plain text")
            }
            ErrorKind::Unsupported { format } => {
                write!(f, "is {format}")
            }
            ErrorKind::Empty => write!(f, "the file holds no text"),
            ErrorKind::Malformed { format, place, message } => {
                write!(f, "{place}: {message} ({format})")
            }
            ErrorKind::NoRules { lang } => {
                write!(
                    f,
                    "no language map of the SRX file matches '{lang}'; add a <languagemap> for it"
                )
            }
            ErrorKind::BadLang { tag } => {
                write!(f, "'{tag}' is no language tag; give one like ar, en or ar-SA")
            }
            ErrorKind::EncoderFile { message } => {
                write!(f, "not a usable encoder file: {message}")
            }
            ErrorKind::NoIndex => f.write_str("not an index of a memory; name another file"),
            ErrorKind::IndexFile { message } => {
                write!(f, "not a usable index: {message}; build it with mizan memory index")
            }
            ErrorKind::ChangedMemory { memory } => {
                let number = memory + 1;
                write!(f, "memory {number} changed while it was read; run the command again")
            }
            ErrorKind::Constraints { message } | ErrorKind::BrokenLadder { message } => {
                f.write_str(message)
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}
