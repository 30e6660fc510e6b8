//! Which variants and metrics are compared.

use std::collections::BTreeSet;

use super::loaded::Loaded;
use super::record::Runs;
use crate::results::columns::{all, column};
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// What a person asked for; without any wish, the headline metrics of all variants.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names of experiments or variants; empty for all.
    pub only: Vec<String>,
    /// Names of experiments; empty for all.
    pub experiments: Vec<String>,
    /// Names of variants; empty for all.
    pub variants: Vec<String>,
    /// Columns; empty for the headline metrics.
    pub metrics: Vec<String>,
    /// All metrics instead.
    pub all: bool,
}

impl Selection {
    /// # Errors
    /// When a name stands for nothing in any of the sources.
    pub fn check(&self, loaded: &[Loaded]) -> Result<()> {
        let experiments = || loaded.iter().flat_map(|source| &source.experiments);
        let names = experiments().flat_map(|(name, runs)| [vec![name.as_str()], runs.variants()].concat());
        known("experiment or variant", &self.only, names.collect())?;
        known("experiment", &self.experiments, experiments().map(|(name, _)| name.as_str()).collect())?;
        known("variant", &self.variants, experiments().flat_map(|(_, runs)| runs.variants()).collect())?;
        let measured = experiments().flat_map(|(_, runs)| &runs.records).flat_map(|run| run.measured.keys());
        let registered = all().iter().map(|column| column.name.as_ref());
        known("metric", &self.metrics, measured.map(String::as_str).chain(registered).collect())
    }

    /// Is this variant of this experiment wanted?
    pub fn takes(&self, experiment: &str, variant: &str) -> bool {
        let named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|own| own == name);
        let either =
            self.only.is_empty() || self.only.iter().any(|name| name == experiment || name == variant);
        either && named(&self.experiments, experiment) && named(&self.variants, variant)
    }

    /// The wanted columns of some tables: those of the registry in its order, then those that it does not
    /// know, by name.
    pub fn columns<'a>(&self, tables: &[&'a Runs]) -> Vec<&'a str> {
        let records = tables.iter().flat_map(|runs| &runs.records);
        let columns: BTreeSet<&str> =
            records.flat_map(|record| record.measured.keys().map(String::as_str)).collect();
        let wanted = |name: &&str| {
            self.all
                || match self.metrics.as_slice() {
                    [] => column(name).is_some_and(|column| column.headline),
                    named => named.iter().any(|one| one == name),
                }
        };
        let mut columns: Vec<&str> = columns.into_iter().filter(wanted).collect();
        let place = |name: &&str| all().iter().position(|column| column.name == *name);
        columns.sort_by_key(|name| place(name).unwrap_or(all().len()));
        columns
    }
}

fn known(what: &str, asked: &[String], names: BTreeSet<&str>) -> Result<()> {
    let Some(unknown) = asked.iter().find(|name| !names.contains(name.as_str())) else { return Ok(()) };
    let all = || format!("there are {}", names.iter().copied().collect::<Vec<_>>().join(", "));
    let help = did_you_mean(unknown, names.iter().copied()).unwrap_or_else(all);
    Err(Error::new(format!("there is no {what} `{unknown}`")).help(help))
}
