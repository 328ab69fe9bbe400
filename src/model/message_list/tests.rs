use super::*;
use crate::api::conversation::Conversation;
use crate::api::event::{DeleteMessages, Event};
use crate::api::flags::MessageFlag;
use crate::api::ids::ChannelId;
use crate::api::message::{Message, MessagesPage};
use crate::model::check_invariants;
use crate::model::testing::{
    NOW, arrival, dm, edit, event, flagged, flags_event, ids, message, move_messages, organization,
    place,
};
use serde_json::json;

fn page(messages: Vec<Message>, found_oldest: bool, found_newest: bool) -> MessagesPage {
    MessagesPage {
        anchor: None,
        found_anchor: false,
        found_oldest,
        found_newest,
        history_limited: false,
        matches: Vec::new(),
        messages,
    }
}

fn kiln(list: &[u64]) -> Vec<Message> {
    list.iter().map(|id| message(*id, 1, "kiln", 7)).collect()
}

/// A list that holds these messages of the topic `kiln`.
fn opened(
    view: View,
    messages: Vec<Message>,
    oldest: bool,
    newest: bool,
) -> (Organization, MessageList) {
    let mut org = organization();
    let mut list = MessageList::new(view);
    let request = list.start(Anchor::FirstUnread, &org);
    let change = list
        .accept(&mut org, request.tag, page(messages, oldest, newest))
        .unwrap();
    assert!(change.reset);
    check(&org, &list);
    (org, list)
}

fn kiln_view() -> View {
    View::Conversation(place(1, "kiln"))
}

fn apply(org: &mut Organization, list: &mut MessageList, event: Event) -> ListChange {
    let changes = org.apply(event, NOW).unwrap();
    let change = list.apply(org, &changes);
    check(org, list);
    change
}

fn check(org: &Organization, list: &MessageList) {
    check_invariants(org, [list]).unwrap();
}

fn fetch(request: Option<ListRequest>) -> FetchRequest {
    match request {
        Some(ListRequest::Fetch(request)) => request,
        other => panic!("no fetch: {other:?}"),
    }
}

#[test]
fn nothing_is_asked_before_the_start_and_nothing_twice() {
    let org = organization();
    let mut list = MessageList::new(kiln_view());
    assert_eq!(list.upkeep(&org), None);
    assert_eq!(list.want(Direction::Older, &org), None);
    let request = list.start(Anchor::FirstUnread, &org);
    assert_eq!(request.anchor, Anchor::FirstUnread);
    assert_eq!(request.narrow.to_string(), "channel:1 topic:kiln");
    assert_eq!(
        (list.upkeep(&org), list.is_fetching(Direction::Newer)),
        (None, true)
    );
    list.failed(request.tag);
    let again = fetch(list.upkeep(&org));
    assert_eq!(again.anchor, Anchor::FirstUnread);
    assert_ne!(again.tag, request.tag);
}

#[test]
fn pages_extend_the_range_until_its_ends() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10, 11]), false, false);
    let older = list.want(Direction::Older, &org).unwrap();
    assert_eq!(
        (older.anchor, older.include_anchor),
        (Anchor::Message(MessageId(10)), false)
    );
    assert_eq!((older.num_before > 0, older.num_after), (true, 0));
    assert_eq!(list.want(Direction::Older, &org), None);
    let newer = list.want(Direction::Newer, &org).unwrap();
    let change = list
        .accept(&mut org, older.tag, page(kiln(&[8, 9]), true, false))
        .unwrap();
    assert_eq!(change.added, ids(&[8, 9]));
    let change = list
        .accept(&mut org, newer.tag, page(kiln(&[12]), false, true))
        .unwrap();
    assert_eq!((change.added, change.reset), (ids(&[12]), false));
    assert_eq!(list.shown(), ids(&[8, 9, 10, 11, 12]));
    assert!(list.reached_oldest() && list.reached_newest());
    assert_eq!(list.want(Direction::Older, &org), None);
    check(&org, &list);
}

#[test]
fn an_older_questions_answer_is_dropped() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10]), false, false);
    let older = list.want(Direction::Older, &org).unwrap();
    let fresh = list.start(Anchor::Newest, &org);
    assert_eq!(
        list.accept(&mut org, older.tag, page(kiln(&[9]), true, true)),
        None
    );
    assert!(
        list.accept(&mut org, fresh.tag, page(kiln(&[10]), true, true))
            .is_some()
    );
    assert_eq!(
        list.accept(&mut org, fresh.tag, page(kiln(&[9]), true, true)),
        None
    );
    assert_eq!(list.shown(), ids(&[10]));
}

#[test]
fn live_messages_join_only_at_the_newest_end() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10]), true, false);
    let change = apply(&mut org, &mut list, arrival(message(20, 1, "kiln", 7)));
    assert!(change.is_empty());
    let newer = list.want(Direction::Newer, &org).unwrap();
    list.accept(&mut org, newer.tag, page(kiln(&[15, 20]), false, true))
        .unwrap();
    let change = apply(&mut org, &mut list, arrival(message(21, 1, "Kiln", 7)));
    assert_eq!(change.added, ids(&[21]));
    assert!(apply(&mut org, &mut list, arrival(message(22, 1, "glaze", 7))).is_empty());
    assert_eq!(list.shown(), ids(&[10, 15, 20, 21]));
}

#[test]
fn a_message_that_comes_during_the_last_fetch_is_there_once() {
    for page_has_it in [false, true] {
        let (mut org, mut list) = opened(kiln_view(), kiln(&[10]), true, false);
        let newer = list.want(Direction::Newer, &org).unwrap();
        apply(&mut org, &mut list, arrival(message(20, 1, "kiln", 7)));
        let answer = if page_has_it {
            kiln(&[15, 20])
        } else {
            kiln(&[15])
        };
        let change = list
            .accept(&mut org, newer.tag, page(answer, false, true))
            .unwrap();
        assert_eq!(change.added, ids(&[15, 20]));
        assert_eq!(list.shown(), ids(&[10, 15, 20]));
        check(&org, &list);
    }
}

#[test]
fn a_message_deleted_or_moved_during_a_fetch_stays_out() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10]), false, true);
    let older = list.want(Direction::Older, &org).unwrap();
    let gone = DeleteMessages {
        message_ids: ids(&[8]),
        topic: Some((ChannelId(1), "kiln".into())),
    };
    apply(&mut org, &mut list, Event::DeleteMessages(gone));
    let moved = move_messages(&[7], (1, "kiln"), (1, "glaze"));
    apply(&mut org, &mut list, Event::UpdateMessage(Box::new(moved)));
    list.accept(&mut org, older.tag, page(kiln(&[7, 8, 9]), true, false))
        .unwrap();
    assert_eq!(list.shown(), ids(&[9, 10]));
    check(&org, &list);
}

#[test]
fn moves_take_messages_out_and_bring_them_in() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10, 12]), true, true);
    apply(&mut org, &mut list, arrival(message(20, 1, "glaze", 7)));
    let moved =
        |list: &[u64], from, to| Event::UpdateMessage(Box::new(move_messages(list, from, to)));
    let change = apply(&mut org, &mut list, moved(&[20], (1, "glaze"), (1, "kiln")));
    assert_eq!((change.added, list.is_stale()), (ids(&[20]), false));
    let change = apply(&mut org, &mut list, moved(&[10], (1, "kiln"), (2, "kiln")));
    assert_eq!(change.removed, ids(&[10]));
    // A message that nobody holds belongs between those that are known: all is asked anew.
    apply(&mut org, &mut list, moved(&[11], (1, "glaze"), (1, "kiln")));
    assert!(list.is_stale());
    assert_eq!(list.shown(), ids(&[12, 20]));
    let request = fetch(list.upkeep(&org));
    let change = list
        .accept(&mut org, request.tag, page(kiln(&[11, 12, 20]), true, true))
        .unwrap();
    assert_eq!(
        (change.added, change.reset, list.is_stale()),
        (ids(&[11]), true, false)
    );
}

#[test]
fn a_moved_topic_can_be_followed() {
    let (mut org, mut list) = opened(kiln_view(), kiln(&[10, 12]), true, true);
    let moved = move_messages(&[10, 12], (1, "kiln"), (2, "ovens"));
    let changes = org
        .apply(Event::UpdateMessage(Box::new(moved)), NOW)
        .unwrap();
    assert_eq!(changes.moved[0].to, place(2, "ovens"));
    let change = list.follow(View::Conversation(changes.moved[0].to.clone()), &org);
    assert!(change.is_empty() && list.is_stale());
    list.apply(&org, &changes);
    assert_eq!(list.shown(), ids(&[10, 12]));
    assert_eq!(
        fetch(list.upkeep(&org)).narrow.to_string(),
        "channel:2 topic:ovens"
    );
}

#[test]
fn starring_and_muting_change_what_is_there() {
    let (mut org, mut starred) = opened(View::Starred, Vec::new(), true, true);
    apply(&mut org, &mut starred, arrival(message(10, 1, "kiln", 7)));
    let change = apply(&mut org, &mut starred, flags_event("add", "starred", &[10]));
    assert_eq!(change.added, ids(&[10]));
    let change = apply(
        &mut org,
        &mut starred,
        flags_event("remove", "starred", &[10]),
    );
    assert_eq!(change.removed, ids(&[10]));
    apply(&mut org, &mut starred, flags_event("add", "starred", &[9]));
    assert!(starred.is_stale(), "message 9 is starred and not held");

    let (mut org, mut all) = opened(View::Combined, kiln(&[10, 12]), true, true);
    let policy = |value: u64| {
        event(
            json!({"type": "user_topic", "stream_id": 1, "topic_name": "KILN",
                     "last_updated": 1, "visibility_policy": value}),
        )
    };
    let change = apply(&mut org, &mut all, policy(1));
    assert_eq!(
        (change.removed, all.fetched()),
        (ids(&[10, 12]), &ids(&[10, 12])[..])
    );
    assert_eq!(apply(&mut org, &mut all, policy(0)).added, ids(&[10, 12]));
}

#[test]
fn hidden_messages_still_say_where_to_go_on() {
    let noise = vec![message(10, 2, "noise", 7), message(11, 2, "noise", 7)];
    let (org, mut list) = opened(View::Combined, noise, false, false);
    assert!(list.shown().is_empty());
    assert_eq!(
        list.want(Direction::Older, &org).unwrap().anchor,
        Anchor::Message(MessageId(10))
    );
    assert_eq!(
        list.want(Direction::Newer, &org).unwrap().anchor,
        Anchor::Message(MessageId(11))
    );
}

#[test]
fn an_edit_can_bring_a_mention() {
    let (mut org, mut list) = opened(View::Mentions, Vec::new(), true, true);
    apply(&mut org, &mut list, arrival(message(10, 1, "kiln", 7)));
    let mut update = edit(10, "<p>@Ada</p>");
    update.flags.insert(&MessageFlag::Mentioned);
    let change = apply(&mut org, &mut list, Event::UpdateMessage(Box::new(update)));
    assert_eq!(change.added, ids(&[10]));
    let change = apply(
        &mut org,
        &mut list,
        Event::UpdateMessage(Box::new(edit(10, "<p>nobody</p>"))),
    );
    assert_eq!(change.removed, ids(&[10]));
}

#[test]
fn what_only_the_server_knows_is_asked() {
    let search = View::Search("fire".parse().unwrap());
    let (mut org, mut list) = opened(search, kiln(&[10]), true, true);
    apply(&mut org, &mut list, arrival(message(20, 1, "kiln", 7)));
    apply(&mut org, &mut list, arrival(message(21, 1, "kiln", 7)));
    let Some(ListRequest::Match(request)) = list.upkeep(&org) else {
        panic!("no question")
    };
    assert_eq!((&request.ids, list.upkeep(&org)), (&ids(&[20, 21]), None));
    list.failed(request.tag);
    let Some(ListRequest::Match(request)) = list.upkeep(&org) else {
        panic!("no question")
    };
    let change = list.accept_matches(&org, request.tag, &ids(&[21])).unwrap();
    assert_eq!(
        (change.added, list.shown()),
        (ids(&[21]), &ids(&[10, 21])[..])
    );
    assert_eq!(list.accept_matches(&org, request.tag, &ids(&[20])), None);
    // What it says changed: the server is asked once more, and the message goes.
    apply(
        &mut org,
        &mut list,
        Event::UpdateMessage(Box::new(edit(21, "water"))),
    );
    let Some(ListRequest::Match(request)) = list.upkeep(&org) else {
        panic!("no question")
    };
    let change = list.accept_matches(&org, request.tag, &[]).unwrap();
    assert_eq!(change.removed, ids(&[21]));
}

#[test]
fn reading_does_not_empty_a_view_of_unread_messages() {
    let unread = View::Search("is:unread".parse().unwrap());
    let (mut org, mut list) = opened(unread, kiln(&[10, 11]), true, true);
    apply(&mut org, &mut list, flags_event("add", "read", &[10]));
    assert_eq!(list.shown(), ids(&[10, 11]));
    apply(
        &mut org,
        &mut list,
        arrival(flagged(message(12, 1, "kiln", 6), &[MessageFlag::Read])),
    );
    apply(&mut org, &mut list, arrival(message(13, 1, "kiln", 7)));
    assert_eq!(list.shown(), ids(&[10, 11, 13]));
}

#[test]
fn after_a_rebuild_all_is_fetched_anew_around_the_reader() {
    let (org, mut list) = opened(kiln_view(), kiln(&[10, 12, 14]), true, true);
    let mut new = organization();
    new.adopt_stale(org);
    let change = list.rebuilt(Some(MessageId(12)), &new);
    assert!(change.is_empty() && list.is_stale() && !list.reached_newest());
    assert_eq!(list.shown(), ids(&[10, 12, 14]));
    check(&new, &list);
    // A message that comes meanwhile may be beyond a hole: it waits.
    assert!(apply(&mut new, &mut list, arrival(message(30, 1, "kiln", 7))).is_empty());
    let request = fetch(list.upkeep(&new));
    assert_eq!(request.anchor, Anchor::Message(MessageId(12)));
    assert_eq!(
        (list.upkeep(&new), list.want(Direction::Newer, &new)),
        (None, None)
    );
    let answer = vec![
        message(12, 1, "kiln", 7),
        Message {
            content: "new".into(),
            ..message(14, 1, "kiln", 7)
        },
    ];
    let change = list
        .accept(&mut new, request.tag, page(answer, true, false))
        .unwrap();
    assert_eq!((change.removed, change.reset), (ids(&[10]), true));
    assert_eq!(&*new.message(MessageId(14)).unwrap().content, "new");
    // It was at the newest end before, so it goes there by itself.
    let request = fetch(list.upkeep(&new));
    assert_eq!(request.anchor, Anchor::Message(MessageId(14)));
    list.accept(&mut new, request.tag, page(kiln(&[16, 30]), false, true))
        .unwrap();
    assert_eq!(list.upkeep(&new), None);
    assert_eq!(list.shown(), ids(&[12, 14, 16, 30]));
    check(&new, &list);
}

#[test]
fn subscribing_makes_a_channels_list_doubtful() {
    let (mut org, mut list) = opened(
        View::Channel(ChannelId(3)),
        vec![message(10, 3, "far", 7)],
        true,
        true,
    );
    assert!(org.messages().is_maybe_stale(MessageId(10)));
    let add = json!({"type": "subscription", "op": "add", "subscriptions": [
        {"stream_id": 3, "name": "Elsewhere", "color": "#112233", "is_muted": false}]});
    apply(&mut org, &mut list, event(add));
    assert!(list.is_stale());
    let request = fetch(list.upkeep(&org));
    let far = [10, 11].map(|id| flagged(message(id, 3, "far", 7), &[MessageFlag::Read]));
    list.accept(&mut org, request.tag, page(far.to_vec(), true, true))
        .unwrap();
    assert_eq!(list.shown(), ids(&[10, 11]));
    assert!(!org.messages().is_maybe_stale(MessageId(10)));
}

#[test]
fn neighbours_survive_their_message() {
    let (_, list) = opened(kiln_view(), kiln(&[10, 12, 14]), true, true);
    let near = |id| list.nearest(MessageId(id)).map(|id| id.0);
    assert_eq!(
        [9, 10, 11, 14, 99].map(near),
        [10, 10, 12, 14, 14].map(Some)
    );
    assert_eq!(list.before(MessageId(12)), Some(MessageId(10)));
    assert_eq!(
        (list.before(MessageId(10)), list.after(MessageId(14))),
        (None, None)
    );
    assert_eq!(list.after(MessageId(11)), Some(MessageId(12)));
    assert_eq!(list.position(MessageId(14)), Some(2));
}

#[test]
fn trimming_keeps_what_is_near_and_asks_for_the_rest_again() {
    let many: Vec<u64> = (1..=100).collect();
    let (org, mut list) = opened(kiln_view(), kiln(&many), true, true);
    assert!(!list.trim(MessageId(50), 60));
    assert!(list.trim(MessageId(50), 20));
    assert_eq!(
        (list.shown().first(), list.shown().len()),
        (Some(&MessageId(40)), 20)
    );
    assert!(!list.reached_oldest() && !list.reached_newest());
    assert_eq!(
        list.want(Direction::Older, &org).unwrap().anchor,
        Anchor::Message(MessageId(40))
    );
    check(&org, &list);
}

#[test]
fn a_flood_during_a_fetch_makes_it_be_asked_again() {
    let (mut org, mut list) = opened(View::AllDms, vec![dm(5, &[7], 7)], false, true);
    let older = list.want(Direction::Older, &org).unwrap();
    for at in 0..5000 {
        let typing = flags_event("add", "starred", &[at + 10_000]);
        org.apply(typing, NOW).unwrap();
    }
    let change = list
        .accept(&mut org, older.tag, page(vec![dm(4, &[7], 7)], true, false))
        .unwrap();
    assert!(change.is_empty());
    let again = list.want(Direction::Older, &org).unwrap();
    list.accept(&mut org, again.tag, page(vec![dm(4, &[7], 7)], true, false))
        .unwrap();
    assert_eq!(list.shown(), ids(&[4, 5]));
    let key = crate::model::testing::dm_key(&[7]);
    assert_eq!(org.unreads().of(&Conversation::Dm(key)), ids(&[4, 5]));
}

/// A list of `kiln` with these messages, rebuilt while nobody told what happened.
fn rebuilt(list: &[u64], reading: u64) -> (Organization, MessageList, FetchRequest) {
    let (old, mut list) = opened(kiln_view(), kiln(list), true, true);
    let mut org = organization();
    org.adopt_stale(old);
    list.rebuilt(Some(MessageId(reading)), &org);
    let request = fetch(list.upkeep(&org));
    assert_eq!(
        request.narrow.to_string(),
        format!("channel:1 topic:kiln with:{reading}")
    );
    (org, list, request)
}

#[test]
fn a_conversation_that_was_moved_while_nobody_told_is_followed() {
    let (mut org, mut list, request) = rebuilt(&[10, 11, 12], 11);
    let there = |id| message(id, 2, "glaze", 7);
    let moved = page(vec![there(9), there(11), there(12)], true, true);
    list.accept(&mut org, request.tag, moved).unwrap();
    assert_eq!(*list.view(), View::Conversation(place(2, "glaze")));
    assert_eq!(list.shown(), ids(&[9, 11, 12]));
    check(&org, &list);
}

#[test]
fn so_is_one_whose_first_page_had_not_come() {
    let mut org = organization();
    let mut list = MessageList::new(kiln_view());
    list.start(Anchor::Message(MessageId(11)), &org);
    list.rebuilt(None, &org);
    let request = fetch(list.upkeep(&org));
    assert_eq!(request.narrow.to_string(), "channel:1 topic:kiln with:11");
    let there = |id| message(id, 2, "glaze", 7);
    let moved = page(vec![there(9), there(11)], true, true);
    list.accept(&mut org, request.tag, moved).unwrap();
    assert_eq!(*list.view(), View::Conversation(place(2, "glaze")));
    assert_eq!(list.shown(), ids(&[9, 11]));
    check(&org, &list);
}

#[test]
fn one_message_that_was_moved_away_is_not() {
    let (mut org, mut list, request) = rebuilt(&[10, 11, 12], 11);
    let moved = page(vec![message(11, 2, "glaze", 7)], true, true);
    list.accept(&mut org, request.tag, moved).unwrap();
    assert_eq!(*list.view(), kiln_view());
    let request = fetch(list.upkeep(&org));
    assert_eq!(request.narrow.to_string(), "channel:1 topic:kiln");
    list.accept(&mut org, request.tag, page(kiln(&[10, 12]), true, true));
    assert_eq!(list.shown(), ids(&[10, 12]));
    check(&org, &list);
}
