//! The same bits for any number of threads, and on every instruction set that fuses multiply and add.

use rayon::ThreadPoolBuilder;

use super::cases::cases;
use super::*;
use crate::grid::KernelMap;
use crate::system::isa::Family;

fn bits(results: &Results) -> Vec<u32> {
    results.iter().flatten().map(|value| value.to_bits()).collect()
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let pools = [1, 2, 3, 5].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    for case in cases() {
        let operands = Operands::new(&case);
        for isa in Isa::available() {
            let [one, others @ ..] =
                pools.each_ref().map(|pool| bits(&pool.install(|| run(isa, &case, &operands))));
            assert!(others.iter().all(|other| *other == one), "{} on {isa}", case.name);
        }
    }
}

#[test]
fn instruction_sets_with_fused_multiply_add_agree_to_the_bit() {
    let fused: Vec<Isa> =
        Isa::available().into_iter().filter(|isa| isa.family() != Family::Portable).collect();
    for case in cases() {
        let operands = Operands::new(&case);
        let results: Vec<_> = fused.iter().map(|isa| bits(&run(*isa, &case, &operands))).collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{}", case.name);
    }
}

/// 0..count in a scrambled order.
fn scrambled(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&row| crate::random::mix(3, row as u64));
    order
}

/// The rows of a map [rows, channels], row `order[i]` at place i.
fn reordered(rows: &[f32], channels: usize, order: &[usize]) -> Vec<f32> {
    order.iter().flat_map(|&row| rows[row * channels..][..channels].iter().copied()).collect()
}

#[test]
fn cells_in_another_order_give_the_same_rows_to_the_bit() {
    for case in cases() {
        let (operands, c_in, c_out) = (Operands::new(&case), case.c_in, case.c_out);
        let (map, from, to) = (&case.map, scrambled(case.map.rows_in()), scrambled(case.map.rows_out()));
        let mut place = vec![0; from.len()];
        from.iter().enumerate().for_each(|(at, &row)| place[row] = at as i32);
        let entry = |row: i32| usize::try_from(row).map_or(-1, |row| place[row]);
        let taps = |&row: &usize| (0..map.taps()).map(move |tap| entry(map.tap(row, tap)));
        let moved = KernelMap::new(from.len(), map.taps(), to.iter().flat_map(taps).collect());
        let (x, residual) = (reordered(&operands.x, c_in, &from), reordered(&operands.residual, c_out, &to));
        for isa in Isa::available() {
            let weight = PackedWeight::new_for(isa, &operands.weight, map.taps(), c_in, c_out);
            let [mut expected, mut found] = [(); 2].map(|()| vec![f32::NAN; to.len() * c_out]);
            forward(&operands.x, map, &weight, &mut expected, operands.epilogue());
            forward(
                &x,
                &moved,
                &weight,
                &mut found,
                Epilogue { residual: Some(&residual), ..operands.epilogue() },
            );
            let expected = reordered(&expected, c_out, &to);
            let bits = |rows: &[f32]| rows.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert!(bits(&found) == bits(&expected), "{} on {isa}", case.name);
        }
    }
}
