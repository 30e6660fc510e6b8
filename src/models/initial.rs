//! Initial values: He's normal, as torchvision draws backbones (fan out) and the authors their heads (fan in).

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Part;
use super::survey::Layer;

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

/// A convolution's weight [k²·c_in, c_out].
pub fn conv(layer: &Layer, kernel: usize, seed: u64) -> Vec<f32> {
    let count = kernel * kernel * layer.c_in * layer.c_out;
    // The authors draw the estimator of a learned mask as they do the backbone.
    let fan = kernel * kernel * if layer.part == Part::Head { layer.c_in } else { layer.c_out };
    let deviation = (2.0 / fan as f64).sqrt();
    let mut rng = generator(seed, &format!("{}.weight", layer.name));
    let pairs = std::iter::repeat_with(|| normal_pair(&mut rng)).flatten();
    pairs.take(count).map(|z| (z * deviation) as f32).collect()
}

/// A convolution's bias: uniform within ±1/√fan_in, PyTorch's default.
pub fn conv_bias(layer: &Layer, kernel: usize, seed: u64) -> Vec<f32> {
    let bound = 1.0 / ((kernel * kernel * layer.c_in) as f64).sqrt();
    let mut rng = generator(seed, &format!("{}.bias", layer.name));
    (0..layer.c_out).map(|_| (bound * (2.0 * rng.random::<f64>() - 1.0)) as f32).collect()
}
