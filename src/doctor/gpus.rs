//! GPUs, and what running on them and training on them needs.

use super::{Finding, State};
use crate::cuda::{self, GpuInfo};
use crate::{Error, Result};

/// What the driver and CUDA's compiler say.
pub fn gpus() -> Vec<Finding> {
    found(cuda::count(), cuda::info, cuda::compiler_version, cfg!(feature = "cuda"))
}

fn found(
    count: Result<Option<usize>>,
    info: impl Fn(usize) -> Result<GpuInfo>,
    compiler: impl Fn() -> Result<(i32, i32)>,
    trains: bool,
) -> Vec<Finding> {
    let wrong = |name: &str, error: &Error| Finding::new(name, State::Wrong, error.what());
    let count = match count {
        Ok(Some(0)) => {
            let help = "CUDA_VISIBLE_DEVICES hides some; `nvidia-smi` tells what there is";
            return vec![Finding::new("GPU", State::Missing, "the driver shows no GPU").with_help(help)];
        }
        Ok(Some(count)) => count,
        Ok(None) => {
            let none = "no NVIDIA driver (libcuda.so is not found); the CPU does everything";
            return vec![Finding::new("GPU", State::Missing, none)];
        }
        Err(error) => return vec![wrong("GPU", &error)],
    };
    let each = (0..count).map(|number| {
        let name = format!("GPU cuda:{number}");
        match info(number) {
            Ok(gpu) => Finding::new(name, State::Ok, gpu.to_string()),
            Err(error) => wrong(&name, &error),
        }
    });
    let mut findings: Vec<Finding> = each.collect();
    findings.push(match compiler() {
        Ok((major, minor)) => Finding::new("GPU compiler", State::Ok, format!("CUDA {major}.{minor}")),
        Err(error) => {
            let finding = Finding::new("GPU compiler", State::Missing, error.what());
            error.advice().into_iter().fold(finding, Finding::with_help)
        }
    });
    findings.push(match trains {
        true => Finding::new("GPU training", State::Ok, "this program was built with `--features cuda`"),
        false => Finding::new(
            "GPU training",
            State::Missing,
            "build the program with `--features cuda` (docs/gpu.md)",
        ),
    });
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> String {
        let line = |one: &Finding| format!("{} {}: {}\n", one.state.word(), one.name, one.detail);
        findings.iter().map(line).collect()
    }

    fn gpu(number: usize) -> Result<GpuInfo> {
        match number {
            0 => Ok(GpuInfo { name: "H100".into(), capability: (9, 0), driver: (12, 8), memory: 80 << 30 }),
            _ => Err(Error::new("K80 is too old: compute capability 3.7")),
        }
    }

    #[test]
    fn without_a_driver_or_a_gpu_there_is_one_plain_line() {
        let compiler = || Ok((12, 8));
        insta::assert_snapshot!(lines(&found(Ok(None), gpu, compiler, false)), @"missing GPU: no NVIDIA driver (libcuda.so is not found); the CPU does everything");
        insta::assert_snapshot!(lines(&found(Ok(Some(0)), gpu, compiler, false)), @"missing GPU: the driver shows no GPU");
        let refused = Err(Error::new("the GPU cannot be used: no answer"));
        insta::assert_snapshot!(lines(&found(refused, gpu, compiler, false)), @"wrong GPU: the GPU cannot be used: no answer");
    }

    #[test]
    fn every_gpu_has_a_line_with_what_running_and_training_on_it_needs() {
        let missing = || Err(Error::new("CUDA's run-time compiler is missing").help("install it"));
        insta::assert_snapshot!(lines(&found(Ok(Some(2)), gpu, missing, false)), @"
        ok GPU cuda:0: H100, capability 9.0, driver for CUDA 12.8, 80.0 GiB
        wrong GPU cuda:1: K80 is too old: compute capability 3.7
        missing GPU compiler: CUDA's run-time compiler is missing
        missing GPU training: build the program with `--features cuda` (docs/gpu.md)
        ");
        insta::assert_snapshot!(lines(&found(Ok(Some(1)), gpu, || Ok((12, 8)), true)), @"
        ok GPU cuda:0: H100, capability 9.0, driver for CUDA 12.8, 80.0 GiB
        ok GPU compiler: CUDA 12.8
        ok GPU training: this program was built with `--features cuda`
        ");
    }
}
