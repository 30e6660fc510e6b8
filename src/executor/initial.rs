//! Initial values: He's normal, as torchvision draws its ResNets (fan out) and the authors their heads (fan in). Both fans count the
//! channels of one group; PyTorch's fan out counts all of them, which norms behind such layers even out.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::graph::Part;
use crate::ops::{Initial, ParameterSpec};

/// The generator of one tensor: from the run's seed and the tensor's name.
fn generator(seed: u64, name: &str) -> ChaCha8Rng {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(name.as_bytes());
    ChaCha8Rng::from_seed(*hasher.finalize().as_bytes())
}

/// A standard normal pair by Box and Muller: the library function would tie results to its version.
fn normal_pair(rng: &mut ChaCha8Rng) -> [f64; 2] {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * rng.random::<f64>();
    [radius * angle.cos(), radius * angle.sin()]
}

/// What a tensor of a name and a part begins as, in this crate's layout ([k²·c_in, c_out] for a convolution).
pub fn values(name: &str, spec: &ParameterSpec, part: Part, seed: u64) -> Vec<f32> {
    let count = spec.elements();
    match spec.initial {
        Initial::Constant(value) => vec![value; count],
        Initial::He { fan_in, fan_out } => {
            // The authors draw the estimator of a learned mask as they do the backbone.
            let fan = if part == Part::Head { fan_in } else { fan_out };
            let deviation = (2.0 / fan as f64).sqrt();
            let mut rng = generator(seed, name);
            let pairs = std::iter::repeat_with(|| normal_pair(&mut rng)).flatten();
            pairs.take(count).map(|z| (z * deviation) as f32).collect()
        }
        Initial::Uniform { bound } => {
            let mut rng = generator(seed, name);
            (0..count).map(|_| (bound * (2.0 * rng.random::<f64>() - 1.0)) as f32).collect()
        }
    }
}
