//! What a channel's description says, without the marks of Markdown, in one line.

use crate::api::channel::Channel;
use crate::content::{LayoutContext, NoNames, parse, plain_text};

/// What a channel's description says, in one line; as the server rendered it, so that a link is
/// its text and an emoji is one. Not yet made safe.
#[must_use]
pub fn in_a_line(channel: &Channel) -> String {
    let words = match &*channel.rendered_description {
        "" => channel.description.to_string(),
        html => {
            let context = LayoutContext {
                names: &NoNames,
                ..LayoutContext::of_width(u16::MAX)
            };
            plain_text(&parse(html), &context).into_string()
        }
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_a_line;
    use crate::model::testing::organization_with;
    use serde_json::json;

    fn said(about: &str, html: &str) -> String {
        let org = organization_with(|json| {
            json["subscriptions"][0]["description"] = json!(about);
            json["subscriptions"][0]["rendered_description"] = json!(html);
        });
        in_a_line(&org.channels().by_name("workshop").unwrap().channel)
    }

    #[test]
    fn marks_of_markdown_are_not_shown() {
        let html = "<p>Fast <strong>fire</strong>, see <a href=\"https://x.example/y\">the plan</a>\
                    <br>\nand <code>raku</code>.</p>\n<ul>\n<li>ask first</li>\n</ul>";
        let about = "Fast **fire**, see [the plan](https://x.example/y)\nand `raku`.\n* ask first";
        let words = said(about, html);
        assert!(words.starts_with("Fast fire, see the plan"), "{words}");
        assert!(!words.contains("**") && !words.contains('\n'), "{words}");
        assert!(words.ends_with("- ask first"), "{words}");
        assert_eq!(said("", ""), "");
        assert_eq!(said("as it\n was", ""), "as it was");
    }
}
