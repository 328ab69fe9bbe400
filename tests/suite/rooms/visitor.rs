//! Somebody who looks around in a demo organization: the program's state, frame and session,
//! without a terminal and without a clock that runs.

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use lazuli::api::Client;
use lazuli::api::message::MessagesPage;
use lazuli::api::routes::channels::TopicsReply;
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::app::ask::{Answer, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::home::first_view;
use lazuli::app::key::Key;
use lazuli::app::layer::Layer;
use lazuli::app::panes::Layout;
use lazuli::app::reduce;
use lazuli::app::state::{Account, App};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::archive::Archive;
use lazuli::config::theme::library::Library;
use lazuli::config::theme::{Background, ColorDepth, Theme};
use lazuli::config::zuliprc::Credentials;
use lazuli::content::EmojiStyle;
use lazuli::model::Organization as Model;
use lazuli::session::{self, Session, SessionOptions};
use lazuli::text::SafeText;
use lazuli::ui::layouts::Layouts;
use lazuli::ui::times::Times;
use lazuli::ui::{self, Ui};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::organization::NOW;
use crate::support::stage::cut;
use crate::support::{Organization, filters};

/// The moment at which all of it happens: the organization's clock started a little before.
const MOMENT: UnixMillis = UnixMillis((NOW as i64 + 100) * 1000);
/// A deadline of the screen's no further off is waited for.
const SOON_MS: i64 = 400;
/// Nothing takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where answers come from.
enum Life {
    /// The organization.
    Session(Session, UnboundedReceiver<SessionUpdate>),
    /// Nowhere: there is nothing yet.
    FirstDay,
}

/// Somebody with the program before them.
pub struct Visitor<'a> {
    pub app: App,
    ui: Ui,
    terminal: Terminal<TestBackend>,
    organization: &'a Organization,
    life: Life,
    now: UnixMillis,
    /// Questions wait and are not asked.
    pub holding: bool,
    held: Vec<Effect>,
    /// Questions that are not answered yet.
    open: usize,
    /// Their home folder, which goes with them.
    home: Option<tempfile::TempDir>,
}

impl<'a> Visitor<'a> {
    /// Before the server answered.
    fn at_the_door(organization: &'a Organization, size: (u16, u16), life: Life) -> Self {
        let account = Account {
            email: SafeText::line(organization.account("ada").email),
            site: SafeText::line("lapis.example"),
            url: None,
        };
        let theme = Theme::suited(ColorDepth::TrueColor, Background::Dark);
        let layouts = Layouts::new(Times::new(TimeZone::UTC), EmojiStyle::Glyph, false);
        let mut visitor = Self {
            app: App::new(account, Layout::default(), true, MOMENT),
            ui: Ui::new(theme, true, layouts),
            terminal: Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal"),
            organization,
            life,
            now: MOMENT,
            holding: false,
            held: Vec::new(),
            open: 0,
            home: None,
        };
        let themes = Library::beside(std::path::Path::new("/nowhere/config.toml"));
        visitor.app.own.themes = themes.names();
        visitor.app.own.file = "~/.config/lazuli/config.toml".into();
        visitor.update(Update::Resize(size.0, size.1));
        visitor
    }

    /// Signed in, opening with a view as it is written; what it asks is held back.
    pub fn enter(organization: &'a Organization, size: (u16, u16), view: &str) -> Self {
        let client = client(organization);
        let home = tempfile::tempdir().expect("a folder");
        for (name, bytes) in [
            ("glaze notes.txt", "cobalt and ash"),
            ("plan.txt", "cone 6"),
        ] {
            std::fs::write(home.path().join(name), bytes).expect("a file");
        }
        let entered = organization.runtime().enter();
        let (session, updates) = session::start(SessionOptions {
            heard: std::collections::BTreeSet::new(),
            client,
            archive: Archive::in_memory(),
            marks_read: false,
            wall: || MOMENT.0,
            folders: session::media::Folders {
                home: home.path().to_owned(),
                ..session::media::Folders::default()
            },
        });
        drop(entered);
        let life = Life::Session(session, updates);
        let mut visitor = Self::at_the_door(organization, size, life);
        visitor.app.first_view = Some(first_view(view).expect("a view"));
        visitor.holding = true;
        visitor.home = Some(home);
        let end = Instant::now() + PATIENCE;
        while visitor.app.organization.is_none() || visitor.app.link != Link::Live {
            assert!(visitor.pump(PATIENCE) && Instant::now() < end, "not live");
        }
        visitor
    }

    /// The same on the first day: the same people and channels, and nothing yet of what one
    /// writes, gets or keeps.
    pub fn first_day(organization: &'a Organization, size: (u16, u16), view: &str) -> Self {
        let mut visitor = Self::at_the_door(organization, size, Life::FirstDay);
        visitor.app.first_view = Some(first_view(view).expect("a view"));
        let client = client(organization);
        let options = session::register_options();
        let asked =
            lazuli::api::routes::register::register(&client, &options, Duration::from_secs(60));
        let json = organization.runtime().block_on(asked).expect("registered");
        let mut reply: Value = serde_json::from_slice(&json).expect("JSON");
        for list in [
            "starred_messages",
            "drafts",
            "scheduled_messages",
            "saved_snippets",
            "reminders",
            "user_topics",
            "muted_users",
            "alert_words",
            "recent_private_conversations",
        ] {
            reply[list] = serde_json::json!([]);
        }
        reply["unread_msgs"] = serde_json::json!({
            "count": 0, "pms": [], "streams": [], "huddles": [], "mentions": [],
            "old_unreads_missing": false,
        });
        let snapshot: Snapshot = serde_json::from_value(reply).expect("a snapshot");
        let model = Model::new(snapshot, MOMENT).expect("a model");
        visitor.update(Update::Session(SessionUpdate::Registered(Box::new(model))));
        visitor.update(Update::Session(SessionUpdate::Link(Link::Live)));
        visitor
    }

    /// Before anything is known: the screen that a person sees first.
    pub fn waiting(organization: &'a Organization, size: (u16, u16)) -> Self {
        Self::at_the_door(organization, size, Life::FirstDay)
    }

    /// Applies something, and carries out what comes of it.
    pub fn update(&mut self, update: Update) {
        let mut effects = reduce::update(&mut self.app, self.now, update, &mut self.ui.layouts);
        while !effects.is_empty() {
            let effect = effects.remove(0);
            if self.holding && is_question(&effect) {
                self.held.push(effect);
                continue;
            }
            if let Some(update) = self.perform(effect) {
                let update = Update::Session(update);
                let layouts = &mut self.ui.layouts;
                effects.extend(reduce::update(&mut self.app, self.now, update, layouts));
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Option<SessionUpdate> {
        match &self.life {
            Life::Session(session, _) => {
                self.open += usize::from(is_question(&effect));
                // Whether somebody is at the keyboard is nothing that others shall see here.
                if !matches!(effect, Effect::Active(_)) {
                    let _entered = self.organization.runtime().enter();
                    session.execute(effect);
                }
                None
            }
            Life::FirstDay => nothing_yet(effect),
        }
    }

    /// Asks what was held back.
    pub fn release(&mut self) {
        self.holding = false;
        for effect in std::mem::take(&mut self.held) {
            if let Some(update) = self.perform(effect) {
                self.update(Update::Session(update));
            }
        }
        self.settle();
    }

    /// Takes in what the session tells next. Whether something came.
    pub fn pump(&mut self, patience: Duration) -> bool {
        let Life::Session(_, updates) = &mut self.life else {
            return false;
        };
        let next = async { tokio::time::timeout(patience, updates.recv()).await };
        let Ok(Some(update)) = self.organization.runtime().block_on(next) else {
            return false;
        };
        self.open -= usize::from(is_answer(&update)).min(self.open);
        self.update(Update::Session(update));
        true
    }

    /// Until every question is answered, and what is soon due is done.
    pub fn settle(&mut self) {
        let end = Instant::now() + PATIENCE;
        loop {
            assert!(Instant::now() < end, "{} questions open", self.open);
            let patience = if self.open > 0 {
                PATIENCE
            } else {
                Duration::from_millis(5)
            };
            if self.pump(patience) {
                continue;
            }
            match reduce::deadline(&self.app) {
                Some(at) if at.0 <= self.now.0 + SOON_MS => {
                    self.now = UnixMillis(at.0.max(self.now.0 + 1));
                    self.update(Update::Clock);
                }
                Some(_) | None => return,
            }
        }
    }

    /// Presses keys: their names, apart by spaces; `text:abc` types.
    pub fn keys(&mut self, keys: &str) {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            if let Some(text) = key.strip_prefix("text:") {
                for c in text.chars() {
                    self.press(&c.to_string());
                }
            } else {
                self.press(key);
            }
            if !self.holding {
                self.settle();
            }
        }
    }

    fn press(&mut self, key: &str) {
        let key: Key = key.parse().expect("a key");
        self.update(Update::Key(KeyEvent::new(key.code(), key.modifiers())));
    }

    /// The screen as it is now, with what differs from run to run made equal.
    pub fn screen(&mut self) -> String {
        let (app, ui) = (&self.app, &mut self.ui);
        let drawn = self.terminal.draw(|frame| ui::draw(app, ui, frame));
        let drawn = drawn.expect("a frame");
        filters::steady(&cut(drawn.buffer, drawn.area))
    }

    /// Puts a popup there that it would take an accident to see.
    pub fn push(&mut self, layer: Layer) {
        self.app.layers.push(layer);
    }
}

fn client(organization: &Organization) -> Client {
    let account = organization.account("ada");
    let site = organization.site();
    let credentials = Credentials::new(&account.email, &account.api_key, &site);
    Client::new(&credentials.expect("credentials")).expect("a client")
}

fn is_question(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Fetch { .. } | Effect::Match { .. } | Effect::FetchTopics { .. } | Effect::Ask(_)
    )
}

fn is_answer(update: &SessionUpdate) -> bool {
    matches!(
        update,
        SessionUpdate::Page { .. }
            | SessionUpdate::Matched { .. }
            | SessionUpdate::Topics { .. }
            | SessionUpdate::Answer(_)
    )
}

/// What a server answers that has nothing.
fn nothing_yet(effect: Effect) -> Option<SessionUpdate> {
    match effect {
        Effect::Fetch { list, request } => Some(SessionUpdate::Page {
            list,
            tag: request.tag,
            result: Ok(MessagesPage {
                anchor: None,
                found_anchor: false,
                found_oldest: true,
                found_newest: true,
                history_limited: false,
                matches: Vec::new(),
                messages: Vec::new(),
            }),
        }),
        Effect::FetchTopics { channel, asked } => Some(SessionUpdate::Topics {
            channel,
            asked,
            result: Ok(TopicsReply { topics: Vec::new() }),
        }),
        Effect::Ask(ask) if ask.query == Query::Attachments => {
            let none = serde_json::json!({"attachments": []});
            let none = serde_json::from_value(none).expect("no attachments");
            Some(SessionUpdate::Answer(Answer {
                id: ask.id,
                found: Found::Attachments(Ok(none)),
            }))
        }
        _ => None,
    }
}
