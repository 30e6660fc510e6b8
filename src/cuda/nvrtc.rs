//! The kernels compile for the GPUs that they are meant for: by NVIDIA's compiler, which needs no GPU.

use std::ffi::{CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};

use libloading::Library;

use super::SOURCE;

/// NVIDIA's compiler: a library, and another one that it opens by name.
struct Nvrtc {
    library: Library,
    _builtins: Library,
}

type Program = *mut c_void;

impl Nvrtc {
    /// The one in the folder `CADBENCH_NVRTC` or in target/nvrtc; `None`, and a line that says so, without one.
    fn find() -> Option<Self> {
        let folder = std::env::var_os("CADBENCH_NVRTC").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/nvrtc"));
        let (library, builtins) = (file(&folder, "libnvrtc.so"), file(&folder, "libnvrtc-builtins.so"));
        let (Some(library), Some(builtins)) = (library, builtins) else {
            eprintln!("not tested: CUDA kernels with NVIDIA's compiler (`make check-kernels` installs it)");
            return None;
        };
        // SAFETY: the vendor's libraries, whose initialisers are their own.
        unsafe {
            let _builtins = Library::new(builtins).unwrap();
            Some(Nvrtc { library: Library::new(library).unwrap(), _builtins })
        }
    }

    /// What the compiler says, and whether it was content.
    fn compile(&self, architecture: &str) -> (String, bool) {
        let source = CString::new(SOURCE).unwrap();
        let options = [format!("--gpu-architecture={architecture}"), "--std=c++17".into()]
            .map(|option| CString::new(option).unwrap());
        let pointers = options.each_ref().map(|option| option.as_ptr());
        // SAFETY: the functions have these signatures (nvrtc.h); every pointer lives as long as its call.
        unsafe {
            type Strings = *const *const c_char;
            type Create = unsafe extern "C" fn(
                *mut Program,
                *const c_char,
                *const c_char,
                c_int,
                Strings,
                Strings,
            ) -> c_int;
            let create = self.library.get::<Create>(b"nvrtcCreateProgram").unwrap();
            let mut program = std::ptr::null_mut();
            let (name, none) = (c"cadbench.cu".as_ptr(), std::ptr::null());
            assert_eq!(create(&mut program, source.as_ptr(), name, 0, none, none), 0);
            type Compile = unsafe extern "C" fn(Program, c_int, Strings) -> c_int;
            let compile = self.library.get::<Compile>(b"nvrtcCompileProgram").unwrap();
            let content = compile(program, pointers.len() as c_int, pointers.as_ptr()) == 0;
            let size = self
                .library
                .get::<unsafe extern "C" fn(Program, *mut usize) -> c_int>(b"nvrtcGetProgramLogSize");
            let log =
                self.library.get::<unsafe extern "C" fn(Program, *mut u8) -> c_int>(b"nvrtcGetProgramLog");
            let mut bytes = 0;
            assert_eq!(size.unwrap()(program, &mut bytes), 0);
            let mut said = vec![0; bytes];
            assert_eq!(log.unwrap()(program, said.as_mut_ptr()), 0);
            let destroy =
                self.library.get::<unsafe extern "C" fn(*mut Program) -> c_int>(b"nvrtcDestroyProgram");
            destroy.unwrap()(&mut program);
            (String::from_utf8_lossy(&said).trim_end_matches('\0').to_owned(), content)
        }
    }
}

/// The first file below a folder whose name begins so.
fn file(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let begins = |path: &PathBuf| path.file_name().is_some_and(|own| own.to_string_lossy().starts_with(name));
    let own = entries.iter().find(|path| path.is_file() && begins(path)).cloned();
    own.or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| file(path, name)))
}

#[test]
fn the_kernels_compile_for_ampere_and_hopper_without_a_warning() {
    let Some(nvrtc) = Nvrtc::find() else { return };
    for architecture in ["sm_80", "sm_90"] {
        let (said, content) = nvrtc.compile(architecture);
        assert!(content, "{architecture}: {said}");
        assert_eq!(said, "", "{architecture}");
        eprintln!("the kernels compile for {architecture}");
    }
}
