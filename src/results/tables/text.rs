//! Tables for people: cells of text, the best of a column or a line set off, as Markdown or for a terminal.

use crate::metrics::Better;
use crate::text::markdown::{self, Side};
use crate::text::quantity::{Scale, fixed};
use crate::text::terminal;

/// A cell: its text, and the number in it as far as it is shown, by which cells are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct TextCell {
    text: String,
    shown: Option<f64>,
    best: bool,
}

/// A table whose first column names its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTable {
    corner: String,
    names: Vec<String>,
    columns: Vec<(String, Vec<TextCell>)>,
    notes: Vec<String>,
}

impl TextCell {
    /// "mean ± deviation" as a scale shows them; a dash without a mean, the mean alone without a deviation.
    pub fn measured(mean: Option<f64>, deviation: Option<f64>, scale: &Scale) -> TextCell {
        let Some(mean) = mean else { return TextCell::plain("–") };
        let shown = fixed(scale.scaled(mean), scale.decimals).parse().ok();
        TextCell { text: scale.spread(mean, deviation), shown, best: false }
    }

    /// Text that is not compared.
    pub fn plain(text: impl Into<String>) -> TextCell {
        TextCell { text: text.into(), shown: None, best: false }
    }
}

impl TextTable {
    /// A table with a line per name and no other column yet; `corner` heads the names.
    pub fn new(corner: impl Into<String>, names: Vec<String>) -> TextTable {
        TextTable { corner: corner.into(), names, columns: Vec::new(), notes: Vec::new() }
    }

    /// Number of lines.
    pub fn height(&self) -> usize {
        self.names.len()
    }

    /// Appends a column with a cell per line.
    pub fn push(&mut self, header: impl Into<String>, cells: Vec<TextCell>) {
        self.columns.push((header.into(), cells));
    }

    /// Appends a column whose best cells are set off.
    pub fn push_ranked(&mut self, header: impl Into<String>, mut cells: Vec<TextCell>, better: Better) {
        mark_best(cells.iter_mut().collect(), better);
        self.push(header, cells);
    }

    /// Sets off the highest cells of each line.
    pub fn mark_best_of_lines(&mut self) {
        for line in 0..self.height() {
            let cells = self.columns.iter_mut().filter_map(|(_, cells)| cells.get_mut(line)).collect();
            mark_best(cells, Better::Higher);
        }
    }

    /// Name and cells of each line, every cell behind its header.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        self.names.iter().enumerate().map(|(line, name)| {
            let told = |(header, cells): &(String, Vec<TextCell>)| format!("{header}: {}", cells[line].text);
            (name.as_str(), self.columns.iter().map(told).collect())
        })
    }

    /// A sentence to stand under the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A GitHub table, padded so that it is legible as text, with the notes as a paragraph under it.
    pub fn markdown(&self) -> String {
        let cell = |cell: &TextCell| match cell.best {
            true => format!("**{}**", cell.text),
            false => cell.text.clone(),
        };
        let headers = self.columns.iter().map(|(header, _)| (header, Side::Right));
        let mut table = markdown::Table::new([(&self.corner, Side::Left)].into_iter().chain(headers));
        for (line, name) in self.names.iter().enumerate() {
            table.line(
                [name.clone()].into_iter().chain(self.columns.iter().map(|(_, cells)| cell(&cells[line]))),
            );
        }
        let mut text = table.padded();
        if !self.notes.is_empty() {
            text += &format!("\n{}\n", self.notes.join(" "));
        }
        text
    }

    /// A table for a terminal of so many columns; the best are starred. Where it is too narrow, columns go from the right.
    pub fn terminal(&self, columns: Option<usize>) -> String {
        let headings = || self.columns.iter().map(|(header, _)| header.as_str());
        let header: Vec<&str> = [self.corner.as_str()].into_iter().chain(headings()).collect();
        let dispensable: Vec<&str> = headings().skip(KEPT).collect::<Vec<_>>().into_iter().rev().collect();
        let mut table = terminal::table(&header, 1).dispensable(&dispensable);
        for (line, name) in self.names.iter().enumerate() {
            let cells = self.columns.iter().map(|(_, cells)| {
                let TextCell { text, best, .. } = &cells[line];
                format!("{text}{}", if *best { " *" } else { "" })
            });
            table.add_row([name.clone()].into_iter().chain(cells));
        }
        let notes = self.notes.iter().map(|note| format!("\n{note}"));
        table.fitted(columns) + &notes.collect::<String>() + "\n"
    }
}

/// Columns behind the names that no terminal is too narrow for: seeds and the main score.
const KEPT: usize = 2;

/// Nothing is the best of fewer than two numbers.
fn mark_best(mut cells: Vec<&mut TextCell>, better: Better) {
    let shown = cells.iter().filter_map(|cell| cell.shown);
    let extreme = match better {
        Better::Higher => shown.clone().reduce(f64::max),
        Better::Lower => shown.clone().reduce(f64::min),
    };
    if shown.count() > 1 {
        cells.iter_mut().for_each(|cell| cell.best = cell.shown.is_some() && cell.shown == extreme);
    }
}
