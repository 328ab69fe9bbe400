//! Groups in the real program: who may do what in them, bringing them back, and what others do
//! while the page is open. What comes of it is asked of the server by a second account.

use serde_json::{Value, json};

use lazuli::demo::Options;

use crate::pty_acts::Witness;
use crate::support::organization::NOW;
use crate::support::{Organization, Program, Running, until};

/// A server that brings deactivated groups back.
fn newer() -> Organization {
    Organization::start(Options {
        now: Some(NOW),
        feature_level: 386,
        ..Options::scripted(false)
    })
}

fn open(organization: &Organization, person: &str, size: (u16, u16), view: &str) -> Running {
    let running = Program::signed_in(organization, person, ["--explore", "--view", view])
        .size(size.0, size.1)
        .start();
    running.wait_for("live");
    running
}

/// A group as another account sees it, deactivated or not.
fn group(organization: &Organization, name: &str) -> Option<Value> {
    let form = [("include_deactivated_groups", "true")];
    let reply = organization.ask("chika", "GET", "user_groups", &form);
    let groups = reply["user_groups"].as_array().unwrap();
    groups.iter().find(|group| group["name"] == name).cloned()
}

fn id_of(organization: &Organization, name: &str) -> u64 {
    group(organization, name).expect("the group")["id"]
        .as_u64()
        .unwrap()
}

#[test]
fn who_may_do_what_is_changed_and_others_may_do_it() {
    let organization = Organization::quiet();
    let crew = id_of(&organization, "kiln crew");
    let (gloria, members) = (
        organization.account("gloria").user_id.0,
        id_of(&organization, "role:members"),
    );
    let mut witness = Witness::new(&organization, "gloria");
    let ada = open(&organization, "ada", (100, 30), "groups");
    ada.wait_for("kiln crew");
    ada.keys("q text:kiln tab");
    ada.wait_for("1 of 3 groups");
    ada.keys("e");
    ada.wait_for("Who may join");
    // Name, description, join: its roles are there to choose from.
    ada.keys("tab tab ctrl-u");
    ada.wait_for("full members  role");
    ada.shows("group-form-100x30");
    ada.keys("down enter");
    ada.wait("members", |screen| {
        screen.has("Who may join         members")
    });
    ada.keys("tab tab ctrl-u text:gloria, space text:engineers enter");
    let engineers = id_of(&organization, "engineers");
    let update = witness.sees("who may add", |event| {
        event["type"] == "user_group" && event["data"]["can_add_members_group"].is_object()
    });
    assert_eq!(
        update["data"]["can_add_members_group"],
        json!({"direct_members": [gloria], "direct_subgroups": [engineers]})
    );
    let update = witness.sees("who may join", |event| {
        event["type"] == "user_group" && event["data"]["can_join_group"].is_u64()
    });
    assert_eq!(update["data"]["can_join_group"], json!(members));
    ada.wait_for("The group is changed.");
    ada.keys("right");
    ada.wait_for("add people: engineers, Gloria Teller");
    // She may now, who might not.
    let there = open(&organization, "gloria", (80, 24), "groups");
    there.wait_for("kiln crew");
    there.keys("q text:kiln tab +");
    there.wait_for("You are in kiln crew now");
    until("she is in it", || {
        let members = group(&organization, "kiln crew")?["members"].clone();
        members.as_array()?.contains(&json!(gloria)).then_some(())
    });
    // On the other screen she is seen coming.
    ada.wait_for("Gloria Teller");
    assert_eq!(
        group(&organization, "kiln crew").unwrap()["id"],
        json!(crew)
    );
}

#[test]
fn what_a_permission_can_not_be_is_told_before_it_is_sent() {
    let organization = Organization::quiet();
    let ada = open(&organization, "ada", (80, 24), "groups");
    ada.wait_for("kiln crew");
    ada.keys("q text:kiln tab e");
    ada.wait_for("Who may join");
    ada.keys("tab tab ctrl-u text:everyone enter");
    ada.wait_for("Who may join can't be “everyone” in this organization.");
    ada.keys("ctrl-u text:zzzz enter");
    ada.wait_for("Roles and groups can be named too.");
    // Somebody else changes it while the form is open: theirs stays, and that is told.
    let path = format!("user_groups/{}", id_of(&organization, "kiln crew"));
    let moderators = id_of(&organization, "role:moderators");
    let form = [("can_join_group", &*json!({"new": moderators}).to_string())];
    organization.ask("ada", "PATCH", &path, &form);
    ada.keys("ctrl-u text:members tab tab ctrl-u text:ben enter");
    ada.wait_for("The group was not changed: it was changed elsewhere meanwhile");
    let crew = group(&organization, "kiln crew").unwrap();
    assert_eq!(crew["can_join_group"], json!(moderators));
    let me = organization.account("ada").user_id.0;
    assert_eq!(crew["can_add_members_group"]["direct_members"], json!([me]));
    // Filled anew, it has theirs.
    ada.keys("e");
    ada.wait("theirs, and hers where nobody else was", |screen| {
        // Hers as she typed it, or as it is called.
        screen.has("Who may join         moderators")
            && ["ben", "Ben Oduya"]
                .iter()
                .any(|ben| screen.has(&format!("Who may add people   {ben}")))
    });
}

#[test]
fn a_group_is_made_with_its_permissions_and_subgroups() {
    let organization = Organization::quiet();
    let mut witness = Witness::new(&organization, "ben");
    let ada = open(&organization, "ada", (80, 24), "groups");
    ada.wait_for("kiln crew");
    ada.keys("C");
    ada.wait_for("A new group");
    ada.shows("group-new-80x24");
    ada.keys("text:night space text:shift tab tab text:ben, space text:kiln space text:crew tab");
    ada.keys("ctrl-u text:members enter");
    let event = witness.sees("a group", |event| {
        event["type"] == "user_group" && event["op"] == "add"
    });
    let group = &event["group"];
    let id = |name: &str| json!(id_of(&organization, name));
    assert_eq!(group["direct_subgroup_ids"], json!([id("kiln crew")]));
    assert_eq!(group["can_join_group"], id("role:members"));
    assert_eq!(group["can_leave_group"], id("role:everyone"), "as it began");
    let ada_id = organization.account("ada").user_id.0;
    assert_eq!(
        group["can_manage_group"],
        json!({"direct_members": [ada_id], "direct_subgroups": []})
    );
}

#[test]
fn a_group_goes_and_comes_back() {
    let organization = newer();
    let mut witness = Witness::new(&organization, "ben");
    let ada = open(&organization, "ada", (100, 30), "groups");
    ada.wait_for("engineers");
    // It is a subgroup elsewhere.
    ada.keys("q text:kiln tab X");
    ada.wait_for("Deactivate the group kiln crew");
    ada.keys("y");
    ada.wait_for("take it out there first");
    ada.keys("esc q ctrl-u text:night tab C");
    ada.wait_for("A new group");
    ada.keys("text:night space text:shift enter");
    ada.wait_for("The group night shift is made");
    ada.keys("X");
    ada.wait_for("It can be brought back");
    ada.keys("y");
    witness.sees("its end", |event| {
        event["type"] == "user_group" && event["op"] == "remove"
    });
    ada.keys("esc 4 down");
    ada.wait("it selected", |screen| screen.has("▌  ▸ night shift"));
    ada.shows("groups-deactivated-100x30");
    ada.keys("alt-r");
    ada.wait_for("night shift is in use again");
    witness.sees("its return", |event| {
        event["type"] == "user_group"
            && event["op"] == "add"
            && event["group"]["name"] == "night shift"
    });
    until("it is in use", || {
        (group(&organization, "night shift")?["deactivated"] == false).then_some(())
    });
    ada.keys("1");
    ada.wait_for("night shift");
}

#[test]
fn older_servers_bring_nothing_back() {
    let organization = Organization::quiet();
    let ada = open(&organization, "ada", (80, 24), "groups");
    ada.wait_for("kiln crew");
    ada.keys("C");
    ada.wait_for("A new group");
    ada.keys("text:night space text:shift enter");
    ada.wait_for("The group night shift is made");
    ada.keys("q text:night tab X");
    ada.wait_for("This server can't bring it back.");
    ada.keys("y");
    ada.wait_for("night shift is deactivated");
    ada.keys("4");
    ada.wait_for("1 of 2 groups");
    ada.keys("alt-r");
    ada.wait_for("This server can't do that yet (Zulip 11 can).");
}

#[test]
fn what_others_do_to_groups_is_seen_while_the_page_is_open() {
    let organization = Organization::quiet();
    let crew = id_of(&organization, "kiln crew");
    let ada = open(&organization, "ada", (100, 30), "groups");
    ada.wait_for("kiln crew");
    ada.keys("q text:crew tab right");
    ada.wait_for("Kofi Mensah");
    let path = format!("user_groups/{crew}");
    organization.ask("ada", "PATCH", &path, &[("name", "fire crew")]);
    ada.wait_for("fire crew");
    let uma = organization.account("uma").user_id.0;
    let add = json!([uma]).to_string();
    organization.ask("ada", "POST", &format!("{path}/members"), &[("add", &add)]);
    ada.wait("her among them", |screen| {
        screen.has("Uma") && screen.has("5 people")
    });
    let kofi = json!([organization.account("kofi").user_id.0]).to_string();
    organization.ask(
        "kofi",
        "POST",
        &format!("{path}/members"),
        &[("delete", &kofi)],
    );
    ada.wait("him gone", |screen| {
        !screen.has("Kofi Mensah") && screen.has("4 people")
    });
    // The card shows it as it is, too.
    ada.keys("u");
    ada.wait_for("Made by");
    organization.ask("ada", "PATCH", &path, &[("description", "Whoever fires")]);
    ada.wait_for("Whoever fires");
}
