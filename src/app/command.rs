//! The one table of commands: the keymaps, the footer, the help screen, the settings of
//! keys and `docs/keys.md` are all made from it.

use super::commands;
use super::state::Turn;

/// Where a command's keys count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In every pane, unless the pane has its own use for the key.
    Anywhere,
    /// Where messages have the focus.
    Messages,
    /// In the inbox.
    Inbox,
    /// Among recent conversations.
    Recent,
    /// Among one's files.
    Files,
    /// Among all channels.
    AllChannels,
    /// On the page of settings.
    Settings,
    /// On the page of people.
    AllPeople,
    /// On the page of groups.
    Groups,
    /// On a message of one's own that the server does not have.
    Outgoing,
    /// In the list of channels.
    Channels,
    /// In the list of topics.
    Topics,
    /// In the list of people.
    People,
    /// While a filter is being typed.
    Filter,
    /// In the list of keys.
    Help,
    /// In details, a history, a source, a table.
    Sheet,
    /// Where a channel is shown.
    ChannelSheet,
    /// Where a question waits for its answer.
    Question,
    /// While letters stand over what can be opened.
    Hints,
    /// Where it is chosen what to copy.
    Copy,
    /// In the popup of a poll or to-do list.
    Widget,
    /// Where one line of text is typed.
    Prompt,
    /// In the lists of drafts, scheduled messages, snippets, reminders.
    Shelf,
    /// Where a picture or file has the whole screen.
    Viewer,
    /// Where a message is written.
    Composer,
    /// In the fields above it: channel, topic, people.
    Recipient,
    /// After `Ctrl+X` in the composer.
    AfterCtrlX,
    /// In the popup of completion, over the composer: other keys go on to it.
    Completing,
    /// Where an emoji is chosen.
    Emoji,
    /// Where a form is filled in.
    Form,
    /// Where one signs in.
    Login,
    /// In the search box.
    Search,
    /// While words are found in what is loaded.
    Find,
    /// In the box that leads everywhere.
    Jump,
    /// In the list of accounts.
    Accounts,
    /// In the tour.
    Tour,
    /// In the list of what a setting can be.
    Choices,
}

impl Place {
    /// What the help screen calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Everywhere",
            Self::Messages => "Messages",
            Self::Inbox => "In the inbox",
            Self::Recent => "Among recent conversations",
            Self::Files => "Among your files",
            Self::AllChannels => "Among all channels",
            Self::Settings => "In the settings",
            Self::AllPeople => "On the page of people",
            Self::Groups => "On the page of groups",
            Self::Outgoing => "On a message that is not sent",
            Self::Channels => "Channels",
            Self::Topics => "Topics",
            Self::People => "People",
            Self::Filter => "While filtering",
            Self::Help => "In this list of keys",
            Self::Sheet => "In details, history, source, table",
            Self::ChannelSheet => "Looking at a channel",
            Self::Question => "Answering a question",
            Self::Hints => "While choosing a link",
            Self::Copy => "Choosing what to copy",
            Self::Widget => "In a poll or to-do list",
            Self::Prompt => "Typing a line",
            Self::Shelf => "In drafts, scheduled, snippets, reminders",
            Self::Viewer => "Looking at pictures and files",
            Self::Composer => "Writing",
            Self::Recipient => "Choosing whom to write to",
            Self::AfterCtrlX => "Writing, after Ctrl+X",
            Self::Completing => "While names are proposed",
            Self::Emoji => "Choosing an emoji",
            Self::Form => "Filling in a form",
            Self::Login => "Signing in",
            Self::Search => "Typing a search",
            Self::Find => "Finding in what is loaded",
            Self::Jump => "Jumping and commands by name",
            Self::Accounts => "In the list of accounts",
            Self::Tour => "In the tour",
            Self::Choices => "Choosing what a setting is",
        }
    }

    /// Whether keys that type a character type it here, so that no command can have them.
    #[must_use]
    pub fn types(self) -> bool {
        match self {
            Self::Filter
            | Self::Hints
            | Self::Prompt
            | Self::Help
            | Self::Composer
            | Self::Recipient
            | Self::Completing
            | Self::Emoji
            | Self::Form
            | Self::Login
            | Self::Search
            | Self::Find
            | Self::Jump => true,
            Self::Anywhere
            | Self::Messages
            | Self::Inbox
            | Self::Recent
            | Self::Files
            | Self::AllChannels
            | Self::Settings
            | Self::AllPeople
            | Self::Groups
            | Self::Outgoing
            | Self::Channels
            | Self::Topics
            | Self::People
            | Self::Sheet
            | Self::ChannelSheet
            | Self::Question
            | Self::Copy
            | Self::Widget
            | Self::Shelf
            | Self::AfterCtrlX
            | Self::Accounts
            | Self::Tour
            | Self::Choices
            | Self::Viewer => false,
        }
    }

    /// All of them, in the order of the help screen.
    pub const ALL: [Self; 37] = [
        Self::Anywhere,
        Self::Messages,
        Self::Inbox,
        Self::Recent,
        Self::Files,
        Self::AllChannels,
        Self::Settings,
        Self::AllPeople,
        Self::Groups,
        Self::Outgoing,
        Self::Channels,
        Self::Topics,
        Self::People,
        Self::Filter,
        Self::Help,
        Self::Sheet,
        Self::ChannelSheet,
        Self::Question,
        Self::Hints,
        Self::Copy,
        Self::Widget,
        Self::Prompt,
        Self::Shelf,
        Self::Viewer,
        Self::Composer,
        Self::Recipient,
        Self::AfterCtrlX,
        Self::Completing,
        Self::Emoji,
        Self::Form,
        Self::Login,
        Self::Search,
        Self::Find,
        Self::Jump,
        Self::Accounts,
        Self::Tour,
        Self::Choices,
    ];
}

/// Why commands make no sense at times, where there is more to say than that.
const WHY_NOT: &[(&[&str], &str)] = &[
    (
        &["remind-me"],
        "No message is selected, or this server has no reminders (Zulip 11 has).",
    ),
    (&["open"], "There is nothing to open here. Esc goes back."),
    (
        &["undo-mark"],
        "Nothing was marked by hand that could be taken back.",
    ),
    (&["last"], "This is the newest message."),
    (
        &[
            "reply-to-sender",
            "reply-with-mention",
            "quote",
            "forward-message",
        ],
        "No message is selected.",
    ),
    (
        &["next-unread-topic"],
        "There is no other topic with unread messages.",
    ),
    (
        &["next-unread-dm"],
        "There are no other unread direct messages.",
    ),
    (
        &["next-unread-followed"],
        "There is no other followed topic with unread messages.",
    ),
    (
        &["back"],
        "This is the first view; there is none before it.",
    ),
    (
        &["forward"],
        "This is the latest view; there is none after it.",
    ),
    (&["to-channel"], "This is that view already."),
    (
        &["to-conversation"],
        "No message is selected that is in another conversation.",
    ),
    (
        &[
            "mark-conversation-read",
            "mark-channel-read",
            "mark-all-read",
        ],
        "Nothing is unread here.",
    ),
    (
        &["open-closed"],
        "This message has no spoiler, poll or list.",
    ),
    (&["choose"], "This message has no poll, list or choices."),
    (&["view-media"], "This message has no pictures or files."),
    (
        &["history"],
        "This message was never edited or moved, as far as one may know.",
    ),
    (
        &["pipe"],
        "No command is set for it: `pipe` under `[commands]` in config.toml.",
    ),
    (
        &["account", "next-account", "previous-account", "accounts"],
        "There is one account; `lazuli -c FILE -c FILE` runs several.",
    ),
    (&["widget-edit"], "Only its author may change that."),
    (
        &["next-channel", "previous-channel"],
        "There is no other channel that you are subscribed to.",
    ),
    (&["first-unread"], "Nothing is unread in this view."),
];

/// Something a person can do.
pub struct Command {
    /// The name that configuration and palette use, in kebab case.
    pub name: &'static str,
    /// One sentence for the help screen.
    pub sentence: &'static str,
    /// Two words at most, for the footer.
    pub short: &'static str,
    /// The keys it has in the map `web`, as [`Sequence`](super::sequence::Sequence) spells
    /// them. What it has now the [`Keymap`](super::keymap::Keymap) knows.
    pub(super) keys: &'static [&'static str],
    /// Where these keys count.
    pub places: &'static [Place],
    /// How early the footer names it where it applies; 0 for never.
    pub footer: u8,
    /// Whether it makes sense right now.
    pub available: fn(&super::state::App) -> bool,
    /// What it does.
    pub run: fn(&mut Turn<'_>),
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Command {
    /// How the documents of settings tell of it.
    #[must_use]
    pub fn bindable(&self) -> crate::config::documents::Bindable {
        crate::config::documents::Bindable {
            command: self.name,
            sentence: self.sentence,
            keys: self.keys,
        }
    }

    /// What the reader is told who wanted it where it makes no sense.
    #[must_use]
    pub fn why_not(&self) -> String {
        let told = WHY_NOT.iter().find(|(names, _)| names.contains(&self.name));
        told.map_or_else(
            || format!("Not here. {}", self.sentence),
            |(_, why)| (*why).to_owned(),
        )
    }
}

/// Available at any time.
pub fn always(_: &super::state::App) -> bool {
    true
}

/// Every command, family by family.
pub fn all() -> impl Iterator<Item = &'static Command> {
    [
        commands::moving::COMMANDS,
        commands::views::COMMANDS,
        commands::search::COMMANDS,
        commands::listing::COMMANDS,
        commands::members::COMMANDS,
        commands::groups::COMMANDS,
        commands::inbox::COMMANDS,
        commands::channels::COMMANDS,
        commands::marks::COMMANDS,
        commands::acts::COMMANDS,
        commands::content::COMMANDS,
        commands::media::COMMANDS,
        commands::outgoing::COMMANDS,
        commands::panes::COMMANDS,
        commands::program::COMMANDS,
        commands::widgets::COMMANDS,
        commands::prompt::COMMANDS,
        commands::shelf::COMMANDS,
        commands::opening::COMMANDS,
        commands::composer::COMMANDS,
        commands::text::COMMANDS,
        commands::complete::COMMANDS,
        commands::login::COMMANDS,
        commands::jump::COMMANDS,
        commands::accounts::COMMANDS,
        commands::settings::COMMANDS,
        commands::tour::COMMANDS,
    ]
    .into_iter()
    .flatten()
}

/// Whether a command concerns the program itself.
pub(super) fn is_programs(command: &Command) -> bool {
    commands::program::COMMANDS
        .iter()
        .any(|c| c.name == command.name)
}

/// The commands that the footer names in a place, the most useful first.
#[must_use]
pub fn footer(app: &super::state::App, place: Place) -> Vec<&'static Command> {
    if place == Place::Messages && !app.marked().is_empty() {
        // What can be done with all that is marked, and nothing else.
        let here = |name: &&str| all().find(|command| command.name == *name);
        let with_marks = ["unmark", "move", "star", "delete", "mark-stretch", "help"];
        let with_marks = with_marks.iter().filter_map(here);
        return with_marks.filter(|c| (c.available)(app)).collect();
    }
    let mut commands: Vec<_> = all()
        .filter(|c| c.footer > 0 && (c.available)(app) && app.is_named(c))
        .filter(|c| !app.keymap.keys(c).is_empty())
        .filter(|c| {
            c.places.contains(&place)
                || (c.places.contains(&Place::Anywhere)
                    && matches!(
                        place,
                        Place::Messages
                            | Place::Inbox
                            | Place::Recent
                            | Place::Files
                            | Place::AllChannels
                            | Place::Settings
                            | Place::AllPeople
                            | Place::Groups
                            | Place::Outgoing
                            | Place::Channels
                            | Place::Topics
                            | Place::People
                    ))
        })
        .collect();
    commands.sort_by_key(|c| c.footer);
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_kebab_case_and_unique_and_sentences_are_sentences() {
        let mut seen = HashSet::new();
        for command in all() {
            assert!(seen.insert(command.name), "{} twice", command.name);
            assert!(
                command
                    .name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                command.name
            );
            assert!(command.sentence.ends_with('.'), "{}", command.name);
            assert!(command.short.split(' ').count() <= 2, "{}", command.name);
            assert!(!command.places.is_empty());
            let by_name = super::super::palette::offered().any(|c| c.name == command.name);
            assert!(!command.keys.is_empty() || by_name, "{}", command.name);
        }
    }

    #[test]
    fn what_is_said_of_commands_is_said_of_some() {
        for name in WHY_NOT.iter().flat_map(|(names, _)| *names) {
            assert!(all().any(|command| command.name == *name), "{name}");
        }
    }
}
