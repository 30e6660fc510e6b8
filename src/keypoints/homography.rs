//! Plane projections between the images of a sequence.

use crate::{Error, Result};

/// A 3×3 matrix that maps (x, y, 1) of one image to another, up to a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homography([[f64; 3]; 3]);

/// The least determinant of the matrix with rows of length 1: below it a plane is seen as a line.
const SINGULAR: f64 = 1e-12;

impl Homography {
    /// Of its nine values, row by row.
    ///
    /// # Errors
    /// When a value is no number, or the matrix is singular.
    pub fn new(rows: [[f64; 3]; 3]) -> Result<Self> {
        if rows.iter().flatten().any(|value| !value.is_finite()) {
            return Err(Error::new("a homography holds a value that is no finite number"));
        }
        let unit = rows.map(|row| {
            let length = row.iter().map(|value| value * value).sum::<f64>().sqrt();
            row.map(|value| value / length)
        });
        // Written so that a row of zeros, which makes NaN, fails too.
        if determinant(&unit).abs() > SINGULAR {
            return Ok(Homography(rows));
        }
        Err(Error::new("this homography is singular: it maps the plane onto a line or a point"))
    }

    /// Where a place (y, x) lies in the other image; `None` when it is seen from behind or at infinity.
    pub fn project(&self, [y, x]: [f64; 2]) -> Option<[f64; 2]> {
        let [u, v, w] = self.0.map(|row| row[0] * x + row[1] * y + row[2]);
        let place = [v / w, u / w];
        (w * self.0[2][2] > 0.0 || self.0[2][2] == 0.0)
            .then_some(place)
            .filter(|place| place.iter().all(|side| side.is_finite()))
    }

    /// The way back.
    pub fn inverse(&self) -> Self {
        let m = &self.0;
        let cofactor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let scale = determinant(m);
        Homography(std::array::from_fn(|r| std::array::from_fn(|c| cofactor(c, r) / scale)))
    }

    /// Its values, row by row.
    pub fn rows(&self) -> &[[f64; 3]; 3] {
        &self.0
    }
}

fn determinant(m: &[[f64; 3]; 3]) -> f64 {
    let minor = |a: usize, b: usize| m[1][a] * m[2][b] - m[1][b] * m[2][a];
    m[0][0] * minor(1, 2) - m[0][1] * minor(0, 2) + m[0][2] * minor(0, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_projected_with_perspective_and_back() {
        let h = Homography::new([[2.0, 0.0, 10.0], [0.0, 3.0, 20.0], [0.01, 0.0, 1.0]]).unwrap();
        // x = 100: (2·100 + 10) / (0.01·100 + 1), y = 4: (3·4 + 20) / 2.
        assert_eq!(h.project([4.0, 100.0]), Some([16.0, 105.0]));
        let back = h.inverse().project([16.0, 105.0]).unwrap();
        assert!((back[0] - 4.0).abs() < 1e-9 && (back[1] - 100.0).abs() < 1e-9, "{back:?}");
    }

    #[test]
    fn what_lies_behind_the_camera_has_no_place() {
        let h = Homography::new([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.01, 0.0, 1.0]]).unwrap();
        assert_eq!(h.project([0.0, 200.0]), None);
        assert_eq!(h.project([0.0, 100.0]), None);
    }

    #[test]
    fn singular_matrices_and_numbers_that_are_none_are_refused() {
        let flat = Homography::new([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 0.0, 1.0]]);
        assert!(flat.unwrap_err().what().contains("singular"));
        assert!(Homography::new([[0.0; 3]; 3]).is_err());
        assert!(Homography::new([[f64::NAN, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).is_err());
        // As HPatches has them: large shifts beside a perspective of 1e-4.
        assert!(Homography::new([[0.9, 0.1, 500.0], [0.1, 1.1, -300.0], [1e-4, 1e-4, 1.0]]).is_ok());
    }
}
