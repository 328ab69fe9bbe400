//! Keys other than the web's: sequences, what may follow them, and how they are told.

use std::path::Path;
use std::sync::Arc;

use lazuli::app::keymap::{Keymap, PATIENCE_MS};
use lazuli::config::file::Config;
use lazuli::config::settings::MapName;

use crate::support::stage::Stage;

fn stage(map: MapName, own: &str) -> Stage {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    let config = Config::read(own, Path::new("config.toml"));
    let (keymap, wrong) = Keymap::of(map, &config.keys);
    assert_eq!(wrong, []);
    stage.app.keymap = Arc::new(keymap);
    stage
}

#[test]
fn the_first_key_waits_and_after_a_while_it_is_shown_what_may_follow() {
    let mut stage = stage(MapName::Vim, "");
    stage.keys("k k");
    let before = stage.app.views.current().unwrap().spot;
    stage.keys("Ctrl+W");
    let screen = stage.screen();
    assert!(screen.contains(" ^W …"), "{screen}");
    assert!(!screen.contains("Go to the next pane."), "{screen}");
    stage.wait(PATIENCE_MS);
    insta::assert_snapshot!(stage.screen());
    // Esc takes it back, and nothing else.
    stage.keys("Esc");
    assert!(!stage.screen().contains("Ctrl+W …"));
    assert_eq!(stage.app.notice, None);
    assert_eq!(stage.app.views.current().unwrap().spot, before);
    stage.check();
}

#[test]
fn keys_one_after_the_other_do_what_they_mean() {
    let mut stage = stage(MapName::Vim, "");
    stage.keys("G");
    let newest = stage.app.selected_message().unwrap().id;
    stage.keys("g g");
    assert!(stage.app.selected_message().unwrap().id < newest);
    assert_eq!(stage.app.started, None);
    stage.keys("g x");
    assert!(
        stage
            .screen()
            .contains("g x is no key here. ? shows the keys.")
    );
    // What was pressed for something else counts no more.
    stage.keys("g ? g");
    stage.keys("Esc Esc");
    assert_eq!(stage.app.layers.len(), 0);
}

#[test]
fn a_filter_takes_letters_and_the_programs_own_sequences() {
    let mut stage = stage(MapName::Emacs, "");
    stage.keys("q g Ctrl+X");
    assert!(stage.app.started.is_some());
    stage.keys("Ctrl+G");
    assert_eq!(stage.app.started, None);
    stage.keys("Ctrl+G");
    assert!(stage.app.side.filter.is_none());
    stage.left.clear();
    stage.keys("q Ctrl+X Ctrl+C");
    assert!(
        stage
            .left
            .iter()
            .any(|effect| matches!(effect, lazuli::app::effect::Effect::Quit))
    );
}

#[test]
fn footer_help_and_sentences_tell_the_keys_in_force() {
    let own = "[keys]\nhelp = \"F1\"\nnext-unread-topic = [\"F5\", \"n\"]\nleave-help = \"F2\"\nhistory = []\n";
    let mut stage = stage(MapName::Web, own);
    let screen = stage.screen();
    assert!(
        screen.contains("F5 next unread") && screen.contains("F1 keys"),
        "{screen}"
    );
    stage.keys("F9");
    assert!(
        stage
            .screen()
            .contains("F9 is no key here. F1 shows the keys.")
    );
    stage.keys("F1");
    let screen = stage.screen();
    assert!(screen.contains("F2"), "{screen}");
    // Typing the name of a key finds its command.
    stage.keys("F 5");
    let screen = stage.screen();
    assert!(screen.contains("F5  n"), "{screen}");
    stage.keys("F2");
    stage.keys("F2");
    assert_eq!(stage.app.layers.len(), 0);
}
