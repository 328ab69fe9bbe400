//! Each view and popup in the demo organization as stored screens, at three sizes: while it is
//! loading, as it is, after another account did something, and where nothing is yet.
//!
//! [`inventory`] has the names of all that can be on the screen, from the program's own closed
//! enums; the tables of [`scene`]s beside it say how one gets there.

mod deeds;
mod forms;
mod inventory;
mod pages;
mod popups;
mod questions;
mod scene;
mod sheets;
mod views;
mod visitor;

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use scene::{SIZES, Scene};
use visitor::Visitor;

use crate::support::Organization;

const ALL: [&[Scene]; 6] = [
    pages::SCENES,
    views::SCENES,
    popups::SCENES,
    sheets::SCENES,
    forms::SCENES,
    questions::SCENES,
];

/// Plays all of them, and says afterwards which were not as they should be.
fn play(scenes: &[Scene]) {
    let wrong: Vec<&str> = scenes
        .iter()
        .filter(|scene| catch_unwind(|| scene.play()).is_err())
        .map(|scene| scene.name)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_view_and_popup_has_stored_screens() {
    let scenes = || ALL.into_iter().flatten();
    let shown: BTreeSet<&str> = scenes().filter_map(|scene| scene.shows).collect();
    let missing: Vec<&str> = inventory::all()
        .filter(|name| !shown.contains(name))
        .collect();
    assert!(missing.is_empty(), "no stored screens of {missing:?}");
    let mut names = BTreeSet::new();
    for scene in scenes() {
        assert!(names.insert(scene.name), "{} is there twice", scene.name);
    }
    for word in inventory::words() {
        assert!(names.contains(word), "no stored screens of {word}");
    }
}

#[test]
fn pages_of_rows() {
    play(pages::SCENES);
}

#[test]
fn feeds_and_conversations() {
    play(views::SCENES);
}

#[test]
fn lists_and_boxes() {
    play(popups::SCENES);
}

#[test]
fn sheets_of_messages_people_and_channels() {
    play(sheets::SCENES);
}

#[test]
fn forms_and_prompts() {
    play(forms::SCENES);
}

#[test]
fn questions_before_something_is_done() {
    play(questions::SCENES);
}

#[test]
fn before_anything_is_known() {
    let organization = Organization::quiet();
    for (columns, rows) in SIZES {
        let mut visitor = Visitor::waiting(&organization, (columns, rows));
        let name = format!("start-{columns}x{rows}");
        scene::compare(&name, &visitor.screen());
    }
}
