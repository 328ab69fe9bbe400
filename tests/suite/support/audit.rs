//! What a program wrote to its terminal, held against a list of what lazuli
//! writes. Anything else, however harmless, is a find.

/// Private modes that are switched on and off.
const MODES: [&str; 10] = [
    "7", "25", "1000", "1002", "1004", "1006", "1049", "2004", "2026", "2031",
];

/// What was told and shown besides control sequences.
#[derive(Debug, Default)]
pub struct Audited {
    /// All text, in the order in which it was written.
    pub text: String,
    /// Window titles.
    pub titles: Vec<String>,
    /// Addresses of hyperlinks.
    pub links: Vec<String>,
    /// Notifications, titles and words.
    pub notices: Vec<String>,
}

/// Reads all that was written; the first thing that is not on the list is the error.
pub fn audit(raw: &[u8]) -> Result<Audited, String> {
    let mut seen = Audited::default();
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        let len = match rest {
            [0x1b, b'[', ..] => control(&rest[2..]).map(|len| len + 2),
            [0x1b, b']', ..] => command(&rest[2..], &mut seen).map(|len| len + 2),
            [0x1b, b'_', b'G', ..] => graphics(&rest[3..]).map(|len| len + 3),
            // A string terminator ends whatever was open when the program leaves.
            [0x1b, b'\\', ..] => Ok(2),
            [0x1b, ..] => Err("an escape sequence of another kind".to_owned()),
            _ => text(rest, &mut seen.text),
        };
        at += len.map_err(|why| {
            let from = at.saturating_sub(60);
            let to = raw.len().min(at + 60);
            let near = String::from_utf8_lossy(&raw[from..to])
                .escape_debug()
                .to_string();
            format!("{why} at byte {at}, in {near}")
        })?;
    }
    Ok(seen)
}

/// The length of a control sequence after its introducer, if it is on the list.
fn control(bytes: &[u8]) -> Result<usize, String> {
    let end = bytes
        .iter()
        .position(|b| (0x40..=0x7e).contains(b))
        .ok_or("a control sequence without end")?;
    let parameters = std::str::from_utf8(&bytes[..end]).map_err(|error| error.to_string())?;
    let numbers = || parameters.bytes().all(|b| b.is_ascii_digit() || b == b';');
    let fine = match bytes[end] {
        b'h' | b'l' => parameters
            .strip_prefix('?')
            .is_some_and(|mode| MODES.contains(&mode)),
        b'H' => numbers(),
        b'J' => matches!(parameters, "" | "1" | "2"),
        b'K' => matches!(parameters, "" | "2"),
        b'm' => style(parameters),
        b'c' => parameters.is_empty(),
        b'n' => parameters == "?996",
        b't' => matches!(parameters, "16" | "22;0" | "23;0"),
        b'S' => parameters == "?1;1;0",
        b'u' => matches!(parameters, "?" | ">5" | "<"),
        _ => false,
    };
    let last = char::from(bytes[end]);
    fine.then_some(end + 1)
        .ok_or_else(|| format!("the control sequence CSI {parameters} {last}"))
}

/// Whether it is a style that lazuli uses: no blinking, nothing concealed.
fn style(parameters: &str) -> bool {
    let mut numbers = parameters.split(';');
    while let Some(number) = numbers.next() {
        let fine = match number {
            "" | "0" | "1" | "2" | "3" | "4" | "7" | "9" | "22" | "23" | "24" | "27" | "29"
            | "39" | "49" | "59" => true,
            "38" | "48" | "58" => match numbers.next() {
                Some("5") => numbers.next().is_some(),
                Some("2") => numbers.by_ref().take(3).count() == 3,
                _ => false,
            },
            // The colour of an underline is written with colons.
            other if other.starts_with("58:2::") || other.starts_with("58:5:") => {
                other.bytes().all(|b| b.is_ascii_digit() || b == b':')
            }
            other => other
                .parse()
                .is_ok_and(|n: u8| matches!(n, 30..=37 | 40..=47 | 90..=97 | 100..=107)),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// The length of a command of kitty's graphics after its introducer: keys and values, then
/// base64, and nothing else.
fn graphics(bytes: &[u8]) -> Result<usize, String> {
    let end = bytes
        .windows(2)
        .position(|two| two == b"\x1b\\")
        .ok_or("graphics without end")?;
    let fine = |byte: &u8| byte.is_ascii_alphanumeric() || b"=,;+/".contains(byte);
    if bytes[..end].iter().all(fine) {
        Ok(end + 2)
    } else {
        Err("graphics of another kind".to_owned())
    }
}

/// The length of an operating system command after its introducer.
fn command(bytes: &[u8], seen: &mut Audited) -> Result<usize, String> {
    let end = bytes
        .windows(2)
        .position(|two| two == b"\x1b\\")
        .ok_or("a command without end")?;
    let said = std::str::from_utf8(&bytes[..end]).map_err(|error| error.to_string())?;
    if said.chars().any(harms) {
        return Err(format!("a control character in the command {said:?}"));
    }
    if let Some(title) = said.strip_prefix("2;") {
        seen.titles.push(title.to_owned());
    } else if let Some(link) = said.strip_prefix("8;") {
        let (_, address) = link.split_once(';').ok_or("a hyperlink without address")?;
        if !address.bytes().all(|b| (0x21..0x7f).contains(&b)) {
            return Err(format!("the address {address:?}"));
        }
        seen.links.push(address.to_owned());
    } else if let Some(notice) = said.strip_prefix("777;notify;") {
        seen.notices.push(notice.to_owned());
    } else if said != "11;?" {
        return Err(format!("the command {said:?}"));
    }
    Ok(end + 2)
}

/// The length of the text up to the next sequence.
fn text(bytes: &[u8], out: &mut String) -> Result<usize, String> {
    let len = bytes.iter().position(|b| *b == 0x1b).unwrap_or(bytes.len());
    let text = match std::str::from_utf8(&bytes[..len]) {
        Ok(text) => text,
        Err(_) => return Err("bytes that are no text".to_owned()),
    };
    match text.chars().find(|c| harms(*c)) {
        Some(c) => Err(format!("the character {c:?}")),
        None => {
            out.push_str(text);
            Ok(len)
        }
    }
}

/// Controls, what turns text around, and what takes unknown width.
pub fn harms(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{202a}'
                ..='\u{202e}'
                    | '\u{2028}'
                    | '\u{2029}'
                    | '\u{ad}'
                    | '\u{115f}'
                    | '\u{3164}'
                    | '\u{feff}'
                    | '\u{fdd0}'
        )
}

#[test]
fn what_lazuli_writes_passes_and_nothing_else() {
    let fine = "\u{1b}[?2026h\u{1b}[3;4H\u{1b}[1;38;2;1;2;3mtext é 色\u{1b}[0m\u{1b}]2;title\u{1b}\\\u{1b}[?2026l";
    let seen = audit(fine.as_bytes()).unwrap();
    assert_eq!(
        (seen.text.as_str(), seen.titles),
        ("text é 色", vec!["title".to_owned()])
    );
    for bad in [
        "\u{1b}[3J",
        "\u{1b}[?9999h",
        "\u{1b}[6n",
        "\u{1b}[5m",
        "\u{1b}[8m",
        "\u{1b}c",
        "\u{1b}(0",
        "\u{1b}]0;x\u{7}",
        "\u{1b}]52;c;eA==\u{1b}\\",
        "\u{1b}Px\u{1b}\\",
        "\u{1b}_x\u{1b}\\",
        "\u{1b}_Gx\n\u{1b}\\",
        "\u{1b}_Gx",
        "\u{9b}3J",
        "a\u{7}",
        "a\u{202e}",
        "\n",
        "\u{7f}",
        "\u{1b}[12",
        "\u{1b}]2;a\u{85}\u{1b}\\",
        "\u{1b}]8;;https://x.example/é\u{1b}\\",
    ] {
        assert!(audit(bad.as_bytes()).is_err(), "{bad:?}");
    }
}
