//! Widening by a square, which several masks share.

use rayon::prelude::*;

use crate::refusals::Refusals;

/// The widest square, in pixels.
pub(super) const WIDEST: usize = 255;

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

/// Refuses the setting `width` where it is no side of a square that widens edges.
pub(super) fn check_width(width: usize, refuse: &mut Refusals) {
    let good = width % 2 == 1 && width <= WIDEST;
    let what = format!("an edge cannot be widened to {width} pixels");
    refuse.require(good, "width", what, format!("an odd number of pixels from 1 to {WIDEST}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_widened_by_a_square() {
        let mut set = vec![false; 5 * 7];
        set[2 * 7 + 1] = true;
        let wide = widen(&set, 5, 7, 1);
        let line = |line: &[bool]| line.iter().map(|&set| if set { '#' } else { '.' }).collect::<String>();
        let rows: Vec<String> = wide.chunks(7).map(line).collect();
        assert_eq!(rows, [".......", "###....", "###....", "###....", "......."]);
    }
}
