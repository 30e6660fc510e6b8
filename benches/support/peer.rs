//! PyTorch beside us: a process that runs one of its networks whenever it is asked to, so that both meet the same moments of the
//! machine.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use cadbench::{Error, Result};

/// What answers.
const SCRIPT: &str = "benches/peer/networks.py";
/// Its threads look for work a little longer after a run, and ours must not meet them.
const QUIET: Duration = Duration::from_millis(20);

/// The process. It ends when it is dropped.
pub struct Peer {
    /// Version and threads.
    pub made_by: String,
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it with a Python that has PyTorch.
    ///
    /// # Errors
    /// When Python or PyTorch is not there.
    pub fn start(python: &str) -> Result<Peer> {
        let threads = rayon::current_num_threads().to_string();
        let child = Command::new(python)
            .args([SCRIPT, "--serve", "--threads", &threads])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|cause| refused(&format!("{python} does not start: {cause}")))?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(refused("its pipes are missing"));
        };
        let answers = BufReader::new(answers);
        let mut peer = Peer { made_by: String::new(), child, questions: Some(questions), answers };
        peer.made_by = peer.answer()?;
        Ok(peer)
    }

    /// Builds a network and finds its fastest way; `None` for one that it does not have.
    ///
    /// # Errors
    /// When the process ended.
    pub fn prepare(&mut self, name: &str) -> Result<Option<String>> {
        let way = self.ask("prepare", name)?;
        Ok((way != "unknown").then_some(way))
    }

    /// Seconds of one run of a network that was prepared.
    ///
    /// # Errors
    /// When the process ended.
    pub fn seconds(&mut self, name: &str) -> Result<f64> {
        let answer = self.ask("run", name)?;
        std::thread::sleep(QUIET);
        answer.parse().map_err(|cause| refused(&format!("it answered {answer:?}: {cause}")))
    }

    fn ask(&mut self, what: &str, name: &str) -> Result<String> {
        let asked = self.questions.as_mut().map(|to| writeln!(to, "{what} {name}").and_then(|()| to.flush()));
        if let Some(Err(cause)) = asked {
            return Err(refused(&format!("it cannot be asked: {cause}")));
        }
        self.answer()
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.answers.read_line(&mut line).map_err(|cause| refused(&cause.to_string()))?;
        if read == 0 { Err(refused("it ended")) } else { Ok(line.trim_end().to_owned()) }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends with its questions; what it does last is of no interest.
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

fn refused(cause: &str) -> Error {
    Error::new(format!("the peer: {cause}")).help(format!("{SCRIPT} says how to install it"))
}
