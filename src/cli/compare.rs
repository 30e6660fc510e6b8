//! `cadbench compare`: result tables of commits, folders or variants held against each other.

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::compare::{Comparison, Line, Mark, Selection, Source, Terms, Tolerances, between, load, within};
use crate::report::comparison;
use crate::runner::project;
use crate::text::Format;
use crate::text::out;
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What is compared with: a revision, or a folder of results
    base: String,
    /// Revisions or folders to hold against BASE, more than one as a history (default: the results folder)
    heads: Vec<String>,
    /// Hold BASE's variants against this one of them instead
    #[arg(long, visible_alias = "group", value_name = "VARIANT", conflicts_with = "heads")]
    against: Option<String>,
    /// Only these experiments
    #[arg(long = "experiment", value_name = "NAME")]
    experiments: Vec<String>,
    /// Only these variants
    #[arg(long = "variant", value_name = "NAME")]
    variants: Vec<String>,
    /// Only these, be they experiments or variants
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// These metrics, by their columns' names (default: the headline metrics)
    #[arg(long, value_name = "COLUMN")]
    metric: Vec<String>,
    /// All metrics
    #[arg(long, conflicts_with = "metric")]
    all: bool,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// YAML file of the smallest differences that matter, such as `miou: 0.01`
    #[arg(long, value_name = "FILE")]
    tolerances: Option<PathBuf>,
    /// Exit with 1 when one of the shown lines has this mark; lost-seeds: when a seed has a value in BASE and none in HEAD
    /// (with --against: in one of the two)
    #[arg(long, value_enum, value_name = "MARK", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

/// What can fail a check: marks, and seeds that are lost whatever the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Worse,
    Gone,
    NotComparable,
    LostSeeds,
}

impl FailOn {
    /// Is it seen in a line? Of one source, neither variant is the older one: a seed is lost whichever lacks it.
    fn sees(self, line: &Line, one_source: bool) -> bool {
        match self {
            FailOn::Worse => line.mark == Mark::Worse,
            FailOn::Gone => line.mark == Mark::Gone,
            FailOn::NotComparable => line.mark == Mark::NotComparable,
            FailOn::LostSeeds => !line.lost.is_empty() || one_source && !line.gained.is_empty(),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When a source, a tolerance file or a name is wrong.
pub fn compare(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let comparisons = comparisons(arguments, results, project::root())?;
    out::print(comparison::text(&comparisons, arguments.format)?);
    let one_source = arguments.against.is_some();
    let fails = |line: &Line| arguments.fail_on.iter().any(|fail_on| fail_on.sees(line, one_source));
    let failed = comparisons.iter().flat_map(Comparison::lines).any(fails);
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// One comparison per head; `root` lies in the repository that revisions are sought in.
fn comparisons(arguments: &Arguments, results: &Path, root: &Path) -> Result<Vec<Comparison>> {
    let tolerances = arguments.tolerances.as_deref().map(Tolerances::load).transpose()?.unwrap_or_default();
    let mut sources = vec![Source::find(&arguments.base, root)?];
    for head in &arguments.heads {
        sources.push(Source::find(head, root)?);
    }
    if arguments.heads.is_empty() && arguments.against.is_none() {
        sources.push(Source::folder(results)?);
    }
    let loaded = load(&sources)?;
    let selection = Selection {
        only: arguments.only.clone(),
        experiments: arguments.experiments.clone(),
        variants: arguments.variants.clone(),
        metrics: arguments.metric.clone(),
        all: arguments.all,
    };
    selection.check(&loaded)?;
    let terms = Terms { selection, tolerances };
    let comparisons = match &arguments.against {
        Some(variant) => within(&loaded[0], variant, &terms)?,
        None => between(&loaded[0], &loaded[1..], &terms),
    };
    if comparisons.iter().all(|comparison| comparison.experiments.is_empty()) {
        return Err(Error::new("there is nothing to compare")
            .help("--experiment, --variant, --only and --metric leave no line"));
    }
    Ok(comparisons)
}
