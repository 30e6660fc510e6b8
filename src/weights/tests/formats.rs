//! Every container and every type of numbers, to the bit.

use super::{fixture, message, written};
use crate::executor::Array;
use crate::weights::{Dtype, Format, WeightsFile, encode};

fn array(name: &str, shape: &[usize], values: &[f32]) -> Array {
    Array { name: name.into(), shape: shape.to_vec(), values: values.to_vec() }
}

/// What the fixtures hold, in the order of the names.
fn expected() -> Vec<(Array, Dtype)> {
    vec![
        (array("bn1.bias", &[2], &[-2.0, f32::from_bits(0x7F7F_0000)]), Dtype::Bf16),
        (array("bn1.weight", &[2], &[1.5, 65504.0]), Dtype::F16),
        (array("conv1.weight", &[2, 3, 1, 1], &[0.0, 0.25, 0.5, 0.75, 1.0, 1.25]), Dtype::F32),
        (array("fc.weight", &[2, 3], &[0.0, 2.0, 4.0, 1.0, 3.0, 5.0]), Dtype::F64),
    ]
}

fn found(file: &WeightsFile) -> Vec<(Array, Dtype)> {
    file.tensors.iter().map(|stored| (stored.array.clone(), stored.dtype)).collect()
}

#[test]
fn zip_and_legacy_files_give_the_same_values() {
    for (name, format) in [("zip.pth", Format::PytorchZip), ("legacy.pth", Format::PytorchLegacy)] {
        let file = WeightsFile::read(&fixture(name), None).unwrap();
        assert_eq!((file.format, file.nested_under.as_deref()), (format, None));
        assert_eq!(found(&file), expected(), "{name}");
        assert_eq!(file.skipped.len(), 1);
        assert_eq!(file.skipped[0].name, "bn1.num_batches_tracked");
        assert_eq!((file.skipped[0].dtype.as_str(), file.skipped[0].shape.len()), ("i64", 0));
    }
}

#[test]
fn tar_files_of_the_first_pytorch_are_read() {
    let file = WeightsFile::read(&fixture("tar.pth"), None).unwrap();
    assert_eq!(file.format, Format::PytorchTar);
    assert_eq!(found(&file), expected()[1..]);
}

#[test]
fn a_training_checkpoint_is_opened_where_its_weights_lie() {
    let file = WeightsFile::read(&fixture("nested.pth"), None).unwrap();
    assert_eq!(file.nested_under.as_deref(), Some("model_state"));
    assert_eq!(file.naming().prefix, "module.");
    let plain =
        |(array, dtype): (Array, Dtype)| (Array { name: array.name.replace("module.", ""), ..array }, dtype);
    assert_eq!(found(&file).into_iter().map(plain).collect::<Vec<_>>(), expected());
}

/// Every 16-bit pattern that is a number, through a file and back.
#[test]
fn sixteen_bit_numbers_come_back_to_the_bit() {
    for dtype in [Dtype::F16, Dtype::Bf16] {
        let bytes: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let numbers: Vec<f32> = dtype.decode(&bytes).into_iter().filter(|value| !value.is_nan()).collect();
        let stored = array("w", &[numbers.len()], &numbers);
        let (_folder, path) = written(&encode(std::slice::from_ref(&stored), dtype, None).unwrap());
        let file = WeightsFile::any(&path, None).unwrap();
        assert_eq!(file.format, Format::Safetensors);
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&file.tensors[0].array.values), bits(&numbers), "{dtype}");
    }
    assert_eq!(Dtype::F16.decode(&[0x01, 0x00, 0xFF, 0x7B]), [5.960_464_5e-8, 65504.0]);
    assert_eq!(Dtype::Bf16.decode(&[0xC0, 0x3F]), [1.5]);
}

#[test]
fn rounding_is_to_the_nearest_and_what_is_beyond_a_type_is_refused() {
    let third = array("w", &[1], &[1.0 / 3.0]);
    assert_eq!(Dtype::F16.decode(&Dtype::F16.encode(&third).unwrap()), [0.333_251_95]);
    assert_eq!(Dtype::Bf16.decode(&Dtype::Bf16.encode(&third).unwrap()), [0.333_984_38]);
    let error = Dtype::F16.encode(&array("fc.bias", &[1], &[1e5])).unwrap_err();
    insta::assert_snapshot!(error, @"
    fc.bias holds 100000, beyond the largest number of f16
    help: f32 holds every value
    ");
}

#[test]
fn types_that_are_no_plain_numbers_are_named() {
    let header = br#"{"w":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend([0, 0]);
    insta::assert_snapshot!(message(&bytes), @"
    w is stored as F8_E4M3, which cannot be read
      --> FILE
    help: convert it to float32, float16 or bfloat16
    ");
}
