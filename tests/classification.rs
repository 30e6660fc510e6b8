//! Classifiers of whole images: the regular network is the case of equal levels, and every cell counts by its area.

mod support;

use cadbench::executor::{Batch, Executor};
use cadbench::grid::{Levels, Place, Tables};
use cadbench::mask::Mask;
use cadbench::models::{Adaptive, Backbone, Classifier, Downsampling, Head, Model, Network, Regular, Resnet};
use cadbench::ops::{Cpu, Fast, MeanOfImages, Mode, RowOps, Stock};
use support::run_op;

const SIDE: usize = 64;
const OUTPUTS: usize = 7;

fn network(downsampling: &Downsampling) -> Model {
    let backbone = Backbone::Resnet(Resnet { depth: 18, width: 0.125, blocks: None });
    let head = Head::Classifier(Classifier::default());
    Model::new(&Network { backbone, head, weights: None }, downsampling, OUTPUTS).unwrap()
}

fn regular(output_stride: usize) -> Model {
    network(&Downsampling::Regular(Regular { output_stride }))
}

fn adaptive(fine: usize, coarse: usize) -> Model {
    let mask = Mask::All(Default::default());
    network(&Downsampling::Adaptive(Adaptive {
        block: Some(coarse / fine),
        ..Adaptive::new(fine, coarse, mask)
    }))
}

fn pixels(images: usize) -> Vec<f32> {
    (0..images * SIDE * SIDE * 3).map(|i| ((i * 2_654_435_761) % 1009) as f32 / 504.5 - 1.0).collect()
}

fn tables(fine: usize, level: u8, images: usize) -> Tables {
    let levels = Levels::uniform(SIDE / fine, SIDE / fine, level).unwrap();
    Tables::new(SIDE, SIDE, fine, vec![levels; images]).unwrap()
}

/// Class scores with the same weights in every network.
fn scores<O: RowOps<Device = Cpu>>(ops: &O, network: &Model, tables: &Tables) -> Vec<f32> {
    let parameters = network.initial(ops, 3).unwrap();
    let executor = Executor::new(ops, &parameters, Mode::Evaluation);
    let pixels = pixels(tables.images());
    ops.to_vec(&executor.run(network.inference(), Batch::new(tables, &pixels)).unwrap().output)
}

fn assert_close(found: &[f32], expected: &[f32]) {
    assert_eq!((found.len(), expected.len()), (2 * OUTPUTS, 2 * OUTPUTS));
    let largest = expected.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-5 * largest, "{found} {expected}");
    }
}

#[test]
fn level_0_everywhere_is_the_fine_network_and_the_coarse_level_the_coarse_one() {
    let ops = Fast::new();
    for (fine, coarse) in [(8, 16), (16, 32)] {
        let network = adaptive(fine, coarse);
        let expected = [fine, coarse].map(|stride| scores(&ops, &regular(stride), &tables(stride, 0, 2)));
        assert_close(&scores(&ops, &network, &tables(fine, 0, 2)), &expected[0]);
        assert_close(&scores(&ops, &network, &tables(fine, 1, 2)), &expected[1]);
        assert_ne!(expected[0], expected[1]);
    }
}

#[test]
fn fast_operations_and_dfdxs_own_give_the_same_classes_on_mixed_levels() {
    let levels = |flip: usize| {
        let flags: Vec<bool> = (0..16).map(|block| (block % 3 == 0) != (flip == 1)).collect();
        Levels::from_blocks(&flags, 8, 8, 2, 1).unwrap()
    };
    let tables = Tables::new(SIDE, SIDE, 8, vec![levels(0), levels(1)]).unwrap();
    let network = adaptive(8, 16);
    assert_close(
        &scores(&Fast::new(), &network, &tables),
        &scores(&Stock::<Cpu>::default(), &network, &tables),
    );
}

#[test]
fn the_mean_over_cells_is_that_over_the_pixels_they_cover() {
    // The left half fine, the right half coarse; the value of a cell is its column on the lattice.
    let flags: Vec<bool> = (0..16).map(|block| block % 4 < 2).collect();
    let levels = Levels::from_blocks(&flags, 8, 8, 2, 1).unwrap();
    let fine = Levels::uniform(8, 8, 0).unwrap();
    let tables = Tables::new(SIDE, SIDE, 8, vec![levels, fine]).unwrap();
    let place = Place::Cells { depth: 1 };
    let (start, share) = (tables.image_start(place).unwrap(), tables.area_share(place).unwrap());
    assert_eq!((start.clone(), share.len()), (vec![0, 40, 104], 104), "32 fine cells and 8 coarse, then 64");
    let ops = Fast::new();
    let ones = ops.rows_from(vec![1.0; 104], 104, 1).unwrap();
    let means = run_op(&ops, MeanOfImages { from: place }.into(), &tables, &[], &ones);
    assert!(means.iter().all(|mean| (mean - 1.0).abs() < 1e-6), "{means:?}");
    // A cell of four pixels counts four times; the plain mean of an image of fine cells is the mean.
    let large = share[..40].iter().fold(0.0f32, |m, s| m.max(*s));
    let small = share[..40].iter().fold(1.0f32, |m, s| m.min(*s));
    assert!((large - 4.0 * small).abs() < 1e-7 && (small - 1.0 / 64.0).abs() < 1e-7, "{large} {small}");
    assert!(share[40..].iter().all(|share| (share - 1.0 / 64.0).abs() < 1e-7));
}
