use std::path::Path;

use super::{Job, Request};

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

#[test]
fn an_array_a_report_behind_it_and_what_submits_them() {
    let request = Request {
        partition: Some("gpu".into()),
        time: Some("2:00:00".into()),
        gpus: Some(1),
        cpus: Some(8),
        memory: Some("16G".into()),
        account: None,
    };
    let run = [words("/opt/cadbench run"), vec!["experiments/it's mine.yaml".into()]].concat();
    let report = words("/opt/cadbench report experiments/mine.yaml");
    let job = Job {
        name: "seg-streets",
        request: &request,
        tasks: 4,
        root: Path::new("/home/me/my project"),
        logs: Path::new("/home/me/logs"),
        run: &run,
        report: &report,
    };
    let scripts = job.scripts().unwrap();
    insta::assert_snapshot!(scripts.array, @r#"
    #!/bin/bash
    #SBATCH --job-name=seg-streets
    #SBATCH --output=/home/me/logs/%x-%A_%a.log
    #SBATCH --array=0-3
    #SBATCH --requeue
    #SBATCH --partition=gpu
    #SBATCH --time=2:00:00
    #SBATCH --gpus=1
    #SBATCH --cpus-per-task=8
    #SBATCH --mem=16G
    set -eu
    cd '/home/me/my project'
    exec /opt/cadbench run "experiments/it's mine.yaml"
    "#);
    insta::assert_snapshot!(scripts.report, @"
    #!/bin/bash
    #SBATCH --job-name=seg-streets-report
    #SBATCH --output=/home/me/logs/%x-%j.log
    #SBATCH --partition=gpu
    #SBATCH --time=2:00:00
    set -eu
    cd '/home/me/my project'
    exec /opt/cadbench report experiments/mine.yaml
    ");
    insta::assert_snapshot!(scripts.submit, @r#"
    #!/bin/sh
    # Submits the runs, and the report that waits for them.
    set -eu
    cd "$(dirname "$0")"
    runs=$(sbatch --parsable seg-streets.sbatch)
    report=$(sbatch --parsable --dependency="afterany:${runs%%;*}" seg-streets-report.sbatch)
    echo "runs: job $runs, report: job $report"
    "#);
}

#[test]
fn what_slurm_would_refuse_is_refused_first() {
    let refused = |request: Request| request.check().unwrap_err().to_string();
    let text = |text: &str| Some(text.to_owned());
    insta::assert_snapshot!(refused(Request { partition: text("gpu --exclusive"), ..Request::default() }), @"
    slurm.partition: `gpu --exclusive` is no partition
    help: letters, digits, `_`, `-`, `.`; several separated by commas
    ");
    insta::assert_snapshot!(refused(Request { time: text("two hours"), ..Request::default() }), @"
    slurm.time: `two hours` is no time
    help: minutes, hours:minutes:seconds or days-hours:minutes
    ");
    insta::assert_snapshot!(refused(Request { memory: text("16 GB"), ..Request::default() }), @"
    slurm.memory: `16 GB` is no memory
    help: a whole number with K, M, G or T
    ");
    insta::assert_snapshot!(refused(Request { cpus: Some(0), ..Request::default() }), @"slurm.cpus: a task needs at least one processor");
    for good in ["30", "2:00:00", "1-12:00"] {
        Request { time: text(good), ..Request::default() }.check().unwrap();
    }
}

#[test]
fn a_name_with_a_space_breaks_no_script() {
    let (request, run) = (Request::default(), words("cadbench run"));
    let root = Path::new("/home/me");
    let job = Job {
        name: "my first; streets",
        request: &request,
        tasks: 1,
        root,
        logs: root,
        run: &run,
        report: &run,
    };
    let scripts = job.scripts().unwrap();
    assert!(scripts.array.contains("#SBATCH --job-name=my-first--streets\n"), "{}", scripts.array);
    // A shell that reads the script submits these two files.
    let folder = tempfile::tempdir().unwrap();
    let submit = folder.path().join("submit.sh");
    std::fs::write(&submit, format!("sbatch() {{ echo \"$#:$2${{3-}}\" >&2; }}\n{}", scripts.submit))
        .unwrap();
    let done = std::process::Command::new("sh").arg(&submit).output().unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(told, "2:my first; streets.sbatch\n3:--dependency=afterany:my first; streets-report.sbatch\n");
}
