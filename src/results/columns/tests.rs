use super::*;
use crate::results::samples::{classified, matched, row};

#[test]
fn every_column_stands_once_in_a_table_and_a_measured_one_says_what_it_is() {
    for &task in Task::ALL {
        let names = entries(task).iter().map(|entry| match entry {
            Entry::About(about) => about.name,
            Entry::Measured(column) => column.name.as_ref(),
        });
        let names: Vec<&str> = names.collect();
        assert_eq!(distinct(names.clone()).len(), names.len(), "{names:?}");
        assert_eq!(columns(task).next().unwrap().name, task.headline().name);
        let silent = columns(task).find(|column| column.title.is_empty() || column.definition.is_empty());
        assert!(silent.is_none(), "{:?}", silent.map(|column| &column.name));
        let at_home = |column: &Column| column.name.starts_with("host_") == column.kind.is_of_machine();
        assert!(columns(task).chain([realised()]).all(at_home), "names tell what depends on the machine");
    }
}

#[test]
fn every_column_reads_something_off_some_row() {
    let mut learned = row("a", "edges", 0, 0.0);
    learned.provenance.data.definitions = Some("miou 2".into());
    learned.accuracy.two_branch = Some(learned.accuracy.scores.clone());
    let mut seen = matched("a", "edges", 0, 0.0);
    seen.accuracy.step = None;
    let rows = [learned, classified("a", "edges", 0, 0.0), seen];
    let unread = all().iter().filter(|column| rows.iter().all(|row| column.value(row).is_none()));
    assert_eq!(unread.map(|column| &column.name).collect::<Vec<_>>(), ["mma_3_viewpoint"]);
    assert!(about().all(|about| about.text(&rows[0]).is_some()));
}

#[test]
fn comparisons_show_headlines_first_and_scores_before_costs_before_times() {
    let names: Vec<&str> = all().iter().map(|column| column.name.as_ref()).collect();
    insta::assert_snapshot!(names.join(" "), @"miou top1 mma_3 boundary_miou_4 boundary_miou_8 pixel_accuracy mean_accuracy frequency_weighted_iou top5 cross_entropy mma_1 mma_2 mma_4 mma_5 mma_6 mma_7 mma_8 mma_9 mma_10 mma_3_illumination mma_3_viewpoint matches_per_pair keypoints_per_image two_branch_miou two_branch_boundary_miou_4 two_branch_boundary_miou_8 two_branch_pixel_accuracy two_branch_mean_accuracy two_branch_frequency_weighted_iou final_loss macs_total macs_backbone macs_head macs_mask ptflops_backbone ptflops_head mask_widening additions active_fraction parameters host_latency_median_ms host_latency_p95_ms host_mask_ms host_maps_ms host_images_per_second host_gflops host_peak_gflops host_share_of_peak host_training_seconds host_evaluation_seconds host_waiting_share host_peak_memory_bytes");
}

#[test]
fn what_a_stored_table_holds_beyond_known_columns_is_measured_unless_it_is_a_deviation() {
    assert!(["miou", "macs_total", "sharpness"].into_iter().all(measures));
    assert!(
        !["variant", "host_threads", "miou_deviation", "macs_total_image_deviation"]
            .into_iter()
            .any(measures)
    );
}
