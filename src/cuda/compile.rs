//! From the kernels' source to code for one kind of GPU, by NVIDIA's run-time compiler; compiled once and kept.

use std::ffi::{CStr, CString};
use std::path::PathBuf;

use cudarc::nvrtc::{result, sys};

use super::SOURCE;
use super::info::driver_version;
use crate::error::Context;
use crate::{Error, Result, files};

/// Code for a compute capability, of the cache or compiled now.
///
/// # Errors
/// When the compiler is missing or does not know such GPUs.
pub fn compiled(capability: (i32, i32)) -> Result<Compiled> {
    let (major, minor) = compiler_version()?;
    let architecture = format!("sm_{}{}", capability.0, capability.1);
    let key = blake3::hash(format!("{architecture} {major}.{minor}\n{SOURCE}").as_bytes()).to_hex();
    let kept = cache().map(|folder| folder.join(format!("kernels-{}.cubin", &key[..16])));
    if let Some(code) = kept.as_ref().and_then(|file| std::fs::read(file).ok()) {
        return Ok(Compiled { code, kept });
    }
    let code = compile(&architecture)?;
    if let Some(file) = &kept {
        // A cache that cannot be written costs the seconds of compiling again, nothing else.
        let folder = file.parent().map_or(Ok(()), files::make_folder);
        let _ = folder.and_then(|()| files::write_whole(file, &code));
    }
    Ok(Compiled { code, kept: None })
}

/// The version of CUDA's run-time compiler, major and minor: one whose code the driver can load.
///
/// # Errors
/// When the compiler is missing, or newer than the driver, which must be there ([`super::count`] tells).
pub fn compiler_version() -> Result<(i32, i32)> {
    // SAFETY: it loads the compiler's library and lets go of it; its initialisers are the vendor's own.
    if !unsafe { sys::is_culib_present() } {
        return Err(Error::new("CUDA's run-time compiler is missing (libnvrtc.so is not found)")
            .help("install it (it is part of the CUDA toolkit) or name its folder in LD_LIBRARY_PATH"));
    }
    let (mut major, mut minor) = (0, 0);
    // SAFETY: the library is there and writes two integers to the given places.
    unsafe { sys::nvrtcVersion(&mut major, &mut minor) }.result().map_err(refused)?;
    let driver = driver_version()?;
    if major > driver.0 {
        return Err(Error::new(format!(
            "CUDA's run-time compiler is of version {major}.{minor}, the driver knows CUDA {}.{} only",
            driver.0, driver.1
        ))
        .help("install a newer driver, or a CUDA toolkit of the driver's version"));
    }
    Ok((major, minor))
}

/// Code, and the file of the cache that it was read from.
pub struct Compiled {
    pub code: Vec<u8>,
    pub kept: Option<PathBuf>,
}

/// Where programs of this user keep what they can make again.
fn cache() -> Option<PathBuf> {
    let named = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")))?;
    Some(folder.join("cadbench"))
}

fn compile(architecture: &str) -> Result<Vec<u8>> {
    let source = CString::new(SOURCE).context("the kernels cannot be compiled", "src/cuda")?;
    let program = result::create_program(&source, Some(c"cadbench.cu")).map_err(refused)?;
    let options = [format!("--gpu-architecture={architecture}"), "--std=c++17".to_owned()];
    // SAFETY: the program was created above and is destroyed below.
    let compiled = unsafe { result::compile_program(program, &options) };
    let code = compiled.map_err(|cause| {
        // SAFETY: the program is alive; its log is a string that ends with a zero.
        let log = unsafe { result::get_program_log(program) }.unwrap_or_default();
        let log: Vec<u8> = log.into_iter().map(|c| c as u8).collect();
        let log = CStr::from_bytes_until_nul(&log).unwrap_or_default().to_string_lossy().into_owned();
        Error::new(format!("the kernels do not compile for {architecture}: {cause}\n{log}"))
            .help("a newer CUDA toolkit knows newer cards; `--device cpu` does without")
    });
    let code = code.and_then(|()| code_of(program));
    // SAFETY: nothing uses the program after this.
    unsafe { result::destroy_program(program) }.map_err(refused)?;
    code
}

fn code_of(program: sys::nvrtcProgram) -> Result<Vec<u8>> {
    let mut size = 0;
    // SAFETY: the program is compiled; the library writes one size.
    unsafe { sys::nvrtcGetCUBINSize(program, &mut size) }.result().map_err(refused)?;
    let mut code = vec![0u8; size];
    // SAFETY: the buffer is as large as the library said.
    unsafe { sys::nvrtcGetCUBIN(program, code.as_mut_ptr().cast()) }.result().map_err(refused)?;
    Ok(code)
}

fn refused(cause: result::NvrtcError) -> Error {
    Error::new(format!("CUDA's run-time compiler failed: {cause}"))
        .help("its version must fit the driver's (`nvidia-smi`); `--device cpu` does without")
}
