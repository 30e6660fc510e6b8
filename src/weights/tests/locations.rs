//! Where an experiment's weights lie, and what is said when they do not.

use std::path::Path;

use crate::weights::location::locate_with;

#[test]
fn a_file_is_found_from_the_root_or_below_a_variables_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/w.pth");
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(&file, b"").unwrap();
    let folder_of = |variable: &str| (variable == "WEIGHTS").then(|| folder.path().into());
    assert_eq!(locate_with(Path::new("deep/w.pth"), folder.path(), folder_of).unwrap(), file);
    assert_eq!(locate_with(Path::new("$WEIGHTS/deep/w.pth"), Path::new("."), folder_of).unwrap(), file);
    assert_eq!(locate_with(&file, Path::new("elsewhere"), folder_of).unwrap(), file);
}

#[test]
fn missing_weights_are_told_with_what_to_set() {
    let message = |named: &str, value: Option<&str>| {
        locate_with(Path::new(named), Path::new("root"), |_| value.map(Into::into)).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message("weights/w.pth", None), @"
    the weights weights/w.pth are not on this machine: there is no such file
    help: put the file there, or change `network: {weights: {file: …}}`
    ");
    insta::assert_snapshot!(message("$WEIGHTS/w.pth", None), @"
    the weights $WEIGHTS/w.pth are not on this machine: WEIGHTS is not set
    help: set WEIGHTS to the folder that holds w.pth
    ");
    insta::assert_snapshot!(message("$WEIGHTS/w.pth", Some("/nowhere")), @"
    the weights $WEIGHTS/w.pth are not on this machine: there is no file /nowhere/w.pth
    help: set WEIGHTS to the folder that holds w.pth
    ");
    assert_eq!(message("$WEIGHTS/w.pth", Some("")), message("$WEIGHTS/w.pth", None));
}
