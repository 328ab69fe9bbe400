//! The page of all channels and the sheet of one, on the stage: what is drawn while answers are
//! waited for, what is shown before the server said so, and what is taken back.

use lazuli::api::error::{ApiError, Code, ZulipError};
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::{ChannelId, UserId};
use lazuli::app::act::{Act, Ticket};
use lazuli::app::ask::{Answer, AskId, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::update::{SessionUpdate, Update};
use serde_json::{Value, json};

use crate::support::stage::Stage;

const SIZES: [(u16, u16, &str); 3] = [(200, 60, "wide"), (100, 30, "medium"), (80, 24, "narrow")];

fn event(stage: &mut Stage, event: Value) {
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
}

fn asked(stage: &Stage, wanted: fn(&Query) -> bool) -> AskId {
    let mut asks = stage.left.iter().rev().filter_map(|effect| match effect {
        Effect::Ask(ask) if wanted(&ask.query) => Some(ask.id),
        _ => None,
    });
    asks.next().expect("it is asked")
}

fn answer(stage: &mut Stage, id: AskId, found: Found) {
    let answer = Answer { id, found };
    stage.update(Update::Session(SessionUpdate::Answer(answer)));
}

fn act(stage: &Stage) -> (Ticket, Act) {
    let mut acts = stage.left.iter().rev().filter_map(|effect| match effect {
        Effect::Act { ticket, act } => Some((*ticket, act.clone())),
        _ => None,
    });
    acts.next().expect("something is ordered")
}

fn no(said: &str) -> ApiError {
    ApiError::Zulip(Box::new(ZulipError {
        status: 400,
        code: Code::BadRequest,
        msg: said.to_owned(),
        data: serde_json::Map::new(),
    }))
}

fn refuse(stage: &mut Stage, said: &str) {
    let (ticket, act) = act(stage);
    let result = Err(no(said));
    stage.update(Update::Session(SessionUpdate::Acted {
        ticket,
        act,
        result,
    }));
}

/// The page, with the row of a channel of this name selected.
fn at(columns: u16, rows: u16, name: &str) -> Stage {
    let mut stage = Stage::recorded("server-11-new", columns, rows);
    stage.keys("Alt+c f");
    let letters: Vec<String> = name.chars().map(String::from).collect();
    stage.keys(&letters.join(" "));
    stage
}

fn workshop(stage: &Stage) -> lazuli::model::ChannelState {
    let organization = stage.app.organization.as_deref().unwrap();
    organization.channels().by_name("workshop").unwrap().clone()
}

#[test]
fn the_page_is_the_same_at_every_size_full_and_empty() {
    for (columns, rows, name) in SIZES {
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        stage.keys("Alt+c");
        insta::assert_snapshot!(format!("channels-full-{name}"), stage.screen());
        stage.keys("f z z z z");
        insta::assert_snapshot!(format!("channels-empty-{name}"), stage.screen());
        stage.keys("Esc");
        assert!(!stage.screen().contains("No channel is like that."));
    }
}

#[test]
fn the_sheet_says_what_it_waits_for_and_then_what_there_is() {
    for (columns, rows, name) in SIZES {
        let mut stage = at(columns, rows, "workshop");
        stage.keys("Enter");
        insta::assert_snapshot!(format!("channel-loading-{name}"), stage.screen());
        let email = asked(&stage, |query| matches!(query, Query::ChannelEmail(_)));
        let address = "workshop.abc@mail.example".to_owned();
        answer(&mut stage, email, Found::ChannelEmail(Ok(address)));
        let members = asked(&stage, |query| matches!(query, Query::Subscribers(_)));
        let people = vec![UserId(6), UserId(9), UserId(8)];
        answer(&mut stage, members, Found::Subscribers(Ok(people)));
        insta::assert_snapshot!(format!("channel-about-{name}"), stage.screen());
        stage.keys("Tab");
        insta::assert_snapshot!(format!("channel-people-{name}"), stage.screen());
    }
}

#[test]
fn who_comes_while_it_is_asked_is_not_lost() {
    let mut stage = at(100, 30, "workshop");
    stage.keys("Enter");
    let wanted: fn(&Query) -> bool = |query| matches!(query, Query::Subscribers(_));
    let first = asked(&stage, wanted);
    let id = workshop(&stage).id();
    event(
        &mut stage,
        json!({"type": "subscription", "op": "peer_add", "id": 1, "stream_ids": [id], "user_ids": [8]}),
    );
    answer(&mut stage, first, Found::Subscribers(Ok(vec![UserId(6)])));
    let again = asked(&stage, wanted);
    assert_ne!(first, again, "the answer may be older than the event");
    let people = vec![UserId(6), UserId(8)];
    answer(&mut stage, again, Found::Subscribers(Ok(people)));
    let organization = stage.app.organization.as_deref().unwrap();
    assert_eq!(
        organization.channels().is_subscriber(id, UserId(8)),
        Some(true)
    );
}

#[test]
fn what_is_done_is_shown_at_once_and_taken_back_with_the_reason() {
    let mut stage = at(100, 30, "workshop");
    stage.keys("Enter");
    let before = workshop(&stage);
    assert!(before.is_subscribed());
    for (keys, changed) in [
        (
            "M",
            (|s| s.is_muted()) as fn(&lazuli::model::ChannelState) -> bool,
        ),
        ("T", |s| s.personal.pin_to_top),
        ("S", |s| !s.is_subscribed()),
    ] {
        let was = changed(&workshop(&stage));
        stage.keys(keys);
        assert_ne!(changed(&workshop(&stage)), was, "{keys} shows at once");
        refuse(&mut stage, "Not today");
        assert_eq!(changed(&workshop(&stage)), was, "{keys} is taken back");
        let screen = stage.screen();
        assert!(screen.contains("Not today"), "{keys}: {screen}");
    }
    assert_eq!(workshop(&stage).personal, before.personal);
}

#[test]
fn what_was_filled_in_is_there_again_when_the_server_refuses() {
    let mut stage = at(100, 30, "workshop");
    stage.keys("Esc C");
    assert!(stage.screen().contains("New channel"));
    stage.keys("r a k u Enter");
    let (_, ordered) = act(&stage);
    assert!(matches!(ordered, Act::Channel(_)), "{ordered:?}");
    assert!(stage.screen().contains("making raku"), "{}", stage.screen());
    refuse(&mut stage, "Not today");
    assert!(!stage.screen().contains("making raku"));
    stage.keys("C");
    assert!(stage.screen().contains("raku"), "{}", stage.screen());
    // What is there already is told before anything is sent.
    stage.left.clear();
    stage.keys("Ctrl+U w o r k s h o p Enter");
    let screen = stage.screen();
    assert!(
        screen.contains("There is a channel called workshop already"),
        "{screen}"
    );
    assert!(stage.left.iter().all(|e| !matches!(e, Effect::Act { .. })));
}

#[test]
fn what_one_may_not_do_is_not_offered_and_says_why() {
    let mut stage = at(100, 30, "workshop");
    let me = stage.app.organization.as_deref().unwrap().me();
    event(
        &mut stage,
        json!({"type": "realm_user", "op": "update", "id": 1,
            "person": {"user_id": me, "role": 600}}),
    );
    let id = workshop(&stage).id();
    for permission in ["can_administer_channel_group", "can_add_subscribers_group"] {
        event(
            &mut stage,
            json!({"type": "stream", "op": "update", "id": 2, "stream_id": id, "name": "workshop",
                "property": permission,
                "value": {"direct_members": [], "direct_subgroups": []}}),
        );
    }
    stage.keys("Enter");
    let screen = stage.screen();
    assert!(
        !screen.contains("+\u{a0}add") && !screen.contains("e\u{a0}edit"),
        "{screen}"
    );
    for (key, why) in [
        ("e", "You may not change this channel."),
        ("+", "You may not add people to this channel."),
        ("X", "You may not archive this channel"),
        ("C", "You may not make channels in this organization."),
    ] {
        stage.keys(key);
        let screen = stage.screen();
        assert!(screen.contains(why), "{key}: {screen}");
    }
}

#[test]
fn others_changes_come_in_by_themselves() {
    let mut stage = Stage::recorded("server-11-new", 100, 30);
    stage.keys("Alt+c");
    let all = stage.app.channels.all;
    event(
        &mut stage,
        json!({"type": "stream", "op": "create", "id": 1, "streams": [
            {"stream_id": 777, "name": "raku", "description": "Fast fire", "invite_only": false,
             "subscriber_count": 4}]}),
    );
    let screen = stage.screen();
    assert!(
        screen.contains("raku") && screen.contains("Fast fire"),
        "{screen}"
    );
    assert_eq!(stage.app.channels.all, all + 1);
    event(
        &mut stage,
        json!({"type": "stream", "op": "update", "id": 2, "stream_id": 777, "name": "raku",
            "property": "name", "value": "wood firing"}),
    );
    assert!(stage.screen().contains("wood firing"));
    event(
        &mut stage,
        json!({"type": "stream", "op": "delete", "id": 3, "stream_ids": [777]}),
    );
    assert!(!stage.screen().contains("wood firing"));
    assert!(
        stage
            .app
            .organization
            .as_deref()
            .unwrap()
            .channels()
            .get(ChannelId(777))
            .is_none()
    );
}

#[test]
fn what_somebody_else_changed_while_a_form_was_open_is_left_as_they_made_it() {
    use lazuli::api::channel::{ChannelChange, SubscriptionChange};
    use lazuli::app::channels::order::ChannelOrder;
    let mut stage = at(100, 30, "workshop");
    let id = workshop(&stage).id();
    let change = |stage: &mut Stage, number: u64, property: &str, value: Value| {
        event(
            stage,
            json!({"type": "stream", "op": "update", "id": number, "stream_id": id,
                "name": "workshop", "property": property, "value": value}),
        );
    };
    stage.keys("Enter e");
    change(&mut stage, 1, "name", json!("the workshop"));
    stage.keys("Tab Ctrl+U k i l n s Enter");
    let (_, ordered) = act(&stage);
    let Act::Channel(order) = ordered else {
        panic!("{ordered:?}");
    };
    let ChannelOrder::Change { to, .. } = *order else {
        panic!("{order:?}");
    };
    assert!(
        matches!(&*to, [ChannelChange::Description(about, _)] if &**about == "kilns"),
        "{to:?}"
    );
    // Who may do what, and one's own side, likewise.
    stage.keys("U");
    change(&mut stage, 2, "can_send_message_group", json!(11));
    stage.keys("Tab Ctrl+U o w n e r s Enter");
    let (_, ordered) = act(&stage);
    let shown = format!("{ordered:?}");
    assert!(
        shown.contains("Permission(") && !shown.contains("SendMessage"),
        "{shown}"
    );
    stage.keys("o");
    event(
        &mut stage,
        json!({"type": "subscription", "op": "update", "id": 3, "stream_id": id,
            "property": "pin_to_top", "value": false}),
    );
    stage.keys("Right Enter");
    let (_, ordered) = act(&stage);
    let Act::Channel(order) = ordered else {
        panic!("{ordered:?}");
    };
    let ChannelOrder::Personal { to, .. } = *order else {
        panic!("{order:?}");
    };
    assert!(matches!(&*to, [SubscriptionChange::Muted(_)]), "{to:?}");
}
