//! Each subcommand's help, and what it prints for people and for scripts, kept as snapshots.

use lazuli::demo::Options;
use serde_json::Value;

use crate::scripts::{Demo, run};
use crate::support::filters::ports;
use crate::support::organization::NOW;

/// The small organization in which nobody acts by themselves, its clock in a year gone by.
async fn quiet() -> Demo {
    Demo::with(Options {
        now: Some(NOW),
        ..Options::scripted(false)
    })
    .await
}

/// Runs a command that must succeed and say nothing on standard error. Gives what it printed.
async fn printed(demo: &Demo, args: &[&str]) -> String {
    let (code, out, err) = run(args, demo.home()).await;
    assert_eq!((code, &*err), (0, ""), "{args:?}: {out}");
    out
}

/// Lines of JSON, each an object.
async fn objects(demo: &Demo, args: &[&str]) -> Vec<Value> {
    let out = printed(demo, args).await;
    let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
    out.lines().map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lazuli = lazuli::cli::command();
    let commands = lazuli.get_subcommands().map(clap::Command::get_name);
    for name in commands.filter(|name| *name != "help") {
        let (code, help, err) = run(&[name, "--help"], folder.path()).await;
        assert_eq!((code, &*err), (0, ""), "{name}");
        assert!(help.contains("Examples:\n  "), "{name}: {help}");
        insta::assert_snapshot!(format!("help-{name}"), help);
    }
    let (code, help, _) = run(&["--help"], folder.path()).await;
    assert_eq!(code, 0);
    insta::assert_snapshot!("help", help);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_for_people_and_scripts() {
    let demo = quiet().await;
    for (name, args) in [
        ("channels", &["channels"][..]),
        ("channels-all", &["channels", "--all", "--archived"]),
        ("topics", &["topics", "workshop", "-n", "4"]),
        ("users", &["users"]),
        ("users-all", &["users", "--all"]),
        ("messages", &["messages", "-n", "3"]),
        ("messages-full", &["messages", "-n", "2", "--full"]),
        (
            "search",
            &["search", "channel:workshop", "topic:glaze tests", "-n", "3"],
        ),
    ] {
        insta::assert_snapshot!(name, printed(&demo, args).await);
    }
    for (name, args) in [
        ("channels-json", &["channels", "--json", "workshop"][..]),
        ("topics-json", &["topics", "2", "-n", "2", "--json"]),
        ("users-json", &["users", "--json", "Ben"]),
        ("messages-json", &["messages", "-n", "1", "--json"]),
        ("search-json", &["search", "--json", "-n", "1", "cone"]),
        ("mark-read-json", &["mark-read", "--json", "2489"]),
        ("api", &["api", "GET", "users/me"]),
    ] {
        let all = objects(&demo, args).await;
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&all).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gaps() {
    let demo = quiet().await;
    let ids = async |args: &[&str]| -> Vec<u64> {
        let args = [
            &["messages", "--json", "--narrow", "channel:workshop"],
            args,
        ]
        .concat();
        let all = objects(&demo, &args).await;
        all.iter().map(|one| one["id"].as_u64().unwrap()).collect()
    };
    let all = ids(&["--anchor", "oldest", "-n", "100000"]).await;
    assert!(all.len() > 100, "{}", all.len());
    assert!(all.is_sorted());
    assert_eq!(ids(&["-n", "100000"]).await, all);
    let last = all.len();
    assert_eq!(ids(&["-n", "7"]).await, all[last - 7..]);
    // Up by pages of 30, down by pages of 30.
    let (mut up, mut down) = (Vec::new(), Vec::new());
    let mut place = 0;
    loop {
        let page = ids(&["-n", "30", "--after", &place.to_string()]).await;
        let Some(newest) = page.last() else { break };
        place = *newest;
        up.extend(page);
    }
    place = u64::from(u32::MAX);
    loop {
        let page = ids(&["-n", "30", "--before", &place.to_string()]).await;
        let Some(oldest) = page.first() else { break };
        place = *oldest;
        down.splice(0..0, page);
    }
    assert_eq!(up, all);
    assert_eq!(down, all);
    let (from, to) = (all[3].to_string(), all[8].to_string());
    let between = ["--after", &from, "--before", &to, "-n", "100"];
    assert_eq!(ids(&between).await, all[4..8]);
    assert_eq!(ids(&["--anchor", &from, "-n", "5"]).await, all[1..6]);
    // All since a moment, and no more.
    let times = objects(
        &demo,
        &[
            "messages",
            "--json",
            "-n",
            "100000",
            "--narrow",
            "channel:workshop",
        ],
    )
    .await;
    let day = jiff::civil::date(2025, 11, 19)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap();
    let since = day.timestamp().as_second();
    let young = times
        .iter()
        .filter(|one| one["timestamp"].as_i64().unwrap() >= since);
    let young: Vec<u64> = young.map(|one| one["id"].as_u64().unwrap()).collect();
    assert!(!young.is_empty() && young.len() < all.len());
    assert_eq!(ids(&["--since", "2025-11-19", "-n", "100000"]).await, young);
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_understand_what_the_search_box_does() {
    let demo = quiet().await;
    let found = async |query: &[&str]| {
        let args = [&["search", "--json", "-n", "5000"], query].concat();
        objects(&demo, &args).await
    };
    let ben = found(&["sender:Ben Oduya", "channel:workshop"]).await;
    assert!(!ben.is_empty());
    let all = |found: &[Value], name: &str, value: &str| found.iter().all(|one| one[name] == value);
    assert!(all(&ben, "sender_full_name", "Ben Oduya"));
    assert!(all(&ben, "display_recipient", "workshop"));
    let mine = found(&["sender:me"]).await;
    assert!(!mine.is_empty() && all(&mine, "sender_full_name", "Ada Quill"));
    let topic = found(&["channel:workshop topic:glaze+tests"]).await;
    assert!(!topic.is_empty() && all(&topic, "subject", "glaze tests"));
    let others = found(&["channel:workshop", "topic:glaze tests", "-sender:me"]).await;
    assert!(!others.is_empty() && others.len() < topic.len());
    assert!(
        others
            .iter()
            .all(|one| one["sender_full_name"] != "Ada Quill")
    );
    let near = topic[topic.len() / 2]["id"].as_u64().unwrap();
    let query = format!("channel:workshop topic:\"glaze tests\" near:{near}");
    let args = ["search", "--json", "-n", "3", &query];
    assert_eq!(objects(&demo, &args).await[1]["id"], near);
    let words = found(&["celadon"]).await;
    assert!(words.iter().all(|one| one["match_content"].is_string()) && !words.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn marking_changes_what_is_unread() {
    let demo = quiet().await;
    let unread = async || objects(&demo, &["search", "--json", "-n", "5000", "is:unread"]).await;
    let before = unread().await.len();
    assert!(before > 10);
    let out = printed(&demo, &["mark-read", "channel:workshop"]).await;
    let marked: usize = out.split(' ').next().unwrap().parse().unwrap();
    assert!(
        marked > 0 && unread().await.len() == before - marked,
        "{out}"
    );
    let one = unread().await[0]["id"].to_string();
    let out = printed(&demo, &["mark-read", &one]).await;
    assert_eq!(out, "1 message marked as read\n");
    printed(&demo, &["mark-read", "--unread", &one]).await;
    assert_eq!(unread().await.len(), before - marked);
    printed(&demo, &["mark-read", "--all"]).await;
    assert_eq!(unread().await.len(), 0);
    let all = objects(&demo, &["mark-read", "--all", "--json"]).await;
    assert_eq!(all[0]["updated_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_up_and_come_down_and_overwrite_nothing() {
    let demo = quiet().await;
    let path = demo.home().join("curve [2].txt");
    std::fs::write(&path, "1100, 800\n").unwrap();
    let path = path.to_str().unwrap();
    let place = ["--channel", "sandbox", "--topic", "files"];
    let args = [
        &["send"],
        &place[..],
        &["--file", path, "--file", path, "Both"],
    ]
    .concat();
    printed(&demo, &args).await;
    let newest = objects(
        &demo,
        &["messages", "--json", "--no-apply-markdown", "-n", "1"],
    )
    .await;
    let text = newest[0]["content"].as_str().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "Both"), "{text}");
    let url = lines[1].strip_prefix("[curve 2.txt](").unwrap();
    let url = url.strip_suffix(')').unwrap();

    let folder = demo.home().join("down");
    std::fs::create_dir(&folder).unwrap();
    let down = folder.to_str().unwrap();
    let first = printed(&demo, &["download", url, "--output", down]).await;
    let second = objects(&demo, &["download", url, "--output", down, "--json"]).await;
    assert_eq!(
        std::fs::read_to_string(first.trim_end()).unwrap(),
        "1100, 800\n"
    );
    assert_eq!(second[0]["size"], 10);
    let second = second[0]["path"].as_str().unwrap();
    assert!(second.ends_with(" (1).txt"), "{second}");
    assert_eq!(
        printed(&demo, &["download", url, "--output", "-"]).await,
        "1100, 800\n"
    );
    let (code, _, err) = run(
        &["download", url, "--output", first.trim_end()],
        demo.home(),
    )
    .await;
    assert!(
        code == 1 && err.contains("exists already, and nothing is overwritten"),
        "{err}"
    );
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        2,
        "nothing else is left"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_tells_nobody_else_who_one_is() {
    use crate::raw_server::{RawServer, http};
    use std::sync::{Arc, Mutex};
    let demo = quiet().await;
    let heard = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&heard);
    let other = RawServer::start(None, move |request| {
        told.lock().unwrap().push_str(&format!("{request:?}"));
        http("200 OK", "Content-Type: text/plain\r\n", "here")
    })
    .await;
    let url = format!("http://127.0.0.1:{}/user_uploads/x.txt", other.port);
    assert_eq!(
        printed(&demo, &["download", &url, "--output", "-"]).await,
        "here"
    );
    let heard = heard.lock().unwrap().to_lowercase();
    assert!(heard.contains("user_uploads"), "{heard}");
    assert!(!heard.contains("authorization"), "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_scheduled_changed_and_reacted_to() {
    let demo = quiet().await;
    let place = ["send", "--channel", "sandbox", "--topic", "later"];
    let args = [&place[..], &["first words"]].concat();
    let id = printed(&demo, &args).await;
    let id = id.trim_end();
    printed(&demo, &["send", "--edit", id, "other words"]).await;
    for emoji in ["tada", ":+1:", "👍", "❤️", "👍"] {
        assert_eq!(
            printed(&demo, &["send", "--react", id, emoji]).await,
            format!("{id}\n")
        );
    }
    let path = format!("messages/{id}");
    let message = &objects(&demo, &["api", "GET", &path, "apply_markdown=false"]).await[0];
    assert_eq!(message["message"]["content"], "other words");
    let reactions = message["message"]["reactions"].as_array().unwrap().iter();
    let names: Vec<&str> = reactions
        .map(|one| one["emoji_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["tada", "+1", "heart"]);

    let args = [
        &place[..],
        &["--json", "--schedule", "in 3 days at 9:00", "open it"],
    ]
    .concat();
    let (code, out, err) = run(&args, demo.home()).await;
    assert_eq!(code, 0, "{err}");
    assert!(
        err.starts_with("lazuli: to be sent ") && err.contains(" 09:00 (in "),
        "{err}"
    );
    let made: Value = serde_json::from_str(&out).unwrap();
    let list = &objects(&demo, &["api", "GET", "scheduled_messages"]).await[0];
    let kept = &list["scheduled_messages"][0];
    assert_eq!(kept["scheduled_message_id"], made["scheduled_message_id"]);
    assert_eq!(kept["content"], "open it");
    assert_eq!(
        kept["scheduled_delivery_timestamp"],
        made["scheduled_delivery_timestamp"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_run_for_what_comes_and_no_shell_sees_it() {
    use std::os::unix::fs::PermissionsExt;
    let demo = quiet().await;
    let hook = demo.home().join("hook");
    let script = "#!/bin/sh\nread -r message\nprintf '{\"got\":%s,\"event\":\"%s\",\"words\":\"%s\"}\\n' \"$message\" \"$LAZULI_EVENT\" \"$*\"\n";
    std::fs::write(&hook, script).unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o700)).unwrap();
    let hook = hook.to_str().unwrap();
    let words = ["--json", "$(exit 3);", "`x`"];
    let follow = [
        "messages", "--follow", "-n", "1", "--count", "1", "--exec", hook,
    ];
    let mut lines = demo.lazuli(&[&follow[..], &words].concat());
    let before = lines.next().await.unwrap();
    assert!(before["got"]["id"].is_u64(), "{before}");
    let text = "$(exit 3) `x`; 'quoted'";
    let content = format!("content={text}");
    let form = [
        "api",
        "POST",
        "messages",
        "type=channel",
        "to=2",
        "topic=kiln",
    ];
    let sent = objects(&demo, &[&form[..], &[&content]].concat()).await;
    let after = lines.next().await.unwrap();
    assert_eq!(after["got"]["id"], sent[0]["id"]);
    assert_eq!(
        (&after["event"], &after["words"]),
        (&"message".into(), &words.join(" ").into())
    );
    assert!(
        after["got"]["content"]
            .as_str()
            .unwrap()
            .contains("$(exit 3)")
    );
    assert!(lines.exit().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_one_sentence() {
    let demo = quiet().await;
    let mut said = Vec::new();
    for args in [
        &["messages", "--before", "x"][..],
        &["messages", "--anchor", "middle"],
        &["messages", "--since", "sometime"],
        &["messages", "--narrow", "is:odd"],
        &["messages", "--exec", "cat"],
        &["search"],
        &["search", "topic:\"open"],
        &["search", "sender:nobody"],
        &["topics"],
        &["topics", "no such channel"],
        &["mark-read"],
        &["mark-read", "99999999"],
        &["mark-read", "--all", "--unread"],
        &["api", "FETCH", "users/me"],
        &["api", "GET", "../login"],
        &["api", "GET", "https://evil.example/api/v1/users/me"],
        &["api", "GET", "users/me", "nonsense"],
        &["api", "GET", "no/such/endpoint"],
        &["api", "POST", "messages", "content@=/no/such/file"],
        &["download", "file:///etc/passwd"],
        &["download", "/user_uploads/2/no/such.png"],
        &["send", "--edit", "99999999", "x"],
        &["send", "--edit", "1", "--channel", "2", "x"],
        &["send", "--react", "1"],
        &["send", "--react", "1", "((("],
        &["send", "--react", "x", "tada"],
        &["send", "--react", "1", "no_such_emoji"],
        &["send", "--to", "6", "--schedule", "whenever", "x"],
        &["send", "--to", "6", "--file", "/no/such/file"],
        &["completions", "tcsh"],
        &["man", "no-such-page"],
        &["serch"],
    ] {
        let (code, out, err) = run(args, demo.home()).await;
        assert!(code == 1 || code == 2, "{args:?}: {code}");
        assert!(out.is_empty() || args[0] == "api", "{args:?}: {out}");
        assert_eq!(err.lines().count(), 1, "{args:?}: {err}");
        assert!(
            err.starts_with("lazuli: ") && err.ends_with(".\n"),
            "{args:?}: {err}"
        );
        said.push(format!(
            "{} → {code} {}",
            args.join(" "),
            &err["lazuli: ".len()..]
        ));
    }
    insta::assert_snapshot!("bad-input", ports(&said.concat()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_nothing_that_is_written() {
    let demo = quiet().await;
    let key = demo.running.account("ada").api_key;
    let mut all = String::new();
    for args in [
        &["doctor"][..],
        &["doctor", "--json"],
        &["channels", "--json"],
        &["users", "--json"],
        &["messages", "--json", "-n", "50"],
        &["search", "--json", "kiln"],
        &["register"],
        &["unread", "--json"],
        &["api", "GET", "users/me", "--pretty"],
        &["api", "GET", "nothing"],
        &["send", "--to", "nobody", "x"],
        &["send", "--channel", "sandbox", "x", "--json"],
        &["mark-read", "--all"],
        &["download", "/user_uploads/2/no/x"],
    ] {
        let args = [args, &["--debug"]].concat();
        let (_, out, err) = run(&args, demo.home()).await;
        all.push_str(&out);
        all.push_str(&err);
    }
    let log = demo.home().join(".local/state/lazuli/lazuli.log");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("GET users/me"), "{log}");
    all.push_str(&log);
    assert!(all.len() > 10_000);
    use base64::Engine as _;
    let email = demo.running.account("ada").email;
    let header = base64::engine::general_purpose::STANDARD.encode(format!("{email}:{key}"));
    assert!(!all.contains(&key) && !all.contains(&header));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_trouble() {
    let demo = quiet().await;
    for args in [
        &["messages", "-n", "2000", "--json"][..],
        &["users"],
        &["messages", "--help"],
        &["completions", "bash"],
        &["man"],
        &["doctor"],
        &["render"],
    ] {
        let (mut child, pipe) = demo.with_pipe(args);
        drop(pipe);
        let status = crate::scripts::exit(&mut child).await;
        assert!(status.code() == Some(0), "{args:?}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shells_and_manuals_know_every_command() {
    let demo = quiet().await;
    let pages = demo.home().join("man");
    let folder = pages.to_str().unwrap();
    printed(&demo, &["man", "--folder", folder]).await;
    let man = printed(&demo, &["man"]).await;
    let lazuli = lazuli::cli::command();
    let names: Vec<&str> = lazuli
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    assert!(names.len() > 15);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&demo, &["completions", shell]).await;
        for name in &names {
            assert!(script.contains(name), "{shell} lacks {name}");
        }
    }
    for name in names.iter().filter(|name| **name != "help") {
        assert!(man.contains(&name.replace('-', "\\-")), "{name}");
        let page = std::fs::read_to_string(pages.join(format!("lazuli-{name}.1"))).unwrap();
        assert!(
            page.contains(".SH SYNOPSIS") && page.contains("Examples:"),
            "{page}"
        );
        assert_eq!(printed(&demo, &["man", name]).await, page);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_server_is_its_reply_too() {
    let demo = quiet().await;
    let (code, out, err) = run(&["api", "PATCH", "messages/1", "content=x"], demo.home()).await;
    assert_eq!(code, 1, "{err}");
    let reply: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(reply["result"], "error");
    assert!(
        reply["code"].is_string() && reply["msg"].is_string(),
        "{reply}"
    );
}
