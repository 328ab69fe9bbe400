//! Constructs nested in each other as servers nest them, with words of many
//! scripts: whatever the nesting, the width and the way to show, each word that
//! was put in comes out, in order, once.

use std::collections::BTreeSet;

use lazuli::content::document::SpoilerId;
use lazuli::content::{Bidi, CodeOverflow, EmojiStyle, LayoutContext, layout, parse, plain_text};
use lazuli::text;
use proptest::prelude::*;

/// HTML, and the words a reader must find in it.
#[derive(Debug, Clone)]
struct Made {
    html: String,
    words: String,
}

impl Made {
    fn of(text: &str) -> Self {
        let html = text.replace('&', "&amp;").replace('<', "&lt;");
        let words = text.to_owned();
        Self { html, words }
    }

    fn within(self, before: &str, after: &str) -> Self {
        let html = format!("{before}{}{after}", self.html);
        Self { html, ..self }
    }

    fn join(all: Vec<Self>, between: &str) -> Self {
        let html: Vec<_> = all.iter().map(|one| one.html.as_str()).collect();
        Self {
            html: html.join(between),
            words: all.iter().map(|one| one.words.as_str()).collect(),
        }
    }
}

fn word() -> impl Strategy<Value = Made> {
    let scripts = prop::sample::select(vec![
        "日本語",
        "漢字かな",
        "한국어",
        "שלום",
        "שָׁלוֹם",
        "עברית",
        "مرحبا",
        "العربية",
        "नमस्ते",
        "สวัสดี",
        "Ελλάδα",
        "Дмитрий",
        "e\u{301}te\u{301}",
        "Z\u{351}\u{352}\u{353}",
        "ｶﾞｷﾞ",
        "ﷺ",
        "👩‍💻",
        "👨‍👩‍👧‍👦",
        "🇫🇷🇩🇪",
        "❤️",
        "☺",
        "🧑🏽‍🚀",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "a\u{200b}b",
        "\u{2067}ab\u{2069}",
        "\u{200f}",
        "x\u{a0}y",
        "(",
        ")",
        "«",
        "1,234.5",
        "<",
        "&",
        "averyveryverylongwordwithoutanybreak",
        "https://example.com/a?b=c",
        ",",
        "…",
    ]);
    prop_oneof![
        3 => "[a-z]{1,9}".prop_map(|word| Made::of(&word)),
        4 => scripts.prop_map(Made::of),
        2 => Just(Made::of(" ")),
    ]
}

fn words() -> impl Strategy<Value = Made> {
    prop::collection::vec(word(), 1..8).prop_map(|all| Made::join(all, " "))
}

/// What stands on a line.
fn inline() -> impl Strategy<Value = Made> {
    let nothing = |html: &'static str| {
        Just(Made {
            html: html.to_owned(),
            words: String::new(),
        })
    };
    let leaf = prop_oneof![
        6 => words(),
        1 => nothing("<br>\n"),
        1 => nothing("<span aria-label=\"tada\" class=\"emoji emoji-1f389\" role=\"img\" title=\"tada\">:tada:</span>"),
        1 => nothing("<time datetime=\"2026-03-01T18:30:00Z\">soon</time>"),
        1 => words().prop_map(|w| w.within("<span class=\"user-mention silent\" data-user-id=\"7\">", "</span>")),
        1 => words().prop_map(|w| w.within("<code>", "</code>")),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let content = prop::collection::vec(inner, 1..4).prop_map(|all| Made::join(all, ""));
        let around = prop::sample::select(vec![
            ("<strong>", "</strong>"),
            ("<em>", "</em>"),
            ("<del>", "</del>"),
            ("<span class=\"highlight\">", "</span>"),
            ("<u>", "</u>"),
            ("<a href=\"https://x.example/y\" title=\"t\">", "</a>"),
        ]);
        (content, around).prop_map(|(content, (before, after))| {
            // Links do not nest.
            if before.starts_with("<a") && content.html.contains("<a ") {
                return content;
            }
            content.within(before, after)
        })
    })
}

/// What stands on lines of its own.
fn block() -> impl Strategy<Value = Made> {
    let code = words().prop_map(|w| {
        w.within(
            "<div class=\"codehilite\" data-code-language=\"\"><pre><span></span><code><span class=\"k\">",
            "</span>\n</code></pre></div>",
        )
    });
    let leaf = prop_oneof![
        6 => inline().prop_map(|i| i.within("<p>", "</p>")),
        1 => inline().prop_map(|i| i.within("<h3>", "</h3>")),
        1 => code,
        1 => inline().prop_map(|i| i.within("<table>\n<tbody>\n<tr>\n<td>", "</td>\n</tr>\n</tbody>\n</table>")),
    ];
    leaf.prop_recursive(5, 32, 4, |inner| {
        let blocks = prop::collection::vec(inner, 1..4).prop_map(|all| Made::join(all, "\n"));
        let around = prop::sample::select(vec![
            ("<blockquote>\n", "\n</blockquote>"),
            ("<ul>\n<li>", "</li>\n</ul>"),
            ("<ol start=\"5\">\n<li>\n", "</li>\n</ol>"),
            ("<div class=\"spoiler-block\"><div class=\"spoiler-header\">\n<p></p></div><div class=\"spoiler-content\" aria-hidden=\"true\">\n", "</div></div>"),
            ("<section class=\"new\">", "</section>"),
            ("", "\n<hr>"),
        ]);
        (blocks, around).prop_map(|(blocks, (before, after))| blocks.within(before, after))
    })
}

fn page() -> impl Strategy<Value = Made> {
    prop::collection::vec(block(), 1..5).prop_map(|all| Made::join(all, "\n"))
}

/// Letters and digits as they are shown: what is not joined or marked.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn in_order(wanted: &[char], text: &str) -> bool {
    let mut shown = text.chars();
    wanted.iter().all(|c| shown.any(|other| other == *c))
}

fn count(letters: &[char]) -> std::collections::BTreeMap<char, usize> {
    letters.iter().fold(Default::default(), |mut all, c| {
        *all.entry(*c).or_default() += 1;
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_word_put_in_comes_out(made in page(), width in 2_u16..=400, narrow in 2_u16..=24) {
        let document = parse(&made.html);
        prop_assert!(document.unknown.iter().all(|known| known == "u" || known == "section.new"), "{:?}", document.unknown);
        let wanted = letters(&made.words);
        let open: BTreeSet<_> = (0..200).map(SpoilerId).collect();
        for width in [width, narrow] {
            let base = LayoutContext { open_spoilers: &open, ..LayoutContext::of_width(width) };
            let others = [
                LayoutContext { emoji: EmojiStyle::Simple, ..base },
                LayoutContext { emoji: EmojiStyle::Name, marks: true, ..base },
                base,
            ];
            for context in others {
                let rendered = layout(&document, &context);
                let shown: String = rendered.lines.iter().map(|line| line.text()).collect();
                prop_assert!(in_order(&wanted, &shown), "{wanted:?} in {shown:?} of {}", made.html);
                for line in &rendered.lines {
                    prop_assert!(line.width() <= width && usize::from(line.width()) == text::width(line.text()));
                }
            }
            // In another order, and whole: as many of each letter or more.
            let reordered = layout(&document, &LayoutContext { bidi: Bidi::Reorder, ..base });
            let shown: String = reordered.lines.iter().map(|line| line.text()).collect();
            let shown = count(&letters(&shown));
            for (c, times) in count(&wanted) {
                prop_assert!(shown.get(&c).is_some_and(|shown| *shown >= times), "{c:?} in {}", made.html);
            }
            for line in &reordered.lines {
                prop_assert!(line.width() <= width, "{:?}", line.text());
            }
            let scrolled = layout(&document, &LayoutContext { code: CodeOverflow::Scroll(2), ..base });
            prop_assert!(scrolled.lines.iter().all(|line| line.width() <= width));
        }
        let plain = plain_text(&document, &LayoutContext { open_spoilers: &open, ..LayoutContext::of_width(1) });
        prop_assert!(in_order(&wanted, plain.as_str()), "{wanted:?} in {plain:?}");
    }

    /// A link is one target wherever its words come to stand, and a click on any
    /// of its cells finds it.
    #[test]
    fn links_stay_whole(before in words(), link in words(), after in words(), width in 4_u16..=80) {
        let html = format!("<p>{} <a href=\"https://x.example/y\">x{}</a> {}</p>", before.html, link.html, after.html);
        let document = parse(&html);
        for bidi in [Bidi::Terminal, Bidi::Reorder] {
            let rendered = layout(&document, &LayoutContext { bidi, ..LayoutContext::of_width(width) });
            prop_assert_eq!(rendered.targets.len(), 1);
            let mut linked = String::new();
            for line in &rendered.lines {
                let mut column = 0;
                for piece in line.pieces() {
                    if piece.target.is_some() {
                        linked.push_str(piece.text);
                        if text::width(piece.text) > 0 {
                            prop_assert_eq!(line.target_at(column), piece.target);
                        }
                    }
                    column += text::width(piece.text) as u16;
                }
            }
            let (mut linked, mut wanted) = (letters(&linked), letters(&format!("x{}", link.words)));
            if bidi == Bidi::Reorder {
                linked.sort_unstable();
                wanted.sort_unstable();
            }
            prop_assert_eq!(linked, wanted);
        }
    }
}
