//! The scores agree with the method's authors' evaluation on the same labels and predictions.

mod support;

use cadbench::metrics::{Confusion, Scores};
use safetensors::{Dtype, SafeTensors};
use support::fidelity::record;

const GOLDEN: &[u8] = include_bytes!("golden/metrics.safetensors");

fn labels(file: &SafeTensors<'_>, name: &str) -> Vec<u8> {
    let tensor = file.tensor(name).unwrap();
    assert_eq!(tensor.dtype(), Dtype::I32);
    let values = tensor.data().chunks_exact(4).map(|bytes| i32::from_le_bytes(bytes.try_into().unwrap()));
    values.map(|value| u8::try_from(value).unwrap()).collect()
}

fn scores(file: &SafeTensors<'_>, name: &str) -> Vec<f64> {
    let tensor = file.tensor(name).unwrap();
    assert_eq!(tensor.dtype(), Dtype::F64);
    tensor.data().chunks_exact(8).map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap())).collect()
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-12
}

#[test]
fn segmentation_scores_equal_the_authors() {
    let file = SafeTensors::deserialize(GOLDEN).unwrap();
    let (truth, predictions) = (labels(&file, "labels"), labels(&file, "predictions"));
    let mut confusion = Confusion::new(5).unwrap();
    for (image, predicted) in truth.chunks(20 * 30).zip(predictions.chunks(20 * 30)) {
        let mut counted = Confusion::new(5).unwrap();
        counted.add(image, predicted).unwrap();
        confusion.merge(&counted).unwrap();
    }
    let ours = Scores::segmentation(&confusion.clone().into(), []).unwrap();
    let theirs = scores(&file, "overall_mean_fw_miou");
    let values = ["pixel_accuracy", "mean_accuracy", "frequency_weighted_iou", "miou"]
        .map(|name| ours.get(name).unwrap());
    for (name, (ours, theirs)) in
        ["overall", "mean", "frequency-weighted", "mIoU"].iter().zip(values.into_iter().zip(theirs))
    {
        assert!(close(ours, theirs), "{name}: {ours} instead of {theirs}");
        record(
            &format!("segmentation score: {name}"),
            theirs,
            ours,
            format!("{:.1e}", (ours - theirs).abs()),
        );
    }
    for (class, (ours, theirs)) in confusion.class_iou().iter().zip(scores(&file, "class_iou")).enumerate() {
        assert!(close(ours.unwrap(), theirs), "class {class}: {ours:?} instead of {theirs}");
    }
}
