//! `lazuli config` and `lazuli keys`, and the documents made from what they print.

use std::path::Path;
use std::process::{Command, Output};

use clap::ValueEnum;
use lazuli::app::help;
use lazuli::config::documents;
use lazuli::config::settings::MapName;
use tempfile::TempDir;

/// The program with a home folder of its own.
fn lazuli(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lazuli"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .output()
        .unwrap()
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A home folder with this settings file.
fn set(text: &str) -> TempDir {
    let home = home();
    let folder = home.path().join(".config/lazuli");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), text).unwrap();
    home
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Compares a file of the documentation with what it is made from.
fn fresh(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    if std::env::var_os("LAZULI_WRITE_DOCS").is_some() {
        std::fs::write(&path, made).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written, made,
        "docs/{name} is stale; LAZULI_WRITE_DOCS=1 cargo test --test suite documentation writes it"
    );
}

#[test]
fn keys_documentation_is_what_the_command_prints() {
    let home = home();
    for map in MapName::value_variants() {
        let name = match map {
            MapName::Web => "keys.md".to_owned(),
            MapName::Vim | MapName::Emacs => format!("keys-{}.md", map.name()),
        };
        let printed = out(&lazuli(home.path(), &["keys", "--map", map.name()]));
        assert_eq!(printed, help::document(*map));
        fresh(&name, &printed);
    }
}

#[test]
fn the_table_of_the_webs_keys_is_what_the_command_prints() {
    let home = home();
    let printed = out(&lazuli(home.path(), &["keys", "--web"]));
    fresh("web-keys.md", &printed);
}

#[test]
fn settings_documentation_is_fresh() {
    fresh("config.md", &documents::markdown());
}

#[test]
fn init_writes_once_and_never_over() {
    let home = home();
    let path = home.path().join(".config/lazuli/config.toml");
    let first = lazuli(home.path(), &["config", "init"]);
    assert!(first.status.success(), "{}", err(&first));
    assert!(out(&first).starts_with("~/.config/lazuli/config.toml has every option now"));
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        out(&lazuli(home.path(), &["config", "init", "--print"])),
        written
    );
    assert!(lazuli(home.path(), &["config", "check"]).status.success());

    std::fs::write(&path, "mouse = false\n").unwrap();
    let second = lazuli(home.path(), &["config", "init"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(
        err(&second).contains("is there already and stays as it is"),
        "{}",
        err(&second)
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mouse = false\n");
}

#[test]
fn check_names_everything_that_is_wrong_by_line() {
    let text = "muose = true\ncolors = \"lots\"\n[panes]\nchannels = 500\n\
        [keys]\nhelp = \"G\"\nquit = []\n";
    let home = set(text);
    let checked = lazuli(home.path(), &["config", "check"]);
    assert_eq!(checked.status.code(), Some(1));
    let folder = home.path().display().to_string();
    insta::assert_snapshot!(out(&checked).replace(&folder, "~"), @r#"
~/.config/lazuli/config.toml:1:1: `muose` is no option; did you mean `mouse`?
~/.config/lazuli/config.toml:2:10: `colors` is "auto", "none", "16", "256" or "truecolor", not the text "lots"
~/.config/lazuli/config.toml:4:12: `channels` is a whole number from 0 to 120, not 500
~/.config/lazuli/config.toml:6:8: `G` is the key of `last` already; give `help` another, or that one (`last = []` for none)
~/.config/lazuli/config.toml:7:1: `quit` cannot be without a key: nothing else ends the program
"#);

    let file = home.path().join(".config/lazuli/config.toml");
    let named = lazuli(home.path(), &["config", "check", file.to_str().unwrap()]);
    assert_eq!(out(&named), out(&checked));
    let missing = lazuli(home.path(), &["config", "check", "nowhere.toml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(err(&missing).contains("nowhere.toml is not there"));
    let none = lazuli(self::home().path(), &["config", "check"]);
    assert!(none.status.success());
    assert!(
        out(&none).contains("the defaults are in force"),
        "{}",
        out(&none)
    );
}

#[test]
fn the_schema_is_json_that_names_every_command() {
    let home = home();
    let schema = out(&lazuli(home.path(), &["config", "schema"]));
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let keys = &schema["properties"]["keys"]["properties"];
    for command in lazuli::app::command::all() {
        assert_eq!(keys[command.name]["description"], command.sentence);
    }
    let path = out(&lazuli(home.path(), &["config", "path"]));
    assert_eq!(
        path.trim_end(),
        home.path()
            .join(".config/lazuli/config.toml")
            .display()
            .to_string()
    );
}

#[test]
fn keys_prints_those_in_force() {
    let home = set("keymap = \"vim\"\n[keys]\nhistory = \"F7\"\nsource = []\n");
    let printed = lazuli(home.path(), &["keys"]);
    assert!(printed.status.success(), "{}", err(&printed));
    let printed = out(&printed);
    assert!(printed.contains("| `F7` | history |"), "{printed}");
    assert!(printed.contains("|  | source |"), "{printed}");
    assert!(printed.contains("| `g g` `Home` | first |"), "{printed}");
    let home = set("[keys]\nhistory = \"n\"\n");
    let printed = lazuli(home.path(), &["keys"]);
    assert_eq!(printed.status.code(), Some(1));
    assert!(
        err(&printed).contains("config.toml:2:11: `n` is the key of"),
        "{}",
        err(&printed)
    );
}

#[test]
fn themes_documentation_is_fresh() {
    fresh("themes.md", &lazuli::config::theme::documents::markdown());
}

#[test]
fn themes_are_listed_without_a_terminal_and_shown_in_colour() {
    let home = home();
    let listed = lazuli(home.path(), &["themes"]);
    assert!(listed.status.success(), "{}", err(&listed));
    assert!(!out(&listed).contains('\u{1b}'));
    insta::assert_snapshot!(out(&listed), @"
dark                 For dark backgrounds, on the terminal's own.
light                For light backgrounds, on the terminal's own.
lapis                Deep ultramarine with the stone's flecks of gold.
ember                Warm charcoal and amber, for late evenings.
moss                 Forest floor: greens and quiet earth.
dusk                 Violet twilight, low in glare.
paper                Warm paper and ink.
mist                 Cool grey-blue, like a morning on the water.
dawn                 Rose and sand, soft but clear.
high-contrast-dark   White on black, nothing faint.
high-contrast-light  Black on white, nothing faint.
16-color             The terminal's own sixteen colours, on a dark background.
16-color-light       The terminal's own sixteen colours, on a light background.
monochrome           No colours: bold, dim, underlined and reversed text tells it all.
");
    let never = lazuli(home.path(), &["themes", "lapis", "--color", "never"]);
    assert_eq!(out(&never).lines().count(), 1);

    let colored = |name: &str, term: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_lazuli"))
            .args(["themes", name, "--color", "always"])
            .env_clear()
            .env("HOME", home.path())
            .env("COLORTERM", term)
            .env("TERM", "xterm-256color")
            .output()
            .unwrap();
        out(&output)
    };
    let lapis = colored("lapis", "truecolor");
    // Its ground, its accent, and the message's own constructs.
    for part in [
        "48;2;16;26;51m",
        "38;2;242;193;78",
        "@Émilie Dûpont",
        "celadon",
        "return",
    ] {
        assert!(lapis.contains(part), "{part:?} in {lapis}");
    }
    assert_ne!(lapis, colored("ember", "truecolor"));
    assert!(colored("lapis", "").contains("48;5;"));
}

#[test]
fn own_themes_are_shown_and_wrong_ones_named_with_their_line() {
    let home = set("theme = \"mine\"\n");
    let themes = home.path().join(".config/lazuli/themes");
    std::fs::create_dir(&themes).unwrap();
    let mine = themes.join("mine.toml");
    std::fs::write(&mine, "about = \"Mine.\"\nbackground = \"dark\"\n").unwrap();
    let listed = lazuli(home.path(), &["themes"]);
    assert!(
        listed.status.success() && out(&listed).contains("Mine."),
        "{}",
        out(&listed)
    );
    assert!(lazuli(home.path(), &["config", "check"]).status.success());

    std::fs::write(&mine, "background = \"dark\"\n[colors]\nacent = \"red\"\n").unwrap();
    let sentence = "themes/mine.toml:3:1: `acent` is no colour of a theme; did you mean `accent`?";
    let listed = lazuli(home.path(), &["themes", "mine"]);
    assert_eq!(listed.status.code(), Some(1));
    assert!(err(&listed).contains(sentence), "{}", err(&listed));
    let checked = lazuli(home.path(), &["config", "check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert_eq!(
        out(&checked).matches(sentence).count(),
        1,
        "{}",
        out(&checked)
    );

    std::fs::write(&mine, "background = \"dark\"\n").unwrap();
    let unknown = lazuli(home.path(), &["themes", "lapiz"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        err(&unknown).contains("did you mean `lapis`?"),
        "{}",
        err(&unknown)
    );
    let home = set("mouse = true\ntheme = \"lapiz\"\ndark-theme = \"embr\"\n");
    let checked = out(&lazuli(home.path(), &["config", "check"]));
    assert!(
        checked.contains("config.toml:2:9: there is no theme `lapiz`"),
        "{checked}"
    );
    assert!(
        checked.contains("config.toml:3:14: there is no theme `embr`"),
        "{checked}"
    );
}
