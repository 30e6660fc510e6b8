//! How much memory this process may use, where Linux's /proc and its control groups tell it.

use std::path::{Path, PathBuf};

/// Main memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryCapacity {
    /// What this process may use at most: the machine's memory, or less where a container or a job has a limit.
    pub total: u64,
    /// What could be used now without swapping.
    pub available: u64,
}

/// The memory of this machine and the limit of this process; `None` where the system does not tell.
pub fn memory_capacity() -> Option<MemoryCapacity> {
    let machine = of_machine(&std::fs::read_to_string("/proc/meminfo").ok()?)?;
    let group = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    Some(limited(machine, limits(&group, Path::new("/sys/fs/cgroup"))))
}

/// Reads `MemTotal:   123 kB` and `MemAvailable:   12 kB`.
fn of_machine(meminfo: &str) -> Option<MemoryCapacity> {
    let bytes = |name: &str| {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
    };
    Some(MemoryCapacity { total: bytes("MemTotal")?, available: bytes("MemAvailable")? })
}

/// Limit and present use of every control group (version 2) that the process is in, from its own up to the root.
fn limits(group: &str, mounted: &Path) -> Vec<(u64, u64)> {
    let Some(path) = group.lines().find_map(|line| line.strip_prefix("0::/")) else { return Vec::new() };
    let number = |folder: &Path, file: &str| -> Option<u64> {
        std::fs::read_to_string(folder.join(file)).ok()?.trim().parse().ok()
    };
    let folders: Vec<PathBuf> = Path::new(path).ancestors().map(|part| mounted.join(part)).collect();
    // A group without a limit holds the word `max` there, and the root group has no such file.
    folders.iter().filter_map(|at| Some((number(at, "memory.max")?, number(at, "memory.current")?))).collect()
}

fn limited(machine: MemoryCapacity, limits: Vec<(u64, u64)>) -> MemoryCapacity {
    limits.into_iter().fold(machine, |capacity, (limit, used)| MemoryCapacity {
        total: capacity.total.min(limit),
        available: capacity.available.min(limit.saturating_sub(used)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: MemoryCapacity = MemoryCapacity { total: 8 << 20, available: 6 << 20 };

    #[test]
    fn the_machines_memory_is_read_in_bytes() {
        let text = "MemTotal:        8192 kB\nMemFree:  1 kB\nMemAvailable:    6144 kB\n";
        assert_eq!(of_machine(text), Some(MACHINE));
        assert_eq!(of_machine("MemTotal: much\nMemAvailable: 1 kB\n"), None);
    }

    #[test]
    fn the_tightest_group_above_the_process_limits_it() {
        let mounted = tempfile::tempdir().unwrap();
        let job = mounted.path().join("slurm/job");
        std::fs::create_dir_all(&job).unwrap();
        for (folder, limit, used) in
            [(&job, "max", "1"), (&mounted.path().join("slurm"), "4194304", "1048576")]
        {
            std::fs::write(folder.join("memory.max"), format!("{limit}\n")).unwrap();
            std::fs::write(folder.join("memory.current"), format!("{used}\n")).unwrap();
        }
        let found = limits("1:name=other:/x\n0::/slurm/job\n", mounted.path());
        assert_eq!(found, [(4 << 20, 1 << 20)]);
        assert_eq!(limited(MACHINE, found), MemoryCapacity { total: 4 << 20, available: 3 << 20 });
        assert_eq!(limited(MACHINE, limits("", mounted.path())), MACHINE);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_machine_has_memory() {
        let MemoryCapacity { total, available } = memory_capacity().unwrap();
        assert!(0 < available && available <= total, "{available} of {total}");
    }
}
