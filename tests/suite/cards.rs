//! Who somebody is: the card behind `u`.

use lazuli::api::event::{Event, RawEvent};
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::{Value, json};

use crate::support::stage::Stage;

fn event(stage: &mut Stage, event: Value) {
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
}

#[test]
fn a_card_tells_who_the_sender_is_and_what_they_filled_in() {
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    stage.keys("G");
    let sender = stage.app.selected_message().unwrap().sender_id;
    let fields = [
        json!({"id": 1, "type": 1, "order": 1, "name": "Favourite clay body", "hint": ""}),
        json!({"id": 2, "type": 3, "order": 2, "name": "Shift", "hint": "",
            "field_data": "{\"e\":{\"text\":\"Early\",\"order\":\"1\"}}"}),
        json!({"id": 3, "type": 6, "order": 3, "name": "Mentor", "hint": ""}),
        json!({"id": 4, "type": 1, "order": 4, "name": "Not filled in", "hint": ""}),
    ];
    event(
        &mut stage,
        json!({"type": "custom_profile_fields", "id": 1, "fields": fields}),
    );
    for (id, value) in [
        (1, json!("stoneware\u{1b}[31m")),
        (2, json!("e")),
        (3, json!(format!("[{sender}]"))),
    ] {
        event(
            &mut stage,
            json!({"type": "realm_user", "op": "update", "id": 2, "person": {
                "user_id": sender, "custom_profile_field": {"id": id, "value": value}}}),
        );
    }
    stage.keys("u");
    insta::assert_snapshot!(stage.screen());
    stage.keys("Esc");
    assert!(stage.app.layers.is_empty());
}
