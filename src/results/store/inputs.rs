//! What an unfinished run was begun with, kept beside its checkpoints.

use super::{RunFolder, seal};
use crate::error::{Context, Error, Result};
use crate::files::{self, write_whole};
use crate::results::Data;

/// The file, with a checksum.
pub(super) const INPUTS: &str = "inputs.json";

impl RunFolder {
    /// Keeps what the run is made from; its checkpoints hold for these inputs alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_inputs(&self, inputs: &Data) -> Result<()> {
        let path = self.path().join(INPUTS);
        let text = serde_json::to_string_pretty(inputs)
            .context("the run's inputs cannot be kept", path.display())?;
        write_whole(&path, seal::seal(&(text + "\n")).as_bytes())
    }

    /// What the run was begun with; `None` where nothing tells, as before this was kept.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn inputs(&self) -> Result<Option<Data>> {
        let path = self.path().join(INPUTS);
        let bytes = match files::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).context("the run's inputs cannot be read", path.display()),
        };
        let damaged = |e: Error| e.at(path.display()).help("the run begins anew");
        let text = String::from_utf8(bytes).map_err(|e| damaged(Error::new(e.to_string())))?;
        if !seal::is_sealed(&text).map_err(damaged)? {
            return Err(damaged(Error::new("the file has no checksum")));
        }
        Ok(Some(serde_json::from_str(&text).map_err(|e| damaged(Error::new(e.to_string())))?))
    }
}

#[cfg(test)]
mod tests {
    use crate::results::samples::row;
    use crate::results::{Data, Store};

    #[test]
    fn inputs_come_back_and_damaged_ones_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let run = Store::new(folder.path()).claim("abc").unwrap().unwrap();
        assert_eq!(run.inputs().unwrap(), None);
        let inputs: Data = row("a", "edges", 0, 0.0).provenance.data;
        run.save_inputs(&inputs).unwrap();
        assert_eq!(run.inputs().unwrap(), Some(inputs));
        let path = run.path().join(super::INPUTS);
        let text = std::fs::read_to_string(&path).unwrap().replace("aaaa1111", "aaaa1110");
        std::fs::write(&path, text).unwrap();
        let error = run.inputs().unwrap_err();
        assert!(error.to_string().contains("inputs.json"), "{error}");
    }
}
