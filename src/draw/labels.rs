//! Where the names of points stand without covering each other. Knows pixels only.

/// Two numbers of pixels, across and down: a place or a size.
type Point = (i32, i32);

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

    /// The place of the area that is nearest to a point.
    pub fn nearest(&self, (x, y): Point) -> Point {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
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

/// So often every label is placed anew, beside where the others stand by then.
const ROUNDS: usize = 4;

/// An area for each label, in the labels' order: of `(anchor, (width, height))`, inside `bounds`. Each stands where
/// it costs least: covering marks and names costs most, then a connection across them, a line, and distance.
pub fn place(labels: &[(Point, Point)], obstacles: &Obstacles, bounds: &Area) -> Vec<Area> {
    let candidates = |&(anchor, size): &(Point, Point)| {
        let inside = places(anchor, size).filter(|(_, area)| area.lies_in(bounds));
        inside.collect::<Vec<(i64, Area)>>()
    };
    let candidates: Vec<_> = labels.iter().map(candidates).collect();
    let mut placed: Vec<Option<Area>> = vec![None; labels.len()];
    for _ in 0..ROUNDS {
        for (label, &(anchor, size)) in labels.iter().enumerate() {
            placed[label] = None;
            let cost = |(distance, area): &&(i64, Area)| {
                distance + price(area, anchor, obstacles, placed.iter().flatten())
            };
            let best = candidates[label].iter().min_by_key(cost).map(|(_, area)| *area);
            placed[label] = Some(best.unwrap_or_else(|| beside(anchor, size, (1, 0), 0)));
        }
    }
    placed.into_iter().flatten().collect()
}

/// What an area for a label costs, but for its distance.
fn price<'a>(
    area: &Area,
    anchor: Point,
    obstacles: &'a Obstacles,
    others: impl Iterator<Item = &'a Area> + Clone,
) -> i64 {
    let covered = |by: &mut dyn Iterator<Item = &Area>| by.map(|other| area.overlap(other)).sum::<i64>();
    let own = Area::around(anchor, 6);
    let crossed: i64 = along(anchor, area.nearest(anchor))
        .filter(|piece| piece.overlap(&own) == 0)
        .map(|piece| {
            obstacles.marks.iter().chain(others.clone()).map(|other| piece.overlap(other)).sum::<i64>()
        })
        .sum();
    let covers = covered(&mut obstacles.marks.iter().chain(others.clone()));
    20 * covers + 4 * crossed + covered(&mut obstacles.lines.iter()) / 2
}

/// Places around an anchor, each with what its distance costs; the preferred first.
fn places(anchor: Point, size: Point) -> impl Iterator<Item = (i64, Area)> {
    let sides = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];
    [0, 10, 22, 36, 54, 76].into_iter().flat_map(move |far| {
        (0..)
            .zip(sides)
            .map(move |(order, side)| (4 * i64::from(far) + order, beside(anchor, size, side, far)))
    })
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
