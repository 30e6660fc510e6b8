//! How far places lie from the border of their resolution.

use super::Levels;

impl Levels {
    /// Of every position, row-major: rows or columns (whichever are more) to the nearest position of another level, 1 beside a
    /// border; `None` where all positions have one level.
    pub fn distances_to_border(&self) -> Option<Vec<usize>> {
        let (height, width) = (self.height(), self.width());
        let beside = |y: usize, x: usize| {
            let rows = y.saturating_sub(1)..(y + 2).min(height);
            rows.flat_map(move |row| {
                (x.saturating_sub(1)..(x + 2).min(width)).map(move |column| (row, column))
            })
        };
        let other =
            |y: usize, x: usize| beside(y, x).any(|(row, column)| self.at(row, column) != self.at(y, x));
        let mut frontier: Vec<(usize, usize)> = (0..height * width)
            .map(|place| (place / width, place % width))
            .filter(|&(y, x)| other(y, x))
            .collect();
        if frontier.is_empty() {
            return None;
        }
        let mut distances = vec![0; height * width];
        let mut distance = 1;
        // Ring by ring: what lies beside a place of the last ring, and in none before, is one further.
        while !frontier.is_empty() {
            frontier.retain(|&(y, x)| std::mem::replace(&mut distances[y * width + x], distance) == 0);
            let next = frontier.iter().flat_map(|&(y, x)| beside(y, x));
            frontier = next.filter(|&(y, x)| distances[y * width + x] == 0).collect();
            frontier.sort_unstable();
            frontier.dedup();
            distance += 1;
        }
        Some(distances)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_to_the_nearest_place_of_another_level() {
        let active: Vec<bool> = (0..24).map(|block| [3, 10, 11].contains(&block)).collect();
        let levels = Levels::from_blocks(&active, 8, 12, 2, 1).unwrap();
        let found = levels.distances_to_border().unwrap();
        for y in 0..8usize {
            for x in 0..12usize {
                let others = (0..96).map(|place| (place / 12, place % 12));
                let others = others.filter(|&(row, column)| levels.at(row, column) != levels.at(y, x));
                let nearest = others.map(|(row, column)| row.abs_diff(y).max(column.abs_diff(x))).min();
                assert_eq!(Some(found[y * 12 + x]), nearest, "({y}, {x})");
            }
        }
        assert_eq!(Levels::uniform(4, 4, 1).unwrap().distances_to_border(), None);
    }
}
