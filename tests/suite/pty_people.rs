//! The pages of people and groups, cards and one's own profile in the real program, and what
//! comes of them for another one, who asks the server.

use serde_json::{Value, json};

use crate::pty_acts::Witness;
use crate::support::{Organization, Program, Running, until};

fn open(organization: &Organization, person: &str, size: (u16, u16), view: &str) -> Running {
    let running = Program::signed_in(organization, person, ["--explore", "--view", view])
        .size(size.0, size.1)
        .start();
    running.wait_for("live");
    running
}

fn user(organization: &Organization, person: &str) -> Value {
    let reply = organization.ask("chika", "GET", "users", &[]);
    let id = organization.account(person).user_id;
    let members = reply["members"].as_array().unwrap();
    let found = members.iter().find(|member| member["user_id"] == id.0);
    found.expect("a user").clone()
}

fn group(organization: &Organization, name: &str) -> Option<Value> {
    let reply = organization.ask("chika", "GET", "user_groups", &[]);
    let groups = reply["user_groups"].as_array().unwrap();
    groups.iter().find(|group| group["name"] == name).cloned()
}

fn muted(organization: &Organization, person: &str) -> Vec<u64> {
    let form = [("fetch_event_types", r#"["muted_users"]"#)];
    let reply = organization.ask(person, "POST", "register", &form);
    let muted = reply["muted_users"].as_array().unwrap();
    muted
        .iter()
        .map(|user| user["id"].as_u64().unwrap())
        .collect()
}

#[test]
fn everybody_is_listed_filtered_and_kept_live() {
    let organization = Organization::quiet();
    for size in [(200, 60), (100, 30), (80, 24)] {
        let ada = open(&organization, "ada", size, "people");
        ada.wait_for("Ben Oduya");
        ada.shows(&format!("people-{}x{}", size.0, size.1));
        if size != (80, 24) {
            continue;
        }
        let form = [("status_text", "glazing all day")];
        organization.ask("noor", "POST", "users/me/status", &form);
        ada.wait_for("glazing all day");
        ada.keys("q text:zzzz");
        ada.wait_for("Nobody is called that.");
        ada.shows("people-nobody-80x24");
        ada.keys("ctrl-u text:ben");
        ada.wait("Ben alone", |screen| {
            screen.has("Ben Oduya") && !screen.has("Kofi")
        });
        ada.keys("enter");
        ada.wait("his messages", |screen| {
            screen.line(0).contains("Ben Oduya")
        });
        ada.keys("alt-left");
        ada.wait("the page as it was", |screen| {
            screen.line(0).contains("People") && screen.has("Ben Oduya") && !screen.has("Kofi")
        });
        ada.keys("q esc");
        ada.wait_for("their time");
        ada.keys("3");
        ada.wait_for("Kiln Bot");
        ada.keys("4");
        ada.wait_for("Viktor");
        ada.keys("2");
        ada.wait("guests", |screen| {
            screen.has("Quentin") && !screen.has("Viktor")
        });
    }
}

#[test]
fn somebody_is_muted_from_the_card_and_unmuted_from_the_list() {
    let organization = Organization::quiet();
    let ben = organization.account("ben").user_id.0;
    let ada = open(&organization, "ada", (100, 30), "people");
    ada.wait_for("Ben Oduya");
    ada.keys("q text:ben");
    ada.wait_without("Kofi");
    // The letters are done with; what follows are keys.
    ada.keys("tab u");
    ada.wait_for("Kiln master");
    let screen = ada.wait("what is shared", |screen| {
        screen.has("#workshop") && screen.has("14 March 2021")
    });
    assert!(
        screen.has("github.com/ben-fires") && screen.has("Early"),
        "{}",
        screen.text()
    );
    ada.shows("card-100x30");
    ada.keys("M");
    ada.wait_for("Ben Oduya is muted");
    until("Ben is muted", || {
        (muted(&organization, "ada") == [ben]).then_some(())
    });
    ada.keys("esc");
    ada.wait_without("Kiln master");
    ada.keys("5");
    ada.wait_for("1 muted");
    ada.keys("M");
    ada.wait_for("You muted nobody.");
    ada.shows("muted-nobody-100x30");
    until("nobody is muted", || {
        muted(&organization, "ada").is_empty().then_some(())
    });
    ada.keys("text::mute-person space text:ben enter");
    ada.wait_for("Ben Oduya is muted");
    until("Ben is muted", || {
        (muted(&organization, "ada") == [ben]).then_some(())
    });
}

#[test]
fn a_group_is_made_filled_renamed_and_deactivated() {
    let organization = Organization::quiet();
    let (ben, uma) = (
        organization.account("ben").user_id.0,
        organization.account("uma").user_id.0,
    );
    let mut witness = Witness::new(&organization, "ben");
    let ada = open(&organization, "ada", (100, 30), "groups");
    ada.wait_for("kiln crew");
    ada.keys("C");
    ada.wait_for("A new group");
    ada.keys("text:role:night enter");
    ada.wait_for("cannot start with");
    ada.keys("C");
    ada.wait("what was typed", |screen| screen.has("role:night"));
    ada.keys("ctrl-u text:night space text:shift tab text:after space text:ten tab text:ben enter");
    let event = witness.sees("a group", |event| {
        event["type"] == "user_group" && event["op"] == "add"
    });
    assert_eq!(event["group"]["name"], "night shift");
    assert_eq!(event["group"]["description"], "after ten");
    let id = event["group"]["id"].clone();
    let of_it = |op: &'static str| {
        let id = id.clone();
        move |event: &Value| {
            event["type"] == "user_group" && event["op"] == op && event["group_id"] == id
        }
    };
    ada.wait_for("night shift");
    ada.keys("q text:shift down");
    ada.wait_for("1 of 4 groups");
    ada.keys("enter");
    ada.keys("i");
    ada.wait_for("Add to the group");
    ada.keys("text:uma, space text:kiln space text:crew enter");
    let event = witness.sees("a member", of_it("add_members"));
    assert_eq!(event["user_ids"], json!([uma]));
    witness.sees("a subgroup", of_it("add_subgroups"));
    ada.wait_for("added to");
    ada.keys("e");
    ada.wait_for("The group");
    ada.keys("ctrl-u text:late space text:shift enter");
    let event = witness.sees("another name", of_it("update"));
    assert_eq!(event["data"]["name"], "late shift");
    ada.keys("-");
    ada.wait_for("You are no longer in late shift");
    let event = witness.sees("her going", of_it("remove_members"));
    assert_eq!(
        event["user_ids"],
        json!([organization.account("ada").user_id.0])
    );
    ada.keys("+");
    ada.wait_for("You are in late shift now");
    witness.sees("her coming", of_it("add_members"));
    let members = group(&organization, "late shift").expect("the group")["members"].clone();
    assert!(members.as_array().unwrap().contains(&json!(ben)));
    ada.keys("X");
    ada.wait_for("Deactivate the group late shift");
    ada.keys("y");
    witness.sees("its end", |event| {
        event["type"] == "user_group"
            && event["group_id"] == id
            && (event["op"] == "remove" || event["data"]["deactivated"] == true)
    });
    assert!(group(&organization, "late shift").is_none());
}

#[test]
fn what_one_may_not_do_is_not_offered_and_told() {
    let organization = Organization::quiet();
    for size in [(200, 60), (100, 30), (80, 24)] {
        let ben = open(&organization, "ben", size, "groups");
        ben.wait_for("kiln crew");
        ben.keys("j j right");
        ben.wait_for("Kofi Mensah");
        ben.shows(&format!("groups-{}x{}", size.0, size.1));
        if size != (80, 24) {
            continue;
        }
        ben.keys("+");
        ben.wait_for("You are in this group.");
        ben.keys("-");
        ben.wait_for("You are no longer in kiln crew");
        until("he is out", || {
            let members = group(&organization, "kiln crew")?["members"].clone();
            let id = json!(organization.account("ben").user_id.0);
            (!members.as_array()?.contains(&id)).then_some(())
        });
        ben.keys("u");
        ben.wait_for("Those who may fire");
        ben.shows("group-card-80x24");
        ben.keys("esc");
        ben.wait_without("Made by");
        ben.keys("q text:zzzz");
        ben.wait_for("No group is called that.");
        ben.shows("groups-none-80x24");
    }
}

#[test]
fn ones_own_profile_is_changed_and_others_see_it() {
    let organization = Organization::quiet();
    let mut ben = Witness::new(&organization, "ben");
    let me = organization.account("ada").user_id.0;
    let ada = open(&organization, "ada", (100, 30), "people");
    ada.wait_for("Ben Oduya");
    // Who presses a key is there, and seen to be.
    ada.keys("k");
    ada.wait("herself among those who are there", |screen| {
        (0..30).any(|row| {
            let line = screen.line(row);
            line.contains("Ada Quill (you") && line.contains("now")
        })
    });
    ada.keys("text::edit-profile enter");
    ada.wait_for("Your profile");
    ada.shows("profile-100x30");
    ada.keys("ctrl-u text:Ada space text:Q. space text:Quill enter");
    let name = ben.sees("her name", |event| {
        event["type"] == "realm_user" && event["person"]["full_name"].is_string()
    });
    assert_eq!(name["person"]["full_name"], "Ada Q. Quill");
    ada.wait_for("Ada Q. Quill");
    ada.keys("text::edit-profile enter");
    ada.wait_for("Your profile");
    // Name, time zone, job, about, favourite cone, pronouns, shift.
    ada.keys("tab tab tab tab tab tab right");
    ada.wait_for("‹ Early ›");
    ada.keys("enter");
    ben.sees("her shift", |event| {
        event["type"] == "realm_user" && event["person"]["custom_profile_field"]["value"] == "early"
    });
    ada.keys("text::edit-profile enter tab");
    ada.wait_for("Your profile");
    ada.keys("ctrl-u text:Nowhere/City enter");
    ada.wait_for("There is no time zone called Nowhere/City");
    ada.keys("esc");
    ada.wait_without("Your profile");
    ada.keys("text::invisible enter");
    ada.wait_for("You are invisible");
    ben.sees("her going", |event| {
        event["type"] == "presence"
            && (event["user_id"] == me || event["presences"][me.to_string()].is_object())
    });
    assert_eq!(user(&organization, "ada")["full_name"], "Ada Q. Quill");
    let form = [("fetch_event_types", r#"["user_settings"]"#)];
    let settings = organization.ask("ada", "POST", "register", &form);
    assert_eq!(settings["user_settings"]["presence_enabled"], false);
    ada.keys("text::invisible enter");
    ada.wait_for("Others see again when you are there");
}
