//! The subcommands for scripts, the whole binary: what they print, and how they fail.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::raw_server::{Answer, RawServer, http};
use crate::scripts::{Demo, exit, run};

#[tokio::test(flavor = "multi_thread")]
async fn register_prints_the_snapshot_and_leaves_no_queue() {
    let demo = Demo::start().await;
    let mut lines = demo.lazuli(&["register", "--fetch-event-types", "message,realm"]);
    let snapshot = lines.next().await.unwrap();
    assert_eq!(snapshot["result"], "success");
    assert!(snapshot["max_message_id"].is_u64());
    assert!(snapshot["realm_name"].is_string());
    assert!(snapshot.get("subscriptions").is_none());
    assert!(lines.next().await.is_none());
    assert!(lines.exit().await.success());
    let queues = || demo.running.control(&json!({"op": "state"})).unwrap()["queues"].clone();
    assert_eq!(queues(), 0);

    let mut lines = demo.lazuli(&["register", "--keep-queue", "--event-types", "typing"]);
    let snapshot = lines.next().await.unwrap();
    assert!(snapshot["queue_id"].is_string());
    assert!(lines.exit().await.success());
    assert_eq!(queues(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_end_after_the_count_and_hide_heartbeats() {
    let options = lazuli::demo::Options {
        heartbeat_secs: 0.2,
        ..lazuli::demo::Options::scripted(false)
    };
    let demo = Demo::with(options).await;
    let mut beats = demo.lazuli(&["events", "--heartbeats", "--count", "2"]);
    assert_eq!(beats.next().await.unwrap()["type"], "heartbeat");
    assert_eq!(beats.next().await.unwrap()["type"], "heartbeat");
    assert!(beats.next().await.is_none());
    assert!(beats.exit().await.success());

    let mut events = demo.lazuli(&["events", "--count", "1", "--no-apply-markdown"]);
    let ben = demo.client("ben");
    let event = loop {
        tokio::select! {
            event = events.next() => break event.unwrap(),
            () = tokio::time::sleep(Duration::from_millis(500)) => demo.say(&ben, 1).await,
        }
    };
    assert_ne!(event["type"], "heartbeat");
    assert!(events.exit().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_end_when_nobody_reads_them() {
    let demo = Demo::start().await;
    let (mut events, pipe) = demo.with_pipe(&["events"]);
    let queues = || demo.running.control(&json!({"op": "state"})).unwrap()["queues"].clone();
    while queues() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Nothing happens in the organization: it is the closed pipe that is noticed.
    drop(pipe);
    assert!(exit(&mut events).await.success());
    // A busy machine may answer after the farewell's time is up.
    let deleted = async {
        while queues() != 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let deleted = tokio::time::timeout(Duration::from_secs(10), deleted).await;
    assert!(deleted.is_ok(), "the queue is deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_prints_the_newest_and_follows() {
    let demo = Demo::start().await;
    let ben = demo.client("ben");
    demo.say(&ben, 1).await;
    let newest = demo.newest("channel:workshop").await;
    let mut last = demo.lazuli(&[
        "messages",
        "--json",
        "-n",
        "2",
        "--narrow",
        "channel:workshop",
    ]);
    assert!(last.next().await.unwrap()["id"].as_u64().unwrap() < newest);
    assert_eq!(last.next().await.unwrap()["id"], newest);
    assert!(last.next().await.is_none());

    let args = [
        "messages", "--follow", "--json", "-n", "1", "--count", "2", "--narrow", "dm:7",
    ];
    let mut follow = demo.lazuli(&args);
    let first = follow.next().await.unwrap();
    assert_eq!(first["type"], "private");
    // This narrow is none that event queues know: the server is asked for each message.
    for n in 1..=3 {
        demo.say(&ben, n).await;
    }
    let second = follow.next().await.unwrap();
    assert_eq!(second["content"], "<p>message 3</p>");
    assert!(second["flags"].is_array());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_plain_lines() {
    let demo = Demo::start().await;
    demo.say(&demo.client("ben"), 1).await;
    let mut lines = demo.lazuli(&[
        "messages",
        "-n",
        "1",
        "--narrow",
        "channel:workshop topic:kiln",
    ]);
    let line = lines.line().await.unwrap();
    assert!(
        line.ends_with("  #workshop > kiln  Ben Oduya: message 1"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_up_after_a_stop_renews_the_poll() {
    let demo = Demo::start().await;
    let mut events = demo.lazuli(&["events", "--event-types", "message"]);
    let ben = demo.client("ben");
    demo.say(&ben, 1).await;
    while tokio::time::timeout(Duration::from_millis(200), events.next())
        .await
        .is_err()
    {
        demo.say(&ben, 1).await;
    }
    events.signal("-STOP");
    demo.control(json!({"op": "expire"}));
    demo.say(&ben, 2).await;
    let newest = demo.newest("").await;
    events.signal("-CONT");
    let before = Instant::now();
    loop {
        if events.message().await.unwrap()["message"]["id"] == newest {
            break;
        }
    }
    assert!(
        before.elapsed() < Duration::from_secs(5),
        "{:?}",
        before.elapsed()
    );
}

/// What a subcommand says on standard error, and its exit code.
async fn refusal(rc: &str, args: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rc");
    std::fs::write(&path, rc).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&path, mode).unwrap();
    let path = path.display().to_string();
    let args: Vec<&str> = args.iter().copied().chain(["-c", &path]).collect();
    let (code, out, said) = run(&args, folder.path()).await;
    assert_eq!(out, "");
    assert!(!said.contains("panicked"), "{said}");
    (code, said)
}

fn rc(site: &str) -> String {
    format!("[api]\nemail=ada@lapis.example\nkey=abc\nsite={site}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_one_sentence() {
    for command in ["events", "register", "unread", "messages"] {
        let (code, said) = refusal(&rc("https://no-such-host.invalid"), &[command]).await;
        assert_eq!(code, 1);
        assert_eq!(
            said,
            "lazuli: no-such-host.invalid can't be found: check the network, and `site` in your zuliprc.\n"
        );
    }
    let page = RawServer::start(None, |_| http("404 Not Found", "", "<title>Nope</title>")).await;
    let host = format!("127.0.0.1:{}", page.port);
    let site = rc(&format!("http://{host}"));
    let (code, said) = refusal(&site, &["register"]).await;
    let want =
        format!("lazuli: {host} did not answer as a Zulip server: it sent a web page, “Nope”.\n");
    assert_eq!((code, said), (1, want));

    let moved = RawServer::start(None, |_| {
        http(
            "302 Found",
            "Location: https://chat.example.com/login\r\n",
            "",
        )
    });
    let site = rc(&format!("http://127.0.0.1:{}", moved.await.port));
    let (code, said) = refusal(&site, &["events"]).await;
    assert_eq!(code, 1);
    assert!(
        said.contains("redirects to https://chat.example.com/login: "),
        "{said}"
    );

    let ssh = RawServer::start(None, |_| Answer::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())).await;
    let site = rc(&format!("http://127.0.0.1:{}", ssh.port));
    let (code, said) = refusal(&site, &["unread"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("is not a web server"), "{said}");

    let demo = Demo::start().await;
    let (code, said) = refusal(&rc(&demo.running.site()), &["events"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("download a new zuliprc"), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_a_misuse() {
    let site = rc("https://chat.example.com");
    for args in [
        &["events", "--narrow", "dm:5"][..],
        &["events", "--narrow", "is:nonsense"],
        &["events", "--count", "many"],
        &["messages", "--count", "3"],
        &["unread", "--no-such-flag"],
        &["no-such-command"],
    ] {
        let (code, said) = refusal(&site, args).await;
        assert_eq!(code, 2, "{args:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_subcommand_has_help_with_examples() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["events", "register", "unread", "messages", "demo-server"] {
        let (code, help, _) = run(&[command, "--help"], folder.path()).await;
        assert_eq!(code, 0);
        assert!(help.contains("Examples:\n  lazuli "), "{help}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_server_is_refused_with_the_reason() {
    let old = RawServer::start(None, |_| {
        let reply = json!({"result": "success", "msg": "", "queue_id": "q", "last_event_id": -1,
            "user_id": 5, "email": "a@b", "full_name": "A",
            "zulip_version": "8.5", "zulip_feature_level": 237});
        http("200 OK", "", &reply.to_string())
    });
    let site = rc(&format!("http://127.0.0.1:{}", old.await.port));
    for command in ["events", "register", "unread"] {
        let (code, said) = refusal(&site, &[command]).await;
        assert_eq!(code, 1);
        assert!(
            said.contains("runs Zulip 8.5 (feature level 237), and lazuli needs 9.0"),
            "{said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_can_be_ended_at_any_moment() {
    let demo = Demo::start().await;
    for args in [
        &["messages", "--follow", "--last", "3", "--json"][..],
        &["unread", "--follow", "--json"],
    ] {
        let mut lines = demo.lazuli(args);
        lines.next().await.unwrap();
        lines.signal("-TERM");
        while lines.line().await.is_some() {}
        assert!(lines.exit().await.success(), "{args:?}");
    }
}
