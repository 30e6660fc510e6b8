//! ResNet-50 backbones 8→16 on images of four sizes and six shares of active blocks.

use cadbench::Result;
use cadbench::draw::{Line, Lines, Scale};
use cadbench::kernels::peak;

use super::networks::{Built, Case, FLOAT32, How, Which};
use super::table;

/// What the columns mean.
pub const EXPLANATION: &str = "ResNet-50 backbone, 8→16, one image, shortest of several runs, levels, cells and kernel \
    maps included. Slope: time per multiply–accumulate between this line and the one before, as a share of the fastest \
    matrix product; it tells what another active block costs.";

/// Seconds that are worth spending on one point, about.
const PATIENCE: f64 = 6.0;
const COLOURS: [(u8, u8, u8); 4] =
    [(0x56, 0xB4, 0xE9), (0x00, 0x9E, 0x73), (0xE6, 0x9F, 0x00), (0xD5, 0x5E, 0x00)];

/// One size of images.
pub struct Size {
    size: [usize; 2],
    points: Vec<Point>,
}

/// One share of active blocks.
struct Point {
    fifths: usize,
    cells: usize,
    seconds: f64,
    macs: f64,
    feature_bytes: usize,
}

/// All sizes up to a width.
///
/// # Errors
/// When a network cannot be built: not the ones here.
pub fn measure(largest: usize) -> Result<Vec<Size>> {
    let sizes = [[256, 512], [512, 1024], [1024, 2048], [2048, 4096]];
    let sizes = sizes.into_iter().filter(|&[_, width]| width <= largest);
    sizes
        .map(|size| Ok(Size { size, points: (0..=5).map(|n| point(size, n)).collect::<Result<_>>()? }))
        .collect()
}

fn point(size: [usize; 2], fifths: usize) -> Result<Point> {
    let built = Built::new(Case {
        network: Which::Resnet50,
        resolution: How::Adaptive(fifths),
        head: None,
        precision: FLOAT32,
        size,
    })?;
    // The first run warms up and tells how many more there is patience for.
    let first = built.seconds()?;
    let mut seconds = f64::INFINITY;
    for _ in 0..((PATIENCE / first) as usize).clamp(2, 20) {
        seconds = seconds.min(built.seconds()?);
    }
    let feature_bytes = built.feature_bytes()?;
    Ok(Point { fifths, cells: built.cells()?, seconds, macs: built.macs()?, feature_bytes })
}

/// One line per size and share.
pub fn table(sizes: &[Size]) -> comfy_table::Table {
    let header =
        ["image", "active", "cells", "GMAC", "ms", "GFLOP/s", "of peak", "slope, of peak", "feature maps"];
    let mut table = table::markdown(&header);
    let peak = peak::gemm() * 1e9;
    for Size { size: [height, width], points } in sizes {
        for (number, point) in points.iter().enumerate() {
            let share = |macs: f64, seconds: f64| format!("{:.0} %", 100.0 * 2.0 * macs / seconds / peak);
            let slope = number.checked_sub(1).map(|before| {
                share(point.macs - points[before].macs, point.seconds - points[before].seconds)
            });
            table.add_row([
                format!("{height}×{width}"),
                format!("{} %", 20 * point.fifths),
                point.cells.to_string(),
                format!("{:.1}", point.macs / 1e9),
                format!("{:.1}", 1e3 * point.seconds),
                format!("{:.0}", 2.0 * point.macs / point.seconds / 1e9),
                share(point.macs, point.seconds),
                slope.unwrap_or("–".into()),
                format!("{:.0} MB", point.feature_bytes as f64 / 1e6),
            ]);
        }
    }
    table
}

/// Time and memory over cells.
pub fn charts(sizes: &[Size]) -> [(&'static str, Lines); 2] {
    let chart = |title: &str, label: &str, value: fn(&Point) -> f64| Lines {
        title: title.into(),
        x: Scale { label: "cells, logarithmic".into(), logarithmic: true },
        y: Scale { label: label.into(), logarithmic: true },
        lines: sizes.iter().zip(COLOURS).map(|(size, colour)| line(size, colour, value)).collect(),
    };
    let time = chart("ResNet-50 8→16: time against cells", "seconds, logarithmic", |point| point.seconds);
    let title = "ResNet-50 8→16: feature maps against cells";
    let memory = chart(title, "megabytes, logarithmic", |point| point.feature_bytes as f64 / 1e6);
    [("scale-time", time), ("scale-memory", memory)]
}

fn line(
    Size { size: [height, width], points }: &Size,
    colour: (u8, u8, u8),
    value: fn(&Point) -> f64,
) -> Line {
    let points = points.iter().map(|point| (point.cells as f64, value(point))).collect();
    Line { name: format!("{height}×{width}"), colour, points }
}
