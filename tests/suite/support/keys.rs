//! Keys by name, as the bytes a terminal sends for them.

/// The bytes of keys written apart by spaces: `j`, `G`, `enter`, `ctrl-k`,
/// `alt-left`, `f5`; `text:hello` types what follows the colon.
pub fn bytes(keys: &str) -> Vec<u8> {
    keys.split_whitespace().flat_map(one).collect()
}

fn one(name: &str) -> Vec<u8> {
    if let Some(text) = name.strip_prefix("text:") {
        return text.as_bytes().to_vec();
    }
    if let Some(bytes) = modified(name) {
        return bytes;
    }
    if let Some(key) = name.strip_prefix("alt-") {
        return match arrow(key) {
            Some(last) => format!("\x1b[1;3{last}").into_bytes(),
            None => [b"\x1b".to_vec(), one(key)].concat(),
        };
    }
    if let Some(key) = name.strip_prefix("shift-") {
        return match (arrow(key), key) {
            (Some(last), _) => format!("\x1b[1;2{last}").into_bytes(),
            (None, "tab") => b"\x1b[Z".to_vec(),
            (None, "enter") => b"\x1b[13;2u".to_vec(),
            (None, key) => key.to_uppercase().into_bytes(),
        };
    }
    if let Some(key) = name.strip_prefix("ctrl-") {
        return match (arrow(key), key.as_bytes()) {
            (Some(last), _) => format!("\x1b[1;5{last}").into_bytes(),
            (None, [c]) => vec![c & 0x1f],
            (None, b"space") => vec![0],
            (None, _) => panic!("no such key: {name}"),
        };
    }
    let bytes: &[u8] = match name {
        "enter" => b"\r",
        "tab" => b"\t",
        "space" => b" ",
        "backspace" => b"\x7f",
        // The unambiguous form: a lone escape byte followed at once by another
        // key would be Alt with that key.
        "esc" => b"\x1b[27u",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "insert" => b"\x1b[2~",
        "delete" => b"\x1b[3~",
        "pageup" => b"\x1b[5~",
        "pagedown" => b"\x1b[6~",
        "f1" => b"\x1bOP",
        "f5" => b"\x1b[15~",
        key if key.chars().count() == 1 => key.as_bytes(),
        _ => panic!("no such key: {name}"),
    };
    bytes.to_vec()
}

/// Keys whose modifiers only a terminal with kitty's protocol tells, or that have two of them.
fn modified(name: &str) -> Option<Vec<u8>> {
    let mut rest = name;
    let mut modifiers = 1;
    for (prefix, value) in [("ctrl-", 4), ("alt-", 2), ("shift-", 1)] {
        if let Some(key) = rest.strip_prefix(prefix).filter(|key| !key.is_empty()) {
            rest = key;
            modifiers += value;
        }
    }
    let many = modifiers == 6 || modifiers == 4 || modifiers >= 7;
    let code = match rest {
        "enter" if modifiers == 5 => 13,
        "backspace" if modifiers == 5 || modifiers == 2 => 127,
        "delete" if modifiers > 1 => return Some(format!("\x1b[3;{modifiers}~").into_bytes()),
        "/" | "." if modifiers == 5 => u32::from(rest.as_bytes()[0]),
        key if many && arrow(key).is_some() => {
            return Some(format!("\x1b[1;{modifiers}{}", arrow(key)?).into_bytes());
        }
        key if many && key.chars().count() == 1 => u32::from(key.chars().next()?),
        _ => return None,
    };
    Some(format!("\x1b[{code};{modifiers}u").into_bytes())
}

fn arrow(name: &str) -> Option<char> {
    Some(match name {
        "up" => 'A',
        "down" => 'B',
        "right" => 'C',
        "left" => 'D',
        "home" => 'H',
        "end" => 'F',
        _ => return None,
    })
}

/// A paste as a terminal hands it over.
pub fn paste(text: &str) -> Vec<u8> {
    format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")).into_bytes()
}

/// A click with the left button; column and row from 0.
pub fn click(column: u16, row: u16) -> Vec<u8> {
    let (column, row) = (column + 1, row + 1);
    format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m").into_bytes()
}

/// One notch of the wheel over a cell.
pub fn wheel(down: bool, column: u16, row: u16) -> Vec<u8> {
    let button = if down { 65 } else { 64 };
    format!("\x1b[<{button};{};{}M", column + 1, row + 1).into_bytes()
}
