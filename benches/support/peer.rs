//! The times that benches/peer/networks.py wrote down.

use std::collections::BTreeMap;
use std::path::Path;

use cadbench::{Error, Result};
use serde::Deserialize;

/// PyTorch's shortest times on this machine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Version and threads.
    pub made_by: String,
    /// Milliseconds of the fastest way, by the name that the tables here use.
    pub fastest: BTreeMap<String, f64>,
}

impl Peer {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is missing or something else.
    pub fn read(path: &Path) -> Result<Peer> {
        let refused = |cause: &dyn std::fmt::Display| {
            Error::new(format!("the peer's times cannot be read: {cause}"))
                .at(path.display())
                .help("write them with `python benches/peer/networks.py --json FILE`")
        };
        let text = std::fs::read_to_string(path).map_err(|cause| refused(&cause))?;
        serde_json::from_str(&text).map_err(|cause| refused(&cause))
    }
}
