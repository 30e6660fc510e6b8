//! Tables in a terminal, fitted to its width.

use std::fmt;

use comfy_table::{CellAlignment, Table as Drawn, TableComponent, presets};

use super::visible;

/// Columns that a terminal has; `None` where the output goes to a file or a pipe, which take lines of any length.
pub fn width() -> Option<usize> {
    let terminal = console::Term::stdout();
    terminal.is_term().then(|| usize::from(terminal.size().1))
}

/// A table of text whose first columns stand at the left and the others, numbers, at the right.
#[derive(Debug, Clone)]
pub struct Table {
    header: Vec<String>,
    /// Those that stand at the left.
    texts: Vec<usize>,
    rows: Vec<Vec<String>>,
    /// Columns that may be left out, the first of them first.
    dispensable: Vec<String>,
}

/// A table without any row yet.
pub fn table(header: &[impl AsRef<str>], left: usize) -> Table {
    let header = header.iter().map(|title| visible(title.as_ref()).into_owned()).collect();
    Table { header, texts: (0..left).collect(), rows: Vec::new(), dispensable: Vec::new() }
}

impl Table {
    /// Names the columns that go where a terminal is too narrow, in the order in which they go.
    pub fn dispensable(mut self, titles: &[&str]) -> Self {
        self.dispensable = titles.iter().map(|&title| title.to_owned()).collect();
        self
    }

    /// A column of words behind the numbers, which stands at the left.
    pub fn words_at(mut self, column: usize) -> Self {
        self.texts.push(column);
        self
    }

    /// Appends a row, with a cell for each column.
    pub fn add_row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        // Before columns are fitted: a character that is shown as its number is wider than one.
        self.rows.push(cells.into_iter().map(|cell| visible(&cell.into()).into_owned()).collect());
        self
    }

    /// The table for so many columns of text, and below it which of its own were left out; the whole table where there is no
    /// limit. It stays too wide when all that may go is gone.
    pub fn fitted(&self, columns: Option<usize>) -> String {
        let mut left_out: Vec<&str> = Vec::new();
        let mut text = self.drawn(&left_out);
        let Some(columns) = columns else { return text };
        let mut dispensable = self.dispensable.iter().filter(|title| self.header.contains(title));
        while wide(&text) > columns
            && let Some(title) = dispensable.next()
        {
            left_out.push(title);
            text = self.drawn(&left_out);
        }
        if !left_out.is_empty() {
            text += &format!("\nnot shown: {} (--wide shows all columns)", left_out.join(", "));
        }
        text
    }

    fn drawn(&self, left_out: &[&str]) -> String {
        let stays = |column: &usize| !left_out.contains(&self.header[*column].as_str());
        let columns: Vec<usize> = (0..self.header.len()).filter(stays).collect();
        let pick = |cells: &[String]| -> Vec<String> {
            columns.iter().filter_map(|&column| cells.get(column).cloned()).collect()
        };
        let mut drawn = Drawn::new();
        drawn.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_header(pick(&self.header));
        // Lines between rows say nothing.
        drawn.remove_style(TableComponent::HorizontalLines).remove_style(TableComponent::MiddleIntersections);
        drawn.add_rows(self.rows.iter().map(|cells| pick(cells)));
        for (place, column) in drawn.column_iter_mut().enumerate() {
            if !self.texts.contains(&columns[place]) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        drawn.trim_fmt()
    }
}

/// The longest line of a text, in characters.
fn wide(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

impl fmt::Display for Table {
    /// All of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.drawn(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times() -> Table {
        let mut table = table(&["variant", "all", "p95", "maps"], 1).dispensable(&["maps", "p95"]);
        table.add_row(["os8", "20.10", "21.30", "1.00"]);
        table.add_row(["edges", "9.05", "9.31", "1.20"]);
        table
    }

    #[test]
    fn a_wide_terminal_a_pipe_and_a_file_get_all_columns() {
        insta::assert_snapshot!(times().fitted(None), @"
        ────────────────────────────────
         variant     all     p95   maps
        ════════════════════════════════
         os8       20.10   21.30   1.00
         edges      9.05    9.31   1.20
        ────────────────────────────────
        ");
        assert_eq!(times().fitted(Some(32)), times().fitted(None));
        assert_eq!(times().to_string(), times().fitted(None));
    }

    #[test]
    fn columns_go_in_the_stated_order_and_are_named() {
        insta::assert_snapshot!(times().fitted(Some(31)), @"
        ─────────────────────────
         variant     all     p95
        ═════════════════════════
         os8       20.10   21.30
         edges      9.05    9.31
        ─────────────────────────
        not shown: maps (--wide shows all columns)
        ");
        // What may not go stays, however narrow the terminal is.
        insta::assert_snapshot!(times().fitted(Some(5)), @"
        ─────────────────
         variant     all
        ═════════════════
         os8       20.10
         edges      9.05
        ─────────────────
        not shown: maps, p95 (--wide shows all columns)
        ");
    }
}
