//! Every option of `config.toml`, by what it changes.

use crate::model::TopicOrder;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use super::*;
use crate::app::panes::{Geometry, Pane};
use crate::config::file::Config;
use crate::config::theme::Role;

/// Reads settings as the program does; all of them have to be understood.
fn chosen(text: &str) -> Chosen {
    let path = Path::new("/nowhere/config.toml");
    let chosen = Chosen::of(Config::read(text, path), path);
    assert_eq!(chosen.problems, [], "{text}");
    chosen
}

fn told(value: impl Debug) -> String {
    format!("{value:?}")
}

/// The colour of what is accented.
fn accent(chosen: &Chosen, light: Option<bool>) -> String {
    let mut ui = look(chosen, ColorDepth::TrueColor);
    if let Some(light) = light {
        ui.background(light);
    }
    told(ui.theme.style(Role::Accent).fg)
}

/// What the layouts know of how text is shown.
fn shows(chosen: &Chosen, part: &str) -> String {
    let layouts = told(look(chosen, ColorDepth::TrueColor).layouts);
    told(layouts.contains(part))
}

fn at(chosen: &Chosen, columns: u16, pane: Pane) -> u16 {
    let mut layout = Layout::of(&chosen.settings.panes);
    layout.people_shown = true;
    Geometry::of(columns, 50, &layout, Pane::Messages)
        .pane(pane)
        .width
}

fn terminal_is(chosen: &Chosen) -> terminal::Options {
    terminal_options(&chosen.settings, ColorDepth::TrueColor, Guess::default())
}

fn env(_: &str) -> Option<String> {
    None
}

/// An option, a line that sets it, what is looked at, and what is seen then.
type Row = (
    &'static str,
    &'static str,
    fn(&Chosen) -> String,
    &'static str,
);

const ROWS: &[Row] = &[
    (
        "theme",
        "theme = \"lapis\"",
        |c| accent(c, Some(true)),
        "Some(Rgb(242, 193, 78))",
    ),
    (
        "dark-theme",
        "dark-theme = \"lapis\"",
        |c| accent(c, Some(false)),
        "Some(Rgb(242, 193, 78))",
    ),
    (
        "light-theme",
        "light-theme = \"paper\"",
        |c| accent(c, Some(true)),
        "Some(Rgb(154, 74, 18))",
    ),
    (
        "background",
        "background = \"light\"",
        |c| accent(c, Some(false)),
        "Some(Rgb(26, 95, 196))",
    ),
    (
        "colors",
        "colors = \"256\"",
        |c| told(ColorDepth::detect(c.settings.colors, env)),
        "Indexed256",
    ),
    (
        "keymap",
        "keymap = \"vim\"",
        |c| c.keymap.key_of("first"),
        "g g",
    ),
    (
        "mouse",
        "mouse = false",
        |c| told(terminal_is(c).mouse),
        "false",
    ),
    (
        "emoji",
        "emoji = \"simple\"",
        |c| shows(c, "emoji: Simple"),
        "true",
    ),
    (
        "bidi",
        "bidi = \"reorder\"",
        |c| shows(c, "bidi: Reorder"),
        "true",
    ),
    (
        "pictures",
        "pictures = \"off\"",
        |c| told(terminal_is(c).pictures),
        "None",
    ),
    ("tips", "tips = false", |c| told(c.settings.tips), "false"),
    (
        "panes.channels",
        "panes.channels = 40",
        |c| told(at(c, 200, Pane::Channels)),
        "40",
    ),
    (
        "panes.topics",
        "panes.topics = 0",
        |c| told(at(c, 200, Pane::Topics)),
        "0",
    ),
    (
        "panes.people",
        "panes.people = 33",
        |c| told(at(c, 200, Pane::People)),
        "33",
    ),
    (
        "panes.text",
        "panes.text = 60",
        |c| {
            let layout = Layout::of(&c.settings.panes);
            told(Geometry::of(200, 50, &layout, Pane::Messages).measure())
        },
        "60",
    ),
    (
        "home",
        "home = \"combined\"",
        |c| told(c.settings.home),
        "Combined",
    ),
    (
        "topic-order",
        "topic-order = \"name\"",
        |c| told(TopicOrder::from(c.settings.topic_order)),
        "Name",
    ),
    (
        "composer.keys",
        "composer.keys = \"vi\"",
        |c| told(c.settings.composer.keys),
        "Vi",
    ),
    (
        "media.external",
        "media.external = true",
        |c| shows(c, "external: true"),
        "true",
    ),
    (
        "media.downloads",
        "media.downloads = \"~/in\"",
        |c| told(folders(&Paths::under(Path::new("/home/ada")), &c.settings).downloads),
        "\"/home/ada/in\"",
    ),
    (
        "terminal.synchronized",
        "terminal.synchronized = false",
        |c| told(terminal_is(c).synchronized),
        "false",
    ),
    (
        "terminal.probe",
        "terminal.probe = false",
        |c| told(terminal_is(c).probe),
        "false",
    ),
    (
        "terminal.title",
        "terminal.title = false",
        |c| told(terminal_is(c).title),
        "false",
    ),
    (
        "terminal.hyperlinks",
        "terminal.hyperlinks = \"on\"",
        |c| told(look(c, ColorDepth::TrueColor).hyperlinks),
        "true",
    ),
    (
        "notifications.by",
        "notifications.by = \"osc777\"",
        |c| told(notifier(&c.settings.notifications, env).words),
        "Some(Terminal(Osc777))",
    ),
    (
        "notifications.content",
        "notifications.content = false",
        |c| told(Wishes::of(&c.settings.notifications).content),
        "false",
    ),
    (
        "notifications.bell",
        "notifications = { by = \"osc9\", bell = true }",
        |c| told(notifier(&c.settings.notifications, env)),
        "Notifier { words: Some(Terminal(Osc9)), bell: Sounds }",
    ),
    (
        "notifications.quiet",
        "notifications.quiet = \"22:00-07:00\"",
        |c| {
            let night: jiff::Zoned = "2025-11-28T03:00:00[UTC]".parse().expect("a moment");
            told(Wishes::of(&c.settings.notifications).quiet.contain(&night))
        },
        "true",
    ),
    (
        "notifications.command",
        "notifications.command = [\"my-notify\"]",
        |c| told(notifier(&c.settings.notifications, env).words),
        "Some(Desktop)",
    ),
    (
        "commands.open",
        "commands.open = [\"lynx\"]",
        |c| told(machine(&c.settings.commands, env).opener),
        "true",
    ),
    (
        "commands.copy",
        "commands.copy = [\"xsel\", \"-b\"]",
        |c| told(machine(&c.settings.commands, env).clipboard),
        "Program([\"xsel\", \"-b\"])",
    ),
    (
        "commands.paste",
        "commands.paste = [\"wl-paste\", \"-t\", \"image/png\"]",
        |c| told(machine(&c.settings.commands, env).picture),
        "Some([\"wl-paste\", \"-t\", \"image/png\"])",
    ),
    (
        "commands.pipe",
        "commands.pipe = [\"less\"]",
        |c| told(machine(&c.settings.commands, env).pipe),
        "Some([\"less\"])",
    ),
    (
        "log.level",
        "log.level = \"lazuli=trace\"",
        |c| {
            let filter = log::Filter::choose(false, None, &c.settings.log.level.0);
            told(told(filter).contains("TRACE"))
        },
        "true",
    ),
];

#[test]
fn every_option_changes_what_it_says() {
    let before = chosen("");
    for (option, line, seen, expected) in ROWS {
        let after = chosen(line);
        assert_eq!(seen(&after), *expected, "{option}");
        assert_ne!(seen(&before), *expected, "{option} changes nothing");
    }
}

#[test]
fn no_option_is_left_out() {
    let rows: BTreeSet<String> = ROWS
        .iter()
        .map(|(option, ..)| (*option).to_owned())
        .collect();
    let options = Settings::tables().into_iter().flat_map(|table| {
        table
            .entries
            .into_iter()
            .map(move |entry| match table.name {
                "" => entry.name,
                table => format!("{table}.{}", entry.name),
            })
    });
    assert_eq!(rows, options.collect());
}

#[test]
fn hidden_channels_are_as_wide_as_usual_once_they_are_asked_for() {
    let mut layout = Layout::of(&chosen("panes.channels = 0").settings.panes);
    assert!(!layout.side);
    layout.side = true;
    let geometry = Geometry::of(200, 50, &layout, Pane::Messages);
    assert_eq!(
        geometry.pane(Pane::Channels).width,
        Layout::default().channels
    );
}

#[test]
fn the_notice_names_the_first_mistake_and_where_the_others_are() {
    let paths = Paths::under(Path::new("/home/ada"));
    let path = paths.settings_file();
    let notice = |text: &str| Chosen::of(Config::read(text, &path), &path).notice(&paths);
    assert_eq!(notice("mouse = true"), None);
    let one = notice("muose = true").expect("a mistake");
    assert_eq!(
        one,
        "~/.config/lazuli/config.toml:1:1: `muose` is no option; did you mean `mouse`?"
    );
    let three = notice("muose = true\n[keys]\nquit = []\nhelp = \"G\"\n").expect("mistakes");
    assert!(
        three.ends_with(" (and 2 more: `lazuli config check`)"),
        "{three}"
    );
}
