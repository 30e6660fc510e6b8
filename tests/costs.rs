//! Costs of the keypoint and the classification network, in both conventions: what shapes alone tell is what
//! the tables of real levels count, and the numbers are those of the published networks.

mod support;

use cadbench::cost::{Cost, Expected};
use cadbench::grid::{Levels, Tables};
use cadbench::models::Model;
use support::networks::{adaptive_from, descriptors, regular, squeezenet};

fn vgg(fine: usize, coarse: usize) -> Model {
    let downsampling = if fine == coarse { regular(fine) } else { adaptive_from(fine, coarse) };
    descriptors("vgg", &downsampling)
}

const SIDES: (usize, usize) = (224, 160);

/// The cost on shapes alone.
fn expected(network: &Model, active: f64) -> Cost {
    let (height, width) = SIDES;
    let rows = Expected { height, width, resolution: network.resolution(), active };
    Cost::of_network(network.inference(), &rows).unwrap()
}

/// The cost on the tables of one image, whose blocks are active where `active` says so.
fn counted(network: &Model, active: impl Fn(usize) -> bool) -> (f64, Cost) {
    let resolution = network.resolution();
    let side = |pixels| resolution.sides.at(pixels, resolution.fine).next_multiple_of(resolution.block);
    let (height, width) = (side(SIDES.0), side(SIDES.1));
    let blocks: Vec<bool> = (0..height * width / resolution.block.pow(2)).map(active).collect();
    let levels =
        Levels::from_blocks(&blocks, height, width, resolution.block, resolution.coarse_level).unwrap();
    let share = levels.active_fraction();
    let tables = Tables::with_sides(resolution.sides, SIDES, resolution.fine, vec![levels]).unwrap();
    (share, Cost::of_network(network.inference(), &tables).unwrap())
}

fn agree(network: &Model) {
    assert_eq!(counted(network, |_| true).1, expected(network, 1.0));
    if network.resolution().coarse_level > 0 {
        assert_eq!(counted(network, |_| false).1, expected(network, 0.0));
    }
}

#[test]
fn shapes_alone_tell_what_tables_count() {
    for stride in [8, 4, 2, 1] {
        agree(&vgg(stride, stride));
    }
    for fine in [4, 2, 1] {
        agree(&vgg(fine, 8));
    }
    for stride in [16, 8, 4] {
        agree(&squeezenet(&regular(stride), 1000));
    }
    for (fine, coarse) in [(8, 16), (4, 8), (4, 16)] {
        agree(&squeezenet(&adaptive_from(fine, coarse), 1000));
    }
}

#[test]
fn a_share_of_active_blocks_costs_its_share() {
    // Every fourth of the blocks of 8 pixels: a share that is exact in binary.
    let network = vgg(2, 8);
    let (share, cost) = counted(&network, |block| block % 4 == 0);
    assert_eq!(share, 0.25);
    assert_eq!(cost, expected(&network, share));
}

#[test]
fn the_classification_network_costs_what_is_published() {
    let of = |stride| {
        let network = squeezenet(&regular(stride), 1000);
        let rows = Expected { height: 224, width: 224, resolution: network.resolution(), active: 1.0 };
        Cost::of_network(network.inference(), &rows).unwrap()
    };
    // Summed by hand over the layers of torchvision's page: 0.35 G multiply-accumulates, 1.24 M parameters.
    let native = of(16);
    assert_eq!((native.macs_backbone, native.macs_head), (262_623_936.0, 86_528_000.0));
    assert_eq!(native.ptflops_backbone, 268_827_008.0);
    assert_eq!(native.parameters, 1_235_496);
    assert_eq!((of(8).macs_backbone, of(4).macs_backbone), (598_659_776.0, 2_192_708_288.0));
    assert_eq!((of(8).ptflops_backbone, of(4).ptflops_backbone), (607_120_768.0, 2_213_659_520.0));
}

#[test]
fn the_keypoint_network_has_the_parameters_of_vgg_16() {
    // 3×3 convolutions 3-64-64-128-128-256-256-256-512-512-512, with biases.
    assert_eq!(expected(&vgg(8, 8), 1.0).parameters, 7_635_264);
}
