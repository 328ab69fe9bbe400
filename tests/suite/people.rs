//! People, groups and cards over recorded organizations: what is shown at once is taken back
//! when the server refuses it, and large crowds are listed without waiting.

use lazuli::api::error::{ApiError, Code, ZulipError};
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::{ChannelId, UserId};
use lazuli::app::act::{Act, Ticket};
use lazuli::app::ask::{Answer, Ask, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::{Value, json};

use crate::support::stage::Stage;

fn event(stage: &mut Stage, event: Value) {
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
}

fn refused(words: &str) -> ApiError {
    ApiError::Zulip(Box::new(ZulipError {
        status: 400,
        code: Code::BadRequest,
        msg: words.to_owned(),
        data: serde_json::Map::new(),
    }))
}

/// The act that went out last.
fn ordered(stage: &Stage) -> (Ticket, Act) {
    let mut effects = stage.left.iter().rev();
    let found = effects.find_map(|effect| match effect {
        Effect::Act { ticket, act } => Some((*ticket, act.clone())),
        _ => None,
    });
    found.expect("an act")
}

fn is_muted(stage: &Stage, user: UserId) -> bool {
    let organization = stage.app.organization.as_deref().unwrap();
    organization.users().is_muted(user)
}

#[test]
fn muting_is_shown_at_once_and_taken_back_with_a_sentence() {
    let mut stage = Stage::recorded("server-11-new", 100, 30);
    stage.keys("G u");
    let user = stage.app.target_person().unwrap();
    let me = stage.app.organization.as_deref().unwrap().me();
    assert_ne!(user, me, "somebody else wrote last");
    let before = is_muted(&stage, user);
    stage.keys("M");
    assert_ne!(is_muted(&stage, user), before, "at once");
    let (ticket, act) = ordered(&stage);
    stage.update(Update::Session(SessionUpdate::Acted {
        ticket,
        act,
        result: Err(refused("No such user")),
    }));
    assert_eq!(is_muted(&stage, user), before, "as it was");
    let screen = stage.screen();
    assert!(screen.contains("No such user"), "{screen}");
}

#[test]
fn a_card_asks_once_what_is_shared_and_says_so_meanwhile() {
    let mut stage = Stage::recorded("server-11-new", 100, 30);
    stage.keys("G u");
    let user = stage.app.target_person().unwrap();
    assert!(stage.screen().contains("asking the server…"));
    let asked = stage.left.iter().rev().find_map(|effect| match effect {
        Effect::Ask(Ask {
            id,
            query: Query::SharedChannels { user, own, .. },
        }) => Some((*id, *user, own.clone())),
        _ => None,
    });
    let (id, about, own) = asked.expect("a question");
    assert_eq!(about, user);
    assert!(own.is_sorted() && !own.is_empty());
    let found = Found::SharedChannels(Ok(Some(own[..1].to_vec())));
    stage.update(Update::Session(SessionUpdate::Answer(Answer { id, found })));
    let organization = stage.app.organization.as_deref().unwrap();
    let name = organization
        .channels()
        .get(own[0])
        .unwrap()
        .channel
        .name
        .to_string();
    let screen = stage.screen();
    assert!(
        screen.contains(&name) && !screen.contains("asking"),
        "{screen}"
    );
    let _: ChannelId = own[0];
}

/// Fifty thousand people more.
fn crowd(stage: &mut Stage) {
    let people = (0..50_000_u64).map(|number| {
        json!({"user_id": 1_000_000 + number, "full_name": format!("Person {}", number * 7919 % 50_000),
               "email": format!("user{number}@x"), "role": 400})
    });
    let events: Vec<Event> = people
        .map(|person| {
            let raw = json!({"type": "realm_user", "op": "add", "id": 1, "person": person});
            let raw: RawEvent = serde_json::from_value(raw).unwrap();
            Event::parse(&raw).unwrap()
        })
        .collect();
    stage.update(Update::Session(SessionUpdate::Events(events)));
}

#[test]
fn only_what_is_seen_of_a_crowd_is_drawn_and_its_order_is_made_once() {
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    crowd(&mut stage);
    stage.keys("W");
    assert!(stage.screen().contains("Person 1"), "in the order of names");
    let all = stage.app.members.people.all;
    assert!(all > 50_000, "{all}");
    stage.keys("q");
    let began = std::time::Instant::now();
    for key in ["o", "n", "Space", "4", "9", "9", "9", "9"] {
        stage.keys(key);
        stage.screen();
    }
    let each = began.elapsed() / 8;
    // Unoptimized; the bound is against sorting or drawing everybody with each key.
    assert!(each.as_millis() < 500, "{each:?} a key");
    let rows = &stage.app.members.people.rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    // Somebody's presence changes: they come first, without a new order of names.
    let user = stage.app.members.people.rows[0].user;
    stage.keys("Esc");
    let now = stage.now.seconds().0;
    event(
        &mut stage,
        json!({"type": "presence", "id": 2, "presences": {
            user.to_string(): {"active_timestamp": now, "idle_timestamp": now}}}),
    );
    let rows = &stage.app.members.people.rows;
    let at = rows.iter().position(|row| row.user == user).unwrap();
    assert!(at < 20, "{at}");
}
