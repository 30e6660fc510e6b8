//! Seeds and cells that one side lacks are never the same.

use super::*;

/// The remarks about two sides of `edges`, of which the second lacks what `change` takes away.
fn changed(change: impl Fn(&mut Runs)) -> (Vec<String>, String) {
    let base = loaded("v1", &variant("edges", [0.0; 3]));
    let mut head = base.clone();
    change(head.experiments.get_mut("streets").unwrap());
    let terms = terms(&["miou", "macs_total"]);
    let comparison = one(&base, &head, &terms);
    (comparison.experiments[0].remarks.clone(), marks(&comparison))
}

/// Empties a cell.
fn blank(run: &mut Record, metric: &str) {
    run.measured.remove(metric).unwrap();
}

fn terms(metrics: &[&str]) -> Terms {
    let metrics = metrics.iter().map(|name| name.to_string()).collect();
    Terms { selection: Selection { metrics, ..Default::default() }, ..Default::default() }
}

#[test]
fn an_empty_cell_is_told_and_not_the_same_to_the_bit() {
    let (remarks, marks) = changed(|runs| blank(&mut runs.records[1], "miou"));
    assert_eq!(marks, "edges miou: incomplete\nedges macs_total: same\n");
    assert_eq!(remarks, ["no mIoU for seed 1 of edges in the head: left out"]);
    let (remarks, marks) = changed(|runs| {
        runs.records[..2].iter_mut().for_each(|run| blank(run, "miou"));
        runs.records[..2].iter_mut().for_each(|run| blank(run, "macs_total"));
    });
    assert_eq!(marks, "edges miou: incomplete\nedges macs_total: incomplete\n");
    assert_eq!(remarks, ["no mIoU, MACs for seeds 0, 1 of edges in the head: left out"]);
}

#[test]
fn an_empty_cell_of_the_base_or_of_both_is_told_too() {
    let full = loaded("v1", &variant("edges", [0.0; 3]));
    let mut lacking = full.clone();
    blank(&mut lacking.experiments.get_mut("streets").unwrap().records[0], "miou");
    let comparison = one(&lacking, &full, &terms(&["miou"]));
    assert_eq!(marks(&comparison), "edges miou: incomplete\n");
    assert_eq!(comparison.experiments[0].lines[0].gained, [0]);
    let told = ["no mIoU for seed 0 of edges in the base: left out"];
    assert_eq!(comparison.experiments[0].remarks, told);
    let both = one(&lacking, &lacking, &terms(&["miou"]));
    assert_eq!(both.experiments[0].remarks, [told[0], "no mIoU for seed 0 of edges in the head: left out"]);
}

#[test]
fn a_seed_that_the_head_lost_is_incomplete_and_one_that_it_won_changes_no_mark() {
    let (remarks, marks) = changed(|runs| runs.records.truncate(2));
    assert_eq!(marks, "edges miou: incomplete\nedges macs_total: incomplete\n");
    assert_eq!(remarks, ["seed 2 of edges: only in the base, left out"]);
    let all = loaded("v1", &variant("edges", [0.0; 3]));
    let mut fewer = all.clone();
    fewer.experiments.get_mut("streets").unwrap().records.remove(2);
    let comparison = one(&fewer, &all, &terms(&["miou"]));
    assert_eq!(marks_of(&comparison), [Mark::Same]);
    assert_eq!(comparison.experiments[0].lines[0].gained, [2]);
    assert_eq!(comparison.experiments[0].remarks, ["seed 2 of edges: only in the head, left out"]);
}

#[test]
fn variants_of_one_source_tell_the_seeds_that_only_one_of_them_has() {
    let rows = [variant("os16", [0.0; 3]), variant("os8", [0.0; 3])[..1].to_vec()].concat();
    let source = loaded("v1", &rows);
    let told = |base: &str| within(&source, base, &terms(&["miou"])).unwrap()[0].experiments[0].clone();
    assert_eq!(told("os16").remarks, ["seeds 1, 2 of os8: only os16 has them, left out"]);
    assert_eq!(told("os16").lines[0].lost, [1, 2]);
    assert_eq!(told("os8").remarks, ["seeds 1, 2 of os16: os8 lacks them, left out"]);
    assert_eq!(told("os8").lines[0].gained, [1, 2]);
    let mut lacking = loaded("v1", &[variant("os16", [0.0; 3]), variant("os8", [0.0; 3])].concat());
    blank(&mut lacking.experiments.get_mut("streets").unwrap().records[0], "miou");
    let told = within(&lacking, "os16", &terms(&["miou"])).unwrap()[0].experiments[0].remarks.clone();
    assert_eq!(told, ["no mIoU for seed 0 of os16: left out"]);
}

fn marks_of(comparison: &Comparison) -> Vec<Mark> {
    comparison.marks().collect()
}
