//! The page of people, cards, and one's own profile.

use crate::app::command::{Command, Place, always};
use crate::app::members::people::PeopleKind;
use crate::app::pages::Page;
use crate::app::state::App;

use super::rows::quiet;

const PAGE: &[Place] = &[Place::AllPeople];
/// Where somebody can be meant, besides the sender of a message.
const PERSON: &[Place] = &[Place::AllPeople, Place::Groups, Place::People, Place::Sheet];

fn somebody(app: &App) -> bool {
    app.chosen_person().is_some()
}

fn somebody_else(app: &App) -> bool {
    somebody(app) && !app.targets_oneself()
}

fn connected(app: &App) -> bool {
    app.organization.is_some()
}

/// The page of people, cards, and one's own profile.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "people",
        sentence: "Open the page of people: who is there, their roles, statuses and times.",
        short: "people",
        keys: &["W"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| connected(app) && app.views.page() != Some(Page::People),
        run: |turn| turn.open_page(Page::People),
    },
    Command {
        name: "muted-people",
        sentence: "Open the list of people whom you muted, to unmute them.",
        short: "muted people",
        keys: &[],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_people(PeopleKind::Muted),
    },
    Command {
        name: "edit-profile",
        sentence: "Change your name, time zone and what others see in your profile.",
        short: "your profile",
        keys: &[],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.open_profile(),
    },
    Command {
        name: "invisible",
        sentence: "Look offline to others, or show again when you are there.",
        short: "invisible",
        keys: &[],
        places: &[Place::Anywhere],
        footer: 0,
        available: connected,
        run: |turn| turn.toggle_invisible(),
    },
    quiet!(
        "people-active",
        "people",
        &["1"],
        PAGE,
        "Show everybody whose account is in use, but bots.",
        |turn| turn.show_people(PeopleKind::Active)
    ),
    quiet!(
        "people-guests",
        "guests",
        &["2"],
        PAGE,
        "Show guests alone.",
        |turn| turn.show_people(PeopleKind::Guests)
    ),
    quiet!("people-bots", "bots", &["3"], PAGE, "Show bots.", |turn| {
        turn.show_people(PeopleKind::Bots)
    }),
    quiet!(
        "people-deactivated",
        "deactivated",
        &["4"],
        PAGE,
        "Show people and bots whose account is deactivated.",
        |turn| turn.show_people(PeopleKind::Deactivated)
    ),
    quiet!(
        "people-muted",
        "muted",
        &["5"],
        PAGE,
        "Show whom you muted.",
        |turn| turn.show_people(PeopleKind::Muted)
    ),
    Command {
        name: "show-all",
        sentence: "Take the filter of the page away.",
        short: "show all",
        keys: &["Esc"],
        places: &[Place::AllPeople, Place::Groups],
        footer: 1,
        available: |app| app.page_needle().is_some(),
        run: |turn| turn.clear_filter(),
    },
    Command {
        name: "write-to-person",
        sentence: "Write to the selected person, or to the one whose card this is.",
        short: "write",
        keys: &["r"],
        places: PERSON,
        footer: 2,
        available: somebody,
        run: |turn| turn.write_to_person(),
    },
    Command {
        name: "mention-person",
        sentence: "Mention the selected person or group in what you are writing.",
        short: "mention",
        keys: &["@"],
        places: PERSON,
        footer: 5,
        available: |app| somebody(app) || app.target_group().is_some(),
        run: |turn| turn.mention_target(),
    },
    Command {
        name: "mute-person",
        sentence: "Mute the selected person, or show again what they write.",
        short: "mute",
        keys: &["M"],
        places: PERSON,
        footer: 4,
        available: somebody_else,
        run: |turn| turn.toggle_mute_person(),
    },
    Command {
        name: "copy-email",
        sentence: "Copy the e-mail address of the selected person.",
        short: "copy e-mail",
        keys: &["y"],
        places: &[Place::AllPeople, Place::Groups, Place::Sheet],
        footer: 0,
        available: |app| somebody(app) && app.target_email().is_some(),
        run: |turn| turn.copy_email(),
    },
    Command {
        name: "edit-in-members",
        sentence: "Change your profile; on a group, its name, and who may do what in it.",
        short: "edit",
        keys: &["e"],
        places: &[Place::AllPeople, Place::Groups, Place::Sheet],
        footer: 3,
        available: |app| {
            (somebody(app) && app.targets_oneself())
                || app.may_group(crate::model::GroupDeed::Describe)
        },
        run: |turn| turn.edit_who(),
    },
];
