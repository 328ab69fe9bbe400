//! Views of messages, what lies beside them, and what is written below them.

use super::deeds;
use super::scene::{Scene, scene};
use crate::support::Organization;

const GLAZE: &str = "channel:workshop topic:\"glaze tests\"";

fn at_the_kiln(o: &Organization) {
    o.say("ben", "workshop", "kiln", "The ramp is at 700 now.");
}

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("combined", "combined", "G")
        .shows("view combined")
        .loads()
        .live("Ben wrote at the kiln", at_the_kiln, "ramp is at 700")
        .empty(),
    scene("mentions", "mentions", "G")
        .shows("view mentions")
        .loads()
        .live(
            "Emilie mentioned her",
            |o| {
                o.say("emilie", "workshop", "kiln", "@**Ada Quill** shall I?");
            },
            "shall I?",
        )
        .empty(),
    scene("starred", "starred", "G")
        .shows("view starred")
        .loads()
        .live(
            "her other client starred a message",
            |o| deeds::star(o, deeds::newest_of(o, "workshop", "kiln")),
            "proud",
        )
        .empty(),
    scene("dms", "dms", "G")
        .shows("view dms")
        .loads()
        .live(
            "Kofi wrote to her",
            |o| {
                o.tell("kofi", &["ada"], "The wheel squeaks again.");
            },
            "squeaks",
        )
        .empty(),
    scene("followed", "followed", "G")
        .shows("followed")
        .loads()
        .live("Ben wrote at the kiln", at_the_kiln, "ramp is at 700")
        .empty(),
    scene("reactions", "reactions", "G")
        .shows("reactions")
        .loads()
        .live(
            "Ben reacted to what she wrote",
            |o| {
                let mine = deeds::newest(
                    o,
                    &serde_json::json!([{"operator": "sender", "operand": "ada@lapis.example"},
                        {"operator": "topic", "operand": "kiln"}]),
                );
                deeds::react(o, "kofi", mine, "tada");
            },
            "🎉",
        )
        .empty(),
    scene("channel", "channel:workshop", "G")
        .shows("view channel")
        .loads()
        .live("Ben wrote at the kiln", at_the_kiln, "ramp is at 700")
        .empty(),
    scene("topic", "channel:workshop topic:\"glaze tests\"", "G")
        .shows("view topic")
        .loads()
        .live(
            "Dmitri reacted",
            |o| {
                let id = deeds::newest_of(o, "workshop", "glaze tests");
                deeds::react(o, "dmitri", id, "octopus");
            },
            "🐙",
        )
        .empty(),
    scene("topic-resolved", "channel:workshop topic:lunch", "G").live(
        "Ines resolved it",
        |o| {
            let id = deeds::newest_of(o, "workshop", "lunch");
            let path = format!("messages/{id}");
            let form = [("topic", "✔ lunch"), ("propagate_mode", "change_all")];
            o.ask("ines", "PATCH", &path, &form);
        },
        "✔ lunch",
    ),
    scene("conversation", "dm:ben@lapis.example", "G")
        .shows("view conversation")
        .loads()
        .live(
            "Ben began to write",
            |o| deeds::types(o, "ben"),
            "is typing",
        )
        .empty(),
    scene("search", "cobalt", "G")
        .shows("view search")
        .loads()
        .live(
            "Emilie wrote what is searched for",
            |o| {
                o.say("emilie", "workshop", "kiln", "The cobalt is here.");
            },
            "is here",
        )
        .empty(),
    scene("messages-by", "sender:ben@lapis.example", "G")
        .loads()
        .live("Ben wrote at the kiln", at_the_kiln, "ramp is at 700")
        .empty(),
    scene("public", "channels:public cobalt", "G")
        .loads()
        .empty(),
    scene("find", "channel:workshop", "G Ctrl+F text:kiln").live(
        "Ben wrote at the kiln",
        |o| {
            o.say("ben", "workshop", "kiln", "The kiln is at 700.");
        },
        "of 6",
    ),
    scene("side", "combined", "G Left").live(
        "Kofi wrote where nothing was unread",
        |o| {
            o.say("kofi", "design", "@ 44", "Fewer, please.");
        },
        "@ 44",
    ),
    scene("side-filter", "combined", "G q text:zzzz"),
    scene("members-pane", "combined", "G w")
        .live(
            "Ben set a status",
            |o| deeds::status(o, "ben", "glazing"),
            "glazing",
        )
        .empty_after("text:zzzz"),
    scene("composer", GLAZE, "G r text:Is Space text:it?").live(
        "Emilie wrote there",
        |o| {
            o.say("emilie", "workshop", "glaze tests", "The foot is fine.");
        },
        "foot is fine",
    ),
    scene("composer-names", GLAZE, "G r text:@em").empty_after("text:zzzz"),
    scene("composer-new", "combined", "c"),
    scene("composer-direct", "combined", "x text:be"),
    scene("composer-preview", GLAZE, "G r text:*warm* Alt+p"),
];
