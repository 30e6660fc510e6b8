//! Which part of a plan this process does: `--shard I/N`, or its task of a Slurm array. Every process divides the
//! plan alike, so none has to ask another.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::experiment::Run;
use crate::order::position;
use crate::{Error, Result};

/// One of several parts of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 0.
    index: usize,
    /// At least 1.
    count: usize,
}

impl Shard {
    /// The whole plan.
    pub const WHOLE: Shard = Shard { index: 0, count: 1 };

    /// The part that Slurm gives this task of an array; `None` outside an array. `variable` reads the environment.
    ///
    /// # Errors
    /// When the array's numbers are no numbers or have gaps.
    pub fn of_slurm(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Shard>> {
        let number = |name: &str| -> Result<Option<usize>> {
            let Some(text) = variable(name) else { return Ok(None) };
            let wrong = |_| Error::new(format!("{name} is no whole number: `{text}`"));
            Ok(Some(text.parse().map_err(wrong)?))
        };
        let [id, count] = [number("SLURM_ARRAY_TASK_ID")?, number("SLURM_ARRAY_TASK_COUNT")?];
        let (Some(id), Some(count)) = (id, count) else { return Ok(None) };
        let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        let step = number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
        match id.checked_sub(first).filter(|above| above % step == 0).map(|above| above / step) {
            Some(index) if index < count => Ok(Some(Shard { index, count })),
            _ => Err(Error::new(format!(
                "task {id} cannot tell its part of an array of {count} from {first}"
            ))
            .help(
                "number the array's tasks without gaps, such as `--array=0-7`, or say it with `--shard I/N`",
            )),
        }
    }

    /// Does another process do some of the plan?
    pub fn is_part(self) -> bool {
        self.count > 1
    }

    /// The runs of this part. A run and all that start from its weights stay together; such groups are dealt out
    /// in the order of the plan.
    pub fn deal<'a>(self, runs: &[&'a Run]) -> Vec<&'a Run> {
        let mut groups: Vec<&str> = Vec::new();
        let mut dealt = Vec::new();
        for run in runs {
            let group = position(&mut groups, root(run, runs));
            if group % self.count == self.index {
                dealt.push(*run);
            }
        }
        dealt
    }
}

/// How many parts some runs can be divided into: a run and all that start from its weights stay together.
pub fn independent(runs: &[&Run]) -> usize {
    runs.iter().map(|run| root(run, runs)).collect::<BTreeSet<_>>().len()
}

/// The hash of the run that a chain of origins begins with.
fn root<'a>(run: &'a Run, runs: &[&'a Run]) -> &'a str {
    let mut run = run;
    while let Some(origin) = &run.origin {
        match runs.iter().find(|other| other.hash == origin.hash) {
            Some(start) => run = start,
            None => return &origin.hash,
        }
    }
    &run.hash
}

impl FromStr for Shard {
    type Err = String;

    /// `2/4`: the second of four.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let number = |text: &str| text.parse::<usize>().ok();
        let numbers = text.split_once('/').and_then(|(i, n)| Some((number(i)?, number(n)?)));
        match numbers {
            Some((number, count)) if 1 <= number && number <= count => Ok(Shard { index: number - 1, count }),
            _ => Err("write it as `2/4`, the second of four parts".into()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}
