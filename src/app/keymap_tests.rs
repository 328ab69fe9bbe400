//! What keys mean, in every map and with a person's own.

use clap::ValueEnum;
use std::path::Path;

use super::command::{Place, all};
use super::key::Key;
use super::keymap::{Found, Keymap, is_pane, problems};
use super::sequence::Sequence;
use crate::config::file::Config;
use crate::config::settings::MapName;

fn keys(text: &str) -> Vec<Key> {
    text.parse::<Sequence>().unwrap().keys().to_vec()
}

fn name(map: &Keymap, text: &str, place: Place) -> &'static str {
    match map.resolve(&keys(text), place) {
        Found::Command(command) => command.name,
        Found::More => "…",
        Found::Nothing => "",
    }
}

/// A map with the keys of a settings file, and what is wrong with them.
fn own(map: MapName, text: &str) -> (Keymap, Vec<String>) {
    let path = Path::new("config.toml");
    let config = Config::read(text, path);
    assert_eq!(config.problems, []);
    let (map, wrong) = Keymap::of(map, &config.keys);
    let wrong = problems(path, wrong);
    (map, wrong.iter().map(ToString::to_string).collect())
}

#[test]
fn every_map_gives_every_command_keys_of_its_own() {
    let mut all_clashes = Vec::new();
    for name in MapName::value_variants() {
        let (map, wrong) = Keymap::of(*name, &[]);
        assert_eq!(wrong, []);
        let mut held: Vec<(Sequence, Place, &str)> = Vec::new();
        let mut clashes: Vec<String> = Vec::new();
        for command in all() {
            let by_name_alone = command.keys.is_empty();
            assert!(
                by_name_alone || !map.keys(command).is_empty(),
                "{name:?} {}",
                command.name
            );
            for keys in map.keys(command) {
                let typed = keys.first().typed().is_some();
                for place in command.places {
                    // `?` closes the list of keys as it opened it; no text has it there.
                    if typed && place.types() && command.name != "close-help" {
                        clashes.push(format!("{keys} of {} types in {place:?}", command.name));
                    }
                    for (other, at, whose) in &held {
                        if at == place && *whose != command.name && other.clashes(keys) {
                            clashes.push(format!(
                                "{keys} of {} and {other} of {whose} in {place:?}",
                                command.name
                            ));
                        }
                    }
                    held.push((keys.clone(), *place, command.name));
                }
            }
        }
        // What counts everywhere counts in every pane: nothing hides it there.
        for (keys, place, command) in &held {
            for (other, at, whose) in &held {
                if *place == Place::Anywhere && is_pane(*at) && other.clashes(keys) {
                    clashes.push(format!(
                        "{other} of {whose} hides {keys} of {command} in {at:?}"
                    ));
                }
            }
        }
        all_clashes.push((name, clashes));
    }
    assert!(
        all_clashes.iter().all(|(_, c)| c.is_empty()),
        "{all_clashes:#?}"
    );
}

#[test]
fn the_maps_spell_keys_as_they_are_shown_and_name_commands() {
    for command in all() {
        for keys in command.keys {
            assert_eq!(keys.parse::<Sequence>().unwrap().to_string(), *keys);
        }
    }
    for text in [
        include_str!("keymaps/vim.toml"),
        include_str!("keymaps/emacs.toml"),
    ] {
        let table = toml::de::DeTable::parse(text).unwrap();
        for setting in crate::config::file::read_keys(text, table.get_ref(), |_, s| panic!("{s}")) {
            assert!(
                all().any(|c| c.name == setting.command),
                "{}",
                setting.command
            );
            for (keys, _) in setting.keys {
                assert_eq!(keys.parse::<Sequence>().unwrap().to_string(), keys);
            }
        }
    }
}

#[test]
fn typing_a_filter_is_not_taken_for_commands() {
    let map = Keymap::web();
    assert_eq!(name(&map, "n", Place::Filter), "");
    assert_eq!(name(&map, "n", Place::Messages), "next-unread-topic");
    assert_eq!(name(&map, "Ctrl+C", Place::Filter), "quit");
    assert_eq!(name(&map, "Ctrl+C", Place::Prompt), "quit");
    assert_eq!(name(&map, "Alt+Home", Place::Prompt), "");
    assert_eq!(name(&map, "Alt+Home", Place::Sheet), "home");
    assert_eq!(name(&map, "a", Place::Sheet), "");
    assert_eq!(name(&map, "?", Place::Viewer), "help");
}

#[test]
fn keys_one_after_the_other_mean_one_command() {
    let (map, _) = Keymap::of(MapName::Vim, &[]);
    assert_eq!(name(&map, "g", Place::Messages), "…");
    assert_eq!(name(&map, "g g", Place::Messages), "first");
    assert_eq!(name(&map, "g x", Place::Messages), "");
    assert_eq!(name(&map, "Z", Place::Messages), "…");
    assert_eq!(name(&map, "Z Z", Place::Channels), "quit");
    assert_eq!(name(&map, "g", Place::Filter), "");
    let follows = map.what_follows(&keys("Z"), Place::Messages);
    let follows: Vec<_> = follows.iter().map(|(keys, c)| (&**keys, c.name)).collect();
    assert_eq!(follows, [("Z", "quit"), ("Q", "quit")]);

    let (map, _) = Keymap::of(MapName::Emacs, &[]);
    assert_eq!(name(&map, "Ctrl+X", Place::Filter), "…");
    assert_eq!(name(&map, "Ctrl+X Ctrl+C", Place::Prompt), "quit");
    assert_eq!(name(&map, "Ctrl+X b", Place::Prompt), "");
}

#[test]
fn own_keys_stand_in_place_of_the_maps() {
    let text = "[keys]\nnext-unread-topic = [\"F5\", \"g n\"]\nhistory = []\nfirst = \"n\"\n";
    let (map, wrong) = own(MapName::Web, text);
    assert_eq!(wrong, [""; 0]);
    assert_eq!(name(&map, "n", Place::Messages), "first");
    assert_eq!(name(&map, "F5", Place::Messages), "next-unread-topic");
    assert_eq!(name(&map, "g n", Place::People), "next-unread-topic");
    assert_eq!(name(&map, "H", Place::Messages), "");
    assert_eq!(map.key_of("next-unread-topic"), "F5");
    assert_eq!(map.key_of("history"), "history");
}

#[test]
fn a_command_refuses_nothing_of_what_its_own_keys_were() {
    let mut refused = Vec::new();
    for command in all() {
        let list: Vec<String> = command.keys.iter().map(|k| toml_text(k)).collect();
        let text = format!("[keys]\n{} = [{}]\n", command.name, list.join(", "));
        refused.extend(own(MapName::Web, &text).1);
    }
    assert_eq!(refused, [""; 0]);
}

fn toml_text(text: &str) -> String {
    crate::config::option::quoted(text)
}

#[test]
fn what_is_wrong_with_keys_is_named_with_its_line() {
    let refused = |text: &str| {
        let (_, wrong) = own(MapName::Web, &format!("[keys]\n{text}\n"));
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        wrong[0].clone()
    };
    insta::assert_snapshot!(refused("next-unread-topc = \"F5\""), @"config.toml:2:1: `next-unread-topc` is no command; did you mean `next-unread-topic`?");
    insta::assert_snapshot!(refused("zebra = \"F5\""), @"config.toml:2:1: `zebra` is no command; `lazuli keys` lists them");
    insta::assert_snapshot!(refused("help = \"Hyper+x\""), @"config.toml:2:8: `Hyper+x` is not a key; write it like `n`, `Shift+Tab`, `Alt+Left` or `Ctrl+L`");
    insta::assert_snapshot!(refused("help = \"\""), @"config.toml:2:8: a command without keys has the list [], not an empty text");
    insta::assert_snapshot!(refused("quit = []"), @"config.toml:2:1: `quit` cannot be without a key: nothing else ends the program");
    insta::assert_snapshot!(refused("copy = \"n\""), @"config.toml:2:8: `n` is the key of `next-unread-topic` already; give `copy` another, or that one (`next-unread-topic = []` for none)");
    insta::assert_snapshot!(refused("copy = \"n n\""), @"config.toml:2:8: `n n` begins with `n`, the key of `next-unread-topic`; give `copy` another, or that one (`next-unread-topic = []` for none)");
    insta::assert_snapshot!(refused("help = \"G\""), @"config.toml:2:8: `G` is the key of `last` already; give `help` another, or that one (`last = []` for none)");
    insta::assert_snapshot!(refused("submit-line = \"x\""), @"config.toml:2:15: `x` types a character where `submit-line` counts (Typing a line); give it a key with Ctrl or Alt");
    insta::assert_snapshot!(refused("copy = \"F5\"\nhistory = \"F5 F6\""), @"config.toml:3:11: `F5 F6` begins with `F5`, the key of `copy`; give one of the two another (that one is in line 2)");
    insta::assert_snapshot!(refused("history = \"F5 F6\"\ncopy = [\"F5\", \"F7\"]"), @"config.toml:3:9: `F5` begins `F5 F6`, the keys of `history`; give one of the two another (that one is in line 2)");
}

#[test]
fn what_is_right_of_a_commands_keys_holds() {
    let (map, wrong) = own(MapName::Web, "[keys]\ncopy = [\"n\", \"F5\"]\nquit = []\n");
    assert_eq!(wrong.len(), 2);
    assert_eq!(name(&map, "n", Place::Messages), "next-unread-topic");
    assert_eq!(name(&map, "F5", Place::Messages), "copy");
    assert_eq!(map.key_of("copy"), "F5");
    assert_eq!(name(&map, "Q", Place::Messages), "quit");
    // A command whose keys are all refused keeps the usual ones, unless they are taken.
    let (map, wrong) = own(
        MapName::Web,
        "[keys]\nhelp = \"G\"\nhistory = \"E\"\ncopy = \"H\"\n",
    );
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert_eq!(name(&map, "?", Place::Messages), "help");
    assert_eq!(map.key_of("help"), "?");
    assert_eq!(name(&map, "H", Place::Messages), "copy");
    assert_eq!(map.key_of("history"), "history");
}
