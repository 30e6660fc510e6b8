//! Charts of result tables as SVG text: accuracy and latency against cost. Equal tables give equal bytes.

mod draw;
mod latency;
mod legend;
mod points;
mod small;
#[cfg(test)]
mod tests;

use draw::{Guide, Setting};
use points::Points;

use crate::claims::Published;
use crate::draw::{Axis, Family, Scale, register_fonts};
use crate::error::Result;
use crate::results::tables::Table;

/// A value over total MACs per image: a point per variant of a summary, its error bar the standard deviation
/// over seeds, and a dashed line to judge by. Variants without a value or a cost are left out.
pub struct Chart {
    title: String,
    points: Points,
    macs: Axis,
    /// What is shown over the MACs, and its axis.
    y: Scale,
    values: Axis,
    guide: Guide,
    /// What others measured of some variants: MACs as measured here, their value, the variant's family.
    published: Vec<(f64, f64, Family)>,
}

impl Chart {
    /// The headline metric of the task over MACs, with the Pareto front: the chart of
    /// [`crate::results::tables::summary`].
    pub fn new(title: &str, summary: &Table) -> Chart {
        let headline = summary.task().headline();
        let scale = headline.scale();
        let points = Points::of(summary, headline.name, &scale);
        let macs = Axis::logarithmic(points.points.iter().map(|point| point.macs));
        let ends = points.ends();
        let y = Scale { label: scale.heading(headline.title), logarithmic: false };
        let guide = Guide { corners: points.pareto_steps(macs.range.end), meaning: "Pareto front" };
        Chart { title: title.into(), macs, y, values: Axis::even(ends), guide, points, published: Vec::new() }
    }

    /// The same with a hollow mark for every number that `published` has of the headline metric, at the MACs that
    /// its variant has here. Give it only numbers of the same setting and data.
    #[must_use]
    pub fn with_published(mut self, summary: &Table, published: &[Published]) -> Chart {
        let headline = summary.task().headline();
        let mark = |published: &Published| {
            let point = self.points.points.iter().find(|point| point.variant == published.variant)?;
            Some((point.macs, headline.scale().scaled(published.value), point.family.clone()))
        };
        self.published =
            published.iter().filter(|one| one.metric == headline.name).filter_map(mark).collect();
        let theirs = self.published.iter().map(|(_, value, _)| *value);
        self.values = Axis::even(self.points.ends().chain(theirs));
        self
    }

    /// The families that have a point, in the order of the summary.
    pub fn families(&self) -> Vec<&Family> {
        self.points.families()
    }

    /// Under what the drawing groups everything that belongs to a family.
    pub fn class(&self, family: &Family) -> String {
        let number = self.points.families().iter().position(|known| *known == family);
        number.map_or(String::new(), |number| format!("f{number}"))
    }

    /// What the dashed line is; the drawing groups it under `guide`.
    pub fn guide(&self) -> &'static str {
        self.guide.meaning
    }

    /// Does it show numbers of the authors?
    pub fn is_published(&self) -> bool {
        !self.published.is_empty()
    }

    /// The chart as SVG text as wide as [`crate::draw::SIZE`], with title and legend.
    ///
    /// # Errors
    /// When the font cannot be used.
    pub fn svg(&self) -> Result<String> {
        register_fonts()?;
        draw::draw(self, &Setting::Alone)
    }

    /// The same for a page that has a heading and a legend: without both, but every mark shows what `tip` says of its
    /// variant.
    ///
    /// # Errors
    /// As [`Chart::svg`].
    pub fn on_page(&self, tip: impl Fn(&str) -> String) -> Result<String> {
        register_fonts()?;
        draw::draw(self, &Setting::Page(&tip))
    }
}
