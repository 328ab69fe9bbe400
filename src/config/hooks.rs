//! `[[hooks]]` of `config.toml`: programs that are run when something happens.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::in_order;
use super::problem::{Spot, instead};

/// The array of tables of hooks.
pub const HOOKS: &str = "hooks";
/// So many seconds a hook may take, where it says nothing of it.
pub const SECONDS: u16 = 30;
/// The most seconds a hook may take.
pub const MOST_SECONDS: u16 = 3600;
/// What one table of hooks can have.
const NAMES: [&str; 4] = ["on", "narrow", "command", "seconds"];

/// A hook as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookSetting {
    /// On what: `message`, `mention`, `dm` or an event's type.
    pub on: String,
    /// Only for messages in this narrow, as it is typed in the search box, and where it stands.
    pub narrow: Option<(String, Spot)>,
    /// The program and its arguments, not empty.
    pub command: Vec<String>,
    /// So many seconds it may take.
    pub seconds: u16,
}

/// Reads `[[hooks]]`. What is wrong is told to `wrong`, and that hook left out.
pub(super) fn read_hooks(
    text: &str,
    value: &Spanned<DeValue<'_>>,
    mut wrong: impl FnMut(Spot, String),
) -> Vec<HookSetting> {
    let at = |range: &std::ops::Range<usize>| Spot::at(text, range);
    let DeValue::Array(items) = value.get_ref() else {
        let sentence = "hooks are tables of an array: write `[[hooks]]` for each";
        wrong(at(&value.span()), sentence.to_owned());
        return Vec::new();
    };
    let mut hooks = Vec::new();
    for item in items {
        match item.get_ref() {
            DeValue::Table(table) => {
                hooks.extend(hook(text, at(&item.span()), table, &mut wrong));
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                let sentence = "a hook is a table: write `[[hooks]]` and its options below";
                wrong(at(&item.span()), sentence.to_owned());
            }
        }
    }
    hooks
}

fn hook(
    text: &str,
    spot: Spot,
    table: &DeTable<'_>,
    wrong: &mut impl FnMut(Spot, String),
) -> Option<HookSetting> {
    let (mut on, mut narrow, mut command, mut seconds) = (None, None, None, Some(SECONDS));
    let mut whole = true;
    for (name, value) in in_order(table) {
        let here = Spot::at(text, &value.span());
        let mut refuse = |sentence: String| {
            whole = false;
            wrong(here, sentence);
        };
        let given = value.get_ref();
        match &**name.get_ref() {
            "on" => match given.as_str().filter(|word| is_kind(word)) {
                Some(word) => on = Some(word.to_owned()),
                None => refuse(
                    "`on` is \"message\", \"mention\", \"dm\" or the type of an event, like \
                     \"reaction\""
                        .to_owned(),
                ),
            },
            "narrow" => match given.as_str() {
                Some(words) => narrow = Some((words.to_owned(), here)),
                None => refuse("`narrow` is a text like \"channel:workshop\"".to_owned()),
            },
            "command" => match words(given).filter(|words| !words.is_empty()) {
                Some(words) => command = Some(words),
                None => refuse(
                    "`command` is the list of a program and its arguments, [\"like\", \"this\"]"
                        .to_owned(),
                ),
            },
            "seconds" => {
                seconds = match given {
                    DeValue::Integer(number) => {
                        u16::from_str_radix(number.as_str(), number.radix()).ok()
                    }
                    _ => None,
                }
                .filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
                if seconds.is_none() {
                    refuse(format!(
                        "`seconds` is a whole number from 1 to {MOST_SECONDS}"
                    ));
                }
            }
            other => {
                let here = Spot::at(text, &name.span());
                let sentence = format!(
                    "`{other}` is no option of a hook; {}",
                    instead(other, NAMES)
                );
                whole = false;
                wrong(here, sentence);
            }
        }
    }
    if !whole {
        return None;
    }
    match (on, command) {
        (Some(on), Some(command)) => Some(HookSetting {
            on,
            narrow,
            command,
            seconds: seconds?,
        }),
        (on, _) => {
            let missing = if on.is_none() { "on" } else { "command" };
            wrong(spot, format!("this hook has no `{missing}`"));
            None
        }
    }
}

/// Whether a word can be the type of an event.
fn is_kind(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn words(value: &DeValue<'_>) -> Option<Vec<String>> {
    let items = value.as_array()?.iter();
    items
        .map(|item| item.get_ref().as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::file::Config;

    #[test]
    fn hooks_are_read_in_order() {
        let text = "[[hooks]]\non = \"mention\"\ncommand = [\"notify\", \"-x\"]\n\n\
                    [[hooks]]\non = \"reaction\"\nnarrow = \"channel:kiln\"\nseconds = 5\n\
                    command = [\"count\"]\n";
        let config = Config::read(text, Path::new("config.toml"));
        assert_eq!(config.problems, []);
        let [first, second] = &config.hooks[..] else {
            panic!("{:?}", config.hooks);
        };
        assert_eq!((&*first.on, first.seconds), ("mention", SECONDS));
        assert_eq!(first.command, ["notify", "-x"]);
        assert_eq!((&*second.on, second.seconds), ("reaction", 5));
        assert_eq!(
            second.narrow.as_ref().map(|(words, _)| &**words),
            Some("channel:kiln")
        );
    }

    #[test]
    fn what_is_wrong_with_a_hook_is_said_with_its_line() {
        for (text, line, part) in [
            ("[[hooks]]\ncommand = [\"x\"]", 1, "no `on`"),
            ("[[hooks]]\non = \"dm\"", 1, "no `command`"),
            ("[[hooks]]\non = \"DM!\"\ncommand = [\"x\"]", 2, "`on` is"),
            ("[[hooks]]\non = \"dm\"\ncommand = []", 3, "`command` is"),
            (
                "[[hooks]]\non = \"dm\"\ncommand = \"x y\"",
                3,
                "`command` is",
            ),
            (
                "[[hooks]]\non = \"dm\"\ncommand = [\"x\"]\nseconds = 0",
                4,
                "`seconds` is",
            ),
            (
                "[[hooks]]\non = \"dm\"\ncommand = [\"x\"]\nnarow = \"y\"",
                4,
                "`narrow`",
            ),
            ("[hooks]\non = \"dm\"", 1, "[[hooks]]"),
            ("hooks = [1]", 1, "[[hooks]]"),
        ] {
            let config = Config::read(text, Path::new("config.toml"));
            assert_eq!(config.hooks, [], "{text}");
            let [problem] = &config.problems[..] else {
                panic!("{text}: {:?}", config.problems);
            };
            let said = problem.to_string();
            assert!(
                said.contains(&format!("config.toml:{line}:")) && said.contains(part),
                "{said}"
            );
        }
    }
}
