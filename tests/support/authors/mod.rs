//! Golden numbers of the authors' implementation, and the formula tensors that they were made with.
#![allow(dead_code)] // each test file uses the part that it needs

pub mod fidelity;
pub mod networks;

use std::collections::BTreeMap;
use std::path::Path;

use cadbench::executor::{Array, Batch, Executor, Parameters};
use cadbench::graph::Graph;
use cadbench::grid::{Place, Tables};
use cadbench::ops::{Mode, Op, RowOps, Rows, Site, Tape};
use safetensors::tensor::{Dtype, SafeTensors};

/// An array of a golden file; all element types as f64.
#[derive(Debug, Clone)]
pub struct Golden {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

/// All arrays of `tests/golden/<name>.safetensors`.
pub fn golden(name: &str) -> BTreeMap<String, Golden> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.safetensors"));
    let bytes = std::fs::read(path).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let read = |(name, view): (&str, safetensors::tensor::TensorView<'_>)| {
        let data = view.data();
        let values = match view.dtype() {
            Dtype::F32 => {
                data.chunks_exact(4).map(|b| f64::from(f32::from_le_bytes(b.try_into().unwrap()))).collect()
            }
            Dtype::F64 => data.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect(),
            Dtype::I32 => {
                data.chunks_exact(4).map(|b| f64::from(i32::from_le_bytes(b.try_into().unwrap()))).collect()
            }
            Dtype::U8 | Dtype::BOOL => data.iter().map(|&b| f64::from(b)).collect(),
            other => panic!("{name} is {other:?}"),
        };
        (name.to_owned(), Golden { shape: view.shape().to_vec(), values })
    };
    file.iter().map(read).collect()
}

/// `tests/golden/<name>.json`.
pub fn golden_json(name: &str) -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The numbers u in [−1, 1) of a tensor's elements, as the golden files' page defines them: seed 1.
fn units(name: &str) -> impl Iterator<Item = f64> {
    let hashed = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let state = name.bytes().fold(0xCBF2_9CE4_8422_2325, hashed) ^ 1;
    (1u64..).map(move |number| {
        let mut z = state.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        2.0 * (z >> 40) as f64 / f64::from(1 << 24) - 1.0
    })
}

/// An input tensor: u itself.
pub fn formula_input(name: &str, count: usize) -> Vec<f32> {
    units(name).take(count).map(|u| u as f32).collect()
}

/// A parameter or running statistic of a state dict.
pub fn formula_parameter(name: &str, shape: &[usize]) -> Vec<f32> {
    let count = shape.iter().product();
    let value = |u: f64| match shape {
        [_, rest @ ..] if !rest.is_empty() => u * (3.0 / rest.iter().product::<usize>() as f64).sqrt() * 1.4,
        _ if name.ends_with("running_var") => 1.0 + 0.2 * u.abs(),
        _ if name.ends_with(".weight") => 1.0 + 0.1 * u,
        _ => 0.1 * u,
    };
    units(name).take(count).map(|u| value(u) as f32).collect()
}

/// Formula values for every parameter and statistic of a network.
pub fn formula_parameters<O: RowOps>(ops: &O, network: &Graph) -> Parameters<O::Device> {
    let mut parameters = Parameters::initial(ops, network, 0).unwrap();
    let formula = |array: Array| {
        let values = formula_parameter(&array.name, &array.shape);
        Array { values, ..array }
    };
    let state: Vec<Array> = parameters.state(ops).into_iter().map(formula).collect();
    parameters.load(ops, &state).unwrap();
    parameters
}

/// What the layers of a network compute of pixels in evaluation, one by one.
pub fn evaluated<O: RowOps>(
    ops: &O,
    network: &Graph,
    parameters: &Parameters<O::Device>,
    tables: &Tables,
    pixels: &[f32],
) -> Vec<f32> {
    let executor = Executor::new(ops, parameters, Mode::Evaluation);
    ops.to_vec(&executor.run(network, Batch::new(tables, pixels)).unwrap().output)
}

/// What one operation makes of rows in evaluation.
pub fn run_op<O: RowOps>(
    ops: &O,
    op: Op,
    tables: &Tables,
    parameters: &[&Rows<O::Device>],
    x: &Rows<O::Device>,
) -> Vec<f32> {
    let mut site = Site {
        tape: &mut Tape::inference(),
        tables,
        place: Place::Image,
        mode: Mode::Evaluation,
        parameters,
        running: None,
        reads_images: false,
        noise: &[],
        found: None,
    };
    ops.to_vec(&ops.run(&op, &mut site, &[x]).unwrap())
}

/// [images, channels, height, width] → rows [images·height·width, channels].
pub fn to_rows(values: &[f32], images: usize, channels: usize, pixels: usize) -> Vec<f32> {
    let at =
        |image: usize, pixel: usize, channel: usize| values[(image * channels + channel) * pixels + pixel];
    let rows = (0..images).flat_map(|image| (0..pixels).map(move |pixel| (image, pixel)));
    rows.flat_map(|(image, pixel)| (0..channels).map(move |channel| at(image, pixel, channel))).collect()
}

/// The largest difference, relative to the largest magnitude that is expected.
pub fn relative_error(found: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let scale = expected.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let worst = found.iter().zip(expected).fold(0.0f64, |m, (f, e)| m.max((f64::from(*f) - e).abs()));
    worst / scale
}
