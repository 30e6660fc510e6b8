//! The kernels by themselves, on the CPU: structures, products, and that no result depends on whose turn it is.

use super::tasks::*;
use super::testing::gpu;
use super::{Gpu, Launch, bytes};
use crate::random::mix;

/// Numbers in [−1, 1).
fn noise(seed: u64, count: usize) -> Vec<f32> {
    (0..count as u64).map(|i| (mix(seed, i) >> 40) as f32 / (1 << 23) as f32 - 1.0).collect()
}

#[cfg(not(feature = "cuda"))]
#[test]
fn structures_are_as_large_in_rust_as_in_the_kernels() {
    let Some(gpu) = gpu() else { return };
    let own = [
        size_of::<Window>(),
        size_of::<Conv>(),
        size_of::<Affine>(),
        size_of::<Rectify>(),
        size_of::<Pick>(),
        size_of::<Insert>(),
        size_of::<Mean>(),
        size_of::<Resize>(),
        size_of::<Cell>(),
        size_of::<Cells>(),
        size_of::<Map>(),
        size_of::<Grouped>(),
        size_of::<Activate>(),
        size_of::<LayerNorm>(),
        size_of::<ScaleImages>(),
        size_of::<Sum>(),
        size_of::<GridMean>(),
    ];
    assert_eq!(gpu.sizes(), own);
}

#[test]
fn nan_stays_and_maxima_skip_what_is_outside() {
    let Some(gpu) = gpu() else { return };
    let x = gpu.upload(bytes(&[1.0f32, f32::NAN, -3.0, -2.0, -5.0, -1.0])).unwrap();
    let (index, y) = (gpu.upload(bytes(&[-1i32, 2, 1, 0])).unwrap(), gpu.filled(16, 0).unwrap());
    let (x, address) = (gpu.address(&x), gpu.address(&y));
    let window = Window { index: gpu.address(&index), rows_out: 2, taps: 2, ..Window::default() };
    let task = Task::Pick(Pick { x, y: address, window, channels: 2 });
    gpu.launch(&Launch::each("max_pool", 4, task)).unwrap();
    let mut found = [0.0f32; 4];
    gpu.read(&y, bytemuck::cast_slice_mut(&mut found)).unwrap();
    assert_eq!(found[..3], [-5.0, -1.0, 1.0]);
    assert!(found[3].is_nan());
}

#[test]
fn a_picture_is_resized_as_on_the_cpu() {
    use crate::kernels::rows::resize::Bilinear;
    let Some(gpu) = gpu() else { return };
    let (from, to, channels) = ((3, 5), (7, 16), 3);
    let x = noise(1, 2 * from.0 * from.1 * channels);
    let mut expected = vec![0.0; 2 * to.0 * to.1 * channels];
    Bilinear::new(channels, from, to).forward(&x, &mut expected);
    let (x, y) = (gpu.upload(bytes(&x)).unwrap(), gpu.filled(4 * expected.len(), 0).unwrap());
    let task = Resize {
        x: gpu.address(&x),
        y: gpu.address(&y),
        numbers: expected.len() as i64,
        channels: channels as i32,
        height: 3,
        width: 5,
        height_out: 7,
        width_out: 16,
    };
    gpu.launch(&Launch::each("resize", expected.len(), Task::Resize(task))).unwrap();
    let mut found = vec![0.0f32; expected.len()];
    gpu.read(&y, bytemuck::cast_slice_mut(&mut found)).unwrap();
    assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6));
}
