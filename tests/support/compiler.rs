//! The C++ compiler of this machine, for kernels that the CPU plays.

use std::path::Path;
use std::process::Command;

/// Makes a library of a source below `src/cuda/shim`; false, and a line that says so, where there is no compiler.
pub fn library(source: &str, file: &Path) -> bool {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cuda/shim").join(source);
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
    let compile = |flags: &[&str]| {
        let mut command = Command::new(&compiler);
        command.args(["-std=c++17", "-O3", "-shared", "-fPIC"]).args(flags);
        command.arg("-o").arg(file).arg(&source).arg("-ldl").output()
    };
    // With the processor's own fused multiply–add the tests take a quarter of the time; not every compiler knows the flag.
    let fast = compile(&["-march=native"]);
    let output = if fast.as_ref().is_ok_and(|output| output.status.success()) { fast } else { compile(&[]) };
    match output {
        Err(missing) => {
            eprintln!("not tested: CUDA kernels on the CPU ({compiler}: {missing})");
            false
        }
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
    }
}
