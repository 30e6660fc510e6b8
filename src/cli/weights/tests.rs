//! What a person sees of a file.

use std::path::{Path, PathBuf};

use super::convert::{Names, Precision, convert};
use super::inspected;
use crate::text::Format;
use crate::weights::{Dtype, WeightsFile};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/weights").join(name)
}

/// Without the folder that this checkout lies in.
fn plain(text: &str) -> String {
    text.replace(&fixture("").display().to_string(), "")
}

#[test]
fn the_page_of_a_file_shows_where_its_tensors_lie_and_how_large_they_are() {
    insta::assert_snapshot!(plain(&inspected(&fixture("nested.pth"), None, Format::Table).unwrap()), @"
    file         nested.pth
    format       PyTorch (ZIP, since 1.6), 4593 bytes
    fingerprint  45eb06936a12fcf0
    nested under `model_state`
    prefix       `module.`
    family       unknown; names are kept
    tensors      4 (1 f64, 1 f32, 1 f16, 1 bf16), 16 elements
    ───────────────────────────────────────────────────────────────────────────
     name                  shape     dtype       min          max         mean
    ═══════════════════════════════════════════════════════════════════════════
     module.bn1.bias       2         bf16    -2.0000     3.390e38     1.695e38
     module.bn1.weight     2         f16      1.5000   65504.0000   32752.7500
     module.conv1.weight   2×3×1×1   f32      0.0000       1.2500       0.6250
     module.fc.weight      2×3       f64      0.0000       5.0000       2.5000
    ───────────────────────────────────────────────────────────────────────────
    skipped: module.bn1.num_batches_tracked (scalar, i64)
    ");
}

#[test]
fn the_same_is_told_as_json() {
    let json: serde_json::Value =
        serde_json::from_str(&inspected(&fixture("zip.pth"), None, Format::Json).unwrap()).unwrap();
    assert_eq!(json["format"], "pytorch-zip");
    assert_eq!(json["dtypes"]["bf16"], 1);
    assert_eq!(
        (&json["tensors"][3]["ours"], &json["tensors"][3]["mean"]),
        (&"fc.weight".into(), &2.5.into())
    );
    assert_eq!(json["skipped"][0]["name"], "bn1.num_batches_tracked");
}

#[test]
fn a_converted_file_holds_the_same_values_under_the_chosen_names() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/out.safetensors");
    let values = |path: &Path| {
        WeightsFile::read(path, None)
            .unwrap()
            .tensors
            .into_iter()
            .map(|stored| stored.array.values)
            .collect::<Vec<_>>()
    };
    let told = convert(&fixture("nested.pth"), None, None, &out, Precision::F32, Names::Original).unwrap();
    insta::assert_snapshot!(told.replace(&out.display().to_string(), "OUT"), @"
    OUT: 4 tensors as f32
    skipped: module.bn1.num_batches_tracked (scalar, i64)
    ");
    assert_eq!(values(&out), values(&fixture("nested.pth")));
    assert_eq!(WeightsFile::read(&out, None).unwrap().tensors[0].array.name, "module.bn1.bias");
    let second = folder.path().join("second.safetensors");
    convert(&out, None, None, &second, Precision::Bf16, Names::Ours).unwrap();
    let again = WeightsFile::read(&second, None).unwrap();
    assert_eq!((again.tensors[2].array.name.as_str(), again.tensors[2].dtype), ("conv1.weight", Dtype::Bf16));
    assert_eq!(values(&second)[2..], values(&fixture("zip.pth"))[2..], "quarters are exact");
}

#[test]
fn a_conversion_that_cannot_be_right_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.safetensors");
    let error = convert(&fixture("zip.pth"), None, None, &out, Precision::F16, Names::Ours).unwrap_err();
    assert!(error.what().contains("beyond the largest number of f16"), "{error}");
    assert!(!out.exists());
    let error = convert(&fixture("zip.pth"), None, None, Path::new("out.pth"), Precision::F16, Names::Ours)
        .unwrap_err();
    insta::assert_snapshot!(error, @"
    the new file is a safetensors file, and its name says otherwise
      --> out.pth
    help: let its name end in .safetensors
    ");
}

#[test]
fn a_conversion_onto_its_source_by_any_name_is_refused_and_the_source_stays() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("a.safetensors");
    convert(&fixture("zip.pth"), None, None, &source, Precision::F32, Names::Ours).unwrap();
    let before = std::fs::read(&source).unwrap();
    let hard = folder.path().join("hard.safetensors");
    std::fs::hard_link(&source, &hard).unwrap();
    let mut names = vec![source.clone(), hard, folder.path().join("./a.safetensors")];
    #[cfg(unix)]
    {
        let soft = folder.path().join("soft.safetensors");
        std::os::unix::fs::symlink("a.safetensors", &soft).unwrap();
        names.push(soft);
    }
    for out in names {
        let error = convert(&source, None, None, &out, Precision::Bf16, Names::Ours).unwrap_err();
        assert_eq!(error.what(), "the new file is the one that is converted, which would be lost");
        assert_eq!(std::fs::read(&source).unwrap(), before, "{}", out.display());
    }
}

#[test]
fn only_what_begins_so_is_kept_and_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [all, part] = ["all", "part"].map(|name| folder.path().join(name).with_extension("safetensors"));
    convert(&fixture("zip.pth"), None, None, &all, Precision::F32, Names::Ours).unwrap();
    let names = |file: &Path| -> Vec<String> {
        let arrays = crate::weights::WeightsFile::read(file, None).unwrap().into_arrays().unwrap();
        arrays.into_iter().map(|array| array.name).collect()
    };
    let first = names(&all)[0].clone();
    let told = convert(&all, None, Some(&first), &part, Precision::F32, Names::Ours).unwrap();
    assert!(told.ends_with(&format!("1 tensors as f32, of {}", names(&all).len())), "{told}");
    assert_eq!(names(&part), [first]);
    let error = convert(&all, None, Some("trunk."), &part, Precision::F32, Names::Ours).unwrap_err();
    assert!(error.to_string().contains("no tensor's name begins with `trunk.`"), "{error}");
}
