//! Blocks drawn at random.

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::{Blocks, Edges, MaskCost, Needs, Surroundings, View};
use crate::Result;
use crate::grid::Levels;
use crate::refusals::Refusals;

/// Random blocks; exactly one of the two is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// Share of active blocks.
    #[serde(default)]
    pub fraction: Option<f64>,
    /// As many active blocks in each image as this edge mask has there.
    #[serde(default)]
    pub like: Option<Edges>,
}

impl Kind for Random {
    fn check(&self, place: &Surroundings, refuse: &mut Refusals) {
        let help = "`fraction: 0.5`, or `like: {threshold: …}` for as many blocks as an edge mask has";
        let one = self.fraction.is_some() != self.like.is_some();
        refuse.require(one, "", "give either `fraction` or `like`", help);
        if let Some(fraction) = self.fraction {
            refuse.within(fraction, 0.0..=1.0, "fraction");
        }
        if let Some(like) = &self.like {
            let mut refused = Refusals::default();
            like.check(place, &mut refused);
            refuse.below("like", refused);
        }
    }

    /// Those of the masks that it is the control of, also where a fraction is given.
    fn needs(&self) -> Needs {
        Needs::Pixels
    }

    fn levels(&self, image: View<'_>, blocks: Blocks, seed: u64) -> Result<Levels> {
        let (height, width) = (image.height / blocks.stride, image.width / blocks.stride);
        let count = (height / blocks.side) * (width / blocks.side);
        let active = match (&self.like, self.fraction) {
            (Some(edges), _) => {
                let like = edges.levels(image, blocks, seed)?;
                let cells = like.as_slice().iter().filter(|&&level| level == 0).count();
                cells / (blocks.side * blocks.side)
            }
            (None, fraction) => (fraction.unwrap_or(0.0) * count as f64).round() as usize,
        };
        let mut flags = vec![false; count];
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        sample(&mut generator, count, active.min(count)).iter().for_each(|block| flags[block] = true);
        Levels::from_blocks(&flags, height, width, blocks.side, blocks.coarse)
    }

    /// That of the edges that it looks at for its number of blocks.
    fn cost(&self, height: usize, width: usize) -> MaskCost {
        self.like.as_ref().map_or(MaskCost::default(), |edges| edges.cost(height, width))
    }

    fn expected_active(&self) -> [f64; 2] {
        self.fraction.map_or([0.0, 1.0], |fraction| [fraction; 2])
    }

    fn draws(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::Mask;

    fn levels(mask: &Mask, seed: u64) -> Levels {
        // Bright in the left half: edges along the middle and the upper border.
        let pixels: Vec<f32> =
            (0..64 * 128).flat_map(|i| [if i % 128 < 64 { 1.0 } else { 0.0 }; 3]).collect();
        let view = View { pixels: &pixels, height: 64, width: 128, labels: None, keypoints: &[] };
        mask.levels(view, Blocks { stride: 8, side: 2, coarse: 1 }, seed).unwrap()
    }

    fn edge() -> Edges {
        Edges { threshold: 0.5, width: 3, absolute: true }
    }

    #[test]
    fn it_keeps_exactly_as_many_blocks_as_the_edges_it_is_like() {
        let edges = levels(&Mask::Edges(edge()), 0);
        assert!(edges.active_fraction() > 0.0 && edges.active_fraction() < 1.0);
        let random = Mask::Random(Random { fraction: None, like: Some(edge()) });
        for seed in 0..4 {
            assert_eq!(levels(&random, seed).active_fraction(), edges.active_fraction());
        }
        assert_ne!(levels(&random, 0), levels(&random, 1));
        assert_eq!(levels(&random, 1), levels(&random, 1));
    }

    #[test]
    fn it_costs_what_the_edges_it_is_like_cost() {
        let random = |fraction, like| Mask::Random(Random { fraction, like });
        assert_eq!(random(None, Some(edge())).cost(8, 16), Mask::Edges(edge()).cost(8, 16));
        assert_eq!(random(Some(0.5), None).cost(8, 16), MaskCost::default());
    }

    #[test]
    fn a_fraction_is_a_count_of_blocks() {
        let half = Mask::Random(Random { fraction: Some(0.5), like: None });
        assert_eq!(levels(&half, 3).active_fraction(), 0.5);
        assert_eq!(half.expected_active(), [0.5; 2]);
    }
}
