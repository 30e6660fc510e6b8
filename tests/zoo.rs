//! What must hold of every network of torchvision's, whatever its weights: the regular network is the case of equal levels,
//! both implementations agree, a plan computes what its layers compute, and gradients are differences.

mod support;

use cadbench::engine::{Engine, Inference, Precision};
use cadbench::executor::{Array, Batch, Executor, Parameters};
use cadbench::grid::{Levels, Tables};
use cadbench::mask::Mask;
use cadbench::models::{Adaptive, Downsampling, FEATURES, Model, Network, Regular};
use cadbench::ops::{Cpu, Fast, Mode, RowOps, Stock, gradient, value};
use support::counting::Counting;
use support::{evaluated, formula_input, formula_parameter, relative_error, to_rows};

const HEIGHT: usize = 64;
const WIDTH: usize = 96;
const CLASSES: usize = 7;

/// Wide ResNet is built by the lines of ResNeXt, and its weights are many.
const NETWORKS: [&str; 8] = [
    "{kind: mobilenet-v2, width: 0.25, last: 64}",
    "{kind: mobilenet-v3}",
    "{kind: efficientnet}",
    "{kind: regnet}",
    "{kind: convnext}",
    "{kind: resnext, depth: 50}",
    "{kind: vgg, width: 0.125}",
    "{kind: mnasnet}",
];

fn network(backbone: &str, downsampling: &Downsampling) -> Model {
    let text = format!("{{backbone: {backbone}, head: {{kind: classifier}}}}");
    let network: Network = serde_yaml::from_str(&text).unwrap();
    Model::new(&network, downsampling, CLASSES).unwrap()
}

fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

fn adaptive(fine: usize, coarse: usize) -> Downsampling {
    let block = Some(coarse / fine);
    Downsampling::Adaptive(Adaptive { block, ..Adaptive::new(fine, coarse, Mask::All(Default::default())) })
}

fn pixels(images: usize) -> Vec<f32> {
    to_rows(&formula_input("zoo", images * 3 * HEIGHT * WIDTH), images, 3, HEIGHT * WIDTH)
}

fn uniform(fine: usize, level: u8) -> Tables {
    let levels = Levels::uniform(HEIGHT / fine, WIDTH / fine, level).unwrap();
    Tables::new(HEIGHT, WIDTH, fine, vec![levels]).unwrap()
}

/// Every third block of two is fine, others in every image.
fn mixed(images: usize) -> Tables {
    let active = |shift: usize| (0..4 * 6).map(|block| (block + shift).is_multiple_of(3)).collect::<Vec<_>>();
    let levels = (0..images).map(|image| Levels::from_blocks(&active(image), 8, 12, 2, 1).unwrap());
    Tables::new(HEIGHT, WIDTH, 8, levels.collect()).unwrap()
}

/// Values that make every layer do something; a network's own first values would take longer to draw.
fn parameters<O: RowOps>(ops: &O, network: &Model) -> Parameters<O::Device> {
    let mut parameters = Parameters::zeroed(ops, network.inference()).unwrap();
    let filled = |array: Array| {
        let mut values = formula_parameter(&array.name, &array.shape);
        if array.name.ends_with("layer_scale") {
            values.iter_mut().for_each(|value| *value = 0.5 + 0.2 * value.abs());
        }
        Array { values, ..array }
    };
    let state: Vec<Array> = parameters.state(ops).into_iter().map(filled).collect();
    parameters.load(ops, &state).unwrap();
    parameters
}

fn features(network: &Model, parameters: &Parameters<Cpu>, tables: &Tables) -> Vec<f32> {
    let graph = network.inference().up_to(FEATURES).unwrap();
    evaluated(&Fast::new(), &graph, parameters, tables, &pixels(1))
}

fn wide(values: Vec<f32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}

#[test]
fn equal_levels_are_the_regular_network_of_their_stride_to_the_bit() {
    for backbone in NETWORKS {
        let parameters = parameters(&Fast::new(), &network(backbone, &regular(32)));
        let of_stride =
            |stride| features(&network(backbone, &regular(stride)), &parameters, &uniform(stride, 0));
        let regular: Vec<Vec<f32>> = [8, 16, 32].map(of_stride).into();
        for (fine, coarse) in [(8, 16), (16, 32), (8, 32)] {
            let network = network(backbone, &adaptive(fine, coarse));
            let level = (coarse / fine).trailing_zeros() as u8;
            let of = |stride: usize| &regular[stride.trailing_zeros() as usize - 3];
            let fine_everywhere = features(&network, &parameters, &uniform(fine, 0));
            assert!(fine_everywhere == *of(fine), "{backbone} {fine}→{coarse}, all fine");
            let coarse_everywhere = features(&network, &parameters, &uniform(fine, level));
            assert!(coarse_everywhere == *of(coarse), "{backbone} {fine}→{coarse}, all coarse");
            assert!(fine_everywhere.iter().any(|&value| value != 0.0));
        }
    }
}

#[test]
fn a_plan_computes_what_its_layers_compute_and_images_do_not_see_each_other() {
    let ops = Fast::new();
    for backbone in NETWORKS {
        let network = network(backbone, &adaptive(8, 16));
        let parameters = parameters(&ops, &network);
        let layers = wide(evaluated(&ops, network.inference(), &parameters, &mixed(2), &pixels(2)));
        let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
        let both = engine.run(&mixed(2), &pixels(2)).unwrap();
        let error = relative_error(&both, &layers);
        assert!(error < 2e-5, "{backbone}: {error:.1e}");
        let first = engine.run(&mixed(1), &pixels(2)[..3 * HEIGHT * WIDTH]).unwrap();
        assert!(first == both[..CLASSES], "{backbone}: an image sees another");
    }
}

/// Along the gradient the loss rises by its norm.
#[test]
fn gradients_are_differences() {
    for backbone in NETWORKS {
        // Steps of many weights drown in float32's rounding unless they are large: with smaller ones every network's share falls.
        let share = if backbone.contains("resnext") { 5e-3 } else { 1e-3 };
        let network = network(backbone, &adaptive(8, 16));
        let (loss, slopes) = step(&Fast::new(), &network, None);
        let rise = share * loss;
        let scale = rise / norm(&slopes).powi(2);
        let along: Vec<f64> = slopes.iter().map(|slope| slope * scale).collect();
        let back: Vec<f64> = along.iter().map(|step| -step).collect();
        let moved = |way: &[f64]| step(&Fast::new(), &network, Some(way)).0;
        let found = (moved(&along) - moved(&back)) / (2.0 * rise);
        eprintln!("{backbone}: {found}");
        assert!((found - 1.0).abs() < 0.1, "{backbone}: a difference is {found} of the gradient");
    }
}

/// Those of few weights: dfdx multiplies groups as dense layers, which takes long.
#[test]
fn stock_operations_give_the_same_losses_and_gradients() {
    for backbone in [NETWORKS[0], NETWORKS[1], NETWORKS[3]] {
        let network = network(backbone, &adaptive(8, 16));
        let (loss, slopes) = step(&Fast::new(), &network, None);
        let (stock_loss, stock) = step(&Stock::<Cpu>::default(), &network, None);
        assert!((loss - stock_loss).abs() < 1e-4 * loss, "{backbone}: losses {loss} and {stock_loss}");
        let apart: Vec<f64> = slopes.iter().zip(&stock).map(|(a, b)| a - b).collect();
        let error = norm(&apart) / norm(&stock);
        eprintln!("{backbone}: {error:.1e}");
        assert!(error < 0.02, "{backbone}: gradients differ by {error:.1e}");
    }
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Loss and all gradients of a training step, the parameters moved if that is wanted.
fn step<O: RowOps>(ops: &O, network: &Model, moved: Option<&[f64]>) -> (f64, Vec<f64>) {
    let mut parameters = parameters(ops, network);
    if let Some(steps) = moved {
        let mut steps = steps.iter();
        for parameter in parameters.list_mut() {
            let values = ops.to_vec(&parameter.tensor);
            let channels = parameter.shape[0];
            let values: Vec<f32> = values
                .iter()
                .zip(&mut steps)
                .map(|(value, step)| (f64::from(*value) + step) as f32)
                .collect();
            let rows = values.len() / channels;
            parameter.tensor = ops.rows_from(values, rows, channels).unwrap();
        }
    }
    let (tables, pixels) = (mixed(2), pixels(2));
    let executor = Executor::new(ops, &parameters, Mode::Training { dropout_seed: 3 });
    let mut pass = executor.run(network.training(), Batch::new(&tables, &pixels)).unwrap();
    let loss = ops.cross_entropy(&mut pass.tape, &pass.output, &[2, 5], 255).unwrap();
    let of_loss = f64::from(value(&loss));
    let mut gradients = pass.tape.backward(loss).unwrap();
    let of = |parameter: &cadbench::executor::Parameter<O::Device>| {
        wide(gradient(&mut gradients, &parameter.tensor).unwrap())
    };
    (of_loss, parameters.list().iter().flat_map(of).collect())
}

#[test]
fn every_multiplication_that_is_counted_is_carried_out() {
    let counting = Counting::default();
    for backbone in [NETWORKS[0], NETWORKS[1], NETWORKS[3]] {
        let network = network(backbone, &adaptive(8, 16));
        let parameters = parameters(&counting, &network);
        let scores = evaluated(&counting, network.inference(), &parameters, &mixed(1), &pixels(1));
        let cost = cadbench::cost::Cost::of_network(network.inference(), &mixed(1)).unwrap();
        assert_eq!(counting.take() as f64, cost.macs(), "{backbone}");
        let fast = evaluated(&Fast::new(), network.inference(), &parameters, &mixed(1), &pixels(1));
        assert!(relative_error(&fast, &wide(scores)) < 1e-4, "{backbone}");
    }
}

/// Published by torchvision; nothing of them is computed here.
#[test]
fn other_sizes_have_the_parameters_that_torchvision_tells() {
    for (backbone, parameters) in [
        ("{kind: efficientnet, size: 1}", 7_794_184),
        ("{kind: efficientnet, size: 4}", 19_341_616),
        ("{kind: efficientnet, size: 7}", 66_347_960),
        ("{kind: resnext, depth: 101}", 88_791_336),
        ("{kind: wide-resnet, depth: 101}", 126_886_696),
        ("{kind: vgg}", 138_357_544),
        ("{kind: mnasnet}", 4_383_312),
    ] {
        let text = format!("{{backbone: {backbone}, head: {{kind: classifier}}}}");
        let network: Network = serde_yaml::from_str(&text).unwrap();
        let model = Model::new(&network, &regular(32), 1000).unwrap();
        let cost = cadbench::cost::Cost::of_network(model.inference(), &uniform(32, 0)).unwrap();
        assert_eq!(cost.parameters, parameters, "{backbone}");
    }
}

#[test]
fn a_file_of_torchvisions_names_is_known_by_them_and_renamed_to_those_here() {
    for (backbone, key) in NETWORKS.iter().zip([
        "mobilenet-v2",
        "mobilenet-v3",
        "efficientnet",
        "regnet",
        "convnext",
        "resnet",
        "vgg",
        "mnasnet",
    ]) {
        let network = network(backbone, &regular(32));
        let nodes = network.inference().nodes().iter();
        let names: Vec<String> = nodes
            .flat_map(|node| {
                let of = |suffix: &str| format!("{}.{suffix}", node.name);
                node.op.parameters().iter().map(|spec| of(spec.suffix)).collect::<Vec<_>>()
            })
            .collect();
        let theirs: Vec<String> = names.iter().map(|name| torchvisions(name, key)).collect();
        let known = cadbench::models::named(&theirs.iter().map(String::as_str).collect()).unwrap();
        assert_eq!(known.key, key);
        let ours = theirs.iter().map(|name| (known.ours)(name).unwrap_or_else(|| name.clone()));
        assert_eq!(ours.collect::<Vec<_>>(), names, "{backbone}");
    }
}

/// What torchvision calls a tensor of a family.
fn torchvisions(name: &str, key: &str) -> String {
    const POSITIONS: [usize; 13] = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];
    match (key, name.strip_prefix("conv").and_then(|rest| rest.split_once('.'))) {
        ("vgg", Some((number, kind))) => {
            format!("features.{}.{kind}", POSITIONS[number.parse::<usize>().unwrap() - 1])
        }
        ("resnet" | "regnet", _) => {
            name.trim_start_matches("backbone.").trim_start_matches("classifier.").to_owned()
        }
        _ => name.to_owned(),
    }
}
