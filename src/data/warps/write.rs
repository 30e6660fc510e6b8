//! Whole sequences on disk.

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Settings;
use super::change::{Light, view};
use super::scene::Scene;
use crate::Result;
use crate::data::generated::{Content, Made, Recipe};
use crate::data::sequences::IMAGES;
use crate::keypoints::{Homography, SequenceKind};

/// Grows whenever the same settings would give other pictures.
const VERSION: u32 = 1;
/// Samples per pixel along one side.
const SAMPLES: usize = 2;

/// Writes the sequences under `root` as `i_00/1.png` … and `v_00/…`, unless they are there already. The folder appears when
/// it is complete; a set with other settings is replaced. `progress` hears how many of how many sequences are done, from
/// several threads.
///
/// # Errors
/// When the settings make no sense, `root` holds something that was not generated, or the disk refuses.
pub fn generate(root: &Path, settings: &Settings, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Made> {
    settings.check()?;
    let jobs = jobs(settings);
    let scenes = jobs.iter().map(|&(kind, number)| files(kind, number)).collect();
    let sequences: Vec<Drawn> =
        jobs.iter().map(|&(kind, number)| Drawn::new(settings, kind, number)).collect::<Result<_>>()?;
    let draw = |job: usize| sequences[job].contents(settings);
    Recipe { name: "warps", version: VERSION, settings, scenes, draw: &draw }.make(root, progress)
}

fn jobs(settings: &Settings) -> Vec<(SequenceKind, usize)> {
    let of = |kind, count: usize| (0..count).map(move |number| (kind, number));
    of(SequenceKind::Illumination, settings.illumination)
        .chain(of(SequenceKind::Viewpoint, settings.viewpoint))
        .collect()
}

/// Six images, then five homographies.
fn files(kind: SequenceKind, number: usize) -> Vec<PathBuf> {
    let letter = match kind {
        SequenceKind::Illumination => 'i',
        SequenceKind::Viewpoint => 'v',
    };
    let folder = PathBuf::from(format!("{letter}_{number:02}"));
    let images = (1..=IMAGES).map(|image| format!("{image}.png"));
    images.chain((2..=IMAGES).map(|image| format!("H_1_{image}"))).map(|name| folder.join(name)).collect()
}

/// A sequence that is decided but not painted.
pub(super) struct Drawn {
    scene: Scene,
    /// By image, the first included.
    pub views: Vec<Homography>,
    lights: Vec<Light>,
    random: ChaCha8Rng,
}

impl Drawn {
    /// A pure function of its arguments; counts of sequences don't matter.
    pub fn new(settings: &Settings, kind: SequenceKind, number: usize) -> Result<Self> {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&settings.seed.to_le_bytes());
        key[8] = kind as u8;
        key[16..24].copy_from_slice(&(number as u64).to_le_bytes());
        let mut random = ChaCha8Rng::from_seed(key);
        let scene = Scene::draw(settings.size, settings.shapes, &mut random);
        let same = Homography::new([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])?;
        let (mut views, mut lights) = (vec![same], vec![Light::PLAIN]);
        for image in 1..IMAGES {
            let step = settings.strength * image as f64;
            let seen = kind == SequenceKind::Viewpoint;
            views.push(if seen { view(step, settings.size, &mut random)? } else { same });
            lights.push(if seen { Light::PLAIN } else { Light::draw(step as f32, &mut random) });
        }
        Ok(Drawn { scene, views, lights, random })
    }

    /// One content for each of the sequence's files.
    fn contents(&self, settings: &Settings) -> Vec<Content> {
        let mut random = self.random.clone();
        let images = (0..IMAGES).map(|image| self.photograph(settings, image, &mut random).into());
        let mut contents: Vec<Content> = images.collect();
        contents.extend(self.views[1..].iter().map(|view| {
            let line = |row: &[f64; 3]| format!("{} {} {}\n", row[0], row[1], row[2]);
            Content::Text(view.rows().iter().map(line).collect())
        }));
        contents
    }

    pub fn photograph(&self, settings: &Settings, image: usize, random: &mut ChaCha8Rng) -> RgbImage {
        let [height, width] = settings.size;
        let (back, light) = (self.views[image].inverse(), self.lights[image]);
        RgbImage::from_fn(width, height, |x, y| {
            let mut sum = [0.0; 3];
            for sample in 0..SAMPLES * SAMPLES {
                let offset = |number: usize| (number as f64 + 0.5) / SAMPLES as f64 - 0.5;
                let place =
                    [f64::from(y) + offset(sample / SAMPLES), f64::from(x) + offset(sample % SAMPLES)];
                // A view never looks so far aside that a place has no way back; black if it did.
                let colour = back.project(place).map_or([0.0; 3], |place| self.scene.colour(place));
                (0..3).for_each(|c| sum[c] += colour[c] / (SAMPLES * SAMPLES) as f32);
            }
            let across = [y as f32 / height as f32 - 0.5, x as f32 / width as f32 - 0.5];
            Rgb(sum.map(|value| {
                // Twelve uniform draws have the variance 1, nearly a normal's shape, and no library's version in them.
                let noise = (0..12).map(|_| random.random::<f32>()).sum::<f32>() - 6.0;
                let value = light.shine(value, across) + settings.noise * noise;
                (value.clamp(0.0, 1.0) * 255.0).round() as u8
            }))
        })
    }
}
