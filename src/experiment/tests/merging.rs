//! A file is its base plus the difference, and so is a variant.

use super::{BASE, OS8, read_files, read_one, variant};
use crate::models::Downsampling;

const ADAPTIVE: &str =
    "downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: 1}}";

#[test]
fn a_variant_changes_only_what_it_names() {
    let settings =
        variant("{downsampling: {kind: regular, output_stride: 16}, training: {steps: 7}}").unwrap();
    let training = settings.training.unwrap();
    assert_eq!((training.steps, training.batch), (7, 8));
}

#[test]
fn a_mapping_of_another_kind_replaces_the_old_one() {
    let text = format!("{BASE}{ADAPTIVE}\n{OS8}");
    let experiment = read_one(&text).unwrap();
    assert!(matches!(experiment.runs[0].settings.downsampling, Downsampling::Regular(_)));
}

#[test]
fn a_mapping_of_the_same_kind_or_without_one_is_merged() {
    for difference in ["{coarse: 32}", "{kind: adaptive, coarse: 32}"] {
        let text = format!("{BASE}{ADAPTIVE}\nvariants: {{v: {{downsampling: {difference}}}}}");
        let Downsampling::Adaptive(found) = read_one(&text).unwrap().runs[0].settings.downsampling.clone()
        else {
            panic!("the kind was lost");
        };
        assert_eq!((found.fine, found.coarse), (8, 32));
    }
}

#[test]
fn lists_replace_and_an_empty_value_removes() {
    let os8 = "downsampling: {kind: regular, output_stride: 8}";
    assert_eq!(
        variant(&format!("{{{os8}, augmentation: {{crop: [32, 32]}}}}")).unwrap().augmentation.crop,
        Some([32; 2])
    );
    assert_eq!(variant(&format!("{{{os8}, augmentation: {{crop: null}}}}")).unwrap().augmentation.crop, None);
}

#[test]
fn a_chain_of_bases_is_merged_from_the_bottom_up() {
    let files = [
        ("bases/low.yaml", BASE),
        ("bases/middle.yaml", "extends: low.yaml\ntraining: {steps: 50, batch: 4}\n"),
        ("top.yaml", &format!("title: Top\nextends: bases/middle.yaml\ntraining: {{steps: 60}}\n{OS8}")),
    ];
    let plan = read_files(&files, &["top.yaml"]).unwrap();
    let experiment = &plan.experiments[0];
    assert_eq!((experiment.name.as_str(), experiment.title.as_str()), ("top", "Top"));
    let training = experiment.runs[0].settings.training.as_ref().unwrap();
    assert_eq!((training.steps, training.batch, training.learning_rate), (60, 4, 0.1));
    assert_eq!(experiment.runs.iter().map(|run| run.seed).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn an_inherited_variant_can_be_changed_or_removed() {
    let variants = "variants:\n  a: {downsampling: {kind: regular, output_stride: 8}}\n  b: {downsampling: {kind: regular, output_stride: 16}}\n  c: {downsampling: {kind: regular, output_stride: 32}}\n";
    let files = [
        ("base.yaml", &*format!("{BASE}{variants}")),
        ("top.yaml", "extends: base.yaml\nvariants: {a: {downsampling: {output_stride: 4}}, b: }\n"),
    ];
    let plan = read_files(&files, &["top.yaml"]).unwrap();
    let found: Vec<_> = plan.experiments[0]
        .variants()
        .map(|runs| (runs[0].variant.as_str(), runs.len(), runs[0].settings.preparation().augmentation.crop))
        .collect();
    assert_eq!(found, [("a", 2, Some([64, 96])), ("c", 2, Some([64, 96]))]);
}

#[test]
fn kind_may_stand_anywhere_in_its_mapping() {
    variant("{downsampling: {output_stride: 8, kind: regular}}").unwrap();
}

#[test]
fn the_family_is_the_kind_of_mask_unless_the_variant_names_one() {
    let text = format!(
        "{BASE}variants:\n  a: {{{ADAPTIVE}}}\n  b: {{{ADAPTIVE}, training: {{steps: 1}}, family: mine}}\n  c: {{downsampling: {{kind: regular, output_stride: 8}}}}\n"
    );
    let families: Vec<String> =
        read_one(&text).unwrap().variants().map(|runs| runs[0].family.clone()).collect();
    assert_eq!(families, ["edges", "mine", "regular"]);
}

#[test]
fn padding_and_shared_images_are_noted() {
    let text = format!(
        "{BASE}variants:\n  a: {{{ADAPTIVE}, augmentation: {{crop: [65, 96]}}, data: {{val: {{split: train}}}}}}\n  \
         b: {{{ADAPTIVE}, data: {{resize: [50, 64]}}}}\n"
    );
    insta::assert_snapshot!(read_one(&text).unwrap().notes.join("\n"), @r"
    crops of 65×96 pixels are padded to 96×96, multiples of 32; the padding counts in no loss and no metric (a)
    training and validation use the same images (a)
    images of 50×64 pixels are padded to 64×64, multiples of 32; the padding counts in no loss and no metric (b)
    crops of 64×96 pixels are larger than the images of 50×64; the rest counts in no loss (b)
    ");
}
