//! Rows as they are read from the store: with their checksum, or, where they are older than it, within bounds.

use std::path::Path;

use super::{ROW, Row, Store, seal};
use crate::error::{Context, Error, Result};
use crate::files;

/// What a row of before there were checksums may hold; anything else is a damaged name of the checksum itself.
const PARTS: [&str; 5] = ["identity", "accuracy", "cost", "speed", "provenance"];

impl Store {
    /// The row of a run; `None` when it is not finished.
    ///
    /// # Errors
    /// When the hash is none, or the row cannot be read, is damaged, or belongs to another run.
    pub fn row(&self, hash: &str) -> Result<Option<Row>> {
        let path = self.path(hash)?.join(ROW);
        let bytes = match files::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).context("the row cannot be read", path.display()),
        };
        let damaged = |e: Error| e.help("run the experiment again: it repeats what has no sound row");
        let row = parse(bytes, &path).map_err(damaged)?;
        if row.identity.config_hash != hash {
            let what = format!("the row belongs to the run {}", row.identity.config_hash);
            return Err(damaged(Error::new(what).at(path.display())));
        }
        Ok(Some(row))
    }
}

fn parse(bytes: Vec<u8>, path: &Path) -> Result<Row> {
    let context = "the row is damaged";
    let text = String::from_utf8(bytes).context(context, path.display())?;
    let sealed = seal::is_sealed(&text).map_err(|e| e.what().to_owned()).context(context, path.display())?;
    if !sealed {
        let parts: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).context(context, path.display())?;
        if let Some(strange) = parts.keys().find(|key| !PARTS.contains(&key.as_str())) {
            return Err(Error::new(format!("{context}: a row has no `{strange}`")).at(path.display()));
        }
    }
    let row: Row = serde_json::from_str(&text).context(context, path.display())?;
    row.check().map_err(|e| e.what().to_owned()).context(context, path.display())?;
    Ok(row)
}
