//! The tour: five screens for somebody who has just come. It is shown by itself the first time
//! that the demo organization is opened, offered in one line at the first start of an account,
//! and there at any time by its command.

use super::effect::Effect;
use super::keymap::Keymap;
use super::layer::Layer;
use super::state::Turn;
use super::tips::Seen;

/// The tour while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tour {
    /// Which screen is shown, from 0.
    pub at: usize,
}

/// What awaits somebody who starts the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Welcome {
    /// Nothing: they were here before.
    #[default]
    Nothing,
    /// One line that says where the tour is.
    Offer,
    /// The tour.
    Tour,
}

/// A screen of the tour.
#[derive(Debug)]
pub struct Stop {
    /// What it is about.
    pub title: &'static str,
    /// What there is to know first.
    pub words: &'static str,
    /// Commands whose keys are told, each with what it is good for.
    pub keys: &'static [(&'static [&'static str], &'static str)],
}

/// The screens, in order.
pub const STOPS: [Stop; 5] = [
    Stop {
        title: "Reading and moving",
        words: "Everything happens in one place, by keys; those that matter stand in the line at \
                the bottom. On the left are views, conversations and channels, in the middle \
                what is open.",
        keys: &[
            (&["down", "up"], "to the next message or row, and back"),
            (&["page-down", "page-up"], "a screenful down and up"),
            (
                &["open-or-reply"],
                "opens the selected row, or the message's conversation",
            ),
            (&["next-pane"], "from the messages to the channels and back"),
            (
                &["to-channel", "to-conversation"],
                "from a topic to its channel, and back",
            ),
            (&["back"], "to where you were before"),
        ],
    },
    Stop {
        title: "What is unread",
        words: "The inbox has every conversation with unread messages. What you see becomes \
                read; what you mute is left out.",
        keys: &[
            (&["inbox"], "the inbox"),
            (
                &["next-unread-topic"],
                "to the next topic with unread messages",
            ),
            (&["next-unread-dm"], "to the next unread direct message"),
            (&["recent"], "recent conversations, read or not"),
            (
                &["mark-conversation-read", "undo-mark"],
                "marks the conversation as read; takes that back",
            ),
            (&["follow-topic", "mute-topic"], "follows a topic; mutes it"),
        ],
    },
    Stop {
        title: "Answering",
        words: "What you type is kept as a draft at once, and sent again only when it did not \
                arrive.",
        keys: &[
            (&["reply"], "answers where the selected message is"),
            (
                &["new-channel-message", "new-direct-message"],
                "writes to a channel; to somebody",
            ),
            (&["react"], "reacts with an emoji"),
            (&["edit-message"], "edits your own message"),
            (&["compose-close"], "leaves what you write; it is a draft"),
            (&["drafts"], "what you began or put by"),
        ],
    },
    Stop {
        title: "Finding",
        words: "A few letters lead to any channel, topic, person, view or command.",
        keys: &[
            (&["jump"], "jumps anywhere"),
            (
                &["search"],
                "searches as on the web: sender:ben has:link glaze",
            ),
            (&["find"], "finds words in what is shown"),
            (&["date"], "to the first message of a day"),
            (&["palette"], "runs any command by its name"),
        ],
    },
    Stop {
        title: "Help",
        words: "Nothing has to be remembered. This tour is there again by the command tour.",
        keys: &[
            (
                &["help"],
                "the keys, those that work here first; typing finds them by words",
            ),
            (
                &["details"],
                "all about the selected message: who read it, its links",
            ),
            (&["settings"], "what can be set, explained"),
            (&["undo-mark"], "takes back what was marked by mistake"),
            (&["quit"], "ends the program; drafts are kept"),
        ],
    },
];

/// Keys of commands, as a person has them, apart by blanks; those without a key are left out.
#[must_use]
pub fn keys_of(keymap: &Keymap, commands: &[&str]) -> String {
    let keys = commands.iter().map(|command| keymap.key_of(command));
    let keys: Vec<String> = keys.filter(|key| !key.is_empty()).collect();
    keys.join(" ")
}

impl Turn<'_> {
    /// Opens the tour at its beginning.
    pub fn open_tour(&mut self) {
        self.push(Layer::Tour(Tour::default()));
        self.effect(Effect::Seen(Seen::Tour));
    }

    /// What awaits somebody who has just come, once there is something to see.
    pub(super) fn welcome(&mut self) {
        match std::mem::take(&mut self.app.welcome) {
            Welcome::Nothing => {}
            Welcome::Offer => {
                let palette = self.app.keymap.key_of("palette");
                let help = self.app.keymap.key_of("help");
                self.tell_tip(format!(
                    "New here? {palette}tour shows lazuli in five screens; {help} shows the keys."
                ));
                self.effect(Effect::Seen(Seen::Tour));
            }
            Welcome::Tour if self.app.layers.is_empty() => self.open_tour(),
            Welcome::Tour => {}
        }
    }

    /// The next screen of the tour, or the one before; behind the last one it ends.
    pub fn turn_tour(&mut self, forward: bool) {
        let Some(Layer::Tour(tour)) = self.app.layers.last_mut() else {
            return;
        };
        match forward {
            true if tour.at + 1 < STOPS.len() => tour.at += 1,
            true => self.close(),
            false => tour.at = tour.at.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::all;
    use crate::config::settings::MapName;

    #[test]
    fn every_command_of_the_tour_is_there_and_has_a_key_in_every_map() {
        for map in [MapName::Web, MapName::Vim, MapName::Emacs] {
            let (keymap, _) = Keymap::of(map, &[]);
            for (commands, _) in STOPS.iter().flat_map(|stop| stop.keys) {
                for command in *commands {
                    assert!(all().any(|c| c.name == *command), "{command}");
                    assert!(!keymap.key_of(command).is_empty(), "{command} in {map:?}");
                }
            }
        }
    }
}
