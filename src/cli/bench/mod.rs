//! `cadbench bench`: how long the networks of an experiment take, against each other.

mod stages;
mod subject;
mod times;
mod variants;

use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::Outcome;
use super::run::Processor;
use super::select::Chosen;
use crate::Result;
use crate::device::Device;
use crate::engine::Precision;
use crate::experiment::Run;
use crate::kernels::peak;
use subject::{Subject, Wanted};
use times::Sample;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    chosen: Chosen,
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
    #[arg(long, value_name = "HxW", value_parser = super::cost::size)]
    size: Option<[usize; 2]>,
    /// The stages of every network in a table of their own
    #[arg(long)]
    stages: bool,
    /// What convolutions multiply (default: the experiment's `precision`)
    #[arg(long, value_name = "PRECISION", value_parser = precision)]
    precision: Option<Precision>,
    /// Device: cpu, cuda, cuda:1, …, or cuda-or-cpu (default: the file's `device`, or cpu)
    #[arg(long, value_name = "DEVICE")]
    device: Option<Device>,
}

/// Runs the command: in every round each batch goes through all networks in turn, so that whatever else
/// happens on the machine meets all of them alike.
///
/// # Errors
/// When anything is wrong in the file, a variant does not exist, or an image cannot be read.
pub fn bench(arguments: &Arguments) -> Result<Outcome> {
    let plan = arguments.chosen.plan()?;
    let runs = arguments.chosen.runs(&plan)?;
    let device = plan.experiments.first().map(|experiment| experiment.device);
    let processor = Processor::find(arguments.device.or(device).unwrap_or_default(), false)?;
    let runs = computable(runs, arguments, processor.device())?;
    let training = runs.iter().filter_map(|run| run.settings.training.as_ref());
    let training = training.map(|training| training.batch).max().unwrap_or(1);
    let mut batches = arguments.batch.map_or_else(|| vec![1, training], |batch| vec![batch]);
    batches.dedup();
    let peak = (processor == Processor::Cpu).then(peak::gemm);
    let machine = match peak {
        Some(_) => format!("{} threads", rayon::current_num_threads()),
        None => processor.name(),
    };
    for (number, &batch) in batches.iter().enumerate() {
        let images = arguments.images.max(batch);
        let wanted = Wanted { size: arguments.size, images, batch, precision: arguments.precision };
        let subject = |&run: &_| Subject::new(run, &wanted, &processor);
        let mut subjects: Vec<Subject> = runs.iter().map(subject).collect::<Result<_>>()?;
        let batches = time(&mut subjects, arguments)?;
        println!(
            "{}{batches} × {batch} images × {} rounds on {machine}, random weights; {}",
            if number > 0 { "\n" } else { "" },
            arguments.rounds,
            subjects.first().map_or("", |subject| subject.pictures),
        );
        println!("{}", variants::table_of(&subjects, peak));
        if peak.is_none() {
            let copies =
                subjects.iter().flat_map(|subject| subject.samples.iter().map(|sample| sample.copies));
            println!(
                "Copying pixels to the GPU and scores back takes {:.2} ms more.",
                1e3 * times::median(copies)
            );
        }
        if arguments.stages {
            println!("{}", stages::table_of(&subjects));
        }
    }
    println!("{}", variants::EXPLANATION);
    Ok(Outcome::Done)
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
                eprintln!("without {}: {}", run.variant, error.what());
                refused = Some(error);
            }
        }
    }
    match refused {
        Some(error) if left.is_empty() => Err(error),
        _ => Ok(left),
    }
}

/// All rounds, after one to warm up; tells how many batches each has.
fn time(subjects: &mut [Subject], arguments: &Arguments) -> Result<usize> {
    let batches = subjects.iter().map(Subject::batches).min().unwrap_or(0);
    for round in 0..=arguments.rounds {
        for batch in 0..batches {
            for subject in &mut *subjects {
                let sample: Sample = subject.time(batch, arguments.stages)?;
                if round > 0 {
                    subject.samples.push(sample);
                }
            }
        }
    }
    Ok(batches)
}

fn precision(text: &str) -> std::result::Result<Precision, String> {
    Precision::deserialize(text.into_deserializer())
        .map_err(|error: serde::de::value::Error| error.to_string())
}

fn positive(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "write a number from 1 on".to_owned())
}
