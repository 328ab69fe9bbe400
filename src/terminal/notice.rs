//! Notifications by the terminal: the escape sequences that terminals show as desktop
//! notifications.
//!
//! OSC 99 is kitty's (<https://sw.kovidgoyal.net/kitty/desktop-notifications/>): it names a
//! notification, so that it can be withdrawn. OSC 777 is rxvt-unicode's and has a title; OSC 9
//! is iTerm2's and has words alone.

use crate::text::SafeText;

/// A title has so many cells at most.
const LONGEST_TITLE: usize = 100;
/// A body has so many cells at most.
const LONGEST_BODY: usize = 240;

/// How a terminal is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeBy {
    /// kitty's sequence.
    Osc99,
    /// rxvt-unicode's sequence.
    Osc777,
    /// iTerm2's sequence.
    Osc9,
}

impl NoticeBy {
    /// What this terminal can, as far as the environment tells; `None` where nothing is known
    /// but the bell.
    #[must_use]
    pub fn detect(env: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let is = |name: &str| env(name).unwrap_or_default();
        let (term, program) = (is("TERM"), is("TERM_PROGRAM"));
        // What is inside is not told to what is outside, but for the bell.
        if env("TMUX").is_some() || env("STY").is_some() || term.starts_with("screen") {
            return None;
        }
        if term == "xterm-kitty" || env("KITTY_WINDOW_ID").is_some() || term.starts_with("foot") {
            return Some(Self::Osc99);
        }
        if term.starts_with("rxvt-unicode")
            || program == "WezTerm"
            || program == "ghostty"
            || term == "xterm-ghostty"
            || term.starts_with("contour")
            || env("KONSOLE_VERSION").is_some()
        {
            return Some(Self::Osc777);
        }
        (program == "iTerm.app").then_some(Self::Osc9)
    }

    /// What is sent for a notification that is called `key`: ASCII letters, digits and `-`.
    #[must_use]
    pub fn sequence(self, key: &str, title: &SafeText<'_>, body: &SafeText<'_>) -> Vec<u8> {
        let title = one_line(title, LONGEST_TITLE);
        let body = one_line(body, LONGEST_BODY);
        match self {
            Self::Osc99 => {
                // Base64, so that no byte of the text can end the sequence.
                use base64::Engine as _;
                let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
                let mut bytes =
                    format!("\x1b]99;i={key}:d=0:e=1:p=title;{}\x1b\\", encoded(&title));
                bytes.push_str(&format!(
                    "\x1b]99;i={key}:d=1:e=1:p=body;{}\x1b\\",
                    encoded(&body)
                ));
                bytes.into_bytes()
            }
            Self::Osc777 => {
                // A semicolon would end the title.
                let title = title.replace(';', ",");
                format!("\x1b]777;notify;{title};{body}\x1b\\").into_bytes()
            }
            Self::Osc9 => {
                // Words that begin with a number and a semicolon are other commands.
                let title = title.replace(';', ",");
                format!("\x1b]9;{title}: {body}\x1b\\").into_bytes()
            }
        }
    }

    /// What takes a notification back; empty where that cannot be done.
    #[must_use]
    pub fn withdrawal(self, key: &str) -> Vec<u8> {
        match self {
            Self::Osc99 => format!("\x1b]99;i={key}:p=close;\x1b\\").into_bytes(),
            Self::Osc777 | Self::Osc9 => Vec::new(),
        }
    }
}

/// Text as it stands in a sequence: safe text has no controls but line feeds.
fn one_line(text: &SafeText<'_>, cells: usize) -> String {
    text.truncate(cells).as_str().replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(set: &[(&str, &str)]) -> Option<NoticeBy> {
        NoticeBy::detect(|name| {
            let found = set.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn terminals_are_told_in_their_own_way() {
        for (set, by) in [
            (&[("TERM", "xterm-kitty")][..], Some(NoticeBy::Osc99)),
            (&[("TERM", "foot")], Some(NoticeBy::Osc99)),
            (&[("TERM_PROGRAM", "WezTerm")], Some(NoticeBy::Osc777)),
            (&[("TERM", "rxvt-unicode-256color")], Some(NoticeBy::Osc777)),
            (&[("TERM_PROGRAM", "iTerm.app")], Some(NoticeBy::Osc9)),
            (&[("TERM", "xterm-256color")], None),
            (
                &[
                    ("TERM", "tmux-256color"),
                    ("TMUX", "x"),
                    ("KITTY_WINDOW_ID", "1"),
                ],
                None,
            ),
            (&[], None),
        ] {
            assert_eq!(detected(set), by, "{set:?}");
        }
    }

    #[test]
    fn no_text_ends_its_sequence_or_becomes_another() {
        let title = SafeText::line("9;4;1\x1b\\ Ben;\u{7}Oduya");
        let body = SafeText::block("one\ntwo\x1b]52;c;AAAA\x07 \u{9c}three");
        for by in [NoticeBy::Osc99, NoticeBy::Osc777, NoticeBy::Osc9] {
            let bytes = by.sequence("lazuli-0-1", &title, &body);
            let text = String::from_utf8(bytes).expect("UTF-8");
            let sequences = text.matches('\x1b').count();
            let expected = match by {
                NoticeBy::Osc99 => 4,
                NoticeBy::Osc777 | NoticeBy::Osc9 => 2,
            };
            assert_eq!(sequences, expected, "{text:?}");
            assert!(!text.contains(['\n', '\x07', '\u{9c}']), "{text:?}");
        }
        let words = NoticeBy::Osc777.sequence("k", &title, &body);
        let words = String::from_utf8(words).expect("UTF-8");
        assert_eq!(
            words.split(';').count() - 1,
            3 + body.as_str().matches(';').count()
        );
    }

    #[test]
    fn long_words_are_cut() {
        let long = SafeText::line("x".repeat(5000));
        let bytes = NoticeBy::Osc777.sequence("k", &long, &long);
        assert!(bytes.len() < LONGEST_TITLE + LONGEST_BODY + 40);
    }
}
