//! What an experiment file says beside its settings.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Role;
use crate::device::Device;
use crate::slurm::Request;
use crate::yaml::{self, Entry, Mapping, Node, Place, Value};
use crate::{Error, Result};

/// How many seeds an experiment may have.
const MOST_SEEDS: usize = 1000;

/// The keys of a file that are no settings.
pub(super) const KEYS: [&str; 9] =
    ["title", "role", "extends", "seeds", "variants", "slurm", "device", "claims", "published"];

/// Those of them that the command line can set.
pub(super) const SETTABLE: [&str; 5] = ["title", "role", "seeds", "slurm", "device"];

/// Title, role, seeds, variants, what its jobs ask of a cluster, and on which device they run.
pub(super) struct Outline {
    pub(super) title: Option<String>,
    pub(super) role: Role,
    /// May be missing where nothing is drawn.
    pub(super) seeds: Option<Vec<u64>>,
    pub(super) variants: Vec<Entry>,
    pub(super) slurm: Request,
    pub(super) device: Device,
    /// Not yet read: they name variants that a sweep may make.
    pub(super) claims: Option<Entry>,
    pub(super) published: Option<Entry>,
}

/// What is read of it at once.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Head {
    /// What people read as its name, in headings and above charts (default: the file's name).
    #[serde(default)]
    title: Option<String>,
    /// `main`, or `ablation` where it varies what another experiment holds fixed: reports show ablations last (default:
    /// `main`).
    #[serde(default)]
    role: Role,
    /// One run of every variant is made for each; may be missing where nothing is drawn.
    #[serde(default)]
    seeds: Option<Vec<u64>>,
    /// What its jobs ask of a cluster.
    #[serde(default)]
    slurm: Option<Request>,
    /// On which device its runs are done, unless the command line says otherwise: `cpu`, `cuda`, `cuda:1`, …,
    /// `cuda-or-cpu` (default: `cpu`).
    #[serde(default)]
    device: Device,
}

impl Outline {
    /// Takes what is no setting out of a merged file.
    ///
    /// # Errors
    /// When a part is missing or cannot be read, no variant or no seed is named, or a seed twice.
    pub(super) fn take(file: &mut Mapping, place: &Place) -> Result<Self> {
        let variants = variants(file.take("variants"), place)?;
        let [claims, published] = ["claims", "published"].map(|key| file.take(key));
        let seeds = file.get("seeds").map(|entry| entry.value.clone());
        let slurm_place = file.get("slurm").map_or_else(|| place.clone(), |entry| entry.place().clone());
        let Head { title, role, seeds: values, slurm, device } = take(file, &SETTABLE, place)?;
        let slurm = slurm.unwrap_or_default();
        slurm.check().map_err(|error| slurm_place.mark(error))?;
        if let (Some(seeds), Some(values)) = (seeds, &values) {
            check_seeds(&seeds, values)?;
        }
        Ok(Outline { title, role, seeds: values, variants, slurm, device, claims, published })
    }
}

/// Takes some keys out of a mapping and reads them as a type; `place` stands for the mapping.
pub(super) fn take<T: DeserializeOwned>(mapping: &mut Mapping, keys: &[&str], place: &Place) -> Result<T> {
    let entries = keys.iter().filter_map(|key| mapping.take(key)).collect();
    yaml::typed(&Node { value: Value::Mapping(Mapping { entries }), place: place.clone() })
}

fn variants(entry: Option<Entry>, place: &Place) -> Result<Vec<Entry>> {
    let help = "name what is compared: `variants: {os8: {downsampling: {kind: regular, output_stride: 8}}}`";
    let Some(entry) = entry else {
        return Err(place.mark(Error::new("missing field `variants`")).help(help));
    };
    let place = entry.place().clone();
    let found = entry.value.describe();
    match entry.value.value {
        Value::Mapping(Mapping { entries }) if !entries.is_empty() => Ok(entries),
        Value::Mapping(_) => Err(place.mark(Error::new("variants: there is none")).help(help)),
        _ => Err(place.mark(Error::new(format!("variants: expected a mapping, found {found}"))).help(help)),
    }
}

fn check_seeds(node: &Node, seeds: &[u64]) -> Result<()> {
    let Value::List(items) = &node.value else { return Ok(()) };
    if items.is_empty() {
        let error = Error::new("seeds: there is none");
        return Err(node.place.mark(error).help("one run is made for each: `seeds: [1, 2, 3]`"));
    }
    if seeds.len() > MOST_SEEDS {
        let error = Error::new(format!("seeds: {} of them, but {MOST_SEEDS} are allowed", seeds.len()));
        return Err(node.place.mark(error).help("each is a run of every variant"));
    }
    let mut known = BTreeSet::new();
    match (0..seeds.len()).find(|&i| !known.insert(seeds[i])) {
        Some(twice) => {
            let error = Error::new(format!("seeds: {} is named twice", seeds[twice]));
            Err(items[twice].place.mark(error).help("the same seed gives the same run"))
        }
        None => Ok(()),
    }
}
