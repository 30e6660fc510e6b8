//! One network under test with its images.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::picture;
use super::sample::{MASK, Sample};
use crate::batch::{Batch, BatchSource};
use crate::cost::layers;
use crate::data::{Preparation, Prepared};
use crate::engine::{self, Inference, Precision, Purpose};
use crate::graph::Part;
use crate::mask::Needs;
use crate::ops::Fast;
use crate::runner::{Estimate, Processor, Setup};
use crate::{Error, Result};

/// A network, its plan, and what it is run on.
pub struct Subject<'a> {
    /// Whose network it is.
    pub setup: &'a Setup<'a>,
    /// Runs the network.
    pub engine: Box<dyn Inference>,
    /// Images of a batch.
    pub batch: usize,
    /// Where the images come from.
    pub pictures: &'static str,
    /// What was timed so far.
    pub samples: Vec<Sample>,
    source: BatchSource,
    images: Vec<Prepared>,
}

impl<'a> Subject<'a> {
    /// The network of a run with weights drawn from seed 0, and the first images of its validation split.
    ///
    /// # Errors
    /// When the card or the network does not exist, or an image cannot be read.
    pub fn new(setup: &'a Setup<'a>, wanted: &Wanted, processor: &Processor) -> Result<Self> {
        let &Wanted { size, images, batch, precision } = wanted;
        let settings = &setup.run.settings;
        let ops = Fast::new();
        let graph = setup.model.inference();
        let parameters = setup.model.initial(&ops, 0)?;
        let precision = precision.unwrap_or(settings.evaluation.precision);
        let device = Some(processor.device());
        let engine = engine::on(device, &ops, graph, &parameters, precision)?;
        let engine = engine.ok_or_else(|| {
            Error::new(format!("{} is too old for the engine", processor.name()))
                .help("it needs compute capability 8.0; `--device cpu` times the networks on the CPU")
        })?;
        let (source, images, pictures) = match setup.has_data() {
            true => {
                let (source, images) = validation_images(setup, size, images)?;
                (source, images, "images of the validation split")
            }
            // Times need no labels: scenes will do where the data is not here.
            false if setup.mask().is_some_and(|mask| mask.needs() == Needs::Keypoints) => {
                return Err(Error::new(
                    "a mask around keypoints is timed on the data's own images, which are not here",
                )
                .help("`cadbench data list` names what is missing"));
            }
            false => {
                let (source, images) = scenes(setup, size, images)?;
                (source, images, "generated street scenes")
            }
        };
        Ok(Subject { setup, engine, batch, pictures, samples: Vec::new(), source, images })
    }

    /// As tables name it.
    pub fn name(&self) -> &str {
        &self.setup.run.variant
    }

    /// Whole batches that the images fill.
    pub fn batches(&self) -> usize {
        (self.images.len() / self.batch).max(usize::from(!self.images.is_empty()))
    }

    /// Runs one batch, and once more step by step where stages are wanted.
    ///
    /// # Errors
    /// When images differ in size.
    pub fn time(&self, number: usize, with_stages: bool) -> Result<Sample> {
        let first = number * self.batch;
        let images = self.images.iter().enumerate().skip(first).take(self.batch);
        let images = images.map(|(index, image)| (image.clone(), index)).collect();
        let start = Instant::now();
        let batch = self.source.evaluation_of(images)?;
        let of_levels = start.elapsed();
        let start = Instant::now();
        self.engine.prepare(&batch.tables)?;
        let of_maps = start.elapsed();
        let start = Instant::now();
        let ran = self.engine.run_whole(&batch.tables, &batch.pixels, batch.noise_of_decision())?;
        let network = start.elapsed().saturating_sub(ran.mask + ran.maps + ran.copies);
        let tables = ran.decided.as_ref().unwrap_or(&batch.tables);
        let mut macs = BTreeMap::new();
        for layer in layers(self.setup.model.inference(), &**tables)? {
            let stage = if layer.node.part == Part::Mask { MASK } else { layer.node.stage };
            *macs.entry(stage).or_insert(0.0) += layer.count.macs;
        }
        let levels = tables.levels();
        let active = levels.iter().map(|levels| levels.active_fraction()).sum::<f64>() / levels.len() as f64;
        Ok(Sample {
            mask: (of_levels + ran.mask).as_secs_f64(),
            tables: (of_maps + ran.maps).as_secs_f64(),
            network: network.as_secs_f64(),
            copies: ran.copies.as_secs_f64(),
            stages: if with_stages { self.stages(&batch)? } else { BTreeMap::new() },
            macs,
            active,
            feature_bytes: self.engine.feature_bytes(tables)? as f64,
        })
    }

    /// Seconds of the stages.
    fn stages(&self, batch: &Batch) -> Result<BTreeMap<&'static str, f64>> {
        let mut stages = BTreeMap::new();
        let mut on_step = |step: usize, took: Duration| {
            let step = &self.engine.steps()[step];
            if step.purpose == Purpose::Network {
                *stages.entry(step.stage).or_insert(0.0) += took.as_secs_f64();
            }
        };
        self.engine.run_timed(&batch.tables, &batch.pixels, batch.noise_of_decision(), &mut on_step)?;
        Ok(stages)
    }
}

/// What is asked of all networks alike.
pub struct Wanted {
    /// Height and width in place of the experiment's.
    pub size: Option<[usize; 2]>,
    /// At least so many.
    pub images: usize,
    /// Images of a batch.
    pub batch: usize,
    /// In place of the experiment's.
    pub precision: Option<Precision>,
}

/// The first images of the validation split.
fn validation_images(
    setup: &Setup<'_>,
    size: Option<[usize; 2]>,
    images: usize,
) -> Result<(BatchSource, Vec<Prepared>)> {
    let own = setup.run.settings.preparation();
    let preparation = match size {
        Some(_) => Preparation { resize: size, shorter_side: None, centre_crop: None, ..own },
        None => own,
    };
    let source = setup.plain_source(setup.images(&setup.run.settings.data.val)?, preparation);
    let count = images.min(source.dataset.len());
    let images = (0..count).map(|index| source.image(index)).collect::<Result<Vec<_>>>()?;
    Ok((source, images))
}

/// Generated street scenes of the run's image size.
fn scenes(
    setup: &Setup<'_>,
    size: Option<[usize; 2]>,
    images: usize,
) -> Result<(BatchSource, Vec<Prepared>)> {
    let size = Estimate::new(setup, size)?.size;
    let scenes = (0..images as u64).map(|number| picture::scene(size, number));
    let sources = scenes.map(|scene| Ok(picture::source(&scene?, setup, None)));
    let sources: Vec<BatchSource> = sources.collect::<Result<_>>()?;
    let images = sources.iter().map(|source| source.image(0)).collect::<Result<Vec<_>>>()?;
    let first = sources.into_iter().next().ok_or_else(|| Error::new("there is no image"))?;
    Ok((first, images))
}

/// Runs every batch through all networks in turn, round by round, so that whatever else happens on the machine meets all of
/// them alike; one more round before warms up. Returns how many batches a round has.
///
/// # Errors
/// When images of a batch differ in size, or the device fails.
pub fn time(subjects: &mut [Subject<'_>], rounds: usize, with_stages: bool) -> Result<usize> {
    let batches = subjects.iter().map(Subject::batches).min().unwrap_or(0);
    for round in 0..=rounds {
        for batch in 0..batches {
            for subject in &mut *subjects {
                let sample = subject.time(batch, with_stages)?;
                if round > 0 {
                    subject.samples.push(sample);
                }
            }
        }
    }
    Ok(batches)
}

/// The regular network with the most multiply–accumulates.
pub fn reference<'s, 'a>(subjects: &'s [Subject<'a>]) -> Option<&'s Subject<'a>> {
    let regular = subjects.iter().filter(|subject| subject.setup.mask().is_none());
    regular.max_by(|a, b| mean(a, Sample::macs).total_cmp(&mean(b, Sample::macs)))
}

/// The mean over the samples of a network.
pub fn mean(subject: &Subject<'_>, value: impl Fn(&Sample) -> f64) -> f64 {
    subject.samples.iter().map(value).sum::<f64>() / subject.samples.len().max(1) as f64
}
