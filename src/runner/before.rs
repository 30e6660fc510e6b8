//! What was there before a run begins: a row of the same inputs makes it finished, a checkpoint of the same inputs lets it go
//! on, anything else is made anew.

use super::event::{RunEvent, RunObserver};
use super::inputs;
use crate::Result;
use crate::evaluate::Checkpoint;
use crate::evaluate::checkpoint::{PREVIOUS, file_name};
use crate::experiment::Run;
use crate::results::{Data, Row, RunFolder, Store};

/// The row of a run that is finished. One that was made from other inputs than those of now, or is damaged, is put aside:
/// the run is to be repeated.
///
/// # Errors
/// When the card cannot be read, or the files of the run cannot be renamed or deleted.
pub fn finished(
    run: &Run,
    store: &Store,
    folder: &RunFolder,
    observer: &mut dyn RunObserver,
) -> Result<Option<Row>> {
    let mut note = |text: String| observer.run_event(run, RunEvent::Note(&text));
    let row = match store.row(&run.hash) {
        Ok(None) => return Ok(None),
        Ok(Some(row)) => row,
        Err(damaged) => {
            let aside = folder.set_row_aside()?;
            note(format!("{}; it is kept as {aside}, and the run repeated", damaged.what()))?;
            return Ok(None);
        }
    };
    let seen = inputs::seen(run, store)?;
    let Some(changes) = row.provenance.data.changes(&seen.data) else {
        if let Some(unseen) = seen.unseen {
            note(format!("its row cannot be held against what is here now: {}", unseen.what()))?;
        }
        return Ok(Some(Row { identity: run.identity(), ..row }));
    };
    folder.begin_anew()?;
    let aside = folder.set_row_aside()?;
    note(format!("was made from other inputs: {changes}; its row is kept as {aside}, and the run repeated"))?;
    Ok(None)
}

/// Lets an unfinished run go on only with the inputs that it was begun with, and keeps these.
///
/// # Errors
/// When a file cannot be written or deleted.
pub fn unfinished(run: &Run, folder: &RunFolder, now: &Data, observer: &mut dyn RunObserver) -> Result<()> {
    let names = [file_name(Checkpoint::Last), file_name(Checkpoint::Best), PREVIOUS];
    let begun = names.iter().any(|name| folder.path().join(name).exists());
    let told = match folder.inputs() {
        _ if !begun => None,
        Ok(Some(then)) => then.changes(now).map(|changes| format!("was begun with other inputs: {changes}")),
        Ok(None) => {
            let text = "what it was begun with was not kept; it goes on with what is here now";
            observer.run_event(run, RunEvent::Note(text))?;
            None
        }
        Err(damaged) => Some(format!("what it was begun with is not known: {}", damaged.what())),
    };
    if let Some(told) = told {
        folder.begin_anew()?;
        observer.run_event(run, RunEvent::Note(&format!("{told}; it begins anew")))?;
    }
    folder.save_inputs(now)
}
