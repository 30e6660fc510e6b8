//! All files of the crate, and where in them a name leads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::file::File;
use super::names::Named;

/// All files of the crate.
pub struct Tree {
    pub files: Vec<File>,
    modules: BTreeMap<Vec<String>, usize>,
}

impl Tree {
    pub fn new(sources: &[(&str, &str)]) -> Self {
        let mut files: Vec<File> = sources.iter().map(|(path, source)| File::new(path, source)).collect();
        let of_file = |file: &File| {
            let inner = |name: &String| [file.module.as_slice(), std::slice::from_ref(name)].concat();
            file.test_modules.iter().map(inner).collect::<Vec<_>>()
        };
        let tests: BTreeSet<Vec<String>> = files.iter().flat_map(of_file).collect();
        for file in &mut files {
            file.is_test |= (1..=file.module.len()).any(|length| tests.contains(&file.module[..length]));
        }
        let modules = files.iter().enumerate().filter(|(_, file)| file.path != "src/main.rs");
        let modules = modules.map(|(number, file)| (file.module.clone(), number)).collect();
        Self { files, modules }
    }

    pub fn read(root: &Path) -> Self {
        let (mut folders, mut sources) = (vec![root.join("src")], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                    sources.push((name, std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        sources.sort();
        Self::new(&sources.iter().map(|(path, source)| (path.as_str(), source.as_str())).collect::<Vec<_>>())
    }

    /// The files that are no tests and no roots of the crate, by number.
    pub fn in_rooms(&self) -> impl Iterator<Item = (usize, &File, &str)> {
        let files = self.files.iter().enumerate().filter(|(_, file)| !file.is_test);
        files.filter_map(|(number, file)| Some((number, file, file.room()?)))
    }

    /// The file that holds what `named` names in `file`; none for what is not of this crate.
    pub fn target(&self, file: &File, named: &Named) -> Option<usize> {
        let found = self.locate(&self.absolute(file, named, true)?, 0);
        found.filter(|number| self.files[*number].room().is_some())
    }

    /// The room that a path says, even if that only passes on what another holds.
    pub fn room_named(&self, file: &File, named: &Named) -> Option<&str> {
        let path = self.absolute(file, named, true)?;
        let said = path.first().and_then(|room| self.modules.get(std::slice::from_ref(room)));
        self.files[said.copied().or_else(|| self.target(file, named))?].room()
    }

    /// Whether a file has modules under it, tests aside, as a mod.rs does.
    pub fn has_children(&self, number: usize) -> bool {
        let module = &self.files[number].module;
        let is_inner = |other: &File| other.module.len() > module.len() && other.module.starts_with(module);
        self.files.iter().any(|other| !other.is_test && is_inner(other))
    }

    /// The path from the root of the crate.
    fn absolute(&self, file: &File, named: &Named, through_imports: bool) -> Option<Vec<String>> {
        let path = &named.path;
        let first = path.first()?;
        let ups = path.iter().take_while(|part| *part == "super").count();
        let child = [file.module.as_slice(), std::slice::from_ref(first)].concat();
        match first.as_str() {
            "crate" | "cadbench" => Some(path[1..].to_vec()),
            "self" => Some([&file.module, &path[1..]].concat()),
            "super" => {
                let kept = file.module.len().checked_sub(ups.saturating_sub(named.inline))?;
                Some([&file.module[..kept], &path[ups..]].concat())
            }
            _ if self.modules.contains_key(&child) => Some([&file.module, path.as_slice()].concat()),
            _ if through_imports => {
                let import = file.names.iter().find(|import| import.name.as_ref() == Some(first))?;
                Some([self.absolute(file, import, false)?, path[1..].to_vec()].concat())
            }
            _ => None,
        }
    }

    /// The file of a path from the root: down the modules, then along what the last of them imports.
    fn locate(&self, path: &[String], depth: usize) -> Option<usize> {
        let taken = (0..=path.len()).rev().find(|taken| self.modules.contains_key(&path[..*taken]))?;
        let number = self.modules[&path[..taken]];
        let file = &self.files[number];
        let Some(name) = path.get(taken).filter(|name| *name != "*" && depth < 9) else {
            return Some(number);
        };
        let import = file.names.iter().find(|import| import.name.as_ref() == Some(name));
        if let Some(onward) = import.and_then(|import| self.absolute(file, import, false)) {
            return self.locate(&onward, depth + 1);
        }
        let everything = file.names.iter().filter(|import| import.name.as_deref() == Some("*"));
        let inner = everything.filter_map(|import| self.absolute(file, import, false));
        let inner = inner.filter_map(|path| self.locate(&path[..path.len() - 1], depth + 1));
        Some(inner.into_iter().find(|inner| self.files[*inner].defines(name)).unwrap_or(number))
    }
}
