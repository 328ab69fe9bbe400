//! Settings in the whole program, in a pseudo-terminal.

use crate::support::Program;

fn with(settings: &str) -> Program {
    Program::lazuli(["--demo", "--seed", "5", "--view", "combined"])
        .size(140, 30)
        .file("config/lazuli/config.toml", settings)
}

fn has(raw: &[u8], bytes: &[u8]) -> bool {
    raw.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn mistakes_in_the_settings_keep_nobody_from_reading() {
    let settings = "theme = \"lapis\"\nmuose = true\n[keys]\ncopy = \"n\"\n";
    let running = with(settings).start();
    let screen = running.wait_for("(and one thing more:");
    let first = "config.toml:2:1: `muose` is no option; did you mean `mouse`?";
    assert!(screen.has(first), "{}", screen.dump());
    running.wait_for("live");
    // What was right holds.
    assert!(has(&running.raw(), b"48;2;16;26;51"));
    running.keys("?");
    running.wait_for("Keys");
    running.keys("esc Q");
    let (exit, screen, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
    // And the mistakes stand above the prompt.
    assert!(screen.has("`muose` is no option"), "{}", screen.dump());
    assert!(
        screen.has("`n` is the key of `next-unread-topic` already"),
        "{}",
        screen.dump()
    );
}

#[test]
fn a_terminal_that_takes_things_badly_is_spared_them() {
    let usual = with("").start();
    usual.wait_for("live");
    let settings = "mouse = false\ncolors = \"none\"\n[terminal]\nsynchronized = false\ntitle = false\n\
        probe = false\n";
    let spared = with(settings).start();
    spared.wait_for("live");
    let sent: [(&str, &[u8]); 5] = [
        ("mouse", b"\x1b[?1000h"),
        ("colours", b"38;2;"),
        ("synchronized updates", b"\x1b[?2026h"),
        ("a title", b"\x1b]2;"),
        ("a question for the background", b"\x1b]11;?"),
    ];
    for (what, bytes) in sent {
        assert!(has(&usual.raw(), bytes), "{what} is not sent");
        assert!(!has(&spared.raw(), bytes), "{what} is sent");
    }
    usual.keys("Q").exit();
    spared.keys("Q").exit();
}

#[test]
fn other_keys_and_a_theme_of_ones_own_for_a_light_background() {
    let running = with("keymap = \"vim\"\nlight-theme = \"mine\"\n[panes]\ntopics = 0\n")
        .file(
            "config/lazuli/themes/mine.toml",
            "background = \"light\"\n[colors]\nground = \"#fefdfc\"\ntext = \"#010203\"\n",
        )
        .background("rgb:ffff/ffff/ffff")
        .start();
    running.wait_for("live");
    running.wait_raw("the theme for light backgrounds", |raw| {
        has(raw, b"48;2;254;253;252")
    });
    let screen = running.screen();
    assert!(!screen.has("Topics"), "{}", screen.dump());
    running.keys("Z");
    running.wait_for("End the program.");
    running.keys("Z");
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (0, true));
}
