//! The chapter of one experiment.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::classes::classes;
use super::figure::{figure, switched, switches_of};
use super::front::{Front, order};
use super::layers::layers;
use super::markup::markdown;
use super::page::{Chapter, FACTS, PICTURE, PICTURE_END};
use super::training::training;
use crate::draw::escape;
use crate::error::Result;
use crate::report::ExperimentInfo;
use crate::report::chart::Chart;
use crate::report::claims::{self, JudgedClaim};
use crate::report::curves::Curve;
use crate::report::made::{made, made_briefly};
use crate::report::published::published;
use crate::report::remarks::remarks;
use crate::results::Row;
use crate::results::tables::{Table, summary_for_markdown};

/// What is shown besides the rows, as far as the store has it.
#[derive(Debug, Default)]
pub struct Material<'a> {
    /// How training went, variant by variant; empty where the store has no logs.
    pub curves: &'a [Curve],
    /// The experiment's picture, a PNG.
    pub panel: Option<&'a [u8]>,
    /// What the rows say of the experiment's claims.
    pub judged: &'a [JudgedClaim<'a>],
    /// Which rows are left out, and why.
    pub left_out: Option<&'a str>,
}

/// Made of the experiment's ordered rows (not empty) and their summary.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn chapter(
    experiment: &ExperimentInfo,
    rows: &[Row],
    summary: &Table,
    material: &Material<'_>,
) -> Result<Chapter> {
    let title = format!("{} over MACs per image", summary.task().headline().title);
    let chart = Chart::new(&title, summary).with_published(summary, &experiment.published);
    let order = order(experiment.role, summary.task());
    let parts = [
        format!("{FACTS}{}</p>\n", escape(&facts(experiment, rows))),
        material.left_out.map_or(String::new(), |text| markdown(&format!("{text}."))),
        remarks(experiment, rows)
            .iter()
            .map(|one| format!("<p class=\"note\">{}</p>\n", escape(one)))
            .collect(),
        reading(experiment),
        accuracy(&chart, summary, &title)?,
        verdicts(experiment, material.judged, summary),
        part("Every variant", &markdown(&summary_for_markdown(summary).markdown())),
        by_class(rows, summary)?,
        latency(summary)?,
        pictures(experiment, material),
        part("Cost by layer", &layers(&experiment.layers)?),
        part("Training", &training(material.curves, summary)?),
        part("What made it", &markdown(&made(rows))),
    ];
    Ok(Chapter {
        anchor: experiment.name.clone(),
        heading: experiment.title.clone(),
        front: Front::new(order, &chart, material.judged, &made_briefly(rows)),
        html: parts.concat(),
    })
}

fn part(heading: &str, html: &str) -> String {
    format!("<h3>{}</h3>\n{}\n", escape(heading), html.trim_end())
}

/// The line of a chapter whose rows are not here any more, from the summary that was written of them.
pub fn earlier(experiment: &ExperimentInfo, summary: &Table) -> Front {
    let title = format!("{} over MACs per image", summary.task().headline().title);
    let made = format!("Made earlier, by what [its runs](tables/{}.runs.csv) name.", experiment.name);
    Front::new(order(experiment.role, summary.task()), &Chart::new(&title, summary), &[], &made)
}

/// "30 of 30 runs: 10 variants, 3 seeds; Generated streets".
fn facts(experiment: &ExperimentInfo, rows: &[Row]) -> String {
    let variants: BTreeSet<&str> = rows.iter().map(|row| row.identity.variant.as_str()).collect();
    let seeds: BTreeSet<u64> = rows.iter().map(|row| row.identity.seed).collect();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (done, planned) = (rows.len(), experiment.runs.len());
    let runs = if done < planned { format!("{done} of {planned} runs") } else { counted(done, "run") };
    let data = experiment.data.as_ref().map_or(String::new(), |title| format!("; data: {title}"));
    format!("{runs}: {}, {}{data}", counted(variants.len(), "variant"), counted(seeds.len(), "seed"))
}

fn reading(experiment: &ExperimentInfo) -> String {
    let text = experiment.reading.as_deref().map(str::trim).filter(|text| !text.is_empty());
    text.map_or(String::new(), |text| format!("<div class=\"reading\">\n{}</div>\n", markdown(text)))
}

/// What the paper claims, and what it published in this setting.
fn verdicts(experiment: &ExperimentInfo, judged: &[JudgedClaim<'_>], summary: &Table) -> String {
    let mut html = String::new();
    if !judged.is_empty() {
        // Sentences, which break into lines where numbers do not.
        let table = format!("<div class=\"words\">{}</div>", markdown(&claims::markdown(judged)));
        html += &part("Claims", &table);
    }
    if !experiment.published.is_empty() {
        html += &part("Published", &markdown(&published(&experiment.published, summary)));
    }
    html
}

/// A chart over MACs whose marks tell their line of the summary, under switches of its families.
fn charted(chart: &Chart, summary: &Table, title: &str, caption: &str) -> Result<String> {
    let people = summary_for_markdown(summary);
    let tip = |variant: &str| {
        let line = people.lines().find(|(name, _)| *name == variant);
        line.map_or(variant.to_owned(), |(name, cells)| format!("{name}\n{}", cells.join("\n")))
    };
    Ok(switched(&switches_of(chart), &figure(&chart.on_page(tip)?, title, caption)))
}

fn accuracy(chart: &Chart, summary: &Table, title: &str) -> Result<String> {
    let hollow = if chart.is_published() { " Hollow marks are published by the authors." } else { "" };
    let caption = format!(
        "Up and to the left is better. Nothing on the dashed line is beaten by something as cheap, shown or not. \
         Bars are standard deviations over seeds.{hollow}"
    );
    Ok(part("Accuracy against cost", &charted(chart, summary, title, &caption)?))
}

fn by_class(rows: &[Row], summary: &Table) -> Result<String> {
    let heading = format!("{} by class", summary.task().class_metric().title);
    Ok(classes(rows)?.map_or(String::new(), |table| part(&heading, &table)))
}

fn latency(summary: &Table) -> Result<String> {
    const HEADING: &str = "Latency against cost";
    let title = "Latency of one image over its MACs";
    let Some(chart) = Chart::latency(title, summary) else {
        return Ok(part(HEADING, "<p class=\"note\">There are no times to compare.</p>"));
    };
    let caption = "On the dashed line realised ÷ saved is 1.0: the speed-up over the regular variant with the most MACs \
                   is as large as the ratio of MACs. Above the line, part of what is saved is lost again. Bars are standard \
                   deviations over seeds.";
    Ok(part(HEADING, &charted(&chart, summary, title, caption)?))
}

/// The experiment's picture; nothing where pictures of its data are not this project's to show.
fn pictures(experiment: &ExperimentInfo, material: &Material<'_>) -> String {
    const HEADING: &str = "The method on one image";
    if !experiment.pictures {
        return String::new();
    }
    let Some(panel) = material.panel else {
        return part(
            HEADING,
            "<p class=\"note\">There is no picture: the weights or the data are not here.</p>",
        );
    };
    let data = BASE64_STANDARD.encode(panel);
    part(
        HEADING,
        &format!(
            "{PICTURE}<img alt=\"Image, mask, cells, predictions and errors\" \
             src=\"data:image/png;base64,{data}\"></div>\n<figcaption>An image of the validation split, where the mask is \
             set, the cells on which the network computes at their sizes, and what the coarse, the adaptive and the fine \
             network predict. <code>cadbench show {}/VARIANT IMAGE</code> draws it for any run and image.</figcaption>\n\
             {PICTURE_END}\n",
            escape(&experiment.name)
        ),
    )
}
