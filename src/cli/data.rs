//! `cadbench data`: which data sets there are, making the generated ones, reading every image once.

use super::progress::bar;
use super::{Outcome, Screen};
use crate::data::{Card, Generator, Made, Selection, Survey, fingerprint, streets, survey, things, warps};
use crate::runner::project;
use crate::text::out;
use crate::text::terminal::table;
use crate::{Error, Result};

#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// List the cards and whether their data is here
    List,
    /// Make a generated data set; one that is there already is kept
    Generate { name: String },
    /// Read every image and label of a data set once and print the splits' fingerprints
    Check { name: String },
}

/// Runs the command.
///
/// # Errors
/// When a card, an image or a label cannot be read, or a folder cannot be written.
pub fn data(action: &Action, screen: Screen) -> Result<Outcome> {
    match action {
        Action::List => list(screen)?,
        Action::Generate { name } => generate(&project::card(name)?)?,
        Action::Check { name } => check(&project::card(name)?)?,
    }
    Ok(Outcome::Done)
}

fn list(screen: Screen) -> Result<()> {
    let mut table = table(&["card", "title", "here?"], 3).dispensable(&["title"]);
    for file in project::card_files()? {
        let card = Card::load(&file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let here = match card.root(project::root()) {
            Ok(root) => root.display().to_string(),
            Err(missing) => Error::from(missing).what().to_owned(),
        };
        table.add_row([name, card.title, here]);
    }
    out::line(table.fitted(screen.columns));
    Ok(())
}

fn generate(card: &Card) -> Result<()> {
    let no_generator =
        || Error::new(format!("{} is not a generated data set", card.title)).help(card.get.trim().to_owned());
    let generator = card.generator.as_ref().ok_or_else(no_generator)?;
    let path = card.root.path.as_ref().ok_or_else(no_generator)?;
    let bar = bar(0, "scenes");
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let root = project::root().join(path);
    let made = match generator {
        Generator::Streets(settings) => streets::generate(&root, settings, &progress)?,
        Generator::Things(settings) => things::generate(&root, settings, &progress)?,
        Generator::Warps(settings) => warps::generate(&root, settings, &progress)?,
    };
    bar.finish_and_clear();
    match made {
        Made::Written(count) => out::line(format_args!("{}: made {count} scenes", path.display())),
        Made::AlreadyThere(count) => out::line(format_args!("{}: {count} scenes are there", path.display())),
    }
    Ok(())
}

fn check(card: &Card) -> Result<()> {
    let mut surveyed: Vec<(&str, Survey)> = Vec::new();
    for split in &card.splits {
        let selection = Selection::split(split);
        let dataset = card.open(project::root(), &selection)?;
        let bar = bar(dataset.len(), split);
        let survey = survey(&*dataset, &|| bar.inc(1))?;
        bar.finish_and_clear();
        let found = fingerprint(&*dataset)?;
        card.check_fingerprint(&selection, &found)?;
        out::line(format_args!("{split}: {} images, fingerprint {found}", dataset.len()));
        warn_of_labels(split, &survey);
        warn_of_files(split, &survey);
        for (other, before) in &surveyed {
            warn_of_images(other, split, &before.same_pixels(&survey));
        }
        surveyed.push((split, survey));
    }
    Ok(())
}

/// What makes a score of a split meaningless.
fn warn_of_labels(split: &str, survey: &Survey) {
    if !survey.without_label.is_empty() {
        let names = survey.without_label.join(", ");
        out::line(format_args!(
            "warning: {split} has no label of: {names}; a wrong pixel or image counts as 0 % for such a class"
        ));
    }
    if let Some(first) = survey.ignored.first() {
        let count = survey.ignored.len();
        out::line(format_args!(
            "warning: all labels are ignored in images of {split}: {count}, such as {first}"
        ));
    }
}

/// What a person may take for a part of a split that is none, or is read otherwise than it looks.
fn warn_of_files(split: &str, survey: &Survey) {
    if let Some(first) = survey.turned.first() {
        out::line(format_args!(
            "warning: images of {split} that a viewer shows turned or mirrored (EXIF orientation), as nothing here does: {}, such \
             as {first}; store their pixels upright if their labels are",
            survey.turned.len()
        ));
    }
    if let Some(first) = survey.transparent.first() {
        out::line(format_args!(
            "remark: images of {split} with an alpha channel, which is dropped: {}, such as {first}; where they are clear, the colours \
             below count",
            survey.transparent.len()
        ));
    }
    if let Some(first) = survey.passed_over.first() {
        out::line(format_args!(
            "remark: beside {split} lie files that are not read: {}, such as {first}; images are PNG or JPEG files, and labels are \
             called as their image",
            survey.passed_over.len()
        ));
    }
}

fn warn_of_images(one: &str, other: &str, same: &[[String; 2]]) {
    if let Some([own, others]) = same.first() {
        let count = same.len();
        out::line(format_args!(
            "warning: images of {other} that {one} has to the pixel: {count}, such as {others}, which is {own} of {one}"
        ));
    }
}
