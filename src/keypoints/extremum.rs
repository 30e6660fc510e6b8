//! An extremum of the difference of Gaussians, refined below the pixel and the scale (Lowe 2004, section 4).

use super::smooth::Grey;

/// Places that the refinement may move before it gives up.
const MOST_MOVES: usize = 5;
/// The least contrast, of grey values from 0 to 1, times the scales of an octave.
const CONTRAST: f32 = 0.04;
/// The largest ratio of principal curvatures: above it a place lies on an edge.
const EDGE: f32 = 10.0;
/// Pixels at the image's border where nothing is looked for.
pub(super) const BORDER: usize = 5;

/// Where an extremum is, in pixels of its octave, and how strong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extremum {
    pub y: f32,
    pub x: f32,
    pub response: f32,
}

/// Is the value larger, or smaller, than its 26 neighbours, and not flat?
pub(super) fn is_extremum(dogs: &[Grey], layer: usize, y: usize, x: usize) -> bool {
    let width = dogs[layer].width;
    let value = dogs[layer].values[y * width + x];
    if value.abs() <= 0.5 * CONTRAST / (dogs.len() - 2) as f32 {
        return false;
    }
    dogs[layer - 1..=layer + 1].iter().all(|dog| {
        (y - 1..=y + 1).all(|y| {
            let line = &dog.values[y * width + x - 1..][..3];
            line.iter().all(|other| if value > 0.0 { value >= *other } else { value <= *other })
        })
    })
}

/// Fits a parabola around a place of the scale space; `None` when it has too little contrast, lies on an edge or
/// leaves the image.
pub(super) fn refine(dogs: &[Grey], layer: usize, y: usize, x: usize) -> Option<Extremum> {
    let (height, width, scales) = (dogs[0].height, dogs[0].width, dogs.len() - 2);
    let mut place = [layer, y, x];
    for _ in 0..MOST_MOVES {
        let [s, y, x] = place;
        let at = |ds: i64, dy: i64, dx: i64| {
            let [s, y, x] = [s as i64 + ds, y as i64 + dy, x as i64 + dx];
            dogs[s as usize].values[y as usize * width + x as usize]
        };
        let here = at(0, 0, 0);
        let unit = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        let slope = unit.map(|[s, y, x]| (at(s, y, x) - at(-s, -y, -x)) / 2.0);
        let mut curve = [[0.0; 3]; 3];
        for (i, a) in unit.iter().enumerate() {
            curve[i][i] = at(a[0], a[1], a[2]) + at(-a[0], -a[1], -a[2]) - 2.0 * here;
            for (j, b) in unit.iter().enumerate().skip(i + 1) {
                let sum = |k: i64| at(a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2]);
                let less = |k: i64| at(k * b[0] - a[0], k * b[1] - a[1], k * b[2] - a[2]);
                curve[i][j] = (sum(1) - sum(-1) - less(1) + less(-1)) / 4.0;
                curve[j][i] = curve[i][j];
            }
        }
        let shift = solve(&curve, slope)?.map(|value| -value);
        if shift.iter().all(|side| side.abs() < 0.5) {
            let response = here + 0.5 * (0..3).map(|i| slope[i] * shift[i]).sum::<f32>();
            let (trace, area) =
                (curve[1][1] + curve[2][2], curve[1][1] * curve[2][2] - curve[1][2] * curve[1][2]);
            let flat = response.abs() * (scales as f32) < CONTRAST;
            let edge = area <= 0.0 || trace * trace * EDGE >= (EDGE + 1.0) * (EDGE + 1.0) * area;
            return (!flat && !edge).then(|| Extremum {
                y: y as f32 + shift[1],
                x: x as f32 + shift[2],
                response: response.abs(),
            });
        }
        let moved: [i64; 3] = std::array::from_fn(|i| place[i] as i64 + shift[i].round() as i64);
        let inside = (1..=scales as i64).contains(&moved[0])
            && [(moved[1], height), (moved[2], width)]
                .iter()
                .all(|&(at, side)| (BORDER as i64..(side - BORDER) as i64).contains(&at));
        if !inside {
            return None;
        }
        place = moved.map(|at| at as usize);
    }
    None
}

/// Solves a symmetric 3×3 system by Cramer's rule; `None` when it is singular.
fn solve(m: &[[f32; 3]; 3], right: [f32; 3]) -> Option<[f32; 3]> {
    let determinant = |m: &[[f32; 3]; 3]| {
        let minor = |a: usize, b: usize| m[1][a] * m[2][b] - m[1][b] * m[2][a];
        m[0][0] * minor(1, 2) - m[0][1] * minor(0, 2) + m[0][2] * minor(0, 1)
    };
    let whole = determinant(m);
    let solution: [f32; 3] = std::array::from_fn(|column| {
        let mut replaced = *m;
        (0..3).for_each(|row| replaced[row][column] = right[row]);
        determinant(&replaced) / whole
    });
    solution.iter().all(|value| value.is_finite()).then_some(solution)
}
