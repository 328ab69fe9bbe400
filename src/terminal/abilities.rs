//! What terminals can do, as far as the environment tells it.

/// Whether the terminal knows links (OSC 8): those that are known to, by the names
/// they give themselves. Others may show what they do not know as text.
#[must_use]
pub fn knows_hyperlinks(env: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str| env(name).unwrap_or_default();
    let program = is("TERM_PROGRAM");
    if program == "tmux" {
        // Passed on since 3.4; before, tmux takes them away.
        return at_least(&is("TERM_PROGRAM_VERSION"), (3, 4));
    }
    let term = is("TERM");
    if term.starts_with("screen") || term == "linux" || term == "dumb" {
        return false;
    }
    let programs = [
        "iTerm.app",
        "WezTerm",
        "vscode",
        "ghostty",
        "Hyper",
        "rio",
        "Tabby",
    ];
    let terms = [
        "xterm-kitty",
        "xterm-ghostty",
        "foot",
        "alacritty",
        "contour",
        "wezterm",
    ];
    programs.contains(&program.as_str())
        || terms.iter().any(|known| term.starts_with(known))
        || ["KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM"]
            .iter()
            .any(|name| env(name).is_some())
        // Before 0.50 VTE crashed on them.
        || is("VTE_VERSION").parse::<u32>().is_ok_and(|version| version >= 5000)
}

/// Whether the terminal is known to have no clipboard for programs (OSC 52).
#[must_use]
pub fn lacks_clipboard(env: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str| env(name).unwrap_or_default();
    is("TERM_PROGRAM") == "Apple_Terminal"
        || is("TERM") == "linux"
        // VTE has it from 0.76 on, for those who allow it.
        || is("VTE_VERSION").parse::<u32>().is_ok_and(|version| version < 7600)
}

fn at_least(version: &str, (major, minor): (u32, u32)) -> bool {
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let known = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    known >= (major, minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            let found = set.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        }
    }

    #[test]
    fn terminals_that_know_links_are_known() {
        for known in [
            &[("TERM", "xterm-kitty")][..],
            &[("TERM", "foot-extra")],
            &[("TERM_PROGRAM", "WezTerm"), ("TERM", "xterm-256color")],
            &[("VTE_VERSION", "7200"), ("TERM", "xterm-256color")],
            &[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.5a")],
        ] {
            assert!(knows_hyperlinks(env(known)), "{known:?}");
        }
        for unknown in [
            &[][..],
            &[("TERM", "xterm-256color")],
            &[("TERM", "linux"), ("KONSOLE_VERSION", "1")],
            &[("TERM", "screen-256color"), ("VTE_VERSION", "7200")],
            &[("VTE_VERSION", "4600")],
            &[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3")],
        ] {
            assert!(!knows_hyperlinks(env(unknown)), "{unknown:?}");
        }
    }

    #[test]
    fn terminals_without_clipboard_are_known() {
        assert!(lacks_clipboard(env(&[("VTE_VERSION", "7200")])));
        assert!(lacks_clipboard(env(&[("TERM_PROGRAM", "Apple_Terminal")])));
        assert!(!lacks_clipboard(env(&[("TERM", "xterm-256color")])));
    }
}
