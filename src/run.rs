//! The one loop: updates and input in, effects and frames out.

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
use crate::app::effect::Effect;
use crate::app::media::MediaOrder;
use crate::app::reduce;
use crate::app::state::App;
use crate::app::update::{Link, Update};
use crate::config::theme::Theme;
use crate::config::theme::library::Library;
use crate::terminal::graphics::{Answers, Choice, Guess};
use crate::terminal::{Host, Input, Signal, editor};
use crate::ui::{self, Ui};

/// The least time between two frames.
const FRAME: Duration = Duration::from_millis(8);
/// Updates taken in at most before a frame is drawn.
const BURST: usize = 256;

/// Carries out what the state asks for, outside.
pub trait Outside {
    /// Does it, without making the loop wait.
    fn perform(&mut self, effect: Effect);
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

/// Everything the loop works with. Generic, so that tests run the real program on
/// a test backend, a scripted stream and virtual time.
pub struct Program<'a, B: Backend, I, O> {
    /// Where frames go.
    pub terminal: &'a mut Terminal<B>,
    /// Keys, mouse, signals.
    pub input: I,
    /// What the session tells.
    pub updates: UnboundedReceiver<Update>,
    /// Who carries effects out.
    pub outside: O,
    /// The state.
    pub app: App,
    /// How it looks.
    pub ui: Ui,
    /// How pictures are shown.
    pub pictures: Pictures,
    /// The themes there are.
    pub themes: Library,
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
        self.update(Update::Resize(size.width, size.height));
        self.draw()?;
        self.terminal.backend_mut().ask();
        let mut drawn = Instant::now();
        let mut dirty = false;
        loop {
            let deadline = reduce::deadline(&self.app).map(|at| {
                let wait = (at.0 - (self.clock)().0).max(0);
                Instant::now() + Duration::from_millis(wait.unsigned_abs())
            });
            let frame = dirty.then(|| drawn + FRAME);
            tokio::select! {
                biased;
                input = self.input.next() => match input {
                    Some(input) => if let Some(end) = self.input(input) {
                        return Ok(end);
                    },
                    None => {
                        self.update(Update::Ending);
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
                    Some(update) => if let Some(end) = self.update(update) {
                        return Ok(end);
                    },
                    None => return Ok(End::Quit),
                },
                () = at(deadline) => {
                    self.update(Update::Clock);
                }
            }
            // A burst is taken in whole before a frame is drawn.
            for _ in 0..BURST {
                let Ok(update) = self.updates.try_recv() else {
                    break;
                };
                if let Some(end) = self.update(update) {
                    return Ok(end);
                }
                if drawn.elapsed() > FRAME * 2 {
                    break;
                }
            }
            dirty = true;
            if drawn.elapsed() >= FRAME {
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
                TerminalEvent::FocusGained => self.update(Update::Focus(true)),
                TerminalEvent::FocusLost => self.update(Update::Focus(false)),
                TerminalEvent::Resize(columns, rows) => {
                    // A terminal that came back to its old size has lost what it
                    // showed; an error shows at the next frame.
                    let _ = self.terminal.clear();
                    self.picture_mode();
                    self.update(Update::Resize(columns, rows))
                }
            },
            Input::Signal(signal) => {
                self.update(Update::Ending);
                Some(End::Signal(signal))
            }
            Input::Resumed => {
                let size = self.terminal.size().ok();
                if let Some(size) = size {
                    self.update(Update::Resize(size.width, size.height));
                }
                self.update(Update::Resumed)
            }
            Input::Graphics(answers) => {
                self.pictures.answers = Some(answers);
                self.picture_mode();
                None
            }
            Input::Background(color) => {
                self.ui.background(color.is_light());
                None
            }
        }
    }

    fn update(&mut self, update: Update) -> Option<End> {
        let now = (self.clock)();
        let effects = reduce::update(&mut self.app, now, update, &mut self.ui.layouts);
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
                    if let Some(end) = self.update(Update::Written(written)) {
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
                Effect::Title(title) => self.terminal.backend_mut().set_title(&title),
                effect @ (Effect::Fetch { .. }
                | Effect::Ask(_)
                | Effect::Errand(_)
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
                | Effect::Register { .. }
                | Effect::RetryNow
                | Effect::Media(_)
                | Effect::Files(_)
                | Effect::Active(_)
                | Effect::Discard(_)) => self.outside.perform(effect),
            }
        }
        let Link::Ended { why } = &self.app.link else {
            return None;
        };
        // Nothing was loaded that could still be read.
        let blank = self.app.organization.is_none();
        blank.then(|| End::Refused(why.clone()))
    }

    /// Lends the terminal to an editor. Nothing else happens here meanwhile; what the session
    /// tells waits.
    fn write_outside(&mut self, command: &[String], text: &str) -> Result<String, String> {
        let backend = self.terminal.backend_mut();
        let written = backend.outside(|| editor::write(command, text));
        // It drew over everything, and the size may be another one.
        let _ = self.terminal.clear();
        if let Ok(size) = self.terminal.size() {
            self.update(Update::Resize(size.width, size.height));
        }
        written.map_err(|error| error.to_string()).flatten()
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
        let (app, ui) = (&self.app, &mut self.ui);
        self.terminal.draw(|frame| ui::draw(app, ui, frame))?;
        if let Some(missing) = self.ui.layouts.gallery.orders() {
            let order = MediaOrder::Show(missing);
            self.outside.perform(Effect::Media(order));
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

async fn at(when: Option<Instant>) {
    match when {
        Some(when) => sleep_until(when).await,
        None => pending().await,
    }
}
