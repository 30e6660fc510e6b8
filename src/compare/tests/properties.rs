//! What holds for all numbers: seeded random tables.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::interval::{LEVEL, Test, factor};
use super::*;

const TRIES: usize = 200;

/// A source of some variants whose seeds and values are drawn, near `centre`.
fn drawn(random: &mut ChaCha8Rng, label: &str, centre: f64) -> Loaded {
    let template = loaded(label, &variant("edges", [0.0; 3])).experiments["streets"].records[0].clone();
    let mut records = Vec::new();
    for name in ["a", "b", "c", "d"] {
        for seed in 0..random.random_range(1..7u64) {
            let mut record = template.clone();
            (record.variant, record.seed) = (name.into(), seed);
            record.measured.insert("miou".into(), centre + 0.02 * random.random::<f64>());
            records.push(record);
        }
    }
    let runs = Runs { records, rounded: false };
    Loaded { label: label.into(), experiments: [("streets".to_owned(), runs)].into() }
}

fn shuffled(source: &Loaded, random: &mut ChaCha8Rng) -> Loaded {
    let mut source = source.clone();
    source.experiments.values_mut().for_each(|runs| runs.records.shuffle(random));
    source
}

#[test]
fn the_order_of_a_tables_lines_changes_nothing_but_the_order() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..TRIES {
        let (base, head) = (drawn(&mut random, "v1", 0.5), drawn(&mut random, "v2", 0.51));
        let sorted = |base: &Loaded, head: &Loaded| {
            let mut lines = one(base, head, &Terms::default()).experiments.remove(0).lines;
            lines.sort_by(|a, b| (&a.variant, &a.metric).cmp(&(&b.variant, &b.metric)));
            lines
        };
        let (first, second) = (shuffled(&base, &mut random), shuffled(&head, &mut random));
        assert_eq!(sorted(&base, &head), sorted(&first, &second));
    }
}

#[test]
fn runs_are_paired_by_seed_alone() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..TRIES {
        let base = drawn(&mut random, "v1", 0.5);
        let mut head = base.clone();
        // Every seed loses the same: paired, nothing is left to chance, however far apart the seeds are.
        let runs = &mut head.experiments.get_mut("streets").unwrap().records;
        runs.iter_mut().for_each(|run| *run.measured.get_mut("miou").unwrap() -= 0.01);
        runs.shuffle(&mut random);
        for line in one(&base, &head, &Terms::default()).lines() {
            let loss = line.difference.unwrap();
            let right = if line.metric == "miou" { -0.01 } else { 0.0 };
            assert!((loss - right).abs() < 1e-12, "{line:?}");
            assert!(line.interval.is_none_or(|width| width < 1e-12), "{line:?}");
            assert!(line.metric != "miou" || line.seeds < 2 || line.mark == Mark::Worse, "{line:?}");
        }
    }
}

#[test]
fn no_number_of_a_line_is_nan_or_infinite() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let odd = [0.0, -0.0, f64::MIN_POSITIVE, 5e-324, 1.0, -1.0, 1e300, f64::MAX, f64::MIN];
    for _ in 0..TRIES {
        let [base, head] = ["v1", "v2"].map(|label| {
            let mut source = drawn(&mut random, label, 0.5);
            for run in &mut source.experiments.get_mut("streets").unwrap().records {
                for value in run.measured.values_mut() {
                    *value = *odd.get(random.random_range(0..2 * odd.len())).unwrap_or(value);
                }
            }
            source
        });
        let selection = Selection { all: true, ..Default::default() };
        let comparison = one(&base, &head, &Terms { selection, ..Default::default() });
        for line in comparison.lines() {
            let numbers = [line.base, line.head, line.difference, line.interval, line.p, line.tolerance];
            assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{line:?}");
            assert!(line.p.is_none_or(|p| (0.0..=1.0).contains(&p)), "{line:?}");
        }
    }
}

#[test]
fn intervals_shrink_with_more_seeds_of_the_same_spread() {
    for level in [0.05, 0.01, 0.001] {
        let factors: Vec<f64> = (2..60).map(|seeds| factor(seeds, level).unwrap()).collect();
        assert!(factors.windows(2).all(|pair| pair[1] < pair[0]), "{factors:?}");
    }
    assert!(factor(5, 0.01).unwrap() > factor(5, 0.05).unwrap(), "a surer interval is wider");
}

#[test]
fn an_interval_leaves_out_0_exactly_where_p_is_below_its_level() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for _ in 0..2000 {
        let seeds = random.random_range(2..9);
        let differences: Vec<f64> = (0..seeds).map(|_| random.random::<f64>() - 0.3).collect();
        let test = Test::of(&differences).unwrap();
        let mean = differences.iter().sum::<f64>() / seeds as f64;
        let outside = mean.abs() > test.half_width(LEVEL).unwrap();
        assert_eq!(outside, test.p() < LEVEL, "{differences:?}");
    }
}

#[test]
fn a_mark_of_a_block_is_significant_exactly_where_its_corrected_p_is() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut seen = [0; 2];
    for _ in 0..TRIES {
        let (base, head) = (drawn(&mut random, "v1", 0.5), drawn(&mut random, "v2", 0.515));
        for line in one(&base, &head, &Terms::default()).lines().filter(|line| line.metric == "miou") {
            let Some((p, interval)) = line.p.zip(line.interval) else { continue };
            let difference = line.difference.unwrap().abs();
            assert_eq!(p < LEVEL, difference > interval, "{line:?}");
            let marked = matches!(line.mark, Mark::Better | Mark::Worse);
            assert_eq!(marked, p < LEVEL && difference > line.tolerance.unwrap(), "{line:?}");
            seen[usize::from(marked)] += 1;
        }
    }
    assert!(seen.iter().all(|&seen| seen > 50), "{seen:?}");
}

#[test]
fn of_many_unchanged_variants_at_most_one_table_in_twenty_has_a_mark() {
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let tables = 400;
    let marked = (0..tables).filter(|_| {
        let (base, head) = (drawn(&mut random, "v1", 0.5), drawn(&mut random, "v2", 0.5));
        let none = super::super::Tolerances::default();
        let terms = Terms { tolerances: none, ..Default::default() };
        let comparison = one(&base, &head, &terms);
        comparison.lines().any(|line| line.p.is_some_and(|p| p < LEVEL))
    });
    let share = marked.count() as f64 / tables as f64;
    assert!(share < 0.08, "{share} of the tables have a difference that is none");
}

#[test]
fn heads_of_one_history_are_corrected_together() {
    let base = loaded("v1", &variant("edges", [0.0, 0.25, -0.25]));
    let head = |label: &str| loaded(label, &variant("edges", [-1.0, -0.85, -1.35]));
    let alone = between(&base, &[head("v2")], &Terms::default());
    let four = between(&base, &["v2", "v3", "v4", "v5"].map(head), &Terms::default());
    let [one, many] = [&alone[0], &four[0]].map(|comparison| comparison.experiments[0].lines[0].clone());
    assert_eq!((one.comparisons, many.comparisons), (Some(1), Some(4)));
    assert!((many.p.unwrap() - 4.0 * one.p.unwrap()).abs() < 1e-12);
    assert!(many.interval.unwrap() > one.interval.unwrap());
    assert_eq!((one.mark, many.mark), (Mark::Worse, Mark::Worse));
    assert_eq!(
        four[0].experiments[0].remarks[0],
        "intervals and marks are corrected (Holm) for the number of comparisons of a metric: 4 of mIoU"
    );
    assert!(alone[0].experiments[0].remarks.is_empty());
}
