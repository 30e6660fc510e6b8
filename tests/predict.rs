//! Predictions of image files as a person asks for them, from a training to pictures and tables.

mod support;

use std::path::Path;

use support::project::{program, project, write};

const STREETS: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 2, batch: 2, learning_rate: 0.05}
seeds: [7]
variants:
  edges: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: 1.4, width: 3}}}
  oracle:
    network: {weights: {variant: edges}}
    training: none
    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: oracle, width: 3}}
";

const THINGS: &str = "
title: Small things
task: classification
data: {card: things, train: {split: train}, val: {split: val}}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: classifier}}
training: {steps: 2, batch: 2, learning_rate: 0.05}
seeds: [7]
variants:
  os16: {downsampling: {kind: regular, output_stride: 16}}
";

const WARPS: &str = "
title: Small warps
task: matching
data: {card: warps, val: {split: all}}
network: {backbone: {kind: vgg, width: 0.0625}, head: {kind: descriptors}}
training: none
seeds: [7]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
";

const IMAGES: &str = "datasets/generated/streets/leftImg8bit/val";

/// The PNG files below a folder, by their paths below it.
fn pictures(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/")),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn label_maps_and_overlays_lie_below_the_folder_as_the_images_do() {
    let folder = project(STREETS);
    let folder = folder.path();
    let set = ["--set", "augmentation.flip=true"];
    let (code, told) = program(folder, &[&["run", "experiments/small.yaml"], &set[..]].concat());
    assert_eq!(code, Some(0), "{told}");
    let predict =
        |more: &[&str]| program(folder, &[&["predict"], more, &["--out", "out"], &set[..]].concat());

    let (code, told) = predict(&["small/edges", IMAGES]);
    assert_eq!(code, Some(0), "{told}");
    let line = "small/edges/7 predicted 3 of 3 images; label maps in out, overlays in out/overlays\n";
    assert_eq!(told, line);
    let images = pictures(&folder.join(IMAGES));
    let overlays = images.iter().map(|image| format!("overlays/{image}"));
    let mut expected: Vec<String> = images.iter().cloned().chain(overlays).collect();
    expected.sort();
    assert_eq!(pictures(&folder.join("out")), expected);
    let known = [7, 8, 11, 17, 20, 21, 23, 24, 26];
    for name in &images {
        let ids = image::open(folder.join("out").join(name)).unwrap();
        assert_eq!(ids.color(), image::ColorType::L8);
        assert!(ids.as_bytes().iter().all(|id| known.contains(id)), "{name}");
    }

    let image = &*format!("{IMAGES}/{}", images[0]);
    write(folder, "broken/a.png", "no picture");
    let (code, told) = predict(&["small/edges", "broken/a.png", image, "--no-overlays", "--seed", "7"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("predicted 1 of 2 images; label maps in out\n"), "{told}");
    assert!(told.contains("error: this image does not decode") && told.contains("broken/a.png"), "{told}");

    for (arguments, message) in [
        (&["small/oracle", image][..], "the mask `oracle` of small/oracle/7 looks at labels"),
        (&["small/edgse", image], "did you mean `edges`?"),
        (&["small/edges", "nothing.png"], "nothing.png"),
        (&["0123abcd", image], "with `--set` a run is named EXPERIMENT/VARIANT"),
    ] {
        let (code, told) = predict(arguments);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(message), "{message} is missing in {told}");
    }
    // Another configuration, which nobody has trained.
    let (code, told) = program(folder, &["predict", "small/edges", image, "--out", "out"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("the weights of small/edges/7 are not in the store"), "{told}");
}

#[test]
fn a_classifier_writes_a_table_and_descriptors_have_no_classes() {
    let folder = project(THINGS);
    let folder = folder.path();
    let card = include_str!("../datasets/things.yaml")
        .replace("train: 2000", "train: 20")
        .replace("val: 500", "val: 10");
    write(folder, "datasets/things.yaml", &card);
    write(folder, "datasets/warps.yaml", include_str!("../datasets/warps.yaml"));
    write(folder, "experiments/warps.yaml", WARPS);
    for arguments in [&["data", "generate", "things"][..], &["run", "experiments/small.yaml"]] {
        let (code, told) = program(folder, arguments);
        assert_eq!(code, Some(0), "{told}");
    }
    let images = "datasets/generated/things/val/closed";
    let (code, told) = program(folder, &["predict", "small/os16", images, "--out", "out"]);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(told, "small/os16/7 predicted 1 of 1 images; classes in out/predictions.csv\n");
    let table = std::fs::read_to_string(folder.join("out/predictions.csv")).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["image", "rank", "class", "probability"]);
    assert_eq!(lines.len(), 6, "the best five of one image:\n{table}");
    let probabilities: Vec<f64> = lines[1..].iter().map(|cells| cells[3].parse().unwrap()).collect();
    assert!(probabilities.is_sorted_by(|one, two| one >= two) && probabilities.iter().sum::<f64>() <= 1.0);
    assert!(
        lines[1..].iter().all(|cells| cells[0].starts_with(images) && card.contains(cells[2])),
        "{table}"
    );

    let (code, told) = program(folder, &["predict", "warps/os8", images, "--out", "out"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("warps/os8/7 describes keypoints, so it has no classes to predict"), "{told}");
}
