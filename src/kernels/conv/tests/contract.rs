//! What the documentation promises besides the values.

use super::*;
use crate::grid::KernelMap;

/// y of a one-channel convolution of two rows by weight 2, with an epilogue.
fn doubled(x: [f32; 2], epilogue: Epilogue<'_>) -> Vec<f32> {
    let mut y = vec![f32::NAN; 2];
    forward(&x, &KernelMap::identity(2), &PackedWeight::new(&[2.0], 1, 1, 1), &mut y, epilogue);
    y
}

#[test]
fn each_part_of_the_epilogue_works_alone() {
    let none = Epilogue::default();
    assert_eq!(doubled([1.0, -1.0], none), [2.0, -2.0]);
    assert_eq!(doubled([1.0, -1.0], Epilogue { bias: Some(&[0.5]), ..none }), [2.5, -1.5]);
    assert_eq!(doubled([1.0, -1.0], Epilogue { residual: Some(&[1.0, 4.0]), ..none }), [3.0, 2.0]);
    assert_eq!(doubled([1.0, -1.0], Epilogue { relu: true, ..none }), [2.0, 0.0]);
}

#[test]
fn relu_comes_last_and_does_not_hide_a_nan() {
    let epilogue =
        Epilogue { bias: Some(&[-3.0]), residual: Some(&[0.0, 5.0]), relu: true, activation: None };
    assert_eq!(doubled([1.0, -0.5], epilogue), [0.0, 1.0]);
    assert!(doubled([f32::NAN, 1.0], epilogue)[0].is_nan());
}

#[test]
fn a_row_whose_taps_are_all_outside_is_its_epilogue() {
    let map = KernelMap::new(1, 2, vec![-1, -1, 0, -1]);
    let weight = PackedWeight::new(&numbers(1, 2 * 16 * 3), 2, 16, 3);
    let mut y = vec![f32::NAN; 6];
    let epilogue = Epilogue { bias: Some(&[1.0, 2.0, 3.0]), ..Epilogue::default() };
    forward(&numbers(2, 16), &map, &weight, &mut y, epilogue);
    assert_eq!(y[..3], [1.0, 2.0, 3.0]);
    assert_ne!(y[3..], [1.0, 2.0, 3.0]);
}

#[test]
#[should_panic(expected = "the input is [4, 2]")]
fn an_input_of_another_size_is_refused() {
    let weight = PackedWeight::new(&[1.0; 2], 1, 2, 1);
    forward(&[0.0; 6], &KernelMap::identity(4), &weight, &mut [0.0; 4], Epilogue::default());
}

#[test]
#[should_panic(expected = "the output is [4, 1]")]
fn an_output_of_another_size_is_refused() {
    let weight = PackedWeight::new(&[1.0; 2], 1, 2, 1);
    forward(&[0.0; 8], &KernelMap::identity(4), &weight, &mut [0.0; 5], Epilogue::default());
}

#[test]
#[should_panic(expected = "the weight has the map's taps")]
fn a_weight_with_other_taps_is_refused() {
    let weight = PackedWeight::new(&[1.0; 4], 2, 2, 1);
    forward(&[0.0; 8], &KernelMap::identity(4), &weight, &mut [0.0; 4], Epilogue::default());
}

#[test]
#[should_panic(expected = "a residual is like the output")]
fn a_short_residual_is_refused() {
    doubled([1.0, 1.0], Epilogue { residual: Some(&[1.0]), ..Epilogue::default() });
}

#[test]
#[should_panic(expected = "the gradient is [4, 3]")]
fn a_gradient_of_another_size_is_refused() {
    let map = KernelMap::identity(4);
    backward_weight(&[0.0; 8], 2, &[0.0; 8], 3, &map, &mut [0.0; 6]);
}
