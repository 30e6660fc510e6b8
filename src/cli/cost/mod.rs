//! `cadbench cost`: what the networks of an experiment cost, by variant or by layer.

mod layers;
mod measure;
mod variants;

use std::path::PathBuf;

use super::estimates::size;
use super::{Outcome, Screen};
use crate::data::SingleImage;
use crate::runner::{Estimate, RunSelection, Setup};
use crate::text::Format;
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    /// Height and width of the image in pixels (default: the experiment's)
    #[arg(long, value_name = "HxW", value_parser = size)]
    size: Option<[usize; 2]>,
    /// Share of the lattice that masks keep fine, 0 to 1 (default: the experiment's, or the mask's bounds)
    #[arg(long, value_name = "SHARE", value_parser = share)]
    active: Option<f64>,
    /// One line per layer
    #[arg(long)]
    layers: bool,
    #[arg(long, value_enum, default_value = "table", conflicts_with = "measure")]
    format: Format,
    /// The same as `--format csv`
    #[arg(long, conflicts_with_all = ["measure", "format"])]
    csv: bool,
    /// Run each network once with random weights on an image: seconds, memory, and its scores on a crop
    /// checked against dfdx's own operations
    #[arg(long)]
    measure: bool,
    /// The image to measure on, PNG or JPEG (default: a generated street scene of the size)
    #[arg(long, value_name = "IMAGE", requires = "measure", conflicts_with = "size")]
    image: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in the file, a variant does not exist, or the image cannot be read.
pub fn cost(arguments: &Arguments, screen: Screen) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    let picture = arguments.image.as_deref().map(SingleImage::read).transpose()?;
    let size = picture.as_ref().map(SingleImage::size).or(arguments.size);
    let runs = arguments.selection.first_of_variants(&plan);
    let setups: Vec<Setup<'_>> = runs.into_iter().map(Setup::new).collect::<Result<_>>()?;
    let mut estimates: Vec<Estimate<'_>> = Vec::new();
    for setup in &setups {
        let estimate = Estimate::new(setup, size)?;
        estimates.push(match arguments.active {
            Some(active) => estimate.at(active),
            None => estimate,
        });
    }
    match (arguments.measure, arguments.layers) {
        (true, layers) => measure::measure(&estimates, picture, arguments.active, layers, screen)?,
        (false, true) => layers::print(&estimates, arguments.csv()?, screen)?,
        (false, false) => variants::print(&estimates, arguments.csv()?, screen)?,
    }
    Ok(Outcome::Done)
}

impl Arguments {
    /// Exact numbers in place of a table for people?
    fn csv(&self) -> Result<bool> {
        match self.format {
            Format::Table => Ok(self.csv),
            Format::Csv => Ok(true),
            Format::Markdown | Format::Json => {
                Err(Error::new("costs come as a table or as CSV").help("write `--format csv`"))
            }
        }
    }
}

fn share(text: &str) -> std::result::Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a number from 0 to 1".to_owned())
}
