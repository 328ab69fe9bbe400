//! The program without its outside: the reducer, the layout and the frame together on
//! a test backend, with recorded organizations.

use std::collections::BTreeMap;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use lazuli::api::conversation::Conversation;
use lazuli::api::event::RawEvent;
use lazuli::api::flags::MessageFlag;
use lazuli::api::ids::{ChannelId, MessageId};
use lazuli::api::message::{Message, MessagesPage, TopicEntry};
use lazuli::api::narrow::Operator;
use lazuli::api::routes::channels::TopicsReply;
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::app::effect::{Effect, Mark};
use lazuli::app::panes::{Layout, Pane};
use lazuli::app::reduce;
use lazuli::app::state::{Account, App};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::config::settings::HomeChoice;
use lazuli::config::theme::{Background, ColorDepth, Theme};
use lazuli::content::EmojiStyle;
use lazuli::model::{Anchor, FetchRequest, Membership, Organization, View};
use lazuli::text::SafeText;
use lazuli::ui::layouts::Layouts;
use lazuli::ui::times::Times;
use lazuli::ui::{self, Ui};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

/// The moment at which all of it happens.
pub const NOW: UnixMillis = UnixMillis(1_795_327_600_000);

/// The program on a stage: effects are answered from recorded messages.
pub struct Stage {
    pub app: App,
    pub ui: Ui,
    pub terminal: Terminal<TestBackend>,
    pub messages: BTreeMap<MessageId, Message>,
    pub now: UnixMillis,
    /// Effects that nobody answered.
    pub left: Vec<Effect>,
    /// Questions for a channel's topics are left unanswered.
    pub no_topics: bool,
    /// Whether pages of messages are left unanswered.
    pub no_pages: bool,
}

fn recording(path: &str) -> Value {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings/");
    let text = std::fs::read_to_string(format!("{root}{path}")).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn snapshot(folder: &str) -> Snapshot {
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

impl Stage {
    pub fn new(columns: u16, rows: u16) -> Self {
        let account = Account {
            email: SafeText::line("ada@lapis.example"),
            site: SafeText::line("lapis.example"),
            url: None,
        };
        let theme = Theme::suited(ColorDepth::TrueColor, Background::Dark);
        let layouts = Layouts::new(Times::new(TimeZone::UTC), EmojiStyle::Glyph, false);
        let mut stage = Self {
            app: App::new(account, Layout::default(), false, NOW),
            ui: Ui::new(theme, true, layouts),
            terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            messages: BTreeMap::new(),
            now: NOW,
            left: Vec::new(),
            no_topics: false,
            no_pages: false,
        };
        // Where messages are; the tests of the home view set it otherwise.
        stage.app.home = HomeChoice::Combined;
        stage.update(Update::Resize(columns, rows));
        stage
    }

    /// Registered with a recorded organization, its messages at hand.
    pub fn recorded(folder: &str, columns: u16, rows: u16) -> Self {
        let mut stage = Self::new(columns, rows);
        stage.messages = messages(folder);
        let organization = Organization::new(snapshot(folder), NOW).unwrap();
        // The pages were recorded at other moments than the snapshot.
        for message in stage.messages.values_mut() {
            if organization.unreads().contains(message.id) {
                message.flags.remove(&MessageFlag::Read);
            } else {
                message.flags.insert(&MessageFlag::Read);
            }
        }
        stage.update(Update::Session(SessionUpdate::Registered(Box::new(
            organization,
        ))));
        stage.update(Update::Session(SessionUpdate::Link(Link::Live)));
        stage
    }

    pub fn update(&mut self, update: Update) {
        let mut effects = reduce::update(&mut self.app, self.now, update, &mut self.ui.layouts);
        while !effects.is_empty() {
            let effect = effects.remove(0);
            match effect {
                Effect::Fetch { list, request } if !self.no_pages => {
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
                Effect::FetchTopics { channel, asked } if !self.no_topics => {
                    let update = Update::Session(SessionUpdate::Topics {
                        channel,
                        asked,
                        result: Ok(self.topics(channel)),
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

    /// The topics of a channel, as the messages have them, the newest first.
    pub fn topics(&self, channel: ChannelId) -> TopicsReply {
        let mut topics: Vec<TopicEntry> = Vec::new();
        for message in self.messages.values().rev() {
            if let Conversation::Topic { channel: of, topic } = &message.conversation
                && *of == channel
                && topics.iter().all(|entry| entry.name != *topic)
            {
                topics.push(TopicEntry {
                    name: topic.clone(),
                    max_id: message.id,
                });
            }
        }
        TopicsReply { topics }
    }

    fn page(&self, request: &FetchRequest) -> MessagesPage {
        let organization = self.app.organization.as_deref().unwrap();
        let mut narrow = request.narrow.clone();
        let with = narrow.0.iter().find_map(|term| match term.operator {
            Operator::With(id) => Some(id),
            _ => None,
        });
        narrow
            .0
            .retain(|term| !matches!(term.operator, Operator::With(_)));
        let view = match with.and_then(|id| self.messages.get(&id)) {
            Some(message) => View::Conversation(message.conversation.clone()),
            None => View::of_narrow(narrow, organization),
        };
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
            matches: Vec::new(),
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

    pub fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let (code, modifiers) = match key {
                "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
                "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
                "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
                "Alt+Left" => (KeyCode::Left, KeyModifiers::ALT),
                "Alt+Right" => (KeyCode::Right, KeyModifiers::ALT),
                "PgUp" => (KeyCode::PageUp, KeyModifiers::NONE),
                "Space" => (KeyCode::Char(' '), KeyModifiers::NONE),
                "Right" => (KeyCode::Right, KeyModifiers::NONE),
                one => {
                    let key: lazuli::app::key::Key = one.parse().unwrap();
                    (key.code(), key.modifiers())
                }
            };
            let Event::Key(event) = Event::Key(KeyEvent::new(code, modifiers)) else {
                unreachable!()
            };
            self.update(Update::Key(event));
        }
    }

    pub fn screen(&mut self) -> String {
        let (app, ui) = (&self.app, &mut self.ui);
        self.terminal
            .draw(|frame| ui::draw(app, ui, frame))
            .unwrap();
        self.cut(self.terminal.backend().buffer().area)
    }

    /// The text of a part of the last frame.
    pub fn cut(&self, area: Rect) -> String {
        cut(self.terminal.backend().buffer(), area)
    }
}

/// The text of a part of a frame.
pub fn cut(buffer: &Buffer, area: Rect) -> String {
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

impl Stage {
    /// A message comes in by the queue.
    pub fn arrive(&mut self, topic: &str, words: &str) -> MessageId {
        self.arrive_html(topic, &format!("<p>{words}</p>"))
    }

    /// A message with this content comes in by the queue.
    pub fn arrive_html(&mut self, topic: &str, html: &str) -> MessageId {
        let id = self.messages.keys().next_back().map_or(1, |id| id.0 + 1);
        let organization = self.app.organization.as_deref().unwrap();
        let channel = organization.channels().by_name("workshop").unwrap().id();
        let ben = organization
            .users()
            .by_email("ben@lapis.example")
            .unwrap()
            .user_id;
        // As a linkifier of the organization's would find them.
        let links: Vec<_> = topic
            .split(' ')
            .filter_map(|word| Some((word, word.strip_prefix('#')?)))
            .map(|(text, bug)| json!({"text": text, "url": format!("https://bugs.example/{bug}")}))
            .collect();
        let event = json!({
            "type": "message", "id": 9000 + id, "flags": [],
            "message": {
                "id": id, "type": "stream", "stream_id": channel, "subject": topic,
                "display_recipient": "workshop", "sender_id": ben, "sender_full_name": "Ben Oduya",
                "sender_email": "ben@lapis.example", "sender_realm_str": "lapis",
                "timestamp": NOW.0 / 1000, "content": html,
                "content_type": "text/html", "client": "test", "is_me_message": false,
                "reactions": [], "submessages": [], "topic_links": links, "recipient_id": 1,
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

    pub fn wait(&mut self, ms: i64) {
        self.now = self.now.plus(ms);
        self.update(Update::Clock);
    }

    /// The messages alone, without the line below them and without the marks of unread
    /// ones.
    pub fn message_rows(&mut self) -> Vec<String> {
        self.screen();
        let mut area = self.app.geometry().body(Pane::Messages);
        area.height -= 1;
        let rows = self.cut(area);
        rows.lines().map(|row| row.replace('•', " ")).collect()
    }

    pub fn marked(&mut self) -> Vec<MessageId> {
        let mut ids = Vec::new();
        for effect in self.left.drain(..) {
            if let Effect::Mark(Mark::Read(read)) = effect {
                ids.extend(read);
            }
        }
        ids
    }

    pub fn check(&self) {
        let organization = self.app.organization.as_deref().unwrap();
        let lists: Vec<_> = self.app.views.lists().map(|(_, list)| list).collect();
        for list in &lists {
            list.check(organization).unwrap();
        }
        if let (Some(visit), Some(list)) = (self.app.views.current(), self.app.views.current_list())
            && let Some(spot) = visit.spot
        {
            assert!(
                list.shown().is_empty()
                    || list.shown().binary_search(&spot.message).is_ok()
                    || lazuli::app::outgoing::local_of(spot.message).is_some(),
                "the selected message is shown"
            );
        }
    }
}
