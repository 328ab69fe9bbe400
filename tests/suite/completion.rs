//! Completion on the screen: the popup, its keys, and that nothing moves for it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::app::update::Update;

use crate::support::stage::Stage;

/// Somebody's answer in a topic of a recorded organization.
fn writing(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::recorded("server-11-new", columns, rows);
    stage.keys("n r");
    stage
}

fn press(stage: &mut Stage, code: KeyCode, modifiers: KeyModifiers) {
    stage.update(Update::Key(KeyEvent::new(code, modifiers)));
}

fn type_in(stage: &mut Stage, text: &str) {
    for c in text.chars() {
        press(stage, KeyCode::Char(c), KeyModifiers::NONE);
    }
}

fn written(stage: &Stage) -> String {
    let composer = stage.app.composer.as_deref().expect("a composer");
    composer.buffer.text().to_owned()
}

#[test]
fn people_at_200x60() {
    let mut stage = writing(200, 60);
    type_in(&mut stage, "hello @");
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn emoji_at_80x24() {
    let mut stage = writing(80, 24);
    type_in(&mut stage, "nice :ta");
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn the_message_and_the_text_stay_where_they_are() {
    for size in [(200, 60), (80, 24)] {
        let mut stage = writing(size.0, size.1);
        type_in(&mut stage, "hello ");
        let before = stage.screen();
        type_in(&mut stage, ":");
        type_in(&mut stage, "ta");
        assert!(stage.app.completion().is_some());
        let area = stage.app.completion_area().expect("an area");
        let after = stage.screen();
        for (row, (a, b)) in before.lines().zip(after.lines()).enumerate() {
            let row = u16::try_from(row).expect("small");
            let is_covered = (area.y..area.bottom()).contains(&row);
            let is_own = b.contains("hello") || row + 1 == size.1;
            assert!(a == b || is_covered || is_own, "row {row}:\n{a}\n{b}");
        }
    }
}

#[test]
fn keys_choose_write_and_close() {
    let mut stage = writing(80, 24);
    type_in(&mut stage, "nice :tada");
    press(&mut stage, KeyCode::Tab, KeyModifiers::NONE);
    assert_eq!(written(&stage), "nice :tada: ");
    assert!(stage.app.completion().is_none());
    // Esc closes the popup alone, and it stays away until something else is typed.
    type_in(&mut stage, ":smi");
    assert!(stage.app.completion().is_some());
    press(&mut stage, KeyCode::Esc, KeyModifiers::NONE);
    assert!(stage.app.completion().is_none() && stage.app.composer.is_some());
    type_in(&mut stage, "le");
    assert!(stage.app.completion().is_none());
    type_in(&mut stage, " :hea");
    let first = stage.app.completion().expect("another").chosen().cloned();
    press(&mut stage, KeyCode::Char('n'), KeyModifiers::CONTROL);
    let second = stage.app.completion().expect("open").chosen().cloned();
    assert_ne!(first, second);
    press(&mut stage, KeyCode::Char('p'), KeyModifiers::CONTROL);
    assert_eq!(
        stage.app.completion().expect("open").chosen().cloned(),
        first
    );
    press(&mut stage, KeyCode::Up, KeyModifiers::NONE);
    let last = stage.app.completion().expect("open");
    assert_eq!(last.selected, Some(last.offer.candidates.len() - 1));
    // Going away from the word closes it.
    press(&mut stage, KeyCode::Home, KeyModifiers::NONE);
    assert!(stage.app.completion().is_none());
}

#[test]
fn a_text_that_is_there_already_is_not_completed() {
    let mut stage = writing(80, 24);
    type_in(&mut stage, "hello :tada");
    press(&mut stage, KeyCode::Esc, KeyModifiers::NONE);
    press(&mut stage, KeyCode::Esc, KeyModifiers::NONE);
    assert!(stage.app.composer.is_none());
    stage.keys("r");
    assert_eq!(written(&stage), "hello :tada");
    assert!(stage.app.completion().is_none());
}
