//! Mutual nearest neighbours.

use rayon::prelude::*;

/// The pairs (row of `a`, row of `b`) of which each is the other's nearest: the largest scalar product of rows of
/// `channels` values, which of rows of length 1 is the smallest distance. Of equally near ones the first counts.
pub fn mutual(a: &[f32], b: &[f32], channels: usize) -> Vec<(usize, usize)> {
    let (to_b, to_a) = (nearest(a, b, channels), nearest(b, a, channels));
    let pairs = to_b.into_iter().enumerate();
    pairs.filter_map(|(i, j)| j.map(|j| (i, j))).filter(|&(i, j)| to_a[j] == Some(i)).collect()
}

/// By row of `from` the nearest row of `to`; `None` where there is none.
fn nearest(from: &[f32], to: &[f32], channels: usize) -> Vec<Option<usize>> {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let rows = from.par_chunks_exact(channels.max(1));
    rows.map(|row| {
        let mut best: Option<(usize, f32)> = None;
        for (number, other) in to.chunks_exact(channels.max(1)).enumerate() {
            let near = product(row, other);
            if best.is_none_or(|(_, nearest)| near > nearest) {
                best = Some((number, near));
            }
        }
        best.map(|(number, _)| number)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_that_choose_each_other_match() {
        let a = [1.0, 0.0, 0.0, 1.0, 0.8, 0.6];
        // Both the first and the third of `a` are nearest to the first of `b`, which prefers the first.
        let b = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(mutual(&a, &b, 2), [(0, 0), (1, 1)]);
    }

    #[test]
    fn of_equally_near_ones_the_first_counts() {
        let twice = [1.0, 0.0, 1.0, 0.0];
        assert_eq!(mutual(&twice, &twice, 2), [(0, 0)]);
    }

    #[test]
    fn nothing_matches_nothing() {
        assert!(mutual(&[], &[1.0, 0.0], 2).is_empty());
        assert!(mutual(&[1.0, 0.0], &[], 2).is_empty());
    }
}
