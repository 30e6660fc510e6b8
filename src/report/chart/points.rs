//! What a chart shows of a summary: a point per variant, and which points are worth their cost.

use crate::results::tables::{Scale, Table};

/// A variant's place between cost and accuracy.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub variant: String,
    pub family: Family,
    /// Multiply–accumulates per image, in the unit of [`Points::prefix`]; positive.
    pub macs: f64,
    /// Mean over seeds, in percent.
    pub miou: f64,
    /// Standard deviation over seeds, in percentage points; 0 for a single seed.
    pub deviation: f64,
}

/// The points of one chart, under one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// In the order of the summary.
    pub points: Vec<Point>,
    /// Stands before "MACs".
    pub prefix: &'static str,
}

/// Which colour a variant has. Families that the charts do not know share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Regular,
    Edges,
    Random,
    All,
    None,
    Other,
}

impl Family {
    fn of(name: &str) -> Family {
        match name {
            "regular" => Family::Regular,
            "edges" => Family::Edges,
            "random" => Family::Random,
            "all" => Family::All,
            "none" => Family::None,
            _ => Family::Other,
        }
    }

    /// As the legend has it.
    pub fn name(self) -> &'static str {
        match self {
            Family::Regular => "regular",
            Family::Edges => "edges",
            Family::Random => "random",
            Family::All => "all",
            Family::None => "none",
            Family::Other => "other",
        }
    }

    /// Red, green, blue of the palette of Okabe and Ito, which colour-blind people can tell apart.
    pub fn colour(self) -> (u8, u8, u8) {
        match self {
            Family::Regular => (0x00, 0x72, 0xB2),
            Family::Edges => (0xD5, 0x5E, 0x00),
            Family::Random => (0x00, 0x9E, 0x73),
            Family::All => (0xCC, 0x79, 0xA7),
            Family::None => (0x56, 0xB4, 0xE9),
            Family::Other => (0xE6, 0x9F, 0x00),
        }
    }
}

impl Points {
    /// One per variant that has a score and a positive cost; a logarithmic axis has no place for zero.
    pub fn of(summary: &Table) -> Points {
        let macs = |line| summary.number(line, "macs_total").filter(|&macs| macs > 0.0);
        let scale = Scale::of((0..summary.height()).filter_map(macs));
        let point = |line| {
            Some(Point {
                variant: summary.text(line, "variant")?,
                family: Family::of(&summary.text(line, "family")?),
                macs: macs(line)? / scale.divisor,
                miou: summary.number(line, "miou")? * 100.0,
                deviation: summary.number(line, "miou_deviation").unwrap_or(0.0) * 100.0,
            })
        };
        Points { points: (0..summary.height()).filter_map(point).collect(), prefix: scale.prefix }
    }

    /// (MACs, mIoU) of the points that no cheaper or equally cheap point reaches, by rising cost.
    pub fn pareto_front(&self) -> Vec<(f64, f64)> {
        let mut places: Vec<(f64, f64)> = self.points.iter().map(|point| (point.macs, point.miou)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut best = f64::NEG_INFINITY;
        places.retain(|&(_, miou)| {
            let better = miou > best;
            best = best.max(miou);
            better
        });
        places
    }

    /// (MACs, mIoU) of the regular variants, by rising cost.
    pub fn regular(&self) -> Vec<(f64, f64)> {
        let regular = self.points.iter().filter(|point| point.family == Family::Regular);
        let mut places: Vec<(f64, f64)> = regular.map(|point| (point.macs, point.miou)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        places
    }

    /// The families that occur, in the legend's order.
    pub fn families(&self) -> Vec<Family> {
        let mut families: Vec<Family> = self.points.iter().map(|point| point.family).collect();
        families.sort();
        families.dedup();
        families
    }
}
