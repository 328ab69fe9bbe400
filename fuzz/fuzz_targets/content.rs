//! Message HTML to tree to lines, at a width and with settings from the input:
//! two bytes of width, one of switches, then the HTML.

#![no_main]

use std::collections::BTreeSet;

use lazuli::content::document::SpoilerId;
use lazuli::content::{
    Bidi, CodeOverflow, EmojiStyle, LayoutContext, layout, parse, parts_in_order, plain_text,
    prose_in_order,
};
use lazuli::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let &[low, high, switches, ref html @ ..] = data else {
        return;
    };
    let width = u16::from_le_bytes([low, high]) % 400 + 1;
    let document = parse(&String::from_utf8_lossy(html));
    let spoilers: BTreeSet<_> = (0..64)
        .map(SpoilerId)
        .filter(|_| switches & 1 != 0)
        .collect();
    let words = ["cobalt".to_owned(), "é".to_owned()];
    let context = LayoutContext {
        open_spoilers: &spoilers,
        code: match switches & 2 {
            0 => CodeOverflow::Wrap,
            _ => CodeOverflow::Scroll(u16::from(switches)),
        },
        marks: switches & 4 != 0,
        emoji: match switches & 24 {
            0 => EmojiStyle::Glyph,
            8 => EmojiStyle::Simple,
            _ => EmojiStyle::Name,
        },
        previews: switches & 32 == 0,
        bidi: match switches & 1 {
            0 => Bidi::Terminal,
            _ => Bidi::Reorder,
        },
        alert_words: if switches & 64 == 0 { &[] } else { &words },
        search_words: if switches & 128 == 0 { &[] } else { &words },
        ..LayoutContext::of_width(width)
    };
    let plain = plain_text(&document, &context);
    assert!(!plain.as_str().chars().any(|c| c != '\n' && is_harmful(c)));
    let rendered = layout(&document, &context);
    for line in &rendered.lines {
        let shown = line.text();
        assert!(
            line.width() <= width,
            "{} > {width}: {shown:?}",
            line.width()
        );
        assert_eq!(usize::from(line.width()), text::width(shown));
        assert!(!shown.chars().any(is_harmful), "{shown:?}");
        for ordered in [prose_in_order(line.clone()), parts_in_order(line.clone())] {
            assert!(!ordered.text().chars().any(is_harmful), "{shown:?}");
        }
        for piece in line.pieces() {
            assert!(piece.target.is_none_or(|id| rendered.target(id).is_some()));
        }
    }
    for region in &rendered.regions {
        assert!(region.lines.end <= rendered.lines.len());
    }
});

/// Controls, and what turns text around beyond its line.
fn is_harmful(c: char) -> bool {
    c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)
}
