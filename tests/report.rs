//! The page of results and the pictures on it, from runs of a small project to a browser.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::project::{program, project};

const EXPERIMENT: &str = "
title: Small & <quick>
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 4, batch: 2, learning_rate: 0.05}
seeds: [7]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os16: {downsampling: {kind: regular, output_stride: 16}}
  edges: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: 1.4, width: 3}}}
  oracle:
    network: {weights: {variant: os8}}
    training: none
    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: oracle, width: 3}}
  random: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: random, fraction: 0.5}}}
";

fn hash(folder: &Path, variant: &str) -> String {
    let runs = std::fs::read_dir(folder.join("results/runs")).unwrap().map(|run| run.unwrap().path());
    let mut runs = runs.filter(|run| run.is_dir());
    let is_wanted = |run: &PathBuf| {
        let row: serde_json::Value =
            serde_json::from_slice(&std::fs::read(run.join("row.json")).unwrap()).unwrap();
        row["identity"]["variant"] == variant
    };
    runs.find(is_wanted).unwrap().file_name().unwrap().to_str().unwrap().to_owned()
}

fn size(png: &Path) -> (u32, u32) {
    let picture = image::open(png).unwrap();
    (picture.width(), picture.height())
}

#[test]
fn runs_become_a_page_with_charts_curves_and_a_picture_and_any_run_can_be_shown() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let (code, told) = program(folder, &["run", "experiments/small.yaml"]);
    assert_eq!(code, Some(0), "{told}");
    let page = folder.join("results/report.html");
    let first = std::fs::read(&page).unwrap();
    let html = String::from_utf8(first.clone()).unwrap();
    for part in [
        "Small &amp; &lt;quick&gt;",
        "IoU by class",
        "Loss over steps",
        "layer3",
        "data:image/png;base64,iVBOR",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    assert!(!html.contains("There is no picture"));
    let (code, told) = program(folder, &["report"]);
    assert_eq!((code, std::fs::read(&page).unwrap() == first), (Some(0), true), "the same again: {told}");

    let edges = hash(folder, "edges");
    for (name, columns) in [(&edges[..8], 4), ("small/oracle", 4), ("small/random", 4), ("small/os16", 3)] {
        let (code, told) = program(folder, &["show", name, "1", "--out", "seen.png"]);
        assert_eq!((code, told.as_str()), (Some(0), "seen.png\n"));
        // Tiles of 256 pixels are enlarged twice; gaps of 12 units have two pixels each.
        assert_eq!(size(&folder.join("seen.png")).0, 24 + columns * (512 + 24), "{name}");
    }
    refusals(folder);

    std::fs::remove_file(folder.join("results/runs").join(hash(folder, "os16")).join("last.safetensors"))
        .unwrap();
    let (code, told) = program(folder, &["show", "small/edges", "0", "--out", "seen.png"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("without os16: the weights of small/os16/7 are not in the store"), "{told}");
    let (code, told) = program(folder, &["show", "small/os16", "0"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("cadbench run experiments/small.yaml --variant os16 --force"), "{told}");
    // A page is rebuilt without weights from the picture that is there.
    std::fs::remove_file(&page).unwrap();
    let (code, told) = program(folder, &["report"]);
    assert_eq!((code, std::fs::read(&page).unwrap() == first), (Some(0), true), "{told}");
    in_a_browser(&page);
}

fn refusals(folder: &Path) {
    for (arguments, expected) in [
        (["small/edgse", "0", "--seed", "7"], "there is no variant `edgse`"),
        (["small/edgse", "0", "--seed", "7"], "did you mean `edges`?"),
        (["smal/edges", "0", "--seed", "7"], "did you mean `small`?"),
        (["small/edges", "0", "--seed", "8"], "its seeds are 7"),
        (["small/edges", "3", "--seed", "7"], "the 3 images are counted from 0 to 2"),
        (["small/edges", "nothing", "--seed", "7"], "there is no image `nothing`"),
        (["zzzz", "0", "--seed", "7"], "there is no run `zzzz`"),
        (["small/edges", "0", "--out", "a.jpg"], "a panel is a PNG"),
    ] {
        let (code, told) = program(folder, &[&["show"], &arguments[..]].concat());
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(expected), "{expected} is missing in {told}");
    }
}

/// Shares of dark pixels of the page in either theme, as a browser shows it; a phone must not need to scroll aside.
fn in_a_browser(page: &Path) {
    let Some(browser) = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| Path::new(path).exists())
    else {
        println!("skipped: there is no Chromium to look at the page with");
        return;
    };
    for (size, theme, is_dark) in
        [("1200,900", "light", false), ("1200,900", "dark", true), ("500,900", "dark", true)]
    {
        let own = tempfile::tempdir().unwrap();
        let shot = own.path().join("shot.png");
        let status = Command::new(browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
            ])
            .arg(format!("--user-data-dir={}", own.path().display()))
            .arg(format!("--window-size={size}"))
            .arg(format!("--screenshot={}", shot.display()))
            .arg(format!("file://{}?theme={theme}", page.display()))
            .output()
            .unwrap();
        assert!(status.status.success(), "{status:?}");
        let picture = image::open(&shot).unwrap().to_luma8();
        let dark = picture.pixels().filter(|pixel| pixel.0[0] < 80).count();
        let share = dark as f64 / f64::from(picture.width() * picture.height());
        assert_eq!(share > 0.5, is_dark, "{theme}: {share} of the page is dark");
        assert!(share > 0.005, "the page is empty");
    }
}
