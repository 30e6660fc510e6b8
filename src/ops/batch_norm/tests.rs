use super::{Ending, Layer};
use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_fast_is_stock, assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{BatchStatistics, Rows, Tape, to_vec};
use dfdx::prelude::*;

/// Of the tests with given statistics.
const EVAL_EPS: f32 = 1e-2;

pub(in crate::ops) fn train(
    by: By,
    tape: &mut Tape<Cpu>,
    [x, weight, bias]: [&Rows<Cpu>; 3],
    eps: f32,
    ending: Ending<'_, Cpu>,
) -> Result<(Rows<Cpu>, BatchStatistics)> {
    let layer = Layer { x, weight, bias, eps, ending };
    by!(by, train(tape, layer))
}

fn eval(
    by: By,
    tape: &mut Tape<Cpu>,
    [x, weight, bias]: [&Rows<Cpu>; 3],
    running: &BatchStatistics,
    ending: Ending<'_, Cpu>,
) -> Result<Rows<Cpu>> {
    let layer = Layer { x, weight, bias, eps: EVAL_EPS, ending };
    by!(by, eval(tape, layer, running))
}

const PLAIN: Ending<'_, Cpu> = Ending { residual: None, relu: false };
const RECTIFIED: Ending<'_, Cpu> = Ending { residual: None, relu: true };

#[test]
fn the_rows_of_a_batch_are_normalised_by_its_biased_variance_and_report_the_unbiased() {
    // By hand, as torch.nn.BatchNorm1d does: mean 2.5, variance 1.25 (biased) and 5/3 (unbiased), so with
    // eps 1e-5 x̂ = ∓1.5/√1.25001, ∓0.5/√1.25001; then weight 2 and bias 1. The second channel is constant.
    let x = rows((4, 2), vec![1.0, 7.0, 2.0, 7.0, 3.0, 7.0, 4.0, 7.0]);
    let (weight, bias) = (rows((1, 2), vec![2.0, 3.0]), rows((1, 2), vec![1.0, 0.5]));
    let run = train(By::Fast, &mut Tape::training(), [&x, &weight, &bias], 1e-5, PLAIN);
    let (y, statistics) = run.unwrap();
    let (far, near) = (3.0 / 1.25001f32.sqrt(), 1.0 / 1.25001f32.sqrt());
    let expected = [1.0 - far, 0.5, 1.0 - near, 0.5, 1.0 + near, 0.5, 1.0 + far, 0.5];
    for (found, expected) in to_vec(&y).iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }
    assert_eq!(statistics, BatchStatistics { mean: vec![2.5, 7.0], variance: vec![5.0 / 3.0, 0.0] });
}

#[test]
fn training_is_right_with_all_its_gradients() {
    let inputs = [random(1, (9, 3)), random(2, (1, 3)), random(3, (1, 3))];
    assert_right(&inputs, &|by, tape, x| Ok(train(by, tape, [&x[0], &x[1], &x[2]], 1e-2, PLAIN)?.0));
}

#[test]
fn residual_and_relu_are_right_with_all_their_gradients() {
    // Biases and residuals of ±4 keep every output away from the kink, on both sides of it.
    let biases = rows((1, 4), vec![4.0, -4.0, 0.0, 0.0]);
    let mut residual = to_vec(&random(4, (9, 4)));
    for (i, value) in residual.iter_mut().enumerate() {
        *value += [0.0, 0.0, 4.0, -4.0][i % 4];
    }
    let inputs = [random(5, (9, 4)), random(6, (1, 4)), biases, rows((9, 4), residual)];
    assert_right(&inputs, &|by, tape, x| {
        let ending = Ending { residual: Some(&x[3]), relu: true };
        Ok(train(by, tape, [&x[0], &x[1], &x[2]], 1e-2, ending)?.0)
    });
}

#[test]
fn the_residual_may_be_the_input_itself() {
    let inputs = [random(7, (9, 3)), random(8, (1, 3)), random(9, (1, 3))];
    assert_right(&inputs, &|by, tape, x| {
        let ending = Ending { residual: Some(&x[0]), relu: false };
        Ok(train(by, tape, [&x[0], &x[1], &x[2]], 1e-2, ending)?.0)
    });
}

#[test]
fn given_statistics_are_right_with_all_their_gradients() {
    let running = BatchStatistics { mean: vec![0.1, -0.4, 2.0], variance: vec![0.5, 1.5, 0.01] };
    let inputs =
        [random(10, (9, 3)), random(11, (1, 3)), rows((1, 3), vec![9.0, -9.0, 0.0]), random(12, (9, 3))];
    assert_right(&inputs, &|by, tape, x| eval(by, tape, [&x[0], &x[1], &x[2]], &running, PLAIN));
    assert_right(&inputs, &|by, tape, x| {
        let ending = Ending { residual: Some(&x[3]), relu: false };
        eval(by, tape, [&x[0], &x[1], &x[2]], &running, ending)
    });
}

#[test]
fn statistics_of_many_rows_far_from_zero_keep_their_digits() {
    // 20 000 rows are several chunks. The reference is the two-pass formula in double precision.
    let channels = 13;
    let x: Vec<f32> = to_vec(&random(13, (20_000, channels))).iter().map(|x| x + 100.0).collect();
    let (one, zero) = (rows((1, channels), vec![1.0; channels]), rows((1, channels), vec![0.0; channels]));
    let input = rows((20_000, channels), x.clone());
    let run = train(By::Fast, &mut Tape::inference(), [&input, &one, &zero], 1e-5, PLAIN);
    let (_, statistics) = run.unwrap();
    for channel in 0..channels {
        let column: Vec<f64> = x.iter().skip(channel).step_by(channels).map(|&x| f64::from(x)).collect();
        let mean = column.iter().sum::<f64>() / 20_000.0;
        let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 19_999.0;
        assert!((f64::from(statistics.mean[channel]) / mean - 1.0).abs() < 3e-7);
        assert!((f64::from(statistics.variance[channel]) / variance - 1.0).abs() < 1e-6);
    }
}

#[test]
fn both_implementations_report_the_same_statistics() {
    let (x, weight, bias) = (random(14, (50, 5)), random(15, (1, 5)), random(16, (1, 5)));
    let (mut first, mut second) = (Tape::training(), Tape::training());
    let fast = train(By::Fast, &mut first, [&x, &weight, &bias], 1e-5, RECTIFIED).unwrap().1;
    let stock = train(By::Stock, &mut second, [&x, &weight, &bias], 1e-5, RECTIFIED).unwrap().1;
    let pairs = fast.mean.iter().zip(&stock.mean).chain(fast.variance.iter().zip(&stock.variance));
    for (fast, stock) in pairs {
        assert!((fast - stock).abs() < 1e-6, "{fast} {stock}");
    }
}

#[test]
fn many_rows_and_odd_channels_are_normalised_in_full() {
    let inputs = [random(21, (5003, 11)), random(22, (1, 11)), random(23, (1, 11)), random(24, (5003, 11))];
    assert_fast_is_stock(&inputs, &|by, tape, x| {
        let ending = Ending { residual: Some(&x[3]), relu: false };
        Ok(train(by, tape, [&x[0], &x[1], &x[2]], 1e-5, ending)?.0)
    });
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let inputs = [random(17, (9000, 11)), random(18, (1, 11)), random(19, (1, 11)), random(20, (9000, 11))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| {
        let ending = Ending { residual: Some(&x[3]), relu: true };
        Ok(train(by, tape, [&x[0], &x[1], &x[2]], 1e-5, ending)?.0)
    });
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    let message = |x, weight, bias, residual| {
        let residual = random(0, residual);
        let ending = Ending { residual: Some(&residual), relu: false };
        let (x, weight, bias) = (random(0, x), random(0, weight), random(0, bias));
        let tape = &mut Tape::training();
        train(By::Fast, tape, [&x, &weight, &bias], 1e-5, ending).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message((4, 3), (1, 2), (1, 3), (4, 3)), @"batch-norm: the weight is [1, 2] where [1, 3] is needed");
    insta::assert_snapshot!(message((4, 3), (1, 3), (3, 1), (4, 3)), @"batch-norm: the bias is [3, 1] where [1, 3] is needed");
    insta::assert_snapshot!(message((4, 3), (1, 3), (1, 3), (3, 4)), @"batch-norm: [4, 3] and [3, 4] differ");
    insta::assert_snapshot!(message((1, 3), (1, 3), (1, 3), (1, 3)), @r"
batch-norm: [1, 3] has too few rows for a deviation
help: train with a larger batch or crop
");
    insta::assert_snapshot!(message((0, 3), (1, 3), (1, 3), (0, 3)), @"batch-norm: a feature map of [0, 3] is empty");
    let running = BatchStatistics { mean: vec![0.0; 3], variance: vec![1.0; 2] };
    let (x, parameter, tape) = (random(0, (4, 3)), random(0, (1, 3)), &mut Tape::inference());
    let eval = eval(By::Fast, tape, [&x, &parameter, &parameter], &running, PLAIN);
    insta::assert_snapshot!(eval.unwrap_err(), @"batch-norm: 2 running variances where 3 are needed");
}
