//! Prefixes and families.

use super::{fixture, written};
use crate::executor::Array;
use crate::weights::{Dtype, Naming, WeightsFile, encode};

/// The names of a file, and this crate's for them.
fn renamed(names: &[&str]) -> (Naming, Vec<String>) {
    let naming = Naming::of(names.iter().copied());
    let ours = names.iter().map(|name| naming.ours(name)).collect();
    (naming, ours)
}

const RESNET: [&str; 4] = ["conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "fc.weight"];

#[test]
fn prefixes_are_stripped_when_every_name_has_them() {
    for prefix in ["", "module.", "model_state.", "model.", "model.module.", "module.model."] {
        let names = RESNET.map(|name| format!("{prefix}{name}"));
        let (naming, ours) = renamed(&names.each_ref().map(String::as_str));
        assert_eq!(
            (naming.prefix.as_str(), naming.family.map(|family| family.key)),
            (prefix, Some("resnet"))
        );
        let part = |name: &str| if name.starts_with("fc") { "classifier" } else { "backbone" };
        assert_eq!(ours, RESNET.map(|name| format!("{}.{name}", part(name))));
    }
    assert_eq!(renamed(&["model.a", "head.b"]).1, ["model.a", "head.b"]);
}

#[test]
fn the_authors_names_stay_and_torchvisions_heads_get_ours() {
    let backbone = ["backbone.conv1.weight", "backbone.bn1.weight", "backbone.layer1.0.conv1.weight"];
    let with = |head: &str| renamed(&[&backbone[..], &[head]].concat()).1.pop().unwrap();
    assert_eq!(with("classifier.classifier.0.convs.0.0.weight"), "classifier.classifier.0.convs.0.0.weight");
    assert_eq!(with("classifier.0.convs.0.0.weight"), "classifier.classifier.0.convs.0.0.weight");
    assert_eq!(with("classifier.4.bias"), "classifier.classifier.4.bias");
    assert_eq!(with("aux_classifier.0.weight"), "aux_classifier.0.weight");
}

#[test]
fn vgg_16_is_numbered_by_its_convolutions() {
    let positions = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];
    for part in ["features.", "model.dense_feature_extraction.model."] {
        let names = positions.map(|position| format!("{part}{position}.weight"));
        let (naming, ours) = renamed(&names.each_ref().map(String::as_str));
        assert_eq!(naming.family.map(|family| family.key), Some("vgg"), "{part}");
        let expected: Vec<String> = (1..=13).map(|number| format!("conv{number}.weight")).collect();
        assert_eq!(ours, expected);
    }
}

#[test]
fn other_vggs_are_not_taken_for_vgg_16() {
    let of = |positions: &[usize]| {
        let names: Vec<String> =
            positions.iter().map(|position| format!("features.{position}.weight")).collect();
        Naming::of(names.iter().map(String::as_str)).family.map(|family| family.key)
    };
    let (vgg13, vgg16_bn) =
        ([0, 2, 5, 7, 10, 12, 15, 17, 20, 22], [0, 1, 3, 4, 7, 8, 10, 11, 14, 15, 17, 18, 20, 21]);
    let vgg19 = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34];
    assert_eq!([of(&vgg13), of(&vgg16_bn), of(&vgg19)], [None; 3]);
}

#[test]
fn squeezenet_has_torchvisions_names() {
    let names = ["features.0.weight", "features.3.squeeze.weight", "classifier.1.weight"];
    let (naming, ours) = renamed(&names);
    assert_eq!(
        (naming.family.map(|family| family.key), ours),
        (Some("squeezenet"), names.map(str::to_owned).to_vec())
    );
}

#[test]
fn a_file_that_names_a_tensor_in_two_ways_is_refused() {
    let names = [&RESNET[..], &["backbone.conv1.weight"]].concat();
    let array = |name: &&str| Array { name: name.to_string(), shape: vec![1], values: vec![0.0] };
    let arrays: Vec<Array> = names.iter().map(array).collect();
    let (_folder, path) = written(&encode(&arrays, Dtype::F32, None).unwrap());
    let error = WeightsFile::read(&path, None).unwrap().into_arrays().unwrap_err().to_string();
    insta::assert_snapshot!(error.replace(&path.display().to_string(), "FILE"), @"
    the tensors backbone.conv1.weight and conv1.weight are both backbone.conv1.weight here
      --> FILE
    help: keep one of them: the file mixes two ways of naming
    ");
}

#[test]
fn names_of_no_family_are_kept() {
    let arrays = WeightsFile::read(&fixture("zip.pth"), None).unwrap().into_arrays().unwrap();
    let names: Vec<&str> = arrays.iter().map(|array| array.name.as_str()).collect();
    assert_eq!(names, ["bn1.bias", "bn1.weight", "conv1.weight", "fc.weight"]);
}

#[test]
fn a_prefix_is_stripped_beside_the_buffers_of_a_loss() {
    for (prefix, loss) in [("model.", "criterion.weight"), ("module.model.", "module.ce_loss.pos_weight")] {
        let names: Vec<String> =
            RESNET.iter().map(|name| format!("{prefix}{name}")).chain([loss.to_owned()]).collect();
        let (naming, ours) = renamed(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(naming.prefix, prefix);
        assert_eq!(ours[0], "backbone.conv1.weight");
        assert_eq!(ours[4], loss, "it keeps its name and is told as not used");
    }
}
