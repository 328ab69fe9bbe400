//! Files that go with messages, in the real program; what arrived is read through the API.

use std::path::PathBuf;

use crate::pty_composer::{arrives, enter, go_in, newest};
use crate::support::{Network, Organization, Program, Running, keys, until};

fn file(ada: &Running, name: &str, bytes: &[u8]) -> PathBuf {
    let path = ada.home().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(&path, bytes).expect("written");
    path
}

/// The text of the newest message, once it has links to files.
fn linked(organization: &Organization) -> String {
    until("linked", || {
        let content = newest(organization, "ben")["content"].as_str()?.to_owned();
        content.contains("/user_uploads/").then_some(content)
    })
}

#[test]
fn two_files_are_attached_by_path_with_completion_and_read_by_the_other() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    file(&ada, "kiln/glaze notes.txt", b"cobalt and ash");
    file(&ada, "kiln/plan.txt", b"cone six");
    ada.keys("r text:Two:");
    ada.wait_for("Two:");
    ada.keys("alt-k");
    ada.wait_for("Attach files");
    ada.send(b"~/ki");
    ada.wait_for("kiln/");
    ada.keys("tab");
    ada.wait_for("glaze notes.txt");
    ada.shows("attach-80x24");
    ada.keys("text:g tab");
    ada.wait_for("glaze\\ notes.txt");
    ada.send(b" ~/kiln/pl");
    ada.wait_for("plan.txt");
    // A name that is not whole is completed first.
    ada.keys("enter");
    ada.wait_for("~/kiln/plan.txt");
    ada.keys("enter");
    ada.wait("both links", |screen| {
        screen.has("[glaze notes.txt](") && screen.has("[plan.txt](")
    });
    ada.keys("enter");
    let content = linked(&organization);
    assert!(
        content.starts_with("Two:\n[glaze notes.txt](/user_uploads/"),
        "{content}"
    );
    let urls: Vec<&str> = content
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    assert_eq!(organization.fetch("ben", urls[0]), b"cobalt and ash");
    assert_eq!(organization.fetch("ben", urls[1]), b"cone six");
}

#[test]
fn what_is_no_file_or_too_large_is_said_in_the_prompt_and_nothing_is_lost() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    let large = file(&ada, "large.bin", b"");
    let sparse = std::fs::File::options()
        .write(true)
        .open(&large)
        .expect("open");
    sparse.set_len(101 << 20).expect("long");
    ada.keys("r text:kept alt-k");
    ada.wait_for("Attach files");
    ada.send(b"~/nowhere.png\r");
    ada.wait_for("can't be read: there is none");
    ada.keys("ctrl-u");
    ada.send(b"~/large.bin\r");
    ada.wait_for("this organization takes files of 100 MiB at most");
    ada.shows("attach-too-large-80x24");
    ada.keys("esc");
    ada.wait_without("Attach files");
    ada.keys("enter");
    arrives(&organization, "ben", "kept");
}

#[test]
fn a_path_that_is_dropped_is_offered_and_a_no_leaves_it_as_words() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    let path = file(&ada, "a jar.txt", b"tall");
    let dropped = format!("'{}'", path.display());
    ada.keys("r");
    ada.wait_for("Write a message");
    ada.send(&keys::paste(&dropped));
    ada.wait_for("in place of its path?");
    ada.keys("n");
    ada.wait_without("in place of its path?");
    ada.keys("ctrl-u");
    ada.send(&keys::paste(&dropped));
    ada.wait_for("Attach a jar.txt (4 B)");
    ada.keys("y");
    ada.wait_for("[a jar.txt](");
    ada.keys("enter");
    let content = linked(&organization);
    assert!(
        content.starts_with("[a jar.txt](/user_uploads/"),
        "{content}"
    );
    assert!(!content.contains('\''), "{content}");
}

#[test]
fn an_upload_is_cancelled_by_a_key_and_interrupted_by_a_kill() {
    let organization = Organization::quiet();
    organization.say(
        "ben",
        "workshop",
        "next firing",
        "What do we **fire** next?",
    );
    let network = organization.proxy();
    let ada = Program::lazuli(["--explore", "--view", "combined"])
        .file(
            "config/lazuli/zuliprc",
            &network.zuliprc(&organization.zuliprc("ada")),
        )
        .start();
    go_in(&ada, "next firing");
    file(&ada, "film.bin", &vec![7; 3 << 20]);
    network.set(Network::Silent);
    ada.keys("r text:look: alt-k");
    ada.wait_for("Attach files");
    ada.send(b"~/film.bin\r");
    ada.wait_for("[Uploading film.bin…]()");
    ada.wait_for("↑ film.bin");
    // It waits for its files.
    ada.keys("enter");
    ada.wait_for("film.bin is still on its way up.");
    ada.keys("ctrl-g");
    ada.wait_for("film.bin is not attached.");
    ada.wait_without("[Uploading film.bin");
    ada.keys("alt-k");
    ada.send(b"~/film.bin\r");
    ada.wait_for("[Uploading film.bin…]()");
    // What was typed a second ago is kept.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let home = ada.home().to_owned();
    ada.signal(rustix::process::Signal::KILL);
    ada.exit_only();
    let data = home.join("data");
    network.set(Network::Up);
    let again = Program::lazuli(["--explore", "--view", "combined"])
        .file(
            "config/lazuli/zuliprc",
            &network.zuliprc(&organization.zuliprc("ada")),
        )
        .env("XDG_DATA_HOME", data.to_str().unwrap())
        .start();
    go_in(&again, "next firing");
    again.keys("r");
    again.wait_for("The upload of film.bin was interrupted: attach it again.");
    again.keys("enter");
    again.wait_for("film.bin never went up. Send the message without it?");
    again.keys("y");
    arrives(&organization, "ben", "look:");
}

#[test]
fn a_picture_comes_off_the_clipboard() {
    let organization = Organization::quiet();
    organization.say(
        "ben",
        "workshop",
        "next firing",
        "What do we **fire** next?",
    );
    let png = b"\x89PNG\r\n\x1a\n and so on";
    let ada = Program::signed_in(&organization, "ada", ["--explore"])
        .file(
            "config/lazuli/config.toml",
            "[commands]\npaste = [\"sh\", \"-c\", \"sleep 0.2; cat picture\"]\n",
        )
        .start();
    file(&ada, "picture", png);
    go_in(&ada, "next firing");
    ada.keys("r text:see ctrl-x text:v");
    ada.wait_for("[image.png](/user_uploads/");
    ada.keys("enter");
    let content = linked(&organization);
    let url = content
        .split("](")
        .nth(1)
        .and_then(|rest| rest.split(')').next());
    assert_eq!(organization.fetch("ben", url.expect("a link")), png);
}

#[test]
fn a_large_file_goes_up_in_pieces() {
    let organization = Organization::quiet();
    let ada = enter(&organization, "next firing", (80, 24));
    let film: Vec<u8> = (0..30_u32 << 20).map(|at| (at % 251) as u8).collect();
    file(&ada, "film.bin", &film);
    ada.keys("r text:look: alt-k");
    ada.wait_for("Attach files");
    ada.send(b"~/film.bin\r");
    ada.wait_for("[film.bin](/user_uploads/");
    ada.keys("enter");
    let content = linked(&organization);
    let url = content
        .split("](")
        .nth(1)
        .and_then(|rest| rest.split(')').next());
    assert!(organization.fetch("ben", url.expect("a link")) == film);
}
