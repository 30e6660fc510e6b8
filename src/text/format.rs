//! In which form a command says what it found.

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For the terminal
    #[default]
    Table,
    /// For a pull request or a job summary
    Markdown,
    /// Exact numbers, a line for each
    Csv,
    /// Exact numbers, for programs
    Json,
}
