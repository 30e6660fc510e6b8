//! What a person sees of a panic: a mistake in this program, never in the input.

use std::panic::{PanicHookInfo, set_hook};

use crate::system::is_guarded;
use crate::text::out;

/// From here on a panic prints two lines instead of a backtrace; the program ends with 101.
pub fn install() {
    set_hook(Box::new(|panic| {
        // Whoever guards tells what was damaged.
        if is_guarded() {
            return;
        }
        let message = message(panic);
        let place = panic.location().map(|place| format!("\n  --> {place}")).unwrap_or_default();
        let help = "this is a mistake in cadbench: please report it with the command that you ran";
        out::remark(format_args!("error: internal error: {message}{place}\nhelp: {help}"));
    }));
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}
