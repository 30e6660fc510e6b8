use super::*;
use crate::draw::{SIZE, png};
use crate::results::samples::row;
use crate::results::tables::{runs, summary};

fn chart() -> Chart {
    let rows = [
        row("streets", "regular-16", 0, 0.0),
        row("streets", "edges", 0, 1.0),
        row("streets", "edges", 1, 3.0),
        row("streets", "edges <50 %>", 0, 2.0),
    ];
    Chart::new("Streets: 3 variants", &summary(&runs(&rows).unwrap()).unwrap())
}

#[test]
fn the_chart_names_its_title_axes_families_and_variants() {
    let svg = chart().svg().unwrap();
    for text in [
        "Streets: 3 variants",
        "MACs per image (M)",
        "mIoU (%)",
        "Pareto",
        "regular-16",
        "edges &lt;50 %&gt;",
    ] {
        assert!(svg.contains(text), "{text} is missing");
    }
}

#[test]
fn equal_tables_give_equal_svg_and_png_bytes() {
    let (one, two) = (chart().svg().unwrap(), chart().svg().unwrap());
    assert_eq!(one, two);
    assert_eq!(png(&one).unwrap(), png(&two).unwrap());
}

#[test]
fn the_picture_has_two_pixels_per_unit() {
    let bytes = png(&chart().svg().unwrap()).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (2 * SIZE.0, 2 * SIZE.1));
}

#[test]
fn the_front_holds_only_what_nothing_cheaper_reaches() {
    let front = chart().points.pareto_front();
    assert_eq!(front.len(), 2, "the regular one, and the best of two equally cheap ones: {front:?}");
    assert!(front[0].0 < front[1].0 && front[0].1 < front[1].1);
}

#[test]
fn published_numbers_are_hollow_marks_before_the_points() {
    let table = summary(&runs(&[row("streets", "regular-16", 0, 0.0)]).unwrap()).unwrap();
    let published = |metric: &str| Published {
        variant: "regular-16".into(),
        metric: metric.into(),
        value: 0.9,
        source: "a paper".into(),
    };
    let chart = |metric| Chart::new("t", &table).with_published(&table, &[published(metric)]);
    let with = |metric| chart(metric).svg().unwrap();
    let circles = |svg: &str| svg.matches("<circle").count();
    let (hollow, in_legend) = (1, 1);
    let others = circles(&with("pixel_accuracy"));
    assert_eq!(circles(&with("miou")), others + hollow + in_legend, "the headline metric alone");
    assert!(with("miou").contains("published by the authors"));
    assert!(chart("miou").values.range.end >= 90.0, "the axis reaches what is published");
}

#[test]
fn a_table_without_variants_still_makes_a_chart() {
    let empty = Chart::new("nothing", &summary(&runs(&[]).unwrap()).unwrap());
    assert!(empty.svg().unwrap().contains("nothing"));
}

/// A summary of so many variants, each of a family of its own.
fn crowd(count: usize) -> Table {
    let one = |number: usize| {
        let mut row = row("streets", &format!("variant {number}"), 0, number as f64);
        row.identity.family = format!("family {number}");
        row
    };
    summary(&runs(&(0..count).map(one).collect::<Vec<_>>()).unwrap()).unwrap()
}

#[test]
fn many_variants_make_a_chart_higher_and_its_families_are_groups() {
    let svg = |count: usize| Chart::new("many", &crowd(count)).svg().unwrap();
    let height = |count: usize| -> u32 {
        let svg = svg(count);
        svg.split_once("height=\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
    };
    assert!(height(3) == SIZE.1 && height(30) > height(12) + 200);
    let (svg, (_, height)) = (svg(30), (0, f64::from(height(30))));
    let places = |name: &str| -> Vec<f64> {
        let places = svg.split("<text ").skip(1).filter_map(|text| text.split_once(&format!(" {name}=\"")));
        places.filter_map(|(_, rest)| rest.split('"').next()?.parse().ok()).collect()
    };
    assert!(places("y").iter().all(|&y| y > 0.0 && y < height));
    assert!(svg.matches("class=\"f29\"").count() == 2, "mark and name");
}

#[test]
fn a_mark_on_a_page_tells_its_variant_and_the_page_has_the_legend() {
    let svg = chart().on_page(|variant| format!("told of {variant}")).unwrap();
    assert!(svg.contains("<title>told of edges &lt;50 %&gt;</title>"), "{svg}");
    assert!(!svg.contains("Streets: 3 variants") && !svg.contains("Pareto"));
}

#[test]
fn a_small_chart_has_a_dot_for_every_point_and_no_words() {
    let small = Chart::new("many", &crowd(30)).small();
    assert_eq!((small.matches("class=\"dot\"").count(), small.matches("<text").count()), (30, 0));
    assert!(!small.contains("NaN") && !Chart::new("none", &crowd(0)).small().contains("NaN"));
}
