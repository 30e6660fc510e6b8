//! A project of generated street scenes in a folder of its own, and the program run in it.

use std::path::Path;
use std::process::Command;

const CARD: &str = include_str!("../../datasets/streets.yaml");

pub fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Exit code and everything that the program prints.
pub fn program(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    told(Command::new(env!("CARGO_BIN_EXE_cadbench")).args(arguments).current_dir(folder))
}

/// Exit code and everything that a command prints, errors behind the rest.
pub fn told(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// Six scenes to train on, three to evaluate, and `experiments/small.yaml`.
pub fn project(experiment: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let card = CARD.replace("train: 400", "train: 6").replace("val: 100", "val: 3");
    assert_ne!(card, CARD, "the card names its generator");
    write(folder.path(), "datasets/streets.yaml", &card);
    write(folder.path(), "experiments/small.yaml", experiment);
    let (code, told) = program(folder.path(), &["data", "generate", "streets"]);
    assert_eq!(code, Some(0), "{told}");
    folder
}
