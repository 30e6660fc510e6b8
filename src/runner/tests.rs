use std::collections::{BTreeMap, BTreeSet};

use super::selection::{RunFilter, RunSelection};
use super::shard::Shard;
use crate::experiment::{self, Overrides, Run};

const EXPERIMENT: &str = "
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 96]}
network: {backbone: {kind: resnet, depth: 18, width: 0.25}, head: {kind: fcn}}
training: {steps: 40, batch: 8, learning_rate: 0.1}
seeds: [1, 2, 3]
variants:
  reused: {network: {weights: {variant: os8}}, training: none, downsampling: {kind: regular, output_stride: 16}}
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os16: {downsampling: {kind: regular, output_stride: 16}}
";

fn with_runs<T>(only: &[&str], check: impl FnOnce(&[&Run]) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parts.yaml");
    std::fs::write(&file, EXPERIMENT).unwrap();
    let only = only.iter().map(|&name| name.to_owned()).collect();
    let filter = RunFilter { variants: only, ..RunFilter::default() };
    let selection = RunSelection { files: vec![file], filter, overrides: Overrides::default() };
    let plan: experiment::Plan = selection.plan().unwrap();
    check(&selection.of(&plan.experiments[0]))
}

/// The first run of the experiment, with another batch.
pub fn run_of_batch(batch: usize, check: impl FnOnce(&Run)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parts.yaml");
    std::fs::write(&file, EXPERIMENT.replace("batch: 8", &format!("batch: {batch}"))).unwrap();
    let plan = experiment::read(&[file]).unwrap();
    check(plan.runs().find(|run| run.variant == "os8").unwrap());
}

fn part(text: &str) -> Shard {
    text.parse().unwrap()
}

#[test]
fn every_run_is_in_one_part_and_stays_with_the_run_that_it_starts_from() {
    with_runs(&[], |runs| {
        for count in 1..=7 {
            let dealt: Vec<Vec<&Run>> =
                (1..=count).map(|number| part(&format!("{number}/{count}")).deal(runs)).collect();
            let hashes: BTreeSet<&str> = dealt.iter().flatten().map(|run| run.hash.as_str()).collect();
            assert_eq!((dealt.concat().len(), hashes.len()), (9, 9), "of {count}");
            for mine in &dealt {
                for origin in mine.iter().filter_map(|run| run.origin.as_ref()) {
                    assert!(mine.iter().any(|run| run.hash == origin.hash), "of {count}");
                }
            }
            let sizes = dealt.iter().map(Vec::len);
            assert!(count > 3 || sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "of {count}");
        }
    });
}

#[test]
fn a_chosen_variant_brings_its_origin_which_goes_first() {
    with_runs(&["reused"], |runs| {
        let names: Vec<String> = runs.iter().map(|run| format!("{}/{}", run.variant, run.seed)).collect();
        assert_eq!(names.join(" "), "os8/1 reused/1 os8/2 reused/2 os8/3 reused/3");
    });
}

fn of_slurm(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
    let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
    let shard = Shard::of_slurm(|name| variables.get(name).map(|&value| value.to_owned()));
    shard.map(|shard| shard.map(|shard| shard.to_string())).map_err(|error| error.to_string())
}

#[test]
fn a_task_of_a_slurm_array_knows_its_part() {
    assert_eq!(of_slurm(&[]), Ok(None));
    let array = |id, count, min, step| {
        of_slurm(&[
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_COUNT", count),
            ("SLURM_ARRAY_TASK_MIN", min),
            ("SLURM_ARRAY_TASK_STEP", step),
        ])
    };
    assert_eq!(array("0", "4", "0", "1"), Ok(Some("1/4".into())));
    assert_eq!(array("4", "4", "1", "1"), Ok(Some("4/4".into())));
    assert_eq!(array("6", "3", "2", "2"), Ok(Some("3/3".into())));
    insta::assert_snapshot!(array("7", "3", "1", "1").unwrap_err(), @"
    task 7 cannot tell its part of an array of 3 from 1
    help: number the array's tasks without gaps, such as `--array=0-7`, or say it with `--shard I/N`
    ");
    insta::assert_snapshot!(array("two", "3", "1", "1").unwrap_err(), @"SLURM_ARRAY_TASK_ID is no whole number: `two`");
}

#[test]
fn a_part_counts_from_one() {
    for wrong in ["0/4", "5/4", "1", "1/0", "a/b", "-1/2"] {
        assert_eq!(wrong.parse::<Shard>().unwrap_err(), "write it as `2/4`, the second of four parts");
    }
}
