//! Numbers and tables as text: quantities with their units, CSV, Markdown; and where text leaves the program. Knows nothing of what
//! is measured.

pub mod csv;
mod format;
pub mod markdown;
pub mod out;
pub mod quantity;
pub mod terminal;
mod visible;

pub use format::Format;
pub use visible::visible;
