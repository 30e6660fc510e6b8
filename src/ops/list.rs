//! What makes one type of all operations; the list of them is in the module above.

/// Makes the enum of all operations, each a struct of its own folder.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Any operation of a network.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Op {
            $($(#[$doc])* $name($name)),+
        }

        impl std::ops::Deref for Op {
            type Target = dyn Operation;

            fn deref(&self) -> &Self::Target {
                match self {
                    $(Op::$name(op) => op),+
                }
            }
        }

        impl Op {
            /// Runs it on this crate's kernels.
            ///
            /// # Errors
            /// As [`FastOp::fast`].
            pub fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
                match self {
                    $(Op::$name(op) => op.fast(site, inputs)),+
                }
            }

            /// Runs it on dfdx's own operations.
            ///
            /// # Errors
            /// As [`StockOp::stock`].
            pub fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
                match self {
                    $(Op::$name(op) => op.stock(site, inputs)),+
                }
            }
        }

        $(impl From<$name> for Op {
            fn from(op: $name) -> Self {
                Op::$name(op)
            }
        })+
    };
}

pub(super) use operations;
