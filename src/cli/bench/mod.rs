//! `cadbench bench`: how long the networks of an experiment take, against each other.

mod stages;
mod variants;

use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::estimates::size;
use super::{Outcome, Screen};
use crate::Result;
use crate::bench::{Subject, Wanted, median, time};
use crate::device::Device;
use crate::engine::Precision;
use crate::experiment::Run;
use crate::kernels::peak;
use crate::runner::{DeviceChoice, Processor, RunSelection, Setup, precision_remark};
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    /// Images to time, the first of the validation split (generated street scenes where that is not here)
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = positive)]
    images: usize,
    /// Times that every image is run through every network, after one to warm up
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = positive)]
    rounds: usize,
    /// Images in one batch (default: one, and then as many as in a training step)
    #[arg(long, value_name = "N", value_parser = positive)]
    batch: Option<usize>,
    /// Height and width to resize the images to (default: the experiment's)
    #[arg(long, value_name = "HxW", value_parser = size)]
    size: Option<[usize; 2]>,
    /// The stages of every network in a table of their own
    #[arg(long)]
    stages: bool,
    /// What convolutions multiply (default: the experiment's `precision`)
    #[arg(long, value_name = "PRECISION", value_parser = precision)]
    precision: Option<Precision>,
    #[command(flatten)]
    device: DeviceChoice,
}

/// Runs the command: in every round each batch goes through all networks in turn, so that whatever else
/// happens on the machine meets all of them alike.
///
/// # Errors
/// When anything is wrong in the file, a variant does not exist, or an image cannot be read.
pub fn bench(arguments: &Arguments, screen: Screen) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    let runs = arguments.selection.first_of_variants(&plan);
    let device = plan.experiments.first().map(|experiment| experiment.device);
    let processor = arguments.device.for_inference(device)?;
    let runs = computable(runs, arguments, processor.device())?;
    let training = runs.iter().filter_map(|run| run.settings.training.as_ref());
    let training = training.map(|training| training.batch).max().unwrap_or(1);
    let setups: Vec<Setup<'_>> = runs.into_iter().map(Setup::new).collect::<Result<_>>()?;
    let mut batches = arguments.batch.map_or_else(|| vec![1, training], |batch| vec![batch]);
    batches.dedup();
    let asked =
        setups.iter().map(|setup| arguments.precision.unwrap_or(setup.run.settings.evaluation.precision));
    if let Some(slow) = precision_remark(asked, processor.device()) {
        out::remark(slow);
    }
    let peak = (processor == Processor::Cpu).then(peak::gemm);
    let machine = match peak {
        Some(_) => format!("{} threads", rayon::current_num_threads()),
        None => processor.name(),
    };
    for (number, &batch) in batches.iter().enumerate() {
        let images = arguments.images.max(batch);
        let wanted = Wanted { size: arguments.size, images, batch, precision: arguments.precision };
        let subjects = setups.iter().map(|setup| Subject::new(setup, &wanted, &processor));
        let mut subjects: Vec<Subject<'_>> = subjects.collect::<Result<_>>()?;
        let batches = time(&mut subjects, arguments.rounds, arguments.stages)?;
        out::line(format_args!(
            "{}{batches} × {batch} images × {} rounds on {machine}, random weights; {}",
            if number > 0 { "\n" } else { "" },
            arguments.rounds,
            subjects.first().map_or("", |subject| subject.pictures)
        ));
        print_times(&subjects, peak, arguments.stages, screen);
    }
    out::line(variants::EXPLANATION);
    Ok(Outcome::Done)
}

fn print_times(subjects: &[Subject<'_>], peak: Option<f64>, with_stages: bool, screen: Screen) {
    out::line(variants::table_of(subjects, peak).fitted(screen.columns));
    if peak.is_none() {
        let samples = subjects.iter().flat_map(|subject| &subject.samples);
        let copies = 1e3 * median(samples.map(|sample| sample.copies));
        out::line(format_args!("Copying pixels to the GPU and scores back takes {copies:.2} ms more."));
    }
    if with_stages {
        out::line(stages::table_of(subjects).fitted(screen.columns));
    }
}

/// The runs whose numbers the device multiplies; the others are named and left out, where any remains.
fn computable<'a>(runs: Vec<&'a Run>, arguments: &Arguments, device: Device) -> Result<Vec<&'a Run>> {
    let check = |run: &Run| arguments.precision.unwrap_or(run.settings.evaluation.precision).check(device);
    let mut refused = None;
    let mut left = Vec::new();
    for run in runs {
        match check(run) {
            Ok(()) => left.push(run),
            Err(error) => {
                out::remark(format_args!("without {}: {}", run.variant, error.what()));
                refused = Some(error);
            }
        }
    }
    match refused {
        Some(error) if left.is_empty() => Err(error),
        _ => Ok(left),
    }
}

fn precision(text: &str) -> std::result::Result<Precision, String> {
    Precision::deserialize(text.into_deserializer())
        .map_err(|error: serde::de::value::Error| error.to_string())
}

fn positive(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "write a number from 1 on".to_owned())
}
