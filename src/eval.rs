//! How close alignments come to gold ones.
//!
//! [`Counts`] compares the beads of one document with its gold beads and adds documents up; [`Counts::rates`] gives
//! precision, recall and F1 of one [`Reading`]. [`Evaluation`] is the whole report of `mizan eval`, as text or JSON: all
//! readings, figures by the shape of beads, calibration of the confidences, and the worst beads.
//!
//! A bead is *strictly* right if gold has the very same bead, and *laxly* right if it shares a source segment whose gold
//! bead shares a target segment. Counts are added up over all documents before ratios are taken.
//!
//! ```
//! use mizan::eval::{Counts, Reading, parse_beads};
//!
//! let gold = parse_beads("[0]:[0]\n[1]:[1, 2]\n[2]:[]")?;
//! let test = parse_beads("[0]:[0]:0.98\n[1]:[1]:0.61\n[]:[2]\n[2]:[]")?;
//! let counts = Counts::new(&test, &gold);
//! assert_eq!(counts.rates(Reading::Strict).f1, 0.5);
//! assert_eq!(counts.rates(Reading::Lax).f1, 1.0);
//! # Ok::<(), mizan::error::Error>(())
//! ```

mod beads;
mod calibration;
mod counts;
mod report;
mod shapes;
mod wrong;

pub use {
    crate::format::{LooseBead, parse_beads},
    beads::loose_beads,
    counts::{Counts, Rates, Reading},
    report::Evaluation,
};
