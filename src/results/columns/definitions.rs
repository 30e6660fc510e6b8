//! Versions of what measured numbers mean, as rows and tables tell them: only those that are not the first.

use super::{Column, columns};
use crate::metrics::Task;

/// Those of a task's columns whose definition is not the first of their name, as "miou 2, macs_total 3"; `None` where all
/// are.
pub fn definitions(task: Task) -> Option<String> {
    told(columns(task))
}

fn told<'a>(columns: impl Iterator<Item = &'a Column>) -> Option<String> {
    let later = columns.filter(|column| column.version > 1);
    let told: Vec<String> = later.map(|column| format!("{} {}", column.name, column.version)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The version of a column that a text of [`definitions`] tells.
pub fn version(definitions: Option<&str>, column: &str) -> u32 {
    let pairs =
        definitions.into_iter().flat_map(|text| text.split(", ")).filter_map(|one| one.split_once(' '));
    let mut versions =
        pairs.filter(|(name, _)| *name == column).filter_map(|(_, version)| version.parse().ok());
    versions.next().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::columns::column;

    #[test]
    fn later_definitions_are_told_and_found_again() {
        let first = column("miou").unwrap();
        let later = Column { version: 2, ..first.clone() };
        let third = Column { version: 3, ..column("macs_total").unwrap().clone() };
        assert_eq!(told([first].into_iter()), None);
        let text = told([&later, first, &third].into_iter());
        assert_eq!(text.as_deref(), Some("miou 2, macs_total 3"));
        let of = |name| version(text.as_deref(), name);
        assert_eq!([of("miou"), of("macs_total"), of("macs"), of("top1")], [2, 3, 1, 1]);
        assert_eq!(version(None, "miou"), 1);
    }
}
