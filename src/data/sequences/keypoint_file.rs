//! Keypoints that another program found: a CSV file with the columns x and y, in pixels from the centre of the first one, the
//! strongest keypoint first.

use std::path::Path;

use crate::error::Context;
use crate::{Error, Result, files};

const SHAPE: &str = "the first line is `x,y`, every other one names a keypoint's column and row in pixels";

/// Reads places (y, x).
///
/// # Errors
/// When the file is missing or a line is no pair of numbers (names it).
pub(super) fn read(path: &Path) -> Result<Vec<[f32; 2]>> {
    let text = files::read_text(path).context("these keypoints cannot be read", path.display());
    let text = text.map_err(|error| {
        error.or_help("`layout: {keypoints: …}` on the card promises such a file beside every image")
    })?;
    parse(&text).map_err(|(line, what)| Error::new(what).at(format!("{}:{line}", path.display())).help(SHAPE))
}

fn parse(text: &str) -> Result<Vec<[f32; 2]>, (usize, String)> {
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    match lines.next() {
        Some((_, "x,y")) => {}
        other => {
            return Err((1, format!("`{}` is no head of keypoints", other.map_or("", |(_, line)| line))));
        }
    }
    let point = |(number, line): (usize, &str)| {
        let numbers = line.split_once(',').map(|(x, y)| [y, x].map(|text| text.trim().parse::<f32>().ok()));
        match numbers {
            Some([Some(y), Some(x)]) if y.is_finite() && x.is_finite() => Ok([y, x]),
            _ => Err((number, format!("`{line}` is no pair of numbers"))),
        }
    };
    lines.filter(|(_, line)| !line.is_empty()).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_columns_and_rows_in_their_order() {
        assert_eq!(parse("x,y\n3.5, 1\n\n0,7\n"), Ok(vec![[1.0, 3.5], [7.0, 0.0]]));
    }

    #[test]
    fn what_is_no_list_of_keypoints_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.csv");
        let message = |text: &str| {
            std::fs::write(&path, text).unwrap();
            read(&path).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "ROOT")
        };
        let all = ["", "y,x\n", "x,y\n1,2\n3\n", "x,y\n1,nan\n"].map(message).join("\n");
        std::fs::remove_file(&path).unwrap();
        let missing = read(&path).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "ROOT");
        insta::assert_snapshot!(format!("{all}\n{missing}"), @"
        `` is no head of keypoints
          --> ROOT/1.csv:1
        help: the first line is `x,y`, every other one names a keypoint's column and row in pixels
        `y,x` is no head of keypoints
          --> ROOT/1.csv:1
        help: the first line is `x,y`, every other one names a keypoint's column and row in pixels
        `3` is no pair of numbers
          --> ROOT/1.csv:3
        help: the first line is `x,y`, every other one names a keypoint's column and row in pixels
        `1,nan` is no pair of numbers
          --> ROOT/1.csv:2
        help: the first line is `x,y`, every other one names a keypoint's column and row in pixels
        these keypoints cannot be read: No such file or directory (os error 2)
          --> ROOT/1.csv
        help: `layout: {keypoints: …}` on the card promises such a file beside every image
        ");
    }
}
