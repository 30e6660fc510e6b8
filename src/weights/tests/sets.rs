//! Files with more than one set of weights, and values that are no numbers.

use super::{fixture, message, written};
use crate::executor::Array;
use crate::weights::{Dtype, Inspected, WeightsFile, encode};

fn arrays(entries: &[(&str, f32)]) -> Vec<Array> {
    let array =
        |(name, value): &(&str, f32)| Array { name: name.to_string(), shape: vec![1], values: vec![*value] };
    entries.iter().map(array).collect()
}

fn sets(file: &WeightsFile) -> Vec<&str> {
    file.other_sets.iter().map(|other| other.name.as_str()).collect()
}

#[test]
fn averaged_weights_in_a_checkpoint_are_told_and_can_be_chosen() {
    for (name, plain, averaged) in
        [("ema-timm.pth", "state_dict", "state_dict_ema"), ("ema-torchvision.pth", "model", "model_ema")]
    {
        let file = WeightsFile::read(&fixture(name), None).unwrap();
        assert_eq!((file.nested_under.as_deref(), sets(&file)), (Some(plain), vec![averaged]), "{name}");
        let chosen = WeightsFile::read(&fixture(name), Some(averaged)).unwrap();
        assert_eq!((chosen.nested_under.as_deref(), sets(&chosen)), (Some(averaged), vec![plain]), "{name}");
        let [plain, averaged] = [file, chosen].map(|file| file.into_arrays().unwrap());
        let names = |arrays: &[Array]| arrays.iter().map(|array| array.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&plain), names(&averaged), "{name}");
        assert_ne!(plain, averaged, "{name}");
    }
}

#[test]
fn averaged_weights_among_the_names_are_told_and_can_be_chosen() {
    let both = arrays(&[
        ("model.conv1.weight", 1.0),
        ("model.bn1.weight", 1.0),
        ("model_ema.conv1.weight", 2.0),
        ("model_ema.bn1.weight", 2.0),
    ]);
    let (_folder, path) = written(&encode(&both, Dtype::F32, None).unwrap());
    for (set, other, value) in [(None, vec!["model_ema"], 1.0), (Some("model_ema"), vec![], 2.0)] {
        let file = WeightsFile::read(&path, set).unwrap();
        assert_eq!(sets(&file), other);
        let found = file.into_arrays().unwrap();
        assert_eq!(
            found.iter().map(|array| (array.name.as_str(), array.values[0])).collect::<Vec<_>>(),
            [("bn1.weight", value), ("conv1.weight", value)]
        );
    }
    let refused = WeightsFile::read(&path, Some("model_em")).unwrap_err().to_string();
    insta::assert_snapshot!(refused.replace(&path.display().to_string(), "FILE"), @"
    the file holds no set of weights `model_em`
      --> FILE
    help: beside the one that is read without `set` it holds `model_ema`
    ");
}

#[test]
fn averaged_weights_alone_are_the_weights() {
    let (_folder, path) = written(&encode(&arrays(&[("ema.conv1.weight", 1.0)]), Dtype::F32, None).unwrap());
    let file = WeightsFile::read(&path, None).unwrap();
    assert_eq!((sets(&file), file.naming().prefix.as_str()), (vec![], "ema."));
}

#[test]
fn values_that_are_no_numbers_are_refused_when_read_and_told_by_inspect() {
    let bad =
        [Array { name: "fc.weight".into(), shape: vec![3], values: vec![f32::NAN, 1.0, f32::NEG_INFINITY] }];
    for dtype in [Dtype::F64, Dtype::F32, Dtype::F16, Dtype::Bf16] {
        let bytes = encode(&bad, dtype, None).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(message(&bytes), @"
            the weights are no finite numbers: fc.weight (1 NaN and 1 infinite of 3 values)
              --> FILE
            help: the training that wrote them diverged, or the file is damaged: take an earlier checkpoint, or get the file again
            ");
        }
        let (_folder, path) = written(&bytes);
        assert_eq!(Inspected::of(&path, None).unwrap().tensors[0].non_finite, 2);
    }
    // PyTorch's own format: an endless number in place of one that the legacy fixture holds.
    let mut bytes = std::fs::read(fixture("legacy.pth")).unwrap();
    let at = bytes.windows(4).rposition(|four| four == 1.25f32.to_le_bytes()).unwrap();
    bytes[at..at + 4].copy_from_slice(&f32::INFINITY.to_le_bytes());
    assert!(
        message(&bytes).contains("conv1.weight (0 NaN and 1 infinite of 6 values)"),
        "{}",
        message(&bytes)
    );
}
