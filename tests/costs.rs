//! Costs of networks: what shapes alone tell is what the tables of real levels count, the numbers are those of the
//! published networks, and every multiply–accumulate that is counted is carried out.

mod support;

use cadbench::cost::{Cost, Expected, layer, layers_on};
use cadbench::executor::{Batch, Executor, Parameters, Pass};
use cadbench::graph::{Geometry, Part};
use cadbench::grid::{Levels, Resolution, RowCount, Tables};
use cadbench::models::Model;
use cadbench::ops::{Cpu, Fast, Mode, RowOps};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::counting::Counting;
use support::networks::{adaptive_from, descriptors, regular, squeezenet};
use support::relative_error;

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

/// Levels in boxes of any side up to the network's coarsest, each whole or in quarters at random.
fn drawn_levels(resolution: Resolution, size: (usize, usize), random: &mut ChaCha8Rng) -> Levels {
    fn fill(level: &mut [u8], width: usize, at: (usize, usize), of: u8, random: &mut ChaCha8Rng) {
        let side = 1usize << of;
        if of == 0 || random.random_bool(0.6) {
            (at.0..at.0 + side).for_each(|y| level[y * width + at.1..][..side].fill(of));
            return;
        }
        for quarter in 0..4 {
            let at = (at.0 + quarter / 2 * side / 2, at.1 + quarter % 2 * side / 2);
            fill(level, width, at, of - 1, random);
        }
    }
    let (box_side, coarsest) = (1 << resolution.coarse_level, resolution.coarse_level);
    let side = |pixels| resolution.sides.at(pixels, resolution.fine).next_multiple_of(box_side);
    let (height, width) = (side(size.0), side(size.1));
    let mut level = vec![0; height * width];
    for top in (0..height).step_by(box_side) {
        (0..width).step_by(box_side).for_each(|left| fill(&mut level, width, (top, left), coarsest, random));
    }
    Levels::new(height, width, level).unwrap()
}

/// What a pass over two images computes, each node told as it is done.
fn pass<O: RowOps<Device = Cpu>>(
    ops: &O,
    network: &Model,
    batch: Batch<'_>,
    on_node: &mut dyn FnMut(&cadbench::graph::Node, &Tables),
) -> Pass<Cpu> {
    let parameters: Parameters<Cpu> = network.initial(ops, 5).unwrap();
    let executor = Executor::new(ops, &parameters, Mode::Evaluation);
    executor.run_and_ask(network.inference(), batch, None, on_node).unwrap()
}

/// Runs a network on drawn levels by plain loops that count what they do, and compares with what is counted.
fn check_executed(name: &str, network: &Model, size: (usize, usize), seed: u64) {
    let (mut random, resolution, graph) =
        (ChaCha8Rng::seed_from_u64(seed), network.resolution(), network.inference());
    let levels = (0..2).map(|_| drawn_levels(resolution, size, &mut random)).collect();
    let tables = Tables::with_sides(resolution.sides, size, resolution.fine, levels).unwrap();
    let pixels: Vec<f32> = (0..2 * 3 * size.0 * size.1).map(|_| random.random_range(-1.0..1.0)).collect();
    // Of a learned mask: far larger than its scores, so that it decides at random.
    let noise = [(0..2 * tables.images() * size.0 / 16 * (size.1 / 16))
        .map(|_| random.random_range(-1e3..1e3))
        .collect::<Vec<f32>>()];
    let batch = Batch { noise: &noise, ..Batch::new(&tables, &pixels) };

    let counting = Counting::default();
    let mut executed = [0.0; Part::ALL.len()];
    let found = pass(&counting, network, batch, &mut |node, tables| {
        let (done, layer) = (counting.take() as f64, layer(graph, node, tables).unwrap());
        assert_eq!(done, layer.map_or(0.0, |layer| layer.count.macs), "{} of {name}, seed {seed}", node.name);
        executed[Part::ALL.iter().position(|&part| part == node.part).unwrap()] += done;
    });
    let decided: &dyn RowCount = found.decided.as_deref().unwrap_or(&tables);
    let rows = |geometry| if geometry == Geometry::Decided { decided } else { &tables };
    let cost = Cost::of(&layers_on(graph, &rows).unwrap());
    assert_eq!(executed, [cost.macs_backbone, cost.macs_mask, cost.macs_head], "{name}, seed {seed}");
    assert_eq!(cost.macs_mask > 0.0, found.decided.is_some(), "{name} counts its mask");

    // The loops are the network: the kernels that measure time compute the same.
    let expected = pass(&Fast::new(), network, batch, &mut |_, _| {}).output;
    let expected: Vec<f64> = Fast::new().to_vec(&expected).into_iter().map(f64::from).collect();
    let error = relative_error(&counting.to_vec(&found.output), &expected);
    assert!(error < 1e-4, "{name}, seed {seed}: {error}");
}

/// A narrow ResNet.
fn segmenter(depth: usize, head: &str, downsampling: &str) -> Model {
    let backbone = format!("{{kind: resnet, depth: {depth}, width: 0.07, blocks: [1, 2, 1, 2]}}");
    let network = format!("{{backbone: {backbone}, head: {head}}}");
    let downsampling = serde_yaml::from_str(downsampling).unwrap();
    Model::new(&serde_yaml::from_str(&network).unwrap(), &downsampling, 5).unwrap()
}

#[test]
fn every_multiply_accumulate_of_a_segmentation_network_that_is_counted_is_carried_out() {
    let heads = [
        "{kind: fcn}",
        "{kind: deeplabv3, channels: 6}",
        "{kind: deeplabv3-plus, channels: 6, low_level_channels: 3}",
    ];
    let on_cells = heads.map(|head| head.replace('}', ", on: cells}"));
    let adaptive = |fine, coarse, more| {
        format!("{{kind: adaptive, fine: {fine}, coarse: {coarse}, {more}, mask: {{kind: all}}}}")
    };
    let ways = [
        "{kind: regular, output_stride: 16}".into(),
        adaptive(8, 16, "strided: kept"),
        adaptive(8, 32, "strided: all"),
        adaptive(4, 8, "strided: kept"),
        "{kind: adaptive, fine: 8, coarse: 16, mask: {kind: learned, target: 0.5}}".into(),
    ];
    for (number, way) in ways.iter().enumerate() {
        for (head, on_cells) in heads.iter().zip(&on_cells) {
            for (depth, head) in [(18, *head), (50, on_cells)] {
                let name = format!("ResNet-{depth} with {head}, {way}");
                check_executed(&name, &segmenter(depth, head, way), (64, 96), number as u64);
            }
        }
    }
}

#[test]
fn every_multiply_accumulate_of_the_other_networks_that_is_counted_is_carried_out() {
    for (fine, coarse) in [(8, 8), (4, 8), (2, 8)] {
        let network = "{backbone: {kind: vgg, width: 0.1}, head: {kind: descriptors}}";
        let downsampling = if fine == coarse { regular(fine) } else { adaptive_from(fine, coarse) };
        let network = Model::new(&serde_yaml::from_str(network).unwrap(), &downsampling, 0).unwrap();
        check_executed("VGG-16", &network, (16, 24), 1);
    }
    // Sides that no stride divides, so that cells at the border are left out.
    for (fine, coarse) in [(8, 16), (4, 8), (4, 16)] {
        let network = squeezenet(&adaptive_from(fine, coarse), 10);
        check_executed("SqueezeNet", &network, (75, 52), 2);
        check_executed("SqueezeNet", &network, (90, 67), 3);
    }
}
