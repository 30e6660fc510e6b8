//! What a reader of the data set may rely on.

mod files;
mod scenes;
mod settings;

use super::Settings;

/// A set that is drawn in a moment.
fn tiny() -> Settings {
    Settings { width: 64, height: 32, train: 5, val: 2, ..Settings::default() }
}
