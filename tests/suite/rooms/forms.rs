//! Forms and prompts: what is filled in.

use super::deeds;
use super::scene::{Scene, scene};
use crate::support::Organization;

const ALONE: &str = "channel:workshop topic:\"on its own\"";

fn poll(o: &Organization) {
    o.say(
        "ada",
        "workshop",
        "on its own",
        "/poll Where to eat?\nnoodles",
    );
}

fn list(o: &Organization) {
    o.say(
        "ada",
        "workshop",
        "on its own",
        "/todo Before the fair\nboxes",
    );
}

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("form-move", "channel:workshop topic:kiln", "G m").shows("form move"),
    scene("form-status", "inbox", "Alt+s").shows("form status"),
    scene("form-report", "channel:workshop topic:kiln", "G Alt+m")
        .level(465)
        .shows("form report"),
    scene(
        "form-attach",
        "channel:workshop topic:\"glaze tests\"",
        "G r Alt+k text:~/",
    )
    .shows("form attach"),
    scene("form-new-channel", "channels", "C").shows("form new channel"),
    scene("form-channel", "channels", "f text:workshop Enter e").shows("form channel"),
    scene(
        "form-channel-permissions",
        "channels",
        "f text:workshop Enter U",
    )
    .shows("form channel permissions"),
    scene("form-channel-side", "channels", "f text:workshop Enter o").shows("form channel side"),
    scene(
        "form-add-people",
        "channels",
        "f text:leads Enter + text:ko",
    )
    .shows("form add people"),
    scene("form-profile", "inbox", ": text:edit-profile Enter").shows("form profile"),
    scene("form-group", "groups", "C").shows("form create group"),
    scene("form-describe-group", "groups", "q text:kiln Tab e").shows("form describe group"),
    scene("form-add-to-group", "groups", "q text:kiln Tab i text:no").shows("form add to group"),
    scene("prompt-option", ALONE, "G o a")
        .after(poll)
        .shows("prompt add option"),
    scene("prompt-question", ALONE, "G o e")
        .after(poll)
        .shows("prompt edit question"),
    scene("prompt-task", ALONE, "G o a")
        .after(list)
        .shows("prompt add task"),
    scene("prompt-title", ALONE, "G o e")
        .after(list)
        .shows("prompt edit title"),
    scene(
        "prompt-schedule",
        "channel:workshop topic:\"glaze tests\"",
        "G r text:Later Ctrl+X l",
    )
    .shows("prompt schedule"),
    scene("prompt-reschedule", "inbox", "Alt+g t")
        .after(|o| deeds::schedule(o, "kiln", "The kiln is free now.", 5))
        .shows("prompt reschedule"),
    scene("prompt-remind", "channel:workshop topic:kiln", "G Alt+r")
        .shows("prompt remind")
        .empty_after("text:zzzz Enter"),
    scene(
        "prompt-remind-note",
        "channel:workshop topic:kiln",
        "G Alt+r text:tomorrow Enter",
    )
    .level(465)
    .shows("prompt remind note"),
    scene(
        "prompt-snippet",
        "channel:workshop topic:\"glaze tests\"",
        "G r text:Later Ctrl+X s",
    )
    .shows("prompt snippet title"),
    scene("prompt-rename-snippet", "inbox", "Alt+t e").shows("prompt rename snippet"),
    scene("prompt-save-search", "cobalt", "G Alt+a").shows("prompt name search"),
    scene("prompt-alert-word", "settings", "+").shows("prompt alert word"),
    scene("prompt-setting", "settings", "/ text:downloads Tab Enter").shows("prompt option"),
];
