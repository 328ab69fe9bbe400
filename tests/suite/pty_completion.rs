//! Completion in the real program: what is chosen arrives at the server as it reads it.

use crate::support::{Organization, Program, until};

/// The Markdown of the newest message of a topic.
fn newest(organization: &Organization, topic: &str) -> String {
    let narrow = format!(r#"[["channel","workshop"],["topic","{topic}"]]"#);
    let reply = organization.ask(
        "ben",
        "GET",
        "messages",
        &[
            ("anchor", "newest"),
            ("num_before", "1"),
            ("num_after", "0"),
            ("narrow", &narrow),
            ("apply_markdown", "false"),
        ],
    );
    let content = reply["messages"][0]["content"].as_str();
    content.map_or_else(String::new, str::to_owned)
}

#[test]
fn a_message_is_written_by_completion_alone() {
    let organization = Organization::quiet();
    let ada = Program::signed_in(&organization, "ada", ["--explore"]).start();
    ada.wait("a message that is selected", |screen| {
        screen.has("live") && screen.has("▌")
    });
    ada.keys("c");
    ada.wait_for(" to ");
    // Another channel than the message's, by a few letters; then its topic.
    ada.keys("shift-tab ctrl-u text:worksh");
    ada.wait_for("╭");
    ada.keys("tab");
    ada.wait_for("workshop ›");
    ada.keys("text:completion");
    ada.keys("enter");
    ada.keys("text:@em");
    let screen = ada.wait("people", |screen| screen.has("▌Émilie Dûpont"));
    assert!(screen.has("choose"), "{}", screen.text());
    ada.keys("tab");
    ada.wait_for("@**Émilie Dûpont**");
    ada.keys("text::tad");
    ada.wait_for(":tada:");
    ada.keys("enter");
    ada.keys("text:#gall");
    ada.wait("channels", |screen| screen.has("⊙ gallery"));
    ada.keys("enter");
    ada.wait_for("#**gallery**");
    ada.keys("enter");
    let sent = until("sent", || {
        Some(newest(&organization, "completion")).filter(|content| !content.is_empty())
    });
    assert_eq!(sent.trim(), ("@**Émilie Dûpont** :tada: #**gallery**"));
}
