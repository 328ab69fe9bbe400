//! Which key or mouse event a terminal's sequence stands for.
//!
//! Sources: xterm's *Control Sequences*, kitty's keyboard protocol
//! (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>), rxvt's and the Linux
//! console's own habits. Keys come out in one form whatever the terminal:
//! presses only (a repeat is a press), and a character carries SHIFT exactly
//! when it is upper case.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::graphics::CellPixels;
use super::parse::Parsed;

pub(super) fn key(code: KeyCode) -> Parsed {
    Parsed::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn with(code: KeyCode, modifiers: KeyModifiers) -> Parsed {
    let code = match code {
        KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        code => code,
    };
    Parsed::Event(Event::Key(match code {
        KeyCode::Char(c) => {
            let mut event = character(c);
            event.modifiers |= modifiers - KeyModifiers::SHIFT;
            event
        }
        code => KeyEvent::new(code, modifiers),
    }))
}

/// A typed character.
pub(super) fn character(c: char) -> KeyEvent {
    let modifiers = if c.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(c), modifiers)
}

/// A control byte (below 0x20, or 0x7f).
pub(super) fn control(byte: u8) -> KeyEvent {
    let ctrl = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => KeyEvent::from(KeyCode::Enter),
        b'\t' => KeyEvent::from(KeyCode::Tab),
        0x1b => KeyEvent::from(KeyCode::Esc),
        0x7f => KeyEvent::from(KeyCode::Backspace),
        0x00 => ctrl(b' '),
        0x01..=0x1a => ctrl(byte - 1 + b'a'),
        // Ctrl with \ ] ^ _
        _ => ctrl(byte | 0x40),
    }
}

/// The parameters of a sequence: numbers between `;`, each with its parts
/// between `:`. What is left out is `None`.
struct Parameters<'a>(&'a [u8]);

impl Parameters<'_> {
    fn get(&self, index: usize) -> Option<u32> {
        self.part(index, 0)
    }

    fn part(&self, index: usize, part: usize) -> Option<u32> {
        let parameter = self.0.split(|b| *b == b';').nth(index)?;
        let digits = parameter.split(|b| *b == b':').nth(part)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// The modifiers, as xterm and kitty count them; `None` for a key let go.
    fn modifiers(&self, index: usize) -> Option<KeyModifiers> {
        const RELEASE: u32 = 3;
        if self.part(index, 1) == Some(RELEASE) {
            return None;
        }
        let bits = self.get(index).unwrap_or(1).saturating_sub(1);
        let table = [
            (1, KeyModifiers::SHIFT),
            (2, KeyModifiers::ALT),
            (4, KeyModifiers::CONTROL),
            (8, KeyModifiers::SUPER),
            (16, KeyModifiers::HYPER),
            (32, KeyModifiers::META),
        ];
        // The locks (64, 128) are no part of what was pressed.
        Some(
            table
                .into_iter()
                .filter(|(bit, _)| bits & bit != 0)
                .fold(KeyModifiers::NONE, |all, (_, modifier)| all | modifier),
        )
    }
}

/// Whether these parameters before a `$` are rxvt's shifted key (`CSI 3 $`).
pub(super) fn rxvt_shifted(parameters: &[u8]) -> bool {
    !parameters.is_empty() && parameters.len() <= 2 && parameters.iter().all(u8::is_ascii_digit)
}

/// `CSI ? 1 ; 0 ; number S`: the graphics attribute is there and so many.
fn color_registers(parameters: &Parameters<'_>) -> Option<Parsed> {
    let ours = parameters.get(0) == Some(1) && parameters.get(1) == Some(0);
    let number = u16::try_from(parameters.get(2)?).unwrap_or(u16::MAX);
    (ours && number > 1).then_some(Parsed::ColorRegisters(number))
}

/// `CSI 6 ; height ; width t`.
fn cell_pixels(parameters: &Parameters<'_>) -> Option<Parsed> {
    let side = |index| {
        let pixels = u16::try_from(parameters.get(index)?).ok()?;
        (1..1000).contains(&pixels).then_some(pixels)
    };
    Some(Parsed::CellPixels(CellPixels {
        height: side(1)?,
        width: side(2)?,
    }))
}

/// What `CSI body last` means; `None` when nothing.
pub(super) fn csi(body: &[u8], last: u8) -> Option<Parsed> {
    match (body.first(), last) {
        (Some(b'?'), b'u') => return Some(Parsed::KittyKeyboard),
        (Some(b'?'), b'c') => {
            let mut attributes = body[1..].split(|byte| *byte == b';').skip(1);
            return Some(Parsed::Attributes {
                sixel: attributes.any(|attribute| attribute == b"4"),
            });
        }
        (Some(b'?'), b'S') => return color_registers(&Parameters(&body[1..])),
        (Some(b'?'), b'n') => return body.starts_with(b"?997;").then_some(Parsed::SchemeChanged),
        (Some(b'<'), b'M' | b'm') => return sgr_mouse(&body[1..], last == b'M'),
        (Some(b'<' | b'=' | b'>' | b'?'), _) => return None,
        _ => {}
    }
    let parameters = Parameters(body);
    let code = match last {
        b't' if parameters.get(0) == Some(6) => return cell_pixels(&parameters),
        b'I' if body.is_empty() => return Some(Parsed::Event(Event::FocusGained)),
        b'O' if body.is_empty() => return Some(Parsed::Event(Event::FocusLost)),
        b'Z' => return Some(with(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'u' => return kitty(&parameters),
        b'~' if parameters.get(0) == Some(27) => {
            // xterm's modifyOtherKeys: CSI 27 ; modifiers ; code ~
            let code = code_point(parameters.get(2)?)?;
            return Some(with(
                shifted(code, &parameters, 1)?,
                parameters.modifiers(1)?,
            ));
        }
        b'~' => {
            return Some(with(
                numbered(parameters.get(0)?)?,
                parameters.modifiers(1)?,
            ));
        }
        // rxvt: shifted, with Ctrl, with both.
        b'$' => return Some(with(numbered(parameters.get(0)?)?, KeyModifiers::SHIFT)),
        b'^' => return Some(with(numbered(parameters.get(0)?)?, KeyModifiers::CONTROL)),
        b'@' => {
            let both = KeyModifiers::CONTROL | KeyModifiers::SHIFT;
            return Some(with(numbered(parameters.get(0)?)?, both));
        }
        b'a'..=b'd' => return Some(with(arrow(last - 0x20)?, KeyModifiers::SHIFT)),
        _ => arrow(last).or_else(|| function(last))?,
    };
    Some(with(code, parameters.modifiers(1)?))
}

/// What `ESC O digits last` means.
pub(super) fn ss3(digits: &[u8], last: u8) -> Option<Parsed> {
    let modifiers = Parameters(digits).modifiers(0)?;
    let code = match last {
        b'a'..=b'd' => return Some(with(arrow(last - 0x20)?, KeyModifiers::CONTROL)),
        // The number pad in application mode.
        b'M' => KeyCode::Enter,
        b'j'..=b'y' => KeyCode::Char(char::from(last - 0x40)),
        b'X' => KeyCode::Char('='),
        _ => arrow(last).or_else(|| function(last))?,
    };
    Some(with(code, modifiers))
}

fn arrow(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

fn function(last: u8) -> Option<KeyCode> {
    match last {
        b'P'..=b'S' => Some(KeyCode::F(1 + last - b'P')),
        _ => None,
    }
}

fn numbered(number: u32) -> Option<KeyCode> {
    let f = |n: u32| u8::try_from(n).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(number - 10),
        17..=21 => f(number - 11),
        23..=26 => f(number - 12),
        28 | 29 => f(number - 13),
        31..=34 => f(number - 14),
        _ => None,
    }
}

/// `CSI code:shifted:base ; modifiers:type u`
fn kitty(parameters: &Parameters<'_>) -> Option<Parsed> {
    let modifiers = parameters.modifiers(1)?;
    let number = parameters.get(0)?;
    if let Some(code) = functional(number) {
        return Some(with(code, modifiers));
    }
    // Kitty's own numbers for keys that are no text: locks, media, modifiers.
    if (57344..=63743).contains(&number) {
        return None;
    }
    let mut code = code_point(number)?;
    let shortcut = modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    if shortcut && matches!(code, KeyCode::Char(c) if !c.is_ascii()) {
        // Shortcuts go by the key's place on a Latin keyboard, so that Ctrl+C
        // works on a Cyrillic one.
        if let Some(base) = parameters.part(0, 2).and_then(code_point) {
            code = base;
        }
    }
    Some(with(shifted(code, parameters, 1)?, modifiers))
}

/// The character Shift makes of a key: the terminal's own word when it gave
/// one, upper case for letters.
fn shifted(code: KeyCode, parameters: &Parameters<'_>, modifiers: usize) -> Option<KeyCode> {
    let KeyCode::Char(c) = code else {
        return Some(code);
    };
    if !parameters
        .modifiers(modifiers)?
        .contains(KeyModifiers::SHIFT)
    {
        return Some(code);
    }
    let plain = parameters.get(0).and_then(char::from_u32);
    let told = parameters.part(0, 1).and_then(char::from_u32);
    Some(KeyCode::Char(match told {
        Some(told) if plain == Some(c) && !told.is_control() => told,
        _ => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(upper), None) => upper,
                _ => c,
            }
        }
    }))
}

fn code_point(number: u32) -> Option<KeyCode> {
    Some(match number {
        8 | 127 => KeyCode::Backspace,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        _ => match char::from_u32(number)? {
            c if c.is_control() => return None,
            c => KeyCode::Char(c),
        },
    })
}

/// Kitty's numbers for the number pad and the further function keys.
fn functional(number: u32) -> Option<KeyCode> {
    Some(match number {
        57363 => KeyCode::Menu,
        57376..=57398 => KeyCode::F(u8::try_from(number - 57376 + 13).ok()?),
        57399..=57408 => KeyCode::Char(char::from(b'0' + u8::try_from(number - 57399).ok()?)),
        57409 => KeyCode::Char('.'),
        57410 => KeyCode::Char('/'),
        57411 => KeyCode::Char('*'),
        57412 => KeyCode::Char('-'),
        57413 => KeyCode::Char('+'),
        57414 => KeyCode::Enter,
        57415 => KeyCode::Char('='),
        57416 => KeyCode::Char(','),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        57427 => KeyCode::KeypadBegin,
        _ => return None,
    })
}

/// `CSI < buttons ; column ; row M` (pressed) or `m` (let go).
fn sgr_mouse(body: &[u8], pressed: bool) -> Option<Parsed> {
    let parameters = Parameters(body);
    let place = |index| {
        let one_based = parameters.get(index)?;
        u16::try_from(one_based.saturating_sub(1)).ok()
    };
    mouse(parameters.get(0)?, place(1)?, place(2)?, pressed)
}

/// The old report: three bytes, each with 32 added.
pub(super) fn x10_mouse(report: &[u8]) -> Option<Parsed> {
    let [buttons, column, row] = report else {
        return None;
    };
    let buttons = u32::from(buttons.checked_sub(32)?);
    let place = |byte: &u8| u16::from(byte.saturating_sub(33));
    // Letting go does not say of which button.
    let pressed = buttons & 3 != 3 || buttons & 64 != 0;
    let buttons = if pressed { buttons } else { buttons & !3 };
    mouse(buttons, place(column), place(row), pressed)
}

fn mouse(bits: u32, column: u16, row: u16, pressed: bool) -> Option<Parsed> {
    const MOTION: u32 = 32;
    const WHEEL: u32 = 64;
    const FURTHER: u32 = 128;
    if bits & FURTHER != 0 {
        return None;
    }
    let button = match bits & 3 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = if bits & WHEEL != 0 {
        match bits & 3 {
            0 => MouseEventKind::ScrollUp,
            1 => MouseEventKind::ScrollDown,
            2 => MouseEventKind::ScrollLeft,
            _ => MouseEventKind::ScrollRight,
        }
    } else if bits & MOTION != 0 {
        // Moving without a button is not asked for, and nothing.
        MouseEventKind::Drag(button?)
    } else if pressed {
        MouseEventKind::Down(button?)
    } else {
        MouseEventKind::Up(button.unwrap_or(MouseButton::Left))
    };
    let table = [
        (4, KeyModifiers::SHIFT),
        (8, KeyModifiers::ALT),
        (16, KeyModifiers::CONTROL),
    ];
    let modifiers = table
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(KeyModifiers::NONE, |all, (_, modifier)| all | modifier);
    Some(Parsed::Event(Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers,
    })))
}
