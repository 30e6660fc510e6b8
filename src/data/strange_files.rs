//! What lies in folders of data and is not what it should be: every one is named, and none is waited for.

use image::GrayImage;

use super::Selection;
use super::test_tree::Tree;

const LABELS: &str = "gtFine/train/ulm/ulm_1_gtFine_labelIds.png";

fn cityscapes_with(labels: &[u8; 60]) -> Tree {
    let tree = Tree::cityscapes(&["ulm/ulm_1"]);
    GrayImage::from_raw(10, 6, labels.to_vec()).unwrap().save(tree.path(LABELS)).unwrap();
    tree
}

#[test]
fn train_ids_in_files_called_label_ids_are_recognised_even_where_the_card_ignores_255() {
    let mut labels = [7; 60];
    (labels[3], labels[20], labels[30]) = (255, 18, 0);
    let tree = cityscapes_with(&labels);
    insta::assert_snapshot!(tree.message(tree.open("train").load(0)), @"
    these look like train ids (0 to 18 and 255 alone), and the file is called labelIds
      --> ROOT/data/gtFine/train/ulm/ulm_1_gtFine_labelIds.png
    help: put the original label ids in their place, as gtFine_trainvaltest.zip has them (7 is road, 26 is car); 255 must not be ignored, since 0 to 18 would be read as other classes
    ");
    let card = tree.root().join("card.yaml");
    let text = std::fs::read_to_string(&card).unwrap();
    std::fs::write(&card, text.replace("ignored: [3]", "ignored: [3, 18, 255]")).unwrap();
    let message = tree.message(tree.open("train").load(0));
    assert!(message.starts_with("these look like train ids"), "{message}");
    // A card that says what the files hold is believed.
    std::fs::write(&card, text.replace("ignored: [3]", "ignored: [7, 18, 255]").replace(", id: 7", ""))
        .unwrap();
    tree.open("train").load(0).unwrap();
}

#[test]
fn a_label_that_no_train_id_is_gets_the_usual_advice() {
    let mut labels = [7; 60];
    (labels[3], labels[20]) = (255, 26);
    let tree = cityscapes_with(&labels);
    let message = tree.message(tree.open("train").load(0));
    assert!(
        message.starts_with("the label 255 at row 0, column 3 is neither a class nor ignored"),
        "{message}"
    );
}

#[test]
fn lines_of_a_list_that_lead_out_of_the_data_or_are_of_another_file_are_refused_unquoted() {
    let tree = Tree::folders(&["a"]);
    let list = tree.root().join("ids.txt");
    let selection = Selection { list: Some("ids.txt".into()), ..Selection::split("train") };
    let message = |line: &str| {
        std::fs::write(&list, format!("a\n{line}\n")).unwrap();
        tree.message(tree.ids(&selection))
    };
    insta::assert_snapshot!(message("../../etc/passwd"), @"
    this line leads out of the data set
      --> ROOT/ids.txt:2
    help: a list names images by their ids, without folders above them
    ");
    assert!(message("/etc/passwd").starts_with("this line leads out of the data set"));
    let foreign = message("secret \u{1b}[2J");
    assert!(!foreign.contains("secret") && foreign.contains("ROOT/ids.txt:2"), "{foreign}");
    std::fs::write(&list, "\u{feff}a\r\n").unwrap();
    assert_eq!(tree.ids(&selection).unwrap(), ["a"], "as Windows writes it");
}

#[cfg(unix)]
mod of_unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_foreign_file_whose_name_is_not_utf8_is_passed_over_and_an_image_is_named() {
        let tree = Tree::folders(&["a"]);
        let folder = tree.path("images/train");
        std::fs::write(folder.join(OsStr::from_bytes(b"lies mich \xfc.txt")), "").unwrap();
        assert_eq!(tree.ids(&Selection::split("train")).unwrap(), ["a"]);
        std::fs::write(folder.join(OsStr::from_bytes(b"\xfc.png")), "").unwrap();
        insta::assert_snapshot!(tree.message(tree.ids(&Selection::split("train"))), @r#"
        the name "\xFC.png" is not UTF-8
          --> ROOT/data/images/train
        help: rename it; tables and lists name images in UTF-8
        "#);
    }

    #[test]
    fn pipes_and_circles_of_links_in_place_of_images_and_labels_are_named_at_once() {
        for file in ["images/train/a.png", "labels/train/a.png"] {
            let tree = Tree::folders(&["a"]);
            let dataset = tree.open("train");
            let path = tree.path(file);
            std::fs::remove_file(&path).unwrap();
            symlink(&path, &path).unwrap();
            let message = tree.message(dataset.load(0));
            assert!(message.contains("symbolic links") && message.contains(file), "{message}");
            std::fs::remove_file(&path).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
            let message = tree.message(dataset.load(0));
            assert!(message.contains("it is a named pipe, no regular file"), "{message}");
            assert!(message.contains(file), "{message}");
        }
    }
}

#[test]
fn a_label_file_that_is_called_nearly_as_its_image_is_pointed_out() {
    let tree = Tree::folders(&["b\u{e9}"]);
    let labels = |name: &str| tree.path(&format!("labels/train/{name}.png"));
    std::fs::rename(labels("b\u{e9}"), labels("be\u{301}")).unwrap();
    let message = tree.message(tree.ids(&Selection::split("train")));
    assert!(message.contains("there is `be\u{301}.png`, which is called nearly so"), "{message}");
    let tree = Tree::folders(&["b"]);
    std::fs::rename(tree.path("labels/train/b.png"), tree.path("labels/train/B.PNG")).unwrap();
    let message = tree.message(tree.ids(&Selection::split("train")));
    assert!(message.contains("there is `B.PNG`"), "{message}");
    std::fs::rename(tree.path("labels/train/B.PNG"), tree.path("labels/train/c.png")).unwrap();
    let message = tree.message(tree.ids(&Selection::split("train")));
    assert!(message.contains("add the label file"), "{message}");
}
