//! Tips: one quiet line where somebody took a long way to what has a key. Each is told a few
//! times and no more, never while something is typed, and not at all where the person set it.

use std::collections::BTreeMap;

use crate::api::time::UnixMillis;
use crate::text::SafeText;

use super::command::{Command, Place};
use super::effect::Effect;
use super::keymap::Keymap;
use super::state::{App, Turn};

/// A tip is told so many times, and then no more.
pub const MOST: u32 = 3;
/// So many ms it stands there.
const STAYS_MS: i64 = 12_000;
/// So many ms there is no other.
const APART_MS: i64 = 60_000;
/// The tip about commands that were run by name.
const BY_NAME: &str = "by-name";

/// What was shown, to be remembered for the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The tour was shown or offered.
    Tour,
    /// A tip was told, by its name.
    Tip(&'static str),
}

/// A long way, and the short one.
#[derive(Debug)]
struct Way {
    /// Names the tip.
    name: &'static str,
    /// The commands of the long way.
    commands: &'static [&'static str],
    /// Where.
    places: &'static [Place],
    /// How often in a row.
    times: u32,
    /// Whether the short way leads anywhere now.
    applies: fn(&App) -> bool,
    /// The short way, with the keys of these commands in place of `{}`.
    words: &'static str,
    /// The commands.
    keys: &'static [&'static str],
}

fn always(_: &App) -> bool {
    true
}

const STEPS: &[&str] = &["down", "up"];

/// The long ways that are noticed.
const WAYS: &[Way] = &[
    Way {
        name: "next-unread",
        commands: &["down", "page-down"],
        places: &[Place::Messages],
        times: 15,
        applies: |app| app.next_topic,
        words: "{} goes to the next topic with unread messages, {} to the newest message here.",
        keys: &["next-unread-topic", "last"],
    },
    Way {
        name: "newest",
        commands: &["down", "page-down"],
        places: &[Place::Messages],
        times: 20,
        applies: |app| app.newest_is_far(),
        words: "{} goes to the newest message.",
        keys: &["last"],
    },
    Way {
        name: "back-in-time",
        commands: &["up", "page-up"],
        places: &[Place::Messages],
        times: 20,
        applies: always,
        words: "{} goes to the first message of a day; {} searches.",
        keys: &["date", "search"],
    },
    Way {
        name: "filter",
        commands: STEPS,
        places: &[Place::Channels, Place::Topics],
        times: 12,
        applies: always,
        words: "{} filters this list by a few letters; {} jumps anywhere.",
        keys: &["filter", "jump"],
    },
    Way {
        name: "people",
        commands: STEPS,
        places: &[Place::People],
        times: 12,
        applies: always,
        words: "{} filters the people by a few letters.",
        keys: &["filter-people"],
    },
    Way {
        name: "settings",
        commands: STEPS,
        places: &[Place::Settings],
        times: 15,
        applies: always,
        words: "{} filters the settings by letters; {} goes to the next section.",
        keys: &["settings-filter", "settings-next-section"],
    },
    Way {
        name: "inbox",
        commands: STEPS,
        places: &[Place::Inbox, Place::Recent],
        times: 15,
        applies: |app| app.next_topic,
        words: "{} opens the next topic with unread messages, one after the other.",
        keys: &["next-unread-topic"],
    },
    Way {
        name: "home",
        commands: &["back"],
        places: &[Place::Messages],
        times: 6,
        applies: always,
        words: "{} goes home at once.",
        keys: &["home"],
    },
];

/// The names of all tips.
pub fn names() -> impl Iterator<Item = &'static str> {
    WAYS.iter().map(|way| way.name).chain([BY_NAME])
}

/// The tips of one run, and what was told before it.
#[derive(Debug, Clone, Default)]
pub struct Tips {
    /// Whether there are any.
    pub on: bool,
    /// How often each was told, by its name.
    pub told: BTreeMap<String, u32>,
    /// What stands there, and until when.
    shown: Option<(SafeText<'static>, UnixMillis)>,
    /// The commands that were run one after the other and are alike, and how often.
    row: (&'static str, u32),
    /// When the last one was told.
    last: Option<UnixMillis>,
}

impl Tips {
    /// When what stands there goes away.
    #[must_use]
    pub fn deadline(&self) -> Option<UnixMillis> {
        self.shown.as_ref().map(|(_, until)| *until)
    }
}

fn filled(keymap: &Keymap, words: &str, keys: &[&str]) -> String {
    let mut text = String::new();
    let mut keys = keys.iter();
    for (number, part) in words.split("{}").enumerate() {
        if number > 0 {
            let key = keys.next().map(|command| keymap.key_of(command));
            text.push_str(&key.unwrap_or_default());
        }
        text.push_str(part);
    }
    text
}

impl App {
    /// The tip that stands there; none while something is typed.
    #[must_use]
    pub fn tip(&self) -> Option<&SafeText<'static>> {
        let (text, until) = self.tips.shown.as_ref()?;
        (*until > self.now && !self.place().types()).then_some(text)
    }
}

impl Turn<'_> {
    /// A command was run by a key: it may be a step of a long way.
    pub(super) fn note_step(&mut self, command: &Command, place: Place) {
        let tips = &mut self.app.tips;
        let alike =
            |way: &&Way| way.commands.contains(&tips.row.0) && way.commands.contains(&command.name);
        let goes_on = tips.row.0 == command.name || WAYS.iter().any(|way| alike(&way));
        let times = if goes_on { tips.row.1 + 1 } else { 1 };
        tips.row = (command.name, times);
        let ways = WAYS.iter().filter(|way| {
            way.times <= times
                && way.commands.contains(&command.name)
                && way.places.contains(&place)
        });
        let found = ways
            .filter(|way| self.app.may_tell(way.name))
            .find(|way| (way.applies)(self.app));
        if let Some(way) = found {
            let text = filled(&self.app.keymap, way.words, way.keys);
            self.tell_once(way.name, text);
        }
    }

    /// A command was run by its name: it may have a key.
    pub(super) fn note_by_name(&mut self, command: &Command) {
        // The keys of some only open the box at their names.
        if crate::app::palette::is_asked_in_the_box(command.name) {
            return;
        }
        let key = self.app.keymap.key_of(command.name);
        if !key.is_empty() && self.app.may_tell(BY_NAME) {
            let text = format!("{key} does that too, without the box: {}", command.sentence);
            self.tell_once(BY_NAME, text);
        }
    }

    fn tell_once(&mut self, name: &'static str, text: String) {
        let now = self.app.now;
        let tips = &mut self.app.tips;
        *tips.told.entry(name.to_owned()).or_default() += 1;
        tips.last = Some(now);
        tips.row = ("", 0);
        self.tell_tip(text);
        self.effect(Effect::Seen(Seen::Tip(name)));
    }

    /// Puts a tip there for a while.
    pub(super) fn tell_tip(&mut self, text: String) {
        let until = self.app.now.plus(STAYS_MS);
        self.app.tips.shown = Some((SafeText::line(text), until));
    }

    /// What stood there long enough goes away.
    pub(super) fn settle_tips(&mut self) {
        let now = self.app.now;
        self.app.tips.shown.take_if(|(_, until)| *until <= now);
    }
}

impl App {
    fn may_tell(&self, name: &str) -> bool {
        let tips = &self.tips;
        let apart = tips.last.is_none_or(|last| last.plus(APART_MS) <= self.now);
        let told = tips.told.get(name).copied().unwrap_or(0);
        tips.on && apart && told < MOST && !self.place().types()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::all;

    #[test]
    fn every_tip_names_commands_that_are_there_and_have_keys() {
        let keymap = Keymap::web();
        for way in WAYS {
            for command in way.commands.iter().chain(way.keys) {
                assert!(all().any(|c| c.name == *command), "{command}");
            }
            assert_eq!(
                way.words.matches("{}").count(),
                way.keys.len(),
                "{}",
                way.name
            );
            for key in way.keys {
                assert!(!keymap.key_of(key).is_empty(), "{key}");
            }
            assert!(way.words.ends_with('.'));
        }
    }

    #[test]
    fn words_have_the_keys_in_force() {
        let said = filled(&Keymap::web(), "{} or {}.", &["next-unread-topic", "last"]);
        assert_eq!(said, "n or G.");
    }
}
