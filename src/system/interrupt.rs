//! SIGINT and SIGTERM while work is at hand that can be left in good order: the first one asks, the second one ends the process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Context, Result};

/// What a shell calls the exit code of a process that a signal ended: this and the signal's number.
const BY_SIGNAL: u8 = 128;

/// What the handlers of this process set; signals are a process's, not a caller's.
struct Flags {
    /// The number of the signal that asked; 0 for none.
    asked: Arc<AtomicUsize>,
    /// Does the next signal end the process at once, as without handlers?
    at_once: Arc<AtomicBool>,
}

static FLAGS: OnceLock<Flags> = OnceLock::new();

/// A signal that asked for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(usize);

impl Signal {
    /// As manuals write it.
    pub fn name(self) -> &'static str {
        if self.0 == SIGTERM as usize { "SIGTERM" } else { "SIGINT" }
    }

    /// 130 or 143, as of a process that the signal ended.
    pub fn exit_code(self) -> u8 {
        // The two signals are 2 and 15.
        BY_SIGNAL + self.0 as u8
    }
}

/// From now on, signals that come while something is [held](hold) only ask. Without this they always end the process.
///
/// # Errors
/// When the system lets no handler be set.
pub fn listen() -> Result<()> {
    if FLAGS.get().is_some() {
        return Ok(());
    }
    let flags = Flags { asked: Arc::new(AtomicUsize::new(0)), at_once: Arc::new(AtomicBool::new(true)) };
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag unset and sets it for the second one.
        flag::register_conditional_default(signal, flags.at_once.clone())
            .and_then(|_| flag::register_usize(signal, flags.asked.clone(), signal as usize))
            .and_then(|_| flag::register(signal, flags.at_once.clone()))
            .context("the handler of a signal cannot be set", signal)?;
    }
    let _ = FLAGS.set(flags);
    Ok(())
}

/// The signal that has asked for the end.
pub fn asked() -> Option<Signal> {
    let asked = FLAGS.get().map_or(0, |flags| flags.asked.load(Ordering::SeqCst));
    (asked != 0).then_some(Signal(asked))
}

/// While this lives, whoever holds it asks [`asked`] often and ends in good order.
#[derive(Debug)]
pub struct Hold(());

/// Lets the first signal wait until the work has been left in good order.
pub fn hold() -> Hold {
    // One that has asked before is not made to wait for a second time.
    set_at_once(asked().is_some());
    Hold(())
}

impl Drop for Hold {
    fn drop(&mut self) {
        set_at_once(true);
    }
}

fn set_at_once(at_once: bool) {
    if let Some(flags) = FLAGS.get() {
        flags.at_once.store(at_once, Ordering::SeqCst);
    }
}
