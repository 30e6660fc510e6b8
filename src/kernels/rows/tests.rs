//! No kernel on rows leaves its slices, whatever the number of channels: they end at pages which nobody may touch, and
//! the results are those of ordinary memory.

use std::ops::DerefMut;

use super::batch_norm::{Affine, DataGradient, gradient_sums, masked_gradient_sums, moments};
use super::loss::Labels;
use super::resize::Bilinear;
use super::{concat, dropout::Dropout, gather, mix, pointwise, pool, sums};
use crate::grid::KernelMap;
use crate::kernels::guarded::{Flush, Guarded};
use crate::random;

/// Where the numbers of a kernel lie.
trait Memory {
    type Slice<T: Copy>: DerefMut<Target = [T]>;

    fn hold<T: Copy>(&self, values: &[T]) -> Self::Slice<T>;
}

struct Ordinary;

impl Memory for Ordinary {
    type Slice<T: Copy> = Vec<T>;

    fn hold<T: Copy>(&self, values: &[T]) -> Vec<T> {
        values.to_vec()
    }
}

impl Memory for Flush {
    type Slice<T: Copy> = Guarded<T>;

    fn hold<T: Copy>(&self, values: &[T]) -> Guarded<T> {
        Guarded::new(values, *self)
    }
}

/// Numbers in [−1, 1).
fn numbers(seed: u64, count: usize) -> Vec<f32> {
    (0..count as u64).map(|i| (random::mix(seed, i) >> 40) as f32 / (1 << 23) as f32 - 1.0).collect()
}

/// Entries of a table; the first tap of every row reads one.
fn table(rows_in: usize, rows_out: usize, taps: usize) -> KernelMap {
    let entry = |i: u64| match random::mix(8, i) % 4 {
        0 if !i.is_multiple_of(taps as u64) => -1,
        draw => (draw / 4 % rows_in as u64) as i32,
    };
    KernelMap::new(rows_in, taps, (0..(rows_out * taps) as u64).map(entry).collect())
}

/// The results of all kernels that keep the number of channels, one after the other.
fn elementwise(memory: &impl Memory, rows: usize, channels: usize) -> Vec<Vec<f32>> {
    let count = rows * channels;
    let [a, b, c] = [1, 2, 3].map(|seed| memory.hold(&numbers(seed, count)));
    let [center, scale, bias] = [4, 5, 6].map(|seed| memory.hold(&numbers(seed, channels)));
    let share = memory.hold(&numbers(7, rows));
    let mut results = Vec::new();
    let mut into = |kernel: &dyn Fn(&mut [f32])| {
        let mut y = memory.hold(&c);
        kernel(&mut y);
        results.push(y.to_vec());
    };
    into(&|y| pointwise::relu(&a, y));
    into(&|y| pointwise::relu_backward(&a, &b, y));
    into(&|y| pointwise::add(&a, &b, y));
    into(&|y| pointwise::scaled_accumulate(&a, 0.3, y));
    into(&|y| Dropout::new(0.4, 3).accumulate(&a, y));
    into(&|y| mix::mix(&a, &b, &share, channels, y));
    into(&|y| mix::accumulate(&a, &share, channels, |share| 1.0 - share, y));
    for residual in [None, Some(&*b)] {
        let affine = Affine { center: &center, scale: &scale, bias: &bias, residual, relu: true };
        into(&|y| affine.apply(&a, y));
    }
    let [center_, of_g, of_x, constant] = [&center, &scale, &bias, &bias].map(|values| values.to_vec());
    let gradient = DataGradient { center: center_, of_g, of_x, constant };
    into(&|y| gradient.accumulate(&a, &b, y));
    let starts = memory.hold(&[0, rows / 3, rows]);
    into(&|y| sums::weighted_sums(&a, channels, &starts, &share, &mut y[..(2 * channels).min(count)]));
    into(&|y| sums::spread_weighted(&a, channels, &starts, &share, y));
    let mut masked = memory.hold(&a);
    let pairs = [gradient_sums(&a, &b, &center), masked_gradient_sums(&mut masked, &b, &c, &center)];
    let found = moments(&a, channels);
    let all =
        pairs.into_iter().chain([(found.mean, found.squares), (sums::row_sum(&a, channels), Vec::new())]);
    results.extend(all.map(|(one, other)| one.iter().chain(&other).map(|&sum| sum as f32).collect()));
    results
}

/// The results of all kernels that read through tables, or make other channels or rows.
fn moving(memory: &impl Memory, rows: usize, channels: usize) -> Vec<Vec<f32>> {
    let rows_out = rows / 2 + 1;
    let (one, four) = (table(rows, rows_out, 1), table(rows, rows_out, 4));
    let x = memory.hold(&numbers(1, rows * channels));
    let dy = memory.hold(&numbers(2, rows_out * channels));
    let [mut y, mut pooled] = [(); 2].map(|()| memory.hold(&vec![f32::NAN; rows_out * channels]));
    let [mut dx, mut dx_pooled] = [(); 2].map(|()| memory.hold(&x));
    let mut first = memory.hold(&vec![0u8; rows_out * channels]);
    gather::gather(&x, channels, &one, &mut y);
    gather::gather_backward(&dy, channels, &one, &mut dx);
    pool::max_pool(&x, channels, &four, &mut pooled, &mut first);
    pool::max_pool_backward(&dy, &first, channels, &four, &mut dx_pooled);
    let mut wide = memory.hold(&vec![0.0; rows * (channels + 3)]);
    concat::insert(&x, channels, 3, &mut wide, channels + 3);
    concat::extract(&wide, channels + 3, 3, &mut dx, channels);

    let (from, to) = ((1, rows), (3, 2 * rows - 1));
    let resize = Bilinear::new(channels, from, to);
    let mut resized = memory.hold(&vec![f32::NAN; to.0 * to.1 * channels]);
    resize.forward(&x, &mut resized);
    resize.backward(&resized, &mut dx);

    let of_rows: Vec<u16> =
        (0..rows).map(|row| if row % 5 == 4 { 255 } else { (row % channels) as u16 }).collect();
    let of_rows = memory.hold(&of_rows);
    let labels = Labels { of_rows: &of_rows, ignored: 255, classes: channels };
    let mut gradient = memory.hold(&x);
    let losses = [labels.loss(&x), labels.loss_and_gradient(&x, 0.5, &mut gradient)];
    let mut share = memory.hold(&numbers(7, rows));
    mix::accumulate_share(&x, &dx, &gradient, channels, &mut share);
    let slices = [&*y, &*pooled, &*dx, &*dx_pooled, &*wide, &*resized, &*gradient, &*share];
    let losses = losses.map(|loss| loss as f32).to_vec();
    slices.map(<[f32]>::to_vec).into_iter().chain([losses]).collect()
}

#[test]
fn no_kernel_on_rows_leaves_its_slices() {
    for channels in [1, 2, 3, 5, 8, 13, 16, 17, 31, 64, 65] {
        // The last is longer than a chunk.
        for rows in [2, 3, 7, 32, 61, (1 << 15) / channels + 3] {
            let expected = (elementwise(&Ordinary, rows, channels), moving(&Ordinary, rows, channels));
            for flush in [Flush::Start, Flush::End] {
                let found = (elementwise(&flush, rows, channels), moving(&flush, rows, channels));
                assert!(found == expected, "{rows} rows of {channels} channels, {flush:?}");
            }
        }
    }
}
