//! How costs on shapes, on tables, and of the authors' way hang together; the authors' own numbers are in
//! tests/golden_costs.rs.

use super::{Cost, Expected};
use crate::grid::{Levels, Tables};
use crate::models::{
    Adaptive, Backbone, CoarseTaps, Deeplabv3, Downsampling, Head, HeadPlace, Merging, Model, Network,
    Regular, Resnet,
};

fn network(depth: usize, downsampling: &Downsampling) -> Model {
    let config = Network {
        backbone: Backbone::Resnet(Resnet { depth, width: 1.0, blocks: None }),
        head: Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1, on: HeadPlace::Lattice }),
        weights: None,
    };
    Model::new(&config, downsampling, 19).unwrap()
}

fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

fn adaptive(fine: usize, coarse: usize) -> Downsampling {
    let mask = crate::mask::Mask::None(Default::default());
    Downsampling::Adaptive(Adaptive::new(fine, coarse, mask))
}

#[test]
fn the_expected_cost_is_the_exact_one_at_the_same_active_fraction() {
    expected_is_exact(&adaptive(8, 32));
    // Cells that merge by their mean, and coarse taps that read blocks of finer cells.
    let mut by_means = adaptive(8, 32);
    if let Downsampling::Adaptive(adaptive) = &mut by_means {
        (adaptive.merging, adaptive.coarse_taps) = (Merging::Mean, CoarseTaps::BlockMean);
    }
    expected_is_exact(&by_means);
}

fn expected_is_exact(downsampling: &Downsampling) {
    let network = network(18, downsampling);
    let active: Vec<bool> = (0..4 * 8).map(|block| block % 3 == 0).collect();
    let levels = Levels::from_blocks(&active, 16, 32, 4, 2).unwrap();
    let rows = Expected {
        height: 128,
        width: 256,
        resolution: network.resolution(),
        active: levels.active_fraction(),
    };
    let tables = Tables::new(128, 256, 8, vec![levels]).unwrap();
    let of = |rows: &dyn crate::grid::RowCount| Cost::of_network(network.inference(), rows);
    let (expected, exact) = (of(&rows), of(&tables));
    assert_eq!(expected.unwrap(), exact.unwrap());
}

#[test]
fn only_kept_rows_of_strided_layers_are_executed() {
    // Nothing active: the executed convolutions are those of output stride 16, the authors' are more.
    let cost = |downsampling: &Downsampling| {
        let network = network(50, downsampling);
        let rows = Expected { height: 256, width: 512, resolution: network.resolution(), active: 0.0 };
        Cost::of_network(network.inference(), &rows).unwrap()
    };
    let (adaptive, regular) = (cost(&adaptive(8, 16)), cost(&regular(16)));
    assert_eq!(adaptive.macs_backbone, regular.macs_backbone);
    assert!(adaptive.ptflops_backbone > regular.ptflops_backbone);
}
