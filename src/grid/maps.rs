//! The kernel maps of a batch: each built at its first use and then shared by all layers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{KernelMap, Route};
use crate::Result;

/// Maps by what they are for.
#[derive(Debug, Default)]
pub(super) struct Maps(Mutex<HashMap<Route, Arc<KernelMap>>>);

impl Maps {
    /// The map of a route, built at its first use.
    ///
    /// # Errors
    /// When it cannot be built.
    pub(super) fn get(
        &self,
        route: Route,
        build: impl FnOnce() -> Result<KernelMap>,
    ) -> Result<Arc<KernelMap>> {
        // A poisoned lock only means that another thread panicked while building; the map itself is whole.
        let mut maps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(map) = maps.get(&route) {
            return Ok(map.clone());
        }
        let map = Arc::new(build()?);
        maps.insert(route, map.clone());
        Ok(map)
    }
}
