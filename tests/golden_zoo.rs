//! Networks of torchvision with formula weights, in evaluation mode: parameters, multiplications, features and class scores.

mod support;

use cadbench::cost::Cost;
use cadbench::executor::{Array, Parameters};
use cadbench::grid::{Sides, Tables};
use cadbench::models::{FEATURES, Model, Network};
use cadbench::ops::{Cpu, Fast};
use support::fidelity::{close, exact};
use support::networks::regular;
use support::{evaluated, formula_input, formula_parameter, golden, golden_json, relative_error, to_rows};

const HEIGHT: usize = 64;
const WIDTH: usize = 96;
const CLASSES: usize = 1000;

/// A network of torchvision's: its name there, its backbone here, and how names here differ from those there.
struct Zoo {
    name: &'static str,
    backbone: &'static str,
    theirs: fn(&str) -> String,
}

fn same(name: &str) -> String {
    name.to_owned()
}

/// Without this crate's parts.
fn bare(name: &str) -> String {
    ["backbone.", "classifier."].iter().find_map(|part| name.strip_prefix(part)).unwrap_or(name).to_owned()
}

impl Zoo {
    fn network(&self, stride: usize) -> Model {
        let text = format!("{{backbone: {}, head: {{kind: classifier}}}}", self.backbone);
        let network: Network = serde_yaml::from_str(&text).unwrap();
        Model::new(&network, &regular(stride), CLASSES).unwrap()
    }

    /// The formula's values under torchvision's names.
    fn parameters(&self, network: &Model, up_to: &str) -> Parameters<Cpu> {
        let ops = Fast::new();
        let graph = if up_to.is_empty() {
            network.inference().clone()
        } else {
            network.inference().up_to(up_to).unwrap()
        };
        let mut parameters = Parameters::zeroed(&ops, &graph).unwrap();
        let formula = |array: Array| {
            let mut values = formula_parameter(&(self.theirs)(&array.name), &array.shape);
            if array.name.ends_with("layer_scale") {
                let vector = formula_parameter(&array.name, &array.shape[..1]);
                values = vector.iter().map(|value| 0.5 + value).collect();
            }
            Array { values, ..array }
        };
        let state: Vec<Array> = parameters.state(&ops).into_iter().map(formula).collect();
        parameters.load(&ops, &state).unwrap();
        parameters
    }

    /// Checks the regular network at the given strides, the published one first.
    fn check(&self, strides: &[usize]) {
        let parameters = self.parameters(&self.network(strides[0]), "");
        for (number, &stride) in strides.iter().enumerate() {
            let key = format!("{}.os{stride}", self.name);
            self.check_one(&self.network(stride), (&key, stride, Sides::Divided), &parameters, number == 0);
        }
    }

    fn check_one(
        &self,
        network: &Model,
        (key, stride, sides): (&str, usize, Sides),
        parameters: &Parameters<Cpu>,
        is_published: bool,
    ) {
        let (arrays, numbers) = (golden("zoo"), &golden_json("zoo")[key]);
        let tables = Tables::with_sides(sides, (HEIGHT, WIDTH), stride, vec![levels(sides, stride)]).unwrap();
        let cost = Cost::of_network(network.inference(), &tables).unwrap();
        let number = |name: &str| numbers[name].as_f64().unwrap();
        exact(&format!("parameters, {key}"), number("parameters"), cost.parameters as f64);
        exact(&format!("multiplications to the features, {key}"), number("feature_macs"), cost.macs_backbone);
        let pixels = to_rows(&formula_input("zoo.image", 3 * HEIGHT * WIDTH), 1, 3, HEIGHT * WIDTH);
        let ops = Fast::new();
        let graph = network.inference().up_to(FEATURES).unwrap();
        let features = evaluated(&ops, &graph, parameters, &tables, &pixels);
        let expected = &arrays[&format!("{key}.features")];
        let positions = expected.shape[1] * expected.shape[2];
        let (channels, step) = (features.len() / positions, number("channel_step") as usize);
        let kept: Vec<f32> = (0..expected.values.len())
            .map(|i| features[i % positions * channels + i / positions * step])
            .collect();
        close(&format!("features, {key}"), kept.len(), relative_error(&kept, &expected.values), 1e-4);
        if is_published {
            exact(&format!("multiplications in all, {key}"), number("macs"), cost.macs());
            let scores = evaluated(&ops, network.inference(), parameters, &tables, &pixels);
            let expected = &arrays[&format!("{key}.logits")].values;
            let error = relative_error(&scores[..expected.len()], expected);
            close(&format!("class scores, {key}"), expected.len(), error, 1e-4);
        }
    }
}

fn levels(sides: Sides, stride: usize) -> cadbench::grid::Levels {
    cadbench::grid::Levels::uniform(sides.at(HEIGHT, stride), sides.at(WIDTH, stride), 0).unwrap()
}

#[test]
fn resnet_18_is_torchvisions() {
    Zoo { name: "resnet18", backbone: "{kind: resnet, depth: 18}", theirs: bare }.check(&[32, 16, 8]);
}

#[test]
fn resnet_34_is_torchvisions() {
    Zoo { name: "resnet34", backbone: "{kind: resnet, depth: 34}", theirs: bare }.check(&[32, 16, 8]);
}

#[test]
fn resnet_50_is_torchvisions() {
    Zoo { name: "resnet50", backbone: "{kind: resnet, depth: 50}", theirs: bare }.check(&[32, 16, 8]);
}

#[test]
fn resnext_50_is_torchvisions() {
    Zoo { name: "resnext50_32x4d", backbone: "{kind: resnext, depth: 50}", theirs: bare }.check(&[32, 16, 8]);
}

#[test]
fn wide_resnet_50_is_torchvisions() {
    Zoo { name: "wide_resnet50_2", backbone: "{kind: wide-resnet, depth: 50}", theirs: bare }
        .check(&[32, 16, 8]);
}

#[test]
fn mobilenet_v2_is_torchvisions() {
    Zoo { name: "mobilenet_v2", backbone: "{kind: mobilenet-v2}", theirs: same }.check(&[32, 16, 8]);
}

#[test]
fn mobilenet_v3_is_torchvisions() {
    Zoo { name: "mobilenet_v3_large", backbone: "{kind: mobilenet-v3}", theirs: same }.check(&[32, 16, 8]);
}

#[test]
fn efficientnet_b0_is_torchvisions() {
    Zoo { name: "efficientnet_b0", backbone: "{kind: efficientnet}", theirs: same }.check(&[32, 16, 8]);
}

#[test]
fn regnet_is_torchvisions() {
    Zoo { name: "regnet_y_400mf", backbone: "{kind: regnet}", theirs: bare }.check(&[32]);
}

#[test]
fn convnext_is_torchvisions() {
    Zoo { name: "convnext_tiny", backbone: "{kind: convnext}", theirs: same }.check(&[32]);
}

#[test]
fn squeezenet_is_torchvisions() {
    let zoo = Zoo { name: "squeezenet1_1", backbone: "{kind: squeezenet}", theirs: same };
    let network = zoo.network(16);
    let parameters = zoo.parameters(&network, "");
    zoo.check_one(&network, ("squeezenet1_1", 16, Sides::Unpadded), &parameters, true);
}

/// `conv4` is `features.7`: ReLUs and pools have numbers there, too.
fn vgg(name: &str) -> String {
    const POSITIONS: [usize; 13] = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];
    let Some((number, kind)) = name.strip_prefix("conv").and_then(|rest| rest.split_once('.')) else {
        return name.to_owned();
    };
    format!("features.{}.{kind}", POSITIONS[number.parse::<usize>().unwrap() - 1])
}

/// Its classifier has 124 million parameters, of which nothing but their number is checked.
#[test]
fn the_features_of_vgg_16_are_torchvisions() {
    let zoo = Zoo { name: "vgg16", backbone: "{kind: vgg}", theirs: vgg };
    let network = zoo.network(32);
    let parameters = zoo.parameters(&network, FEATURES);
    zoo.check_one(&network, ("vgg16.features", 32, Sides::Divided), &parameters, false);
}
