//! State dicts: parameters and running statistics as PyTorch lays them out, to and from safetensors.

use super::Parameters;
use crate::ops::{Device, RowOps};

/// What the running statistics of a norm are called behind its name.
pub(super) const RUNNING: [&str; 2] = ["running_mean", "running_var"];

/// A named array in PyTorch's layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// State-dict name, as in `backbone.layer1.0.bn1.running_mean`.
    pub name: String,
    /// PyTorch's shape: [c_out, c_in, k, k], or [channels].
    pub shape: Vec<usize>,
    /// Row-major in that shape.
    pub values: Vec<f32>,
}

impl Array {
    /// From values in this crate's layout: [k²·c_in, c_out] for a convolution.
    pub fn from_rows(name: String, shape: Vec<usize>, values: &[f32]) -> Self {
        Array { name, values: to_torch(values, &shape), shape }
    }

    /// The values in this crate's layout.
    pub fn to_rows(&self) -> Vec<f32> {
        from_torch(&self.values, &self.shape)
    }
}

/// [k²·c_in, c_out] → [c_out, c_in, k²].
fn to_torch(values: &[f32], shape: &[usize]) -> Vec<f32> {
    let [c_out, c_in, ..] = *shape else { return values.to_vec() };
    let taps = values.len() / (c_out * c_in);
    let at = |o: usize, i: usize, t: usize| values[(t * c_in + i) * c_out + o];
    let rows = (0..c_out).flat_map(|o| (0..c_in).map(move |i| (o, i)));
    rows.flat_map(|(o, i)| (0..taps).map(move |t| at(o, i, t))).collect()
}

/// [c_out, c_in, k²] → [k²·c_in, c_out].
fn from_torch(values: &[f32], shape: &[usize]) -> Vec<f32> {
    let [c_out, c_in, ..] = *shape else { return values.to_vec() };
    let taps = values.len() / (c_out * c_in);
    let at = |t: usize, i: usize, o: usize| values[(o * c_in + i) * taps + t];
    let rows = (0..taps).flat_map(|t| (0..c_in).map(move |i| (t, i)));
    rows.flat_map(|(t, i)| (0..c_out).map(move |o| at(t, i, o))).collect()
}

impl<D: Device> Parameters<D> {
    /// Everything that a checkpoint holds, in the order of the layers.
    pub fn state<O: RowOps<Device = D>>(&self, ops: &O) -> Vec<Array> {
        let trained = self.list().iter().map(|parameter| {
            Array::from_rows(parameter.name.clone(), parameter.shape.clone(), &ops.to_vec(&parameter.tensor))
        });
        let running = self.statistics().iter().flat_map(|(name, running)| {
            let array = |suffix: &str, values: &[f32]| Array {
                name: format!("{name}.{suffix}"),
                shape: vec![values.len()],
                values: values.to_vec(),
            };
            let [mean, variance] = RUNNING;
            [array(mean, &running.mean), array(variance, &running.variance)]
        });
        trained.chain(running).collect()
    }
}
