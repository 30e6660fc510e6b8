//! Bilinear resizing of regular lattices, as PyTorch computes it with `align_corners=False`.

use rayon::prelude::*;

/// What one output position reads along one axis: two neighbours and their weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tap {
    /// Position of the lower neighbour.
    pub low: usize,
    /// Position of the upper one: the next, or the same at the end of the axis.
    pub high: usize,
    /// Weight of the lower one: 1 − `high_weight`.
    pub low_weight: f32,
    /// How far the place lies beyond the lower one, from 0 to below 1.
    pub high_weight: f32,
}

/// Which input positions each output position reads along one axis of `from` → `to` positions: position i
/// lies at (i + ½)·from/to − ½, no lower than 0; the last position is its own upper neighbour.
pub fn taps(from: usize, to: usize) -> Vec<Tap> {
    let scale = from as f32 / to as f32;
    let tap = |position: usize| {
        let at = (scale * (position as f32 + 0.5) - 0.5).max(0.0);
        let low = (at as usize).min(from - 1);
        let high_weight = at - low as f32;
        Tap { low, high: (low + 1).min(from - 1), low_weight: 1.0 - high_weight, high_weight }
    };
    (0..to).map(tap).collect()
}

/// A resize of `images` lattices [height, width, channels] one after the other.
#[derive(Debug)]
pub struct Bilinear {
    channels: usize,
    /// Input and output (height, width).
    from: (usize, usize),
    to: (usize, usize),
    rows: Vec<Tap>,
    columns: Vec<Tap>,
}

impl Bilinear {
    /// From (height, width) to (height, width), none of them zero.
    pub fn new(channels: usize, from: (usize, usize), to: (usize, usize)) -> Self {
        Bilinear { channels, from, to, rows: taps(from.0, to.0), columns: taps(from.1, to.1) }
    }

    /// y [images·H·W, channels] from x [images·h·w, channels]: every output line blends two input lines and
    /// then, along the line, its neighbours.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        let (in_line, out_line) = (self.from.1 * self.channels, self.to.1 * self.channels);
        y.par_chunks_mut(out_line).enumerate().for_each_init(
            || vec![0.0; in_line],
            |blended, (line, y)| {
                let (image, tap) = (line / self.to.0, self.rows[line % self.to.0]);
                let line = |number: usize| &x[(image * self.from.0 + number) * in_line..][..in_line];
                blend(line(tap.low), line(tap.high), tap.low_weight, tap.high_weight, blended);
                blend_columns(blended, self.channels, &self.columns, y);
            },
        );
    }

    /// dx += the gradient: every input line gathers from the output lines that read it, in ascending order.
    pub fn backward(&self, dy: &[f32], dx: &mut [f32]) {
        let (in_line, out_line) = (self.from.1 * self.channels, self.to.1 * self.channels);
        let readers = readers(&self.rows, self.from.0);
        dx.par_chunks_mut(in_line).enumerate().for_each_init(
            || vec![0.0; out_line],
            |gathered, (line, dx)| {
                let image = line / self.from.0;
                gathered.fill(0.0);
                for &(reader, weight) in &readers[line % self.from.0] {
                    add_weighted(
                        &dy[(image * self.to.0 + reader) * out_line..][..out_line],
                        weight,
                        gathered,
                    );
                }
                spread_columns(gathered, self.channels, &self.columns, dx);
            },
        );
    }
}

/// For each input position the output positions that read it, with their weights.
fn readers(taps: &[Tap], inputs: usize) -> Vec<Vec<(usize, f32)>> {
    let mut readers = vec![Vec::new(); inputs];
    for (reader, tap) in taps.iter().enumerate() {
        readers[tap.low].push((reader, tap.low_weight));
        readers[tap.high].push((reader, tap.high_weight));
    }
    readers
}

vectorized! {
    fn blend(a: &[f32], b: &[f32], of_a: f32, of_b: f32, y: &mut [f32]) {
        for ((y, a), b) in y.iter_mut().zip(a).zip(b) {
            *y = of_a * a + of_b * b;
        }
    }
}

vectorized! {
    fn blend_columns(x: &[f32], channels: usize, taps: &[Tap], y: &mut [f32]) {
        for (y, tap) in y.chunks_exact_mut(channels).zip(taps) {
            let low = &x[tap.low * channels..][..channels];
            let high = &x[tap.high * channels..][..channels];
            for j in 0..channels {
                y[j] = tap.low_weight * low[j] + tap.high_weight * high[j];
            }
        }
    }
}

vectorized! {
    fn add_weighted(x: &[f32], weight: f32, sum: &mut [f32]) {
        sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += weight * x);
    }
}

vectorized! {
    fn spread_columns(dy: &[f32], channels: usize, taps: &[Tap], dx: &mut [f32]) {
        for (dy, tap) in dy.chunks_exact(channels).zip(taps) {
            let low = &mut dx[tap.low * channels..][..channels];
            low.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += tap.low_weight * dy);
            let high = &mut dx[tap.high * channels..][..channels];
            high.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += tap.high_weight * dy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::taps;

    #[test]
    fn every_tap_of_a_resize_is_a_place_of_its_input() {
        let sizes = (1..=40).flat_map(|from| (1..=40).map(move |to| (from, to)));
        for (from, to) in sizes.chain([(4096, 8191), (8191, 4096), (2049, 7), (7, 2049), (16384, 32768)]) {
            let taps = taps(from, to);
            assert_eq!(taps.len(), to);
            for (position, tap) in taps.iter().enumerate() {
                let what = format!("{position} of {from}→{to}: {tap:?}");
                assert!(tap.low < from && tap.high == (tap.low + 1).min(from - 1), "{what}");
                assert!(tap.low_weight >= 0.0 && tap.high_weight >= 0.0, "{what}");
                assert!((tap.low_weight + tap.high_weight - 1.0).abs() < 1e-6, "{what}");
                let exact = ((position as f64 + 0.5) * from as f64 / to as f64 - 0.5).max(0.0);
                let place = (tap.low as f64 + f64::from(tap.high_weight)).min((from - 1) as f64);
                assert!((place - exact.min((from - 1) as f64)).abs() < 1e-6 * from as f64, "{what}");
            }
        }
    }
}
