//! The whole program while the network, the server, the queue or the account is gone, and
//! after: the place stays to the line, nothing is missing and nothing double.

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use lazuli::demo::Options;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::pty_faults::same_as_fresh;
use crate::support::organization::NOW;
use crate::support::{Network, Organization, Program, Proxy, Running, Screen};

/// An organization, the network that leads there, and the program at its end.
struct Trip {
    organization: Organization,
    network: Proxy,
    running: Running,
}

fn trip(options: Options, (columns, rows): (u16, u16), arguments: &[&str]) -> Trip {
    let organization = Organization::start(Options {
        now: Some(NOW),
        ..options
    });
    let network = organization.proxy();
    let zuliprc = network.zuliprc(&organization.zuliprc("ada"));
    let arguments = arguments.iter().copied().chain(["--view", "combined"]);
    let running = Program::lazuli(arguments)
        .file("config/lazuli/zuliprc", &zuliprc)
        .size(columns, rows)
        .start();
    running.wait("messages", is_settled);
    Trip {
        organization,
        network,
        running,
    }
}

fn quiet() -> Options {
    Options {
        heartbeat_secs: 2.0,
        ..Options::scripted(false)
    }
}

/// The messages, at 80 columns where nothing stands beside them; not the line below them, which
/// tells what is new.
fn messages(screen: &Screen) -> Vec<String> {
    let (_, rows) = screen.size();
    let mark = |row: String| row.replace('•', " ");
    (1..rows - 3)
        .map(|row| mark(screen.line(row)).trim_end().to_owned())
        .collect()
}

fn is_cut_off(screen: &Screen) -> bool {
    let (_, rows) = screen.size();
    let line = screen.line(rows - 1);
    line.contains("reconnecting") || line.contains("offline since")
}

fn is_settled(screen: &Screen) -> bool {
    footer(screen).contains("live") && !screen.has("oading")
}

/// Whether the newest message of all is in sight.
fn is_at_end(screen: &Screen) -> bool {
    is_settled(screen) && !screen.has("↓")
}

/// The last row, with the one above, on which a long sentence begins.
fn footer(screen: &Screen) -> String {
    let (_, rows) = screen.size();
    format!(
        "{} {}",
        screen.line(rows - 2).trim(),
        screen.line(rows - 1).trim()
    )
}

/// The numbers in `note 17.`, from the top of the screen.
fn notes(screen: &Screen) -> Vec<u64> {
    let (_, rows) = screen.size();
    let lines = (0..rows).map(|row| screen.line(row));
    lines
        .filter_map(|line| {
            let (_, rest) = line.split_once("note ")?;
            rest.split_once('.')?.0.parse().ok()
        })
        .collect()
}

/// What a fresh `lazuli unread --json` says.
fn unread(organization: &Organization) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("zuliprc");
    std::fs::write(&path, organization.zuliprc("ada")).expect("written");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&path, private).expect("private");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lazuli"))
        .args(["unread", "--json", "-c"])
        .arg(&path)
        .env_clear()
        .env("HOME", home.path())
        .output()
        .expect("it runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Opens a topic of `general` that has the newest message of all.
fn open_topic(trip: &Trip, topic: &str) {
    let running = &trip.running;
    running.keys("a G");
    running.wait("the newest message", |screen| {
        screen.has(&format!("# general › {topic}")) && is_settled(screen)
    });
    running.keys("enter");
    running.wait("the topic", |screen| {
        screen.line(0).contains(&format!("general › {topic}"))
    });
}

fn history(network: Network, lose_queue: bool) {
    let trip = trip(quiet(), (80, 24), &["--explore"]);
    let Trip {
        organization,
        network: way,
        running,
    } = &trip;
    running.keys("G");
    running.wait("the newest", is_at_end);
    running.keys("pageup pageup pageup pageup k k");
    let before = messages(&running.when_quiet(Duration::from_millis(500)));
    assert!(!is_at_end(&running.screen()));

    way.set(network);
    if lose_queue {
        organization.control(&json!({"op": "expire"}));
    }
    for n in 1..=1200 {
        let topic = if n % 3 == 0 { "firing plan" } else { "welcome" };
        organization.say("ben", "general", topic, &format!("note {n}."));
    }
    running.wait("words for it", is_cut_off);
    // Keys work meanwhile.
    running.keys("?");
    running.wait_for("Keys");
    running.keys("esc");
    running.wait("the messages where they were", |screen| {
        messages(screen) == before
    });

    way.set(Network::Up);
    running.wait("live again", |screen| footer(screen).contains("live"));
    let after = running.when_quiet(Duration::from_millis(700));
    assert_eq!(messages(&after), before, "the place, to the line");

    // Down to the newest: no screen on the way has a hole, nothing comes twice.
    let mut seen = 0;
    let end = Instant::now() + Duration::from_secs(120);
    while seen < 1200 {
        assert!(Instant::now() < end, "it ends at note {seen}");
        let bytes = running.raw_len();
        running.keys("pagedown");
        running.frame_after(bytes, Duration::from_secs(5));
        let screen = running.screen();
        let notes = notes(&screen);
        assert!(
            notes.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "a hole: {}",
            screen.dump()
        );
        if let (Some(first), Some(last)) = (notes.first(), notes.last()) {
            assert!(
                *first <= seen + 1,
                "{seen} and then {first}: {}",
                screen.dump()
            );
            seen = seen.max(*last);
        }
    }
    same_as_fresh(organization, running);
}

#[test]
fn who_reads_history_stays_there_while_nothing_gets_through() {
    history(Network::Silent, false);
}

#[test]
fn who_reads_history_stays_there_while_nothing_answers_and_the_queue_is_lost() {
    history(Network::Refused, true);
}

/// Away from `old name` with five messages of Ben's, the queue lost; `change` is made of it
/// meanwhile. Gives the program when it is live again.
fn meanwhile(change: impl FnOnce(&Organization, &[u64])) -> Trip {
    let trip = trip(quiet(), (140, 45), &["--explore"]);
    let organization = &trip.organization;
    let ids: Vec<u64> = ["first", "second", "third", "fourth", "fifth"]
        .iter()
        .map(|word| organization.say("ada", "general", "old name", &format!("the {word} word")))
        .collect();
    trip.running.keys("G");
    trip.running.wait_for("the fifth word");
    open_topic(&trip, "old name");
    trip.network.set(Network::Refused);
    organization.control(&json!({"op": "expire"}));
    trip.running.wait("words for it", is_cut_off);
    change(organization, &ids);
    trip.network.set(Network::Up);
    trip.running
        .wait("live again", |screen| footer(screen).contains("live"));
    trip
}

fn change(organization: &Organization, id: u64, form: &[(&str, &str)]) {
    organization.ask("ada", "PATCH", &format!("messages/{id}"), form);
}

#[test]
fn a_topic_renamed_edited_and_thinned_out_meanwhile_is_followed() {
    let trip = meanwhile(|organization, ids| {
        change(organization, ids[1], &[("content", "the mended word")]);
        organization.ask("ada", "DELETE", &format!("messages/{}", ids[2]), &[]);
        let form = [("topic", "new name"), ("propagate_mode", "change_all")];
        change(organization, ids[0], &form);
        organization.say("ben", "general", "new name", "the sixth word");
    });
    trip.running.wait("the new name and all of it", |screen| {
        screen.line(0).contains("general › new name")
            && screen.has("the mended word")
            && screen.has("the sixth word")
            && !screen.has("the third word")
    });
    same_as_fresh(&trip.organization, &trip.running);
}

#[test]
fn a_topic_moved_to_another_channel_meanwhile_is_followed() {
    let trip = meanwhile(|organization, ids| {
        let form = [("stream_id", "2"), ("propagate_mode", "change_all")];
        change(organization, ids[0], &form);
    });
    trip.running.wait("its new place", |screen| {
        screen.line(0).contains("workshop › old name") && screen.has("the fifth word")
    });
    same_as_fresh(&trip.organization, &trip.running);
}

#[test]
fn one_message_moved_away_meanwhile_does_not_take_the_reader_along() {
    let trip = meanwhile(|organization, ids| {
        let form = [("topic", "elsewhere"), ("propagate_mode", "change_one")];
        change(organization, ids[4], &form);
    });
    trip.running.wait("the rest", |screen| {
        screen.line(0).contains("general › old name")
            && screen.has("the fourth word")
            && !screen.has("the fifth word")
    });
    same_as_fresh(&trip.organization, &trip.running);
}

#[test]
fn a_topic_deleted_meanwhile_is_empty_and_says_so() {
    let trip = meanwhile(|organization, ids| {
        for id in ids {
            organization.ask("ada", "DELETE", &format!("messages/{id}"), &[]);
        }
    });
    trip.running.wait_for("No messages here yet.");
    same_as_fresh(&trip.organization, &trip.running);
}

#[test]
fn a_channel_unsubscribed_meanwhile_is_gone_from_the_list() {
    let trip = meanwhile(|organization, _| {
        let names = [("subscriptions", r#"["general"]"#)];
        organization.ask("ada", "DELETE", "users/me/subscriptions", &names);
    });
    trip.running.wait("no such channel in the list", |screen| {
        (0..44).all(|row| {
            let side: String = screen.line(row).chars().take(26).collect();
            !side.contains("# general")
        })
    });
    // What was open stays readable.
    trip.running.wait_for("the fifth word");
    trip.running.keys("a");
    trip.running
        .wait("the feed", |screen| screen.line(0).contains("Combined"));
}

#[test]
fn a_poll_on_a_dead_connection_is_renewed_at_once_after_a_stop() {
    // Without the stop, it would be noticed after a minute and a half.
    let trip = trip(Options::scripted(false), (120, 40), &["--explore"]);
    let Trip {
        organization,
        network,
        running,
    } = &trip;
    running.keys("G");
    running.signal(Signal::STOP);
    network.set(Network::Silent);
    organization.say("ben", "general", "firing plan", "note 1.");
    network.set(Network::Up);
    running.signal(Signal::CONT);
    let began = Instant::now();
    running.wait_for("note 1.");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_was_read_while_offline_is_read_everywhere_afterwards() {
    let trip = trip(quiet(), (120, 40), &[]);
    let Trip {
        organization,
        network,
        running,
    } = &trip;
    let is_unread = |id: u64| unread(organization).to_string().contains(&id.to_string());
    let becomes_read = |id: u64| {
        let end = Instant::now() + Duration::from_secs(30);
        while is_unread(id) {
            assert!(Instant::now() < end, "{}", unread(organization));
        }
    };
    running.keys("a G");
    organization.say("ben", "general", "old name", "a first word");
    running.wait_for("a first word");
    open_topic(&trip, "old name");
    running.keys("*");
    running.wait_for("Messages you starred");
    // This one joins the topic, which nobody looks at.
    let before = footer(&running.screen());
    let id = organization.say("ben", "general", "old name", "read me");
    running.wait("news of it", |screen| footer(screen) != before);
    network.set(Network::Refused);
    running.wait("words for it", is_cut_off);
    running.keys("alt-left");
    // It is read here at once; the server can't be told.
    running.wait("it, read", |screen| {
        screen.has("  read me") && !screen.has("• read me")
    });
    assert!(is_unread(id));
    network.set(Network::Up);
    becomes_read(id);

    // And what came while nobody told, the queue lost.
    network.set(Network::Refused);
    running.wait("words for it", is_cut_off);
    organization.control(&json!({"op": "expire"}));
    let second = organization.say("ben", "general", "old name", "and me");
    network.set(Network::Up);
    running.wait_for("and me");
    becomes_read(second);
    let total = unread(organization)["total"].as_u64().expect("a number");
    running.wait("the same count", |screen| {
        footer(screen).contains(&format!("live · {total} unread elsewhere"))
    });
}

#[test]
fn a_server_that_was_killed_and_started_again_is_read_anew() {
    let mut organization = Organization::quiet();
    let running = Program::signed_in(&organization, "ada", ["--explore"])
        .size(140, 45)
        .start();
    running.wait("messages", is_settled);
    running.keys("G");
    organization.say("ben", "general", "firing plan", "note 1.");
    running.wait_for("note 1.");
    // It comes back without what was said meanwhile, and knows no queue.
    organization.start_again();
    running.wait_without("note 1.");
    running.wait("live again", |screen| footer(screen).contains("live"));
    same_as_fresh(&organization, &running);
    organization.say("ben", "general", "firing plan", "note 2.");
    running.keys("a G");
    running.wait_for("note 2.");
}

/// The account is lost by what `lose` does: that is said, nothing is asked any more, and what
/// is loaded can be read.
fn lost(path: &str, words: &str) {
    let trip = trip(quiet(), (80, 24), &["--explore"]);
    let Trip {
        organization,
        network,
        running,
    } = &trip;
    running.keys("G");
    running.wait("the newest", is_at_end);
    let before = messages(&running.when_quiet(Duration::from_millis(300)));
    organization.ask("ada", "POST", path, &[]);
    // The next poll hears of it.
    network.set(Network::Refused);
    network.set(Network::Up);
    let screen = running.wait("a sentence", |screen| {
        screen.has("signed out") && footer(screen).contains(words)
    });
    assert_eq!(messages(&screen), before);
    let sent = network.sent();
    running.keys("k k k");
    let screen = running.wait("other words below", |screen| {
        !footer(screen).contains(words)
    });
    assert!(screen.has("signed out"));
    running.keys("pageup");
    running.wait("older messages", |screen| messages(screen) != before);
    running
        .until_within(Duration::from_secs(3), |_| false)
        .err();
    assert_eq!(network.sent(), sent, "it asks on");
    running.keys("Q");
    assert_eq!(running.exit().0.code, 0);
}

#[test]
fn a_key_that_was_revoked_is_said_and_what_is_loaded_stays_readable() {
    lost("users/me/api_key/regenerate", "API key");
}

#[test]
fn an_organization_that_was_deactivated_is_said_and_what_is_loaded_stays_readable() {
    lost("realm/deactivate", "no longer accepts");
}

#[test]
fn an_upgrade_of_the_server_makes_everything_anew() {
    let trip = trip(quiet(), (140, 45), &["--explore"]);
    let Trip {
        organization,
        running,
        ..
    } = &trip;
    let tell = |event: Value| {
        organization.control(&json!({"op": "event", "user": "ada", "event": event}));
    };
    // What only a new registration can mend.
    tell(json!({"type": "realm", "op": "update", "property": "name", "value": "Wrong Works"}));
    running.wait_for("Wrong Works");
    tell(json!({
        "type": "restart", "immediate": true, "server_generation": 1, "zulip_version": "11.1",
        "zulip_merge_base": "11.1", "zulip_feature_level": 379,
    }));
    organization.say("ben", "general", "firing plan", "note 1.");
    running.keys("G");
    let screen = running.wait_for("note 1.");
    assert!(screen.has("Wrong Works"), "the same level changes nothing");
    tell(json!({
        "type": "restart", "immediate": true, "server_generation": 2, "zulip_version": "12.0",
        "zulip_merge_base": "12.0", "zulip_feature_level": 400,
    }));
    running.wait_without("Wrong Works");
    running.wait_for("Lapis Works");
    same_as_fresh(organization, running);
}

#[test]
fn counts_that_are_not_the_whole_truth_say_so() {
    let few = Options {
        unread_cap: 20,
        ..quiet()
    };
    let trip = trip(few, (140, 45), &["--explore"]);
    let screen = trip.running.wait_for("+ older");
    assert!(footer(&screen).contains("+ unread"), "{}", screen.dump());
    assert_eq!(unread(&trip.organization)["old_unreads_missing"], true);
    let whole = self::trip(quiet(), (140, 45), &["--explore"]);
    assert!(!whole.running.screen().has("+ older"));
}
