//! Learned masks against the authors' implementation: a training step of both branches, and evaluation on the cells
//! that the mask decides, without noise and with it.
//!
//! The bounds are those of tests/golden_training.rs, which tells how far a step in float32 can be compared.

mod support;

use cadbench::engine::{Engine, Inference, Precision};
use cadbench::executor::{Array, Batch, Executor, Parameters};
use cadbench::grid::{Levels, Tables};
use cadbench::mask::{Learned, Mask};
use cadbench::models::{Adaptive, DOWNSAMPLED, Deeplabv3, Downsampling, Head, HeadPlace, Model};
use cadbench::ops::{Cpu, Fast, Mode, RowOps, gradient, value};
use support::fidelity::{close, exact, record};
use support::networks::{HEIGHT, WIDTH, resnet};
use support::{formula_input, formula_parameter, golden, golden_json, relative_error, to_rows};

/// Boxes of an image, which the mask chooses for.
const BOXES: [usize; 2] = [HEIGHT / 16, WIDTH / 16];

fn network() -> Model {
    let learned = Learned {
        target: 0.5,
        weight: 1.0,
        temperature: 1.0,
        rate: 0.01,
        frozen: false,
        noisy_evaluation: false,
        second_draw: false,
    };
    let mask = Mask::Learned(learned);
    let adaptive = Adaptive::new(8, 16, mask);
    let head = Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.0, on: HeadPlace::Lattice });
    resnet(50, head, &Downsampling::Adaptive(adaptive))
}

/// Formula values under the plain names: both branches begin with the same statistics. The bias of the estimator's score
/// of downsampling is less by what the golden file says, so that choices are mixed.
fn parameters(network: &Model, shift: &str) -> Parameters<Cpu> {
    let ops = Fast::new();
    let shift = golden_json("learned")["shift_of_mask_estimator_7_bias_1"][shift].as_f64().unwrap();
    let mut parameters = network.initial(&ops, 0).unwrap();
    let formula = |array: Array| {
        let mut values = formula_parameter(&array.name.replace(".coarse", ""), &array.shape);
        if array.name == "backbone.mask_estimator.7.bias" {
            values[1] -= shift as f32;
        }
        Array { values, ..array }
    };
    let state: Vec<Array> = parameters.state(&ops).into_iter().map(formula).collect();
    parameters.load(&ops, &state).unwrap();
    parameters
}

/// [images, 2, rows, columns] → [images·rows·columns, 2].
fn boxes(name: &str, images: usize) -> Vec<f32> {
    let values: Vec<f32> = golden("learned")[name].values.iter().map(|&value| value as f32).collect();
    to_rows(&values, images, 2, BOXES[0] * BOXES[1])
}

fn pixels(name: &str, images: usize) -> Vec<f32> {
    to_rows(&formula_input(name, images * 3 * HEIGHT * WIDTH), images, 3, HEIGHT * WIDTH)
}

#[test]
fn a_step_of_both_branches_is_that_of_the_authors() {
    let (ops, network) = (Fast::new(), network());
    let mut parameters = parameters(&network, "step");
    let tables = Tables::regular(2, HEIGHT, WIDTH, 8).unwrap();
    let (noise, pixels) = ([boxes("step.noise", 2)], pixels("train.image", 2));
    let executor = Executor::new(&ops, &parameters, Mode::Training { dropout_seed: 0 });
    let branches = network.branches().unwrap();
    let batch = Batch { tables: &tables, pixels: &pixels, noise: &noise };
    let asked = branches.marked(DOWNSAMPLED);
    let mut mixed = executor.run_and_ask(branches, batch, asked, &mut |_, _| {}).unwrap();
    let downsampled = mixed.asked().unwrap().clone();
    let file = golden("learned");
    let chosen: Vec<f32> = boxes("step.choice", 2).chunks(2).map(|choice| choice[1]).collect();
    assert_eq!(ops.to_vec(&downsampled), chosen);
    record("choices of a learned mask", format!("{} boxes", chosen.len()), "the same", "none");
    let scores = ops.to_vec(&mixed.output);
    let expected = &file["step.logits"].values;
    let strided = |i: usize| {
        let (image, class, y, x) = (i / (19 * 8 * 16), i / (8 * 16) % 19, i / 16 % 8, i % 16);
        scores[((image * HEIGHT + 8 * y) * WIDTH + 8 * x) * 19 + class]
    };
    let error = relative_error(&(0..expected.len()).map(strided).collect::<Vec<_>>(), expected);
    close("class scores of both branches mixed", expected.len(), error, 1e-3);
    let labels: Vec<u16> = file["step.labels"].values.iter().map(|&label| label as u16).collect();
    let of_scores = ops.cross_entropy(&mut mixed.tape, &mixed.output, &labels, 255).unwrap();
    let of_mask = mixed.tape.squared_distance(&downsampled, 0.5, 1.0).unwrap();
    let numbers = &golden_json("learned")["step"];
    let segmentation = f64::from(value(&of_scores));
    let error = (segmentation / numbers["segmentation_loss"].as_f64().unwrap() - 1.0).abs();
    close("loss of segmentation, both branches", 1, error, 1e-4);
    exact("loss of a learned mask", numbers["mask_loss"].as_f64().unwrap(), f64::from(value(&of_mask)));
    let loss = mixed.tape.sum(of_scores, of_mask).unwrap();
    let mut gradients = mixed.tape.backward(loss).unwrap();
    let mut differences = Vec::new();
    for parameter in parameters.list() {
        let found = gradient(&mut gradients, &parameter.tensor).unwrap();
        let norm = found.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt();
        let expected = numbers["grad_norms"][&parameter.name].as_f64().unwrap();
        differences.push(((norm - expected).abs() / expected, parameter.name.clone()));
        if let Some(slice) = file.get(&format!("step.grad.{}", parameter.name)) {
            let own = Array::from_rows(parameter.name.clone(), parameter.shape.clone(), &found);
            // Of the first layer the file holds the gradients of 64 of its input channels to 8 of its output channels.
            let (c_in, part) =
                (own.shape.get(1).copied().unwrap_or(1), slice.shape.get(1).copied().unwrap_or(1));
            let taps = own.shape.iter().skip(2).product::<usize>();
            let at = |i: usize| own.values[(i / (part * taps) * c_in + i / taps % part) * taps + i % taps];
            let error = relative_error(&(0..slice.values.len()).map(at).collect::<Vec<_>>(), &slice.values);
            close(&format!("gradient of {}", parameter.name), slice.values.len(), error, 0.05);
        }
    }
    assert_eq!(differences.len(), numbers["grad_norms"].as_object().unwrap().len());
    differences.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (median, worst) = (differences[differences.len() / 2].0, &differences[differences.len() - 1]);
    let text = format!("median {median:.1e}, worst {:.1e}", worst.0);
    record("gradient norms, both branches", format!("{} norms", differences.len()), "see text", &text);
    assert!(median < 0.01 && worst.0 < 0.05, "{text} ({})", worst.1);
    parameters.update_running(&mixed.statistics, 0.1).unwrap();
    for norm in ["backbone.layer3.2.bn2", "backbone.layer4.2.bn2"] {
        let branches =
            [("high", parameters.running(norm).unwrap()), ("low", parameters.coarse_running(norm).unwrap())];
        for (branch, running) in branches {
            for (name, values) in [("running_mean", &running.mean), ("running_var", &running.variance)] {
                let expected = &file[&format!("step.{branch}.{norm}.{name}")].values;
                let error = relative_error(values, expected);
                close(&format!("{norm}.{name} of the {branch} branch"), values.len(), error, 1e-4);
            }
        }
    }
}

/// Checks decision and scores on cells, with noise or without.
fn check_evaluation(of: &str, noise: &[Vec<f32>]) {
    let (ops, network) = (Fast::new(), network());
    let parameters = parameters(&network, "eval");
    let tables = Tables::regular(1, HEIGHT, WIDTH, 8).unwrap();
    let pixels = pixels("net.image", 1);
    let executor = Executor::new(&ops, &parameters, Mode::Evaluation);
    let batch = Batch { tables: &tables, pixels: &pixels, noise };
    let pass = executor.run(network.inference(), batch).unwrap();
    let scores = ops.to_vec(&pass.output);
    check_decision(&pass.decided.unwrap(), of, "layer by layer");
    let expected = &golden("learned")[&format!("{of}.logits")].values;
    let strided = |i: usize| {
        let (class, y, x) = (i / (16 * 32), i / 32 % 16, i % 32);
        scores[(4 * y * WIDTH + 4 * x) * 19 + class]
    };
    let error = relative_error(&(0..expected.len()).map(strided).collect::<Vec<_>>(), expected);
    close(&format!("class scores on decided cells, {of}"), expected.len(), error, 1e-4);
    // The engine decides and computes the same.
    let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
    let ran = engine.run_whole(&tables, &pixels, noise.first().map(Vec::as_slice)).unwrap();
    check_decision(&ran.decided.unwrap(), of, "in a plan");
    let error =
        relative_error(&ran.scores, &scores.iter().map(|&score| f64::from(score)).collect::<Vec<_>>());
    assert!(error < 1e-5, "{of}: the plan differs from its layers by {error}");
}

#[test]
fn evaluation_on_decided_cells_is_that_of_the_authors() {
    check_evaluation("eval", &[]);
}

/// The authors draw noise in evaluation, too (docs/method.md, section 9).
#[test]
fn evaluation_with_the_authors_noise_is_theirs() {
    check_evaluation("noisy", &[boxes("noisy.noise", 1)]);
}

fn check_decision(tables: &Tables, of: &str, by: &str) {
    let levels: &Levels = &tables.levels()[0];
    let found: Vec<f64> = (0..BOXES[0] * BOXES[1])
        .map(|number| f64::from(levels.at(2 * (number / BOXES[1]), 2 * (number % BOXES[1]))))
        .collect();
    assert_eq!(found, golden("learned")[&format!("{of}.downsampled")].values, "{of}");
    record(
        &format!("decisions of a learned mask, {of}, {by}"),
        format!("{} boxes", found.len()),
        "the same",
        "none",
    );
}
