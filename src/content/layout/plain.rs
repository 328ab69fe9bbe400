//! Words alone: what a message says as text without styles, for notifications,
//! quotes by hand, copies and scripts.
//!
//! Built on the same tree as the screen. html2text, the other candidate, was
//! measured on the recordings: it prints formulas three times, loses times,
//! previews of pictures and rules, shows what spoilers hide and knows no current
//! names; and it takes 49 µs for a message of 1 kB, where parsing and this together
//! take 13. It serves for elements that this tree has no node for: it knows HTML
//! that Zulip's servers did not write when this was written.

use super::Layouter;
use super::bidi::is_direction;
use super::blocks::{needs_air, sentence};
use crate::content::context::{Bidi, LayoutContext};
use crate::content::document::{Block, Document, Inline, List, Media, Spoiler, Table};
use crate::content::line::Paint;
use crate::content::math;
use crate::text::SafeText;

/// Bytes of an unknown element that html2text is given at most; a longer one is its words alone.
const UNKNOWN_BYTES: usize = 4096;

/// What a document says, as plain text of several lines: nothing is wrapped, and
/// `context.width` has no meaning.
///
/// Names are current, times local, formulas set on one line where they can be;
/// quotes start with `> `, list items with `- ` or their number; code is as it was
/// written. What a closed spoiler hides stays hidden, and what is found behind
/// links (previews) is left out.
#[must_use]
pub fn plain_text(document: &Document, context: &LayoutContext<'_>) -> SafeText<'static> {
    let mut layouter = Layouter::new(context);
    let text = layouter.plain_blocks(&document.blocks);
    SafeText::block(text.trim_end_matches('\n').to_owned())
}

impl Layouter<'_> {
    fn plain_blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut previous: Option<&Block> = None;
        for block in blocks {
            let text = self.plain_block(block);
            if text.is_empty() {
                continue;
            }
            if let Some(previous) = previous {
                out.push_str(if needs_air(previous, block) {
                    "\n\n"
                } else {
                    "\n"
                });
            }
            out.push_str(&text);
            previous = Some(block);
        }
        out
    }

    fn plain_block(&mut self, block: &Block) -> String {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } => self.plain(content),
            Block::Rule => "---".to_owned(),
            Block::Quote { blocks } => {
                let quoted = self.plain_blocks(blocks);
                prefixed(&quoted, "> ", "> ")
            }
            Block::List(list) => self.plain_list(list),
            Block::Code(code) => code.text.as_str().to_owned(),
            Block::Math { tex } => formula(tex),
            Block::Table(table) => self.plain_table(table),
            Block::Spoiler(spoiler) => self.plain_spoiler(spoiler),
            Block::Media(media) => label(media),
            Block::Preview(_) => String::new(),
            Block::Tweet(tweet) => {
                let content = self.plain(&tweet.content);
                let author = self.plain(&tweet.author);
                let media = tweet.media.iter().map(label);
                let parts = [content, author].into_iter().chain(media);
                parts
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Block::Unknown { html, blocks, .. } => {
                let own = self.plain_blocks(blocks);
                by_html2text(html.as_str(), &own).unwrap_or(own)
            }
            Block::Cut(cut) => sentence(*cut).to_owned(),
        }
    }

    fn plain(&mut self, content: &[Inline]) -> String {
        // Spaces that do not break are for lines that are wrapped.
        let text = self.flow(content, Paint::TEXT).text.replace('\u{a0}', " ");
        match self.context.bidi {
            Bidi::Terminal => text,
            Bidi::Reorder => text.replace(is_direction, ""),
        }
    }

    fn plain_list(&mut self, list: &List) -> String {
        let mut items = Vec::with_capacity(list.items.len());
        for (index, item) in list.items.iter().enumerate() {
            let text = self.plain_blocks(item);
            let marker = match list.start {
                Some(start) => format!("{}. ", start.saturating_add(index as u64)),
                None => "- ".to_owned(),
            };
            items.push(prefixed(&text, &marker, &" ".repeat(marker.len())));
        }
        items.join(if list.loose { "\n\n" } else { "\n" })
    }

    fn plain_table(&mut self, table: &Table) -> String {
        let mut rows = Vec::new();
        let head = Some(&table.head).filter(|head| !head.is_empty());
        for row in head.into_iter().chain(&table.rows) {
            let cells: Vec<_> = row
                .iter()
                .map(|cell| self.plain(cell).replace('\n', " "))
                .collect();
            rows.push(cells.join(" | "));
        }
        rows.join("\n")
    }

    fn plain_spoiler(&mut self, spoiler: &Spoiler) -> String {
        let mut header = self.plain_blocks(&spoiler.header);
        if header.is_empty() {
            header.push_str("Spoiler");
        }
        if !self.context.open_spoilers.contains(&spoiler.id) {
            return header + " (hidden)";
        }
        let content = self.plain_blocks(&spoiler.content);
        format!("{header}\n{content}")
    }
}

/// Every line with something before it, the first with `first`.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + first.len());
    for (index, line) in text.split('\n').enumerate() {
        let before = if index == 0 { first } else { rest };
        if index > 0 {
            out.push('\n');
        }
        if line.is_empty() {
            out.push_str(before.trim_end());
        } else {
            out.push_str(before);
            out.push_str(line);
        }
    }
    out
}

fn formula(tex: &SafeText<'_>) -> String {
    math::on_one_line(tex.as_str())
        .as_ref()
        .unwrap_or(tex)
        .as_str()
        .to_owned()
}

fn label(media: &Media) -> String {
    let name = media.name.clone().or_else(|| media.address.file_name());
    let name = name.unwrap_or_else(|| media.address.display().into_owned());
    format!("[{name}]")
}

/// An element without a node, by html2text: only if that loses no word.
fn by_html2text(html: &str, own: &str) -> Option<String> {
    if html.len() > UNKNOWN_BYTES {
        return None;
    }
    // As many columns as there are bytes: it counts the columns of what it wraps wrongly, and
    // ends the program where they are more than it has.
    let text = html2text::config::plain_no_decorate()
        .string_from_read(html.as_bytes(), html.len().max(1))
        .ok()?;
    let text = SafeText::block(text).into_string();
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let mut wanted = own.chars().filter(|c| c.is_alphanumeric());
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let kept = wanted.all(|c| letters.any(|other| other == c));
    kept.then(|| lines.join("\n").trim_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::parse;

    fn plain(html: &str) -> String {
        plain_text(&parse(html), &LayoutContext::of_width(1)).into_string()
    }

    #[test]
    fn an_unknown_element_of_long_words_and_wide_signs_is_its_words() {
        let html = "<section class=\"new\"><blockquote>\n<p><a href=\"https://x.example/y\">Z\u{351}\u{352}\u{353} aaaaaa 👩\u{200d}💻 aaaaaaa aaaaaa https://example.com/a?b=c Ελλάδα averyveryverylongwordwithoutanybreak❤\u{fe0f} a</a></p>\n</blockquote></section>";
        assert!(plain(html).contains("averyveryverylongwordwithoutanybreak❤\u{fe0f} a"));
    }

    #[test]
    fn blocks_are_as_one_would_type_them() {
        assert_eq!(
            plain(
                "<h2>Head</h2>\n<p>one<br>\ntwo <strong>bold</strong> <code>code</code></p>\n<hr>\n<p>three</p>"
            ),
            "Head\none\ntwo bold code\n\n---\n\nthree"
        );
        assert_eq!(
            plain(
                "<blockquote>\n<p>a</p>\n<p>b</p>\n<blockquote><p>c</p></blockquote></blockquote>\n<p>d</p>"
            ),
            "> a\n>\n> b\n> > c\nd"
        );
        assert_eq!(
            plain("<ul><li>a<ol start=\"9\"><li>b<br>\nc</li><li>d</li></ol></li><li>e</li></ul>"),
            "- a\n  9. b\n     c\n  10. d\n- e"
        );
        assert_eq!(
            plain(
                "<div class=\"codehilite\" data-code-language=\"C\"><pre><span></span><code><span class=\"k\">if</span>\n    x\n</code></pre></div>"
            ),
            "if\n    x"
        );
        assert_eq!(
            plain(
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>"
            ),
            "a | b\n1 | "
        );
    }

    #[test]
    fn formulas_stand_once_and_pictures_by_name() {
        let katex = |tex: &str| {
            format!(
                "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>E</mi></mrow><annotation encoding=\"application/x-tex\">{tex}</annotation></semantics></math></span><span class=\"katex-html\" aria-hidden=\"true\">E drawn</span></span>"
            )
        };
        assert_eq!(
            plain(&format!("<p>so {}</p>", katex("E = mc^2"))),
            "so E = mc²"
        );
        assert_eq!(
            plain(&format!(
                "<p><span class=\"katex-display\">{}</span></p>",
                katex("\\oops{")
            )),
            "\\oops{"
        );
        assert_eq!(
            plain(
                "<div class=\"message_inline_image\"><a href=\"/user_uploads/2/x/kiln%20plan.png\"><img src=\"/x\"></a></div>"
            ),
            "[kiln plan.png]"
        );
    }

    #[test]
    fn spoilers_hide_until_they_are_open() {
        let html = "<div class=\"spoiler-block\"><div class=\"spoiler-header\"><p>End</p></div><div class=\"spoiler-content\"><p>the gardener</p></div></div>";
        assert_eq!(plain(html), "End (hidden)");
        let open = [crate::content::document::SpoilerId(0)].into();
        let context = LayoutContext {
            open_spoilers: &open,
            ..LayoutContext::of_width(1)
        };
        assert_eq!(
            plain_text(&parse(html), &context).as_str(),
            "End\nthe gardener"
        );
    }

    #[test]
    fn what_has_no_node_is_read_by_html2text() {
        assert_eq!(
            plain(
                "<section class=\"new\"><p>a</p><dl><dt>term</dt><dd>what it means</dd></dl></section>"
            ),
            "a\n\nterm\n  what it means"
        );
        assert_eq!(
            plain("<section><p>x</p><template>kept</template></section>"),
            "x\n\nkept"
        );
    }
}
