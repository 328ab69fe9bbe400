//! What the whole program costs, in a pseudo-terminal against the demo server: the time to
//! the first frame and to the first full screen, memory, idle processor time, a key.
//!
//! `cargo bench --bench program`; `-- --quick` leaves the idle minute out. Prints the rows of
//! README's table. Each time is the median of several runs, and the machine's own share (a
//! process that starts and ends, the server's answers asked for one after the other) is
//! measured in the same run, to be compared.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use lazuli::demo::Options;
use serde_json::Value;

#[path = "../tests/suite/support/mod.rs"]
mod support;

use support::{Organization, Program, Running};

/// Runs of each measurement.
const RUNS: usize = 15;
const COLUMNS: u16 = 200;
const ROWS: u16 = 60;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let small = organization(50, 20, 2_500);
    println!("| figure | limit | measured |\n| --- | --- | --- |");
    let bare = median((0..RUNS).map(|_| bare()));
    row("a process that says its version", "", ms(bare));
    first_frame();
    full_screen("50 people, 20 channels", &small, true);
    memory("50 people, 20 channels", &small, 20.0);
    keys(&small);
    let large = organization(20_000, 1_000, 20_000);
    full_screen("20,000 people, 1,000 channels", &large, false);
    memory("20,000 people, 1,000 channels", &large, 60.0);
    if !quick {
        idle(&small);
    }
}

fn organization(people: u32, channels: u32, messages: u32) -> Organization {
    Organization::start(Options {
        people,
        channels,
        messages,
        rate: 0.0,
        ..Options::default()
    })
}

fn row(figure: &str, limit: &str, measured: String) {
    println!("| {figure} | {limit} | {measured} |");
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort();
    values[values.len() / 2]
}

/// What starting and ending any process of this size takes.
fn bare() -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_lazuli"))
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("the program").success());
    start.elapsed()
}

fn quit(running: &Running) {
    running.keys("Q");
    running.exit_only();
}

/// From exec to the end of the first frame, with a server that never answers.
fn first_frame() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("an address").port();
    thread::spawn(move || {
        let mut held = Vec::new();
        while let Ok((stream, _)) = silent.accept() {
            held.push(stream);
        }
    });
    let zuliprc = format!("[api]\nemail=a@b.example\nkey=0\nsite=http://127.0.0.1:{port}\n");
    let time = median((0..RUNS).map(|_| {
        let running = Program::lazuli([])
            .size(COLUMNS, ROWS)
            .file("config/lazuli/zuliprc", &zuliprc)
            .start();
        let drawn = running
            .frame_after(0, Duration::from_secs(10))
            .expect("a frame");
        quit(&running);
        drawn - running.started()
    }));
    row(
        "exec to the first frame, before any answer",
        "15 ms",
        ms(time),
    );
}

fn started(organization: &Organization) -> Running {
    Program::signed_in(organization, "ada", ["--explore"])
        .size(COLUMNS, ROWS)
        .start()
}

/// When the first frame was there that is full: it says that it is live and holds
/// messages.
fn full_at(running: &Running) -> Duration {
    let full = |screen: &support::Screen| {
        screen.has("live · ") && !screen.has("Loading") && screen.has("───")
    };
    running.wait("a full screen", full);
    running.age()
}

/// From exec to a full first screen, and what of it is the server's.
fn full_screen(of: &str, organization: &Organization, limited: bool) {
    let answering = median((0..RUNS).map(|_| {
        let start = Instant::now();
        ask(organization);
        start.elapsed()
    }));
    let time = median((0..RUNS).map(|_| {
        let running = started(organization);
        let time = full_at(&running);
        quit(&running);
        time
    }));
    let beyond = time.saturating_sub(answering);
    row(
        &format!("exec to a full first screen, {of}"),
        if limited {
            "60 ms beyond the server"
        } else {
            ""
        },
        format!(
            "{}: {} beyond the server's {}",
            ms(time),
            ms(beyond),
            ms(answering)
        ),
    );
}

/// What the program asks the server for before its first screen is full.
fn ask(organization: &Organization) -> Value {
    let capabilities = r#"{"notification_settings_null":true,"empty_topic_name":true,"archived_channels":true,"user_list_incomplete":true}"#;
    let register = [
        ("apply_markdown", "true"),
        ("client_gravatar", "true"),
        ("slim_presence", "true"),
        ("client_capabilities", capabilities),
    ];
    organization.ask("ada", "POST", "register", &register);
    let messages = [
        ("anchor", "newest"),
        ("num_before", "100"),
        ("num_after", "100"),
        ("narrow", "[]"),
    ];
    organization.ask("ada", "GET", "messages", &messages)
}

fn memory(of: &str, organization: &Organization, limit: f64) {
    let running = started(organization);
    full_at(&running);
    running.when_quiet(Duration::from_secs(2));
    row(
        &format!("resident memory, {of}"),
        &format!("{limit:.0} MB"),
        resident(&running),
    );
    // About 9,000 messages of the history, each screenful waited for.
    for _ in 0..600 {
        let bytes = running.raw_len();
        running.keys("pageup");
        running.frame_after(bytes, Duration::from_millis(200));
    }
    running.when_quiet(Duration::from_secs(1));
    let after = resident(&running);
    quit(&running);
    row(
        &format!("the same, 600 screenfuls of history later, {of}"),
        "",
        after,
    );
}

fn resident(running: &Running) -> String {
    let megabytes = running.usage().resident_kib as f64 * 1024.0 / 1e6;
    format!("{megabytes:.1} MB")
}

/// From a key's byte to the end of the frame that shows what it did.
fn keys(organization: &Organization) {
    let running = started(organization);
    full_at(&running);
    for name in ["k", "pageup"] {
        let mut times = Vec::new();
        let before = running.usage().cpu;
        for _ in 0..4 * RUNS {
            running.when_quiet(Duration::from_millis(30));
            let bytes = running.raw_len();
            let start = Instant::now();
            running.keys(name);
            // At the oldest message nothing moves any more.
            if let Some(at) = running.frame_after(bytes, Duration::from_secs(2)) {
                times.push(at - start);
            }
        }
        let cpu = (running.usage().cpu - before).as_secs_f64() * 1e3 / (4 * RUNS) as f64;
        row(
            &format!("a key ({name}) to its frame, {COLUMNS}x{ROWS}"),
            "3 ms",
            format!(
                "{}; {cpu:.2} ms of processor time",
                ms(median(times.into_iter()))
            ),
        );
    }
    quit(&running);
}

/// A minute in which nothing happens but the server's heartbeats.
fn idle(organization: &Organization) {
    let running = started(organization);
    full_at(&running);
    running.when_quiet(Duration::from_secs(3));
    let before = running.usage();
    thread::sleep(Duration::from_secs(60));
    let after = running.usage();
    quit(&running);
    row(
        "processor time of an idle minute",
        "10 ms",
        format!(
            "{}, {} wake-ups",
            ms(after.cpu - before.cpu),
            after.switches - before.switches
        ),
    );
}
