//! The pages of rows, and the lists of the person's own.

use super::deeds;
use super::scene::{Scene, scene};

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("inbox", "inbox", "")
        .shows("page inbox")
        .loads()
        .live(
            "Kofi wrote to her",
            |o| {
                o.tell("kofi", &["ada"], "The wheel squeaks again.");
            },
            "squeaks",
        )
        .empty(),
    scene("recent", "recent", "")
        .shows("page recent")
        .loads()
        .live(
            "Kofi began a topic",
            |o| {
                o.say("kofi", "workshop", "squeaky wheel", "It squeaks again.");
            },
            "squeaky wheel",
        )
        .empty(),
    scene("files", "files", "")
        .shows("page files")
        .after(|o| deeds::upload(o, "kiln log.txt", "cone 6, flat"))
        .loads()
        .live(
            "her other client sent a file",
            |o| deeds::upload(o, "glaze recipes.txt", "ash and iron"),
            "glaze recipes",
        )
        .empty(),
    scene("channels", "channels", "")
        .shows("page channels")
        .live(
            "Gloria made a channel",
            |o| deeds::new_channel(o, "barn", "What stands in the barn."),
            "barn ",
        )
        .empty_after("f text:zzzz"),
    scene("settings", "settings", "")
        .shows("page settings")
        .empty_after("/ text:zzzz"),
    scene("settings-words", "settings", "/ text:alert Tab")
        .live(
            "her other client added an alert word",
            |o| {
                let form = [("alert_words", r#"["raku"]"#)];
                o.ask("ada", "POST", "users/me/alert_words", &form);
            },
            "raku",
        )
        .empty(),
    scene("settings-topics", "settings", "/ text:topic Tab End")
        .live(
            "her other client muted a topic",
            |o| deeds::policy(o, "workshop", "lunch", 1),
            "lunch",
        )
        .empty(),
    scene("settings-server", "settings", "/ text:drafts Tab").live(
        "her other client changed a setting",
        |o| {
            let form = [("enable_drafts_synchronization", "false")];
            o.ask("ada", "PATCH", "settings", &form);
        },
        "     no",
    ),
    scene(
        "settings-choices",
        "settings",
        "/ text:pictures Enter Enter",
    )
    .shows("popup choices"),
    scene("people", "people", "")
        .shows("page people")
        .live(
            "Ben set a status",
            |o| deeds::status(o, "ben", "glazing all day"),
            "glazing",
        )
        .empty_after("q text:zzzz"),
    scene("people-muted", "people", "5")
        .after(|o| deeds::mute(o, "mateo"))
        .live(
            "her other client muted Kofi",
            |o| deeds::mute(o, "kofi"),
            "Kofi Mensah",
        )
        .empty(),
    scene("groups", "groups", "")
        .shows("page groups")
        .live(
            "Gloria made a group",
            |o| deeds::new_group(o, "barn owls", "Who works at night."),
            "barn owls",
        )
        .empty_after("q text:zzzz"),
    scene("drafts", "inbox", "d")
        .shows("shelf drafts")
        .after(|o| deeds::draft(o, "glaze tests", "Is the *third* bucket free?", 90))
        .live(
            "her other client kept a draft",
            |o| deeds::draft(o, "lunch", "Not noodles again", 1),
            "Not noodles",
        )
        .empty(),
    scene("scheduled", "inbox", "Alt+g")
        .shows("shelf scheduled")
        .after(|o| deeds::schedule(o, "kiln", "The kiln is free now.", 5))
        .live(
            "her other client put off a message",
            |o| deeds::schedule(o, "lunch", "Who cooks?", 70),
            "Who cooks",
        )
        .empty(),
    scene("snippets", "inbox", "Alt+t")
        .shows("shelf snippets")
        .live(
            "her other client saved a snippet",
            |o| deeds::snippet(o, "cobalt", "We are out of cobalt until Monday."),
            "out of cobalt",
        )
        .empty(),
    scene("reminders", "inbox", "Alt+h")
        .shows("shelf reminders")
        .after(|o| deeds::remind(o, deeds::newest_of(o, "workshop", "kiln"), 4))
        .live(
            "her other client asked for a reminder",
            |o| deeds::remind(o, deeds::newest_of(o, "random", "cats"), 30),
            "void fill",
        )
        .empty(),
];
