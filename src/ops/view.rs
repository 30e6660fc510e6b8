//! Between feature maps and plain slices. The one home of `unsafe` in `ops`.

#![allow(unsafe_code)]

use std::borrow::Cow;

use dfdx::prelude::*;

use super::{Rows, tape::device_error, value};
use crate::{Error, Result};

/// The elements of a feature map, row-major [rows, channels], as a copy of its own.
pub fn to_vec<D: Device<f32>>(rows: &Rows<D>) -> Vec<f32> {
    rows.as_vec()
}

/// The sum of all elements, made where they are.
///
/// # Errors
/// When the device fails.
pub(super) fn sum<D: Device<f32>>(rows: &Rows<D>) -> Result<f32> {
    let sum: Tensor<Rank0, f32, D> = rows.clone().try_sum().map_err(device_error)?;
    Ok(value(&sum))
}

/// A feature map or parameter [rows, channels] from its elements, row-major; moves them on a CPU.
///
/// # Errors
/// When there are not rows · channels elements, or the device fails.
pub fn from_vec<D: Device<f32>>(
    device: &D,
    elements: Vec<f32>,
    (rows, channels): (usize, usize),
) -> Result<Rows<D>> {
    if rows.checked_mul(channels) != Some(elements.len()) {
        return Err(Error::new(format!("{} elements do not fill [{rows}, {channels}]", elements.len())));
    }
    device.try_tensor_from_vec(elements, (rows, channels)).map_err(device_error)
}

/// The elements of a matrix on the CPU, row-major, without a copy where they lie so in memory (permuted and
/// broadcast views do not).
pub(super) fn view(matrix: &Rows<Cpu>) -> Cow<'_, [f32]> {
    let &(rows, columns) = matrix.shape();
    if rows == 0 || columns == 0 {
        return Cow::Borrowed(&[]);
    }
    // dfdx keeps strides to itself, but not addresses. Each of these elements exists, or indexing would
    // panic; a size of one leaves no stride to check.
    let first = &raw const matrix[[0, 0]];
    let offset = |index: [usize; 2]| (&raw const matrix[index]).addr().wrapping_sub(first.addr());
    let element = size_of::<f32>();
    let row_major = (columns == 1 || offset([0, 1]) == element)
        && (rows == 1 || offset([1, 0]) == columns * element)
        && offset([rows - 1, columns - 1]) == (rows * columns - 1) * element;
    if !row_major {
        return Cow::Owned(matrix.as_vec());
    }
    // SAFETY: `first` points at the first element of the tensor's one buffer, and the last element of the
    // matrix, which indexing checked to lie in that buffer too, is rows · columns − 1 elements on. Strides
    // are constant, so every element between them belongs to the matrix and is initialised. The buffer is
    // shared, not unique, and lives and stays unchanged as long as `matrix` is borrowed.
    Cow::Borrowed(unsafe { std::slice::from_raw_parts(first, rows * columns) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Rows<Cpu> {
        from_vec(&Cpu::default(), (0..6).map(|i| i as f32).collect(), (2, 3)).unwrap()
    }

    #[test]
    fn a_plain_matrix_is_borrowed() {
        let matrix = matrix();
        assert!(matches!(view(&matrix), Cow::Borrowed([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])));
    }

    #[test]
    fn a_transposed_matrix_is_copied_in_row_order() {
        let transposed = matrix().permute::<(usize, usize), Axes2<1, 0>>();
        assert!(matches!(view(&transposed), Cow::Owned(_)));
        assert_eq!(*view(&transposed), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    }

    #[test]
    fn broadcast_matrices_are_copied_out_in_full() {
        let row = Cpu::default().tensor_from_vec(vec![1.0, 2.0], (2,));
        let rows = row.clone().broadcast_like::<_, Axis<0>>(&(3, 2));
        assert_eq!(*view(&rows), [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
        let columns = row.broadcast_like::<_, Axis<1>>(&(2, 3));
        assert_eq!(*view(&columns), [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
    }

    #[test]
    fn single_rows_and_columns_are_borrowed() {
        for shape in [(1, 6), (6, 1)] {
            let matrix = matrix().reshape_like(&shape);
            assert!(matches!(view(&matrix), Cow::Borrowed(slice) if slice.len() == 6));
        }
    }

    #[test]
    fn a_wrong_number_of_elements_is_refused() {
        let error = from_vec(&Cpu::default(), vec![0.0; 5], (2, 3)).unwrap_err();
        assert_eq!(error.what(), "5 elements do not fill [2, 3]");
    }
}
