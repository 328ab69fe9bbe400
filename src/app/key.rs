//! Keys as a person names them: `n`, `Alt+Left`, `Ctrl+L`.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers, in the one form that every terminal's report of
/// it is brought to.
///
/// A capital letter is the letter itself without Shift, whichever way the
/// terminal reported it; Shift+Tab is `BackTab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A key's name that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key; write it like `n`, `Shift+Tab`, `Alt+Left` or `Ctrl+L`")]
pub struct NotAKey(pub String);

const NAMED: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

const MODIFIERS: &[(&str, KeyModifiers)] = &[
    ("Ctrl+", KeyModifiers::CONTROL),
    ("Alt+", KeyModifiers::ALT),
    ("Shift+", KeyModifiers::SHIFT),
];

/// The function key of this name, F1 to F24.
fn function(name: &str) -> Option<KeyCode> {
    let number = name.strip_prefix(['F', 'f'])?;
    let number: u8 = number.parse().ok()?;
    (1..=24).contains(&number).then_some(KeyCode::F(number))
}

impl Key {
    /// The key in a terminal's report.
    #[must_use]
    pub fn of(event: &KeyEvent) -> Self {
        Self::normal(event.code, event.modifiers)
    }

    /// The character this key types into a text field, if it types one.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c)
                if !self
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
            {
                Some(c)
            }
            _ => None,
        }
    }

    /// The number that this key is called by: that of a digit or function key, whatever is held
    /// down with it.
    #[must_use]
    pub fn digit(&self) -> Option<u32> {
        match self.code {
            KeyCode::Char(c) => c.to_digit(10),
            KeyCode::F(number) => Some(u32::from(number)),
            _ => None,
        }
    }

    /// The key's code after normalization.
    #[must_use]
    pub fn code(self) -> KeyCode {
        self.code
    }

    /// The modifiers left after normalization.
    #[must_use]
    pub fn modifiers(self) -> KeyModifiers {
        self.modifiers
    }

    fn normal(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let mut modifiers =
            modifiers & (KeyModifiers::SHIFT | KeyModifiers::ALT | KeyModifiers::CONTROL);
        let code = match code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => {
                modifiers -= KeyModifiers::SHIFT;
                let mut upper = c.to_uppercase();
                KeyCode::Char(match (upper.next(), upper.next()) {
                    (Some(u), None) => u,
                    _ => c,
                })
            }
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            code => code,
        };
        Self { code, modifiers }
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(name: &str) -> Result<Self, NotAKey> {
        let wrong = || NotAKey(name.to_owned());
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = name;
        let first = |rest: &str| {
            MODIFIERS.iter().find_map(|(name, modifier)| {
                let (head, tail) = rest.split_at_checked(name.len())?;
                let is_it = head.eq_ignore_ascii_case(name) && !tail.is_empty();
                is_it.then_some((*modifier, name.len()))
            })
        };
        while let Some((modifier, length)) = first(rest) {
            let tail = &rest[length..];
            modifiers |= modifier;
            rest = tail;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            (None, _) => return Err(wrong()),
            _ => NAMED
                .iter()
                .find(|(n, _)| n.eq_ignore_ascii_case(rest))
                .map(|(_, code)| *code)
                .or_else(|| function(rest))
                .ok_or_else(wrong)?,
        };
        Ok(Self::normal(code, modifiers))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl+")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt+")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("Shift+")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                write!(f, "{}", c.to_ascii_uppercase())
            }
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            code => write!(f, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Key {
        Key::of(&KeyEvent::new(code, modifiers))
    }

    #[test]
    fn every_report_of_a_capital_is_the_same_key() {
        let n: Key = "N".parse().unwrap();
        assert_eq!(event(KeyCode::Char('N'), KeyModifiers::SHIFT), n);
        assert_eq!(event(KeyCode::Char('N'), KeyModifiers::NONE), n);
        assert_eq!(event(KeyCode::Char('n'), KeyModifiers::SHIFT), n);
        assert_ne!(event(KeyCode::Char('n'), KeyModifiers::NONE), n);
    }

    #[test]
    fn shift_tab_has_one_form() {
        let key: Key = "Shift+Tab".parse().unwrap();
        assert_eq!(event(KeyCode::BackTab, KeyModifiers::SHIFT), key);
        assert_eq!(event(KeyCode::BackTab, KeyModifiers::NONE), key);
        assert_eq!(key.to_string(), "Shift+Tab");
    }

    #[test]
    fn names_survive_the_way_there_and_back() {
        for name in [
            "n", "N", "?", "Alt+Left", "Ctrl+L", "Space", "PgDn", "#", "Alt+Y", "F5", "+",
            "Ctrl++", "F12", "f",
        ] {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
        }
        assert!("Hyper+x".parse::<Key>().is_err());
        for name in ["", "F0", "F25", "ctrl+", "Strg+A"] {
            assert!(name.parse::<Key>().is_err(), "{name}");
        }
        let key: Key = "ctrl+PGUP".parse().unwrap();
        assert_eq!(key.to_string(), "Ctrl+PgUp");
    }

    #[test]
    fn control_and_alt_keys_type_nothing() {
        assert_eq!(
            event(KeyCode::Char('a'), KeyModifiers::CONTROL).typed(),
            None
        );
        assert_eq!(
            event(KeyCode::Char('é'), KeyModifiers::NONE).typed(),
            Some('é')
        );
    }
}
