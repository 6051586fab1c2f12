//! Confidences of other tools, as memories hold them.

/// A probability with four decimals. It is rounded, but only certainty becomes 1.
pub(super) fn text(probability: f64) -> String {
    let rounded = format!("{probability:.4}");
    if rounded == "1.0000" && probability < 1.0 { "0.9999".to_owned() } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certainty_is_one() {
        let texts = [0.0, 0.973_12, 0.999_96, f64::from(1.0 - f32::EPSILON / 2.0), 1.0].map(text);
        assert_eq!(texts, ["0.0000", "0.9731", "0.9999", "0.9999", "1.0000"]);
    }
}
