//! `cadbench show`: what a run makes of one image, as a panel of pictures.

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::files::write_whole;
use crate::report::panel;
use crate::results::Store;
use crate::runner::{Setup, find, known};
use crate::text::out;
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A run: its hash, the beginning of it, or EXPERIMENT/VARIANT; `cadbench runs` lists the stored ones
    #[arg(value_name = "RUN")]
    run: String,
    /// An image of the run's validation data: its name, or its number counted from 0
    #[arg(value_name = "IMAGE")]
    image: String,
    /// The seed of EXPERIMENT/VARIANT (default: the first one that is finished)
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The PNG to write (default: named by the variant, the seed and the image, in this folder)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such run or image, the run's data or weights are not here, or the file cannot be written.
pub fn show(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let out = arguments.out.as_deref();
    if let Some(out) =
        out.filter(|out| out.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("png")))
    {
        return Err(Error::new("a panel is a PNG")
            .at(out.display())
            .help("give `--out` a name that ends in .png"));
    }
    let store = Store::new(results);
    let plan = known::plan(&store)?;
    let run = find::run(&plan, &store, &arguments.run, arguments.seed)?;
    let images = Setup::new(run)?.images(&run.settings.data.val)?;
    let index = find::image(&*images, &arguments.image)?;
    let beside = panel::beside(&plan, run);
    let sheet = panel::sheet(run, &beside, &images, index, &store)?;
    let id: String =
        images.id(index).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let own = PathBuf::from(format!("{}-{}-{id}.png", run.variant, run.seed));
    let out = out.unwrap_or(&own);
    write_whole(out, &sheet.panel.png()?)?;
    sheet.missing.iter().for_each(out::line);
    out::line(out.display());
    Ok(Outcome::Done)
}
