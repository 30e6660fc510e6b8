//! The classes.

use super::shape::Form;

/// Folder names, in the order of the card.
pub const CLASSES: [&str; 10] =
    ["gap-e", "gap-se", "gap-s", "gap-sw", "gap-w", "gap-nw", "gap-n", "gap-ne", "closed", "filled"];

/// The form of a class by its number: gaps turn by an eighth, clockwise.
pub(super) fn form(class: usize) -> Form {
    match class {
        8 => Form::Ring { gap: None },
        9 => Form::Disc,
        side => Form::Ring { gap: Some(side as f32 * std::f32::consts::FRAC_PI_4) },
    }
}
