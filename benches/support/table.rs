//! Tables that read well both in a terminal and in a Markdown page.

use comfy_table::{CellAlignment, Table, presets};

/// Columns stand at the right, but for the first.
pub fn markdown(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(header);
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}
