//! Where the weights file of an experiment lies on this machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};

/// The file that an experiment names: relative to the project's root, or below the folder in an environment
/// variable (`$NAME/resnet50.pth`).
///
/// # Errors
/// When the variable is not set or the file is not there; says what to set. No mistake in itself:
/// experiments with other weights go on.
pub fn locate(named: &Path, project_root: &Path) -> Result<PathBuf> {
    locate_with(named, project_root, |variable| std::env::var_os(variable))
}

pub(super) fn locate_with(
    named: &Path,
    project_root: &Path,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf> {
    let missing = |why: String| {
        let what = format!("the weights {} are not on this machine: {why}", named.display());
        Error::new(what).of_kind(Kind::NotHere)
    };
    let Some((variable, rest)) = variable(named) else {
        let path = project_root.join(named);
        let absent = || {
            missing("there is no such file".to_owned())
                .help("put the file there, or change `network: {weights: {file: …}}`")
        };
        return if path.is_file() { Ok(path) } else { Err(absent()) };
    };
    let set = format!("set {variable} to the folder that holds {}", rest.display());
    let Some(folder) = environment(variable).filter(|folder| !folder.is_empty()) else {
        return Err(missing(format!("{variable} is not set")).help(set));
    };
    let path = Path::new(&folder).join(rest);
    if path.is_file() {
        Ok(path)
    } else {
        Err(missing(format!("there is no file {}", path.display())).help(set))
    }
}

/// `$NAME/rest` as NAME and rest.
fn variable(named: &Path) -> Option<(&str, &Path)> {
    let mut parts = named.components();
    let variable = parts.next()?.as_os_str().to_str()?.strip_prefix('$')?;
    Some((variable, parts.as_path()))
}
