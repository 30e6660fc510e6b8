//! Tables for people: cells of text, the best of a column or a line set off, as Markdown or for a terminal.

use comfy_table::{CellAlignment, ContentArrangement, presets};

/// A cell: its text, and the number in it as far as it is shown, by which cells are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct TextCell {
    text: String,
    shown: Option<f64>,
    best: bool,
}

/// Which of a column's numbers is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    Highest,
    Lowest,
}

/// A table whose first column names its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTable {
    corner: String,
    names: Vec<String>,
    columns: Vec<(String, Vec<TextCell>)>,
    notes: Vec<String>,
}

/// A unit prefix under which the numbers of a column are legible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What a number is divided by.
    pub divisor: f64,
    /// Stands before the unit: `G` in "G MACs".
    pub prefix: &'static str,
    /// Decimals with which the smallest number has three digits.
    pub decimals: usize,
}

impl Scale {
    /// The largest prefix that leaves the smallest positive number at 1 or more.
    pub fn of(values: impl Iterator<Item = f64>) -> Scale {
        let smallest =
            values.filter(|&value| value > 0.0 && value.is_finite()).reduce(f64::min).unwrap_or(1.0);
        let (divisor, prefix) = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
            .into_iter()
            .find(|(divisor, _)| smallest >= *divisor)
            .unwrap_or((1.0, ""));
        let decimals = match smallest / divisor {
            scaled if scaled >= 100.0 => 0,
            scaled if scaled >= 10.0 => 1,
            _ if divisor == 1.0 => 0,
            _ => 2,
        };
        Scale { divisor, prefix, decimals }
    }
}

/// "mean ± deviation" with fixed decimals; a dash without a mean, the mean alone without a deviation.
pub fn measured(mean: Option<f64>, deviation: Option<f64>, decimals: usize) -> TextCell {
    let Some(mean) = mean else { return TextCell::plain("–") };
    let number = format!("{:.decimals$}", mean + 0.0);
    let text = match deviation {
        Some(deviation) => format!("{number} ± {deviation:.decimals$}"),
        None => number.clone(),
    };
    TextCell { text, shown: number.parse().ok(), best: false }
}

/// A fraction from 0 to 1 in percent with one decimal.
pub fn percent(mean: Option<f64>, deviation: Option<f64>) -> TextCell {
    measured(mean.map(|value| value * 100.0), deviation.map(|value| value * 100.0), 1)
}

impl TextCell {
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
    pub fn push_ranked(&mut self, header: impl Into<String>, mut cells: Vec<TextCell>, best: Best) {
        mark_best(cells.iter_mut().collect(), best);
        self.push(header, cells);
    }

    /// Sets off the highest cells of each line.
    pub fn mark_best_of_lines(&mut self) {
        for line in 0..self.height() {
            let cells = self.columns.iter_mut().filter_map(|(_, cells)| cells.get_mut(line)).collect();
            mark_best(cells, Best::Highest);
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
        let escape = |text: &str| text.replace('|', "\\|");
        let cell = |cell: &TextCell| {
            let text = escape(&cell.text);
            if cell.best { format!("**{text}**") } else { text }
        };
        let mut columns = vec![(escape(&self.corner), self.names.iter().map(|name| escape(name)).collect())];
        columns.extend(
            self.columns.iter().map(|(header, cells)| (escape(header), cells.iter().map(cell).collect())),
        );
        let columns: Vec<(String, Vec<String>)> = columns;
        let width = |(header, cells): &(String, Vec<String>)| {
            cells.iter().chain([header]).map(|text| text.chars().count()).max().unwrap_or(0).max(3)
        };
        let widths: Vec<usize> = columns.iter().map(width).collect();
        let line = |texts: Vec<&str>| {
            let padded = texts.iter().zip(&widths).enumerate().map(|(column, (text, &width))| match column {
                0 => format!("{text:<width$}"),
                _ => format!("{text:>width$}"),
            });
            format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
        };
        let rule = widths.iter().enumerate().map(|(column, width)| match column {
            0 => "-".repeat(*width),
            _ => format!("{}:", "-".repeat(width - 1)),
        });
        let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        let head = line(columns.iter().map(|(header, _)| header.as_str()).collect());
        let body = (0..self.height())
            .map(|row| line(columns.iter().map(|(_, cells)| cells[row].as_str()).collect()));
        let mut text = head + &rule + &body.collect::<String>();
        if !self.notes.is_empty() {
            text += &format!("\n{}\n", self.notes.join(" "));
        }
        text
    }

    /// A table for a terminal; the best are starred.
    pub fn terminal(&self) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_preset(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header([&self.corner].into_iter().chain(self.columns.iter().map(|(header, _)| header)));
        for (line, name) in self.names.iter().enumerate() {
            let cells = self.columns.iter().map(|(_, cells)| {
                let TextCell { text, best, .. } = &cells[line];
                format!("{text}{}", if *best { " *" } else { "" })
            });
            table.add_row([name.clone()].into_iter().chain(cells));
        }
        table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        let notes = self.notes.iter().map(|note| format!("\n{note}"));
        table.trim_fmt() + &notes.collect::<String>() + "\n"
    }
}

/// Nothing is the best of fewer than two numbers.
fn mark_best(mut cells: Vec<&mut TextCell>, best: Best) {
    let shown = cells.iter().filter_map(|cell| cell.shown);
    let extreme = match best {
        Best::Highest => shown.clone().reduce(f64::max),
        Best::Lowest => shown.clone().reduce(f64::min),
    };
    if shown.count() > 1 {
        cells.iter_mut().for_each(|cell| cell.best = cell.shown.is_some() && cell.shown == extreme);
    }
}
