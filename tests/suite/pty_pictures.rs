//! Pictures on the screen: the whole program in a pseudo-terminal.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Organization, Program, Running, Screen};

/// The path of the picture that the demo organization has.
fn picture(organization: &Organization) -> String {
    let reply = organization.ask("noor", "GET", "attachments", &[]);
    let files = reply["attachments"].as_array().expect("files");
    let picture = files
        .iter()
        .find(|file| file["name"] == "kiln at night.png");
    let path = picture.expect("the picture")["path_id"].as_str();
    path.expect("its path").to_owned()
}

fn send(organization: &Organization, content: &str) -> u64 {
    let form = [
        ("type", "stream"),
        ("to", "gallery"),
        ("topic", "pictures"),
        ("content", content),
    ];
    let reply = organization.ask("noor", "POST", "messages", &form);
    reply["id"].as_u64().expect("an id")
}

/// At the newest message of the feed, with a picture in it.
fn start(organization: &Organization, program: Program) -> Running {
    let path = picture(organization);
    send(
        organization,
        &format!("[kiln at night.png](/user_uploads/{path})"),
    );
    let running = program.start();
    running.wait("messages", |screen| {
        screen.has("live") && screen.has("unread ──")
    });
    running.keys("G");
    running.wait("the newest", |screen| screen.has("kiln at night.png"));
    running
}

fn program(organization: &Organization) -> Program {
    Program::signed_in(organization, "ada", ["--explore"]).size(80, 30)
}

fn has_blocks(screen: &Screen) -> bool {
    screen.has("▀▀▀▀▀▀▀▀")
}

#[test]
fn a_picture_by_half_blocks_then_over_the_whole_screen() {
    let organization = Organization::quiet();
    let running = start(&organization, program(&organization));
    running.wait("the picture", has_blocks);
    running.shows_styled("picture-blocks");
    // A popup over it leaves nothing behind when it goes.
    running.keys("?");
    running.wait_for("Keys");
    running.keys("esc");
    running.shows_styled("picture-blocks");
    running.keys("v");
    running.wait("the original", |screen| {
        screen.has("160×100") && has_blocks(screen)
    });
    running.shows("picture-viewer");
    running.keys("esc");
    running.shows_styled("picture-blocks");
}

#[test]
fn saving_tells_where_and_overwrites_nothing() {
    let organization = Organization::quiet();
    let running = start(&organization, program(&organization));
    running.wait("the picture", has_blocks);
    running.keys("v s");
    running.wait_for("Saved as ~/Downloads/kiln-at-night.png.");
    running.keys("s");
    running.wait_for("Saved as ~/Downloads/kiln-at-night (1).png.");
    let bytes = std::fs::read(running.home().join("Downloads/kiln-at-night.png"));
    assert!(bytes.expect("saved").starts_with(b"\x89PNG"));
}

#[test]
fn opening_hands_a_private_file_to_the_systems_program() {
    let organization = Organization::quiet();
    let tools = tempfile::tempdir().expect("a folder");
    let opener = tools.path().join("xdg-open");
    let script = "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > \"$HOME/opened.tmp\"\n\
                  mv \"$HOME/opened.tmp\" \"$HOME/opened\"\n";
    std::fs::write(&opener, script).expect("written");
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).expect("runs");
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", tools.path().display());
    let running = start(
        &organization,
        program(&organization)
            .env("PATH", &path)
            .env("DISPLAY", ":0"),
    );
    running.wait("the picture", has_blocks);
    running.keys("v o");
    let told = running.home().join("opened");
    let end = Instant::now() + Duration::from_secs(30);
    while !told.exists() {
        assert!(Instant::now() < end, "{}", running.screen().dump());
        std::thread::sleep(Duration::from_millis(10));
    }
    let told = std::fs::read_to_string(told).expect("told");
    let file = told
        .strip_prefix("1|")
        .and_then(|rest| rest.strip_suffix('|'));
    let file = std::path::Path::new(file.expect("one argument"));
    assert_eq!(file.file_name().unwrap(), "kiln at night.png");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert!(std::fs::read(file).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_picture_that_does_not_come_holds_nothing_up() {
    let organization = Organization::quiet();
    organization.control(&json!({"op": "faults", "faults": ["stall:1@user_uploads"]}));
    let running = start(&organization, program(&organization));
    running.wait_for("loading…");
    let mut slowest = Duration::ZERO;
    for key in ["k", "j", "k", "j", "k", "j", "v", "esc", "?", "esc"] {
        let before = running.raw_len();
        let pressed = Instant::now();
        running.keys(key);
        let drawn = running.frame_after(before, Duration::from_secs(10));
        slowest = slowest.max(drawn.expect("a frame") - pressed);
    }
    // Far above what a frame takes, far below what the server takes.
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    running.keys("Q");
    assert_eq!(running.exit().0.code, 0);
}

#[test]
fn what_can_not_be_shown_says_why_and_a_placeholder_becomes_the_picture() {
    let organization = Organization::quiet();
    let running = start(&organization, program(&organization));
    running.wait("the picture", has_blocks);
    let id = send(&organization, "soon a picture");
    running.wait_for("soon a picture");
    let path = picture(&organization);
    let html = |class: &str, source: &str| {
        format!(
            "<div class=\"message_inline_image\"><a href=\"/user_uploads/{path}\" title=\"second\">\
             <img class=\"{class}\" data-original-content-type=\"image/png\" \
             data-original-dimensions=\"160x100\" src=\"{source}\"></a></div>"
        )
    };
    let rerender = |html: String| {
        organization.control(&json!({"op": "rerender", "message_id": id, "html": html}));
    };
    rerender(html(
        "image-loading-placeholder",
        "/static/images/loading/loader-black.svg",
    ));
    running.wait_for("second (160×100, png, being prepared)");
    rerender(html(
        "",
        "/user_uploads/thumbnail/2/00/gone/x.png/840x560.webp",
    ));
    running.wait_for("second (160×100, png)");
    // Who reads the end sees what grows there.
    running.wait_for("not shown: it is not there any more");
    rerender(html(
        "",
        &format!("/user_uploads/thumbnail/{path}/840x560.webp"),
    ));
    running.wait("the second picture", |screen| {
        !screen.has("not shown") && has_blocks(screen)
    });
}

#[test]
fn pictures_switched_off_stay_labelled_lines() {
    let organization = Organization::quiet();
    let off = program(&organization).file("config/lazuli/config.toml", "pictures = \"off\"\n");
    let running = start(&organization, off);
    running.wait_for("▣ image kiln at night.png");
    running.keys("v");
    running.wait_for("o opens it.");
    let raw = running.raw();
    let asked = |what: &[u8]| raw.windows(what.len()).any(|part| part == what);
    assert!(!asked(b"\x1b_G") && !asked(b"\x1b[16t"), "nothing is asked");
}

#[test]
fn kittys_pictures_are_handed_over_and_taken_away_at_the_end() {
    let organization = Organization::quiet();
    let kitty = program(&organization)
        .silent()
        .file("config/lazuli/config.toml", "pictures = \"kitty\"\n");
    let running = start(&organization, kitty);
    let count = |raw: &[u8], what: &[u8]| raw.windows(what.len()).filter(|p| *p == what).count();
    running.wait_raw("the picture", |raw| count(raw, b"\x1b_Ga=T,U=1,q=2") == 1);
    running.wait("its cells", |screen| screen.has("\u{10eeee}"));
    running.keys("k j k j");
    running.keys("Q");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
    let raw = running.raw();
    assert_eq!(count(&raw, b"\x1b_Ga=T"), 1, "once");
    assert_eq!(count(&raw, b"\x1b_Ga=d,d=I,q=2,i="), 1);
}
