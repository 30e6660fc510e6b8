use super::*;

fn saved() -> Saved {
    let array = Array { name: "a.weight".into(), shape: vec![2, 1, 1, 1], values: vec![1.5, -2.0] };
    Saved {
        arrays: vec![array],
        progress: TrainingProgress {
            step: 7,
            best: Some(0.1 + 0.2),
            final_losses: vec![0.7, 0.1 + 0.7],
            validation_due: true,
            seconds: 0.1 + 0.2,
            waiting_seconds: 0.1,
        },
    }
}

#[test]
fn a_checkpoint_comes_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    save(&path, &saved()).unwrap();
    assert_eq!(load(&path).unwrap(), saved());
}

#[test]
fn equal_checkpoints_have_equal_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        save(&path, &saved()).unwrap();
        std::fs::read(path).unwrap()
    };
    let first = write("0");
    assert!((1..20).all(|again| write(&again.to_string()) == first));
}

#[test]
fn a_cut_off_checkpoint_is_named_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    save(&path, &saved()).unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 3]).unwrap();
    let message = load(&path).unwrap_err().to_string();
    assert!(message.contains("checkpoint is broken") && message.contains("last.safetensors"), "{message}");
}

/// Every bit counts: names, shapes, values, progress and the checksum itself.
#[test]
fn one_flipped_bit_anywhere_in_a_checkpoint_never_passes_for_the_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    save(&path, &saved()).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for place in 0..8 * whole.len() {
        let mut flipped = whole.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        std::fs::write(&path, flipped).unwrap();
        // A flip in the word `checksum` takes the sum away, and nothing else.
        assert!(load(&path).map_or(true, |read| read == saved()), "bit {place}");
    }
}

#[test]
fn a_file_of_the_first_version_is_read_and_both_have_the_fingerprint_of_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
    let progress = r#"{"step":7,"best":0.30000000000000004,"final_losses":[0.7,0.7999999999999999]}"#;
    let bytes = encode(&saved().arrays, weights::Dtype::F32, Some((PROGRESS, progress.into()))).unwrap();
    std::fs::write(&old, &bytes).unwrap();
    save(&new, &saved()).unwrap();
    let read = load(&old).unwrap();
    assert_eq!((read.arrays, read.progress.step), (saved().arrays, 7));
    let of_bytes = crate::files::fingerprint(&blake3::hash(&bytes));
    assert_eq!([&old, &new].map(|path| fingerprint(path).unwrap()), [of_bytes.clone(), of_bytes]);
}
