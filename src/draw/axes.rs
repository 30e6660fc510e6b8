//! Ranges and readable ticks of a chart's axes. Knows numbers only.

use std::ops::Range;

/// At most so many ticks stand on an axis.
const MOST_TICKS: usize = 9;

/// An axis: what it shows, where its ticks are, and their decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub range: Range<f64>,
    pub ticks: Vec<f64>,
    pub decimals: usize,
}

impl Axis {
    /// A logarithmic axis around positive values, with room for labels beside the outer ones.
    pub fn logarithmic(values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = extent(values).unwrap_or((1.0, 10.0));
        let room = (0.12 * (high / low).ln()).max(0.1).exp();
        let range = low / room..high * room;
        // Over a small range a logarithmic axis is nearly even, and even steps read best.
        if range.end / range.start < 4.0 {
            return Axis::with_steps(range);
        }
        let by_decade: [&[f64]; 4] =
            [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0], &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let first = range.start.log10().floor() as i32;
        let last = range.end.log10().ceil() as i32;
        let ticks = |digits: &[f64]| -> Vec<f64> {
            let all = (first..=last).flat_map(|power| digits.iter().map(move |d| d * 10f64.powi(power)));
            all.filter(|tick| range.contains(tick)).collect()
        };
        let ticks = by_decade.into_iter().map(ticks).find(|ticks| ticks.len() <= MOST_TICKS);
        let ticks = ticks.unwrap_or_else(|| vec![low, high]);
        let halves = ticks.iter().any(|tick| tick.fract() != 0.0);
        Axis { range, ticks, decimals: usize::from(halves) }
    }

    /// An even axis around values of at least 0, with some room.
    pub fn even(values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = extent(values).unwrap_or((0.0, 100.0));
        let room = (0.12 * (high - low)).max(0.5);
        Axis::with_steps((low - room).max(0.0)..high + room)
    }

    /// Ticks at multiples of 1, 2 or 5 times a power of ten.
    fn with_steps(range: Range<f64>) -> Axis {
        let rough = (range.end - range.start) / MOST_TICKS as f64;
        let power = rough.log10().floor() as i32;
        let digits = [1, 2, 5, 10].into_iter().find(|&d| f64::from(d) * 10f64.powi(power) >= rough);
        let step = f64::from(digits.unwrap_or(10)) * 10f64.powi(power);
        let first = (range.start / step).ceil() as i64;
        let last = (range.end / step).floor() as i64;
        let ticks = (first..=last).map(|count| count as f64 * step).collect();
        let shown = if digits == Some(10) { power + 1 } else { power };
        Axis { range, ticks, decimals: (-shown).max(0) as usize }
    }

    /// A tick as it is written.
    pub fn label(&self, tick: f64) -> String {
        format!("{tick:.*}", self.decimals)
    }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> String {
        axis.ticks.iter().map(|&tick| axis.label(tick)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_numbers_at_any_width_of_range() {
        let ticks = |values: &[f64]| labels(&Axis::logarithmic(values.iter().copied()));
        assert_eq!(ticks(&[10.8, 1423.0]), "10 20 50 100 200 500 1000 2000");
        assert_eq!(ticks(&[297.0, 936.0]), "300 400 500 600 800 1000");
        assert_eq!(labels(&Axis::even([40.2, 41.1].into_iter())), "40.0 40.5 41.0 41.5");
    }

    #[test]
    fn one_value_and_no_value_still_have_a_range_with_ticks() {
        for axis in [
            Axis::logarithmic([5.0].into_iter()),
            Axis::logarithmic([].into_iter()),
            Axis::even([].into_iter()),
        ] {
            assert!(axis.range.start < axis.range.end && axis.ticks.len() > 2, "{axis:?}");
        }
        assert!(Axis::logarithmic([5.0].into_iter()).range.contains(&5.0));
    }
}
