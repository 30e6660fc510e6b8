//! How large an image may be prepared.

use crate::{Error, Result};

/// No side of an image may be prepared larger than this, in pixels.
pub(super) const LARGEST_SIDE: usize = 16_384;

/// Refuses a size that no image is prepared to.
///
/// # Errors
/// When a side is out of its range.
pub(super) fn check_size(name: &str, size: Option<[usize; 2]>) -> Result<()> {
    match size {
        Some(sides) if sides.iter().any(|side| !(1..=LARGEST_SIDE).contains(side)) => {
            Err(Error::new(format!("`{name}: [{}, {}]` is no size of an image", sides[0], sides[1]))
                .help(format!("give height and width in pixels, each 1 to {LARGEST_SIDE}")))
        }
        _ => Ok(()),
    }
}
