//! The whole program killed at any instant of typing and sending, over a network that loses
//! requests and answers: what was typed more than a second before is a message, in the outbox or
//! a draft, and no message is there twice. `LAZULI_TYPED_KILLS` and `LAZULI_KILL_SEED` set how
//! often and which.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use lazuli::archive::{Archive, account_file};
use rustix::process::Signal;
use serde_json::json;

use crate::support::{Organization, Program, Running};

/// How long before a kill a key must have been pressed to count: the second that is promised,
/// and what a busy machine takes until the program has the key.
const PROMISED: Duration = Duration::from_millis(1400);

fn program(organization: &Organization, data: &Path) -> Running {
    Program::signed_in(organization, "ada", ["--explore"])
        .env("XDG_DATA_HOME", data.to_str().unwrap())
        .size(100, 30)
        .start()
}

/// Types and sends in a topic of its own until the instant comes. Gives what was typed of the
/// text long enough before.
fn session(
    organization: &Organization,
    data: &Path,
    number: usize,
    chance: &mut fastrand::Rng,
) -> String {
    let ada = program(organization, data);
    ada.wait("live", |screen| screen.has("live"));
    ada.wait_for("unread ──");
    ada.keys("c");
    ada.wait_for("The message");
    ada.keys("shift-tab ctrl-u");
    ada.send(format!("workshop\tkill {number}\t").as_bytes());
    ada.wait_for(&format!("workshop › kill {number}"));
    let text = format!("{number:03} killed while writing about glazes and clay");
    let instant = Instant::now() + Duration::from_millis(chance.u64(100..3500));
    let mut typed: Vec<(Instant, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        if Instant::now() >= instant {
            break;
        }
        typed.push((Instant::now(), at + c.len_utf8()));
        ada.send(c.encode_utf8(&mut [0; 4]).as_bytes());
        let pause = Duration::from_millis(chance.u64(5..35));
        std::thread::sleep(pause.min(instant.saturating_duration_since(Instant::now())));
    }
    if typed.len() == text.len() && chance.u8(0..4) > 0 {
        ada.keys("enter");
    }
    std::thread::sleep(instant.saturating_duration_since(Instant::now()));
    let killed = Instant::now();
    ada.signal(Signal::KILL);
    ada.exit_only();
    let kept = typed.iter().rev().find(|(at, _)| *at + PROMISED < killed);
    text[..kept.map_or(0, |(_, end)| *end)].to_owned()
}

/// The texts that are on this machine: drafts, and what is in the outbox.
fn here(organization: &Organization, data: &Path) -> Vec<String> {
    let zuliprc = organization.zuliprc("ada");
    let site = zuliprc.lines().find_map(|line| line.strip_prefix("site="));
    let site = site.expect("a site").trim().parse().unwrap();
    let email = organization.account("ada").email;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let archive = Archive::open(account_file(&data.join("lazuli"), &site, &email));
        let drafts = archive.drafts().await.unwrap().into_iter();
        let rows = archive.outbox().await.unwrap().into_iter();
        let texts = drafts.map(|draft| draft.text);
        texts.chain(rows.map(|row| row.text)).collect()
    })
}

/// The texts that arrived.
fn arrived(organization: &Organization) -> Vec<String> {
    let form = [
        ("anchor", "newest"),
        ("num_before", "1000"),
        ("num_after", "0"),
        ("apply_markdown", "false"),
        ("narrow", r#"[{"operator":"channel","operand":"workshop"}]"#),
    ];
    let reply = organization.ask("ben", "GET", "messages", &form);
    let messages = reply["messages"].as_array().unwrap().iter();
    let texts = messages.map(|message| message["content"].as_str().unwrap().to_owned());
    texts
        .filter(|text| text.contains(" killed while "))
        .collect()
}

#[test]
fn killed_while_typing_and_sending_nothing_is_lost_or_doubled() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seed = number("LAZULI_KILL_SEED").unwrap_or(1);
    let kills = usize::try_from(number("LAZULI_TYPED_KILLS").unwrap_or(12)).unwrap();
    let mut chance = fastrand::Rng::with_seed(seed);
    let organization = Organization::quiet();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    organization.control(&json!({"op": "faults", "faults": [
        "drop:0.2@POST:messages", "truncate:0.15@POST:messages", "5xx:0.1@POST:messages",
        "stall:0.1@POST:messages",
    ]}));
    let promised: Vec<String> = (1..=kills)
        .map(|number| session(&organization, data, number, &mut chance))
        .collect();
    organization.control(&json!({"op": "faults", "faults": []}));
    // What was under way when the last one was killed comes to an end.
    let last = program(&organization, data);
    last.wait("live", |screen| screen.has("live"));
    let words = ["waiting to be sent", "checking", "sending…"];
    last.wait("nothing waits", |screen| {
        !words.iter().any(|word| screen.has(word))
    });
    last.when_quiet(Duration::from_secs(3));
    last.wait("nothing waits", |screen| {
        !words.iter().any(|word| screen.has(word))
    });
    last.keys("Q");
    last.exit_only();

    let arrived = arrived(&organization);
    let once: BTreeSet<&String> = arrived.iter().collect();
    assert_eq!(once.len(), arrived.len(), "seed {seed}: twice: {arrived:?}");
    let here = here(&organization, data);
    for (number, text) in promised.iter().enumerate() {
        let number = number + 1;
        // Each begins with a number of its own.
        let found = arrived
            .iter()
            .chain(&here)
            .any(|have| have.starts_with(&**text));
        assert!(
            found || text.is_empty(),
            "seed {seed}: {text:?} of kill {number} is lost"
        );
    }
    // Where nothing arrived, or nothing was left over, little was shown.
    let kept = promised.iter().filter(|text| !text.is_empty()).count();
    println!(
        "{kills} kills: {} arrived, {kept} had something promised",
        arrived.len()
    );
    assert!(!arrived.is_empty() && kept > kills / 3);
}
