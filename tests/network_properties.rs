//! What must hold of every network, whatever its weights: the regular network is the case of equal levels,
//! the images of a batch do not see each other, and threads do not change a bit.

mod support;

use cadbench::batch::{Batch, BatchLabels};
use cadbench::cost::{Cost, layer, layers};
use cadbench::data::IGNORED;
use cadbench::engine::{Engine, Inference, Precision};
use cadbench::evaluate::Predictor;
use cadbench::executor::{self, Executor, Parameters};
use cadbench::graph::Graph;
use cadbench::grid::{Levels, Place, Route, Tables, Window};
use cadbench::mask::Mask;
use cadbench::models::{
    Adaptive, Backbone, CoarseTaps, Deeplabv3, Deeplabv3Plus, Downsampling, FEATURES, Fcn, Head, HeadPlace,
    Merging, Model, Network, Regular, Resnet, SCORES, Strided,
};
use cadbench::ops::{Fast, Mode, Op};
use cadbench::train::{Learner, Training};
use support::{formula_input, to_rows};

const HEIGHT: usize = 64;
const WIDTH: usize = 96;

fn fcn(on: HeadPlace) -> Head {
    Head::Fcn(Fcn { dropout: 0.1, on })
}

fn deeplab(on: HeadPlace) -> Head {
    Head::Deeplabv3(Deeplabv3 { channels: 24, dropout: 0.1, on })
}

fn deeplab_plus(on: HeadPlace) -> Head {
    Head::Deeplabv3Plus(Deeplabv3Plus { channels: 24, low_level_channels: 7, dropout: 0.1, on })
}

fn network(depth: usize, downsampling: &Downsampling, head: Head) -> Model {
    let backbone = Backbone::Resnet(Resnet { depth, width: 0.2, blocks: Some([1, 2, 1, 2]) });
    Model::new(&Network { backbone, head, weights: None }, downsampling, 5).unwrap()
}

fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

fn adaptive(fine: usize, coarse: usize) -> Downsampling {
    adaptive_with(fine, coarse, Strided::Kept)
}

fn adaptive_with(fine: usize, coarse: usize, strided: Strided) -> Downsampling {
    Downsampling::Adaptive(Adaptive { strided, ..blocks_of_four(fine, coarse) })
}

fn blocks_of_four(fine: usize, coarse: usize) -> Adaptive {
    Adaptive { block: Some(4), ..Adaptive::new(fine, coarse, Mask::All(Default::default())) }
}

/// Beyond the paper: cells merge by their mean, and coarse ones read blocks.
fn by_means(fine: usize, coarse: usize) -> Downsampling {
    let (merging, coarse_taps) = (Merging::Mean, CoarseTaps::BlockMean);
    Downsampling::Adaptive(Adaptive { merging, coarse_taps, ..blocks_of_four(fine, coarse) })
}

fn pixels(name: &str, images: usize) -> Vec<f32> {
    to_rows(&formula_input(name, images * 3 * HEIGHT * WIDTH), images, 3, HEIGHT * WIDTH)
}

fn uniform(images: usize, stride: usize, level: u8) -> Tables {
    let levels = Levels::uniform(HEIGHT / stride, WIDTH / stride, level).unwrap();
    Tables::new(HEIGHT, WIDTH, stride, vec![levels; images]).unwrap()
}

/// Blocks of two, every third one fine.
fn mixed(shift: usize) -> Levels {
    let active: Vec<bool> = (0..4 * 6).map(|block| (block + shift).is_multiple_of(3)).collect();
    Levels::from_blocks(&active, 8, 12, 2, 1).unwrap()
}

/// What a network with parameters of one seed computes, in evaluation mode.
fn evaluated(network: &Graph, tables: &Tables, pixels: &[f32]) -> Vec<f32> {
    let ops = Fast::new();
    let parameters = Parameters::initial(&ops, network, 3).unwrap();
    support::evaluated(&ops, network, &parameters, tables, pixels)
}

fn scores(network: &Model, tables: &Tables, pixels: Vec<f32>) -> Vec<f32> {
    evaluated(network.inference(), tables, &pixels)
}

fn features(network: &Model, tables: &Tables, pixels: Vec<f32>) -> Vec<f32> {
    evaluated(&network.inference().up_to(FEATURES).unwrap(), tables, &pixels)
}

/// Class scores before they go up to the pixels.
fn lattice_scores(network: &Model, tables: &Tables, pixels: Vec<f32>) -> Vec<f32> {
    evaluated(&network.inference().up_to(SCORES).unwrap(), tables, &pixels)
}

#[test]
fn with_every_region_informative_the_adaptive_network_is_the_dense_one() {
    for (depth, head) in [(18, fcn as fn(HeadPlace) -> Head), (50, deeplab), (18, deeplab_plus)] {
        for (fine, coarse) in [(4, 8), (8, 16), (8, 32), (16, 32)] {
            let dense = network(depth, &regular(fine), head(HeadPlace::Lattice));
            let expected = scores(&dense, &Tables::regular(1, HEIGHT, WIDTH, fine).unwrap(), pixels("a", 1));
            for on in [HeadPlace::Lattice, HeadPlace::Cells] {
                for downsampling in [adaptive(fine, coarse), by_means(fine, coarse)] {
                    let cells = network(depth, &downsampling, head(on));
                    let found = scores(&cells, &uniform(1, fine, 0), pixels("a", 1));
                    assert_eq!(found, expected, "ResNet-{depth} {fine}→{coarse} {head:?} {on:?}");
                }
            }
        }
    }
}

#[test]
fn with_no_region_informative_the_features_are_those_of_the_coarse_stride() {
    for depth in [18, 50] {
        for (fine, coarse, level) in [(8, 16, 1), (4, 8, 1), (16, 32, 1), (8, 32, 2)] {
            let cells = network(depth, &adaptive(fine, coarse), fcn(HeadPlace::Lattice));
            let dense = network(depth, &regular(coarse), fcn(HeadPlace::Lattice));
            let expected =
                features(&dense, &Tables::regular(1, HEIGHT, WIDTH, coarse).unwrap(), pixels("a", 1));
            assert_eq!(
                features(&cells, &uniform(1, fine, level), pixels("a", 1)),
                expected,
                "{fine}→{coarse}"
            );
        }
    }
}

/// The regular network whose strided layers run everywhere, with a 2×2 mean behind each, down to a level and dilated from
/// there on: what merging by the mean is when all is coarse.
fn with_means_on_lattices(graph: &Graph, fine: usize, level: u8) -> Graph {
    let lattice = |depth: u8| Place::Lattice { stride: fine << depth.min(level) };
    let mean = |from: u8, to: u8| {
        let window = Window::unpadded(if lattice(from) == lattice(to) { 1 } else { 2 });
        Route::Window { from: lattice(from), to: lattice(to), window }
    };
    graph.with_changed(|op| match op {
        Op::Conv(conv) => {
            if let Place::Cells { depth } | Place::Blocks { depth } = conv.from {
                conv.dilation <<= depth - depth.min(level);
                (conv.from, conv.to) = (lattice(depth), lattice(depth));
            }
        }
        Op::MeanPool(pool) => {
            pool.route = match pool.route {
                Route::Merge { depth } => mean(depth - 1, depth),
                // There are no blocks: every row is its own mean.
                Route::Blocks { depth } => mean(depth, depth),
                route => route,
            }
        }
        _ => {}
    })
}

#[test]
fn with_no_region_informative_merging_by_the_mean_is_a_strided_mean_behind_dense_layers() {
    for depth in [18, 50] {
        for (fine, coarse, level) in [(8, 16, 1), (16, 32, 1), (8, 32, 2)] {
            let cells = network(depth, &by_means(fine, coarse), fcn(HeadPlace::Lattice));
            let graph = cells.inference().up_to(FEATURES).unwrap();
            let tables = uniform(1, fine, level);
            let regular = evaluated(&with_means_on_lattices(&graph, fine, level), &tables, &pixels("a", 1));
            assert_eq!(evaluated(&graph, &tables, &pixels("a", 1)), regular, "{fine}→{coarse}");
        }
    }
}

#[test]
fn with_no_region_informative_a_head_on_cells_is_that_of_the_coarse_stride() {
    for head in [fcn as fn(HeadPlace) -> Head, deeplab] {
        for (fine, coarse, level) in [(8, 16, 1), (4, 8, 1), (16, 32, 1), (8, 32, 2)] {
            let dense = network(18, &regular(coarse), head(HeadPlace::Lattice));
            let coarse_scores =
                lattice_scores(&dense, &Tables::regular(1, HEIGHT, WIDTH, coarse).unwrap(), pixels("a", 1));
            let cells = network(18, &adaptive(fine, coarse), head(HeadPlace::Cells));
            let found = lattice_scores(&cells, &uniform(1, fine, level), pixels("a", 1));
            for (i, scores) in found.chunks_exact(5).enumerate() {
                // Every position of the fine lattice has the scores of the coarse cell that covers it.
                let (y, x) = (i / (WIDTH / fine) * fine / coarse, i % (WIDTH / fine) * fine / coarse);
                assert_eq!(
                    scores,
                    &coarse_scores[(y * (WIDTH / coarse) + x) * 5..][..5],
                    "{fine}→{coarse} ({y}, {x})"
                );
            }
        }
    }
}

#[test]
fn computing_all_rows_of_strided_layers_as_the_authors_do_gives_the_same_values() {
    for depth in [18, 50] {
        let kept = network(depth, &adaptive_with(8, 16, Strided::Kept), fcn(HeadPlace::Lattice));
        let all = network(depth, &adaptive_with(8, 16, Strided::All), fcn(HeadPlace::Lattice));
        let tables = Tables::new(HEIGHT, WIDTH, 8, vec![mixed(0)]).unwrap();
        assert_eq!(scores(&all, &tables, pixels("a", 1)), scores(&kept, &tables, pixels("a", 1)));
        let cost = |network: &Model| Cost::of_network(network.inference(), &tables).unwrap();
        assert!(cost(&all).macs_backbone > cost(&kept).macs_backbone);
        assert_eq!(cost(&all).ptflops_backbone, cost(&kept).ptflops_backbone);
    }
}

#[test]
fn images_of_a_batch_do_not_see_each_other() {
    let both = pixels("pair", 2);
    let (first, second) = both.split_at(both.len() / 2);
    let tables = |levels: Vec<Levels>| Tables::new(HEIGHT, WIDTH, 8, levels).unwrap();
    for downsampling in [adaptive(8, 16), by_means(8, 16)] {
        let network = network(18, &downsampling, deeplab(HeadPlace::Lattice));
        let alone = [
            scores(&network, &tables(vec![mixed(0)]), first.to_vec()),
            scores(&network, &tables(vec![mixed(1)]), second.to_vec()),
        ];
        assert_eq!(scores(&network, &tables(vec![mixed(0), mixed(1)]), both.clone()), alone.concat());
    }
}

/// What the engine, which evaluates, computes of each image of a batch.
fn engine_scores(engine: &Engine, levels: &[Levels], pixels: &[&[f32]]) -> Vec<Vec<u32>> {
    let tables = Tables::new(HEIGHT, WIDTH, 8, levels.to_vec()).unwrap();
    let scores = engine.run(&tables, &pixels.concat()).unwrap();
    let image = |scores: &[f32]| scores.iter().map(|score| score.to_bits()).collect();
    scores.chunks_exact(scores.len() / levels.len()).map(image).collect()
}

#[test]
fn permuting_the_images_of_a_batch_permutes_its_results_to_the_bit() {
    let all = pixels("permuted", 4);
    let images: Vec<&[f32]> = all.chunks_exact(all.len() / 4).collect();
    // Two of one pattern, one that is all fine, one that is all coarse.
    let uniform = |level| Levels::uniform(HEIGHT / 8, WIDTH / 8, level).unwrap();
    let levels = [mixed(0), uniform(1), mixed(2), uniform(0)];
    for (depth, head) in [
        (18, fcn(HeadPlace::Lattice)),
        (18, deeplab(HeadPlace::Cells)),
        (50, deeplab_plus(HeadPlace::Lattice)),
    ] {
        let network = network(depth, &adaptive(8, 16), head);
        let ops = Fast::new();
        let parameters = Parameters::initial(&ops, network.inference(), 3).unwrap();
        let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
        let in_order = engine_scores(&engine, &levels, &images);
        for order in [[1, 0, 3, 2], [3, 1, 0, 2], [2, 3, 1, 0]] {
            let found = engine_scores(&engine, &order.map(|i| levels[i].clone()), &order.map(|i| images[i]));
            assert!(found == order.map(|i| in_order[i].clone()), "ResNet-{depth} in the order {order:?}");
        }
        for (number, expected) in in_order.iter().enumerate() {
            let alone = engine_scores(&engine, &levels[number..=number], &images[number..=number]);
            assert!(alone[0] == *expected, "ResNet-{depth}, image {number} alone");
        }
    }
}

#[test]
fn the_cost_of_every_network_is_that_of_the_graph_that_was_executed() {
    let ops = Fast::new();
    let tables = Tables::new(HEIGHT, WIDTH, 8, vec![mixed(0)]).unwrap();
    for depth in [18, 50] {
        for head in [fcn as fn(HeadPlace) -> Head, deeplab, deeplab_plus] {
            for (on, strided) in [(HeadPlace::Lattice, Strided::All), (HeadPlace::Cells, Strided::Kept)] {
                let network = network(depth, &adaptive_with(8, 16, strided), head(on));
                let graph = network.inference();
                let parameters = Parameters::initial(&ops, graph, 3).unwrap();
                let executor = Executor::new(&ops, &parameters, Mode::Evaluation);
                let pixels = pixels("a", 1);
                let mut executed = Vec::new();
                let mut on_node = |node: &_, tables: &Tables| {
                    executed.extend(layer(graph, node, tables).unwrap().map(|layer| layer.count.macs));
                };
                // An error here says that a node computed other rows or channels than were counted.
                let batch = executor::Batch::new(&tables, &pixels);
                executor.run_and_ask(graph, batch, None, &mut on_node).unwrap();
                let counted = layers(graph, &tables).unwrap();
                assert_eq!(executed, counted.iter().map(|layer| layer.count.macs).collect::<Vec<_>>());
                let all: f64 = executed.iter().sum();
                assert_eq!(Cost::of_network(graph, &tables).unwrap().macs(), all);
            }
        }
    }
}

/// Loss of three training steps of an adaptive network, and its scores after them.
fn trained() -> (Vec<f32>, Vec<u16>) {
    let network = network(18, &adaptive(8, 16), deeplab(HeadPlace::Lattice));
    let training: Training =
        serde_json::from_str(r#"{"steps": 3, "batch": 2, "learning_rate": 0.05}"#).unwrap();
    let mut learner = Learner::new(Fast::new(), network, training, 7).unwrap();
    let labels: Vec<u8> =
        (0..2 * HEIGHT * WIDTH).map(|i| if i % 11 == 0 { IGNORED } else { (i / 40 % 5) as u8 }).collect();
    let batch = || Batch {
        pixels: pixels("train", 2),
        labels: BatchLabels::Pixels(labels.clone()),
        tables: std::sync::Arc::new(Tables::new(HEIGHT, WIDTH, 8, vec![mixed(0), mixed(2)]).unwrap()),
        noise: Vec::new(),
    };
    let losses = (0..3).map(|_| learner.train(&batch()).unwrap()).collect();
    (losses, Predictor::new(learner.network(), Precision::Float32).unwrap().predict(&batch()).unwrap())
}

#[test]
fn training_is_the_same_to_the_bit_for_any_number_of_threads() {
    let with =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(trained);
    let expected = with(1);
    assert!(expected.0[2] < expected.0[0], "the loss falls: {:?}", expected.0);
    for threads in [2, 3, 8] {
        assert_eq!(with(threads), expected, "{threads} threads");
    }
}
