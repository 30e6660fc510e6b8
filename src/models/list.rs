//! The lists of backbones and heads.

use std::collections::HashSet;

use serde::Serialize;

use super::backbone::Extractor;
use super::heads::Attached;
use super::names::Names;
use super::{Classifier, Deeplabv3, Deeplabv3Plus, Descriptors, Fcn, Resnet, Squeezenet, Use, Vgg};
use super::{resnet, squeezenet, vgg};
use crate::kind::kind_enum;
use crate::refusals::Refusals;

/// Makes an enum of a list, reads it from files, and finds each entry's own answers.
macro_rules! list {
    (
        $(#[$of_all:meta])*
        $list:ident as $answers:ident { $($(#[$doc:meta])* $name:literal => $entry:ident($settings:ty)),+ $(,)? }
    ) => {
        $(#[$of_all])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "kind")]
        pub enum $list {
            $($(#[$doc])* #[serde(rename = $name)] $entry($settings)),+
        }

        kind_enum!($list { $($name => $entry($settings)),+ });

        impl $list {
            pub(super) fn own(&self) -> &dyn $answers {
                match self { $($list::$entry(settings) => settings),+ }
            }
        }
    };
}

list! {
    /// The feature extractor.
    Backbone as Extractor {
        "resnet" => Resnet(Resnet),
        /// SqueezeNet 1.1.
        "squeezenet" => Squeezenet(Squeezenet),
        /// VGG-16 up to conv4_3, as D2-Net uses it.
        "vgg" => Vgg(Vgg),
    }
}

list! {
    /// What turns features into class scores, if anything does.
    Head as Attached {
        "deeplabv3" => Deeplabv3(Deeplabv3),
        "deeplabv3-plus" => Deeplabv3Plus(Deeplabv3Plus),
        "fcn" => Fcn(Fcn),
        "classifier" => Classifier(Classifier),
        /// None: the features themselves describe places.
        "descriptors" => Descriptors(Descriptors),
    }
}

/// How other programs name the tensors of the backbones here.
const NAMES: &[&Names] = &[&resnet::NAMES, &squeezenet::NAMES, &vgg::NAMES];

/// The backbone that all names of a file point to.
pub fn named(names: &HashSet<&str>) -> Option<&'static Names> {
    NAMES.iter().copied().find(|known| (known.knows)(names))
}

impl Backbone {
    /// What of its settings makes no sense; paths are relative to the backbone.
    pub fn check(&self) -> Refusals {
        let mut refusals = Refusals::default();
        self.own().check(&mut refusals);
        refusals
    }

    /// Is it normalised by the statistics of batches?
    pub fn has_batch_norms(&self) -> bool {
        self.own().has_batch_norms()
    }

    /// Whether its features are good for a use.
    ///
    /// # Errors
    /// When they are not; that is said with what is.
    pub fn gives(&self, of: Use) -> crate::Result<()> {
        self.own().gives(of)
    }
}

impl Head {
    /// What of its settings makes no sense; paths are relative to the head.
    pub fn check(&self) -> Refusals {
        let mut refusals = Refusals::default();
        self.own().check(&mut refusals);
        refusals
    }

    /// What it makes of features.
    pub fn used_for(&self) -> Use {
        self.own().used_for()
    }

    /// Outputs of the network, where they are not the classes of the data.
    pub fn outputs(&self) -> Option<usize> {
        self.own().outputs()
    }

    /// Does it normalise one row for each image?
    pub fn normalises_images(&self) -> bool {
        self.own().normalises_images()
    }
}
