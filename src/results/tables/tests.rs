use super::*;
use crate::results::Row;
use crate::results::samples::{classified, matched, row};

fn rows() -> Vec<Row> {
    let variants: Vec<String> = ["regular-16", "edges"].map(String::from).to_vec();
    let made = vec![
        row("camvid", "edges", 1, 4.0),
        row("camvid", "edges", 0, 4.0),
        row("camvid", "regular-16", 0, 0.0),
        row("camvid", "edges", 2, 5.0),
    ];
    in_order(made, &variants)
}

#[test]
fn rows_follow_the_order_of_the_experiment_then_seeds_then_unlisted_variants() {
    let mut made = rows();
    made.insert(0, row("camvid", "another", 0, 0.0));
    let names: Vec<String> = in_order(made, &["regular-16".into(), "edges".into()])
        .iter()
        .map(|row| format!("{} {}", row.identity.variant, row.identity.seed))
        .collect();
    assert_eq!(names, ["regular-16 0", "edges 0", "edges 1", "edges 2", "another 0"]);
}

#[test]
fn the_runs_table_has_a_line_per_run_with_fixed_decimals() {
    let csv = String::from_utf8(runs(&rows()).unwrap().csv().unwrap()).unwrap();
    insta::assert_snapshot!(csv, @"
    experiment,variant,family,seed,miou,boundary_miou_4,boundary_miou_8,pixel_accuracy,mean_accuracy,frequency_weighted_iou,two_branch_miou,two_branch_boundary_miou_4,two_branch_boundary_miou_8,two_branch_pixel_accuracy,two_branch_mean_accuracy,two_branch_frequency_weighted_iou,macs_total,macs_total_image_deviation,macs_backbone,macs_backbone_image_deviation,macs_head,macs_head_image_deviation,macs_mask,macs_mask_image_deviation,ptflops_backbone,ptflops_backbone_image_deviation,ptflops_head,ptflops_head_image_deviation,mask_widening,additions,active_fraction,active_fraction_image_deviation,parameters,checkpoint,step,final_loss,config_hash,data_train,data_validation,card,definitions,weights,commit,dirty,version,rustc,host_class,host_cpu,host_os,host_isa,host_device,host_cores,host_threads,host_latency_median_ms,host_latency_p95_ms,host_mask_ms,host_maps_ms,host_images_per_second,host_gflops,host_peak_gflops,host_share_of_peak,host_peak_memory_bytes,host_training_seconds,host_evaluation_seconds,host_waiting_share,host_started,host_finished
    camvid,regular-16,regular,0,0.406250,0.656250,0.656250,0.843750,0.531250,0.656250,,,,,,,389000000,0,370000000,0,19000000,0,0,0,400000000,0,20000000,0,0,0,,,285619,last,600,0.625000,camvid-regular-16-0,aaaa1111,bbbb2222,dddd4444,,,0123456789abcdef0123456789abcdef01234567,false,0.1.0,rustc 1.95.0,some-cpu-1-2-avx2,Some CPU,linux x86_64,avx2,cpu,2,2,12.500,14.000,,,80.00,62.2,200.0,0.311,268435456,81.5,3.2,0.016,2026-01-02T03:04:05Z,2026-01-02T03:05:30Z
    camvid,edges,edges,0,0.437500,0.687500,0.687500,0.875000,0.562500,0.687500,,,,,,,622250000,48000000,602250000,47000000,19000000,0,1000000,0,650000000,40000000,20000000,0,4000000,0,0.570000,0.125000,285619,last,600,0.625000,camvid-edges-0,aaaa1111,bbbb2222,dddd4444,,cccc3333,0123456789abcdef0123456789abcdef01234567,false,0.1.0,rustc 1.95.0,some-cpu-1-2-avx2,Some CPU,linux x86_64,avx2,cpu,2,2,12.500,14.000,0.750,0.250,80.00,99.6,200.0,0.498,268435456,81.5,3.2,0.016,2026-01-02T03:04:05Z,2026-01-02T03:05:30Z
    camvid,edges,edges,1,0.439453,0.689453,0.689453,0.876953,0.564453,0.689453,,,,,,,622250000,48000000,602250000,47000000,19000000,0,1000000,0,650000000,40000000,20000000,0,4000000,0,0.570000,0.125000,285619,last,600,0.625000,camvid-edges-1,aaaa1111,bbbb2222,dddd4444,,cccc3333,0123456789abcdef0123456789abcdef01234567,false,0.1.0,rustc 1.95.0,some-cpu-1-2-avx2,Some CPU,linux x86_64,avx2,cpu,2,2,12.500,14.000,0.750,0.250,80.00,99.6,200.0,0.498,268435456,81.5,3.2,0.016,2026-01-02T03:04:05Z,2026-01-02T03:05:30Z
    camvid,edges,edges,2,0.449219,0.699219,0.699219,0.886719,0.574219,0.699219,,,,,,,622250000,48000000,602250000,47000000,19000000,0,1000000,0,650000000,40000000,20000000,0,4000000,0,0.570000,0.125000,285619,last,600,0.625000,camvid-edges-2,aaaa1111,bbbb2222,dddd4444,,cccc3333,0123456789abcdef0123456789abcdef01234567,false,0.1.0,rustc 1.95.0,some-cpu-1-2-avx2,Some CPU,linux x86_64,avx2,cpu,2,2,12.500,14.000,0.750,0.250,80.00,99.6,200.0,0.498,268435456,81.5,3.2,0.016,2026-01-02T03:04:05Z,2026-01-02T03:05:30Z
    ");
}

#[test]
fn the_summary_has_a_line_per_variant_with_deviations_over_seeds() {
    let csv = String::from_utf8(summary(&runs(&rows()).unwrap()).unwrap().csv().unwrap()).unwrap();
    insta::assert_snapshot!(csv, @"
    variant,family,n,miou,miou_deviation,boundary_miou_4,boundary_miou_4_deviation,boundary_miou_8,boundary_miou_8_deviation,pixel_accuracy,pixel_accuracy_deviation,mean_accuracy,mean_accuracy_deviation,frequency_weighted_iou,frequency_weighted_iou_deviation,two_branch_miou,two_branch_miou_deviation,two_branch_boundary_miou_4,two_branch_boundary_miou_4_deviation,two_branch_boundary_miou_8,two_branch_boundary_miou_8_deviation,two_branch_pixel_accuracy,two_branch_pixel_accuracy_deviation,two_branch_mean_accuracy,two_branch_mean_accuracy_deviation,two_branch_frequency_weighted_iou,two_branch_frequency_weighted_iou_deviation,macs_total,macs_total_deviation,macs_total_image_deviation,macs_backbone,macs_backbone_deviation,macs_backbone_image_deviation,macs_head,macs_head_deviation,macs_head_image_deviation,macs_mask,macs_mask_deviation,macs_mask_image_deviation,ptflops_backbone,ptflops_backbone_deviation,ptflops_backbone_image_deviation,ptflops_head,ptflops_head_deviation,ptflops_head_image_deviation,mask_widening,mask_widening_deviation,additions,additions_deviation,active_fraction,active_fraction_deviation,active_fraction_image_deviation,parameters,final_loss,final_loss_deviation,host_latency_median_ms,host_latency_median_ms_deviation,host_latency_p95_ms,host_latency_p95_ms_deviation,host_mask_ms,host_mask_ms_deviation,host_maps_ms,host_maps_ms_deviation,host_images_per_second,host_images_per_second_deviation,host_gflops,host_gflops_deviation,host_peak_gflops,host_peak_gflops_deviation,host_share_of_peak,host_share_of_peak_deviation,host_peak_memory_bytes,host_training_seconds,host_training_seconds_deviation,host_evaluation_seconds,host_evaluation_seconds_deviation,host_waiting_share,host_waiting_share_deviation,host_class,host_threads,host_realised
    regular-16,regular,1,0.406250,,0.656250,,0.656250,,0.843750,,0.531250,,0.656250,,,,,,,,,,,,,,389000000,,0,370000000,,0,19000000,,0,0,,0,400000000,,0,20000000,,0,0,,0,,,,,285619,0.625000,,12.500,,14.000,,,,,,80.00,,62.2,,200.0,,0.311,,268435456,81.5,,3.2,,0.016,,some-cpu-1-2-avx2,2,1.000
    edges,edges,3,0.442057,0.006278,0.692057,0.006278,0.692057,0.006278,0.879557,0.006278,0.567057,0.006278,0.692057,0.006278,,,,,,,,,,,,,622250000,0,48000000,602250000,0,47000000,19000000,0,0,1000000,0,0,650000000,0,40000000,20000000,0,0,4000000,0,0,0,0.570000,0.000000,0.125000,285619,0.625000,0.000000,12.500,0.000,14.000,0.000,0.750,0.000,0.250,0.000,80.00,0.00,99.6,0.0,200.0,0.0,0.498,0.000,268435456,81.5,0.0,3.2,0.0,0.016,0.000,some-cpu-1-2-avx2,2,1.600
    ");
}

#[test]
fn the_summary_averages_over_seeds_and_divides_by_n_minus_1() {
    let table = summary(&runs(&rows()).unwrap()).unwrap();
    let scores: Vec<f64> = rows()[1..].iter().map(|row| row.accuracy.scores.headline()).collect();
    let expected = crate::results::Spread::of(&scores).unwrap();
    assert_eq!(table.number(0, "n"), Some(1.0));
    assert_eq!(table.number(0, "miou_deviation"), None, "one seed has no deviation");
    assert_eq!(table.number(1, "n"), Some(3.0));
    assert!((table.number(1, "miou").unwrap() - expected.mean).abs() < 1e-12);
    assert!((table.number(1, "miou_deviation").unwrap() - expected.deviation.unwrap()).abs() < 1e-12);
}

#[test]
fn times_of_different_machines_have_no_mean() {
    let mut made = rows();
    made[1].provenance.machine.threads = 8;
    let table = summary(&runs(&made).unwrap()).unwrap();
    assert_eq!(table.number(1, "host_latency_median_ms"), None);
    assert_eq!(table.number(0, "host_latency_median_ms"), Some(12.5));
    assert!(table.number(1, "miou").is_some());
}

#[test]
fn the_scores_by_class_keep_the_data_sets_order() {
    let table = classes(&rows()).unwrap();
    insta::assert_snapshot!(String::from_utf8(table.csv().unwrap()).unwrap(), @"
    variant,family,class,n,iou,iou_deviation
    regular-16,regular,road,1,0.593750,
    regular-16,regular,person,1,0.218750,
    regular-16,regular,train,0,,
    edges,edges,road,3,0.629557,0.006278
    edges,edges,person,3,0.254557,0.006278
    edges,edges,train,0,,
    ");
    insta::assert_snapshot!(classes_for_people(&table).markdown(), @"
    | IoU (%) | regular-16 |          edges |
    | ------- | ---------: | -------------: |
    | road    |       59.4 | **63.0 ± 0.6** |
    | person  |       21.9 | **25.5 ± 0.6** |
    | train   |          – |              – |
    ");
}

#[test]
fn a_classification_has_columns_and_classes_of_its_own() {
    let rows = [classified("things", "regular-16", 0, 0.0), classified("things", "edges", 0, 4.0)];
    let table = summary(&runs(&rows).unwrap()).unwrap();
    let header = summary_for_terminal(&table).terminal(None).lines().nth(1).map(str::to_owned);
    insta::assert_snapshot!(header.unwrap(), @" variant      seeds   top-1 (%)   top-5 (%)   cross-entropy (nats)   MACs (M)    active (%)   parameters (k)   latency (ms)   training (min)");
    insta::assert_snapshot!(classes_for_people(&classes(&rows).unwrap()).markdown(), @"
    | top-1 (%) | regular-16 |    edges |
    | --------- | ---------: | -------: |
    | tench     |       59.4 | **62.5** |
    | church    |          – |        – |
    ");
}

#[test]
fn the_page_shows_rounded_values_with_units_and_the_best_in_bold() {
    let table = summary(&runs(&rows()).unwrap()).unwrap();
    insta::assert_snapshot!(summary_for_markdown(&table).markdown(), @"
    | variant    | seeds |       mIoU (%) | mIoU ≤ 4 px (%) | pixel acc. (%) | MACs (M) | backbone, ptflops-compatible (M) |  active (%) | parameters (k) |   latency (ms) | realised ÷ saved |
    | ---------- | ----: | -------------: | --------------: | -------------: | -------: | -------------------------------: | ----------: | -------------: | -------------: | ---------------: |
    | regular-16 |     1 |           40.6 |            65.6 |           84.4 |  **389** |                          **400** |           – |            286 |       **12.5** |             1.00 |
    | edges      |     3 | **44.2 ± 0.6** |  **69.2 ± 0.6** | **88.0 ± 0.6** | 622 ± 48 |                         650 ± 40 | 57.0 ± 12.5 |            286 | **12.5 ± 0.0** |             1.60 |

    Realised ÷ saved: the speed-up over the regular variant with the most MACs, divided by the ratio of MACs. ± is the standard deviation: of scores and times over seeds, of costs and the active share over images. Times are comparable on one kind of machine only; these are from some-cpu-1-2-avx2 with 2 threads.
    ");
}

#[test]
fn the_terminal_shows_the_same_with_stars() {
    let table = summary(&runs(&rows()).unwrap()).unwrap();
    insta::assert_snapshot!(summary_for_terminal(&table).terminal(None), @"
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     variant      seeds       mIoU (%)   mIoU ≤ 4 px (%)   pixel acc. (%)   MACs (M)    active (%)   parameters (k)   latency (ms)   training (min)
    ════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════
     regular-16       1           40.6              65.6             84.4      389 *             –              286         12.5 *            1.4 *
     edges            3   44.2 ± 0.6 *      69.2 ± 0.6 *     88.0 ± 0.6 *   622 ± 48   57.0 ± 12.5              286   12.5 ± 0.0 *      1.4 ± 0.0 *
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ± is the standard deviation: of scores and times over seeds, of costs and the active share over images.
    Times are comparable on one kind of machine only; these are from some-cpu-1-2-avx2 with 2 threads.
    ");
}

#[test]
fn equal_rows_give_equal_bytes() {
    let (one, two) = (runs(&rows()).unwrap(), runs(&rows()).unwrap());
    assert_eq!(one.csv().unwrap(), two.csv().unwrap());
    assert_eq!(one.parquet().unwrap(), two.parquet().unwrap());
    let (one, two) = (summary(&one).unwrap(), summary(&two).unwrap());
    assert_eq!(one.parquet().unwrap(), two.parquet().unwrap());
}

#[test]
fn parquet_keeps_the_typed_columns() {
    use polars::prelude::{DataType, ParquetReader, SerReader};
    let table = runs(&rows()).unwrap();
    let bytes = std::io::Cursor::new(table.parquet().unwrap());
    let read = ParquetReader::new(bytes).finish().unwrap();
    assert!(read.equals_missing(table.frame()));
    assert_eq!(read.column("macs_total").unwrap().dtype(), &DataType::Float64);
}

#[test]
fn one_flipped_bit_in_a_parquet_table_is_named_and_never_read_or_a_panic() {
    let good = runs(&rows()).unwrap();
    let bytes = good.parquet().unwrap();
    assert!(read_parquet(bytes.clone()).unwrap().equals_missing(good.frame()));
    // A flip in the name of the checksum leaves a file without one, whose numbers are whole.
    let whole = |read: polars::prelude::DataFrame| read.equals_missing(good.frame());
    for place in (0..bytes.len() * 8).step_by(23) {
        let mut flipped = bytes.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        assert!(read_parquet(flipped).map_or(true, whole), "bit {place}");
    }
    for length in (0..bytes.len()).step_by(97) {
        assert!(read_parquet(bytes[..length].to_vec()).is_err(), "cut off at {length}");
    }
}

#[test]
fn a_table_of_before_checksums_reads_and_a_git_lfs_pointer_is_named() {
    use polars::prelude::ParquetWriter;
    let good = runs(&rows()).unwrap();
    let mut old = Vec::new();
    ParquetWriter::new(&mut old).finish(&mut good.frame().clone()).unwrap();
    assert!(read_parquet(old.clone()).unwrap().equals_missing(good.frame()));
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    let error = read_parquet(pointer.to_vec()).unwrap_err();
    assert!(error.to_string().contains("git lfs pull"), "{error}");
}

#[test]
fn no_rows_make_empty_tables_instead_of_failures() {
    let table = summary(&runs(&[]).unwrap()).unwrap();
    assert_eq!(table.height(), 0);
    assert!(summary_for_markdown(&table).markdown().contains("mIoU"));
    assert_eq!(classes(&[]).unwrap().height(), 0);
}

#[test]
fn matches_have_tables_of_their_own() {
    let rows = [matched("planes", "regular-16", 0, 0.0), matched("planes", "edges", 0, 4.0)];
    let runs = runs(&rows).unwrap();
    let csv = String::from_utf8(runs.csv().unwrap()).unwrap();
    let scores = csv.lines().map(|line| line.split(',').skip(1).take(17).collect::<Vec<_>>().join(","));
    insta::assert_snapshot!(scores.collect::<Vec<_>>().join("\n"), @"
    variant,family,seed,mma_3,mma_1,mma_2,mma_4,mma_5,mma_6,mma_7,mma_8,mma_9,mma_10,mma_3_illumination,mma_3_viewpoint,matches_per_pair,keypoints_per_image
    regular-16,regular,0,0.453125,0.421875,0.437500,0.468750,0.484375,0.500000,0.515625,0.531250,0.546875,0.562500,0.515625,,96.500000,480.000000
    edges,edges,0,0.484375,0.453125,0.468750,0.500000,0.515625,0.531250,0.546875,0.562500,0.578125,0.593750,0.546875,,96.500000,480.000000
    ");
    let table = summary(&runs).unwrap();
    insta::assert_snapshot!(summary_for_markdown(&table).markdown(), @"
    | variant    | seeds | MMA 3 px (%) | MMA 1 px (%) | MMA 5 px (%) | MMA 10 px (%) | 3 px, illumination (%) | 3 px, viewpoint (%) | matches (mean) | MACs (M) | backbone, ptflops-compatible (M) |  active (%) | parameters (k) | latency (ms) | realised ÷ saved |
    | ---------- | ----: | -----------: | -----------: | -----------: | ------------: | ---------------------: | ------------------: | -------------: | -------: | -------------------------------: | ----------: | -------------: | -----------: | ---------------: |
    | regular-16 |     1 |         45.3 |         42.2 |         48.4 |          56.2 |                   51.6 |                   – |         **96** |  **389** |                          **400** |           – |            286 |     **12.5** |             1.00 |
    | edges      |     1 |     **48.4** |     **45.3** |     **51.6** |      **59.4** |               **54.7** |                   – |         **96** | 622 ± 48 |                         650 ± 40 | 57.0 ± 12.5 |            286 |     **12.5** |             1.60 |

    Realised ÷ saved: the speed-up over the regular variant with the most MACs, divided by the ratio of MACs. ± is the standard deviation: of scores and times over seeds, of costs and the active share over images. Times are comparable on one kind of machine only; these are from some-cpu-1-2-avx2 with 2 threads.
    ");
    insta::assert_snapshot!(classes_for_people(&classes(&rows).unwrap()).markdown(), @"
    | MMA (%)      | regular-16 |    edges |
    | ------------ | ---------: | -------: |
    | illumination |       51.6 | **54.7** |
    | viewpoint    |          – |        – |
    ");
}
