use super::*;
use crate::experiment::Role;
use crate::metrics::{ByClass, Metric, Scores, Task};
use crate::report::curves::Curve;
use crate::report::{ExperimentInfo, LayerCost, LayerCosts};
use crate::results::samples::{classified, row};
use crate::results::tables::{in_order, runs, summary};
use crate::results::{Identity, Row};

fn rows() -> Vec<Row> {
    vec![
        row("streets", "regular-16", 0, 0.0),
        row("streets", "edges", 0, 4.0),
        row("streets", "edges", 1, 6.0),
    ]
}

fn info(rows: &[Row]) -> ExperimentInfo {
    let planned: Vec<Identity> = rows.iter().map(|row| row.identity.clone()).collect();
    ExperimentInfo {
        task: Task::Segmentation,
        role: Role::Main,
        asked: Default::default(),
        claims: Vec::new(),
        drawn: Default::default(),
        published: Vec::new(),
        name: "streets".into(),
        title: "Streets <& \"more\">".into(),
        variants: vec!["regular-16".into(), "edges".into()],
        data: Some("Generated streets".into()),
        runs: planned,
        layers: vec![LayerCosts {
            variant: "edges".into(),
            active: Some(0.25),
            layers: vec![layer("stem", 2e6), layer("head", 1e6)],
        }],
        diverged: Vec::new(),
        pictures: true,
        reading: Some("Edges **win**, see [the words](../docs/glossary.md).\n".into()),
    }
}

fn layer(stage: &str, macs: f64) -> LayerCost {
    LayerCost { stage: stage.into(), name: format!("{stage}.conv"), macs }
}

fn page(rows: Vec<Row>) -> String {
    let line = |start: f64| vec![(1.0, start), (2.0, start / 2.0)];
    let curves = [Curve { variant: "edges".into(), loss: line(2.0), score: line(40.0) }];
    page_with(rows, &Material { curves: &curves, panel: Some(b"PNG"), judged: &[], left_out: None })
}

fn page_with(rows: Vec<Row>, material: &Material) -> String {
    let info = info(&rows);
    let rows = in_order(rows, &info.variants);
    let table = summary(&runs(&rows).unwrap()).unwrap();
    let mut page = Page::default();
    page.put(chapter(&info, &rows, &table, material).unwrap());
    page.html()
}

/// The page's words, a line per piece, without styles, scripts and drawings.
fn words(html: &str) -> String {
    let mut text = html.to_owned();
    for (start, end, shown) in
        [("<style>", "</style>", ""), ("<script>", "</script>", ""), ("<svg", "</svg>", "[chart]")]
    {
        while let Some(from) = text.find(start) {
            let to = from + text[from..].find(end).unwrap() + end.len();
            text.replace_range(from..to, shown);
        }
    }
    let lines = text.lines().map(|line| {
        let mut words = String::new();
        for piece in line.split('<') {
            let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
            let is_cell = tag.starts_with("th") || tag.starts_with("td");
            words += if is_cell && !words.is_empty() { " | " } else { "" };
            words += rest;
        }
        words.trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_tells_what_was_run_and_what_came_out() {
    insta::assert_snapshot!(words(&page(rows())), @"
    cadbench: results
    Results
    theme
    Content-adaptive downsampling: what it costs and what it keeps. Written by cadbench report from the rows of finished runs. Point at a mark in a chart, or tap it, to see its row; the legend of a chart shows and hides families. Words and columns are explained in docs/glossary.md.
    Main experiments come first, ablations last; both by task, then by the name of their file. Each small chart is the one of its chapter: accuracy upwards, cost to the right.
    Experiments
    Streets &lt;&amp; &quot;more&quot;&gt;
    3 runs: 2 variants, 2 seeds; data: Generated streets
    [chart]
    commit 0123456789ab on Some CPU with 2 threads, 2026-01-02
    Streets &lt;&amp; &quot;more&quot;&gt;
    3 runs: 2 variants, 2 seeds; data: Generated streets
    Edges win, see the words.
    Accuracy against cost
    [chart]regular
    [chart]edges
    [chart]Pareto front
    [chart]
    Up and to the left is better. Nothing on the dashed line is beaten by something as cheap, shown or not. Bars are standard deviations over seeds.
    Every variant
    variant | seeds | mIoU (%) | mIoU ≤ 4 px (%) | pixel acc. (%) | MACs (M) | backbone, ptflops-compatible (M) | active (%) | parameters (k) | latency (ms) | realised ÷ saved
    regular-16 | 1 | 40.6 | 65.6 | 84.4 | 389 | 400 | – | 286 | 12.5 | 1.00
    edges | 2 | 44.6 ± 1.2 | 69.6 ± 1.2 | 88.4 ± 1.2 | 622 ± 48 | 650 ± 40 | 57.0 ± 12.5 | 286 | 12.5 ± 0.0 | 1.60
    Realised ÷ saved: the speed-up over the regular variant with the most MACs, divided by the ratio of MACs. ± is the standard deviation: of scores and times over seeds, of costs and the active share over images. Times are comparable on one kind of machine only; these are from some-cpu-1-2-avx2 with 2 threads.
    IoU by class
    IoU (%) | road | person | train
    regular-16 | 59.4 | 21.9 | –
    edges | 63.4 | 25.9 | –
    Means over seeds. The colour goes from a class's lowest score to its highest one, which is bold; the numbers compare classes.
    Latency against cost
    [chart]regular
    [chart]edges
    [chart]the 1.0 line
    [chart]
    On the dashed line realised ÷ saved is 1.0: the speed-up over the regular variant with the most MACs is as large as the ratio of MACs. Above the line, part of what is saved is lost again. Bars are standard deviations over seeds.
    The method on one image
    An image of the validation split, where the mask is set, the cells on which the network computes at their sizes, and what the coarse, the adaptive and the fine network predict. cadbench show streets/VARIANT IMAGE draws it for any run and image.
    Cost by layer
    [chart]stem[chart]head
    [chart]
    By stage, at the active share that the runs had on average. A stage tells its layers.
    Training
    [chart]edges
    [chart]
    Means over seeds.
    [chart]
    Means over seeds.
    What made it
    Made by commit 0123456789ab on Some CPU with 2 threads, 2026-01-02; training data aaaa1111, validation data bbbb2222.
    ");
}

#[test]
fn equal_rows_give_equal_bytes() {
    assert_eq!(page(rows()), page(rows()));
}

#[test]
fn the_page_fetches_nothing() {
    let html = page(rows());
    for attribute in ["src=\"", "url(", "@import", "<link", "<iframe", "fetch(", "http://", "https://"] {
        let found: Vec<&str> = html.match_indices(attribute).map(|(at, _)| &html[at..at + 60]).collect();
        let own = |place: &&str| {
            place.starts_with("http://www.w3.org/2000/svg") || place.starts_with("src=\"data:")
        };
        assert!(found.iter().all(own), "{attribute}: {found:?}");
    }
}

#[test]
fn titles_are_escaped_wherever_they_stand() {
    let html = page(rows());
    assert!(html.contains("Streets &lt;&amp; &quot;more&quot;&gt;") && !html.contains("Streets <"));
}

#[test]
fn every_point_of_a_chart_tells_its_row() {
    let html = page(rows());
    assert_eq!(html.matches("<g class=\"mark").count(), 2 * 2 + 2 + 2, "points of two charts, stages, lines");
    assert!(
        html.contains(
            "<title>edges, head\n1.00 M MACs, 33.3 % of the network, 25.0 % active\nhead.conv: 1.00 M"
        ),
        "{html}"
    );
    assert!(html.contains("<title>edges\nseeds: 2\nmIoU (%): 44.6 ± 1.2\n"), "{html}");
}

#[test]
fn rows_without_times_and_classes_leave_their_parts_out() {
    let mut bare = classified("streets", "edges", 0, 0.0);
    bare.speed.latency = None;
    let scores = bare.accuracy.scores;
    let value = |metric: &Metric| scores.get(metric.name);
    bare.accuracy.scores = Scores::of(Task::Classification, value, ByClass::default());
    let html = page_with(vec![bare], &Material::default());
    assert!(html.contains("There is no picture") && html.contains("logs of these runs are not in the store"));
    assert!(html.contains("There are no times to compare.") && !html.contains("by class"), "{html}");
}
