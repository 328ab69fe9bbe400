//! The one loop: updates and input in, effects and frames out. It has the states of all
//! accounts ([`Seats`]): keys go to the one on the screen, everything else to its own.

pub mod dress;
pub mod seats;

use std::future::pending;
use std::io;
use std::time::Duration;

use crossterm::event::{Event as TerminalEvent, KeyEventKind};
use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use crate::api::time::UnixMillis;
use crate::app::accounts::AccountIndex;
use crate::app::effect::Effect;
use crate::app::media::MediaOrder;
use crate::app::notify::{NoticeId, Notification};
use crate::app::update::Update;
use crate::config::theme::Theme;
use crate::config::theme::library::Library;
use crate::terminal::graphics::{Answers, Choice, Guess};
use crate::terminal::{Host, Input, NoticeBy, Signal, editor};
use crate::ui::{self, Ui};

use crate::app::settings::own::{InForce, SettingsOrder};
use dress::{Wardrobe, decides_theme};
use seats::Seats;

/// The least time between two frames.
const FRAME: Duration = Duration::from_millis(8);
/// The bell.
const BELL: u8 = 0x07;
/// Updates taken in at most before a frame is drawn.
const BURST: usize = 256;

/// Carries out what the state asks for, outside.
pub trait Outside {
    /// Does it for an account, without making the loop wait.
    fn perform(&mut self, account: AccountIndex, effect: Effect);
}

/// Why the loop ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// The person wanted to.
    Quit,
    /// The system asked for it.
    Signal(Signal),
    /// The terminal went away.
    NoInput,
    /// The server or the account was refused before anything was ever loaded: why,
    /// in a sentence.
    Refused(String),
}

/// What decides how pictures are shown.
#[derive(Debug, Clone, Copy)]
pub struct Pictures {
    /// What the person wants.
    pub choice: Choice,
    /// What the environment tells.
    pub guess: Guess,
    /// What the terminal answered, if it did.
    pub answers: Option<Answers>,
}

/// How notifications are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notifier {
    /// By what words get to the person; `None` for no words.
    pub words: Option<Words>,
    /// When the bell rings.
    pub bell: Bell,
}

/// By what a notification's words get to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The terminal.
    Terminal(NoticeBy),
    /// A program of the desktop's.
    Desktop,
}

/// When the bell rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bell {
    /// Never.
    #[default]
    Never,
    /// For what has a sound by the person's settings on the server.
    Sounds,
    /// For each notification.
    Always,
}

/// Everything the loop works with. Generic, so that tests run the real program on
/// a test backend, a scripted stream and virtual time.
pub struct Program<'a, B: Backend, I, O> {
    /// Where frames go.
    pub terminal: &'a mut Terminal<B>,
    /// Keys, mouse, signals.
    pub input: I,
    /// What the accounts' sessions tell.
    pub updates: UnboundedReceiver<(AccountIndex, Update)>,
    /// Who carries effects out.
    pub outside: O,
    /// The states of the accounts.
    pub seats: Seats,
    /// How it looks.
    pub ui: Ui,
    /// How pictures are shown.
    pub pictures: Pictures,
    /// The themes there are.
    pub themes: Library,
    /// What settings make of the screen.
    pub wardrobe: Wardrobe<'a>,
    /// Whether the terminal's background is light, once it told.
    pub light: Option<bool>,
    /// How notifications are shown.
    pub notifier: Notifier,
    /// Gives the moment.
    pub clock: &'a dyn Fn() -> UnixMillis,
}

impl<B, I, O> Program<'_, B, I, O>
where
    B: Backend + Host,
    io::Error: From<B::Error>,
    I: Stream<Item = Input> + Unpin,
    O: Outside,
{
    /// Runs until the person quits or the system ends it.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub async fn run(mut self) -> io::Result<End> {
        let size = self.terminal.size()?;
        self.ui.layouts.gallery.easel = self.terminal.backend_mut().easel();
        self.picture_mode();
        self.tell_all(|| Update::Resize(size.width, size.height));
        if let Some(roster) = self.seats.news() {
            self.update(Update::Roster(roster));
        }
        self.draw()?;
        self.terminal.backend_mut().ask();
        let mut drawn = Instant::now();
        let mut dirty = false;
        loop {
            let deadline = self.seats.deadline().map(|at| {
                let wait = (at.0 - (self.clock)().0).max(0);
                Instant::now() + Duration::from_millis(wait.unsigned_abs())
            });
            let frame = dirty.then(|| drawn + FRAME);
            // What happens to the others draws no frame, unless their counts change.
            let mut in_sight = true;
            tokio::select! {
                biased;
                input = self.input.next() => match input {
                    Some(input) => if let Some(end) = self.input(input) {
                        return Ok(end);
                    },
                    None => {
                        self.tell_all(|| Update::Ending);
                        return Ok(End::NoInput);
                    }
                },
                () = at(frame) => {
                    self.draw()?;
                    drawn = Instant::now();
                    dirty = false;
                    continue;
                }
                update = self.updates.recv() => match update {
                    Some((account, update)) => {
                        in_sight = account == self.seats.shown();
                        if let Some(end) = self.update_of(account, update) {
                            return Ok(end);
                        }
                    }
                    None => return Ok(End::Quit),
                },
                () = at(deadline) => {
                    let due = self.seats.due((self.clock)());
                    in_sight = due.contains(&self.seats.shown());
                    for account in due {
                        self.update_of(account, Update::Clock);
                    }
                }
            }
            // A burst is taken in whole before a frame is drawn.
            for _ in 0..BURST {
                let Ok((account, update)) = self.updates.try_recv() else {
                    break;
                };
                in_sight |= account == self.seats.shown();
                if let Some(end) = self.update_of(account, update) {
                    return Ok(end);
                }
                if drawn.elapsed() > FRAME * 2 {
                    break;
                }
            }
            if let Some(roster) = self.seats.news() {
                in_sight = true;
                self.update(Update::Roster(roster));
            }
            dirty |= in_sight;
            if dirty && drawn.elapsed() >= FRAME {
                self.draw()?;
                drawn = Instant::now();
                dirty = false;
            }
        }
    }

    fn input(&mut self, input: Input) -> Option<End> {
        match input {
            Input::Event(event) => match event {
                TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => {
                    self.update(Update::Key(key))
                }
                TerminalEvent::Key(_) => None,
                TerminalEvent::Mouse(mouse) => self.update(Update::Mouse(mouse)),
                TerminalEvent::Paste(text) => self.update(Update::Paste(text)),
                TerminalEvent::FocusGained => self.tell_all(|| Update::Focus(true)),
                TerminalEvent::FocusLost => self.tell_all(|| Update::Focus(false)),
                TerminalEvent::Resize(columns, rows) => {
                    // A terminal that came back to its old size has lost what it
                    // showed; an error shows at the next frame.
                    let _ = self.terminal.clear();
                    self.picture_mode();
                    self.tell_all(|| Update::Resize(columns, rows))
                }
            },
            Input::Signal(signal) => {
                self.tell_all(|| Update::Ending);
                Some(End::Signal(signal))
            }
            Input::Resumed => {
                let size = self.terminal.size().ok();
                if let Some(size) = size {
                    self.tell_all(|| Update::Resize(size.width, size.height));
                }
                self.update(Update::Resumed)
            }
            Input::Graphics(answers) => {
                self.pictures.answers = Some(answers);
                self.picture_mode();
                None
            }
            Input::Background(color) => {
                self.light = Some(color.is_light());
                self.ui.background(color.is_light());
                None
            }
        }
    }

    /// Applies what happened to the account on the screen.
    fn update(&mut self, update: Update) -> Option<End> {
        self.update_of(self.seats.shown(), update)
    }

    /// Applies to all accounts what concerns them all.
    fn tell_all(&mut self, update: impl Fn() -> Update) -> Option<End> {
        let mut end = None;
        for account in self.seats.indices() {
            end = end.or(self.update_of(account, update()));
        }
        end
    }

    fn update_of(&mut self, account: AccountIndex, update: Update) -> Option<End> {
        let now = (self.clock)();
        let shown = self.seats.shown() == account;
        let effects = self.seats.update(account, now, update, &mut self.ui);
        for effect in effects {
            match effect {
                Effect::Quit => return Some(End::Quit),
                Effect::Redraw => {
                    // An error shows at the next frame.
                    let _ = self.terminal.clear();
                }
                Effect::Suspend => self.terminal.backend_mut().suspend(),
                Effect::Copy(text) => self.terminal.backend_mut().copy(&text),
                Effect::Write { command, text } => {
                    let written = self.write_outside(&command, &text);
                    if let Some(end) = self.update_of(account, Update::Written(written)) {
                        return Some(end);
                    }
                }
                Effect::Settings(order) => {
                    if let Some(end) = self.take_settings(account, *order) {
                        return Some(end);
                    }
                }
                Effect::Theme(name) => {
                    let themed = self.take_theme(&name);
                    if let Some(end) = self.update(Update::Themed(themed)) {
                        return Some(end);
                    }
                }
                Effect::Light(light) => self.ui.wear(light),
                Effect::Notify(notification) => self.notify(account, notification),
                Effect::Withdraw(id) => match self.notifier.words {
                    Some(Words::Terminal(by)) => {
                        let bytes = by.withdrawal(&notice_key(account, id));
                        self.terminal.backend_mut().notify(&bytes);
                    }
                    Some(Words::Desktop) => self.outside.perform(account, Effect::Withdraw(id)),
                    None => {}
                },
                Effect::Show(other) => {
                    if let Some(end) = self.show(other) {
                        return Some(end);
                    }
                }
                Effect::Active(active) => {
                    self.outside.perform(account, Effect::Active(active));
                    // Whoever is there is there for all.
                    let others = self.seats.indices().filter(|other| *other != account);
                    for other in others.filter(|_| shown) {
                        self.update_of(other, Update::Present(active));
                    }
                }
                effect @ (Effect::Fetch { .. }
                | Effect::Ask(_)
                | Effect::Errand(_)
                | Effect::SignIn(_)
                | Effect::Match { .. }
                | Effect::FetchTopics { .. }
                | Effect::Mark(_)
                | Effect::Act { .. }
                | Effect::Personal(_)
                | Effect::Send(_)
                | Effect::Outbox(_)
                | Effect::SaveDraft(_)
                | Effect::DeleteDraft(_)
                | Effect::Typing { .. }
                | Effect::Searches(_)
                | Effect::Habits(_)
                | Effect::Register { .. }
                | Effect::RetryNow
                | Effect::Media(_)
                | Effect::Files(_)
                | Effect::Hook(_)
                | Effect::Seen(_)
                | Effect::Discard(_)) => self.outside.perform(account, effect),
            }
        }
        // Where nothing was loaded that could still be read.
        self.seats.refused().map(End::Refused)
    }

    fn notify(&mut self, account: AccountIndex, notification: Notification) {
        let rings = match self.notifier.bell {
            Bell::Never => false,
            Bell::Sounds => notification.sound,
            Bell::Always => true,
        };
        let mut bytes = Vec::new();
        if rings {
            bytes.push(BELL);
        }
        match self.notifier.words {
            Some(Words::Terminal(by)) => {
                let key = notice_key(account, notification.id);
                bytes.extend(by.sequence(&key, &notification.title, &notification.body));
            }
            Some(Words::Desktop) => {
                self.outside.perform(account, Effect::Notify(notification));
            }
            None => {}
        }
        self.terminal.backend_mut().notify(&bytes);
    }

    /// Puts another account on the screen.
    fn show(&mut self, account: AccountIndex) -> Option<End> {
        self.update(Update::OnScreen(false));
        // Its pictures are not wanted any more.
        let none = Effect::Media(MediaOrder::Show(Vec::new()));
        self.outside.perform(self.seats.shown(), none);
        self.seats.show(account, &mut self.ui);
        self.ui.layouts.gallery.easel = self.terminal.backend_mut().easel();
        self.picture_mode();
        if let Some(roster) = self.seats.news() {
            self.update(Update::Roster(roster));
        }
        self.update(Update::OnScreen(true))
    }

    /// Lends the terminal to an editor. Nothing else happens here meanwhile; what the session
    /// tells waits.
    fn write_outside(&mut self, command: &[String], text: &str) -> Result<String, String> {
        let backend = self.terminal.backend_mut();
        let written = backend.outside(|| editor::write(command, text));
        // It drew over everything, and the size may be another one.
        let _ = self.terminal.clear();
        if let Ok(size) = self.terminal.size() {
            self.tell_all(|| Update::Resize(size.width, size.height));
        }
        written.map_err(|error| error.to_string()).flatten()
    }

    /// Wears what settings that were just changed make of the screen, and has the file written.
    fn take_settings(&mut self, account: AccountIndex, order: SettingsOrder) -> Option<End> {
        let dress = (self.wardrobe)(&order.settings);
        self.ui.change(dress.ui, decides_theme(order.option.name()));
        if let Some(light) = self.light {
            self.ui.background(light);
        }
        self.seats.lay_out_anew();
        self.notifier = dress.notifier;
        self.terminal.backend_mut().adopt(dress.terminal);
        self.pictures.choice = dress.pictures;
        self.picture_mode();
        // An error shows at the next frame.
        let _ = self.terminal.clear();
        for other in self.seats.indices() {
            let folder = MediaOrder::Downloads(dress.downloads.clone());
            self.outside.perform(other, Effect::Media(folder));
        }
        let now = InForce {
            settings: order.settings.clone(),
            option: order.option,
            keymap: dress.keymap,
            machine: dress.machine,
            trouble: dress.trouble,
        };
        self.outside
            .perform(account, Effect::Settings(Box::new(order)));
        self.tell_all(|| Update::Settings(Box::new(now.clone())))
    }

    /// Takes a theme by its name. Gives what is said about it.
    fn take_theme(&mut self, name: &str) -> Result<String, String> {
        let depth = self.ui.depth();
        let (look, problems) = self
            .themes
            .find(name)
            .ok_or_else(|| format!("{}.", self.themes.unknown(name)))?;
        self.ui.take(Theme::of(&look, depth));
        match problems.first() {
            Some(problem) => Err(problem.to_string()),
            None => Ok(format!("The theme is {name} until the program ends.")),
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let (app, ui) = (self.seats.app(), &mut self.ui);
        self.terminal.backend_mut().set_title(&app.window_title());
        self.terminal.draw(|frame| ui::draw(app, ui, frame))?;
        if let Some(missing) = self.ui.layouts.gallery.orders() {
            let order = MediaOrder::Show(missing);
            let shown = self.seats.shown();
            self.outside.perform(shown, Effect::Media(order));
        }
        Ok(())
    }

    fn picture_mode(&mut self) {
        let Pictures {
            choice,
            guess,
            answers,
        } = self.pictures;
        let cell = self.terminal.backend_mut().cell_pixels();
        let mode = guess.mode(choice, answers, cell, self.ui.depth());
        self.ui.layouts.gallery.set_mode(mode);
    }
}

/// What a notification is called in the terminal.
fn notice_key(account: AccountIndex, id: NoticeId) -> String {
    format!("lazuli-{}-{}", account.0 + 1, id.0)
}

async fn at(when: Option<Instant>) {
    match when {
        Some(when) => sleep_until(when).await,
        None => pending().await,
    }
}
