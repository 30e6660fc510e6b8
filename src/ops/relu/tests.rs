use crate::ops::testing::{assert_right, assert_same_on_any_threads, distinct, outcome, random, rows};
use crate::ops::{Fast, Graph, RowOps as _, to_vec};

#[test]
fn relu_is_right_with_its_gradient() {
    assert_right(&[distinct(1, (7, 5))], &|ops, graph, x| ops.relu(graph, &x[0]));
}

#[test]
fn relu_at_zero_has_no_gradient() {
    let x = [rows((1, 3), vec![-0.0, 0.0, 1e-30])];
    let found = outcome(&Fast::new(), &x, &|ops, graph, x| ops.relu(graph, &x[0]));
    assert_eq!(found.gradients[0].iter().filter(|&&gradient| gradient == 0.0).count(), 2);
}

#[test]
fn relu_does_not_hide_a_diverged_value() {
    let y = Fast::new().relu(&mut Graph::inference(), &rows((1, 2), vec![f32::NAN, -1.0])).unwrap();
    assert!(to_vec(&y)[0].is_nan());
}

#[test]
fn a_sum_is_right_with_both_gradients() {
    let inputs = [random(2, (7, 5)), random(3, (7, 5))];
    assert_right(&inputs, &|ops, graph, x| ops.add(graph, &x[0], &x[1]));
}

#[test]
fn a_feature_map_can_be_added_to_itself() {
    assert_right(&[random(4, (7, 5))], &|ops, graph, x| ops.add(graph, &x[0], &x[0]));
}

#[test]
fn a_feature_map_that_is_used_twice_gathers_both_gradients() {
    assert_right(&[distinct(5, (7, 5))], &|ops, graph, x| {
        let rectified = ops.relu(graph, &x[0])?;
        let sum = ops.add(graph, &rectified, &x[0])?;
        ops.add(graph, &sum, &rectified)
    });
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    assert_same_on_any_threads(&[random(6, (9000, 11)), random(7, (9000, 11))], &|ops, graph, x| {
        let rectified = ops.relu(graph, &x[0])?;
        ops.add(graph, &rectified, &x[1])
    });
}

#[test]
fn feature_maps_of_different_shapes_are_named() {
    let sum = Fast::new().add(&mut Graph::inference(), &random(8, (2, 3)), &random(9, (3, 2)));
    insta::assert_snapshot!(sum.unwrap_err(), @"sum: [2, 3] and [3, 2] differ");
}
