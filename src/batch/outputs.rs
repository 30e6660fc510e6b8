//! Which of a network's outputs stands for which class of the data.

use crate::data::Class;
use crate::{Error, Result};

/// The outputs of a network and the classes of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    count: usize,
    /// By class number.
    of_class: Vec<u16>,
}

impl Outputs {
    /// One for each class, in order.
    pub fn of_classes(classes: &[Class]) -> Self {
        Outputs { count: classes.len(), of_class: (0u16..).zip(classes).map(|(number, _)| number).collect() }
    }

    /// So many, as each class says on the card; without a number one for each class.
    ///
    /// # Errors
    /// When a class does not say which output is its own, or there is no such output.
    pub fn new(count: Option<usize>, classes: &[Class]) -> Result<Self> {
        let Some(count) = count else { return Ok(Self::of_classes(classes)) };
        let output = |class: &Class| {
            let name = &class.name;
            let output = class.output.ok_or_else(|| {
                Error::new(format!("the card does not say which of {count} outputs stands for `{name}`"))
                    .help("give the class its `output` on the card, or leave out `head: {outputs: …}`")
            })?;
            if usize::from(output) < count {
                return Ok(output);
            }
            Err(Error::new(format!(
                "`{name}` has output {output} and the network outputs 0 to {}",
                count - 1
            ))
            .help("`head: {outputs: …}` is how many classes the weights were trained on"))
        };
        Ok(Outputs { count, of_class: classes.iter().map(output).collect::<Result<_>>()? })
    }

    /// How many outputs the network has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The output of a class by its number.
    ///
    /// # Errors
    /// When there is no such class.
    pub fn of_class(&self, class: u16) -> Result<u16> {
        let output = self.of_class.get(usize::from(class)).copied();
        output.ok_or_else(|| Error::new(format!("there is no class {class} among {}", self.of_class.len())))
    }

    /// The outputs of all classes, by class number.
    pub fn all(&self) -> &[u16] {
        &self.of_class
    }
}
