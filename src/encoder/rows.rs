//! Many rows of 512 numbers, one byte a number.

use std::ops::Range;

use super::file::DIM;
use super::lanes;

/// The greatest code of a number.
const PEAK: f32 = 127.0;

/// Rows of 512 numbers, each rounded to 1/254 of the range of its row: that turns a row by about a hundredth of its
/// length, and cosines change in their fourth digit.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rows {
    codes: Vec<i8>,
    units: Vec<f32>,
}

impl Rows {
    pub(crate) fn with_capacity(rows: usize) -> Rows {
        Rows { codes: Vec::with_capacity(rows * DIM), units: Vec::with_capacity(rows) }
    }

    /// Adds rows at the end.
    pub(crate) fn extend(&mut self, rows: &[f32]) {
        for row in rows.chunks_exact(DIM) {
            let peak = row.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
            let factor = if peak > 0.0 { PEAK / peak } else { 0.0 };
            self.units.push(peak / PEAK);
            self.codes.extend(row.iter().map(|value| lanes::rounded(value * factor) as i8));
        }
    }

    /// Adds the rows of others at the end.
    pub(crate) fn append(&mut self, more: Rows) {
        self.codes.extend(more.codes);
        self.units.extend(more.units);
    }

    /// Some of the rows, counted from 0.
    pub(crate) fn part(&self, rows: Range<usize>) -> Rows {
        Rows { codes: self.codes(rows.clone()).to_vec(), units: self.units[rows].to_vec() }
    }

    /// The codes of some rows, one after the other; times the unit of its row, each is a number of it.
    pub(crate) fn codes(&self, rows: Range<usize>) -> &[i8] {
        &self.codes[rows.start * DIM..rows.end * DIM]
    }

    /// Adds a row to a sum of 512.
    pub(crate) fn add_to(&self, row: usize, sum: &mut [f32]) {
        self.add(row, self.units[row], sum);
    }

    /// Takes a row off a sum of 512.
    pub(crate) fn take_from(&self, row: usize, sum: &mut [f32]) {
        self.add(row, -self.units[row], sum);
    }

    fn add(&self, row: usize, unit: f32, sum: &mut [f32]) {
        for (sum, &code) in sum.iter_mut().zip(self.codes(row..row + 1)) {
            *sum += f32::from(code) * unit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back() {
        let mut rows = Rows::with_capacity(2);
        let row: Vec<f32> = (0..DIM).map(|at| (at as f32 - 200.0) / 7.0).collect();
        rows.extend(&[vec![0.0; DIM], row.clone()].concat());
        let mut sum = vec![1.0; DIM];
        rows.add_to(0, &mut sum);
        rows.add_to(1, &mut sum);
        assert!(sum.iter().zip(&row).all(|(sum, value)| (sum - 1.0 - value).abs() < 0.2));
        rows.take_from(1, &mut sum);
        assert!(sum.iter().all(|sum| (sum - 1.0).abs() < 1e-5));
        rows.append(rows.part(1..2));
        let mut twice = vec![0.0; DIM];
        rows.add_to(2, &mut twice);
        rows.take_from(1, &mut twice);
        assert!(twice.iter().all(|sum| *sum == 0.0));
    }
}
