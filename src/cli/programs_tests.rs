use std::time::Instant;

use super::*;

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_program_gets_its_input_and_no_shell_sees_it() {
    let text = "$(touch /tmp/never) `x` \"é\"\n".to_owned();
    let out = execute(&words(&["cat"]), &[], text.clone(), LONG).await;
    assert_eq!(out.as_ref(), Ok(&text));
    let kind = [("LAZULI_EVENT", "message")];
    let out = execute(&words(&["printenv", "LAZULI_EVENT"]), &kind, text, LONG).await;
    assert_eq!(out.as_deref(), Ok("message\n"));
}

#[tokio::test]
async fn one_that_fails_or_never_ends_is_said() {
    let failed = |command: &[&str], limit| {
        let command = words(command);
        async move {
            execute(&command, &[], String::new(), limit)
                .await
                .unwrap_err()
        }
    };
    assert!(
        failed(&["/no/such/program"], LONG)
            .await
            .contains("can't be run")
    );
    assert!(failed(&["false"], LONG).await.starts_with("false failed"));
    let said = failed(&["ls", "/no/such/folder"], LONG).await;
    assert!(said.contains("/no/such/folder"), "{said}");
    let started = Instant::now();
    let said = failed(&["sleep", "60"], Duration::from_millis(50)).await;
    assert!(
        said.contains("took longer") && started.elapsed() < LONG,
        "{said}"
    );
}

#[tokio::test]
async fn a_program_that_reads_and_writes_much_does_not_hang() {
    let much = "x".repeat(1 << 20);
    let out = execute(&words(&["cat"]), &[], much.clone(), LONG)
        .await
        .unwrap();
    assert_eq!(out.len() as u64, MOST_OUTPUT);
    let ignored = execute(&words(&["true"]), &[], much, LONG).await;
    assert_eq!(ignored.as_deref(), Ok(""));
}

fn notifier_of(by: NotifyBy, bell: bool, command: &[&str], set: &[(&str, &str)]) -> Notifier {
    let wishes = Notifications {
        by,
        bell,
        command: words(command),
        ..Notifications::default()
    };
    notifier(&wishes, |name| {
        let found = set.iter().find(|(key, _)| *key == name)?;
        Some(found.1.to_owned())
    })
}

#[test]
fn the_best_way_there_is_is_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notify-send"), "").expect("a file");
    let path = folder.path().to_str().expect("a path");
    let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    let (kitty, wezterm) = (("TERM", "xterm-kitty"), ("TERM_PROGRAM", "WezTerm"));
    let by_terminal = |by| Some(Words::Terminal(by));
    let auto = |set: &[(&str, &str)]| notifier_of(NotifyBy::Auto, false, &[], set);
    assert_eq!(
        auto(&[kitty, bus, ("PATH", path)]).words,
        by_terminal(NoticeBy::Osc99)
    );
    assert_eq!(
        auto(&[wezterm, ("PATH", path)]).words,
        by_terminal(NoticeBy::Osc777)
    );
    let far = ("SSH_CONNECTION", "1 2 3 4");
    assert_eq!(
        auto(&[wezterm, bus, ("PATH", path), far]).words,
        by_terminal(NoticeBy::Osc777)
    );
    #[cfg(target_os = "linux")]
    assert_eq!(
        auto(&[wezterm, bus, ("PATH", path)]).words,
        Some(Words::Desktop)
    );
    let bell = Notifier {
        words: None,
        bell: Bell::Sounds,
    };
    assert_eq!(auto(&[]), bell);
    let own = notifier_of(NotifyBy::Auto, true, &["my-notify"], &[far]);
    assert_eq!((own.words, own.bell), (Some(Words::Desktop), Bell::Sounds));
    let off = notifier_of(NotifyBy::Off, false, &[], &[kitty]);
    assert_eq!(off, Notifier::default());
    let ring = notifier_of(NotifyBy::Bell, false, &[], &[kitty]);
    assert_eq!((ring.words, ring.bell), (None, Bell::Always));
}

#[test]
fn a_desktop_reads_no_markup_in_what_somebody_wrote() {
    assert_eq!(unmarked("<b>&</b>"), "&lt;b&gt;&amp;&lt;/b&gt;");
}
