use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::write::Drawn;
use super::*;
use crate::keypoints::SequenceKind;

fn small() -> Settings {
    Settings { size: [64, 80], illumination: 1, viewpoint: 1, shapes: 40, noise: 0.0, ..Settings::default() }
}

fn bytes(settings: &Settings) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("warps");
    generate(&root, settings, &|_, _| ()).unwrap();
    let mut files = Vec::new();
    for sequence in ["i_00", "v_00"] {
        for name in ["1.png", "4.png", "6.png", "H_1_2", "H_1_6"] {
            files
                .push((format!("{sequence}/{name}"), std::fs::read(root.join(sequence).join(name)).unwrap()));
        }
    }
    files
}

#[test]
fn the_same_settings_give_the_same_files_for_any_number_of_threads() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| bytes(&small())), bytes(&small()));
    let other = Settings { seed: 1, ..small() };
    assert!(
        bytes(&small())
            .iter()
            .zip(bytes(&other))
            .filter(|(a, _)| !a.0.contains("i_00/H"))
            .all(|(a, b)| a.1 != b.1)
    );
}

#[test]
fn an_image_shows_the_first_through_its_homography() {
    let settings = small();
    let drawn = Drawn::new(&settings, SequenceKind::Viewpoint, 0).unwrap();
    let photograph = |image| drawn.photograph(&settings, image, &mut ChaCha8Rng::from_seed([0; 32]));
    let (first, third) = (photograph(0), photograph(2));
    let (mut near, mut same, mut all) = (0, 0, 0);
    for y in 10..54_u32 {
        for x in 10..70_u32 {
            let place = drawn.views[2].project([f64::from(y), f64::from(x)]).unwrap().map(f64::round);
            let inside = (0.0..64.0).contains(&place[0]) && (0.0..80.0).contains(&place[1]);
            if inside {
                let off = |a: &image::Rgb<u8>, b: &image::Rgb<u8>| (0..3).all(|c| a[c].abs_diff(b[c]) < 24);
                near += usize::from(off(
                    first.get_pixel(x, y),
                    third.get_pixel(place[1] as u32, place[0] as u32),
                ));
                same += usize::from(off(first.get_pixel(x, y), third.get_pixel(x, y)));
                all += 1;
            }
        }
    }
    // Pixels at edges differ by rounding; without the homography far more do.
    assert!(near * 10 > all * 8, "{near} of {all}");
    assert!(near > same, "{near} against {same} of {all}");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let refused = |settings: Settings| settings.check().unwrap_err().to_string();
    let d = Settings::default;
    let all = [
        refused(Settings { size: [20, 320], ..d() }),
        refused(Settings { illumination: 0, viewpoint: 0, ..d() }),
        refused(Settings { shapes: 0, ..d() }),
        refused(Settings { noise: f32::NAN, ..d() }),
        refused(Settings { strength: -1.0, ..d() }),
    ];
    insta::assert_snapshot!(all.join("\n"), @"
    an image can't have a side of 20 pixels
    help: choose both sides of `size` from 64 to 2048
    a set can't have 0 and 0 sequences
    help: choose `illumination` and `viewpoint` up to 1000, one of them at least 1
    a scene can't have 0 shapes
    help: choose `shapes` from 1 to 10000
    `noise` can't be NaN
    help: choose it from 0 to 0.5
    `strength` can't be -1
    help: choose it from 0 to 2
    ");
}
