//! On which device networks run. It decides how fast a run is and its last bits, so rows name it; it is no part of a
//! configuration and of its hash.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// `cpu`, `cuda` (the first GPU), `cuda:1`, or `cuda-or-cpu`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The machine's processor.
    #[default]
    Cpu,
    /// The GPU of this number, from 0.
    Cuda(usize),
    /// The first GPU, or the CPU where there is none that can be used.
    CudaOrCpu,
}

impl FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().map(Device::Cuda);
        match text {
            "cpu" => Ok(Device::Cpu),
            "cuda" => Ok(Device::Cuda(0)),
            "cuda-or-cpu" => Ok(Device::CudaOrCpu),
            _ => text.strip_prefix("cuda:").and_then(number).ok_or_else(|| {
                format!("there is no device `{text}`; the devices are cpu, cuda, cuda:1, …, cuda-or-cpu")
            }),
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => write!(f, "cpu"),
            Device::Cuda(number) => write!(f, "cuda:{number}"),
            Device::CudaOrCpu => write!(f, "cuda-or-cpu"),
        }
    }
}

impl<'de> Deserialize<'de> for Device {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Device {
    fn schema_name() -> Cow<'static, str> {
        "Device".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "enum": ["cpu", "cuda", "cuda-or-cpu"] }, { "type": "string", "pattern": "^cuda:[0-9]+$" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn devices_have_names() {
        for (text, device) in [
            ("cpu", Device::Cpu),
            ("cuda:0", Device::Cuda(0)),
            ("cuda:3", Device::Cuda(3)),
            ("cuda-or-cpu", Device::CudaOrCpu),
        ] {
            assert_eq!(text.parse(), Ok(device));
            assert_eq!(device.to_string(), text);
        }
        assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
        for wrong in ["gpu", "cuda:", "cuda:-1", "CUDA"] {
            let message = wrong.parse::<Device>().unwrap_err();
            assert_eq!(
                message,
                format!("there is no device `{wrong}`; the devices are cpu, cuda, cuda:1, …, cuda-or-cpu")
            );
        }
    }
}
