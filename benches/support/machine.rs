//! What a measurement was made on.

use cadbench::system::isa::Isa;

/// CPU, instruction set and threads, in one line.
pub fn description() -> String {
    format!("{}, {}, {} threads", cpu(), Isa::best(), rayon::current_num_threads())
}

/// The class of machines whose times may be compared with these, as rows of results name it.
pub fn class() -> String {
    cadbench::results::Machine::this(rayon::current_num_threads(), &Isa::best().to_string(), "cpu").class
}

/// The CPU's name where the system tells it, else its architecture.
fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim());
    name.unwrap_or(std::env::consts::ARCH).to_owned()
}
