//! A chart inside the page: in the page's colours, as wide as there is room, and its marks tell their rows.

use super::markup::escape;

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

/// The chart with what is told of its last `tips.len()` circles, in the order in which they are drawn.
pub fn with_tips(svg: &str, tips: &[String]) -> String {
    let circles: Vec<usize> = svg.match_indices("<circle").map(|(at, _)| at).collect();
    let first = circles.len().saturating_sub(tips.len());
    let mut written = String::with_capacity(svg.len());
    let mut from = 0;
    for (&start, tip) in circles[first..].iter().zip(tips) {
        let Some(length) = svg[start..].find("/>") else { break };
        let circle = &svg[start..start + length + 2];
        let reach = circle.replacen("<circle", "<circle class=\"reach\"", 1);
        written += &svg[from..start];
        written +=
            &format!("<g class=\"mark\" tabindex=\"0\"><title>{}</title>{circle}{reach}</g>", escape(tip));
        from = start + circle.len();
    }
    written + &svg[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_circles_tell_their_tips_and_others_stay() {
        let svg = "<svg width=\"1\" viewBox=\"0\"><circle r=\"5\"/><circle r=\"5\"/>end";
        assert_eq!(
            with_tips(svg, &["a <b>".into()]),
            "<svg width=\"1\" viewBox=\"0\"><circle r=\"5\"/><g class=\"mark\" tabindex=\"0\"><title>a &lt;b&gt;</title>\
             <circle r=\"5\"/><circle class=\"reach\" r=\"5\"/></g>end"
        );
        assert_eq!(with_tips(svg, &[]), svg);
        assert_eq!(with_tips("none", &["a".into()]), "none");
    }
}
