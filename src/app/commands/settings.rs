//! The page of settings.

use crate::app::command::{Command, Place, always};
use crate::app::pages::Page;

const HERE: &[Place] = &[Place::Settings];
/// The list of what a setting can be.
const CHOICES: &[Place] = &[Place::Choices];

/// A row of the table of the page.
macro_rules! row {
    ($name:literal, $short:literal, $keys:expr, $footer:literal, $available:expr, $sentence:literal, $run:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: HERE,
            footer: $footer,
            available: $available,
            run: $run,
        }
    };
}

/// The page of settings.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "settings",
        sentence: "Open the settings: lazuli's own, those of the account, alert words and other lists.",
        short: "settings",
        keys: &[","],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.views.page() != Some(Page::Settings),
        run: |turn| turn.open_page(Page::Settings),
    },
    row!(
        "setting-change",
        "change",
        &["Enter"],
        1,
        |app| app.setting_row().is_some(),
        "Change the selected setting: the next choice, a list of many, or a prompt; open a list.",
        |turn| turn.change_setting_row()
    ),
    Command {
        name: "choice-take",
        sentence: "Make the setting what is selected.",
        short: "choose",
        keys: &["Enter"],
        places: CHOICES,
        footer: 1,
        available: always,
        run: |turn| turn.take_choice(),
    },
    Command {
        name: "choice-leave",
        sentence: "Leave the setting as it is.",
        short: "leave",
        keys: &["Esc", "q"],
        places: CHOICES,
        footer: 2,
        available: always,
        run: |turn| turn.close(),
    },
    row!(
        "setting-next",
        "next choice",
        &["Right", "l"],
        0,
        |app| app.can_turn_setting(),
        "Set the selected setting to its next choice.",
        |turn| turn.turn_setting(true)
    ),
    row!(
        "setting-previous",
        "choice before",
        &["Left", "h"],
        0,
        |app| app.can_turn_setting(),
        "Set the selected setting to the choice before.",
        |turn| turn.turn_setting(false)
    ),
    row!(
        "setting-reset",
        "default, remove",
        &["Delete", "Alt+d"],
        3,
        |app| app.can_reset_setting(),
        "Give the selected option its default again; take a word or topic off its list.",
        |turn| turn.reset_setting()
    ),
    row!(
        "setting-add-word",
        "add word",
        &["+"],
        6,
        always,
        "Add an alert word.",
        |turn| turn.prompt(crate::app::prompt::Purpose::AlertWord, "")
    ),
    row!(
        "setting-web",
        "on web",
        &["o"],
        5,
        always,
        "Open the page of the web app where the selected setting is.",
        |turn| turn.open_setting_on_web()
    ),
    row!(
        "settings-filter",
        "filter",
        &["/"],
        2,
        always,
        "Filter the settings by letters of their names and explanations.",
        |turn| turn.filter_settings()
    ),
    row!(
        "settings-next-section",
        "next section",
        &["}", "Ctrl+Down"],
        0,
        always,
        "Go to the next section of the settings.",
        |turn| turn.step_settings_section(true)
    ),
    row!(
        "settings-previous-section",
        "section before",
        &["{", "Ctrl+Up"],
        0,
        always,
        "Go to the section of the settings before.",
        |turn| turn.step_settings_section(false)
    ),
    row!(
        "settings-leave",
        "leave",
        &["Esc"],
        4,
        always,
        "Show all settings again; leave them where all are shown.",
        |turn| turn.leave_settings()
    ),
];
