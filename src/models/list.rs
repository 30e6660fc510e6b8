//! What makes one type of all backbones, and one of all heads; the lists of them are in the module above.

use super::{Backbone, Head, Use};
use crate::refusals::Refusals;

/// Makes an enum of a list, reads it from files, and finds each entry's own answers.
macro_rules! list {
    (
        $(#[$of_all:meta])*
        $list:ident as $answers:ident { $($(#[$doc:meta])* $name:literal => $entry:ident($settings:ty)),+ $(,)? }
    ) => {
        $(#[$of_all])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(tag = "kind")]
        pub enum $list {
            $($(#[$doc])* #[serde(rename = $name)] $entry($settings)),+
        }

        crate::kind::kind_enum!($list { $($name => $entry($settings)),+ });
        crate::kind::kind_schema!($list { $($name => $entry($settings)),+ });

        impl $list {
            pub(super) fn own(&self) -> &dyn $answers {
                match self { $($list::$entry(settings) => settings),+ }
            }
        }
    };
}
pub(super) use list;

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
