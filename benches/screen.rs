//! How long a frame takes: after a key, after a burst, after a new width.
//!
//! `cargo bench --bench screen`. Limits: a key costs at most 3 ms to its frame at 200x60 with
//! 100,000 messages in the view, and the number of messages does not matter; 10,000 events are
//! applied and drawn within 200 ms; a new width is drawn within 16 ms.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use divan::Bencher;
use jiff::tz::TimeZone;
use lazuli::api::event::Event;
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

mod made;

use made::{NOW, batch, build, page, register_reply};

fn main() {
    divan::main();
}

/// The program without its outside: reducer, layout and frame. Pages are answered at once.
struct Program {
    app: App,
    ui: Ui,
    terminal: Terminal<TestBackend>,
    /// What the server has, ascending.
    history: Vec<Message>,
}

impl Program {
    /// In the combined feed of a large organization, at the newest of so many messages.
    fn at_newest(messages: usize, columns: u16, rows: u16) -> Self {
        Self::of(2_000, 100, messages, columns, rows)
    }

    /// The same in an organization of so many people and channels.
    fn of(people: usize, channels: usize, messages: usize, columns: u16, rows: u16) -> Self {
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
    fn scrolled_back(messages: usize, columns: u16, rows: u16) -> Self {
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
    fn writing(messages: usize, columns: u16, rows: u16) -> Self {
        let mut program = Self::at_newest(messages, columns, rows);
        program.key(KeyCode::Char('r'));
        let line = "The second shelf came out **matte**, as @**all** said — \u{8272} and é.\n";
        program.update(Update::Paste(line.repeat(100)));
        program.draw();
        program
    }

    fn update(&mut self, update: Update) {
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

    fn key(&mut self, code: KeyCode) {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        self.update(Update::Key(key));
    }

    fn draw(&mut self) {
        let (app, ui) = (&self.app, &mut self.ui);
        self.terminal
            .draw(|frame| ui::draw(app, ui, frame))
            .unwrap();
    }
}

/// A screenful up or down and its frame: everything on the screen changes.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn screenful_to_frame_200x60(bencher: Bencher, messages: usize) {
    to_and_fro(bencher, messages, [KeyCode::PageUp, KeyCode::PageDown]);
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn one_step_to_frame_200x60(bencher: Bencher, messages: usize) {
    to_and_fro(bencher, messages, [KeyCode::Up, KeyCode::Down]);
}

fn to_and_fro(bencher: Bencher, messages: usize, [up, down]: [KeyCode; 2]) {
    let mut program = Program::scrolled_back(messages, 200, 60);
    let mut keys = 0;
    bencher.bench_local(move || {
        program.key(if keys % 16 < 8 { down } else { up });
        keys += 1;
        program.draw();
    });
}

/// The layouts of one width are of no use for the other.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn new_width_to_frame(bencher: Bencher, messages: usize) {
    let mut program = Program::scrolled_back(messages, 200, 60);
    let mut times = 0_u16;
    bencher.bench_local(move || {
        times += 1;
        let columns = 100 + times % 90;
        program.terminal.backend_mut().resize(columns, 60);
        program.update(Update::Resize(columns, 60));
        program.draw();
    });
}

/// A key and its frame while a name among 50,000 people, or a channel among 5,000, is being
/// typed: of the slowest, names are folded too. At most 10 ms.
#[divan::bench(args = ["@person 4711", "#channel 47", "@nobody", "@öst"], sample_size = 1)]
fn completion_key_to_frame_200x60(bencher: Bencher, typed: &str) {
    let mut program = Program::of(50_000, 5_000, 10_000, 200, 60);
    program.key(KeyCode::Char('r'));
    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
    let mut keys = typed.chars();
    bencher.bench_local(move || {
        match keys.next() {
            Some(c) => program.key(KeyCode::Char(c)),
            None => {
                keys = typed.chars();
                program.update(Update::Key(clear));
            }
        }
        program.draw();
    });
}

/// A large organization of which 100,000 topics are known.
fn everywhere() -> Program {
    let mut program = Program::of(50_000, 5_000, 10_000, 200, 60);
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

/// Each letter and its frame in a box that a key opens, and again from an empty line; the first
/// that is typed makes what is looked through.
fn typing_in_a_box(bencher: Bencher, opens: char, typed: &str) {
    let mut program = everywhere();
    program.key(KeyCode::Char(opens));
    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
    let mut keys = typed.chars();
    bencher.bench_local(move || {
        match keys.next() {
            Some(c) => program.key(KeyCode::Char(c)),
            None => {
                keys = typed.chars();
                program.update(Update::Key(clear));
            }
        }
        program.draw();
    });
}

/// A key and its frame in the box that leads everywhere, among 50,000 people, 5,000 channels
/// and 100,000 topics: what nearly all are like, what few are, words of channel and topic,
/// letters apart, nothing. At most 10 ms.
#[divan::bench(
    args = ["topic 19", "person 4711", "channel 47 kiln", "tpckln", "zzzz", "channel 47>12"],
    sample_size = 1
)]
fn jump_key_to_frame_200x60(bencher: Bencher, typed: &str) {
    typing_in_a_box(bencher, 'O', typed);
}

/// A key and its frame in the search box, in the same organization: an operator, somebody who
/// nearly all are like and few are, a channel, topics of all channels and of one, a whole search
/// that is checked. At most 10 ms.
#[divan::bench(
    args = [
        "sen", "sender:person 4", "sender:4711", "channel:channel 47", "topic:topic 19",
        "topic:tpckln", "channel:\"channel 47\" topic:kiln", "sender:zzzz -is:muted cone",
    ],
    sample_size = 1
)]
fn search_key_to_frame_200x60(bencher: Bencher, typed: &str) {
    typing_in_a_box(bencher, '/', typed);
}

/// The box opened: its names are brought up to date.
#[divan::bench(sample_size = 1)]
fn jump_opened_200x60(bencher: Bencher) {
    let mut program = everywhere();
    bencher.bench_local(move || {
        program.key(KeyCode::Char('O'));
        program.draw();
        program.key(KeyCode::Esc);
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn burst_of_10_000_events_to_frame(bencher: Bencher) {
    let raw = batch(10_000);
    bencher
        .with_inputs(|| {
            let parsed = raw.iter().map(Event::parse);
            let events: Vec<Event> = parsed.map(Result::unwrap).collect();
            (Program::at_newest(1_000, 200, 60), events)
        })
        .bench_local_values(|(mut program, events)| {
            program.update(Update::Session(SessionUpdate::Events(events)));
            program.draw();
            program
        });
}

/// A key in the middle of a message of the greatest length, in an organization of 2,000 people.
#[divan::bench]
fn composer_key_to_frame_200x60(bencher: Bencher) {
    let mut program = Program::writing(1_000, 200, 60);
    let mut keys = 0;
    bencher.bench_local(move || {
        program.key(if keys % 16 < 8 {
            KeyCode::Char('x')
        } else {
            KeyCode::Backspace
        });
        keys += 1;
        program.draw();
    });
}
