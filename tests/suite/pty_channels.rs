//! Channels in the real program: what one person does on the page and the sheet, and what another
//! one, who asks the server, has of it.

use serde_json::Value;

use crate::pty_acts::Witness;
use crate::support::{Organization, Program, Running, until};

/// Ada's program, at the page of all channels.
pub fn page(organization: &Organization, columns: u16, rows: u16) -> Running {
    let running = Program::signed_in(organization, "ada", ["--explore"])
        .size(columns, rows)
        .start();
    running.wait_for("live");
    running.keys("alt-c");
    running.wait("the page", |screen| {
        screen.has("what it is for") && screen.has("channels")
    });
    running
}

/// Finds a channel on the page by its name and opens its sheet.
pub fn open(running: &Running, name: &str) {
    running.keys("f ctrl-u");
    running.send(name.as_bytes());
    running.wait_for(&format!("filter: {name}"));
    running.keys("enter");
    running.wait("its sheet", |screen| screen.has("about it"));
}

pub fn channel(organization: &Organization, person: &str, name: &str) -> Value {
    let form = [("exclude_archived", "false")];
    let reply = organization.ask(person, "GET", "streams", &form);
    let streams = reply["streams"].as_array().expect("channels");
    let found = streams.iter().find(|stream| stream["name"] == name);
    found.cloned().unwrap_or(Value::Null)
}

/// Those in a channel, as somebody is told.
pub fn members(organization: &Organization, person: &str, name: &str) -> Vec<u64> {
    let id = &channel(organization, person, name)["stream_id"];
    let path = format!("streams/{id}/members");
    let reply = organization.ask(person, "GET", &path, &[]);
    let people = reply["subscribers"].as_array().expect("people");
    people.iter().filter_map(Value::as_u64).collect()
}

fn is(kind: &'static str, op: &'static str) -> impl Fn(&Value) -> bool {
    move |event| event["type"] == kind && event["op"] == op
}

#[test]
fn a_channel_is_made_changed_archived_and_taken_out_of_the_archive() {
    let organization = Organization::quiet();
    let ada = page(&organization, 100, 40);
    let mut ben = Witness::new(&organization, "ben");
    ada.keys("C");
    ada.wait_for("New channel");
    ada.keys("text:raku tab");
    ada.send(b"Fast fire, **outdoors**.").keys("enter");
    let made = ben.sees("the channel", is("stream", "create"));
    assert_eq!(made["streams"][0]["name"], "raku");
    ada.wait("its sheet", |screen| {
        screen.has("about it") && screen.has("Fast fire, outdoors.")
    });
    ada.wait_for("show-sender");
    // Another name, another description, private.
    ada.keys("e");
    ada.wait_for("Edit the channel");
    ada.keys("ctrl-u text:raku tab ctrl-u");
    ada.keys("text:Smoke");
    ada.keys("tab right right enter");
    ben.sees("it is gone for who is not in it", is("stream", "delete"));
    ada.wait("the changes", |screen| {
        screen.has("Smoke") && screen.has("private: who joins can read what was before")
    });
    let now = channel(&organization, "ada", "raku");
    assert_eq!(now["description"], "Smoke");
    assert_eq!(now["invite_only"], true);
    // The person who looks in from outside is let in.
    ada.keys("+");
    ada.wait_for("Add people");
    ada.keys("text:ben");
    ada.wait_for("Ben Oduya");
    ada.keys("down enter enter");
    ada.wait_for("Ben Oduya added to raku");
    let added = ben.sees("being in it", is("subscription", "add"));
    assert_eq!(added["subscriptions"][0]["name"], "raku");
    ada.keys("R ctrl-u");
    ada.keys("text:wood enter");
    ben.sees("the name", |event| {
        event["type"] == "stream" && event["property"] == "name" && event["value"] == "wood"
    });
    ada.keys("tab");
    ada.wait_for("2 in it");
    ada.keys("f text:ben");
    ada.wait("ben alone", |screen| {
        screen.has("filter: ben") && !screen.has("(you)")
    });
    ada.keys("enter");
    ada.wait_for("Person");
    ada.keys("esc delete");
    ada.wait_for("Ben Oduya is out of wood");
    ben.sees("being out", is("subscription", "remove"));
    assert_eq!(members(&organization, "ada", "wood"), [6]);
    ada.keys("X");
    ada.wait_for("Archive wood?");
    ada.keys("y");
    ada.wait_for("wood is archived");
    let archived = |wanted: bool| {
        until("it is told to others", || {
            (channel(&organization, "ada", "wood")["is_archived"] == wanted).then_some(())
        });
    };
    archived(true);
    ada.keys("X");
    ada.wait_for("out of the archive");
    archived(false);
}

#[test]
fn one_joins_leaves_and_has_ones_own_side() {
    let organization = Organization::quiet();
    let mut ben = Witness::new(&organization, "ben");
    let mut own = Witness::new(&organization, "ada");
    let form = [(
        "subscriptions",
        r#"[{"name": "smoke signals", "description": "by ben"}]"#,
    )];
    organization.ask("ben", "POST", "users/me/subscriptions", &form);
    let ada = page(&organization, 100, 40);
    // What Ben made is there; what he makes comes in.
    ada.keys("f text:smoke");
    ada.wait("the row", |screen| {
        screen.has("smoke signals") && screen.has("by ben")
    });
    ada.keys("enter");
    ada.wait_for("are not subscribed");
    ada.keys("S");
    ada.wait_for("are subscribed");
    ben.sees("a peer", is("subscription", "peer_add"));
    assert_eq!(members(&organization, "ben", "smoke signals").len(), 2);
    let set = |property: &'static str, value: Value| {
        move |event: &Value| {
            event["type"] == "subscription"
                && event["op"] == "update"
                && event["property"] == property
                && event["value"] == value
        }
    };
    ada.keys("M");
    ada.wait_for("muted it");
    own.sees("muting", set("is_muted", true.into()));
    ada.keys("T");
    ada.wait_for("pinned it");
    own.sees("pinning", set("pin_to_top", true.into()));
    ada.keys("o");
    ada.wait_for("Your settings for the channel");
    ada.keys("shift-tab ctrl-u");
    ada.keys("text:#123456 tab right tab tab right tab right right enter");
    own.sees("the colour", set("color", "#123456".into()));
    own.sees("the screen", set("desktop_notifications", true.into()));
    own.sees("the sound", set("audible_notifications", false.into()));
    ada.wait_for("on screen, not by sound");
    ada.keys("S");
    ada.wait_for("are not subscribed");
    ben.sees("the peer gone", is("subscription", "peer_remove"));
    // By name, from anywhere.
    ada.keys("esc i");
    ada.keys(":");
    ada.send(b"subscribe smoke").keys("enter");
    ada.wait_for("You are subscribed to smoke signals");
    ben.sees("a peer again", is("subscription", "peer_add"));
}

#[test]
fn a_topic_is_deleted_in_as_many_parts_as_it_takes() {
    let organization = Organization::quiet();
    for number in 0..120 {
        let words = format!("word {number}");
        organization.say("ben", "workshop", "too much", &words);
    }
    let ada = crate::pty_widgets::enter(&organization, "ada", (100, 30), "too much", "word 119");
    let mut ben = Witness::new(&organization, "ben");
    ada.keys("alt-D");
    ada.wait_for("Delete workshop › too much with all its messages");
    ada.keys("y");
    let first = ben.sees("the newest gone", |event| event["type"] == "delete_message");
    assert_eq!(first["message_ids"].as_array().map(Vec::len), Some(100));
    let second = ben.sees("the others gone", |event| event["type"] == "delete_message");
    assert_eq!(second["message_ids"].as_array().map(Vec::len), Some(20));
    ada.wait_for("The topic workshop › too much is deleted.");
}

#[test]
fn a_private_channel_is_left_after_asking_and_is_out_of_sight() {
    let organization = Organization::quiet();
    let form = [
        ("subscriptions", r#"[{"name": "secret glaze"}]"#),
        ("invite_only", "true"),
        ("principals", "[6]"),
    ];
    organization.ask("ben", "POST", "users/me/subscriptions", &form);
    let ada = page(&organization, 80, 24);
    open(&ada, "secret glaze");
    ada.keys("S");
    ada.wait_for("Leave secret glaze? It is private");
    ada.keys("y");
    // Who runs the organization sees that there is such a channel, and no more.
    ada.wait_for("are not subscribed");
    until("left", || {
        let left = organization.ask("ada", "GET", "users/me/subscriptions", &[]);
        (!left.to_string().contains("secret glaze")).then_some(())
    });
}
