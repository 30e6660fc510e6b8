use super::Activation;
use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, distinct, random};
use crate::ops::{Rows, Tape};
use dfdx::prelude::Cpu;

fn activate(by: By, tape: &mut Tape<Cpu>, x: &Rows<Cpu>, activation: Activation) -> Result<Rows<Cpu>> {
    by!(by, activate(tape, x, activation))
}

#[test]
fn activations_are_right_with_their_gradients() {
    // From −7 to 7 in steps of 0.1, none where a function has a kink.
    for activation in Activation::ALL {
        assert_right(&[distinct(1, (28, 5))], &|by, tape, x| activate(by, tape, &x[0], activation));
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for activation in Activation::ALL {
        assert_same_on_any_threads(&[random(6, (9000, 11))], &|by, tape, x| {
            activate(by, tape, &x[0], activation)
        });
    }
}
