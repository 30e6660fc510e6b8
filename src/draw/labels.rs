//! Where the names of points stand without covering each other. Knows pixels only.

/// A rectangle in pixels; y points down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    /// The area whose sides are `reach` away from a point.
    pub fn around((x, y): (i32, i32), reach: i32) -> Area {
        Area { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }
    }

    /// Pixels that both cover.
    pub fn overlap(&self, other: &Area) -> i64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        i64::from(width.max(0)) * i64::from(height.max(0))
    }

    fn lies_in(&self, outer: &Area) -> bool {
        self.left >= outer.left
            && self.right <= outer.right
            && self.top >= outer.top
            && self.bottom <= outer.bottom
    }
}

/// What labels must leave free.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    /// Markers and error bars.
    pub marks: Vec<Area>,
    /// Lines, cut into small areas; crossed if nothing else helps.
    pub lines: Vec<Area>,
}

/// Small areas along a line between two points.
pub fn along(from: (i32, i32), to: (i32, i32)) -> impl Iterator<Item = Area> {
    let steps = ((to.0 - from.0).abs().max((to.1 - from.1).abs()) / 4).max(1);
    let between = move |a: i32, b: i32, step: i32| a + (b - a) * step / steps;
    (0..=steps).map(move |step| Area::around((between(from.0, to.0, step), between(from.1, to.1, step)), 2))
}

/// Two numbers of pixels, across and down: a place or a size.
type Point = (i32, i32);

/// An area for each label, in the labels' order: of `(anchor, (width, height))`, inside `bounds`. The first
/// free place of right, left, above, below and the corners, near before far; else the least covered one.
pub fn place(labels: &[(Point, Point)], obstacles: &Obstacles, bounds: &Area) -> Vec<Area> {
    let mut placed: Vec<Area> = Vec::new();
    for &(anchor, size) in labels {
        let inside: Vec<Area> =
            places(anchor, size).into_iter().filter(|area| area.lies_in(bounds)).collect();
        let covered = |area: &Area, by: &[Area]| by.iter().map(|other| area.overlap(other)).sum::<i64>();
        let marks = |area: &Area| covered(area, &obstacles.marks) + covered(area, &placed);
        let free = |area: &&Area| marks(area) == 0;
        let best = inside
            .iter()
            .find(|area| free(area) && covered(area, &obstacles.lines) == 0)
            .or_else(|| inside.iter().find(free))
            .or_else(|| inside.iter().min_by_key(|area| marks(area)))
            .copied()
            .unwrap_or_else(|| beside(anchor, size, (1, 0), 0));
        placed.push(best);
    }
    placed
}

/// Places around an anchor, the preferred first.
fn places(anchor: (i32, i32), size: (i32, i32)) -> Vec<Area> {
    let sides = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];
    [0, 10, 22, 36].into_iter().flat_map(|far| sides.map(|side| beside(anchor, size, side, far))).collect()
}

/// The place on one side (right is (1, 0), above (0, −1)), `far` pixels away from the marker.
fn beside((x, y): (i32, i32), (width, height): (i32, i32), side: (i32, i32), far: i32) -> Area {
    let start = |centre: i32, extent: i32, side: i32, gap: i32| match side {
        1 => centre + gap + far,
        -1 => centre - gap - far - extent,
        _ => centre - extent / 2,
    };
    // A corner is already further off than a side.
    let gap = if side.0 != 0 && side.1 != 0 { 5 } else { 9 };
    let (left, top) = (start(x, width, side.0, gap), start(y, height, side.1, gap));
    Area { left, top, right: left + width, bottom: top + height }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Area = Area { left: 0, top: 0, right: 800, bottom: 500 };

    #[test]
    fn a_lone_label_stands_right_and_one_at_the_border_left() {
        let areas = place(&[((100, 100), (60, 14)), ((790, 300), (60, 14))], &Obstacles::default(), &BOUNDS);
        assert_eq!(areas[0], Area { left: 109, top: 93, right: 169, bottom: 107 });
        assert_eq!(areas[1].right, 781);
    }

    #[test]
    fn crowded_labels_cover_neither_each_other_nor_a_marker() {
        let anchors: Vec<(i32, i32)> = (0..8).map(|i| (380 + 9 * i, 250 + 7 * (i % 3))).collect();
        let marks: Vec<Area> = anchors.iter().map(|&anchor| Area::around(anchor, 5)).collect();
        let labels: Vec<_> = anchors.iter().map(|&anchor| (anchor, (70, 14))).collect();
        let areas = place(&labels, &Obstacles { marks: marks.clone(), lines: Vec::new() }, &BOUNDS);
        for (i, area) in areas.iter().enumerate() {
            assert!(area.lies_in(&BOUNDS));
            assert!(areas[..i].iter().chain(&marks).all(|other| area.overlap(other) == 0), "{i}: {areas:?}");
        }
    }

    #[test]
    fn a_line_is_avoided_where_another_side_is_free() {
        let lines = along((100, 100), (300, 100)).collect();
        let areas = place(&[((100, 100), (60, 14))], &Obstacles { marks: Vec::new(), lines }, &BOUNDS);
        assert_eq!(areas[0].right, 91);
    }
}
