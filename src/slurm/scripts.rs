//! The scripts.

use std::path::Path;

use super::Request;
use crate::error::{Context, Error, Result};

/// What is to be submitted.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// Names the job and its files.
    pub name: &'a str,
    /// What each task asks of the cluster; the report's job asks for no GPUs, processors or memory.
    pub request: &'a Request,
    /// Tasks of the array, at least one.
    pub tasks: usize,
    /// The project, which the program runs in.
    pub root: &'a Path,
    /// Where what the jobs print goes.
    pub logs: &'a Path,
    /// Command line of a task: it finds out by itself which part it does.
    pub run: &'a [String],
    /// Command line of the report.
    pub report: &'a [String],
}

/// The scripts' texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scripts {
    /// The array that does the runs.
    pub array: String,
    /// The job that writes tables and charts behind it.
    pub report: String,
    /// Submits both from the folder that it lies in.
    pub submit: String,
}

impl Job<'_> {
    /// # Errors
    /// When a path or an argument is no text that a shell script can hold.
    pub fn scripts(&self) -> Result<Scripts> {
        let tasks = format!("#SBATCH --array=0-{}", self.tasks - 1);
        // A task that was put back starts again and finds its finished runs and its last checkpoint.
        let array = [vec![tasks, "#SBATCH --requeue".into()], self.request.lines()].concat();
        let small = Request { gpus: None, cpus: None, memory: None, ..self.request.clone() };
        let report = format!("{}-report", self.name);
        Ok(Scripts {
            array: self.script(self.name, "%x-%A_%a.log", &array, self.run)?,
            report: self.script(&report, "%x-%j.log", &small.lines(), self.report)?,
            submit: self.submit()?,
        })
    }

    fn script(&self, name: &str, log: &str, lines: &[String], command: &[String]) -> Result<String> {
        let log = text(&self.logs.join(log))?.to_owned();
        if log.contains(char::is_whitespace) {
            return Err(Error::new("Slurm takes no log file with a space in its path")
                .at(log)
                .help("choose another folder with --out"));
        }
        let command: Vec<String> = command.iter().map(|word| quoted(word)).collect::<Result<_>>()?;
        Ok(format!(
            "#!/bin/bash\n#SBATCH --job-name={}\n#SBATCH --output={log}\n{}\nset -eu\ncd {}\nexec {}\n",
            plain(name),
            lines.join("\n"),
            quoted(text(self.root)?)?,
            command.join(" "),
        )
        .replace("\n\n", "\n"))
    }

    /// The report comes also behind tasks that failed: it shows what there is.
    fn submit(&self) -> Result<String> {
        let [array, report] = ["", "-report"].map(|end| quoted(&format!("{}{end}.sbatch", self.name)));
        let (array, report) = (array?, report?);
        Ok(format!(
            "#!/bin/sh\n# Submits the runs, and the report that waits for them.\nset -eu\ncd \"$(dirname \"$0\")\"\n\
             runs=$(sbatch --parsable {array})\n\
             report=$(sbatch --parsable --dependency=\"afterany:${{runs%%;*}}\" {report})\n\
             echo \"runs: job $runs, report: job $report\"\n"
        ))
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .ok_or_else(|| Error::new("the path is no UTF-8, which a job script needs").at(path.display()))
}

/// A job's name, which names its log file, too: what could end it, or a path, becomes a hyphen.
fn plain(name: &str) -> String {
    name.replace(|c: char| !(c.is_alphanumeric() || "._-".contains(c)), "-")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> Result<String> {
    shlex::try_quote(word).map(|word| word.into_owned()).context("the word cannot stand in a script", word)
}
