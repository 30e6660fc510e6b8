//! Numbers and tables as text: quantities with their units, CSV, Markdown. Knows nothing of what is measured.

pub mod csv;
mod format;
pub mod markdown;
pub mod quantity;
pub mod terminal;

pub use format::Format;
