//! Whether a network's values are numbers.

use super::Parameters;
use super::state::RUNNING;
use crate::kernels::rows::finite::all_finite;
use crate::ops::{Device, RowOps};

impl<D: Device> Parameters<D> {
    /// Names of the trained tensors that hold anything but finite numbers, in the order of the layers.
    pub fn not_finite<O: RowOps<Device = D>>(&self, ops: &O) -> Vec<String> {
        let odd = self.list().iter().filter(|parameter| !ops.is_finite(&parameter.tensor));
        odd.map(|parameter| parameter.name.clone()).collect()
    }

    /// The same of running statistics.
    pub fn statistics_not_finite(&self) -> Vec<String> {
        let odd = self.statistics().iter().flat_map(|(norm, running)| {
            let [mean, variance] = RUNNING;
            let odd = [(mean, &running.mean), (variance, &running.variance)];
            odd.into_iter()
                .filter(|(_, values)| !all_finite(values))
                .map(move |(suffix, _)| format!("{norm}.{suffix}"))
        });
        odd.collect()
    }
}
