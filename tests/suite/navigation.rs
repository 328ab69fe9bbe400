//! Going from pane to pane, opening channels, filtering lists.

use lazuli::api::conversation::Conversation;
use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::MessageId;
use lazuli::api::ids::{ChannelId, TopicName};
use lazuli::app::awaiting::PATIENCE_MS;
use lazuli::app::effect::Effect;
use lazuli::app::panes::Pane;
use lazuli::app::reduce;
use lazuli::app::side::SideKey;
use lazuli::app::topics;
use lazuli::app::update::{Asked, SessionUpdate, Update};
use lazuli::model::View;
use serde_json::json;

use crate::reading::{cut_off, on, row_of};
use crate::support::stage::Stage;

pub const WORKSHOP: ChannelId = ChannelId(4);

/// Registered, with the channel selected in the side and nobody telling of its topics.
fn at_workshop(columns: u16) -> Stage {
    let mut stage = Stage::recorded("server-11-new", columns, 40);
    stage.no_topics = true;
    stage.keys("q w o r k");
    assert_eq!(stage.app.side.selected, Some(SideKey::Channel(WORKSHOP)));
    stage
}

/// The question for the topics of a channel that was asked last.
fn asked(stage: &Stage) -> Asked {
    let asked = stage.left.iter().rev().find_map(|effect| match effect {
        Effect::FetchTopics { channel, asked } if *channel == WORKSHOP => Some(*asked),
        _ => None,
    });
    asked.expect("the topics are asked for")
}

pub fn footer(stage: &mut Stage) -> String {
    let screen = stage.screen();
    screen.lines().last().unwrap_or_default().to_owned()
}

fn newest_topic(stage: &Stage) -> View {
    let organization = stage.app.organization.as_deref().unwrap();
    let name = topics::of_channel(organization, WORKSHOP)[0].name.clone();
    View::Conversation(Conversation::topic(WORKSHOP, name))
}

#[test]
fn a_channel_opens_at_its_newest_topic_in_one_step() {
    for columns in [80, 110, 160] {
        let mut stage = at_workshop(columns);
        stage.keys("Enter");
        assert!(stage.app.shows(&View::Combined), "nothing moves meanwhile");
        assert!(!footer(&mut stage).contains("loading"), "not for a blink");
        let due = reduce::deadline(&stage.app).unwrap();
        stage.wait(due.0 - stage.now.0);
        let words = footer(&mut stage);
        assert!(words.contains("loading the topics of workshop…"), "{words}");
        let asked = asked(&stage);
        stage.update(Update::Session(SessionUpdate::Topics {
            channel: WORKSHOP,
            asked,
            result: Ok(stage.topics(WORKSHOP)),
        }));
        let newest = newest_topic(&stage);
        assert!(stage.app.shows(&newest), "{:?}", stage.app.open_view());
        assert_eq!(stage.app.focus, Pane::Messages);
        assert!(!footer(&mut stage).contains("loading"));
        stage.keys("Alt+Left");
        assert!(stage.app.shows(&View::Combined), "one step there, one back");
        // Known topics need no question.
        stage.left.clear();
        stage.keys("q w o r k Enter");
        assert!(stage.app.shows(&newest));
    }
}

#[test]
fn a_channel_whose_topics_do_not_come_opens_at_its_feed() {
    let mut stage = at_workshop(110);
    stage.keys("Enter");
    stage.wait(PATIENCE_MS - 1);
    assert!(stage.app.shows(&View::Combined));
    assert_eq!(reduce::deadline(&stage.app), Some(stage.now.plus(1)));
    stage.wait(1);
    assert!(stage.app.shows(&View::Channel(WORKSHOP)));
    let words = footer(&mut stage);
    assert!(words.contains("The topics could not be loaded"), "{words}");

    let mut stage = at_workshop(110);
    stage.keys("Enter");
    let asked = asked(&stage);
    stage.update(Update::Session(SessionUpdate::Topics {
        channel: WORKSHOP,
        asked,
        result: Err(cut_off()),
    }));
    assert!(stage.app.shows(&View::Channel(WORKSHOP)));
}

#[test]
fn who_goes_elsewhere_is_not_taken_to_the_channel_later() {
    for keys in ["Esc Esc", "*", "n"] {
        let mut stage = at_workshop(110);
        stage.keys("Enter");
        let asked = asked(&stage);
        stage.keys(keys);
        let there = stage.app.open_view().cloned();
        stage.update(Update::Session(SessionUpdate::Topics {
            channel: WORKSHOP,
            asked,
            result: Ok(stage.topics(WORKSHOP)),
        }));
        stage.wait(PATIENCE_MS);
        assert_eq!(stage.app.open_view(), there.as_ref(), "{keys}");
    }
}

#[test]
fn the_filter_finds_topics_that_are_folded_out() {
    let mut stage = Stage::recorded("server-11-new", 110, 40);
    let topic = stage.topics(WORKSHOP).topics.pop().unwrap().name;
    let typed: Vec<String> = topic.as_str().chars().map(String::from).collect();
    let typed = typed.join(" ").replace("   ", " Space ");
    stage.keys(&format!("q {typed}"));
    assert_eq!(stage.app.side.selected, None, "not before");
    stage.keys("Esc q w o r k Esc Right q");
    stage.keys(&typed);
    let found = SideKey::Topic(WORKSHOP, topic.clone());
    assert_eq!(stage.app.side.selected, Some(found));
    stage.keys("Enter");
    let view = View::Conversation(Conversation::topic(WORKSHOP, topic));
    assert!(stage.app.shows(&view));
}

#[test]
fn where_nothing_matches_it_is_said_whole_and_enter_says_so_too() {
    for columns in [40, 80, 110] {
        let mut stage = Stage::recorded("server-11-new", columns, 24);
        stage.keys("q x x x");
        let screen = stage.screen();
        let side = stage.cut(stage.app.geometry().channels);
        let words: Vec<&str> = side.split_whitespace().collect();
        let words = words.join(" ");
        assert!(
            words.contains("Nothing matches. Esc shows all."),
            "{screen}"
        );
        assert!(!footer(&mut stage).contains("open"), "{screen}");
        stage.keys("Up Down Enter");
        let screen = stage.screen();
        assert!(screen.contains("There is nothing to open"), "{screen}");
    }
}

#[test]
fn the_arrows_go_from_pane_to_pane() {
    let mut stage = Stage::recorded("server-11-new", 200, 40);
    stage.keys("q w o r k Enter");
    let mut visit = |keys: &str, pane: Pane| {
        stage.keys(keys);
        assert_eq!(stage.app.focus, pane, "{keys}");
        assert_eq!(stage.app.notice, None, "{keys} scolds");
    };
    visit("Right", Pane::Messages);
    visit("Left", Pane::Topics);
    visit("Left", Pane::Channels);
    visit("Left", Pane::Channels);
    visit("Right", Pane::Topics);
    visit("Esc", Pane::Messages);
    visit("Esc", Pane::Messages);
    visit("| Left", Pane::Messages);
    visit("Right", Pane::People);
    visit("Right", Pane::People);
    visit("Left Left", Pane::Topics);
    // To the right of a topic is what it says.
    visit("Right", Pane::Messages);
    let newest = newest_topic(&stage);
    assert!(stage.app.shows(&newest));
}

#[test]
fn the_arrows_go_through_the_folded_topics() {
    for columns in [80, 110] {
        let mut stage = Stage::recorded("server-11-new", columns, 40);
        stage.keys("Left");
        assert_eq!(stage.app.focus, Pane::Channels);
        stage.keys("q w o r k Esc");
        stage.screen();
        assert!(footer(&mut stage).contains("→ topics"), "{columns}");
        stage.keys("Right");
        let words = footer(&mut stage);
        assert!(
            words.contains("← fold") && !words.contains("→ topics"),
            "{words}"
        );
        stage.keys("Right");
        assert!(matches!(
            stage.app.side.selected,
            Some(SideKey::Topic(WORKSHOP, _))
        ));
        stage.keys("Left");
        assert_eq!(stage.app.side.selected, Some(SideKey::Channel(WORKSHOP)));
        assert!(footer(&mut stage).contains("→ topics"), "{columns}");
        stage.keys("Right Right Right");
        assert_eq!(stage.app.focus, Pane::Messages);
        let newest = newest_topic(&stage);
        assert!(stage.app.shows(&newest));
        assert_eq!(stage.app.notice, None);
    }
}

#[test]
fn the_footer_says_what_a_key_does_now() {
    let html = "<p>a</p><div class=\"spoiler-block\"><div class=\"spoiler-header\"><p>h</p>\
        </div><div class=\"spoiler-content\"><p>hidden words</p></div></div>";
    let (mut stage, _) = on(html, 120, 30);
    assert!(footer(&mut stage).contains("o spoiler"));
    stage.keys("o");
    assert!(
        row_of(&mut stage, "hidden words").is_some(),
        "{}",
        stage.screen()
    );
    assert!(footer(&mut stage).contains("o close spoiler"));
    stage.keys("o");
    assert!(footer(&mut stage).contains("o spoiler"));
}

#[test]
fn what_is_new_below_is_counted_also_where_it_is_not_loaded() {
    let told = |stage: &mut Stage| {
        let screen = stage.screen();
        let note = screen.lines().rev().nth(2).unwrap();
        let note = note.rsplit("  ").next().unwrap().trim();
        note.strip_suffix(" new ↓").map(str::to_owned)
    };
    for (many, fewest, most) in [(300, 280, 299), (1200, 999, 999)] {
        let mut stage = Stage::recorded("server-11-new", 80, 24);
        stage.update(Update::Focus(false));
        for n in 0..many {
            stage.arrive("many", &format!("number {n}"));
        }
        let many = Conversation::topic(WORKSHOP, TopicName::new("many"));
        stage.keys("q w o r k Enter");
        assert_eq!(stage.app.open_conversation(), Some(&many));
        let list = stage.app.views.current_list().unwrap();
        assert!(!list.reached_newest(), "else nothing is shown by this");
        let told = told(&mut stage).unwrap_or_else(|| panic!("{}", stage.screen()));
        assert_eq!(told.ends_with('+'), fewest == 999, "{told}");
        let number: usize = told.trim_end_matches('+').parse().expect("a number");
        assert!((fewest..=most).contains(&number), "{told}");
    }
}

#[test]
fn oneself_is_there_and_namesakes_are_told_apart() {
    let mut stage = Stage::recorded("server-11-new", 160, 40);
    let rename = |user: u64| {
        json!({"type": "realm_user", "op": "update", "id": 9000 + user,
            "person": {"user_id": user, "full_name": "Ben Oduya"}})
    };
    let raw: RawEvent = serde_json::from_value(rename(9)).unwrap();
    let event = Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.keys("|");
    let people = |stage: &mut Stage| {
        stage.screen();
        stage.cut(stage.app.geometry().people)
    };
    let first = people(&mut stage);
    assert!(first.contains("● Ada Quill (you)"), "{first}");
    for id in [7, 9] {
        assert!(first.contains(&format!("Ben Oduya id {id}")), "{first}");
    }
    assert!(!first.contains("id 10"), "{first}");
    stage.app.layout.people = 40;
    let wide = people(&mut stage);
    assert!(wide.contains("Ben Oduya ben@lapis.example"), "{wide}");
    assert!(wide.contains("Ben Oduya dmitri@lapis.example"), "{wide}");
    stage.keys("w d m i t r i @");
    assert_eq!(stage.app.people_rows.len(), 1, "by address too");
}

#[test]
fn typing_finds_keys_in_the_list_of_keys() {
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    stage.keys("?");
    let all = stage.screen();
    assert!(all.contains("Messages · you are here"), "{all}");
    assert!(all.contains("type a word or a key to find it"), "{all}");
    stage.keys("u n r e a d");
    let some = stage.screen();
    assert!(some.contains("filter: unread"), "{some}");
    assert!(
        some.contains("Go to the next topic with unread messages."),
        "{some}"
    );
    assert!(!some.contains("Go down one screenful."), "{some}");
    stage.keys("x x");
    assert!(stage.screen().contains("Nothing matches. Esc shows all."));
    stage.keys("Esc");
    assert_eq!(stage.screen(), all);
    stage.keys("Z");
    assert!(stage.screen().contains("This key"));
    stage.keys("Esc Down Down");
    assert_ne!(stage.screen(), all, "it scrolls");
    stage.keys("Esc");
    assert!(stage.app.layers.is_empty());
    stage.keys("Left ?");
    assert!(stage.screen().contains("Channels · you are here"));
    stage.keys("?");
    assert!(stage.app.layers.is_empty());
}

#[test]
fn topics_that_are_folded_out_at_the_bottom_come_in_sight() {
    let mut stage = Stage::recorded("server-11-new", 80, 16);
    stage.no_topics = true;
    stage.keys("Left");
    while stage.app.side.selected != Some(SideKey::Channel(WORKSHOP)) {
        stage.keys("j");
    }
    stage.keys("Right");
    let asked = asked(&stage);
    stage.update(Update::Session(SessionUpdate::Topics {
        channel: WORKSHOP,
        asked,
        result: Ok(stage.topics(WORKSHOP)),
    }));
    stage.screen();
    let side = stage.cut(stage.app.geometry().channels);
    assert_eq!(stage.app.side.selected, Some(SideKey::Channel(WORKSHOP)));
    let topics = side
        .lines()
        .skip_while(|l| !l.contains("# workshop"))
        .skip(1);
    let shown = topics.take_while(|l| l.starts_with("     ")).count();
    assert!(shown >= 8, "{shown}\n{side}");
}

#[test]
fn a_long_sentence_is_told_whole_on_a_narrow_screen() {
    let mut stage = Stage::recorded("server-11-new", 40, 12);
    stage.keys("H");
    let screen = stage.screen();
    let words: Vec<&str> = screen.split_whitespace().collect();
    let said = words.join(" ");
    assert!(
        said.contains("This message was never edited or moved, as far as one may know."),
        "{screen}"
    );
    assert!(screen.trim_end().ends_with("live"), "{screen}");
    stage.keys("Esc");
    assert!(
        stage
            .screen()
            .lines()
            .rev()
            .nth(1)
            .unwrap()
            .starts_with("───")
    );
}

#[test]
fn panes_change_their_width_or_say_why_not() {
    let mut stage = Stage::recorded("server-11-new", 100, 30);
    let width = |stage: &Stage| stage.app.geometry().channels.width;
    let before = width(&stage);
    stage.keys("]");
    assert_eq!((width(&stage), &stage.app.notice), (before + 2, &None));
    for _ in 0..40 {
        stage.keys("]");
    }
    assert!(stage.app.notice.is_some());
    let most = width(&stage);
    stage.keys("[");
    assert_eq!(width(&stage), most - 2, "at once");
    for _ in 0..40 {
        stage.keys("[");
    }
    assert!(footer(&mut stage).contains("cannot be narrower"));
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    stage.keys("]");
    assert!(footer(&mut stage).contains("The channels are not shown."));
}

#[test]
fn who_reads_a_topic_stays_at_the_message_when_it_is_resolved() {
    let (mut stage, _) = on("<p>first</p>", 110, 30);
    let ids: Vec<MessageId> = ["second", "third", "fourth"]
        .map(|words| stage.arrive("kiln", words))
        .into();
    stage.keys("S k k");
    let read = stage.app.selected_message().unwrap().id;
    assert_ne!(read, ids[2]);
    let row = row_of(&mut stage, "second");
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    let kiln = Conversation::topic(channel, "kiln".into());
    let all: Vec<MessageId> = organization
        .messages()
        .iter()
        .filter(|message| message.conversation == kiln)
        .map(|message| message.id)
        .collect();
    let raw: RawEvent = serde_json::from_value(json!({
        "type": "update_message", "id": 9700, "user_id": 7, "rendering_only": false,
        "message_id": all[0], "message_ids": all, "flags": [], "edit_timestamp": 50,
        "stream_id": channel, "orig_subject": "kiln", "subject": "✔ kiln", "topic_links": [],
        "propagate_mode": "change_all",
    }))
    .unwrap();
    let event = Event::parse(&raw).unwrap();
    let resolved = Conversation::topic(channel, "✔ kiln".into());
    for id in &all {
        let message = stage.messages.get_mut(id).unwrap();
        message.conversation = resolved.clone();
    }
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.arrive("✔ kiln", "Ben has marked this topic as resolved.");
    assert!(stage.app.shows(&View::Conversation(resolved)));
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(read));
    assert_eq!(row_of(&mut stage, "second"), row);
}
