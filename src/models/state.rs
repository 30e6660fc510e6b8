//! State dicts: parameters and running statistics as PyTorch lays them out, to and from safetensors.

use dfdx::prelude::Device;

use super::Parameters;
use crate::ops::RowOps;
use crate::{Error, Result};

/// A named array in PyTorch's layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    pub name: String,
    pub shape: Vec<usize>,
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

impl<D: Device<f32>> Parameters<D> {
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
            [array("running_mean", &running.mean), array("running_var", &running.variance)]
        });
        trained.chain(running).collect()
    }

    /// Takes every value from a state dict; names that the network does not have are left alone.
    ///
    /// # Errors
    /// Lists all names that are missing or have another shape.
    pub fn load<O: RowOps<Device = D>>(&mut self, ops: &O, state: &[Array]) -> Result<()> {
        let mut faults = Vec::new();
        let mut find = |name: &str, shape: &[usize]| {
            let found = state.iter().find(|array| array.name == name);
            match found {
                None => faults.push(format!("{name} is missing")),
                Some(array) if array.shape != shape => {
                    faults.push(format!("{name} is {:?}, not {shape:?}", array.shape));
                }
                Some(array) => return Some(array),
            }
            None
        };
        for parameter in self.list_mut() {
            if let Some(array) = find(&parameter.name, &parameter.shape) {
                let channels = array.shape[0];
                parameter.tensor = ops.rows_from(array.to_rows(), array.values.len() / channels, channels)?;
            }
        }
        for (name, running) in self.statistics_mut() {
            let shape = [running.mean.len()];
            if let Some(array) = find(&format!("{name}.running_mean"), &shape) {
                running.mean.clone_from(&array.values);
            }
            if let Some(array) = find(&format!("{name}.running_var"), &shape) {
                running.variance.clone_from(&array.values);
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::new(format!("the weights do not fit the network:\n  {}", faults.join("\n  ")))
            .help("use weights of the same network, width and number of classes"))
    }
}
