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
        if is_lack_of_threads(&message) {
            out::remark(format_args!("error: {NO_THREADS}"));
            // Others wait for the threads that there are not, so the process would not end by itself. Nothing is lost: files
            // are whole or not there.
            std::process::exit(NO_THREADS_CODE);
        }
        let place = panic.location().map(|place| format!("\n  --> {place}")).unwrap_or_default();
        let help = "this is a mistake in cadbench: please report it with the command that you ran";
        out::remark(format_args!("error: internal error: {message}{place}\nhelp: {help}"));
    }));
}

const NO_THREADS: &str = "the system lets this process start no more threads\n\
    help: raise its limit (`ulimit -u`, or that of a container or a job), or ask for fewer with --threads";
const NO_THREADS_CODE: i32 = 2;

/// Libraries that start threads of their own panic where none is to be had.
fn is_lack_of_threads(message: &str) -> bool {
    message.contains("spawn") && ["os error 11", "code: 11"].iter().any(|code| message.contains(code))
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_lack_of_threads;

    #[test]
    fn what_libraries_say_without_threads_is_known() {
        assert!(is_lack_of_threads(
            "OS can't spawn worker thread: Resource temporarily unavailable (os error 11)"
        ));
        assert!(is_lack_of_threads(
            "could not spawn threads: ThreadPoolBuildError { kind: IOError(Os { code: 11, kind: WouldBlock }) }"
        ));
        assert!(!is_lack_of_threads("index out of bounds: the len is 11"));
    }
}
