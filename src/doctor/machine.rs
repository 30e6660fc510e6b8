//! The processor, the kernels that it runs, threads and memory.

use super::{Finding, State};
use crate::kernels::peak::bfloat16_gain;
use crate::results::Machine;
use crate::system::isa::Isa;
use crate::system::{MemoryCapacity, memory_capacity};

/// One finding each.
pub fn machine() -> Vec<Finding> {
    let threads = rayon::current_num_threads();
    let machine = Machine::this(threads, &Isa::best().to_string(), "cpu");
    let names: Vec<String> = Isa::available().iter().map(Isa::to_string).collect();
    vec![
        processor(&machine),
        kernels(&names, bfloat16_gain()),
        Finding::new("threads", State::Ok, format!("{threads} in use; `--threads N` takes another number")),
        memory(memory_capacity()),
    ]
}

fn processor(machine: &Machine) -> Finding {
    let name = machine.cpu.as_deref().unwrap_or("of unknown name");
    let cores = machine.cores;
    let cores = if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") };
    Finding::new("processor", State::Ok, format!("{name}, {cores}; machine class {}", machine.class))
}

/// The families that this processor runs, the fastest first; it is the one that is used.
fn kernels(names: &[String], bfloat16_gain: Option<f64>) -> Finding {
    let bfloat16 = match bfloat16_gain {
        None => "no bfloat16, which needs AVX-512 BF16".to_owned(),
        Some(gain) => format!("bfloat16 too, {gain:.1} times as fast as float32"),
    };
    Finding::new("kernels", State::Ok, format!("{}; {bfloat16}", names.join(", ")))
}

fn memory(capacity: Option<MemoryCapacity>) -> Finding {
    let Some(MemoryCapacity { total, available }) = capacity else {
        return Finding::new("memory", State::Missing, "the system does not tell how much there is");
    };
    let gib = |bytes: u64| bytes as f64 / (1u64 << 30) as f64;
    Finding::new("memory", State::Ok, format!("{:.1} GiB of {:.1} are free", gib(available), gib(total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_shown_in_gib_and_an_unknown_one_is_no_zero() {
        let capacity = MemoryCapacity { total: 8 << 30, available: 3 << 29 };
        assert_eq!(memory(Some(capacity)).detail, "1.5 GiB of 8.0 are free");
        assert_eq!(memory(None).state, State::Missing);
    }

    #[test]
    fn kernels_are_listed_and_a_lack_of_bfloat16_is_explained() {
        let names = ["AVX2+FMA".to_owned(), "portable".to_owned()];
        assert_eq!(kernels(&names, None).detail, "AVX2+FMA, portable; no bfloat16, which needs AVX-512 BF16");
        let gain = Some(1.86);
        assert_eq!(
            kernels(&names, gain).detail,
            "AVX2+FMA, portable; bfloat16 too, 1.9 times as fast as float32"
        );
    }
}
