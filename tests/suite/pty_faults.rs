//! The whole program through each fault of the demo server: afterwards its screen is the one
//! of a program that was just started, at every view that is looked at.

use std::time::{Duration, Instant};

use lazuli::demo::Options;
use serde_json::json;

use crate::support::organization::NOW;
use crate::support::{Organization, Program, Running, Screen};

/// Where to look, by the keys that lead there from anywhere.
const PLACES: [&str; 7] = [
    "q text:workshop enter",
    "q text:general enter",
    "a",
    "P",
    "*",
    "q text:firmware enter",
    "a G",
];

/// What is to be compared: everything but the keys in the footer, which know of the views that
/// were visited before.
fn body(screen: &Screen) -> String {
    let (_, rows) = screen.size();
    let mut text: String = (0..rows - 1).map(|row| screen.line(row) + "\n").collect();
    if let Some((_, state)) = screen.line(rows - 1).rsplit_once("live") {
        text += state;
    }
    text
}

fn is_settled(screen: &Screen) -> bool {
    screen.has("live") && !screen.has("oading")
}

/// Whether both come to show the same.
fn agree(old: &Running, new: &Running) -> Result<(), String> {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let want = new.until(is_settled).map_err(|screen| screen.dump())?;
        let want = body(&want);
        let within = Duration::from_secs(1);
        match old.until_within(within, |screen| is_settled(screen) && body(screen) == want) {
            Ok(_) => return Ok(()),
            Err(_) if Instant::now() < end => {}
            Err(screen) => {
                let (old, new) = (screen.dump(), new.screen().dump());
                return Err(format!("it shows\n{old}\na fresh start shows\n{new}"));
            }
        }
    }
}

/// At every place the screen is the one of a fresh start.
pub fn same_as_fresh(organization: &Organization, old: &Running) {
    let new = Program::signed_in(organization, "ada", ["--explore"])
        .size(old.screen().size().0, old.screen().size().1)
        .start();
    new.wait("a fresh start", is_settled);
    for place in PLACES {
        let open = || {
            // From elsewhere, so that both open it now.
            for running in [old, &new] {
                running.keys("#");
                running.wait("the mentions", |screen| {
                    screen.line(0).contains("Messages that mention you")
                });
                running.keys(place);
                running.wait_without("Messages that mention you");
            }
            agree(old, &new)
        };
        // What was loaded before is shown at once and mended below, so that nothing moves under
        // the reader: opened once more, it begins where a fresh start begins.
        if let Err(difference) = open().or_else(|_| open()) {
            panic!("at {place}: {difference}");
        }
    }
}

/// Things happen while `faults` are on; afterwards all is as it should be.
fn through(faults: &[&str]) {
    let organization = Organization::start(Options {
        now: Some(NOW),
        heartbeat_secs: 2.0,
        ..Options::scripted(false)
    });
    // What is marked as read would be another thing than what a fresh start finds unread.
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(140, 45)
        .start();
    running.wait("live", is_settled);
    organization.control(&json!({"op": "faults", "faults": faults}));
    for round in 0..24 {
        organization.control(&json!({"op": "step", "count": 3}));
        // Views are opened meanwhile, and keys work whatever the server does.
        let asked = Instant::now();
        running.keys("?");
        running.wait_for("Keys");
        running.keys("esc");
        running.keys(PLACES[round % PLACES.len()]);
        let rest = Duration::from_millis(150).saturating_sub(asked.elapsed());
        running.until_within(rest, |_| false).err();
    }
    // Each of them has struck.
    let end = Instant::now() + Duration::from_secs(30);
    while faults.iter().any(|fault| organization.struck(fault) == 0) {
        assert!(Instant::now() < end, "{faults:?} never struck");
        organization.control(&json!({"op": "step", "count": 1}));
        running.keys("# a");
        running
            .until_within(Duration::from_millis(100), |_| false)
            .err();
    }
    organization.control(&json!({"op": "faults", "faults": []}));
    same_as_fresh(&organization, &running);
}

#[test]
fn dropped_connections() {
    through(&["drop:0.3"]);
}

#[test]
fn stalled_answers() {
    through(&["stall:0.4@events"]);
}

#[test]
fn answers_cut_short_and_garbled() {
    through(&["truncate:0.25", "garble:0.25"]);
}

#[test]
fn refusals_and_server_errors() {
    through(&["429:0.1", "5xx:0.3"]);
}

#[test]
fn repeated_and_late_answers() {
    through(&["repeat:0.4@events", "reorder:0.4"]);
}

#[test]
fn lost_queues_and_restarts() {
    through(&["expire-queues:1", "restart:2", "5xx:0.3@register"]);
}
