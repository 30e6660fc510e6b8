use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::Curves;
use super::record::masked;
use crate::results::Event;

/// A field of a message.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message by their numbers, in its order.
fn fields(mut message: &[u8]) -> Vec<(u64, Field<'_>)> {
    fn varint(message: &mut &[u8]) -> u64 {
        let end = message.iter().position(|byte| byte & 0x80 == 0).unwrap();
        let (bytes, rest) = message.split_at(end + 1);
        *message = rest;
        bytes.iter().rev().fold(0, |value, byte| (value << 7) | u64::from(byte & 0x7f))
    }
    fn take<'a>(message: &mut &'a [u8], length: usize) -> &'a [u8] {
        let (bytes, rest) = message.split_at(length);
        *message = rest;
        bytes
    }
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = varint(&mut message);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut message)),
            1 => Field::Number(u64::from_le_bytes(take(&mut message, 8).try_into().unwrap())),
            2 => {
                let length = varint(&mut message) as usize;
                Field::Bytes(take(&mut message, length))
            }
            5 => Field::Number(u32::from_le_bytes(take(&mut message, 4).try_into().unwrap()).into()),
            other => panic!("wire type {other}"),
        };
        fields.push((key >> 3, field));
    }
    fields
}

/// The one file of a folder.
fn file(folder: &Path) -> PathBuf {
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    file.clone()
}

/// The messages of the event file of a folder; every checksum is checked.
fn messages(folder: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(file(folder)).unwrap();
    let mut rest = &bytes[..];
    let mut messages = Vec::new();
    while !rest.is_empty() {
        let (length, more) = rest.split_at(8);
        let (sum, more) = more.split_at(4);
        assert_eq!(sum, masked(length).to_le_bytes());
        let (message, more) = more.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize);
        let (sum, more) = more.split_at(4);
        assert_eq!(sum, masked(message).to_le_bytes());
        messages.push(message.to_vec());
        rest = more;
    }
    messages
}

/// Time, step, tag and value of every number, as `1000.0 3 training/loss 0.5`.
fn numbers(folder: &Path) -> Vec<String> {
    let mut numbers = Vec::new();
    for message in messages(folder) {
        let (mut time, mut step) = (0.0, 0);
        for (number, field) in fields(&message) {
            match (number, field) {
                (1, Field::Number(bits)) => time = f64::from_bits(bits),
                (2, Field::Number(number)) => step = number,
                (5, Field::Bytes(summary)) => {
                    for (_, value) in fields(summary) {
                        let Field::Bytes(value) = value else { panic!() };
                        let [(1, Field::Bytes(tag)), (2, Field::Number(bits))] = fields(value)[..] else {
                            panic!()
                        };
                        let (tag, value) = (std::str::from_utf8(tag).unwrap(), f32::from_bits(bits as u32));
                        numbers.push(format!("{time} {step} {tag} {value}"));
                    }
                }
                _ => {}
            }
        }
    }
    numbers
}

fn step(step: usize, seconds: f64) -> Event {
    Event::Step { step, loss: 1.5, learning_rate: 0.25, seconds }
}

fn validation(step: usize) -> Event {
    Event::Validation { step, scores: BTreeMap::from([("accuracy".into(), 0.75), ("miou".into(), 0.5)]) }
}

#[test]
fn a_file_begins_with_its_version_and_the_start_of_a_session() {
    let folder = tempfile::tempdir().unwrap();
    Curves::begin(folder.path(), &[], UNIX_EPOCH).unwrap();
    let messages = messages(folder.path());
    assert_eq!(messages.len(), 2);
    assert!(matches!(fields(&messages[0])[1], (3, Field::Bytes(b"brain.Event:2"))));
    let (7, Field::Bytes(session)) = fields(&messages[1])[2] else { panic!() };
    assert!(matches!(fields(session)[..], [(1, Field::Number(1))]));
}

#[test]
fn what_was_logged_before_is_placed_in_time_without_the_interruption() {
    let folder = tempfile::tempdir().unwrap();
    // The second process began its clock anew, behind step 2.
    let logged = [step(1, 10.0), step(2, 20.0), validation(2), step(3, 5.0)];
    Curves::begin(folder.path(), &logged, UNIX_EPOCH + Duration::from_secs(1000)).unwrap();
    assert_eq!(
        numbers(folder.path()),
        [
            "985 1 training/loss 1.5",
            "985 1 training/learning_rate 0.25",
            "995 2 training/loss 1.5",
            "995 2 training/learning_rate 0.25",
            "995 2 validation/accuracy 0.75",
            "995 2 validation/miou 0.5",
            "1000 3 training/loss 1.5",
            "1000 3 training/learning_rate 0.25",
        ]
    );
}

#[test]
fn a_run_that_goes_on_has_every_step_once_and_another_file_than_before() {
    let folder = tempfile::tempdir().unwrap();
    let now = UNIX_EPOCH + Duration::from_secs(1000);
    let mut curves = Curves::begin(folder.path(), &[], now).unwrap();
    for event in [step(1, 1.0), step(2, 2.0), step(3, 3.0)] {
        curves.write(&event).unwrap();
    }
    let first = file(folder.path());
    let mut curves = Curves::begin(folder.path(), &[step(1, 1.0), step(2, 2.0)], now).unwrap();
    curves.write(&step(3, 0.5)).unwrap();
    assert!(file(folder.path()) > first, "an open TensorBoard goes on with the next file by name");
    let numbers = numbers(folder.path());
    let steps: Vec<&str> = numbers.iter().map(|number| number.split_once(' ').unwrap().1).collect();
    assert_eq!(
        steps,
        [
            "1 training/loss 1.5",
            "1 training/learning_rate 0.25",
            "2 training/loss 1.5",
            "2 training/learning_rate 0.25",
            "3 training/loss 1.5",
            "3 training/learning_rate 0.25",
        ]
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Curves::begin(&file.join("below"), &[], UNIX_EPOCH).unwrap_err().to_string();
    assert!(error.contains(&format!("--> {}", file.display())), "{error}");
}
