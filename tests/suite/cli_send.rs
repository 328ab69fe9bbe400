//! `lazuli send`: what is sent is there once, whatever happens on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lazuli::api::routes::messages::{Anchor, GetMessages, get_messages};
use lazuli::archive::{Archive, Opened, OutgoingState, account_file};
use lazuli::demo::Options;
use serde_json::{Value, json};

use crate::scripts::{Demo, PATIENCE, run};

/// What Ada has written in these words: topic and text, in the order of the ids.
async fn written(demo: &Demo, beginning: &str) -> Vec<(u64, String, String)> {
    let narrow = format!("sender:{}", demo.running.account("ada").user_id);
    let request = GetMessages {
        apply_markdown: false,
        ..GetMessages::new(narrow.parse().unwrap(), Anchor::Newest, 1000, 0)
    };
    let page = get_messages(&demo.client("ada"), &request).await.unwrap();
    let of = |message: &lazuli::api::message::Message| {
        let place = format!("{:?}", message.conversation);
        (message.id.0, place, message.content.to_string())
    };
    let all = page.messages.iter().map(of);
    all.filter(|(_, _, text)| text.starts_with(beginning))
        .collect()
}

async fn send(demo: &Demo, args: &[&str]) -> (i32, String, String) {
    let args: Vec<&str> = [&["send"], args].concat();
    run(&args, demo.home()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_sent_and_its_id_printed() {
    let demo = Demo::start().await;
    let (code, out, err) = send(
        &demo,
        &["--channel", "Workshop", "--topic", "kiln", "sent one"],
    )
    .await;
    assert_eq!((code, &*err), (0, ""));
    let id: u64 = out.trim().parse().unwrap();
    let ben = demo.running.account("ben");
    let to_ben = ["--to", &ben.email, "--json", "sent two"];
    let (code, out, err) = send(&demo, &to_ben).await;
    assert_eq!((code, &*err), (0, ""));
    let reply: Value = serde_json::from_str(&out).unwrap();
    let (code, _, err) = send(&demo, &["--to", &ben.name, "--to", "6", "sent three"]).await;
    assert_eq!((code, &*err), (0, ""));
    let written = written(&demo, "sent").await;
    assert_eq!(written[0].0, id);
    assert_eq!(reply["id"], written[1].0);
    assert_eq!(written[1].1, written[2].1, "the same conversation");
    assert_eq!(written.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_is_said_in_a_sentence() {
    let demo = Demo::start().await;
    for (code, args, why) in [
        (
            2,
            &["x"][..],
            "Say where to: --channel and --topic, or --to.",
        ),
        (
            2,
            &["--channel", "1", "  "],
            "There is nothing to send: the text is empty.",
        ),
        (
            1,
            &["--to", "nobody at all", "x"],
            "Nobody here is called nobody at all.",
        ),
        (
            1,
            &["--channel", "9999", "--topic", "t", "x"],
            "This channel does not exist any more, or you can't see it.",
        ),
        (1, &["--to", "99999", "x"], "Invalid user ID 99999."),
    ] {
        let (found, out, err) = send(&demo, args).await;
        assert_eq!((found, &*out), (code, ""), "{args:?}: {err}");
        assert_eq!(err, format!("lazuli: {why}\n"));
    }
    let long = "x".repeat(10_001);
    let (code, _, err) = send(&demo, &["--channel", "1", &long]).await;
    assert!(code == 2 && err.contains("10001 characters"), "{err}");
    let (code, _, err) = send(&demo, &["--channel", "1", "--to", "6", "x"]).await;
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_looked_for_and_a_lost_request_made_again() {
    let demo = Demo::start().await;
    // The first word is the contact, so that trouble begins with the message itself.
    demo.faults(&[
        "drop:0.2@messages",
        "truncate:0.1@messages",
        "5xx:0.05@messages",
    ]);
    let texts: BTreeSet<String> = (0..4).map(|n| format!("shaky {n}")).collect();
    let sent = texts.iter().map(async |text| {
        let args = ["--channel", "2", "--topic", "kiln", text];
        let (code, out, err) = send(&demo, &args).await;
        assert_eq!(code, 0, "{err}");
        assert!(out.trim().parse::<u64>().is_ok(), "{out}");
    });
    futures_util::future::join_all(sent).await;
    demo.faults(&[]);
    let written = written(&demo, "shaky").await;
    assert_eq!(written.len(), 4);
    let found: BTreeSet<String> = written.into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(found, texts);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_goes_out_in_order_later() {
    let demo = Demo::start().await;
    let place = ["--queue", "--channel", "workshop", "--topic", "kiln"];
    let (code, _, err) = send(&demo, &[&place[..], &["queued 0"]].concat()).await;
    assert_eq!(code, 0, "{err}");
    demo.control(json!({"op": "down"}));
    for n in 1..4 {
        let text = format!("queued {n}");
        let (code, out, err) = send(&demo, &[&place[..], &["--json", &text]].concat()).await;
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("kept until there is a connection"), "{err}");
        let kept: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(kept["queued"], n + 1);
    }
    let (code, _, err) = send(&demo, &["--channel", "2", "queued never"]).await;
    assert_eq!(code, 1, "{err}");
    demo.control(json!({"op": "up"}));
    let (code, _, err) = send(&demo, &["--queue"]).await;
    assert_eq!((code, &*err), (0, ""));
    let written = written(&demo, "queued").await;
    let texts: Vec<&str> = written.iter().map(|(_, _, text)| &**text).collect();
    assert_eq!(texts, ["queued 0", "queued 1", "queued 2", "queued 3"]);
}

/// One `lazuli send --queue`, in the background.
fn start(demo: &Demo, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lazuli"))
        .args(["send", "--queue"])
        .args(args)
        .env_clear()
        .env("HOME", demo.home())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The texts in the outbox, done or not.
async fn kept(demo: &Demo) -> BTreeMap<String, OutgoingState> {
    let account = demo.running.account("ada");
    let site = demo.running.site().parse().unwrap();
    let data = demo.home().join(".local/share/lazuli");
    let archive = Archive::open(account_file(&data, &site, &account.email));
    let opened = archive.opened().await.unwrap();
    assert_eq!(opened, Opened::Ready);
    let rows = archive.outbox().await.unwrap();
    rows.into_iter().map(|row| (row.text, row.state)).collect()
}

/// Sends messages while the program is killed at so many random instants, over a network that
/// loses requests and answers; then everything that was ever kept is there, once and in order, and
/// nothing else.
async fn kills(seed: u64, instants: usize) {
    let demo = Demo::with(Options {
        seed,
        ..Options::scripted(false)
    })
    .await;
    let mut chance = fastrand::Rng::with_seed(seed);
    // How long it takes when nothing goes wrong.
    let started = Instant::now();
    start(&demo, &["--channel", "2", "--topic", "t0", "killed 1000"])
        .wait()
        .unwrap();
    let usual = started.elapsed();
    demo.faults(&[
        "drop:0.2@POST:messages",
        "truncate:0.15@POST:messages",
        "5xx:0.1@POST:messages",
        "stall:0.1@POST:messages",
        "reorder:0.5@POST:messages",
    ]);
    let mut open = 0;
    let mut all: BTreeSet<String> = kept(&demo).await.into_keys().collect();
    assert_eq!(all.len(), 1);
    for n in 1001..1001 + instants {
        let (topic, text) = (format!("t{}", n % 12), format!("killed {n}"));
        let mut children = vec![start(&demo, &["--channel", "2", "--topic", &topic, &text])];
        if chance.u8(0..3) == 0 {
            children.push(start(&demo, &[]));
        }
        for child in &mut children {
            // Some longer, so that they are waiting for an answer.
            let longer = Duration::from_millis(chance.u64(0..2) * chance.u64(0..400));
            tokio::time::sleep(usual.mul_f64(chance.f64() * 1.3) + longer).await;
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let kept = kept(&demo).await;
        open += usize::from(kept.values().any(|state| *state == OutgoingState::Sending));
        all.extend(kept.into_keys());
    }
    demo.faults(&[]);
    let end = Instant::now() + PATIENCE;
    loop {
        let mut child = start(&demo, &[]);
        if child.wait().unwrap().success() {
            break;
        }
        assert!(Instant::now() < end, "{:?}", kept(&demo).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let written = written(&demo, "killed").await;
    let texts: Vec<String> = written.iter().map(|(_, _, text)| text.clone()).collect();
    let once: BTreeSet<String> = texts.iter().cloned().collect();
    assert_eq!(once.len(), texts.len(), "seed {seed}: twice: {texts:?}");
    assert_eq!(once, all, "seed {seed}: {:?}", kept(&demo).await);
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, place, text) in &written {
        if let Some(before) = last.insert(place, text) {
            assert!(before < &**text, "seed {seed}: {before} before {text}");
        }
    }
    // A test in which nothing was kept, or nothing was under way, shows little.
    println!(
        "{instants} killed: {} kept, {open} while sending",
        all.len()
    );
    assert!(all.len() > instants / 5 && open > instants / 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_nothing_is_lost_or_doubled() {
    let number = |name: &str| std::env::var(name).ok()?.parse().ok();
    let seed = number("LAZULI_KILL_SEED").unwrap_or(1);
    let instants = number("LAZULI_KILLS").unwrap_or(60);
    kills(seed, usize::try_from(instants).unwrap()).await;
}
