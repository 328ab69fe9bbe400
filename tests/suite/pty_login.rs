//! Signing in at the terminal: the screens of the program, and the questions of the command.

use std::path::Path;

use lazuli::demo::{Options, SignIn};

use crate::support::organization::NOW;
use crate::support::{Organization, Program, Running};

fn organization(sign_in: &[SignIn]) -> Organization {
    Organization::start(Options {
        now: Some(NOW),
        sign_in: sign_in.to_vec(),
        ..Options::scripted(false)
    })
}

fn site(organization: &Organization) -> String {
    let zuliprc = organization.zuliprc("ada");
    let site = zuliprc.lines().find_map(|line| line.strip_prefix("site="));
    site.expect("a site").to_owned()
}

/// The program where nobody is signed in, at the organization's door.
fn at_the_door(organization: &Organization, columns: u16, rows: u16) -> Running {
    let running = Program::lazuli([]).size(columns, rows).start();
    running.wait_for("Which Zulip organization");
    running.keys(&format!("text:{} enter", site(organization)));
    running.wait_for("How do you sign in?");
    running
}

fn reads(running: &Running) {
    running.wait("the first screen", |screen| {
        screen.has("live") && screen.has("unread in")
    });
}

/// Everything below a folder that holds a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_password_leads_straight_into_reading() {
    let organization = organization(&[]);
    let running = at_the_door(&organization, 80, 24);
    running.keys("1 text:ada@lapis.example enter text:wrong enter");
    running.wait_for("That name or password is wrong");
    let screen = running.wait_for("•••••");
    assert!(screen.has("ada@lapis.example"), "what was typed stays");
    running.keys("ctrl-u text:lapis space text:lazuli enter");
    reads(&running);
    running.wait_for("Signed in as Ada Quill.");
    running.keys("Q");
    assert_eq!(running.exit().0.code, 0);
}

#[test]
fn refusals_are_told_where_one_is() {
    let organization = organization(&[SignIn::Deactivated, SignIn::Ldap]);
    let running = Program::lazuli([]).start();
    running.wait_for("Which Zulip organization");
    running.keys("text:localhost:1 enter");
    running.wait_for("Nothing answers at http://localhost:1");
    running.keys(&format!("ctrl-u text:{} enter", site(&organization)));
    running.wait_for("User name and password (LDAP)");
    running.keys("enter text:ada enter text:lapis space text:lazuli enter");
    running.wait_for("owners can have it activated again.");
    running.keys("esc");
    running.keys("esc");
    running.wait_for("How do you sign in?");
    running.keys("ctrl-c");
    assert_eq!(running.exit().0.code, 0);
}

#[test]
fn a_key_a_development_account_and_a_zuliprc_lead_in_too() {
    let organization = organization(&[]);
    let key = organization.account("ada").api_key;
    let running = at_the_door(&organization, 80, 24);
    running.keys(&format!("8 text:ada@lapis.example enter text:{key} enter"));
    reads(&running);
    assert!(!String::from_utf8_lossy(&running.raw()).contains(&key));
    running.keys("Q");
    running.exit();
    let running = at_the_door(&organization, 40, 12);
    running.keys("7");
    running.wait_for("Who are you here?");
    running.wait_for("ada@lapis.example");
    running.keys("enter");
    running.wait("the first screen", |screen| screen.has("live"));
    running.keys("Q");
    running.exit();
    let running = at_the_door(&organization, 80, 24);
    running.keys("9");
    running.wait_for("Write where the zuliprc file is, or paste its text.");
    let pasted = format!("\x1b[200~{}\x1b[201~", organization.zuliprc("ada"));
    running.send(pasted.as_bytes());
    reads(&running);
    running.keys("Q");
    running.exit();
}

#[test]
fn the_browsers_link_leads_in() {
    let organization = organization(&[]);
    let running = at_the_door(&organization, 120, 30);
    running.keys("4");
    running.wait_for("To go on with GitHub, open this in a browser, on any machine:");
    let screen = running.wait_for("zulip://login?…");
    let text: String = screen.text().split_whitespace().collect();
    let begin = text
        .find(&site(&organization).replace("http://", ""))
        .expect("the address");
    let page = &text[text[begin..].find("/accounts/login").expect("the page") + begin..];
    let end = page.find("mobile_flow_otp=").expect("its parameter") + "mobile_flow_otp=".len() + 64;
    let page = format!("{}{}", site(&organization), &page[..end]);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let link = runtime.block_on(crate::cli_login::location(&page));
    running.keys("text:https://lapis.example enter");
    running.wait_for("That is the address of a web page.");
    running.keys("ctrl-u");
    running.send(format!("\x1b[200~{link}\x1b[201~").as_bytes());
    reads(&running);
    running.keys("Q");
    running.exit();
}

#[test]
fn the_demo_is_the_way_out() {
    let running = Program::lazuli([]).start();
    running.wait_for("Ctrl+T opens a demo organization");
    running.keys("ctrl-t");
    reads(&running);
    running.keys("Q");
    let home = running.home().to_owned();
    assert_eq!(running.exit().0.code, 0);
    assert!(!home.join("data/lazuli/accounts.json").exists());
}

#[test]
fn the_command_asks_for_what_it_needs_and_shows_no_password() {
    let organization = organization(&[]);
    let running = Program::lazuli(["login"]).start();
    running.wait_for("The organization's address");
    running.keys("text:ada@lapis.example enter");
    running.wait_for("That is a person's e-mail address");
    running.keys(&format!("text:{} enter", site(&organization)));
    running.wait_for("9  A zuliprc file");
    running.keys("enter");
    running.wait_for("E-mail:");
    running.keys("text:ada@lapis.example enter");
    running.wait_for("Password:");
    running.keys("text:wr0ng-one enter");
    running.wait_for("That name or password is wrong");
    running.keys("text:1 enter text:ada@lapis.example enter");
    running.wait("a second question", |screen| {
        screen.text().matches("Password:").count() == 2
    });
    running.keys("text:lapis space text:lazuli enter");
    let (exit, screen, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true), "{}", screen.dump());
    assert!(
        screen.has("Signed in to Lapis Works as Ada Quill"),
        "{}",
        screen.dump()
    );
    assert!(
        !screen.has("wr0ng-one") && !screen.has("lapis lazuli"),
        "{}",
        screen.dump()
    );
}

#[test]
fn asked_for_a_password_the_terminal_is_given_back_as_it_was() {
    let organization = organization(&[]);
    let address = site(&organization);
    let args = [
        "login",
        &address,
        "--method",
        "password",
        "--email",
        "ada@lapis.example",
    ];
    let running = Program::lazuli(args).start();
    running.wait_for("Password:");
    running.keys("ctrl-c");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (1, true));
}

#[test]
fn no_secret_is_written_anywhere_it_does_not_belong() {
    let organization = organization(&[]);
    let key = organization.account("ada").api_key;
    let password = "lapis lazuli";
    let running = Program::lazuli(["--debug"])
        .env(
            "LAZULI_LOG",
            "trace,hyper=trace,reqwest=trace,rustls=trace,h2=trace",
        )
        .size(100, 30)
        .start();
    running.wait_for("Which Zulip organization");
    running.keys(&format!("text:{} enter", site(&organization)));
    running.wait_for("How do you sign in?");
    running.keys("1 text:ada@lapis.example enter text:lapis space text:lazuli enter");
    reads(&running);
    let command_line = std::fs::read(format!(
        "/proc/{}/cmdline",
        running.process().as_raw_nonzero()
    ));
    let command_line = command_line.unwrap_or_default();
    running.keys("?");
    running.wait_for("Keys");
    running.keys("esc Q");
    let home = running.home().to_owned();
    let raw = String::from_utf8_lossy(&running.raw()).into_owned();
    let shown = String::from_utf8_lossy(&command_line).into_owned();
    running.exit_only();
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(format!("ada@lapis.example:{key}"))
    };
    let form = password.replace(' ', "+");
    for secret in [&*key, password, &*form, &*basic] {
        assert!(!raw.contains(secret), "on the terminal");
        assert!(!shown.contains(secret), "in the arguments");
        let mut files = holding(&home, secret);
        files.retain(|file| !(file.ends_with(".key") && secret == key));
        assert_eq!(files, Vec::<String>::new(), "{secret}");
    }
    let log = std::fs::read_to_string(home.join("state/lazuli/lazuli.log")).expect("a log");
    assert!(
        log.contains("POST fetch_api_key"),
        "it was logged at all: {log}"
    );
    // And what every command says of the account.
    for args in [
        &["accounts"][..],
        &["accounts", "--json"],
        &["doctor"],
        &["register"],
        &["api", "GET", "users/me"],
        &["unread", "--debug"],
        &["config", "check"],
        &["logout", "--keep-drafts"],
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lazuli"));
        command.args(args).env_clear().env("HOME", &home);
        for (name, folder) in [("CONFIG", "config"), ("DATA", "data"), ("STATE", "state")] {
            command.env(format!("XDG_{name}_HOME"), home.join(folder));
        }
        let output = command.output().expect("run");
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            for secret in [&*key, password, &*basic] {
                assert!(!text.contains(secret), "{args:?}: {text}");
            }
        }
    }
    assert_eq!(holding(&home, &key), Vec::<String>::new());
}
