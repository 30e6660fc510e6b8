//! What a job asks of a cluster.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Error, Result};

/// `slurm: {partition: gpu, time: 2:00:00, gpus: 1}` in an experiment file, and the flags of the same names. It
/// decides nothing about results, so it is in no run's hash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, clap::Args, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Partition (default: the cluster's)
    #[arg(long, value_name = "NAME")]
    pub partition: Option<String>,
    /// Account to charge
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Time limit of a task, such as `2:00:00` or `1-12:00`; a run that it cuts off goes on in the next submission
    #[arg(long, value_name = "TIME")]
    pub time: Option<String>,
    /// GPUs per task
    #[arg(long, value_name = "N")]
    pub gpus: Option<u32>,
    /// Processors per task
    #[arg(long, value_name = "N")]
    pub cpus: Option<u32>,
    /// Memory per task, such as `16G`
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
}

/// Is a text good for a field?
type Rule = fn(&str) -> bool;

impl Request {
    /// Refuses what Slurm would refuse, or read as something else.
    ///
    /// # Errors
    /// With the field's name and what it may be.
    pub fn check(&self) -> Result<()> {
        let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.,".contains(c));
        let time = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '-')
        };
        let size = |text: &str| {
            let number = text.strip_suffix(['K', 'M', 'G', 'T']).unwrap_or(text);
            number.parse::<u64>().is_ok_and(|number| number > 0)
        };
        let name = "letters, digits, `_`, `-`, `.`; several separated by commas";
        let texts: [(&str, &Option<String>, Rule, &str); 4] = [
            ("partition", &self.partition, word, name),
            ("account", &self.account, word, name),
            ("time", &self.time, time, "minutes, hours:minutes:seconds or days-hours:minutes"),
            ("memory", &self.memory, size, "a whole number with K, M, G or T"),
        ];
        for (field, text, good, help) in texts {
            if let Some(text) = text.as_ref().filter(|text| text.is_empty() || !good(text)) {
                return Err(Error::new(format!("slurm.{field}: `{text}` is no {field}")).help(help));
            }
        }
        if self.cpus == Some(0) {
            return Err(Error::new("slurm.cpus: a task needs at least one processor"));
        }
        Ok(())
    }

    /// Its own fields, and those of `other` where it has none.
    #[must_use]
    pub fn or(self, other: &Request) -> Request {
        let text = |own: Option<String>, other: &Option<String>| own.or_else(|| other.clone());
        Request {
            partition: text(self.partition, &other.partition),
            account: text(self.account, &other.account),
            time: text(self.time, &other.time),
            gpus: self.gpus.or(other.gpus),
            cpus: self.cpus.or(other.cpus),
            memory: text(self.memory, &other.memory),
        }
    }

    /// The lines of a job script.
    pub(super) fn lines(&self) -> Vec<String> {
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        let fields = [
            ("partition", self.partition.clone()),
            ("account", self.account.clone()),
            ("time", self.time.clone()),
            ("gpus", number(self.gpus.filter(|&gpus| gpus > 0))),
            ("cpus-per-task", number(self.cpus)),
            ("mem", self.memory.clone()),
        ];
        fields.into_iter().filter_map(|(name, value)| Some(format!("#SBATCH --{name}={}", value?))).collect()
    }
}
