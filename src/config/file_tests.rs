//! What is wrong with a settings file, sentence by sentence.

use std::path::Path;

use super::file::Config;
use super::option::Kind;
use super::problem::Spot;
use super::settings::{BackgroundChoice, EmojiMode, Settings};

fn read(text: &str) -> Config {
    Config::read(text, Path::new("config.toml"))
}

/// The one thing that is wrong.
fn refused(text: &str) -> String {
    let problems = read(text).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].to_string()
}

#[test]
fn no_file_and_an_empty_file_are_the_defaults() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let missing = Config::load(&temp.path().join("config.toml"));
    assert_eq!(missing, Config::empty());
    assert_eq!(read(""), Config::empty());
}

#[test]
fn a_file_that_cannot_be_read_is_said_to_be_so() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = Config::load(temp.path());
    assert_eq!(folder.settings, Settings::default());
    let sentence = folder.problems[0].to_string();
    assert!(
        sentence.contains(": the file cannot be read: "),
        "{sentence}"
    );
    let latin = temp.path().join("config.toml");
    std::fs::write(&latin, b"mouse = true\n# caf\xe9\n").expect("written");
    let sentence = Config::load(&latin).problems[0].to_string();
    assert!(
        sentence.ends_with("config.toml:2:6: this is not UTF-8; save the file in that encoding"),
        "{sentence}"
    );
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_cure() {
    insta::assert_snapshot!(refused("mouse = true\nmuose = true\n"), @"config.toml:2:1: `muose` is no option; did you mean `mouse`?");
    insta::assert_snapshot!(refused("zebra = true\n"), @"config.toml:1:1: `zebra` is no option; there are `theme`, `dark-theme`, `light-theme`, `background`, `colors`, `home`, `topic-order`, `keymap`, `mouse`, `emoji`, `bidi`, `pictures`, `tips` and the tables `panes`, `composer`, `media`, `terminal`, `notifications`, `commands`, `log`, `keys`, `hooks`");
    insta::assert_snapshot!(refused("[panes]\nchannels = 20\ntopic = 3\n"), @"config.toml:3:1: `topic` is no option of `[panes]`; did you mean `topics`?");
    insta::assert_snapshot!(refused("[pane]\nchannels = 20\n"), @"config.toml:1:2: `[pane]` is no table of settings; did you mean `panes`?");
    insta::assert_snapshot!(refused("channels = 20\n"), @"config.toml:1:1: `channels` belongs below `[panes]`");
    insta::assert_snapshot!(refused("[panes]\nmouse = true\n"), @"config.toml:2:1: `mouse` belongs at the top of the file, before the first [table]");
    insta::assert_snapshot!(refused("panes = 3\n"), @"config.toml:1:1: `panes` is a table: write `[panes]` and its options below");
    insta::assert_snapshot!(refused("colors = \"lots\"\n"), @r#"config.toml:1:10: `colors` is "auto", "none", "16", "256" or "truecolor", not the text "lots""#);
    insta::assert_snapshot!(refused("emoji = \"glyph\"\n"), @r#"config.toml:1:9: `emoji` is "glyphs", "simple" or "names", not the text "glyph"; did you mean "glyphs"?"#);
    insta::assert_snapshot!(refused("[panes]\nchannels = -1\n"), @"config.toml:2:12: `channels` is a whole number from 0 to 120, not -1");
    insta::assert_snapshot!(refused("[panes]\nchannels = 2.5\n"), @"config.toml:2:12: `channels` is a whole number from 0 to 120, not 2.5");
    insta::assert_snapshot!(refused("mouse = \"yes\"\n"), @r#"config.toml:1:9: `mouse` is true or false, not the text "yes""#);
    insta::assert_snapshot!(refused("[commands]\npipe = \"less -R\"\n"), @r#"config.toml:2:8: `pipe` is a list of texts, ["like", "this"], not the text "less -R""#);
    insta::assert_snapshot!(refused("theme = \"é\nmouse = true"), @r#"config.toml:1:11: this is not TOML: invalid basic string, expected `"`"#);
    insta::assert_snapshot!(refused("mouse = true\nmouse = false\n"), @"config.toml:2:1: this is not TOML: duplicate key");
    insta::assert_snapshot!(refused("[log]\nlevel = \"loud\"\n"), @"config.toml:2:9: unknown log level `loud`; it is one of off, error, warn, info, debug, trace, or such levels for parts of the program: warn,lazuli::session=debug");
    insta::assert_snapshot!(refused("[keys]\nquit = 3\n"), @r#"config.toml:2:8: `quit` is a key, "n", or a list of keys, ["n", "g g"], or [] for none"#);
    insta::assert_snapshot!(refused("[keys]\nquit = [\"a\", 3]\n"), @r#"config.toml:2:14: `quit` is a key, "n", or a list of keys, ["n", "g g"], or [] for none"#);
}

#[test]
fn every_option_refuses_what_it_cannot_be_at_its_line() {
    for table in Settings::tables() {
        for entry in &table.entries {
            let wrong: &[&str] = match entry.kind {
                Kind::Flag => &["\"true\"", "1"],
                Kind::Choice(_) => &["\"nonsense\"", "true"],
                Kind::Whole { .. } => &["-1", "65536", "\"20\"", "1.5"],
                Kind::Text => &["1", "[\"a\"]"],
                Kind::Words => &["\"less\"", "[1]"],
            };
            let mut wrong: Vec<String> = wrong.iter().map(|&value| value.to_owned()).collect();
            if let Kind::Whole { least, most } = entry.kind {
                wrong.extend(least.checked_sub(1).map(|n| n.to_string()));
                wrong.extend(most.checked_add(1).map(|n| n.to_string()));
            }
            for value in wrong {
                let head = match table.name {
                    "" => "\n".to_owned(),
                    name => format!("[{name}]\n"),
                };
                let config = read(&format!("{head}{} = {value}\n", entry.name));
                assert_eq!(config.settings, Settings::default(), "{}", entry.name);
                let problem = &config.problems[0];
                assert_eq!(problem.spot.map(|spot| spot.line), Some(2), "{problem}");
                let named = format!("`{}` is {}", entry.name, entry.kind.words());
                assert!(problem.sentence.starts_with(&named), "{problem}");
            }
        }
    }
}

#[test]
fn what_is_right_holds_beside_what_is_wrong() {
    let config = read(
        "background = \"light\"\nmouse = 1\nemoji = \"simple\"\n[panes]\ntopics = 0\ntext = 3\n",
    );
    assert_eq!(config.settings.background, BackgroundChoice::Light);
    assert_eq!(config.settings.emoji, EmojiMode::Simple);
    assert!(config.settings.mouse);
    assert_eq!(config.settings.panes.topics, 0);
    assert_eq!(config.settings.panes.text, 100);
    let lines: Vec<_> = config.problems.iter().filter_map(|p| p.spot).collect();
    assert_eq!(lines.iter().map(|s| s.line).collect::<Vec<_>>(), [2, 6]);
    assert_eq!(
        config.spot("panes.topics"),
        Some(Spot {
            line: 5,
            column: 10
        })
    );
}

#[test]
fn a_broken_line_leaves_the_others() {
    let config = read("emoji = \"simple\"\ntheme = \"lapis\n[panes]\nchannels = 30\n");
    assert_eq!(config.settings.emoji, EmojiMode::Simple);
    assert_eq!(config.settings.panes.channels, 30);
    assert_eq!(config.problems.len(), 1, "{:?}", config.problems);
}
