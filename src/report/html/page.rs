//! The page as a whole: its head, a list of its chapters, the chapters.

use std::path::Path;

use super::figure::rules;
use super::front::{Entry, Front, list};
use super::markup::between;
use crate::draw::{escape, unescape};
use crate::error::{Context, Result};
use crate::files;
use crate::report::sections::{marked, sections};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// What the paragraph begins with that the list at the top repeats.
pub const FACTS: &str = "<p class=\"facts\">";

/// What a chapter's picture begins and ends with.
pub const PICTURE: &str = "<figure>\n<div class=\"scroll picture\">";
pub const PICTURE_END: &str = "</figure>";

/// One part of the page under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Names the chapter in the page and in links to it: letters, digits, `-`, `_`.
    pub anchor: String,
    /// As plain text.
    pub heading: String,
    /// What the list at the top says of it.
    pub front: Front,
    /// What stands under the heading, as HTML.
    pub html: String,
}

/// The chapters of the page, in their order.
#[derive(Debug, Default)]
pub struct Page {
    experiments: Vec<Chapter>,
}

impl Page {
    /// The chapters of the page as it was last written; none when there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read, or a chapter has no end.
    pub fn read(path: &Path) -> Result<Page> {
        match files::read_text(path) {
            Ok(text) => Page::parse(&text).map_err(|e| e.at(path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Page::default()),
            Err(e) => Err(e).context("the page cannot be read", path.display()),
        }
    }

    fn parse(text: &str) -> Result<Page> {
        let chapter = |(anchor, section): (&str, &str)| {
            let heading = between(section, "<h2>", "</h2>")?;
            let html = section.split_once("</h2>")?.1.strip_suffix("</section>")?.trim();
            let front = Front::read(text, anchor).unwrap_or_default();
            Some(Chapter { anchor: anchor.into(), heading: unescape(heading), front, html: html.into() })
        };
        Ok(Page { experiments: sections(text)?.into_iter().filter_map(chapter).collect() })
    }

    /// Puts a chapter in the place of the one with its anchor, or behind all.
    pub fn put(&mut self, chapter: Chapter) {
        match self.experiments.iter_mut().find(|known| known.anchor == chapter.anchor) {
            Some(known) => *known = chapter,
            None => self.experiments.push(chapter),
        }
    }

    /// Gives a chapter that an earlier version wrote a line of its own in the list; one that has a line keeps it.
    pub fn adopt(&mut self, anchor: &str, front: impl FnOnce() -> Option<Front>) {
        let known = self.experiments.iter_mut().find(|known| known.anchor == anchor);
        if let Some(chapter) = known.filter(|chapter| chapter.front == Front::default())
            && let Some(front) = front()
        {
            chapter.front = front;
        }
    }

    /// Everything that the page shows, from top to bottom: main experiments, then ablations; both by task, then by name.
    pub fn chapters(&self) -> Vec<Chapter> {
        let mut chapters = self.experiments.clone();
        chapters.sort_by(|a, b| a.front.order.cmp(&b.front.order).then_with(|| a.anchor.cmp(&b.anchor)));
        chapters
    }

    /// The file.
    pub fn html(&self) -> String {
        let chapters = self.chapters();
        let entries: Vec<Entry<'_>> = chapters.iter().map(entry).collect();
        let list = list(&entries);
        let sections: Vec<String> = once(&chapters).iter().map(section).collect();
        let body = sections.join("\n\n");
        let rules = rules(&body);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>cadbench: results</title>\n\
             <style>\n{STYLE}{rules}</style>\n</head>\n<body>\n<header>\n<h1>Results</h1>\n\
             <button id=\"theme\" type=\"button\" hidden>theme</button>\n\
             <p>Content-adaptive downsampling: what it costs and what it keeps. Written by <code>cadbench report</code> \
             from the rows of finished runs. Point at a mark in a chart, or tap it, to see its row; the legend of a chart shows and hides \
             families. Words and columns are explained in <a href=\"../docs/glossary.md\">docs/glossary.md</a>.</p>\n{list}</header>\n<main>\n{body}\n</main>\n\
             <div id=\"tip\" role=\"status\" hidden></div>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
        )
    }
}

/// A chapter's line in the list at the top.
fn entry(chapter: &Chapter) -> Entry<'_> {
    let facts = between(&chapter.html, FACTS, "</p>").unwrap_or_default();
    Entry { front: &chapter.front, anchor: &chapter.anchor, heading: &chapter.heading, facts }
}

/// The chapters, where a picture that an earlier one has is a link to that one.
fn once(chapters: &[Chapter]) -> Vec<Chapter> {
    let one = |(number, chapter): (usize, &Chapter)| {
        let earlier = chapters[..number].iter().find(|earlier| picture(earlier) == picture(chapter));
        match (earlier, between(&chapter.html, PICTURE, PICTURE_END)) {
            (Some(Chapter { anchor, heading, .. }), Some(figure)) => {
                let (anchor, heading) = (escape(anchor), escape(heading));
                let link =
                    format!("<p class=\"note\">The picture of <a href=\"#{anchor}\">{heading}</a>.</p>");
                let html = chapter.html.replace(&format!("{PICTURE}{figure}{PICTURE_END}"), &link);
                Chapter { html, ..chapter.clone() }
            }
            _ => chapter.clone(),
        }
    };
    chapters.iter().enumerate().map(one).collect()
}

/// The data of a chapter's picture.
fn picture(chapter: &Chapter) -> Option<&str> {
    between(between(&chapter.html, PICTURE, PICTURE_END)?, "src=\"data:", "\"")
}

fn section(chapter: &Chapter) -> String {
    let Chapter { anchor, heading, html, .. } = chapter;
    let (id, heading) = (escape(anchor), escape(heading));
    marked(anchor, &format!("<section id=\"{id}\">\n<h2>{heading}</h2>\n{}\n</section>", html.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(anchor: &str, heading: &str) -> Chapter {
        let html = format!("{FACTS}of {anchor}</p>");
        Chapter { anchor: anchor.into(), heading: heading.into(), front: Front::default(), html }
    }

    #[test]
    fn a_written_page_is_read_back_and_a_chapter_replaced_where_it_stands() {
        let mut page = Page::default();
        page.put(chapter("a", "A <b> & \"c\""));
        page.put(chapter("b", "B"));
        let mut again = Page::parse(&page.html()).unwrap();
        assert_eq!(again.chapters(), page.chapters());
        assert_eq!(again.html(), page.html());
        again.put(chapter("a", "new"));
        let headings: Vec<String> = again.chapters().into_iter().map(|chapter| chapter.heading).collect();
        assert_eq!(headings, ["new", "B"]);
    }

    #[test]
    fn a_chapter_of_an_earlier_version_gets_its_place_and_one_with_a_place_keeps_it() {
        let line = |order| Front { order, ..Front::default() };
        let mut page = Page::default();
        page.put(chapter("ablations", "Old"));
        page.put(Chapter { front: line((0, 0)), ..chapter("main", "New") });
        page.adopt("ablations", || Some(line((1, 0))));
        page.adopt("main", || panic!("it has a line"));
        page.adopt("nowhere", || panic!("there is no such chapter"));
        let anchors: Vec<String> = page.chapters().into_iter().map(|chapter| chapter.anchor).collect();
        assert_eq!(anchors, ["main", "ablations"]);
    }

    #[test]
    fn a_picture_is_in_the_page_once() {
        let pictured = |anchor: &str, data: &str| {
            let html = format!("{PICTURE}<img src=\"data:{data}\"></div>of {anchor}\n{PICTURE_END}\nrest");
            Chapter { html, ..chapter(anchor, &anchor.to_uppercase()) }
        };
        let mut page = Page::default();
        for (anchor, data) in [("a", "x"), ("b", "y"), ("c", "x")] {
            page.put(pictured(anchor, data));
        }
        let html = page.html();
        assert_eq!((html.matches("data:x").count(), html.matches("data:y").count()), (1, 1));
        assert!(html.contains("<p class=\"note\">The picture of <a href=\"#a\">A</a>.</p>\nrest"), "{html}");
        assert_eq!(Page::parse(&html).unwrap().html(), html);
    }

    #[test]
    fn headings_are_escaped_and_the_list_repeats_the_facts() {
        let mut page = Page::default();
        page.put(chapter("a", "<script>alert(1)</script>"));
        let html = page.html();
        assert!(!html.contains("<script>alert"), "{html}");
        let line = "&lt;script&gt;alert(1)&lt;/script&gt;</a></h3>\n<p class=\"facts\">of a</p>";
        assert!(html.contains(line), "{html}");
    }
}
