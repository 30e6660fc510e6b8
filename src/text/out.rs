//! The only place that prints. Nobody may be reading: a closed pipe (`cadbench run … | head`) stops no work and changes no exit
//! code, and an error stream that is gone makes no panic. Output that is lost for another reason, as on a full disk, is told at
//! the end.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::sync::Mutex;
use std::time::Duration;

use super::visible::visible;
use crate::error::{Error, Result};

/// Why the first lost piece of the standard output was lost.
static LOST: Mutex<Option<String>> = Mutex::new(None);

/// How long a reader that is slower than a pipe's buffer is waited for at a time, where somebody made the pipe non-blocking.
const PATIENCE: Duration = Duration::from_millis(5);

/// A text on the standard output, without a line's end of its own.
pub fn print(text: impl Display) {
    let written = put(&mut io::stdout().lock(), &text.to_string());
    note(written);
}

/// A line on the standard output.
pub fn line(text: impl Display) {
    print(format_args!("{text}\n"));
}

/// A line on the standard error: what went wrong, or is to be known beside the results.
pub fn remark(text: impl Display) {
    // Nothing is left to be told to nobody.
    let _ = put(&mut io::stderr().lock(), &format!("{text}\n"));
}

/// Remembers how writing to the standard output ended, where something else than [`print`] wrote.
pub fn note(written: io::Result<()>) {
    let Err(cause) = written else { return };
    if cause.kind() != ErrorKind::BrokenPipe {
        let mut lost = LOST.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        lost.get_or_insert_with(|| cause.to_string());
    }
}

/// At the end of a command: did all of the standard output get where it should?
///
/// # Errors
/// When some was lost, unless nobody wanted it.
pub fn check() -> Result<()> {
    note(patiently(|| io::stdout().flush()));
    match LOST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
        None => Ok(()),
        Some(cause) => Err(Error::new(format!("the standard output cannot be written: {cause}"))
            .help("make room where it goes, or send it elsewhere; everything but the output is done")),
    }
}

fn put(stream: &mut impl Write, text: &str) -> io::Result<()> {
    let text = visible(text);
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        match patiently(|| stream.write(rest))? {
            0 => return Err(ErrorKind::WriteZero.into()),
            written => rest = &rest[written..],
        }
    }
    patiently(|| stream.flush())
}

/// Tries again where a signal came between, or a pipe is full that does not wait by itself.
fn patiently<T>(mut write: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match write() {
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => std::thread::sleep(PATIENCE),
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that takes three bytes at a time, and every other time none.
    struct Slow {
        taken: Vec<u8>,
        tries: usize,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.tries += 1;
            match self.tries % 3 {
                0 => Err(ErrorKind::WouldBlock.into()),
                1 => Err(ErrorKind::Interrupted.into()),
                _ => {
                    self.taken.extend(&bytes[..bytes.len().min(3)]);
                    Ok(bytes.len().min(3))
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_pipe_that_does_not_wait_gets_everything_in_order() {
        let mut slow = Slow { taken: Vec::new(), tries: 0 };
        put(&mut slow, "eleven mIoU\u{1b}").unwrap();
        assert_eq!(slow.taken, b"eleven mIoU\\u{1b}");
    }
}
