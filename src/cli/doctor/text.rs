//! Findings as lines: mark, name and detail, each in a column.

use crate::doctor::{Finding, State};
use crate::text::csv::{Cell, line};
use crate::text::markdown::{Side, Table};

/// One line each; the last one counts them.
pub fn text(findings: &[Finding]) -> String {
    let widest =
        |words: &mut dyn Iterator<Item = &str>| words.map(|word| word.chars().count()).max().unwrap_or(0);
    let mark = widest(&mut findings.iter().map(|one| one.state.word()));
    let name = widest(&mut findings.iter().map(|one| one.name.as_str()));
    let line = |one: &Finding| format!("{:mark$}  {:name$}  {}\n", one.state.word(), one.name, one.detail);
    findings.iter().map(line).collect::<String>() + &sum(findings)
}

fn sum(findings: &[Finding]) -> String {
    let count = |state: State| findings.iter().filter(|one| one.state == state).count();
    let counted = [State::Ok, State::Missing, State::Wrong]
        .map(|state| (count(state), state.word()))
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"));
    let counted = counted.collect::<Vec<_>>().join(", ");
    let rest = match count(State::Missing) + count(State::Wrong) {
        0 => "",
        _ => "; what is not ok stops only what needs it (`--format json` says how to get it)",
    };
    format!("{counted}{rest}\n")
}

/// For an issue's text.
pub fn markdown(findings: &[Finding]) -> String {
    let header = ["state", "name", "detail"];
    let mut table = Table::new(header.map(|head| (head, Side::Left)));
    findings.iter().for_each(|one| table.line([one.state.word(), one.name.as_str(), one.detail.as_str()]));
    table.compact()
}

/// A line for each, with how to get it.
pub fn csv(findings: &[Finding]) -> String {
    let header = ["state", "name", "detail", "help"];
    let one = |one: &Finding| -> String {
        let cells = [one.state.word(), one.name.as_str(), one.detail.as_str()].map(Cell::from);
        line(cells.into_iter().chain([one.help.as_deref().into()]))
    };
    line(header) + &findings.iter().map(one).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_names_and_details_stand_in_columns() {
        let findings = [
            Finding::new("memory", State::Ok, "6.0 GiB of 8.0 are free"),
            Finding::new("data camvid", State::Missing, "set CAMVID_ROOT to its folder").with_help("Ask."),
            Finding::new("data cityscapes", State::Wrong, "CITYSCAPES_ROOT names /x, which is no folder"),
        ];
        insta::assert_snapshot!(text(&findings), @"
        ok       memory           6.0 GiB of 8.0 are free
        missing  data camvid      set CAMVID_ROOT to its folder
        wrong    data cityscapes  CITYSCAPES_ROOT names /x, which is no folder
        1 ok, 1 missing, 1 wrong; what is not ok stops only what needs it (`--format json` says how to get it)
        ");
        insta::assert_snapshot!(markdown(&findings[1..2]), @"
        | state | name | detail |
        |---|---|---|
        | missing | data camvid | set CAMVID_ROOT to its folder |
        ");
        insta::assert_snapshot!(csv(&findings[..2]), @"
        state,name,detail,help
        ok,memory,6.0 GiB of 8.0 are free,
        missing,data camvid,set CAMVID_ROOT to its folder,Ask.
        ");
        insta::assert_snapshot!(text(&findings[..1]), @"
        ok  memory  6.0 GiB of 8.0 are free
        1 ok
        ");
    }
}
