//! Tables made of rows: one of all runs, a summary over seeds, the scores by class. Equal rows give equal
//! bytes, in CSV, Parquet and Markdown.

mod classes;
mod images;
mod people;
mod runs;
mod sealed;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use classes::{classes, classes_for_people, has_classes};
pub use images::{images, read_images};
pub use people::{summary_for_markdown, summary_for_terminal};
pub use runs::{in_order, runs};
pub use sealed::{read_parquet, refuse_pointer};
pub use summary::summary;
pub use table::Table;
pub use text::TextTable;
