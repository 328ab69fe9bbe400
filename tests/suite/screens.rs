//! Screens of the whole state machine, drawn on a test backend: the reducer, the
//! layout and the frame together, with recorded organizations.

use std::collections::BTreeMap;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use jiff::tz::TimeZone;
use lazuli::api::event::RawEvent;
use lazuli::api::ids::{ChannelId, MessageId};
use lazuli::api::message::{Message, MessagesPage};
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::panes::{Layout, Pane};
use lazuli::app::reduce;
use lazuli::app::state::{Account, App, Reading};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::config::theme::{Background, ColorDepth, Theme};
use lazuli::content::EmojiStyle;
use lazuli::model::{Anchor, FetchRequest, Membership, Organization, View};
use lazuli::text::SafeText;
use lazuli::ui::layouts::Layouts;
use lazuli::ui::times::Times;
use lazuli::ui::{self, Ui};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use serde_json::{Value, json};

/// The moment at which all of it happens.
const NOW: UnixMillis = UnixMillis(1_795_327_600_000);

/// The program without its outside: effects are answered from recorded messages.
struct Bench {
    app: App,
    ui: Ui,
    terminal: Terminal<TestBackend>,
    messages: BTreeMap<MessageId, Message>,
    now: UnixMillis,
    /// Effects that nobody answered.
    left: Vec<Effect>,
}

fn recording(path: &str) -> Value {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings/");
    let text = std::fs::read_to_string(format!("{root}{path}")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn snapshot(folder: &str) -> Snapshot {
    let mut reply = recording(&format!("{folder}/register-after.json"));
    if let Some(inner) = reply.get_mut("response") {
        reply = inner.take();
    }
    serde_json::from_value(reply).unwrap()
}

fn messages(folder: &str) -> BTreeMap<MessageId, Message> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings/");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(format!("{root}{folder}")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with("messages-") {
            continue;
        }
        let mut found = Vec::new();
        collect(&recording(&format!("{folder}/{name}")), &mut found);
        for message in found {
            all.insert(message.id, message);
        }
    }
    all
}

/// Every list of messages in a recorded file, wherever it is.
fn collect(value: &Value, found: &mut Vec<Message>) {
    match value {
        Value::Object(map) => {
            if map.get("messages").is_some_and(Value::is_array) && map.contains_key("found_newest")
            {
                let page: MessagesPage = serde_json::from_value(value.clone()).unwrap();
                found.extend(page.messages);
                return;
            }
            map.values().for_each(|v| collect(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| collect(v, found)),
        _ => {}
    }
}

impl Bench {
    fn new(columns: u16, rows: u16) -> Self {
        let account = Account {
            email: SafeText::line("ada@lapis.example"),
            site: SafeText::line("lapis.example"),
        };
        let theme = Theme::suited(ColorDepth::TrueColor, Background::Dark);
        let layouts = Layouts::new(Times::new(TimeZone::UTC), EmojiStyle::Glyph, false);
        let mut bench = Self {
            app: App::new(account, Layout::default(), false, NOW),
            ui: Ui::new(theme, true, layouts),
            terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            messages: BTreeMap::new(),
            now: NOW,
            left: Vec::new(),
        };
        bench.update(Update::Resize(columns, rows));
        bench
    }

    /// Registered with a recorded organization, its messages at hand.
    fn recorded(folder: &str, columns: u16, rows: u16) -> Self {
        let mut bench = Self::new(columns, rows);
        bench.messages = messages(folder);
        let organization = Organization::new(snapshot(folder), NOW).unwrap();
        bench.update(Update::Session(SessionUpdate::Registered(Box::new(
            organization,
        ))));
        bench.update(Update::Session(SessionUpdate::Link(Link::Live)));
        bench
    }

    fn update(&mut self, update: Update) {
        let mut effects = reduce::update(&mut self.app, self.now, update, &mut self.ui.layouts);
        while !effects.is_empty() {
            let effect = effects.remove(0);
            match effect {
                Effect::Fetch { list, request } => {
                    let page = self.page(&request);
                    let update = Update::Session(SessionUpdate::Page {
                        list,
                        tag: request.tag,
                        result: Ok(page),
                    });
                    effects.extend(reduce::update(
                        &mut self.app,
                        self.now,
                        update,
                        &mut self.ui.layouts,
                    ));
                }
                other => self.left.push(other),
            }
        }
    }

    fn page(&self, request: &FetchRequest) -> MessagesPage {
        let organization = self.app.organization.as_deref().unwrap();
        let view = View::of_narrow(request.narrow.clone(), organization);
        let matching: Vec<&Message> = self
            .messages
            .values()
            .filter(|m| view.contains(m, organization) == Membership::Yes)
            .collect();
        let at = match request.anchor {
            Anchor::Newest => matching.len(),
            Anchor::Oldest => 0,
            Anchor::FirstUnread => matching
                .iter()
                .position(|m| !m.flags.is_read())
                .unwrap_or(matching.len()),
            Anchor::Message(id) => matching.partition_point(|m| m.id < id),
        };
        let found_anchor = matches!(request.anchor, Anchor::Message(id) if matching.get(at).is_some_and(|m| m.id == id));
        let anchor_here = usize::from(found_anchor);
        let first_after = at + anchor_here;
        let from = at.saturating_sub(request.num_before as usize);
        let to = (first_after + request.num_after as usize).min(matching.len());
        MessagesPage {
            anchor: None,
            found_anchor,
            found_oldest: from == 0,
            found_newest: to == matching.len(),
            history_limited: false,
            messages: matching[from..to]
                .iter()
                .filter(|m| {
                    request.include_anchor
                        || !matches!(request.anchor, Anchor::Message(id) if m.id == id)
                })
                .map(|m| (*m).clone())
                .collect(),
        }
    }

    fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let (code, modifiers) = match key {
                "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
                "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
                "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
                "Alt+Left" => (KeyCode::Left, KeyModifiers::ALT),
                "Alt+Right" => (KeyCode::Right, KeyModifiers::ALT),
                "PgUp" => (KeyCode::PageUp, KeyModifiers::NONE),
                "Right" => (KeyCode::Right, KeyModifiers::NONE),
                one => (
                    KeyCode::Char(one.chars().next().unwrap()),
                    KeyModifiers::NONE,
                ),
            };
            let Event::Key(event) = Event::Key(KeyEvent::new(code, modifiers)) else {
                unreachable!()
            };
            self.update(Update::Key(event));
        }
    }

    fn screen(&mut self) -> String {
        let (app, ui) = (&self.app, &mut self.ui);
        self.terminal
            .draw(|frame| ui::draw(app, ui, frame))
            .unwrap();
        self.cut(self.terminal.backend().buffer().area)
    }

    /// The text of a part of the last frame.
    fn cut(&self, area: Rect) -> String {
        let buffer = self.terminal.backend().buffer();
        let mut text = String::new();
        for y in area.top()..area.bottom() {
            let mut line = String::new();
            let mut skip = 0;
            for x in area.left()..area.right() {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                skip = lazuli::text::width(symbol).saturating_sub(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

impl Bench {
    /// A message comes in by the queue.
    fn arrive(&mut self, topic: &str, words: &str) -> MessageId {
        let id = self.messages.keys().next_back().map_or(1, |id| id.0 + 1);
        let organization = self.app.organization.as_deref().unwrap();
        let channel = organization.channels().by_name("workshop").unwrap().id();
        let ben = organization
            .users()
            .by_email("ben@lapis.example")
            .unwrap()
            .user_id;
        let event = json!({
            "type": "message", "id": 9000 + id, "flags": [],
            "message": {
                "id": id, "type": "stream", "stream_id": channel, "subject": topic,
                "display_recipient": "workshop", "sender_id": ben, "sender_full_name": "Ben Oduya",
                "sender_email": "ben@lapis.example", "sender_realm_str": "lapis",
                "timestamp": NOW.0 / 1000, "content": format!("<p>{words}</p>"),
                "content_type": "text/html", "client": "test", "is_me_message": false,
                "reactions": [], "submessages": [], "topic_links": [], "recipient_id": 1,
                "avatar_url": null,
            },
        });
        let raw: RawEvent = serde_json::from_value(event).unwrap();
        let event = lazuli::api::event::Event::parse(&raw).unwrap();
        if let lazuli::api::event::Event::Message(new) = &event {
            self.messages.insert(new.message.id, new.message.clone());
        }
        self.update(Update::Session(SessionUpdate::Events(vec![event])));
        MessageId(id)
    }

    fn wait(&mut self, ms: i64) {
        self.now = self.now.plus(ms);
        self.update(Update::Clock);
    }

    /// The messages alone, without the line below them and without the marks of unread
    /// ones.
    fn message_rows(&mut self) -> Vec<String> {
        self.screen();
        let mut area = self.app.geometry().body(Pane::Messages);
        area.height -= 1;
        let rows = self.cut(area);
        rows.lines().map(|row| row.replace('•', " ")).collect()
    }

    fn marked(&mut self) -> Vec<MessageId> {
        let mut ids = Vec::new();
        for effect in self.left.drain(..) {
            if let Effect::Mark(Mark::Read(read)) = effect {
                ids.extend(read);
            }
        }
        ids
    }

    fn check(&self) {
        let organization = self.app.organization.as_deref().unwrap();
        let lists: Vec<_> = self.app.views.lists().map(|(_, list)| list).collect();
        for list in &lists {
            list.check(organization).unwrap();
        }
        if let (Some(visit), Some(list)) = (self.app.views.current(), self.app.views.current_list())
            && let Some(spot) = visit.spot
        {
            assert!(
                list.shown().is_empty() || list.shown().binary_search(&spot.message).is_ok(),
                "the selected message is shown"
            );
        }
    }
}

#[test]
fn first_screen_wide() {
    insta::assert_snapshot!(Bench::recorded("server-11-new", 160, 45).screen());
}

#[test]
fn first_screen_medium() {
    insta::assert_snapshot!(Bench::recorded("server-11-new", 110, 30).screen());
}

#[test]
fn first_screen_narrow() {
    insta::assert_snapshot!(Bench::recorded("server-11-new", 80, 24).screen());
}

#[test]
fn first_screen_tiny() {
    insta::assert_snapshot!(Bench::recorded("server-11-new", 40, 12).screen());
}

#[test]
fn before_the_server_answered() {
    insta::assert_snapshot!(Bench::new(80, 24).screen());
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
        let mut bench = Bench::recorded("server-10", columns, rows);
        bench.screen();
        for keys in [
            "n", "?", "Esc", "\\", "q", "a", "Esc", "|", "Tab", "G", "k", "PgUp",
        ] {
            bench.keys(keys);
            bench.screen();
        }
    }
}

#[test]
fn help_lists_every_key() {
    let mut bench = Bench::recorded("server-11-new", 110, 60);
    bench.keys("?");
    insta::assert_snapshot!(bench.screen());
}

#[test]
fn the_side_goes_over_the_messages_and_filters() {
    let mut bench = Bench::recorded("server-11-new", 80, 24);
    bench.keys("\\ q w o");
    insta::assert_snapshot!(bench.screen());
    bench.keys("Enter");
    assert!(bench.app.geometry().channels.is_empty(), "it went away");
    assert_eq!(bench.app.open_channel(), Some(ChannelId(4)));
}

#[test]
fn everything_that_is_asked_twice_is_asked_first() {
    let mut bench = Bench::recorded("server-11-new", 80, 24);
    bench.update(Update::Key(KeyEvent::new(
        KeyCode::Char('y'),
        KeyModifiers::CONTROL,
    )));
    insta::assert_snapshot!(bench.screen());
    bench.left.clear();
    bench.keys("n");
    assert!(bench.left.is_empty(), "no means no");
    bench.update(Update::Key(KeyEvent::new(
        KeyCode::Char('y'),
        KeyModifiers::CONTROL,
    )));
    bench.keys("y");
    assert!(matches!(bench.left.as_slice(), [Effect::Mark(Mark::NarrowRead(n))] if n.0.is_empty()));
}

#[test]
fn going_back_comes_to_the_same_place() {
    let mut bench = Bench::recorded("server-10-second", 120, 40);
    bench.keys("j j j j j");
    let before = bench.message_rows();
    bench.keys("Enter k k");
    assert_ne!(before, bench.message_rows());
    bench.keys("Alt+Left");
    assert_eq!(before, bench.message_rows());
    bench.keys("Alt+Right");
    bench.check();
}

#[test]
fn what_comes_in_below_moves_nobody_who_reads_above() {
    let mut bench = Bench::recorded("server-10-second", 120, 30);
    bench.keys("k k k k k k k k");
    let before = bench.message_rows();
    bench.arrive("kiln", "something new");
    assert_eq!(before, bench.message_rows());
    assert!(bench.screen().contains("new ↓"));
}

#[test]
fn a_reader_at_the_end_goes_along() {
    let mut bench = Bench::recorded("server-10-second", 120, 30);
    bench.keys("G");
    let id = bench.arrive("kiln", "something new");
    assert_eq!(bench.app.selected_message().map(|m| m.id), Some(id));
    assert!(bench.screen().contains("something new"));
}

#[test]
fn nobody_looking_reads_nothing_and_keeps_the_selection() {
    let mut bench = Bench::recorded("server-10-second", 120, 30);
    bench.keys("G");
    bench.wait(1000);
    bench.marked();
    bench.update(Update::Focus(false));
    let selected = bench.app.selected_message().map(|m| m.id);
    let new = bench.arrive("kiln", "while away");
    bench.wait(1000);
    assert_eq!(bench.app.selected_message().map(|m| m.id), selected);
    assert!(
        bench.screen().contains("while away"),
        "it is there to be glanced at"
    );
    assert_eq!(bench.marked(), []);
    bench.update(Update::Focus(true));
    bench.wait(1000);
    assert_eq!(bench.marked(), [new]);
}

#[test]
fn what_was_shown_is_read_once_in_batches() {
    let mut bench = Bench::recorded("server-11-new", 120, 40);
    assert_eq!(bench.marked(), [], "not before the batch is due");
    bench.wait(600);
    let read = bench.marked();
    assert!(!read.is_empty());
    let unreads = bench.app.organization.as_deref().unwrap().unreads();
    assert!(
        read.iter().all(|id| !unreads.contains(*id)),
        "counted at once"
    );
    bench.wait(600);
    assert_eq!(bench.marked(), []);
}

#[test]
fn exploring_reads_nothing() {
    let mut bench = Bench::recorded("server-11-new", 120, 40);
    bench.app.explore = true;
    bench.app.reading = Reading::default();
    bench.keys("J J n n n y Y");
    bench.wait(600);
    assert!(!bench.left.iter().any(|e| matches!(e, Effect::Mark(_))));
}

#[test]
fn a_new_registration_keeps_the_place() {
    let mut bench = Bench::recorded("server-10-second", 120, 30);
    bench.keys("G k k k k k k k k k k");
    bench.wait(600);
    let before = bench.message_rows();
    let missed = bench.messages.keys().next_back().unwrap().0;
    let organization = Organization::new(snapshot("server-10-second"), NOW).unwrap();
    bench.update(Update::Session(SessionUpdate::Registered(Box::new(
        organization,
    ))));
    bench.check();
    assert_eq!(before, bench.message_rows());
    assert!(bench.app.views.current_list().unwrap().reached_newest());
    assert_eq!(
        bench
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
    let mut bench = Bench::recorded("server-11-new", 120, 30);
    let since_ms = bench.now.0;
    let mut says = |link: Link, later: i64| {
        bench.update(Update::Session(SessionUpdate::Link(link)));
        bench.wait(later);
        let screen = bench.screen();
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
    let mut bench = Bench::recorded("server-10-second", 160, 30);
    let mouse = |kind, column, row| {
        Update::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        })
    };
    bench.keys("G");
    let before = bench.message_rows();
    bench.update(mouse(MouseEventKind::ScrollUp, 100, 10));
    assert_ne!(before, bench.message_rows());
    bench.screen();
    let side = bench.cut(bench.app.geometry().channels);
    let row = side
        .lines()
        .position(|line| line.contains("# workshop"))
        .unwrap();
    bench.update(mouse(
        MouseEventKind::Down(MouseButton::Left),
        5,
        u16::try_from(row).unwrap(),
    ));
    assert!(
        bench.app.open_channel().is_some(),
        "row {row}\n{}",
        bench.screen()
    );
    bench.check();
}

#[test]
fn keys_documentation_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
    let made = lazuli::app::help::markdown();
    if std::env::var_os("LAZULI_WRITE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        made,
        "docs/keys.md is stale; LAZULI_WRITE_DOCS=1 cargo test keys_documentation writes it"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_keys_lead_into_a_wrong_state(
        keys in prop::collection::vec(0usize..32, 1..60),
        columns in 30u16..180,
        rows in 6u16..60,
    ) {
        const KEYS: [&str; 32] = [
            "j", "k", "J", "K", "PgUp", "G", "n", "p", "N", "a", "P", "*", "#", "s", "S", "Enter",
            "Alt+Left", "Alt+Right", "Tab", "q", "w", "Esc", "\\", "|", "[", "]", "?", "y", "Y",
            "U", "h", "Right",
        ];
        let mut bench = Bench::recorded("server-11-new", columns, rows);
        for (i, key) in keys.into_iter().enumerate() {
            bench.keys(KEYS[key]);
            if i % 7 == 3 {
                bench.arrive("kiln", "one more");
            }
            if i % 5 == 2 {
                bench.wait(300);
            }
            bench.check();
            bench.screen();
        }
    }
}
