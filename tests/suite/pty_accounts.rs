//! Several accounts in one program: all live, one on the screen, and what happens to one does
//! not touch the others.

use lazuli::demo::Options;

use crate::support::organization::NOW;
use crate::support::{Organization, Program, Running, Screen};

/// Two organizations of the same name; ada in both, and ben in the first too.
struct Town {
    first: Organization,
    second: Organization,
}

impl Town {
    fn new() -> Self {
        let organization = || {
            Organization::start(Options {
                heartbeat_secs: 2.0,
                now: Some(NOW),
                ..Options::scripted(false)
            })
        };
        Self {
            first: organization(),
            second: organization(),
        }
    }

    /// A program with three accounts: ada and ben at the first, chika at the second.
    fn program(&self, arguments: &[&str]) -> Program {
        let files = ["-c", "one", "-c", "two", "-c", "three"];
        Program::lazuli(files.into_iter().chain(arguments.iter().copied()))
            .file("config/lazuli/config.toml", "home = \"combined\"")
            .file("one", &self.first.zuliprc("ada"))
            .file("two", &self.first.zuliprc("ben"))
            .file("three", &self.second.zuliprc("chika"))
    }
}

/// The row of an account below the channels, by what its label ends with.
fn row(screen: &Screen, whose: &str) -> Option<String> {
    let (_, rows) = screen.size();
    let side = |row| screen.line(row).chars().take(26).collect::<String>();
    let found = (0..rows).map(side).find(|line| {
        let starts = line.trim_start().chars().next();
        starts.is_some_and(|c| c.is_ascii_digit()) && line.contains(whose)
    });
    found.map(|line| line.trim_end().to_owned())
}

/// What is unread in an account that is not on the screen.
fn unread(screen: &Screen, whose: &str) -> Option<u64> {
    let row = row(screen, whose)?;
    let last = row.split_whitespace().next_back()?;
    Some(last.parse().unwrap_or(0))
}

/// Whether everything that three accounts need is there.
fn all_live(screen: &Screen) -> bool {
    let trouble = ["connecting", "offline", "signed out"];
    screen.has("live")
        && row(screen, "ben").is_some()
        && row(screen, "chika").is_some()
        && !trouble.iter().any(|word| screen.has(word))
}

#[track_caller]
fn wait_unread(running: &Running, whose: &str, wanted: u64) {
    running.wait(&format!("{wanted} unread with {whose}"), |screen| {
        unread(screen, whose) == Some(wanted)
    });
}

#[test]
fn three_accounts_on_two_servers_live_in_one_process() {
    let mut town = Town::new();
    let running = town.program(&["--explore"]).size(120, 40).start();
    let screen = running.wait("three accounts", all_live);
    let (ben, chika) = (
        unread(&screen, "ben").expect("ben"),
        unread(&screen, "chika").expect("chika"),
    );

    // Messages arrive in each, whichever is on the screen.
    town.first.tell("gloria", &["ben"], "for ben alone");
    wait_unread(&running, "ben", ben + 1);
    town.second.tell("gloria", &["chika"], "for chika alone");
    wait_unread(&running, "chika", chika + 1);
    town.first.tell("gloria", &["ada"], "for ada alone");
    running.keys("G");
    running.wait_for("for ada alone");
    assert!(!running.screen().has("for ben alone"));

    // One key leads there, and what is there is what was counted.
    running.keys("alt-2");
    running.wait("ben's", |screen| {
        row(screen, "ada").is_some() && row(screen, "ben").is_none()
    });
    running.keys("G");
    running.wait_for("for ben alone");
    running.keys("alt-3 G");
    running.wait_for("for chika alone");
    running.keys("alt-1");
    running.wait("ada's", all_live);

    // One server dies: the others do not notice, and it is said in words.
    town.second.control(&serde_json::json!({"op": "down"}));
    running.wait("chika's trouble", |screen| {
        row(screen, "chika").is_some_and(|row| row.contains("offline"))
    });
    town.first.tell("gloria", &["ben"], "meanwhile");
    wait_unread(&running, "ben", ben + 2);
    assert!(running.screen().has("live"));

    // It comes back on the same port, with all queues lost, and is caught up with.
    town.second.start_again();
    running.wait("all well", all_live);
    town.second.tell("gloria", &["chika"], "after the fall");
    let fresh = unread_there(&town.second, "chika");
    wait_unread(&running, "chika", fresh);

    // A key is revoked: that account ends, the rest goes on.
    town.second
        .ask("chika", "POST", "users/me/api_key/regenerate", &[]);
    // Noticed with the next request.
    town.second.control(&serde_json::json!({"op": "cut"}));
    running.wait("chika signed out", |screen| {
        row(screen, "chika").is_some_and(|row| row.contains("signed out"))
    });
    town.first.tell("gloria", &["ben"], "still here");
    wait_unread(&running, "ben", ben + 3);
    town.first.tell("gloria", &["ada"], "and here");
    running.wait("ada's last", |screen| {
        screen.has("and here") || screen.has("new ↓")
    });
    let there = unread_there(&town.first, "ben");
    wait_unread(&running, "ben", there);

    // The list says why.
    running.keys("alt-0");
    let list = running.wait_for("Accounts");
    assert!(list.has("API key"), "{}", list.dump());
    running.keys("esc");
    running.wait_without("nothing unread");

    running.keys("Q");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
    // All queues that could be deleted are.
    assert_eq!(queues(&town.first), 0, "a queue is left");
}

/// What the server says is unread.
fn unread_there(organization: &Organization, who: &str) -> u64 {
    let form = [(
        "fetch_event_types",
        r#"["message","update_message_flags","subscription","user_topic"]"#,
    )];
    let reply = organization.ask(who, "POST", "register", &form);
    let queue = reply["queue_id"].as_str().expect("a queue").to_owned();
    organization.ask(who, "DELETE", "events", &[("queue_id", &queue)]);
    reply["unread_msgs"]["count"].as_u64().expect("a count")
}

fn queues(organization: &Organization) -> u64 {
    let state = organization.control(&serde_json::json!({"op": "state"}));
    state["queues"].as_u64().expect("a number")
}

/// Everything that the program keeps of its accounts, as bytes.
fn kept(running: &Running) -> Vec<u8> {
    let folder = running.home().join("data/lazuli/accounts");
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    files
        .flat_map(|file| std::fs::read(file.path()).unwrap_or_default())
        .collect()
}

#[test]
fn what_is_typed_in_any_account_outlives_the_program() {
    let town = Town::new();
    let running = town.program(&[]).size(120, 40).start();
    running.wait("three accounts", all_live);
    running.keys("alt-2");
    running.wait("ben's", |screen| row(screen, "ada").is_some());
    running.keys("G");
    running.wait("the newest message", |screen| {
        screen.has("▌") && !screen.has("new ↓") && !screen.has("oading")
    });
    running.keys("r");
    running.wait("a composer", |screen| screen.has("── to "));
    running.keys("text:a-draft-of-bens");
    running.wait_for("a-draft-of-bens");
    running.keys("alt-1");
    running.wait("ada's", all_live);
    running.wait_without("a-draft-of-bens");
    running.keys("alt-2");
    // The message that was begun waits where it was.
    running.wait_for("a-draft-of-bens");
    running.keys("text:-and-more");
    running.wait_for("a-draft-of-bens-and-more");
    running.keys("alt-1");
    running.wait("ada's", all_live);
    running.keys("G");
    running.wait("the newest message", |screen| {
        screen.has("▌") && !screen.has("new ↓") && !screen.has("oading")
    });
    running.keys("r");
    running.wait("a composer", |screen| screen.has("── to "));
    running.keys("text:a-draft-of-adas");
    running.wait_for("a-draft-of-adas");
    running.signal(rustix::process::Signal::TERM);
    running.exit_only();
    let kept = kept(&running);
    for text in ["a-draft-of-bens-and-more", "a-draft-of-adas"] {
        let found = kept.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(found, "{text} is lost");
    }
    assert_eq!(queues(&town.first) + queues(&town.second), 0);
}

#[test]
fn an_account_that_is_refused_at_the_start_does_not_touch_the_rest() {
    let town = Town::new();
    let wrong = town.first.zuliprc("ben").replace("key=", "key=x");
    let running = Program::lazuli(["-c", "two", "-c", "one"])
        .file("one", &town.first.zuliprc("ada"))
        .file("two", &wrong)
        .size(120, 40)
        .start();
    // It is the one on the screen, and says what is wrong.
    running.wait_for("API key");
    running.keys("alt-2");
    let screen = running.wait_for("Combined feed");
    assert!(row(&screen, "127.0.0.1").is_some_and(|row| row.contains("signed out")));

    // Where all are refused, the program ends with a sentence.
    let running = Program::lazuli(["-c", "two", "-c", "three"])
        .file("two", &wrong)
        .file(
            "three",
            &town.second.zuliprc("ada").replace("key=", "key=x"),
        )
        .start();
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 1);
    assert!(screen.has("API key"), "{}", screen.dump());
}

#[test]
fn scripts_work_on_one_account() {
    let town = Town::new();
    let running = Program::lazuli(["unread", "-c", "one", "-c", "two"])
        .file("one", &town.first.zuliprc("ada"))
        .file("two", &town.first.zuliprc("ben"))
        .start();
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 2);
    assert!(screen.has("give -c once"), "{}", screen.dump());
}

/// The list of accounts, as `lazuli login` leaves it, with `default` for the second.
fn registry(town: &Town) -> String {
    let site = |organization: &Organization| {
        let zuliprc = organization.zuliprc("ada");
        let site = zuliprc.lines().find_map(|line| line.strip_prefix("site="));
        site.expect("a site").to_owned()
    };
    let (first, second) = (site(&town.first), site(&town.second));
    serde_json::json!({"accounts": [
        {"site": first, "email": "ada@lapis.example", "user_id": 1,
         "key": "zuliprc", "key_at": "~/one"},
        {"site": first, "email": "ben@lapis.example", "user_id": 2,
         "key": "zuliprc", "key_at": "~/two", "default": true},
        {"site": second, "email": "chika@lapis.example", "user_id": 3,
         "key": "command", "key_at": "false"},
    ]})
    .to_string()
}

#[test]
fn who_is_signed_in_is_there_without_being_named() {
    let town = Town::new();
    let program = |arguments: &[&str]| {
        Program::lazuli(arguments.iter().copied())
            .file("config/lazuli/config.toml", "home = \"combined\"")
            .file("data/lazuli/accounts.json", &registry(&town))
            .file("one", &town.first.zuliprc("ada"))
            .file("two", &town.first.zuliprc("ben"))
            .size(120, 40)
            .start()
    };
    // The one that was chosen is on the screen, the others behind it; the one whose key can't
    // be had touches nobody and says why.
    let running = program(&["--explore"]);
    let screen = running.wait("both", |screen| {
        screen.has("live")
            && unread(screen, "ada").is_some_and(|count| count > 0)
            && row(screen, "signed out").is_some_and(|row| row.contains("127.0.0.1"))
    });
    assert!(row(&screen, "ben").is_none(), "{}", screen.dump());
    running.keys("alt-0");
    let list = running.wait_for("Accounts");
    assert!(list.has("The command for the key"), "{}", list.dump());
    running.keys("esc");
    running.wait_without("The command for the key");
    running.keys("Q");
    assert_eq!(running.exit().0.code, 0);

    // Who names some gets those, in that order.
    let running = program(&["--explore", "--account", "ada", "--account", "ben"]);
    let screen = running.wait("both", |screen| {
        screen.has("live") && row(screen, "ben").is_some() && row(screen, "ada").is_none()
    });
    assert!(row(&screen, "127.0.0.1").is_none(), "{}", screen.dump());
    running.keys("Q");
    assert_eq!(running.exit().0.code, 0);

    let running = program(&["--account", "nobody"]);
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 1);
    assert!(screen.has("No account is called"), "{}", screen.dump());
}
