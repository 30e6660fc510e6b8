//! What a person sees of a panic: a mistake in this program, never in the input.

use std::io::Write;
use std::panic::{PanicHookInfo, set_hook};
use std::process::exit;

/// From here on a panic prints two lines instead of a backtrace; the program ends with 101.
pub fn install() {
    set_hook(Box::new(|panic| {
        let message = message(panic);
        // `println!` panics when the reader of a pipe, such as `head`, has seen enough: no mistake at all.
        if message.starts_with("failed printing to stdout") && message.contains("Broken pipe") {
            exit(0);
        }
        let place = panic.location().map(|place| format!("\n  --> {place}")).unwrap_or_default();
        let help = "this is a mistake in cadbench: please report it with the command that you ran";
        // Nothing is left to be done when stderr is closed too.
        let _ = writeln!(std::io::stderr(), "error: internal error: {message}{place}\nhelp: {help}");
    }));
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}
