//! Seeded damage to every experiment and card: whatever a file holds, reading it ends soon, without a panic, and an error
//! names the file. `cargo test --release --test yaml_mutations -- --ignored` tries two hundred times as many.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cadbench::data::Card;
use cadbench::{Result, experiment};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// No file of these takes longer, even where many tests share a processor.
const LONGEST: Duration = Duration::from_secs(5);

/// What people and machines put where something else belongs.
const SCALARS: [&str; 24] = [
    "",
    "~",
    "-1",
    "0",
    "1e999",
    "2.0",
    ".nan",
    "18446744073709551616",
    "[]",
    "{}",
    "[[[[",
    "<<",
    "*a",
    "&a x",
    "!t x",
    "yes",
    "'",
    "\"\\u",
    "{a}",
    "- ",
    "\u{feff}",
    "\t",
    "\u{0}",
    "100000000",
];

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    files.sort();
    assert!(files.len() > 3);
    files
}

/// One to three kinds of damage.
fn damaged(bytes: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..bytes.len().max(1)).min(bytes.len());
        match random.random_range(0..8) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            2 if at < bytes.len() => bytes[at] = random.random(),
            3 => drop(bytes.splice(at..at, SCALARS.choose(random).unwrap().bytes())),
            _ => bytes = lines(&bytes, random),
        }
    }
    bytes
}

/// A line twice, missing, elsewhere, indented otherwise, or with another value.
fn lines(bytes: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return bytes.to_vec();
    }
    let (one, other) = (random.random_range(0..lines.len()), random.random_range(0..lines.len()));
    match random.random_range(0..6) {
        0 => lines.insert(other, lines[one].clone()),
        1 => drop(lines.remove(one)),
        2 => lines.swap(one, other),
        3 => lines[one].insert_str(0, ["  ", " ", "\t", "- "].choose(random).unwrap()),
        4 => lines[one] = lines[one].trim_start().to_owned(),
        _ => {
            let key = lines[one].split_once(':').map_or(String::new(), |(key, _)| format!("{key}: "));
            lines[one] = key + SCALARS.choose(random).unwrap();
        }
    }
    (lines.join("\n") + "\n").into_bytes()
}

/// Damages a file again and again; how often it was refused.
fn tries<T>(original: &Path, times: usize, seed: u64, read: impl Fn(&Path) -> Result<T>) -> usize {
    let folder = tempfile::tempdir().unwrap();
    // What an experiment extends lies where it expects it.
    let base = original.parent().unwrap().join("base");
    if base.is_dir() {
        std::fs::create_dir(folder.path().join("base")).unwrap();
        for entry in std::fs::read_dir(base).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, folder.path().join("base").join(path.file_name().unwrap())).unwrap();
        }
    }
    let bytes = std::fs::read(original).unwrap();
    let file = folder.path().join(original.file_name().unwrap());
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let refused = (0..times).filter(|number| {
        let damaged = damaged(&bytes, &mut random);
        std::fs::write(&file, &damaged).unwrap();
        let started = Instant::now();
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&file).map(drop)));
        let which = || {
            format!(
                "try {number} of {} with seed {seed}:\n{}",
                file.display(),
                String::from_utf8_lossy(&damaged)
            )
        };
        let told = told.unwrap_or_else(|_| panic!("a panic at {}", which()));
        assert!(started.elapsed() < LONGEST, "{:?} for {}", started.elapsed(), which());
        let Err(error) = told else { return false };
        let error = error.to_string();
        assert!(
            error.contains(&format!("--> {}", folder.path().display())),
            "{error}\nnames no file at {}",
            which()
        );
        assert!(error.chars().all(|letter| letter == '\n' || !letter.is_control()), "{error:?}");
        true
    });
    refused.count()
}

/// How many of how many tries were refused.
fn campaign(times: usize) -> (usize, usize) {
    let experiments = files("experiments").into_iter().map(|file| (file, true));
    let all: Vec<(PathBuf, bool)> =
        experiments.chain(files("datasets").into_iter().map(|file| (file, false))).collect();
    let refused = all.iter().zip(0..).map(|((file, is_experiment), seed)| match is_experiment {
        true => tries(file, times, seed, |file| experiment::read(&[file.to_owned()])),
        false => tries(file, times, seed, Card::load),
    });
    (refused.sum(), times * all.len())
}

#[test]
fn damaged_experiments_and_cards_are_refused_with_their_file_and_never_panic() {
    let (refused, all) = campaign(25);
    println!("{refused} of {all} refused");
    assert!(refused > all / 4, "{refused} of {all}: is anything damaged?");
}

#[test]
#[ignore = "a minute and more"]
fn a_long_campaign_of_damage_finds_no_panic() {
    let (refused, all) = campaign(5000);
    println!("{refused} of {all} refused");
}
