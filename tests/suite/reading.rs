//! What a person can do with what messages say: spoilers, links, copying, details.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use lazuli::api::error::{ApiError, NetworkError, NetworkKind};
use lazuli::api::ids::{MessageId, UserId};
use lazuli::api::routes::history::Version;
use lazuli::app::ask::{Answer, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::errand::{Done, Errand, Purpose};
use lazuli::app::panes::Pane;
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::model::Organization;
use serde_json::json;

use crate::support::stage::{NOW, Stage, snapshot};

const SPOILERS: &str = "<p>How it ended:</p>\
    <div class=\"spoiler-block\"><div class=\"spoiler-header\"><p>The kiln</p></div>\
    <div class=\"spoiler-content\"><p>It cracked.</p><p>Twice.</p></div></div>\
    <p>Between them.</p>\
    <div class=\"spoiler-block\"><div class=\"spoiler-header\"></div>\
    <div class=\"spoiler-content\"><p>The shelf too.</p></div></div>";

/// On a message in a view of its own, the last one.
pub(crate) fn on(html: &str, columns: u16, rows: u16) -> (Stage, MessageId) {
    let mut stage = Stage::recorded("server-10-second", columns, rows);
    stage.keys("G");
    let id = stage.arrive_html("kiln", html);
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(id));
    stage.left.clear();
    (stage, id)
}

/// The rows of the pane, as they are.
pub(crate) fn pane(stage: &mut Stage) -> String {
    stage.screen();
    let area = stage.app.geometry().body(Pane::Messages);
    stage.cut(area)
}

pub(crate) fn row_of(stage: &mut Stage, words: &str) -> Option<usize> {
    pane(stage).lines().position(|row| row.contains(words))
}

pub(crate) fn click(stage: &mut Stage, words: &str) {
    let screen = stage.screen();
    let (row, line) = screen
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(words))
        .expect("what to click");
    let at = line.find(words).unwrap();
    let column = lazuli::text::width(&line[..at]);
    stage.update(Update::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: u16::try_from(column).unwrap(),
        row: u16::try_from(row).unwrap(),
        modifiers: KeyModifiers::NONE,
    }));
}

pub(crate) fn notice(stage: &Stage) -> String {
    let notice = stage.app.notice.as_ref();
    notice.map_or(String::new(), |n| n.text.as_str().to_owned())
}

/// The one question that was asked.
pub(crate) fn asked(stage: &mut Stage) -> lazuli::app::ask::Ask {
    let asks: Vec<_> = stage
        .left
        .drain(..)
        .filter_map(|effect| match effect {
            Effect::Ask(ask) => Some(ask),
            _ => None,
        })
        .collect();
    let [ask] = asks.as_slice() else {
        panic!("one question, not {asks:?}");
    };
    ask.clone()
}

pub(crate) fn answer(stage: &mut Stage, id: lazuli::app::ask::AskId, found: Found) {
    stage.update(Update::Session(SessionUpdate::Answer(Answer { id, found })));
}

pub(crate) fn copied(stage: &mut Stage) -> Vec<String> {
    stage
        .left
        .drain(..)
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect()
}

pub(crate) fn cut_off() -> ApiError {
    ApiError::Network(NetworkError {
        host: "chat.example".to_owned(),
        kind: NetworkKind::Unreachable,
        detail: String::new(),
        unsent: true,
    })
}

#[test]
fn spoilers_open_and_close_and_their_headers_stay_where_they_are() {
    let (mut stage, _) = on(SPOILERS, 110, 30);
    stage.arrive("kiln", "after it");
    stage.keys("k");
    let closed = pane(&mut stage);
    assert!(!closed.contains("It cracked."));
    let header = row_of(&mut stage, "The kiln");
    stage.keys("o");
    insta::assert_snapshot!(pane(&mut stage));
    assert_eq!(row_of(&mut stage, "The kiln"), header);
    // Who opened them keeps them open, whatever the connection does.
    let again = Organization::new(snapshot("server-10-second"), NOW).unwrap();
    stage.update(Update::Session(SessionUpdate::Registered(Box::new(again))));
    stage.update(Update::Session(SessionUpdate::Link(Link::Live)));
    assert!(pane(&mut stage).contains("It cracked."));
    stage.keys("o");
    assert_eq!(pane(&mut stage), closed);
}

#[test]
fn a_click_on_a_spoiler_opens_that_one() {
    let (mut stage, _) = on(SPOILERS, 110, 30);
    click(&mut stage, "The kiln");
    let open = pane(&mut stage);
    assert!(open.contains("It cracked.") && !open.contains("The shelf too."));
    click(&mut stage, "The kiln");
    assert!(!pane(&mut stage).contains("It cracked."));
}

const CODE: &str = "<p>Try <strong>this</strong>:</p><div class=\"codehilite\" \
    data-code-language=\"Make\"><pre><span></span><code>all:\n\tcc -o kiln kiln.c \
    -DNAME=a_very_long_definition_that_goes_on_and_on_and_on -DOTHER=another_one_of_them_that_is_long \
    -lm\n</code></pre></div><p>or</p><pre><code>make\n</code></pre>";

#[test]
fn parts_of_a_message_are_copied() {
    let (mut stage, id) = on(CODE, 110, 30);
    stage.keys("C");
    insta::assert_snapshot!(stage.screen());
    stage.keys("t");
    let text = copied(&mut stage).concat();
    assert!(
        text.starts_with("Try this:\n") && text.ends_with("\n\nmake"),
        "{text}"
    );
    stage.keys("C l");
    let link = copied(&mut stage).concat();
    assert!(
        link.contains("/topic/kiln/near/") && link.ends_with(&id.to_string()),
        "{link}"
    );
    stage.keys("C c");
    assert!(pane(&mut stage).contains("a  Make"), "{}", pane(&mut stage));
    stage.keys("a");
    let code = copied(&mut stage).concat();
    assert!(
        code.starts_with("all:\n\tcc -o kiln") && code.ends_with("-lm"),
        "{code:?}"
    );
    stage.keys("C a");
    assert_eq!(notice(&stage), "There is no link in this message.");
    stage.keys("C s");
    let ask = asked(&mut stage);
    assert_eq!(ask.query, Query::Source(id));
    answer(
        &mut stage,
        ask.id,
        Found::Source(Ok("Try **this**:".to_owned())),
    );
    assert_eq!(copied(&mut stage), ["Try **this**:"]);
    stage.keys("C s");
    let ask = asked(&mut stage);
    answer(&mut stage, ask.id, Found::Source(Err(cut_off())));
    assert!(copied(&mut stage).is_empty());
    assert!(notice(&stage).starts_with("The Markdown was not copied."));
}

#[test]
fn code_is_piped_only_where_a_command_is_set() {
    let (mut stage, _) = on(CODE, 110, 30);
    stage.keys("!");
    assert!(stage.left.is_empty());
    stage.app.machine.pipe = Some(vec!["wc".to_owned(), "-l".to_owned()]);
    stage.keys("! s");
    let Some(Effect::Errand(Errand::Run {
        command,
        input,
        purpose,
    })) = stage.left.pop()
    else {
        panic!("nothing was run");
    };
    assert_eq!(
        (command.concat().as_str(), input.as_str()),
        ("wc-l", "make\n")
    );
    assert_eq!(purpose, Purpose::Pipe);
    stage.update(Update::Errand(Done::Ran {
        program: "wc".to_owned(),
        input,
        purpose,
        result: Ok("1\n\u{1b}[31mred\n".to_owned()),
    }));
    let screen = stage.screen();
    assert!(
        screen.contains("What wc wrote") && screen.contains("red"),
        "{screen}"
    );
    assert!(!screen.contains('\u{1b}'));
}

#[test]
fn long_code_moves_sideways_and_back() {
    let (mut stage, _) = on(CODE, 110, 30);
    stage.keys("k");
    for number in 0..20 {
        stage.arrive("kiln", &format!("number {number}"));
    }
    stage.keys("j");
    let wrapped = pane(&mut stage);
    let header = row_of(&mut stage, "Make");
    stage.keys("l");
    assert!(pane(&mut stage).contains('›'));
    stage.keys("l l");
    insta::assert_snapshot!(pane(&mut stage));
    assert_eq!(row_of(&mut stage, "Make").is_some(), header.is_some());
    stage.keys("l l l l l l l l l l l l l l l l");
    assert_eq!(notice(&stage), "No line of this code goes on to the right.");
    for _ in 0..20 {
        stage.keys("h");
    }
    assert_eq!(pane(&mut stage), wrapped);
}

#[test]
fn details_tell_everything_and_who_read_it() {
    let (mut stage, id) = on("<p>x</p>", 110, 30);
    stage.keys("i");
    let ask = asked(&mut stage);
    assert_eq!(ask.query, Query::Receipts(id));
    assert!(stage.screen().contains("Asking the server…"));
    answer(&mut stage, ask.id, Found::Receipts(Err(cut_off())));
    assert!(stage.screen().contains("There is no way to chat.example"));
    stage.keys("Esc i");
    let ask = asked(&mut stage);
    let readers: Vec<UserId> = {
        let organization = stage.app.organization.as_deref().unwrap();
        let all = organization.users().all().iter().filter(|u| !u.is_bot);
        all.map(|u| u.user_id).take(3).collect()
    };
    answer(&mut stage, ask.id, Found::Receipts(Ok(readers)));
    insta::assert_snapshot!(stage.screen());
    stage.keys("c");
    assert!(copied(&mut stage).concat().contains("/near/"));
}

#[test]
fn a_history_tells_words_and_moves() {
    let (mut stage, id) = on("<p>x</p>", 110, 30);
    stage.keys("H");
    assert!(stage.left.is_empty() && stage.app.layers.is_empty());
    let organization = stage.app.organization.as_deref().unwrap();
    let channel = organization.channels().by_name("workshop").unwrap().id();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let ben = ben.user_id;
    let event = json!({
        "type": "update_message", "id": 9900, "user_id": ben, "message_id": id,
        "message_ids": [id], "flags": [], "edit_timestamp": NOW.0 / 1000 + 60,
        "rendering_only": false, "stream_id": channel, "content": "x",
        "rendered_content": "<p>x</p>", "orig_content": "y", "orig_rendered_content": "<p>y</p>",
        "is_me_message": false,
    });
    let raw = serde_json::from_value(event).unwrap();
    let event = lazuli::api::event::Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.keys("H");
    let ask = asked(&mut stage);
    let version = |seconds: i64, rest: serde_json::Value| -> Version {
        let mut all = json!({"timestamp": NOW.0 / 1000 + seconds, "user_id": ben, "topic": "kiln"});
        let (all_map, rest) = (all.as_object_mut().unwrap(), rest);
        all_map.extend(rest.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    };
    let versions = vec![
        version(0, json!({"content": "first firing tonight\n- shelf one"})),
        version(
            60,
            json!({"content": "first firing **tomorrow** night\n- shelf one\n- shelf two",
                   "prev_content": "first firing tonight\n- shelf one"}),
        ),
        version(
            120,
            json!({"prev_topic": "kiln", "topic": "", "content": "first"}),
        ),
    ];
    answer(&mut stage, ask.id, Found::History(Ok(versions)));
    insta::assert_snapshot!(stage.screen());
    stage.keys("E");
    let ask = asked(&mut stage);
    answer(
        &mut stage,
        ask.id,
        Found::Source(Ok("the *source*\n\n* one\u{1b}[2J".to_owned())),
    );
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn a_table_fills_the_screen_and_scrolls_both_ways() {
    let cells = |tag: &str, words: &str| -> String {
        (0..9)
            .map(|n| format!("<{tag}>{words} {n} of many</{tag}>"))
            .collect()
    };
    let rows: String = (0..40)
        .map(|n| format!("<tr>{}</tr>", cells("td", &format!("row {n}"))))
        .collect();
    let html = format!(
        "<table><thead><tr>{}</tr></thead><tbody>{rows}</tbody></table>",
        cells("th", "column")
    );
    let (mut stage, _) = on(&html, 80, 24);
    stage.keys("T");
    insta::assert_snapshot!(stage.screen());
    stage.keys("j j l l Right");
    insta::assert_snapshot!(stage.screen());
    stage.keys("G");
    assert!(stage.screen().contains("row 39"));
    for _ in 0..40 {
        stage.keys("l");
    }
    assert!(stage.screen().contains("row 39 8 of many"));
    stage.keys("c");
    assert!(
        copied(&mut stage)
            .concat()
            .starts_with("column 0 of many\tcolumn 1")
    );
}

#[test]
fn tall_messages_are_folded_until_they_are_unfolded() {
    let lines: String = (0..80).map(|n| format!("line {n}<br>\n")).collect();
    let (mut stage, _) = on(&format!("<p>{lines}</p>"), 80, 30);
    let folded = pane(&mut stage);
    assert!(folded.contains("more lines · - shows them"), "{folded}");
    stage.keys("k -");
    assert!(!notice(&stage).is_empty(), "the one above is not tall");
    stage.keys("j -");
    stage.keys("J J J J J J J J J J");
    let unfolded = pane(&mut stage);
    assert!(unfolded.contains("line 79"), "{unfolded}");
    stage.keys("-");
    assert_eq!(pane(&mut stage), folded);
    click(&mut stage, "more lines");
    assert!(!pane(&mut stage).contains("more lines"));
}

#[test]
fn messages_of_muted_people_are_one_line_until_they_are_wanted() {
    let (mut stage, _) = on("<p>something loud</p>", 110, 30);
    stage.keys("Enter");
    let organization = stage.app.organization.as_deref().unwrap();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let event = json!({"type": "muted_users", "id": 9900,
        "muted_users": [{"id": ben.user_id, "timestamp": 1}]});
    let raw = serde_json::from_value(event).unwrap();
    let event = lazuli::api::event::Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    stage.keys("G");
    let hidden = pane(&mut stage);
    assert!(
        !hidden.contains("something loud") && !hidden.contains("Ben Oduya"),
        "{hidden}"
    );
    insta::assert_snapshot!(hidden);
    stage.keys("-");
    let shown = pane(&mut stage);
    assert!(
        shown.contains("something loud") && shown.contains("Ben Oduya"),
        "{shown}"
    );
}
