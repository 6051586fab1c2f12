//! Matrices in the order in which the kernel reads them. The build script packs those of the program; those of a weights
//! file are packed when it is loaded.
//!
//! The second layer of a branch computes two neighbouring outputs at a time, by the products of [`TERMS`]: of two
//! places three products where plain sums take four, of three four instead of six, of five seven instead of ten
//! (Winograd 1980, *Arithmetic Complexity of Computations*; Lavin and Gray 2016, arXiv:1509.09308, have F(2, 3)).

/// Length of one convolution branch.
pub(crate) const BRANCH: usize = 256;
/// Columns of one panel of a packed matrix.
pub(crate) const PANEL: usize = 32;
/// Bytes of two rows of weights under one panel: `[w[2k][c], w[2k+1][c]]` for 32 columns `c`, each weight in 16
/// bits, the low byte first.
pub(crate) const PAIR: usize = 4 * PANEL;
/// Bytes before each packed matrix of the program, of which the first four are its [`heaviest`].
pub(crate) const HEAD: usize = 64;

/// One product that takes part in two neighbouring outputs of a convolution.
pub(crate) struct Term {
    /// How often the weights of each place of the branch are in its matrix.
    pub(crate) taps: &'static [i16],
    /// The rows it multiplies, `row + sign * other`, counted from the first row that the first output sees.
    pub(crate) row: usize,
    pub(crate) other: usize,
    pub(crate) sign: i16,
    /// The factor with which it is added to either output.
    pub(crate) share: [f32; 2],
}

const fn term(
    taps: &'static [i16],
    (row, sign, other): (usize, i16, usize),
    share: [f32; 2],
) -> Term {
    Term { taps, row, other, sign, share }
}

/// The terms of the branches of two, three and five places. Five are three and then two.
pub(crate) const TERMS: [&[Term]; 3] = [
    &[
        term(&[1, 0], (0, -1, 1), [1.0, 0.0]),
        term(&[1, 1], (1, 0, 1), [1.0, 1.0]),
        term(&[0, 1], (1, -1, 2), [0.0, -1.0]),
    ],
    &[
        term(&[1, 0, 0], (0, -1, 2), [1.0, 0.0]),
        term(&[1, 1, 1], (1, 1, 2), [0.5, 0.5]),
        term(&[1, -1, 1], (2, -1, 1), [0.5, -0.5]),
        term(&[0, 0, 1], (1, -1, 3), [0.0, -1.0]),
    ],
    &[
        term(&[1, 0, 0, 0, 0], (0, -1, 2), [1.0, 0.0]),
        term(&[1, 1, 1, 0, 0], (1, 1, 2), [0.5, 0.5]),
        term(&[1, -1, 1, 0, 0], (2, -1, 1), [0.5, -0.5]),
        term(&[0, 0, 1, 0, 0], (1, -1, 3), [0.0, -1.0]),
        term(&[0, 0, 0, 1, 0], (3, -1, 4), [1.0, 0.0]),
        term(&[0, 0, 0, 1, 1], (4, 0, 4), [1.0, 1.0]),
        term(&[0, 0, 0, 0, 1], (4, -1, 5), [0.0, -1.0]),
    ],
];

/// How many matrices the matrix at index `at` of a file is split into, and the rows of each: the first layer of a branch
/// has one for each of its places, the second one for each of its terms.
pub(crate) fn parts(at: usize, inputs: usize) -> (usize, usize) {
    match at {
        3..6 => (inputs / BRANCH, BRANCH),
        6..9 => (TERMS[at - 6].len(), BRANCH),
        _ => (1, inputs),
    }
}

/// The weights of one of the [`parts`] by row and column. `weights` are the bytes of the file, signed integers.
pub(crate) fn part(
    at: usize,
    part: usize,
    weights: &[u8],
    outputs: usize,
) -> impl Fn(usize, usize) -> i16 + '_ {
    move |row, column| {
        let stored = |row: usize| -> i16 { i16::from(weights[row * outputs + column] as i8) };
        match at {
            6..9 => {
                let taps = TERMS[at - 6][part].taps.iter().enumerate();
                let in_use = taps.filter(|(_, times)| **times != 0);
                in_use.map(|(place, times)| times * stored(place * BRANCH + row)).sum()
            }
            _ => stored(part * BRANCH + row),
        }
    }
}

/// Appends a matrix, panel by panel, of weights by row and column.
pub(crate) fn pack(
    inputs: usize,
    outputs: usize,
    weight: impl Fn(usize, usize) -> i16,
    out: &mut Vec<u8>,
) {
    for panel in 0..outputs / PANEL {
        for row in 0..inputs / 2 {
            let mut pair = [0; PAIR];
            for (slot, column) in pair.as_chunks_mut().0.iter_mut().zip(panel * PANEL..) {
                let [low, high] =
                    [2 * row, 2 * row + 1].map(|row| weight(row, column).to_le_bytes());
                *slot = [low[0], low[1], high[0], high[1]];
            }
            out.extend(pair);
        }
    }
}

/// The largest sum of magnitudes of a column.
pub(crate) fn heaviest(inputs: usize, outputs: usize, weight: impl Fn(usize, usize) -> i16) -> u32 {
    let mut sums = vec![0u32; outputs];
    for row in 0..inputs {
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum += u32::from(weight(row, column).unsigned_abs());
        }
    }
    sums.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_add_up_to_two_outputs() {
        let (weights, rows) = ([3, -7, 11, 5, -2], [4, 9, -6, 13, 2, -8]);
        for (terms, places) in TERMS.iter().zip([2, 3, 5]) {
            let mut outputs = [0.0; 2];
            for term in *terms {
                let weight: i16 = term.taps.iter().zip(weights).map(|(taps, w)| taps * w).sum();
                let product = f32::from(weight * (rows[term.row] + term.sign * rows[term.other]));
                for (output, share) in outputs.iter_mut().zip(term.share) {
                    *output += share * product;
                }
            }
            let plain = |first: usize| -> i16 {
                weights[..places].iter().zip(&rows[first..]).map(|(w, row)| w * row).sum()
            };
            assert_eq!(outputs, [plain(0), plain(1)].map(f32::from), "{places} places");
        }
    }

    #[test]
    fn parts_hold_the_weights_of_a_file() {
        let stored: Vec<u8> = (0..3 * BRANCH * PANEL).map(|at| (at % 251) as u8).collect();
        let plain = |row: usize, column: usize| i16::from(stored[row * PANEL + column] as i8);
        assert_eq!(parts(4, 3 * BRANCH), (3, BRANCH));
        assert_eq!(part(4, 2, &stored, PANEL)(5, 6), plain(2 * BRANCH + 5, 6));
        let taps = |place: usize| plain(place * BRANCH + 5, 6);
        assert_eq!(part(7, 2, &stored, PANEL)(5, 6), taps(0) - taps(1) + taps(2));
        let mut packed = Vec::new();
        pack(BRANCH, PANEL, part(4, 1, &stored, PANEL), &mut packed);
        let at = 2 * PAIR + 4 * 7;
        let (low, high) = (plain(BRANCH + 4, 7).to_le_bytes(), plain(BRANCH + 5, 7).to_le_bytes());
        assert_eq!(packed[at..at + 4], [low[0], low[1], high[0], high[1]]);
    }
}
