//! `lazuli doctor` in three kinds of terminal, and with what can be wrong.

use serde_json::Value;

use crate::scripts::{Demo, run};
use crate::support::filters::ports;
use crate::support::{Organization, Program};

/// What differs from run to run, made equal.
fn steady(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = ports(line);
        match line.split_once(" answers in ") {
            Some((host, _)) => format!("{host} answers in … ms"),
            None => match line.split_once("no /tmp/") {
                Some((before, _)) => format!("{before}no …/config.toml"),
                None => line,
            },
        }
    });
    let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n").trim_end().to_owned()
}

fn in_a_terminal(program: Program) -> (u32, String) {
    let running = program
        .size(100, 60)
        .without("DBUS_SESSION_BUS_ADDRESS")
        .start();
    let (exit, screen, as_before) = running.exit();
    assert!(as_before, "the terminal's modes are as before");
    (exit.code, steady(&screen.text()))
}

#[test]
fn in_a_terminal_that_answers() {
    let organization = Organization::quiet();
    let program = Program::signed_in(&organization, "ada", ["doctor"]);
    let (code, text) = in_a_terminal(program.kitty().background("rgb:ffff/ffff/ffff"));
    assert_eq!(code, 0, "{text}");
    insta::assert_snapshot!("doctor-xterm", text);
}

#[test]
fn in_a_terminal_that_answers_nothing() {
    let organization = Organization::quiet();
    let program = Program::signed_in(&organization, "ada", ["doctor", "--offline"]);
    let (code, text) = in_a_terminal(program.silent());
    assert_eq!(code, 0, "{text}");
    insta::assert_snapshot!("doctor-silent", text);
}

#[test]
fn in_a_dumb_terminal() {
    let organization = Organization::quiet();
    let program = Program::signed_in(&organization, "ada", ["doctor", "--offline"]);
    let running = program
        .env("TERM", "dumb")
        .without("COLORTERM")
        .size(100, 60)
        .start();
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 1);
    assert!(!running.raw().contains(&0x1b), "it is asked nothing");
    insta::assert_snapshot!("doctor-dumb", steady(&screen.text()));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal() {
    let demo = Demo::start().await;
    let (code, out, err) = run(&["doctor"], demo.home()).await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    insta::assert_snapshot!("doctor-no-terminal", steady(&out));
    let (code, out, _) = run(&["doctor", "--json"], demo.home()).await;
    assert_eq!(code, 0);
    let mut checks = Vec::new();
    for line in out.lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        assert!(finding["found"].is_string(), "{finding}");
        let status = finding["status"].as_str().unwrap();
        assert!(status == "ok" || status == "skip" || finding["advice"].is_string());
        checks.push(format!("{} {status}", finding["check"].as_str().unwrap()));
    }
    insta::assert_snapshot!("doctor-json", checks.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_found_and_said() {
    let demo = Demo::start().await;
    let failing = async || {
        let (code, out, _) = run(&["doctor", "--json"], demo.home()).await;
        assert_eq!(code, 1, "{out}");
        let read = |line| serde_json::from_str::<Value>(line).unwrap();
        let all = out.lines().map(read).filter(|one| one["status"] == "fail");
        let all = all.map(|one| format!("{}: {}", one["check"], one["found"]));
        ports(&all.collect::<Vec<_>>().join("\n"))
    };
    let rc = demo.running.zuliprc("ada");
    let key = demo.running.account("ada").api_key;
    demo.zuliprc(
        "zuliprc",
        &rc.replace(&key, "0123456789abcdef0123456789abcdef"),
    );
    assert!(
        failing()
            .await
            .starts_with("\"key\": \"The server no longer accepts this API key")
    );
    demo.zuliprc("zuliprc", &rc.replace("http://127", "https://127"));
    assert!(failing().await.starts_with("\"tls\": "));
    demo.zuliprc(
        "zuliprc",
        "[api]\nemail=a@b.c\nkey=0123456789abcdef\nsite=http://no.invalid\n",
    );
    assert!(
        failing()
            .await
            .starts_with("\"network\": \"no.invalid can't be found")
    );
    std::fs::remove_file(demo.home().join("zuliprc")).unwrap();
    assert!(failing().await.starts_with("\"account\": "));
    let config = demo.home().join(".config/lazuli");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "moose = 1\n").unwrap();
    let (_, out, _) = run(&["doctor", "--json"], demo.home()).await;
    let read = |line| serde_json::from_str::<Value>(line).unwrap();
    let mut settings = out
        .lines()
        .map(read)
        .filter(|one| one["check"] == "settings");
    let settings = settings.next().expect("a finding");
    // What is wrong counts as if it were not there: lazuli starts.
    assert_eq!(settings["status"], "warn");
    let found = settings["found"].as_str().unwrap();
    assert!(
        found.contains("config.toml:1") && found.contains("moose"),
        "{found}"
    );
}
