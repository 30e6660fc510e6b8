//! Sections of a page, each between two markers that name its experiment.

use crate::error::{Error, Result};

const BEGIN: &str = "<!-- cadbench: begin ";
const CLOSE: &str = " -->";

fn begin(name: &str) -> String {
    format!("{BEGIN}{name}{CLOSE}")
}

fn end(name: &str) -> String {
    format!("<!-- cadbench: end {name}{CLOSE}")
}

/// A section between its markers.
pub fn marked(name: &str, section: &str) -> String {
    format!("{}\n{}\n{}", begin(name), section.trim(), end(name))
}

/// Bytes up to the end of the section that a text begins with.
fn behind_end(text: &str, name: &str) -> Result<usize> {
    let end = end(name);
    text.find(&end).map(|offset| offset + end.len()).ok_or_else(|| {
        Error::new(format!("the section of `{name}` has no end"))
            .help(format!("put `{end}` behind its last line, or delete the section"))
    })
}

/// Name and text of every section, in their order. Fails when one has no end.
pub fn sections(page: &str) -> Result<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find(BEGIN) {
        let from = &rest[start..];
        let name = from[BEGIN.len()..].split(CLOSE).next().unwrap_or_default();
        let after = behind_end(from, name)?;
        let inner = from.get(begin(name).len()..after - end(name).len()).unwrap_or_default();
        found.push((name, inner.trim()));
        rest = &from[after..];
    }
    Ok(found)
}

/// The page with the section of an experiment replaced, or appended when it has none: a report on some
/// experiments, or in a checkout without the runs of the others, leaves theirs as they are.
///
/// # Errors
/// When the section has a beginning and no end; with the line that it lacks.
pub fn with_section(page: &str, name: &str, section: &str) -> Result<String> {
    let marked = marked(name, section);
    let Some(start) = page.find(&begin(name)) else {
        return Ok(format!("{}\n\n{marked}\n", page.trim_end()));
    };
    let after = start + behind_end(&page[start..], name)?;
    Ok(format!("{}{marked}{}", &page[..start], &page[after..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_where_it_stands_and_the_rest_is_kept() {
        let page = with_section("# Mine\n\nintro\n", "a", "first").unwrap();
        let page = with_section(&page, "b", "other").unwrap() + "\nmy conclusion\n";
        let again = with_section(&page, "a", "second").unwrap();
        assert_eq!(again, page.replace("first", "second"));
        assert_eq!(with_section(&again, "a", "second").unwrap(), again);
        assert!(again.starts_with("# Mine\n\nintro\n\n<!-- cadbench: begin a -->\nsecond\n"));
        assert!(again.ends_with("my conclusion\n"));
    }

    #[test]
    fn a_section_without_an_end_is_reported_instead_of_eating_the_page() {
        let error = with_section("<!-- cadbench: begin a -->\ntext", "a", "new").unwrap_err();
        assert_eq!(error.what(), "the section of `a` has no end");
    }

    #[test]
    fn sections_are_read_back_as_they_were_written() {
        let page = with_section("head", "a", "first\n\nline").unwrap();
        let page = with_section(&page, "b", "").unwrap();
        assert_eq!(sections(&page).unwrap(), [("a", "first\n\nline"), ("b", "")]);
        assert_eq!(sections("nothing").unwrap(), []);
        assert!(sections("<!-- cadbench: begin a -->").is_err());
    }
}
