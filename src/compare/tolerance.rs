//! How large a difference of each metric must be to matter: the columns' own, and a file that
//! overrides them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::results::columns::{Column, Tolerance, all};
use crate::yaml::{Entry, Node, Value, did_you_mean, parse_file};
use crate::{Error, Result};

/// Tolerances by column; what is not listed has its column's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tolerances(BTreeMap<String, Tolerance>);

impl Tolerances {
    /// Reads a file of lines `column: difference`. A number is in the column's unit (`miou: 0.005` is half a
    /// point), a text such as `5 %` a share of the base's value.
    ///
    /// # Errors
    /// When it cannot be read, names a metric that does not exist, or a value is no tolerance; with the place.
    pub fn load(file: &Path) -> Result<Self> {
        let node = parse_file(file)?;
        let Some(mapping) = node.as_mapping() else {
            let what = format!("expected a mapping of metrics, found {}", node.describe());
            return Err(node.place.mark(Error::new(what)).help("for example `miou: 0.005`"));
        };
        let entries = mapping.entries.iter().map(|entry| Ok((known(entry)?, tolerance(entry)?)));
        entries.collect::<Result<_>>().map(Tolerances)
    }

    /// The tolerance of a metric.
    pub fn of(&self, column: &Column) -> Tolerance {
        self.0.get(column.name.as_ref()).copied().unwrap_or(column.tolerance)
    }
}

fn known(Entry { key, .. }: &Entry) -> Result<String> {
    let columns = || all().iter().map(|column| column.name.as_ref());
    if columns().any(|column| column == key.name) {
        return Ok(key.name.clone());
    }
    let listed = || format!("the metrics are {}", columns().collect::<Vec<_>>().join(", "));
    let help = did_you_mean(&key.name, columns()).unwrap_or_else(listed);
    Err(key.place.mark(Error::new(format!("there is no metric `{}`", key.name))).help(help))
}

fn tolerance(Entry { key, value }: &Entry) -> Result<Tolerance> {
    let read = match &value.value {
        Value::Integer(number) => Some(Tolerance::Absolute(*number as f64)),
        Value::Number(number) => Some(Tolerance::Absolute(*number)),
        Value::Text(text) => share(text),
        _ => None,
    };
    match read {
        Some(tolerance @ (Tolerance::Absolute(size) | Tolerance::Share(size))) if size >= 0.0 => {
            Ok(tolerance)
        }
        _ => Err(refused(&key.name, value)),
    }
}

/// `5 %` as 0.05.
fn share(text: &str) -> Option<Tolerance> {
    let percent: f64 = text.strip_suffix('%')?.trim().parse().ok()?;
    percent.is_finite().then_some(Tolerance::Share(percent / 100.0))
}

fn refused(metric: &str, value: &Node) -> Error {
    let what =
        format!("{metric}: expected a number from 0 or a share such as `5 %`, found {}", value.describe());
    value.place.mark(Error::new(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::columns::column;

    fn load(text: &str) -> Result<Tolerances> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tolerances.yaml");
        std::fs::write(&file, text).unwrap();
        Tolerances::load(&file)
    }

    /// The message without the temporary folder.
    fn message(text: &str) -> String {
        let message = load(text).unwrap_err().to_string();
        let start = message.find("--> ").unwrap() + 4;
        let end = message.find("tolerances.yaml").unwrap();
        message[..start].to_string() + &message[end..]
    }

    #[test]
    fn a_file_overrides_what_it_names_and_nothing_else() {
        let tolerances = load("miou: 0.01\nhost_latency_median_ms: 10 %\n").unwrap();
        assert_eq!(tolerances.of(column("miou").unwrap()), Tolerance::Absolute(0.01));
        assert_eq!(tolerances.of(column("host_latency_median_ms").unwrap()), Tolerance::Share(0.1));
        assert_eq!(tolerances.of(column("pixel_accuracy").unwrap()), Tolerance::Absolute(0.005));
    }

    #[test]
    fn an_unknown_metric_is_underlined_and_a_near_name_suggested() {
        insta::assert_snapshot!(message("top1: 0.01\nmiuo: 0.01\n"), @"
        there is no metric `miuo`
          --> tolerances.yaml:2:1
          |
        2 | miuo: 0.01
          | ^^^^
        help: did you mean `miou`?
        ");
    }

    #[test]
    fn what_is_no_tolerance_is_underlined() {
        insta::assert_snapshot!(message("miou: -0.5\n"), @"
        miou: expected a number from 0 or a share such as `5 %`, found the number -0.5
          --> tolerances.yaml:1:7
          |
        1 | miou: -0.5
          |       ^^^^
        ");
        insta::assert_snapshot!(message("miou: half a point\n"), @r#"
        miou: expected a number from 0 or a share such as `5 %`, found the text "half a point"
          --> tolerances.yaml:1:7
          |
        1 | miou: half a point
          |       ^^^^^^^^^^^^
        "#);
        insta::assert_snapshot!(message("- miou\n"), @"
        expected a mapping of metrics, found a list
          --> tolerances.yaml
        help: for example `miou: 0.005`
        ");
        insta::assert_snapshot!(message("miou: [0.1\n"), @r"
        not valid YAML: while parsing a flow sequence, expected ',' or ']'
          --> tolerances.yaml:1:11
          |
        1 | miou: [0.1
          |           ^
        help: close the bracket, or put a comma between its parts
        ");
    }
}
