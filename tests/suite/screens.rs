//! Screens of the whole state machine: what a person sees, stored, and the laws of
//! reading held.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lazuli::api::ids::ChannelId;
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::naming;
use lazuli::app::panes::Pane;
use lazuli::app::scrolling;
use lazuli::app::state::Reading;
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::model::Organization;
use proptest::prelude::*;
use ratatui::layout::Rect;

use crate::support::stage::{NOW, Stage, snapshot};

#[test]
fn first_screen_wide() {
    insta::assert_snapshot!(Stage::recorded("server-11-new", 160, 45).screen());
}

#[test]
fn first_screen_medium() {
    insta::assert_snapshot!(Stage::recorded("server-11-new", 110, 30).screen());
}

#[test]
fn first_screen_narrow() {
    insta::assert_snapshot!(Stage::recorded("server-11-new", 80, 24).screen());
}

#[test]
fn first_screen_tiny() {
    insta::assert_snapshot!(Stage::recorded("server-11-new", 40, 12).screen());
}

#[test]
fn before_the_server_answered() {
    insta::assert_snapshot!(Stage::new(80, 24).screen());
}

/// The row of the rule below the messages' title.
fn bar(stage: &Stage) -> String {
    let pane = stage.app.geometry().messages;
    stage.cut(Rect::new(pane.x, pane.y + 1, pane.width, 1))
}

#[test]
fn the_top_of_the_messages_always_tells_when_and_where() {
    for (columns, rows, date) in [(40, 12, "%a %-d %b"), (100, 30, "%A %-d %B")] {
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        let (mut told, mut not_needed) = (0, 0);
        stage.keys("G");
        for _ in 0..60 {
            stage.keys("k");
            let before = stage.message_rows();
            let slot = scrolling::slots(&stage.app, &mut stage.ui.layouts)[0];
            let list = stage.app.views.current_list().unwrap();
            let message = stage.messages[&list.shown()[slot.index]].clone();
            let organization = stage.app.organization.as_deref().unwrap();
            let end = usize::try_from(slot.end()).unwrap().min(before.len());
            let seen = before[..end].join("\n");
            let bar = bar(&stage);
            let at = Timestamp::from_second(message.timestamp.0).unwrap();
            let day = at.to_zoned(TimeZone::UTC);
            let long = day.strftime("%A %-d %B").to_string();
            let short = day.strftime(date).to_string();
            assert!(
                seen.contains(&long) != bar.contains(&short),
                "when, once: {bar}\n{seen}"
            );
            let place = naming::conversation(organization, &message.conversation);
            // Long names are cut.
            let place: String = place.chars().take(8).collect();
            let headed = |row: &&str| {
                row.trim_start()
                    .chars()
                    .skip(2)
                    .collect::<String>()
                    .starts_with(&place)
            };
            let header = seen.lines().find(headed);
            assert!(
                header.is_some() || bar.contains(&place),
                "where: {place}\n{bar}\n{seen}"
            );
            if bar.contains(&short) {
                told += 1;
            } else {
                not_needed += 1;
            }
        }
        stage.keys("Home");
        stage.screen();
        assert!(told > 0, "{told} {not_needed}");
        assert!(!bar(&stage).contains(" Nov"), "the date has its own row");
    }
}

#[test]
fn any_size_can_be_drawn() {
    for (columns, rows) in [
        (1, 1),
        (2, 40),
        (20, 5),
        (40, 3),
        (400, 2),
        (13, 13),
        (500, 150),
    ] {
        let mut stage = Stage::recorded("server-10", columns, rows);
        stage.screen();
        for keys in [
            "n", "?", "Esc", "\\", "q", "a", "Esc", "|", "Tab", "G", "k", "PgUp",
        ] {
            stage.keys(keys);
            stage.screen();
        }
    }
}

#[test]
fn help_lists_every_key() {
    let mut stage = Stage::recorded("server-11-new", 110, 60);
    stage.keys("?");
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn the_side_goes_over_the_messages_and_filters() {
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    stage.keys("\\ q w o");
    insta::assert_snapshot!(stage.screen());
    stage.keys("Enter");
    assert!(stage.app.geometry().channels.is_empty(), "it went away");
    assert_eq!(stage.app.open_channel(), Some(ChannelId(4)));
}

#[test]
fn everything_that_is_asked_twice_is_asked_first() {
    let mut stage = Stage::recorded("server-11-new", 80, 24);
    stage.update(Update::Key(KeyEvent::new(
        KeyCode::Char('y'),
        KeyModifiers::CONTROL,
    )));
    insta::assert_snapshot!(stage.screen());
    stage.left.clear();
    stage.keys("n");
    assert!(stage.left.is_empty(), "no means no");
    stage.update(Update::Key(KeyEvent::new(
        KeyCode::Char('y'),
        KeyModifiers::CONTROL,
    )));
    stage.keys("y");
    assert!(matches!(stage.left.as_slice(), [Effect::Mark(Mark::NarrowRead(n))] if n.0.is_empty()));
}

#[test]
fn going_back_comes_to_the_same_place() {
    let mut stage = Stage::recorded("server-10-second", 120, 40);
    stage.keys("j j j j j");
    let before = stage.message_rows();
    stage.keys("Enter k k");
    assert_ne!(before, stage.message_rows());
    stage.keys("Alt+Left");
    assert_eq!(before, stage.message_rows());
    stage.keys("Alt+Right");
    stage.check();
}

#[test]
fn what_comes_in_below_moves_nobody_who_reads_above() {
    let mut stage = Stage::recorded("server-10-second", 120, 30);
    stage.keys("k k k k k k k k");
    let before = stage.message_rows();
    stage.arrive("kiln", "something new");
    assert_eq!(before, stage.message_rows());
    assert!(stage.screen().contains("new ↓"));
}

#[test]
fn a_reader_at_the_end_goes_along() {
    let mut stage = Stage::recorded("server-10-second", 120, 30);
    stage.keys("G");
    let id = stage.arrive("kiln", "something new");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(id));
    assert!(stage.screen().contains("something new"));
}

#[test]
fn nobody_looking_reads_nothing_and_keeps_the_selection() {
    let mut stage = Stage::recorded("server-10-second", 120, 30);
    stage.keys("G");
    stage.wait(1000);
    stage.marked();
    stage.update(Update::Focus(false));
    let selected = stage.app.selected_message().map(|m| m.id);
    let new = stage.arrive("kiln", "while away");
    stage.wait(1000);
    assert_eq!(stage.app.selected_message().map(|m| m.id), selected);
    assert!(
        stage.screen().contains("while away"),
        "it is there to be glanced at"
    );
    assert_eq!(stage.marked(), []);
    stage.update(Update::Focus(true));
    stage.wait(1000);
    assert_eq!(stage.marked(), [new]);
}

#[test]
fn what_was_shown_is_read_once_in_batches() {
    let mut stage = Stage::recorded("server-11-new", 120, 40);
    assert_eq!(stage.marked(), [], "not before the batch is due");
    stage.wait(600);
    let read = stage.marked();
    assert!(!read.is_empty());
    let unreads = stage.app.organization.as_deref().unwrap().unreads();
    assert!(
        read.iter().all(|id| !unreads.contains(*id)),
        "counted at once"
    );
    stage.wait(600);
    assert_eq!(stage.marked(), []);
}

#[test]
fn exploring_reads_nothing() {
    let mut stage = Stage::recorded("server-11-new", 120, 40);
    stage.app.explore = true;
    stage.app.reading = Reading::default();
    stage.keys("J J n n n y Y");
    stage.wait(600);
    assert!(!stage.left.iter().any(|e| matches!(e, Effect::Mark(_))));
}

#[test]
fn a_new_registration_keeps_the_place() {
    let mut stage = Stage::recorded("server-10-second", 120, 30);
    stage.keys("G k k k k k k k k k k");
    stage.wait(600);
    let before = stage.message_rows();
    let missed = stage.messages.keys().next_back().unwrap().0;
    let organization = Organization::new(snapshot("server-10-second"), NOW).unwrap();
    stage.update(Update::Session(SessionUpdate::Registered(Box::new(
        organization,
    ))));
    stage.check();
    assert_eq!(before, stage.message_rows());
    assert!(stage.app.views.current_list().unwrap().reached_newest());
    assert_eq!(
        stage
            .app
            .views
            .current_list()
            .unwrap()
            .fetched()
            .last()
            .map(|id| id.0),
        Some(missed)
    );
}

#[test]
fn the_state_of_the_connection_is_told_in_words() {
    let mut stage = Stage::recorded("server-11-new", 120, 30);
    let since_ms = stage.now.0;
    let mut says = |link: Link, later: i64| {
        stage.update(Update::Session(SessionUpdate::Link(link)));
        stage.wait(later);
        let screen = stage.screen();
        screen.lines().last().unwrap().trim().to_owned()
    };
    assert!(says(Link::Live, 0).contains("live"));
    let waiting = Link::Waiting {
        since_ms,
        next_ms: since_ms + 2500,
        why: String::new(),
    };
    assert!(says(waiting, 0).ends_with("reconnecting · next try in 3 s"));
    let waiting = Link::Waiting {
        since_ms,
        next_ms: since_ms + 16_000,
        why: String::new(),
    };
    assert!(says(waiting, 8000).ends_with("offline since 06:06 · next try in 8 s"));
    assert!(says(Link::Reconnecting { since_ms }, 0).ends_with("trying"));
    let ended = Link::Ended {
        why: "The API key does not work any more.".to_owned(),
    };
    let last = says(ended, 0);
    assert!(
        last.contains("API key") && last.ends_with("signed out"),
        "{last}"
    );
}

#[test]
fn the_wheel_scrolls_what_is_under_it_and_a_click_opens() {
    let mut stage = Stage::recorded("server-10-second", 160, 30);
    let mouse = |kind, column, row| {
        Update::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        })
    };
    stage.keys("G");
    let before = stage.message_rows();
    stage.update(mouse(MouseEventKind::ScrollUp, 100, 10));
    assert_ne!(before, stage.message_rows());
    stage.screen();
    let side = stage.cut(stage.app.geometry().channels);
    let row = side
        .lines()
        .position(|line| line.contains("# workshop"))
        .unwrap();
    stage.update(mouse(
        MouseEventKind::Down(MouseButton::Left),
        5,
        u16::try_from(row).unwrap(),
    ));
    assert!(
        stage.app.open_channel().is_some(),
        "row {row}\n{}",
        stage.screen()
    );
    stage.check();
}

#[test]
fn the_selected_message_stays_in_sight_whatever_becomes_of_the_window() {
    let mut stage = Stage::recorded("server-11-new", 120, 45);
    stage.keys("G k k");
    let selected = stage.app.selected_message().unwrap().id;
    for (columns, rows) in [(120, 20), (60, 12), (40, 12), (120, 45), (80, 8)] {
        stage.update(Update::Resize(columns, rows));
        assert_eq!(stage.app.selected_message().unwrap().id, selected);
        let pane = i32::from(stage.app.geometry().body(Pane::Messages).height);
        let slots = scrolling::slots(&stage.app, &mut stage.ui.layouts);
        let shown = &stage.app.views.current_list().unwrap().shown();
        let slot = slots.iter().find(|slot| shown[slot.index] == selected);
        let slot = slot.unwrap_or_else(|| panic!("gone at {columns}x{rows}"));
        assert!(
            (0..pane).contains(&slot.row),
            "{slot:?} at {columns}x{rows}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_keys_lead_into_a_wrong_state(
        keys in prop::collection::vec(0usize..38, 1..60),
        columns in 30u16..180,
        rows in 6u16..60,
    ) {
        const KEYS: [&str; 38] = [
            "j", "k", "J", "K", "PgUp", "G", "n", "p", "N", "a", "P", "*", "#", "s", "S", "Enter",
            "Alt+Left", "Alt+Right", "Tab", "q", "w", "Esc", "\\", "|", "[", "]", "?", "y", "Y",
            "U", "h", "Right", "Left", "Up", "Down", "Z", "Home", "l",
        ];
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        for (i, key) in keys.into_iter().enumerate() {
            stage.keys(KEYS[key]);
            if i % 7 == 3 {
                stage.arrive("kiln", "one more");
            }
            if i % 5 == 2 {
                stage.wait(300);
            }
            stage.check();
            stage.screen();
        }
    }
}
