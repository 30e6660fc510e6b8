//! Convolutions in groups are dense ones whose weight is 0 between groups: by the definition, on every instruction set and
//! any number of threads, to the bit.

use rayon::ThreadPoolBuilder;

use super::super::grouped::{Groups, grouped_backward_weight_for};
use super::cases::{Case, adaptive, regular, scrambled};
use super::*;
use crate::grid::KernelMap;
use crate::kernels::guarded::{Flush, Guarded};
use crate::system::isa::Family;

/// Input channels, output channels and groups: depthwise ones, narrow and wide groups, several outputs for an input.
const CHANNELS: [(usize, usize, usize); 10] = [
    (1, 1, 1),
    (19, 19, 19),
    (64, 64, 64),
    (130, 130, 130),
    (16, 32, 16),
    (12, 24, 3),
    (128, 128, 32),
    (48, 48, 6),
    (70, 30, 10),
    (96, 96, 2),
];

fn maps() -> Vec<Arc<KernelMap>> {
    let identity = Arc::new(KernelMap::identity(133));
    let none = Arc::new(KernelMap::identity(0));
    vec![identity, none, regular(3, 1, 2), regular(5, 2, 1), adaptive(2), adaptive(1), scrambled(50, 91, 5)]
}

/// The plain weight [taps·c_in/groups, c_out] as a dense one [taps·c_in, c_out].
fn dense(weight: &[f32], taps: usize, groups: Groups) -> Vec<f32> {
    let Groups { c_in, c_out, .. } = groups;
    let at = |place: usize| {
        let (tap, channel, output) = (place / c_out / c_in, place / c_out % c_in, place % c_out);
        groups.row(tap, channel, output).map_or(0.0, |row| weight[row * c_out + output])
    };
    (0..taps * c_in * c_out).map(at).collect()
}

/// What the definition gives, the weight's gradient only where groups have weights.
fn expected(map: &Arc<KernelMap>, groups: Groups, operands: &Operands) -> [Vec<f64>; 3] {
    let Groups { c_in, c_out, .. } = groups;
    let case = Case { name: String::new(), map: map.clone(), c_in, c_out };
    let weight = dense(&operands.weight, map.taps(), groups);
    let dw = vec![0.0; weight.len()];
    let [y, dx, dense] = reference::run(&case, &Operands { weight, dw, ..operands.clone() });
    let mut dw: Vec<f64> = operands.dw.iter().map(|&value| f64::from(value)).collect();
    for (place, value) in dense.into_iter().enumerate() {
        let (tap, channel, output) = (place / c_out / c_in, place / c_out % c_in, place % c_out);
        if let Some(row) = groups.row(tap, channel, output) {
            dw[row * c_out + output] += value;
        }
    }
    [y, dx, dw]
}

fn operands(map: &KernelMap, groups: Groups) -> Operands {
    let Groups { c_in, c_out, .. } = groups;
    let weights = map.taps() * groups.inner() * c_out;
    Operands {
        x: numbers(1, map.rows_in() * c_in),
        weight: numbers(2, weights),
        bias: numbers(3, c_out),
        residual: numbers(4, map.rows_out() * c_out),
        dy: numbers(5, map.rows_out() * c_out),
        dx: numbers(6, map.rows_in() * c_in),
        dw: numbers(7, weights),
    }
}

/// All three passes, between forbidden pages.
fn run_grouped(isa: Isa, map: &KernelMap, groups: Groups, operands: &Operands, flush: Flush) -> Results {
    let guarded = |values: &[f32]| Guarded::new(values, flush);
    let [x, weight, dy] = [&operands.x, &operands.weight, &operands.dy].map(|values| guarded(values));
    let [bias, residual] = [&operands.bias, &operands.residual].map(|values| guarded(values));
    let mut y = guarded(&vec![f32::NAN; map.rows_out() * groups.c_out]);
    let [mut dx, mut dw] = [&operands.dx, &operands.dw].map(|values| guarded(values));
    let forward = GroupedWeight::new_for(isa, &weight, map.taps(), groups);
    let transposed = GroupedWeight::transposed_for(isa, &weight, map.taps(), groups);
    let epilogue = Epilogue { bias: Some(&bias), residual: Some(&residual), relu: true, activation: None };
    grouped_forward(&x, map, &forward, &mut y, epilogue);
    grouped_backward_data(&dy, map, &transposed, &mut dx);
    grouped_backward_weight_for(isa, &x, &dy, groups, map, &mut dw);
    [y.to_vec(), dx.to_vec(), dw.to_vec()]
}

fn cases() -> impl Iterator<Item = (Arc<KernelMap>, Groups)> {
    let channels = || CHANNELS.iter().map(|&(c_in, c_out, groups)| Groups::new(c_in, c_out, groups));
    maps().into_iter().flat_map(move |map| channels().map(move |groups| (map.clone(), groups)))
}

#[test]
fn all_passes_in_groups_are_those_of_the_definition() {
    for (map, groups) in cases() {
        let operands = operands(&map, groups);
        let expected = expected(&map, groups, &operands);
        for isa in Isa::available() {
            let found = run_grouped(isa, &map, groups, &operands, Flush::End);
            let errors = reference::errors(&expected, &found);
            assert!(errors.iter().all(|&error| error < 1e-5), "{groups:?} on {isa}: {errors:?}");
            let start = run_grouped(isa, &map, groups, &operands, Flush::Start);
            assert!(found == start, "{groups:?} on {isa} depends on where its memory lies");
        }
    }
}

#[test]
fn groups_give_the_same_bits_on_any_threads_and_on_instruction_sets_that_fuse() {
    let pools = [1, 3].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    let map = scrambled(700, 5200, 4);
    for &(c_in, c_out, groups) in &CHANNELS {
        let groups = Groups::new(c_in, c_out, groups);
        let operands = operands(&map, groups);
        let bits = |isa, pool: &rayon::ThreadPool| -> Vec<u32> {
            let results = pool.install(|| run_grouped(isa, &map, groups, &operands, Flush::End));
            results.iter().flatten().map(|value| value.to_bits()).collect()
        };
        let fused = |isa: &Isa| isa.family() != Family::Portable;
        let first = Isa::available().into_iter().find(fused).map(|isa| bits(isa, &pools[0]));
        for isa in Isa::available() {
            let one = bits(isa, &pools[0]);
            assert!(one == bits(isa, &pools[1]), "{groups:?} on {isa}");
            assert!(!fused(&isa) || Some(one) == first, "{groups:?} on {isa}");
        }
    }
}

#[test]
fn an_activation_comes_behind_everything_else() {
    let map = KernelMap::identity(2);
    let epilogue = Epilogue {
        bias: Some(&[1.0]),
        residual: Some(&[0.0, 4.0]),
        relu: false,
        activation: Some(Activation::Relu6),
    };
    let (mut dense, mut grouped) = ([f32::NAN; 2], [f32::NAN; 2]);
    forward(&[-3.0, 2.0], &map, &PackedWeight::new(&[2.0], 1, 1, 1), &mut dense, epilogue);
    grouped_forward(&[-3.0, 2.0], &map, &GroupedWeight::new(&[2.0], 1, 1, 1, 1), &mut grouped, epilogue);
    assert_eq!((dense, grouped), ([0.0, 6.0], [0.0, 6.0]));
}

#[test]
#[should_panic(expected = "3 groups divide 12 and 8 channels")]
fn channels_that_do_not_divide_into_groups_are_refused() {
    GroupedWeight::new(&[0.0; 32], 1, 12, 8, 3);
}
