//! The box that leads everywhere and the commands by name: what they offer, where they lead,
//! the home view, days, channels beside.

use lazuli::api::conversation::Conversation;
use lazuli::api::ids::{ChannelId, MessageId};
use lazuli::api::time::UnixSeconds;
use lazuli::app::act::Act;
use lazuli::app::ask::{Answer, Found, Query};
use lazuli::app::command::Place;
use lazuli::app::destination::Destination;
use lazuli::app::effect::Effect;
use lazuli::app::jump::Target;
use lazuli::app::layer::Layer;
use lazuli::app::pages::Page;
use lazuli::app::sheet;
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::archive::{Habit, Used};
use lazuli::config::settings::HomeChoice;
use lazuli::model::View;

use crate::support::stage::Stage;

const WORKSHOP: ChannelId = ChannelId(4);

fn recorded(columns: u16, rows: u16) -> Stage {
    Stage::recorded("server-11-new", columns, rows)
}

fn typed(stage: &mut Stage, text: &str) {
    stage.update(Update::Paste(text.to_owned()));
}

fn rows(stage: &Stage) -> Vec<Target> {
    stage.app.jump().expect("the box is open").rows.clone()
}

fn footer(stage: &mut Stage) -> String {
    let screen = stage.screen();
    screen.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn nothing_is_held_before_the_box_is_opened_and_esc_leaves_all_as_it_was() {
    let mut stage = recorded(110, 30);
    let before = format!("{:?}", stage.app.jumping);
    assert!(before.contains("index: None"), "{before}");
    let view = stage.app.open_view().cloned();
    stage.keys("O");
    assert_eq!(stage.app.place(), Place::Jump);
    stage.keys("w o r k Esc");
    assert_eq!(stage.app.place(), Place::Messages);
    assert_eq!(stage.app.open_view().cloned(), view);
}

#[test]
fn what_was_used_in_earlier_runs_comes_first_also_where_the_box_is_open_already() {
    let mut stage = recorded(110, 30);
    stage.keys("O");
    let there = Target::To(Destination::View(View::Channel(WORKSHOP)));
    assert_ne!(rows(&stage)[0], there);
    let habit = Habit {
        what: Used::View(format!("channel:{WORKSHOP}")),
        count: 3,
        used_ms: 1,
    };
    stage.update(Update::Session(SessionUpdate::Habits(vec![habit])));
    assert_eq!(rows(&stage)[0], there);
    assert_eq!(stage.app.jump().expect("the box is open").at, 0);
}

#[test]
fn a_channel_a_topic_and_a_person_are_a_few_letters_away() {
    let mut stage = recorded(110, 30);
    stage.keys("O");
    typed(&mut stage, "workshop");
    let feed = Destination::View(View::Channel(WORKSHOP));
    assert_eq!(rows(&stage)[0], Target::To(feed));
    // The other key opens the feed, whatever the setting says of channels.
    stage.keys("Ctrl+O");
    assert!(stage.app.shows(&View::Channel(WORKSHOP)));
    // Tab goes on with its topics.
    stage.keys("O");
    typed(&mut stage, "workshop");
    stage.keys("Tab");
    assert_eq!(stage.app.jump().unwrap().line.text(), "workshop>");
    let all = rows(&stage);
    assert!(all.len() > 1);
    assert!(all.iter().all(|row| matches!(
        row,
        Target::To(Destination::View(View::Conversation(Conversation::Topic {
            channel: WORKSHOP,
            ..
        })))
    )));
    stage.keys("Enter");
    let Target::To(Destination::View(first)) = &all[0] else {
        panic!("{all:?}");
    };
    assert!(stage.app.shows(first));
    // A person: what is written with them, or who they are.
    stage.keys("O");
    typed(&mut stage, "@ben");
    let Some(Target::Person(ben)) = rows(&stage).first().cloned() else {
        panic!("{:?}", rows(&stage));
    };
    stage.keys("Ctrl+O");
    let Some(Layer::Sheet(sheet)) = stage.app.layers.last() else {
        panic!("no card");
    };
    assert_eq!(sheet.page, sheet::Page::Person(ben));
    stage.keys("Esc O");
    typed(&mut stage, "@ben");
    stage.keys("Enter");
    let open = stage.app.open_conversation().cloned();
    assert!(matches!(open, Some(Conversation::Dm(key)) if key.contains(ben) && !key.is_group()));
    // Where one was comes first in an empty box.
    stage.keys("a O");
    assert_eq!(rows(&stage)[0], Target::Person(ben));
}

#[test]
fn topics_that_are_not_loaded_are_fetched_for_the_channel_before_the_sign() {
    let mut stage = recorded(80, 24);
    stage.no_topics = true;
    stage.keys("O");
    typed(&mut stage, "worksh>gl");
    let asked = stage.left.iter().find_map(|effect| match effect {
        Effect::FetchTopics { channel, asked } => Some((*channel, *asked)),
        _ => None,
    });
    let (channel, asked) = asked.expect("the topics are asked for");
    assert_eq!(channel, WORKSHOP);
    // Another channel's topics nobody asked for.
    typed(&mut stage, " nothing like it");
    let screen = stage.screen();
    assert!(
        screen.contains("Loading the topics of workshop…"),
        "{screen}"
    );
    let topics = stage.topics(WORKSHOP);
    let name = topics.topics.last().unwrap().name.clone();
    stage.update(Update::Session(SessionUpdate::Topics {
        channel,
        asked,
        result: Ok(topics),
    }));
    stage.keys("Ctrl+U");
    typed(&mut stage, &format!("worksh>{}", name.as_str()));
    stage.keys("Enter");
    let view = View::Conversation(Conversation::topic(WORKSHOP, name));
    assert!(stage.app.shows(&view), "{:?}", stage.app.open_view());
}

#[test]
fn topics_that_cannot_be_had_are_not_waited_for() {
    let mut stage = recorded(80, 24);
    stage.no_topics = true;
    stage.keys("O");
    typed(&mut stage, "worksh>nothing like it");
    let asked = |stage: &Stage| {
        let mut effects = stage.left.iter().rev();
        effects.find_map(|effect| match effect {
            Effect::FetchTopics { asked, .. } => Some(*asked),
            _ => None,
        })
    };
    let fail = |stage: &mut Stage, error| {
        let asked = asked(stage).expect("the topics are asked for");
        stage.left.clear();
        stage.update(Update::Session(SessionUpdate::Topics {
            channel: WORKSHOP,
            asked,
            result: Err(error),
        }));
    };
    fail(&mut stage, crate::reading::cut_off());
    let screen = stage.screen();
    assert!(
        screen.contains("could not be loaded; it is tried again"),
        "{screen}"
    );
    // Asked again after a while, and refused for good.
    stage.wait(3001);
    let no = serde_json::json!({"code": "BAD_REQUEST", "msg": "Invalid channel ID"});
    fail(&mut stage, crate::acts::zulip(no));
    let screen = stage.screen();
    assert!(
        screen.contains("does not tell the topics of workshop"),
        "{screen}"
    );
    stage.wait(10_000);
    assert!(asked(&stage).is_none());
}

#[test]
fn rows_are_live_and_the_selected_one_stays() {
    let mut stage = recorded(100, 30);
    stage.keys("O");
    typed(&mut stage, "brand new");
    assert_eq!(rows(&stage), []);
    let screen = stage.screen();
    assert!(screen.contains("Nothing is called so."), "{screen}");
    stage.arrive("brand new topic", "Here.");
    let screen = stage.screen();
    assert!(screen.contains("workshop › brand new topic"), "{screen}");
    stage.keys("Ctrl+U Down Down");
    let selected = stage.app.jump().unwrap().selected().cloned();
    stage.arrive("another new topic", "There.");
    assert_eq!(stage.app.jump().unwrap().selected().cloned(), selected);
}

#[test]
fn commands_run_by_name_and_say_why_not() {
    let mut stage = recorded(110, 30);
    stage.keys(":");
    typed(&mut stage, "starred");
    stage.keys("Enter");
    assert!(stage.app.shows(&View::Starred));
    // What was run last comes first.
    stage.keys("a :");
    assert_eq!(rows(&stage)[0], Target::Command("starred"));
    // One that makes no sense says why, and the box stays.
    typed(&mut stage, "undo-mark");
    stage.keys("Enter");
    let words = footer(&mut stage);
    assert!(words.contains("Nothing was marked by hand"), "{words}");
    assert_eq!(stage.app.place(), Place::Jump);
    // Other names that people type.
    stage.keys("Ctrl+U");
    typed(&mut stage, ":q");
    assert_eq!(rows(&stage)[0], Target::Command("quit"));
    // Not from a place where the command has no meaning.
    stage.keys("Esc I :");
    typed(&mut stage, "star");
    let screen = stage.screen();
    assert!(
        screen.contains("Not here; it counts there: Messages."),
        "{screen}"
    );
}

#[test]
fn a_colon_and_the_name_of_an_emoji_react_as_on_the_web() {
    let mut stage = recorded(110, 30);
    let message = stage.app.selected_message().unwrap().id;
    stage.keys(":");
    typed(&mut stage, "tada");
    assert!(matches!(&rows(&stage)[0], Target::React(emoji) if emoji.name == "tada"));
    stage.keys("Enter");
    let reacted = stage.left.iter().any(|effect| {
        matches!(effect, Effect::Act { act: Act::React { message: at, emoji, on: true }, .. }
            if *at == message && emoji.name == "tada")
    });
    assert!(reacted);
    assert!(stage.app.layers.is_empty());
    // A command that is as like goes before.
    stage.keys(":");
    typed(&mut stage, "star");
    assert_eq!(rows(&stage)[0], Target::Command("star"));
}

#[test]
fn what_commands_take_is_proposed_read_and_refused_in_words() {
    let mut stage = recorded(110, 30);
    stage.keys(":");
    typed(&mut stage, "theme");
    stage.keys("Enter");
    assert_eq!(stage.app.jump().unwrap().line.text(), ":theme ");
    typed(&mut stage, "lap");
    stage.keys("Enter");
    assert!(
        stage
            .left
            .iter()
            .any(|effect| matches!(effect, Effect::Theme(name) if name == "lapis"))
    );
    stage.keys(":");
    typed(&mut stage, "set panes.text 60");
    stage.keys("Enter");
    assert_eq!(stage.app.layout.text, 60);
    stage.keys(":");
    typed(&mut stage, "set panes.text 6");
    stage.keys("Enter");
    let words = footer(&mut stage);
    assert!(
        words.contains("is a whole number from 40 to 1000, not 6"),
        "{words}"
    );
    stage.keys("Ctrl+U");
    typed(&mut stage, ":view channel:workshp");
    stage.keys("Enter");
    let words = footer(&mut stage);
    assert!(words.contains("did you mean workshop?"), "{words}");
    stage.keys("Ctrl+U");
    typed(&mut stage, ":view channel:workshop is:unread");
    stage.keys("Enter");
    let narrow = "channel:4 is:unread".parse().unwrap();
    assert!(
        stage.app.shows(&View::Search(narrow)),
        "{:?}",
        stage.app.open_view()
    );
    // A topic that is muted by its name.
    stage.keys(":");
    typed(&mut stage, "mute-topic workshop > lunch");
    stage.keys("Enter");
    let muted = stage.left.iter().any(|effect| {
        matches!(effect, Effect::Act { act: Act::TopicPolicy { channel: WORKSHOP, topic, .. }, .. }
            if topic.as_str() == "lunch")
    });
    assert!(muted);
}

#[test]
fn a_message_is_found_by_its_number_and_a_link_is_followed() {
    let mut stage = recorded(110, 30);
    let id = *stage.messages.keys().next().unwrap();
    let place = stage.messages[&id].conversation.clone();
    stage.keys("O");
    typed(&mut stage, &id.to_string());
    stage.keys("Enter");
    let asked = stage.left.iter().find_map(|effect| match effect {
        Effect::Ask(ask) if ask.query == Query::Message(id) => Some(ask.id),
        _ => None,
    });
    if let Some(ask) = asked {
        let message = Box::new(stage.messages[&id].clone());
        stage.update(Update::Session(SessionUpdate::Answer(Answer {
            id: ask,
            found: Found::Message(Ok(message)),
        })));
    }
    assert!(stage.app.shows(&View::Conversation(place)));
    assert_eq!(stage.app.selected_message().unwrap().id, id);
    let site = stage.app.realm_url().unwrap();
    stage.keys("O");
    typed(
        &mut stage,
        site.join("/#narrow/channel/4-workshop").unwrap().as_str(),
    );
    stage.keys("Enter");
    assert!(stage.app.shows(&View::Channel(WORKSHOP)));
}

#[test]
fn the_home_view_is_the_inbox_unless_it_is_set_otherwise() {
    let landed = |home: HomeChoice, server: &str| {
        let mut stage = Stage::new(110, 30);
        let mut snapshot = crate::support::stage::snapshot("server-11-new");
        if let Some(settings) = snapshot.user_settings.as_mut() {
            settings.web_home_view = lazuli::api::settings::HomeView::from_word(server);
        }
        stage.app.home = home;
        let organization =
            lazuli::model::Organization::new(snapshot, crate::support::stage::NOW).unwrap();
        stage.update(Update::Session(SessionUpdate::Registered(Box::new(
            organization,
        ))));
        let there = (stage.app.views.page(), stage.app.open_view().cloned());
        stage.keys("*");
        assert!(stage.app.shows(&View::Starred));
        stage.keys("Esc");
        let back = (stage.app.views.page(), stage.app.open_view().cloned());
        assert_eq!(there, back, "Esc leads home");
        assert!(stage.app.is_home());
        there
    };
    let inbox = (Some(Page::Inbox), None);
    let combined = (None, Some(View::Combined));
    assert_eq!(landed(HomeChoice::Auto, "inbox"), inbox);
    assert_eq!(landed(HomeChoice::Auto, "something new"), inbox);
    assert_eq!(landed(HomeChoice::Auto, "all_messages"), combined);
    assert_eq!(landed(HomeChoice::Inbox, "all_messages"), inbox);
    assert_eq!(landed(HomeChoice::Combined, "inbox"), combined);
}

#[test]
fn esc_takes_marks_away_before_it_leads_home() {
    let mut stage = recorded(110, 30);
    stage.keys("s");
    let view = stage.app.open_view().cloned();
    stage.keys("; Esc");
    assert_eq!(stage.app.open_view().cloned(), view);
    assert_eq!(stage.app.marked(), []);
    stage.keys("Esc");
    assert!(stage.app.shows(&View::Combined));
}

#[test]
fn z_goes_to_the_topic_and_back_to_the_very_place() {
    let mut stage = recorded(110, 30);
    stage.keys("k k");
    let before = stage.app.views.current().unwrap().spot;
    stage.keys("z");
    assert!(stage.app.open_conversation().is_some());
    stage.keys("j z");
    assert!(stage.app.shows(&View::Combined));
    assert_eq!(stage.app.views.current().unwrap().spot, before);
}

#[test]
fn channels_beside_are_those_of_the_side_round_and_round() {
    let mut stage = recorded(110, 30);
    let order: Vec<ChannelId> = stage
        .app
        .sections
        .iter()
        .flat_map(|section| section.channels.iter().map(|(id, _)| *id))
        .collect();
    for channel in &order {
        stage.keys("D");
        assert_eq!(stage.app.open_channel(), Some(*channel));
    }
    stage.keys("D");
    assert_eq!(stage.app.open_channel(), order.first().copied());
    stage.keys("A");
    assert_eq!(stage.app.open_channel(), order.last().copied());
}

#[test]
fn a_day_is_asked_for_and_stands_at_the_top() {
    let mut stage = recorded(110, 16);
    stage.keys("s");
    let view = stage.app.open_view().cloned().unwrap();
    stage.keys(":");
    typed(&mut stage, "date 2020-02-01");
    let screen = stage.screen();
    assert!(screen.contains("Saturday 1 February 2020"), "{screen}");
    stage.left.clear();
    stage.keys("Enter");
    let ask = stage.left.iter().find_map(|effect| match effect {
        Effect::Ask(ask) => match &ask.query {
            Query::FirstSince(wanted) => Some((ask.id, wanted.clone())),
            _ => None,
        },
        _ => None,
    });
    let oldest = stage
        .messages
        .values()
        .find(|message| message.conversation.channel() == view.channel())
        .map(|message| (message.id, message.timestamp))
        .unwrap();
    // Where the list is whole nobody needs to be asked.
    if let Some((id, wanted)) = ask {
        assert_eq!(wanted.since, UnixSeconds(1_580_515_200));
        let found = Found::FirstSince(Ok(Some(oldest)));
        stage.update(Update::Session(SessionUpdate::Answer(Answer { id, found })));
    }
    assert!(stage.app.shows(&view));
    assert_eq!(stage.app.selected_message().unwrap().id, oldest.0);
    let words = footer(&mut stage);
    assert!(
        words.contains("Nothing was written on Saturday 1 February"),
        "{words}"
    );
    // An answer to an older question moves nothing.
    stage.keys("G");
    let at = stage.app.selected_message().unwrap().id;
    let found = Found::FirstSince(Ok(Some((MessageId(1), UnixSeconds(1)))));
    let id = lazuli::app::ask::AskId(9999);
    stage.update(Update::Session(SessionUpdate::Answer(Answer { id, found })));
    assert_eq!(stage.app.selected_message().unwrap().id, at);
}

#[test]
fn written_views_know_people_by_first_names_and_tell_slips() {
    let mut stage = recorded(110, 30);
    let ben = {
        let organization = stage.app.organization.as_deref().unwrap();
        let ben = organization.users().by_email("ben@lapis.example");
        ben.unwrap().user_id
    };
    stage.keys(":");
    typed(&mut stage, "view sender:ben has:link");
    stage.keys("Enter");
    let narrow = format!("sender:{ben} has:link").parse().unwrap();
    assert!(
        stage.app.shows(&View::Search(narrow)),
        "{:?}",
        stage.app.open_view()
    );
    stage.keys(":");
    typed(&mut stage, "view chanel:workshop");
    stage.keys("Enter");
    let screen = stage.screen();
    assert!(screen.contains("There is no operator chanel:"), "{screen}");
}

#[test]
fn a_day_asked_for_by_its_own_key_needs_no_tip() {
    let mut stage = recorded(110, 30);
    stage.app.tips.on = true;
    stage.keys("Alt+j");
    typed(&mut stage, "yesterday");
    stage.keys("Enter");
    assert!(stage.app.tip().is_none(), "{:?}", stage.app.tip());
    stage.keys(":");
    typed(&mut stage, "starred");
    stage.keys("Enter");
    let tip = stage.app.tip().map(ToString::to_string);
    assert!(tip.is_some_and(|tip| tip.starts_with("* does that too")));
}

#[test]
fn one_esc_too_many_is_no_mistake() {
    let mut stage = recorded(110, 30);
    stage.keys("I Esc Esc");
    let words = footer(&mut stage);
    assert!(!words.contains("no key"), "{words}");
    stage.keys("F9");
    let words = footer(&mut stage);
    assert!(words.contains("F9 is no key here"), "{words}");
}
