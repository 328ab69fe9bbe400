//! Boxes in an organization of so many people that their names are not here with the first key.

use lazuli::api::event::Event;
use lazuli::app::command::Place;
use lazuli::app::jump::Target;
use lazuli::app::reduce;
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::json;

use crate::support::stage::Stage;

/// More than are taken in with a few keys.
const PEOPLE: u64 = 24_000;

fn crowded() -> Stage {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    let events = (0..PEOPLE).map(|at| {
        let (id, email) = (10_000 + at, format!("u{at}@lapis.example"));
        let raw = json!({"id": at, "type": "realm_user", "op": "add", "person": {
            "user_id": id, "full_name": format!("Somebody {at}"), "email": email}});
        Event::parse(&serde_json::from_value(raw).unwrap()).unwrap()
    });
    let events = events.collect();
    stage.update(Update::Session(SessionUpdate::Events(events)));
    stage
}

/// Lets pass what the program does by itself while no key comes.
fn at_rest(stage: &mut Stage) -> usize {
    let mut pieces = 0;
    while reduce::deadline(&stage.app).is_some_and(|at| at <= stage.now) {
        stage.update(Update::Clock);
        pieces += 1;
        assert!(pieces < 100, "it comes to an end");
    }
    pieces
}

#[test]
fn what_is_chosen_before_all_names_are_here_is_what_was_meant() {
    let mut stage = crowded();
    // One that is found at once, but is not the best.
    stage.keys("O");
    stage.update(Update::Paste("body 23999".to_owned()));
    assert!(stage.app.takes_names_in());
    assert!(stage.screen().contains("Looking through all names…"));
    stage.keys("Enter");
    assert_eq!(stage.app.place(), Place::Jump, "it is not known yet");
    assert!(at_rest(&mut stage) > 0);
    assert_ne!(stage.app.place(), Place::Jump);
    assert!(stage.screen().contains("Somebody 23999"));
    // Another time they are here.
    stage.keys("O");
    stage.update(Update::Paste("body 23998".to_owned()));
    let jump = stage.app.jump().unwrap();
    assert!(matches!(jump.selected(), Some(Target::Person(id)) if id.0 == 33_998));
    assert_eq!(at_rest(&mut stage), 0);
}

#[test]
fn rows_come_by_themselves_once_names_are_here() {
    let mut stage = crowded();
    stage.keys("/");
    stage.update(Update::Paste("sender:23997".to_owned()));
    assert!(stage.app.search_box().unwrap().rows.is_empty());
    at_rest(&mut stage);
    let rows = &stage.app.search_box().unwrap().rows;
    assert_eq!(rows[0].label, "sender:\"Somebody 23997\"");
    stage.keys("Esc");
    // Somebody else comes, and the composer knows of them.
    let raw = json!({"id": 1, "type": "realm_user", "op": "add", "person": {
        "user_id": 5, "full_name": "Xylo Phon", "email": "x@lapis.example"}});
    let event = Event::parse(&serde_json::from_value(raw).unwrap()).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.keys("r");
    stage.update(Update::Paste("@xyl".to_owned()));
    at_rest(&mut stage);
    stage.keys("o");
    let popup = stage.app.completion().expect("a popup");
    assert_eq!(popup.offer.candidates[0].label, "Xylo Phon");
}

#[test]
fn nothing_is_taken_in_before_a_box_wants_it() {
    let mut stage = crowded();
    stage.keys("j k G Enter Esc");
    assert!(stage.app.directory.people.names().is_empty());
    assert!(stage.app.directory.topics.names().is_empty());
    stage.keys(":");
    assert!(stage.app.directory.people.names().is_empty());
}
