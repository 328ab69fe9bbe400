//! Cards and the page of people in the real program: what is done from them, and what others do
//! while they are open.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::pty_composer::{enter, newest};
use crate::support::{Organization, Program, Running, until};

fn open(organization: &Organization, size: (u16, u16), view: &str) -> Running {
    let running = Program::signed_in(organization, "ada", ["--explore", "--view", view])
        .size(size.0, size.1)
        .start();
    running.wait_for("live");
    running
}

/// The card of Ben, opened from the page.
fn card(ada: &Running) {
    ada.wait_for("Ben Oduya");
    ada.keys("q text:ben tab u");
    ada.wait_for("Kiln master");
}

#[test]
fn the_card_of_a_sender_leads_to_a_mention_in_the_reply() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    ada.wait("it selected", |screen| {
        screen.has("▌") && screen.has("What do we fire next?")
    });
    ada.keys("u");
    ada.wait_for("Kiln master");
    ada.keys("@");
    ada.wait_for("@**Ben Oduya**");
    ada.keys("text:bowls enter");
    let message = until("the reply", || {
        Some(newest(&organization, "ben")).filter(|message| {
            message["content"].as_str().unwrap_or_default() == "@**Ben Oduya** bowls"
        })
    });
    assert_eq!(message["subject"], "next firing");
    assert!(
        message["flags"].to_string().contains("mentioned"),
        "{message}"
    );
}

#[test]
fn somebody_is_written_to_from_their_card_and_their_address_copied() {
    let organization = Organization::quiet();
    let ada = open(&organization, (80, 24), "people");
    card(&ada);
    ada.keys("y");
    ada.wait_for("Copied the e-mail address.");
    let reply = organization.ask("ada", "GET", "users", &[]);
    let ben = organization.account("ben").user_id.0;
    let members = reply["members"].as_array().unwrap();
    let email = members
        .iter()
        .find(|member| member["user_id"] == ben)
        .and_then(|member| member["delivery_email"].as_str())
        .expect("an address that Ada may see");
    let wanted = format!("\x1b]52;c;{}", STANDARD.encode(email));
    ada.wait_raw("the clipboard", |raw| {
        String::from_utf8_lossy(raw).contains(&wanted)
    });
    ada.keys("r");
    ada.wait_for("to @ Ben Oduya");
    ada.keys("text:hello-there enter");
    until("the message", || {
        (newest(&organization, "ben")["content"] == "hello-there").then_some(())
    });
}

/// The row of Ben on the page.
fn row(screen: &crate::support::Screen) -> String {
    let row = screen.row_of("Oduya").expect("his row");
    screen.line(row)
}

#[test]
fn what_others_do_is_seen_on_the_page_of_people_at_once() {
    let organization = Organization::quiet();
    let ben = organization.account("ben").user_id.0;
    let settings = |shown: &str| {
        let form = [("presence_enabled", shown)];
        organization.ask("ben", "PATCH", "settings", &form);
    };
    let ada = open(&organization, (80, 24), "people");
    ada.wait("him there", |screen| screen.has("● Ben Oduya"));
    ada.keys("q text:oduya tab");
    ada.wait_without("Kofi");
    // He hides: he is gone at once, and not after minutes.
    settings("false");
    ada.wait("him gone", |screen| {
        screen.has("○ Ben Oduya") && !row(screen).contains("now")
    });
    settings("true");
    ada.wait("him back", |screen| {
        screen.has("● Ben Oduya") && row(screen).contains("now")
    });
    let form = [("status_text", "stoking"), ("emoji_name", "fire")];
    organization.ask("ben", "POST", "users/me/status", &form);
    ada.wait("his status", |screen| row(screen).contains("stoking"));
    let form = [("full_name", "Benedict Oduya")];
    organization.ask("ben", "PATCH", "settings", &form);
    ada.wait_for("Benedict Oduya");
    ada.keys("u");
    ada.wait("his card", |screen| {
        screen.has("Benedict Oduya") && screen.has("now, active")
    });
    let path = format!("users/{ben}");
    organization.ask("ada", "DELETE", &path, &[]);
    ada.wait("that on his card", |screen| screen.has("deactivated"));
    ada.keys("esc");
    ada.wait_for("Nobody is called that.");
    ada.keys("4");
    ada.wait_for("Benedict Oduya");
    let path = format!("{path}/reactivate");
    organization.ask("ada", "POST", &path, &[]);
    ada.wait_for("Nobody is called that.");
}
