//! What holds for any string at any width: nothing panics, every line fits, no
//! control character gets out, every visible word is kept, in order.

use std::collections::BTreeSet;

use lazuli::config::theme::Theme;
use lazuli::content::document::{Block, Document, Inline, SpoilerId};
use lazuli::content::{
    Bidi, CodeOverflow, EmojiStyle, LayoutContext, Rendered, draw_line, layout, parse, plain_text,
};
use lazuli::terminal::{Background, ColorDepth};
use lazuli::text;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Pieces of HTML that mean something, whole and in halves.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<br>\n",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<del>",
    "<code>",
    "</code>",
    "<h1>",
    "</h1>",
    "<hr>",
    "<blockquote>\n",
    "\n</blockquote>",
    "<ul>\n<li>",
    "</li>\n</ul>",
    "<ol start=\"98\"><li>",
    "</li><li>",
    "</ol>",
    "<div class=\"codehilite\" data-code-language=\"Rust\"><pre><span></span><code>",
    "\n</code></pre></div>",
    "<span class=\"k\">fn</span>",
    "<pre>",
    "</pre>",
    "<table><thead><tr><th>",
    "</th><th style=\"text-align: right\">",
    "</th></tr></thead><tbody>",
    "<tr><td>",
    "</td><td>",
    "</td></tr>",
    "</tbody></table>",
    "<div class=\"spoiler-block\"><div class=\"spoiler-header\">",
    "</div><div class=\"spoiler-content\">",
    "</div></div>",
    "<a href=\"https://x.example/a\">",
    "</a>",
    "<a class=\"stream\" data-stream-id=\"9\" href=\"#narrow/channel/9\">",
    "<span class=\"user-mention\" data-user-id=\"7\">@",
    "</span>",
    "<span class=\"user-group-mention silent\">",
    "<span class=\"emoji emoji-1f469-200d-1f4bb\">:woman:</span>",
    "<span class=\"emoji emoji-2764\">:heart:</span>",
    "<img class=\"emoji\" alt=\":x:\" src=\"/x\">",
    "<div class=\"message_inline_image\"><a href=\"/user_uploads/1/x.png\"><img src=\"/x\" data-original-dimensions=\"4x3\"></a></div>",
    "<div class=\"message_embed\"><div class=\"message_embed_title\">",
    "<div class=\"message_embed_description\">",
    "<span class=\"katex\"><annotation encoding=\"application/x-tex\">\\frac{a}{",
    "</annotation></span>",
    "<span class=\"katex-display\"><annotation>\\sum_{i}^n \\begin{pmatrix} a & b \\\\ c \\end{pmatrix}</annotation></span>",
    "<time datetime=\"2024-03-07T23:00:00Z\">",
    "</time>",
    "<span class=\"highlight\">",
    "<u>",
    "<section class=\"x\">",
    "</section>",
    "<script>",
    "<svg><desc>",
    "<!-- c -->",
    "&lt;",
    "&#x1b;[31m",
    "&#8238;",
    "\u{1b}]0;x\u{7}",
    "\u{202e}",
    "\u{2067}",
    "\u{301}",
    "\u{200d}",
    "\u{fe0f}",
    "日本語",
    "👩‍💻",
    "🇫🇷",
    "नमस्ते",
    "ｶﾞ",
    "สวัสดี",
    "לום",
    "\t",
    "\n",
    " ",
    "  ",
    "word",
    "another",
    "averyveryverylongwordwithoutanybreak",
    "$",
    "x_{i}^2",
    "https://example.com/a/b?c=d",
    "\u{a0}",
    "\u{ad}",
    "e\u{301}",
    "\u{200b}",
    "<",
    ">",
    "\"",
    "&",
    "=",
];

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
        2 => "[a-zA-Z0-9 .,:;!?]{0,40}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn contexts(width: u16, open: &BTreeSet<SpoilerId>) -> [LayoutContext<'_>; 4] {
    let base = LayoutContext {
        open_spoilers: open,
        ..LayoutContext::of_width(width)
    };
    [
        base,
        LayoutContext {
            emoji: EmojiStyle::Simple,
            code: CodeOverflow::Scroll(3),
            ..base
        },
        LayoutContext {
            emoji: EmojiStyle::Name,
            marks: true,
            previews: false,
            ..base
        },
        LayoutContext {
            bidi: Bidi::Reorder,
            ..base
        },
    ]
}

/// All spoilers a message can have here.
fn all_spoilers() -> BTreeSet<SpoilerId> {
    (0..100).map(SpoilerId).collect()
}

fn check(rendered: &Rendered, width: u16) -> Result<(), TestCaseError> {
    let theme = Theme::suited(ColorDepth::TrueColor, Background::Dark);
    for line in &rendered.lines {
        let text = line.text();
        prop_assert!(
            line.width() <= width,
            "{} > {width}: {text:?}",
            line.width()
        );
        prop_assert_eq!(usize::from(line.width()), text::width(text));
        for c in text.chars() {
            prop_assert!(
                !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c),
                "{c:?} in {text:?}"
            );
        }
        let mut isolates = 0_i32;
        for c in text.chars() {
            isolates +=
                i32::from(('\u{2066}'..='\u{2068}').contains(&c)) - i32::from(c == '\u{2069}');
            prop_assert!(isolates >= 0, "{text:?}");
        }
        prop_assert_eq!(isolates, 0, "{:?}", text);
        for piece in line.pieces() {
            prop_assert!(piece.target.is_none_or(|id| rendered.target(id).is_some()));
        }
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        draw_line(line, &theme, buffer.area, &mut buffer);
        for cell in buffer.content() {
            prop_assert!(
                !cell.symbol().chars().any(char::is_control),
                "{:?}",
                cell.symbol()
            );
        }
    }
    for region in &rendered.regions {
        prop_assert!(
            region.lines.start <= region.lines.end && region.lines.end <= rendered.lines.len()
        );
    }
    Ok(())
}

/// The letters of the words that a document says, in order: what a reader must
/// find, whatever the width.
fn words(document: &Document) -> String {
    let mut out = String::new();
    blocks(&document.blocks, &mut out);
    out.retain(is_letter);
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } => inlines(content, out),
            Block::Quote { blocks: inner } | Block::Unknown { blocks: inner, .. } => {
                blocks(inner, out)
            }
            Block::List(list) => list.items.iter().for_each(|item| blocks(item, out)),
            Block::Code(code) => out.push_str(code.text.as_str()),
            Block::Spoiler(spoiler) => {
                blocks(&spoiler.header, out);
                blocks(&spoiler.content, out);
            }
            Block::Preview(preview) => {
                inlines(&preview.title, out);
                inlines(&preview.description, out);
            }
            Block::Tweet(tweet) => {
                inlines(&tweet.content, out);
                inlines(&tweet.author, out);
            }
            // Columns stand side by side: looked at on their own below.
            Block::Table(_) => {}
            Block::Rule | Block::Math { .. } | Block::Media(_) | Block::Cut(_) => {}
        }
    }
}

fn inlines(all: &[Inline], out: &mut String) {
    for inline in all {
        match inline {
            Inline::Text { text } | Inline::Broken { text } => out.push_str(text.as_str()),
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Strike { content }
            | Inline::Code { content }
            | Inline::Highlight { content }
            | Inline::Unknown { content, .. } => inlines(content, out),
            Inline::Link(link) => inlines(&link.content, out),
            Inline::Mention(mention) => out.push_str(mention.text.as_str()),
            Inline::CustomEmoji { name, .. } => out.push_str(name.as_str()),
            Inline::Break
            | Inline::Emoji { .. }
            | Inline::Time { .. }
            | Inline::Math { .. }
            | Inline::Media(_)
            | Inline::Cut(_) => {}
        }
    }
}

/// Whether the letters of `wanted` are in `text` in this order, other ones between.
fn in_order(wanted: &str, text: &str) -> bool {
    let mut letters = text.chars();
    wanted.chars().all(|c| letters.any(|other| other == c))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_html_at_any_width(html in html(), width in 1_u16..=400) {
        let document = parse(&html);
        for open in [BTreeSet::new(), all_spoilers()] {
            for context in contexts(width, &open) {
                check(&layout(&document, &context), width)?;
            }
        }
    }

    #[test]
    fn any_string_at_any_width(html in any::<String>(), width in 1_u16..=400) {
        let document = parse(&html);
        check(&layout(&document, &LayoutContext::of_width(width)), width)?;
        let plain = plain_text(&document, &LayoutContext::of_width(width));
        prop_assert!(!plain.as_str().chars().any(|c| c.is_control() && c != '\n'));
        let json = serde_json::to_string(&document).unwrap();
        prop_assert!(!json.chars().any(char::is_control));
    }

    #[test]
    fn narrow_screens(html in html(), width in 1_u16..=12) {
        let open = all_spoilers();
        for context in contexts(width, &open) {
            check(&layout(&parse(&html), &context), width)?;
        }
    }

    #[test]
    fn all_words_in_order(html in html(), width in 2_u16..=120) {
        let document = parse(&html);
        let open = all_spoilers();
        let context = LayoutContext { open_spoilers: &open, ..LayoutContext::of_width(width) };
        let shown: String = layout(&document, &context).lines.iter().map(|line| line.text()).collect();
        let words = words(&document);
        prop_assert!(in_order(&words, &shown), "{words:?} in {shown:?}");
    }

    #[test]
    fn tables_keep_every_cell(cells in prop::collection::vec("[a-z]{1,9}( [a-z]{1,30}){0,3}", 1..16), columns in 1_usize..5, width in 2_u16..=100) {
        let row = |row: &[String]| {
            let cells: String = row.iter().map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr>{cells}</tr>")
        };
        let rows: String = cells.chunks(columns).map(row).collect();
        let document = parse(&format!("<table><tbody>{rows}</tbody></table>"));
        let rendered = layout(&document, &LayoutContext::of_width(width));
        check(&rendered, width)?;
        let shown: String = rendered.lines.iter().flat_map(|line| line.text().chars()).filter(|c| is_letter(*c)).collect();
        let count = |text: &str, c: char| text.chars().filter(|other| *other == c).count();
        let all = cells.concat();
        for c in 'a'..='z' {
            prop_assert_eq!(count(&shown, c), count(&all, c));
        }
    }

    #[test]
    fn a_tree_made_twice_is_the_same(html in html()) {
        prop_assert_eq!(parse(&html), parse(&html));
    }
}

fn attributes(count: usize) -> String {
    (0..count).map(|i| format!("a{i:x} ")).collect()
}

/// A million nodes, deep and long: bounded, and said.
#[test]
fn huge_messages_are_bounded_and_say_so() {
    for (html, sentence) in [
        ("<div>".repeat(1_000_000), "nested too deeply"),
        ("<b><i>".repeat(500_000), "nested too deeply"),
        ("<blockquote>".repeat(1_000_000), "nested too deeply"),
        ("<ul><li>".repeat(500_000), "nested too deeply"),
        ("<p>a</p>".repeat(300_000), "too long"),
        ("<span class=\"k\">x</span>".repeat(300_000), "too long"),
        ("<table><tr><td>".repeat(300_000), "nested too deeply"),
        (
            format!("<span class=\"katex-html\">{}", "<span>".repeat(1_000_000)),
            "nested too deeply",
        ),
        ("<b id=1><b id=2><p>".repeat(100_000), "too "),
        // A tag whose attributes are compared with each other.
        (format!("<p {}>", attributes(300_000)), "too long"),
        (format!("<p>a</b {}>", attributes(300_000)), "too long"),
        (
            format!("<p>a</b {}>", attributes(4_000)).repeat(300),
            "too long",
        ),
        (format!("<!-- {} -->", "c".repeat(9_000_000)), "too long"),
        (format!("<p>{}", "word ".repeat(4_000_000)), "too long"),
        ("ש".repeat(9_000_000), "too long"),
        ("\u{301}".repeat(9_000_000), "too long"),
        ("<br>".repeat(80_000), "too long"),
    ] {
        let started = std::time::Instant::now();
        let rendered = layout(&parse(&html), &LayoutContext::of_width(40));
        let text: String = rendered
            .lines
            .iter()
            .map(|line| format!("{} ", line.text()))
            .collect();
        assert!(
            text.contains(sentence),
            "{} {}",
            &html[..30],
            &text[text.len().saturating_sub(200)..]
        );
        // Generous: the tests run unoptimized, beside others.
        assert!(
            started.elapsed().as_secs() < 20,
            "{} {:?}",
            &html[..30],
            started.elapsed()
        );
    }
}

/// Quotes in quotes are shown down to a depth nobody reaches by hand.
#[test]
fn what_is_nested_deeply_keeps_its_words() {
    let html = format!(
        "{}<p>the words</p>{}",
        "<blockquote>".repeat(50),
        "</blockquote>".repeat(50)
    );
    let rendered = layout(&parse(&html), &LayoutContext::of_width(40));
    let text: String = rendered.lines.iter().map(|line| line.text()).collect();
    assert!(in_order("the words", &text));
    let html = format!("{}the words{}", "<em>".repeat(90), "</em>".repeat(90));
    let rendered = layout(&parse(&html), &LayoutContext::of_width(40));
    assert!(rendered.lines[0].text().contains("the words"));
}
