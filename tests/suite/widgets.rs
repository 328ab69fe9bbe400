//! Polls, to-do lists, choices and reactions in the state machine: what is shown at once, what
//! comes back, what is taken back.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use lazuli::api::error::{ApiError, NetworkError, NetworkKind};
use lazuli::api::event::Event;
use lazuli::api::event::RawEvent;
use lazuli::api::ids::MessageId;
use lazuli::api::widget::Step;
use lazuli::app::act::{Act, Ticket};
use lazuli::app::ask::{Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::layer::Layer;
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::model::widget::Kind;
use serde_json::{Value, json};

use crate::reading::{answer, asked};
use crate::support::stage::Stage;

/// On the recorded message of this kind.
fn on(kind: Kind, columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::recorded("server-11", columns, rows);
    if kind == Kind::Todo {
        // Its topic is hidden in the recording.
        let start = r#"{"widget_type": "todo", "extra_data": {"task_list_title": "Chores", "tasks": [{"task": "sweep", "desc": "the floor"}, {"task": "stack", "desc": ""}]}}"#;
        let strike = r#"{"type": "strike", "key": "0,canned"}"#;
        arrives(&mut stage, 9001, &[start, strike]);
    }
    stage.keys("G");
    for _ in 0..300 {
        if stage.app.widget_kind() == Some(kind) {
            stage.left.clear();
            return stage;
        }
        stage.keys("k");
    }
    panic!("no {kind:?} in the recording");
}

/// Ben's message with these submessages comes in.
fn arrives(stage: &mut Stage, id: u64, contents: &[&str]) {
    let submessages: Vec<Value> = contents
        .iter()
        .zip(4000..)
        .map(|(content, n)| json!({"id": n, "message_id": id, "sender_id": 7, "msg_type": "widget", "content": content}))
        .collect();
    event(
        stage,
        json!({"type": "message", "id": id, "flags": [], "message": {
            "id": id, "type": "stream", "stream_id": 4, "subject": "lunch",
            "display_recipient": "workshop", "sender_id": 7, "sender_full_name": "Ben Oduya",
            "timestamp": 1_795_327_800, "client": "t", "content": "<p>words</p>",
            "submessages": submessages}}),
    );
}

pub fn selected(stage: &Stage) -> MessageId {
    stage.app.selected_message().expect("a message").id
}

/// What was ordered since the last look.
fn ordered(stage: &mut Stage) -> Vec<(Ticket, Act)> {
    let left = std::mem::take(&mut stage.left).into_iter();
    left.filter_map(|effect| match effect {
        Effect::Act { ticket, act } => Some((ticket, act)),
        _ => None,
    })
    .collect()
}

pub fn event(stage: &mut Stage, event: Value) {
    let raw: RawEvent = serde_json::from_value(event).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
}

/// The step comes back, as the event that everybody gets.
fn comes(stage: &mut Stage, act: &Act, sender: u64, id: u64) {
    let Act::Step { message, step } = act else {
        panic!("{act:?}");
    };
    let content = step.content();
    event(
        stage,
        json!({"type": "submessage", "id": id, "msg_type": "widget", "message_id": message.0,
            "submessage_id": id, "sender_id": sender, "content": content}),
    );
}

fn acted(stage: &mut Stage, ticket: Ticket, act: Act, result: Result<(), ApiError>) {
    stage.update(Update::Session(SessionUpdate::Acted {
        ticket,
        act,
        result,
    }));
}

fn refused() -> Result<(), ApiError> {
    Err(ApiError::Setup("the server was not in the mood".to_owned()))
}

/// The row that holds a text, from that text on.
fn row(stage: &mut Stage, text: &str) -> String {
    let screen = stage.screen();
    let line = screen.lines().find(|line| line.contains(text));
    let line = line.unwrap_or_else(|| panic!("no {text:?} in\n{screen}"));
    line[line.find(text).unwrap()..].trim_end().to_owned()
}

#[test]
fn a_poll_and_a_list_on_a_large_screen() {
    insta::assert_snapshot!(on(Kind::Poll, 200, 60).screen());
}

#[test]
fn a_poll_and_a_list_on_an_old_terminal() {
    let mut stage = on(Kind::Poll, 80, 24);
    insta::assert_snapshot!(stage.screen());
    stage.keys("o");
    insta::assert_snapshot!("a_poll_in_full_on_an_old_terminal", stage.screen());
    stage.keys("a s o u p");
    insta::assert_snapshot!("an_option_is_typed_on_an_old_terminal", stage.screen());
}

#[test]
fn a_poll_and_a_list_in_a_corner_of_a_screen() {
    let mut stage = on(Kind::Poll, 40, 12);
    insta::assert_snapshot!(stage.screen());
    stage.keys("o");
    insta::assert_snapshot!("a_poll_in_full_in_a_corner_of_a_screen", stage.screen());
    let mut stage = on(Kind::Todo, 40, 12);
    insta::assert_snapshot!("a_list_in_a_corner_of_a_screen", stage.screen());
}

#[test]
fn a_vote_is_shown_at_once_and_counted_once() {
    let mut stage = on(Kind::Poll, 100, 30);
    assert_eq!(row(&mut stage, "1 ["), "1 [ ] noodles             0");
    stage.keys("1");
    let (ticket, act) = ordered(&mut stage).remove(0);
    assert!(
        matches!(&act, Act::Step { step: Step::Vote { vote: 1, key }, .. } if key == "canned,0")
    );
    let voted = row(&mut stage, "1 [");
    assert!(
        voted.contains("[✓] noodles") && voted.ends_with("1  you"),
        "{voted}"
    );
    comes(&mut stage, &act, 6, 5001);
    assert_eq!(row(&mut stage, "1 ["), voted, "once");
    acted(&mut stage, ticket, act, Ok(()));
    assert_eq!(row(&mut stage, "1 ["), voted);
    assert!(stage.app.echo.is_empty());
    // And back, the reply before the event.
    stage.keys("1");
    let (ticket, act) = ordered(&mut stage).remove(0);
    assert!(matches!(
        &act,
        Act::Step {
            step: Step::Vote { vote: -1, .. },
            ..
        }
    ));
    assert!(row(&mut stage, "1 [").starts_with("1 [ ] noodles"));
    acted(&mut stage, ticket, act.clone(), Ok(()));
    assert!(row(&mut stage, "1 [").starts_with("1 [ ] noodles"));
    comes(&mut stage, &act, 6, 5002);
    assert!(row(&mut stage, "1 [").starts_with("1 [ ] noodles") && stage.app.echo.is_empty());
}

#[test]
fn what_the_server_refuses_is_taken_back_and_told() {
    let mut stage = on(Kind::Poll, 100, 30);
    let before = stage.message_rows();
    stage.keys("2");
    assert_ne!(stage.message_rows(), before);
    let (ticket, act) = ordered(&mut stage).remove(0);
    acted(&mut stage, ticket, act, refused());
    assert_eq!(stage.message_rows(), before);
    assert!(stage.screen().contains("Your vote was not counted: "));
}

#[test]
fn what_nobody_knows_was_done_is_shown_until_the_server_tells() {
    let lost = || {
        Err(ApiError::Network(NetworkError {
            host: "chat.example".to_owned(),
            kind: NetworkKind::Timeout,
            detail: String::new(),
            unsent: false,
        }))
    };
    let mut stage = on(Kind::Poll, 100, 30);
    let before = stage.message_rows();
    stage.keys("2");
    let voted = stage.message_rows();
    let (ticket, act) = ordered(&mut stage).remove(0);
    acted(&mut stage, ticket, act, lost());
    assert_eq!(stage.message_rows(), voted, "the server may have it");
    assert!(stage.screen().contains("It is not known whether"));
    let ask = asked(&mut stage);
    assert_eq!(ask.query, Query::Message(selected(&stage)));
    // The server has no such vote.
    let message = stage.app.selected_message().unwrap().clone();
    answer(&mut stage, ask.id, Found::Message(Ok(Box::new(message))));
    assert_eq!(stage.message_rows(), before);
    assert!(stage.screen().contains("the server does not have it"));
    // The look is lost too: its event tells.
    stage.keys("2");
    let (ticket, act) = ordered(&mut stage).remove(0);
    acted(&mut stage, ticket, act.clone(), lost());
    let ask = asked(&mut stage);
    answer(&mut stage, ask.id, Found::Message(Err(lost().unwrap_err())));
    assert_eq!(stage.message_rows(), voted);
    comes(&mut stage, &act, 6, 5003);
    assert_eq!(stage.message_rows(), voted);
    assert!(stage.app.echo.is_empty());
}

#[test]
fn without_a_connection_nothing_is_done_and_that_is_told() {
    let mut stage = on(Kind::Poll, 100, 30);
    let before = stage.message_rows();
    let since_ms = stage.now.0;
    stage.update(Update::Session(SessionUpdate::Link(Link::Reconnecting {
        since_ms,
    })));
    stage.keys("1");
    assert!(ordered(&mut stage).is_empty());
    assert_eq!(stage.message_rows(), before);
    assert!(
        stage
            .screen()
            .contains("Your vote was not counted: there is no connection.")
    );
    stage.keys("=");
    assert!(ordered(&mut stage).is_empty() && stage.app.echo.is_empty());
    // What is typed stays where it is.
    stage.keys("o a p i e Enter");
    assert!(ordered(&mut stage).is_empty());
    assert!(stage.screen().contains("pie"));
    stage.update(Update::Session(SessionUpdate::Link(Link::Live)));
    stage.keys("Enter");
    assert_eq!(ordered(&mut stage).len(), 1);
}

#[test]
fn others_votes_come_in_live_also_into_the_popup() {
    let mut stage = on(Kind::Poll, 100, 30);
    let message = selected(&stage);
    stage.keys("o");
    let step = Step::parse(r#"{"type":"vote","key":"canned,0","vote":1}"#).unwrap();
    comes(&mut stage, &Act::Step { message, step }, 7, 5001);
    assert!(stage.screen().contains("noodles · 1 vote"));
    let screen = stage.screen();
    assert!(screen.contains("│       Ben Oduya  "), "{screen}");
    // On a voter's row, the option is chosen.
    stage.keys("j Space");
    let (_, act) = ordered(&mut stage).remove(0);
    assert!(
        matches!(act, Act::Step { step: Step::Vote { vote: 1, key }, .. } if key == "canned,0")
    );
    // Who comes in before it moves no selection.
    let selection = |stage: &Stage| match stage.app.layers.last() {
        Some(Layer::Widget(popup)) => popup.selected,
        other => panic!("{other:?}"),
    };
    stage.keys("j j");
    let before = selection(&stage);
    let step = Step::parse(r#"{"type":"vote","key":"canned,0","vote":1}"#).unwrap();
    comes(&mut stage, &Act::Step { message, step }, 8, 5002);
    assert_eq!(selection(&stage), before);
    // The message goes, and with it the popup.
    event(
        &mut stage,
        json!({"type": "delete_message", "id": 9, "message_type": "stream",
        "message_id": message.0, "message_ids": [message.0], "stream_id": 4, "topic": "lunch"}),
    );
    assert!(stage.app.layers.is_empty());
}

#[test]
fn options_are_added_and_words_are_kept_when_that_fails() {
    let mut stage = on(Kind::Poll, 100, 30);
    stage.keys("o a b r e a d Enter");
    assert!(ordered(&mut stage).is_empty());
    assert!(stage.screen().contains("There is such an option already."));
    stage.keys("s Enter");
    let (ticket, act) = ordered(&mut stage).remove(0);
    assert!(
        matches!(&act, Act::Step { step: Step::NewOption { idx: 1, option }, .. } if option == "breads")
    );
    assert!(stage.screen().contains("breads"));
    acted(&mut stage, ticket, act, refused());
    assert!(!stage.screen().contains("breads"));
    assert!(stage.screen().contains("your words are kept"));
    stage.keys("a");
    assert!(
        stage.screen().contains("breads"),
        "the words are there again"
    );
    // Leaving keeps them too; sending does not.
    stage.keys("Esc a ! Enter");
    let (_, act) = ordered(&mut stage).remove(0);
    assert_eq!(act.typed().as_deref(), Some("breads!"));
    stage.keys("a");
    assert!(
        !stage.screen().contains("breads!▏") && stage.screen().contains("an option to vote for")
    );
    // The question is Ben's.
    stage.keys("Esc e");
    assert!(stage.screen().contains("Only its author may change that."));
}

#[test]
fn tasks_are_ticked_and_added() {
    let mut stage = on(Kind::Todo, 100, 30);
    assert!(stage.screen().contains("1 [✓] sweep"), "Ben did it");
    stage.keys("1 2");
    assert!(stage.screen().contains("1 [ ] sweep"));
    assert!(stage.screen().contains("2 [✓] stack"));
    let acts = ordered(&mut stage);
    comes(&mut stage, &acts[0].1, 6, 5001);
    comes(&mut stage, &acts[1].1, 6, 5002);
    assert!(stage.screen().contains("1 [ ] sweep"));
    assert!(stage.screen().contains("2 [✓] stack") && stage.app.echo.is_empty());
    stage.keys("o a w a s h : Space c u p s Enter");
    let (_, act) = ordered(&mut stage).remove(0);
    let Act::Step {
        step:
            Step::NewTask {
                key,
                task,
                desc,
                completed,
            },
        ..
    } = act
    else {
        panic!("a task");
    };
    assert_eq!((key, &*task, &*desc, completed), (1, "wash", "cups", false));
    stage.keys("Esc 4");
    assert!(ordered(&mut stage).is_empty());
    assert!(stage.screen().contains("There is no number 4 here."));
}

#[test]
fn a_click_on_an_option_votes_and_one_beside_it_does_not() {
    let mut stage = on(Kind::Poll, 100, 30);
    let screen = stage.screen();
    let (y, line) = screen
        .lines()
        .enumerate()
        .find(|(_, l)| l.contains("[ ] bread"))
        .unwrap();
    let at = line[..line.find("[ ] bread").unwrap()].chars().count();
    let click = |stage: &mut Stage, column: usize| {
        stage.update(Update::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: u16::try_from(column).unwrap(),
            row: u16::try_from(y).unwrap(),
            modifiers: KeyModifiers::NONE,
        }));
        ordered(stage)
    };
    assert_eq!(click(&mut stage, at + 2).len(), 1);
    assert_eq!(click(&mut stage, at + 30).len(), 0);
    assert_eq!(click(&mut stage, at - 3).len(), 0);
}

#[test]
fn a_bots_choice_is_sent_as_a_message() {
    let mut stage = on(Kind::Todo, 100, 30);
    let content = r#"{"widget_type":"zform","extra_data":{"type":"choices","heading":"Which glaze?","choices":[
        {"type":"multiple_choice","short_name":"A","long_name":"celadon","reply":"answer a"},
        {"type":"multiple_choice","short_name":"B","long_name":"釉薬 ash","reply":"answer b"}]}}"#;
    arrives(&mut stage, 9002, &[content]);
    stage.keys("G");
    assert_eq!(stage.app.widget_kind(), Some(Kind::Choices));
    assert_eq!(row(&mut stage, "2 B"), "2 B  釉薬 ash");
    stage.keys("2");
    let (_, act) = ordered(&mut stage).remove(0);
    let place = stage.app.selected_message().unwrap().conversation.clone();
    assert_eq!(
        act,
        Act::Answer {
            to: place,
            me: stage.app.organization.as_ref().unwrap().me(),
            content: "answer b".into()
        }
    );
}

#[test]
fn reactions_are_toggled_with_their_own_names() {
    let mut stage = on(Kind::Poll, 100, 30);
    let message = selected(&stage);
    let reaction = |op: &str, user: u64, id: u64| {
        json!({"type": "reaction", "id": id, "op": op, "message_id": message.0, "user_id": user,
            "emoji_name": "ancient", "emoji_code": "77", "reaction_type": "realm_emoji"})
    };
    event(&mut stage, reaction("add", 7, 11));
    stage.keys("k j");
    assert_eq!(row(&mut stage, ":ancient:"), ":ancient: Ben Oduya");
    stage.keys("=");
    let (ticket, act) = ordered(&mut stage).remove(0);
    let Act::React {
        emoji, on: true, ..
    } = &act
    else {
        panic!("{act:?}");
    };
    assert_eq!((&*emoji.name, &*emoji.code), ("ancient", "77"));
    assert_eq!(row(&mut stage, "[:ancient:"), "[:ancient: Ben Oduya, you]");
    event(&mut stage, reaction("add", 6, 12));
    assert_eq!(row(&mut stage, "[:ancient:"), "[:ancient: Ben Oduya, you]");
    acted(&mut stage, ticket, act, Ok(()));
    // In one burst the reaction comes and goes on another device.
    stage.keys("=");
    let (ticket, act) = ordered(&mut stage).remove(0);
    assert!(matches!(act, Act::React { on: false, .. }));
    assert_eq!(row(&mut stage, ":ancient:"), ":ancient: Ben Oduya");
    acted(&mut stage, ticket, act, refused());
    assert_eq!(row(&mut stage, "[:ancient:"), "[:ancient: Ben Oduya, you]");
    assert!(stage.screen().contains("The reaction was not taken away"));
}

#[test]
fn a_thumb_goes_up_where_there_is_no_reaction() {
    let mut stage = on(Kind::Poll, 100, 30);
    stage.keys("=");
    let (_, act) = ordered(&mut stage).remove(0);
    assert!(matches!(act, Act::React { emoji, on: true, .. } if emoji.code == "1f44d"));
    assert_eq!(row(&mut stage, "[👍"), "[👍 you]");
}

#[test]
fn bad_submessages_change_nothing_on_the_screen() {
    let mut stage = on(Kind::Poll, 100, 30);
    let message = selected(&stage).0;
    let before = stage.screen();
    for (id, content) in [
        "",
        "null",
        "[]",
        r#"{"type":"vote"}"#,
        r#"{"type":"question","question":"mine"}"#,
    ]
    .iter()
    .enumerate()
    {
        event(
            &mut stage,
            json!({"type": "submessage", "id": 100 + id, "msg_type": "widget",
            "message_id": message, "submessage_id": 6000 + id, "sender_id": 8, "content": content}),
        );
        assert_eq!(stage.screen(), before, "{content}");
    }
}
