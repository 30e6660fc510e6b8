//! Markdown as HTML.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Markdown as HTML. HTML in it is shown as text and a picture as its description, so that nothing is fetched;
/// headings are small ones; wide tables scroll by themselves.
pub fn markdown(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Some(Event::Start(Tag::Heading { level: HeadingLevel::H4, id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(HeadingLevel::H4))),
        other => Some(other),
    });
    let mut written = String::new();
    html::push_html(&mut written, events);
    written.replace("<table>", "<div class=\"scroll\"><table>").replace("</table>", "</table></div>")
}

/// What stands between the first `start` and the `end` behind it.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inner, _)| inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_brings_no_elements_of_its_own_and_fetches_nothing() {
        let text = "# Big\n\nTold: <script>x</script> `a<b` ![cat](http://x/cat.png) <b>bold</b>\n\n| a |\n|---|\n| 1 |\n";
        insta::assert_snapshot!(markdown(text), @r#"
        <h4>Big</h4>
        <p>Told: &lt;script&gt;x&lt;/script&gt; <code>a&lt;b</code> cat &lt;b&gt;bold&lt;/b&gt;</p>
        <div class="scroll"><table><thead><tr><th>a</th></tr></thead><tbody>
        <tr><td>1</td></tr>
        </tbody></table></div>
        "#);
    }
}
