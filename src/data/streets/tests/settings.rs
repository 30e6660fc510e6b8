//! Settings as a file states them.

use super::tiny;
use crate::data::streets::Settings;

#[test]
fn what_is_left_out_takes_its_default() {
    let settings: Settings = serde_yaml::from_str("width: 512\nhaze: 0.5").unwrap();
    assert_eq!(settings, Settings { width: 512, haze: 0.5, ..Settings::default() });
}

#[test]
fn a_misspelt_setting_is_refused() {
    let error = serde_yaml::from_str::<Settings>("widht: 512").unwrap_err().to_string();
    assert!(error.contains("unknown field `widht`"), "{error}");
}

#[test]
fn what_can_not_be_drawn_is_refused_with_the_range() {
    let refusal = |settings: Settings| settings.check().unwrap_err().to_string();
    insta::assert_snapshot!(refusal(Settings { width: 16, ..tiny() }), @"
    a street scene can't be 16 pixels in width
    help: choose a width from 32 to 2048
    ");
    insta::assert_snapshot!(refusal(Settings { val: 0, ..tiny() }), @"
    the split `val` would have no scene
    help: set `val` to at least 1
    ");
    insta::assert_snapshot!(refusal(Settings { haze: f32::NAN, ..tiny() }), @"
    `haze` can't be NaN
    help: choose `haze` from 0 (none) over 1 (normal) to 4
    ");
}
