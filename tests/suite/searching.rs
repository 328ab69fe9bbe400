//! Searching, finding in what is loaded, recent conversations and files, on the stage.

use lazuli::api::ids::{AttachmentId, MessageId};
use lazuli::api::routes::attachments::Attachments;
use lazuli::app::ask::{Answer, Found, Query};
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::pages::Page;
use lazuli::app::search::SearchOrder;
use lazuli::app::update::{SessionUpdate, Update};
use lazuli::archive::KeptSearch;
use lazuli::model::View;
use proptest::prelude::*;
use serde_json::json;

use crate::support::stage::Stage;

/// Types words, character by character.
fn type_words(stage: &mut Stage, words: &str) {
    for c in words.chars() {
        stage.keys(&match c {
            ' ' => "Space".to_owned(),
            c => c.to_string(),
        });
    }
}

fn notes(stage: &mut Stage) -> Vec<SearchOrder> {
    let mut orders = Vec::new();
    stage.left.retain(|effect| {
        if let Effect::Searches(order) = effect {
            orders.push(order.clone());
        }
        true
    });
    orders
}

#[test]
fn a_search_is_completed_checked_and_opened() {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    stage.keys("/");
    assert_eq!(notes(&mut stage), [SearchOrder::List]);
    type_words(&mut stage, "chan");
    stage.keys("Tab");
    type_words(&mut stage, "work");
    stage.keys("Tab");
    let typed = |stage: &Stage| stage.app.search_box().unwrap().line.text().to_owned();
    assert_eq!(typed(&stage), "channel:workshop ");
    type_words(&mut stage, "topic:kil");
    insta::assert_snapshot!("search-box", stage.screen());
    stage.keys("Tab");
    assert_eq!(typed(&stage), "channel:workshop topic:kiln ");
    // What is wrong is told, and nothing is sent.
    type_words(&mut stage, "is:odd");
    assert!(
        !stage.screen().contains("is: takes"),
        "not before it is typed"
    );
    stage.keys("Enter");
    let screen = stage.screen();
    assert!(screen.contains("is: takes dm, starred"), "{screen}");
    assert!(stage.app.open_search().is_none());
    stage.keys("Ctrl+W Backspace");
    type_words(&mut stage, " tiles");
    stage.keys("Backspace Backspace Backspace Backspace Backspace Backspace");
    stage.keys("Ctrl+U");
    type_words(&mut stage, "-is:muted kiln");
    stage.keys("Enter");
    assert_eq!(
        stage.app.open_search().unwrap().to_string(),
        "-is:muted search:kiln"
    );
    let noted = notes(&mut stage).pop();
    assert!(
        matches!(&noted, Some(SearchOrder::Note { query, .. }) if query == "-is:muted search:kiln"),
        "{noted:?}"
    );
    // The recordings' pages know no words: nothing is found, and it is said what to try.
    let screen = stage.screen();
    assert!(
        screen.contains("Search: “kiln”, not in muted places"),
        "{screen}"
    );
    assert!(screen.contains("/ changes the search"), "{screen}");
    // `/` changes the search that is open.
    stage.keys("/");
    assert_eq!(typed(&stage), "-is:muted kiln");
    stage.keys("Esc Alt+Left");
    assert!(stage.app.shows(&View::Combined));
}

#[test]
fn what_is_remembered_is_offered_and_runs() {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    stage.keys("/");
    let kept = |query: &str, name: Option<&str>| KeptSearch {
        query: query.to_owned(),
        name: name.map(str::to_owned),
        used_ms: 1,
    };
    stage.update(Update::Session(SessionUpdate::Searches(Ok(vec![
        kept("is:starred", None),
        kept("has:link", Some("Links")),
    ]))));
    let screen = stage.screen();
    assert!(screen.contains("saved as Links"), "{screen}");
    assert!(screen.contains("searched before"), "{screen}");
    assert_eq!(stage.app.saved_searches().len(), 1);
    stage.keys("Down Down Alt+d");
    assert!(notes(&mut stage).contains(&SearchOrder::Forget("is:starred".to_owned())));
    stage.keys("Up Enter");
    assert_eq!(stage.app.open_search().unwrap().to_string(), "has:link");
    // It can be saved under another name.
    stage.keys("Alt+a Ctrl+U");
    type_words(&mut stage, "All");
    stage.keys("Enter");
    let saved = notes(&mut stage);
    assert!(
        saved.iter().any(
            |order| matches!(order, SearchOrder::Save { query, name, .. }
            if query == "has:link" && name == "All")
        ),
        "{saved:?}"
    );
}

#[test]
fn results_are_live() {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    stage.keys("/");
    type_words(&mut stage, "glow");
    stage.keys("Enter");
    stage.left.clear();
    // Only the server knows whether a message has the words.
    let id = stage.arrive("kiln", "the kiln has a red glow");
    let asked = stage.left.iter().find_map(|effect| match effect {
        Effect::Match { list, request } => Some((*list, request.tag, request.ids.clone())),
        _ => None,
    });
    let (list, tag, ids) = asked.expect("the server is asked");
    assert_eq!(ids, [id]);
    stage.update(Update::Session(SessionUpdate::Matched {
        list,
        tag,
        result: Ok(ids),
    }));
    let screen = stage.screen();
    assert!(screen.contains("red glow"), "{screen}");
    assert!(screen.contains("1 of 1"), "{screen}");
    // What can be decided here is.
    stage.keys("/ Ctrl+U");
    type_words(
        &mut stage,
        "channel:workshop topic:kiln sender:ben@lapis.example",
    );
    stage.keys("Enter");
    stage.left.clear();
    let id = stage.arrive("kiln", "decided here");
    let here = stage.app.views.current().unwrap().list;
    let asks = |effect: &Effect| matches!(effect, Effect::Match { list, .. } if *list == here);
    assert!(!stage.left.iter().any(asks));
    assert_eq!(
        stage.app.views.current_list().unwrap().shown().last(),
        Some(&id)
    );
    // Enter leads into the conversation, and back to the same place.
    stage.keys("G");
    let place = stage.app.views.current().unwrap().spot;
    stage.keys("Enter");
    assert!(stage.app.open_conversation().is_some());
    assert_eq!(stage.app.selected_message().unwrap().id, id);
    stage.keys("Alt+Left");
    assert!(stage.app.open_search().is_some());
    assert_eq!(stage.app.views.current().unwrap().spot, place);
}

#[test]
fn words_are_found_in_what_is_loaded() {
    let mut stage = Stage::recorded("server-10-second", 110, 30);
    let first = stage.arrive("finding", "Zinnober here");
    stage.arrive("finding", "nothing");
    let second = stage.arrive("finding", "zinnober there");
    stage.arrive("finding", "the end");
    stage.keys("G");
    let from = stage.app.views.current().unwrap().spot;
    stage.keys("Ctrl+F");
    type_words(&mut stage, "zinn");
    let selected = |stage: &Stage| stage.app.selected_message().unwrap().id;
    assert_eq!(selected(&stage), second, "the nearest above");
    let screen = stage.screen();
    assert!(screen.contains("find: zinn"), "{screen}");
    assert!(screen.contains("2 of 2 loaded"), "{screen}");
    stage.keys("Up");
    assert_eq!(selected(&stage), first);
    // A capital letter counts.
    stage.keys("Ctrl+U");
    type_words(&mut stage, "Zinn");
    assert_eq!(selected(&stage), first);
    assert!(stage.screen().contains("1 of 1 loaded"));
    // Nothing was read while jumping about, and Esc leads back.
    stage.keys("Esc");
    assert_eq!(stage.app.views.current().unwrap().spot, from);
    assert!(!stage.app.is_finding());
    // Enter stays; other keys go from hit to hit, and what comes is looked through.
    stage.keys("Ctrl+F");
    type_words(&mut stage, "zinn");
    stage.keys("Enter {");
    assert_eq!(selected(&stage), first);
    let third = stage.arrive("finding", "more Zinnober");
    stage.keys("} }");
    assert_eq!(selected(&stage), third);
    stage.keys("}");
    assert!(stage.screen().contains("This is the last one loaded"));
    stage.keys("Esc");
    assert!(!stage.app.is_finding());
    // The same on the server, in the same view.
    stage.keys("a Ctrl+F");
    type_words(&mut stage, "zinn");
    stage.keys("Tab");
    assert_eq!(stage.app.open_search().unwrap().to_string(), "search:zinn");
}

#[test]
fn recent_conversations_are_live_filtered_and_ordered() {
    for (columns, rows, name) in [
        (200, 60, "recent-wide"),
        (100, 30, "recent-medium"),
        (80, 24, "recent-narrow"),
    ] {
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        stage.keys("t");
        insta::assert_snapshot!(name, stage.screen());
    }
    let mut stage = Stage::recorded("server-10-second", 110, 30);
    stage.keys("t");
    let places = |stage: &Stage| -> Vec<String> {
        let rows = stage.app.recent.rows.iter();
        rows.map(|row| format!("{:?}", row.place)).collect()
    };
    let before = places(&stage);
    stage.arrive("never seen", "hello");
    let now = places(&stage);
    assert!(now[0].contains("never seen"), "{now:?}");
    assert_eq!(now[1..], before);
    // The combined feed is another list: opening it leaves this one as it is.
    stage.keys("a t");
    assert_eq!(places(&stage), now);
    stage.keys("1");
    assert!(stage.app.recent.rows.iter().all(|row| row.unread > 0));
    assert!(!stage.app.recent.rows.is_empty());
    stage.keys("1 4");
    assert!(
        stage
            .app
            .recent
            .rows
            .iter()
            .all(|row| row.place.channel().is_none())
    );
    stage.keys("4");
    assert!(
        stage
            .app
            .recent
            .rows
            .iter()
            .all(|row| row.place.channel().is_some())
    );
    stage.keys("4 2");
    assert!(stage.app.recent.rows.iter().all(|row| row.participated));
    stage.keys("2 3");
    assert_eq!(stage.app.recent.rows.len(), stage.app.recent.all);
    stage.keys("o o");
    let unread: Vec<usize> = stage.app.recent.rows.iter().map(|row| row.unread).collect();
    assert!(unread.is_sorted_by(|a, b| a >= b), "{unread:?}");
    // A row is read without being opened.
    stage.keys("Home");
    stage.left.clear();
    stage.keys("y");
    assert!(
        matches!(stage.left.as_slice(), [Effect::Mark(Mark::NarrowRead(_))]),
        "{:?}",
        stage.left
    );
    let place = stage.app.recent_row().unwrap().place.clone();
    stage.keys("Enter");
    assert!(stage.app.shows(&View::Conversation(place.clone())));
    stage.keys("Alt+Left");
    assert_eq!(stage.app.views.page(), Some(Page::Recent));
    assert_eq!(
        stage.app.recent_row().unwrap().place,
        place,
        "the place is kept"
    );
    stage.check();
}

/// The question that is on its way about files.
fn asked(stage: &Stage, wanted: &Query) -> lazuli::app::ask::AskId {
    let asks = stage.left.iter().rev().filter_map(|effect| match effect {
        Effect::Ask(ask) if ask.query == *wanted => Some(ask.id),
        _ => None,
    });
    asks.into_iter().next().expect("asked")
}

#[test]
fn files_are_listed_live_and_deleted() {
    let mut stage = Stage::recorded("server-11-new", 110, 30);
    stage.keys("Alt+l");
    assert!(stage.screen().contains("Loading files…"));
    let file = |id: u64, name: &str, time: i64, messages: &[u64]| {
        json!({"id": id, "name": name, "path_id": format!("2/ab/{name}"), "size": 1_234_567,
            "create_time": time, "messages": [], "message_ids": messages})
    };
    let newest = stage.messages.keys().next_back().copied().unwrap();
    let found: Attachments = serde_json::from_value(json!({
        "attachments": [
            file(1, "old.pdf", 1_795_000_000, &[]),
            file(2, "kiln.png", 1_795_300_000, &[newest.0]),
        ],
        "upload_space_used": 2_469_134,
    }))
    .unwrap();
    let id = asked(&stage, &Query::Attachments);
    stage.update(Update::Session(SessionUpdate::Answer(Answer {
        id,
        found: Found::Attachments(Ok(found)),
    })));
    insta::assert_snapshot!("files", stage.screen());
    // Another one is uploaded elsewhere.
    let raw = json!({"type": "attachment", "op": "add", "id": 9_500, "upload_space_used": 5,
        "attachment": file(3, "new.txt", 1_795_310_000, &[])});
    let raw: lazuli::api::event::RawEvent = serde_json::from_value(raw).unwrap();
    let event = lazuli::api::event::Event::parse(&raw).unwrap();
    stage.update(Update::Session(SessionUpdate::Events(vec![event])));
    let screen = stage.screen();
    assert!(
        screen.contains("new.txt") && screen.contains("3 files"),
        "{screen}"
    );
    // The selection stays on its row: kiln.png.
    assert_eq!(stage.app.selected_attachment().unwrap().id, AttachmentId(2));
    stage.keys("L");
    assert!(
        stage
            .left
            .iter()
            .any(|effect| matches!(effect, Effect::Copy(text)
            if text.ends_with("/user_uploads/2/ab/kiln.png"))),
        "{:?}",
        stage.left
    );
    // It is deleted for everybody, after asking.
    stage.keys("Delete");
    assert!(
        stage
            .screen()
            .contains("Delete kiln.png? The message that has it loses it")
    );
    stage.keys("n Delete y");
    let id = asked(&stage, &Query::RemoveAttachment(AttachmentId(2)));
    stage.update(Update::Session(SessionUpdate::Answer(Answer {
        id,
        found: Found::AttachmentRemoved(Ok(())),
    })));
    let screen = stage.screen();
    assert!(!screen.contains("kiln.png"), "{screen}");
    assert!(screen.contains("The file is deleted."), "{screen}");
}

#[test]
fn marking_up_to_here_and_by_folder_is_taken_back() {
    let mut stage = Stage::recorded("server-11-new", 110, 40);
    stage.keys("G k k k k");
    let to: MessageId = stage.app.selected_message().unwrap().id;
    stage.left.clear();
    stage.keys("Alt+y");
    let mark = stage.left.iter().find_map(|effect| match effect {
        Effect::Mark(mark @ Mark::NarrowReadTo { .. }) => Some(mark.clone()),
        _ => None,
    });
    assert!(
        matches!(mark, Some(Mark::NarrowReadTo { to: last, .. }) if last == to),
        "{mark:?}"
    );
    assert!(stage.app.can_undo());
    stage.left.clear();
    stage.keys("Z");
    let back = stage.left.iter().find_map(|effect| match effect {
        Effect::Mark(Mark::Unread(ids)) => Some(ids.clone()),
        _ => None,
    });
    assert!(back.is_none_or(|ids| ids.iter().all(|id| *id <= to)));
    // A folder of the inbox, by its heading: every channel of it, and one key takes it back.
    stage.keys("I Home");
    for _ in 0..40 {
        if stage.app.target_section().is_some() {
            break;
        }
        stage.keys("j");
    }
    let channels = stage.app.target_section().expect("a heading of channels");
    let organization = stage.app.organization.as_deref().unwrap();
    let unread: usize = channels
        .iter()
        .flat_map(|id| organization.unreads().topics(*id))
        .map(|(_, ids)| ids.len())
        .sum();
    stage.left.clear();
    stage.keys("Y");
    let marked = stage.left.iter().find_map(|effect| match effect {
        Effect::Mark(Mark::NarrowsRead(narrows)) => Some(narrows.len()),
        _ => None,
    });
    assert!(
        marked.is_some_and(|count| count <= channels.len()),
        "{:?}",
        stage.left
    );
    stage.left.clear();
    stage.keys("Z");
    let back = stage.left.iter().find_map(|effect| match effect {
        Effect::Mark(Mark::Unread(ids)) => Some(ids.len()),
        _ => None,
    });
    assert_eq!(back, Some(unread));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any keys in the box do no harm, and its cursor is in its text.
    #[test]
    fn the_box_takes_any_keys(keys in prop::collection::vec(0..14_u8, 0..40)) {
        let mut stage = Stage::recorded("server-11-new", 80, 24);
        stage.keys("/");
        for key in keys {
            stage.keys(match key {
                0 => "Tab", 1 => "Down", 2 => "Up", 3 => "Left", 4 => "Backspace", 5 => "Space",
                6 => ":", 7 => "\"", 8 => "-", 9 => "c", 10 => "i", 11 => "é", 12 => ",",
                _ => "d",
            });
            if let Some(search) = stage.app.search_box() {
                prop_assert!(search.line.text().is_char_boundary(search.line.at()));
                prop_assert!(search.at.is_none_or(|at| at < search.rows.len()));
                if let Some(problem) = &search.problem {
                    prop_assert!(search.line.text().get(problem.range.clone()).is_some());
                }
            }
            stage.screen();
        }
    }
}
