//! Cards: what they accept, and what a person reads when something is wrong.

use std::ffi::OsString;

use super::*;
use crate::data::test_tree::Tree;

/// The tree's card with a piece of its text replaced.
fn edited(tree: &Tree, from: &str, to: &str) -> Result<Card> {
    let path = tree.root().join("card.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "the card has no `{from}`");
    std::fs::write(&path, text.replace(from, to)).unwrap();
    Card::load(&path)
}

fn refusal(from: &str, to: &str) -> String {
    let tree = Tree::folders(&["a"]);
    tree.message(edited(&tree, from, to))
}

fn selection(yaml: &str) -> Selection {
    serde_yaml::from_str(yaml).unwrap()
}

#[test]
fn a_mistyped_key_is_shown_in_its_line() {
    insta::assert_snapshot!(refusal("ignored:", "ignore:"), @"
    unknown field `ignore`, expected one of `title`, `root`, `layout`, `splits`, `classes`, `folders`, `ignored`, `licence`, `get`, `fingerprint`, `generator`
      --> ROOT/card.yaml:11:1
       |
    11 | ignore: [3]
       | ^^^^^^
    help: did you mean `ignored`?
    ");
    insta::assert_snapshot!(refusal("image-label-folders", "folders"), @"
    layout.kind: unknown value `folders`, expected one of `cityscapes`, `image-label-folders`, `class-folders`, `sequences`
      --> ROOT/card.yaml:12:16
       |
    12 | layout: {kind: folders, images: 'images/{split}', labels: 'labels/{split}'}
       |                ^^^^^^^
    ");
}

#[test]
fn a_card_that_contradicts_itself_is_refused() {
    insta::assert_snapshot!(refusal("ignored: [3]", "ignored: [7]"), @"
    the label id 7 belongs to class `tree` and to `ignored`
      --> ROOT/card.yaml
    help: each id is a class or ignored, once
    ");
    insta::assert_snapshot!(refusal("name: sky", "name: road"), @"
    the class `road` is named twice
      --> ROOT/card.yaml
    ");
    insta::assert_snapshot!(refusal("root: {path: data}", "root: {}"), @"
    the card does not say where the data set lies
      --> ROOT/card.yaml
    help: give `root` an `env`, a `path`, or both
    ");
    insta::assert_snapshot!(refusal("images/{split}", "images"), @"
    every split would read the same folder `images`
      --> ROOT/card.yaml
    help: write {split} where the split's name belongs, or name one split and select with lists
    ");
    insta::assert_snapshot!(refusal("ignored:", "fingerprint: {test: abc}\nignored:"), @"
    `fingerprint` is about an unknown split `test`
      --> ROOT/card.yaml
    ");
}

#[test]
fn folders_that_lead_out_of_the_data_set_are_refused() {
    insta::assert_snapshot!(refusal("labels/{split}", ""), @"
    a folder of the data set has no name
      --> ROOT/card.yaml
    help: folders lie below the root of the data set; `.` is the root itself
    ");
    for folder in ["/etc/{split}", "../{split}", "images/../../{split}"] {
        let said = refusal("images/{split}", folder);
        assert!(said.contains("leads out of the data set"), "{folder}: {said}");
    }
    let said = refusal("splits: [train, val]", "splits: [train, val, ../test]");
    assert!(said.contains("the split `../test` leads out of the data set"), "{said}");
}

#[test]
fn the_environment_goes_before_the_path() {
    let tree = Tree::folders(&["a"]);
    let card = edited(&tree, "{path: data}", "{env: TOYS_ROOT, path: data}").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let set = |_: &str| Some(OsString::from(elsewhere.path()));
    assert_eq!(card.root_with(tree.root(), set).unwrap(), elsewhere.path());
    assert_eq!(card.root_with(tree.root(), |_| None).unwrap(), tree.root().join("data"));
    assert_eq!(card.root_with(tree.root(), |_| Some("".into())).unwrap(), tree.root().join("data"));
}

#[test]
fn a_missing_data_set_says_what_to_set_or_make() {
    let tree = Tree::folders(&["a"]);
    let card = edited(&tree, "{path: data}", "{env: TOYS_ROOT}").unwrap();
    let unset = card.root_with(tree.root(), |_| None);
    assert_eq!(unset.clone().unwrap_err().reason, MissingReason::Unset { variable: "TOYS_ROOT".into() });
    insta::assert_snapshot!(tree.message(unset), @"
    Toys is not on this machine: TOYS_ROOT is not set
      --> ROOT/card.yaml
    help: set TOYS_ROOT to its folder. Make it.
    ");
    insta::assert_snapshot!(tree.message(card.root_with(tree.root(), |_| Some("/nowhere".into()))), @"
    Toys is not on this machine: TOYS_ROOT names /nowhere, which is no folder
      --> ROOT/card.yaml
    help: set TOYS_ROOT to the data set's folder. Make it.
    ");
    let card = edited(&tree, "{env: TOYS_ROOT}", "{path: generated/toys}").unwrap();
    insta::assert_snapshot!(tree.message(card.root(tree.root())), @"
    Toys is not on this machine: there is no folder generated/toys
      --> ROOT/card.yaml
    help: Make it.
    ");
}

#[test]
fn images_come_sorted_by_id_whatever_the_city() {
    let tree = Tree::cityscapes(&["ulm/ulm_2", "bern/bern_9", "ulm/ulm_10"]);
    assert_eq!(tree.ids(&Selection::split("train")).unwrap(), ["bern_9", "ulm_10", "ulm_2"]);
    assert_eq!(tree.ids(&selection("{split: train, cities: [ulm]}")).unwrap(), ["ulm_10", "ulm_2"]);
    let sample = tree.open("train").load(2).unwrap();
    let labels = sample.labels.pixels().unwrap();
    assert_eq!((sample.id.as_str(), labels.as_raw()[10], labels.as_raw()[0]), ("ulm_2", 2, 255));
}

#[test]
fn a_count_is_spread_evenly_over_the_sorted_ids() {
    let tree = Tree::folders(&["a", "b", "c", "d", "e", "f", "g"]);
    assert_eq!(tree.ids(&selection("{split: train, count: 3}")).unwrap(), ["a", "c", "e"]);
    assert_eq!(tree.ids(&selection("{split: train, count: 7}")).unwrap().len(), 7);
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, count: 8}"))), @"
    `count: 8` does not fit: the selection holds 7 images
      --> ROOT/data
    help: ask for 1 to 7, or leave out `count` for all
    ");
}

#[test]
fn a_line_that_is_nearly_an_id_is_quoted_with_the_id() {
    let tree = Tree::folders(&["aachen_1", "bochum_1"]);
    std::fs::write(tree.root().join("some.txt"), "aachen-1\n").unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, list: some.txt}"))), @"
    no selected image is called `aachen-1`
      --> ROOT/some.txt:1
    help: did you mean `aachen_1`?
    ");
}

#[test]
fn a_list_selects_its_ids() {
    let tree = Tree::folders(&["a1", "b1", "c1"]);
    let list = tree.root().join("some.txt");
    let some = selection("{split: train, list: some.txt}");
    std::fs::write(&list, "# two of three\nc1\n\na1 # the first\n").unwrap();
    assert_eq!(tree.ids(&some).unwrap(), ["a1", "c1"]);
    std::fs::write(&list, "a1\nb2\n").unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&some)), @"
    this line is the id of no selected image
      --> ROOT/some.txt:2
    help: a list has one id in each line, such as `a1`
    ");
    std::fs::write(&list, "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n").unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&some)), @"
    this line is the id of no selected image
      --> ROOT/some.txt:1
    help: a list has one id in each line, such as `a1`
    ");
    std::fs::write(&list, "a1\na1\n").unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&some)), @"
    `a1` is listed twice
      --> ROOT/some.txt:2
    ");
    std::fs::write(&list, "# none yet\n").unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&some)), @"
    this list of ids names no image
      --> ROOT/some.txt
    ");
    std::fs::remove_file(&list).unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&some)), @"
    this list of ids cannot be read: No such file or directory (os error 2)
      --> ROOT/some.txt
    ");
}

#[test]
fn unknown_splits_and_cities_bring_a_suggestion() {
    let tree = Tree::cityscapes(&["ulm/ulm_1", "bern/bern_1"]);
    insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("trian"))), @"
    Toys has no split `trian`
      --> ROOT/card.yaml
    help: did you mean `train`? Known: train, val
    ");
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, cities: [ulmm]}"))), @"
    there is no city `ulmm` in this split
      --> ROOT/data
    help: did you mean `ulm`? Known: bern, ulm
    ");
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, cities: []}"))), @"
    `cities` is empty, so nothing is selected
      --> ROOT/data
    help: name some or leave it out
    ");
    insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("val"))), @"
    this folder cannot be listed: No such file or directory (os error 2)
      --> ROOT/data/leftImg8bit/val
    help: the card's layout expects this folder below the data set's root
    ");
    let tree = Tree::folders(&["a"]);
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, cities: [ulm]}"))), @"
    this data set has no cities to choose from
      --> ROOT/data
    help: leave out `cities`
    ");
    insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("val"))), @"
    split `val` holds no image
      --> ROOT/data/images/val
    help: images end in .png, .jpg or .jpeg
    ");
}

#[test]
fn an_image_without_labels_is_found_on_opening() {
    let tree = Tree::folders(&["a", "b", "c"]);
    std::fs::remove_file(tree.path("labels/train/b.png")).unwrap();
    std::fs::remove_file(tree.path("labels/train/c.png")).unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("train"))), @"
    the image images/train/b.png has no labels (and 1 more)
      --> ROOT/data/labels/train/b.png
    help: add the label file, or select other images
    ");
}

#[test]
fn two_images_of_one_name_are_refused() {
    let tree = Tree::folders(&["a"]);
    std::fs::copy(tree.path("images/train/a.png"), tree.path("images/train/a.JPG")).unwrap();
    insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("train"))), @"
    two images are called `a`
      --> ROOT/data/images/train/a.JPG
    help: rename or remove one; the other is images/train/a.png
    ");
}

#[test]
fn damage_inside_files_is_reported_with_the_file() {
    let tree = Tree::folders(&["a"]);
    let labels = |width, height, value| {
        let image = image::GrayImage::from_pixel(width, height, image::Luma([value]));
        image.save(tree.path("labels/train/a.png")).unwrap();
        tree.message(tree.open("train").load(0))
    };
    insta::assert_snapshot!(labels(10, 5, 0), @"
    the image is 10×6 and its labels are 10×5 pixels
      --> ROOT/data/labels/train/a.png
    help: the image is images/train/a.png; both must have one size
    ");
    insta::assert_snapshot!(labels(10, 6, 200), @"
    the label 200 at row 0, column 0 is neither a class nor ignored
      --> ROOT/data/labels/train/a.png
    help: known ids are 0–1, 3, 7; give 200 a class in ROOT/card.yaml, or add it to `ignored` there
    ");
}

#[test]
fn a_fingerprint_is_compared_for_whole_splits_only() {
    let tree = Tree::folders(&["a", "b"]);
    let card = edited(&tree, "ignored:", "fingerprint: {train: '0123456789abcdef'}\nignored:").unwrap();
    card.check_fingerprint(&Selection::split("train"), "0123456789abcdef").unwrap();
    card.check_fingerprint(&Selection::split("val"), "other").unwrap();
    card.check_fingerprint(&selection("{split: train, count: 1}"), "other").unwrap();
    let other = card.check_fingerprint(&Selection::split("train"), "fedcba9876543210");
    insta::assert_snapshot!(tree.message(other), @"
    split `train` of Toys has the fingerprint fedcba9876543210, and its card expects 0123456789abcdef
      --> ROOT/card.yaml
    help: the files differ from those of earlier results: restore them, or change the card and repeat the runs
    ");
}

fn shipped(name: &str) -> Card {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    Card::load(&folder.join(format!("{name}.yaml"))).unwrap()
}

#[test]
fn the_shipped_cards_are_valid() {
    assert_eq!(shipped("camvid").classes.len(), 11);
    assert_eq!(shipped("cityscapes").classes.len(), 19);
    assert!(shipped("streets").generator.is_some());
}

#[test]
fn the_streets_card_agrees_with_its_generator_and_with_cityscapes() {
    let (streets_card, cityscapes) = (shipped("streets"), shipped("cityscapes"));
    let mut known: Vec<u8> = streets_card.classes.iter().filter_map(|class| class.id).collect();
    known.extend(&streets_card.ignored);
    known.sort_unstable();
    assert_eq!(known, streets::Class::ALL.map(streets::Class::label_id));
    assert!(streets_card.classes.iter().all(|class| cityscapes.classes.contains(class)));
}

#[test]
fn a_generators_settings_are_checked_with_the_card() {
    let card = "generator: {kind: streets, width: 7}\nignored:";
    insta::assert_snapshot!(refusal("ignored:", card), @"
    a street scene can't be 7 pixels in width
      --> ROOT/card.yaml
    help: choose a width from 32 to 2048
    ");
    insta::assert_snapshot!(refusal("ignored:", &card.replace("width", "wide")), @"
    generator: unknown field `wide`, expected one of `seed`, `width`, `height`, `train`, `val`, `thin_objects`, `cars`, `people`, `texture`, `noise`, `haze`
      --> ROOT/card.yaml:11:28
       |
    11 | generator: {kind: streets, wide: 7}
       |                            ^^^^
    help: did you mean `width`?
    ");
}
