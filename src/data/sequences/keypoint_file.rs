//! Keypoints that another program found: a CSV file with the columns x and y, in pixels from the centre of the first one, the
//! strongest keypoint first.

use std::path::Path;

use crate::error::Context;
use crate::{Error, Result, files};

const SHAPE: &str = "the first line is `x,y`, every other one names a keypoint's column and row in pixels";

/// A place (y, x) and the number of its line.
type Point = (usize, [f32; 2]);

/// Reads places (y, x) in an image of `size` (height, width), at least one.
///
/// # Errors
/// When the file is missing, a line is no pair of numbers or names a place outside the image (names the line), or there is no
/// keypoint.
pub(super) fn read(path: &Path, size: [usize; 2]) -> Result<Vec<[f32; 2]>> {
    let text = files::read_text(path).context("these keypoints cannot be read", path.display());
    let text = text.map_err(|error| {
        error.or_help("`layout: {keypoints: …}` on the card promises such a file beside every image")
    })?;
    let points = parse(&text)
        .map_err(|(line, what)| Error::new(what).at(format!("{}:{line}", path.display())).help(SHAPE))?;
    if points.is_empty() {
        return Err(Error::new("this file names no keypoint").at(path.display()).help(
            "an image without keypoints matches nothing and would count as 0 %: name some, or leave its sequence out",
        ));
    }
    match points.iter().find(|(_, point)| !is_inside(*point, size)) {
        Some((line, [y, x])) => {
            let [height, width] = size;
            let what = format!("the keypoint {x},{y} lies outside the image of {width}×{height} pixels");
            Err(Error::new(what).at(format!("{}:{line}", path.display())).help(format!(
                "columns go from 0 to {} and rows from 0 to {}; keypoints are of the image as its file has it",
                width.saturating_sub(1),
                height.saturating_sub(1)
            )))
        }
        None => Ok(points.into_iter().map(|(_, point)| point).collect()),
    }
}

/// Is the nearest pixel one of the image?
fn is_inside(point: [f32; 2], size: [usize; 2]) -> bool {
    point.into_iter().zip(size).all(|(at, side)| at.round() >= 0.0 && f64::from(at.round()) < side as f64)
}

/// The numbers of lines with the places that they name.
fn parse(text: &str) -> Result<Vec<Point>, (usize, String)> {
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
            Some([Some(y), Some(x)]) if y.is_finite() && x.is_finite() => Ok((number, [y, x])),
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
        assert_eq!(parse("x,y\n3.5, 1\n\n0,7\n"), Ok(vec![(2, [1.0, 3.5]), (4, [7.0, 0.0])]));
    }

    #[test]
    fn what_is_no_list_of_keypoints_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.csv");
        let message = |text: &str| {
            std::fs::write(&path, text).unwrap();
            read(&path, [20, 30]).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "ROOT")
        };
        let all = ["", "y,x\n", "x,y\n1,2\n3\n", "x,y\n1,nan\n"].map(message).join("\n");
        std::fs::remove_file(&path).unwrap();
        let missing =
            read(&path, [20, 30]).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "ROOT");
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

    #[test]
    fn keypoints_outside_the_image_are_refused_with_their_line_and_an_empty_file_is_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let message = |error: Error| error.to_string().replace(folder.path().to_str().unwrap(), "ROOT");
            read(&path, [20, 30]).map_err(message)
        };
        assert_eq!(read("\u{feff}x,y\n-0.4,19.4\n29,0\n").unwrap(), [[19.4, -0.4], [0.0, 29.0]]);
        let all = ["x,y\n29,0\n30,0\n", "x,y\n-900,-900\n", "x,y\n0,19.5\n", "x,y\n"]
            .map(|text| read(text).unwrap_err());
        insta::assert_snapshot!(all.join("\n"), @"
        the keypoint 30,0 lies outside the image of 30×20 pixels
          --> ROOT/1.csv:3
        help: columns go from 0 to 29 and rows from 0 to 19; keypoints are of the image as its file has it
        the keypoint -900,-900 lies outside the image of 30×20 pixels
          --> ROOT/1.csv:2
        help: columns go from 0 to 29 and rows from 0 to 19; keypoints are of the image as its file has it
        the keypoint 0,19.5 lies outside the image of 30×20 pixels
          --> ROOT/1.csv:2
        help: columns go from 0 to 29 and rows from 0 to 19; keypoints are of the image as its file has it
        this file names no keypoint
          --> ROOT/1.csv
        help: an image without keypoints matches nothing and would count as 0 %: name some, or leave its sequence out
        ");
    }
}
