//! The tables of several sources, read so that their numbers can be held against each other.

use std::collections::BTreeMap;

use super::read;
use super::record::Runs;
use super::source::Source;
use crate::Result;

/// All runs of a source, by experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What people call the source: a revision, or a folder's path.
    pub label: String,
    /// Its runs by the name of the experiment.
    pub experiments: BTreeMap<String, Runs>,
}

/// Reads the tables of all sources. An experiment is read from Parquet, with all bits, where every source that
/// has it has Parquet; otherwise from CSV everywhere, as rounded numbers would differ from full ones.
///
/// # Errors
/// When a table is damaged.
pub fn load(sources: &[Source]) -> Result<Vec<Loaded>> {
    load_tables(sources, false)
}

/// The same, with what each image added to the scores, which is many times as much.
///
/// # Errors
/// As [`load`].
pub fn load_with_images(sources: &[Source]) -> Result<Vec<Loaded>> {
    load_tables(sources, true)
}

fn load_tables(sources: &[Source], images: bool) -> Result<Vec<Loaded>> {
    let lacks_parquet = |experiment: &str| {
        let stored = sources.iter().filter_map(|source| source.tables.get(experiment));
        stored.into_iter().any(|stored| stored.parquet.is_none())
    };
    let read = |source: &Source| {
        let tables = source.tables.iter();
        let runs =
            tables.map(|(name, stored)| Ok((name.clone(), read::runs(stored, lacks_parquet(name), images)?)));
        Ok(Loaded { label: source.label.clone(), experiments: runs.collect::<Result<_>>()? })
    };
    sources.iter().map(read).collect()
}
