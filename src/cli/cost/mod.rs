//! `cadbench cost`: what the networks of an experiment cost, by variant or by layer.

mod layers;
mod measure;
pub(super) mod picture;
mod variants;

use std::path::PathBuf;

use super::Outcome;
use super::reckon::Reckoned;
use super::select::Chosen;
use crate::Result;
use crate::data::SingleImage;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    chosen: Chosen,
    /// Height and width of the image in pixels (default: the experiment's)
    #[arg(long, value_name = "HxW", value_parser = size)]
    size: Option<[usize; 2]>,
    /// Share of the lattice that masks keep fine, 0 to 1 (default: the experiment's, or the mask's bounds)
    #[arg(long, value_name = "SHARE", value_parser = share)]
    active: Option<f64>,
    /// One line per layer
    #[arg(long)]
    layers: bool,
    /// As CSV with exact numbers
    #[arg(long, conflicts_with = "measure")]
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
pub fn cost(arguments: &Arguments) -> Result<Outcome> {
    let plan = arguments.chosen.plan()?;
    let picture = arguments.image.as_deref().map(SingleImage::read).transpose()?;
    let size = picture.as_ref().map(SingleImage::size).or(arguments.size);
    let mut variants = Vec::new();
    for run in arguments.chosen.runs(&plan)? {
        let mut reckoned = Reckoned::new(run, size)?;
        if let (Some(active), Some(_)) = (arguments.active, &reckoned.mask) {
            reckoned.active = [active; 2];
        }
        variants.push((run, reckoned));
    }
    match (arguments.measure, arguments.layers) {
        (true, layers) => measure::measure(&variants, picture, arguments.active, layers)?,
        (false, true) => layers::print(&variants, arguments.csv)?,
        (false, false) => variants::print(&variants, arguments.csv)?,
    }
    Ok(Outcome::Done)
}

pub(super) fn size(text: &str) -> std::result::Result<[usize; 2], String> {
    let sides = text.split_once(['x', '×']).map(|(height, width)| [height.parse(), width.parse()]);
    match sides {
        Some([Ok(height), Ok(width)]) if height > 0 && width > 0 => Ok([height, width]),
        _ => Err("write height and width in pixels, as in 1024x2048".to_owned()),
    }
}

fn share(text: &str) -> std::result::Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// 1423584526336 → "1 423 584 526 336", with narrow no-break spaces.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_height_by_width() {
        assert_eq!(size("1024x2048"), Ok([1024, 2048]));
        assert!(size("1024").is_err() && size("0x8").is_err() && size("a×b").is_err());
    }

    #[test]
    fn large_numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(1_423_584_526_336.0), "1\u{202f}423\u{202f}584\u{202f}526\u{202f}336");
        assert_eq!(
            (grouped(0.0), grouped(999.0), grouped(1000.0)),
            ("0".into(), "999".into(), "1\u{202f}000".into())
        );
    }
}
