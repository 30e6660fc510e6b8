//! The program as a person calls it: exit codes, and what goes where.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const STREETS: &str = "experiments/seg-streets.yaml";
const PAPER: &str = "experiments/paper-cityscapes.yaml";
const CAMVID: &str = "experiments/seg-camvid.yaml";

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("CAMVID_ROOT");
    command
}

/// Exit code, standard output, standard error.
fn call(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = program(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// The message about bad input.
fn refusal(arguments: &[&str]) -> String {
    let (code, _, message) = call(arguments);
    assert_eq!(code, Some(2), "{arguments:?}: {message}");
    assert!(message.starts_with("error: "), "{arguments:?}: {message}");
    message
}

#[test]
fn help_names_the_commands_and_the_exit_codes() {
    let (code, help, _) = call(&["--help"]);
    assert_eq!(code, Some(0));
    for word in [
        "plan",
        "cost",
        "bench",
        "run",
        "report",
        "show",
        "predict",
        "data",
        "weights",
        "--threads",
        "--results",
        "Exit codes",
    ] {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
}

#[test]
fn plan_lists_every_variant_of_a_shipped_experiment_without_data() {
    let (code, table, message) = call(&["plan", CAMVID]);
    assert_eq!(code, Some(0), "{message}");
    for word in ["os8", "os16", "os32", "edges-0.7", "edges-1.4", "random-like-edges-1.4", "CAMVID_ROOT"] {
        assert!(table.contains(word), "{word} is missing in:\n{table}");
    }
}

#[test]
fn plan_prints_resolved_settings_as_yaml() {
    let (code, text, message) = call(&["plan", "--resolved", STREETS]);
    assert_eq!(code, Some(0), "{message}");
    for word in ["momentum: 0.9", "output_stride: 8", "crop:"] {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
}

#[test]
fn cost_counts_the_papers_network_to_the_last_digit_and_says_what_the_paper_leaves_out() {
    let (code, table, message) =
        call(&["cost", PAPER, "--active", "0", "--csv", "--variant", "os8", "--variant", "edges-0.35"]);
    assert_eq!(code, Some(0), "{message}");
    insta::assert_snapshot!(table, @"
    variant,height,width,active,macs_backbone,macs_head,macs_mask,macs_total,ptflops_backbone,ptflops_head,mask_widening,additions,parameters,activations
    os8,1024,2048,1,1417976741888,511261016064,0,1929237757952,1423584526336,511479743232,0,0,58630483,4025059840
    edges-0.35,1024,2048,0,414565007360,511261016064,37748736,925863772160,431252045824,511479743232,253755392,0,58630483,1764329984
    ");
}

#[test]
fn cost_by_layer_has_a_line_for_every_layer() {
    let (code, table, message) = call(&["cost", STREETS, "--variant", "os32", "--layers", "--csv"]);
    assert_eq!(code, Some(0), "{message}");
    let lines: Vec<&str> = table.lines().collect();
    insta::assert_snapshot!([&lines[..4], &lines[lines.len() - 3..]].concat().join("\n"), @"
    variant,layer,part,stage,what,rows,macs,ptflops,activations,share
    os32,backbone.conv1,backbone,stem,7×7 3→16,8192,19267584,19267584,131072,0.214890
    os32,backbone.bn1,backbone,stem,norm and ReLU,8192,0,393216,131072,0.000000
    os32,max-pool,backbone,stem,16 channels,2048,0,131072,32768,0.000000
    os32,dropout,head,head,32 channels,32,0,0,1024,0.000000
    os32,classifier.classifier.4,head,head,1×1 32→9 with bias,32,9216,9504,288,0.000103
    os32,resize 32→1,head,head,9 channels,32768,0,0,294912,0.000000
    ");
}

#[test]
fn cost_refuses_what_it_cannot_know() {
    insta::assert_snapshot!(refusal(&["cost", STREETS, "--layers"]), @"
    error: the layers of `edges-0.7` depend on how much of an image is active
    help: give `--active SHARE`, or `--measure` it on an image
    ");
    insta::assert_snapshot!(refusal(&["cost", STREETS, "--variant", "os9"]), @"
    error: there is no variant `os9`
    help: did you mean `os8`?
    ");
    assert_eq!(call(&["cost", STREETS, "--size", "12"]).0, Some(2));
    assert_eq!(call(&["cost", STREETS, "--active", "1.5"]).0, Some(2));
}

#[test]
fn a_measured_cost_is_checked_against_the_stock_operations() {
    let (code, table, message) = call(&["cost", STREETS, "--variant", "edges-1.4", "--measure"]);
    assert_eq!(code, Some(0), "{message}");
    assert!(table.contains("edges-1.4") && table.contains("GiB"), "{table}");
    assert!(refusal(&["cost", STREETS, "--measure", "--image", "none.png"]).contains("none.png"));
}

#[test]
fn bench_times_networks_against_each_other() {
    let quick = ["bench", CAMVID, "--images", "2", "--rounds", "1", "--size", "64x96", "--stages"];
    let (code, table, message) = call(&quick);
    assert_eq!(code, Some(0), "{message}");
    for word in ["os8", "edges-1.4-head-on-cells", "layer4", "generated street scenes", "realised ÷ saved"] {
        assert!(table.contains(word), "{word} is missing in:\n{table}");
    }
    assert!(refusal(&["bench", CAMVID, "--variant", "os9"]).contains("did you mean `os8`?"));
    assert_eq!(call(&["bench", CAMVID, "--rounds", "0"]).0, Some(2));
}

#[test]
fn bad_input_is_2_and_the_message_points_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slip.yaml");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(STREETS);
    std::fs::write(&file, format!("extends: {}\ntraining: {{stepps: 3}}\n", base.display())).unwrap();
    let message = refusal(&["plan", file.to_str().unwrap()]);
    for word in ["unknown field `stepps`", "slip.yaml:2:12", "^^^^^^", "help: did you mean `steps`?"] {
        assert!(message.contains(word), "{word} is missing in:\n{message}");
    }
}

#[test]
fn bad_calls_are_2() {
    refusal(&["plan", "experiments/nowhere.yaml"]);
    refusal(&["plan", "--colour", STREETS]);
    refusal(&["--threads", "0", "plan", STREETS]);
    assert!(refusal(&["run", STREETS, "--only", "os9"]).contains("did you mean `os8`?"));
    assert!(refusal(&["data", "check", "street"]).contains("did you mean `streets`?"));
    assert!(refusal(&["data", "generate", "camvid"]).contains("not a generated data set"));
    assert_eq!(call(&[]).0, Some(2));
}

#[test]
fn a_run_without_its_data_is_skipped_and_counts_as_failed() {
    let results = tempfile::tempdir().unwrap();
    let (code, _, message) = call(&["--results", results.path().to_str().unwrap(), "run", CAMVID]);
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("CAMVID_ROOT is not set"), "{message}");
}

#[test]
fn missing_weights_are_named_with_what_to_set_and_stop_no_plan() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pretrained.yaml");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(STREETS);
    let weights = "network: {weights: {file: $NO_SUCH_FOLDER/resnet18.pth}}";
    std::fs::write(&file, format!("extends: {}\n{weights}\n", base.display())).unwrap();
    let (file, results) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    let (code, text, _) = call(&["plan", file]);
    assert_eq!(code, Some(0));
    assert!(text.contains("NO_SUCH_FOLDER is not set"), "{text}");
    let (code, _, message) = call(&["--results", results, "run", file]);
    assert_eq!(code, Some(1), "{message}");
    let help = "help: set NO_SUCH_FOLDER to the folder that holds resnet18.pth";
    assert!(message.contains("skipped: ") && message.contains(help), "{message}");
}

#[test]
fn weights_are_inspected_and_converted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.safetensors");
    let out = out.to_str().unwrap();
    let (code, told, message) = call(&["weights", "convert", "tests/fixtures/weights/legacy.pth", out]);
    assert_eq!(code, Some(0), "{message}");
    assert!(told.contains("4 tensors as f32"), "{told}");
    let (code, json, _) = call(&["weights", "inspect", "--json", out]);
    assert_eq!(code, Some(0));
    assert!(json.contains(r#""format": "safetensors""#), "{json}");
    assert!(refusal(&["weights", "inspect", "Cargo.toml"]).contains("no weights file"));
}

#[test]
fn data_sets_are_listed_whether_they_are_here_or_not() {
    let (code, table, message) = call(&["data", "list"]);
    assert_eq!(code, Some(0), "{message}");
    assert!(table.contains("camvid") && table.contains("cityscapes"), "{table}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child =
        program(&["plan", STREETS, CAMVID]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
