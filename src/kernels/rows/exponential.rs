//! eˣ as a loop that vectorises and gives the same bits everywhere, which the C library's does not.

/// eˣ for x ≤ 0, within 2 units in the last place; results below 2⁻¹²⁶ are 0. NaN stays NaN.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ by its Taylor series up to r⁷ (the rest is below 6·10⁻⁹), then
/// scaled by 2ⁿ through the exponent bits.
#[inline(always)]
pub(super) fn exp_of_negative(x: f32) -> f32 {
    // ln 2 in two parts: the first has few bits, so that n times it is exact.
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    const ROUND: f32 = 12_582_912.0; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * HIGH) - n * LOW;
    let mut series = 1.0 / 5040.0;
    for coefficient in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        series = series * r + coefficient;
    }
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    if x < -87.0 { 0.0 } else { series * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_to_two_units_in_the_last_place() {
        for i in 0..=87_000 {
            let x = -(i as f32) / 1000.0;
            let (found, exact) = (f64::from(exp_of_negative(x)), f64::from(x).exp());
            assert!(((found - exact) / exact).abs() < 2.4e-7, "{x}: {found} {exact}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_right() {
        assert_eq!(exp_of_negative(0.0), 1.0);
        assert_eq!(exp_of_negative(-0.0), 1.0);
        assert_eq!(exp_of_negative(-88.0), 0.0);
        assert_eq!(exp_of_negative(-1e30), 0.0);
        assert_eq!(exp_of_negative(f32::NEG_INFINITY), 0.0);
        assert!(exp_of_negative(f32::NAN).is_nan());
    }
}
