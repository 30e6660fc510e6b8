//! `H_1_k`: nine numbers, three on each line.

use std::path::Path;

use crate::error::Context;
use crate::keypoints::Homography;
use crate::{Error, Result, files};

/// Reads a homography.
///
/// # Errors
/// When the file is missing, is no 3×3 matrix (names the line), or the matrix is singular.
pub(super) fn read(path: &Path) -> Result<Homography> {
    let text = files::read_text(path).context("this homography cannot be read", path.display())?;
    parse(&text).map_err(|error| match error {
        (Some(line), error) => error.at(format!("{}:{line}", path.display())),
        (None, error) => error.at(path.display()),
    })
}

fn parse(text: &str) -> Result<Homography, (Option<usize>, Error)> {
    let shape = "a homography is three lines of three numbers";
    let mut rows = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let refuse = |what: String| (Some(number + 1), Error::new(what).help(shape));
        let mut row = Vec::new();
        for word in line.split_whitespace() {
            let value = word.parse::<f64>().ok().filter(|value| value.is_finite());
            row.push(value.ok_or_else(|| refuse(format!("`{word}` is no number")))?);
        }
        let count = row.len();
        let row: [f64; 3] = row.try_into().map_err(|_| refuse(format!("{count} numbers on a line")))?;
        if rows.len() == 3 {
            return Err(refuse("a fourth line of numbers".into()));
        }
        rows.push(row);
    }
    let count = rows.len();
    let rows: [[f64; 3]; 3] =
        rows.try_into().map_err(|_| (None, Error::new(format!("{count} lines of numbers")).help(shape)))?;
    Homography::new(rows).map_err(|error| (None, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("H_1_2");
        std::fs::write(&path, text).unwrap();
        read(&path).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "ROOT")
    }

    #[test]
    fn what_is_no_homography_is_refused_with_its_line() {
        let all = [
            "1 0 0\n0 1 zero\n0 0 1\n",
            "1 0 0\n\n0 1\n0 0 1\n",
            "1 0 0\n0 1 0\n",
            "1 0 0\n0 1 0\n0 0 1\n0 0 0\n",
            "1 0 0\n2 0 0\n0 0 1\n",
            "1 0 inf\n0 1 0\n0 0 1\n",
        ]
        .map(message);
        insta::assert_snapshot!(all.join("\n"), @"
        `zero` is no number
          --> ROOT/H_1_2:2
        help: a homography is three lines of three numbers
        2 numbers on a line
          --> ROOT/H_1_2:3
        help: a homography is three lines of three numbers
        2 lines of numbers
          --> ROOT/H_1_2
        help: a homography is three lines of three numbers
        a fourth line of numbers
          --> ROOT/H_1_2:4
        help: a homography is three lines of three numbers
        this homography is singular: it maps the plane onto a line or a point
          --> ROOT/H_1_2
        `inf` is no number
          --> ROOT/H_1_2:1
        help: a homography is three lines of three numbers
        ");
    }

    #[test]
    fn numbers_are_read_as_hpatches_and_oxford_write_them() {
        let text = "   8.7976964e-01   3.1245438e-01  -3.9430589e+01\n 0 1 0\n\n0 0 1.0000000e+00\n";
        assert_eq!(parse(text).unwrap().rows()[0], [0.87976964, 0.31245438, -39.430589]);
    }
}
