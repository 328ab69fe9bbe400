//! What stands out in messages and titles: hits of a search, links of a topic.

use lazuli::api::message::Match;
use lazuli::app::effect::Effect;
use lazuli::app::state::Turn;
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::model::View;
use serde_json::{Value, json};

use crate::support::stage::Stage;
use crate::widgets::{event, selected};

#[test]
fn what_a_search_found_is_in_the_page_and_in_no_message() {
    let page: Value = serde_json::from_str(
        &std::fs::read_to_string("tests/recordings/server-11/messages-search.json").unwrap(),
    )
    .unwrap();
    let page: lazuli::api::message::MessagesPage =
        serde_json::from_value(page["response"].clone()).unwrap();
    assert!(!page.matches.is_empty());
    for (id, Match { content, .. }) in &page.matches {
        let message = page.messages.iter().find(|m| m.id == *id).unwrap();
        assert!(content.contains("class=\"highlight\""));
        assert!(!message.content.contains("class=\"highlight\""));
    }
}

/// The style of the cell where a text begins, as it was drawn last.
fn style_of(stage: &mut Stage, text: &str) -> ratatui::style::Style {
    let screen = stage.screen();
    let (y, line) = screen
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(text))
        .unwrap_or_else(|| panic!("no {text:?} in\n{screen}"));
    let x = lazuli::text::width(&line[..line.find(text).unwrap()]);
    let at = (u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
    stage.terminal.backend().buffer()[at].style()
}

#[test]
fn a_search_marks_what_it_found_until_that_is_edited() {
    let mut stage = Stage::recorded("server-11", 100, 30);
    let text = std::fs::read_to_string("tests/recordings/server-11/messages-search.json").unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let mut turn = Turn {
        app: &mut stage.app,
        effects: Vec::new(),
        measure: &mut stage.ui.layouts,
    };
    turn.open(View::Search("firing".parse().unwrap()));
    let (list, tag) = turn
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Fetch { list, request } => Some((*list, request.tag)),
            _ => None,
        })
        .expect("a fetch");
    stage.update(Update::Session(SessionUpdate::Page {
        list,
        tag,
        result: Ok(serde_json::from_value(recorded["response"].clone()).unwrap()),
    }));
    let hit = style_of(&mut stage, "firing");
    assert_ne!(hit, style_of(&mut stage, "tomorrow morning"));
    // What the server marked is not what the message says any more; the word itself is looked for.
    let id = selected(&stage).0;
    event(
        &mut stage,
        json!({"type": "update_message", "id": 3, "message_id": id, "message_ids": [id],
        "user_id": 7, "edit_timestamp": 1_795_327_900, "rendering_only": false, "flags": [],
        "content": "x", "rendered_content": "<p>now a second firing</p>"}),
    );
    assert_eq!(style_of(&mut stage, "firing"), hit);
    assert_ne!(style_of(&mut stage, "now a second"), hit);
}

#[test]
fn a_topic_is_titled_with_its_links() {
    let mut stage = Stage::recorded("server-11", 120, 30);
    // Of the next day, so that the place is told again.
    event(
        &mut stage,
        json!({"type": "message", "id": 3, "flags": [], "message": {
            "id": 9003, "type": "stream", "stream_id": 4, "subject": "lunch",
            "topic_links": [{"text": "unch", "url": "https://bugs.example/12"}],
            "display_recipient": "workshop", "sender_id": 7, "sender_full_name": "Ben Oduya",
            "timestamp": 1_795_414_200, "client": "t", "content": "<p>look</p>"}}),
    );
    stage.keys("G");
    let title = "workshop › lunch  ↗ https://bugs.example/12";
    assert!(stage.screen().contains(title), "{}", stage.screen());
    let link = style_of(&mut stage, "unch  ↗");
    assert_ne!(link, style_of(&mut stage, "lunch  ↗"));
    // The server has it too.
    let message = stage.app.selected_message().unwrap().clone();
    stage.messages.insert(message.id, message);
    stage.keys("Enter");
    assert!(stage.screen().lines().next().unwrap().contains(title));
}
