//! Widgets from what servers recorded, from bad submessages, and from any.

use proptest::prelude::*;

use super::*;
use crate::api::ids::SubmessageId;
use crate::model::testing::message;
use crate::text::SafeText;

const AUTHOR: u64 = 7;
const POLL: &str = r#"{"widget_type": "poll", "extra_data": {"question": "Where to eat?", "options": ["noodles", "bread"]}}"#;
const TODO: &str = r#"{"widget_type": "todo", "extra_data": {"task_list_title": "Chores", "tasks": [{"task": "sweep", "desc": "the floor"}, {"task": "stack", "desc": ""}]}}"#;

fn step(id: u64, sender: u64, content: &str) -> Submessage {
    Submessage {
        id: SubmessageId(id),
        sender_id: UserId(sender),
        msg_type: "widget".into(),
        content: content.into(),
    }
}

fn with(start: &str, steps: &[(u64, &str)]) -> Message {
    let mut message = message(1, 1, "lunch", AUTHOR);
    message.add_submessage(step(1, AUTHOR, start));
    for ((sender, content), id) in steps.iter().zip(2..) {
        message.add_submessage(step(id, *sender, content));
    }
    message
}

/// `question | [votes] text | …`, or `title | [x] text: about | …`.
fn told(message: &Message) -> String {
    let Some(widget) = Widget::of(message) else {
        return "none".to_owned();
    };
    let mut parts = Vec::new();
    match widget {
        Widget::Poll(poll) => {
            parts.push(poll.question().to_owned());
            for option in poll.options() {
                let votes: Vec<String> = option.votes.iter().map(|v| v.to_string()).collect();
                parts.push(format!("[{}] {}", votes.join(" "), option.text));
            }
        }
        Widget::Todo(list) => {
            parts.push(list.title().to_owned());
            for task in list.tasks() {
                let mark = if task.done { "x" } else { " " };
                parts.push(format!("[{mark}] {}: {}", task.text, task.about));
            }
        }
        Widget::Choices(choices) => {
            parts.push(choices.heading.clone());
            parts.extend(choices.choices.iter().map(|c| c.reply.clone()));
        }
    }
    parts.join(" | ")
}

#[test]
fn a_recorded_poll_is_counted() {
    let steps = [
        (6, r#"{"type": "vote", "key": "canned,1", "vote": 1}"#),
        (7, r#"{"type": "new_option", "idx": 1, "option": "soup"}"#),
        (8, r#"{"type": "vote", "key": "7,1", "vote": 1}"#),
        (6, r#"{"type": "vote", "key": "canned,1", "vote": -1}"#),
    ];
    let seen: Vec<String> = (0..=4).map(|n| told(&with(POLL, &steps[..n]))).collect();
    insta::assert_snapshot!(seen.join("\n"), @r"
    Where to eat? | [] noodles | [] bread
    Where to eat? | [] noodles | [6] bread
    Where to eat? | [] noodles | [6] bread | [] soup
    Where to eat? | [] noodles | [6] bread | [8] soup
    Where to eat? | [] noodles | [] bread | [8] soup
    ");
}

#[test]
fn a_recorded_list_is_ticked() {
    let strike = (7, r#"{"type": "strike", "key": "0,canned"}"#);
    let more = r#"{"type":"new_task","key":2,"task":"wash","desc":"the cups","completed":false}"#;
    let steps = [
        strike,
        (9, more),
        (6, r#"{"type":"strike","key":"2,9"}"#),
        strike,
        (7, r#"{"type":"new_task_list_title","title":"Sunday"}"#),
    ];
    let seen: Vec<String> = (0..=5).map(|n| told(&with(TODO, &steps[..n]))).collect();
    insta::assert_snapshot!(seen.join("\n"), @r"
    Chores | [ ] sweep: the floor | [ ] stack: 
    Chores | [x] sweep: the floor | [ ] stack: 
    Chores | [x] sweep: the floor | [ ] stack:  | [ ] wash: the cups
    Chores | [x] sweep: the floor | [ ] stack:  | [x] wash: the cups
    Chores | [ ] sweep: the floor | [ ] stack:  | [x] wash: the cups
    Sunday | [ ] sweep: the floor | [ ] stack:  | [x] wash: the cups
    ");
}

#[test]
fn a_bots_choices_are_read() {
    let form = r#"{"widget_type":"zform","extra_data":{"type":"choices","heading":"Which?","choices":[
        {"type":"multiple_choice","short_name":"A","long_name":"glaze","reply":"answer a"}]}}"#;
    assert_eq!(told(&with(form, &[])), "Which? | answer a");
}

#[test]
fn bad_steps_change_nothing() {
    for (by, bad) in [
        (6, r#"{"type":"vote","key":"canned,0","vote":0}"#),
        (6, r#"{"type":"vote","key":"canned,0","vote":2}"#),
        (6, r#"{"type":"vote","key":"canned,0","vote":-2}"#),
        (6, r#"{"type":"vote","key":"canned,0","vote":-1}"#),
        (6, r#"{"type":"vote","key":"canned,2","vote":1}"#),
        (6, r#"{"type":"vote","key":"canned,00","vote":1}"#),
        (6, r#"{"type":"vote","key":"0,canned","vote":1}"#),
        (6, r#"{"type":"vote","key":"6,1","vote":1}"#),
        (6, r#"{"type":"vote","key":"","vote":1}"#),
        (6, r#"{"type":"new_option","idx":-1,"option":"soup"}"#),
        (6, r#"{"type":"new_option","idx":1001,"option":"soup"}"#),
        (6, r#"{"type":"new_option","idx":1.0,"option":"soup"}"#),
        (6, r#"{"type":"new_option","idx":1,"option":"bread"}"#),
        (6, r#"{"type":"question","question":"Mine now"}"#),
        (7, r#"{"type":"strike","key":"canned,0"}"#),
        (7, r#"{"type":"new_task_list_title","title":"t"}"#),
        (
            7,
            r#"{"type":"new_task","key":1,"task":"t","desc":"","completed":true}"#,
        ),
        (7, POLL),
        (7, TODO),
        (7, "null"),
        (7, "not JSON"),
        (7, ""),
    ] {
        let message = with(POLL, &[(by, bad)]);
        assert_eq!(
            told(&message),
            "Where to eat? | [] noodles | [] bread",
            "{bad}"
        );
    }
    for (by, bad) in [
        (6, r#"{"type":"strike","key":"canned,0"}"#),
        (6, r#"{"type":"strike","key":"2,canned"}"#),
        (
            6,
            r#"{"type":"new_task","key":-1,"task":"t","desc":"","completed":true}"#,
        ),
        (
            6,
            r#"{"type":"new_task","key":1001,"task":"t","desc":"","completed":true}"#,
        ),
        (
            6,
            r#"{"type":"new_task","key":1,"task":"stack","desc":"again","completed":true}"#,
        ),
        (6, r#"{"type":"new_task_list_title","title":"Mine now"}"#),
        (7, r#"{"type":"vote","key":"canned,0","vote":1}"#),
        (7, r#"{"type":"question","question":"q"}"#),
    ] {
        let message = with(TODO, &[(by, bad)]);
        assert_eq!(
            told(&message),
            "Chores | [ ] sweep: the floor | [ ] stack: ",
            "{bad}"
        );
    }
}

#[test]
fn a_widget_starts_with_the_first_submessage_of_the_messages_sender_or_never() {
    let mut late = message(1, 1, "lunch", AUTHOR);
    late.add_submessage(step(2, AUTHOR, POLL));
    assert_ne!(told(&late), "none");
    late.add_submessage(step(1, 6, r#"{"type":"vote","key":"canned,0","vote":1}"#));
    assert_eq!(told(&late), "none", "something came before it");
    let mut foreign = message(1, 1, "lunch", AUTHOR);
    foreign.add_submessage(step(1, 6, POLL));
    assert_eq!(told(&foreign), "none", "somebody else made it");
    let mut odd = message(1, 1, "lunch", AUTHOR);
    odd.add_submessage(Submessage {
        msg_type: "gadget".into(),
        ..step(1, AUTHOR, POLL)
    });
    assert_eq!(told(&odd), "none", "another type");
    let mut later = with(POLL, &[]);
    later.add_submessage(Submessage {
        msg_type: "gadget".into(),
        ..step(2, 6, r#"{"type":"vote","key":"canned,0","vote":1}"#)
    });
    assert_eq!(told(&later), "Where to eat? | [] noodles | [] bread");
    assert_eq!(told(&message(1, 1, "lunch", AUTHOR)), "none");
    assert_eq!(Kind::of(&with(TODO, &[])), Some(Kind::Todo));
    assert_eq!(Kind::of(&foreign), None);
}

#[test]
fn options_of_the_same_words_are_one_and_keep_their_numbers() {
    let twice = r#"{"widget_type":"poll","extra_data":{"options":["a","a","b"]}}"#;
    let vote = r#"{"type":"vote","key":"canned,2","vote":1}"#;
    assert_eq!(told(&with(twice, &[(6, vote)])), " | [] a | [6] b");
    // A key that is used again takes the option's place.
    let again = [
        (6, r#"{"type":"new_option","idx":1,"option":"c"}"#),
        (7, r#"{"type":"vote","key":"6,1","vote":1}"#),
        (6, r#"{"type":"new_option","idx":1,"option":"d"}"#),
    ];
    assert_eq!(told(&with(twice, &again)), " | [] a | [] b | [] d");
}

#[test]
fn what_one_does_is_numbered_by_what_one_did() {
    let Some(Widget::Poll(mut poll)) = Widget::of(&with(POLL, &[])) else {
        panic!("a poll");
    };
    let me = UserId(6);
    let first = poll.add_option(me, "soup").unwrap();
    assert!(matches!(first, Step::NewOption { idx: 1, .. }));
    poll.apply(me, &first);
    assert_eq!(poll.add_option(me, "soup"), None, "there is one");
    let last = r#"{"type":"new_option","idx":999,"option":"cake"}"#;
    poll.apply(me, &Step::parse(last).unwrap());
    poll.apply(
        UserId(9),
        &Step::parse(&last.replace("cake", "pie")).unwrap(),
    );
    let second = poll.add_option(me, "rice").unwrap();
    assert!(matches!(second, Step::NewOption { idx: 1000, .. }));
    poll.apply(me, &second);
    assert_eq!(poll.add_option(me, "more"), None, "no number is left");
    let up = poll.vote(me, 0).unwrap();
    assert!(matches!(up, Step::Vote { vote: 1, .. }));
    poll.apply(me, &up);
    assert!(matches!(
        poll.vote(me, 0),
        Some(Step::Vote { vote: -1, .. })
    ));
    assert_eq!(poll.vote(me, 99), None);
}

/// Steps, good and bad, of three people.
fn contents() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..3_u8, -2..3_i64).prop_map(|(n, vote)| format!(r#"{{"type":"vote","key":"canned,{n}","vote":{vote}}}"#)),
        2 => (6..9_u8, -1..3_i64).prop_map(|(u, n)| format!(r#"{{"type":"vote","key":"{u},{n}","vote":1}}"#)),
        2 => (-1..4_i64, "[ab]{1}").prop_map(|(n, text)| format!(r#"{{"type":"new_option","idx":{n},"option":"{text}"}}"#)),
        2 => (0..3_u8).prop_map(|n| format!(r#"{{"type":"strike","key":"{n},canned"}}"#)),
        2 => (-1..4_i64, "[ab]{1}").prop_map(|(n, text)| format!(r#"{{"type":"new_task","key":{n},"task":"{text}","desc":"","completed":false}}"#)),
        1 => "[ab]".prop_map(|q| format!(r#"{{"type":"question","question":"{q}"}}"#)),
        1 => Just(POLL.to_owned()),
        1 => any::<String>(),
        1 => "\\PC*",
    ]
}

proptest! {
    #[test]
    fn anything_at_all_may_stand_in_submessages(start in prop_oneof![Just(POLL.to_owned()), Just(TODO.to_owned()), contents()], steps in prop::collection::vec((6..9_u64, contents()), 0..30)) {
        let steps: Vec<(u64, &str)> = steps.iter().map(|(by, s)| (*by, s.as_str())).collect();
        let message = with(&start, &steps);
        if let Some(Widget::Poll(poll)) = Widget::of(&message) {
            for option in poll.options() {
                let mut voters = option.votes.clone();
                voters.sort_unstable();
                voters.dedup();
                prop_assert_eq!(voters.len(), option.votes.len(), "one person, one vote");
            }
            let _ = SafeText::line(poll.question());
        }
    }

    #[test]
    fn the_votes_are_the_same_in_whatever_order_and_how_often_events_came(
        steps in prop::collection::vec((6..9_u64, contents()), 1..20),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let tidy: Vec<(u64, &str)> = steps.iter().map(|(by, s)| (*by, s.as_str())).collect();
        for start in [POLL, TODO] {
            let expected = with(start, &tidy);
            let mut jumbled = message(1, 1, "lunch", AUTHOR);
            let all = &expected.submessages;
            for index in &order {
                jumbled.add_submessage(all[index.index(all.len())].clone());
            }
            for submessage in all.iter().rev() {
                jumbled.add_submessage(submessage.clone());
            }
            prop_assert_eq!(Widget::of(&jumbled), Widget::of(&expected));
        }
    }
}
