//! Links followed: within the organization, outside, and those that lead nowhere.

use lazuli::api::ids::MessageId;
use lazuli::app::ask::{Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::errand::{Done, Errand};
use lazuli::app::hints::At;
use lazuli::app::update::Update;

use crate::reading::{answer, asked, click, copied, cut_off, notice, on, pane};
use crate::support::stage::Stage;

/// A link to the oldest message of the kiln, and other things to open.
fn linking(stage: &Stage) -> (MessageId, String) {
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let ben = ben.user_id;
    let old = stage
        .messages
        .values()
        .find(|m| m.channel() == Some(workshop) && m.sender_id == ben)
        .unwrap();
    let topic = match &old.conversation {
        lazuli::api::conversation::Conversation::Topic { topic, .. } => topic.as_str(),
        lazuli::api::conversation::Conversation::Dm(_) => unreachable!(),
    };
    let topic = topic.replace(' ', ".20").replace(',', "%2C");
    let html = format!(
        "<p>See <a href=\"/#narrow/channel/{workshop}-workshop/topic/{topic}/near/{}\">the old \
         one</a>, <a href=\"https://glaze.example/r?q=é\">recipes</a>, <span \
         class=\"user-mention\" data-user-id=\"{ben}\">@Ben</span>, <time \
         datetime=\"2026-12-01T08:00:00Z\">then</time>, <a \
         href=\"https://evil.example/x\">github.com</a>, <a href=\"ftp://x.example\">ftp</a>.</p>",
        old.id
    );
    (old.id, html)
}

fn on_links(columns: u16, rows: u16) -> (Stage, MessageId) {
    let stage = Stage::recorded("server-10-second", columns, rows);
    let (old, html) = linking(&stage);
    let (mut stage, id) = on(&html, columns, rows);
    // Alone in its topic, so that the letters are those of this message.
    stage.arrive_html("links", &html);
    stage.keys("Enter");
    stage.left.clear();
    let _ = id;
    (stage, old)
}

#[test]
fn letters_lead_to_another_message_and_back_to_the_same_place() {
    let (mut stage, old) = on_links(110, 30);
    let before = pane(&mut stage);
    stage.keys("f");
    insta::assert_snapshot!(pane(&mut stage));
    stage.keys("Esc");
    assert_eq!(pane(&mut stage), before);
    stage.keys("f a");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(old));
    assert!(stage.app.layers.is_empty());
    stage.keys("Alt+Left");
    assert_eq!(pane(&mut stage), before);
    stage.check();
}

/// Those in the title, and those above messages in views of several conversations.
#[test]
fn links_of_a_topic_are_chosen_like_others() {
    let mut stage = Stage::recorded("server-10-second", 110, 30);
    stage.keys("a G");
    stage.arrive_html(
        "kiln #12 and #14",
        "<p>漢字<a href=\"https://x.example\">words</a> (<a href=\"https://y.example\">more</a>)</p>",
    );
    stage.keys("G f");
    insta::assert_snapshot!("links of a topic above a message", pane(&mut stage));
    let of_topic = |stage: &Stage| {
        let Some(lazuli::app::layer::Layer::Hints(hints)) = stage.app.layers.last() else {
            panic!("{:?}", stage.app.layers);
        };
        let labels = hints.all.iter().filter_map(|hint| match hint.at {
            At::Heading(_) | At::Title(_) => Some(hint.label.clone()),
            At::Target(_) | At::Region(_) => None,
        });
        labels.collect::<Vec<_>>()
    };
    let labels = of_topic(&stage);
    assert_eq!(labels.len(), 2);
    stage.keys(&labels[1]);
    assert_eq!(copied(&mut stage), ["https://bugs.example/14"]);
    stage.keys("Enter f");
    assert_eq!(of_topic(&stage), ["a", "s"]);
    let screen = stage.screen();
    let title = screen.lines().next().unwrap().trim();
    insta::assert_snapshot!("links of a topic in the title", title);
    stage.keys("a");
    assert_eq!(copied(&mut stage), ["https://bugs.example/12"]);
}

/// Nothing moves below what somebody reads meanwhile.
#[test]
fn an_answer_that_comes_late_moves_nothing_below_a_popup() {
    let (mut stage, _) = on_links(110, 30);
    let known = stage.messages.values().next_back().unwrap().clone();
    let link = "<p><a href=\"/#narrow/near/4\">x</a></p>";
    stage.arrive_html("late", link);
    stage.keys("a G Enter f");
    let ask = asked(&mut stage);
    stage.keys("?");
    let before = stage.screen();
    let mut message = known;
    message.id = MessageId(4);
    stage.messages.insert(message.id, message.clone());
    answer(&mut stage, ask.id, Found::Message(Ok(Box::new(message))));
    assert!(
        notice(&stage).contains("follow the link again"),
        "{}",
        notice(&stage)
    );
    let after = stage.screen();
    let above = |screen: &str| {
        screen
            .lines()
            .take(29)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(above(&after), above(&before));
}

#[test]
fn a_click_on_a_link_opens_it() {
    let (mut stage, old) = on_links(110, 30);
    click(&mut stage, "the old one");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(old));
}

#[test]
fn a_link_within_the_open_conversation_leaves_a_way_back() {
    let mut stage = Stage::recorded("server-10-second", 110, 20);
    stage.keys("G");
    let first = stage.arrive("links", "the beginning");
    for number in 0..30 {
        stage.arrive("links", &format!("number {number}"));
    }
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let link = format!("/#narrow/stream/{workshop}-workshop/subject/links/near/{first}");
    stage.arrive_html("links", &format!("<p><a href=\"{link}\">up</a></p>"));
    stage.keys("Enter");
    let before = pane(&mut stage);
    stage.keys("f");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(first));
    stage.keys("Alt+Left");
    assert_eq!(pane(&mut stage), before);
}

#[test]
fn links_outside_are_opened_or_copied_and_nothing_else_is() {
    let (mut stage, _) = on_links(110, 30);
    stage.keys("f s");
    let address = "https://glaze.example/r?q=%C3%A9";
    assert_eq!(copied(&mut stage), [address], "no opener here");
    assert!(notice(&stage).contains(address), "{}", notice(&stage));
    stage.app.machine.opener = true;
    stage.keys("f s");
    assert!(
        matches!(stage.left.as_slice(), [Effect::Errand(Errand::Open(a))] if a == address),
        "{:?}",
        stage.left
    );
    stage.left.clear();
    stage.update(Update::Errand(Done::Opened {
        address: address.to_owned(),
        result: Err("no such program".to_owned()),
    }));
    assert_eq!(copied(&mut stage), [address]);
    assert!(notice(&stage).contains("no such program"));
    stage.keys("f h");
    assert!(stage.left.is_empty());
    assert!(notice(&stage).contains("ftp"), "{}", notice(&stage));
    stage.keys("f f");
    assert_eq!(notice(&stage), "Tuesday 1 December 2026, 08:00:00 UTC");
    stage.keys("f d");
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn a_link_that_says_another_place_is_asked_about() {
    let (mut stage, _) = on_links(110, 30);
    stage.keys("f g");
    insta::assert_snapshot!(stage.screen());
    stage.keys("n");
    assert!(stage.left.is_empty() && stage.app.layers.is_empty());
    stage.keys("f g y");
    assert_eq!(copied(&mut stage), ["https://evil.example/x"]);
}

#[test]
fn a_link_to_a_message_that_is_not_loaded_asks_where_it_is() {
    let mut stage = Stage::recorded("server-10-second", 110, 30);
    let known = stage.messages.values().next_back().unwrap().clone();
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let link =
        |form: &str| format!("<p><a href=\"/#narrow/channel/{workshop}-x/{form}\">x</a></p>");
    for (form, id, lands) in [("topic/old.20name/with/3", 3, None), ("near/4", 4, Some(4))] {
        stage.keys("a G");
        stage.arrive_html(&form.replace(['/', '.'], " "), &link(form));
        stage.keys("Enter f");
        let ask = asked(&mut stage);
        assert_eq!(ask.query, Query::Message(MessageId(id)));
        assert_eq!(notice(&stage), "Looking for the message…");
        let view = stage.app.open_view().cloned();
        answer(&mut stage, ask.id, Found::Message(Err(cut_off())));
        assert_eq!(stage.app.open_view(), view.as_ref(), "it stays");
        assert!(notice(&stage).contains("no way to"), "{}", notice(&stage));
        stage.keys("f");
        let ask = asked(&mut stage);
        let mut message = known.clone();
        message.id = MessageId(id);
        message.conversation =
            lazuli::api::conversation::Conversation::topic(workshop, "moved here".into());
        stage.messages.insert(message.id, message.clone());
        answer(
            &mut stage,
            ask.id,
            Found::Message(Ok(Box::new(message.clone()))),
        );
        match lands {
            // The conversation that the message is in now.
            None => assert_eq!(
                stage.app.open_conversation(),
                Some(&message.conversation),
                "{form}"
            ),
            Some(landed) => {
                assert_eq!(stage.app.open_channel(), Some(workshop));
                assert_eq!(
                    stage.app.selected_message().map(|m| m.id),
                    Some(MessageId(landed))
                );
            }
        }
        stage.messages.remove(&MessageId(id));
        stage.keys("a");
    }
}

#[test]
fn links_to_what_is_unknown_say_so() {
    for (address, words) in [
        ("/#narrow/channel/9999-x", "channel that does not exist"),
        ("/#narrow/dm/99999-dm", "somebody who is not known"),
        ("/#narrow/pm-with/no@x.example", "somebody who is not known"),
        ("/#narrow/sender/99999", "somebody who is not known"),
        ("/#narrow/weather/sunny", "“weather”"),
    ] {
        let (mut stage, _) = on("<p>x</p>", 110, 30);
        stage.arrive_html("links", &format!("<p><a href=\"{address}\">x</a></p>"));
        stage.keys("Enter");
        let view = stage.app.open_view().cloned();
        stage.keys("f");
        assert!(notice(&stage).contains(words), "{}", notice(&stage));
        assert_eq!(stage.app.open_view(), view.as_ref());
    }
}

#[test]
fn every_view_that_a_link_names_opens() {
    for (address, title) in [
        ("/#narrow/is/mentioned", "Mentions"),
        ("/#narrow/is/starred", "Starred messages"),
        ("/#narrow/is/private", "Direct messages"),
        ("/#feed", "Combined feed"),
        ("/#narrow/search/kiln", "Search: “kiln”"),
        ("/#narrow/stream/workshop", "workshop"),
        ("#narrow/channel/workshop/topic/kiln", "workshop › kiln"),
        ("/#channels/4/workshop/general", ""),
    ] {
        let (mut stage, _) = on("<p>x</p>", 110, 30);
        stage.arrive_html("links", &format!("<p><a href=\"{address}\">x</a></p>"));
        stage.keys("Enter f");
        let organization = stage.app.organization.as_deref().unwrap();
        let view = stage.app.open_view().unwrap();
        let name = lazuli::app::naming::view(organization, view);
        if !title.is_empty() {
            assert_eq!(name, title, "{address}");
        }
    }
}
