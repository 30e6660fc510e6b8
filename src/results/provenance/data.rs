//! What a run was made from.

use serde::{Deserialize, Serialize};

/// What was read to make a row, by fingerprints. What is `None` in a row of before it was kept is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Data {
    /// Fingerprint of the training split; `None` when nothing was trained.
    pub train: Option<String>,
    /// Fingerprint of the evaluated split; `None` for data that is not stored, such as random tensors.
    pub validation: Option<String>,
    /// Fingerprint of the weights file that the network started from; `None` when all was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// Fingerprint of what the data set's card says of classes and labels ([`crate::data::Card::meaning`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// What the weights are called: the file as the experiment names it, or the variant that trained them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_name: Option<String>,
    /// Which definitions of metrics are not the first of their name ([`crate::results::columns::definitions`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definitions: Option<String>,
}

/// One of the things that a run is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The images that it is trained on.
    Train,
    /// The images that it is evaluated on.
    Validation,
    /// What the data set's card says of classes and labels.
    Card,
    /// The weights that it starts from.
    Weights,
    /// What its numbers mean.
    Definitions,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 5] = [Part::Train, Part::Validation, Part::Card, Part::Weights, Part::Definitions];

    /// What messages call it.
    pub fn title(self) -> &'static str {
        match self {
            Part::Train => "training data",
            Part::Validation => "validation data",
            Part::Card => "classes and labels on the card",
            Part::Weights => "weights",
            Part::Definitions => "definitions of metrics",
        }
    }
}

impl Data {
    /// The fingerprint of a part; `None` where there is none or it is unknown. Rows of before definitions had versions were
    /// made with the first ones.
    pub fn of(&self, part: Part) -> Option<&str> {
        match part {
            Part::Train => &self.train,
            Part::Validation => &self.validation,
            Part::Card => &self.card,
            Part::Weights => &self.weights,
            Part::Definitions => return Some(self.definitions.as_deref().unwrap_or("the first")),
        }
        .as_deref()
    }

    /// What differs from here to `now`, as "validation data aaaa → bbbb"; `None` where nothing does that both sides know.
    pub fn changes(&self, now: &Data) -> Option<String> {
        let change = |part: Part| {
            let (old, new) = (self.of(part)?, now.of(part)?);
            let name = match part {
                Part::Weights => now.weights_name.as_ref().map_or(String::new(), |name| format!(" {name}")),
                _ => String::new(),
            };
            (old != new).then(|| format!("{}{name} {old} → {new}", part.title()))
        };
        let changes: Vec<String> = Part::ALL.into_iter().filter_map(change).collect();
        (!changes.is_empty()).then(|| changes.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_and_what_is_unknown_differs_from_nothing() {
        let data = |validation: &str, card: Option<&str>| Data {
            train: Some("t".into()),
            validation: Some(validation.into()),
            card: card.map(str::to_owned),
            ..Data::default()
        };
        assert_eq!(data("a", None).changes(&data("a", Some("c"))), None);
        assert_eq!(data("a", Some("c")).changes(&Data::default()), None, "the data is not here");
        let changes = data("a", Some("c")).changes(&data("b", Some("d"))).unwrap();
        assert_eq!(changes, "validation data a → b, classes and labels on the card c → d");
    }

    #[test]
    fn a_row_with_another_definition_of_a_metric_differs() {
        let now = Data { definitions: Some("miou 2".into()), ..Data::default() };
        assert_eq!(Data::default().changes(&now).unwrap(), "definitions of metrics the first → miou 2");
        assert_eq!(now.changes(&now), None);
    }

    #[test]
    fn rows_of_before_cards_were_kept_still_read() {
        let old: Data = serde_json::from_str(r#"{"train": null, "validation": "a"}"#).unwrap();
        assert_eq!((old.validation.as_deref(), old.card), (Some("a"), None));
    }
}
