//! The plan of a street: where its road, sidewalks and building lines run.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// A side of the street: the sign of x there.
pub const SIDES: [f32; 2] = [-1.0, 1.0];
/// Sidewalks lie this much above the road, in metres.
pub const KERB_HEIGHT: f32 = 0.13;
/// The ground reaches this far, in metres.
pub const FAR: f32 = 260.0;

/// What stands behind the sidewalk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    House,
    Garden,
}

/// A stretch of one side's building line.
#[derive(Debug, Clone)]
pub struct Plot {
    pub side: f32,
    pub near: f32,
    pub far: f32,
    pub holds: Use,
}

/// The plan, in metres. The road's middle is x = 0; traffic keeps to the right.
#[derive(Debug, Clone)]
pub struct Street {
    /// Half the width between the kerbs.
    pub kerb: f32,
    /// Width of the parking strip at each kerb; 0 where there is none.
    pub parking: [f32; 2],
    /// Distance of the building line from the road's middle, left and right.
    pub line: [f32; 2],
    /// A side street that crosses: its near and far kerb.
    pub crossing: Option<(f32, f32)>,
    /// Where something closes the view down the street.
    pub end: f32,
    pub plots: Vec<Plot>,
}

impl Street {
    /// A random street.
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        let parking = [0, 1].map(|_| if rng.random_bool(0.5) { 2.2 } else { 0.0 });
        let kerb = rng.random_range(3.2..4.6) + (parking[0] + parking[1]) / 2.0;
        let line = [0, 1].map(|_| kerb + rng.random_range(2.6..6.5));
        let crossing = rng.random_bool(0.4).then(|| {
            let near = rng.random_range(13.0..50.0);
            (near, near + rng.random_range(6.0..10.0))
        });
        let end = rng.random_range(60.0..190.0);
        let mut street = Street { kerb, parking, line, crossing, end, plots: Vec::new() };
        let green = if rng.random_bool(0.25) { 0.6 } else { 0.15 };
        for side in SIDES {
            for (near, far) in street.stretches(-12.0, end) {
                street.divide(side, near, far, green, rng);
            }
        }
        street
    }

    /// Divides a stretch into plots; the share `green` of them are gardens.
    fn divide(&mut self, side: f32, near: f32, far: f32, green: f64, rng: &mut ChaCha8Rng) {
        let mut begin = near;
        // What is left over at the end stays open.
        while far - begin > 1.0 {
            let holds = if rng.random_bool(green) { Use::Garden } else { Use::House };
            let end = (begin + rng.random_range(7.0..20.0)).min(far);
            self.plots.push(Plot { side, near: begin, far: end, holds });
            begin = end;
        }
    }

    /// The building line of a side.
    pub fn line(&self, side: f32) -> f32 {
        if side < 0.0 { self.line[0] } else { self.line[1] }
    }

    /// The parking strip's width on a side.
    pub fn parking(&self, side: f32) -> f32 {
        if side < 0.0 { self.parking[0] } else { self.parking[1] }
    }

    /// Does the side street pass here, give or take a margin?
    pub fn is_crossed(&self, z: f32, margin: f32) -> bool {
        self.crossing.is_some_and(|(near, far)| z > near - margin && z < far + margin)
    }

    /// The stretches along the street between `from` and its end that no side street crosses.
    pub fn stretches(&self, from: f32, to: f32) -> Vec<(f32, f32)> {
        match self.crossing {
            Some((near, far)) => vec![(from, near), (far, to)],
            None => vec![(from, to)],
        }
    }
}
