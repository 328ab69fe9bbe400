//! The keys of Zulip's web app, and what became of each: the table of `docs/web-keys.md`.
//!
//! Source: <https://zulip.com/help/keyboard-shortcuts>.

use super::command::all;
use super::keymap::Keymap;
use crate::config::settings::MapName;

/// What became of a key of the web app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The same key runs this command.
    Kept(&'static str),
    /// The same key, or one of these, runs this command, but something is different.
    Differs(&'static str, &'static str),
    /// There is no such command; why.
    Left(&'static str),
}

/// A key of the web app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebKey {
    /// As this program writes keys.
    pub keys: &'static [&'static str],
    /// What it does there.
    pub does: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// The keys of the web app, in the order of its own table.
pub const WEB_KEYS: &[WebKey] = &[
    WebKey {
        keys: &["r"],
        does: "Reply to the message",
        fate: Fate::Kept("reply"),
    },
    WebKey {
        keys: &["Enter"],
        does: "Reply to the message",
        fate: Fate::Differs(
            "open-or-reply",
            "Outside the conversation it opens this first, so that one sees what one answers.",
        ),
    },
    WebKey {
        keys: &["c"],
        does: "New channel message",
        fate: Fate::Kept("new-channel-message"),
    },
    WebKey {
        keys: &["x"],
        does: "New direct message",
        fate: Fate::Kept("new-direct-message"),
    },
    WebKey {
        keys: &[">"],
        does: "Quote the message",
        fate: Fate::Kept("quote"),
    },
    WebKey {
        keys: &["<"],
        does: "Forward the message",
        fate: Fate::Kept("forward-message"),
    },
    WebKey {
        keys: &["R"],
        does: "Reply to the sender directly",
        fate: Fate::Kept("reply-to-sender"),
    },
    WebKey {
        keys: &["@"],
        does: "Reply, mentioning the sender",
        fate: Fate::Kept("reply-with-mention"),
    },
    WebKey {
        keys: &["Ctrl+Enter"],
        does: "Send the message",
        fate: Fate::Differs(
            "compose-send",
            "Only terminals with the kitty keyboard protocol tell it from Enter; Ctrl+D and Alt+Enter do the other of sending and a new line everywhere.",
        ),
    },
    WebKey {
        keys: &["Shift+Enter"],
        does: "New line",
        fate: Fate::Differs(
            "compose-line",
            "Only terminals with the kitty keyboard protocol tell it from Enter; Alt+Enter does the other of the two everywhere.",
        ),
    },
    WebKey {
        keys: &["Ctrl+B"],
        does: "Bold",
        fate: Fate::Kept("format-bold"),
    },
    WebKey {
        keys: &["Ctrl+I"],
        does: "Italic",
        fate: Fate::Differs(
            "format-italic",
            "In most terminals Ctrl+I is Tab; Alt+i does it everywhere.",
        ),
    },
    WebKey {
        keys: &["Ctrl+Shift+L"],
        does: "Link",
        fate: Fate::Differs(
            "format-link",
            "Terminals without the kitty keyboard protocol tell no Shift beside Ctrl; Alt+l does it everywhere.",
        ),
    },
    WebKey {
        keys: &["Alt+p"],
        does: "Preview",
        fate: Fate::Kept("compose-preview"),
    },
    WebKey {
        keys: &["Esc"],
        does: "Close the composer; the text is a draft",
        fate: Fate::Kept("compose-close"),
    },
    WebKey {
        keys: &["d"],
        does: "Drafts",
        fate: Fate::Kept("drafts"),
    },
    WebKey {
        keys: &["Left"],
        does: "Edit one’s last message",
        fate: Fate::Differs(
            "compose-left",
            "In an empty composer; elsewhere Left goes to the pane on the left.",
        ),
    },
    WebKey {
        keys: &["Ctrl+."],
        does: "Go to the conversation one writes to",
        fate: Fate::Differs(
            "compose-show",
            "Only terminals with the kitty keyboard protocol tell it from the dot; Alt+. does it everywhere.",
        ),
    },
    WebKey {
        keys: &["/"],
        does: "Search",
        fate: Fate::Kept("search"),
    },
    WebKey {
        keys: &["Ctrl+K"],
        does: "Search",
        fate: Fate::Differs(
            "jump",
            "Here it leads everywhere by a few letters, searching too; / searches as on the web.",
        ),
    },
    WebKey {
        keys: &["q"],
        does: "Filter channels",
        fate: Fate::Kept("filter"),
    },
    WebKey {
        keys: &["w"],
        does: "Filter people",
        fate: Fate::Kept("filter-people"),
    },
    WebKey {
        keys: &["j", "Down"],
        does: "Next message",
        fate: Fate::Differs(
            "down",
            "Through a message that is taller than the screen it goes line by line.",
        ),
    },
    WebKey {
        keys: &["k", "Up"],
        does: "Message before",
        fate: Fate::Differs(
            "up",
            "Through a message that is taller than the screen it goes line by line.",
        ),
    },
    WebKey {
        keys: &["J", "PgDn", "Space"],
        does: "Scroll down",
        fate: Fate::Kept("page-down"),
    },
    WebKey {
        keys: &["K", "PgUp"],
        does: "Scroll up",
        fate: Fate::Kept("page-up"),
    },
    WebKey {
        keys: &["Home"],
        does: "First message",
        fate: Fate::Kept("first"),
    },
    WebKey {
        keys: &["End", "G"],
        does: "Last message",
        fate: Fate::Kept("last"),
    },
    WebKey {
        keys: &["n"],
        does: "Next unread topic",
        fate: Fate::Kept("next-unread-topic"),
    },
    WebKey {
        keys: &["N"],
        does: "Next unread followed topic",
        fate: Fate::Kept("next-unread-followed"),
    },
    WebKey {
        keys: &["p"],
        does: "Next unread direct message",
        fate: Fate::Kept("next-unread-dm"),
    },
    WebKey {
        keys: &["Alt+Left"],
        does: "Back through the views",
        fate: Fate::Kept("back"),
    },
    WebKey {
        keys: &["Alt+Right"],
        does: "Forward through the views",
        fate: Fate::Kept("forward"),
    },
    WebKey {
        keys: &["A"],
        does: "Channel before",
        fate: Fate::Kept("previous-channel"),
    },
    WebKey {
        keys: &["D"],
        does: "Next channel",
        fate: Fate::Kept("next-channel"),
    },
    WebKey {
        keys: &["s"],
        does: "From the topic to its channel",
        fate: Fate::Kept("to-channel"),
    },
    WebKey {
        keys: &["S"],
        does: "To the topic",
        fate: Fate::Kept("to-conversation"),
    },
    WebKey {
        keys: &["z"],
        does: "The message in its conversation",
        fate: Fate::Differs("to-conversation", "Again, it goes back to where one was."),
    },
    WebKey {
        keys: &["I"],
        does: "Inbox",
        fate: Fate::Kept("inbox"),
    },
    WebKey {
        keys: &["t"],
        does: "Recent conversations",
        fate: Fate::Kept("recent"),
    },
    WebKey {
        keys: &["a"],
        does: "Combined feed",
        fate: Fate::Kept("combined-feed"),
    },
    WebKey {
        keys: &["P"],
        does: "Direct messages",
        fate: Fate::Kept("direct-messages"),
    },
    WebKey {
        keys: &["*"],
        does: "Starred messages",
        fate: Fate::Kept("starred"),
    },
    WebKey {
        keys: &["u"],
        does: "Card of the sender",
        fate: Fate::Kept("card"),
    },
    WebKey {
        keys: &["i"],
        does: "Menu of the message",
        fate: Fate::Differs(
            "details",
            "It shows everything about the message; what can be done with it stands in the footer, behind ? and behind :.",
        ),
    },
    WebKey {
        keys: &["V"],
        does: "Read receipts",
        fate: Fate::Differs("details", "Who read it stands among the details."),
    },
    WebKey {
        keys: &["e"],
        does: "Edit the message, or see its source",
        fate: Fate::Differs(
            "edit-message",
            "For one’s own messages; E shows the source of any.",
        ),
    },
    WebKey {
        keys: &["H"],
        does: "Edit history",
        fate: Fate::Kept("history"),
    },
    WebKey {
        keys: &["m"],
        does: "Move messages or the topic",
        fate: Fate::Kept("move"),
    },
    WebKey {
        keys: &["M"],
        does: "Mute the topic, or not",
        fate: Fate::Kept("mute-topic"),
    },
    WebKey {
        keys: &["v"],
        does: "Pictures",
        fate: Fate::Kept("view-media"),
    },
    WebKey {
        keys: &["-"],
        does: "Collapse or show the message",
        fate: Fate::Kept("fold-message"),
    },
    WebKey {
        keys: &["Ctrl+S"],
        does: "Star the message",
        fate: Fate::Differs(
            "star",
            "b does it too, where the terminal keeps Ctrl+S for itself.",
        ),
    },
    WebKey {
        keys: &["+"],
        does: "React with 👍",
        fate: Fate::Kept("thumbs-up"),
    },
    WebKey {
        keys: &["="],
        does: "Join the first reaction, or leave it",
        fate: Fate::Kept("toggle-reaction"),
    },
    WebKey {
        keys: &[":"],
        does: "React with an emoji",
        fate: Fate::Differs(
            "palette",
            "It runs any command by its name, and an emoji’s name reacts as on the web; ) opens the popup with all of them.",
        ),
    },
    WebKey {
        keys: &["U"],
        does: "Mark as unread from here",
        fate: Fate::Kept("mark-unread-from-here"),
    },
    WebKey {
        keys: &["L"],
        does: "Copy the link to the message",
        fate: Fate::Kept("copy-message-link"),
    },
    WebKey {
        keys: &["?"],
        does: "The keys",
        fate: Fate::Kept("help"),
    },
    WebKey {
        keys: &["g"],
        does: "Menu of the program",
        fate: Fate::Left("There is none: , opens the settings, every command is behind : and ?."),
    },
];

/// The table in Markdown.
#[must_use]
pub fn document() -> String {
    let (keymap, _) = Keymap::of(MapName::Web, &[]);
    let mut text = "# The web app's keys\n\nWhat became of each key of Zulip's web app, in the map `web`, which is the default.\n\n\
         Made from the command table by `lazuli keys --web`; a test keeps it equal.\n\n\
         | key on the web | what it does there | here | |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for key in WEB_KEYS {
        let keys = key.keys.iter().map(|key| format!("`{key}`"));
        let keys = keys.collect::<Vec<_>>().join(" ");
        let own = |name: &str| {
            let own = keymap.keys_of(name).iter();
            let own = own.map(|key| format!("`{key}`").replace('|', "\\|"));
            format!("{} {name}", own.collect::<Vec<_>>().join(" "))
        };
        let (here, why) = match key.fate {
            Fate::Kept(name) => ("the same".to_owned(), own(name)),
            Fate::Differs(name, why) => ("differs".to_owned(), format!("{}. {why}", own(name))),
            Fate::Left(why) => ("–".to_owned(), why.to_owned()),
        };
        text.push_str(&format!("| {keys} | {} | {here} | {why} |\n", key.does));
    }
    let known: Vec<_> = WEB_KEYS.iter().filter_map(WebKey::command).collect();
    let more = all().filter(|c| !c.keys.is_empty() && !known.contains(&c.name));
    text.push_str(&format!(
        "\n{} more commands have keys that the web app has none for; see [keys.md](keys.md).\n",
        more.count()
    ));
    text
}

impl WebKey {
    /// The command that stands for it, if there is one.
    #[must_use]
    pub fn command(&self) -> Option<&'static str> {
        match self.fate {
            Fate::Kept(name) | Fate::Differs(name, _) => Some(name),
            Fate::Left(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_web_runs_the_command_that_is_named() {
        let (keymap, _) = Keymap::of(MapName::Web, &[]);
        for key in WEB_KEYS {
            let Some(name) = key.command() else {
                // What is said to be free is.
                let taken = |c: &&super::super::command::Command| {
                    let own = keymap.keys_of(c.name).iter();
                    own.map(ToString::to_string)
                        .any(|own| key.keys.contains(&own.as_str()))
                };
                assert_eq!(all().find(taken).map(|c| c.name), None, "{:?}", key.keys);
                continue;
            };
            assert!(all().any(|c| c.name == name), "{name}");
            let own: Vec<_> = keymap
                .keys_of(name)
                .iter()
                .map(ToString::to_string)
                .collect();
            for wanted in key.keys {
                assert!(
                    own.iter().any(|own| own == wanted),
                    "{name} {wanted} {own:?}"
                );
            }
        }
    }
}
