//! One line on what made an experiment's rows.

use std::collections::BTreeSet;

use crate::results::{Provenance, Row};

/// Characters of a commit that are shown; git's own default is no longer.
const SHORT: usize = 12;

/// Commits, processors, threads, days and data, each value once, in alphabetical order.
pub fn made(rows: &[Row]) -> String {
    format!(
        "Made by {} on {}, {}; training data {}, validation data {}.",
        each(rows, commit).join(", "),
        each(rows, machine).join(", "),
        days(rows),
        each(rows, |provenance| fingerprint(&provenance.data.train)).join(", "),
        each(rows, |provenance| fingerprint(&provenance.data.validation)).join(", "),
    )
}

/// Commit, machine and days in a short line; of several commits or machines only how many there are.
pub fn made_briefly(rows: &[Row]) -> String {
    let one = |values: Vec<String>, many: &str| match &values[..] {
        [value] => value.clone(),
        values => format!("{} {many}", values.len()),
    };
    let (commits, machines) = (each(rows, commit), each(rows, machine));
    format!("{} on {}, {}", one(commits, "commits"), one(machines, "machines"), days(rows))
}

fn each(rows: &[Row], value: fn(&Provenance) -> String) -> Vec<String> {
    let values: BTreeSet<String> = rows.iter().map(|row| value(&row.provenance)).collect();
    values.into_iter().collect()
}

fn days(rows: &[Row]) -> String {
    let days: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| [Some(&row.provenance.started), row.provenance.finished.as_ref()])
        .flatten()
        .map(|time| time.split('T').next().unwrap_or(time))
        .collect();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) => day.to_string(),
        _ => "an unknown day".into(),
    }
}

fn commit(provenance: &Provenance) -> String {
    let software = &provenance.software;
    let dirty = match software.dirty {
        Some(true) => " with uncommitted changes",
        Some(false) => "",
        None => " (it is unknown whether changed)",
    };
    match &software.commit {
        Some(commit) => {
            let short: String = commit.chars().take(SHORT).collect();
            format!("commit `{short}`{dirty}")
        }
        None => format!("version {} of an unknown commit", software.version),
    }
}

fn machine(provenance: &Provenance) -> String {
    let machine = &provenance.machine;
    let threads = if machine.threads == 1 { "thread" } else { "threads" };
    format!("{} with {} {threads}", machine.cpu.as_ref().unwrap_or(&machine.class), machine.threads)
}

fn fingerprint(fingerprint: &Option<String>) -> String {
    fingerprint.as_ref().map_or("none".into(), |fingerprint| format!("`{fingerprint}`"))
}
