//! The page of groups, and what is done to a group.

use crate::app::command::{Command, Place, always};
use crate::app::members::groups::GroupsKind;
use crate::app::pages::Page;
use crate::model::GroupDeed;

use super::rows::quiet;

const PAGE: &[Place] = &[Place::Groups];
/// Where a group can be meant.
const GROUP: &[Place] = &[Place::Groups, Place::Sheet];

/// The page of groups, and what is done to a group.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "groups",
        sentence: "Open the page of user groups: who is in them, and who may change them.",
        short: "groups",
        keys: &["Alt+G"],
        places: &[Place::Anywhere],
        footer: 0,
        available: |app| app.organization.is_some() && app.views.page() != Some(Page::Groups),
        run: |turn| turn.open_page(Page::Groups),
    },
    quiet!(
        "groups-all",
        "all",
        &["1"],
        PAGE,
        "Show all groups that are in use.",
        |turn| turn.show_groups(GroupsKind::All)
    ),
    quiet!(
        "groups-mine",
        "yours",
        &["2"],
        PAGE,
        "Show the groups that you are in.",
        |turn| turn.show_groups(GroupsKind::Mine)
    ),
    quiet!(
        "groups-roles",
        "roles",
        &["3"],
        PAGE,
        "Show the groups that the server makes of people's roles.",
        |turn| turn.show_groups(GroupsKind::Roles)
    ),
    quiet!(
        "groups-deactivated",
        "deactivated",
        &["4"],
        PAGE,
        "Show the groups that are deactivated.",
        |turn| turn.show_groups(GroupsKind::Deactivated)
    ),
    Command {
        name: "group-unfold",
        sentence: "Show who is in the selected group.",
        short: "unfold",
        keys: &["Right", "l"],
        places: PAGE,
        footer: 2,
        available: |app| app.group_row_folds(true),
        run: |turn| turn.fold_group_row(true),
    },
    Command {
        name: "group-fold",
        sentence: "Fold the members of the selected group away, or go to the group above.",
        short: "fold",
        keys: &["Left", "h"],
        places: PAGE,
        footer: 0,
        available: |app| app.group_row_folds(false),
        run: |turn| turn.fold_group_row(false),
    },
    Command {
        name: "group-join",
        sentence: "Join the selected group.",
        short: "join",
        keys: &["+"],
        places: GROUP,
        footer: 3,
        available: |app| app.may_group(GroupDeed::Join),
        run: |turn| turn.join_group(),
    },
    Command {
        name: "group-leave",
        sentence: "Leave the selected group.",
        short: "leave",
        keys: &["-"],
        places: GROUP,
        footer: 3,
        available: |app| app.may_group(GroupDeed::Leave),
        run: |turn| turn.leave_group(),
    },
    Command {
        name: "group-add",
        sentence: "Add people or groups to the selected group.",
        short: "add people",
        keys: &["i"],
        places: GROUP,
        footer: 4,
        available: |app| app.may_group(GroupDeed::Add),
        run: |turn| turn.open_add_to_group(),
    },
    Command {
        name: "group-take-out",
        sentence: "Take the selected member or subgroup out of its group.",
        short: "take out",
        keys: &["Delete", "Alt+d"],
        places: PAGE,
        footer: 5,
        available: |app| app.can_take_out(),
        run: |turn| turn.take_out_of_group(),
    },
    Command {
        name: "group-create",
        sentence: "Make a group.",
        short: "new group",
        keys: &["C"],
        places: PAGE,
        footer: 6,
        available: |app| {
            let organization = app.organization.as_deref();
            organization.is_some_and(|o| o.can_create_group(app.now))
        },
        run: |turn| turn.open_new_group(),
    },
    Command {
        name: "group-deactivate",
        sentence: "Deactivate the selected group, after asking.",
        short: "deactivate",
        keys: &["X"],
        places: GROUP,
        footer: 0,
        available: |app| app.may_group(GroupDeed::Deactivate),
        run: |turn| turn.ask_to_deactivate_group(),
    },
    Command {
        name: "group-reactivate",
        sentence: "Bring the selected deactivated group back.",
        short: "bring back",
        keys: &["Alt+r"],
        places: GROUP,
        footer: 2,
        available: |app| app.may_group(GroupDeed::Reactivate),
        run: |turn| turn.reactivate_group(),
    },
];
