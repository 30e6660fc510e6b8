//! Edge masks and their levels against those of the authors' implementation.

mod support;

use cadbench::mask::{Blocks, Edges, Mask, View, edges};
use support::fidelity::record;
use support::{Golden, golden};

/// [3, height, width] → [height·width, 3].
fn interleaved(image: &Golden) -> Vec<f32> {
    let plane = image.shape[1] * image.shape[2];
    (0..3 * plane).map(|i| image.values[i % 3 * plane + i / 3] as f32).collect()
}

#[test]
fn edges_and_levels_equal_the_authors() {
    let golden = golden("edges");
    for number in 0..3 {
        let array = |name: &str| &golden[&format!("e{number}.{name}")];
        let [_, height, width] = array("image").shape[..] else { panic!("an image has three dimensions") };
        let [threshold, side] = array("threshold_width").values[..] else { panic!("two settings") };
        let settings = Edges { threshold: threshold as f32, width: side as usize, absolute: false };
        let pixels = interleaved(array("image"));

        // The authors' array holds the edges before they are widened; the levels come from the wide ones.
        let mask = edges(&pixels, height, width, &Edges { width: 1, ..settings.clone() });
        let expected: Vec<bool> = array("edges").values.iter().map(|&set| set != 0.0).collect();
        assert!(mask.set == expected, "the edges of image {number} differ");
        record(
            &format!("edge mask, image {number}"),
            format!("{} pixels", expected.len()),
            "the same",
            "none",
        );

        let view = View { pixels: &pixels, height, width, labels: None, keypoints: &[] };
        for (name, coarse) in [("levels_8_to_16", 1), ("levels_8_to_32", 2)] {
            let blocks = Blocks { stride: 8, side: 4, coarse };
            let levels = Mask::Edges(settings.clone()).levels(view, blocks, 0).unwrap();
            let expected: Vec<u8> = array(name).values.iter().map(|&level| level as u8).collect();
            assert_eq!(levels.as_slice(), expected, "{name} of image {number}");
            record(
                &format!("{name}, image {number}"),
                format!("{} positions", expected.len()),
                "the same",
                "none",
            );
        }
    }
}
