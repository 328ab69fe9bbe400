//! The commands by name, with what they take: what the box offers after a `:`.
//!
//! [`TAKING`] says which commands take something and of which kind; [`argument`] proposes and
//! reads each kind; [`run`] runs them with it.

pub mod argument;
pub mod run;

use std::cmp::Reverse;

use super::command::{Command, Place, all};
use super::complete::{Needle, Quality};
use super::jump::Target;
use super::keymap::is_pane;
use super::state::App;

use argument::Argument;

/// So many rows are offered at most.
const MOST: usize = 60;
/// So many emoji to react with are offered at most.
const REACTIONS: usize = 12;

/// A command that takes something.
#[derive(Debug)]
pub struct Taking {
    /// Its name.
    pub command: &'static str,
    /// What it takes.
    pub argument: Argument,
    /// Whether it does nothing without.
    pub needed: bool,
}

const fn must(command: &'static str, argument: Argument) -> Taking {
    Taking {
        command,
        argument,
        needed: true,
    }
}

const fn may(command: &'static str, argument: Argument) -> Taking {
    Taking {
        command,
        argument,
        needed: false,
    }
}

/// Whether the keys of a command open the box at its name, since it is nothing without what
/// is typed for it there.
#[must_use]
pub fn is_asked_in_the_box(command: &str) -> bool {
    TAKING
        .iter()
        .any(|taking| taking.command == command && taking.needed)
}

/// The commands that take something.
pub const TAKING: &[Taking] = &[
    must("view", Argument::View),
    must("date", Argument::Day),
    must("goto", Argument::Message),
    must("theme", Argument::Theme),
    must("set", Argument::Setting),
    may("set-status", Argument::Status),
    may("react", Argument::Emoji),
    may("move", Argument::Topic),
    may("mute-topic", Argument::Topic),
    may("follow-topic", Argument::Topic),
    may("delete-topic", Argument::Topic),
    may("channel", Argument::Channel),
    may("channel-view", Argument::Channel),
    may("subscribe", Argument::Channel),
    may("unsubscribe", Argument::Channel),
    may("toggle-subscription", Argument::Channel),
    may("edit-channel", Argument::Channel),
    may("rename-channel", Argument::Channel),
    may("describe-channel", Argument::Channel),
    may("channel-privacy", Argument::Channel),
    may("channel-folder", Argument::Channel),
    may("archive-channel", Argument::Channel),
    may("add-people", Argument::Channel),
    may("mute-channel", Argument::Channel),
    may("pin-channel", Argument::Channel),
    may("channel-options", Argument::Channel),
    may("create-channel", Argument::Name),
    may("mute-person", Argument::Person),
    may("card", Argument::Person),
    may("messages-by", Argument::Person),
    may("write-to-person", Argument::Person),
];

/// Other names that people type.
const ALSO: &[(&str, &str)] = &[
    ("status", "set-status"),
    ("move-to", "move"),
    ("rename", "move"),
    ("q", "quit"),
    ("qa", "quit"),
    ("wq", "quit"),
    ("h", "help"),
    ("open", "view"),
    ("unmute-topic", "mute-topic"),
    ("unmute-channel", "mute-channel"),
    ("unpin-channel", "pin-channel"),
    ("unarchive-channel", "archive-channel"),
    ("leave", "unsubscribe"),
    ("join", "subscribe"),
    ("new-channel", "create-channel"),
    ("channel-notifications", "channel-options"),
    ("channel-color", "channel-options"),
    ("unmute-person", "mute-person"),
    ("dm", "write-to-person"),
    ("profile", "edit-profile"),
    ("mute", "mute-person"),
    ("new-group", "group-create"),
    ("colorscheme", "theme"),
];

/// Commands that only make sense with the key they have.
const BY_KEY_ALONE: &[&str] = &["choose", "jump", "palette", "open-or-reply"];

/// What a command takes, if it takes anything.
#[must_use]
pub fn taking(command: &str) -> Option<&'static Taking> {
    TAKING.iter().find(|taking| taking.command == command)
}

/// The commands that can be run by name: those of the panes.
pub fn offered() -> impl Iterator<Item = &'static Command> {
    let of_pane =
        |place: &Place| matches!(place, Place::Anywhere | Place::Outgoing) || is_pane(*place);
    all().filter(move |command| {
        command.places.iter().any(of_pane) && !BY_KEY_ALONE.contains(&command.name)
    })
}

/// The command that a name is another one for.
fn also(name: &str) -> Option<&'static str> {
    let found = ALSO.iter().find(|(also, _)| *also == name);
    found.map(|(_, command)| *command)
}

/// A command that takes something, and what is typed of that: `theme sol`. None before the
/// blank behind the name.
#[must_use]
pub fn split(typed: &str) -> Option<(&'static Taking, &str)> {
    let (name, argument) = typed.trim_start().split_once(char::is_whitespace)?;
    let taking = taking(name).or_else(|| taking(also(name)?))?;
    Some((taking, argument.trim_start()))
}

/// What there is to choose where this is typed, the best first.
#[must_use]
pub fn rows(app: &App, typed: &str) -> Vec<Target> {
    if let Some((taking, argument)) = split(typed) {
        let proposals = taking.argument.propose(app, argument).into_iter();
        let rows = proposals.take(MOST).map(|proposal| Target::With {
            command: taking.command,
            text: proposal.text,
            more: proposal.more,
        });
        return rows.collect();
    }
    let needle = Needle::new(typed.trim());
    let mut found: Vec<(Rank, Target)> = Vec::new();
    for (row, command) in (0..).zip(offered()) {
        if let Some(quality) = quality(&needle, command) {
            let used = app.jumping.commands.iter().rev();
            let used = used.take_while(|name| **name != command.name).count();
            // What makes no sense now comes last, unless it is typed out.
            let away =
                quality != likeness(Quality::Exact) && app.why_not_from_palette(command).is_some();
            let rank = (away, quality, used, usefulness(command), row);
            found.push((rank, Target::Command(command.name)));
        }
    }
    if !needle.is_empty() && app.selected_message().is_some() {
        let emoji = app.emoji().search(typed.trim(), REACTIONS);
        for (row, emoji) in (0..).zip(emoji) {
            let quality = needle.quality_of(emoji.name).unwrap_or(Quality::Fuzzy);
            let mut reference = emoji.emoji.reference.clone();
            emoji.name.clone_into(&mut reference.name);
            // Behind commands that are as like.
            let rank = (false, likeness(quality), usize::MAX, u16::MAX, row);
            found.push((rank, Target::React(reference)));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    let mut rows: Vec<Target> = found.into_iter().map(|(_, target)| target).collect();
    rows.truncate(MOST);
    rows
}

/// Whether it makes no sense now, how like it is, how many commands were run since it was, how
/// useful it is by its name, the place in the table.
type Rank = (bool, Reverse<u8>, usize, u16, usize);

/// What the footer names comes first; who moves the selection by a name comes last.
fn usefulness(command: &Command) -> u16 {
    let moves = super::commands::moving::COMMANDS;
    match command.footer {
        _ if moves.iter().any(|moving| moving.name == command.name) => 1000,
        0 => 100,
        footer => u16::from(footer),
    }
}

fn likeness(quality: Quality) -> Reverse<u8> {
    Reverse(match quality {
        Quality::Exact => 6,
        Quality::Prefix => 5,
        Quality::Word => 4,
        Quality::Inside => 3,
        Quality::Fuzzy => 1,
    })
}

/// How like a command is: its name, another name of it, words of its sentence.
fn quality(needle: &Needle, command: &Command) -> Option<Reverse<u8>> {
    if needle.is_empty() {
        return Some(Reverse(0));
    }
    let other = ALSO.iter().filter(|(_, name)| *name == command.name);
    let names = other.map(|(also, _)| *also).chain([command.name]);
    let by_name = names.filter_map(|name| needle.quality_of(name)).min();
    let by_words = || {
        let quality = needle.quality_of(command.sentence)?;
        (quality <= Quality::Word).then_some(Reverse(2))
    };
    by_name.map(likeness).or_else(by_words)
}

impl App {
    /// Why a command makes no sense when it is run by its name here, in a sentence.
    #[must_use]
    pub fn why_not_from_palette(&self, command: &Command) -> Option<String> {
        let here = self.place_without_layers();
        let counts = command.places.contains(&Place::Anywhere)
            || command.places.contains(&here)
            || (here == Place::Outgoing && command.places.contains(&Place::Messages))
            // These act on the open channel as well.
            || taking(command.name).is_some_and(|taking| {
                matches!(taking.argument, Argument::Channel | Argument::Name)
            });
        if !counts {
            let first = command.places.first().map_or("", |place| place.title());
            return Some(format!("Not here; it counts there: {first}."));
        }
        (!(command.available)(self)).then(|| self.why_not(command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_commands_is_said_of_some() {
        let names = TAKING.iter().map(|taking| taking.command);
        let names = names.chain(ALSO.iter().map(|(_, name)| *name));
        for name in names.chain(BY_KEY_ALONE.iter().copied()) {
            assert!(all().any(|command| command.name == name), "{name}");
        }
        for (also, _) in ALSO {
            assert!(
                *also == "open" || all().all(|command| command.name != *also),
                "{also}"
            );
        }
    }

    #[test]
    fn what_a_command_takes_begins_behind_a_blank() {
        assert!(split("theme").is_none());
        assert!(split("combined-feed x").is_none());
        let (taking, rest) = split(" theme  sol").unwrap();
        assert_eq!((taking.command, rest), ("theme", "sol"));
        let (taking, rest) = split("status ").unwrap();
        assert_eq!((taking.command, rest), ("set-status", ""));
    }
}
