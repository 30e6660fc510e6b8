//! A chart inside the page: in the page's colours, as wide as there is room, and its marks tell their rows.

use crate::draw::{Rgb, escape};

/// An SVG text of [`crate::report::chart`] with a caption.
pub fn figure(svg: &str, label: &str, caption: &str) -> String {
    // The size is the page's affair; the view box keeps the shape.
    let drawing = svg.find("viewBox").map_or(svg, |at| &svg[at..]);
    let (label, caption) = (escape(label), escape(caption));
    format!(
        "<figure>\n<div class=\"scroll chart\"><svg role=\"img\" aria-label=\"{label}\" {}</div>\n\
         <figcaption>{caption}</figcaption>\n</figure>\n",
        drawing.trim()
    )
}

/// The chart with what is known of its last `tips.len()` elements that begin with `element`, as in `<circle`, in the
/// order in which they are drawn.
pub fn with_tips(svg: &str, element: &str, tips: &[String]) -> String {
    let marks: Vec<usize> = svg.match_indices(element).map(|(at, _)| at).collect();
    let first = marks.len().saturating_sub(tips.len());
    let mut written = String::with_capacity(svg.len());
    let mut from = 0;
    for (&start, tip) in marks[first..].iter().zip(tips) {
        let Some(length) = svg[start..].find("/>") else { break };
        let mark = &svg[start..start + length + 2];
        let reach = mark.replacen(element, &format!("{element} class=\"reach\""), 1);
        written += &svg[from..start];
        written +=
            &format!("<g class=\"mark\" tabindex=\"0\"><title>{}</title>{mark}{reach}</g>", escape(tip));
        from = start + mark.len();
    }
    written + &svg[from..]
}

/// Names and their colours.
pub fn legend<'a>(entries: impl Iterator<Item = (&'a str, Rgb)>) -> String {
    let entry = |(name, (red, green, blue)): (&str, Rgb)| {
        let name = escape(name);
        format!("<li><i style=\"background:#{red:02x}{green:02x}{blue:02x}\"></i>{name}</li>")
    };
    format!("<ul class=\"legend\">{}</ul>\n", entries.map(entry).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_circles_tell_their_tips_and_others_stay() {
        let svg = "<svg width=\"1\" viewBox=\"0\"><circle r=\"5\"/><circle r=\"5\"/>end";
        assert_eq!(
            with_tips(svg, "<circle", &["a <b>".into()]),
            "<svg width=\"1\" viewBox=\"0\"><circle r=\"5\"/><g class=\"mark\" tabindex=\"0\"><title>a &lt;b&gt;</title>\
             <circle r=\"5\"/><circle class=\"reach\" r=\"5\"/></g>end"
        );
        assert_eq!(with_tips(svg, "<circle", &[]), svg);
        assert_eq!(with_tips("none", "<circle", &["a".into()]), "none");
    }
}
