//! Tables that do not depend on what an image shows.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Result;
use crate::grid::{Levels, Resolution, Tables};

/// The regular tables of the batch size and image size seen last: what does not depend on an image's
/// content is built once, not for every batch.
#[derive(Debug, Clone, Default)]
pub struct SharedTables(Arc<Mutex<Option<Arc<Tables>>>>);

impl SharedTables {
    /// Those of so many images of a size.
    pub(super) fn of(
        &self,
        images: usize,
        size: (usize, usize),
        resolution: Resolution,
    ) -> Result<Arc<Tables>> {
        let Resolution { fine, sides, .. } = resolution;
        // A poisoned lock only means that another thread panicked; the tables in it are whole.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |tables: &&Arc<Tables>| {
            let own = (tables.images(), tables.image_size(), tables.fine_stride(), tables.sides());
            own == (images, size, fine, sides)
        };
        if let Some(tables) = last.as_ref().filter(fits) {
            return Ok(tables.clone());
        }
        let (height, width) = sides.lattice(size, fine)?;
        let levels = vec![Levels::uniform(height, width, 0)?; images];
        let tables = Arc::new(Tables::with_sides(sides, size, fine, levels)?);
        *last = Some(tables.clone());
        Ok(tables)
    }
}
