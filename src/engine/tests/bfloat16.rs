//! Inference in bfloat16, on processors that have it.

use super::*;
use crate::system::isa::Bfloat16;

#[test]
fn scores_in_bfloat16_stay_within_two_percent_and_threads_change_no_bit() {
    if Bfloat16::available().is_none() {
        return;
    }
    let (tables, pixels) = (tables(0), noise(9, 3 * SIZE.0 * SIZE.1));
    for depth in [18, 50] {
        for head in heads() {
            let network = network(depth, head, Strided::Kept);
            let parameters = parameters(&network);
            let run = |precision| {
                let engine = Engine::new(&Fast::new(), network.inference(), &parameters, precision).unwrap();
                let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let found = pool(1).install(|| engine.run(&tables, &pixels).unwrap());
                assert!(
                    [2, 3, 8]
                        .iter()
                        .all(|&n| pool(n).install(|| engine.run(&tables, &pixels).unwrap()) == found)
                );
                found
            };
            let (exact, rounded) = (run(Precision::Float32), run(Precision::Bfloat16));
            let square =
                |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v).powi(2)).sum::<f64>();
            let difference = square(&mut exact.iter().zip(&rounded).map(|(a, b)| a - b));
            let error = (difference / square(&mut exact.iter().copied())).sqrt();
            assert!(error > 1e-4 && error < 0.02, "ResNet-{depth}: {error}");
        }
    }
}

#[test]
fn a_processor_without_it_says_so() {
    let network = network(18, heads()[0].clone(), Strided::Kept);
    let engine = Engine::new(&Fast::new(), network.inference(), &parameters(&network), Precision::Bfloat16);
    match Bfloat16::available() {
        Some(_) => assert!(engine.is_ok()),
        None => insta::assert_snapshot!(engine.err().unwrap(), @"
        this processor cannot multiply bfloat16 (no AVX-512 BF16)
        help: leave `precision` out, or use a processor that has it
        "),
    }
}
