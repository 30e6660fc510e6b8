//! SqueezeNet 1.1, whose maps do not halve evenly: the regular network is the case of equal levels, images
//! of a batch do not see each other, and both implementations agree.

mod support;

use cadbench::executor::{Batch, Executor};
use cadbench::grid::{Levels, Sides, Tables};
use cadbench::models::Model;
use cadbench::ops::{Cpu, Fast, Mode, RowOps, Stock};
use support::networks;
use support::{evaluated, formula_input, formula_parameters, relative_error, to_rows};

/// Lattices of 46×59, 23×29, 11×14 and 5×7.
const HEIGHT: usize = 94;
const WIDTH: usize = 119;
const CLASSES: usize = 7;
const PAIRS: [(usize, usize); 3] = [(8, 16), (4, 8), (4, 16)];

fn regular(output_stride: usize) -> Model {
    networks::squeezenet(&networks::regular(output_stride), CLASSES)
}

fn adaptive(fine: usize, coarse: usize) -> Model {
    networks::squeezenet(&networks::adaptive_from(fine, coarse), CLASSES)
}

fn pixels(images: usize) -> Vec<f32> {
    to_rows(&formula_input("squeezenet.image", images * 3 * HEIGHT * WIDTH), images, 3, HEIGHT * WIDTH)
}

fn tables(fine: usize, levels: Vec<Levels>) -> Tables {
    Tables::with_sides(Sides::Unpadded, (HEIGHT, WIDTH), fine, levels).unwrap()
}

/// Rows and columns of the levels: the lattice, to the end of its last box of 4.
fn sides(fine: usize) -> (usize, usize) {
    let side = |pixels| Sides::Unpadded.at(pixels, fine).next_multiple_of(4);
    (side(HEIGHT), side(WIDTH))
}

fn uniform(fine: usize, level: u8) -> Tables {
    let (height, width) = sides(fine);
    tables(fine, vec![Levels::uniform(height, width, level).unwrap()])
}

/// Boxes of four, fine and coarse by turns.
fn mixed(fine: usize, coarse: u8, shift: usize) -> Levels {
    let (height, width) = sides(fine);
    let active: Vec<bool> =
        (0..height / 4 * (width / 4)).map(|number| (number + shift).is_multiple_of(3)).collect();
    Levels::from_blocks(&active, height, width, 4, coarse).unwrap()
}

fn scores<O: RowOps>(ops: &O, network: &Model, tables: &Tables, pixels: Vec<f32>) -> Vec<f32> {
    let parameters = formula_parameters(ops, network.inference());
    evaluated(ops, network.inference(), &parameters, tables, &pixels)
}

#[test]
fn with_every_region_informative_it_is_the_dense_network() {
    for (fine, coarse) in PAIRS {
        let of = |network| scores(&Fast::new(), network, &uniform(fine, 0), pixels(1));
        assert_eq!(of(&adaptive(fine, coarse)), of(&regular(fine)), "{fine}→{coarse}");
    }
}

#[test]
fn with_no_region_informative_it_is_the_network_of_the_coarse_stride() {
    for (fine, coarse) in PAIRS {
        let level = (coarse / fine).trailing_zeros() as u8;
        let expected = scores(&Fast::new(), &regular(coarse), &uniform(coarse, 0), pixels(1));
        let found = scores(&Fast::new(), &adaptive(fine, coarse), &uniform(fine, level), pixels(1));
        assert!(expected.iter().any(|&score| score > 0.0));
        assert_eq!(found, expected, "{fine}→{coarse}");
    }
}

#[test]
fn images_of_a_batch_do_not_see_each_other() {
    let network = adaptive(4, 16);
    let both = pixels(2);
    let (first, second) = both.split_at(both.len() / 2);
    let of = |levels, pixels: &[f32]| scores(&Fast::new(), &network, &tables(4, levels), pixels.to_vec());
    let alone = [of(vec![mixed(4, 2, 0)], first), of(vec![mixed(4, 2, 1)], second)];
    assert_eq!(of(vec![mixed(4, 2, 0), mixed(4, 2, 1)], &both), alone.concat());
}

#[test]
fn stock_operations_give_the_same_scores() {
    let (network, tables) = (adaptive(8, 16), tables(8, vec![mixed(8, 1, 0)]));
    let fast = scores(&Fast::new(), &network, &tables, pixels(1));
    let stock = scores(&Stock::<Cpu>::default(), &network, &tables, pixels(1));
    let stock: Vec<f64> = stock.into_iter().map(f64::from).collect();
    assert!(relative_error(&fast, &stock) < 1e-5);
}

#[test]
fn tables_of_padded_networks_are_refused() {
    let (ops, network) = (Fast::new(), regular(16));
    let parameters = formula_parameters(&ops, network.inference());
    let tables = Tables::regular(1, 96, 128, 16).unwrap();
    let executor = Executor::new(&ops, &parameters, Mode::Evaluation);
    let pixels = vec![0.0; 96 * 128 * 3];
    let error = executor.run(network.inference(), Batch::new(&tables, &pixels)).err().unwrap();
    assert_eq!(error.what(), "tables of Divided sides do not fit a network of Unpadded ones");
}
