//! One training step against the authors' implementation: loss, the norm of every gradient, some gradients,
//! running statistics.
//!
//! The authors' numbers are float32, and a step is badly conditioned there: dozens of ReLUs and norms stand
//! one behind the other, and the image-mean branch normalises two rows only. How badly is known for the dense
//! networks, whose gradients were computed once more in float64 by PyTorch, from the same formulas: the
//! authors' norms are off by up to 1 %, and so are PyTorch's own in float32. On the few cells of 8→32 it is
//! worse: a mere change in the order of sums (the stock operations) moves gradients by 4 %. Tighter than that
//! nothing can be compared, but against float64 ours must do as well as the authors' own.

mod support;

use cadbench::executor::{Batch, Executor, Parameters};
use cadbench::ops::{self, BatchStatistics, Cpu, Fast, Gradients, Mode, RowOps, Stock};
use support::fidelity::{close, record};
use support::networks::{HEIGHT, WIDTH, segmenter, tables};
use support::{formula_input, formula_parameters, golden, golden_json, relative_error, to_rows};

/// Of norms, and of single gradients at the far end of the network, relative to the largest.
const FAR_BOUND: f64 = 0.05;
/// Of single gradients of the last layer, which has none of these layers behind it.
const NEAR_BOUND: f64 = 5e-3;
/// Of norms against float64, for networks on a lattice.
const FLOAT64_BOUND: f64 = 0.015;

/// Loss, gradients [tensor's shape as rows], statistics of the batch.
struct Step<O: RowOps> {
    loss: f64,
    parameters: Parameters<O::Device>,
    gradients: Gradients<O::Device>,
    statistics: Vec<(String, BatchStatistics)>,
}

fn step<O: RowOps>(ops: &O, variant: &str) -> Step<O> {
    let network = segmenter("deeplabv3", variant);
    let parameters = formula_parameters(ops, network.inference());
    let tables = tables(variant, 2);
    let pixels = to_rows(&formula_input("train.image", 2 * 3 * HEIGHT * WIDTH), 2, 3, HEIGHT * WIDTH);
    let labels: Vec<u16> = golden("train_step")["labels"].values.iter().map(|&label| label as u16).collect();
    let executor = Executor::new(ops, &parameters, Mode::Training { dropout_seed: 0 });
    let mut pass = executor.run(network.training(), Batch::new(&tables, &pixels)).unwrap();
    let loss = ops.cross_entropy(&mut pass.tape, &pass.output, &labels, 255).unwrap();
    let value = f64::from(ops::value(&loss));
    let gradients = pass.tape.backward(loss).unwrap();
    Step { loss: value, gradients, statistics: pass.statistics, parameters }
}

fn check_step<O: RowOps>(ops: &O, by: &str, variant: &str) {
    let mut step = step(ops, variant);
    let numbers = golden_json("train_step")[variant].clone();
    let expected = numbers["loss"].as_f64().unwrap();
    let error = (step.loss - expected).abs() / expected;
    record(&format!("training loss, {variant}, {by}"), expected, step.loss, format!("{error:.1e}"));
    assert!(error < 1e-4, "{variant}: loss {}, not {expected}", step.loss);
    let norms = norms(&mut step);
    check_norms(&norms, &numbers["grad_norms"], &format!("{variant}, {by}"));
    check_gradients(&mut step, variant, by);
    step.parameters.update_running(&step.statistics, 0.1).unwrap();
    let norm = "backbone.layer4.2.bn2";
    let running = step.parameters.running(norm).unwrap();
    for (name, values) in [("running_mean", &running.mean), ("running_var", &running.variance)] {
        let expected = &golden("train_step")[&format!("{variant}.{norm}.{name}")].values;
        let error = relative_error(values, expected);
        close(&format!("{norm}.{name} after a step, {variant}, {by}"), values.len(), error, 1e-4);
    }
}

/// Name and norm of every gradient.
fn norms<O: RowOps>(step: &mut Step<O>) -> Vec<(String, f64)> {
    let norm = |gradient: Vec<f32>| gradient.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt();
    let list = step.parameters.list().iter();
    list.map(|p| (p.name.clone(), norm(ops::gradient(&mut step.gradients, &p.tensor).unwrap()))).collect()
}

fn differences(norms: &[(String, f64)], expected: &serde_json::Value) -> Vec<f64> {
    let difference = |(name, norm): &(String, f64)| {
        let expected = expected[name].as_f64().unwrap();
        (norm - expected).abs() / expected
    };
    let mut all: Vec<f64> = norms.iter().map(difference).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn check_norms(norms: &[(String, f64)], expected: &serde_json::Value, of: &str) {
    let differences = differences(norms, expected);
    let (median, worst) = (differences[differences.len() / 2], differences[differences.len() - 1]);
    let difference = format!("median {median:.1e}, worst {worst:.1e}");
    record(&format!("gradient norms, {of}"), format!("{} norms", norms.len()), "see text", difference);
    assert!(worst < FAR_BOUND, "{of}: a norm is off by {worst}");
}

/// Slices of two gradients. The last layer's was stored like the scores: the first values of the whole.
fn check_gradients<O: RowOps>(step: &mut Step<O>, variant: &str, by: &str) {
    for (name, bound) in
        [("backbone.conv1.weight", FAR_BOUND), ("classifier.classifier.4.weight", NEAR_BOUND)]
    {
        let expected = &golden("train_step")[&format!("{variant}.grad.{name}")].values;
        let parameter = step.parameters.list().iter().find(|parameter| parameter.name == name).unwrap();
        let rows = ops::gradient(&mut step.gradients, &parameter.tensor).unwrap();
        let gradient = cadbench::executor::Array::from_rows(name.into(), parameter.shape.clone(), &rows);
        let error = relative_error(&gradient.values[..expected.len()], expected);
        close(&format!("gradient of {name}, {variant}, {by}"), expected.len(), error, bound);
    }
}

#[test]
fn a_training_step_is_that_of_the_authors() {
    for variant in ["os16", "os8", "adaptive_8_to_16", "adaptive_8_to_32"] {
        check_step(&Fast::new(), "fast operations", variant);
    }
}

#[test]
fn stock_operations_make_the_same_step() {
    check_step(&Stock::<Cpu>::default(), "stock operations", "adaptive_8_to_32");
}

#[test]
fn gradients_are_as_near_to_float64_as_the_authors_are() {
    let ops = Fast::new();
    for variant in ["os16", "os8"] {
        let exact = golden_json("train_step_float64")[variant].clone();
        let authors = &golden_json("train_step")[variant]["grad_norms"];
        let ours = norms(&mut step(&ops, variant));
        let theirs: Vec<(String, f64)> =
            ours.iter().map(|(name, _)| (name.clone(), authors[name].as_f64().unwrap())).collect();
        let (ours, theirs) =
            (differences(&ours, &exact["grad_norms"]), differences(&theirs, &exact["grad_norms"]));
        let text = |d: &[f64]| format!("median {:.1e}, worst {:.1e}", d[d.len() / 2], d[d.len() - 1]);
        record(
            &format!("gradient norms against float64, {variant}"),
            text(&theirs),
            text(&ours),
            "both float32",
        );
        assert!(ours[ours.len() / 2] < 2.0 * theirs[theirs.len() / 2], "{variant}: median {}", text(&ours));
        assert!(ours[ours.len() - 1] < FLOAT64_BOUND, "{variant}: {}", text(&ours));
    }
}

#[cfg(feature = "cuda")]
#[test]
#[ignore = "needs a GPU: make test-cuda"]
fn stock_operations_make_the_same_step_on_a_gpu() {
    let stock = Stock::on_gpu(0).unwrap();
    for variant in ["os16", "adaptive_8_to_32"] {
        check_step(&stock, "stock operations on a GPU", variant);
    }
}
