//! Is a precision worth asking for on this machine?

use std::sync::OnceLock;

use crate::device::Device;
use crate::engine::Precision;
use crate::kernels::peak::bfloat16_gain;

/// A gain that is worth less exact numbers.
const WORTH: f64 = 1.05;

/// A sentence on bfloat16 where it is asked for and this processor is no faster with it than with float32; measured once.
pub fn remark(asked: impl IntoIterator<Item = Precision>, device: Device) -> Option<String> {
    static GAIN: OnceLock<Option<f64>> = OnceLock::new();
    let on_cpu = matches!(device, Device::Cpu);
    let asks = on_cpu && asked.into_iter().any(|precision| precision == Precision::Bfloat16);
    if asks { slow(*GAIN.get_or_init(bfloat16_gain)) } else { None }
}

fn slow(gain: Option<f64>) -> Option<String> {
    let gain = gain.filter(|&gain| gain < WORTH)?;
    Some(format!(
        "remark: this processor multiplies bfloat16 {gain:.2} times as fast as float32: leave `precision` out for times, and keep it for \
         scores alone"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_precision_that_is_slower_than_it_seems_is_worth_a_word() {
        assert_eq!(slow(None), None);
        assert_eq!(slow(Some(1.9)), None);
        assert!(slow(Some(0.59)).unwrap().contains("bfloat16 0.59 times as fast"));
        assert_eq!(remark([Precision::Float32], Device::Cpu), None);
        assert_eq!(remark([Precision::Bfloat16], Device::Cuda(0)), None);
    }
}
