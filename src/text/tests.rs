use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

fn line(raw: &str) -> String {
    SafeText::line(raw).into_string()
}

#[test]
fn borrows_when_there_is_nothing_to_do() {
    for raw in [
        "workshop",
        "設計 › 色",
        "naïve e\u{301}",
        "👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
        "a\u{2068}b\u{2069}c",
        "",
    ] {
        let SafeText(text) = SafeText::line(raw);
        assert!(matches!(text, Cow::Borrowed(_)), "{raw}");
        assert_eq!(text, raw);
    }
    let SafeText(text) = SafeText::block("two\nlines, é");
    assert!(matches!(text, Cow::Borrowed(_)));
}

#[test]
fn escape_sequences_go_whole() {
    for (raw, safe) in [
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("a\u{1b}[2Jb", "ab"),
        ("a\u{1b}[?1049hb", "ab"),
        ("a\u{1b}]0;title\u{7}b", "ab"),
        (
            "a\u{1b}]8;;https://evil.example\u{1b}\\b\u{1b}]8;;\u{1b}\\",
            "ab",
        ),
        ("a\u{1b}P1$r\u{1b}\\b", "ab"),
        ("a\u{1b}_G payload\u{1b}\\b", "ab"),
        ("a\u{1b}(0b", "ab"),
        ("a\u{1b}cb", "ab"),
        ("a\u{9b}31mb", "ab"),
        ("a\u{9d}0;t\u{9c}b", "ab"),
        ("never ended \u{1b}]0;but said", "never ended 0;but said"),
        ("cut \u{1b}[31", "cut "),
        ("cut \u{1b}", "cut "),
        ("é\u{1b}[é", "éé"),
        ("bell\u{7} back\u{8} del\u{7f} nul\0", "bell back del nul"),
    ] {
        assert_eq!(line(raw), safe, "{raw:?}");
    }
}

#[test]
fn white_space_in_one_line_and_in_many() {
    assert_eq!(line("a\tb\r\nc\nd\u{2028}e"), "a b c d e");
    assert_eq!(
        SafeText::block("a\tb\r\nc\rd\u{85}\te").as_str(),
        "a   b\nc\nd\n    e"
    );
    assert_eq!(SafeText::block("設\tx").as_str(), "設  x");
}

#[test]
fn direction_cannot_be_turned_around() {
    assert_eq!(line("\u{202e}evil\u{202c} end"), "evil end");
    assert_eq!(line("a\u{2067}b"), "a\u{2067}b\u{2069}");
    assert_eq!(line("a\u{2069}b"), "ab");
    assert_eq!(
        SafeText::block("a\u{2067}b\nc\u{2069}").as_str(),
        "a\u{2067}b\u{2069}\nc"
    );
    // None that holds nothing, and few within each other.
    assert_eq!(
        line(&"a\u{2067}\u{2066}\u{2069}\u{2069}".repeat(100)),
        "a".repeat(100)
    );
    assert_eq!(line(&"\u{2067}".repeat(100)), "");
    let deep = line(&format!("{}b", "a\u{2067}".repeat(100)));
    assert_eq!(deep.matches('\u{2069}').count(), 4);
    assert_eq!(truncate("a\u{2067}bcdef", 4), "a\u{2067}bc\u{2069}…");
    assert_eq!(line("\u{200f}שלום"), "\u{200f}שלום");
}

#[test]
fn floods_are_bounded() {
    let stack = format!("Z{}!", "\u{351}".repeat(50));
    assert_eq!(line(&stack), format!("Z{}!", "\u{351}".repeat(8)));
    let flood = format!("a{}b", "\u{200b}".repeat(1000));
    assert_eq!(line(&flood), format!("a{}b", "\u{200b}".repeat(4)));
    let chain = "👩\u{200d}".repeat(100);
    let chain = line(&chain);
    let longest = glyphs(&chain)
        .map(|g| g.text.matches('\u{200d}').count())
        .max();
    assert_eq!(longest, Some(8));
    assert_eq!(line("\u{301}\u{fe0f}\u{200d}x"), "x");
    assert_eq!(line("a\u{e0041}\u{e0042}b"), "ab");
    assert_eq!(line("\u{feff}\u{3164}\u{ad}x\u{fffe}"), "x");
}

/// Characters that cause trouble more often than chance would bring them.
fn hostile() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "\u{1b}[31m",
        "\u{1b}]0;",
        "\u{7}",
        "\u{9b}",
        "\u{1b}\\",
        "\u{1b}P1$r",
        "\u{1b}_G",
        "\u{1b}^",
        "\u{1b}X",
        "\u{1b}[?25",
        "\u{90}",
        "\u{9d}",
        "\u{9c}",
        "\u{85}",
        "\u{2066}",
        "\u{2068}",
        "\u{61c}",
        "\u{200e}",
        "\u{1160}",
        "\u{1161}",
        "\u{3164}",
        "\u{ad}",
        "\u{202e}",
        "\u{2067}",
        "\u{2069}",
        "\u{301}",
        "\u{200d}",
        "\u{fe0f}",
        "\u{20e3}",
        "\u{200b}",
        "👩",
        "🏽",
        "🇫",
        "1",
        "❤",
        "\n",
        "\r\n",
        "\t",
        "日",
        "ﾞ",
        "\u{e0067}",
        "\u{1f3f4}",
        "\u{94d}",
        "क",
        "ा",
        "\u{600}",
        "ᄀ",
        "ᅡ",
        "ᆨ",
        "a",
        " ",
    ]);
    prop::collection::vec(
        prop_oneof![
            special.prop_map(String::from),
            any::<char>().prop_map(String::from)
        ],
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn nothing_harmful_is_left(raw in hostile()) {
        for (text, many) in [(SafeText::line(raw.as_str()), false), (SafeText::block(raw.as_str()), true)] {
            let text = text.as_str();
            for c in text.chars() {
                prop_assert!(!c.is_control() || (many && c == '\n'), "{c:?}");
                prop_assert!(!('\u{202a}'..='\u{202e}').contains(&c), "{c:?}");
            }
            for one in text.split('\n') {
                let mut open = 0_i32;
                for c in one.chars() {
                    open += i32::from(('\u{2066}'..='\u{2068}').contains(&c)) - i32::from(c == '\u{2069}');
                    prop_assert!(open >= 0);
                }
                prop_assert_eq!(open, 0);
            }
        }
    }

    /// Whatever the text: no more than this in a row that takes no cell.
    #[test]
    fn nothing_floods(parts in prop::collection::vec(hostile(), 1..4), times in 1_usize..40) {
        let raw = parts.iter().map(|part| part.repeat(times)).collect::<String>();
        let text = line(&raw);
        let mut row = 0;
        for c in text.chars() {
            let takes_none = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) == 0;
            row = if takes_none { row + 1 } else { 0 };
            prop_assert!(row <= 8 + 4 + 8 + 8, "{text:?}");
        }
    }

    #[test]
    fn safe_text_stays_as_it_is(raw in hostile()) {
        let once = SafeText::block(raw.as_str()).into_string();
        let twice = SafeText::block(once.as_str()).into_string();
        prop_assert_eq!(&once, &twice);
        let once = line(&raw);
        prop_assert_eq!(&once, &line(&once));
    }

    #[test]
    fn glyphs_are_the_text_and_narrow(raw in hostile()) {
        let text = line(&raw);
        let together: String = glyphs(&text).map(|g| g.text).collect();
        prop_assert_eq!(&together, &text);
        for glyph in glyphs(&text) {
            prop_assert!(glyph.width <= 2 && !glyph.text.is_empty(), "{:?}", glyph);
        }
    }

    #[test]
    fn cutting_and_padding_are_exact(raw in hostile(), cells in 0_usize..40) {
        let text = line(&raw);
        prop_assert!(width(&truncate(&text, cells)) <= cells);
        prop_assert_eq!(width(&pad_end(&text, cells)), cells);
        prop_assert_eq!(width(&pad_start(&text, cells)), cells);
        let (a, b) = split_at_width(&text, cells);
        prop_assert!(width(a) <= cells);
        prop_assert_eq!(format!("{a}{b}"), text);
    }

    #[test]
    fn any_string_is_made_safe(raw in any::<String>()) {
        let text = line(&raw);
        prop_assert!(!text.chars().any(char::is_control));
    }
}

/// Two emoji that are joined, the second of which has no emoji presentation by itself.
#[test]
fn a_sequence_that_is_cut_in_two_is_measured_anew() {
    let text = "a❤\u{fe0f}\u{200d}🕳";
    for cells in 0..4 {
        let (kept, _) = split_at_width(text, cells);
        assert!(width(kept) <= cells, "{kept:?} in {cells}");
    }
    assert_eq!(split_at_width(text, 1).0, "a");
}
