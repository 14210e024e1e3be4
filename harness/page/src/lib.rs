//! Extracts from an HTML page what a person reads: its title and its visible text, with white space
//! collapsed; and what a browser loads with it.
//!
//! This crate is separate from the engine, so that an HTML parser is compiled only for labs with
//! pages. The parser is that of the Servo browser: it treats an unclosed tag as browsers do.

mod loads;

pub use loads::{Loads, Resource, Script, Source, has_element, loads, style_loads};

use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

/// The page's title and its visible text: `["title: MDM", "text: hello john doe"]`.
pub fn read(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let title = match title(&document) {
        Some(title) => format!("title: {title}"),
        None => "title:".to_owned(),
    };
    vec![title, format!("text: {}", visible_text(document.root_element()))]
}

fn title(document: &Html) -> Option<String> {
    let selector = Selector::parse("head > title").ok()?;
    let title = document.select(&selector).next()?;
    Some(collapsed(&title.text().collect::<String>()))
}

fn visible_text(root: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(*root, &mut text);
    collapsed(&text)
}

fn gather(node: ego_tree::NodeRef<'_, Node>, text: &mut String) {
    match node.value() {
        Node::Text(words) => text.push_str(words),
        Node::Element(element) if is_hidden(element) => {}
        Node::Element(element) => {
            // Blocks are separated even without white space in the source; inline elements are not.
            let separator = if is_inline(element) { "" } else { " " };
            text.push_str(separator);
            node.children().for_each(|child| gather(child, text));
            text.push_str(separator);
        }
        _ => node.children().for_each(|child| gather(child, text)),
    }
}

/// Whether a browser does not show this element. (HTML Standard, section 15.3.1)
fn is_hidden(element: &Element) -> bool {
    const HIDDEN: [&str; 8] =
        ["head", "script", "style", "template", "noscript", "datalist", "dialog", "title"];
    HIDDEN.contains(&element.name()) || element.attr("hidden").is_some()
}

/// Whether this element is part of a line: phrasing content. (HTML Standard, section 3.2.5.2.5)
fn is_inline(element: &Element) -> bool {
    const INLINE: [&str; 25] = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
    ];
    INLINE.contains(&element.name())
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::read;

    fn text(html: &str) -> String {
        read(html)[1].clone()
    }

    #[test]
    fn a_page_is_its_title_and_its_text() {
        let page = "<!doctype html><title> M\nDM </title><body class=x>\n<p>hello\n  <b>jo</b>hn</p><p>doe";
        assert_eq!(read(page), ["title: M DM", "text: hello john doe"]);
    }

    #[test]
    fn hidden_elements_are_left_out() {
        let page =
            "<p>a<script>b</script><style>c</style><!-- d --><p hidden>e</p><template>f</template>";
        assert_eq!(text(page), "text: a");
    }

    #[test]
    fn escaped_markup_is_text_and_unescaped_markup_is_not() {
        assert_eq!(text("<p>hello &lt;b&gt;x&lt;/b&gt;"), "text: hello <b>x</b>");
        assert_eq!(text("<p>hello <b>x</b>"), "text: hello x");
    }

    #[test]
    fn words_of_two_blocks_do_not_run_together() {
        assert_eq!(text("<div>a</div><div>b</div>c<br>d"), "text: a b c d");
    }

    #[test]
    fn a_page_without_a_title_says_so() {
        assert_eq!(read("hello"), ["title:", "text: hello"]);
        assert_eq!(read("<svg><title>x</title></svg>")[0], "title:");
    }
}
