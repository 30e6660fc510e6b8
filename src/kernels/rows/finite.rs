//! Whether numbers are numbers.

use super::CHUNK_ELEMENTS;

/// The exponent of infinities and of what is no number.
const EXPONENT: u32 = 0x7F80_0000;

/// Is every value a finite number? Reads each once: less than a hundredth of what any network does with them.
pub fn all_finite(values: &[f32]) -> bool {
    values.chunks(CHUNK_ELEMENTS).all(|chunk| {
        let mut odd = 0;
        count_odd(chunk, &mut odd);
        odd == 0
    })
}

vectorized! {
    fn count_odd(values: &[f32], odd: &mut u32) {
        let count = values.iter().map(|value| u32::from(value.to_bits() & EXPONENT == EXPONENT)).sum::<u32>();
        *odd = count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_value_is_found_wherever_it_lies() {
        let odd = [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
        for length in [1, 15, 16, 17, 1000, CHUNK_ELEMENTS, CHUNK_ELEMENTS + 3] {
            let mut values = vec![f32::MAX; length];
            assert!(all_finite(&values));
            for place in [0, length / 2, length - 1] {
                for odd in odd {
                    let was = std::mem::replace(&mut values[place], odd);
                    assert!(!all_finite(&values), "{odd} at {place} of {length}");
                    values[place] = was;
                }
            }
        }
        assert!(all_finite(&[]) && all_finite(&[f32::MIN, 0.0, -0.0, f32::MIN_POSITIVE / 2.0]));
    }
}
