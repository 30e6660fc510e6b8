//! How estimates are written.

use crate::runner::Estimate;
use crate::text::quantity::percent;

/// "regular", "17 %" or "by image".
pub fn active(estimate: &Estimate<'_>) -> String {
    match (estimate.setup.mask(), estimate.known_active()) {
        (None, _) => "regular".to_owned(),
        (Some(_), Some(active)) => percent(active, 0),
        (Some(_), None) => "by image".to_owned(),
    }
}

/// Height and width: `1024x2048`.
///
/// # Errors
/// When the text is something else.
pub fn size(text: &str) -> Result<[usize; 2], String> {
    let sides = text.split_once(['x', '×']).map(|(height, width)| [height.parse(), width.parse()]);
    match sides {
        Some([Ok(height), Ok(width)]) if height > 0 && width > 0 => Ok([height, width]),
        _ => Err("write height and width in pixels, as in 1024x2048".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_height_by_width() {
        assert_eq!(size("1024x2048"), Ok([1024, 2048]));
        assert!(size("1024").is_err() && size("0x8").is_err() && size("a×b").is_err());
    }
}
