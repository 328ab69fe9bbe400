//! Vi's keys in the composer of the real program; what was written is read through the API.

use crate::pty_composer::{arrives, go_in};
use crate::support::{Organization, Program};

#[test]
fn a_message_is_written_with_vis_keys() {
    let organization = Organization::quiet();
    organization.say(
        "ben",
        "workshop",
        "next firing",
        "What do we **fire** next?",
    );
    let ada = Program::signed_in(&organization, "ada", ["--explore"])
        .file("config/lazuli/config.toml", "[composer]\nkeys = \"vi\"\n")
        .start();
    go_in(&ada, "next firing");
    ada.keys("r");
    ada.wait_for("insert");
    ada.send(b"the small jars");
    ada.wait_for("the small jars");
    ada.keys("esc");
    ada.wait_for("normal");
    // The word is changed, its like put behind the end.
    ada.keys("text:bbciwtall");
    ada.wait_for("the tall jars");
    ada.keys("esc text:wyiwA");
    ada.wait_for("insert");
    ada.send(b", ");
    ada.keys("esc text:p");
    ada.wait_for("the tall jars, jars");
    ada.keys("text:2b text:v text:e");
    ada.wait_for("visual");
    ada.shows("vi-visual-80x24");
    ada.keys("esc text:0x text:u");
    ada.wait_for("the tall jars, jars");
    ada.keys("enter");
    arrives(&organization, "ben", "the tall jars, jars");
    // The next message begins as one types; Esc twice leaves and keeps it.
    ada.wait_for("Write a message");
    ada.send(b"later");
    ada.wait_for("later");
    ada.keys("esc");
    ada.wait_for("normal");
    ada.keys("esc");
    ada.wait_for("Kept as a draft");
}
