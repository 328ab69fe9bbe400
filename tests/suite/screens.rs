//! Screens of the whole state machine, drawn on a test backend: the reducer, the
//! layout and the frame together, with recorded organizations.

use std::collections::BTreeMap;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use lazuli::api::ids::MessageId;
use lazuli::api::message::{Message, MessagesPage};
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::app::effect::Effect;
use lazuli::app::panes::Layout;
use lazuli::app::reduce;
use lazuli::app::state::{Account, App};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::config::theme::{Background, ColorDepth, Theme};
use lazuli::content::EmojiStyle;
use lazuli::model::{Anchor, FetchRequest, Membership, Organization, View};
use lazuli::text::SafeText;
use lazuli::ui::layouts::Layouts;
use lazuli::ui::times::Times;
use lazuli::ui::{self, Ui};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::Value;

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
        let buffer = self.terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
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

#[test]
fn look() {
    for (c, r) in [(160, 45), (110, 30), (80, 24)] {
        let mut b = Bench::recorded("server-11-new", c, r);
        eprintln!("{}", b.screen());
        b.keys("n");
        eprintln!("{}", b.screen());
        b.keys("\\");
        eprintln!("{}", b.screen());
    }
}
