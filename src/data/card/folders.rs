//! Cards whose classes are the folders that lie there, as ImageNet's thousand.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::Card;
use crate::data::files::{is_bookkeeping, names};
use crate::data::{Class, Layout};
use crate::{Error, Result};

impl Card {
    /// # Errors
    /// When `folders` contradicts the rest of the card.
    pub(super) fn check_folders(&self) -> Result<()> {
        let refuse = |what: &str, help: &str| Err(Error::new(what).help(help));
        match self.folders {
            Some(0) => refuse("`folders: 0` means no class at all", "say how many folders a split has"),
            Some(_) if !self.classes.is_empty() => {
                refuse("`folders` and `classes` both say what the classes are", "leave one of them out")
            }
            Some(_) if !self.layout.has_one_class_per_image() => refuse(
                "`folders` counts the folders of classes, and in this layout pixels have a class",
                "use the layout `class-folders`, or list the `classes`",
            ),
            _ => Ok(()),
        }
    }

    /// Classes in number, whose names only the folders tell: enough for costs, which need no data.
    pub(super) fn with_placeholders(mut self) -> Self {
        if let Some(folders) = self.folders {
            self.classes =
                (0..folders).map(|number| class(number, format!("class {number}"), None)).collect();
        }
        self
    }

    /// The card with the classes that its folders make; the same card where it lists its classes.
    ///
    /// # Errors
    /// When a split has more or fewer folders, or splits have different ones.
    pub(super) fn with_folders(&self, root: &Path) -> Result<Cow<'_, Card>> {
        let (Some(count), Layout::ClassFolders(layout)) = (self.folders, &self.layout) else {
            return Ok(Cow::Borrowed(self));
        };
        let mut of_first: Option<(BTreeSet<String>, &str)> = None;
        for split in &self.splits {
            let place = root.join(layout.images.replace("{split}", split));
            if !place.is_dir() {
                continue;
            }
            let found: BTreeSet<String> =
                names(&place)?.into_iter().filter(|name| place.join(name).is_dir()).collect();
            if found.len() != usize::from(count) {
                return Err(self.miscounted(&found, &place));
            }
            let (first, name) = of_first.get_or_insert_with(|| (found.clone(), split));
            if let Some(other) = found.symmetric_difference(first).next() {
                let what =
                    format!("the splits `{name}` and `{split}` have different folders, such as `{other}`");
                let help = "a class is one folder in every split: rename or remove what is too much";
                return Err(Error::new(what).at(place.display()).help(help));
            }
        }
        let folders = of_first.map(|(folders, _)| folders).unwrap_or_default();
        let classes = (0u16..).zip(folders).map(|(number, name)| class(number, name.clone(), Some(name)));
        Ok(Cow::Owned(Card { classes: classes.collect(), ..self.clone() }))
    }

    fn miscounted(&self, found: &BTreeSet<String>, place: &Path) -> Error {
        let wanted = self.folders.unwrap_or_default();
        let what = format!("{} has {wanted} folders of classes, and here are {}", self.title, found.len());
        let foreign: Vec<&str> =
            found.iter().map(String::as_str).filter(|name| is_bookkeeping(name)).collect();
        if !foreign.is_empty() {
            let help =
                format!("another program made {} there, which is no class: remove it", foreign.join(", "));
            return Error::new(what).at(place.display()).help(help);
        }
        let help = "complete the data set; for some of its classes, list them on a card of their own";
        Error::new(what).at(place.display()).help(help)
    }
}

fn class(number: u16, name: String, folder: Option<String>) -> Class {
    Class { name, colour: None, id: None, folder, output: Some(number) }
}

#[cfg(test)]
mod tests {
    use crate::data::Selection;
    use crate::data::test_tree::Tree;

    /// The classes of `Tree::classes` as a card that counts folders; `other` are the folders of `val`.
    fn tree(count: u16, other: &[&str]) -> Tree {
        let tree = Tree::classes([2, 1, 1]);
        let path = tree.root().join("card.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let text: Vec<&str> =
            text.lines().filter(|line| !line.contains("name:") && *line != "classes:").collect();
        std::fs::write(&path, format!("{}\nfolders: {count}\n", text.join("\n"))).unwrap();
        for folder in other {
            std::fs::create_dir_all(tree.path(&format!("val/{folder}"))).unwrap();
        }
        tree
    }

    fn refusal(tree: &Tree) -> String {
        tree.message(tree.card().open(tree.root(), &Selection::split("train")).map(|dataset| dataset.len()))
    }

    #[test]
    fn sorted_folders_are_the_classes_and_their_outputs() {
        let tree = tree(3, &["n01", "n02", "n03"]);
        std::fs::write(tree.path("train/README"), "no folder").unwrap();
        assert_eq!(tree.card().classes.len(), 3, "their number is known without data");
        let dataset = tree.open("train");
        let classes: Vec<_> = dataset.classes().iter().map(|c| (c.name.as_str(), c.output)).collect();
        assert_eq!(classes, [("n01", Some(0)), ("n02", Some(1)), ("n03", Some(2))]);
        assert_eq!(tree.ids(&Selection::split("train")).unwrap(), ["n01/0", "n01/1", "n02/0", "n03/0"]);
    }

    #[test]
    fn a_missing_folder_would_shift_all_outputs_behind_it_and_is_refused() {
        insta::assert_snapshot!(refusal(&tree(4, &[])), @"
        Sorts has 4 folders of classes, and here are 3
          --> ROOT/data/train
        help: complete the data set; for some of its classes, list them on a card of their own
        ");
        insta::assert_snapshot!(refusal(&tree(3, &["n01", "n02", "n04"])), @"
        the splits `train` and `val` have different folders, such as `n03`
          --> ROOT/data/val
        help: a class is one folder in every split: rename or remove what is too much
        ");
    }

    #[test]
    fn a_folder_that_another_program_left_is_named_with_what_to_do() {
        let tree = tree(3, &[]);
        std::fs::create_dir(tree.path("train/@eaDir")).unwrap();
        insta::assert_snapshot!(refusal(&tree), @"
        Sorts has 3 folders of classes, and here are 4
          --> ROOT/data/train
        help: another program made @eaDir there, which is no class: remove it
        ");
    }

    #[test]
    fn classes_without_names_cannot_be_chosen_from() {
        let tree = tree(3, &[]);
        insta::assert_snapshot!(tree.message(tree.card().of_classes(&["n01".into()])), @"
        the classes of Sorts cannot be chosen from: the card does not name them
          --> ROOT/card.yaml
        help: list the classes with their folders and outputs on a card of their own
        ");
    }

    #[test]
    fn a_card_that_says_twice_what_its_classes_are_is_refused() {
        let tree = Tree::classes([1, 1, 1]);
        let path = tree.root().join("card.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let with = |line: &str| {
            std::fs::write(&path, format!("{text}{line}\n")).unwrap();
            tree.message(crate::data::Card::load(&path))
        };
        insta::assert_snapshot!(with("folders: 3"), @"
        `folders` and `classes` both say what the classes are
          --> ROOT/card.yaml
        help: leave one of them out
        ");
        insta::assert_snapshot!(with("folders: 0"), @"
        `folders: 0` means no class at all
          --> ROOT/card.yaml
        help: say how many folders a split has
        ");
    }
}
