//! Reads an experiment file together with the files that it extends.

use std::path::{Path, PathBuf};

use super::merge::merge;
use crate::yaml::{Entry, Node, Value, did_you_mean, is_yaml, parse_file};
use crate::{Error, Result};

/// The file with everything it extends merged under it, without the key `extends`.
///
/// # Errors
/// When a file of the chain cannot be read, is no mapping, or extends itself.
pub(super) fn load(file: &Path) -> Result<Node> {
    load_chain(file, &mut Vec::new())
}

/// `chain` holds the files that lead here, as the system knows them.
fn load_chain(file: &Path, chain: &mut Vec<PathBuf>) -> Result<Node> {
    chain.push(canonical(file)?);
    let mut node = parse_file(file)?;
    let Value::Mapping(mapping) = &mut node.value else {
        // What it is instead is not quoted: a key or a list of passwords, named by mistake, reads as one text.
        let what = format!("an experiment is a mapping of settings, not {}", node.kind());
        return Err(node.place.mark(Error::new(what)));
    };
    match mapping.take("extends") {
        None => Ok(node),
        Some(extends) => Ok(merge(load_base(file, &extends, chain)?, node)),
    }
}

fn load_base(file: &Path, extends: &Entry, chain: &mut Vec<PathBuf>) -> Result<Node> {
    let mark = |error: Error| extends.place().mark(error);
    let Some(name) = extends.value.as_text() else {
        let what = format!("extends: expected a file, found {}", extends.value.describe());
        return Err(mark(Error::new(what)));
    };
    if !is_yaml(Path::new(name)) {
        let error = Error::new("extends: a file of settings ends in .yaml or .yml");
        return Err(mark(error).help("name an experiment file; no other file is read"));
    }
    let base: PathBuf = file.parent().unwrap_or(Path::new("")).join(name).components().collect();
    let base_canonical = canonical(&base).map_err(mark)?;
    if let Some(first) = chain.iter().position(|seen| *seen == base_canonical) {
        let circle: Vec<_> = chain[first..].iter().filter_map(|file| file.file_name()).collect();
        let circle: Vec<_> = circle.iter().map(|name| name.to_string_lossy()).collect();
        let what = format!("extends: {} → {name} goes in a circle", circle.join(" → "));
        return Err(mark(Error::new(what)));
    }
    load_chain(&base, chain)
}

fn canonical(file: &Path) -> Result<PathBuf> {
    std::fs::canonicalize(file).map_err(|cause| {
        let error = Error::new(format!("cannot read {}: {cause}", file.display())).at(file.display());
        match neighbour(file) {
            Some(help) => error.help(help),
            None => error,
        }
    })
}

/// A file beside the missing one whose name is close to it.
fn neighbour(file: &Path) -> Option<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
        .collect();
    names.sort();
    did_you_mean(file.file_name()?.to_str()?, names.iter().map(String::as_str))
}
