//! What changes on the screen by itself when time passes, at the moments the state asks for;
//! and what a registration after an outage leaves.

use lazuli::api::ids::{ChannelId, UserId};
use lazuli::api::time::UnixMillis;
use lazuli::app::reduce;
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::model::{Conversation, Organization, PresenceState};
use serde_json::json;

use crate::support::stage::{NOW, Stage, snapshot};

fn stage() -> Stage {
    Stage::recorded("server-11-new", 160, 45)
}

/// Lets time pass until `end`, as the loop does: only at the moments that the state asks for.
/// How many there were.
fn pass(stage: &mut Stage, end: UnixMillis) -> usize {
    let mut times = 0;
    while let Some(at) = reduce::deadline(&stage.app).filter(|at| *at <= end) {
        assert!(at > stage.now || times == 0, "it asks for a moment gone by");
        stage.now = at.max(stage.now);
        stage.update(Update::Clock);
        times += 1;
    }
    stage.now = end;
    times
}

#[test]
fn dates_are_right_after_midnight() {
    let mut stage = stage();
    // 2026-12-31 23:58:30 UTC
    stage.now = UnixMillis(1_798_761_510_000);
    stage.update(Update::Clock);
    let midnight = UnixMillis(1_798_761_600_000);
    assert!(!stage.screen().contains("November 2026"));
    let times = pass(&mut stage, midnight);
    assert!(
        stage.screen().contains("November 2026"),
        "{}",
        stage.screen()
    );
    assert!(times <= 4, "no busy tick: {times}");
}

#[test]
fn who_was_there_is_there_no_longer_after_a_while_without_news() {
    let mut stage = stage();
    stage.keys("|");
    let organization = stage.app.organization.as_deref().unwrap();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let ben: UserId = ben.user_id;
    let seconds = NOW.0 / 1000;
    let poll = json!({
        "presences": {ben.to_string(): {"active_timestamp": seconds, "idle_timestamp": seconds}},
        "presence_last_update_id": 1, "server_timestamp": seconds,
    });
    let poll = serde_json::from_value(poll).unwrap();
    stage.update(Update::Session(SessionUpdate::Presence(poll)));
    let state = |stage: &Stage| {
        let mut rows = stage.app.people_rows.iter();
        rows.find(|row| row.user == ben).unwrap().presence
    };
    assert_eq!(state(&stage), PresenceState::Active);
    let times = pass(&mut stage, NOW.plus(10 * 60_000));
    assert_eq!(state(&stage), PresenceState::Offline);
    assert!(times <= 12, "no busy tick: {times}");
}

#[test]
fn a_break_becomes_a_long_one_while_something_is_tried() {
    let mut stage = stage();
    let since_ms = stage.now.0;
    stage.update(Update::Session(SessionUpdate::Link(Link::Reconnecting {
        since_ms,
    })));
    assert!(stage.screen().contains("reconnecting"));
    let end = stage.now.plus(6000);
    pass(&mut stage, end);
    assert!(
        stage.screen().contains("offline since"),
        "{}",
        stage.screen()
    );
}

#[test]
fn what_was_moved_meanwhile_is_in_no_view_where_it_lives_no_longer() {
    let mut stage = stage();
    stage.keys("G Enter");
    let topic = stage.app.open_conversation().cloned().unwrap();
    let Conversation::Topic { channel, .. } = topic else {
        panic!("a topic: {topic:?}");
    };
    stage.keys("a G");
    stage.check();
    let newest = *stage
        .app
        .views
        .current_list()
        .unwrap()
        .shown()
        .last()
        .unwrap();
    let elsewhere = Conversation::topic(ChannelId(channel.0), "elsewhere".into());
    stage.messages.get_mut(&newest).unwrap().conversation = elsewhere.clone();
    let organization = Organization::new(snapshot("server-11-new"), NOW).unwrap();
    stage.update(Update::Session(SessionUpdate::Registered(Box::new(
        organization,
    ))));
    stage.check();
    let organization = stage.app.organization.as_deref().unwrap();
    assert_eq!(
        organization.message(newest).unwrap().conversation,
        elsewhere
    );
}
