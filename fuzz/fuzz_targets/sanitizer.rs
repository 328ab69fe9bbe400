//! The door from a server's string to the terminal: after one byte of width, any
//! bytes at all.

#![no_main]

use lazuli::text::{SafeText, glyphs, pad_end, pad_start, split_at_width, truncate, width};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&cells, raw)) = data.split_first() else {
        return;
    };
    let cells = usize::from(cells);
    let raw = String::from_utf8_lossy(raw);
    let line = SafeText::line(&*raw).into_string();
    assert!(!line.chars().any(char::is_control), "{line:?}");
    assert_eq!(SafeText::line(line.as_str()).as_str(), line);
    let block = SafeText::block(&*raw).into_string();
    assert!(
        !block.chars().any(|c| c.is_control() && c != '\n'),
        "{block:?}"
    );
    assert_eq!(SafeText::block(block.as_str()).as_str(), block);
    for line in block.split('\n').chain([line.as_str()]) {
        let mut open = 0_i32;
        for c in line.chars() {
            assert!(!('\u{202a}'..='\u{202e}').contains(&c));
            open += i32::from(('\u{2066}'..='\u{2068}').contains(&c)) - i32::from(c == '\u{2069}');
            assert!(open >= 0);
        }
        assert_eq!(open, 0, "{line:?}");
    }
    assert!(glyphs(&line).all(|glyph| glyph.width <= 2 && !glyph.text.is_empty()));
    assert!(width(&truncate(&line, cells)) <= cells);
    assert_eq!(width(&pad_end(&line, cells)), cells);
    assert_eq!(width(&pad_start(&line, cells)), cells);
    let (fits, rest) = split_at_width(&line, cells);
    assert!(width(fits) <= cells);
    assert_eq!(format!("{fits}{rest}"), line);
});
