//! One network under test with its images.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::times::{MASK, Sample};
use crate::batch::{Batch, BatchSource};
use crate::cli::cost::picture;
use crate::cli::project;
use crate::cli::reckon::Reckoned;
use crate::cli::run::Processor;
use crate::cost::layers;
use crate::data::{Dataset, Preparation, Prepared};
use crate::engine::{self, Inference, Precision, Purpose};
use crate::experiment::Run;
use crate::graph::Part;
use crate::mask::Needs;
use crate::ops::Fast;
use crate::{Error, Result};

/// A network, its plan, and what it is run on.
pub struct Subject {
    pub name: String,
    pub reckoned: Reckoned,
    pub engine: Box<dyn Inference>,
    pub batch: usize,
    /// Where the images come from.
    pub pictures: &'static str,
    pub samples: Vec<Sample>,
    source: BatchSource,
    images: Vec<Prepared>,
}

impl Subject {
    /// The network of a run with weights drawn from seed 0, and the first images of its validation split.
    ///
    /// # Errors
    /// When the card or the network does not exist, or an image cannot be read.
    pub fn new(run: &Run, wanted: &Wanted, processor: &Processor) -> Result<Self> {
        let &Wanted { size, images, batch, precision } = wanted;
        let reckoned = Reckoned::new(run, size)?;
        let ops = Fast::new();
        let graph = reckoned.model.inference();
        let parameters = reckoned.model.initial(&ops, 0)?;
        let precision = precision.unwrap_or(run.settings.evaluation.precision);
        let device = Some(processor.device());
        let engine = engine::on(device, &ops, graph, &parameters, precision)?;
        let engine = engine.ok_or_else(|| {
            Error::new(format!("{} is too old for the engine", processor.name()))
                .help("it needs compute capability 8.0; `--device cpu` times the networks on the CPU")
        })?;
        let (source, images, pictures) = match validation(run)? {
            Some(dataset) => {
                let own = run.settings.preparation();
                let preparation = match size {
                    Some(_) => Preparation { resize: size, shorter_side: None, centre_crop: None, ..own },
                    None => own,
                };
                let source = reckoned.source(dataset, preparation);
                let count = images.min(source.dataset.len());
                let images = (0..count).map(|index| source.image(index)).collect::<Result<Vec<_>>>()?;
                (source, images, "images of the validation split")
            }
            // Times need no labels: scenes will do where the data is not here.
            None if reckoned.mask.as_ref().is_some_and(|mask| mask.needs() == Needs::Keypoints) => {
                return Err(Error::new(
                    "a mask around keypoints is timed on the data's own images, which are not here",
                )
                .help("`cadbench data list` names what is missing"));
            }
            None => {
                let scene = |number| picture::scene(reckoned.size, number);
                let scenes: Vec<_> = (0..images as u64).map(scene).collect::<Result<_>>()?;
                let sources: Vec<_> = scenes.iter().map(|s| picture::source(s, &reckoned, None)).collect();
                let images = sources.iter().map(|source| source.image(0)).collect::<Result<Vec<_>>>()?;
                let first = sources.into_iter().next().ok_or_else(|| Error::new("there is no image"))?;
                (first, images, "generated street scenes")
            }
        };
        let (name, samples) = (run.variant.clone(), Vec::new());
        Ok(Subject { name, reckoned, engine, batch, pictures, samples, source, images })
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
        for layer in layers(self.reckoned.model.inference(), &**tables)? {
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
    pub images: usize,
    pub batch: usize,
    /// In place of the experiment's.
    pub precision: Option<Precision>,
}

/// The validation split, where its data is on this machine.
fn validation(run: &Run) -> Result<Option<Arc<dyn Dataset>>> {
    let card = project::card_of(&run.settings)?;
    if card.root(project::root()).is_err() {
        return Ok(None);
    }
    Ok(Some(Arc::from(card.open(project::root(), &run.settings.data.val)?)))
}
