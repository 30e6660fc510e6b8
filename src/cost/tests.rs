//! The authors' counter on their own networks (METHOD section 8), to the last digit.

use super::{Cost, Expected};
use crate::grid::{Levels, Tables};
use crate::models::{Adaptive, Backbone, Deeplabv3, Downsampling, Head, Network, Regular, Resnet, Segmenter};

fn network(depth: usize, downsampling: &Downsampling) -> Segmenter {
    let config = Network {
        backbone: Backbone::Resnet(Resnet { depth, width: 1.0, blocks: None }),
        head: Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1 }),
        weights: None,
    };
    Segmenter::new(&config, downsampling, 19).unwrap()
}

fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

fn adaptive(fine: usize, coarse: usize) -> Downsampling {
    let mask = crate::mask::Mask::None(Default::default());
    Downsampling::Adaptive(Adaptive { fine, coarse, block: None, mask, expected_active: None })
}

fn ptflops(depth: usize, (height, width): (usize, usize), downsampling: &Downsampling, active: f64) -> f64 {
    let network = network(depth, downsampling);
    let rows = Expected { height, width, resolution: network.resolution(), active };
    Cost::of_network(&network, &rows).unwrap().ptflops_backbone
}

#[test]
fn regular_networks_cost_what_the_authors_count() {
    let large = |stride| ptflops(101, (1024, 2048), &regular(stride), 1.0);
    assert_eq!(large(32), 327_987_232_768.0);
    assert_eq!(large(16), 416_756_531_200.0);
    assert_eq!(large(8), 1_423_584_526_336.0);
    let small = |stride| ptflops(50, (256, 512), &regular(stride), 1.0);
    assert_eq!(small(32), 10_761_863_168.0);
    assert_eq!(small(16), 16_309_944_320.0);
    assert_eq!(small(8), 50_024_677_376.0);
}

#[test]
fn adaptive_networks_cost_what_the_authors_count() {
    let large = |coarse, active| ptflops(101, (1024, 2048), &adaptive(8, coarse), active);
    assert_eq!(large(16, 0.0), 431_252_045_824.0);
    assert_eq!(large(32, 0.0), 356_978_262_016.0);
    assert_eq!(large(16, 1.0), 1_423_584_526_336.0);
    assert_eq!(large(32, 1.0), 1_423_584_526_336.0);
    let small = |coarse| ptflops(50, (256, 512), &adaptive(8, coarse), 0.0);
    assert_eq!(small(16), 17_215_913_984.0);
    assert_eq!(small(32), 12_573_802_496.0);
}

#[test]
fn the_expected_cost_is_the_exact_one_at_the_same_active_fraction() {
    let downsampling = adaptive(8, 32);
    let network = network(18, &downsampling);
    let active: Vec<bool> = (0..4 * 8).map(|block| block % 3 == 0).collect();
    let levels = Levels::from_blocks(&active, 16, 32, 4, 2).unwrap();
    let rows = Expected {
        height: 128,
        width: 256,
        resolution: network.resolution(),
        active: levels.active_fraction(),
    };
    let tables = Tables::new(128, 256, 8, vec![levels]).unwrap();
    let (expected, exact) = (Cost::of_network(&network, &rows), Cost::of_network(&network, &tables));
    assert_eq!(expected.unwrap(), exact.unwrap());
}

#[test]
fn only_kept_rows_of_strided_layers_are_executed() {
    // Nothing active: the executed convolutions are those of output stride 16, the authors' are more.
    let cost = |downsampling: &Downsampling| {
        let network = network(50, downsampling);
        let rows = Expected { height: 256, width: 512, resolution: network.resolution(), active: 0.0 };
        Cost::of_network(&network, &rows).unwrap()
    };
    let (adaptive, regular) = (cost(&adaptive(8, 16)), cost(&regular(16)));
    assert_eq!(adaptive.macs_backbone, regular.macs_backbone);
    assert!(adaptive.ptflops_backbone > regular.ptflops_backbone);
}

#[test]
fn parameters_are_those_of_the_published_networks() {
    let network = network(50, &regular(8));
    let rows = Expected { height: 64, width: 64, resolution: network.resolution(), active: 1.0 };
    // DeepLabv3-ResNet-50 with 19 classes: golden/networks.json.
    assert_eq!(Cost::of_network(&network, &rows).unwrap().parameters, 39_638_355);
}
