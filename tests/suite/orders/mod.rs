//! Thousands of random orders of events, fetches, replies and rebuilds, against a tiny server
//! written apart: what must hold is checked after each step, and in the end the model equals a
//! fresh one.

mod acts;
mod client;
mod server;
mod side;

use lazuli::api::ids::{ChannelId, MessageId, UserId};
use lazuli::api::message::{Message, Reaction};
use lazuli::model::{
    Anchor, Conversation, Direction, ListRequest, MessageList, Organization, check_invariants,
};
use proptest::prelude::*;

use client::{Client, build};
use server::{ADA, CHANNELS, Mention, Place, Server, TOPICS};

fn act(server: &mut Server, (kind, a, b, c): (u8, usize, usize, usize)) {
    let words = ["fire the kiln", "glaze it", "kiln", "lunch?", "fire"][c % 5];
    let mention = [
        Mention::No,
        Mention::No,
        Mention::Direct,
        Mention::Everybody,
    ][b % 4];
    let channel = CHANNELS[a % 3];
    let topic = TOPICS[b % 5];
    let sender = [7, 8, 9, ADA][c % 4];
    match kind {
        0..=7 => server.send(
            Place::Topic(channel, topic.to_owned()),
            sender,
            words,
            mention,
        ),
        8..=10 => {
            let mut people = [vec![7], vec![8], vec![7, 8], vec![]][a % 4].clone();
            let sender = *people.get(b).unwrap_or(&ADA);
            people.push(ADA);
            people.sort_unstable();
            server.send(Place::Dm(people), sender, words, mention);
        }
        11..=24 => {
            let Some(id) = server.pick(a) else { return };
            match kind {
                11 | 12 => server.edit(id, words, mention, c % 3 == 0),
                13..=15 => {
                    let mode = ["change_one", "change_later", "change_all"][c % 3];
                    server.shift(id, (CHANNELS[c / 3 % 3], topic), mode);
                }
                16 => server.delete(id),
                17 => server.read(&[id, id + 1, id + 2]),
                18 => server.unread(id),
                19 => server.star(id),
                20..=22 => server.react(id, 7 + b as u64 % 3),
                23 if a % 4 == 0 => server.read_all(),
                _ => server.unread(id),
            }
        }
        25 => server.set_policy(channel, topic, (c % 4) as u64),
        26 => server.mute_channel(channel),
        27 => server.mute_user(7 + b as u64 % 3),
        _ => server.subscribe(channel),
    }
}

/// One step of the client.
fn step(client: &mut Client, server: &Server, (kind, a, b, c): (u8, usize, usize, usize)) {
    let list = a % client.lists.len();
    match kind {
        0..=5 => client.hear(server, b % 4, c % 2 == 0),
        6..=8 => client.answer(server, a),
        9..=11 => client.receive(a, false),
        12 => client.receive(a, true),
        13..=15 => {
            let middle = client.org.messages().iter().map(|message| message.id).min();
            let anchor = match b % 4 {
                0 => Anchor::Newest,
                1 => Anchor::Oldest,
                2 => Anchor::FirstUnread,
                _ => Anchor::Message(MessageId(middle.map_or(0, |id| id.0 + c as u64 % 10))),
            };
            if !client.lists[list].is_loaded() || c % 8 == 0 {
                let request = client.lists[list].start(anchor, &client.org);
                client.post(list, ListRequest::Fetch(request));
            }
        }
        16..=19 => {
            let direction = if b % 2 == 0 {
                Direction::Older
            } else {
                Direction::Newer
            };
            if let Some(request) = client.lists[list].want(direction, &client.org) {
                client.post(list, ListRequest::Fetch(request));
            }
        }
        20..=22 => {
            client.upkeep();
        }
        23 => {
            let focus = client.lists[list].shown().get(b).copied();
            client.lists[list].set_focus(focus);
        }
        24 => client.forget(b % 2 == 0),
        25 => {
            let around = client.lists[list]
                .fetched()
                .get(b)
                .copied()
                .unwrap_or_default();
            client.lists[list].trim(around, 2 + c % 3);
        }
        _ if a % 3 == 0 => client.register_anew(server),
        _ => client.hear(server, 1, false),
    }
}

/// A message without what may differ: the order of reactions is kept, names of emoji are not.
fn plain(message: &Message) -> (String, Vec<Reaction>) {
    let bare = Message {
        reactions: Vec::new(),
        ..message.clone()
    };
    (format!("{bare:?}"), message.reactions.clone())
}

fn unread(org: &Organization) -> Vec<(Conversation, Vec<MessageId>)> {
    let unreads = org.unreads();
    let topics = unreads.channels().flat_map(|channel| {
        unreads
            .topics(channel)
            .map(move |(topic, ids)| (Conversation::topic(channel, topic.clone()), ids.to_vec()))
    });
    let dms = unreads
        .dms()
        .map(|(key, ids)| (Conversation::Dm(key.clone()), ids.to_vec()));
    let mut all: Vec<_> = topics.chain(dms).collect();
    all.sort();
    all
}

/// The model is the one that a fresh register gives, and lists are what the server would answer.
fn check_end(client: &Client, server: &Server) {
    let fresh = build(server);
    let org = &client.org;
    assert_eq!(unread(org), unread(&fresh));
    assert_eq!(org.unread_total(), fresh.unread_total());
    assert_eq!(
        org.unread_total() as u64,
        server.register()["unread_msgs"]["count"]
    );
    let listed: Vec<MessageId> =
        serde_json::from_value(server.register()["unread_msgs"]["mentions"].clone()).unwrap();
    assert_eq!(org.personal().starred, fresh.personal().starred);
    assert_eq!(org.channels(), fresh.channels());
    assert_eq!(org.policies(), fresh.policies());
    assert_eq!(org.users().muted(), fresh.users().muted());
    for (key, newest) in fresh.dms().by_newest() {
        assert!(org.dms().newest(key) >= Some(newest));
    }
    // A register reply does not say which mentions are of everybody, nor those that do not count.
    for id in org.unread_mentions().iter().chain(&listed) {
        if org.messages().contains(*id) && !org.messages().is_maybe_stale(*id) {
            assert_eq!(
                org.unread_mentions().contains(id),
                listed.contains(id),
                "mention {id}"
            );
        }
    }
    for message in org.messages().iter() {
        if org.messages().is_maybe_stale(message.id) {
            continue;
        }
        assert!(
            server.messages.contains_key(&message.id.0),
            "{} was deleted",
            message.id
        );
        let theirs: Message =
            serde_json::from_str(&server.message(message.id.0).to_string()).unwrap();
        assert_eq!(plain(message), plain(&theirs));
    }
    for list in &client.lists {
        check_list(list, server);
    }
}

fn check_list(list: &MessageList, server: &Server) {
    if !list.is_loaded() {
        return;
    }
    assert!(!list.is_stale());
    let narrow = list.view().narrow(UserId(ADA));
    let live = |channel: ChannelId| server.subscribed.contains(&channel.0);
    if !list.view().channel().is_none_or(live) {
        return;
    }
    let (first, last) = (list.fetched().first(), list.fetched().last());
    let in_range = |id: MessageId| {
        (list.reached_oldest() || first.is_some_and(|first| id >= *first))
            && (list.reached_newest() || last.is_some_and(|last| id <= *last))
    };
    // Of messages in channels that no events come from, nothing is promised.
    let is_sure = |id: &MessageId| {
        server
            .messages
            .get(&id.0)
            .is_some_and(|message| server.is_live(&message.place))
    };
    let expected: Vec<MessageId> = server
        .found(&narrow)
        .into_iter()
        .map(MessageId)
        .filter(|id| in_range(*id))
        .filter(is_sure)
        .collect();
    let mut fetched: Vec<MessageId> = list.fetched().iter().copied().filter(is_sure).collect();
    if narrow.to_string() == "is:unread" {
        // What has been read stays until the view is opened anew.
        fetched.retain(|id| !server.messages[&id.0].read);
        let missing: Vec<_> = expected.iter().filter(|id| !fetched.contains(id)).collect();
        assert!(
            missing.iter().all(|id| server.messages[&id.0].got),
            "{missing:?}"
        );
        return;
    }
    assert_eq!(fetched, expected, "{:?}", list.view());
    let shown: Vec<MessageId> = list.shown().iter().copied().filter(is_sure).collect();
    let visible: Vec<MessageId> = expected
        .into_iter()
        .filter(|id| server.shows(&narrow, &server.messages[&id.0]))
        .collect();
    assert_eq!(shown, visible, "{:?}", list.view());
}

fn dice(kinds: u8) -> impl Strategy<Value = (u8, usize, usize, usize)> {
    (0..kinds, 0usize..100, 0usize..100, 0usize..100)
}

proptest! {
    // PROPTEST_CASES may ask for more.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(1000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_order_ends_in_what_a_fresh_start_says(
        before in prop::collection::vec(dice(29), 0..30),
        steps in prop::collection::vec(prop_oneof![
            2 => dice(29).prop_map(|dice| (true, dice)),
            3 => dice(27).prop_map(|dice| (false, dice)),
        ], 10..120),
    ) {
        let mut server = Server::new();
        for dice in before {
            act(&mut server, dice);
        }
        let mut client = Client::new(&server);
        for (is_server, dice) in steps {
            if is_server {
                act(&mut server, dice);
            } else {
                step(&mut client, &server, dice);
            }
            if let Err(wrong) = check_invariants(&client.org, &client.lists) {
                panic!("{wrong}");
            }
        }
        client.settle(&server);
        check_invariants(&client.org, &client.lists).unwrap();
        check_end(&client, &server);
    }
}
