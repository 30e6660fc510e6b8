//! Stages are the network's own, for every family: their costs are those of the published layers, and a plan tells its
//! steps by the same stages.

mod support;

use std::collections::BTreeMap;

use cadbench::cost::{Expected, layers};
use cadbench::engine::{Engine, Inference, Precision, Purpose};
use cadbench::executor::Parameters;
use cadbench::models::{Deeplabv3, Fcn, Head, HeadPlace, Model};
use cadbench::ops::Fast;
use support::networks::{adaptive_from, descriptors, regular, resnet, squeezenet};

/// Stages in the order of the network.
fn stages(network: &Model) -> Vec<&'static str> {
    let mut stages: Vec<_> = network.inference().nodes()[1..].iter().map(|node| node.stage).collect();
    stages.dedup();
    stages
}

/// Multiply–accumulates by stage, without the ones that have none.
fn macs(network: &Model, height: usize, width: usize) -> BTreeMap<&'static str, u64> {
    let rows = Expected { height, width, resolution: network.resolution(), active: 1.0 };
    let mut sums = BTreeMap::new();
    for layer in layers(network.inference(), &rows).unwrap() {
        *sums.entry(layer.node.stage).or_insert(0) += layer.count.macs as u64;
    }
    sums.retain(|_, macs| *macs > 0);
    sums
}

/// Steps of a plan and nodes of the graph have the same stages, in the same order.
fn check_plan(network: &Model) {
    let parameters = Parameters::initial(&Fast::new(), network.training(), 0).unwrap();
    let engine = Engine::new(&Fast::new(), network.inference(), &parameters, Precision::Float32).unwrap();
    let steps = engine.steps().iter().filter(|step| step.purpose != Purpose::Maps);
    let mut of_steps: Vec<_> = steps.map(|step| step.stage).collect();
    of_steps.dedup();
    assert_eq!(of_steps, stages(network));
}

fn fcn() -> Head {
    Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice })
}

#[test]
fn a_resnet_has_a_stem_four_layers_and_a_head() {
    let network = resnet(18, fcn(), &regular(32));
    assert_eq!(stages(&network), ["stem", "layer1", "layer2", "layer3", "layer4", "head"]);
    // By hand on 224×224: 112²·49·3·64; four 3×3 64→64 on 56²; then on 28², 14² and 7² a strided 3×3 that doubles the
    // channels, three more 3×3 and the 1×1 of the shortcut; the head's 3×3 512→128 and 1×1 128→19 on 7².
    let expected = [
        ("stem", 118_013_952),
        ("layer1", 462_422_016),
        ("layer2", 411_041_792),
        ("layer3", 411_041_792),
        ("layer4", 411_041_792),
        ("head", 29_020_544),
    ];
    assert_eq!(macs(&network, 224, 224), BTreeMap::from(expected));
    for network in [&network, &resnet(50, fcn(), &adaptive_from(8, 32))] {
        check_plan(network);
    }
    let head = Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1, on: HeadPlace::Cells });
    assert_eq!(stages(&resnet(101, head, &adaptive_from(8, 16))), stages(&network));
}

#[test]
fn vgg_16_has_a_stage_between_its_pools() {
    let network = descriptors("vgg", &regular(8));
    let names = ["conv1_x", "conv2_x", "conv3_x", "conv4_x", "head"];
    assert_eq!(stages(&network), names);
    // By hand on 16×16: nine taps of 3→64 and 64→64 on 16², of 64→128 and 128→128 on 8², and so on; the head rectifies.
    let expected =
        [("conv1_x", 9_879_552), ("conv2_x", 14_155_776), ("conv3_x", 23_592_960), ("conv4_x", 23_592_960)];
    assert_eq!(macs(&network, 16, 16), BTreeMap::from(expected));
    for network in [&network, &descriptors("vgg", &adaptive_from(2, 8))] {
        assert_eq!(stages(network), names);
        check_plan(network);
    }
}

#[test]
fn squeezenet_has_a_stem_and_three_groups_of_fire_modules() {
    let network = squeezenet(&regular(16), 1000);
    let names = ["stem", "fire2-3", "fire4-5", "fire6-9", "head"];
    assert_eq!(stages(&network), names);
    let found = macs(&network, 224, 224);
    // The published network: 0.35 G in all; the stem is 111²·9·3·64, the head 13²·512·1000.
    assert_eq!((found["stem"], found["head"]), (21_290_688, 86_528_000));
    assert_eq!(found.values().sum::<u64>(), 349_151_936);
    for network in [&network, &squeezenet(&adaptive_from(8, 16), 10)] {
        assert_eq!(stages(network), names);
        check_plan(network);
    }
    assert_eq!(stages(&descriptors("squeezenet", &regular(4))), names[..3]);
}

#[test]
fn a_learned_mask_is_a_stage_of_its_own() {
    let learned = "{kind: adaptive, fine: 8, coarse: 16, mask: {kind: learned}}";
    let network = resnet(18, fcn(), &serde_yaml::from_str(learned).unwrap());
    assert_eq!(stages(&network), ["stem", "layer1", "layer2", "mask", "layer3", "layer4", "head"]);
    check_plan(&network);
}
