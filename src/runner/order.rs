//! In which order runs are done: a run that starts from another one comes after it.

use crate::experiment::Run;

/// The chosen runs in the order of the file, each behind the run that it starts from, chosen or not.
pub fn with_origins(runs: &[Run], is_chosen: impl Fn(&Run) -> bool) -> Vec<&Run> {
    let mut ordered: Vec<&Run> = Vec::new();
    for run in runs.iter().filter(|run| is_chosen(run)) {
        let mut chain = vec![run];
        while let Some(origin) = &chain[chain.len() - 1].origin {
            match runs.iter().find(|run| run.hash == origin.hash) {
                Some(start) => chain.push(start),
                None => break,
            }
        }
        for run in chain.into_iter().rev() {
            if ordered.iter().all(|before| before.hash != run.hash) {
                ordered.push(run);
            }
        }
    }
    ordered
}
