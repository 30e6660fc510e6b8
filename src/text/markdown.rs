//! Tables as GitHub has them in Markdown.

use super::visible;

/// At which side of a column its cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// A table; its cells are Markdown, in which bars stand for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    header: Vec<String>,
    sides: Vec<Side>,
    lines: Vec<Vec<String>>,
}

impl Table {
    /// Without any line yet.
    pub fn new<H: AsRef<str>>(columns: impl IntoIterator<Item = (H, Side)>) -> Table {
        let (header, sides) = columns.into_iter().map(|(head, side)| (escaped(head.as_ref()), side)).unzip();
        Table { header, sides, lines: Vec::new() }
    }

    /// Appends a line with a cell for each column.
    pub fn line<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.lines.push(cells.into_iter().map(|cell| escaped(cell.as_ref())).collect());
    }

    /// For files that programs show.
    pub fn compact(&self) -> String {
        let line = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | "));
        let rule = self.sides.iter().map(|side| if *side == Side::Left { "---|" } else { "---:|" });
        let rule = format!("|{}\n", rule.collect::<String>());
        line(&self.header) + &rule + &self.lines.iter().map(line).collect::<String>()
    }

    /// The same, padded so that it is legible as text.
    pub fn padded(&self) -> String {
        let all = || self.lines.iter().chain([&self.header]);
        let width = |column: usize| {
            all()
                .filter_map(|line| line.get(column))
                .map(|text| text.chars().count())
                .max()
                .unwrap_or(0)
                .max(3)
        };
        let columns: Vec<(Side, usize)> =
            self.sides.iter().enumerate().map(|(column, &side)| (side, width(column))).collect();
        let line = |cells: &Vec<String>| {
            let padded = cells.iter().zip(&columns).map(|(text, &(side, width))| match side {
                Side::Left => format!("{text:<width$}"),
                Side::Right => format!("{text:>width$}"),
            });
            format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
        };
        let rule = columns.iter().map(|&(side, width)| match side {
            Side::Left => "-".repeat(width),
            Side::Right => format!("{}:", "-".repeat(width - 1)),
        });
        let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        line(&self.header) + &rule + &self.lines.iter().map(line).collect::<String>()
    }
}

fn escaped(text: &str) -> String {
    visible(text).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([("variant", Side::Left), ("mIoU (%)", Side::Right), ("n", Side::Right)]);
        table.line(["a|b", "40.6 ± 1.2", "3"]);
        table.line(["os8", "–", "10"]);
        table
    }

    #[test]
    fn a_bar_in_a_name_does_not_break_a_table() {
        insta::assert_snapshot!(table().compact(), @r"
        | variant | mIoU (%) | n |
        |---|---:|---:|
        | a\|b | 40.6 ± 1.2 | 3 |
        | os8 | – | 10 |
        ");
    }

    #[test]
    fn columns_of_a_padded_table_stand_under_each_other() {
        insta::assert_snapshot!(table().padded(), @r"
        | variant |   mIoU (%) |   n |
        | ------- | ---------: | --: |
        | a\|b    | 40.6 ± 1.2 |   3 |
        | os8     |          – |  10 |
        ");
    }
}
