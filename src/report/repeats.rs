//! Verdicts on repeated runs: a line per run, and a sentence over all.

use crate::compare::{Difference, Repeat};
use crate::runner::{Verdict, Verified};
use crate::text::terminal;

/// Differing values that a line shows before it only counts.
const SHOWN: usize = 3;

/// The whole text.
pub fn table(verified: &[Verified], source: &str, columns: Option<usize>) -> String {
    let mut table = terminal::table(&["run", "repeated", "what differs"], 3);
    for Verified { run, verdict } in verified {
        table.add_row([run.clone(), word(verdict).into(), detail(verdict)]);
    }
    let holding = verified.iter().filter(|one| one.verdict.holds()).count();
    format!(
        "{}\n{holding} of {} runs gave what the tables of {source} say\n",
        table.fitted(columns),
        verified.len()
    )
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Repeated(Repeat::Identical(_)) => "identical",
        Verdict::Repeated(Repeat::Within(_)) => "within tolerance",
        Verdict::Repeated(Repeat::Differs(_)) => "differs",
        Verdict::Repeated(Repeat::NotComparable(_)) => "not comparable",
        Verdict::NotInTable => "not in the table",
        Verdict::NotRun(_) => "not run",
    }
}

fn detail(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Repeated(Repeat::Identical(values)) => format!("none of {values} values"),
        Verdict::Repeated(Repeat::Within(list) | Repeat::Differs(list)) => differences(list),
        Verdict::Repeated(Repeat::NotComparable(reason)) => reason.clone(),
        Verdict::NotInTable => String::new(),
        // A message's first line says what; the others were printed.
        Verdict::NotRun(reason) => reason.lines().next().unwrap_or_default().to_owned(),
    }
}

/// "miou 0.47 instead of 0.48", with every digit that tells the values apart.
fn differences(list: &[Difference]) -> String {
    let one = |d: &Difference| format!("{} {} instead of {}", d.metric.name, d.found, d.stored);
    let mut lines: Vec<String> = list.iter().take(SHOWN).map(one).collect();
    if list.len() > SHOWN {
        lines.push(format!("and {} more", list.len() - SHOWN));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::columns::column;

    #[test]
    fn every_verdict_has_its_line() {
        let difference =
            |name: &str, stored, found| Difference { metric: column(name).unwrap(), stored, found };
        let lost = difference("miou", 0.4739, 0.4731);
        let more = [
            lost.clone(),
            difference("macs_total", 4e8, 3e8),
            difference("parameters", 7.0, 8.0),
            lost.clone(),
        ];
        let verdicts = [
            Verdict::Repeated(Repeat::Identical(21)),
            Verdict::Repeated(Repeat::Within(vec![lost])),
            Verdict::Repeated(Repeat::Differs(more.to_vec())),
            Verdict::Repeated(Repeat::NotComparable("training data abc → def".into())),
            Verdict::NotInTable,
            Verdict::NotRun("the folder is not there\n  --> datasets/streets.yaml".into()),
        ];
        let verified: Vec<Verified> = (1..)
            .zip(verdicts)
            .map(|(seed, verdict)| Verified { run: format!("streets/os8/{seed}"), verdict })
            .collect();
        insta::assert_snapshot!(table(&verified, "results", None), @"
        ──────────────────────────────────────────────────────────────────────────────
         run             repeated           what differs
        ══════════════════════════════════════════════════════════════════════════════
         streets/os8/1   identical          none of 21 values
         streets/os8/2   within tolerance   miou 0.4731 instead of 0.4739
         streets/os8/3   differs            miou 0.4731 instead of 0.4739
                                            macs_total 300000000 instead of 400000000
                                            parameters 8 instead of 7
                                            and 1 more
         streets/os8/4   not comparable     training data abc → def
         streets/os8/5   not in the table
         streets/os8/6   not run            the folder is not there
        ──────────────────────────────────────────────────────────────────────────────
        2 of 6 runs gave what the tables of results say
        ");
    }
}
