//! Shapes that do not fit, as errors that name the operation and both shapes.

use std::fmt::Display;

use crate::grid::KernelMap;
use crate::{Error, Result};

type Shape = (usize, usize);

fn mismatch(operation: &str, what: impl Display) -> Error {
    Error::new(format!("{operation}: {what}"))
}

/// A feature map has rows and channels.
pub(super) fn not_empty(operation: &str, (rows, channels): Shape) -> Result<()> {
    if rows == 0 || channels == 0 {
        return Err(mismatch(operation, format_args!("a feature map of [{rows}, {channels}] is empty")));
    }
    Ok(())
}

/// Two feature maps of one shape.
pub(super) fn same(operation: &str, a: Shape, b: Shape) -> Result<()> {
    if a != b {
        let (a, b) = (format!("[{}, {}]", a.0, a.1), format!("[{}, {}]", b.0, b.1));
        return Err(mismatch(operation, format_args!("{a} and {b} differ")));
    }
    Ok(())
}

/// A parameter with one value per channel: [1, channels].
pub(super) fn per_channel(operation: &str, name: &str, shape: Shape, channels: usize) -> Result<()> {
    if shape != (1, channels) {
        let (rows, columns) = shape;
        return Err(mismatch(
            operation,
            format_args!("{name} is [{rows}, {columns}] where [1, {channels}] is needed"),
        ));
    }
    Ok(())
}

/// A kernel map that reads this feature map.
pub(super) fn reads(operation: &str, (rows, channels): Shape, map: &KernelMap) -> Result<()> {
    not_empty(operation, (rows, channels))?;
    if rows != map.rows_in() {
        let (rows_out, taps, rows_in) = (map.rows_out(), map.taps(), map.rows_in());
        return Err(mismatch(
            operation,
            format_args!(
                "the kernel map [{rows_out}, {taps}] reads {rows_in} rows, the feature map is [{rows}, {channels}]"
            ),
        ));
    }
    if map.rows_out() == 0 {
        return Err(mismatch(operation, "the kernel map has no output rows"));
    }
    Ok(())
}

/// Something that needs a certain number of values, such as one weight per row.
pub(super) fn count(operation: &str, name: &str, found: usize, needed: usize) -> Result<()> {
    if found != needed {
        return Err(mismatch(operation, format_args!("{found} {name} where {needed} are needed")));
    }
    Ok(())
}
