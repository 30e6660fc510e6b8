//! From a file or a text to nodes.

use std::path::Path;
use std::sync::Arc;

use saphyr::ScanError;
use saphyr_parser::Parser;

use super::build::Builder;
use super::{Node, Origin, Place, Source};
use crate::error::Context;
use crate::{Error, Result, files};

/// How large a file of YAML may be, in bytes: hundreds of times what any experiment or card needs.
const LARGEST: u64 = 4 << 20;

/// Reads the one YAML document in a file.
///
/// # Errors
/// When the file cannot be read, is too large, is no YAML, nests too deeply, or holds no document or several.
pub fn parse_file(file: &Path) -> Result<Node> {
    let what = "cannot read the file";
    let size = std::fs::metadata(file).context(what, file.display())?.len();
    if size > LARGEST {
        let most = LARGEST >> 20;
        let what = format!("the file is too large to be an experiment or a card: over {most} MiB");
        return Err(Error::new(what).at(file.display()).help("is it the file that you meant?"));
    }
    let text = files::read_text(file).context(what, file.display())?;
    parse(Source { origin: Origin::File(file.to_owned()), text })
}

/// Reads the one YAML document in a text.
///
/// # Errors
/// As [`parse_file`].
pub fn parse(source: Source) -> Result<Node> {
    let source = Arc::new(source);
    match document(&source.text, &source)? {
        Some(node) => Ok(Node { place: Place::whole(&source), ..node }),
        None => Err(Error::new("the file is empty").at(source)),
    }
}

/// The one document of a text, if it holds any; `source` has the same characters at its places, or what is shown in
/// their stead.
///
/// # Errors
/// When the text is no YAML, nests too deeply or holds several documents.
pub(super) fn document(text: &str, source: &Arc<Source>) -> Result<Option<Node>> {
    let mut parser = Parser::new_from_str(text);
    let mut builder = Builder::new(text, source);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax(&error, source))?;
        builder.take(event, span)?;
    }
    Ok(builder.finish())
}

fn syntax(error: &ScanError, source: &Arc<Source>) -> Error {
    // The scanner notices some mistakes only at the end of the file: then the end of its last line is shown.
    let last = source.text.lines().count().max(1);
    let (line, column) = (error.marker().line().max(1), error.marker().col());
    let text = source.text.lines().nth(line.min(last) - 1).unwrap_or_default();
    let (line, column) = if line > last { (last, text.chars().count()) } else { (line, column) };
    let rest = text.chars().skip(column);
    let word = rest.take_while(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).count();
    let place = Place { source: source.clone(), line, column, end: column + word.max(1) };
    let info = error.info();
    let marked = place.mark(Error::new(format!("not valid YAML: {info}")));
    match advice(info) {
        Some(help) => marked.help(help),
        None => marked,
    }
}

/// What is usually wrong where the scanner says so.
fn advice(info: &str) -> Option<&'static str> {
    let advice = [
        ("tab", "indent with spaces; YAML allows no tabs there"),
        ("illegal placement", "is a bracket above not closed?"),
        ("expected ',' or", "close the bracket, or put a comma between its parts"),
        ("end of stream", "close the quotes that begin here"),
        ("could not find expected ':'", "write `key: value`, with a space behind the colon"),
        ("unknown anchor", "`*name` repeats what `&name` marks further up: is the name right?"),
        ("did not find expected <document start>", "is this line indented as its neighbours are?"),
        ("did not find expected key", "indent the keys of one mapping alike, with spaces"),
        ("expected '-' indicator", "indent the keys of one list item alike, with spaces"),
        ("unexpected character", "put text that begins with a sign such as `@` or `%` in quotes"),
        ("invalid indentation", "indent the keys of one mapping alike, with spaces"),
        ("mapping values are not allowed", "put text with `: ` in quotes; indent keys of one mapping alike"),
    ];
    advice.into_iter().find(|(words, _)| info.contains(words)).map(|(_, help)| help)
}
