//! Many rows of 512 numbers, two bytes a number.

use super::file::DIM;
use super::lanes;

/// Rows of 512 numbers, each rounded to 1/65,534 of the range of its row. That halves the memory and changes far less
/// than the rounding of the model itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rows {
    codes: Vec<i16>,
    units: Vec<f32>,
}

/// The greatest code.
const PEAK: f32 = 32_767.0;

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
            self.codes.extend(row.iter().map(|value| lanes::rounded(value * factor) as i16));
        }
    }

    /// Adds a row to a sum of 512.
    pub(crate) fn add_to(&self, row: usize, sum: &mut [f32]) {
        let unit = self.units[row];
        for (sum, &code) in sum.iter_mut().zip(&self.codes[row * DIM..][..DIM]) {
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
        assert!(sum.iter().zip(&row).all(|(sum, value)| (sum - 1.0 - value).abs() < 1e-3));
    }
}
