//! `cadbench runs`: the stored runs, listed or removed.

mod choice;
#[cfg(test)]
mod tests;

use std::path::Path;

use choice::Choice;

use super::{Outcome, Screen};
use crate::results::{State, Store, StoredRun};
use crate::text::out;
use crate::text::terminal::table;
use crate::{Error, Result};

/// Characters of a commit that are shown.
const SHORT: usize = 12;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(flatten)]
    choice: Choice,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Delete what stored runs left; without --yes, only show which
    Remove {
        /// Hashes of runs
        #[arg(value_name = "HASH")]
        hashes: Vec<String>,
        #[command(flatten)]
        choice: Choice,
        /// Really delete
        #[arg(long)]
        yes: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// When the store or an experiment cannot be read, or nothing is chosen for removal.
pub fn runs(arguments: &Arguments, results: &Path, screen: Screen) -> Result<Outcome> {
    let store = Store::new(results);
    match &arguments.action {
        None => {
            let chosen = arguments.choice.of(store.list()?, &store, &[])?;
            out::print(format_args!("{}{}", list(&chosen.runs, screen), chosen.remark()));
        }
        Some(Action::Remove { hashes, choice, yes }) => {
            out::print(remove(&store, hashes, choice, *yes, screen)?);
        }
    }
    Ok(Outcome::Done)
}

fn list(runs: &[StoredRun], screen: Screen) -> String {
    if runs.is_empty() {
        return "no stored runs\n".into();
    }
    let mut table = table(&["experiment", "variant", "seed", "hash", "state", "when", "commit"], 2)
        .dispensable(&["commit", "when"]);
    for run in runs {
        let (state, when, commit) = match &run.state {
            State::Finished(row) => {
                let made = &row.provenance;
                let commit = made.software.commit.as_deref().unwrap_or("–");
                let finished = made.finished.clone().unwrap_or_default();
                (run.state.word().to_owned(), finished, commit.chars().take(SHORT).collect())
            }
            State::Unfinished { steps, written } => {
                let state = format!("{}, step {steps}", run.state.word());
                (state, written.clone().unwrap_or_default(), "–".to_owned())
            }
            State::Diverged(mark) => {
                (format!("{} behind step {}", run.state.word(), mark.step), String::new(), "–".to_owned())
            }
            State::Damaged(_) => (run.state.word().to_owned(), String::new(), "–".to_owned()),
        };
        let seed = run.seed.map_or("–".to_owned(), |seed| seed.to_string());
        table.add_row(
            [&run.experiment, &run.variant, &seed, &run.hash, &state, &when, &commit].map(String::as_str),
        );
    }
    let unfinished = runs.iter().filter(|run| !matches!(run.state, State::Finished(_))).count();
    let problems = runs.iter().filter_map(|run| match &run.state {
        State::Damaged(problem) => Some(format!("\n{problem}\n")),
        _ => None,
    });
    let table = table.fitted(screen.columns);
    format!("{table}\n{} runs, {unfinished} not finished\n{}", runs.len(), problems.collect::<String>())
}

/// Removes the chosen runs, or tells which it would remove.
fn remove(store: &Store, hashes: &[String], choice: &Choice, yes: bool, screen: Screen) -> Result<String> {
    if hashes.is_empty() && choice.is_everything() {
        return Err(Error::new("nothing is chosen for removal").help(
            "name hashes, or give --experiment, --variant, --seed or --stale; `cadbench runs` lists all",
        ));
    }
    let stored = store.list()?;
    if let Some(unknown) = hashes.iter().find(|hash| stored.iter().all(|run| run.hash != **hash)) {
        return Err(
            Error::new(format!("there is no stored run `{unknown}`")).help("`cadbench runs` lists all")
        );
    }
    let named = stored.into_iter().filter(|run| hashes.is_empty() || hashes.contains(&run.hash));
    let chosen = choice.of(named.collect(), store, hashes)?;
    let (runs, unknown) = (&chosen.runs, chosen.remark());
    if runs.is_empty() {
        return Ok(format!("no stored run is chosen\n{unknown}"));
    }
    if !yes {
        return Ok(format!("{}nothing was removed; --yes removes these\n{unknown}", list(runs, screen)));
    }
    let mut told = String::new();
    for run in runs {
        store.remove(&run.hash)?;
        told += &format!("removed {} ({}/{})\n", run.hash, run.experiment, run.variant);
    }
    Ok(format!("{told}{} runs removed\n{unknown}", runs.len()))
}
