//! What a channel is and who may do what in it, changed by keys in the real program and seen by
//! another person through the server; and what others change, seen on the screen.

use serde_json::{Value, json};

use crate::pty_acts::Witness;
use crate::pty_channels::{channel, open, page};
use crate::support::{Organization, until};

/// A change of a channel's property.
fn change(property: &'static str) -> impl Fn(&Value) -> bool {
    move |event| event["type"] == "stream" && event["property"] == property
}

#[test]
fn who_may_do_what_is_set_by_roles_groups_and_people() {
    let organization = Organization::quiet();
    let mut ben = Witness::new(&organization, "ben");
    let ada = page(&organization, 100, 40);
    open(&ada, "workshop");
    ada.wait_for("May begin topics");
    ada.keys("U");
    ada.wait_for("Who may do what here");
    // A role, and somebody besides.
    ada.keys("ctrl-u text:modera");
    ada.wait_for("role");
    ada.keys("down enter text:,ben");
    ada.wait_for("ben@lapis.example");
    ada.keys("down enter");
    ada.wait_for("moderators, Ben Oduya");
    // Nobody is called so: that is told, and nothing is lost.
    ada.keys("tab ctrl-u text:xyzzy enter");
    ada.wait("the mistake", |screen| {
        screen.has("Who begins topics: No role, group or person is called xyzzy.")
            && screen.has("moderators, Ben Oduya")
    });
    ada.keys("ctrl-u text:members enter");
    let write = ben.sees("who may write", change("can_send_message_group"));
    let listed = json!({"direct_members": [7], "direct_subgroups": [12]});
    assert_eq!(write["value"], listed);
    let begin = ben.sees("who may begin topics", change("can_create_topic_group"));
    assert_eq!(begin["value"], 14);
    ada.wait_for("moderators and Ben Oduya");
    let now = channel(&organization, "ben", "workshop");
    assert_eq!(now["can_send_message_group"], listed);
    assert_eq!(
        now["can_subscribe_group"], 9,
        "what was not touched is as it was"
    );
    // The other way round: who may change it changed it.
    let id = now["stream_id"].to_string();
    let form = [("can_move_messages_out_of_channel_group", r#"{"new": 10}"#)];
    organization.ask("gloria", "PATCH", &format!("streams/{id}"), &form);
    ada.wait_for("owners; members as everywhere");
}

#[test]
fn topics_retention_folder_and_newcomers_are_set() {
    let organization = Organization::quiet();
    let mut ben = Witness::new(&organization, "ben");
    let ada = page(&organization, 80, 30);
    open(&ada, "design");
    let before = channel(&organization, "ben", "design");
    let id = before["stream_id"].as_u64().expect("an id");
    ada.keys("F");
    ada.wait_for("Edit the channel");
    ada.keys("right tab right right tab text:30 tab right");
    ada.wait("the form", |screen| {
        screen.has("each needs a name") && screen.has("30")
    });
    ada.keys("enter");
    let folder = ben.sees("the folder", |event| {
        event["property"] == "folder_id" || event["property"] == "message_retention_days"
    });
    let (days, folder) = match folder["property"] == "folder_id" {
        true => (
            ben.sees("the days", change("message_retention_days")),
            folder,
        ),
        false => (folder, ben.sees("the folder", change("folder_id"))),
    };
    assert_eq!(days["value"], 30);
    assert_ne!(folder["value"], before["folder_id"]);
    ben.sees("topics", |event| {
        event["property"] == "topics_policy" && event["value"] == "disable_empty_topic"
    });
    ben.sees("newcomers", |event| {
        let all = event["default_streams"].as_array();
        event["type"] == "default_streams" && all.is_some_and(|all| all.contains(&json!(id)))
    });
    ada.wait("the changes", |screen| {
        screen.has("for 30 days") && screen.has("each needs a name") && screen.has("Newcomers")
    });
    let kept = |days: Value| {
        until("kept", || {
            let now = channel(&organization, "ben", "design");
            (now["message_retention_days"] == days).then_some(())
        });
    };
    // For ever, and then as the organization again; what is no number is told.
    ada.keys("e tab tab tab tab tab ctrl-u text:soon enter");
    ada.wait_for("is a number of days");
    ada.keys("ctrl-u text:forever enter");
    ada.wait("for ever", |screen| {
        screen.has("for ever") && !screen.has("as all of the organization")
    });
    kept(json!(-1));
    ada.keys("e tab tab tab tab tab ctrl-u enter");
    ada.wait_for("for ever, as all of the organization");
    kept(Value::Null);
}

#[test]
fn who_may_not_is_told_so_in_the_form() {
    let organization = Organization::quiet();
    // Ben made it: he may change it, but he is no owner and no administrator.
    let form = [("subscriptions", r#"[{"name": "smoke signals"}]"#)];
    organization.ask("ben", "POST", "users/me/subscriptions", &form);
    let ben = crate::support::Program::signed_in(&organization, "ben", ["--explore"])
        .size(120, 40)
        .start();
    ben.wait_for("live");
    ben.keys("alt-c");
    ben.wait_for("what it is for");
    open(&ben, "smoke signals");
    ben.keys("e");
    ben.wait("what he may not", |screen| {
        screen.has("owners set it") && screen.has("administrators set it")
    });
    ben.keys("esc U");
    ben.wait_for("you may not change it");
    ben.keys("ctrl-u text:you enter");
    ben.wait_for("smoke signals is changed");
}

#[test]
fn others_changes_come_into_the_sheet_and_the_page() {
    let organization = Organization::quiet();
    let form = [(
        "subscriptions",
        r#"[{"name": "smoke signals", "description": "by ben"}]"#,
    )];
    organization.ask("ben", "POST", "users/me/subscriptions", &form);
    let id = channel(&organization, "ben", "smoke signals")["stream_id"].to_string();
    let path = format!("streams/{id}");
    let ada = page(&organization, 100, 40);
    open(&ada, "smoke signals");
    ada.wait_for("1 in it");
    let patch = |name: &str, value: &str| {
        organization.ask("ben", "PATCH", &path, &[(name, value)]);
    };
    patch("new_name", "wood firing");
    ada.wait_for("─ wood firing ─");
    let about = "What burns **well**: [the list](https://wood.example/list), and ask 🔥.";
    patch("description", about);
    ada.wait_for("What burns well: the list");
    let others = [
        ("subscriptions", r#"[{"name": "wood firing"}]"#),
        ("principals", "[8]"),
    ];
    organization.ask("ben", "POST", "users/me/subscriptions", &others);
    ada.wait_for("2 in it");
    ada.keys("tab");
    ada.wait_for("千佳 (Chika)");
    let others = [
        ("subscriptions", r#"["wood firing"]"#),
        ("principals", "[8]"),
    ];
    organization.ask("ben", "DELETE", "users/me/subscriptions", &others);
    ada.wait("she left", |screen| {
        screen.has("1 in it") && !screen.has("Chika")
    });
    ada.keys("tab");
    organization.ask("ben", "DELETE", &path, &[]);
    ada.wait_for("It can be read, and nobody writes to it any more.");
    patch("is_archived", "false");
    ada.wait_without("nobody writes to it any more");
    ada.keys("esc esc");
    // On the page the description is what it says, not how it is written.
    ada.keys("f ctrl-u text:wood");
    ada.wait("the row", |screen| {
        screen.has("What burns well: the list, and") && !screen.has("**")
    });
    organization.ask("ben", "DELETE", &path, &[]);
    ada.wait_for("archived");
    let made = [("subscriptions", r#"[{"name": "wooden spoons"}]"#)];
    organization.ask("chika", "POST", "users/me/subscriptions", &made);
    ada.wait_for("wooden spoons");
}

#[test]
fn links_of_a_description_are_opened_from_the_sheet() {
    let organization = Organization::quiet();
    let id = channel(&organization, "ada", "workshop")["stream_id"].to_string();
    let about = "See [the shop](https://shop.example/) and #**help**.";
    let form = [("description", about)];
    organization.ask("ada", "PATCH", &format!("streams/{id}"), &form);
    let ada = page(&organization, 100, 30);
    open(&ada, "workshop");
    ada.wait_for("See the shop and #help.");
    ada.keys("L L l");
    // The second leads into the organization: it takes the place of the sheet.
    ada.wait("the channel", |screen| {
        screen.has("help") && !screen.has("about it")
    });
}

#[test]
fn how_many_are_in_channels_of_others_is_asked_where_it_is_not_told() {
    let organization = Organization::quiet();
    let told = channel(&organization, "ada", "library");
    assert_eq!(told["subscriber_count"], Value::Null, "an older server");
    let people = crate::pty_channels::members(&organization, "ada", "library").len();
    let ada = page(&organization, 120, 40);
    ada.keys("f text:library");
    ada.wait("the count", |screen| {
        let row = screen.row_of("Books and papers");
        row.is_some_and(|row| {
            let line = screen.line(row);
            line.split_whitespace()
                .any(|word| word == people.to_string())
        })
    });
}
