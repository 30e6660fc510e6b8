//! The edge mask (METHOD section 6): where neighbouring grey values differ, widened by a square.

use rayon::prelude::*;

use super::Edges;
use crate::grid::ImportanceMask;

/// Luma weights of red, green and blue.
const GREY: [f32; 3] = [0.299, 0.587, 0.114];

/// Edges of a *normalised* image, [height·width, 3]: central differences of the grey image with zero
/// padding, an edge where either reaches the threshold, widened by a width × width square.
pub fn edges(pixels: &[f32], height: usize, width: usize, settings: &Edges) -> ImportanceMask {
    let grey: Vec<f32> =
        pixels.par_chunks_exact(3).map(|p| GREY[0] * p[0] + GREY[1] * p[1] + GREY[2] * p[2]).collect();
    let mut set = vec![false; height * width];
    set.par_chunks_mut(width).enumerate().for_each(|(y, line)| {
        // Outside the image the grey value is 0.
        let row = |y: usize| grey.get(y * width..(y + 1) * width);
        let (above, here, below) = (y.checked_sub(1).and_then(row), &grey[y * width..][..width], row(y + 1));
        let reaches = |difference: f32| {
            let difference = if settings.absolute { difference.abs() } else { difference };
            difference >= settings.threshold
        };
        for (x, edge) in line.iter_mut().enumerate() {
            let right = here.get(x + 1).copied().unwrap_or(0.0);
            let left = if x > 0 { here[x - 1] } else { 0.0 };
            let vertical = below.map_or(0.0, |line| line[x]) - above.map_or(0.0, |line| line[x]);
            *edge = reaches(right - left) || reaches(vertical);
        }
    });
    ImportanceMask { height, width, set: widen(&set, height, width, settings.width / 2) }
}

/// Sets every place within `reach` rows and columns of a set one: along the lines, then across them.
pub(super) fn widen(set: &[bool], height: usize, width: usize, reach: usize) -> Vec<bool> {
    let mut lines = vec![false; set.len()];
    lines.par_chunks_mut(width).zip(set.par_chunks(width)).for_each(|(wide, line)| {
        // Places left of `until` are done; each set place reaches `reach` further on both sides.
        let mut until = 0;
        for x in (0..width).filter(|&x| line[x]) {
            let end = (x + reach + 1).min(width);
            wide[until.max(x.saturating_sub(reach))..end].fill(true);
            until = end;
        }
    });
    let mut wide = vec![false; set.len()];
    wide.par_chunks_mut(width).enumerate().for_each(|(y, wide)| {
        for near in y.saturating_sub(reach)..(y + reach + 1).min(height) {
            for (wide, &set) in wide.iter_mut().zip(&lines[near * width..][..width]) {
                *wide |= set;
            }
        }
    });
    wide
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(threshold: f32, width: usize, absolute: bool) -> Edges {
        Edges { threshold, width, absolute }
    }

    /// A dark image with one bright column.
    fn column() -> Vec<f32> {
        (0..4 * 9).flat_map(|i| if i % 9 == 4 { [1.0; 3] } else { [0.0; 3] }).collect()
    }

    fn row(mask: &ImportanceMask, y: usize) -> String {
        mask.set[y * mask.width..][..mask.width].iter().map(|&set| if set { '#' } else { '.' }).collect()
    }

    #[test]
    fn the_authors_compare_the_signed_difference() {
        let mask = edges(&column(), 4, 9, &settings(0.5, 1, false));
        assert_eq!(row(&mask, 1), "...#.....");
        // The image ends at the top and the bottom: against zeros outside, only the first row rises.
        assert_eq!((row(&mask, 0), row(&mask, 3)), ("...##....".into(), "...#.....".into()));
    }

    #[test]
    fn the_absolute_variant_sees_both_flanks() {
        let mask = edges(&column(), 4, 9, &settings(0.5, 1, true));
        assert_eq!(row(&mask, 1), "...#.#...");
    }

    #[test]
    fn edges_are_widened_by_a_square() {
        let mut set = vec![false; 5 * 7];
        set[2 * 7 + 1] = true;
        let mask = ImportanceMask { height: 5, width: 7, set: widen(&set, 5, 7, 1) };
        let rows: Vec<String> = (0..5).map(|y| row(&mask, y)).collect();
        assert_eq!(rows, [".......", "###....", "###....", "###....", "......."]);
    }
}
