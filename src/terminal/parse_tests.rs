use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;

use super::*;

/// What `bytes` mean when nothing follows them.
fn parsed(bytes: &[u8]) -> Vec<Parsed> {
    let mut parser = Parser::default();
    let mut out = Vec::new();
    parser.feed(bytes, &mut out);
    if parser.patience().is_some() {
        parser.give_up(&mut out);
    }
    out
}

/// The same, in a short notation: `C-a`, `M-Enter`, `S-Up`, `paste "…"`.
fn shown(bytes: &[u8]) -> String {
    let all: Vec<String> = parsed(bytes).iter().map(name).collect();
    all.join(" ")
}

fn name(parsed: &Parsed) -> String {
    match parsed {
        Parsed::Event(Event::Key(KeyEvent {
            code, modifiers, ..
        })) => {
            let mut text = String::new();
            for (modifier, letter) in [
                (KeyModifiers::CONTROL, "C-"),
                (KeyModifiers::ALT, "M-"),
                (KeyModifiers::SUPER, "D-"),
                (KeyModifiers::SHIFT, "S-"),
            ] {
                if modifiers.contains(modifier) {
                    text.push_str(letter);
                }
            }
            match code {
                KeyCode::Char(c) => text.push(*c),
                code => text.push_str(&format!("{code:?}")),
            }
            text
        }
        Parsed::Event(Event::Mouse(MouseEvent {
            kind, column, row, ..
        })) => format!("{kind:?}@{column},{row}"),
        Parsed::Event(Event::Paste(text)) => format!("paste {text:?}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn characters_and_control_keys() {
    assert_eq!(shown(b"aZ9 "), "a S-Z 9  ");
    assert_eq!(shown("éЖ漢👍".as_bytes()), "é S-Ж 漢 👍");
    assert_eq!(shown(b"\x01\x1a\x00"), "C-a C-z C- ");
    assert_eq!(shown(b"\r\n\t\x7f\x08"), "Enter C-j Tab Backspace C-h");
    assert_eq!(shown(b"\x1c\x1d\x1e\x1f"), "C-\\ C-] C-^ C-_");
    // What is no UTF-8 is nothing, and swallows nothing.
    assert_eq!(shown(b"a\xff\xc3b\x80c"), "a b c");
}

#[test]
fn escape_alone_and_alt() {
    assert_eq!(shown(b"\x1b"), "Esc");
    assert_eq!(shown(b"\x1b\x1b"), "Esc Esc");
    assert_eq!(
        shown(b"\x1bj\x1bJ\x1b\r\x1b\x7f"),
        "M-j M-S-J M-Enter M-Backspace"
    );
    assert_eq!(shown("\x1bé".as_bytes()), "M-é");
    assert_eq!(shown(b"\x1b["), "M-[");
    assert_eq!(shown(b"\x1b]"), "M-]");
    assert_eq!(shown(b"\x1bO"), "M-S-O");
    assert_eq!(shown(b"\x1bP"), "M-S-P");
    assert_eq!(shown(b"\x1b\x1bx"), "Esc M-x");
    assert_eq!(shown(b"\x1b]x"), "M-] x");
}

#[test]
fn arrows_and_function_keys_of_many_terminals() {
    // xterm, also in application mode.
    assert_eq!(shown(b"\x1b[A\x1bOB\x1b[H\x1bOF"), "Up Down Home End");
    assert_eq!(
        shown(b"\x1b[5~\x1b[6~\x1b[3~\x1b[2~"),
        "PageUp PageDown Delete Insert"
    );
    assert_eq!(
        shown(b"\x1bOP\x1bOS\x1b[15~\x1b[24~"),
        "F(1) F(4) F(5) F(12)"
    );
    assert_eq!(shown(b"\x1b[1;3D\x1b[1;3C"), "M-Left M-Right");
    assert_eq!(shown(b"\x1b[1;2A\x1b[1;5H\x1b[1;6F"), "S-Up C-Home C-S-End");
    assert_eq!(
        shown(b"\x1b[5;5~\x1b[1;2P\x1b[1;5R"),
        "C-PageUp S-F(1) C-F(3)"
    );
    assert_eq!(shown(b"\x1b[Z"), "S-BackTab");
    // The Linux console.
    assert_eq!(shown(b"\x1b[[A\x1b[[E\x1b[1~\x1b[4~"), "F(1) F(5) Home End");
    // rxvt.
    assert_eq!(shown(b"\x1b[7~\x1b[8~\x1b[a\x1bOd"), "Home End S-Up C-Left");
    assert_eq!(
        shown(b"\x1b[3$\x1b[3^\x1b[3@"),
        "S-Delete C-Delete C-S-Delete"
    );
    assert_eq!(shown(b"\x1b\x1b[A\x1b\x1bOC"), "M-Up M-Right");
    // The number pad.
    assert_eq!(shown(b"\x1bOM\x1bOk\x1bOp"), "Enter + 0");
}

#[test]
fn kitty_keyboard() {
    assert_eq!(
        shown(b"\x1b[27u\x1b[13;2u\x1b[9;2u"),
        "Esc S-Enter S-BackTab"
    );
    assert_eq!(
        shown(b"\x1b[97;5u\x1b[97:65;6u\x1b[97;6u"),
        "C-a C-S-A C-S-A"
    );
    // A sign made with Shift is the sign.
    assert_eq!(shown(b"\x1b[49:33;4u"), "M-!");
    // Shortcuts on a Cyrillic keyboard are the Latin ones; text is Cyrillic.
    assert_eq!(shown(b"\x1b[1089::99;5u"), "C-c");
    assert_eq!(shown(b"\x1b[1089:1057:99;6u"), "C-S-C");
    assert_eq!(shown(b"\x1b[1089u"), "с");
    // Locks are no modifiers; letting go is no key; a repeat is.
    assert_eq!(shown(b"\x1b[97;69u\x1b[97;129u"), "C-a a");
    assert_eq!(shown(b"\x1b[97;5:3u\x1b[97;5:2u\x1b[1;1:3A"), "C-a");
    assert_eq!(
        shown(b"\x1b[57414u\x1b[57400;5u\x1b[57376u"),
        "Enter C-1 F(13)"
    );
    assert_eq!(shown(b"\x1b[57441;2u\x1b[57358u"), "");
    assert_eq!(shown(b"\x1b[107;9u"), "D-k");
    // xterm's modifyOtherKeys.
    assert_eq!(shown(b"\x1b[27;2;13~\x1b[27;5;44~"), "S-Enter C-,");
}

#[test]
fn mouse() {
    assert_eq!(
        shown(b"\x1b[<0;10;5M\x1b[<0;10;5m"),
        "Down(Left)@9,4 Up(Left)@9,4"
    );
    assert_eq!(
        shown(b"\x1b[<64;1;1M\x1b[<65;300;200M"),
        "ScrollUp@0,0 ScrollDown@299,199"
    );
    assert_eq!(shown(b"\x1b[<32;3;3M\x1b[<35;3;3M"), "Drag(Left)@2,2");
    assert_eq!(shown(b"\x1b[<2;0;0M\x1b[<128;1;1M"), "Down(Right)@0,0");
    assert_eq!(shown(b"\x1b[M !!\x1b[M#!!"), "Down(Left)@0,0 Up(Left)@0,0");
    let with_ctrl = parsed(b"\x1b[<16;1;1M");
    let expected = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 0,
        row: 0,
        modifiers: KeyModifiers::CONTROL,
    };
    assert_eq!(with_ctrl, [Parsed::Event(Event::Mouse(expected))]);
}

#[test]
fn focus_and_answers() {
    assert_eq!(
        shown(b"\x1b[I\x1b[O"),
        "Event(FocusGained) Event(FocusLost)"
    );
    assert_eq!(
        parsed(b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;22c"),
        [
            Parsed::Background(Rgb(30, 30, 46)),
            Parsed::Attributes { sixel: false }
        ]
    );
    assert_eq!(
        parsed(b"\x1b]11;rgb:ff/ff/ff\x07"),
        [Parsed::Background(Rgb(255, 255, 255))]
    );
    assert_eq!(parsed(b"\x1b[?1u"), [Parsed::KittyKeyboard]);
    assert_eq!(parsed(b"\x1b[?997;1n"), [Parsed::SchemeChanged]);
    assert_eq!(
        parsed(b"\x1b_Gi=31;OK\x1b\\\x1b[6;21;11t\x1b[?1;0;256S\x1b[?63;1;4;22c"),
        [
            Parsed::KittyGraphics,
            Parsed::CellPixels(CellPixels {
                width: 11,
                height: 21
            }),
            Parsed::ColorRegisters(256),
            Parsed::Attributes { sixel: true },
        ]
    );
    assert_eq!(
        shown(b"\x1b_Gi=31;ENOTSUPPORTED:x\x1b\\\x1b_Gi=312;OK\x1b\\\x1b[6;0;0t\x1b[?1;3;0Sq"),
        "q"
    );
    // Others' answers are nothing, and no keys.
    assert_eq!(
        shown(b"\x1bP>|xterm(390)\x1b\\\x1b_Gi=1;OK\x1b\\\x1b[?2026;2$yq"),
        "q"
    );
    assert_eq!(shown(b"\x1b]52;c;aGk=\x07\x1b[>1;10;0c\x1b[8;24;80tq"), "q");
}

#[test]
fn an_answer_between_keys_loses_none() {
    let mut parser = Parser::default();
    let mut out = Vec::new();
    // In pieces, with pauses shorter than an answer's patience.
    for piece in [&b"j\x1b]1"[..], b"1;rgb:0000/00", b"00/0000\x1b", b"\\k"] {
        parser.feed(piece, &mut out);
    }
    assert_eq!(
        out.iter().map(name).collect::<Vec<_>>().join(" "),
        "j Background(Rgb(0, 0, 0)) k"
    );
    assert_eq!(parser.patience(), None);
}

#[test]
fn patience_is_short_for_keys_and_long_for_answers() {
    let after = |bytes: &[u8]| {
        let mut parser = Parser::default();
        parser.feed(bytes, &mut Vec::new());
        parser.patience()
    };
    assert_eq!(after(b"a"), None);
    assert_eq!(after(b"\x1b"), Some(ESCAPE));
    assert_eq!(after(b"\x1b]"), Some(ESCAPE));
    assert_eq!(after(b"\x1b]1"), Some(ANSWER));
    assert_eq!(after(b"\x1b[?6"), Some(ANSWER));
    assert_eq!(after(b"\x1b[200~text"), None);
}

#[test]
fn pastes() {
    assert_eq!(
        shown(b"\x1b[200~one\rtwo\r\nthree\x1b[201~x"),
        "paste \"one\\ntwo\\nthree\" x"
    );
    // What looks like a key or a sequence inside is text, without its controls.
    assert_eq!(
        shown(b"\x1b[200~q\x1b[Aj\x07\t\x1b[201~"),
        "paste \"q[Aj\\t\""
    );
    assert_eq!(shown(b"\x1b[200~\x1b[201~k\x1b[201~"), "k");
    let mut parser = Parser::default();
    let mut out = Vec::new();
    for byte in "\x1b[200~dé\x1b[20 x\x1b[201~z".bytes() {
        parser.feed(&[byte], &mut out);
    }
    let all: Vec<String> = out.iter().map(name).collect();
    assert_eq!(all.join(" "), "paste \"dé[20 x\" z");
}

#[test]
fn a_huge_paste_comes_in_pieces_and_whole() {
    let text = "é".repeat(LONGEST_PASTE * 2 / 3);
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(PASTE_END);
    let mut parser = Parser::default();
    let mut out = Vec::new();
    for piece in bytes.chunks(4096) {
        parser.feed(piece, &mut out);
    }
    assert!(out.len() > 1);
    let whole: String = out
        .iter()
        .map(|parsed| match parsed {
            Parsed::Event(Event::Paste(text)) => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(whole == text);
}

/// Bytes as terminals send them, more often than chance would.
fn terminal_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => any::<u8>().prop_map(|byte| vec![byte]),
        2 => Just(b"\x1b".to_vec()),
        2 => Just(b"\x1b[".to_vec()),
        1 => Just(b"\x1b]11;rgb:".to_vec()),
        1 => Just(b"\x1b\\".to_vec()),
        1 => Just(b"\x1b[200~".to_vec()),
        1 => Just(b"\x1b[201~".to_vec()),
        1 => Just(b"\x1b[<".to_vec()),
        1 => Just(b"\x1b[M".to_vec()),
        2 => "[0-9;:]{1,6}".prop_map(String::into_bytes),
        2 => "[A-Za-z~$?]".prop_map(String::into_bytes),
        1 => "\\PC{1,3}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Neighbouring pastes as one: where one is cut is of no meaning.
fn joined(all: Vec<Parsed>) -> Vec<Parsed> {
    let mut out: Vec<Parsed> = Vec::new();
    for parsed in all {
        match (out.last_mut(), parsed) {
            (Some(Parsed::Event(Event::Paste(before))), Parsed::Event(Event::Paste(text))) => {
                before.push_str(&text);
            }
            (_, parsed) => out.push(parsed),
        }
    }
    out
}

proptest! {
    #[test]
    fn where_the_bytes_are_cut_changes_nothing(
        bytes in terminal_bytes(),
        cuts in proptest::collection::vec(1usize..9, 1..40),
    ) {
        let mut whole = Vec::new();
        let mut at_once = Parser::default();
        at_once.feed(&bytes, &mut whole);
        let mut pieces = Vec::new();
        let mut cut = Parser::default();
        let mut rest = bytes.as_slice();
        for length in cuts.into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, more) = rest.split_at(length.min(rest.len()));
            cut.feed(piece, &mut pieces);
            rest = more;
        }
        prop_assert_eq!(joined(whole), joined(pieces));
        prop_assert_eq!(at_once.patience(), cut.patience());
    }

    #[test]
    fn after_any_noise_a_key_is_a_key(bytes in terminal_bytes()) {
        let mut parser = Parser::default();
        let mut out = Vec::new();
        parser.feed(&bytes, &mut out);
        parser.give_up(&mut out);
        parser.feed(PASTE_END, &mut out);
        parser.give_up(&mut out);
        out.clear();
        parser.feed(b"q", &mut out);
        prop_assert_eq!(out, vec![key(KeyCode::Char('q'))]);
    }
}
