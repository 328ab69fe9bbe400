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
fn on(html: &str, columns: u16, rows: u16) -> (Stage, MessageId) {
    let mut stage = Stage::recorded("server-10-second", columns, rows);
    stage.keys("G");
    let id = stage.arrive_html("kiln", html);
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(id));
    stage.left.clear();
    (stage, id)
}

/// The rows of the pane, as they are.
fn pane(stage: &mut Stage) -> String {
    stage.screen();
    let area = stage.app.geometry().body(Pane::Messages);
    stage.cut(area)
}

fn row_of(stage: &mut Stage, words: &str) -> Option<usize> {
    pane(stage).lines().position(|row| row.contains(words))
}

fn click(stage: &mut Stage, words: &str) {
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

fn notice(stage: &Stage) -> String {
    let notice = stage.app.notice.as_ref();
    notice.map_or(String::new(), |n| n.text.as_str().to_owned())
}

/// The one question that was asked.
fn asked(stage: &mut Stage) -> lazuli::app::ask::Ask {
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

fn answer(stage: &mut Stage, id: lazuli::app::ask::AskId, found: Found) {
    stage.update(Update::Session(SessionUpdate::Answer(Answer { id, found })));
}

fn copied(stage: &mut Stage) -> Vec<String> {
    stage
        .left
        .drain(..)
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect()
}

fn cut_off() -> ApiError {
    ApiError::Network(NetworkError {
        host: "chat.example".to_owned(),
        kind: NetworkKind::Unreachable,
        detail: String::new(),
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

/// A link to the oldest message of the kiln, and other things to open.
fn linking(stage: &Stage) -> (MessageId, String) {
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let ben = organization.users().by_email("ben@lapis.example").unwrap();
    let ben = ben.user_id;
    let old = stage
        .messages
        .values()
        .find(|m| m.channel() == Some(workshop) && m.sender_id == ben)
        .unwrap();
    let topic = match &old.conversation {
        lazuli::api::conversation::Conversation::Topic { topic, .. } => topic.as_str(),
        lazuli::api::conversation::Conversation::Dm(_) => unreachable!(),
    };
    let topic = topic.replace(' ', ".20").replace(',', "%2C");
    let html = format!(
        "<p>See <a href=\"/#narrow/channel/{workshop}-workshop/topic/{topic}/near/{}\">the old \
         one</a>, <a href=\"https://glaze.example/r?q=é\">recipes</a>, <span \
         class=\"user-mention\" data-user-id=\"{ben}\">@Ben</span>, <time \
         datetime=\"2026-12-01T08:00:00Z\">then</time>, <a \
         href=\"https://evil.example/x\">github.com</a>, <a href=\"ftp://x.example\">ftp</a>.</p>",
        old.id
    );
    (old.id, html)
}

fn on_links(columns: u16, rows: u16) -> (Stage, MessageId) {
    let stage = Stage::recorded("server-10-second", columns, rows);
    let (old, html) = linking(&stage);
    let (mut stage, id) = on(&html, columns, rows);
    // Alone in its topic, so that the letters are those of this message.
    stage.arrive_html("links", &html);
    stage.keys("Enter");
    stage.left.clear();
    let _ = id;
    (stage, old)
}

#[test]
fn letters_lead_to_another_message_and_back_to_the_same_place() {
    let (mut stage, old) = on_links(110, 30);
    let before = pane(&mut stage);
    stage.keys("f");
    insta::assert_snapshot!(pane(&mut stage));
    stage.keys("Esc");
    assert_eq!(pane(&mut stage), before);
    stage.keys("f a");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(old));
    assert!(stage.app.layers.is_empty());
    stage.keys("Alt+Left");
    assert_eq!(pane(&mut stage), before);
    stage.check();
}

#[test]
fn a_click_on_a_link_opens_it() {
    let (mut stage, old) = on_links(110, 30);
    click(&mut stage, "the old one");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(old));
}

#[test]
fn a_link_within_the_open_conversation_leaves_a_way_back() {
    let mut stage = Stage::recorded("server-10-second", 110, 20);
    stage.keys("G");
    let first = stage.arrive("links", "the beginning");
    for number in 0..30 {
        stage.arrive("links", &format!("number {number}"));
    }
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let link = format!("/#narrow/stream/{workshop}-workshop/subject/links/near/{first}");
    stage.arrive_html("links", &format!("<p><a href=\"{link}\">up</a></p>"));
    stage.keys("Enter");
    let before = pane(&mut stage);
    stage.keys("f");
    assert_eq!(stage.app.selected_message().map(|m| m.id), Some(first));
    stage.keys("Alt+Left");
    assert_eq!(pane(&mut stage), before);
}

#[test]
fn links_outside_are_opened_or_copied_and_nothing_else_is() {
    let (mut stage, _) = on_links(110, 30);
    stage.keys("f s");
    let address = "https://glaze.example/r?q=%C3%A9";
    assert_eq!(copied(&mut stage), [address], "no opener here");
    assert!(notice(&stage).contains(address), "{}", notice(&stage));
    stage.app.machine.opener = true;
    stage.keys("f s");
    assert!(
        matches!(stage.left.as_slice(), [Effect::Errand(Errand::Open(a))] if a == address),
        "{:?}",
        stage.left
    );
    stage.left.clear();
    stage.update(Update::Errand(Done::Opened {
        address: address.to_owned(),
        result: Err("no such program".to_owned()),
    }));
    assert_eq!(copied(&mut stage), [address]);
    assert!(notice(&stage).contains("no such program"));
    stage.keys("f h");
    assert!(stage.left.is_empty());
    assert!(notice(&stage).contains("ftp"), "{}", notice(&stage));
    stage.keys("f f");
    assert_eq!(notice(&stage), "Tuesday 1 December 2026, 08:00:00 UTC");
    stage.keys("f d");
    insta::assert_snapshot!(stage.screen());
}

#[test]
fn a_link_that_says_another_place_is_asked_about() {
    let (mut stage, _) = on_links(110, 30);
    stage.keys("f g");
    insta::assert_snapshot!(stage.screen());
    stage.keys("n");
    assert!(stage.left.is_empty() && stage.app.layers.is_empty());
    stage.keys("f g y");
    assert_eq!(copied(&mut stage), ["https://evil.example/x"]);
}

#[test]
fn a_link_to_a_message_that_is_not_loaded_asks_where_it_is() {
    let mut stage = Stage::recorded("server-10-second", 110, 30);
    let known = stage.messages.values().next_back().unwrap().clone();
    let organization = stage.app.organization.as_deref().unwrap();
    let workshop = organization.channels().by_name("workshop").unwrap().id();
    let link =
        |form: &str| format!("<p><a href=\"/#narrow/channel/{workshop}-x/{form}\">x</a></p>");
    for (form, id, lands) in [("topic/old.20name/with/3", 3, None), ("near/4", 4, Some(4))] {
        stage.keys("a G");
        stage.arrive_html(&form.replace(['/', '.'], " "), &link(form));
        stage.keys("Enter f");
        let ask = asked(&mut stage);
        assert_eq!(ask.query, Query::Message(MessageId(id)));
        assert_eq!(notice(&stage), "Looking for the message…");
        let view = stage.app.open_view().cloned();
        answer(&mut stage, ask.id, Found::Message(Err(cut_off())));
        assert_eq!(stage.app.open_view(), view.as_ref(), "it stays");
        assert!(notice(&stage).contains("no way to"), "{}", notice(&stage));
        stage.keys("f");
        let ask = asked(&mut stage);
        let mut message = known.clone();
        message.id = MessageId(id);
        message.conversation =
            lazuli::api::conversation::Conversation::topic(workshop, "moved here".into());
        stage.messages.insert(message.id, message.clone());
        answer(
            &mut stage,
            ask.id,
            Found::Message(Ok(Box::new(message.clone()))),
        );
        match lands {
            // The conversation that the message is in now.
            None => assert_eq!(
                stage.app.open_conversation(),
                Some(&message.conversation),
                "{form}"
            ),
            Some(landed) => {
                assert_eq!(stage.app.open_channel(), Some(workshop));
                assert_eq!(
                    stage.app.selected_message().map(|m| m.id),
                    Some(MessageId(landed))
                );
            }
        }
        stage.messages.remove(&MessageId(id));
        stage.keys("a");
    }
}

#[test]
fn links_to_what_is_unknown_say_so() {
    for (address, words) in [
        ("/#narrow/channel/9999-x", "channel that does not exist"),
        ("/#narrow/dm/99999-dm", "somebody who is not known"),
        ("/#narrow/pm-with/no@x.example", "somebody who is not known"),
        ("/#narrow/sender/99999", "somebody who is not known"),
        ("/#narrow/weather/sunny", "“weather”"),
    ] {
        let (mut stage, _) = on("<p>x</p>", 110, 30);
        stage.arrive_html("links", &format!("<p><a href=\"{address}\">x</a></p>"));
        stage.keys("Enter");
        let view = stage.app.open_view().cloned();
        stage.keys("f");
        assert!(notice(&stage).contains(words), "{}", notice(&stage));
        assert_eq!(stage.app.open_view(), view.as_ref());
    }
}

#[test]
fn every_view_that_a_link_names_opens() {
    for (address, title) in [
        ("/#narrow/is/mentioned", "Mentions"),
        ("/#narrow/is/starred", "Starred messages"),
        ("/#narrow/is/private", "Direct messages"),
        ("/#feed", "Combined feed"),
        ("/#narrow/search/kiln", "Search: search:kiln"),
        ("/#narrow/stream/workshop", "workshop"),
        ("#narrow/channel/workshop/topic/kiln", "workshop › kiln"),
        ("/#channels/4/workshop/general", ""),
    ] {
        let (mut stage, _) = on("<p>x</p>", 110, 30);
        stage.arrive_html("links", &format!("<p><a href=\"{address}\">x</a></p>"));
        stage.keys("Enter f");
        let organization = stage.app.organization.as_deref().unwrap();
        let view = stage.app.open_view().unwrap();
        let name = lazuli::app::naming::view(organization, view);
        if !title.is_empty() {
            assert_eq!(name, title, "{address}");
        }
    }
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
        text.starts_with("Try this:\n") && text.ends_with("\n  make"),
        "{text}"
    );
    stage.keys("C l");
    let link = copied(&mut stage).concat();
    assert!(
        link.contains("/topic/kiln/near/") && link.ends_with(&id.to_string()),
        "{link}"
    );
    stage.keys("C c");
    assert!(pane(&mut stage).contains("a Make"), "{}", pane(&mut stage));
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
