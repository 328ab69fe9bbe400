//! The demo person's own state.

use serde_json::{Map, Value, json};

use super::super::account::{Subscription, TopicPolicy, default_color, flag, policy};
use super::super::{World, YOU};
use super::DAY;
use crate::api::ids::ChannelId;

/// The demo person's own state.
pub(super) fn you(world: &mut World, marks: &[(u32, bool, bool)], now: u64) {
    let id_of = |name: &str| {
        world
            .channels
            .by_name(name)
            .map_or(ChannelId(0), |channel| channel.id)
    };
    let (workshop, firehose, random, general, left) = (
        id_of("workshop"),
        id_of("firehose"),
        id_of("random"),
        id_of("general"),
        id_of("library"),
    );
    let firmware = id_of("firmware");
    let pinned_draft = json!({
        "id": 1, "type": "stream", "to": [workshop.0], "topic": "kiln",
        "content": "The second shelf again — shall we", "timestamp": now - 5_000,
    });
    let account = world.account_mut(YOU);
    account.alert_words = vec!["celadon".into(), "cobalt".into()];
    for (id, unread, starred) in marks {
        if *unread {
            account.unread.insert(*id);
        }
        if *starred {
            *account.flags.entry(*id).or_default() |= flag::STARRED;
        }
    }
    if let Some(subscription) = account.subscriptions.get_mut(&workshop) {
        subscription.pinned = true;
        subscription.color = "#4f8de4".into();
    }
    if let Some(subscription) = account.subscriptions.get_mut(&firehose) {
        subscription.muted = true;
    }
    account
        .subscriptions
        .entry(left)
        .or_insert_with(|| Subscription {
            active: false,
            heard: Vec::new(),
            ..Subscription::new(default_color(YOU, left), 0)
        });
    for (channel, topic, policy) in [
        (workshop, "glaze tests", policy::FOLLOWED),
        (workshop, "kiln", policy::FOLLOWED),
        (random, "cats", policy::MUTED),
        (general, "parking", policy::MUTED),
        (firehose, "kiln 2 alarms", policy::UNMUTED),
        (firmware, "PID drift", policy::FOLLOWED),
    ] {
        account.policies.insert(
            (channel, topic.to_lowercase()),
            TopicPolicy {
                name: topic.to_owned(),
                policy,
                updated: now - 9 * DAY,
            },
        );
    }
    if let Value::Object(draft) = pinned_draft {
        account.drafts.push(draft);
    }
    let snippet = |id: u64, title: &str, content: &str| -> Map<String, Value> {
        Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("title".to_owned(), json!(title)),
            ("content".to_owned(), json!(content)),
            ("date_created".to_owned(), json!(now - 30 * DAY)),
        ])
    };
    account.snippets = vec![
        snippet(
            1,
            "kiln free",
            "The kiln is **free** from now on, key on the hook.",
        ),
        snippet(2, "thanks", "Thank you! I will look at it today."),
    ];
    let words: Vec<(u32, String)> = marks
        .iter()
        .filter_map(|(id, ..)| {
            Some((
                *id,
                world
                    .content(crate::api::ids::MessageId(u64::from(*id)))?
                    .into_owned(),
            ))
        })
        .collect();
    let account = world.account_mut(YOU);
    for (id, content) in words {
        if account.has_alert_word(&content) {
            *account.flags.entry(id).or_default() |= flag::ALERT_WORD;
        }
    }
}
