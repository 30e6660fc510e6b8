//! Training and evaluation.

use super::Check;
use crate::evaluate::Checkpoint;
use crate::executor::Portion;
use crate::experiment::Settings;
use crate::metrics::Task;
use crate::models::Downsampling;
use crate::train::Training;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    let Some(training) = &settings.training else { return untrained(settings, check) };
    let what = "descriptors are not trained here, but taken as they are";
    check.require(settings.task != Task::Matching, "training", what, "`training: none`");
    let train = settings.data.train.is_some();
    let help = "`train: {split: train}`, or `training: none` to evaluate weights as they are";
    check.require(train, "data.train", "nothing to train on", help);
    let positive = "at least 1";
    check.require(training.steps > 0, "training.steps", "nothing is trained in 0 steps", positive);
    check.require(training.batch > 0, "training.batch", "a batch needs an image", positive);
    let validates = training.validate_every != Some(0);
    check.require(validates, "training.validate_every", "0 is no number of steps", positive);
    rates(settings, training, check);
    batch_norm(settings, training, check);
    let best = settings.evaluation.checkpoint == Checkpoint::Best;
    check.require(
        !best || training.validate_every.is_some(),
        "evaluation.checkpoint",
        "without validation during training the best checkpoint is not known",
        "set `training.validate_every`, or report the `last` checkpoint",
    );
}

/// Weights that are evaluated as they are: none of them is drawn, and there is one checkpoint.
fn untrained(settings: &Settings, check: &mut Check) {
    let weights = settings.network.weights.as_ref();
    // Descriptors may be of drawn weights: random features.
    let all = weights.map_or(settings.task == Task::Matching, |weights| weights.portion() == Portion::All);
    let help = "`network: {weights: {file: …, part: all}}` or `network: {weights: {variant: …}}`";
    check.require(all, "training", "without training all weights must come from a file or a variant", help);
    let last = settings.evaluation.checkpoint == Checkpoint::Last;
    let what = "without training there is no best checkpoint";
    check.require(last, "evaluation.checkpoint", what, "leave it out");
}

fn rates(settings: &Settings, training: &Training, check: &mut Check) {
    let rate = training.learning_rate;
    let what = format!("a learning rate of {rate} trains nothing");
    let help = "a number above 0; 0, where all weights are given, to estimate the norms' statistics anew and change nothing else";
    let given = settings.network.weights.as_ref().is_some_and(|weights| weights.portion() == Portion::All);
    let good = rate > 0.0 || (rate == 0.0 && given && training.minimum_rate == 0.0);
    check.require(good && rate.is_finite(), "training.learning_rate", what, help);
    for (name, value, most) in [
        ("backbone_rate", training.backbone_rate, f64::INFINITY),
        ("momentum", training.momentum, 1.0),
        ("weight_decay", training.weight_decay, f64::INFINITY),
        ("power", training.power, f64::INFINITY),
        ("minimum_rate", training.minimum_rate, f64::INFINITY),
        ("batch_norm_momentum", training.batch_norm_momentum, 1.0),
    ] {
        check.within(value.into(), 0.0..=most, &format!("training.{name}"));
    }
}

/// Batch-norm has no variance in a single row. A feature map has the fewest rows at the coarsest stride;
/// the image pooling of DeepLabv3 has one for each image.
fn batch_norm(settings: &Settings, training: &Training, check: &mut Check) {
    if !settings.network.backbone.has_batch_norms() {
        return;
    }
    let batch = training.batch;
    let coarsest = match &settings.downsampling {
        Downsampling::Regular(regular) => regular.output_stride,
        Downsampling::Adaptive(adaptive) => adaptive.coarse,
    };
    let pools = settings.network.head.normalises_images();
    let one_cell = |sides: [usize; 2]| sides.iter().all(|&side| side <= coarsest);
    let tiny = settings.crop_size().or(settings.data.resize).is_some_and(one_cell);
    check.require(
        batch != 1 || !(pools || tiny),
        "training.batch",
        "batch-norm cannot train on a single row, and one image makes no more",
        if pools {
            "at least 2: DeepLabv3 pools each image to one row"
        } else {
            "at least 2, or a larger crop"
        },
    );
}
