//! Labels that make a training or a score meaningless are refused or named.

mod support;

use std::path::Path;

use support::project::{program, project};
use support::tiny::{STREETS, files_below, run_folder};

const MORE: &str = "
training: {steps: 3, batch: 2, learning_rate: 0.05}
seeds: [1]
";
/// Label ids of the card: one that is ignored, and two classes.
const BONNET: u8 = 1;
const ROAD: u8 = 7;
const PERSON: u8 = 24;

/// Rewrites the ids in every label file of a split.
fn relabel(folder: &Path, split: &str, id: impl Fn(u8) -> u8) {
    let below = folder.join("datasets/generated/streets/gtFine").join(split);
    let labels =
        files_below(&below).into_iter().filter(|path| path.to_string_lossy().ends_with("labelIds.png"));
    for path in labels {
        let mut picture = image::open(&path).unwrap().into_luma8();
        picture.pixels_mut().for_each(|pixel| pixel.0[0] = id(pixel.0[0]));
        picture.save(&path).unwrap();
    }
}

/// Before, it trained with a loss of 0.
#[test]
fn training_images_without_any_label_are_refused_with_their_folder() {
    let project = project(&format!("{STREETS}{MORE}"));
    relabel(project.path(), "train", |_| BONNET);
    let (code, told) = program(project.path(), &["run", "experiments/small.yaml"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("none of the 6 training images has a pixel with a label that counts"), "{told}");
    assert!(told.contains("gtFine/train"), "{told}");
}

#[test]
fn a_class_that_no_evaluated_image_has_is_named_by_run_row_and_page() {
    let project = project(&format!("{STREETS}{MORE}"));
    relabel(project.path(), "val", |id| if id == PERSON { ROAD } else { id });
    let (code, told) = program(project.path(), &["run", "experiments/small.yaml"]);
    assert_eq!(code, Some(0), "{told}");
    let remark = "no evaluated image has these classes: person; one that is predicted all the same counts as 0 in the mean";
    assert!(told.contains(remark), "{told}");
    let row = std::fs::read(run_folder(project.path(), "results").join("row.json")).unwrap();
    let row: serde_json::Value = serde_json::from_slice(&row).unwrap();
    assert_eq!(row["accuracy"]["absent_classes"], serde_json::json!(["person"]));
    for page in ["README.md", "report.html"] {
        let page = std::fs::read_to_string(project.path().join("results").join(page)).unwrap();
        assert!(page.contains("no evaluated image has these classes: person"));
    }
}
