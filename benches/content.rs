//! From HTML to lines: typical messages, coloured code, formulas, long tables;
//! words alone.
//!
//! Targets: 20,000 typical messages of 1 kB a second on one core (50 µs each),
//! 1,000 lines of coloured code in less than 5 ms.

use std::fmt::Write as _;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use lazuli::content::{Bidi, LayoutContext, layout, parse, plain_text};
use lazuli::text::SafeText;

fn main() {
    divan::main();
}

/// What people write: paragraphs with a little of everything, about 1 kB each.
const TYPICAL: [&str; 4] = [
    "<p>Hello <span class=\"user-mention\" data-user-id=\"31\">@Ben Oduya</span>, the second shelf came out <strong>matte</strong>, as we said it would if the kiln cools slowly. I looked at the <a href=\"https://example.com/kiln/logs?day=2026-11-20\">logs of Friday</a> and they say that it took <em>eleven</em> hours from 1240 down to 600 degrees. <span aria-label=\"fire\" class=\"emoji emoji-1f525\" role=\"img\" title=\"fire\">:fire:</span></p>\n<p>So let us do the same again on Tuesday with the tiles from <a class=\"stream-topic\" data-stream-id=\"4\" href=\"/#narrow/channel/4-workshop/topic/glaze.20tests/with/25\">#workshop &gt; glaze tests</a>, and put two of the small bowls on the lower shelf, where the flame is. If that is all right for you, I will write <code>cone 6, slow</code> on the list at the door, so that nobody opens it before the evening.</p>",
    "<p>Here is what is left to do before the market:</p>\n<ul>\n<li>glaze the twelve cups that <span class=\"user-mention silent\" data-user-id=\"7\">Émilie Dûpont</span> threw last week</li>\n<li>fire the second batch (<strong>not</strong> with the first, the clay is another one)</li>\n<li>print the price list, see <a href=\"/user_uploads/2/6e/Kte-9QfouhbvjKb0kiO8kG9R/prices.ods\">prices.ods</a></li>\n<li>ask the neighbours for their van<ul>\n<li>or rent one, about 60 a day</li>\n</ul>\n</li>\n</ul>\n<p>Who takes what? I can do the first two on Wednesday and Thursday, from nine to four or so, but then I am away until the market itself. The list also hangs on the wall beside the wheel, and whoever has done a thing crosses it out there, please, as not all of us read here every day. And thank you all for the last weeks, it has been a joy to see the shelves fill up.</p>",
    "<p><span class=\"user-mention silent\" data-user-id=\"7\">Ben Oduya</span> <a href=\"#narrow/channel/1-general/topic/x/near/1\">said</a>:</p>\n<blockquote>\n<p>Does anybody know why the white one crawls at the rim? It did so on three of the five test tiles, and only on those that had been washed with a sponge before they were dipped. I would think that it is dust or grease.</p>\n</blockquote>\n<p>It is the sponge: it leaves a film of fine clay, the glaze dries on it and shrinks away. Wash them a day before, or not at all. There is a good page on it at <a href=\"https://digitalfire.example/trouble/crawling\">https://digitalfire.example/trouble/crawling</a>, with pictures that look just like yours. The other thing that helps is a bit less clay in the glaze itself, or part of it calcined, <code>10%</code> would do. <span aria-label=\"+1\" class=\"emoji emoji-1f44d\" role=\"img\" title=\"+1\">:+1:</span> to the idea of testing on both kinds of clay.</p>",
    "<p>This is how the controller cools now:</p>\n<div class=\"codehilite\" data-code-language=\"Python\"><pre><span></span><code><span class=\"k\">def</span><span class=\"w\"> </span><span class=\"nf\">cool</span><span class=\"p\">(</span><span class=\"n\">t</span><span class=\"p\">:</span> <span class=\"nb\">float</span><span class=\"p\">)</span> <span class=\"o\">-&gt;</span> <span class=\"nb\">float</span><span class=\"p\">:</span>\n<span class=\"w\">    </span><span class=\"sd\">\"\"\"One hour.\"\"\"</span>\n    <span class=\"k\">return</span> <span class=\"n\">t</span> <span class=\"o\">-</span> <span class=\"mi\">60</span>  <span class=\"c1\"># degrees</span>\n</code></pre></div>\n<p>Sixty an hour is too fast below 700, as we have seen, so I would make it depend on the temperature.</p>",
];

#[divan::bench]
fn typical_messages(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(TYPICAL.len()))
        .counter(BytesCount::new(
            TYPICAL.iter().map(|html| html.len()).sum::<usize>(),
        ))
        .bench(|| {
            for html in TYPICAL {
                let document = parse(black_box(html));
                black_box(layout(&document, &LayoutContext::of_width(80)));
            }
        });
}

#[divan::bench]
fn typical_messages_parse_only(bencher: Bencher) {
    bencher.counter(ItemsCount::new(TYPICAL.len())).bench(|| {
        for html in TYPICAL {
            black_box(parse(black_box(html)));
        }
    });
}

#[divan::bench]
fn typical_messages_layout_only(bencher: Bencher) {
    let documents = TYPICAL.map(parse);
    bencher.counter(ItemsCount::new(TYPICAL.len())).bench(|| {
        for document in &documents {
            black_box(layout(black_box(document), &LayoutContext::of_width(80)));
        }
    });
}

/// A code block of `lines` lines, each of thirteen tokens.
fn code(lines: usize) -> String {
    let mut html =
        "<div class=\"codehilite\" data-code-language=\"Rust\"><pre><span></span><code>".to_owned();
    for line in 0..lines {
        writeln!(html, "<span class=\"w\">    </span><span class=\"kd\">let</span><span class=\"w\"> </span><span class=\"n\">v{line}</span><span class=\"p\">:</span><span class=\"w\"> </span><span class=\"nb\">Vec</span><span class=\"o\">&lt;</span><span class=\"kt\">u8</span><span class=\"o\">&gt;</span><span class=\"w\"> </span><span class=\"o\">=</span><span class=\"w\"> </span><span class=\"fm\">vec!</span><span class=\"p\">[</span><span class=\"mi\">1</span><span class=\"p\">];</span> <span class=\"c1\">// one</span>").unwrap();
    }
    html.push_str("</code></pre></div>");
    html
}

#[divan::bench]
fn a_thousand_lines_of_code(bencher: Bencher) {
    let html = code(1000);
    bencher.counter(BytesCount::new(html.len())).bench(|| {
        let document = parse(black_box(&html));
        black_box(layout(&document, &LayoutContext::of_width(80)))
    });
}

#[divan::bench]
fn a_thousand_lines_of_code_layout_only(bencher: Bencher) {
    let document = parse(&code(1000));
    bencher.bench(|| black_box(layout(black_box(&document), &LayoutContext::of_width(80))));
}

#[divan::bench]
fn a_formula(bencher: Bencher) {
    let html = "<p><span class=\"katex-display\"><span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><annotation encoding=\"application/x-tex\">x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}</annotation></semantics></math></span></span></span></p>";
    bencher.bench(|| {
        black_box(layout(
            &parse(black_box(html)),
            &LayoutContext::of_width(80),
        ))
    });
}

#[divan::bench]
fn a_table_of_a_hundred_rows(bencher: Bencher) {
    let row = "<tr>\n<td>釉薬 ash</td>\n<td style=\"text-align: right;\">6</td>\n<td>came out matte where the slip was thick, and glossy elsewhere</td>\n</tr>\n";
    let html = format!(
        "<table>\n<thead>\n<tr>\n<th>glaze</th>\n<th>cone</th>\n<th>notes</th>\n</tr>\n</thead>\n<tbody>\n{}</tbody>\n</table>",
        row.repeat(100)
    );
    bencher.bench(|| {
        black_box(layout(
            &parse(black_box(&html)),
            &LayoutContext::of_width(60),
        ))
    });
}

/// The worst a message of this size can ask for: a tree that is never closed.
#[divan::bench(args = [1_000, 100_000])]
fn nested_without_end(bencher: Bencher, depth: usize) {
    let html = "<div><b>".repeat(depth);
    bencher.bench(|| {
        black_box(layout(
            &parse(black_box(&html)),
            &LayoutContext::of_width(80),
        ))
    });
}

#[divan::bench]
fn safe_text_of_a_name(bencher: Bencher) {
    bencher.bench(|| SafeText::line(black_box("Дмитрий Волков")).width());
}

#[divan::bench]
fn typical_messages_as_words_alone(bencher: Bencher) {
    bencher.counter(ItemsCount::new(TYPICAL.len())).bench(|| {
        for html in TYPICAL {
            let document = parse(black_box(html));
            black_box(plain_text(&document, &LayoutContext::of_width(80)));
        }
    });
}

/// The other candidate for words alone.
#[divan::bench]
fn typical_messages_by_html2text(bencher: Bencher) {
    bencher.counter(ItemsCount::new(TYPICAL.len())).bench(|| {
        for html in TYPICAL {
            let config = html2text::config::plain_no_decorate();
            black_box(config.string_from_read(black_box(html).as_bytes(), 80)).ok();
        }
    });
}

#[divan::bench(args = [Bidi::Terminal, Bidi::Reorder])]
fn a_page_of_hebrew(bencher: Bencher, bidi: Bidi) {
    let html = format!(
        "<p>{}</p>",
        "שלום עולם, this is mixed (עם סוגריים) ".repeat(25)
    );
    let document = parse(&html);
    let context = LayoutContext {
        bidi,
        ..LayoutContext::of_width(80)
    };
    bencher.bench_local(|| black_box(layout(black_box(&document), &context)));
}
