//! Where result tables are read from: a commit's objects, without touching the work tree, or a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::files;
use crate::git;
use crate::yaml::did_you_mean;

/// Where a repository keeps its tables.
const TABLES: &str = "results/tables/";

/// A set of runs' tables under the name that people gave it.
#[derive(Debug, Clone)]
pub struct Source {
    /// A revision as it was asked for, or a folder's path.
    pub label: String,
    /// By experiment.
    pub tables: BTreeMap<String, Stored>,
}

/// One experiment's table of runs: as text, with numbers in full, or both.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    pub csv: Option<Blob>,
    pub parquet: Option<Blob>,
    /// What each image added to the scores.
    pub images: Option<Blob>,
}

/// A file to read.
#[derive(Debug, Clone)]
pub enum Blob {
    File(PathBuf),
    /// An object of the repository at `root`; `name` is `revision:path`.
    Object {
        root: PathBuf,
        id: String,
        name: String,
    },
}

impl Blob {
    /// What messages call it.
    pub fn name(&self) -> String {
        match self {
            Blob::File(path) => path.display().to_string(),
            Blob::Object { name, .. } => name.clone(),
        }
    }

    /// Its content.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        match self {
            Blob::File(path) => files::read(path).context("the table cannot be read", path.display()),
            Blob::Object { root, id, name } => {
                git::read(root, &["cat-file", "blob", id]).map_err(|error| error.at(name))
            }
        }
    }
}

impl Source {
    /// What an argument names: a revision of the repository at `root`, or else a folder (to mean the folder
    /// where a revision has the same name, write `./name`).
    ///
    /// # Errors
    /// When it is neither, or holds no tables.
    pub fn find(argument: &str, root: &Path) -> Result<Source> {
        let commit = format!("{argument}^{{commit}}");
        match git::ask(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]) {
            Ok(id) => Source::revision(argument, &id, root),
            Err(_) if Path::new(argument).is_dir() => Source::folder(Path::new(argument)),
            Err(_) => Err(unknown(argument, root)),
        }
    }

    /// The tables of a folder: its own, or those in its `tables/` or `results/tables/`.
    ///
    /// # Errors
    /// When it holds none.
    pub fn folder(folder: &Path) -> Result<Source> {
        for inner in ["", "tables", TABLES] {
            let Ok(entries) = std::fs::read_dir(folder.join(inner)) else { continue };
            let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
            let tables = tables(paths.map(|path| (path.display().to_string(), Blob::File(path))));
            if !tables.is_empty() {
                return Ok(Source { label: folder.display().to_string(), tables });
            }
        }
        Err(Error::new("the folder holds no result tables (*.runs.csv)")
            .at(folder.display())
            .help("`cadbench report` writes them from the stored runs"))
    }

    fn revision(name: &str, commit: &str, root: &Path) -> Result<Source> {
        let listed = git::read(root, &["ls-tree", "-z", commit, "--", TABLES])?;
        let listed = String::from_utf8_lossy(&listed);
        // Each entry is `mode type id<TAB>path`.
        let blobs = listed.split('\0').filter_map(|entry| {
            let (about, path) = entry.split_once('\t')?;
            let id = about.split(' ').nth(2)?.to_owned();
            let name = format!("{name}:{path}");
            Some((path.to_owned(), Blob::Object { root: root.into(), id, name }))
        });
        let tables = tables(blobs);
        if tables.is_empty() {
            return Err(without_tables(name, root));
        }
        Ok(Source { label: name.to_owned(), tables })
    }
}

/// Those of some files that are runs' tables, by experiment.
fn tables(files: impl Iterator<Item = (String, Blob)>) -> BTreeMap<String, Stored> {
    let mut tables: BTreeMap<String, Stored> = BTreeMap::new();
    for (path, blob) in files {
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(experiment) = name.strip_suffix(".runs.csv") {
            tables.entry(experiment.into()).or_default().csv = Some(blob);
        } else if let Some(experiment) = name.strip_suffix(".runs.parquet") {
            tables.entry(experiment.into()).or_default().parquet = Some(blob);
        } else if let Some(experiment) = name.strip_suffix(".images.parquet") {
            tables.entry(experiment.into()).or_default().images = Some(blob);
        }
    }
    // What images added to scores that are not there says nothing.
    tables.retain(|_, stored| stored.csv.is_some() || stored.parquet.is_some());
    tables
}

/// The commits that changed tables, newest first.
fn with_tables(root: &Path) -> String {
    let log = ["log", "-n", "5", "--format=%h", "HEAD", "--", TABLES];
    git::ask(root, &log).unwrap_or_default().lines().collect::<Vec<_>>().join(", ")
}

fn unknown(argument: &str, root: &Path) -> Error {
    let error = Error::new(format!("`{argument}` is neither a revision nor a folder"));
    match git::ask(root, &["rev-parse", "--git-dir"]) {
        Ok(_) => {}
        Err(git::Silent::NoRepository) => {
            return error.help("this is no git checkout: name a folder of results");
        }
        Err(trouble) => return error.help(format!("{trouble}; name a folder of results, or mend that")),
    }
    let refs = git::ask(root, &["for-each-ref", "--format=%(refname:short)"]).unwrap_or_default();
    error.help(did_you_mean(argument, refs.lines()).unwrap_or_else(|| match with_tables(root).as_str() {
        "" => "name a commit, a branch, a tag or a folder of results".into(),
        commits => format!("commits with result tables are {commits}; a shallow clone lacks old ones"),
    }))
}

fn without_tables(name: &str, root: &Path) -> Error {
    let error = Error::new(format!("the revision `{name}` has no result tables ({TABLES}*.runs.csv)"));
    match with_tables(root).as_str() {
        "" => error.help("`cadbench report` writes them; commit them"),
        commits => error.help(format!("commits that have some are {commits}")),
    }
}
