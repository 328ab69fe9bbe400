//! Which keys mean which commands: a built-in map, and what a person changed of it.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use toml::de::DeTable;

use crate::api::time::UnixMillis;
use crate::config::file::{KeySetting, read_keys};
use crate::config::problem::{Spot, meant};
use crate::config::settings::MapName;

use super::command::{Command, Place, all, is_programs};
use super::key::Key;
use super::sequence::Sequence;

/// The keys of Vim's map that differ from the table's.
const VIM: &str = include_str!("keymaps/vim.toml");
/// The keys of Emacs' map that differ from the table's.
const EMACS: &str = include_str!("keymaps/emacs.toml");

/// So many ms after the first of several keys it is shown what may follow.
pub const PATIENCE_MS: i64 = 400;

/// Keys that mean a command in a place.
#[derive(Debug)]
struct Binding {
    keys: Sequence,
    place: Place,
    command: &'static Command,
    /// Where a person set it.
    spot: Option<Spot>,
}

/// A command with keys, and where a person set them.
type Given = (&'static Command, Vec<(Sequence, Option<Spot>)>);

/// Which keys mean which commands.
#[derive(Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    /// Every command's keys, in the order of the table.
    keys: Vec<(&'static Command, Vec<Sequence>)>,
}

/// What keys mean.
#[derive(Debug, Clone, Copy)]
pub enum Found {
    /// This command.
    Command(&'static Command),
    /// A command, once others follow.
    More,
    /// Nothing.
    Nothing,
}

/// The first of several keys, waiting for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// What was typed.
    pub keys: Vec<Key>,
    /// Where.
    pub place: Place,
    /// When the first was.
    pub since: UnixMillis,
}

impl Started {
    /// When it is shown what may follow.
    #[must_use]
    pub fn shown_at(&self) -> UnixMillis {
        self.since.plus(PATIENCE_MS)
    }
}

/// What is wrong with a person's keys: where, and a sentence with the cure.
pub type Wrong = (Spot, String);

impl Keymap {
    /// The map `web`: the table's own keys.
    #[must_use]
    pub fn web() -> Arc<Self> {
        static WEB: LazyLock<Arc<Keymap>> =
            LazyLock::new(|| Arc::new(Keymap::of(MapName::Web, &[]).0));
        Arc::clone(&WEB)
    }

    /// A built-in map with a person's own keys in place of its. What is wrong with those
    /// is told, and counts as if it were not there.
    #[must_use]
    pub fn of(map: MapName, own: &[KeySetting]) -> (Self, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let mut given: Vec<Given> = all()
            .map(|command| {
                let keys = command.keys.iter().map(|keys| {
                    let keys = keys.parse().expect("the table's keys are tested");
                    (keys, None)
                });
                (command, keys.collect())
            })
            .collect();
        for setting in built_in(map) {
            let slot = given.iter_mut().find(|(c, _)| c.name == setting.command);
            let (_, keys) = slot.expect("the maps are tested");
            let parsed = |(keys, _): &(String, Spot)| {
                let keys = keys.parse().expect("the maps are tested");
                (keys, None)
            };
            *keys = setting.keys.iter().map(parsed).collect();
        }
        let usual = given.clone();
        for setting in own {
            take_own(setting, &mut given, &mut wrong);
        }
        (Self::bound(given, &usual, &mut wrong), wrong)
    }

    /// Binds what does not clash: first what nobody set, then a person's keys one by one;
    /// where none of a command's stays, the usual ones that nothing else has now.
    fn bound(mut given: Vec<Given>, usual: &[Given], wrong: &mut Vec<Wrong>) -> Self {
        let mut map = Self {
            bindings: Vec::new(),
            keys: Vec::new(),
        };
        let mut own = Vec::new();
        for (command, keys) in &given {
            for (sequence, spot) in keys {
                match spot {
                    None => map.bind(command, sequence, None),
                    Some(spot) => own.push((*spot, *command, sequence)),
                }
            }
        }
        own.sort_by_key(|(spot, _, _)| *spot);
        let mut refused = Vec::new();
        for (spot, command, sequence) in own {
            match map.refusal(command, sequence) {
                None => map.bind(command, sequence, Some(spot)),
                Some(sentence) => {
                    wrong.push((spot, sentence));
                    refused.push(spot);
                }
            }
        }
        wrong.sort_by_key(|(spot, _)| *spot);
        for ((command, keys), (_, usual)) in given.iter_mut().zip(usual) {
            let wanted = !keys.is_empty();
            keys.retain(|(_, spot)| spot.is_none_or(|spot| !refused.contains(&spot)));
            if wanted && keys.is_empty() {
                for (sequence, _) in usual {
                    if map.refusal(command, sequence).is_none() {
                        map.bind(command, sequence, None);
                        keys.push((sequence.clone(), None));
                    }
                }
            }
        }
        let keys = given.into_iter().map(|(command, keys)| {
            let keys = keys.into_iter().map(|(sequence, _)| sequence);
            (command, keys.collect())
        });
        map.keys = keys.collect();
        map
    }

    fn bind(&mut self, command: &'static Command, keys: &Sequence, spot: Option<Spot>) {
        for place in command.places {
            self.bindings.push(Binding {
                keys: keys.clone(),
                place: *place,
                command,
                spot,
            });
        }
    }

    /// Why a command cannot have these keys.
    fn refusal(&self, command: &Command, keys: &Sequence) -> Option<String> {
        let typing = command.places.iter().find(|place| place.types());
        // What the table itself gives it is meant so.
        let tables = command.keys.contains(&&*keys.to_string());
        let types = keys.first().typed().is_some() && !tables;
        if let (Some(place), true) = (typing, types) {
            return Some(format!(
                "`{}` types a character where `{}` counts ({}); give it a key with Ctrl or Alt",
                keys.first(),
                command.name,
                place.title()
            ));
        }
        let other = self.bindings.iter().find(|binding| {
            binding.command.name != command.name
                && binding.keys.clashes(keys)
                && command
                    .places
                    .iter()
                    .any(|place| meet(*place, binding.place))
        })?;
        let held = &other.keys;
        let name = other.command.name;
        let how = match keys.keys().len().cmp(&held.keys().len()) {
            std::cmp::Ordering::Equal => format!("`{keys}` is the key of `{name}` already"),
            std::cmp::Ordering::Less => format!("`{keys}` begins `{held}`, the keys of `{name}`"),
            std::cmp::Ordering::Greater => {
                format!("`{keys}` begins with `{held}`, the key of `{name}`")
            }
        };
        let cure = match other.spot {
            Some(spot) => format!(
                "give one of the two another (that one is in line {})",
                spot.line
            ),
            None => format!(
                "give `{}` another, or that one (`{name} = []` for none)",
                command.name
            ),
        };
        Some(format!("{how}; {cure}"))
    }

    /// What keys mean in a place: the place's own meaning first, then, except while
    /// typing or answering, what they mean everywhere.
    #[must_use]
    pub fn resolve(&self, typed: &[Key], place: Place) -> Found {
        let Some(first) = typed.first() else {
            return Found::Nothing;
        };
        let exact = |at: Place| {
            self.bindings
                .iter()
                .find(|b| b.place == at && b.keys.keys() == typed)
                .map(|b| b.command)
        };
        for at in own_places(place) {
            if let Some(command) = exact(at) {
                return Found::Command(command);
            }
            // What the place has of its own goes before.
            if self.own_following(typed, at).next().is_some() {
                return Found::More;
            }
        }
        let everywhere = exact(Place::Anywhere).filter(|c| falls_through(*first, place, c));
        match everywhere {
            Some(command) => Found::Command(command),
            None if self.following(typed, place).next().is_some() => Found::More,
            None => Found::Nothing,
        }
    }

    fn own_following(&self, typed: &[Key], place: Place) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |b| b.place == place && b.keys.goes_on(typed))
    }

    fn following(&self, typed: &[Key], place: Place) -> impl Iterator<Item = &Binding> {
        let everywhere = self
            .own_following(typed, Place::Anywhere)
            .filter(move |b| falls_through(b.keys.first(), place, b.command));
        own_places(place)
            .flat_map(move |at| self.own_following(typed, at))
            .chain(everywhere)
    }

    /// What may follow keys in a place: the keys that are still to be typed, and the
    /// command that they then mean.
    #[must_use]
    pub fn what_follows(&self, typed: &[Key], place: Place) -> Vec<(String, &'static Command)> {
        self.following(typed, place)
            .map(|b| {
                let rest = &b.keys.keys()[typed.len()..];
                (super::sequence::shown(rest), b.command)
            })
            .collect()
    }

    /// The keys of a command, the first one being the one that is told.
    #[must_use]
    pub fn keys(&self, command: &Command) -> &[Sequence] {
        self.keys_of(command.name)
    }

    /// The keys of the command of this name.
    #[must_use]
    pub fn keys_of(&self, name: &str) -> &[Sequence] {
        let found = self.keys.iter().find(|(command, _)| command.name == name);
        found.map(|(_, keys)| &**keys).unwrap_or_default()
    }

    /// The first key of a command, to be named in a sentence; the command's name where it
    /// has none.
    #[must_use]
    pub fn key_of(&self, name: &str) -> String {
        match self.keys_of(name).first() {
            Some(keys) => keys.to_string(),
            None => name.to_owned(),
        }
    }
}

/// The differences of a built-in map from the table's keys.
fn built_in(map: MapName) -> Vec<KeySetting> {
    let text = match map {
        MapName::Web => return Vec::new(),
        MapName::Vim => VIM,
        MapName::Emacs => EMACS,
    };
    let table = DeTable::parse(text).expect("the maps are tested");
    read_keys(text, table.get_ref(), |spot, sentence| {
        unreachable!("the maps are tested: {spot:?} {sentence}")
    })
}

/// Takes the keys that a person gave to a command, or tells why not.
fn take_own(setting: &KeySetting, given: &mut [Given], wrong: &mut Vec<Wrong>) {
    let name = &*setting.command;
    let Some((command, keys)) = given.iter_mut().find(|(c, _)| c.name == name) else {
        let end = match meant(name, all().map(|command| command.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`lazuli keys` lists them".to_owned(),
        };
        wrong.push((setting.spot, format!("`{name}` is no command; {end}")));
        return;
    };
    if setting.keys.is_empty() && command.name == QUIT {
        let sentence = format!("`{QUIT}` cannot be without a key: nothing else ends the program");
        wrong.push((setting.spot, sentence));
        return;
    }
    let mut own: Vec<(Sequence, Option<Spot>)> = Vec::new();
    for (text, spot) in &setting.keys {
        match text.parse::<Sequence>() {
            Ok(sequence) if own.iter().any(|(held, _)| *held == sequence) => {}
            Ok(sequence) => own.push((sequence, Some(*spot))),
            Err(error) => wrong.push((*spot, error.to_string())),
        }
    }
    // Keys of which none is understood change nothing.
    if setting.keys.is_empty() || !own.is_empty() {
        *keys = own;
    }
}

/// The command that ends the program.
const QUIT: &str = "quit";

/// Whether keys of the one place can be taken for keys of the other. Popups have their
/// own uses for keys that count everywhere; panes share them.
fn meet(one: Place, other: Place) -> bool {
    let share = |one, other| one == Place::Anywhere && is_pane(other);
    one == other || share(one, other) || share(other, one)
}

/// Whether a place is a pane, which shares what counts everywhere.
pub(super) fn is_pane(place: Place) -> bool {
    matches!(
        place,
        Place::Messages
            | Place::Inbox
            | Place::Recent
            | Place::Files
            | Place::AllChannels
            | Place::AllPeople
            | Place::Groups
            | Place::Channels
            | Place::Topics
            | Place::People
    )
}

/// The places whose own keys count in a place, the first before the others.
fn own_places(place: Place) -> impl Iterator<Item = Place> {
    // One's own message among messages: their keys move on from it.
    let below = (place == Place::Outgoing).then_some(Place::Messages);
    std::iter::once(place).chain(below)
}

/// Whether what counts everywhere counts in a place that has no use of its own for it.
fn falls_through(first: Key, place: Place, command: &Command) -> bool {
    match place {
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
        | Place::People => true,
        Place::Filter | Place::Question | Place::Hints | Place::Copy => first.typed().is_none(),
        // What is only read is left as the panes are.
        Place::Sheet | Place::Viewer => first.typed().is_none() || is_programs(command),
        // A line and a popup with keys of their own: the program's own keys alone.
        Place::Prompt
        | Place::Widget
        | Place::Help
        | Place::Shelf
        | Place::ChannelSheet
        | Place::Composer
        | Place::Recipient
        | Place::Emoji
        | Place::Form
        | Place::Login
        | Place::Search
        | Place::Find
        | Place::Jump
        | Place::Accounts
        | Place::Tour
        | Place::Choices
        | Place::AfterCtrlX => first.typed().is_none() && is_programs(command),
        Place::Anywhere | Place::Completing => false,
    }
}

/// A person's keys and what is wrong with them, as problems of a file.
#[must_use]
pub fn problems(path: &Path, wrong: Vec<Wrong>) -> Vec<crate::config::problem::Problem> {
    let problem =
        |(spot, sentence)| crate::config::problem::Problem::new(path, Some(spot), sentence);
    wrong.into_iter().map(problem).collect()
}
