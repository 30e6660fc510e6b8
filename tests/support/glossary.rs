//! docs/glossary.md as a list.

use std::collections::BTreeMap;

/// What the page explains.
#[derive(Debug, Default)]
pub struct Glossary {
    /// The words in their order; an entry may explain several.
    pub words: Vec<String>,
    /// The columns in their order, each with what people see over it.
    pub columns: Vec<(String, String)>,
}

impl Glossary {
    pub fn read(page: &str) -> Self {
        let (words, columns) = page.split_once("\n## Columns\n").expect("the columns have a section");
        let cells = |line: &str| -> Vec<String> {
            line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
        };
        // The first two lines of a table are its head.
        let lines = |text: &str| -> Vec<Vec<String>> {
            text.lines().filter(|line| line.starts_with('|')).skip(2).map(cells).collect()
        };
        let column = |cells: Vec<String>| (cells[0].clone(), cells[1].clone());
        Glossary {
            words: lines(words).into_iter().map(|cells| cells[0].clone()).collect(),
            columns: lines(columns).into_iter().map(column).collect(),
        }
    }

    /// Is it a word of its own, or what stands over a column? A unit in brackets does not count.
    pub fn explains(&self, word: &str) -> bool {
        let plain = |text: &str| text.split(" (").next().unwrap_or_default().to_lowercase();
        let word = plain(word);
        let words = self
            .words
            .iter()
            .flat_map(|entry| entry.split(", "))
            .chain(self.words.iter().map(String::as_str));
        let titles = self.columns.iter().map(|(_, title)| title.as_str());
        words.chain(titles).any(|known| plain(known) == word || is_case(&plain(known), &word))
    }

    /// Has the column an entry, or a part of its name that says how it follows from another one?
    pub fn has_column(&self, name: &str) -> bool {
        let entry = |entry: &str| match entry.split_once('…') {
            None => entry == name,
            Some((before, after)) => {
                let rest = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                rest.is_some_and(|rest| rest.parse::<u32>().is_ok() || self.has_column(rest))
            }
        };
        self.columns.iter().any(|(column, _)| entry(column))
    }

    /// What people see over a column, as the page says.
    pub fn titles(&self) -> BTreeMap<&str, &str> {
        self.columns.iter().map(|(column, title)| (column.as_str(), title.as_str())).collect()
    }
}

/// Is a word the case of an entry with a number in it, such as `MMA … px`?
fn is_case(entry: &str, word: &str) -> bool {
    let Some((before, after)) = entry.split_once('…') else { return false };
    let number = word.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    number.is_some_and(|number| number.trim().parse::<u32>().is_ok())
}
