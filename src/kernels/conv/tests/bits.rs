//! The same bits for any number of threads, and on every instruction set that fuses multiply and add.

use rayon::ThreadPoolBuilder;

use super::cases::cases;
use super::*;
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
