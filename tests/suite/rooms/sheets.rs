//! What is read of one message, person, group or channel.

use lazuli::app::layer::Layer;
use lazuli::app::sheet::Sheet;
use serde_json::json;

use super::deeds;
use super::scene::{Scene, scene};
use crate::support::Organization;

const ALONE: &str = "channel:workshop topic:\"on its own\"";

/// A message that Kofi wrote and wrote again, in a topic of its own.
fn edited(o: &Organization) {
    let id = o.say("kofi", "workshop", "on its own", "The wheel *squeaks*.");
    deeds::edit(o, "kofi", id, "The wheel **squeaks**, and so do I.");
    deeds::react(o, "ben", id, "+1");
}

fn poll(o: &Organization) {
    o.say(
        "ada",
        "workshop",
        "on its own",
        "/poll Where to eat?\nnoodles\nbread and cheese at the wheel",
    );
}

fn list(o: &Organization) {
    o.say(
        "ada",
        "workshop",
        "on its own",
        "/todo Before the fair\nboxes: double-walled\nlabels",
    );
}

fn alone(o: &Organization) -> u64 {
    deeds::newest_of(o, "workshop", "on its own")
}

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("details", ALONE, "G i")
        .shows("sheet details")
        .after(edited)
        .keys_load()
        .live(
            "Emilie reacted",
            |o| deeds::react(o, "emilie", alone(o), "octopus"),
            "🐙",
        ),
    scene("history", ALONE, "G H")
        .shows("sheet history")
        .after(edited)
        .keys_load()
        .live(
            "Kofi wrote it again",
            |o| deeds::edit(o, "kofi", alone(o), "The wheel is **oiled**."),
            "oiled",
        ),
    scene("history-none", "channel:workshop topic:kiln", "G H"),
    scene("source", ALONE, "G E")
        .shows("sheet source")
        .after(edited)
        .keys_load()
        .live(
            "Kofi wrote it again",
            |o| deeds::edit(o, "kofi", alone(o), "The wheel is **oiled**."),
            "oiled",
        ),
    scene("table", "channel:workshop topic:\"glaze tests\"", "Home T").shows("sheet table"),
    scene("person", "people", "q text:ben Tab u")
        .shows("sheet person")
        .keys_load()
        .live(
            "Ben set a status",
            |o| deeds::status(o, "ben", "glazing all day"),
            "glazing all day",
        ),
    scene("person-bot", "people", "3 q text:kiln Tab u"),
    scene("group", "groups", "q text:kiln Tab u")
        .shows("sheet group")
        .live(
            "her other client described it otherwise",
            |o| deeds::describe_group(o, "kiln crew", "Who may fire."),
            "Who may fire",
        ),
    scene("output", ALONE, "G")
        .after(edited)
        .with(|visitor| {
            let sheet = Sheet::output("wc -l", "       12\n".to_owned());
            visitor.push(Layer::Sheet(Box::new(sheet)));
        })
        .shows("sheet output"),
    scene("channel-about", "channels", "f text:workshop Enter")
        .shows("channel about")
        .keys_load()
        .live(
            "Gloria described it otherwise",
            |o| deeds::change_channel(o, "workshop", "description", "Clay and fire."),
            "Clay and fire",
        ),
    scene("channel-subscribers", "channels", "f text:leads Enter Tab")
        .shows("channel subscribers")
        .keys_load()
        .live(
            "Gloria let Kofi in",
            |o| {
                let people = json!([o.account("kofi").user_id]).to_string();
                let channels = json!([{"name": "leads"}]).to_string();
                let form = [("subscriptions", &*channels), ("principals", &*people)];
                o.ask("gloria", "POST", "users/me/subscriptions", &form);
            },
            "Kofi Mensah",
        )
        .empty_after("f text:zzzz"),
    scene("channel-not-in", "channels", "f text:gallery Enter"),
    scene("poll", ALONE, "G o")
        .shows("widget poll")
        .after(poll)
        .live(
            "Ben voted",
            |o| {
                let vote = json!({"type": "vote", "key": "canned,1", "vote": 1});
                deeds::submessage(o, "ben", alone(o), &vote);
            },
            "1 vote",
        ),
    scene("to-do", ALONE, "G o")
        .shows("widget to-do list")
        .after(list)
        .live(
            "Kofi added a task",
            |o| {
                let task = json!({"type": "new_task", "key": 1, "task": "flour", "desc": "",
                    "completed": false});
                deeds::submessage(o, "kofi", alone(o), &task);
            },
            "flour",
        ),
    scene("choices", "dms", "G o")
        .shows("widget choices")
        .after(|o| {
            let content = json!({"widget_type": "zform", "extra_data": {"type": "choices",
                "heading": "Which program?", "choices": [
                    {"type": "multiple_choice", "short_name": "A", "long_name": "slow glaze 6",
                     "reply": "run slow glaze 6"},
                    {"type": "multiple_choice", "short_name": "B", "long_name": "bisque",
                     "reply": "run bisque"}]}});
            let to = json!([o.account("ada").user_id]).to_string();
            let form = [
                ("type", "direct"),
                ("to", &*to),
                ("content", "Which program?"),
                ("widget_content", &*content.to_string()),
            ];
            o.ask("kilnbot", "POST", "messages", &form);
        }),
    scene(
        "viewer",
        "channel:sandbox topic:everything has:image",
        "G v",
    )
    .shows("popup viewer"),
];
