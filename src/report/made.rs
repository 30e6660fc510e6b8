//! One line on what made an experiment's rows.

use std::collections::BTreeSet;

use crate::results::{Provenance, Row};

/// Characters of a commit that are shown; git's own default is no longer.
const SHORT: usize = 12;

/// Commits, processors, threads, days and data, each value once, in alphabetical order.
pub fn made(rows: &[Row]) -> String {
    let each = |value: fn(&Provenance) -> String| -> String {
        let values: BTreeSet<String> = rows.iter().map(|row| value(&row.provenance)).collect();
        values.into_iter().collect::<Vec<_>>().join(", ")
    };
    let days: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| [Some(&row.provenance.started), row.provenance.finished.as_ref()])
        .flatten()
        .map(|time| time.split('T').next().unwrap_or(time))
        .collect();
    let days = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) => day.to_string(),
        _ => "an unknown day".into(),
    };
    format!(
        "Made by {} on {}, {days}; training data {}, validation data {}.",
        each(commit),
        each(machine),
        each(|provenance| fingerprint(&provenance.data.train)),
        each(|provenance| fingerprint(&provenance.data.validation)),
    )
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
