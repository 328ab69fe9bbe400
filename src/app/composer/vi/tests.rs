use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

struct Desk {
    vi: Vi,
    buffer: Buffer,
    kills: Kills,
}

impl Desk {
    /// In normal mode, the cursor at `|`.
    fn at(text: &str) -> Self {
        let at = text.find('|').expect("a cursor");
        let mut desk = Self {
            vi: Vi::default(),
            buffer: Buffer::at(&text.replacen('|', "", 1), at),
            kills: Kills::default(),
        };
        desk.vi.mode = Mode::Normal;
        desk
    }

    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let rows = Wrapped::of(self.buffer.text(), 20);
        let key = Key::of(&KeyEvent::new(code, modifiers));
        let outcome = self.vi.key(key, &mut self.buffer, &rows, &mut self.kills);
        // As the composer does while one inserts.
        if outcome == Outcome::Not && self.vi.mode() == Mode::Insert {
            match code {
                KeyCode::Char(c) => drop(self.buffer.insert(c.encode_utf8(&mut [0; 4]))),
                KeyCode::Enter => drop(self.buffer.paste("\n")),
                KeyCode::Backspace => self.buffer.backspace(),
                _ => {}
            }
        }
    }

    /// `^` is Esc, `@` is Ctrl+R.
    fn keys(&mut self, keys: &str) {
        for c in keys.chars() {
            match c {
                '^' => self.key(KeyCode::Esc, KeyModifiers::NONE),
                '@' => self.key(KeyCode::Char('r'), KeyModifiers::CONTROL),
                c => self.key(KeyCode::Char(c), KeyModifiers::NONE),
            }
        }
    }

    fn told(&self) -> String {
        let (before, behind) = self.buffer.text().split_at(self.buffer.cursor());
        format!("{before}|{behind}")
    }
}

#[track_caller]
fn check(rows: &[(&str, &str, &str)]) {
    for (before, keys, after) in rows {
        let mut desk = Desk::at(before);
        desk.keys(keys);
        assert_eq!(desk.told(), *after, "{before:?} {keys}");
    }
}

#[test]
fn motions_go_where_vi_goes() {
    check(&[
        ("|one two", "w", "one |two"),
        ("|one, two", "ww", "one, |two"),
        ("|one, two", "W", "one, |two"),
        ("|a b c d", "3w", "a b c |d"),
        ("one t|wo", "b", "one |two"),
        ("one, tw|o", "bb", "one|, two"),
        ("one, tw|o", "BB", "|one, two"),
        ("|one two", "e", "on|e two"),
        ("on|e, two", "E", "one|, two"),
        ("one tw|o", "ge", "on|e two"),
        ("one| two", "$", "one tw|o"),
        ("  on|e", "0", "|  one"),
        ("  on|e", "_", "  |one"),
        ("a|b\ncd", "j", "ab\nc|d"),
        ("abc\nd\nef|g", "kk", "ab|c\nd\nefg"),
        ("a\nb\n|c", "gg", "|a\nb\nc"),
        ("|a\nb\nc", "G", "a\nb\n|c"),
        ("|a\nb\nc", "2G", "a\n|b\nc"),
        ("|a.b.c.", "2f.", "a.b|.c."),
        ("|a.b.c.", "t.;", "a.|b.c."),
        ("a.b.c|.", "F.,", "a.b.c|."),
        ("|a.b.c.", "f.;,", "a|.b.c."),
        ("|a\nb\n\nc", "}", "a\nb\n|\nc"),
        ("a\n\nb|", "{", "a\n|\nb"),
        ("|日e\u{301}x", "ll", "日e\u{301}|x"),
        ("ab|c", "hhhhh", "|abc"),
        ("|abc", "9l", "ab|c"),
    ]);
}

#[test]
fn operators_take_motions_objects_and_lines() {
    check(&[
        ("|one two three", "dw", "|two three"),
        ("|one two three", "2dw", "|three"),
        ("|one two three", "d2w", "|three"),
        ("one |two\nthree", "dw", "one| \nthree"),
        ("one t|wo", "db", "one |wo"),
        ("|one two", "cwsix^", "si|x two"),
        ("on|e two", "cwx^", "on|x two"),
        ("one |two", "d$", "one| "),
        ("one |two", "D", "one| "),
        ("one |two", "Cx^", "one |x"),
        ("|one two", "de", "| two"),
        ("a.b|.c", "dF.", "a|.c"),
        ("|a.b.c", "dt.", "|.b.c"),
        ("|a.b.c", "df.", "|b.c"),
        ("a\n|b\nc", "dd", "a\n|c"),
        ("a\nb\n|c", "dd", "a\n|b"),
        ("|a\nb\nc", "dj", "|c"),
        ("|a\nb\nc", "2dd", "|c"),
        ("a\n|b\nc", "dgg", "|c"),
        ("a\n|b\nc", "dG", "|a"),
        ("a\n|b\nc", "ccx^", "a\n|x\nc"),
        ("one tw|o three", "diw", "one | three"),
        ("one tw|o three", "daw", "one |three"),
        ("one tw|o", "daw", "on|e"),
        ("say \"o|ne two\" x", "di\"", "say \"|\" x"),
        ("say \"o|ne\" x", "da\"", "say |x"),
        ("f(a, (b|), c)", "di(", "f(a, (|), c)"),
        ("f(a, (b|), c)", "2da(", "|f"),
        ("f[a|]", "ci[x^", "f[|x]"),
        ("a\nb|\n\nc", "dip", "|\nc"),
        ("a\nb|\n\nc", "dap", "|c"),
        ("|one two", "yiwP", "on|eone two"),
        ("|one two", "ywP", "one| one two"),
        ("a\n|b", "yyp", "a\nb\n|b"),
        ("a\n|b", "yykP", "|b\na\nb"),
        ("|ab", "xp", "b|a"),
        ("|abc", "2x", "|c"),
        ("ab|c", "X", "a|c"),
        ("|abc", "rx", "|xbc"),
        ("|abc", "2rx", "x|xc"),
        ("|aBc", "~~", "Ab|c"),
        ("|a\n  b", "J", "a| b"),
        ("|ab", "sx^", "|xb"),
        ("a|b", "Sx^", "|x"),
        ("|one", "d", "|one"),
        ("|one", "dz", "|one"),
    ]);
}

#[test]
fn inserting_selecting_repeating_and_taking_back() {
    check(&[
        ("|b", "ia^", "|ab"),
        ("|b", "ac^", "b|c"),
        ("  |b", "Ia^", "  |ab"),
        ("|b c", "Ad^", "b c|d"),
        ("|a", "ob^", "a\n|b"),
        ("|b", "Oa^", "|a\nb"),
        ("|one two three", "vwd", "|wo three"),
        ("|one two", "viwd", "| two"),
        ("a\n|b\nc", "Vd", "a\n|c"),
        ("|abc", "vlyP", "a|babc"),
        ("|abc", "vlcx^", "|xc"),
        ("|abcd", "vlol~", "a|Bcd"),
        ("|abc", "vl^x", "a|c"),
        ("|one two three", "dw.", "|three"),
        ("|a b c", "cwx^w.", "x |x c"),
        ("|a b c d", "dw2.", "|d"),
        ("|ab", "ix^.", "|xxab"),
        ("|abc", "xu", "|abc"),
        ("|abc", "xu@", "|bc"),
        ("|abc", "xxuu", "|abc"),
        ("|one two", "viwp", "on|e two"),
        ("|one two", "ywviwp", "one|  two"),
    ]);
    let mut desk = Desk::at("|ab");
    desk.keys("v");
    assert_eq!(desk.vi.selected(&desk.buffer), Some(0..1));
    desk.keys("l");
    desk.vi.hand_over(&mut desk.buffer);
    assert_eq!(desk.buffer.selected(), "ab");
    assert_eq!(desk.vi.mode(), Mode::Normal);
    desk.keys("2d");
    assert_eq!(desk.vi.pending(), "2d");
    desk.keys("^");
    assert_eq!(desk.vi.pending(), "");
}

proptest! {
    #[test]
    fn no_keys_break_the_text(
        text in "[ab .\n(\"é👩‍💻\u{301}]{0,30}",
        keys in "[hjklwbeWBE0^$G;,{}|dcyxXDCsSrpPuiIaAoOvVJ~.gftFT'\"()pqz1239 @\u{301}é]{0,60}",
    ) {
        let mut desk = Desk::at(&format!("|{text}"));
        for c in keys.chars() {
            desk.keys(&c.to_string());
            let text = desk.buffer.text();
            prop_assert!(text.len() < 1_000_000);
            let at = desk.buffer.cursor();
            let mut ends = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
            prop_assert!(ends.any(|end| end == at), "{:?}", desk.told());
            if let Some(selected) = desk.vi.selected(&desk.buffer) {
                prop_assert!(text.get(selected).is_some());
            }
            if desk.vi.mode() == Mode::Normal {
                let line = places::line_start(text, at);
                prop_assert!(at < places::line_end(text, at) || at == line, "{:?}", desk.told());
            }
        }
    }
}
