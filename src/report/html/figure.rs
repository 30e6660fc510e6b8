//! A chart inside the page: in the page's colours, as wide as there is room; its marks show their rows, and its
//! families can be switched off.

use crate::draw::{Family, Rgb, Shape, escape, filled, hex};
use crate::report::chart::Chart;

/// An SVG text with a caption.
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

/// What is known of an element of a chart, and whose it is.
pub struct Tip {
    /// Lines of text.
    pub text: String,
    /// A switch that it belongs to; empty for none.
    pub class: String,
    /// The element's.
    pub colour: Rgb,
}

/// The chart with what is known of its last `tips.len()` elements that begin with `element`, as in `<rect`, in the
/// order in which they are drawn.
pub fn with_tips(svg: &str, element: &str, tips: &[Tip]) -> String {
    let marks: Vec<usize> = svg.match_indices(element).map(|(at, _)| at).collect();
    let first = marks.len().saturating_sub(tips.len());
    let mut written = String::with_capacity(svg.len());
    let mut from = 0;
    for (&start, Tip { text, class, colour }) in marks[first..].iter().zip(tips) {
        let Some(length) = svg[start..].find("/>") else { break };
        let mark = &svg[start..start + length + 2];
        let reach = mark.replacen(element, &format!("{element} class=\"reach\""), 1);
        let class = format!("mark {class}");
        written += &svg[from..start];
        written += &format!(
            "<g class=\"{}\" style=\"--c:{}\" tabindex=\"0\"><title>{}</title>{mark}{reach}</g>",
            class.trim_end(),
            hex(*colour),
            escape(text)
        );
        from = start + mark.len();
    }
    written + &svg[from..]
}

/// An entry of a legend that shows and hides what is drawn under its class.
pub struct Switch {
    /// Of the elements that it shows.
    pub class: String,
    /// What people read.
    pub name: String,
    /// A small picture of the elements.
    pub sign: String,
}

impl Switch {
    /// Of what is drawn in a colour and a shape.
    pub fn new(class: String, name: &str, colour: Rgb, shape: Shape) -> Switch {
        let mark = shape.svg((7, 7), 5, &filled(colour));
        Switch { class, name: name.to_owned(), sign: sign(14, &mark, &hex(colour)) }
    }
}

/// Of the families of a chart, and of its dashed line.
pub fn switches_of(chart: &Chart) -> Vec<Switch> {
    let family =
        |family: &Family| Switch::new(chart.class(family), &family.name, family.colour, family.shape);
    let mut switches: Vec<Switch> = chart.families().into_iter().map(family).collect();
    let dashes = "<path d=\"M0,7H26\" fill=\"none\" stroke=\"#808080\" stroke-dasharray=\"6 4\"/>";
    let (class, name) = ("guide".to_owned(), chart.guide().to_owned());
    switches.push(Switch { class, name, sign: sign(26, dashes, "#808080") });
    switches
}

fn sign(width: u32, drawing: &str, colour: &str) -> String {
    format!(
        "<svg class=\"sign\" width=\"{width}\" height=\"14\" viewBox=\"0 0 {width} 14\" aria-hidden=\"true\">\
         <g style=\"--c:{colour}\">{drawing}</g></svg>"
    )
}

/// Figures under a legend whose entries switch what they name.
pub fn switched(switches: &[Switch], figures: &str) -> String {
    let switch = |Switch { class, name, sign }: &Switch| {
        let name = escape(name);
        format!(
            "<label><input type=\"checkbox\" class=\"s-{class}\" checked autocomplete=\"off\">{sign}{name}</label>\n"
        )
    };
    let all: String = switches.iter().map(switch).collect();
    format!("<div class=\"switched\">\n<fieldset class=\"switches\">\n{all}</fieldset>\n{figures}</div>\n")
}

/// The style rules of as many switches as `body` has; those of the guide stand in the page's style.
pub fn rules(body: &str) -> String {
    let used = (0..).take_while(|number| body.contains(&format!("class=\"s-f{number}\"")));
    used.map(|n| format!(".switched:has(.s-f{n}:not(:checked)) .f{n} {{ display: none; }}\n")).collect()
}

/// Names and their colours.
pub fn legend<'a>(entries: impl Iterator<Item = (&'a str, Rgb)>) -> String {
    let entry = |(name, colour): (&str, Rgb)| {
        let mark = Shape::Circle.svg((7, 7), 5, &filled(colour));
        format!("<li>{}{}</li>", sign(14, &mark, &hex(colour)), escape(name))
    };
    format!("<ul class=\"legend\">{}</ul>\n", entries.map(entry).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_elements_tell_their_tips_and_others_stay() {
        let svg = "<svg width=\"1\" viewBox=\"0\"><rect r=\"5\"/><rect r=\"5\"/>end";
        let tip = |class: &str| Tip { text: "a <b>".into(), class: class.into(), colour: (1, 2, 3) };
        assert_eq!(
            with_tips(svg, "<rect", &[tip("")]),
            "<svg width=\"1\" viewBox=\"0\"><rect r=\"5\"/><g class=\"mark\" style=\"--c:#010203\" tabindex=\"0\">\
             <title>a &lt;b&gt;</title><rect r=\"5\"/><rect class=\"reach\" r=\"5\"/></g>end"
        );
        assert!(with_tips(svg, "<rect", &[tip("f3")]).contains("<g class=\"mark f3\""));
        assert_eq!(with_tips(svg, "<rect", &[]), svg);
        assert_eq!(with_tips("none", "<rect", &[tip("")]), "none");
    }

    #[test]
    fn there_is_a_rule_for_every_switch_that_the_page_has() {
        let switch = |n: usize| Switch::new(format!("f{n}"), "a", (1, 2, 3), Shape::Circle);
        let body = switched(&[switch(0), switch(1)], "") + &switched(&[switch(0)], "");
        assert_eq!(rules(&body).lines().count(), 2);
        assert!(rules(&body).contains(".switched:has(.s-f1:not(:checked)) .f1 {"));
        assert_eq!(rules("nothing"), "");
    }
}
