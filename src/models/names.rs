//! How other programs name the tensors of a backbone.

use std::collections::HashSet;
use std::fmt;

use serde::{Serialize, Serializer};

/// How other programs name the tensors of a backbone.
pub struct Names {
    /// As people call the networks.
    pub title: &'static str,
    /// As files call them.
    pub key: &'static str,
    /// Do all names of a file point to such a network?
    pub knows: fn(&HashSet<&str>) -> bool,
    /// This crate's name for a tensor; `None` for one that keeps its name.
    pub ours: fn(&str) -> Option<String>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Names {}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key)
    }
}
