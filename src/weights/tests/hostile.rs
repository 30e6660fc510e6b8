//! Files that are cut off, no weights files at all, or made to do harm.

use super::{fixture, message, written};
use crate::executor::Array;
use crate::weights::{Dtype, WeightsFile, encode};

/// A legacy stream around the pickle of its object, without storages.
fn legacy(object: &[u8]) -> Vec<u8> {
    let magic = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";
    let about = b"\x80\x02M\xe9\x03.\x80\x02}X\x0d\0\0\0little_endian\x88s.";
    [magic, &about[..], object, b"]."].concat()
}

/// Pickled: `key: numbers of so many elements, repeated by a stride of 0`.
fn repeated(elements: u32) -> Vec<u8> {
    let storage = b"((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x01tQ";
    let shape = [b"K\x00(J", &elements.to_le_bytes()[..], b"t(K\x00t\x89}"].concat();
    [&b"}U\x01wctorch._utils\n_rebuild_tensor_v2\n"[..], storage, &shape, b"tRs."].concat()
}

#[test]
fn a_pickle_that_wants_to_run_a_program_is_refused_and_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    let touched = folder.path().join("touched");
    let call = format!("cos\nsystem\n(Vtouch {}\ntR", touched.display());
    let alone = format!("{call}.").into_bytes();
    let inside = [b"(dVstate_dict\n(dVw\n", call.as_bytes(), b"ss."].concat();
    for bytes in [&alone, &inside, &legacy(&alone), &legacy(&inside)] {
        let message = message(bytes);
        assert!(!touched.exists());
        insta::allow_duplicates! {
            insta::assert_snapshot!(message, @"
            the file asks to run Python's os.system; it was refused and nothing was run
              --> FILE
            help: weights never need that: do not open the file in Python, get it from a source you trust
            ");
        }
    }
    for call in ["c__builtin__\neval\n(V1\ntR.", "csubprocess\nPopen\n(Vls\ntR.", "cposix\nsystem\n."] {
        assert!(message(call.as_bytes()).contains("nothing was run"), "{call:?}");
    }
}

#[test]
fn a_small_file_that_claims_much_memory_is_refused() {
    insta::assert_snapshot!(message(&legacy(&repeated(1 << 28))), @"
    the tensors claim 1073741824 bytes in a file of 146
      --> FILE
    help: no weights repeat themselves like that: get the file from a source that you trust
    ");
}

/// A packed ZIP archive of one entry.
fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut bytes);
    let packing = zip::CompressionMethod::Deflated;
    archive.start_file(name, zip::write::SimpleFileOptions::default().compression_method(packing)).unwrap();
    archive.write_all(content).unwrap();
    archive.finish().unwrap();
    bytes.into_inner()
}

#[test]
fn a_pickle_of_millions_of_empty_lists_is_refused_before_they_are_made() {
    let lists = [b"\x80\x02", &b"]".repeat(5_000_000)[..], b"."].concat();
    for bytes in [packed("archive/data.pkl", &lists), lists] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(message(&bytes), @"
            the pickle in the file has more than 4000000 opcodes
              --> FILE
            help: no state dict is so large: save the weights alone, `torch.save(model.state_dict(), PATH)`
            ");
        }
    }
}

#[test]
fn a_call_whose_result_is_thrown_away_is_refused_too() {
    let popped = b"\x80\x02cos\nsystem\n(Vls\ntR0}.";
    for bytes in [packed("archive/data.pkl", popped), legacy(&popped[2..])] {
        assert!(message(&bytes).contains("Python's os.system; it was refused and nothing was run"));
    }
}

#[test]
fn a_file_that_ends_early_is_never_taken_for_a_whole_one() {
    let array = Array { name: "w".into(), shape: vec![9], values: vec![1.0; 9] };
    let safetensors = encode(&[array], Dtype::F32, None).unwrap();
    let [zip, legacy] = ["zip.pth", "legacy.pth"].map(|name| std::fs::read(fixture(name)).unwrap());
    for bytes in [safetensors, zip, legacy] {
        for end in (0..bytes.len()).step_by(13).chain([bytes.len() - 1]) {
            let (_folder, path) = written(&bytes[..end]);
            let message = WeightsFile::read(&path, None).unwrap_err().to_string();
            assert!(message.contains("help: "), "cut at {end}: {message}");
        }
    }
}

#[test]
fn a_flipped_bit_in_a_storage_is_noticed() {
    let mut bytes = std::fs::read(fixture("zip.pth")).unwrap();
    let at = bytes.windows(4).position(|four| four == 1.25f32.to_le_bytes()).unwrap();
    bytes[at] ^= 1;
    assert!(message(&bytes).contains("Invalid checksum"));
}

#[test]
fn what_is_no_weights_file_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = WeightsFile::read(&folder.path().join("none.pth"), None).unwrap_err().to_string();
    let error = error.replace(&folder.path().display().to_string(), "FOLDER");
    insta::assert_snapshot!(error, @"
    there is no such weights file
      --> FOLDER/none.pth
    help: check the path, or get the file first
    ");
    assert!(WeightsFile::read(folder.path(), None).unwrap_err().to_string().contains("directory"));
    insta::assert_snapshot!(message(b""), @"
    this is no weights file: neither safetensors nor a PyTorch checkpoint
      --> FILE
    help: the file is empty: get it again
    ");
    insta::assert_snapshot!(message(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), @"
    this is no weights file: neither safetensors nor a PyTorch checkpoint
      --> FILE
    help: it is a placeholder of Git LFS: `git lfs pull` gets the file itself
    ");
    insta::assert_snapshot!(message(b"<!DOCTYPE html><html></html>"), @"
    this is no weights file: neither safetensors nor a PyTorch checkpoint
      --> FILE
    help: it is a web page: download the file itself, not the page about it
    ");
    insta::assert_snapshot!(message(b"title: an experiment\n"), @"
    this is no weights file: neither safetensors nor a PyTorch checkpoint
      --> FILE
    help: give a .safetensors, .pth, .pt or .bin file
    ");
    insta::assert_snapshot!(message(b"(dVlr\nF0.1\ns."), @"
    the file holds no floating-point tensor
      --> FILE
    help: save a network's state dict: `torch.save(model.state_dict(), PATH)`
    ");
    insta::assert_snapshot!(message(b"]."), @"
    the file holds no dictionary of tensors
      --> FILE
    help: save a network's state dict: `torch.save(model.state_dict(), PATH)`
    ");
}
