//! Every table of a batch, as the GPU has it.

use super::gpu;
use crate::cuda::testing::Tested;
use crate::cuda::{self, DeviceTables as _, Gpu, Launch, Maps, Task, bytes};
use crate::engine::gpu::weight::Product;
use crate::grid::{KernelMap, Levels, Place, Route, Sides, Tables, Window};

/// Levels of boxes that are not alike, up to level `coarse`, a little more than the lattice when it ends early.
pub(super) fn uneven(height: usize, width: usize, coarse: u8) -> Levels {
    let level = |y: usize, x: usize| [0, coarse.min(1), coarse, 0, coarse][(y / 4 * 2 + x / 4) % 5];
    Levels::new(height, width, (0..height * width).map(|at| level(at / width, at % width)).collect()).unwrap()
}

/// Geometries of two images each: lattices that divide evenly and ones that do not, one and two coarse levels.
fn geometries() -> [Tables; 3] {
    let tables = |sides, size, levels: fn(u8) -> Levels, coarse| {
        let other = if coarse > 1 { 1 } else { 0 };
        Tables::with_sides(sides, size, 8, vec![levels(coarse), levels(other)]).unwrap()
    };
    [
        tables(Sides::Divided, (64, 96), |coarse| uneven(8, 12, coarse), 1),
        tables(Sides::Divided, (64, 96), |coarse| uneven(8, 12, coarse), 2),
        tables(Sides::Unpadded, (92, 106), |coarse| uneven(16, 16, coarse), 2),
    ]
}

/// Reads every tap by a gather of one channel whose rows hold their own numbers, plus 1.
fn check_map(gpu: &Tested, window: cuda::Window, expected: &KernelMap) {
    assert_eq!((window.rows_out as usize, window.taps as usize), (expected.rows_out(), expected.taps()));
    let numbers: Vec<f32> = (1..=expected.rows_in()).map(|row| row as f32).collect();
    let (x, rows) = (gpu.upload(bytes(&numbers)).unwrap(), expected.rows_out());
    let y = gpu.filled(4 * rows, 0).unwrap();
    for tap in 0..expected.taps() {
        // A convolution with a weight of 1 at one tap.
        let mut weight = vec![0.0f32; 32 * 64];
        weight[tap * 64] = 1.0;
        let weight = gpu.upload(bytes(&weight)).unwrap();
        let task = cuda::Conv {
            x: gpu.address(&x),
            weight: gpu.address(&weight),
            bias: 0,
            residual: 0,
            y: gpu.address(&y),
            window,
            c_in: 1,
            c_out: 1,
            depth: 32,
            columns: 64,
            relu: 0,
        };
        let product = Product::Float32;
        let (kernel, shared) = (product.kernel(64, false), product.shared(64) as u32);
        let blocks = rows.div_ceil(128) as u32;
        gpu.launch(&Launch { kernel, blocks, shared, task: Task::Conv(task) }).unwrap();
        let mut found = vec![0.0f32; rows];
        gpu.read(&y, bytemuck::cast_slice_mut(&mut found)).unwrap();
        let wanted: Vec<f32> = (0..rows).map(|row| (expected.tap(row, tap) + 1) as f32).collect();
        assert_eq!(found, wanted, "tap {tap}");
    }
}

#[test]
fn the_card_builds_the_kernel_maps_of_the_cpu() {
    let Some(gpu) = gpu() else { return };
    for tables in geometries() {
        let mut maps = Maps::new(&*gpu, &tables);
        let cells = |depth| Place::Cells { depth };
        let mut places = vec![(cells(0), cells(0)), (cells(1), cells(1)), (cells(2), cells(2))];
        places.extend([(cells(0), cells(1)), (cells(1), cells(2))]);
        places.push((Place::Lattice { stride: 4 }, Place::Lattice { stride: 8 }));
        places.push((Place::Lattice { stride: 8 }, Place::Lattice { stride: 8 }));
        for (from, to) in places {
            let centred = [(3, 1), (3, 2), (5, 1), (1, 1)].map(|(k, dilation)| Window::centred(k, dilation));
            for window in centred.into_iter().chain([Window::unpadded(3)]) {
                let route = Route::Window { from, to, window };
                check_map(&gpu, maps.window(route).unwrap(), &tables.map(route).unwrap());
            }
        }
        for depth in [1, 2] {
            let route = Route::AtCellPitch { depth, kernel: 3, dilation: 3 };
            check_map(&gpu, maps.window(route).unwrap(), &tables.map(route).unwrap());
        }
        let mut routes = vec![Route::Broadcast { place: cells(2) }, Route::Broadcast { place: Place::Image }];
        routes.push(Route::Broadcast { place: Place::Lattice { stride: 4 } });
        for depth in [1, 2] {
            routes.extend([Route::Merge { depth }, Route::Keep { depth }, Route::ToLattice { depth }]);
        }
        let (from, to) = (Place::Lattice { stride: 4 }, Place::Lattice { stride: 8 });
        routes.push(Route::Window { window: Window::unpadded(3), from, to });
        for route in routes {
            check_map(&gpu, maps.window(route).unwrap(), &tables.map(route).unwrap());
        }
    }
}
