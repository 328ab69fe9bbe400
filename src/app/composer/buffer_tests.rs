//! The laws of the text that is being written.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::buffer::{Buffer, LONGEST, clean};
use super::motion;
use super::wrap::{Wrapped, shown};
use crate::text::{glyphs, width};

/// The text with `|` at the cursor, and `<` `>` around what is selected.
fn told(buffer: &Buffer) -> String {
    let mut marks = vec![(buffer.cursor(), '|')];
    if let Some(selected) = buffer.selection() {
        marks.extend([(selected.start, '<'), (selected.end, '>')]);
    }
    marks.sort_by_key(|(at, _)| *at);
    let mut told = buffer.text().to_owned();
    for (at, mark) in marks.into_iter().rev() {
        told.insert(at, mark);
    }
    told
}

fn on_boundary(text: &str, at: usize) -> bool {
    let starts = text.grapheme_indices(true).map(|(start, _)| start);
    starts.chain([text.len()]).any(|boundary| boundary == at)
}

#[test]
fn words_are_steps_of_their_own_when_taken_back() {
    let mut buffer = Buffer::default();
    for c in ["f", "i", "r", "e", " ", "t", "h", "e"] {
        buffer.insert(c);
    }
    assert!(buffer.undo());
    assert_eq!(told(&buffer), "fire |");
    assert!(buffer.redo());
    assert_eq!(told(&buffer), "fire the|");
    for _ in 0..3 {
        buffer.backspace();
    }
    assert_eq!(told(&buffer), "fire |");
    assert!(buffer.undo());
    assert_eq!(told(&buffer), "fire the|", "deleting in a row is one step");
    buffer.go(0, false);
    buffer.insert("x");
    buffer.insert("y");
    assert!(buffer.undo() && buffer.undo() && buffer.undo() && !buffer.undo());
    assert_eq!(told(&buffer), "|");
    assert!(buffer.redo() && buffer.redo() && buffer.redo() && !buffer.redo());
    assert_eq!(told(&buffer), "xy|fire the");
    buffer.undo();
    buffer.insert("z");
    assert!(
        !buffer.can_redo(),
        "what was taken back is gone after typing"
    );
}

#[test]
fn what_is_selected_is_replaced_and_comes_back_selected() {
    let mut buffer = Buffer::new("the second shelf");
    buffer.select(4..10);
    assert_eq!(told(&buffer), "the <second|> shelf");
    buffer.insert("third");
    assert_eq!(told(&buffer), "the third| shelf");
    buffer.undo();
    assert_eq!(told(&buffer), "the <second|> shelf");
    buffer.replace_selecting(4..10, "**second**", 2..8);
    assert_eq!(told(&buffer), "the **<second|>** shelf");
    buffer.undo();
    buffer.redo();
    assert_eq!(told(&buffer), "the **<second|>** shelf");
    assert_eq!(buffer.cut(0..4), "the ");
    assert_eq!(told(&buffer), "|**second** shelf");
}

#[test]
fn line_ends_are_one_kind_and_controls_are_left_out() {
    assert_eq!(clean("a\r\nb\rc\td\u{1b}[31m\u{7}é"), "a\nb\nc\tdé");
    let mut buffer = Buffer::new("x");
    assert!(!buffer.paste(&"y".repeat(LONGEST)));
    assert_eq!(buffer.text().len(), LONGEST);
    buffer.undo();
    assert_eq!(told(&buffer), "x|");
}

#[test]
fn places_of_words_and_lines() {
    let text = "fire the kiln, Émilie’s one\nnext  ";
    assert_eq!(motion::word_before(text, text.len()), 31);
    assert_eq!(motion::word_behind(text, 0), 4);
    assert_eq!(&text[motion::chunk_before(text, 14)..14], "kiln,");
    assert_eq!(motion::chunk_before("👩‍💻 x", 11), 0);
    assert_eq!(motion::line_start(text, 32), 31);
    assert_eq!(motion::line_end(text, 3), 30);
    assert_eq!(motion::whole_lines("a\nb\nc", 0..2), 0..1);
    assert_eq!(motion::whole_lines("a\nb\nc", 0..3), 0..3);
    assert_eq!(motion::whole_lines("a\n\nc", 2..2), 2..2);
    assert_eq!(motion::word_at(text, 6), Some(5..8));
    assert_eq!(motion::word_at("a  b", 2), None);
}

#[test]
fn rows_keep_all_of_the_text() {
    let text = "the second shelf came out matte\n\n- é\tx\n";
    let rows = Wrapped::of(text, 12);
    let told: Vec<&str> = rows.rows().iter().map(|r| &text[r.start..r.end]).collect();
    assert_eq!(
        told,
        ["the second ", "shelf came ", "out matte", "", "- é\tx", ""]
    );
    // Up and down in the middle of a line.
    assert_eq!(rows.row_of(11), 1);
    assert_eq!(rows.column(text, 11), 0);
    assert_eq!(rows.byte_at(text, 0, 99), 10, "the row's last place");
    assert_eq!(rows.byte_at(text, 2, 99), 31);
    let tab = text.find('\t').unwrap();
    assert_eq!(rows.column(text, tab + 1), 7);
    assert_eq!(rows.byte_at(text, 4, 4), tab);
}

proptest! {
    #[test]
    fn any_editing_can_be_taken_back(
        start in "[a-z é\n👩‍💻\u{301}]{0,20}",
        edits in prop::collection::vec((0..9_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), ".{0,6}|\u{301}|\u{200d}|🇩|\n"), 0..40),
    ) {
        let mut buffer = Buffer::new(&start);
        let first = buffer.clone();
        let mut steps = Vec::new();
        for (kind, a, b, text) in edits {
            let (a, b) = (a.index(buffer.text().len() + 1), b.index(buffer.text().len() + 1));
            let before = told(&buffer);
            match kind {
                0 | 1 => { buffer.insert(&text); }
                2 => buffer.backspace(),
                3 => buffer.delete(),
                4 => buffer.go(a, false),
                5 => buffer.go(a, true),
                6 => buffer.replace(a.min(b)..a.max(b), &text),
                7 => { buffer.cut(a.min(b)..a.max(b)); }
                _ => { buffer.paste(&text); }
            }
            steps.push(before);
            prop_assert!(on_boundary(buffer.text(), buffer.cursor()), "{:?}", told(&buffer));
            if let Some(selected) = buffer.selection() {
                prop_assert!(on_boundary(buffer.text(), selected.start));
                prop_assert!(on_boundary(buffer.text(), selected.end));
            }
        }
        let end = buffer.text().to_owned();
        let mut undone = 0;
        while buffer.undo() {
            undone += 1;
            prop_assert!(on_boundary(buffer.text(), buffer.cursor()));
            prop_assert!(undone < 1000);
        }
        prop_assert_eq!(buffer.text(), first.text());
        for _ in 0..undone {
            prop_assert!(buffer.redo());
            prop_assert!(on_boundary(buffer.text(), buffer.cursor()));
        }
        prop_assert_eq!(buffer.text(), end);
    }

    #[test]
    fn one_step_back_is_the_state_before(
        start in any::<String>(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), text in any::<String>(),
    ) {
        let mut buffer = Buffer::new(&start);
        let (a, b) = (a.index(buffer.text().len() + 1), b.index(buffer.text().len() + 1));
        buffer.go(a, false);
        buffer.go(b, true);
        let before = told(&buffer);
        buffer.paste(&text);
        if buffer.can_undo() {
            buffer.undo();
            prop_assert_eq!(told(&buffer), before);
        }
    }

    #[test]
    fn rows_cover_the_text_and_every_place_has_its_cell(
        text in "[a-z \t\n日é👩‍💻\u{301}\u{202e}\u{200d}]{0,80}|\\PC{0,40}", cells in 2..30_usize,
    ) {
        let text = clean(&text);
        let wrapped = Wrapped::of(&text, cells);
        let mut at = 0;
        for row in wrapped.rows() {
            prop_assert_eq!(row.start, at);
            prop_assert!(row.end >= row.start);
            let part = &text[row.start..row.end];
            prop_assert!(!part.contains('\n'));
            let graphemes: Vec<_> = part.graphemes(true).map(shown).collect();
            let air = graphemes.iter().rev().take_while(|g| g.trim().is_empty()).count();
            let words = &graphemes[..graphemes.len() - air];
            let wide: usize = words.iter().map(|g| width(g)).sum();
            // A grapheme that is wider than two cells, or of several glyphs, is never parted.
            let whole = words.iter().all(|g| width(g) <= 2 && glyphs(g).count() <= 1);
            prop_assert!(wide <= cells || !whole, "{:?} in {}", part, cells);
            at = row.end + usize::from(row.last);
        }
        prop_assert_eq!(at, text.len() + 1);
        for (place, _) in text.grapheme_indices(true).chain([(text.len(), "")]) {
            let row = wrapped.row_of(place);
            let column = wrapped.column(&text, place);
            prop_assert!(column <= cells);
            if column < cells {
                prop_assert_eq!(wrapped.byte_at(&text, row, column), place);
            }
        }
    }
}

#[test]
fn what_is_rewritten_was_never_otherwise() {
    let mut buffer = Buffer::new("one two");
    buffer.go(4, false);
    buffer.paste("[a…]()\n");
    buffer.insert("x");
    buffer.go(0, false);
    buffer.insert("> ");
    assert!(buffer.rewrite("[a…]()", Some("[a](/user_uploads/a)")));
    assert_eq!(buffer.text(), "> one [a](/user_uploads/a)\nxtwo");
    assert_eq!(buffer.cursor(), 2);
    buffer.undo();
    assert_eq!(buffer.text(), "one [a](/user_uploads/a)\nxtwo");
    buffer.undo();
    assert_eq!(buffer.text(), "one [a](/user_uploads/a)\ntwo");
    buffer.undo();
    assert_eq!(buffer.text(), "one two");
    while buffer.redo() {}
    assert_eq!(buffer.text(), "> one [a](/user_uploads/a)\nxtwo");
    assert!(!buffer.rewrite("[b…]()", None));
    // Nothing in its place takes the line along.
    let mut buffer = Buffer::new("");
    buffer.paste("[b…]()\n");
    buffer.insert("y");
    assert!(buffer.rewrite("[b…]()", None));
    assert_eq!((buffer.text(), buffer.cursor()), ("y", 1));
    while buffer.undo() {}
    assert_eq!(buffer.text(), "");
}

proptest! {
    #[test]
    fn rewriting_keeps_every_step(
        steps in prop::collection::vec((0..6_u8, 0..40_usize, 0..40_usize), 0..25),
        link in prop::option::of("[a-zé]{0,9}"),
    ) {
        let old = "[U…]()";
        let mut buffer = Buffer::new("ab\ncd");
        for (number, (kind, one, other)) in steps.into_iter().enumerate() {
            if number == 5 {
                buffer.paste(old);
            }
            match kind {
                0 => buffer.go(one, false),
                1 => buffer.backspace(),
                2 => drop(buffer.cut(one.min(other)..one.max(other))),
                3 => drop(buffer.undo()),
                4 => drop(buffer.redo()),
                _ => drop(buffer.insert("é \u{301}")),
            }
        }
        let before = buffer.text().matches(old).count();
        let rewritten = buffer.rewrite(old, link.as_deref());
        prop_assert_eq!(rewritten, before > 0);
        let text = buffer.text().to_owned();
        let mut back = 0;
        while buffer.undo() {
            back += 1;
            prop_assert!(buffer.text().is_char_boundary(buffer.cursor()));
        }
        for _ in 0..back {
            buffer.redo();
        }
        prop_assert_eq!(buffer.text(), text);
    }
}
