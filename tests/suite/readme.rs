//! README tells the truth: its screen is one of the program's.

use crate::support::{Organization, Program};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The line after which the screen stands, in a fence.
const MARK: &str = "<!-- screen: made by the program; tests/suite/readme.rs keeps it true -->";

#[test]
fn the_screen_in_the_readme_is_the_programs() {
    let organization = Organization::quiet();
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(112, 34)
        .start();
    running.wait("live", |screen| screen.has("live"));
    running.keys("n");
    running.wait_for("workshop › kiln");
    running.keys("n");
    // The formula, the table, and the mention are all there.
    let screen = running.wait("the topic", |screen| {
        screen.has("workshop › glaze tests") && screen.has("celadon") && screen.has("(Tᵢ")
    });
    let made = screen.text();
    let made = made.trim_end();

    let text = std::fs::read_to_string(README).expect("README.md");
    let (head, rest) = text.split_once(MARK).expect("the mark");
    let (_, rest) = rest.split_once("```\n").unwrap_or(("", "\n```\n"));
    let (stored, tail) = rest.split_once("\n```\n").expect("the fence's end");
    if std::env::var_os("LAZULI_WRITE_DOCS").is_some() {
        let new = format!("{head}{MARK}\n```\n{made}\n```\n{tail}");
        std::fs::write(README, new).expect("written");
        return;
    }
    assert_eq!(
        stored, made,
        "README.md is stale; LAZULI_WRITE_DOCS=1 cargo test readme writes it"
    );
}
