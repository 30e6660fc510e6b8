//! Cards of class folders: what they open, and what a person reads when something is wrong.

use super::*;
use crate::data::Labels;
use crate::data::test_tree::Tree;

fn selection(yaml: &str) -> Selection {
    serde_yaml::from_str(yaml).unwrap()
}

fn refusal(from: &str, to: &str) -> String {
    let tree = Tree::classes([1, 1, 1]);
    let path = tree.root().join("card.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "the card has no `{from}`");
    std::fs::write(&path, text.replace(from, to)).unwrap();
    tree.message(Card::load(&path))
}

fn labels(dataset: &dyn Dataset) -> Vec<u16> {
    let label = |index| match dataset.load(index).unwrap().labels {
        Labels::Image(class) => class,
        Labels::Pixels(_) => panic!("pixels have no class here"),
    };
    (0..dataset.len()).map(label).collect()
}

#[test]
fn the_folder_of_an_image_is_its_class() {
    let tree = Tree::classes([1, 2, 1]);
    let dataset = tree.open("train");
    assert_eq!(tree.ids(&Selection::split("train")).unwrap(), ["n01/0", "n02/0", "n02/1", "n03/0"]);
    assert_eq!(labels(dataset.as_ref()), [0, 1, 1, 2]);
    assert_eq!(dataset.files().len(), 4, "each image is a file, and there are no labels");
}

#[test]
fn chosen_classes_are_numbered_anew_and_other_folders_are_not_read() {
    let tree = Tree::classes([0, 2, 1]);
    let card = tree.card().of_classes(&["church".into(), "n02".into()]).unwrap();
    let dataset = card.open(tree.root(), &Selection::split("train")).unwrap();
    let names: Vec<&str> = dataset.classes().iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names, ["dog", "church"], "in the card's order");
    assert_eq!(labels(dataset.as_ref()), [0, 0, 1]);
}

#[test]
fn at_most_so_many_of_a_class_are_spread_evenly() {
    let tree = Tree::classes([1, 6, 3]);
    let ids = tree.ids(&selection("{split: train, per_class: 3}")).unwrap();
    assert_eq!(ids, ["n01/0", "n02/0", "n02/2", "n02/4", "n03/0", "n03/1", "n03/2"]);
    insta::assert_snapshot!(tree.message(tree.ids(&selection("{split: train, per_class: 0}"))), @"
    `per_class: 0` selects nothing
      --> ROOT/data
    help: ask for at least 1, or leave it out
    ");
    let pixels = Tree::folders(&["a"]);
    insta::assert_snapshot!(pixels.message(pixels.ids(&selection("{split: train, per_class: 1}"))), @"
    `per_class` chooses by the class of an image, and here pixels have one
      --> ROOT/data
    help: use `count`
    ");
}

#[test]
fn unknown_classes_are_named_with_what_was_meant() {
    let tree = Tree::classes([1, 1, 1]);
    let of_classes = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        tree.message(tree.card().of_classes(&names))
    };
    insta::assert_snapshot!(of_classes(&["churhc"]), @"
    Sorts has no class `churhc`
      --> ROOT/card.yaml
    help: did you mean `church`? Known: tench, dog, church
    ");
    insta::assert_snapshot!(of_classes(&["dog", "n02"]), @"
    the class `dog` is chosen twice
      --> ROOT/card.yaml
    help: name it once
    ");
    let pixels = Tree::folders(&["a"]);
    insta::assert_snapshot!(pixels.message(pixels.card().of_classes(&["road".into()])), @"
    the classes of Toys cannot be chosen from: they belong to pixels
      --> ROOT/card.yaml
    help: leave out `data: {classes: …}`
    ");
}

#[test]
fn folders_that_are_missing_or_empty_are_named() {
    let tree = Tree::classes([1, 0, 1]);
    let open = || tree.card().open(tree.root(), &Selection::split("train")).map(|dataset| dataset.len());
    insta::assert_snapshot!(tree.message(open()), @"
    the class `dog` has no image
      --> ROOT/data/train/n02
    help: images end in .png, .jpg or .jpeg; or leave the class out with `data: {classes: […]}`
    ");
    std::fs::remove_dir(tree.path("train/n02")).unwrap();
    insta::assert_snapshot!(tree.message(open()), @"
    the class `dog` has no folder `n02`
      --> ROOT/data/train/n02
    help: add the folder, or leave the class out with `data: {classes: […]}`
    ");
    let val =
        tree.message(tree.card().open(tree.root(), &Selection::split("val")).map(|dataset| dataset.len()));
    assert!(val.contains("this folder cannot be listed") && val.contains("ROOT/data/val"), "{val}");
}

#[test]
fn a_damaged_image_is_named() {
    let tree = Tree::classes([1, 1, 1]);
    std::fs::write(tree.path("train/n02/0.png"), "no image").unwrap();
    let message = tree.message(tree.open("train").load(1));
    insta::assert_snapshot!(message, @"
    this image does not decode: The image format could not be determined
      --> ROOT/data/train/n02/0.png
    ");
}

#[test]
fn a_card_that_contradicts_itself_is_refused() {
    insta::assert_snapshot!(refusal("folder: n02, ", ""), @"
    the class `dog` has no `folder`
      --> ROOT/card.yaml
    help: name the folder of its images
    ");
    insta::assert_snapshot!(refusal("folder: n02", "folder: n01"), @"
    the folder `n01` is named twice
      --> ROOT/card.yaml
    ");
    insta::assert_snapshot!(refusal("output: 217", "output: 497"), @"
    the output `497` is named twice
      --> ROOT/card.yaml
    ");
    insta::assert_snapshot!(refusal("output: 217", "colour: [1, 2, 3]"), @"
    `colour` and `id` of the class `dog` are about labels of pixels
      --> ROOT/card.yaml
    help: leave them out
    ");
    insta::assert_snapshot!(refusal("class-folders", "class-folders, images: pictures"), @"
    every split would read the same folder `pictures`
      --> ROOT/card.yaml
    help: write {split} where the split's name belongs, or name one split and select with lists
    ");
    insta::assert_snapshot!(refusal("layout: {kind: class-folders}", "layout: {kind: cityscapes}"), @"
    the class `tench` has no `colour`
      --> ROOT/card.yaml
    help: give red, green and blue, as in [128, 64, 128]
    ");
}
