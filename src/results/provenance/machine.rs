//! The machine a run was made on.

use serde::{Deserialize, Serialize};

/// What times depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Machines whose times may be compared with each other: processor, instruction set, device.
    pub class: String,
    /// The processor's name; `None` where the system does not tell.
    pub cpu: Option<String>,
    /// Logical cores that this process may use.
    pub cores: usize,
    /// Threads in use.
    pub threads: usize,
    /// Instruction set of the kernels.
    pub isa: String,
    /// Where tensors live: `cpu`, or a GPU's name.
    pub device: String,
    /// Operating system and architecture.
    pub os: String,
}

impl Machine {
    /// This machine.
    pub fn this(threads: usize, isa: &str, device: &str) -> Machine {
        Machine::described(
            &std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default(),
            threads,
            isa,
            device,
        )
    }

    fn described(cpuinfo: &str, threads: usize, isa: &str, device: &str) -> Machine {
        let field = |name: &str| field(cpuinfo, name);
        let cpu = field("model name");
        let name = cpu.unwrap_or(std::env::consts::ARCH).split(" @ ").next().unwrap_or_default();
        // A GPU's name; its driver may change.
        let card = device.split(',').next().unwrap_or_default();
        // A virtual machine's name can be as vague as "AMD EPYC"; family and model tell generations apart.
        let parts =
            [Some(name), field("cpu family"), field("model"), Some(isa), (device != "cpu").then_some(card)];
        Machine {
            class: parts.into_iter().flatten().map(slug).collect::<Vec<_>>().join("-"),
            cpu: cpu.map(str::to_string),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            threads,
            isa: isa.into(),
            device: device.into(),
            os: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

/// The first core's entry.
fn field<'a>(cpuinfo: &'a str, name: &str) -> Option<&'a str> {
    cpuinfo
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, v)| v.trim())
}

/// Lower case, words joined by hyphens, without trade-mark signs.
fn slug(text: &str) -> String {
    let plain = text.to_lowercase().replace("(r)", "").replace("(tm)", "");
    let words =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !["", "cpu", "processor"].contains(word));
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_names_processor_generation_and_instruction_set() {
        let cpuinfo = "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 143\n\
            model name\t: Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz\n\nprocessor\t: 1\ncpu family\t: 7\n";
        let machine = Machine::described(cpuinfo, 2, "avx512", "cpu");
        assert_eq!(machine.class, "intel-xeon-platinum-8488c-6-143-avx512");
        assert_eq!(machine.cpu.as_deref(), Some("Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz"));
    }

    #[test]
    fn a_gpu_makes_another_class() {
        let machine = Machine::described(
            "",
            2,
            "portable",
            "NVIDIA H100, capability 9.0, driver for CUDA 12.8, 79.2 GiB",
        );
        assert_eq!(machine.class, format!("{}-portable-nvidia-h100", slug(std::env::consts::ARCH)));
        assert_eq!(machine.cpu, None);
    }
}
