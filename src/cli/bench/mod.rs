//! `cadbench bench`: how long the networks of an experiment take, against each other.

mod stages;
mod subject;
mod times;
mod variants;

use super::Outcome;
use super::select::Chosen;
use crate::Result;
use subject::Subject;
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
    /// Images in one batch
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = positive)]
    batch: usize,
    /// Height and width to resize the images to (default: the experiment's)
    #[arg(long, value_name = "HxW", value_parser = super::cost::size)]
    size: Option<[usize; 2]>,
    /// The stages of every network in a table of their own
    #[arg(long)]
    stages: bool,
}

/// Runs the command: in every round each batch goes through all networks in turn, so that whatever else
/// happens on the machine meets all of them alike.
///
/// # Errors
/// When anything is wrong in the file, a variant does not exist, or an image cannot be read.
pub fn bench(arguments: &Arguments) -> Result<Outcome> {
    let plan = arguments.chosen.plan()?;
    let runs = arguments.chosen.runs(&plan)?;
    let subject = |run| Subject::new(run, arguments.size, arguments.images, arguments.batch);
    let mut subjects: Vec<Subject> = runs.into_iter().map(subject).collect::<Result<_>>()?;
    let batches = subjects.iter().map(Subject::batches).min().unwrap_or(0);
    for round in 0..=arguments.rounds {
        for batch in 0..batches {
            for subject in &mut subjects {
                let sample: Sample = subject.time(batch)?;
                if round > 0 {
                    subject.samples.push(sample);
                }
            }
        }
    }
    let peak = crate::kernels::peak::gemm();
    println!(
        "{} batches of {} × {} rounds on {} threads, random weights; {}",
        batches,
        arguments.batch,
        arguments.rounds,
        rayon::current_num_threads(),
        subjects.first().map_or("", |subject| subject.pictures),
    );
    println!("{}\n{}", variants::table_of(&subjects, peak), variants::EXPLANATION);
    if arguments.stages {
        println!("{}", stages::table_of(&subjects));
    }
    Ok(Outcome::Done)
}

fn positive(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "write a number from 1 on".to_owned())
}
