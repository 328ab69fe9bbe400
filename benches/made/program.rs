//! The program without its outside, for the measurements of what a person feels.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use lazuli::api::ids::{ChannelId, MessageId};
use lazuli::api::message::{Message, MessagesPage, TopicEntry};
use lazuli::app::effect::Effect;
use lazuli::app::panes::Layout;
use lazuli::app::reduce;
use lazuli::app::state::{Account, App};
use lazuli::app::update::{Link, SessionUpdate, Update};
use lazuli::config::settings::HomeChoice;
use lazuli::config::theme::{Background, ColorDepth, Theme};
use lazuli::content::EmojiStyle;
use lazuli::model::{Anchor, FetchRequest};
use lazuli::text::SafeText;
use lazuli::ui::layouts::Layouts;
use lazuli::ui::times::Times;
use lazuli::ui::{self, Ui};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{NOW, build, page, register_reply};

/// The program without its outside: reducer, layout and frame. Pages are answered at once.
pub struct Program {
    pub app: App,
    pub ui: Ui,
    pub terminal: Terminal<TestBackend>,
    /// What the server has, ascending.
    history: Vec<Message>,
}

impl Program {
    /// In the combined feed of a large organization, at the newest of so many messages.
    pub fn at_newest(messages: usize, columns: u16, rows: u16) -> Self {
        Self::of(2_000, 100, messages, columns, rows)
    }

    /// The same in an organization of so many people and channels.
    pub fn of(people: usize, channels: usize, messages: usize, columns: u16, rows: u16) -> Self {
        let account = Account {
            email: SafeText::line("user10@lapis.example"),
            site: SafeText::line("lapis.example"),
            url: None,
        };
        let theme = Theme::suited(ColorDepth::TrueColor, Background::Dark);
        let layouts = Layouts::new(Times::new(TimeZone::UTC), EmojiStyle::Glyph, false);
        let mut program = Self {
            app: App::new(account, Layout::default(), true, NOW),
            ui: Ui::new(theme, true, layouts),
            terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            history: page(messages).messages,
        };
        program.app.home = HomeChoice::Combined;
        program.update(Update::Resize(columns, rows));
        let organization = Box::new(build(register_reply(people, channels).as_bytes()));
        program.update(Update::Session(SessionUpdate::Registered(organization)));
        program.update(Update::Session(SessionUpdate::Link(Link::Live)));
        program.key(KeyCode::Char('G'));
        program.draw();
        program
    }

    /// As far back in the history as it goes, page by page, so that as much is held of the
    /// view as ever is.
    pub fn scrolled_back(messages: usize, columns: u16, rows: u16) -> Self {
        let mut program = Self::at_newest(messages, columns, rows);
        let oldest = program.history[0].id;
        for _ in 0..messages {
            program.key(KeyCode::PageUp);
            if program.app.views.current().unwrap().spot.unwrap().message == oldest {
                return program;
            }
        }
        panic!("the oldest message is out of reach");
    }

    /// The same, with a long message half written.
    pub fn writing(messages: usize, columns: u16, rows: u16) -> Self {
        let mut program = Self::at_newest(messages, columns, rows);
        program.key(KeyCode::Char('r'));
        let line = "The second shelf came out **matte**, as @**all** said — \u{8272} and é.\n";
        program.update(Update::Paste(line.repeat(100)));
        program.draw();
        program
    }

    pub fn update(&mut self, update: Update) {
        let mut effects = reduce::update(&mut self.app, NOW, update, &mut self.ui.layouts);
        while let Some(effect) = effects.pop() {
            if let Effect::Fetch { list, request } = effect {
                let (tag, result) = (request.tag, Ok(self.answer(&request)));
                let page = Update::Session(SessionUpdate::Page { list, tag, result });
                effects.extend(reduce::update(
                    &mut self.app,
                    NOW,
                    page,
                    &mut self.ui.layouts,
                ));
            }
        }
    }

    /// A large organization of which 100,000 topics are known.
    pub fn everywhere() -> Self {
        let mut program = Self::of(50_000, 5_000, 10_000, 200, 60);
        let organization = program.app.organization.as_deref_mut().unwrap();
        let at = organization.now();
        for channel in 0..5_000 {
            let topics = (0..20).map(|topic| TopicEntry {
                name: format!("topic {topic} about kiln {channel}")
                    .as_str()
                    .into(),
                max_id: MessageId(1_000_000 + channel * 20 + topic),
            });
            organization.adopt_topics(ChannelId(channel), topics.collect(), at);
        }
        program
    }

    fn answer(&self, request: &FetchRequest) -> MessagesPage {
        let all = &self.history;
        let at = match request.anchor {
            Anchor::Newest | Anchor::FirstUnread => all.len(),
            Anchor::Oldest => 0,
            Anchor::Message(id) => all.partition_point(|message| message.id < id),
        };
        let is_there = matches!(request.anchor, Anchor::Message(id) if all.get(at).is_some_and(|m| m.id == id));
        let after = at + usize::from(is_there);
        let from = at.saturating_sub(request.num_before as usize);
        let to = (after + request.num_after as usize).min(all.len());
        let left_out = is_there && !request.include_anchor;
        let wanted = |index: &usize| !(left_out && *index == at);
        let indices = (from..to).filter(wanted);
        MessagesPage {
            anchor: None,
            found_anchor: is_there,
            found_oldest: from == 0,
            found_newest: to == all.len(),
            history_limited: false,
            messages: indices.map(|index| all[index].clone()).collect(),
            matches: Vec::new(),
        }
    }

    pub fn key(&mut self, code: KeyCode) {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        self.update(Update::Key(key));
    }

    pub fn draw(&mut self) {
        let (app, ui) = (&self.app, &mut self.ui);
        self.terminal
            .draw(|frame| ui::draw(app, ui, frame))
            .unwrap();
    }
}
