//! One short number for what a card says that changes results, whatever else it says.

use serde_json::json;

use super::Card;
use crate::files::fingerprint;

impl Card {
    /// Sixteen hexadecimal digits over the classes in their order (name, label id, folder, output), the ignored label
    /// ids, how many folders are classes, and what changes in which sequence. Title, root, licence and colours change
    /// no score; which files there are and what they hold is in the fingerprint of the data.
    ///
    /// Of a card with [chosen classes](Card::of_classes) only these count, so that a class that a run leaves out may change.
    pub fn meaning(&self) -> String {
        let classes = self.classes.iter().enumerate().map(|(number, class)| {
            // A class without an id has its number in label files: saying so changes nothing.
            let id = u8::try_from(number).map_or(class.id, |number| Some(class.label_id(number)));
            json!([class.name, id, class.folder, class.output])
        });
        let mut ignored = self.ignored.clone();
        ignored.sort_unstable();
        ignored.dedup();
        let meaning = json!({
            "classes": classes.collect::<Vec<_>>(),
            "ignored": ignored,
            "folders": self.folders,
            "kinds": self.layout.sequences().map(|sequences| &sequences.kinds),
        });
        fingerprint(&blake3::hash(meaning.to_string().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use crate::data::Card;
    use crate::data::test_tree::Tree;

    /// Meanings of a card before and after a change.
    fn meanings(change: impl FnOnce(&mut Card)) -> [String; 2] {
        let mut card = Tree::folders(&["a"]).card();
        let before = card.meaning();
        change(&mut card);
        [before, card.meaning()]
    }

    #[test]
    fn classes_their_order_and_ignored_labels_change_the_meaning() {
        let changes: [fn(&mut Card); 5] = [
            |card| card.classes.swap(0, 1),
            |card| card.classes[0].id = Some(77),
            |card| card.classes[0].name += "s",
            |card| card.classes[0].output = Some(3),
            |card| card.ignored.push(200),
        ];
        for change in changes {
            let [before, after] = meanings(change);
            assert_ne!(before, after);
        }
    }

    #[test]
    fn titles_colours_and_what_goes_without_saying_change_nothing() {
        let changes: [fn(&mut Card); 4] = [
            |card| card.title += " again",
            |card| card.licence += "!",
            |card| card.classes[0].colour = Some([1, 2, 3]),
            |card| card.classes[0].id = Some(card.classes[0].label_id(0)),
        ];
        for change in changes {
            let [before, after] = meanings(change);
            assert_eq!(before, after);
        }
    }
}
