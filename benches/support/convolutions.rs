//! GFLOP/s of the three passes of a convolution, layer by layer.

use cadbench::Result;
use cadbench::kernels::conv::{
    Epilogue, GroupedWeight, PackedWeight, backward_data, backward_weight, forward, grouped_backward_data,
    grouped_backward_weight, grouped_forward,
};
use cadbench::system::isa::Bfloat16;
use comfy_table::Table;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::clock::Clock;
use super::layers::{Layer, layers};
use super::table;

/// How to read the table.
pub const EXPLANATION: &str = "\
GFLOP/s: 2 operations per multiply–accumulate, shortest run; forward includes bias and ReLU.
One thread by its CPU time, all threads by time on the wall (only meaningful on a quiet machine).
Packing lays the weight out for forward and backward to the data; it is not part of the other columns.";

/// Seconds of one layer.
struct Seconds {
    forward: f64,
    data: f64,
    weights: f64,
    packing: f64,
    /// Forward in bfloat16, where the CPU has it.
    bfloat16: Option<f64>,
}

/// What the goals ask of a layer.
pub struct Convolution {
    /// The fewer of a group's input and output channels.
    pub channels: usize,
    /// GFLOP/s of the slower backward pass on all threads.
    pub slowest_backward: f64,
}

/// One row per layer, and what the goals ask of it.
///
/// # Errors
/// When a thread pool cannot be started.
pub fn measure(repeats: usize) -> Result<(Table, Vec<Convolution>)> {
    let one = pool(1)?;
    let all = pool(rayon::current_num_threads())?;
    let mut convolutions = Vec::new();
    let mut table = table::markdown(&[
        "layer",
        "rows",
        "GFLOP",
        "1 thread: forward",
        "bfloat16",
        "data",
        "weights",
        "all threads: forward",
        "bfloat16",
        "data",
        "weights",
        "packing ms",
    ]);
    for layer in layers()? {
        let operands = Operands::new(&layer);
        let single = one.install(|| seconds_of(&layer, &operands, Clock::ThreadCpu, repeats));
        let together = all.install(|| seconds_of(&layer, &operands, Clock::Wall, repeats));
        let mut cells = vec![layer.name.to_owned(), layer.map.rows_out().to_string()];
        cells.push(format!("{:.2}", layer.gigaflop()));
        for seconds in [&single, &together] {
            let passes = [Some(seconds.forward), seconds.bfloat16, Some(seconds.data), Some(seconds.weights)];
            let speed = |seconds| format!("{:.0}", layer.gigaflop() / seconds);
            cells.extend(passes.map(|seconds| seconds.map_or("–".to_owned(), speed)));
        }
        cells.push(format!("{:.2}", together.packing * 1e3));
        table.add_row(cells);
        convolutions.push(Convolution {
            channels: layer.c_in.min(layer.c_out) / layer.groups,
            slowest_backward: layer.gigaflop() / together.data.max(together.weights),
        });
    }
    Ok((table, convolutions))
}

fn pool(threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|cause| cadbench::Error::new(format!("{threads} threads did not start: {cause}")))
}

struct Operands {
    x: Vec<f32>,
    weight: Vec<f32>,
    bias: Vec<f32>,
    dy: Vec<f32>,
}

impl Operands {
    fn new(layer: &Layer) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut numbers = |count| (0..count).map(|_| random.random_range(-1.0..1.0)).collect();
        Operands {
            x: numbers(layer.map.rows_in() * layer.c_in),
            weight: numbers(layer.map.taps() * layer.c_in / layer.groups * layer.c_out),
            bias: numbers(layer.c_out),
            dy: numbers(layer.map.rows_out() * layer.c_out),
        }
    }
}

/// All passes on the current thread pool.
fn seconds_of(layer: &Layer, operands: &Operands, clock: Clock, repeats: usize) -> Seconds {
    if layer.groups > 1 {
        return seconds_of_groups(layer, operands, clock, repeats);
    }
    let (map, c_in, c_out) = (&*layer.map, layer.c_in, layer.c_out);
    let Operands { x, weight, bias, dy } = operands;
    let packed = PackedWeight::new(weight, map.taps(), c_in, c_out);
    let transposed = PackedWeight::transposed(weight, map.taps(), c_in, c_out);
    let (mut y, mut dx, mut dw) = (vec![0.0; dy.len()], vec![0.0; x.len()], vec![0.0; weight.len()]);
    let epilogue = Epilogue { bias: Some(bias), relu: true, ..Epilogue::default() };
    let bfloat16 = Bfloat16::available().map(|proof| {
        let packed = PackedWeight::bfloat16(proof, weight, map.taps(), c_in, c_out);
        clock.shortest(repeats, || forward(x, map, &packed, &mut y, epilogue))
    });
    Seconds {
        bfloat16,
        forward: clock.shortest(repeats, || forward(x, map, &packed, &mut y, epilogue)),
        data: clock.shortest(repeats, || backward_data(dy, map, &transposed, &mut dx)),
        weights: clock.shortest(repeats, || backward_weight(x, c_in, dy, c_out, map, &mut dw)),
        packing: clock.shortest(repeats, || {
            std::hint::black_box(PackedWeight::new(weight, map.taps(), c_in, c_out));
            std::hint::black_box(PackedWeight::transposed(weight, map.taps(), c_in, c_out));
        }),
    }
}

/// The same of a layer in groups, which has no pass in bfloat16.
fn seconds_of_groups(layer: &Layer, operands: &Operands, clock: Clock, repeats: usize) -> Seconds {
    let (map, c_in, c_out, groups) = (&*layer.map, layer.c_in, layer.c_out, layer.groups);
    let Operands { x, weight, bias, dy } = operands;
    let packed = GroupedWeight::new(weight, map.taps(), c_in, c_out, groups);
    let transposed = GroupedWeight::transposed(weight, map.taps(), c_in, c_out, groups);
    let (mut y, mut dx, mut dw) = (vec![0.0; dy.len()], vec![0.0; x.len()], vec![0.0; weight.len()]);
    let epilogue = Epilogue { bias: Some(bias), relu: true, ..Epilogue::default() };
    Seconds {
        bfloat16: None,
        forward: clock.shortest(repeats, || grouped_forward(x, map, &packed, &mut y, epilogue)),
        data: clock.shortest(repeats, || grouped_backward_data(dy, map, &transposed, &mut dx)),
        weights: clock
            .shortest(repeats, || grouped_backward_weight((x, c_in), (dy, c_out), groups, map, &mut dw)),
        packing: clock.shortest(repeats, || {
            std::hint::black_box(GroupedWeight::new(weight, map.taps(), c_in, c_out, groups));
            std::hint::black_box(GroupedWeight::transposed(weight, map.taps(), c_in, c_out, groups));
        }),
    }
}
