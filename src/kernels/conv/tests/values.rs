//! The values are right, whatever the shape.

use super::cases::{adaptive, cases, regular, scrambled};
use super::*;

#[test]
fn every_pass_agrees_with_plain_loops_on_every_instruction_set() {
    for case in cases() {
        let operands = Operands::new(&case);
        let expected = reference::run(&case, &operands);
        for isa in Isa::available() {
            let errors = reference::errors(&expected, &run(isa, &case, &operands));
            assert!(errors.iter().all(|&error| error < 3e-6), "{} on {isa}: {errors:?}", case.name);
        }
    }
}

#[test]
fn the_cases_reach_virtual_rows_and_reordered_rows() {
    assert!(adaptive(2).inverse().virtual_count() > 0);
    assert!(scrambled(50, 91, 5).inverse().virtual_count() > 0);
    assert!(regular(3, 2, 1).inverse().order().is_some());
    assert!(regular(7, 2, 1).regular().is_some() && adaptive(2).regular().is_none());
}
