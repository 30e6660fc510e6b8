use super::*;
use crate::compare::samples::pair;
use crate::compare::{Selection, Terms, between};

fn two() -> Vec<Comparison> {
    let [base, head] = pair();
    between(&base, &[head], &Terms::default())
}

fn shown(format: Format) -> String {
    text(&two(), format).unwrap()
}

#[test]
fn the_terminal_shows_a_verdict_what_differs_and_the_rest_in_words() {
    insta::assert_snapshot!(shown(Format::Table), @r"
    v1 → v2
    streets: worse and better (1 worse, 2 better, 3 gone, 3 new, 1 noise, 8 same)

    ───────────────────────────────────────────────────────────────
     streets        variant     v1     v2      difference   mark
    ═══════════════════════════════════════════════════════════════
     mIoU (%)       edges     40.8   39.8    −1.07 ± 0.25   worse
     mIoU (%)       random    40.8   41.9    +1.03 ± 0.21   better
     latency (ms)   edges     12.5   10.1   −19.0 ± 2.5 %   better
     mIoU (%)       blocks    40.8   40.8     0.00 ± 2.85   noise
    ───────────────────────────────────────────────────────────────
    ± is the 95 % interval of the mean difference over seeds.
    intervals and marks are corrected (Holm) for the number of comparisons of a metric: 3 of mIoU
    with 3 seeds and 3 comparisons a mean difference must exceed 4.4 times the deviation of the
      differences to be significant
    configuration changed: of all compared variants
    gone: oracle (mIoU 40.8 %, MACs 622 M, latency 12.5 ms)
    new: learned (mIoU 40.8 %, MACs 622 M, latency 12.5 ms)
    same to the bit: mIoU of regular-16
    same to the bit: MACs of regular-16, edges, random, blocks
    same to the bit: latency of regular-16, random, blocks
    ");
}

#[test]
fn markdown_folds_what_did_not_change() {
    insta::assert_snapshot!(shown(Format::Markdown), @r"
    ## v1 → v2

    ### streets: worse and better (1 worse, 2 better, 3 gone, 3 new, 1 noise, 8 same)

    | metric | variant | v1 | v2 | difference ± 95 % | mark |
    |---|---|---:|---:|---:|---|
    | mIoU (%) | edges | 40.8 | 39.8 | −1.07 ± 0.25 | **worse** |
    | mIoU (%) | random | 40.8 | 41.9 | +1.03 ± 0.21 | **better** |
    | latency (ms) | edges | 12.5 | 10.1 | −19.0 ± 2.5 % | **better** |

    <details><summary>15 unchanged, new or gone</summary>

    | metric | variant | v1 | v2 | difference ± 95 % | mark |
    |---|---|---:|---:|---:|---|
    | mIoU (%) | oracle | 40.8 | – |  | gone |
    | MACs (M) | oracle | 622 | – |  | gone |
    | latency (ms) | oracle | 12.5 | – |  | gone |
    | mIoU (%) | learned | – | 40.8 |  | new |
    | MACs (M) | learned | – | 622 |  | new |
    | latency (ms) | learned | – | 12.5 |  | new |
    | mIoU (%) | blocks | 40.8 | 40.8 | 0.00 ± 2.85 | noise |
    | mIoU (%) | regular-16 | 40.8 | 40.8 | 0.00 ± 0.00 | same |
    | MACs (M) | regular-16 | 389 | 389 | 0.0 % | same |
    | MACs (M) | edges | 622 | 622 | 0.0 % | same |
    | MACs (M) | random | 622 | 622 | 0.0 % | same |
    | MACs (M) | blocks | 622 | 622 | 0.0 % | same |
    | latency (ms) | regular-16 | 12.5 | 12.5 | 0.0 ± 0.0 % | same |
    | latency (ms) | random | 12.5 | 12.5 | 0.0 ± 0.0 % | same |
    | latency (ms) | blocks | 12.5 | 12.5 | 0.0 ± 0.0 % | same |

    </details>

    - intervals and marks are corrected (Holm) for the number of comparisons of a metric: 3 of mIoU
    - with 3 seeds and 3 comparisons a mean difference must exceed 4.4 times the deviation of the differences to be significant
    - configuration changed: of all compared variants
    ");
}

#[test]
fn csv_has_a_line_per_metric_and_variant_with_numbers_in_full() {
    insta::assert_snapshot!(shown(Format::Csv), @r"
    base,head,experiment,metric,variant,seeds,base_mean,head_mean,difference,interval_95,tolerance,mark,reason,p_holm,comparisons,seeds_lost,seeds_gained
    v1,v2,streets,miou,regular-16,3,0.408203125,0.408203125,0.0,0.0,0.005,same,,1.0,,,
    v1,v2,streets,miou,edges,3,0.408203125,0.39753645833333334,-0.010666666666666677,0.002549601312638523,0.005,worse,,0.0029254029385793164,3,,
    v1,v2,streets,miou,random,3,0.408203125,0.4185364583333333,0.010333333333333342,0.002068448938856907,0.005,better,,0.0029254029385793164,3,,
    v1,v2,streets,miou,blocks,3,0.408203125,0.408203125,0.0,0.02845937275197576,0.005,noise,,1.0,3,,
    v1,v2,streets,miou,learned,3,,0.408203125,,,,new,,,,,0 1 2
    v1,v2,streets,miou,oracle,3,0.408203125,,,,,gone,,,,0 1 2,
    v1,v2,streets,macs_total,regular-16,3,389000000.0,389000000.0,0.0,,0.0,same,,,,,
    v1,v2,streets,macs_total,edges,3,622250000.0,622250000.0,0.0,,0.0,same,,,,,
    v1,v2,streets,macs_total,random,3,622250000.0,622250000.0,0.0,,0.0,same,,,,,
    v1,v2,streets,macs_total,blocks,3,622250000.0,622250000.0,0.0,,0.0,same,,,,,
    v1,v2,streets,macs_total,learned,3,,622250000.0,,,,new,,,,,0 1 2
    v1,v2,streets,macs_total,oracle,3,622250000.0,,,,,gone,,,,0 1 2,
    v1,v2,streets,host_latency_median_ms,regular-16,3,12.5,12.5,0.0,0.0,0.625,same,,1.0,,,
    v1,v2,streets,host_latency_median_ms,edges,3,12.5,10.125,-2.375,0.31051721396879167,0.625,better,,0.0009220841057241322,1,,
    v1,v2,streets,host_latency_median_ms,random,3,12.5,12.5,0.0,0.0,0.625,same,,1.0,,,
    v1,v2,streets,host_latency_median_ms,blocks,3,12.5,12.5,0.0,0.0,0.625,same,,1.0,,,
    v1,v2,streets,host_latency_median_ms,learned,3,,12.5,,,,new,,,,,0 1 2
    v1,v2,streets,host_latency_median_ms,oracle,3,12.5,,,,,gone,,,,0 1 2,
    ");
}

#[test]
fn json_keeps_the_same_as_csv() {
    let json: serde_json::Value = serde_json::from_str(&shown(Format::Json)).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json[0]["experiments"][0]["lines"][1]).unwrap(), @r#"
    {
      "base": 0.408203125,
      "comparisons": 3,
      "difference": -0.010666666666666677,
      "gained": [],
      "head": 0.39753645833333334,
      "interval": 0.002549601312638523,
      "lost": [],
      "mark": "worse",
      "metric": "miou",
      "p": 0.0029254029385793164,
      "reason": null,
      "seeds": 3,
      "tolerance": 0.005,
      "variant": "edges"
    }
    "#);
    let lines = json[0]["experiments"][0]["lines"].as_array().unwrap().len();
    assert_eq!(lines, shown(Format::Csv).lines().count() - 1);
}

#[test]
fn more_than_two_sources_make_a_history() {
    let [base, head] = pair();
    let later = crate::compare::Loaded { label: "v3".into(), ..base.clone() };
    let both = between(&base, &[head, later], &Terms::default());
    insta::assert_snapshot!(text(&both, Format::Table).unwrap(), @r"
    v1 → v2, streets: worse and better (1 worse, 2 better, 3 gone, 3 new, 1 noise, 8 same)
    v1 → v3, streets: the same (15 same)

    ───────────────────────────────────────────────────────
     streets        variant        v1            v2     v3
    ═══════════════════════════════════════════════════════
     mIoU (%)       regular-16   40.8          40.8   40.8
     mIoU (%)       edges        40.8    39.8 worse   40.8
     mIoU (%)       random       40.8   41.9 better   40.8
     mIoU (%)       blocks       40.8          40.8   40.8
     mIoU (%)       learned         –          40.8      –
     mIoU (%)       oracle       40.8             –   40.8
     MACs (M)       regular-16    389           389    389
     MACs (M)       edges         622           622    622
     MACs (M)       random        622           622    622
     MACs (M)       blocks        622           622    622
     MACs (M)       learned         –           622      –
     MACs (M)       oracle        622             –    622
     latency (ms)   regular-16   12.5          12.5   12.5
     latency (ms)   edges        12.5   10.1 better   12.5
     latency (ms)   random       12.5          12.5   12.5
     latency (ms)   blocks       12.5          12.5   12.5
     latency (ms)   learned         –          12.5      –
     latency (ms)   oracle       12.5             –   12.5
    ───────────────────────────────────────────────────────
    All are held against the first; values without a mark are the same, within noise, or new.
    v2, streets: intervals and marks are corrected (Holm) for the number of comparisons of a metric: 3
      of mIoU
    v2, streets: with 3 seeds and 3 comparisons a mean difference must exceed 4.4 times the deviation
      of the differences to be significant
    v2, streets: configuration changed: of all compared variants
    ");
    insta::assert_snapshot!(text(&both, Format::Markdown).unwrap(), @r"
    - v1 → v2, streets: worse and better (1 worse, 2 better, 3 gone, 3 new, 1 noise, 8 same)
    - v1 → v3, streets: the same (15 same)

    | streets | variant | v1 | v2 | v3 |
    |---|---|---:|---:|---:|
    | mIoU (%) | regular-16 | 40.8 | 40.8 | 40.8 |
    | mIoU (%) | edges | 40.8 | 39.8 worse | 40.8 |
    | mIoU (%) | random | 40.8 | 41.9 better | 40.8 |
    | mIoU (%) | blocks | 40.8 | 40.8 | 40.8 |
    | mIoU (%) | learned | – | 40.8 | – |
    | mIoU (%) | oracle | 40.8 | – | 40.8 |
    | MACs (M) | regular-16 | 389 | 389 | 389 |
    | MACs (M) | edges | 622 | 622 | 622 |
    | MACs (M) | random | 622 | 622 | 622 |
    | MACs (M) | blocks | 622 | 622 | 622 |
    | MACs (M) | learned | – | 622 | – |
    | MACs (M) | oracle | 622 | – | 622 |
    | latency (ms) | regular-16 | 12.5 | 12.5 | 12.5 |
    | latency (ms) | edges | 12.5 | 10.1 better | 12.5 |
    | latency (ms) | random | 12.5 | 12.5 | 12.5 |
    | latency (ms) | blocks | 12.5 | 12.5 | 12.5 |
    | latency (ms) | learned | – | 12.5 | – |
    | latency (ms) | oracle | 12.5 | – | 12.5 |

    All are held against the first; values without a mark are the same, within noise, or new.

    - v2, streets: intervals and marks are corrected (Holm) for the number of comparisons of a metric: 3 of mIoU
    - v2, streets: with 3 seeds and 3 comparisons a mean difference must exceed 4.4 times the deviation of the differences to be significant
    - v2, streets: configuration changed: of all compared variants
    ");
}

#[test]
fn no_line_of_the_terminal_is_wider_than_100_columns() {
    let [base, head] = pair();
    let selection = Selection { all: true, ..Default::default() };
    let all = between(&base, &[head], &Terms { selection, ..Default::default() }).remove(0);
    let text = terminal::terminal(&all);
    let widest = text.lines().max_by_key(|line| line.chars().count()).unwrap();
    assert!(widest.chars().count() <= 100, "{widest}");
}

#[test]
fn small_differences_do_not_look_like_none() {
    let of = |base: f64, head: f64, metric: &str| {
        let mut comparison = two().remove(0);
        let experiment = &mut comparison.experiments[0];
        experiment.lines.truncate(1);
        let line = &mut experiment.lines[0];
        (line.base, line.head, line.difference) = (Some(base), Some(head), Some(head - base));
        (line.interval, line.metric) = (None, metric.into());
        display::Display::of(metric, experiment).difference(&experiment.lines[0])
    };
    assert_eq!(of(0.5, 0.49, "miou"), "−1.00");
    assert_eq!(of(0.5, 0.500001, "miou"), "+0.0001");
    assert_eq!(of(389e6, 389e6 + 2.0, "macs_total"), "+0.000001 %");
    assert_eq!(of(0.0, 3e6, "macs_mask"), "+3.000");
    assert_eq!(of(10.0, 10.0, "host_latency_median_ms"), "0.0 %");
}
