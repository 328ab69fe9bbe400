//! Writing in the state machine: what is kept when, what comes back, whom one tells.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::api::conversation::Conversation;
use lazuli::app::composer::typing::TypingAt;
use lazuli::app::effect::Effect;
use lazuli::app::store::{Send, StoreNews};
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::app::views::Landing;
use lazuli::archive::{ArchiveError, Draft, DraftKey, LocalId};
use lazuli::model::View;

use crate::support::stage::Stage;

/// In a topic of the recorded organization, at its newest message.
fn stage(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::recorded("server-11", columns, rows);
    for n in 0..30 {
        stage.arrive("kiln", &format!("message {n}"));
    }
    stage.keys("G S");
    assert!(stage.app.open_conversation().is_some());
    stage.left.clear();
    stage
}

fn typed(stage: &mut Stage, text: &str) {
    for c in text.chars() {
        let key = match c {
            '\n' => KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT),
            c => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
        };
        stage.update(Update::Key(key));
    }
}

fn ctrl(stage: &mut Stage, c: char) {
    let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    stage.update(Update::Key(key));
}

/// Sends, whatever the setting says.
fn send(stage: &mut Stage) {
    let key = KeyEvent::new(KeyCode::Enter, KeyModifiers::CONTROL);
    stage.update(Update::Key(key));
}

fn saved(stage: &mut Stage) -> Vec<Draft> {
    let left = std::mem::take(&mut stage.left).into_iter();
    left.filter_map(|effect| match effect {
        Effect::SaveDraft(draft) => Some(draft),
        _ => None,
    })
    .collect()
}

fn sent(stage: &mut Stage) -> Send {
    let left = std::mem::take(&mut stage.left).into_iter();
    let mut sends = left.filter_map(|effect| match effect {
        Effect::Send(send) => Some(send),
        _ => None,
    });
    sends.next().expect("a message was handed over")
}

fn text(stage: &Stage) -> &str {
    stage.app.composer.as_ref().expect("open").buffer.text()
}

fn told(stage: &Stage) -> String {
    let notice = stage.app.notice.as_ref();
    notice.map_or_else(String::new, |notice| notice.text.to_string())
}

#[test]
fn what_is_typed_is_kept_within_a_second_and_at_once_when_left() {
    let mut stage = stage(80, 24);
    stage.keys("r");
    typed(&mut stage, "glaze");
    assert!(saved(&mut stage).is_empty(), "not at each key");
    stage.wait(400);
    typed(&mut stage, "!");
    stage.wait(400);
    let drafts = saved(&mut stage);
    assert_eq!(drafts.len(), 1, "however one goes on typing");
    assert_eq!((&*drafts[0].text, drafts[0].cursor), ("glaze!", 6));
    stage.wait(5_000);
    assert!(saved(&mut stage).is_empty(), "and once");
    typed(&mut stage, "?");
    stage.keys("Esc");
    assert_eq!(saved(&mut stage)[0].text, "glaze!?");
    assert_eq!(told(&stage), "Kept as a draft; r goes on with it.");
    stage.keys("r");
    assert_eq!(text(&stage), "glaze!?");
    ctrl(&mut stage, 'u');
    stage.update(Update::Ending);
    assert_eq!(saved(&mut stage)[0].text, "", "what was emptied is gone");
}

#[test]
fn a_message_is_handed_over_once_and_comes_back_if_it_is_not_safe() {
    let mut stage = stage(80, 24);
    stage.keys("r");
    send(&mut stage);
    assert_eq!(told(&stage), "There is nothing to send yet.");
    typed(&mut stage, "one\ntwo  ");
    send(&mut stage);
    let first = sent(&mut stage);
    assert_eq!(first.text, "one\ntwo");
    let place = stage.app.open_conversation().cloned().unwrap();
    assert_eq!(first.conversation, place);
    assert_eq!(first.draft, Some(DraftKey::Conversation(place)));
    assert_eq!(text(&stage), "");
    typed(&mut stage, "next");
    let news = |key, result| Update::Session(SessionUpdate::Store(StoreNews::Kept { key, result }));
    let full = ArchiveError::Full;
    stage.update(news(first.key, Err(full)));
    assert_eq!(text(&stage), "one\ntwo\n\nnext");
    assert!(told(&stage).starts_with("The message could not be kept"));
    stage.keys("x");
    send(&mut stage);
    let second = sent(&mut stage);
    assert_ne!(second.key, first.key);
    stage.update(news(second.key, Ok(LocalId(1))));
    assert_eq!(text(&stage), "");
    // Sending leaves no draft behind.
    stage.keys("Esc r");
    assert_eq!(text(&stage), "");
}

#[test]
fn what_goes_out_of_sight_is_said_to_be_on_its_way() {
    let mut stage = stage(100, 30);
    stage.keys("r");
    typed(&mut stage, "at the end");
    send(&mut stage);
    sent(&mut stage);
    assert_eq!(told(&stage), "", "it is seen");
    stage.keys("Esc Home r");
    typed(&mut stage, "from far above");
    send(&mut stage);
    sent(&mut stage);
    assert!(
        told(&stage).starts_with("On its way to"),
        "{}",
        told(&stage)
    );
    assert!(told(&stage).ends_with("below what is in sight."));
    // Nor is it in the view that is open.
    stage.keys("Esc r");
    stage.app.views.visit(View::AllDms, Landing::Newest, None);
    typed(&mut stage, "from elsewhere");
    send(&mut stage);
    sent(&mut stage);
    let words = told(&stage);
    assert!(
        words.starts_with("On its way to") && !words.contains("below"),
        "{words}"
    );
}

#[test]
fn what_is_read_stays_where_it_is() {
    let mut stage = stage(80, 24);
    for _ in 0..14 {
        stage.keys("k");
    }
    let before = stage.message_rows();
    stage.keys("r");
    let open = stage.message_rows();
    assert_eq!(before[..open.len()], open, "the rows above do not move");
    typed(&mut stage, "a\nb\nc\nd\ne\nf\ng\nh\ni");
    let grown = stage.message_rows();
    assert!(grown.len() < open.len());
    assert_eq!(before[..grown.len()], grown);
    stage.keys("Esc");
    assert_eq!(before, stage.message_rows());
    // At the newest message one goes along, and comes back.
    stage.keys("G");
    let before = stage.message_rows();
    stage.keys("r");
    let open = stage.message_rows();
    assert_eq!(before.last(), open.last(), "the newest is in sight");
    stage.keys("Esc");
    assert_eq!(before, stage.message_rows());
    stage.check();
}

#[test]
fn others_learn_of_typing_when_it_begins_goes_on_and_stops() {
    let mut stage = stage(80, 24);
    let notices = |stage: &mut Stage| -> Vec<bool> {
        let left = std::mem::take(&mut stage.left).into_iter();
        left.filter_map(|effect| match effect {
            Effect::Typing {
                at: TypingAt::Conversation(Conversation::Topic { .. }, _),
                on,
            } => Some(on),
            Effect::Typing { at, .. } => panic!("{at:?}"),
            _ => None,
        })
        .collect()
    };
    stage.keys("r");
    assert!(notices(&mut stage).is_empty(), "opening is not typing");
    typed(&mut stage, "a");
    assert_eq!(notices(&mut stage), [true]);
    for _ in 0..4 {
        stage.wait(10_000);
        typed(&mut stage, "b");
    }
    assert_eq!(notices(&mut stage), [true], "again after half a minute");
    let deadline = stage.app.typing_deadline().unwrap();
    stage.wait(deadline.0 - stage.now.0);
    assert!(notices(&mut stage).len() <= 1);
    stage.wait(12_000);
    let last = notices(&mut stage);
    assert!(last.is_empty() || last == [false]);
    assert_eq!(stage.app.typing_deadline(), None);
    typed(&mut stage, "c");
    assert_eq!(notices(&mut stage), [true]);
    send(&mut stage);
    assert_eq!(notices(&mut stage), [false]);
}

#[test]
fn commands_of_the_web_app_are_not_sent_as_text() {
    let mut stage = stage(80, 24);
    stage.keys("r");
    for (command, light) in [("/dark", false), ("/light", true)] {
        typed(&mut stage, command);
        stage.left.clear();
        send(&mut stage);
        let mut left = stage.left.iter();
        assert!(left.any(|effect| matches!(effect, Effect::Light(on) if *on == light)));
        assert_eq!(text(&stage), "");
    }
    typed(&mut stage, "/fluid-width");
    send(&mut stage);
    assert!(told(&stage).contains("was not sent"));
    assert_eq!(text(&stage), "/fluid-width");
    ctrl(&mut stage, 'u');
    typed(&mut stage, "/ping");
    stage.left.clear();
    send(&mut stage);
    assert!(matches!(
        &*stage.left,
        [.., Effect::Ask(_)] | [Effect::Ask(_), ..]
    ));
    ctrl(&mut stage, 'u');
    typed(&mut stage, "/me nods");
    send(&mut stage);
    assert_eq!(sent(&mut stage).text, "/me nods");
}

#[test]
fn who_notifies_everybody_is_asked_first() {
    let mut stage = stage(80, 24);
    let key = KeyEvent::new(KeyCode::Char('n'), KeyModifiers::NONE);
    stage.keys("r");
    typed(&mut stage, "to @**topic**");
    assert!(
        stage
            .screen()
            .contains("everybody who takes part in the topic")
    );
    ctrl(&mut stage, 'u');
    typed(&mut stage, "not `@**all**` nor @_**Ben**");
    assert!(stage.app.composer_note().is_none());
    ctrl(&mut stage, 'u');
    typed(&mut stage, "to @**all**");
    assert!(stage.app.composer_note().is_some());
    let place = stage.app.open_conversation().cloned().unwrap();
    let crowd = stage.app.crowd(&place).unwrap();
    stage.left.clear();
    send(&mut stage);
    if crowd.is_large() {
        assert!(stage.left.is_empty(), "nothing is sent before the answer");
        stage.update(Update::Key(key));
        assert_eq!(text(&stage), "to @**all**", "no keeps the text");
        send(&mut stage);
        stage.keys("y");
    }
    assert_eq!(sent(&mut stage).text, "to @**all**");
}

#[test]
fn a_pasted_address_makes_what_is_selected_a_link() {
    let mut stage = stage(80, 24);
    stage.keys("r");
    typed(&mut stage, "see this");
    let key = KeyEvent::new(KeyCode::Left, KeyModifiers::SHIFT | KeyModifiers::CONTROL);
    stage.update(Update::Key(key));
    stage.update(Update::Paste("https://kiln.example/a\n".to_owned()));
    assert_eq!(text(&stage), "see [this](https://kiln.example/a)");
    ctrl(&mut stage, '_');
    assert_eq!(text(&stage), "see this");
    stage.update(Update::Paste("two\r\nlines".to_owned()));
    assert_eq!(text(&stage), "see two\nlines");
}

#[test]
fn the_composer_outlives_a_registration_and_bounds_its_length() {
    let mut stage = stage(80, 24);
    stage.keys("r");
    stage.update(Update::Paste("é".repeat(9_500)));
    assert_eq!(stage.app.length_left(), Some(500));
    let organization =
        lazuli::model::Organization::new(crate::support::stage::snapshot("server-11"), stage.now);
    let organization = Box::new(organization.unwrap());
    stage.update(Update::Session(SessionUpdate::Registered(organization)));
    assert_eq!(text(&stage).chars().count(), 9_500);
    assert!(stage.screen().contains(" 500 left "));
    stage.update(Update::Paste("é".repeat(501)));
    assert!(stage.screen().contains(" 1 too long "));
    stage.left.clear();
    send(&mut stage);
    assert!(
        !stage
            .left
            .iter()
            .any(|effect| matches!(effect, Effect::Send(_)))
    );
    assert!(told(&stage).contains("1 characters too long"));
}

#[test]
fn a_click_puts_the_cursor_and_the_panes_take_the_keys_back() {
    use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
    let mut stage = stage(80, 24);
    stage.keys("r");
    typed(&mut stage, "glaze");
    let (x, y) = stage.app.composer_cell().unwrap();
    let click = |stage: &mut Stage, column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        stage.update(Update::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
    };
    click(&mut stage, x - 3, y);
    typed(&mut stage, "-");
    assert_eq!(text(&stage), "gl-aze");
    click(&mut stage, x, 4);
    assert!(stage.app.composing().is_none());
    stage.keys("k");
    assert_eq!(text(&stage), "gl-aze");
    click(&mut stage, x, y);
    typed(&mut stage, "!");
    assert_eq!(text(&stage), "gl-az!e");
}

#[test]
fn what_goes_on_with_a_draft_is_the_key_that_does() {
    let mut stage = stage(160, 40);
    stage.keys("I c");
    typed(&mut stage, "workshop");
    stage.keys("Tab");
    typed(&mut stage, "a new kiln");
    stage.keys("Tab");
    typed(&mut stage, "Who has seen it?");
    let drafts = |stage: &mut Stage| {
        let screen = stage.screen();
        let row = screen.lines().find(|row| row.starts_with(" Drafts"));
        row.map(|row| row.split('│').next().unwrap_or_default().to_owned())
    };
    assert_eq!(drafts(&mut stage), None);
    stage.keys("Esc");
    // A new message begun here is to another channel: `c` would open an empty one.
    assert_eq!(told(&stage), "Kept as a draft; d shows the drafts.");
    // It is counted at once, whatever the server has.
    let row = drafts(&mut stage).unwrap_or_default();
    assert!(row.trim_end().ends_with(" 1"), "{row}");
    stage.keys("d");
    assert!(stage.screen().contains("Who has seen it?"));
    stage.keys("Enter");
    assert_eq!(text(&stage), "Who has seen it?");
}
